#include "mb-save-copy.h"

#include "mb-codec.h"
#include "mb-render.h"

#include <glib/gi18n.h>

#include <string.h>

typedef struct {
  MbSnapshot *snapshot;
  MbSaveCopyDone done;
  gpointer user_data;
} Copy;

typedef struct {
  const char *suffix;
  const char *name; /* English, to be translated */
} Format;

static const Format formats[] = {
  {".json", N_ ("Marbre Article")},
  {".html", N_ ("Web Page")},
  {".md", N_ ("Markdown")},
  {".txt", N_ ("Plain Text")},
};

static void
copy_free (Copy *copy)
{
  mb_snapshot_unref (copy->snapshot);
  g_free (copy);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Copy, copy_free)

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

/* The file's name says what it is to be. What goes out to people is what would be published:
 * without notes and comments. Our own format keeps everything. */
static GBytes *
encode (MbSnapshot *snapshot, const char *name)
{
  const MbRenderOptions options = {MB_RENDER_BODY, NULL, NULL, NULL};
  g_autoptr (MbSnapshot) final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  g_autofree char *body = NULL;
  GString *page = NULL;

  if (g_str_has_suffix (name, ".txt"))
    return take_text (mb_render_plain (final));
  if (g_str_has_suffix (name, ".md"))
    return take_text (mb_render_markdown (final, &options));
  if (!g_str_has_suffix (name, ".html"))
    return mb_codec_encode_snapshot (snapshot);

  body = mb_render_article (final, &options);
  page = g_string_new ("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>");
  mb_render_escape_text (page, mb_snapshot_get_headline (final), -1);
  g_string_append (page, "</title>\n<h1>");
  mb_render_escape_text (page, mb_snapshot_get_headline (final), -1);
  g_string_append_printf (page, "</h1>\n%s\n", body);

  return g_string_free_to_bytes (page);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  copy->done (error, copy->user_data);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autofree char *name = file ? g_file_get_basename (file) : NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    g_clear_error (&error);
  if (!file) {
    copy->done (error, copy->user_data);
    return;
  }
  bytes = encode (copy->snapshot, name);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       written_cb, g_steal_pointer (&copy));
}

static char *
suggest_name (MbArticle *article)
{
  g_autofree char *name = g_strdup (mb_article_get_headline (article));

  g_strdelimit (name, "/\\:*?\"<>|\n", ' ');
  g_strstrip (name);

  return g_strconcat (*name ? name : _ ("Untitled"), formats[0].suffix, NULL);
}

/**
 * mb_save_copy:
 * @article: what is to be copied, as it is now
 * @widget: whose window the dialog belongs to
 * @done: called when it is written, with an error when it is not, and without one when the person
 *   thinks better of it
 * @user_data: for @done
 *
 * Lets a person choose a file and writes the article there: as our own JSON, as HTML, Markdown or
 * plain text, by the name's ending.
 */
void
mb_save_copy (MbArticle *article, GtkWidget *widget, MbSaveCopyDone done, gpointer user_data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autofree char *name = NULL;
  Copy *copy = NULL;

  g_return_if_fail (MB_IS_ARTICLE (article));
  g_return_if_fail (done != NULL);

  copy = g_new0 (Copy, 1);
  copy->snapshot = mb_article_dup_snapshot (article);
  copy->done = done;
  copy->user_data = user_data;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

    gtk_file_filter_set_name (filter, _ (formats[i].name));
    gtk_file_filter_add_suffix (filter, formats[i].suffix + 1);
    g_list_store_append (filters, filter);
  }
  name = suggest_name (article);
  gtk_file_dialog_set_title (dialog, _ ("Save a Copy"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb, copy);
}
