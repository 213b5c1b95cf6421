#include "mb-preferences-dialog.h"

#include "mb-notice.h"
#include "mb-site-row.h"

#include <glib/gi18n.h>

struct _MbPreferencesDialog {
  AdwPreferencesDialog parent_instance;
  GtkWidget *author_row;
  GtkWidget *language_row;
  GtkWidget *size_row;
  GtkWidget *sites_group;
  GtkWidget *folder_row;
  MbNewsroom *newsroom;
  GSettings *settings;
  GPtrArray *site_rows; /* not held */
};

static guint connect_requested_signal;

/* In the order of the list in the template. */
static const char *const languages[] = {"fr", "en"};

G_DEFINE_FINAL_TYPE (MbPreferencesDialog, mb_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

static void
language_changed_cb (MbPreferencesDialog *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->language_row));

  if (self->settings && selected < G_N_ELEMENTS (languages))
    g_settings_set_string (self->settings, "language", languages[selected]);
}

static void
connect_clicked_cb (MbPreferencesDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, connect_requested_signal, 0);
}

/* Sites */

static void
tell (MbPreferencesDialog *self, const char *sentence)
{
  AdwToast *toast = mb_notice_new (sentence);

  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
}

static void
notice_cb (MbPreferencesDialog *self, const char *sentence)
{
  tell (self, sentence);
}

static void
show_sites (MbPreferencesDialog *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self->sites_group);
  MbDestinations *destinations = mb_newsroom_get_destinations (self->newsroom);
  GListModel *sites = G_LIST_MODEL (destinations);
  guint n_sites = g_list_model_get_n_items (sites);

  for (guint i = 0; i < self->site_rows->len; i++)
    adw_preferences_group_remove (group, self->site_rows->pdata[i]);
  g_ptr_array_set_size (self->site_rows, 0);

  for (guint i = 0; i < n_sites; i++) {
    g_autoptr (MbSite) site = g_list_model_get_item (sites, i);
    GtkWidget *row = mb_site_row_new (destinations, site);

    g_signal_connect_object (row, "notice", G_CALLBACK (notice_cb), self, G_CONNECT_SWAPPED);
    adw_preferences_group_add (group, row);
    g_ptr_array_add (self->site_rows, row);
  }
  if (n_sites == 0) {
    GtkWidget *row = adw_action_row_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("No Site Yet"));
    gtk_widget_add_css_class (row, "dimmed");
    adw_preferences_group_add (group, row);
    g_ptr_array_add (self->site_rows, row);
  }
}

static void
mb_preferences_dialog_dispose (GObject *object)
{
  MbPreferencesDialog *self = MB_PREFERENCES_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_PREFERENCES_DIALOG);
  g_clear_pointer (&self->site_rows, g_ptr_array_unref);
  g_clear_object (&self->settings);
  g_clear_object (&self->newsroom);

  G_OBJECT_CLASS (mb_preferences_dialog_parent_class)->dispose (object);
}

static void
mb_preferences_dialog_class_init (MbPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_preferences_dialog_dispose;
  connect_requested_signal = g_signal_new ("connect-requested", MB_TYPE_PREFERENCES_DIALOG,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPreferencesDialog, author_row);
  gtk_widget_class_bind_template_child (widget_class, MbPreferencesDialog, language_row);
  gtk_widget_class_bind_template_child (widget_class, MbPreferencesDialog, size_row);
  gtk_widget_class_bind_template_child (widget_class, MbPreferencesDialog, sites_group);
  gtk_widget_class_bind_template_child (widget_class, MbPreferencesDialog, folder_row);
  gtk_widget_class_bind_template_callback (widget_class, language_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_clicked_cb);
}

static void
mb_preferences_dialog_init (MbPreferencesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->site_rows = g_ptr_array_new ();
}

/**
 * mb_preferences_dialog_new:
 * @newsroom: whose sites they are
 * @settings: what is set
 *
 * Makes the dialog.
 */
AdwDialog *
mb_preferences_dialog_new (MbNewsroom *newsroom, GSettings *settings)
{
  MbPreferencesDialog *self = NULL;
  g_autofree char *language = NULL;

  g_return_val_if_fail (MB_IS_NEWSROOM (newsroom), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (MB_TYPE_PREFERENCES_DIALOG, NULL);
  self->newsroom = g_object_ref (newsroom);
  language = g_settings_get_string (settings, "language");
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    if (g_str_equal (language, languages[i]))
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->language_row), i);
  }
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "author", self->author_row, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "text-size", self->size_row, "value", G_SETTINGS_BIND_DEFAULT);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->folder_row),
                               mb_store_get_folder (mb_newsroom_get_store (newsroom)));
  g_signal_connect_object (mb_newsroom_get_destinations (newsroom), "items-changed",
                           G_CALLBACK (show_sites), self, G_CONNECT_SWAPPED);
  show_sites (self);

  return ADW_DIALOG (self);
}
