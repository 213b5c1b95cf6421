#include "mb-review-guide.h"

#include "mb-changes-dialog.h"
#include "mb-checks.h"
#include "mb-comment-guide.h"
#include "mb-messages.h"
#include "mb-review-state.h"
#include "mb-words-dialog.h"

#include <glib/gi18n.h>

#define MAX_FINDINGS 6

struct _MbReviewGuide {
  GObject parent_instance;
  MbNewsroom *newsroom;
  MbReviewWidgets widgets;
  MbArticleReview *review; /* NULL: no article */
  GSignalGroup *signals;
  MbCommentGuide *comments;
  gboolean compact;
};

typedef enum {
  NOTICE,
  PUBLISH_REQUESTED,
  NEXT_REQUESTED,
  COMMENTS_WANTED,
  TEXT_WANTED,
  CHANGED,
} MbReviewGuideSignals;

static guint signals[CHANGED + 1];

G_DEFINE_FINAL_TYPE (MbReviewGuide, mb_review_guide, G_TYPE_OBJECT)

static MbReviewState
get_state (MbReviewGuide *self)
{
  const MbReviewFacts *facts = self->review ? mb_article_review_get_facts (self->review) : NULL;

  return facts ? facts->state : MB_REVIEW_DRAFT;
}

/* What is shown */

/* The one thing that comes next, as it is called on a button; NULL: there is none. */
static const char *
find_next (MbReviewGuide *self, const char **what)
{
  static const struct {
    MbReviewAction action;
    const char *what;
    const char *label;
  } steps[] = {
    {MB_ACTION_SUBMIT, "submit", N_ ("Send for Review…")},
    {MB_ACTION_WITHDRAW, "withdraw", N_ ("Take Back")},
    {MB_ACTION_CLAIM, "claim", N_ ("Review This Article")},
    {MB_ACTION_RESUME, "resume", N_ ("Resume")},
    {MB_ACTION_REVIVE, "revive", N_ ("Revive")},
  };
  MbReviewState state = get_state (self);

  if (state == MB_REVIEW_APPROVED || state == MB_REVIEW_PUBLISHED)
    return NULL; /* publishing and updating have their own button */
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    /* An editor may send what others wrote, but nobody waits for it. */
    if (steps[i].action == MB_ACTION_SUBMIT && !mb_article_review_owns (self->review))
      continue;
    if (mb_article_review_may (self->review, steps[i].action)) {
      *what = steps[i].what;
      return _ (steps[i].label);
    }
  }

  return NULL;
}

static void
show_buttons (MbReviewGuide *self)
{
  const char *what = NULL;
  const char *label = mb_review_guide_is_on (self) ? find_next (self, &what) : NULL;
  gboolean decides = mb_review_guide_is_on (self) && get_state (self) == MB_REVIEW_IN_REVIEW &&
                     mb_article_review_may (self->review, MB_ACTION_APPROVE);

  gtk_widget_set_visible (GTK_WIDGET (self->widgets.decision_button), decides && !self->compact);
  gtk_widget_set_visible (GTK_WIDGET (self->widgets.button), label && !decides && !self->compact);
  if (label) {
    gtk_button_set_label (self->widgets.button, label);
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->widgets.button), "s", what);
  }
}

static char *
describe_review (MbReviewGuide *self)
{
  const char *owner = mb_article_review_get_owner_name (self->review);
  const char *reviewer = mb_article_review_get_reviewer_name (self->review);

  if (mb_article_review_holds (self->review))
    /* Translators: %s is the author's name. */
    return owner ? g_strdup_printf (_ ("You are reviewing the article by %s."), owner)
                 : g_strdup (_ ("You are reviewing this article."));

  /* Translators: %s is an editor's name. */
  return reviewer ? g_strdup_printf (_ ("%s is reviewing this article."), reviewer)
                  : g_strdup (_ ("An editor is reviewing this article."));
}

static char *
describe_standing (MbReviewGuide *self)
{
  const MbReviewFacts *facts = self->review ? mb_article_review_get_facts (self->review) : NULL;
  const MbReviewEvent *event = facts ? mb_article_review_get_elsewhere (self->review) : NULL;

  if (event)
    return mb_message_for_elsewhere (
      event, mb_people_name_of (event->person, mb_newsroom_get_people (self->newsroom)),
      facts->state);
  /* What a file says of a review is shown where there is none, too. */
  if (!facts || !(mb_review_guide_is_on (self) || mb_article_review_has_come (self->review)))
    return NULL;
  if (facts->state == MB_REVIEW_CHANGES_REQUESTED)
    return mb_message_for_return (mb_article_review_get_reviewer_name (self->review),
                                  facts->reason);
  if (facts->state == MB_REVIEW_IN_REVIEW)
    return describe_review (self);
  if (facts->state == MB_REVIEW_HOLD)
    /* Translators: %s is why. */
    return facts->reason ? g_strdup_printf (_ ("On hold: “%s”"), facts->reason)
                         : g_strdup (_ ("The article is on hold."));
  if (facts->state == MB_REVIEW_SUBMITTED && facts->reason &&
      !mb_article_review_owns (self->review))
    /* Translators: %s is what the author says to the editor. */
    return g_strdup_printf (_ ("Note from the author: “%s”"), facts->reason);

  return NULL;
}

static void
show_banner (MbReviewGuide *self)
{
  g_autofree char *sentence = describe_standing (self);
  gboolean unseen = sentence && mb_article_review_has_unseen (self->review);

  if (sentence)
    adw_banner_set_title (self->widgets.banner, sentence);
  adw_banner_set_button_label (self->widgets.banner, unseen ? _ ("What Is New") : NULL);
  adw_banner_set_revealed (self->widgets.banner, sentence != NULL);
}

/* Comments can be seen where articles are reviewed, and wherever there are some. */
static void
show_comments (MbReviewGuide *self)
{
  gboolean is_on = mb_people_is_review_on (mb_newsroom_get_people (self->newsroom));
  guint n_open = mb_review_pane_get_n_open (self->widgets.pane);

  adw_view_stack_page_set_visible (self->widgets.page, is_on || n_open > 0);
  adw_view_stack_page_set_badge_number (self->widgets.page, n_open);
}

static void
show (MbReviewGuide *self)
{
  show_buttons (self);
  show_banner (self);
  show_comments (self);
  g_menu_remove_all (self->widgets.section);
  if (mb_review_guide_is_on (self))
    g_menu_append_section (self->widgets.section, NULL, self->widgets.menu);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What is done */

/* One act asked for, through its question, if it has one, to its end. */
typedef struct {
  MbReviewGuide *self;
  MbArticleReview *review; /* of the article it was asked for */
  MbReviewAction action;
  gboolean then_approve; /* taking it up was only the way there */
  gboolean then_publish;
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->self);
  g_object_unref (errand->review);
  g_free (errand);
}

static void
errand_free_closure (gpointer data, GClosure *closure)
{
  errand_free (data);
}

static const char *
describe_done (MbReviewAction action)
{
  switch (action) {
  case MB_ACTION_SUBMIT:
    return _ ("The article was sent for review.");
  case MB_ACTION_WITHDRAW:
    return _ ("The article is yours again.");
  case MB_ACTION_RETURN:
    return _ ("The article went back to its author.");
  case MB_ACTION_HOLD:
    return _ ("The article is on hold.");
  case MB_ACTION_APPROVE:
    return _ ("The article is approved.");
  case MB_ACTION_RELEASE:
    return _ ("The article waits for another editor.");
  case MB_ACTION_SPIKE:
    return _ ("The article was given up.");
  case MB_ACTION_REVIVE:
    return _ ("The article is a draft again.");
  case MB_ACTION_CLAIM:
  case MB_ACTION_RESUME:
  case MB_ACTION_PUBLISH:
  case MB_ACTION_EDIT:
    break;
  }

  return NULL;
}

static void run (Errand *errand, const char *reason);

static void
done_cb (const GError *error, gpointer user_data)
{
  Errand *errand = user_data;
  MbReviewGuide *self = errand->self;
  const char *sentence = describe_done (errand->action);
  gboolean publishes = errand->then_publish && errand->action == MB_ACTION_APPROVE;

  if (error) {
    g_autofree char *reason = mb_message_for_error (error);

    g_signal_emit (self, signals[NOTICE], 0, reason);
    errand_free (errand);
    return;
  }
  mb_article_review_mark_seen (errand->review);
  mb_library_refresh (mb_newsroom_get_library (self->newsroom));
  if (errand->then_approve) {
    errand->then_approve = FALSE;
    errand->action = MB_ACTION_APPROVE;
    run (errand, NULL);
    return;
  }
  if (sentence && !publishes)
    g_signal_emit (self, signals[NOTICE], 0, sentence);
  if (publishes && errand->review == self->review)
    g_signal_emit (self, signals[PUBLISH_REQUESTED], 0);
  errand_free (errand);
}

static void
run (Errand *errand, const char *reason)
{
  mb_article_review_act (errand->review, errand->action, reason && *reason ? reason : NULL, done_cb,
                         errand);
}

static void
answered_cb (AdwDialog *dialog, const char *words, Errand *errand)
{
  Errand *run_on = g_memdup2 (errand, sizeof *errand);

  g_object_ref (run_on->self);
  g_object_ref (run_on->review);
  run (run_on, words);
}

static void
ask (Errand *errand, const MbWordsQuestion *question)
{
  AdwDialog *dialog = mb_words_dialog_new (question);

  g_signal_connect_data (dialog, "answered", G_CALLBACK (answered_cb), errand, errand_free_closure,
                         0);
  adw_dialog_present (dialog, GTK_WIDGET (errand->self->widgets.banner));
}

static char *
describe_findings (GPtrArray *findings)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < findings->len && i < MAX_FINDINGS; i++) {
    g_autofree char *sentence = mb_message_for_finding (findings->pdata[i]);

    g_string_append_printf (text, "%s• %s", i > 0 ? "\n" : "", sentence);
  }
  if (findings->len > MAX_FINDINGS)
    g_string_append_printf (
      text, ngettext ("\n…and %u more", "\n…and %u more", findings->len - MAX_FINDINGS),
      findings->len - MAX_FINDINGS);
  if (findings->len == 0)
    g_string_append (text, _ ("Nothing is missing."));

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* The same checks as before publishing. What nothing can excuse there is not sent; the rest is
 * said. */
static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  g_autoptr (GPtrArray) findings = mb_checks_run_finish (result, NULL);
  g_autofree char *words = describe_findings (findings);

  for (guint i = 0; i < findings->len; i++) {
    const MbFinding *finding = findings->pdata[i];
    g_autofree char *sentence = NULL;

    /* Suggestions are what a review is for. */
    if (finding->weight != MB_CHECK_BLOCKS || g_str_equal (finding->code, "open-suggestion"))
      continue;
    sentence = mb_message_for_finding (finding);
    g_signal_emit (errand->self, signals[NOTICE], 0, sentence);
    errand_free (errand);
    return;
  }
  if (errand->review != errand->self->review) {
    errand_free (errand);
    return;
  }
  ask (errand, &(MbWordsQuestion) {.heading = _ ("Send for Review"),
                                   .detail = words,
                                   .name = _ ("Note to the editor"),
                                   .verb = _ ("_Send")});
}

static void
ask_submit (Errand *errand)
{
  MbArticle *article = mb_draft_get_article (mb_article_review_get_draft (errand->review));

  mb_checks_run_async (mb_article_get_snapshot (article), checked_cb, errand);
}

static void
ask_return (Errand *errand)
{
  ask (errand, &(MbWordsQuestion) {.heading = _ ("Return to the Author"),
                                   .body = _ ("The author reads this first, above the article."),
                                   .name = _ ("Reason"),
                                   .verb = _ ("_Return"),
                                   .required = TRUE});
}

static void
ask_hold (Errand *errand)
{
  ask (errand, &(MbWordsQuestion) {.heading = _ ("Put on Hold"),
                                   .body = _ ("What does the article wait for?"),
                                   .name = _ ("Reason"),
                                   .verb = _ ("_Put on Hold")});
}

static Errand *
new_errand (MbReviewGuide *self, MbReviewAction action)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->self = g_object_ref (self);
  errand->review = g_object_ref (self->review);
  errand->action = action;

  return errand;
}

/* Approving takes an article up on the way: nobody presses two buttons for one decision. */
static void
approve (MbReviewGuide *self, gboolean publish)
{
  Errand *errand = new_errand (self, MB_ACTION_APPROVE);

  errand->then_publish = publish;
  if (!mb_article_review_may (self->review, MB_ACTION_APPROVE) &&
      mb_article_review_may (self->review, MB_ACTION_CLAIM)) {
    errand->action = MB_ACTION_CLAIM;
    errand->then_approve = TRUE;
  }
  run (errand, NULL);
}

static void
do_action (MbReviewGuide *self, MbReviewAction action)
{
  g_autoptr (GError) error = NULL;
  const MbReviewFacts *facts = mb_article_review_get_facts (self->review);
  const MbPerson *me = mb_people_get_me (mb_newsroom_get_people (self->newsroom));

  /* Refused before anybody is asked anything. */
  if (!facts || !mb_review_judge (facts, action, me, NULL, &error)) {
    g_autofree char *reason = error ? mb_message_for_error (error) : NULL;

    if (reason)
      g_signal_emit (self, signals[NOTICE], 0, reason);
    return;
  }
  if (action == MB_ACTION_SUBMIT)
    ask_submit (new_errand (self, action));
  else if (action == MB_ACTION_RETURN)
    ask_return (new_errand (self, action));
  else if (action == MB_ACTION_HOLD)
    ask_hold (new_errand (self, action));
  else
    run (new_errand (self, action), NULL);
}

/* What is new since it was read last */

static void
changes_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbReviewGuide) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbSeenChanges) changes =
    mb_store_load_changes_finish (MB_STORE (source), result, &error);
  g_autofree char *reason = error ? mb_message_for_error (error) : NULL;

  if (reason)
    g_signal_emit (self, signals[NOTICE], 0, reason);
  else if (!changes->older)
    g_signal_emit (self, signals[NOTICE], 0, _ ("You have not read this article before."));
  else if (self->review)
    adw_dialog_present (mb_changes_dialog_new (changes->older, changes->newer),
                        GTK_WIDGET (self->widgets.banner));
}

static void
show_changes (MbReviewGuide *self)
{
  const MbPerson *me = mb_people_get_me (mb_newsroom_get_people (self->newsroom));

  if (!me)
    return;
  mb_store_load_changes_async (mb_newsroom_get_store (self->newsroom),
                               mb_draft_get_id (mb_article_review_get_draft (self->review)), me->id,
                               NULL, changes_loaded_cb, g_object_ref (self));
}

/**
 * mb_review_guide_do:
 * @self: a guide
 * @what: name of a #MbReviewAction, or "approve-publish", "next", "changes", "next-comment",
 *   "previous-comment", "resolve-comment"
 *
 * Does what a button, a menu or a key asks for; says why when it cannot be done.
 */
void
mb_review_guide_do (MbReviewGuide *self, const char *what)
{
  MbReviewAction action;

  g_return_if_fail (MB_IS_REVIEW_GUIDE (self));
  g_return_if_fail (what != NULL);

  if (g_str_equal (what, "resolve-comment")) {
    mb_comment_guide_resolve (self->comments);
  } else if (g_str_has_suffix (what, "-comment")) {
    mb_comment_guide_step (self->comments, g_str_equal (what, "next-comment"));
  } else if (g_str_equal (what, "next")) {
    g_signal_emit (self, signals[NEXT_REQUESTED], 0);
  } else if (!self->review || !mb_review_guide_is_on (self)) {
    g_signal_emit (self, signals[NOTICE], 0,
                   _ ("Articles are not reviewed here. “People” in the main menu changes it."));
  } else if (g_str_equal (what, "changes")) {
    show_changes (self);
  } else if (g_str_equal (what, "approve") || g_str_equal (what, "approve-publish")) {
    approve (self, g_str_equal (what, "approve-publish"));
  } else if (mb_review_action_from_string (what, &action)) {
    do_action (self, action);
  }
}

static void
banner_clicked_cb (MbReviewGuide *self)
{
  show_changes (self);
}

static void
pane_wanted_cb (MbReviewGuide *self)
{
  adw_view_stack_page_set_visible (self->widgets.page, TRUE);
  g_signal_emit (self, signals[COMMENTS_WANTED], 0);
}

static void
text_wanted_cb (MbReviewGuide *self)
{
  g_signal_emit (self, signals[TEXT_WANTED], 0);
}

static void
trouble_cb (MbReviewGuide *self, const GError *error)
{
  g_autofree char *sentence = mb_message_for_error (error);

  g_signal_emit (self, signals[NOTICE], 0, sentence);
}

static void
notice_cb (MbReviewGuide *self, const char *sentence)
{
  g_signal_emit (self, signals[NOTICE], 0, sentence);
}

static void
mb_review_guide_dispose (GObject *object)
{
  MbReviewGuide *self = MB_REVIEW_GUIDE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->comments);
  g_clear_object (&self->review);
  g_clear_object (&self->newsroom);

  G_OBJECT_CLASS (mb_review_guide_parent_class)->dispose (object);
}

static void
mb_review_guide_class_init (MbReviewGuideClass *klass)
{
  static const char *const names[] = {[PUBLISH_REQUESTED] = "publish-requested",
                                      [NEXT_REQUESTED] = "next-requested",
                                      [COMMENTS_WANTED] = "comments-wanted",
                                      [TEXT_WANTED] = "text-wanted",
                                      [CHANGED] = "changed"};

  G_OBJECT_CLASS (klass)->dispose = mb_review_guide_dispose;
  signals[NOTICE] = g_signal_new ("notice", MB_TYPE_REVIEW_GUIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  for (guint i = PUBLISH_REQUESTED; i <= CHANGED; i++)
    signals[i] = g_signal_new (names[i], MB_TYPE_REVIEW_GUIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
mb_review_guide_init (MbReviewGuide *self)
{
  self->signals = g_signal_group_new (MB_TYPE_ARTICLE_REVIEW);
  g_signal_group_connect_swapped (self->signals, "changed", G_CALLBACK (show), self);
  g_signal_group_connect_swapped (self->signals, "trouble", G_CALLBACK (trouble_cb), self);
}

static void
author_changed_cb (MbReviewGuide *self)
{
  mb_review_pane_set_author (self->widgets.pane, mb_newsroom_get_author (self->newsroom));
}

static void
begin_comments (MbReviewGuide *self)
{
  MbReviewPane *pane = self->widgets.pane;

  mb_review_pane_set_names (pane, mb_people_name_of,
                            g_object_ref (mb_newsroom_get_people (self->newsroom)), g_object_unref);
  mb_review_pane_set_read_only (pane, mb_newsroom_get_read_only_reason (self->newsroom) != NULL);
  g_signal_connect_object (pane, "notify::n-open", G_CALLBACK (show_comments), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->newsroom, "notify::author", G_CALLBACK (author_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mb_newsroom_get_people (self->newsroom), "changed",
                           G_CALLBACK (mb_review_pane_name_anew), pane, G_CONNECT_SWAPPED);
  author_changed_cb (self);

  self->comments = mb_comment_guide_new (self->widgets.editor, pane);
  g_signal_connect_object (self->comments, "notice", G_CALLBACK (notice_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->comments, "pane-wanted", G_CALLBACK (pane_wanted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->comments, "text-wanted", G_CALLBACK (text_wanted_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * mb_review_guide_new:
 * @newsroom: whose articles they are
 * @widgets: what it shows itself with; the guide does not outlive them
 *
 * Makes a guide without an article.
 */
MbReviewGuide *
mb_review_guide_new (MbNewsroom *newsroom, const MbReviewWidgets *widgets)
{
  MbReviewGuide *self = NULL;

  g_return_val_if_fail (MB_IS_NEWSROOM (newsroom), NULL);
  g_return_val_if_fail (widgets != NULL, NULL);

  self = g_object_new (MB_TYPE_REVIEW_GUIDE, NULL);
  self->newsroom = g_object_ref (newsroom);
  self->widgets = *widgets;
  g_signal_connect_object (widgets->banner, "button-clicked", G_CALLBACK (banner_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  begin_comments (self);
  show (self);

  return self;
}

/**
 * mb_review_guide_set_draft:
 * @self: a guide
 * @draft: (nullable): an open article
 *
 * Leads another article. The one before counts as read.
 */
void
mb_review_guide_set_draft (MbReviewGuide *self, MbDraft *draft)
{
  g_return_if_fail (MB_IS_REVIEW_GUIDE (self));

  if (mb_review_guide_is_on (self))
    mb_article_review_mark_seen (self->review);
  g_clear_object (&self->review);
  if (draft)
    self->review = mb_article_review_new (mb_newsroom_get_store (self->newsroom),
                                          mb_newsroom_get_people (self->newsroom), draft);
  g_signal_group_set_target (self->signals, self->review);
  mb_review_pane_set_article (self->widgets.pane, draft ? mb_draft_get_article (draft) : NULL);
  show (self);
}

/**
 * mb_review_guide_get_review:
 * @self: a guide
 *
 * Where the article stands.
 *
 * Returns: (transfer none) (nullable): the review; %NULL without an article
 */
MbArticleReview *
mb_review_guide_get_review (MbReviewGuide *self)
{
  g_return_val_if_fail (MB_IS_REVIEW_GUIDE (self), NULL);

  return self->review;
}

/**
 * mb_review_guide_is_on:
 * @self: a guide
 *
 * Whether the article is reviewed.
 */
gboolean
mb_review_guide_is_on (MbReviewGuide *self)
{
  g_return_val_if_fail (MB_IS_REVIEW_GUIDE (self), FALSE);

  return self->review && mb_people_is_review_on (mb_newsroom_get_people (self->newsroom));
}

/**
 * mb_review_guide_may_publish:
 * @self: a guide
 *
 * Whether publishing may be offered: nothing forbids it, or the text is approved.
 */
gboolean
mb_review_guide_may_publish (MbReviewGuide *self)
{
  g_return_val_if_fail (MB_IS_REVIEW_GUIDE (self), FALSE);

  return !mb_review_guide_is_on (self) || mb_article_review_may (self->review, MB_ACTION_PUBLISH);
}

/**
 * mb_review_guide_dup_state:
 * @self: a guide
 *
 * Where the article stands, in a word.
 *
 * Returns: (transfer full) (nullable): the word; %NULL where nothing is reviewed
 */
char *
mb_review_guide_dup_state (MbReviewGuide *self)
{
  g_return_val_if_fail (MB_IS_REVIEW_GUIDE (self), NULL);

  return mb_review_guide_is_on (self) && mb_article_review_get_facts (self->review)
           ? mb_message_for_review_state (get_state (self))
           : NULL;
}

/**
 * mb_review_guide_set_compact:
 * @self: a guide
 * @compact: whether there is no room for a button
 *
 * In a narrow window the menu has the commands.
 */
void
mb_review_guide_set_compact (MbReviewGuide *self, gboolean compact)
{
  g_return_if_fail (MB_IS_REVIEW_GUIDE (self));

  self->compact = compact;
  show_buttons (self);
}
