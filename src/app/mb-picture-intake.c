#include "mb-picture-intake.h"

#include "mb-bounded-file.h"
#include "mb-id.h"
#include "mb-picture.h"

#include <glib/gi18n.h>

typedef struct {
  MbPictures *pictures;
  MbEditorView *editor;
  MbArticle *article; /* into this one, whatever is open when it is ready */
  char *file_name;    /* (nullable) */
  MbPictureIntakeDone done;
  gpointer user_data;
} Intake;

static Intake *
intake_new (MbPictures *pictures,
            MbEditorView *editor,
            MbPictureIntakeDone done,
            gpointer user_data)
{
  Intake *intake = g_new0 (Intake, 1);

  intake->pictures = g_object_ref (pictures);
  intake->editor = g_object_ref (editor);
  intake->article = g_object_ref (mb_editor_view_get_article (editor));
  intake->done = done;
  intake->user_data = user_data;

  return intake;
}

static void
intake_free (Intake *intake)
{
  g_object_unref (intake->pictures);
  g_object_unref (intake->editor);
  g_object_unref (intake->article);
  g_free (intake->file_name);
  g_free (intake);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Intake, intake_free)

static void
set_attribute (MbBlock **figure, const char *name, const char *value)
{
  MbBlock *more = mb_block_with_attribute (*figure, name, value);

  mb_block_unref (*figure);
  *figure = more;
}

static void
set_words (MbBlock **figure, MbPartRole role, const char *words)
{
  g_autoptr (MbText) text = NULL;
  MbBlock *more = NULL;
  guint part;

  if (!words || !mb_block_kind_find_role (MB_BLOCK_FIGURE, role, &part))
    return;
  text = mb_text_new (words);
  more = mb_block_with_part (*figure, part, text);
  mb_block_unref (*figure);
  *figure = more;
}

/* Sizes are told of the upright picture; orientations from 5 on lie on their side. */
static MbBlock *
make_figure (const MbPictureReport *report, const char *sha256, const char *file_name)
{
  MbBlock *figure = mb_block_new (mb_id_new (), MB_BLOCK_FIGURE);
  gboolean lying = report->orientation >= 5;
  g_autofree char *width = g_strdup_printf ("%u", lying ? report->height_px : report->width_px);
  g_autofree char *height = g_strdup_printf ("%u", lying ? report->width_px : report->height_px);

  set_attribute (&figure, MB_ATTR_MEDIA, sha256);
  set_attribute (&figure, MB_ATTR_WIDTH, width);
  set_attribute (&figure, MB_ATTR_HEIGHT, height);
  set_attribute (&figure, MB_ATTR_FILE_NAME, file_name);
  set_attribute (&figure, MB_ATTR_RIGHTS, report->rights);
  set_words (&figure, MB_PART_CAPTION, report->caption);
  set_words (&figure, MB_PART_CREDIT, report->credit);

  return figure;
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Intake) intake = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr (MbPictureReport) report =
    mb_pictures_take_finish (MB_PICTURES (source), result, &sha256, &error);
  g_autoptr (MbBlock) figure = NULL;

  if (report && mb_editor_view_get_article (intake->editor) != intake->article) {
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CLOSED, "its article was left meanwhile");
  } else if (report) {
    figure = make_figure (report, sha256, intake->file_name);
    mb_editor_view_insert_block (intake->editor, figure);
  }
  intake->done (error, intake->user_data);
}

/**
 * mb_picture_intake_take:
 * @pictures: where pictures are kept
 * @editor: an editor with an article
 * @bytes: a file's bytes
 * @file_name: (nullable): what the file is called
 * @done: called with the outcome
 * @user_data: for @done
 *
 * Takes a picture in and inserts it at the caret, as one step of undo.
 */
void
mb_picture_intake_take (MbPictures *pictures,
                        MbEditorView *editor,
                        GBytes *bytes,
                        const char *file_name,
                        MbPictureIntakeDone done,
                        gpointer user_data)
{
  Intake *intake = NULL;

  g_return_if_fail (MB_IS_PICTURES (pictures));
  g_return_if_fail (MB_IS_EDITOR_VIEW (editor) && mb_editor_view_get_article (editor));

  intake = intake_new (pictures, editor, done, user_data);
  intake->file_name = g_strdup (file_name);
  mb_pictures_take_async (pictures, bytes, NULL, taken_cb, intake);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Intake) intake = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mb_bounded_file_read_finish (result, &error);
  MbPictures *pictures = intake->pictures;

  if (!bytes) {
    intake->done (error, intake->user_data);
    return;
  }
  mb_pictures_take_async (pictures, bytes, NULL, taken_cb, g_steal_pointer (&intake));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Intake) intake = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    g_clear_error (&error);
  if (!file) {
    intake->done (error, intake->user_data);
    return;
  }
  intake->file_name = g_file_get_basename (file);
  mb_bounded_file_read_async (file, MB_PICTURE_MAX_BYTES, read_cb, g_steal_pointer (&intake));
}

/**
 * mb_picture_intake_choose:
 * @pictures: where pictures are kept
 * @editor: an editor with an article
 * @done: called with the outcome; without an error, too, when the person thinks better of it
 * @user_data: for @done
 *
 * Lets a person choose a picture's file, and takes it in.
 */
void
mb_picture_intake_choose (MbPictures *pictures,
                          MbEditorView *editor,
                          MbPictureIntakeDone done,
                          gpointer user_data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  g_return_if_fail (MB_IS_PICTURES (pictures));
  g_return_if_fail (MB_IS_EDITOR_VIEW (editor) && mb_editor_view_get_article (editor));

  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/webp");
  gtk_file_filter_add_mime_type (filter, "image/gif");
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Choose a Picture"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (editor))), NULL,
                        chosen_cb, intake_new (pictures, editor, done, user_data));
}
