#include "mb-weight-row.h"

#include <glib/gi18n-lib.h>

struct _MbWeightRow {
  AdwActionRow parent_instance;
  GtkWidget *spinner;
  GCancellable *cancellable; /* of what is being weighed; NULL: nothing is */
  MbSnapshot *weighed;       /* what is shown or awaited is this one's, on this site */
  char *site_id;
};

G_DEFINE_FINAL_TYPE (MbWeightRow, mb_weight_row, ADW_TYPE_ACTION_ROW)

static char *
say_size (gsize size_bytes)
{
  double kilobytes = (double) size_bytes / 1000;

  /* Translators: a size in thousands of bytes. */
  return kilobytes < 1000 ? g_strdup_printf (_ ("%.0f KB"), MAX (kilobytes, 1))
                          /* Translators: a size in millions of bytes. */
                          : g_strdup_printf (_ ("%.1f MB"), kilobytes / 1000);
}

/**
 * mb_weight_row_say:
 * @weight: what would be sent
 *
 * Says a weight, and of what it is made.
 *
 * Returns: (transfer full): the words
 */
char *
mb_weight_row_say (const MbWeight *weight)
{
  g_autofree char *total = say_size (weight->text_bytes + weight->picture_bytes);
  g_autofree char *text = say_size (weight->text_bytes);
  g_autofree char *size = say_size (weight->picture_bytes);
  g_autofree char *pictures =
    /* Translators: how many pictures, and their size: “3 pictures 403 KB”. */
    g_strdup_printf (ngettext ("%u picture %s", "%u pictures %s", weight->n_pictures),
                     weight->n_pictures, size);

  if (weight->n_pictures == 0)
    /* Translators: %s is the size of an article of which only the text is sent. */
    return g_strdup_printf (_ ("%s (text alone)"), text);

  /* Translators: sizes: of all; of the text; then “3 pictures 403 KB”. */
  return g_strdup_printf (_ ("%s (text %s · %s)"), total, text, pictures);
}

static void
forget (MbWeightRow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->weighed, mb_snapshot_unref);
  g_clear_pointer (&self->site_id, g_free);
}

static void
weighed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbWeightRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  MbWeight weight;
  gboolean done = mb_outbox_weigh_finish (MB_OUTBOX (source), result, &weight, &error);

  /* Nobody waits for this one any more, or the row is gone. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || !self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  gtk_widget_set_visible (self->spinner, FALSE);
  if (!done)
    g_message ("an article could not be weighed: %s", error->message);
  words = done ? mb_weight_row_say (&weight) : NULL;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self), done);
}

static void
mb_weight_row_dispose (GObject *object)
{
  forget (MB_WEIGHT_ROW (object));

  G_OBJECT_CLASS (mb_weight_row_parent_class)->dispose (object);
}

static void
mb_weight_row_class_init (MbWeightRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mb_weight_row_dispose;
}

static void
mb_weight_row_init (MbWeightRow *self)
{
  self->spinner = adw_spinner_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Being measured"), -1);
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->spinner);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Weight"));
  gtk_widget_add_css_class (GTK_WIDGET (self), "property");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * mb_weight_row_weigh:
 * @self: the row
 * @outbox: which would send it
 * @snapshot: an article
 * @site_id: (nullable): where it would go; `NULL`: there is no site
 *
 * Has an article weighed, unless it has been.
 */
void
mb_weight_row_weigh (MbWeightRow *self, MbOutbox *outbox, MbSnapshot *snapshot, const char *site_id)
{
  g_return_if_fail (MB_IS_WEIGHT_ROW (self));
  g_return_if_fail (MB_IS_OUTBOX (outbox));
  g_return_if_fail (snapshot != NULL);

  if (self->weighed == snapshot && g_strcmp0 (self->site_id, site_id) == 0)
    return;
  forget (self);
  gtk_widget_set_visible (GTK_WIDGET (self), site_id != NULL);
  if (!site_id)
    return;

  self->weighed = mb_snapshot_ref (snapshot);
  self->site_id = g_strdup (site_id);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->spinner, TRUE);
  mb_outbox_weigh_async (outbox, snapshot, site_id, self->cancellable, weighed_cb,
                         g_object_ref (self));
}
