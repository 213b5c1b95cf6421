#pragma once

#include "mb-site-db.h"

G_BEGIN_DECLS

/* What keeps forms and the administration safe: signed tokens, passwords, sessions, limits against
 * floods. */
typedef struct _MbSiteGuard MbSiteGuard;

MbSiteGuard *mb_site_guard_new (MbSiteDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_site_guard_free (MbSiteGuard *self);

const char *mb_site_guard_get_api_token (MbSiteGuard *self);
gboolean mb_site_guard_check_authorization (MbSiteGuard *self, const char *header);

char *mb_site_guard_make_form_token (MbSiteGuard *self,
                                     const char *session,
                                     gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_site_guard_check_form_token (MbSiteGuard *self,
                                         const char *token,
                                         const char *session,
                                         gint64 now_ms);

gboolean mb_site_guard_has_password (MbSiteGuard *self);
gboolean mb_site_guard_set_password (MbSiteDb *db, const char *password, GError **error);
char *mb_site_guard_log_in (MbSiteGuard *self,
                            const char *password,
                            gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_site_guard_check_session (MbSiteGuard *self, const char *session, gint64 now_ms);
void mb_site_guard_log_out (MbSiteGuard *self, const char *session);

gboolean
mb_site_guard_allows (MbSiteGuard *self, const char *act, const char *address, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSiteGuard, mb_site_guard_free)

G_END_DECLS
