#include "mb-comments.h"
#include "mb-finding-row.h"
#include "mb-fixture.h"
#include "mb-outbox-list.h"
#include "mb-outbox-row.h"
#include "mb-panes-desk.h"
#include "mb-plan.h"
#include "mb-publish-checklist.h"
#include "mb-publish-dialog.h"
#include "mb-publish-result.h"
#include "mb-unpublish-alert.h"
#include "mb-weight-row.h"

#include <glib/gstdio.h>

#include <string.h>

typedef struct {
  MbLyingSite *site;
  MbFixture *fixture;
  MbArticle *article;
  GtkWidget *window;
  AdwDialog *dialog;
} Desk;

static void
desk_open_dialog (Desk *self)
{
  self->dialog = mb_publish_dialog_new (self->article, self->fixture->outbox);
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  panes_desk_present (self->dialog, self->window);
}

static MbSnapshot *
without (MbSnapshot *snapshot, const char *meta)
{
  MbSnapshot *less = mb_snapshot_with_meta (snapshot, meta, NULL);

  mb_snapshot_unref (snapshot);

  return less;
}

/* @lacking: a name of metadata that the article does not have; NULL: it is complete */
static Desk *
desk_new (const char *lacking)
{
  Desk *self = g_new0 (Desk, 1);
  MbSnapshot *snapshot;

  self->site = mb_lying_site_new (&(MbSiteHabits) {.keeps_old_slugs = FALSE});
  self->fixture = mb_fixture_open (NULL, mb_lying_site_get_endpoint (self->site),
                                   mb_lying_site_get_token (self->site));
  snapshot = mb_fixture_make_article (self->fixture, NULL, NULL);
  if (lacking)
    snapshot = without (snapshot, lacking);
  self->article = mb_article_new (snapshot, 0);
  mb_snapshot_unref (snapshot);
  self->window = panes_desk_show (gtk_label_new ("article"));
  desk_open_dialog (self);

  return self;
}

static void
desk_free (Desk *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  panes_desk_settle ();
  g_assert_null (self->dialog);
  g_object_unref (self->article);
  mb_fixture_close (self->fixture, TRUE);
  mb_lying_site_free (self->site);
  g_free (self);
}

static GtkWidget *
in_dialog (Desk *self, GType type, const char *name)
{
  return panes_desk_get (GTK_WIDGET (self->dialog), type, name);
}

static void
desk_wait_title (Desk *self, const char *title)
{
  while (!panes_desk_find (GTK_WIDGET (self->dialog), ADW_TYPE_STATUS_PAGE, title))
    g_main_context_iteration (NULL, TRUE);
}

static void
desk_wait_for (Desk *self, GType type, const char *name)
{
  while (!panes_desk_find (GTK_WIDGET (self->dialog), type, name))
    g_main_context_iteration (NULL, TRUE);
}

static guint
count_posts (Desk *self)
{
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (self->site);

  return posts->len;
}

static void
press_when_known (Desk *self, const char *name)
{
  MbPublishChecklist *checklist = MB_PUBLISH_CHECKLIST (
    panes_desk_get (GTK_WIDGET (self->dialog), MB_TYPE_PUBLISH_CHECKLIST, NULL));

  while (!mb_publish_checklist_is_known (checklist))
    g_main_context_iteration (NULL, TRUE);
  panes_desk_press (GTK_WIDGET (self->dialog), name);
}

static void
test_publishing_ends_with_what_was_read_back (void)
{
  Desk *desk = desk_new (NULL);
  g_autofree char *url = NULL;

  g_assert_cmpstr (adw_dialog_get_title (desk->dialog), ==, "Publish the Article");
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  desk_wait_title (desk, "Published and Checked");
  g_assert_cmpuint (count_posts (desk), ==, 1);
  url = mb_outbox_dup_public_url (desk->fixture->outbox, FIXTURE_ARTICLE_ID, "test");
  in_dialog (desk, GTK_TYPE_LABEL, url);
  in_dialog (desk, GTK_TYPE_BUTTON, "View Online");
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  panes_desk_press (GTK_WIDGET (desk->dialog), "Copy Link");
  panes_desk_press (GTK_WIDGET (desk->dialog), "Done");
  while (desk->dialog)
    g_main_context_iteration (NULL, TRUE);

  desk_open_dialog (desk);
  g_assert_cmpstr (adw_dialog_get_title (desk->dialog), ==, "Update the Article");
  in_dialog (desk, GTK_TYPE_BUTTON, "Update");
  desk_free (desk);
}

static void
test_blockers_take_the_focus_and_nothing_leaves (void)
{
  Desk *desk = desk_new (MB_META_BYLINE);
  GtkWidget *publish = in_dialog (desk, GTK_TYPE_BUTTON, "Publish");

  g_assert_true (gtk_widget_is_sensitive (publish));
  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  /* Pressed before it is known what is lacking, it is remembered. */
  desk_wait_for (desk, GTK_TYPE_BUTTON, "Correct: The byline is missing.");
  while (gtk_window_get_focus (GTK_WINDOW (desk->window)) !=
         in_dialog (desk, GTK_TYPE_BUTTON, "Correct: The byline is missing."))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->fixture->outbox)), ==, 0);
  desk_free (desk);
}

static void
test_what_may_pass_passes_knowingly (void)
{
  Desk *desk = desk_new (MB_META_BYLINE);
  g_autoptr (MbJob) job = NULL;
  g_autoptr (MbPlan) plan = NULL;

  desk_wait_for (desk, GTK_TYPE_CHECK_BUTTON, "Send anyway");
  gtk_check_button_set_active (
    GTK_CHECK_BUTTON (in_dialog (desk, GTK_TYPE_CHECK_BUTTON, "Send anyway")), TRUE);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  desk_wait_title (desk, "Published and Checked");
  job = g_list_model_get_item (G_LIST_MODEL (desk->fixture->outbox), 0);
  plan = mb_plan_from_json (mb_job_get_row (job)->options);
  g_assert_true (mb_plan_allows (plan, "missing-byline"));
  g_assert_false (mb_plan_allows (plan, "missing-alt"));
  desk_free (desk);
}

static void
test_the_list_follows_the_article (void)
{
  Desk *desk = desk_new (MB_META_SECTION);
  g_autoptr (MbTransaction) transaction = mb_article_begin (desk->article, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;

  desk_wait_for (desk, MB_TYPE_FINDING_ROW, "The section is missing.");
  mb_transaction_set_meta (transaction, MB_META_SECTION, "Sports", &error);
  g_assert_no_error (error);
  mb_article_commit (desk->article, transaction, &error);
  g_assert_no_error (error);
  while (
    panes_desk_find (GTK_WIDGET (desk->dialog), MB_TYPE_FINDING_ROW, "The section is missing."))
    g_main_context_iteration (NULL, TRUE);
  desk_free (desk);
}

typedef struct {
  char *code;
  gboolean was_open;
} Spot;

static void
spot_cb (AdwDialog *dialog, guint64 block, guint part, const char *code, Spot *spot)
{
  g_set_str (&spot->code, code);
  spot->was_open = gtk_widget_get_mapped (GTK_WIDGET (dialog)) &&
                   adw_dialog_get_can_close (dialog) && gtk_widget_get_root (GTK_WIDGET (dialog)) &&
                   adw_window_get_visible_dialog (
                     ADW_WINDOW (gtk_widget_get_root (GTK_WIDGET (dialog)))) == dialog;
}

static void
test_the_dialog_closes_before_it_leads_to_a_spot (void)
{
  Desk *desk = desk_new (MB_META_SECTION);
  Spot spot = {NULL, TRUE};

  g_signal_connect (desk->dialog, "finding-activated", G_CALLBACK (spot_cb), &spot);
  desk_wait_for (desk, GTK_TYPE_BUTTON, "See: The section is missing.");
  panes_desk_press (GTK_WIDGET (desk->dialog), "See: The section is missing.");
  g_assert_cmpstr (spot.code, ==, "missing-section");
  g_assert_false (spot.was_open);
  while (desk->dialog)
    g_main_context_iteration (NULL, TRUE);
  g_free (spot.code);
  desk_free (desk);
}

static void
count_cb (AdwDialog *dialog, guint *n)
{
  (*n)++;
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  mb_destinations_remove_finish (MB_DESTINATIONS (source), result, &error);
  *(gboolean *) user_data = TRUE;
}

static void
test_without_a_site_one_is_asked_for (void)
{
  Desk *desk = desk_new (NULL);
  MbSite *site = mb_destinations_find (desk->fixture->destinations, "test");
  gboolean removed = FALSE;
  guint n_asked = 0;

  g_signal_connect (desk->dialog, "connect-requested", G_CALLBACK (count_cb), &n_asked);
  mb_destinations_remove_async (desk->fixture->destinations, site, NULL, removed_cb, &removed);
  while (!removed)
    g_main_context_iteration (NULL, TRUE);
  press_when_known (desk, "Publish");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->fixture->outbox)), ==, 0);
  g_signal_emit_by_name (in_dialog (desk, ADW_TYPE_BUTTON_ROW, "Connect a Site…"), "activated");
  g_assert_cmpuint (n_asked, ==, 1);
  desk_free (desk);
}

static void
test_a_later_hour_is_planned (void)
{
  Desk *desk = desk_new (NULL);
  GtkWidget *day;
  g_autoptr (MbJob) job = NULL;

  adw_toggle_group_set_active_name (
    ADW_TOGGLE_GROUP (in_dialog (desk, ADW_TYPE_TOGGLE_GROUP, "When")), "later");
  day = in_dialog (desk, ADW_TYPE_ENTRY_ROW, "Day");
  gtk_editable_set_text (GTK_EDITABLE (day), "2001-01-01");
  press_when_known (desk, "Schedule");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->fixture->outbox)), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (day), "2199-01-01");
  panes_desk_press (GTK_WIDGET (desk->dialog), "Schedule");
  desk_wait_title (desk, "Scheduled");
  job = g_list_model_get_item (G_LIST_MODEL (desk->fixture->outbox), 0);
  g_assert_cmpint (mb_job_get_intent (job), ==, MB_INTENT_SCHEDULE);
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  desk_free (desk);
}

static void
change_section (Desk *desk)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (desk->article, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;

  mb_transaction_set_meta (transaction, MB_META_SECTION, "Sports", &error);
  mb_article_commit (desk->article, transaction, &error);
  g_assert_no_error (error);
}

/* The fixture's first dialog is put away: a window shows one at a time. */
static void
desk_close_dialog (Desk *self)
{
  adw_dialog_force_close (self->dialog);
  while (self->dialog)
    g_main_context_iteration (NULL, TRUE);
}

/* On a word that the site keeps, and on the article. */
static void
comment (Desk *desk)
{
  const MbMarkEntry entry = {"Binta", 5, "Combien ?"};
  MbSnapshot *snapshot = mb_article_get_snapshot (desk->article);
  MbBlock *block = mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1);
  const MbPosition start = {mb_block_get_id (block), 0, 0};
  const MbPosition end = {mb_block_get_id (block), 0, 4};
  g_autoptr (MbTransaction) transaction = mb_article_begin (desk->article, MB_ORIGIN_COMMAND);

  g_assert_cmpuint (mb_comments_add_on_passage (transaction, &start, &end, &entry, NULL), !=, 0);
  g_assert_cmpuint (mb_comments_add_on_article (transaction, &entry, NULL), !=, 0);
  g_assert_true (mb_article_commit (desk->article, transaction, NULL));
}

static void
assert_comments (Desk *desk)
{
  g_autoptr (GPtrArray) threads = mb_comments_list (mb_article_get_snapshot (desk->article), FALSE);
  guint n_anchored = 0;

  g_assert_cmpuint (threads->len, ==, 2);
  for (guint i = 0; i < threads->len; i++) {
    const MbCommentThread *thread = g_ptr_array_index (threads, i);

    n_anchored += thread->place == MB_COMMENT_PASSAGE;
  }
  g_assert_cmpuint (n_anchored, ==, 1);
}

/* Published, changed on the site and here, and sent again: the two versions are shown. */
static Desk *
desk_in_conflict (void)
{
  Desk *desk = desk_new (NULL);

  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  desk_wait_title (desk, "Published and Checked");
  desk_close_dialog (desk);
  mb_lying_site_edit (desk->site, 0, "Changed by somebody else");
  change_section (desk);
  comment (desk);
  desk_open_dialog (desk);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Update");
  desk_wait_for (desk, GTK_TYPE_BUTTON, "Keep Mine");

  return desk;
}

static char *
dup_headline (Desk *desk)
{
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (desk->site);

  return g_strdup (((MbSitePost *) posts->pdata[0])->headline);
}

static void
test_a_conflict_shows_both_versions_and_mine_wins_when_told (void)
{
  Desk *desk = desk_in_conflict ();
  g_autofree char *kept = dup_headline (desk);
  g_autofree char *replaced = NULL;

  g_assert_cmpstr (kept, ==, "Changed by somebody else");
  g_assert_cmpstr (adw_dialog_get_title (desk->dialog), ==, "Two Versions of This Article");
  in_dialog (desk, GTK_TYPE_LABEL, FIXTURE_HEADLINE);
  in_dialog (desk, GTK_TYPE_LABEL, "Changed by somebody else");
  /* The pictures and the text are read back as they were sent: only the headline differs. */
  in_dialog (desk, GTK_TYPE_LABEL,
             "The article has changed on the site since you last sent it. 1 passage differs from "
             "yours.");
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  panes_desk_press (GTK_WIDGET (desk->dialog), "Keep Mine");
  desk_wait_title (desk, "Published and Checked");
  replaced = dup_headline (desk);
  g_assert_cmpstr (replaced, ==, FIXTURE_HEADLINE);
  desk_free (desk);
}

static void
test_who_takes_the_sites_version_has_it_and_can_undo (void)
{
  Desk *desk = desk_in_conflict ();
  MbJob *job = mb_outbox_find (desk->fixture->outbox, FIXTURE_ARTICLE_ID, NULL);
  g_autoptr (MbSnapshot) before = mb_snapshot_ref (mb_article_get_snapshot (desk->article));
  g_autofree char *theirs = NULL;
  g_autoptr (GError) error = NULL;

  panes_desk_press (GTK_WIDGET (desk->dialog), "Take the Site’s");
  while (desk->dialog)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (mb_article_get_headline (desk->article), ==, "Changed by somebody else");
  assert_comments (desk);
  mb_snapshot_check (mb_article_get_snapshot (desk->article), &error);
  g_assert_no_error (error);
  g_assert_true (mb_job_is_over (job));
  g_assert_false (mb_outbox_has_unsent_changes (desk->fixture->outbox,
                                                mb_article_get_snapshot (desk->article), "test"));
  theirs = dup_headline (desk);
  g_assert_cmpstr (theirs, ==, "Changed by somebody else");
  g_assert_true (mb_article_undo (desk->article));
  g_assert_true (mb_snapshot_equal (mb_article_get_snapshot (desk->article), before));
  /* And sent now, it replaces what was seen without another question. */
  desk_open_dialog (desk);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Update");
  desk_wait_title (desk, "Published and Checked");
  desk_free (desk);
}

static void
test_merging_keeps_what_both_wrote_and_sends_it (void)
{
  Desk *desk = desk_in_conflict ();
  g_autoptr (MbSnapshot) before = mb_snapshot_ref (mb_article_get_snapshot (desk->article));
  g_autofree char *sent = NULL;

  in_dialog (desk, GTK_TYPE_LABEL,
             "With the site’s changes, 1 passage of your article becomes another.");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (desk->window)) ==
                 in_dialog (desk, GTK_TYPE_BUTTON, "Merge"));
  panes_desk_press (GTK_WIDGET (desk->dialog), "Merge");
  desk_wait_for (desk, GTK_TYPE_LABEL,
                 "The article has what both sides wrote. Undo takes the site’s part out.");
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  g_assert_cmpstr (mb_article_get_headline (desk->article), ==, "Changed by somebody else");
  g_assert_cmpstr (mb_snapshot_get_meta (mb_article_get_snapshot (desk->article), MB_META_SECTION),
                   ==, "Sports");
  assert_comments (desk);
  g_assert_true (mb_outbox_has_unsent_changes (desk->fixture->outbox,
                                               mb_article_get_snapshot (desk->article), "test"));
  /* It is one step back, and the update replaces the version that was seen. */
  g_assert_true (mb_article_undo (desk->article));
  g_assert_true (mb_snapshot_equal (mb_article_get_snapshot (desk->article), before));
  g_assert_true (mb_article_redo (desk->article));
  press_when_known (desk, "Update");
  desk_wait_title (desk, "Published and Checked");
  sent = dup_headline (desk);
  g_assert_cmpstr (sent, ==, "Changed by somebody else");
  desk_free (desk);
}

static void
change_headline (Desk *desk, const char *words)
{
  MbBlock *block = mb_snapshot_get_block (mb_article_get_snapshot (desk->article), 1);
  guint n = mb_text_get_n_chars (mb_block_get_part (block, 0));
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (MbTransaction) transaction = mb_article_begin (desk->article, MB_ORIGIN_COMMAND);

  mb_transaction_replace_text (transaction, &(MbPosition) {mb_block_get_id (block), 0, 0}, n, text,
                               NULL);
  g_assert_true (mb_article_commit (desk->article, transaction, NULL));
}

/* What both changed is shown before, and told again before it is sent; neither waits for it. */
static void
test_what_a_merge_leaves_open_is_told (void)
{
  Desk *desk = desk_new (NULL);

  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  desk_wait_title (desk, "Published and Checked");
  desk_close_dialog (desk);
  mb_lying_site_edit (desk->site, 0, "Changed by somebody else");
  change_headline (desk, "Un tout autre titre");
  desk_open_dialog (desk);
  press_when_known (desk, "Update");
  desk_wait_for (desk, GTK_TYPE_BUTTON, "Merge");
  in_dialog (desk, ADW_TYPE_ACTION_ROW,
             "Changed here and on the site: the site’s words stand, yours follow as a private "
             "note.");
  panes_desk_press (GTK_WIDGET (desk->dialog), "Merge");
  desk_wait_for (desk, GTK_TYPE_LABEL,
                 "1 place of a merge is still to be decided, under Comments.");
  press_when_known (desk, "Update");
  desk_wait_title (desk, "Published and Checked");
  g_assert_cmpuint (count_posts (desk), ==, 1);
  desk_free (desk);
}

static void
copy_cb (AdwDialog *dialog, MbSnapshot *theirs, char **headline)
{
  g_set_str (headline, mb_snapshot_get_headline (theirs));
}

static void
test_both_versions_are_kept (void)
{
  Desk *desk = desk_in_conflict ();
  MbJob *job = mb_outbox_find (desk->fixture->outbox, FIXTURE_ARTICLE_ID, NULL);
  g_autofree char *headline = NULL;
  g_autofree char *theirs = NULL;

  g_signal_connect (desk->dialog, "copy-wanted", G_CALLBACK (copy_cb), &headline);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Keep Both");
  while (desk->dialog)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (headline, ==, "Changed by somebody else");
  g_assert_cmpstr (mb_article_get_headline (desk->article), ==, FIXTURE_HEADLINE);
  g_assert_true (mb_job_is_over (job));
  theirs = dup_headline (desk);
  g_assert_cmpstr (theirs, ==, "Changed by somebody else");
  desk_free (desk);
}

/* What cannot be shown can still be decided. */
static void
test_a_conflict_without_an_answer_still_asks (void)
{
  Desk *desk = desk_new (NULL);

  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  desk_wait_title (desk, "Published and Checked");
  desk_close_dialog (desk);
  mb_lying_site_edit (desk->site, 0, "Changed by somebody else");
  change_section (desk);
  desk_open_dialog (desk);
  mb_lying_site_lie (desk->site, MB_ACT_READ, MB_LIE_500, 1, 1);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Update");
  desk_wait_title (desk, "Two Versions of This Article");
  in_dialog (desk, GTK_TYPE_BUTTON, "Keep the Site’s Version");
  panes_desk_press (GTK_WIDGET (desk->dialog), "Replace It with Mine");
  desk_wait_title (desk, "Published and Checked");
  desk_free (desk);
}

static void
test_what_is_gone_is_offered_as_new (void)
{
  Desk *desk = desk_new (NULL);

  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  desk_wait_title (desk, "Published and Checked");
  desk_close_dialog (desk);
  mb_lying_site_delete (desk->site, 0);
  change_section (desk);
  desk_open_dialog (desk);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Update");
  desk_wait_title (desk, "No Longer on the Site");
  g_assert_cmpuint (count_posts (desk), ==, 0);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish as New");
  desk_wait_title (desk, "Published and Checked");
  g_assert_cmpuint (count_posts (desk), ==, 1);
  desk_free (desk);
}

static void
test_unpublishing_is_asked_followed_and_told (void)
{
  Desk *desk = desk_new (NULL);
  g_autofree char *url = NULL;
  AdwDialog *alert;
  MbSite *site;

  g_assert_false (mb_unpublish_alert_is_useful (desk->fixture->outbox, FIXTURE_ARTICLE_ID));
  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  desk_wait_title (desk, "Published and Checked");
  desk_close_dialog (desk);
  url = mb_outbox_dup_public_url (desk->fixture->outbox, FIXTURE_ARTICLE_ID, "test");
  g_assert_true (mb_unpublish_alert_is_useful (desk->fixture->outbox, FIXTURE_ARTICLE_ID));
  alert = g_object_ref_sink (mb_unpublish_alert_new (desk->fixture->outbox, FIXTURE_ARTICLE_ID));
  g_assert_nonnull (strstr (adw_alert_dialog_get_body (ADW_ALERT_DIALOG (alert)), url));
  g_assert_cmpstr (adw_alert_dialog_get_default_response (ADW_ALERT_DIALOG (alert)), ==, "cancel");
  site = mb_unpublish_alert_get_site (MB_UNPUBLISH_ALERT (alert));
  g_assert_cmpstr (mb_site_get_name (site), ==, "test");
  desk_open_dialog (desk);
  mb_publish_dialog_unpublish (MB_PUBLISH_DIALOG (desk->dialog), site);
  desk_wait_title (desk, "No Longer Online");
  g_assert_cmpstr (adw_dialog_get_title (desk->dialog), ==, "Unpublish the Article");
  g_assert_null (panes_desk_find (GTK_WIDGET (desk->dialog), GTK_TYPE_BUTTON, "View Online"));
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  g_assert_false (mb_unpublish_alert_is_useful (desk->fixture->outbox, FIXTURE_ARTICLE_ID));
  g_object_unref (alert);
  desk_free (desk);
}

static void
test_the_weight_is_what_is_sent (void)
{
  Desk *desk = desk_new (NULL);
  MbWeight weight = {.text_bytes = 9000, .picture_bytes = 403000, .n_pictures = 3};
  MbWeight light = {.text_bytes = 8600};
  g_autofree char *words = mb_weight_row_say (&weight);
  g_autofree char *alone = mb_weight_row_say (&light);
  GtkWidget *row = in_dialog (desk, MB_TYPE_WEIGHT_ROW, "Weight");
  const char *shown;

  g_assert_cmpstr (words, ==, "412 KB (text 9 KB · 3 pictures 403 KB)");
  g_assert_cmpstr (alone, ==, "9 KB (text alone)");
  while (!*(shown = adw_action_row_get_subtitle (ADW_ACTION_ROW (row))))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (shown, "2 pictures"));
  desk_free (desk);
}

#define WHOLE                                                                                      \
  "{\"url\":\"https://quai.example/une\",\"publicPage\":true,\"headline\":true,"                   \
  "\"paragraphs\":3,\"paragraphsFound\":3,\"missing\":[]}"
#define DRAFT                                                                                      \
  "{\"url\":\"https://quai.example/une\",\"publicPage\":false,\"headline\":true,"                  \
  "\"paragraphs\":3,\"paragraphsFound\":3,\"missing\":[]}"
#define LACKING                                                                                    \
  "{\"url\":\"https://quai.example/une\",\"publicPage\":true,\"headline\":true,"                   \
  "\"paragraphs\":3,\"paragraphsFound\":2,\"missing\":[\"Les bacs\"]}"

static const struct {
  MbJobState state;
  MbJobStep step;
  int error;
  const char *receipt;
  const char *title;
  const char *button;
} outcomes[] = {
  {MB_JOB_DONE, MB_AT_DONE, -1, WHOLE, "Published and Checked", "View Online"},
  {MB_JOB_DONE, MB_AT_DONE, -1, DRAFT, "Sent as a Draft and Checked", "Done"},
  {MB_JOB_DONE, MB_AT_DONE, -1, LACKING, "Published, but Incomplete", "Look Now"},
  {MB_JOB_DONE, MB_AT_DONE, -1, NULL, "Sent, Not Checked Yet", "Look Now"},
  {MB_JOB_WAITING, MB_AT_CONFIRM, MB_PUBLISH_ERROR_BUSY, NULL, "Sent, Not Checked Yet", "Look Now"},
  {MB_JOB_NEEDS_USER, MB_AT_DRAFT, MB_PUBLISH_ERROR_UNKNOWN, NULL, "Publication Not Confirmed",
   "Look Now"},
  {MB_JOB_NEEDS_USER, MB_AT_CONFIRM, MB_PUBLISH_ERROR_LOSS, LACKING, "Published, but Incomplete",
   "View Online"},
  {MB_JOB_WAITING, MB_AT_MEDIA, MB_PUBLISH_ERROR_OFFLINE, NULL, "Not Sent Yet", "Try Now"},
  {MB_JOB_WAITING, MB_AT_MEDIA, MB_PUBLISH_ERROR_BUSY, NULL, "Waiting for the Site", "Try Now"},
  {MB_JOB_NEEDS_USER, MB_AT_PLANNED, MB_PUBLISH_ERROR_AUTH, NULL, "The Article Was Not Published",
   "Connect again…"},
  {MB_JOB_NEEDS_USER, MB_AT_PLANNED, MB_PUBLISH_ERROR_RIGHT, NULL, "The Article Was Not Published",
   "Send as a draft"},
  {MB_JOB_FAILED, MB_AT_DRAFT, MB_PUBLISH_ERROR_FAILED, NULL, "The Article Was Not Published",
   "Try Again"},
  {MB_JOB_CANCELLED, MB_AT_MEDIA, MB_PUBLISH_ERROR_CANCELLED, NULL, "Sending Cancelled", "Close"},
  {MB_JOB_NEEDS_USER, MB_AT_FINALISE, MB_PUBLISH_ERROR_GONE, NULL, "No Longer on the Site",
   "Publish as New"},
};

static MbJob *
make_job (guint index)
{
  MbJobRow row = {
    .id = (char *) "11111111-2222-4333-8444-555555555556",
    .draft_id = (char *) FIXTURE_ARTICLE_ID,
    .site_id = (char *) FIXTURE_SITE_ID,
    .headline = (char *) FIXTURE_HEADLINE,
    .state = (int) outcomes[index].state,
    .step = (int) outcomes[index].step,
    .remote_url = (char *) "https://quai.example/une",
    .error_code = outcomes[index].error,
    .error_message = (char *) "what the log says",
    .receipt = (char *) outcomes[index].receipt,
  };

  return mb_job_new (&row);
}

static void
test_every_outcome_has_its_page_and_way_out (void)
{
  Desk *desk = desk_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++) {
    g_autoptr (MbJob) job = make_job (i);

    g_test_message ("%s", outcomes[i].title);
    mb_publish_dialog_set_job (MB_PUBLISH_DIALOG (desk->dialog), job);
    in_dialog (desk, ADW_TYPE_STATUS_PAGE, outcomes[i].title);
    in_dialog (desk, GTK_TYPE_BUTTON, outcomes[i].button);
    g_assert_cmpint (outcomes[i].error >= 0, ==,
                     panes_desk_find (GTK_WIDGET (desk->dialog), ADW_TYPE_EXPANDER_ROW,
                                      "Technical Details") != NULL);
    g_assert_cmpint (outcomes[i].receipt && strcmp (outcomes[i].receipt, LACKING) == 0, ==,
                     panes_desk_find (GTK_WIDGET (desk->dialog), ADW_TYPE_ACTION_ROW, "Les bacs") !=
                       NULL);
    panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  }
  desk_free (desk);
}

static void
test_a_sending_is_followed_and_can_be_stopped_until_it_is_out (void)
{
  Desk *desk = desk_new (NULL);
  g_autoptr (MbJob) job = make_job (0);
  g_autoptr (MbJobRow) row = mb_job_row_copy (mb_job_get_row (job));
  MbJobProgress progress = {.media_done = 1, .media_total = 2};

  row->state = MB_JOB_RUNNING;
  row->step = MB_AT_MEDIA;
  mb_job_update (job, row, &progress);
  mb_publish_dialog_set_job (MB_PUBLISH_DIALOG (desk->dialog), job);
  in_dialog (desk, ADW_TYPE_ACTION_ROW, "Send the pictures");
  in_dialog (desk, GTK_TYPE_LABEL, "1 of 2");
  panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  g_assert_true (gtk_widget_get_sensitive (in_dialog (desk, GTK_TYPE_BUTTON, "Cancel Sending")));
  row->step = MB_AT_CONFIRM;
  mb_job_update (job, row, &progress);
  g_assert_false (gtk_widget_get_sensitive (in_dialog (desk, GTK_TYPE_BUTTON, "Cancel Sending")));
  row->step = MB_AT_DONE;
  row->state = MB_JOB_DONE;
  mb_job_update (job, row, &progress);
  in_dialog (desk, ADW_TYPE_STATUS_PAGE, "Published and Checked");
  desk_free (desk);
}

static void
found_cb (AdwDialog *dialog, guint64 block, guint part, const char *code, char **found)
{
  g_set_str (found, code);
}

static MbJob *
make_job_without_terms (void)
{
  g_autoptr (MbJob) any = make_job (0);
  g_autoptr (MbJobRow) row = mb_job_row_copy (mb_job_get_row (any));

  row->state = MB_JOB_NEEDS_USER;
  row->over = FALSE;
  row->step = MB_AT_PLANNED;
  row->error_code = MB_PUBLISH_ERROR_TERMS;
  g_set_str (&row->error_message, "Nautisme, bac");
  g_set_str (&row->receipt, NULL);

  return mb_job_new (row);
}

static void
test_what_the_site_does_not_know_is_named_and_made_when_told (void)
{
  Desk *desk = desk_new (NULL);
  g_autoptr (MbJob) job = make_job_without_terms ();
  g_autofree char *found = NULL;
  GtkWidget *page;

  mb_publish_dialog_set_job (MB_PUBLISH_DIALOG (desk->dialog), job);
  in_dialog (desk, GTK_TYPE_BUTTON, "Create Them on the Site and Send");
  page = in_dialog (desk, ADW_TYPE_STATUS_PAGE, "The Article Was Not Published");
  g_assert_nonnull (
    strstr (adw_status_page_get_description (ADW_STATUS_PAGE (page)), "Nautisme, bac"));
  g_signal_connect (desk->dialog, "finding-activated", G_CALLBACK (found_cb), &found);
  g_signal_emit_by_name (in_dialog (desk, GTK_TYPE_BUTTON, "Change the Article"), "clicked");
  while (!found)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (found, ==, "missing-section");
  desk_free (desk);
}

/* What a site says that it and the account can. */
static void
set_capabilities (Desk *desk, MbCapabilities can)
{
  GListModel *sites = G_LIST_MODEL (desk->fixture->destinations);
  g_autoptr (MbSite) before = g_list_model_get_item (sites, 0);
  g_autofree char *data = mb_site_make_data (mb_site_get_endpoint (before), can, NULL);
  MbDestinationRow row = {
    .id = (char *) mb_site_get_id (before),
    .name = (char *) mb_site_get_name (before),
    .kind = (char *) mb_site_get_kind (before),
    .url = (char *) mb_site_get_url (before),
    .data = data,
  };
  g_autoptr (MbSite) site = mb_site_new (&row);

  mb_destinations_replace (desk->fixture->destinations, site);
}

static char *
list_standings (Desk *desk)
{
  GListModel *names =
    adw_combo_row_get_model (ADW_COMBO_ROW (in_dialog (desk, ADW_TYPE_COMBO_ROW, "On the Site")));
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    g_string_append_printf (list, "%s%s", i ? " | " : "",
                            gtk_string_list_get_string (GTK_STRING_LIST (names), i));

  return g_string_free_and_steal (g_steal_pointer (&list));
}

static void
test_a_site_offers_what_the_account_may (void)
{
  static const struct {
    guint can;
    const char *names;
    const char *button;
  } table[] = {
    {MB_CAP_DRAFT, "Publish | Send as draft", "Publish"},
    {MB_CAP_DRAFT | MB_CAP_OWN_ID | MB_CAP_PENDING | MB_CAP_PRIVATE | MB_CAP_PUBLISH,
     "Publish | Hand in for review on the site | Private: for those who log in there | Send as "
     "draft",
     "Publish"},
    {MB_CAP_DRAFT | MB_CAP_OWN_ID | MB_CAP_PENDING,
     "Hand in for review on the site | Send as draft", "Hand In"},
  };
  Desk *desk = desk_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autofree char *names = NULL;

    set_capabilities (desk, (MbCapabilities) table[i].can);
    names = list_standings (desk);
    g_assert_cmpstr (names, ==, table[i].names);
    in_dialog (desk, GTK_TYPE_BUTTON, table[i].button);
    panes_desk_assert_named (GTK_WIDGET (desk->dialog));
  }
  desk_close_dialog (desk);
  desk_free (desk);
}

static void
test_a_second_sending_shows_the_first_which_can_be_stopped (void)
{
  Desk *desk = desk_new (NULL);

  mb_outbox_set_paused (desk->fixture->outbox, TRUE);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  while (g_list_model_get_n_items (G_LIST_MODEL (desk->fixture->outbox)) == 0)
    g_main_context_iteration (NULL, TRUE);
  desk_close_dialog (desk);
  desk_open_dialog (desk);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  while (!panes_desk_find (GTK_WIDGET (desk->dialog), GTK_TYPE_BUTTON, "Cancel Sending") ||
         !gtk_widget_get_sensitive (in_dialog (desk, GTK_TYPE_BUTTON, "Cancel Sending")))
    g_main_context_iteration (NULL, TRUE);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Cancel Sending");
  desk_wait_title (desk, "Sending Cancelled");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->fixture->outbox)), ==, 1);
  g_assert_cmpuint (count_posts (desk), ==, 0);
  desk_free (desk);
}

static void
schedule (Desk *desk)
{
  adw_toggle_group_set_active_name (
    ADW_TOGGLE_GROUP (in_dialog (desk, ADW_TYPE_TOGGLE_GROUP, "When")), "later");
  gtk_editable_set_text (GTK_EDITABLE (in_dialog (desk, ADW_TYPE_ENTRY_ROW, "Day")), "2199-01-01");
  press_when_known (desk, "Schedule");
  desk_wait_title (desk, "Scheduled");
  desk_close_dialog (desk);
}

static void
test_a_text_that_waits_makes_way_for_the_one_of_now (void)
{
  Desk *desk = desk_new (NULL);
  g_autoptr (MbJob) first = NULL;

  schedule (desk);
  first = g_list_model_get_item (G_LIST_MODEL (desk->fixture->outbox), 0);
  desk_open_dialog (desk);
  mb_publish_dialog_follow (MB_PUBLISH_DIALOG (desk->dialog), first);
  desk_wait_title (desk, "Scheduled");
  desk_close_dialog (desk);

  change_section (desk);
  desk_open_dialog (desk);
  mb_publish_dialog_follow (MB_PUBLISH_DIALOG (desk->dialog), first);
  g_assert_true (adw_banner_get_revealed (ADW_BANNER (in_dialog (desk, ADW_TYPE_BANNER, NULL))));
  press_when_known (desk, "Publish");
  desk_wait_title (desk, "Published and Checked");
  g_assert_cmpint (mb_job_get_state (first), ==, MB_JOB_CANCELLED);
  g_assert_cmpuint (count_posts (desk), ==, 1);
  desk_free (desk);
}

/* At another site nothing is in its way. */
static void
test_what_waits_is_said_of_its_site (void)
{
  Desk *desk = desk_new (NULL);
  g_autoptr (MbJob) first = NULL;
  GtkWidget *sites = NULL;
  GtkWidget *earlier = NULL;

  schedule (desk);
  first = g_list_model_get_item (G_LIST_MODEL (desk->fixture->outbox), 0);
  mb_fixture_add_site (desk->fixture, "another", "another", mb_lying_site_get_endpoint (desk->site),
                       mb_lying_site_get_token (desk->site));
  change_section (desk);
  desk_open_dialog (desk);
  mb_publish_dialog_follow (MB_PUBLISH_DIALOG (desk->dialog), first);
  sites = in_dialog (desk, ADW_TYPE_COMBO_ROW, "Site");
  earlier = in_dialog (desk, ADW_TYPE_BANNER, NULL);
  g_assert_true (adw_banner_get_revealed (ADW_BANNER (earlier)));
  adw_combo_row_set_selected (ADW_COMBO_ROW (sites), 0);
  g_assert_false (adw_banner_get_revealed (ADW_BANNER (earlier)));
  adw_combo_row_set_selected (ADW_COMBO_ROW (sites), 1);
  g_assert_true (adw_banner_get_revealed (ADW_BANNER (earlier)));
  desk_free (desk);
}

static void
job_activated_cb (GtkWidget *list, MbJob *job, MbJob **activated)
{
  *activated = job;
}

static void
test_the_list_of_sendings_follows_them (void)
{
  Desk *desk = desk_new (NULL);
  GtkWidget *list = mb_outbox_list_new (desk->fixture->outbox);
  MbJob *activated = NULL;
  GtkWidget *row;

  desk_close_dialog (desk);
  adw_window_set_content (ADW_WINDOW (desk->window), list);
  g_signal_connect (list, "job-activated", G_CALLBACK (job_activated_cb), &activated);
  panes_desk_get (list, ADW_TYPE_STATUS_PAGE, "Nothing on its way.");
  desk_open_dialog (desk);
  panes_desk_press (GTK_WIDGET (desk->dialog), "Publish");
  desk_wait_title (desk, "Published and Checked");
  row = panes_desk_get (list, MB_TYPE_OUTBOX_ROW, FIXTURE_HEADLINE);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "test · Published and Checked");
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  g_assert_true (activated == mb_outbox_row_get_job (MB_OUTBOX_ROW (row)));
  desk_free (desk);
}

int
main (int argc, char **argv)
{
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);
  panes_desk_init (&argc, &argv);

  g_test_add_func ("/publish-dialog/ends-with-what-was-read-back",
                   test_publishing_ends_with_what_was_read_back);
  g_test_add_func ("/publish-dialog/blockers-take-the-focus-and-nothing-leaves",
                   test_blockers_take_the_focus_and_nothing_leaves);
  g_test_add_func ("/publish-dialog/what-may-pass-passes-knowingly",
                   test_what_may_pass_passes_knowingly);
  g_test_add_func ("/publish-dialog/the-list-follows-the-article",
                   test_the_list_follows_the_article);
  g_test_add_func ("/publish-dialog/closes-before-it-leads-to-a-spot",
                   test_the_dialog_closes_before_it_leads_to_a_spot);
  g_test_add_func ("/publish-dialog/without-a-site-one-is-asked-for",
                   test_without_a_site_one_is_asked_for);
  g_test_add_func ("/publish-dialog/a-later-hour-is-planned", test_a_later_hour_is_planned);
  g_test_add_func ("/publish-dialog/a-conflict-shows-both-versions-and-mine-wins-when-told",
                   test_a_conflict_shows_both_versions_and_mine_wins_when_told);
  g_test_add_func ("/publish-dialog/who-takes-the-sites-version-has-it-and-can-undo",
                   test_who_takes_the_sites_version_has_it_and_can_undo);
  g_test_add_func ("/publish-dialog/merging-keeps-what-both-wrote-and-sends-it",
                   test_merging_keeps_what_both_wrote_and_sends_it);
  g_test_add_func ("/publish-dialog/what-a-merge-leaves-open-is-told",
                   test_what_a_merge_leaves_open_is_told);
  g_test_add_func ("/publish-dialog/both-versions-are-kept", test_both_versions_are_kept);
  g_test_add_func ("/publish-dialog/a-conflict-without-an-answer-still-asks",
                   test_a_conflict_without_an_answer_still_asks);
  g_test_add_func ("/publish-dialog/what-is-gone-is-offered-as-new",
                   test_what_is_gone_is_offered_as_new);
  g_test_add_func ("/publish-dialog/unpublishing-is-asked-followed-and-told",
                   test_unpublishing_is_asked_followed_and_told);
  g_test_add_func ("/publish-dialog/the-weight-is-what-is-sent", test_the_weight_is_what_is_sent);
  g_test_add_func ("/publish-dialog/every-outcome-has-its-page-and-way-out",
                   test_every_outcome_has_its_page_and_way_out);
  g_test_add_func ("/publish-dialog/what-the-site-does-not-know-is-named-and-made-when-told",
                   test_what_the_site_does_not_know_is_named_and_made_when_told);
  g_test_add_func ("/publish-dialog/a-site-offers-what-the-account-may",
                   test_a_site_offers_what_the_account_may);
  g_test_add_func ("/publish-dialog/a-sending-is-followed-and-can-be-stopped-until-it-is-out",
                   test_a_sending_is_followed_and_can_be_stopped_until_it_is_out);
  g_test_add_func ("/publish-dialog/a-second-sending-shows-the-first-which-can-be-stopped",
                   test_a_second_sending_shows_the_first_which_can_be_stopped);
  g_test_add_func ("/publish-dialog/a-text-that-waits-makes-way-for-the-one-of-now",
                   test_a_text_that_waits_makes_way_for_the_one_of_now);
  g_test_add_func ("/publish-dialog/what-waits-is-said-of-its-site",
                   test_what_waits_is_said_of_its_site);
  g_test_add_func ("/outbox-list/follows-the-sendings", test_the_list_of_sendings_follows_them);

  return g_test_run ();
}
