#pragma once

#include "mb-preview.h"

G_BEGIN_DECLS

/* A preview in a window, and ways to wait for it and to look into its page. */
typedef struct {
  GtkWidget *window;
  MbPreview *preview;
  MbArticle *article;
} Desk;

Desk *desk_new (MbSnapshot *snapshot);
void desk_free (Desk *self);
void desk_wait_settled (Desk *self);
void desk_wait_problem (Desk *self, const char *problem);
char *desk_ask (Desk *self, const char *body);
char *desk_read_page (Desk *self);
void desk_assert_page_is_fresh (Desk *self);
void desk_type (Desk *self, guint64 block, const char *words);

MbSnapshot *desk_make_article (guint n_paragraphs);
guint64 desk_nth_block (Desk *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

G_END_DECLS
