#include "mb-file-import.h"

#include "mb-bounded-file.h"
#include "mb-messages.h"
#include "mb-package-reader.h"

#include <glib/gi18n.h>

#include <string.h>

#define MAX_BYTES (64 * 1024 * 1024)

typedef struct {
  MbImportReady ready;
  MbImportPackage package;
  gpointer user_data;
  MbImportFormat format;
} Reading;

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbImport) import = mb_import_bytes_finish (result, &error);

  reading->ready (import, error, reading->user_data);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mb_bounded_file_read_finish (result, &error);
  g_autofree char *id = g_uuid_string_random ();
  MbImportFormat format = reading->format;

  if (!bytes)
    reading->ready (NULL, error, reading->user_data);
  else if (mb_package_is_one (bytes))
    reading->package (bytes, reading->user_data);
  else
    mb_import_bytes_async (bytes, format, id, NULL, imported_cb, g_steal_pointer (&reading));
}

/* A name's ending is a hint; text may be a site's page, so it is looked into. */
static MbImportFormat
guess_format (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  const char *dot = name ? strrchr (name, '.') : NULL;
  MbImportFormat format;

  if (!dot || !mb_import_format_from_string (dot + 1, &format) || format == MB_IMPORT_TEXT)
    return MB_IMPORT_AUTO;

  return format;
}

/**
 * mb_import_file:
 * @file: a file
 * @ready: given the article, or an error
 * @package: given the bytes, when they are an article file
 * @user_data: for the one of them that is called
 *
 * Reads a file as an article.
 */
void
mb_import_file (GFile *file, MbImportReady ready, MbImportPackage package, gpointer user_data)
{
  g_autofree char *name = g_file_get_basename (file);
  gboolean large = name && g_str_has_suffix (name, MB_PARCEL_SUFFIX);
  Reading *reading = NULL;

  g_return_if_fail (G_IS_FILE (file));

  reading = g_new0 (Reading, 1);
  reading->ready = ready;
  reading->package = package;
  reading->user_data = user_data;
  reading->format = guess_format (file);
  mb_bounded_file_read_async (file, large ? MB_PARCEL_MAX_BYTES : MAX_BYTES, read_cb, reading);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    g_clear_error (&error);
  if (file)
    mb_import_file (file, reading->ready, reading->package, reading->user_data);
  else
    reading->ready (NULL, error, reading->user_data);
}

/**
 * mb_import_choose:
 * @window: whose dialog it is
 * @ready: given the article, an error, or neither when the person thinks better of it
 * @package: given the bytes, when they are an article file
 * @user_data: for the one of them that is called
 *
 * Lets a person choose a file and reads it as an article.
 */
void
mb_import_choose (GtkWindow *window,
                  MbImportReady ready,
                  MbImportPackage package,
                  gpointer user_data)
{
  static const char *const suffixes[] = {"txt", "md", "markdown", "html", "htm", "json", "marbre"};
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) known = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  Reading *reading = g_new0 (Reading, 1);

  reading->ready = ready;
  reading->package = package;
  reading->user_data = user_data;
  gtk_file_filter_set_name (known, _ ("Text, Markdown, Web Pages, Marbre Articles"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (known, suffixes[i]);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, known);
  g_list_store_append (filters, all);
  gtk_file_dialog_set_title (dialog, _ ("Import an Article"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open (dialog, window, NULL, chosen_cb, reading);
}

/**
 * mb_import_notes_dialog_new:
 * @notes: (element-type MbImportNote): what is worth telling
 *
 * Makes the dialog that says what was understood, mended and left out.
 */
AdwDialog *
mb_import_notes_dialog_new (GPtrArray *notes)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Imported"), NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *label = NULL;
  GtkWidget *scroller = NULL;

  for (guint i = 0; i < notes->len; i++) {
    g_autofree char *sentence = mb_message_for_import_note (notes->pdata[i]);

    g_string_append_printf (text, "%s• %s", i > 0 ? "\n" : "", sentence);
  }
  label = gtk_label_new (text->str);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), scroller);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("Close"));
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "close");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "close");

  return dialog;
}
