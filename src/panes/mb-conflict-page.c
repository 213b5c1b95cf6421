#include "mb-conflict-page.h"

#include "mb-comments.h"
#include "mb-difference-row.h"
#include "mb-import.h"
#include "mb-site-version.h"

#include <glib/gi18n-lib.h>

#include <string.h>

struct _MbConflictPage {
  AdwBin parent_instance;
  GtkStack *stack;
  GtkLabel *summary;
  GtkListBox *list;
  GtkWidget *keep_both;
  GtkWidget *take;
  GtkWidget *keep_mine;
  MbOutbox *outbox;
  MbJob *job;
  MbArticle *article;
  MbSiteAnswer *answer;
  MbSnapshot *own;    /* what was compared */
  MbSnapshot *theirs; /* the site's version as a state of the article */
  guint generation;   /* of what was asked; older answers are not shown */
};

typedef enum {
  SIGNAL_KEEP_MINE,
  SIGNAL_TAKEN,
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
  g_free (comparison);
}

/* The helper reads it: a site's HTML is a stranger's. */
static GPtrArray *
read_html (const char *html, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (html ? html : "", html ? strlen (html) : 0);
  g_autoptr (MbFragment) fragment = NULL;
  GError *cause = NULL;

  if (g_bytes_get_size (bytes) > 0)
    fragment = mb_import_fragment_sync (bytes, NULL, &cause);
  if (fragment)
    return g_ptr_array_ref (fragment->blocks);
  if (!cause || g_error_matches (cause, MB_FORMATS_ERROR, MB_FORMATS_ERROR_EMPTY)) {
    g_clear_error (&cause);
    return g_ptr_array_new ();
  }
  g_propagate_error (error, cause);

  return NULL;
}

static void
compare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Comparison *comparison = task_data;
  g_autoptr (GPtrArray) ours = NULL;
  g_autoptr (GPtrArray) theirs = NULL;
  GError *error = NULL;

  ours = read_html (comparison->answer->own_html, &error);
  theirs = ours ? read_html (comparison->answer->remote->html, &error) : NULL;
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
show_differences (MbConflictPage *self, const MbCompare *compare)
{
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < mb_compare_get_n_entries (compare); i++) {
    const MbCompareEntry *entry = mb_compare_get_entry (compare, i);
    GtkWidget *row;

    if (!mb_compare_entry_is_change (entry))
      continue;
    row = mb_difference_row_new (entry, get_site_name (self));
    gtk_list_box_append (self->list, row);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->list), mb_compare_get_n_changes (compare) > 0);
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
  show_summary (self, comparison->compare);
  show_differences (self, comparison->compare);
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
mb_conflict_page_dispose (GObject *object)
{
  MbConflictPage *self = MB_CONFLICT_PAGE (object);

  g_clear_object (&self->outbox);
  g_clear_object (&self->job);
  g_clear_object (&self->article);
  g_clear_pointer (&self->answer, mb_site_answer_free);
  g_clear_pointer (&self->own, mb_snapshot_unref);
  g_clear_pointer (&self->theirs, mb_snapshot_unref);
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
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, keep_both);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, take);
  gtk_widget_class_bind_template_child (widget_class, MbConflictPage, keep_mine);
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

  return self->keep_both;
}
