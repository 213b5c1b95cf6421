#include "mb-outbox-row.h"

#include "mb-sending-words.h"

#include <glib/gi18n-lib.h>

struct _MbOutboxRow {
  AdwActionRow parent_instance;
  GtkWidget *bar;
  MbJob *job;
  char *site;
};

G_DEFINE_FINAL_TYPE (MbOutboxRow, mb_outbox_row, ADW_TYPE_ACTION_ROW)

static void
show (MbOutboxRow *self)
{
  gboolean under_way = mb_sending_get_view (self->job) == MB_SENDING_UNDER_WAY;
  const char *headline = mb_job_get_headline (self->job);
  g_autofree char *state =
    under_way ? mb_sending_say_state (self->job) : mb_sending_say_title (self->job);
  /* Translators: a site's name, then what has become of an article sent to it. */
  g_autofree char *words = g_strdup_printf (_ ("%s · %s"), self->site, state);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 headline && *headline ? headline : _ ("Untitled"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words);
  gtk_widget_set_visible (self->bar, under_way);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), mb_job_get_fraction (self->job));
}

static void
changed_cb (MbJob *job, GParamSpec *pspec, MbOutboxRow *self)
{
  show (self);
}

static void
mb_outbox_row_dispose (GObject *object)
{
  g_clear_object (&MB_OUTBOX_ROW (object)->job);

  G_OBJECT_CLASS (mb_outbox_row_parent_class)->dispose (object);
}

static void
mb_outbox_row_finalize (GObject *object)
{
  g_free (MB_OUTBOX_ROW (object)->site);

  G_OBJECT_CLASS (mb_outbox_row_parent_class)->finalize (object);
}

static void
mb_outbox_row_class_init (MbOutboxRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mb_outbox_row_dispose;
  object_class->finalize = mb_outbox_row_finalize;
}

static void
mb_outbox_row_init (MbOutboxRow *self)
{
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  self->bar = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->bar, 72, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress of the Sending"), -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->bar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), arrow);
}

/**
 * mb_outbox_row_new:
 * @job: a sending
 * @sites: where its site's name is
 *
 * Makes a row for a sending.
 *
 * Returns: the row
 */
GtkWidget *
mb_outbox_row_new (MbJob *job, MbDestinations *sites)
{
  MbOutboxRow *self;
  MbSite *site;

  g_return_val_if_fail (MB_IS_JOB (job), NULL);
  g_return_val_if_fail (MB_IS_DESTINATIONS (sites), NULL);

  self = g_object_new (MB_TYPE_OUTBOX_ROW, NULL);
  self->job = g_object_ref (job);
  site = mb_destinations_find (sites, mb_job_get_destination_id (job));
  self->site = g_strdup (site ? mb_site_get_name (site) : _ ("Removed site"));
  g_signal_connect_object (job, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_DEFAULT);
  show (self);

  return GTK_WIDGET (self);
}

/**
 * mb_outbox_row_get_job:
 * @self: a row
 *
 * What it shows.
 *
 * Returns: (transfer none): the sending
 */
MbJob *
mb_outbox_row_get_job (MbOutboxRow *self)
{
  g_return_val_if_fail (MB_IS_OUTBOX_ROW (self), NULL);

  return self->job;
}
