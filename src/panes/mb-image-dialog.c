#include "mb-image-dialog.h"

#include "mb-field.h"
#include "mb-text-row.h"
#include "mb-undo-keys.h"

#include <glib/gi18n-lib.h>

typedef enum {
  FIELD_CAPTION,
  FIELD_CREDIT,
  FIELD_ALT,
  FIELD_RIGHTS,
  FIELD_DECORATIVE,
} Field;

#define N_FIELDS (FIELD_DECORATIVE + 1)

static const MbFieldKind kinds[N_FIELDS] = {
  [FIELD_CAPTION] = {.place = MB_FIELD_PART, .role = MB_PART_CAPTION},
  [FIELD_CREDIT] = {.place = MB_FIELD_PART, .role = MB_PART_CREDIT},
  [FIELD_ALT] = {.place = MB_FIELD_ATTRIBUTE, .name = MB_ATTR_ALT},
  [FIELD_RIGHTS] = {.place = MB_FIELD_ATTRIBUTE, .name = MB_ATTR_RIGHTS},
  [FIELD_DECORATIVE] = {.place = MB_FIELD_ATTRIBUTE, .name = MB_ATTR_DECORATIVE},
};

struct _MbImageDialog {
  AdwDialog parent_instance;
  GtkStack *stack;
  GtkPicture *picture;
  MbTextRow *caption;
  AdwEntryRow *credit;
  MbTextRow *alt;
  AdwSwitchRow *decorative;
  AdwEntryRow *rights;
  AdwActionRow *file;
  MbArticle *article;
  guint64 block;
  MbField *fields[N_FIELDS];
};

G_DEFINE_FINAL_TYPE (MbImageDialog, mb_image_dialog, ADW_TYPE_DIALOG)

static const MbBlock *
find_block (MbImageDialog *self)
{
  return mb_snapshot_lookup (mb_article_get_snapshot (self->article), self->block);
}

static void
show_file (MbImageDialog *self)
{
  const MbBlock *block = find_block (self);
  const char *name = mb_block_get_attribute (block, MB_ATTR_FILE_NAME);
  const char *width = mb_block_get_attribute (block, MB_ATTR_WIDTH);
  const char *height = mb_block_get_attribute (block, MB_ATTR_HEIGHT);
  g_autofree char *size =
    /* Translators: a picture's width and height. */
    width && height ? g_strdup_printf (_ ("%s × %s pixels"), width, height) : NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file),
                                 name && *name ? name : _ ("File Without a Name"));
  adw_action_row_set_subtitle (self->file, size ? size : "");
  if (!mb_block_get_attribute (block, MB_ATTR_MEDIA))
    gtk_stack_set_visible_child_name (self->stack, "missing");
}

static void
decorative_changed_cb (MbField *field, GParamSpec *pspec, MbImageDialog *self)
{
  gboolean decorative = g_str_equal (mb_field_get_text (field), "true");

  adw_switch_row_set_active (self->decorative, decorative);
  gtk_widget_set_sensitive (GTK_WIDGET (self->alt), !decorative);
}

static void
switched_cb (AdwSwitchRow *row, GParamSpec *pspec, MbImageDialog *self)
{
  if (self->fields[FIELD_DECORATIVE])
    mb_field_set_text (self->fields[FIELD_DECORATIVE],
                       adw_switch_row_get_active (row) ? "true" : "");
}

static void
snapshot_changed_cb (MbArticle *article, GParamSpec *pspec, MbImageDialog *self)
{
  if (!find_block (self))
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
mb_image_dialog_dispose (GObject *object)
{
  MbImageDialog *self = MB_IMAGE_DIALOG (object);

  for (guint i = 0; i < N_FIELDS; i++)
    g_clear_object (&self->fields[i]);
  g_clear_object (&self->article);
  /* A dialog that was closed leaves the sheet around its child behind (libadwaita 1.7.6). */
  adw_dialog_set_child (ADW_DIALOG (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_IMAGE_DIALOG);

  G_OBJECT_CLASS (mb_image_dialog_parent_class)->dispose (object);
}

/* The fields have no undo of their own: their changes are the article's. */
static gboolean
undo_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MbArticle *article = MB_IMAGE_DIALOG (widget)->article;

  return article && mb_article_undo (article);
}

static gboolean
redo_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MbArticle *article = MB_IMAGE_DIALOG (widget)->article;

  return article && mb_article_redo (article);
}

static void
mb_image_dialog_class_init (MbImageDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_image_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-image-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbImageDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MbImageDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, MbImageDialog, caption);
  gtk_widget_class_bind_template_child (widget_class, MbImageDialog, credit);
  gtk_widget_class_bind_template_child (widget_class, MbImageDialog, alt);
  gtk_widget_class_bind_template_child (widget_class, MbImageDialog, decorative);
  gtk_widget_class_bind_template_child (widget_class, MbImageDialog, rights);
  gtk_widget_class_bind_template_child (widget_class, MbImageDialog, file);
  gtk_widget_class_bind_template_callback (widget_class, switched_cb);
}

static void
mb_image_dialog_init (MbImageDialog *self)
{
  gpointer controls[N_FIELDS] = {NULL};

  gtk_widget_init_template (GTK_WIDGET (self));
  mb_undo_keys_add (GTK_WIDGET (self), undo_cb, redo_cb);
  controls[FIELD_CAPTION] = self->caption;
  controls[FIELD_CREDIT] = self->credit;
  controls[FIELD_ALT] = self->alt;
  controls[FIELD_RIGHTS] = self->rights;
  for (guint i = 0; i < N_FIELDS; i++) {
    self->fields[i] = mb_field_new (&kinds[i]);
    if (controls[i])
      mb_field_bind (self->fields[i], controls[i]);
    if (GTK_IS_EDITABLE (controls[i]))
      gtk_editable_set_enable_undo (controls[i], FALSE);
  }
  g_object_bind_property (self->alt, "text", self->picture, "alternative-text",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->fields[FIELD_DECORATIVE], "notify::text",
                           G_CALLBACK (decorative_changed_cb), self, G_CONNECT_DEFAULT);
}

/**
 * mb_image_dialog_new:
 * @article: an article
 * @block: a figure in it
 *
 * Makes a dialog for a picture's fields.
 *
 * Returns: the dialog
 */
AdwDialog *
mb_image_dialog_new (MbArticle *article, guint64 block)
{
  MbImageDialog *self;

  g_return_val_if_fail (MB_IS_ARTICLE (article), NULL);
  g_return_val_if_fail (mb_snapshot_lookup (mb_article_get_snapshot (article), block), NULL);

  self = g_object_new (MB_TYPE_IMAGE_DIALOG, NULL);
  self->article = g_object_ref (article);
  self->block = block;
  for (guint i = 0; i < N_FIELDS; i++)
    mb_field_set_article (self->fields[i], article, block);
  g_signal_connect_object (article, "notify::snapshot", G_CALLBACK (snapshot_changed_cb), self,
                           G_CONNECT_DEFAULT);
  show_file (self);

  return ADW_DIALOG (self);
}

/**
 * mb_image_dialog_set_picture:
 * @self: the dialog
 * @picture: (nullable): its pixels; `NULL`: there are none
 *
 * Shows the picture, once it is decoded.
 */
void
mb_image_dialog_set_picture (MbImageDialog *self, GdkPaintable *picture)
{
  g_return_if_fail (MB_IS_IMAGE_DIALOG (self));

  gtk_picture_set_paintable (self->picture, picture);
  gtk_stack_set_visible_child_name (self->stack, picture ? "picture" : "missing");
}
