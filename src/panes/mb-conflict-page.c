#include "mb-conflict-page.h"

#include "mb-comments.h"
#include "mb-difference-row.h"
#include "mb-import.h"
#include "mb-merge-row.h"
#include "mb-messages.h"
#include "mb-site-merge.h"
#include "mb-site-version.h"

#include <glib/gi18n-lib.h>

struct _MbConflictPage {
  AdwBin parent_instance;
  GtkStack *stack;
  GtkLabel *summary;
  GtkListBox *list;
  GtkWidget *merge_group;
  GtkLabel *merge_summary;
  GtkListBox *merge_list;
  GtkWidget *conflicts_group;
  GtkListBox *conflicts;
  GtkLabel *no_merge;
  GtkWidget *merge_button;
  GtkWidget *keep_both;
  GtkWidget *take;
  GtkWidget *keep_mine;
  MbOutbox *outbox;
  MbJob *job;
  MbArticle *article;
  MbSiteAnswer *answer;
  MbSnapshot *own;         /* what was compared */
  MbSnapshot *theirs;      /* the site's version as a state of the article */
  MbSnapshot *merged_with; /* the same, as it grew from what was published */
  MbMerge *merge;          /* NULL: nothing was published from here */
  guint generation;        /* of what was asked; older answers are not shown */
};

typedef enum {
  SIGNAL_KEEP_MINE,
  SIGNAL_TAKEN,
  SIGNAL_MERGED,
  SIGNAL_KEEP_BOTH,
  SIGNAL_FAILED,
} MbConflictPageSignals;

static guint signals[SIGNAL_FAILED + 1];

G_DEFINE_FINAL_TYPE (MbConflictPage, mb_conflict_page, ADW_TYPE_BIN)

/* On its way through the thread that compares. */
typedef struct {
  MbConflictPage *page; /* not touched there */
  guint generation;
  MbSiteAnswer *answer;
  MbSnapshot *own;
  MbSnapshot *theirs;
  MbCompare *compare;
  char *site; /* its name, under which conflicts are noted */
  MbMerge *merge;
  MbSnapshot *merged_with;
  MbCompare *gain; /* the article and the merge */
} Comparison;

static void
comparison_free (gpointer data)
{
  Comparison *comparison = data;

  g_object_unref (comparison->page);
  mb_site_answer_free (comparison->answer);
  g_clear_pointer (&comparison->own, mb_snapshot_unref);
  g_clear_pointer (&comparison->theirs, mb_snapshot_unref);
  g_clear_pointer (&comparison->compare, mb_compare_unref);
  g_free (comparison->site);
  g_clear_pointer (&comparison->merge, mb_merge_unref);
  g_clear_pointer (&comparison->merged_with, mb_snapshot_unref);
  g_clear_pointer (&comparison->gain, mb_compare_unref);
  g_free (comparison);
}

static char *
say_conflict (const MbMergeConflict *conflict, gpointer user_data)
{
  return mb_message_for_conflict (conflict);
}

/* Where something was published from here: what both sides did since, in one article. */
static gboolean
merge (Comparison *comparison, GPtrArray *site_read, GError **error)
{
  const MbMergeVoice voice = {comparison->site, g_get_real_time () / 1000, say_conflict, NULL};
  MbSiteAnswer *answer = comparison->answer;
  g_autoptr (GPtrArray) base_read = NULL;

  if (!answer->base)
    return TRUE;
  base_read = mb_import_blocks_sync (answer->base_html, error);
  if (!base_read)
    return FALSE;

  comparison->merge = mb_site_merge_new (
    &(MbSiteSides) {answer->base, comparison->own, base_read, site_read, answer->remote}, &voice,
    &comparison->merged_with);
  comparison->gain = mb_compare_new (comparison->own, mb_merge_get_snapshot (comparison->merge));

  return TRUE;
}

/* The helper reads what the site has: it is a stranger's. */
static void
compare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Comparison *comparison = task_data;
  g_autoptr (GPtrArray) ours = NULL;
  g_autoptr (GPtrArray) theirs = NULL;
  GError *error = NULL;

  ours = mb_import_blocks_sync (comparison->answer->own_html, &error);
  theirs = ours ? mb_import_blocks_sync (comparison->answer->remote->html, &error) : NULL;
  if (!theirs) {
    g_task_return_error (task, error);
    return;
  }
  comparison->theirs = mb_site_version_new (&(MbSiteReading) {
    .own = comparison->own,
    .own_read = ours,
    .site_read = theirs,
    .remote = comparison->answer->remote,
  });
  comparison->compare = mb_compare_new (comparison->own, comparison->theirs);
  if (!merge (comparison, theirs, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_return_boolean (task, TRUE);
}

static const char *
get_site_name (MbConflictPage *self)
{
  MbSite *site = mb_destinations_find (mb_outbox_get_destinations (self->outbox),
                                       mb_job_get_destination_id (self->job));

  return site ? mb_site_get_name (site) : _ ("The site");
}

static void
show_summary (MbConflictPage *self, const MbCompare *compare)
{
  guint n = mb_compare_get_n_changes (compare);
  g_autofree char *words =
    n == 0 ? g_strdup (_ ("The article has changed on the site since you last sent it, but what "
                          "readers see there is what you have here."))
           /* Translators: how many passages differ. */
           : g_strdup_printf (ngettext ("The article has changed on the site since you last sent "
                                        "it. %u passage differs from yours.",
                                        "The article has changed on the site since you last sent "
                                        "it. %u passages differ from yours.",
                                        n),
                              n);

  gtk_label_set_label (self->summary, words);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show_differences (GtkListBox *list, const MbCompare *compare, const char *other)
{
  gtk_list_box_remove_all (list);
  for (guint i = 0; i < mb_compare_get_n_entries (compare); i++) {
    const MbCompareEntry *entry = mb_compare_get_entry (compare, i);
    GtkWidget *row;

    if (!mb_compare_entry_is_change (entry))
      continue;
    row = mb_difference_row_new (entry, other);
    gtk_list_box_append (list, row);
  }
  gtk_widget_set_visible (GTK_WIDGET (list), mb_compare_get_n_changes (compare) > 0);
}

static void
show_conflicts (MbConflictPage *self)
{
  guint n = self->merge ? mb_merge_get_n_conflicts (self->merge) : 0;

  gtk_list_box_remove_all (self->conflicts);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->conflicts,
                         mb_merge_row_new (mb_merge_get_conflict (self->merge, i)));
  gtk_widget_set_visible (self->conflicts_group, n > 0);
}

static void
summarise_merge (MbConflictPage *self, guint n_changes)
{
  g_autofree char *words =
    n_changes == 0
      ? g_strdup (_ ("Your article has all that the site has."))
      /* Translators: how many passages of the article a merge changes. */
      : g_strdup_printf (ngettext ("With the site’s changes, %u passage of your article becomes "
                                   "another.",
                                   "With the site’s changes, %u passages of your article become "
                                   "others.",
                                   n_changes),
                         n_changes);

  gtk_label_set_label (self->merge_summary, words);
}

static void
show_merge (MbConflictPage *self, const MbCompare *gain)
{
  gtk_widget_set_visible (self->merge_group, gain != NULL);
  gtk_widget_set_visible (self->merge_button, gain != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->no_merge), gain == NULL);
  show_conflicts (self);
  if (!gain)
    return;
  summarise_merge (self, mb_compare_get_n_changes (gain));
  show_differences (self->merge_list, gain, _ ("Merged"));
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Comparison *comparison = g_task_get_task_data (G_TASK (result));
  MbConflictPage *self = comparison->page;
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (comparison->generation != self->generation || !self->list)
    return;
  if (!done) {
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    return;
  }
  mb_site_answer_free (self->answer);
  self->answer = g_steal_pointer (&comparison->answer);
  g_clear_pointer (&self->theirs, mb_snapshot_unref);
  self->theirs = g_steal_pointer (&comparison->theirs);
  g_clear_pointer (&self->merge, mb_merge_unref);
  self->merge = g_steal_pointer (&comparison->merge);
  g_clear_pointer (&self->merged_with, mb_snapshot_unref);
  self->merged_with = g_steal_pointer (&comparison->merged_with);
  show_summary (self, comparison->compare);
  show_differences (self->list, comparison->compare, get_site_name (self));
  show_merge (self, comparison->gain);
  gtk_stack_set_visible_child_name (self->stack, "versions");
  gtk_widget_grab_focus (mb_conflict_page_pick_focus (self));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Comparison *comparison = g_task_get_task_data (task);
  MbConflictPage *self = comparison->page;
  g_autoptr (GError) error = NULL;

  comparison->answer = mb_outbox_read_site_finish (MB_OUTBOX (source), result, &error);
  if (comparison->generation != self->generation || !self->list)
    g_task_return_boolean (task, FALSE);
  else if (!comparison->answer)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_run_in_thread (task, compare_in_thread);
}

static void
read_site (MbConflictPage *self)
{
  GTask *task = g_task_new (NULL, NULL, compared_cb, NULL);
  Comparison *comparison = g_new0 (Comparison, 1);

  g_clear_pointer (&self->own, mb_snapshot_unref);
  self->own = mb_snapshot_ref (mb_article_get_snapshot (self->article));
  comparison->page = g_object_ref (self);
  comparison->generation = ++self->generation;
  comparison->own = mb_snapshot_ref (self->own);
  comparison->site = g_strdup (get_site_name (self));
  g_task_set_source_tag (task, read_site);
  g_task_set_task_data (task, comparison, comparison_free);
  gtk_stack_set_visible_child_name (self->stack, "reading");
  mb_outbox_read_site_async (self->outbox, self->job, self->own, read_cb, task);
}

static void
keep_mine_cb (GtkButton *button, MbConflictPage *self)
{
  g_signal_emit (self, signals[SIGNAL_KEEP_MINE], 0, self->answer->remote->version);
}

static void
keep_both_cb (GtkButton *button, MbConflictPage *self)
{
  g_signal_emit (self, signals[SIGNAL_KEEP_BOTH], 0, self->theirs);
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbConflictPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = mb_outbox_adopt_finish (MB_OUTBOX (source), result, &error);

  if (!self->list)
    return;
  if (done)
    g_signal_emit (self, signals[SIGNAL_TAKEN], 0);
  else
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

/* A site knows nothing of what is said about an article in the newsroom. */
static gboolean
restore (MbConflictPage *self, GError **error)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (self->article, MB_ORIGIN_MERGE);

  return mb_transaction_restore (transaction, self->theirs, error) &&
         mb_comments_carry_over (transaction, self->own, error) &&
         (mb_transaction_get_n_steps (transaction) == 0 ||
          mb_article_commit (self->article, transaction, error));
}

/* One transaction, which undo takes back. */
static void
take_cb (GtkButton *button, MbConflictPage *self)
{
  g_autoptr (GError) error = NULL;

  /* The text went on meanwhile: what is shown is no longer the choice. */
  if (self->own != mb_article_get_snapshot (self->article)) {
    read_site (self);
    return;
  }
  if (!restore (self, &error)) {
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    return;
  }
  mb_outbox_adopt_async (self->outbox, self->job, mb_article_get_snapshot (self->article),
                         self->answer->remote, adopted_cb, g_object_ref (self));
}

static void
merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbConflictPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = mb_outbox_adopt_finish (MB_OUTBOX (source), result, &error);

  if (!self->list)
    return;
  if (done)
    g_signal_emit (self, signals[SIGNAL_MERGED], 0);
  else
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

/* One transaction, and from then on the site's version is what the article grew from: the update
 * that follows replaces that version and no other. */
static void
merge_cb (GtkButton *button, MbConflictPage *self)
{
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  if (self->own != mb_article_get_snapshot (self->article)) {
    read_site (self);
    return;
  }
  transaction = mb_merge_dup_transaction (self->merge, &error);
  if (!transaction || (mb_transaction_get_n_steps (transaction) > 0 &&
                       !mb_article_commit (self->article, transaction, &error))) {
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    return;
  }
  mb_outbox_adopt_async (self->outbox, self->job, self->merged_with, self->answer->remote,
                         merged_cb, g_object_ref (self));
}

static void
mb_conflict_page_dispose (GObject *object)
{
  MbConflictPage *self = MB_CONFLICT_PAGE (object);

  g_clear_object (&self->outbox);
  g_clear_object (&self->job);
  g_clear_object (&self->article);
  g_clear_pointer (&self->answer, mb_site_answer_free);
  g_clear_pointer (&self->own, mb_snapshot_unref);
  g_clear_pointer (&self->theirs, mb_snapshot_unref);
  g_clear_pointer (&self->merged_with, mb_snapshot_unref);
  g_clear_pointer (&self->merge, mb_merge_unref);
  /* The child is bound by name, too: the template would take it away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_CONFLICT_PAGE);

  G_OBJECT_CLASS (mb_conflict_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-conflict-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, summary);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, list);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, merge_group);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, merge_summary);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, merge_list);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, conflicts_group);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, conflicts);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, no_merge);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, merge_button);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, keep_both);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, take);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, keep_mine);
  gtk_widget_class_bind_template_callback (widget_class, merge_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_both_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_cb);
}

static void
mb_conflict_page_class_init (MbConflictPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = mb_conflict_page_dispose;

  signals[SIGNAL_KEEP_MINE] = g_signal_new ("keep-mine", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_TAKEN] =
    g_signal_new ("taken", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MERGED] =
    g_signal_new ("merged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_KEEP_BOTH] = g_signal_new ("keep-both", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, MB_TYPE_SNAPSHOT);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
mb_conflict_page_init (MbConflictPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mb_conflict_page_load:
 * @self: the page
 * @outbox: which found the conflict
 * @job: the sending
 * @article: the article
 *
 * Reads what the site has now, and shows where it differs.
 */
void
mb_conflict_page_load (MbConflictPage *self, MbOutbox *outbox, MbJob *job, MbArticle *article)
{
  g_return_if_fail (MB_IS_CONFLICT_PAGE (self));
  g_return_if_fail (MB_IS_OUTBOX (outbox));
  g_return_if_fail (MB_IS_JOB (job));
  g_return_if_fail (MB_IS_ARTICLE (article));

  g_set_object (&self->outbox, outbox);
  g_set_object (&self->job, job);
  g_set_object (&self->article, article);
  read_site (self);
}

/**
 * mb_conflict_page_pick_focus:
 * @self: the page
 *
 * Where the keyboard's focus does no harm.
 *
 * Returns: (transfer none): the button
 */
GtkWidget *
mb_conflict_page_pick_focus (MbConflictPage *self)
{
  g_return_val_if_fail (MB_IS_CONFLICT_PAGE (self), NULL);

  return self->merge ? self->merge_button : self->keep_both;
}
