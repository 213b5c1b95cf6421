#pragma once

#include "mb-site-guard.h"
#include "mb-site-page.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The embedded site: a small server on this machine. Lives on the thread that runs its main
 * context. */
#define MB_TYPE_SITE_SERVER (mb_site_server_get_type ())

G_DECLARE_FINAL_TYPE (MbSiteServer, mb_site_server, MB, SITE_SERVER, GObject)

MbSiteServer *mb_site_server_new (MbSiteDb *db, guint port, guint patience_s, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
const char *mb_site_server_get_base (MbSiteServer *self);
MbSiteGuard *mb_site_server_get_guard (MbSiteServer *self);

/* For the handlers in the other files. */
MbSiteDb *mb_site_server_get_db (MbSiteServer *self);
MbSiteSettings *mb_site_server_get_settings (MbSiteServer *self);
void mb_site_server_reload_settings (MbSiteServer *self);
gint64 mb_site_server_now_ms (MbSiteServer *self);
MbSiteRow *mb_site_server_find_post (MbSiteServer *self,
                                     const char *slug) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_site_server_shows (MbSiteServer *self, const MbSiteRow *row);
void mb_site_server_fill_context (MbSiteServer *self, MbSiteContext *context, const char *token);

void mb_site_answer_html (SoupServerMessage *message, guint status, char *html);
void mb_site_answer_text (SoupServerMessage *message, guint status, const char *type, char *text);
void mb_site_answer_redirect (SoupServerMessage *message, const char *path);
GHashTable *mb_site_read_form (SoupServerMessage *message);
char *mb_site_read_session (SoupServerMessage *message);

void mb_site_micropub_handle (MbSiteServer *self,
                              SoupServerMessage *message,
                              const char *path,
                              GHashTable *query);
void mb_site_forms_handle (MbSiteServer *self, SoupServerMessage *message, const char *path);
void mb_site_admin_handle (MbSiteServer *self, SoupServerMessage *message, const char *path);
char *mb_site_readers_to_csv (GPtrArray *readers) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
