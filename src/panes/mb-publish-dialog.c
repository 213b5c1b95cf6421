#include "mb-publish-dialog.h"

#include "mb-browser.h"
#include "mb-plan.h"
#include "mb-publish-checklist.h"
#include "mb-publish-progress.h"
#include "mb-publish-result.h"
#include "mb-sending-words.h"

#include <glib/gi18n-lib.h>

struct _MbPublishDialog {
  AdwDialog parent_instance;
  AdwHeaderBar *header;
  GtkStack *stack;
  GtkWidget *cancel;
  GtkButton *publish;
  MbPublishChecklist *checklist;
  MbPublishProgress *progress;
  MbPublishResult *result;
  MbArticle *article;
  MbOutbox *outbox;
  MbJob *job;
  GSignalGroup *signals;
  GCancellable *cancellable;
};

typedef enum {
  SIGNAL_FINDING_ACTIVATED,
  SIGNAL_CONNECT_REQUESTED,
  SIGNAL_RECONNECT_REQUESTED,
} MbPublishDialogSignals;

static guint signals[SIGNAL_RECONNECT_REQUESTED + 1];

G_DEFINE_FINAL_TYPE (MbPublishDialog, mb_publish_dialog, ADW_TYPE_DIALOG)

static void
show_page (MbPublishDialog *self, const char *name)
{
  gboolean first = g_str_equal (name, "checklist");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (self->cancel, first);
  gtk_widget_set_visible (GTK_WIDGET (self->publish), first);
  adw_header_bar_set_show_start_title_buttons (self->header, !first);
  adw_header_bar_set_show_end_title_buttons (self->header, !first);
}

static void
show_result (MbPublishDialog *self)
{
  show_page (self, "result");
  adw_dialog_set_focus (ADW_DIALOG (self), mb_publish_result_pick_focus (self->result));
}

/* The button says what it does. */
static void
name_act (MbPublishDialog *self)
{
  gboolean update = mb_publish_checklist_is_update (self->checklist);
  MbPublishOptions options;
  const char *act = update ? _ ("Update") : C_ ("button", "Publish");

  mb_publish_checklist_fill (self->checklist, &options);
  if (options.as_draft)
    act = _ ("Send Draft");
  else if (options.intent == MB_INTENT_SCHEDULE)
    act = _ ("Schedule");
  gtk_button_set_label (self->publish, act);
  adw_dialog_set_title (ADW_DIALOG (self),
                        update ? _ ("Update the Article") : _ ("Publish the Article"));
}

/* A try that fails again is no news: the page stays until there is some. */
static gboolean
is_quiet_retry (MbPublishDialog *self)
{
  return mb_job_get_state (self->job) == MB_JOB_RUNNING && mb_job_get_error (self->job) &&
         mb_job_get_tries (self->job) > 0 &&
         g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "result") == 0;
}

static void
show_job (MbPublishDialog *self)
{
  if (is_quiet_retry (self))
    return;
  if (mb_sending_get_view (self->job) == MB_SENDING_UNDER_WAY) {
    show_page (self, "progress");
    return;
  }
  mb_publish_result_show_job (self->result, self->job);
  show_result (self);
}

static void
job_changed_cb (MbJob *job, GParamSpec *pspec, MbPublishDialog *self)
{
  show_job (self);
}

/* One is on its way to that site already: this is the one to look at. */
static gboolean
follow_live (MbPublishDialog *self)
{
  MbSite *site = mb_publish_checklist_get_site (self->checklist);
  MbJob *live =
    site ? mb_outbox_find (self->outbox, mb_article_get_id (self->article), mb_site_get_id (site))
         : NULL;

  if (live)
    mb_publish_dialog_set_job (self, live);

  return live != NULL;
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbPublishDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbJob) job = mb_outbox_publish_finish (MB_OUTBOX (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (job) {
    mb_publish_dialog_set_job (self, job);
    return;
  }
  if (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE) && follow_live (self))
    return;
  if (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_READY)) {
    show_page (self, "checklist");
    mb_publish_checklist_focus_problem (self->checklist);
    return;
  }
  mb_publish_result_show_error (self->result, error);
  show_result (self);
}

static void
send (MbPublishDialog *self, const MbPublishOptions *options)
{
  g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->job);
  mb_publish_progress_set_job (self->progress, NULL);
  show_page (self, "progress");
  mb_outbox_publish_async (self->outbox, mb_article_get_snapshot (self->article), options,
                           self->cancellable, planned_cb, g_object_ref (self));
}

/* Once more, as it was decided for the last job. */
static void
send_again (MbPublishDialog *self, gboolean as_draft, gboolean overwrite)
{
  g_autoptr (MbPlan) plan = NULL;
  g_autofree char *site_id = NULL;
  MbPublishOptions options;

  if (!self->job) {
    mb_publish_checklist_fill (self->checklist, &options);
    options.as_draft = options.as_draft || as_draft;
    send (self, &options);
    return;
  }
  plan = mb_plan_from_json (mb_job_get_row (self->job)->options);
  site_id = g_strdup (mb_job_get_destination_id (self->job));
  options = (MbPublishOptions) {
    .destination_id = site_id,
    .intent = plan && plan->at_ms > 0 ? MB_INTENT_SCHEDULE : MB_INTENT_PUBLISH,
    .as_draft = as_draft || (plan && plan->as_draft),
    .at_ms = plan ? plan->at_ms : 0,
    .allowed = plan ? (const char *const *) plan->allowed : NULL,
    .overwrite = overwrite,
  };
  send (self, &options);
}

static void
publish_cb (GtkButton *button, MbPublishDialog *self)
{
  guint n_problems = mb_publish_checklist_count_problems (self->checklist);
  g_autofree char *words = NULL;
  MbPublishOptions options;

  if (n_problems == 0) {
    mb_publish_checklist_fill (self->checklist, &options);
    send (self, &options);
    return;
  }
  /* Translators: how much must be corrected before an article can be published. */
  words = g_strdup_printf (ngettext ("%u point to correct", "%u points to correct", n_problems),
                           n_problems);
  mb_publish_checklist_focus_problem (self->checklist);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->checklist), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
close_cb (GtkWidget *widget, MbPublishDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
cancel_sending_cb (MbPublishProgress *progress, MbPublishDialog *self)
{
  if (self->job)
    mb_outbox_cancel (self->outbox, self->job);
}

static void
reconnect (MbPublishDialog *self)
{
  MbDestinations *sites = mb_outbox_get_destinations (self->outbox);
  MbSite *site = self->job ? mb_destinations_find (sites, mb_job_get_destination_id (self->job))
                           : mb_publish_checklist_get_site (self->checklist);

  if (site)
    g_signal_emit (self, signals[SIGNAL_RECONNECT_REQUESTED], 0, site);
}

/* Where a captive portal asks for its login. */
static void
open_site (MbPublishDialog *self)
{
  MbDestinations *sites = mb_outbox_get_destinations (self->outbox);
  MbSite *site =
    self->job ? mb_destinations_find (sites, mb_job_get_destination_id (self->job)) : NULL;

  if (site)
    mb_browser_open (GTK_WIDGET (self->stack), mb_site_get_url (site));
}

static void
way_out_cb (MbPublishResult *result, int way, MbPublishDialog *self)
{
  gboolean live = self->job && !mb_job_is_over (self->job);

  switch ((MbWayOut) way) {
  case MB_WAY_OUT_RETRY:
  case MB_WAY_OUT_LOOK:
    if (live)
      mb_outbox_look_now (self->outbox, self->job);
    else
      send_again (self, FALSE, FALSE);
    break;
  case MB_WAY_OUT_AS_DRAFT:
    send_again (self, TRUE, FALSE);
    break;
  case MB_WAY_OUT_RECONNECT:
  case MB_WAY_OUT_ASK_SECRET:
    reconnect (self);
    break;
  case MB_WAY_OUT_OPEN_BROWSER:
    open_site (self);
    break;
  case MB_WAY_OUT_CORRECT:
    show_page (self, "checklist");
    break;
  case MB_WAY_OUT_NONE:
  case MB_WAY_OUT_COMPARE:
  case MB_WAY_OUT_AS_NEW:
  case MB_WAY_OUT_CLOCK:
  case MB_WAY_OUT_SEE:
  case MB_WAY_OUT_SAVE_COPY:
  case MB_WAY_OUT_CHOOSE_FILE:
    break;
  }
}

static void
replace_cb (MbPublishResult *result, MbPublishDialog *self)
{
  send_again (self, FALSE, TRUE);
}

static void
finding_activated_cb (MbPublishChecklist *checklist,
                      guint64 block,
                      guint part,
                      const char *code,
                      MbPublishDialog *self)
{
  g_autofree char *copy = g_strdup (code);

  g_object_ref (self);
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[SIGNAL_FINDING_ACTIVATED], 0, block, part, copy);
  g_object_unref (self);
}

static void
connect_requested_cb (MbPublishChecklist *checklist, MbPublishDialog *self)
{
  g_signal_emit (self, signals[SIGNAL_CONNECT_REQUESTED], 0);
}

static void
choice_changed_cb (MbPublishChecklist *checklist, MbPublishDialog *self)
{
  name_act (self);
}

static void
mb_publish_dialog_dispose (GObject *object)
{
  MbPublishDialog *self = MB_PUBLISH_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->signals);
  g_clear_object (&self->job);
  g_clear_object (&self->article);
  g_clear_object (&self->outbox);
  /* A dialog that was closed leaves the sheet around its child behind (libadwaita 1.7.6). */
  adw_dialog_set_child (ADW_DIALOG (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_PUBLISH_DIALOG);

  G_OBJECT_CLASS (mb_publish_dialog_parent_class)->dispose (object);
}

static void
mb_publish_dialog_finalize (GObject *object)
{
  g_object_unref (MB_PUBLISH_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (mb_publish_dialog_parent_class)->finalize (object);
}

static void
mb_publish_dialog_class_init (MbPublishDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = mb_publish_dialog_dispose;
  object_class->finalize = mb_publish_dialog_finalize;

  signals[SIGNAL_FINDING_ACTIVATED] =
    g_signal_new ("finding-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                  G_TYPE_UINT64, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_CONNECT_REQUESTED] = g_signal_new ("connect-requested", type, G_SIGNAL_RUN_LAST, 0,
                                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RECONNECT_REQUESTED] =
    g_signal_new ("reconnect-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  1, MB_TYPE_SITE);

  g_type_ensure (MB_TYPE_PUBLISH_CHECKLIST);
  g_type_ensure (MB_TYPE_PUBLISH_PROGRESS);
  g_type_ensure (MB_TYPE_PUBLISH_RESULT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-publish-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, header);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, publish);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, checklist);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, result);
  gtk_widget_class_bind_template_callback (widget_class, publish_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_sending_cb);
  gtk_widget_class_bind_template_callback (widget_class, way_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, replace_cb);
  gtk_widget_class_bind_template_callback (widget_class, finding_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_requested_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
}

static void
mb_publish_dialog_init (MbPublishDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->signals = g_signal_group_new (MB_TYPE_JOB);
  g_signal_group_connect_object (self->signals, "notify::state", G_CALLBACK (job_changed_cb), self,
                                 G_CONNECT_DEFAULT);
  g_signal_group_connect_object (self->signals, "notify::error", G_CALLBACK (job_changed_cb), self,
                                 G_CONNECT_DEFAULT);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mb_publish_dialog_new:
 * @article: what is to be published
 * @outbox: which sends it
 *
 * Makes the dialog, at its checklist.
 *
 * Returns: the dialog
 */
AdwDialog *
mb_publish_dialog_new (MbArticle *article, MbOutbox *outbox)
{
  MbPublishDialog *self;

  g_return_val_if_fail (MB_IS_ARTICLE (article), NULL);
  g_return_val_if_fail (MB_IS_OUTBOX (outbox), NULL);

  self = g_object_new (MB_TYPE_PUBLISH_DIALOG, NULL);
  self->article = g_object_ref (article);
  self->outbox = g_object_ref (outbox);
  mb_publish_checklist_set_up (self->checklist, article, outbox);
  name_act (self);
  show_page (self, "checklist");

  return ADW_DIALOG (self);
}

/**
 * mb_publish_dialog_set_job:
 * @self: the dialog
 * @job: a sending of its article
 *
 * Shows a sending that is under way or over.
 */
void
mb_publish_dialog_set_job (MbPublishDialog *self, MbJob *job)
{
  g_return_if_fail (MB_IS_PUBLISH_DIALOG (self));
  g_return_if_fail (MB_IS_JOB (job));

  g_set_object (&self->job, job);
  g_signal_group_set_target (self->signals, job);
  mb_publish_progress_set_job (self->progress, job);
  show_job (self);
}
