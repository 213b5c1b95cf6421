#include "mb-library-row.h"

#include "mb-messages.h"
#include "mb-times.h"

#include <glib/gi18n.h>

struct _MbLibraryRow {
  GtkWidget parent_instance;
  GtkWidget *headline_label;
  GtkWidget *excerpt_label;
  GtkWidget *detail_label;
  GtkWidget *origin_label; /* of a copy */
  MbOutbox *outbox;
  MbLibrary *library;
  GSignalGroup *item_signals;
  GSignalGroup *job_signals; /* of its sending under way */
};

G_DEFINE_FINAL_TYPE (MbLibraryRow, mb_library_row, GTK_TYPE_WIDGET)

static gboolean
is_public (MbLibraryRow *self, const char *draft_id)
{
  GListModel *sites = G_LIST_MODEL (mb_outbox_get_destinations (self->outbox));

  for (guint i = 0; i < g_list_model_get_n_items (sites); i++) {
    g_autoptr (MbSite) site = g_list_model_get_item (sites, i);
    g_autofree char *url = mb_outbox_dup_public_url (self->outbox, draft_id, mb_site_get_id (site));

    if (url)
      return TRUE;
  }

  return FALSE;
}

/* Where the article stands, in a word; a draft, which most are, has none. */
static const char *
find_state (MbLibraryRow *self, const char *draft_id)
{
  MbJob *job = mb_outbox_find (self->outbox, draft_id, NULL);

  g_signal_group_set_target (self->job_signals, job);
  if (job && !mb_job_is_over (job)) {
    MbJobState state = mb_job_get_state (job);

    if (state == MB_JOB_NEEDS_USER || state == MB_JOB_CONFLICT)
      return _ ("⚠ Sending needs you");
    if (state == MB_JOB_SCHEDULED)
      return _ ("Scheduled");
    return _ ("Sending");
  }

  return is_public (self, draft_id) ? _ ("Published") : NULL;
}

/* What waits for somebody says for how long, and whose it is. */
static char *
describe_stage (MbLibraryItem *item, MbReviewState state)
{
  g_autofree char *word = mb_message_for_review_state (state);
  g_autofree char *since =
    mb_time_to_words (mb_library_item_get_state_since_ms (item), g_get_real_time () / 1000);
  const char *owner = mb_library_item_get_owner_name (item);

  return *owner ? g_strdup_printf ("%s · %s · %s", word, since, owner)
                : g_strdup_printf ("%s · %s", word, since);
}

/* Which of two articles with one headline it is. */
static char *
say_origin (MbLibraryItem *item)
{
  const char *person = mb_library_item_get_person (item);
  g_autofree char *when =
    mb_time_to_words (mb_library_item_get_came_ms (item), g_get_real_time () / 1000);

  if (!*person)
    /* Translators: %s is a time or a date: when the copy was sent. */
    return g_strdup_printf (_ ("Copy, %s"), when);

  /* Translators: a person, and a time or a date: when they sent the copy. */
  return g_strdup_printf (_ ("Copy from %s, %s"), person, when);
}

static char *
say_state (MbLibraryRow *self, MbLibraryItem *item)
{
  const char *state = find_state (self, mb_library_item_get_id (item));
  g_autofree char *when = NULL;

  when = mb_time_to_words (mb_library_item_get_updated_ms (item), g_get_real_time () / 1000);

  return g_strdup_printf ("%s · %s", state ? state : _ ("Draft"), when);
}

static char *
describe (MbLibraryRow *self, MbLibraryItem *item)
{
  MbReviewState stage = mb_library_item_get_state (item);
  const char *section = mb_library_item_get_section (item);
  g_autofree char *state = NULL;

  if (stage != MB_REVIEW_DRAFT && stage != MB_REVIEW_PUBLISHED)
    return describe_stage (item, stage);
  state = say_state (self, item);

  return section && *section ? g_strdup_printf ("%s · %s", state, section)
                             : g_steal_pointer (&state);
}

/* A copy that stands somewhere has two lines. */
static void
show_detail (MbLibraryRow *self)
{
  g_autoptr (MbLibraryItem) item = g_signal_group_dup_target (self->item_signals);
  g_autofree char *detail = NULL;
  g_autofree char *origin = NULL;
  gboolean is_copy;

  if (!item)
    return;
  detail = describe (self, item);
  is_copy = mb_library_item_is_copy (item);
  origin = is_copy ? say_origin (item) : NULL;
  gtk_label_set_label (GTK_LABEL (self->detail_label), detail);
  gtk_widget_set_visible (self->origin_label, is_copy);
  gtk_label_set_label (GTK_LABEL (self->origin_label), origin ? origin : "");
}

static void
show_words (MbLibraryRow *self)
{
  g_autoptr (MbLibraryItem) item = g_signal_group_dup_target (self->item_signals);
  const char *headline = item ? mb_library_item_get_headline (item) : "";

  gtk_label_set_label (GTK_LABEL (self->headline_label), *headline ? headline : _ ("Untitled"));
  if (*headline)
    gtk_widget_remove_css_class (self->headline_label, "dimmed");
  else
    gtk_widget_add_css_class (self->headline_label, "dimmed");
  gtk_label_set_label (GTK_LABEL (self->excerpt_label),
                       item ? mb_library_item_get_excerpt (item) : "");
  /* What was searched for is shown where it was found. */
  gtk_widget_set_visible (self->excerpt_label, mb_library_get_query (self->library) != NULL);
}

static void
show_all (MbLibraryRow *self)
{
  show_words (self);
  show_detail (self);
}

static void
mb_library_row_dispose (GObject *object)
{
  MbLibraryRow *self = MB_LIBRARY_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->outbox);
  g_clear_object (&self->library);
  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_LIBRARY_ROW);

  G_OBJECT_CLASS (mb_library_row_parent_class)->dispose (object);
}

static void
mb_library_row_class_init (MbLibraryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_library_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-library-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MbLibraryRow, headline_label);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryRow, excerpt_label);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, MbLibraryRow, origin_label);
}

static void
mb_library_row_init (MbLibraryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->item_signals = g_signal_group_new (MB_TYPE_LIBRARY_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "notify", G_CALLBACK (show_all), self);
  self->job_signals = g_signal_group_new (MB_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify::state", G_CALLBACK (show_detail),
                                  self);
}

/**
 * mb_library_row_new:
 * @library: whose row it is
 * @outbox: knows which articles are on their way, or public
 *
 * Makes a row without an article.
 */
GtkWidget *
mb_library_row_new (MbLibrary *library, MbOutbox *outbox)
{
  MbLibraryRow *self = NULL;

  g_return_val_if_fail (MB_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (MB_IS_OUTBOX (outbox), NULL);

  self = g_object_new (MB_TYPE_LIBRARY_ROW, NULL);
  self->library = g_object_ref (library);
  self->outbox = g_object_ref (outbox);
  g_signal_connect_object (library, "notify::query", G_CALLBACK (show_words), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (outbox, "notify::n-active", G_CALLBACK (show_detail), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mb_outbox_get_destinations (outbox), "items-changed",
                           G_CALLBACK (show_detail), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * mb_library_row_set_item:
 * @self: a row
 * @item: (nullable): an article
 *
 * Shows another article.
 */
void
mb_library_row_set_item (MbLibraryRow *self, MbLibraryItem *item)
{
  g_return_if_fail (MB_IS_LIBRARY_ROW (self));

  g_signal_group_set_target (self->item_signals, item);
  show_all (self);
}

/**
 * mb_library_row_dup_item:
 * @self: a row
 *
 * What it shows.
 *
 * Returns: (transfer full) (nullable): an article
 */
MbLibraryItem *
mb_library_row_dup_item (MbLibraryRow *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ROW (self), NULL);

  return g_signal_group_dup_target (self->item_signals);
}
