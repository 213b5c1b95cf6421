#pragma once

#include "mb-article.h"

G_BEGIN_DECLS

/* Somebody who writes: keys mostly, then new paragraphs, pastes, undo, and edits of every other
 * kind, moves among them. */
MbSnapshot *mb_robot_blank (GRand *rand) G_GNUC_WARN_UNUSED_RESULT;
void mb_robot_act (GRand *rand, MbArticle *article);
void mb_robot_paste (GRand *rand, MbArticle *article, guint n_chars);

G_END_DECLS
