#pragma once

#include "mb-comments.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A comment with its answers.
 *
 * Signals: `answered (char *words)`, `resolve-toggled ()`.
 */
#define MB_TYPE_COMMENT_CARD (mb_comment_card_get_type ())

G_DECLARE_FINAL_TYPE (MbCommentCard, mb_comment_card, MB, COMMENT_CARD, AdwPreferencesRow)

/* Who somebody is; NULL: nobody known here. */
typedef const char *(*MbNameOf) (const char *person_id, gpointer user_data);

GtkWidget *mb_comment_card_new (MbNameOf name_of, gpointer user_data);
void mb_comment_card_set_thread (MbCommentCard *self,
                                 MbCommentThread *thread,
                                 const MbSnapshot *snapshot,
                                 guint position);
const MbCommentThread *mb_comment_card_get_thread (MbCommentCard *self);
guint mb_comment_card_get_position (MbCommentCard *self);
void mb_comment_card_name_anew (MbCommentCard *self, const MbSnapshot *snapshot);
void mb_comment_card_set_can_write (MbCommentCard *self, gboolean can_write);

G_END_DECLS
