#pragma once

#include "mb-article.h"
#include "mb-web-module.h"

G_BEGIN_DECLS

/* The line to the page: keeps what it shows the same as the article, with as few calls as the page
 * can answer. Main thread. */
typedef struct _MbPreviewLink MbPreviewLink;

MbPreviewLink *mb_preview_link_new (GtkWidget *owner) G_GNUC_WARN_UNUSED_RESULT;
void mb_preview_link_free (MbPreviewLink *self);

void mb_preview_link_set_view (MbPreviewLink *self, const MbWebModule *module, GtkWidget *view);
void mb_preview_link_set_article (MbPreviewLink *self, MbArticle *article);
void mb_preview_link_set_shown (MbPreviewLink *self, gboolean shown);

void mb_preview_link_update (MbPreviewLink *self);
void mb_preview_link_reload (MbPreviewLink *self);
void mb_preview_link_select (MbPreviewLink *self, guint64 block);
void mb_preview_link_scroll (MbPreviewLink *self, guint64 block, double fraction);
void mb_preview_link_note_scroll (MbPreviewLink *self, guint64 block, double fraction);

char *mb_preview_link_make_page (MbPreviewLink *self, guint64 epoch) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_preview_link_ready (MbPreviewLink *self, guint64 epoch);
gboolean mb_preview_link_is_live (MbPreviewLink *self);
gboolean mb_preview_link_is_settled (MbPreviewLink *self);
guint64 mb_preview_link_get_epoch (MbPreviewLink *self);
guint64 mb_preview_link_get_n_calls (MbPreviewLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPreviewLink, mb_preview_link_free)

G_END_DECLS
