#include "mb-publish-dialog.h"

#include "mb-browser.h"
#include "mb-conflict-page.h"
#include "mb-plan.h"
#include "mb-planner.h"
#include "mb-publish-checklist.h"
#include "mb-publish-progress.h"
#include "mb-publish-result.h"
#include "mb-sending-words.h"

#include <glib/gi18n-lib.h>

struct _MbPublishDialog {
  AdwDialog parent_instance;
  AdwHeaderBar *header;
  AdwBanner *earlier;
  GtkStack *stack;
  GtkWidget *cancel;
  GtkButton *publish;
  MbPublishChecklist *checklist;
  MbPublishProgress *progress;
  MbConflictPage *conflict;
  MbPublishResult *result;
  MbArticle *article;
  MbOutbox *outbox;
  MbJob *job;
  MbJob *waiting; /* (nullable): it would make way for this text */
  GSignalGroup *signals;
  GCancellable *cancellable;
  gboolean publish_wanted; /* as soon as it is known what the article lacks */
  gboolean as_new;         /* in the place of what is gone on the site */
};

typedef enum {
  SIGNAL_FINDING_ACTIVATED,
  SIGNAL_CONNECT_REQUESTED,
  SIGNAL_RECONNECT_REQUESTED,
  SIGNAL_COPY_WANTED,
  SIGNAL_NOTICE,
} MbPublishDialogSignals;

static guint signals[SIGNAL_NOTICE + 1];

#define WIDTH_PX 560
#define WIDTH_TWO_VERSIONS_PX 840

G_DEFINE_FINAL_TYPE (MbPublishDialog, mb_publish_dialog, ADW_TYPE_DIALOG)

/* An earlier text is in the way at its own site alone. */
static void
show_earlier (MbPublishDialog *self)
{
  MbSite *site = mb_publish_checklist_get_site (self->checklist);
  gboolean here = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "checklist") == 0;

  adw_banner_set_revealed (self->earlier, here && self->waiting && site &&
                                            g_strcmp0 (mb_job_get_destination_id (self->waiting),
                                                       mb_site_get_id (site)) == 0);
}

static void
show_page (MbPublishDialog *self, const char *name)
{
  gboolean first = g_str_equal (name, "checklist");

  gtk_stack_set_visible_child_name (self->stack, name);
  adw_dialog_set_content_width (ADW_DIALOG (self),
                                g_str_equal (name, "conflict") ? WIDTH_TWO_VERSIONS_PX : WIDTH_PX);
  show_earlier (self);
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
  if (options.as_draft && options.standing == MB_POST_PENDING)
    act = _ ("Hand In");
  else if (options.as_draft && options.standing == MB_POST_PRIVATE)
    act = _ ("Send Privately");
  else if (options.as_draft)
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
show_conflict (MbPublishDialog *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "conflict") == 0)
    return;
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Two Versions of This Article"));
  show_page (self, "conflict");
  mb_conflict_page_load (self->conflict, self->outbox, self->job, self->article);
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
  if (mb_sending_get_view (self->job) == MB_SENDING_CONFLICT) {
    show_conflict (self);
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

/* What blocks, once it is known. */
static void
show_problems (MbPublishDialog *self)
{
  show_page (self, "checklist");
  if (mb_publish_checklist_is_known (self->checklist))
    mb_publish_checklist_focus_problem (self->checklist);
  else
    self->publish_wanted = TRUE;
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
    self->as_new = FALSE;
    g_clear_object (&self->waiting);
    mb_publish_dialog_set_job (self, job);
    return;
  }
  if (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE) && follow_live (self))
    return;
  if (g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_READY)) {
    show_problems (self);
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

typedef struct {
  gboolean as_draft;
  gboolean overwrite;
  gboolean new_terms;
  const char *known_version;
} Again;

/* What was let pass, and the terms that may be made. */
static char **
list_allowed (const char *const *allowed, gboolean new_terms)
{
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

  for (guint i = 0; allowed && allowed[i]; i++)
    g_strv_builder_add (codes, allowed[i]);
  if (new_terms)
    g_strv_builder_add (codes, MB_ALLOW_NEW_TERMS);

  return g_strv_builder_end (codes);
}

/* Once more, as it was decided for the last job. */
static void
send_again (MbPublishDialog *self, const Again *again)
{
  g_autoptr (MbPlan) plan = NULL;
  g_autofree char *site_id = NULL;
  g_auto (GStrv) allowed = NULL;
  MbPublishOptions options;

  if (!self->job) {
    mb_publish_checklist_fill (self->checklist, &options);
    options.as_draft = options.as_draft || again->as_draft;
    options.as_new = self->as_new;
    send (self, &options);
    return;
  }
  plan = mb_plan_from_json (mb_job_get_row (self->job)->options);
  site_id = g_strdup (mb_job_get_destination_id (self->job));
  allowed = list_allowed ((const char *const *) plan->allowed, again->new_terms);
  options = (MbPublishOptions) {
    .destination_id = site_id,
    .intent = mb_sending_is_withdrawal (self->job) ? mb_job_get_intent (self->job)
              : plan->at_ms > 0                    ? MB_INTENT_SCHEDULE
                                                   : MB_INTENT_PUBLISH,
    .as_draft = again->as_draft || plan->as_draft,
    .standing = plan->standing,
    .at_ms = plan->at_ms,
    .allowed = (const char *const *) allowed,
    .overwrite = again->overwrite,
    .known_version = again->known_version,
    .as_new = self->as_new,
  };
  send (self, &options);
}

/* Either the article leaves, or it is said what is lacking. */
static void
publish_or_correct (MbPublishDialog *self)
{
  guint n_problems = mb_publish_checklist_count_problems (self->checklist);
  g_autofree char *words = NULL;
  MbPublishOptions options;

  if (n_problems == 0) {
    mb_publish_checklist_fill (self->checklist, &options);
    options.as_new = self->as_new;
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
publish_cb (GtkButton *button, MbPublishDialog *self)
{
  self->publish_wanted = !mb_publish_checklist_is_known (self->checklist);
  if (!self->publish_wanted)
    publish_or_correct (self);
}

static void
checked_cb (MbPublishChecklist *checklist, MbPublishDialog *self)
{
  if (!self->publish_wanted)
    return;
  self->publish_wanted = FALSE;
  publish_or_correct (self);
}

static void
show_earlier_cb (AdwBanner *banner, MbPublishDialog *self)
{
  g_autoptr (MbJob) job = g_steal_pointer (&self->waiting);

  if (job)
    mb_publish_dialog_set_job (self, job);
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

/* To what the site does not know; else to the list of what is lacking. */
static void
correct (MbPublishDialog *self)
{
  if (!self->job ||
      !g_error_matches (mb_job_get_error (self->job), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TERMS)) {
    show_page (self, "checklist");
    return;
  }
  g_object_ref (self);
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[SIGNAL_FINDING_ACTIVATED], 0, (guint64) 0, 0u, "missing-section");
  g_object_unref (self);
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
      send_again (self, &(Again) {0});
    break;
  case MB_WAY_OUT_AS_DRAFT:
    send_again (self, &(Again) {.as_draft = TRUE});
    break;
  case MB_WAY_OUT_AS_NEW:
    self->as_new = TRUE;
    send_again (self, &(Again) {0});
    break;
  case MB_WAY_OUT_RECONNECT:
  case MB_WAY_OUT_ASK_SECRET:
    reconnect (self);
    break;
  case MB_WAY_OUT_OPEN_BROWSER:
    open_site (self);
    break;
  case MB_WAY_OUT_NEW_TERMS:
    send_again (self, &(Again) {.new_terms = TRUE});
    break;
  case MB_WAY_OUT_CORRECT:
    correct (self);
    break;
  case MB_WAY_OUT_NONE:
  case MB_WAY_OUT_COMPARE:
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
  send_again (self, &(Again) {.overwrite = TRUE});
}

static void
keep_mine_cb (MbConflictPage *conflict, const char *version, MbPublishDialog *self)
{
  send_again (self, &(Again) {.known_version = version});
}

/* The dialog is put away first: what comes next is in the window. */
static void
leave_with (MbPublishDialog *self, guint signal, gconstpointer argument)
{
  g_object_ref (self);
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[signal], 0, argument);
  g_object_unref (self);
}

static void
keep_both_cb (MbConflictPage *conflict, MbSnapshot *theirs, MbPublishDialog *self)
{
  g_autoptr (MbSnapshot) kept = mb_snapshot_ref (theirs);

  mb_outbox_cancel (self->outbox, self->job);
  leave_with (self, SIGNAL_COPY_WANTED, kept);
}

static void
taken_cb (MbConflictPage *conflict, MbPublishDialog *self)
{
  leave_with (self, SIGNAL_NOTICE,
              _ ("The article is now what the site has. Undo brings your version back."));
}

/* Back to the beginning, where what is open is told and the update can be sent. */
static void
merged_cb (MbConflictPage *conflict, MbPublishDialog *self)
{
  const char *notice = _ ("The article has what both sides wrote. Undo takes the site’s part out.");

  mb_publish_checklist_choose_site (self->checklist, mb_job_get_destination_id (self->job));
  g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->job);
  name_act (self);
  show_page (self, "checklist");
  gtk_widget_grab_focus (GTK_WIDGET (self->publish));
  gtk_accessible_announce (GTK_ACCESSIBLE (self->checklist), notice,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  mb_publish_checklist_say (self->checklist, notice);
}

/* What the site has cannot be shown; the choice is still a person's. */
static void
unreadable_cb (MbConflictPage *conflict, const GError *error, MbPublishDialog *self)
{
  g_message ("the site's version could not be shown: %s", error->message);
  mb_publish_result_show_job (self->result, self->job);
  show_result (self);
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
  show_earlier (self);
}

static void
mb_publish_dialog_dispose (GObject *object)
{
  MbPublishDialog *self = MB_PUBLISH_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->signals);
  g_clear_object (&self->job);
  g_clear_object (&self->waiting);
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

  signals[SIGNAL_COPY_WANTED] = g_signal_new ("copy-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 1, MB_TYPE_SNAPSHOT);
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (MB_TYPE_CONFLICT_PAGE);
  g_type_ensure (MB_TYPE_PUBLISH_CHECKLIST);
  g_type_ensure (MB_TYPE_PUBLISH_PROGRESS);
  g_type_ensure (MB_TYPE_PUBLISH_RESULT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-publish-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, header);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, earlier);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, publish);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, checklist);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, conflict);
  gtk_widget_class_bind_template_child (widget_class, MbPublishDialog, result);
  gtk_widget_class_bind_template_callback (widget_class, publish_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_earlier_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_sending_cb);
  gtk_widget_class_bind_template_callback (widget_class, way_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, replace_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_both_cb);
  gtk_widget_class_bind_template_callback (widget_class, taken_cb);
  gtk_widget_class_bind_template_callback (widget_class, merged_cb);
  gtk_widget_class_bind_template_callback (widget_class, unreadable_cb);
  gtk_widget_class_bind_template_callback (widget_class, finding_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_requested_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, checked_cb);
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
 * mb_publish_dialog_unpublish:
 * @self: the dialog
 * @site: a site that has the article
 *
 * Takes the article from the site's readers, and shows how far that is.
 */
void
mb_publish_dialog_unpublish (MbPublishDialog *self, MbSite *site)
{
  MbPublishOptions options = {.intent = MB_INTENT_UNPUBLISH};

  g_return_if_fail (MB_IS_PUBLISH_DIALOG (self));
  g_return_if_fail (MB_IS_SITE (site));

  options.destination_id = mb_site_get_id (site);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Unpublish the Article"));
  send (self, &options);
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
  if (mb_sending_is_withdrawal (job))
    adw_dialog_set_title (ADW_DIALOG (self), _ ("Unpublish the Article"));
  g_signal_group_set_target (self->signals, job);
  mb_publish_progress_set_job (self->progress, job);
  show_job (self);
}

/**
 * mb_publish_dialog_follow:
 * @self: the dialog
 * @job: a sending of its article that is not over
 *
 * Shows a sending; but where it only waits, with a text of then, what publishing the text of now
 * takes, which then takes its place.
 */
void
mb_publish_dialog_follow (MbPublishDialog *self, MbJob *job)
{
  g_return_if_fail (MB_IS_PUBLISH_DIALOG (self));
  g_return_if_fail (MB_IS_JOB (job));

  if (!mb_job_can_yield (job) || mb_sending_is_withdrawal (job) ||
      !mb_outbox_is_outdated (self->outbox, job, mb_article_get_snapshot (self->article))) {
    mb_publish_dialog_set_job (self, job);
    return;
  }
  g_set_object (&self->waiting, job);
  show_page (self, "checklist");
}
