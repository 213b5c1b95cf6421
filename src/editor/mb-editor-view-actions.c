#include "mb-editor-view-actions.h"

#include "mb-editor-commands.h"
#include "mb-id.h"

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);
  MbArticle *article = mb_editor_buffer_get_article (mb_editor_view_get_buffer (self));

  mb_editor_buffer_flush (mb_editor_view_get_buffer (self));
  if (!article)
    return;
  if (g_str_equal (name, "text.undo"))
    mb_article_undo (article);
  else
    mb_article_redo (article);
  mb_editor_view_show_caret (self);
}

static void
toggle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);

  if (!mb_editor_buffer_get_article (mb_editor_view_get_buffer (self)))
    return;
  mb_editor_command_toggle (mb_editor_view_get_buffer (self),
                            g_str_equal (name, "text.strong") ? MB_SPAN_STRONG : MB_SPAN_EMPHASIS);
  mb_editor_view_update_caret (self);
}

static void
plain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);

  if (mb_editor_buffer_get_article (mb_editor_view_get_buffer (self)))
    mb_editor_command_plain (mb_editor_view_get_buffer (self));
  mb_editor_view_update_caret (self);
}

static void
link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);
  g_autofree char *address = NULL;

  if (!mb_editor_buffer_get_article (mb_editor_view_get_buffer (self)))
    return;
  address = mb_editor_command_dup_link (mb_editor_view_get_buffer (self));
  g_signal_emit_by_name (self, "link-requested", address ? address : "");
}

static void
kind_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);
  g_auto (GStrv) words = g_strsplit (g_variant_get_string (parameter, NULL), ":", 2);
  MbBlockKind kind;

  if (!mb_editor_buffer_get_article (mb_editor_view_get_buffer (self)) ||
      !mb_block_kind_from_string (words[0], &kind))
    return;
  mb_editor_command_set_kind (mb_editor_view_get_buffer (self), kind,
                              kind == MB_BLOCK_LIST_ITEM && words[1] ? words[1] : NULL);
  mb_editor_view_update_caret (self);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);

  if (mb_editor_buffer_get_article (mb_editor_view_get_buffer (self)))
    mb_editor_command_move (mb_editor_view_get_buffer (self),
                            g_str_equal (name, "text.move-up") ? -1 : 1);
  mb_editor_view_show_caret (self);
}

static void
separator_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);
  g_autoptr (MbBlock) block = mb_block_new (mb_id_new (), MB_BLOCK_SEPARATOR);

  if (mb_editor_buffer_get_article (mb_editor_view_get_buffer (self)))
    mb_editor_command_insert (mb_editor_view_get_buffer (self), block);
  mb_editor_view_show_caret (self);
}

static void
figure_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "picture-requested");
}

static void
figure_fields_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_editor_view_activate_figure (MB_EDITOR_VIEW (widget));
}

static void
nbsp_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);

  if (mb_editor_buffer_get_article (mb_editor_view_get_buffer (self)))
    mb_editor_command_type (mb_editor_view_get_buffer (self), "\302\240");
}

static void
comment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "comment-requested");
}

static void
paste_plain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_editor_clipboard_paste_plain (mb_editor_view_get_clipboard (MB_EDITOR_VIEW (widget)));
}

static gboolean
in_role (MbEditorView *self, MbPartRole role, guint *offset)
{
  MbArticle *article = mb_editor_buffer_get_article (mb_editor_view_get_buffer (self));
  MbSelection selection;
  MbBlock *block = NULL;

  if (!article || !mb_editor_buffer_get_selection (mb_editor_view_get_buffer (self), &selection))
    return FALSE;
  block = mb_snapshot_lookup (mb_article_get_snapshot (article), selection.head.block);
  *offset = selection.head.offset;

  return block && mb_block_get_part_role (block, selection.head.part) == role;
}

/* Tab: level of a list item, next part of a figure; elsewhere GTK moves the focus on. */
static gboolean
handle_tab (MbEditorView *self, int by)
{
  MbSelection selection;
  MbBlock *block = NULL;
  int part;

  if (mb_editor_command_indent (mb_editor_view_get_buffer (self), by))
    return TRUE;
  if (!mb_editor_buffer_get_selection (mb_editor_view_get_buffer (self), &selection))
    return FALSE;
  block = mb_snapshot_lookup (
    mb_article_get_snapshot (mb_editor_buffer_get_article (mb_editor_view_get_buffer (self))),
    selection.head.block);
  part = (int) selection.head.part + by;
  if (!block || mb_block_get_kind (block) != MB_BLOCK_FIGURE || part < 0 ||
      part >= (int) mb_block_get_n_parts (block))
    return FALSE;
  mb_editor_view_jump (
    self, &(MbPosition) {selection.head.block, (guint) part,
                         mb_text_get_n_chars (mb_block_get_part (block, (guint) part))});

  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *keys,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                MbEditorView *self)
{
  GdkModifierType held = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK);
  guint offset;

  if (!mb_editor_buffer_get_article (mb_editor_view_get_buffer (self)))
    return FALSE;
  if ((keyval == GDK_KEY_Tab || keyval == GDK_KEY_KP_Tab) && held == 0)
    return handle_tab (self, 1);
  if (keyval == GDK_KEY_ISO_Left_Tab && held == GDK_SHIFT_MASK)
    return handle_tab (self, -1);
  if (keyval == GDK_KEY_BackSpace && held == 0)
    return mb_editor_command_unwrap (mb_editor_view_get_buffer (self));
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (held & ~GDK_SHIFT_MASK))
    return FALSE;
  if (held == GDK_SHIFT_MASK) {
    mb_editor_command_type (mb_editor_view_get_buffer (self), "\342\200\250");
    return TRUE;
  }

  return in_role (self, MB_PART_PICTURE, &offset) && offset > 0 &&
         mb_editor_view_activate_figure (self);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, MbEditorView *self)
{
  guint offset;

  if (n_press == 2 && in_role (self, MB_PART_PICTURE, &offset))
    mb_editor_view_activate_figure (self);
}

/**
 * mb_editor_view_install_actions:
 * @widget_class: the class of the editor
 *
 * Installs the actions `text.*`.
 */
void
mb_editor_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "text.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "text.redo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "text.strong", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "text.emphasis", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "text.plain", NULL, plain_action);
  gtk_widget_class_install_action (widget_class, "text.link", NULL, link_action);
  gtk_widget_class_install_action (widget_class, "text.kind", "s", kind_action);
  gtk_widget_class_install_action (widget_class, "text.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "text.move-down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "text.separator", NULL, separator_action);
  gtk_widget_class_install_action (widget_class, "text.figure", NULL, figure_action);
  gtk_widget_class_install_action (widget_class, "text.figure-fields", NULL, figure_fields_action);
  gtk_widget_class_install_action (widget_class, "text.nbsp", NULL, nbsp_action);
  gtk_widget_class_install_action (widget_class, "text.paste-plain", NULL, paste_plain_action);
  gtk_widget_class_install_action (widget_class, "text.comment", NULL, comment_action);
}

/**
 * mb_editor_view_add_keys:
 * @self: an editor
 * @text: the text view in it
 *
 * Listens to the keys and clicks that GTK does not know what to do with.
 */
void
mb_editor_view_add_keys (MbEditorView *self, GtkWidget *text)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (text, keys);
  g_signal_connect (click, "released", G_CALLBACK (pressed_cb), self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (text, GTK_EVENT_CONTROLLER (click));
}
