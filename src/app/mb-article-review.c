#include "mb-article-review.h"

#include "mb-review-state.h"

struct _MbArticleReview {
  GObject parent_instance;
  MbStore *store;
  MbPeople *people;
  MbDraft *draft;
  MbStanding *standing; /* NULL until the store has answered, and for a draft that it has not */
  GCancellable *asking;
};

static guint changed_signal;
static guint trouble_signal;

G_DEFINE_FINAL_TYPE (MbArticleReview, mb_article_review, G_TYPE_OBJECT)

static void
take_standing (MbArticleReview *self, MbStanding *standing)
{
  g_clear_pointer (&self->standing, mb_standing_free);
  self->standing = standing;
  g_signal_emit (self, changed_signal, 0);
}

static void
stands_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbArticleReview) self = user_data;
  g_autoptr (GError) error = NULL;
  MbStanding *standing = mb_store_get_standing_finish (MB_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  if (!standing && !g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_NOT_FOUND))
    g_signal_emit (self, trouble_signal, 0, error);
  take_standing (self, standing);
}

static void
ask (MbArticleReview *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (!self->draft || mb_draft_get_state (self->draft) == MB_DRAFT_NEW)
    return;
  self->asking = g_cancellable_new ();
  mb_store_get_standing_async (self->store, mb_draft_get_id (self->draft), self->asking, stands_cb,
                               g_object_ref (self));
}

/* A new draft is stored with its first words; an approval ends with the author's next ones. */
static void
draft_state_cb (MbArticleReview *self)
{
  if (mb_draft_get_state (self->draft) != MB_DRAFT_SAVED)
    return;
  if (!self->standing || self->standing->facts->state == MB_REVIEW_APPROVED ||
      self->standing->facts->state == MB_REVIEW_PUBLISHED)
    ask (self);
}

static void
mb_article_review_dispose (GObject *object)
{
  MbArticleReview *self = MB_ARTICLE_REVIEW (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);

  G_OBJECT_CLASS (mb_article_review_parent_class)->dispose (object);
}

static void
mb_article_review_finalize (GObject *object)
{
  MbArticleReview *self = MB_ARTICLE_REVIEW (object);

  g_clear_object (&self->store);
  g_clear_object (&self->people);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->standing, mb_standing_free);

  G_OBJECT_CLASS (mb_article_review_parent_class)->finalize (object);
}

static void
mb_article_review_class_init (MbArticleReviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mb_article_review_dispose;
  G_OBJECT_CLASS (klass)->finalize = mb_article_review_finalize;
  changed_signal = g_signal_new ("changed", MB_TYPE_ARTICLE_REVIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  trouble_signal = g_signal_new ("trouble", MB_TYPE_ARTICLE_REVIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
mb_article_review_init (MbArticleReview *self)
{
}

/**
 * mb_article_review_new:
 * @store: the store
 * @people: who works there
 * @draft: an open article
 *
 * Begins to follow where an article stands.
 */
MbArticleReview *
mb_article_review_new (MbStore *store, MbPeople *people, MbDraft *draft)
{
  MbArticleReview *self = NULL;

  g_return_val_if_fail (MB_IS_STORE (store), NULL);
  g_return_val_if_fail (MB_IS_PEOPLE (people), NULL);
  g_return_val_if_fail (MB_IS_DRAFT (draft), NULL);

  self = g_object_new (MB_TYPE_ARTICLE_REVIEW, NULL);
  self->store = g_object_ref (store);
  self->people = g_object_ref (people);
  self->draft = g_object_ref (draft);
  g_signal_connect_object (people, "changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::state", G_CALLBACK (draft_state_cb), self,
                           G_CONNECT_SWAPPED);
  ask (self);

  return self;
}

/**
 * mb_article_review_get_facts:
 * @self: a review
 *
 * Where the article stands.
 *
 * Returns: (transfer none) (nullable): the facts; %NULL until they are known
 */
const MbReviewFacts *
mb_article_review_get_facts (MbArticleReview *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), NULL);

  return self->standing ? self->standing->facts : NULL;
}

/**
 * mb_article_review_get_elsewhere:
 * @self: a review
 *
 * What was done with the article elsewhere and did not move it here.
 *
 * Returns: (transfer none) (nullable): the last thing that was done
 */
const MbReviewEvent *
mb_article_review_get_elsewhere (MbArticleReview *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), NULL);

  return self->standing
           ? mb_review_find_elsewhere (self->standing->events, self->standing->facts->state)
           : NULL;
}

/**
 * mb_article_review_has_come:
 * @self: a review
 *
 * Whether the article stands where a file has put it.
 */
gboolean
mb_article_review_has_come (MbArticleReview *self)
{
  const GPtrArray *events = NULL;

  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), FALSE);

  events = self->standing ? self->standing->events : NULL;

  return events && events->len > 0 &&
         ((const MbReviewEvent *) events->pdata[events->len - 1])->elsewhere;
}

/**
 * mb_article_review_get_owner_name:
 * @self: a review
 *
 * Who wrote it.
 *
 * Returns: (nullable): a name
 */
const char *
mb_article_review_get_owner_name (MbArticleReview *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), NULL);

  return self->standing ? mb_people_name_of (self->standing->facts->owner, self->people) : NULL;
}

/**
 * mb_article_review_get_reviewer_name:
 * @self: a review
 *
 * Who has taken it up.
 *
 * Returns: (nullable): a name
 */
const char *
mb_article_review_get_reviewer_name (MbArticleReview *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), NULL);

  return self->standing ? mb_people_name_of (self->standing->facts->reviewer, self->people) : NULL;
}

static gboolean
is_me (MbArticleReview *self, const char *person_id)
{
  const MbPerson *me = mb_people_get_me (self->people);

  return me && g_strcmp0 (me->id, person_id) == 0;
}

/**
 * mb_article_review_owns:
 * @self: a review
 *
 * Whether the article belongs to who sits here.
 */
gboolean
mb_article_review_owns (MbArticleReview *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), FALSE);

  return self->standing && is_me (self, self->standing->facts->owner);
}

/**
 * mb_article_review_holds:
 * @self: a review
 *
 * Whether who sits here has taken the article up.
 */
gboolean
mb_article_review_holds (MbArticleReview *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), FALSE);

  return self->standing && is_me (self, self->standing->facts->reviewer);
}

/**
 * mb_article_review_may:
 * @self: a review
 * @action: something to do
 *
 * Whether who sits here may do it now.
 */
gboolean
mb_article_review_may (MbArticleReview *self, MbReviewAction action)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), FALSE);

  return self->standing && mb_review_judge (self->standing->facts, action,
                                            mb_people_get_me (self->people), NULL, NULL);
}

/**
 * mb_article_review_has_unseen:
 * @self: a review
 *
 * Whether the text is another than the one that who sits here saw last, and they saw one.
 */
gboolean
mb_article_review_has_unseen (MbArticleReview *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), FALSE);

  return self->standing && self->standing->seen_seq > 0 &&
         self->standing->seen_seq < self->standing->seq;
}

/* Acts: on the text as it is on disk, so the journal comes first. */

typedef struct {
  MbArticleReview *self;
  MbReviewAction action;
  MbPerson *person;
  char *reason;
  MbReviewDone done;
  gpointer user_data;
} Act;

static void
finish_act (Act *act, const GError *error)
{
  if (!error)
    ask (act->self);
  act->done (error, act->user_data);
  g_object_unref (act->self);
  mb_person_free (act->person);
  g_free (act->reason);
  g_free (act);
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbReviewFacts) facts = mb_store_act_finish (MB_STORE (source), result, &error);

  finish_act (user_data, facts ? NULL : error);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  MbArticleReview *self = act->self;
  g_autoptr (GError) error = NULL;
  MbReviewAct what = {.action = act->action, .person = act->person, .reason = act->reason};

  if (mb_journal_flush_finish (MB_JOURNAL (source), result, &error))
    mb_store_act_async (self->store, mb_draft_get_id (self->draft), &what, acted_cb, act);
  else
    finish_act (act, error);
}

/**
 * mb_article_review_act:
 * @self: a review
 * @action: what is done
 * @reason: (nullable): why
 * @done: called when the store has it, or with the error
 * @user_data: for it
 *
 * Does something with the article, as who sits here. Errors are those of mb_review_apply().
 */
void
mb_article_review_act (MbArticleReview *self,
                       MbReviewAction action,
                       const char *reason,
                       MbReviewDone done,
                       gpointer user_data)
{
  const MbPerson *me = NULL;
  Act *act = NULL;

  g_return_if_fail (MB_IS_ARTICLE_REVIEW (self));
  g_return_if_fail (done != NULL);

  me = mb_people_get_me (self->people);
  act = g_new0 (Act, 1);
  act->self = g_object_ref (self);
  act->action = action;
  act->person = me ? mb_person_copy (me) : NULL;
  act->reason = g_strdup (reason);
  act->done = done;
  act->user_data = user_data;
  mb_journal_flush_async (mb_draft_get_journal (self->draft), NULL, flushed_cb, act);
}

static void
seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mb_store_mark_seen_finish (MB_STORE (source), result, &error))
    g_message ("what was read is not noted: %s", error->message);
}

/**
 * mb_article_review_mark_seen:
 * @self: a review
 *
 * Notes that who sits here has read the article as it is on disk.
 */
void
mb_article_review_mark_seen (MbArticleReview *self)
{
  const MbPerson *me = NULL;

  g_return_if_fail (MB_IS_ARTICLE_REVIEW (self));

  me = mb_people_get_me (self->people);
  if (!me || !self->standing || mb_draft_get_state (self->draft) == MB_DRAFT_READ_ONLY)
    return;
  mb_store_mark_seen_async (self->store, mb_draft_get_id (self->draft), me->id,
                            mb_journal_get_acked_seq (mb_draft_get_journal (self->draft)), seen_cb,
                            NULL);
}

/**
 * mb_article_review_get_draft:
 * @self: a review
 *
 * The article.
 *
 * Returns: (transfer none): the draft
 */
MbDraft *
mb_article_review_get_draft (MbArticleReview *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_REVIEW (self), NULL);

  return self->draft;
}
