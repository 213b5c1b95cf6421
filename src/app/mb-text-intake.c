#include "mb-text-intake.h"

#include "mb-image-dialog.h"
#include "mb-import.h"
#include "mb-link-dialog.h"
#include "mb-messages.h"
#include "mb-picture-intake.h"
#include "mb-waiting.h"

#include <glib/gi18n.h>

/* How wide the image dialog shows its picture. */
#define DIALOG_PICTURE_PX 400

struct _MbTextIntake {
  GObject parent_instance;
  MbEditorView *editor; /* not held: it outlives us in the page of both */
  MbPictures *pictures;
  MbNewsroom *newsroom;
};

static guint notice_signal;

G_DEFINE_FINAL_TYPE (MbTextIntake, mb_text_intake, G_TYPE_OBJECT)

/* Links */

static void
link_chosen_cb (MbTextIntake *self, const char *address)
{
  mb_editor_view_set_link (self->editor, address);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
link_requested_cb (MbTextIntake *self, const char *address)
{
  AdwDialog *dialog = mb_link_dialog_new (*address ? address : NULL);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (link_chosen_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self->editor));
}

/* Pictures */

/* Where a picture went when it is not before the writer's eyes. */
static char *
dup_place (MbArticle *left)
{
  const char *headline = mb_article_get_headline (left);

  /* Translators: %s is an article's headline. */
  return g_strdup_printf (_ ("The picture was added to “%s”."),
                          *headline ? headline : _ ("Untitled"));
}

static void
picture_taken_cb (MbArticle *left, const GError *error, gpointer user_data)
{
  g_autoptr (MbTextIntake) self = user_data;
  g_autofree char *sentence = NULL;

  if (error)
    sentence = mb_message_for_error (error);
  else if (left)
    sentence = dup_place (left);
  if (sentence)
    g_signal_emit (self, notice_signal, 0, sentence);
}

static gboolean
get_target (MbTextIntake *self, MbPictureTarget *target)
{
  MbArticle *article = mb_editor_view_get_article (self->editor);

  target->pictures = self->pictures;
  target->editor = self->editor;
  target->draft =
    article ? mb_newsroom_find_draft (self->newsroom, mb_article_get_id (article)) : NULL;

  return target->draft != NULL;
}

static void
picture_requested_cb (MbTextIntake *self)
{
  MbPictureTarget target;

  if (get_target (self, &target))
    mb_picture_intake_choose (&target, picture_taken_cb, g_object_ref (self));
}

static void
picture_offered_cb (MbTextIntake *self, GBytes *bytes, const char *file_name)
{
  MbPictureTarget target;

  if (get_target (self, &target))
    mb_picture_intake_take (&target, bytes, file_name, picture_taken_cb, g_object_ref (self));
}

static void
dialog_picture_cb (GdkTexture *texture, const GError *error, gpointer user_data)
{
  g_autoptr (MbImageDialog) dialog = user_data;

  if (texture)
    mb_image_dialog_set_picture (dialog, GDK_PAINTABLE (texture));
}

/* HTML of strangers, read in the helper */

typedef struct {
  MbEditorHtmlReady ready;
  gpointer ready_data;
  MbWaiting *waiting; /* (nullable) */
} HtmlWait;

static void
html_wait_free (HtmlWait *wait)
{
  g_clear_pointer (&wait->waiting, mb_waiting_end);
  g_free (wait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtmlWait, html_wait_free)

static void
html_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtmlWait) wait = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbFragment) fragment = mb_import_fragment_finish (result, &error);

  /* HTML without a word in it is no trouble, but nothing. */
  if (g_error_matches (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_EMPTY))
    g_clear_error (&error);
  wait->ready (fragment ? fragment->blocks : NULL, error, wait->ready_data);
}

static void
read_html (GBytes *html, MbEditorHtmlReady ready, gpointer ready_data, gpointer user_data)
{
  MbTextIntake *self = user_data;
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self->editor), ADW_TYPE_TOAST_OVERLAY);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MbWaitingCount) count = mb_waiting_count_new ();
  HtmlWait *wait = g_new0 (HtmlWait, 1);

  wait->ready = ready;
  wait->ready_data = ready_data;
  if (toasts)
    wait->waiting = mb_waiting_new (ADW_TOAST_OVERLAY (toasts), _ ("Reading what was copied…"),
                                    count, cancellable);
  mb_import_fragment_async (html, cancellable, html_read_cb, wait);
}

static const char *
get_failure (const GError *error)
{
  if (!error)
    return _ ("Nothing was pasted: the clipboard has neither words nor a picture.");
  if (g_error_matches (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_LIMITS) ||
      g_error_matches (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_TOO_LARGE))
    return _ ("Nothing was pasted: it is too much at once. Copy a smaller part.");

  return _ ("Nothing was pasted: it could not be read. Copy it again.");
}

static void
paste_failed_cb (MbTextIntake *self, MbPasteOutcome outcome, const GError *error)
{
  const char *sentence = NULL;

  if (error)
    g_message ("a paste: %s", error->message);
  switch (outcome) {
  case MB_PASTE_AS_TEXT:
    sentence = _ ("Pasted as plain text: links, pictures and styles could not be read.");
    break;
  case MB_PASTE_NOTHING:
    sentence = get_failure (error);
    break;
  case MB_PASTE_ELSEWHERE:
    sentence = _ ("Nothing was pasted: another article was opened. Paste again.");
    break;
  }
  g_signal_emit (self, notice_signal, 0, sentence);
}

static void
mb_text_intake_finalize (GObject *object)
{
  MbTextIntake *self = MB_TEXT_INTAKE (object);

  g_clear_object (&self->pictures);
  g_clear_object (&self->newsroom);

  G_OBJECT_CLASS (mb_text_intake_parent_class)->finalize (object);
}

static void
mb_text_intake_class_init (MbTextIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_text_intake_finalize;
  notice_signal = g_signal_new ("notice", MB_TYPE_TEXT_INTAKE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mb_text_intake_init (MbTextIntake *self)
{
}

/**
 * mb_text_intake_new:
 * @editor: whose text it is
 * @newsroom: where pictures are kept
 *
 * Begins to serve an editor, which must outlive it.
 *
 * Returns: (transfer full): the intake
 */
MbTextIntake *
mb_text_intake_new (MbEditorView *editor, MbNewsroom *newsroom)
{
  MbTextIntake *self = NULL;

  g_return_val_if_fail (MB_IS_EDITOR_VIEW (editor), NULL);
  g_return_val_if_fail (MB_IS_NEWSROOM (newsroom), NULL);

  self = g_object_new (MB_TYPE_TEXT_INTAKE, NULL);
  self->editor = editor;
  self->newsroom = g_object_ref (newsroom);
  self->pictures = g_object_ref (mb_newsroom_get_pictures (newsroom));
  mb_editor_view_set_html_reader (editor, read_html, g_object_ref (self), g_object_unref);
  mb_editor_view_set_picture_loader (editor, mb_pictures_load, g_object_ref (self->pictures),
                                     g_object_unref);
  g_signal_connect_object (editor, "link-requested", G_CALLBACK (link_requested_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "picture-requested", G_CALLBACK (picture_requested_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "picture-offered", G_CALLBACK (picture_offered_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "paste-failed", G_CALLBACK (paste_failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "figure-activated", G_CALLBACK (mb_text_intake_open_figure),
                           self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * mb_text_intake_open_figure:
 * @self: the intake
 * @block: id of a figure
 *
 * Opens the fields of a picture.
 */
void
mb_text_intake_open_figure (MbTextIntake *self, guint64 block)
{
  MbArticle *article = NULL;
  MbBlock *figure = NULL;
  const char *media = NULL;
  AdwDialog *dialog = NULL;

  g_return_if_fail (MB_IS_TEXT_INTAKE (self));

  article = mb_editor_view_get_article (self->editor);
  figure = article ? mb_snapshot_lookup (mb_article_get_snapshot (article), block) : NULL;
  if (!figure)
    return;
  dialog = mb_image_dialog_new (article, block);
  media = mb_block_get_attribute (figure, MB_ATTR_MEDIA);
  if (media)
    mb_pictures_load (media, DIALOG_PICTURE_PX, dialog_picture_cb, g_object_ref (dialog),
                      self->pictures);
  adw_dialog_present (dialog, GTK_WIDGET (self->editor));
}
