#pragma once

#include "mb-article.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is about an article: its checks, what is published with it, and what never is.
 *
 * Property: `article` (MbArticle, nullable). Signal: `finding-activated (guint64 block, guint part,
 * char *code)`: to a place in the text; a finding about metadata is answered by the pane itself.
 */
#define MB_TYPE_ARTICLE_PANE (mb_article_pane_get_type ())

G_DECLARE_FINAL_TYPE (MbArticlePane, mb_article_pane, MB, ARTICLE_PANE, AdwBin)

GtkWidget *mb_article_pane_new (void);
MbArticle *mb_article_pane_get_article (MbArticlePane *self);
void mb_article_pane_set_article (MbArticlePane *self, MbArticle *article);
void mb_article_pane_set_sections (MbArticlePane *self, const char *const *sections);
void mb_article_pane_focus_field (MbArticlePane *self, const char *meta);
gboolean mb_article_pane_focus_finding (MbArticlePane *self, const char *code);

G_END_DECLS
