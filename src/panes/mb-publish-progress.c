#include "mb-publish-progress.h"

#include "mb-sending-words.h"

#include <glib/gi18n-lib.h>

typedef enum {
  ROW_PREPARE,
  ROW_PICTURES,
  ROW_ARTICLE,
  ROW_CHECK,
} Row;

#define N_ROWS (ROW_CHECK + 1)

static const char *const row_titles[N_ROWS] = {
  [ROW_PREPARE] = N_ ("Prepare the article"),
  [ROW_PICTURES] = N_ ("Send the pictures"),
  [ROW_ARTICLE] = N_ ("Send the article"),
  [ROW_CHECK] = N_ ("Check online"),
};

struct _MbPublishProgress {
  AdwBin parent_instance;
  GtkListBox *steps;
  GtkProgressBar *bar;
  GtkLabel *left;
  GtkButton *cancel;
  GtkWidget *rows[N_ROWS];
  GtkStack *signs[N_ROWS];
  GtkLabel *counts[N_ROWS];
  MbJob *job;
  GSignalGroup *signals;
  int announced; /* the row that was said last */
};

typedef enum {
  SIGNAL_CANCEL,
} MbPublishProgressSignals;

static guint signals[SIGNAL_CANCEL + 1];

G_DEFINE_FINAL_TYPE (MbPublishProgress, mb_publish_progress, ADW_TYPE_BIN)

static Row
find_row (MbJob *job)
{
  switch (mb_job_get_step (job)) {
  case MB_AT_PLANNED:
    return ROW_PREPARE;
  case MB_AT_MEDIA:
    return ROW_PICTURES;
  case MB_AT_DRAFT:
  case MB_AT_VERIFY:
  case MB_AT_FINALISE:
    return ROW_ARTICLE;
  case MB_AT_CONFIRM:
  case MB_AT_DONE:
    return ROW_CHECK;
  }

  return ROW_PREPARE;
}

static char *
say_seconds (int seconds)
{
  /* Translators: how long a sending still takes. */
  if (seconds < 60)
    return g_strdup_printf (
      ngettext ("About %d second left", "About %d seconds left", (gulong) MAX (seconds, 1)),
      MAX (seconds, 1));

  /* Translators: how long a sending still takes. */
  return g_strdup_printf (
    ngettext ("About %d minute left", "About %d minutes left", (gulong) ((seconds + 59) / 60)),
    (seconds + 59) / 60);
}

/* Said once a step, not at every byte. */
static void
announce (MbPublishProgress *self, Row row)
{
  if (self->announced == (int) row || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->announced = (int) row;
  gtk_accessible_announce (GTK_ACCESSIBLE (self),
                           adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->rows[row])),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
show_pictures (MbPublishProgress *self)
{
  guint total = mb_job_get_media_total (self->job);
  g_autofree char *count = NULL;

  if (total > 0)
    /* Translators: how many pictures were sent, of how many. */
    count = g_strdup_printf (_ ("%u of %u"), mb_job_get_media_done (self->job), total);
  gtk_label_set_label (self->counts[ROW_PICTURES], count ? count : "");
}

/* Nothing is sent when an article is taken from readers. */
static void
show_kind (MbPublishProgress *self)
{
  gboolean withdrawal = self->job && mb_sending_is_withdrawal (self->job);

  gtk_widget_set_visible (self->rows[ROW_PICTURES], !withdrawal);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[ROW_PREPARE]),
                                 withdrawal ? _ ("Ask the site") : _ (row_titles[ROW_PREPARE]));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[ROW_ARTICLE]),
                                 withdrawal ? _ ("Take the article offline")
                                            : _ (row_titles[ROW_ARTICLE]));
}

static void
show (MbPublishProgress *self)
{
  Row now = self->job ? find_row (self->job) : ROW_PREPARE;
  double fraction = self->job ? mb_job_get_fraction (self->job) : 0;
  int seconds = self->job ? mb_job_get_seconds_left (self->job) : -1;
  g_autofree char *left = seconds >= 0 ? say_seconds (seconds) : NULL;

  for (guint i = 0; i < N_ROWS; i++) {
    const char *sign = i < now ? "done" : i == now ? "now" : "later";

    gtk_stack_set_visible_child_name (self->signs[i], sign);
    if (i > now)
      gtk_widget_add_css_class (self->rows[i], "dimmed");
    else
      gtk_widget_remove_css_class (self->rows[i], "dimmed");
  }
  show_kind (self);
  if (self->job)
    show_pictures (self);
  gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_label_set_label (self->left, left ? left : "");
  gtk_widget_set_visible (GTK_WIDGET (self->left), left != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), self->job && !mb_job_was_sent (self->job));
  announce (self, now);
}

static void
changed_cb (MbJob *job, GParamSpec *pspec, MbPublishProgress *self)
{
  show (self);
}

static void
cancel_cb (GtkButton *button, MbPublishProgress *self)
{
  g_signal_emit (self, signals[SIGNAL_CANCEL], 0);
}

static void
add_sign (GtkStack *stack, const char *name, GtkWidget *sign)
{
  gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
  gtk_stack_add_named (stack, sign, name);
}

static void
add_row (MbPublishProgress *self, Row row)
{
  GtkWidget *widget = adw_action_row_new ();
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *done = gtk_image_new_from_icon_name ("object-select-symbolic");
  GtkWidget *count = gtk_label_new ("");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), _ (row_titles[row]));
  gtk_widget_set_focusable (widget, FALSE);
  gtk_widget_add_css_class (done, "success");
  gtk_accessible_update_property (GTK_ACCESSIBLE (done), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Done"),
                                  -1);
  add_sign (GTK_STACK (stack), "later", gtk_image_new_from_icon_name ("content-loading-symbolic"));
  add_sign (GTK_STACK (stack), "now", adw_spinner_new ());
  add_sign (GTK_STACK (stack), "done", done);
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "dimmed");
  adw_action_row_add_prefix (ADW_ACTION_ROW (widget), stack);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), count);
  gtk_list_box_append (self->steps, widget);
  self->rows[row] = widget;
  self->signs[row] = GTK_STACK (stack);
  self->counts[row] = GTK_LABEL (count);
}

static void
mb_publish_progress_dispose (GObject *object)
{
  MbPublishProgress *self = MB_PUBLISH_PROGRESS (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_PUBLISH_PROGRESS);

  G_OBJECT_CLASS (mb_publish_progress_parent_class)->dispose (object);
}

static void
mb_publish_progress_class_init (MbPublishProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_publish_progress_dispose;

  signals[SIGNAL_CANCEL] = g_signal_new ("cancel", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-publish-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPublishProgress, steps);
  gtk_widget_class_bind_template_child (widget_class, MbPublishProgress, bar);
  gtk_widget_class_bind_template_child (widget_class, MbPublishProgress, left);
  gtk_widget_class_bind_template_child (widget_class, MbPublishProgress, cancel);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
mb_publish_progress_init (MbPublishProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_ROWS; i++)
    add_row (self, (Row) i);
  self->announced = -1;
  self->signals = g_signal_group_new (MB_TYPE_JOB);
  g_signal_group_connect_object (self->signals, "notify", G_CALLBACK (changed_cb), self,
                                 G_CONNECT_DEFAULT);
  show (self);
}

/**
 * mb_publish_progress_set_job:
 * @self: the page
 * @job: (nullable): a sending; `NULL`: it is being planned
 *
 * Shows how far a sending is.
 */
void
mb_publish_progress_set_job (MbPublishProgress *self, MbJob *job)
{
  g_return_if_fail (MB_IS_PUBLISH_PROGRESS (self));

  g_set_object (&self->job, job);
  g_signal_group_set_target (self->signals, job);
  self->announced = -1;
  show (self);
}
