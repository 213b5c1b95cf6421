#include "mb-save-copy.h"

#include "mb-copy-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  MbSnapshot *snapshot;
  GtkWidget *widget;
  const MbCopyFormat *format; /* NULL until it is chosen */
  GFile *typed;               /* where a name without an ending leads */
  GBytes *bytes;
  MbSaveCopyDone done;
  gpointer user_data;
} Copy;

static void
copy_free (Copy *copy)
{
  mb_snapshot_unref (copy->snapshot);
  g_object_unref (copy->widget);
  g_clear_object (&copy->typed);
  g_clear_pointer (&copy->bytes, g_bytes_unref);
  g_free (copy);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Copy, copy_free)

/* Writing */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  copy->done (error, copy->user_data);
}

static void
write_copy (Copy *copy, GFile *file)
{
  g_file_replace_contents_bytes_async (file, copy->bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       written_cb, copy);
}

/* Nobody was asked about a file that has the longer name already, and in a sandbox that name may
 * not be ours: then it is the one that was typed. */
static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GFileOutputStream) created = g_file_create_finish (G_FILE (source), result, NULL);
  GFile *file = created ? G_FILE (source) : copy->typed;

  write_copy (g_steal_pointer (&copy), file);
}

static void
write_with_ending (Copy *copy, GFile *file, const char *name)
{
  g_autofree char *longer = g_strconcat (name, copy->format->suffix, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFile) named = g_file_get_child (folder, longer);

  copy->typed = g_object_ref (file);
  g_file_create_async (named, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, NULL, created_cb, copy);
}

/* Choosing */

/* An ending that was typed knows better than what was chosen before. */
static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autofree char *name = file ? g_file_get_basename (file) : NULL;
  const MbCopyFormat *typed = name ? mb_copy_format_find (name) : NULL;

  if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    g_clear_error (&error);
  if (!file) {
    copy->done (error, copy->user_data);
    return;
  }
  copy->bytes = mb_copy_format_encode (typed ? typed : copy->format, copy->snapshot);
  if (typed)
    write_copy (g_steal_pointer (&copy), file);
  else
    write_with_ending (g_steal_pointer (&copy), file, name);
}

static char *
suggest_name (Copy *copy)
{
  g_autofree char *name = g_strdup (mb_snapshot_get_headline (copy->snapshot));

  g_strdelimit (name, "/\\:*?\"<>|\n", ' ');
  g_strstrip (name);

  return g_strconcat (*name ? name : _ ("Untitled"), copy->format->suffix, NULL);
}

static void
choose_file (Copy *copy)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *name = suggest_name (copy);
  GtkRoot *root = gtk_widget_get_root (copy->widget);

  gtk_file_filter_set_name (filter, _ (copy->format->name));
  gtk_file_filter_add_suffix (filter, copy->format->suffix + 1);
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Save a Copy"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                        file_chosen_cb, copy);
}

/* The format comes first: a file dialog does not tell which of its filters was chosen. */

static void
format_activated_cb (Copy *copy, GtkListBoxRow *row, GtkWidget *list)
{
  guint n_formats;
  const MbCopyFormat *formats = mb_copy_format_get_all (&n_formats);

  copy->format = &formats[gtk_list_box_row_get_index (row)];
  adw_dialog_close (ADW_DIALOG (gtk_widget_get_ancestor (list, ADW_TYPE_DIALOG)));
}

static void
format_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Copy *copy = user_data;

  adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);
  if (copy->format) {
    choose_file (copy);
    return;
  }
  copy->done (NULL, copy->user_data);
  copy_free (copy);
}

static GtkWidget *
make_format_list (Copy *copy)
{
  GtkWidget *list = gtk_list_box_new ();
  guint n_formats;
  const MbCopyFormat *formats = mb_copy_format_get_all (&n_formats);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Formats"), -1);
  for (guint i = 0; i < n_formats; i++) {
    GtkWidget *row = adw_action_row_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (formats[i].name));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (formats[i].use));
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    gtk_list_box_append (GTK_LIST_BOX (list), row);
  }
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (format_activated_cb), copy);

  return list;
}

/**
 * mb_save_copy:
 * @article: what is to be copied, as it is now
 * @widget: whose window the dialogs belong to
 * @done: called when it is written, with an error when it is not, and without one when the person
 *   thinks better of it
 * @user_data: for @done
 *
 * Lets a person choose a format and a file, and writes the article there. A name with the ending of
 * another format is written in that one; a name without gets its ending.
 */
void
mb_save_copy (MbArticle *article, GtkWidget *widget, MbSaveCopyDone done, gpointer user_data)
{
  AdwDialog *dialog = NULL;
  GtkWidget *list = NULL;
  Copy *copy = NULL;

  g_return_if_fail (MB_IS_ARTICLE (article));
  g_return_if_fail (done != NULL);

  copy = g_new0 (Copy, 1);
  copy->snapshot = mb_article_dup_snapshot (article);
  copy->widget = g_object_ref (widget);
  copy->done = done;
  copy->user_data = user_data;
  dialog = adw_alert_dialog_new (_ ("Save a Copy"), NULL);
  list = make_format_list (copy);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "cancel", _ ("Cancel"));
  adw_dialog_set_focus (dialog,
                        GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)));
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), widget, NULL, format_answered_cb, copy);
}
