#include "mb-site-row.h"

#include "mb-messages.h"

#include <glib/gi18n.h>

struct _MbSiteRow {
  AdwActionRow parent_instance;
  GtkWidget *spinner;
  GtkWidget *test_button;
  GtkWidget *remove_button;
  MbDestinations *destinations;
  MbSite *site;
};

static guint notice_signal;

G_DEFINE_FINAL_TYPE (MbSiteRow, mb_site_row, ADW_TYPE_ACTION_ROW)

static void
set_busy (MbSiteRow *self, gboolean busy)
{
  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_set_sensitive (self->test_button, !busy);
  gtk_widget_set_sensitive (self->remove_button, !busy);
}

static void
tell_error (MbSiteRow *self, const GError *error)
{
  g_autofree char *sentence = mb_message_for_error (error);

  g_signal_emit (self, notice_signal, 0, sentence);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbSiteRow) self = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (self, FALSE);
  if (mb_destinations_test_finish (MB_DESTINATIONS (source), result, &error))
    g_signal_emit (self, notice_signal, 0, _ ("The site answers and accepts Marbre’s access."));
  else
    tell_error (self, error);
}

static void
test_clicked_cb (MbSiteRow *self)
{
  set_busy (self, TRUE);
  mb_destinations_test_async (self->destinations, self->site, NULL, tested_cb, g_object_ref (self));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbSiteRow) self = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (self, FALSE);
  if (!mb_destinations_remove_finish (MB_DESTINATIONS (source), result, &error))
    tell_error (self, error);
}

static void
remove_answered_cb (MbSiteRow *self, const char *response)
{
  if (!g_str_equal (response, "forget"))
    return;
  set_busy (self, TRUE);
  mb_destinations_remove_async (self->destinations, self->site, NULL, removed_cb,
                                g_object_ref (self));
}

static void
remove_clicked_cb (MbSiteRow *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (
    _ ("Forget This Site?"),
    _ ("What is published there stays. To publish there again, its access must be given again."));
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_add_responses (alert, "cancel", _ ("Cancel"), "forget", _ ("Forget"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "forget", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
mb_site_row_dispose (GObject *object)
{
  MbSiteRow *self = MB_SITE_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_SITE_ROW);
  g_clear_object (&self->destinations);
  g_clear_object (&self->site);

  G_OBJECT_CLASS (mb_site_row_parent_class)->dispose (object);
}

static void
mb_site_row_class_init (MbSiteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_site_row_dispose;
  notice_signal = g_signal_new ("notice", MB_TYPE_SITE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-site-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MbSiteRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, MbSiteRow, test_button);
  gtk_widget_class_bind_template_child (widget_class, MbSiteRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, test_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
mb_site_row_init (MbSiteRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mb_site_row_new:
 * @destinations: the sites
 * @site: one of them
 *
 * Makes its row.
 */
GtkWidget *
mb_site_row_new (MbDestinations *destinations, MbSite *site)
{
  MbSiteRow *self = NULL;

  g_return_val_if_fail (MB_IS_DESTINATIONS (destinations), NULL);
  g_return_val_if_fail (MB_IS_SITE (site), NULL);

  self = g_object_new (MB_TYPE_SITE_ROW, "title", mb_site_get_name (site), "subtitle",
                       mb_site_get_url (site), NULL);
  self->destinations = g_object_ref (destinations);
  self->site = g_object_ref (site);

  return GTK_WIDGET (self);
}
