#include "mb-picture-intake.h"

#include "mb-bounded-file.h"
#include "mb-edit.h"
#include "mb-id.h"
#include "mb-picture.h"

#include <glib/gi18n.h>

typedef struct {
  MbPictures *pictures;
  MbEditorView *editor;
  MbDraft *draft;   /* held, so that what goes into an article that was left is written down */
  MbPosition caret; /* where it was asked for; follows what is written */
  char *file_name;  /* (nullable) */
  MbPictureIntakeDone done;
  gpointer user_data;
} Intake;

static MbArticle *
get_article (Intake *intake)
{
  return mb_draft_get_article (intake->draft);
}

static void
committed_cb (MbArticle *article, MbTransaction *transaction, Intake *intake)
{
  mb_transaction_map (transaction, &intake->caret, MB_SIDE_BEFORE);
}

static Intake *
intake_new (const MbPictureTarget *target, MbPictureIntakeDone done, gpointer user_data)
{
  Intake *intake = g_new0 (Intake, 1);

  intake->pictures = g_object_ref (target->pictures);
  intake->editor = g_object_ref (target->editor);
  intake->draft = g_object_ref (target->draft);
  mb_editor_view_get_caret (intake->editor, &intake->caret);
  g_signal_connect (get_article (intake), "committed", G_CALLBACK (committed_cb), intake);
  intake->done = done;
  intake->user_data = user_data;

  return intake;
}

static void
intake_free (Intake *intake)
{
  g_signal_handlers_disconnect_by_data (get_article (intake), intake);
  g_object_unref (intake->pictures);
  g_object_unref (intake->editor);
  g_object_unref (intake->draft);
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

/* Into an article that its editor has left: where it was asked for, or at the end when that place
 * is gone. */
static gboolean
insert_behind (Intake *intake, MbBlock *figure, GError **error)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (get_article (intake));
  g_autoptr (MbTransaction) transaction =
    mb_article_begin (get_article (intake), MB_ORIGIN_COMMAND);
  MbPosition caret = intake->caret;

  if (!mb_snapshot_lookup (snapshot, caret.block))
    caret.block =
      mb_block_get_id (mb_snapshot_get_block (snapshot, mb_snapshot_get_n_blocks (snapshot) - 1));
  if (!mb_edit_insert_block (transaction, figure, &caret, error))
    return FALSE;
  mb_transaction_set_time_ms (transaction, g_get_real_time () / 1000);

  return mb_article_commit (get_article (intake), transaction, error);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Intake) intake = user_data;
  gboolean left = mb_editor_view_get_article (intake->editor) != get_article (intake);
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr (MbPictureReport) report =
    mb_pictures_take_finish (MB_PICTURES (source), result, &sha256, &error);

  if (report) {
    g_autoptr (MbBlock) figure = make_figure (report, sha256, intake->file_name);

    if (left)
      insert_behind (intake, figure, &error);
    else
      mb_editor_view_insert_block (intake->editor, figure);
  }
  intake->done (left ? get_article (intake) : NULL, error, intake->user_data);
}

/**
 * mb_picture_intake_take:
 * @target: where it goes; its editor shows the draft's article
 * @bytes: a file's bytes
 * @file_name: (nullable): what the file is called
 * @done: called with the outcome
 * @user_data: for @done
 *
 * Takes a picture in and inserts it at the caret, as one step of undo.
 */
void
mb_picture_intake_take (const MbPictureTarget *target,
                        GBytes *bytes,
                        const char *file_name,
                        MbPictureIntakeDone done,
                        gpointer user_data)
{
  Intake *intake = NULL;

  g_return_if_fail (target != NULL && MB_IS_DRAFT (target->draft));
  g_return_if_fail (bytes != NULL);

  intake = intake_new (target, done, user_data);
  intake->file_name = g_strdup (file_name);
  mb_pictures_take_async (target->pictures, bytes, NULL, taken_cb, intake);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Intake) intake = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mb_bounded_file_read_finish (result, &error);
  MbPictures *pictures = intake->pictures;

  if (!bytes) {
    intake->done (NULL, error, intake->user_data);
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
    intake->done (NULL, error, intake->user_data);
    return;
  }
  intake->file_name = g_file_get_basename (file);
  mb_bounded_file_read_async (file, MB_PICTURE_MAX_BYTES, read_cb, g_steal_pointer (&intake));
}

/**
 * mb_picture_intake_choose:
 * @target: where it goes; its editor shows the draft's article
 * @done: called with the outcome; without an error, too, when the person thinks better of it
 * @user_data: for @done
 *
 * Lets a person choose a picture's file, and takes it in.
 */
void
mb_picture_intake_choose (const MbPictureTarget *target,
                          MbPictureIntakeDone done,
                          gpointer user_data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  GtkRoot *root = NULL;

  g_return_if_fail (target != NULL && MB_IS_DRAFT (target->draft));

  root = gtk_widget_get_root (GTK_WIDGET (target->editor));
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/webp");
  gtk_file_filter_add_mime_type (filter, "image/gif");
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Choose a Picture"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open (dialog, GTK_WINDOW (root), NULL, chosen_cb,
                        intake_new (target, done, user_data));
}
