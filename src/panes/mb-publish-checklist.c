#include "mb-publish-checklist.h"

#include "mb-date-row.h"
#include "mb-finding-row.h"
#include "mb-lint.h"
#include "mb-merge.h"
#include "mb-messages.h"
#include "mb-publish-facts.h"
#include "mb-sending-words.h"
#include "mb-weight-row.h"

#include <glib/gi18n-lib.h>

#define QUIET_MS 400

struct _MbPublishChecklist {
  AdwBin parent_instance;
  GtkLabel *headline;
  GtkLabel *notice;
  GtkLabel *open_conflicts;
  AdwPreferencesGroup *blocks_group;
  GtkListBox *blocks;
  AdwPreferencesGroup *warns_group;
  GtkListBox *warns;
  AdwPreferencesGroup *facts_group;
  GtkListBox *facts;
  AdwExpanderRow *ready;
  AdwComboRow *sites;
  AdwActionRow *site;
  GtkWidget *connect;
  AdwToggleGroup *when;
  MbDateRow *day;
  GtkWidget *time;
  GtkSpinButton *hour;
  GtkSpinButton *minute;
  AdwComboRow *status;
  MbPostStatus offered[4]; /* what the row offers, in its order */
  guint n_offered;
  MbWeightRow *weight;
  MbArticle *article;
  MbOutbox *outbox;
  GPtrArray *ready_rows; /* of the expander, which cannot be emptied otherwise */
  GHashTable *let_pass;  /* keys of findings that a person lets pass */
  char **allowed;        /* their codes */
  MbSnapshot *asked;     /* what is being checked; NULL: nothing is */
  MbSnapshot *checked;   /* whose findings are shown */
  guint timeout_id;
};

typedef enum {
  SIGNAL_FINDING_ACTIVATED,
  SIGNAL_CONNECT_REQUESTED,
  SIGNAL_CHANGED,
  SIGNAL_CHECKED,
} MbPublishChecklistSignals;

static guint signals[SIGNAL_CHECKED + 1];

G_DEFINE_FINAL_TYPE (MbPublishChecklist, mb_publish_checklist, ADW_TYPE_BIN)

static void
go_cb (MbFindingRow *row, MbPublishChecklist *self)
{
  const MbFinding *finding = mb_finding_row_get_finding (row);

  g_signal_emit (self, signals[SIGNAL_FINDING_ACTIVATED], 0, finding->block, finding->part,
                 finding->code);
}

static void
set_count (AdwPreferencesGroup *group, guint count)
{
  g_autofree char *text = g_strdup_printf ("%u", count);

  gtk_label_set_label (GTK_LABEL (adw_preferences_group_get_header_suffix (group)), text);
  gtk_widget_set_visible (GTK_WIDGET (group), count > 0);
}

static MbFindingRow *
get_nth_row (MbPublishChecklist *self, guint index)
{
  return (MbFindingRow *) gtk_list_box_get_row_at_index (self->blocks, (int) index);
}

static void
allowed_cb (MbFindingRow *row, GParamSpec *pspec, MbPublishChecklist *self)
{
  char *key = mb_finding_row_make_key (mb_finding_row_get_finding (row));

  if (mb_finding_row_get_allowed (row)) {
    g_hash_table_add (self->let_pass, key);
  } else {
    g_hash_table_remove (self->let_pass, key);
    g_free (key);
  }
}

static void
add_finding (MbPublishChecklist *self, GtkListBox *list, const MbFinding *finding)
{
  GtkWidget *row = mb_finding_row_new (finding, MB_FINDING_ROW_DIALOG);
  g_autofree char *key = mb_finding_row_make_key (finding);

  mb_finding_row_set_allowed (MB_FINDING_ROW (row), g_hash_table_contains (self->let_pass, key));
  g_signal_connect_object (row, "notify::allowed", G_CALLBACK (allowed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (row, "go", G_CALLBACK (go_cb), self, G_CONNECT_DEFAULT);
  gtk_list_box_append (list, row);
}

static void
show_ready (MbPublishChecklist *self, GPtrArray *findings)
{
  g_autoptr (GPtrArray) passed = mb_publish_facts_list_passed (self->checked, findings);
  g_autofree char *title =
    /* Translators: how many things of an article are ready to be published. */
    g_strdup_printf (ngettext ("%u point is in order", "%u points are in order", passed->len),
                     passed->len);

  for (guint i = 0; i < self->ready_rows->len; i++)
    adw_expander_row_remove (self->ready, self->ready_rows->pdata[i]);
  g_ptr_array_set_size (self->ready_rows, 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->ready), title);
  gtk_widget_set_visible (GTK_WIDGET (self->ready), passed->len > 0);
  for (guint i = 0; i < passed->len; i++) {
    GtkWidget *row = adw_action_row_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), passed->pdata[i]);
    adw_expander_row_add_row (self->ready, row);
    g_ptr_array_add (self->ready_rows, row);
  }
}

static GtkWidget *
make_fact (const MbLintItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *sentence = mb_message_for_lint (item);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  if (item->weight != MB_LINT_FOLDS)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("dialog-warning-symbolic"));

  return row;
}

static void
show_facts (MbPublishChecklist *self)
{
  MbSite *site = mb_publish_checklist_get_site (self);
  g_autoptr (GPtrArray) items = NULL;

  gtk_list_box_remove_all (self->facts);
  if (site)
    items = mb_lint_run_for_site (mb_article_get_snapshot (self->article), site);
  for (guint i = 0; items && i < items->len; i++)
    gtk_list_box_append (self->facts, make_fact (items->pdata[i]));
  set_count (self->facts_group, items ? items->len : 0);
}

static void
show_findings (MbPublishChecklist *self, GPtrArray *findings)
{
  guint n_blocks = 0;

  gtk_list_box_remove_all (self->blocks);
  gtk_list_box_remove_all (self->warns);
  for (guint i = 0; i < findings->len; i++) {
    const MbFinding *finding = findings->pdata[i];
    gboolean warns = finding->weight == MB_CHECK_WARNS;

    add_finding (self, warns ? self->warns : self->blocks, finding);
    n_blocks += !warns;
  }
  set_count (self->blocks_group, n_blocks);
  set_count (self->warns_group, findings->len - n_blocks);
  show_ready (self, findings);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbPublishChecklist) self = user_data;
  MbSnapshot *snapshot = NULL;
  g_autoptr (GPtrArray) findings = mb_checks_run_finish (result, &snapshot);

  /* Not what was asked for last, or the rows are gone. */
  if (snapshot != self->asked || !self->blocks)
    return;
  g_clear_pointer (&self->checked, mb_snapshot_unref);
  self->checked = g_steal_pointer (&self->asked);
  show_findings (self, findings);
  g_signal_emit (self, signals[SIGNAL_CHECKED], 0);
}

/* Another thread looks at the article: a long one takes longer than a frame. */
static void
run_checks (MbPublishChecklist *self)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (self->article);

  if (snapshot == self->asked || (snapshot == self->checked && !self->asked))
    return;
  g_clear_pointer (&self->asked, mb_snapshot_unref);
  self->asked = mb_snapshot_ref (snapshot);
  mb_checks_run_async (snapshot, checked_cb, g_object_ref (self));
}

static void
weigh (MbPublishChecklist *self)
{
  MbSite *site = mb_publish_checklist_get_site (self);

  mb_weight_row_weigh (self->weight, self->outbox, mb_article_get_snapshot (self->article),
                       site ? mb_site_get_id (site) : NULL);
}

static void
show_headline (MbPublishChecklist *self)
{
  const char *headline = mb_article_get_headline (self->article);

  gtk_label_set_label (self->headline, headline && *headline ? headline : _ ("Untitled"));
}

/* Readers see the site's words there, or what stayed. */
static void
show_open_conflicts (MbPublishChecklist *self)
{
  guint n = mb_merge_count_open (mb_article_get_snapshot (self->article));
  g_autofree char *words =
    /* Translators: comments that a merge made and nobody has resolved. */
    g_strdup_printf (ngettext ("%u place of a merge is still to be decided, under Comments.",
                               "%u places of a merge are still to be decided, under Comments.", n),
                     n);

  gtk_label_set_label (self->open_conflicts, words);
  gtk_widget_set_visible (GTK_WIDGET (self->open_conflicts), n > 0);
}

static gboolean
quiet_cb (gpointer user_data)
{
  MbPublishChecklist *self = user_data;

  self->timeout_id = 0;
  show_headline (self);
  show_open_conflicts (self);
  run_checks (self);
  show_facts (self);
  weigh (self);

  return G_SOURCE_REMOVE;
}

/* What was changed a moment ago is judged now. */
static void
catch_up (MbPublishChecklist *self)
{
  if (self->timeout_id == 0)
    return;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  quiet_cb (self);
}

static void
snapshot_changed_cb (MbArticle *article, GParamSpec *pspec, MbPublishChecklist *self)
{
  if (self->timeout_id == 0)
    self->timeout_id = g_timeout_add (QUIET_MS, quiet_cb, self);
}

static gboolean
is_later (MbPublishChecklist *self)
{
  return g_strcmp0 (adw_toggle_group_get_active_name (self->when), "later") == 0;
}

/* What the article is to be on the site. */
static MbPostStatus
get_standing (MbPublishChecklist *self)
{
  guint selected = adw_combo_row_get_selected (self->status);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->status)) || selected >= self->n_offered)
    return MB_POST_PUBLISHED;

  return self->offered[selected];
}

static void
show_times (MbPublishChecklist *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->day), is_later (self));
  gtk_widget_set_visible (self->time, is_later (self));
}

static const char *
name_standing (MbPostStatus standing)
{
  switch (standing) {
  case MB_POST_DRAFT:
    return C_ ("status", "Send as draft");
  case MB_POST_PENDING:
    return C_ ("status", "Hand in for review on the site");
  case MB_POST_PRIVATE:
    return C_ ("status", "Private: for those who log in there");
  case MB_POST_PUBLISHED:
  case MB_POST_STATUS_UNKNOWN:
  case MB_POST_SCHEDULED:
  case MB_POST_BINNED:
    break;
  }

  return C_ ("status", "Publish");
}

/* Sites that were connected long ago have not said whether the account may publish. */
static gboolean
may_publish (MbCapabilities can)
{
  return !(can & MB_CAP_OWN_ID) || can & MB_CAP_PUBLISH;
}

static void
offer_standings (MbPublishChecklist *self, MbCapabilities can)
{
  const struct {
    MbPostStatus standing;
    gboolean offered;
  } standings[] = {
    {MB_POST_PUBLISHED, may_publish (can)},
    {MB_POST_PENDING, (can & MB_CAP_PENDING) != 0},
    {MB_POST_PRIVATE, (can & MB_CAP_PRIVATE) != 0},
    {MB_POST_DRAFT, can == 0 || can & MB_CAP_DRAFT},
  };
  MbPostStatus before = get_standing (self);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  self->n_offered = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (standings); i++) {
    if (!standings[i].offered)
      continue;
    if (standings[i].standing == before)
      selected = self->n_offered;
    self->offered[self->n_offered++] = standings[i].standing;
    gtk_string_list_append (names, name_standing (standings[i].standing));
  }
  adw_combo_row_set_model (self->status, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->status, selected);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->status),
                               may_publish (can)
                                 ? ""
                                 : _ ("This account may not publish there: somebody on the site "
                                      "will."));
}

/* What can be chosen on this site, for this article. */
static void
show_site (MbPublishChecklist *self)
{
  GListModel *sites = G_LIST_MODEL (mb_outbox_get_destinations (self->outbox));
  guint n_sites = g_list_model_get_n_items (sites);
  MbSite *site = mb_publish_checklist_get_site (self);
  MbCapabilities can = site ? mb_site_get_capabilities (site) : 0;

  gtk_widget_set_visible (GTK_WIDGET (self->sites), n_sites > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->site), n_sites == 1);
  gtk_widget_set_visible (self->connect, n_sites == 0);
  if (site) {
    adw_action_row_set_subtitle (self->site, mb_site_get_name (site));
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->site), mb_site_get_url (site));
  }
  offer_standings (self, can);
  gtk_widget_set_visible (GTK_WIDGET (self->status), !mb_publish_checklist_is_update (self) &&
                                                       (self->n_offered > 1 || !may_publish (can)));
  show_facts (self);
  weigh (self);
}

static void
site_selected_cb (AdwComboRow *row, GParamSpec *pspec, MbPublishChecklist *self)
{
  if (!self->outbox)
    return;
  show_site (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
sites_changed_cb (GListModel *sites,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  MbPublishChecklist *self)
{
  site_selected_cb (self->sites, NULL, self);
}

static void
choice_changed_cb (GObject *object, GParamSpec *pspec, MbPublishChecklist *self)
{
  show_times (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
connect_cb (AdwButtonRow *row, MbPublishChecklist *self)
{
  g_signal_emit (self, signals[SIGNAL_CONNECT_REQUESTED], 0);
}

/* Minutes as a clock shows them. */
static gboolean
minute_output_cb (GtkSpinButton *spin, gpointer user_data)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);

  return TRUE;
}

static void
mb_publish_checklist_dispose (GObject *object)
{
  MbPublishChecklist *self = MB_PUBLISH_CHECKLIST (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_object (&self->article);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->asked, mb_snapshot_unref);
  g_clear_pointer (&self->checked, mb_snapshot_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_PUBLISH_CHECKLIST);

  G_OBJECT_CLASS (mb_publish_checklist_parent_class)->dispose (object);
}

static void
mb_publish_checklist_finalize (GObject *object)
{
  MbPublishChecklist *self = MB_PUBLISH_CHECKLIST (object);

  g_ptr_array_unref (self->ready_rows);
  g_hash_table_unref (self->let_pass);
  g_strfreev (self->allowed);

  G_OBJECT_CLASS (mb_publish_checklist_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (MB_TYPE_DATE_ROW);
  g_type_ensure (MB_TYPE_SITE);
  g_type_ensure (MB_TYPE_WEIGHT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-publish-checklist.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, headline);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, notice);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, open_conflicts);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, blocks_group);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, blocks);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, warns_group);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, warns);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, facts_group);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, facts);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, ready);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, sites);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, site);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, connect);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, when);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, day);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, time);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, hour);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, minute);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, status);
  gtk_widget_class_bind_template_child (widget_class, MbPublishChecklist, weight);
  gtk_widget_class_bind_template_callback (widget_class, site_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, minute_output_cb);
}

static void
mb_publish_checklist_class_init (MbPublishChecklistClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = mb_publish_checklist_dispose;
  object_class->finalize = mb_publish_checklist_finalize;

  signals[SIGNAL_FINDING_ACTIVATED] =
    g_signal_new ("finding-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                  G_TYPE_UINT64, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_CONNECT_REQUESTED] = g_signal_new ("connect-requested", type, G_SIGNAL_RUN_LAST, 0,
                                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHECKED] =
    g_signal_new ("checked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

/* Tomorrow at six: the hour for which a newsroom most often prepares. */
static void
propose_time (MbPublishChecklist *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autofree char *day = g_date_time_format (tomorrow, "%Y-%m-%d");
  g_autofree char *zone =
    /* Translators: %s is the name of a time zone. */
    g_strdup_printf (_ ("Time zone %s"), g_date_time_get_timezone_abbreviation (tomorrow));

  gtk_editable_set_text (GTK_EDITABLE (self->day), day);
  gtk_spin_button_set_value (self->hour, 6);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->time), zone);
}

static void
mb_publish_checklist_init (MbPublishChecklist *self)
{
  self->ready_rows = g_ptr_array_new ();
  self->let_pass = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  propose_time (self);
  show_times (self);
}

/* Where a sending of the article is on its way, else where the article is already, else the first.
 */
static guint
find_first_site (MbPublishChecklist *self)
{
  GListModel *sites = G_LIST_MODEL (mb_outbox_get_destinations (self->outbox));
  const char *id = mb_article_get_id (self->article);
  guint found = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (sites); i++) {
    g_autoptr (MbSite) site = g_list_model_get_item (sites, i);
    MbJob *job = mb_outbox_find (self->outbox, id, mb_site_get_id (site));
    g_autofree char *url = mb_outbox_dup_public_url (self->outbox, id, mb_site_get_id (site));

    if (job && !mb_job_is_over (job))
      return i;
    if (url && found == GTK_INVALID_LIST_POSITION)
      found = i;
  }

  return found != GTK_INVALID_LIST_POSITION ? found : 0;
}

/**
 * mb_publish_checklist_set_up:
 * @self: the page
 * @article: what is to be published
 * @outbox: which sends it
 *
 * Shows the list for an article. To be called once.
 */
void
mb_publish_checklist_set_up (MbPublishChecklist *self, MbArticle *article, MbOutbox *outbox)
{
  GListModel *sites;

  g_return_if_fail (MB_IS_PUBLISH_CHECKLIST (self));
  g_return_if_fail (MB_IS_ARTICLE (article));
  g_return_if_fail (MB_IS_OUTBOX (outbox));
  g_return_if_fail (self->article == NULL);

  self->article = g_object_ref (article);
  sites = G_LIST_MODEL (mb_outbox_get_destinations (outbox));
  adw_combo_row_set_model (self->sites, sites);
  self->outbox = g_object_ref (outbox);
  adw_combo_row_set_selected (self->sites, find_first_site (self));
  g_signal_connect_object (article, "notify::snapshot", G_CALLBACK (snapshot_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (sites, "items-changed", G_CALLBACK (sites_changed_cb), self,
                           G_CONNECT_AFTER);
  show_headline (self);
  show_open_conflicts (self);
  run_checks (self);
  show_site (self);
}

/**
 * mb_publish_checklist_choose_site:
 * @self: the page
 * @site_id: a site
 *
 * Chooses where the article would go.
 */
void
mb_publish_checklist_choose_site (MbPublishChecklist *self, const char *site_id)
{
  GListModel *sites;
  MbSite *site;
  guint position;

  g_return_if_fail (MB_IS_PUBLISH_CHECKLIST (self));

  sites = G_LIST_MODEL (mb_outbox_get_destinations (self->outbox));
  site = mb_destinations_find (mb_outbox_get_destinations (self->outbox), site_id);
  for (position = 0; position < g_list_model_get_n_items (sites); position++) {
    g_autoptr (MbSite) there = g_list_model_get_item (sites, position);

    if (there == site)
      adw_combo_row_set_selected (self->sites, position);
  }
}

/**
 * mb_publish_checklist_say:
 * @self: the page
 * @notice: a sentence
 *
 * Says, above the list, what has just been done.
 */
void
mb_publish_checklist_say (MbPublishChecklist *self, const char *notice)
{
  g_return_if_fail (MB_IS_PUBLISH_CHECKLIST (self));
  g_return_if_fail (notice != NULL);

  gtk_label_set_label (self->notice, notice);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), TRUE);
  catch_up (self);
}

/**
 * mb_publish_checklist_get_site:
 * @self: the page
 *
 * Where the article would go.
 *
 * Returns: (transfer none) (nullable): the site; `NULL` when there is none yet
 */
MbSite *
mb_publish_checklist_get_site (MbPublishChecklist *self)
{
  g_return_val_if_fail (MB_IS_PUBLISH_CHECKLIST (self), NULL);

  return adw_combo_row_get_selected_item (self->sites);
}

/**
 * mb_publish_checklist_is_update:
 * @self: the page
 *
 * Whether readers of that site have the article already.
 *
 * Returns: `TRUE` when they have
 */
gboolean
mb_publish_checklist_is_update (MbPublishChecklist *self)
{
  MbSite *site;
  g_autofree char *url = NULL;

  g_return_val_if_fail (MB_IS_PUBLISH_CHECKLIST (self), FALSE);

  site = mb_publish_checklist_get_site (self);
  if (site)
    url = mb_outbox_dup_public_url (self->outbox, mb_article_get_id (self->article),
                                    mb_site_get_id (site));

  return url != NULL;
}

/* The chosen hour; 0 when it is none, or over. */
static gint64
get_time_ms (MbPublishChecklist *self)
{
  g_autoptr (GDateTime) day = mb_date_row_dup_date (self->day);
  g_autoptr (GDateTime) moment = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (!day)
    return 0;
  moment = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                  g_date_time_get_day_of_month (day),
                                  gtk_spin_button_get_value_as_int (self->hour),
                                  gtk_spin_button_get_value_as_int (self->minute), 0);

  return moment && g_date_time_compare (moment, now) > 0 ? g_date_time_to_unix (moment) * 1000 : 0;
}

static MbFindingRow *
find_open_row (MbPublishChecklist *self, guint *n_open)
{
  MbFindingRow *first = NULL;
  MbFindingRow *row;

  *n_open = 0;
  for (guint i = 0; (row = get_nth_row (self, i)); i++) {
    if (mb_finding_row_get_allowed (row))
      continue;
    if (!first)
      first = row;
    (*n_open)++;
  }

  return first;
}

/**
 * mb_publish_checklist_is_known:
 * @self: the page
 *
 * Whether what the page shows is what the article lacks now. If not it is being looked for, and
 * `checked` says when it is there.
 *
 * Returns: `TRUE` when nothing is outstanding
 */
gboolean
mb_publish_checklist_is_known (MbPublishChecklist *self)
{
  g_return_val_if_fail (MB_IS_PUBLISH_CHECKLIST (self), FALSE);

  catch_up (self);

  return self->checked == mb_article_get_snapshot (self->article);
}

/**
 * mb_publish_checklist_count_problems:
 * @self: the page
 *
 * How much keeps the article from leaving: what must be corrected, a missing site, an hour that is
 * over.
 *
 * Returns: a count
 */
guint
mb_publish_checklist_count_problems (MbPublishChecklist *self)
{
  guint n_open;

  g_return_val_if_fail (MB_IS_PUBLISH_CHECKLIST (self), 1);

  find_open_row (self, &n_open);
  n_open += !mb_publish_checklist_get_site (self);

  return n_open + (is_later (self) && get_time_ms (self) == 0);
}

/**
 * mb_publish_checklist_focus_problem:
 * @self: the page
 *
 * Puts the focus on the first thing that keeps the article from leaving.
 */
void
mb_publish_checklist_focus_problem (MbPublishChecklist *self)
{
  MbFindingRow *row;
  guint n_open;

  g_return_if_fail (MB_IS_PUBLISH_CHECKLIST (self));

  row = find_open_row (self, &n_open);
  if (row)
    mb_finding_row_focus (row);
  else if (!mb_publish_checklist_get_site (self))
    gtk_widget_grab_focus (self->connect);
  else if (is_later (self) && get_time_ms (self) == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->day));
}

static void
gather_allowed (MbPublishChecklist *self)
{
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();
  MbFindingRow *row;

  for (guint i = 0; (row = get_nth_row (self, i)); i++)
    if (mb_finding_row_get_allowed (row))
      g_strv_builder_add (codes, mb_finding_row_get_finding (row)->code);
  g_strfreev (self->allowed);
  self->allowed = g_strv_builder_end (codes);
}

/**
 * mb_publish_checklist_fill:
 * @self: the page
 * @options: (out caller-allocates): what the person wants
 *
 * Reads the page.
 */
void
mb_publish_checklist_fill (MbPublishChecklist *self, MbPublishOptions *options)
{
  MbPostStatus standing;
  MbSite *site;

  g_return_if_fail (MB_IS_PUBLISH_CHECKLIST (self));
  g_return_if_fail (options != NULL);

  standing = get_standing (self);
  gather_allowed (self);
  site = mb_publish_checklist_get_site (self);
  *options = (MbPublishOptions) {
    .destination_id = site ? mb_site_get_id (site) : NULL,
    .intent = is_later (self) ? MB_INTENT_SCHEDULE : MB_INTENT_PUBLISH,
    .as_draft = standing != MB_POST_PUBLISHED,
    .standing = standing != MB_POST_PUBLISHED ? standing : MB_POST_DRAFT,
    .at_ms = is_later (self) ? get_time_ms (self) : 0,
    .allowed = (const char *const *) self->allowed,
  };
}
