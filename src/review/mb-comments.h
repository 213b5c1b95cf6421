#pragma once

#include "mb-transaction.h"

G_BEGIN_DECLS

/* Comments are marks of the document: on the article, on a block, or on words, which may reach over
 * several blocks. Each change adds its steps to a transaction; commit it as any other. */
typedef enum {
  MB_COMMENT_ARTICLE,
  MB_COMMENT_BLOCK,
  MB_COMMENT_PASSAGE,
  MB_COMMENT_ORPHAN, /* what it was about is gone; its words are kept */
} MbCommentPlace;

/* A thread, and where it is now. */
typedef struct {
  MbMark *mark;
  MbCommentPlace place;
  MbPosition start; /* of a passage; the block of a comment on one, or where an orphan's was; block
                       0: the article */
  MbPosition end;
  guint index;   /* of the block, for order: 0 for the article, G_MAXUINT when it is gone */
  guint n_spans; /* pieces of a passage */
} MbCommentThread;

guint64 mb_comments_add_on_passage (MbTransaction *transaction,
                                    const MbPosition *start,
                                    const MbPosition *end,
                                    const MbMarkEntry *entry,
                                    GError **error);
guint64 mb_comments_add_on_block (MbTransaction *transaction,
                                  guint64 block,
                                  const MbMarkEntry *entry,
                                  GError **error);
guint64
mb_comments_add_on_article (MbTransaction *transaction, const MbMarkEntry *entry, GError **error);
gboolean mb_comments_reply (MbTransaction *transaction,
                            guint64 id,
                            const MbMarkEntry *entry,
                            GError **error);
gboolean mb_comments_set_resolved (MbTransaction *transaction,
                                   guint64 id,
                                   gboolean resolved,
                                   GError **error);
gboolean mb_comments_delete (MbTransaction *transaction, guint64 id, GError **error);
gboolean
mb_comments_carry_over (MbTransaction *transaction, const MbSnapshot *before, GError **error);
gboolean
mb_comments_anchor_again (MbTransaction *transaction, const MbSnapshot *before, GError **error);

GPtrArray *mb_comments_list (const MbSnapshot *snapshot,
                             gboolean open_only) G_GNUC_WARN_UNUSED_RESULT;
void mb_comment_thread_free (MbCommentThread *thread);
gboolean mb_comments_find_words (const MbSnapshot *snapshot,
                                 const char *words,
                                 MbPosition *start,
                                 MbPosition *end);
gboolean mb_comments_step (GPtrArray *threads,
                           const MbSnapshot *snapshot,
                           const MbPosition *from,
                           gboolean forward,
                           guint *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbCommentThread, mb_comment_thread_free)

G_END_DECLS
