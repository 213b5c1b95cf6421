#pragma once

#include "mb-draft.h"
#include "mb-outbox.h"

G_BEGIN_DECLS

/* Where the open article stands, in words: its state, whether it is stored here, what was sent.
 *
 * Properties, readable and notified: `title` (string), `subtitle` (string),
 * `public-url` (string, nullable), `unsent` (boolean: readers would see a change).
 */
#define MB_TYPE_ARTICLE_STATUS (mb_article_status_get_type ())

G_DECLARE_FINAL_TYPE (MbArticleStatus, mb_article_status, MB, ARTICLE_STATUS, GObject)

MbArticleStatus *mb_article_status_new (MbDraft *draft, MbOutbox *outbox) G_GNUC_WARN_UNUSED_RESULT;
const char *mb_article_status_get_title (MbArticleStatus *self);
void mb_article_status_set_compact (MbArticleStatus *self, gboolean compact);
const char *mb_article_status_get_subtitle (MbArticleStatus *self);
const char *mb_article_status_get_public_url (MbArticleStatus *self);
void mb_article_status_set_stage (MbArticleStatus *self, const char *stage);
gboolean mb_article_status_is_unsent (MbArticleStatus *self);
MbJob *mb_article_status_get_job (MbArticleStatus *self);

G_END_DECLS
