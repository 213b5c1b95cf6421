#pragma once

#include "mb-editor-buffer.h"

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* The text view, with what is drawn beside the text: prompts in empty furniture, marks of lists,
 * bars of quotations, the byline under the standfirst. */
#define MB_TYPE_ARTICLE_TEXT (mb_article_text_get_type ())

G_DECLARE_FINAL_TYPE (MbArticleText, mb_article_text, MB, ARTICLE_TEXT, GtkSourceView)

GtkWidget *mb_article_text_new (void);
MbEditorBuffer *mb_article_text_get_buffer (MbArticleText *self);

G_END_DECLS
