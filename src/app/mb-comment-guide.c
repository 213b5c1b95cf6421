#include "mb-comment-guide.h"

#include <glib/gi18n.h>

struct _MbCommentGuide {
  GObject parent_instance;
  MbEditorView *editor; /* not held: it outlives us */
  MbReviewPane *pane;   /* not held either */
  guint64 chosen;       /* the comment that was gone to last */
};

typedef enum {
  PANE_WANTED,
  TEXT_WANTED,
  NOTICE,
} MbCommentGuideSignals;

static guint signals[NOTICE + 1];

G_DEFINE_FINAL_TYPE (MbCommentGuide, mb_comment_guide, G_TYPE_OBJECT)

/* A selection within objects or an empty one is about its block. */
static void
comment_requested_cb (MbCommentGuide *self)
{
  MbPosition start;
  MbPosition end;

  if (!mb_editor_view_get_range (self->editor, &start, &end))
    return;
  g_signal_emit (self, signals[PANE_WANTED], 0);
  mb_review_pane_compose (self->pane, &start, &end);
}

static void
go_to (MbCommentGuide *self, guint64 mark)
{
  MbArticle *article = mb_editor_view_get_article (self->editor);
  g_autoptr (GPtrArray) threads = NULL;

  if (!article)
    return;
  self->chosen = mark;
  threads = mb_comments_list (mb_article_get_snapshot (article), FALSE);
  for (guint i = 0; i < threads->len; i++) {
    const MbCommentThread *thread = threads->pdata[i];

    if (mb_mark_get_id (thread->mark) != mark)
      continue;
    if (thread->place == MB_COMMENT_PASSAGE)
      mb_editor_view_select (self->editor, &thread->start, &thread->end);
    else if (thread->place == MB_COMMENT_BLOCK)
      mb_editor_view_jump (self->editor, &thread->start);
  }
  mb_review_pane_mark (self->pane, mark);
}

static void
jumped_cb (MbCommentGuide *self, guint64 mark)
{
  go_to (self, mark);
}

static void
left_cb (MbCommentGuide *self)
{
  g_signal_emit (self, signals[TEXT_WANTED], 0);
}

static guint64
get_caret_comment (MbCommentGuide *self)
{
  guint64 mark = 0;

  g_object_get (self->editor, "caret-comment", &mark, NULL);

  return mark;
}

static void
caret_comment_cb (MbCommentGuide *self)
{
  mb_review_pane_mark (self->pane, get_caret_comment (self));
}

static void
mb_comment_guide_class_init (MbCommentGuideClass *klass)
{
  GType type = MB_TYPE_COMMENT_GUIDE;

  signals[PANE_WANTED] =
    g_signal_new ("pane-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TEXT_WANTED] =
    g_signal_new ("text-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTICE] = g_signal_new ("notice", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mb_comment_guide_init (MbCommentGuide *self)
{
}

/**
 * mb_comment_guide_new:
 * @editor: the text
 * @pane: the comments
 *
 * Joins the two. They have to outlive the guide.
 */
MbCommentGuide *
mb_comment_guide_new (MbEditorView *editor, MbReviewPane *pane)
{
  MbCommentGuide *self = NULL;

  g_return_val_if_fail (MB_IS_EDITOR_VIEW (editor), NULL);
  g_return_val_if_fail (MB_IS_REVIEW_PANE (pane), NULL);

  self = g_object_new (MB_TYPE_COMMENT_GUIDE, NULL);
  self->editor = editor;
  self->pane = pane;
  g_signal_connect_object (editor, "comment-requested", G_CALLBACK (comment_requested_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "notify::caret-comment", G_CALLBACK (caret_comment_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (pane, "jumped", G_CALLBACK (jumped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pane, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * mb_comment_guide_step:
 * @self: a guide
 * @forward: to the next; otherwise to the one before
 *
 * Goes to an open comment, and round when there is none left.
 */
void
mb_comment_guide_step (MbCommentGuide *self, gboolean forward)
{
  MbPosition caret;
  guint64 mark;

  g_return_if_fail (MB_IS_COMMENT_GUIDE (self));

  if (!mb_editor_view_get_caret (self->editor, &caret))
    return;
  mark = mb_review_pane_step (self->pane, &caret, forward);
  if (mark == 0) {
    g_signal_emit (self, signals[NOTICE], 0, _ ("No comment is open."));
    return;
  }
  g_signal_emit (self, signals[PANE_WANTED], 0);
  go_to (self, mark);
}

/**
 * mb_comment_guide_resolve:
 * @self: a guide
 *
 * Settles the comment at the caret, or the one that was gone to last.
 */
void
mb_comment_guide_resolve (MbCommentGuide *self)
{
  guint64 mark;

  g_return_if_fail (MB_IS_COMMENT_GUIDE (self));

  mark = get_caret_comment (self);
  if (!mb_review_pane_resolve (self->pane, mark ? mark : self->chosen))
    g_signal_emit (self, signals[NOTICE], 0, _ ("There is no open comment here."));
}
