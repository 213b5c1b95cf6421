#include "mb-changes-dialog.h"
#include "mb-comment-card.h"
#include "mb-composer.h"
#include "mb-panes-desk.h"
#include "mb-review-pane.h"
#include "mb-words-dialog.h"

#define HEADLINE "Le bac reprend la mer"

typedef struct {
  GtkWidget *window;
  GtkWidget *pane;
  MbArticle *article;
  guint64 headline;
} Pane;

static const char *
name_of (const char *person_id, gpointer user_data)
{
  return g_str_equal (person_id, "kofi") ? "Kofi Adjei" : NULL;
}

static void
pane_open (Pane *self)
{
  self->article = panes_desk_make_article (HEADLINE);
  self->headline =
    mb_block_get_id (mb_snapshot_get_block (mb_article_get_snapshot (self->article), 1));
  self->pane = g_object_new (MB_TYPE_REVIEW_PANE, NULL);
  mb_review_pane_set_names (MB_REVIEW_PANE (self->pane), name_of, NULL, NULL);
  mb_review_pane_set_author (MB_REVIEW_PANE (self->pane), "kofi");
  mb_review_pane_set_article (MB_REVIEW_PANE (self->pane), self->article);
  self->window = panes_desk_show (self->pane);
}

static void
pane_close (Pane *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->pane), (gpointer *) &self->pane);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (self->pane)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (self->article);
}

static void
write_in (GtkWidget *root, const char *words)
{
  GtkWidget *view = panes_desk_get (root, GTK_TYPE_TEXT_VIEW, NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), words, -1);
  g_assert_true (panes_desk_strike (view, "<Control>Return|<Control>KP_Enter"));
}

static void
comment (Pane *self, guint start, guint end, const char *words)
{
  const MbPosition from = {self->headline, 0, start};
  const MbPosition to = {self->headline, 0, end};

  mb_review_pane_compose (MB_REVIEW_PANE (self->pane), &from, &to);
  write_in (panes_desk_get (self->pane, MB_TYPE_COMPOSER, NULL), words);
}

static void
replace_headline (Pane *self, const char *words)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (self->article, MB_ORIGIN_COMMAND);
  g_autoptr (MbText) text = mb_text_new (words);
  const MbPosition start = {self->headline, 0, 0};

  g_assert_true (mb_transaction_replace_text (
    transaction, &start, (guint) g_utf8_strlen (mb_article_get_headline (self->article), -1), text,
    NULL));
  g_assert_true (mb_article_commit (self->article, transaction, NULL));
}

static void
test_a_comment_is_written_answered_and_resolved (void)
{
  Pane pane;
  MbMark *mark = NULL;

  pane_open (&pane);
  panes_desk_get (pane.pane, ADW_TYPE_STATUS_PAGE, "No Comments");
  comment (&pane, 0, 6, "Quel bac ?");
  panes_desk_get (pane.pane, GTK_TYPE_LABEL, "Kofi Adjei");
  panes_desk_get (pane.pane, GTK_TYPE_LABEL, "“Le bac”");
  panes_desk_get (pane.pane, GTK_TYPE_LABEL, "Quel bac ?");
  g_assert_cmpuint (mb_review_pane_get_n_open (MB_REVIEW_PANE (pane.pane)), ==, 1);

  panes_desk_press (pane.pane, "Answer…");
  write_in (panes_desk_get (pane.pane, MB_TYPE_COMMENT_CARD, NULL), "Celui du soir.");
  mark = mb_snapshot_get_nth_mark (mb_article_get_snapshot (pane.article), 0);
  g_assert_cmpuint (mb_mark_get_n_entries (mark), ==, 2);
  panes_desk_get (pane.pane, GTK_TYPE_LABEL, "Celui du soir.");

  panes_desk_press (pane.pane, "Resolve");
  panes_desk_get (pane.pane, ADW_TYPE_STATUS_PAGE, "No Comments");
  g_assert_true (mb_article_undo (pane.article));
  panes_desk_get (pane.pane, GTK_TYPE_LABEL, "Quel bac ?");
  pane_close (&pane);
}

static void
test_a_comment_keeps_its_words_when_they_are_gone (void)
{
  Pane pane;

  pane_open (&pane);
  comment (&pane, 0, 6, "Quel bac ?");
  replace_headline (&pane, "Autre titre");
  while (!panes_desk_find (pane.pane, GTK_TYPE_LABEL, "Words are gone"))
    g_main_context_iteration (NULL, TRUE);
  panes_desk_get (pane.pane, GTK_TYPE_LABEL, "“Le bac”");
  pane_close (&pane);
}

static void
test_what_a_remark_is_about_may_change_while_it_is_written (void)
{
  Pane pane;
  const MbPosition from = {0, 0, 0};
  MbMark *mark = NULL;

  pane_open (&pane);
  mb_review_pane_compose (MB_REVIEW_PANE (pane.pane), &(MbPosition) {pane.headline, 0, 3},
                          &(MbPosition) {pane.headline, 0, 6});
  replace_headline (&pane, "Autre titre");
  write_in (panes_desk_get (pane.pane, MB_TYPE_COMPOSER, NULL), "Quel bac ?");
  mark = mb_snapshot_get_nth_mark (mb_article_get_snapshot (pane.article), 0);
  g_assert_cmpstr (mb_mark_get_entry (mark, 0)->body, ==, "Quel bac ?");
  g_assert_cmpuint (mb_review_pane_step (MB_REVIEW_PANE (pane.pane), &from, TRUE), ==,
                    mb_mark_get_id (mark));
  pane_close (&pane);
}

static void
test_a_remark_that_is_let_go_leaves_nothing (void)
{
  Pane pane;

  pane_open (&pane);
  mb_review_pane_compose (MB_REVIEW_PANE (pane.pane), NULL, NULL);
  panes_desk_press (pane.pane, "_Cancel");
  g_assert_null (panes_desk_find (pane.pane, MB_TYPE_COMPOSER, NULL));
  g_assert_cmpuint (mb_snapshot_get_n_marks (mb_article_get_snapshot (pane.article)), ==, 0);
  pane_close (&pane);
}

static void
test_everything_has_a_name (void)
{
  Pane pane;

  pane_open (&pane);
  comment (&pane, 0, 6, "Quel bac ?");
  mb_review_pane_compose (MB_REVIEW_PANE (pane.pane), NULL, NULL);
  panes_desk_assert_named (pane.pane);
  pane_close (&pane);
}

static void
answered_cb (MbWordsDialog *dialog, const char *words, char **answer)
{
  g_set_str (answer, words);
}

static void
test_a_reason_is_asked_for_until_there_is_one (void)
{
  GtkWidget *window = panes_desk_show (gtk_label_new (HEADLINE));
  g_autofree char *answer = NULL;
  AdwDialog *dialog = mb_words_dialog_new (&(MbWordsQuestion) {
    .heading = "Return", .name = "Reason", .verb = "_Return", .required = TRUE});

  g_signal_connect (dialog, "answered", G_CALLBACK (answered_cb), &answer);
  panes_desk_present (dialog, window);
  g_assert_false (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (dialog), "answer"));
  write_in (GTK_WIDGET (dialog), "   ");
  g_assert_null (answer);
  write_in (GTK_WIDGET (dialog), " Une source. ");
  g_assert_cmpstr (answer, ==, "Une source.");
  gtk_window_destroy (GTK_WINDOW (window));
  panes_desk_settle ();
}

static void
test_what_is_new_is_marked (void)
{
  GtkWidget *window = panes_desk_show (gtk_label_new (HEADLINE));
  g_autoptr (MbArticle) article = panes_desk_make_article (HEADLINE);
  g_autoptr (MbSnapshot) older = mb_article_dup_snapshot (article);
  Pane pane = {.article = article, .headline = mb_block_get_id (mb_snapshot_get_block (older, 1))};
  AdwDialog *dialog = NULL;

  replace_headline (&pane, "Le bac du soir reprend la mer");
  dialog = mb_changes_dialog_new (older, mb_article_get_snapshot (article));
  panes_desk_present (dialog, window);
  while (!panes_desk_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "2 words added · 0 words removed"))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
  panes_desk_settle ();
}

int
main (int argc, char **argv)
{
  panes_desk_init (&argc, &argv);
  g_test_add_func ("/review-pane/written-answered-resolved",
                   test_a_comment_is_written_answered_and_resolved);
  g_test_add_func ("/review-pane/keeps-its-words",
                   test_a_comment_keeps_its_words_when_they_are_gone);
  g_test_add_func ("/review-pane/text-may-change-meanwhile",
                   test_what_a_remark_is_about_may_change_while_it_is_written);
  g_test_add_func ("/review-pane/let-go", test_a_remark_that_is_let_go_leaves_nothing);
  g_test_add_func ("/review-pane/everything-has-a-name", test_everything_has_a_name);
  g_test_add_func ("/words-dialog/reason", test_a_reason_is_asked_for_until_there_is_one);
  g_test_add_func ("/changes-dialog/marked", test_what_is_new_is_marked);

  return g_test_run ();
}
