#pragma once

#include "mb-article.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Headline, crossheads and figures of an article as a list that follows it; rows are MbOutlineItem.
 */
#define MB_TYPE_OUTLINE_ITEM (mb_outline_item_get_type ())

G_DECLARE_FINAL_TYPE (MbOutlineItem, mb_outline_item, MB, OUTLINE_ITEM, GObject)

guint64 mb_outline_item_get_block (MbOutlineItem *self);
MbBlockKind mb_outline_item_get_kind (MbOutlineItem *self);
const char *mb_outline_item_get_title (MbOutlineItem *self);
guint mb_outline_item_get_n_words (MbOutlineItem *self);

#define MB_TYPE_OUTLINE (mb_outline_get_type ())

G_DECLARE_FINAL_TYPE (MbOutline, mb_outline, MB, OUTLINE, GObject)

MbOutline *mb_outline_new (MbArticle *article) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_outline_move_section (MbOutline *self, guint64 head, int by, GError **error);

G_END_DECLS
