#pragma once

#include "mb-article.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Headline, crossheads and figures of the article: jumps to them, moves whole sections.
 * Signal `jumped (guint64 block)`. */
#define MB_TYPE_OUTLINE_LIST (mb_outline_list_get_type ())

G_DECLARE_FINAL_TYPE (MbOutlineList, mb_outline_list, MB, OUTLINE_LIST, AdwBin)

void mb_outline_list_set_article (MbOutlineList *self, MbArticle *article);

G_END_DECLS
