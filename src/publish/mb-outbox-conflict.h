#pragma once

#include "mb-outbox.h"

G_BEGIN_DECLS

/* What a person needs to decide when a site has a newer version than the one we knew. */
typedef struct {
  MbRemote *remote; /* what the site has */
  char *own_html;   /* the content field as this site would be sent it */
  MbSnapshot *base; /* (nullable) what it was sent last, when we sent it */
  char *base_html;  /* (nullable) the content field of that */
} MbSiteAnswer;

void mb_site_answer_free (MbSiteAnswer *answer);

void mb_outbox_read_site_async (MbOutbox *self,
                                MbJob *job,
                                MbSnapshot *snapshot,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
MbSiteAnswer *mb_outbox_read_site_finish (MbOutbox *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The article says from now on what the site has; the sending that was in conflict ends. */
void mb_outbox_adopt_async (MbOutbox *self,
                            MbJob *job,
                            MbSnapshot *snapshot,
                            const MbRemote *remote,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean mb_outbox_adopt_finish (MbOutbox *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSiteAnswer, mb_site_answer_free)

G_END_DECLS
