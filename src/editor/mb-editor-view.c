#include "mb-editor-view.h"

#include "mb-article-text.h"
#include "mb-editor-clipboard.h"
#include "mb-editor-commands.h"
#include "mb-editor-spelling.h"
#include "mb-editor-view-actions.h"
#include "mb-kind-names.h"
#include "mb-object-paintable.h"

#include <glib/gi18n-lib.h>

#define COLUMN_PX 680
#define MIN_MARGIN_PX 28
/* No picture is larger: whoever is offered more bytes than these refuses them, with a reason. */
#define MAX_DROPPED_BYTES (64 * 1024 * 1024)

struct _MbEditorView {
  GtkWidget parent_instance;
  GtkWidget *scroller;
  GtkWidget *text;
  MbEditorBuffer *buffer; /* the text's own */
  MbEditorClipboard *clipboard;
  MbEditorSpelling *spelling;
  GSignalGroup *history_signals;
  GCancellable *cancellable;
  MbEditorLoadPicture load_picture;
  gpointer load_picture_data;
  GDestroyNotify load_picture_destroy;
  int margin_px;
  int column_px;
  gboolean read_only;
  MbBlockKind block_kind;
  guint64 caret_block;
  guint64 caret_comment;
  gboolean strong;
  gboolean emphasis;
  gboolean in_link;
  gboolean scrolling; /* by us, for somebody else */
};

typedef enum {
  PROP_ARTICLE = 1,
  PROP_BLOCK_KIND,
  PROP_STRONG,
  PROP_EMPHASIS,
  PROP_IN_LINK,
  PROP_CARET_BLOCK,
  PROP_CARET_COMMENT,
} MbEditorViewProps;

typedef enum {
  SIGNAL_LINK_REQUESTED,
  SIGNAL_PICTURE_REQUESTED,
  SIGNAL_FIGURE_ACTIVATED,
  SIGNAL_PICTURE_OFFERED,
  SIGNAL_SCROLLED,
  SIGNAL_COMMENT_REQUESTED,
  SIGNAL_PASTE_FAILED,
} MbEditorViewSignals;

static GParamSpec *props[PROP_CARET_COMMENT + 1];
static guint signals[SIGNAL_PASTE_FAILED + 1];

G_DEFINE_FINAL_TYPE (MbEditorView, mb_editor_view, GTK_TYPE_WIDGET)

static GtkTextBuffer *
get_text_buffer (MbEditorView *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
}

static void
update_actions (MbEditorView *self)
{
  MbArticle *article = mb_editor_buffer_get_article (self->buffer);
  MbHistory *history = article ? mb_article_get_history (article) : NULL;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "text.undo", history && mb_history_can_undo (history));
  gtk_widget_action_set_enabled (widget, "text.redo", history && mb_history_can_redo (history));
}

static void
set_flag (MbEditorView *self, gboolean *flag, gboolean value, MbEditorViewProps prop)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* One text view shows no kinds to a screen reader, so a change of kind is said. */
static void
announce_kind (MbEditorView *self)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (self->text), mb_kind_get_name (self->block_kind),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

/* The open comment on the words at the caret. */
static void
update_comment (MbEditorView *self, const MbBlock *block, const MbPosition *caret)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (mb_editor_buffer_get_article (self->buffer));
  const MbSpan *span =
    mb_text_find_span (mb_block_get_part (block, caret->part), caret->offset, MB_SPAN_COMMENT);
  const MbMark *mark = span ? mb_snapshot_get_mark (snapshot, span->mark) : NULL;
  guint64 id = mark && !mb_mark_is_resolved (mark) ? span->mark : 0;

  if (self->caret_comment == id)
    return;
  self->caret_comment = id;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CARET_COMMENT]);
}

/**
 * mb_editor_view_update_caret:
 * @self: an editor
 *
 * Says what stands at the caret now, where it is something else than before.
 */
void
mb_editor_view_update_caret (MbEditorView *self)
{
  MbArticle *article = mb_editor_buffer_get_article (self->buffer);
  MbSelection selection;
  MbBlock *block = NULL;
  g_autofree char *address = NULL;

  if (!article || mb_editor_buffer_is_applying (self->buffer) ||
      !mb_editor_buffer_get_selection (self->buffer, &selection))
    return;
  block = mb_snapshot_lookup (mb_article_get_snapshot (article), selection.head.block);
  if (!block)
    return;
  if (self->caret_block != mb_block_get_id (block)) {
    self->caret_block = mb_block_get_id (block);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CARET_BLOCK]);
  }
  if (self->block_kind != mb_block_get_kind (block)) {
    self->block_kind = mb_block_get_kind (block);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BLOCK_KIND]);
    announce_kind (self);
  }
  update_comment (self, block, &selection.head);
  address = mb_editor_command_dup_link (self->buffer);
  set_flag (self, &self->strong, mb_editor_buffer_wears (self->buffer, MB_SPAN_STRONG),
            PROP_STRONG);
  set_flag (self, &self->emphasis, mb_editor_buffer_wears (self->buffer, MB_SPAN_EMPHASIS),
            PROP_EMPHASIS);
  set_flag (self, &self->in_link, address != NULL, PROP_IN_LINK);
}

/**
 * mb_editor_view_show_caret:
 * @self: an editor
 *
 * Scrolls to the caret, which a command has moved.
 */
void
mb_editor_view_show_caret (MbEditorView *self)
{
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (self->text),
                                      gtk_text_buffer_get_insert (get_text_buffer (self)));
  mb_editor_view_update_caret (self);
}

/**
 * mb_editor_view_activate_figure:
 * @self: an editor
 *
 * Asks for the fields of the figure at the caret.
 *
 * Returns: %FALSE when there is none
 */
gboolean
mb_editor_view_activate_figure (MbEditorView *self)
{
  MbArticle *article = mb_editor_buffer_get_article (self->buffer);
  MbSelection selection;
  MbBlock *block = NULL;

  if (!article || !mb_editor_buffer_get_selection (self->buffer, &selection))
    return FALSE;
  block = mb_snapshot_lookup (mb_article_get_snapshot (article), selection.head.block);
  if (!block || mb_block_get_kind (block) != MB_BLOCK_FIGURE)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_FIGURE_ACTIVATED], 0, mb_block_get_id (block));

  return TRUE;
}

/**
 * mb_editor_view_get_buffer:
 * @self: an editor
 *
 * Its text as a picture of the article.
 *
 * Returns: (transfer none): the buffer
 */
MbEditorBuffer *
mb_editor_view_get_buffer (MbEditorView *self)
{
  return self->buffer;
}

/**
 * mb_editor_view_get_clipboard:
 * @self: an editor
 *
 * What copies and pastes in it.
 *
 * Returns: (transfer none): the clipboard
 */
MbEditorClipboard *
mb_editor_view_get_clipboard (MbEditorView *self)
{
  return self->clipboard;
}

static void
scrolled_cb (GtkAdjustment *adjustment, MbEditorView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->text);
  GdkRectangle visible;
  GtkTextIter iter;
  MbBlock *block = NULL;
  guint part;
  int y;
  int height;

  if (self->scrolling || !mb_editor_buffer_get_article (self->buffer))
    return;
  gtk_text_view_get_visible_rect (view, &visible);
  gtk_text_view_get_line_at_y (view, &iter, visible.y, NULL);
  gtk_text_view_get_line_yrange (view, &iter, &y, &height);
  block = mb_editor_buffer_get_line_block (self->buffer, gtk_text_iter_get_line (&iter), &part);
  if (block)
    g_signal_emit (self, signals[SIGNAL_SCROLLED], 0, mb_block_get_id (block),
                   CLAMP ((double) (visible.y - y) / MAX (height, 1), 0.0, 1.0));
}

typedef struct {
  MbObjectPaintable *paintable;
  GCancellable *cancellable;
} PictureWait;

static void
picture_ready_cb (GdkTexture *texture, const GError *error, gpointer ready_data)
{
  PictureWait *wait = ready_data;

  if (texture && !g_cancellable_is_cancelled (wait->cancellable))
    mb_object_paintable_set_texture (wait->paintable, texture);
  g_object_unref (wait->paintable);
  g_object_unref (wait->cancellable);
  g_free (wait);
}

static void
object_shown_cb (MbEditorBuffer *buffer, MbObjectPaintable *paintable, MbEditorView *self)
{
  PictureWait *wait = NULL;

  if (!self->load_picture || !mb_object_paintable_wants_texture (paintable))
    return;
  wait = g_new0 (PictureWait, 1);
  wait->paintable = g_object_ref (paintable);
  wait->cancellable = g_object_ref (self->cancellable);
  self->load_picture (mb_object_paintable_get_media (paintable), COLUMN_PX, picture_ready_cb, wait,
                      self->load_picture_data);
}

static void
offer_picture (MbEditorView *self, GBytes *bytes, const char *file_name)
{
  g_signal_emit (self, signals[SIGNAL_PICTURE_OFFERED], 0, bytes, file_name);
}

static void
picture_pasted_cb (GBytes *bytes, gpointer user_data)
{
  offer_picture (user_data, bytes, NULL);
}

static void
paste_failed_cb (MbPasteOutcome outcome, const GError *error, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_PASTE_FAILED], 0, outcome, error);
}

static gboolean
wants_more_cb (const char *contents, goffset size_bytes, gpointer user_data)
{
  return size_bytes <= MAX_DROPPED_BYTES;
}

/* What cannot be read is offered as a picture without bytes: that it is none is said there. */
static void
file_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbEditorView) self = user_data;
  char *contents = NULL;
  gsize size_bytes = 0;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));

  g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &size_bytes, NULL, NULL);
  bytes = g_bytes_new_take (contents, size_bytes);
  if (!g_cancellable_is_cancelled (self->cancellable))
    offer_picture (self, bytes, name);
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, MbEditorView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->text);
  GtkTextIter iter;
  GSList *files = NULL;
  int buffer_x;
  int buffer_y;

  gtk_text_view_window_to_buffer_coords (view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x,
                                         &buffer_y);
  gtk_text_view_get_iter_at_location (view, &iter, buffer_x, buffer_y);
  gtk_text_buffer_place_cursor (get_text_buffer (self), &iter);

  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE)) {
    g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (g_value_get_object (value));

    offer_picture (self, png, NULL);
    return TRUE;
  }
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *l = files; l; l = l->next)
    g_file_load_partial_contents_async (l->data, self->cancellable, wants_more_cb, file_loaded_cb,
                                        g_object_ref (self));
  g_slist_free (files);

  return TRUE;
}

static void
mb_editor_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (MB_EDITOR_VIEW (widget)->scroller, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

/* The column stops at its widest and stands in the middle: the margins are the view's own. */
static void
mb_editor_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MbEditorView *self = MB_EDITOR_VIEW (widget);
  int margin_px = MAX ((width - COLUMN_PX) / 2, MIN_MARGIN_PX);

  int column_px = MAX (width - 2 * margin_px, 80);

  if (margin_px != self->margin_px && width > 0) {
    self->margin_px = margin_px;
    gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->text), margin_px);
    gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->text), margin_px);
  }
  if (column_px != self->column_px && width > 0) {
    self->column_px = column_px;
    mb_editor_buffer_set_column_width (self->buffer, column_px);
  }
  gtk_widget_allocate (self->scroller, width, height, baseline, NULL);
}

static gboolean
mb_editor_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MB_EDITOR_VIEW (widget)->text);
}

static gboolean
mb_editor_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (MB_EDITOR_VIEW (widget)->scroller, direction);
}

static void
mb_editor_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbEditorView *self = MB_EDITOR_VIEW (object);

  switch ((MbEditorViewProps) prop_id) {
  case PROP_ARTICLE:
    g_value_set_object (value, mb_editor_buffer_get_article (self->buffer));
    break;
  case PROP_BLOCK_KIND:
    g_value_set_int (value, (int) self->block_kind);
    break;
  case PROP_STRONG:
    g_value_set_boolean (value, self->strong);
    break;
  case PROP_EMPHASIS:
    g_value_set_boolean (value, self->emphasis);
    break;
  case PROP_IN_LINK:
    g_value_set_boolean (value, self->in_link);
    break;
  case PROP_CARET_COMMENT:
    g_value_set_uint64 (value, self->caret_comment);
    break;
  case PROP_CARET_BLOCK:
    g_value_set_uint64 (value, self->caret_block);
    break;
    break;
  }
}

static void
mb_editor_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbEditorView *self = MB_EDITOR_VIEW (object);

  switch ((MbEditorViewProps) prop_id) {
  case PROP_ARTICLE:
    mb_editor_view_set_article (self, g_value_get_object (value));
    break;
  case PROP_BLOCK_KIND:
  case PROP_STRONG:
  case PROP_EMPHASIS:
  case PROP_IN_LINK:
  case PROP_CARET_BLOCK:
  case PROP_CARET_COMMENT:
    break;
  }
}

static void
mb_editor_view_dispose (GObject *object)
{
  MbEditorView *self = MB_EDITOR_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->history_signals);
  g_clear_pointer (&self->clipboard, mb_editor_clipboard_free);
  g_clear_pointer (&self->spelling, mb_editor_spelling_free);
  if (self->buffer)
    mb_editor_buffer_set_article (self->buffer, NULL);
  g_clear_object (&self->buffer);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  if (self->load_picture_destroy)
    g_clear_pointer (&self->load_picture_data, self->load_picture_destroy);

  G_OBJECT_CLASS (mb_editor_view_parent_class)->dispose (object);
}

static void
mb_editor_view_finalize (GObject *object)
{
  g_clear_object (&MB_EDITOR_VIEW (object)->cancellable);

  G_OBJECT_CLASS (mb_editor_view_parent_class)->finalize (object);
}

static void
install_signals (void)
{
  signals[SIGNAL_LINK_REQUESTED] =
    g_signal_new ("link-requested", MB_TYPE_EDITOR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_PICTURE_REQUESTED] =
    g_signal_new ("picture-requested", MB_TYPE_EDITOR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_FIGURE_ACTIVATED] =
    g_signal_new ("figure-activated", MB_TYPE_EDITOR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[SIGNAL_PICTURE_OFFERED] =
    g_signal_new ("picture-offered", MB_TYPE_EDITOR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_BYTES, G_TYPE_STRING);
  signals[SIGNAL_SCROLLED] =
    g_signal_new ("scrolled", MB_TYPE_EDITOR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_DOUBLE);
  signals[SIGNAL_COMMENT_REQUESTED] =
    g_signal_new ("comment-requested", MB_TYPE_EDITOR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_PASTE_FAILED] =
    g_signal_new ("paste-failed", MB_TYPE_EDITOR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_ERROR);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  props[PROP_ARTICLE] =
    g_param_spec_object ("article", NULL, NULL, MB_TYPE_ARTICLE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_BLOCK_KIND] =
    g_param_spec_int ("block-kind", NULL, NULL, 0, MB_N_BLOCK_KINDS - 1, MB_BLOCK_KICKER, read);
  props[PROP_STRONG] = g_param_spec_boolean ("strong", NULL, NULL, FALSE, read);
  props[PROP_EMPHASIS] = g_param_spec_boolean ("emphasis", NULL, NULL, FALSE, read);
  props[PROP_IN_LINK] = g_param_spec_boolean ("in-link", NULL, NULL, FALSE, read);
  props[PROP_CARET_BLOCK] =
    g_param_spec_uint64 ("caret-block", NULL, NULL, 0, G_MAXUINT64, 0, read);
  props[PROP_CARET_COMMENT] =
    g_param_spec_uint64 ("caret-comment", NULL, NULL, 0, G_MAXUINT64, 0, read);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_editor_view_class_init (MbEditorViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mb_editor_view_get_property;
  object_class->set_property = mb_editor_view_set_property;
  object_class->dispose = mb_editor_view_dispose;
  object_class->finalize = mb_editor_view_finalize;
  widget_class->measure = mb_editor_view_measure;
  widget_class->size_allocate = mb_editor_view_size_allocate;
  widget_class->grab_focus = mb_editor_view_grab_focus;
  widget_class->focus = mb_editor_view_focus;

  install_properties (object_class);
  install_signals ();
  mb_editor_view_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "mb-editor");
}

static void
accept_drops (MbEditorView *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = {GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE};

  gtk_drop_target_set_gtypes (drop, types, G_N_ELEMENTS (types));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drop), GTK_PHASE_CAPTURE);
  g_signal_connect (drop, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (self->text, GTK_EVENT_CONTROLLER (drop));
}

static void
mb_editor_view_init (MbEditorView *self)
{
  GtkAdjustment *adjustment = NULL;

  self->cancellable = g_cancellable_new ();
  self->scroller = gtk_scrolled_window_new ();
  self->text = mb_article_text_new ();
  self->buffer = g_object_ref (mb_article_text_get_buffer (MB_ARTICLE_TEXT (self->text)));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->text);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));

  self->clipboard = mb_editor_clipboard_new (GTK_TEXT_VIEW (self->text), self->buffer);
  mb_editor_clipboard_set_picture_offered (self->clipboard, picture_pasted_cb, self);
  mb_editor_clipboard_set_failed (self->clipboard, paste_failed_cb, self);
  self->history_signals = g_signal_group_new (MB_TYPE_HISTORY);
  g_signal_group_connect_swapped (self->history_signals, "notify", G_CALLBACK (update_actions),
                                  self);
  g_signal_connect_object (self->buffer, "object-shown", G_CALLBACK (object_shown_cb), self, 0);
  g_signal_connect_object (get_text_buffer (self), "notify::cursor-position",
                           G_CALLBACK (mb_editor_view_update_caret), self, G_CONNECT_SWAPPED);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self, 0);
  self->spelling = mb_editor_spelling_new (GTK_TEXT_VIEW (self->text), self->buffer);
  accept_drops (self);
  mb_editor_view_add_keys (self, self->text);
  update_actions (self);
}

/**
 * mb_editor_view_new:
 *
 * Makes an editor without an article.
 */
GtkWidget *
mb_editor_view_new (void)
{
  return g_object_new (MB_TYPE_EDITOR_VIEW, NULL);
}

/**
 * mb_editor_view_get_article:
 * @self: an editor
 *
 * The article being written.
 *
 * Returns: (transfer none) (nullable): the article; %NULL once its window is gone, too
 */
MbArticle *
mb_editor_view_get_article (MbEditorView *self)
{
  g_return_val_if_fail (MB_IS_EDITOR_VIEW (self), NULL);

  return self->buffer ? mb_editor_buffer_get_article (self->buffer) : NULL;
}

/* People who cannot see find the text by the article's headline. */
static void
name_text (MbEditorView *self)
{
  MbArticle *article = mb_editor_buffer_get_article (self->buffer);
  g_autofree char *name = g_strdup_printf (_ ("Article: %s"), mb_article_get_headline (article));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/**
 * mb_editor_view_set_article:
 * @self: an editor
 * @article: (nullable): the article to write
 *
 * Shows another article, with the caret at its headline.
 */
void
mb_editor_view_set_article (MbEditorView *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_EDITOR_VIEW (self));

  if (mb_editor_buffer_get_article (self->buffer) == article)
    return;
  if (mb_editor_buffer_get_article (self->buffer))
    g_signal_handlers_disconnect_by_func (mb_editor_buffer_get_article (self->buffer), name_text,
                                          self);
  mb_editor_spelling_restart (self->spelling);
  mb_editor_buffer_set_article (self->buffer, article);
  g_signal_group_set_target (self->history_signals,
                             article ? mb_article_get_history (article) : NULL);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text), article && !self->read_only);
  if (article) {
    MbBlock *headline = mb_snapshot_get_block (mb_article_get_snapshot (article), 1);

    name_text (self);
    g_signal_connect_object (article, "notify::headline", G_CALLBACK (name_text), self,
                             G_CONNECT_SWAPPED);
    mb_editor_view_jump (self, &(MbPosition) {mb_block_get_id (headline), 0, 0});
  }
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ARTICLE]);
}

/**
 * mb_editor_view_set_read_only:
 * @self: an editor
 * @read_only: whether articles are to be read alone
 *
 * Takes no changes: for a store that cannot keep them.
 */
void
mb_editor_view_set_read_only (MbEditorView *self, gboolean read_only)
{
  g_return_if_fail (MB_IS_EDITOR_VIEW (self));

  self->read_only = read_only;
  mb_editor_buffer_set_read_only (self->buffer, read_only);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text),
                              !read_only && mb_editor_buffer_get_article (self->buffer));
}

/**
 * mb_editor_view_set_picture_loader:
 * @self: an editor
 * @load: (nullable): gets the pixels of a picture
 * @user_data: for @load
 * @destroy: (nullable): frees @user_data
 *
 * Says where pictures come from. Set it before the article.
 */
void
mb_editor_view_set_picture_loader (MbEditorView *self,
                                   MbEditorLoadPicture load,
                                   gpointer user_data,
                                   GDestroyNotify destroy)
{
  g_return_if_fail (MB_IS_EDITOR_VIEW (self));

  if (self->load_picture_destroy)
    self->load_picture_destroy (self->load_picture_data);
  self->load_picture = load;
  self->load_picture_data = user_data;
  self->load_picture_destroy = destroy;
}

/**
 * mb_editor_view_set_html_reader:
 * @self: an editor
 * @read: (nullable): turns HTML of strangers into blocks
 * @user_data: for @read
 * @destroy: (nullable): frees @user_data
 *
 * Says who reads pasted HTML.
 */
void
mb_editor_view_set_html_reader (MbEditorView *self,
                                MbEditorReadHtml read,
                                gpointer user_data,
                                GDestroyNotify destroy)
{
  g_return_if_fail (MB_IS_EDITOR_VIEW (self));

  mb_editor_clipboard_set_html_reader (self->clipboard, read, user_data, destroy);
}

/**
 * mb_editor_view_jump:
 * @self: an editor
 * @position: a place in the article
 *
 * Puts the caret at a place and shows it.
 */
void
mb_editor_view_jump (MbEditorView *self, const MbPosition *position)
{
  GtkTextIter iter;

  g_return_if_fail (MB_IS_EDITOR_VIEW (self) && position != NULL);

  if (!mb_editor_buffer_get_iter (self->buffer, position, &iter))
    return;
  gtk_text_buffer_place_cursor (get_text_buffer (self), &iter);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->text),
                                gtk_text_buffer_get_insert (get_text_buffer (self)), 0.1, FALSE, 0,
                                0);
  mb_editor_view_update_caret (self);
}

/**
 * mb_editor_view_select:
 * @self: an editor
 * @start: where words begin
 * @end: where they end
 *
 * Selects words and shows them.
 */
void
mb_editor_view_select (MbEditorView *self, const MbPosition *start, const MbPosition *end)
{
  GtkTextIter from;
  GtkTextIter to;

  g_return_if_fail (MB_IS_EDITOR_VIEW (self));
  g_return_if_fail (start != NULL && end != NULL);

  if (!mb_editor_buffer_get_iter (self->buffer, start, &from) ||
      !mb_editor_buffer_get_iter (self->buffer, end, &to))
    return;
  mb_editor_view_jump (self, start);
  gtk_text_buffer_select_range (get_text_buffer (self), &from, &to);
}

/**
 * mb_editor_view_get_range:
 * @self: an editor
 * @start: (out): where the selection begins
 * @end: (out): where it ends; where it begins when nothing is selected
 *
 * What is selected.
 *
 * Returns: %FALSE when no article is shown
 */
gboolean
mb_editor_view_get_range (MbEditorView *self, MbPosition *start, MbPosition *end)
{
  g_return_val_if_fail (MB_IS_EDITOR_VIEW (self), FALSE);

  if (!mb_editor_buffer_get_article (self->buffer))
    return FALSE;
  mb_editor_buffer_flush (self->buffer);
  if (!mb_editor_buffer_get_range (self->buffer, start, end))
    return mb_editor_view_get_caret (self, start) && mb_editor_view_get_caret (self, end);

  return TRUE;
}

/**
 * mb_editor_view_get_caret:
 * @self: an editor
 * @position: (out): where the caret is
 *
 * Where the writer is.
 *
 * Returns: %FALSE when no article is shown
 */
gboolean
mb_editor_view_get_caret (MbEditorView *self, MbPosition *position)
{
  MbSelection selection;

  g_return_val_if_fail (MB_IS_EDITOR_VIEW (self) && position != NULL, FALSE);

  if (!mb_editor_buffer_get_article (self->buffer) ||
      !mb_editor_buffer_get_selection (self->buffer, &selection))
    return FALSE;
  *position = selection.head;

  return TRUE;
}

/**
 * mb_editor_view_set_link:
 * @self: an editor
 * @address: (nullable): where it leads; %NULL takes the link off
 *
 * Makes the selection, or the link at the caret, lead to an address.
 */
void
mb_editor_view_set_link (MbEditorView *self, const char *address)
{
  g_return_if_fail (MB_IS_EDITOR_VIEW (self));

  if (mb_editor_buffer_get_article (self->buffer))
    mb_editor_command_link (self->buffer, address);
  mb_editor_view_update_caret (self);
}

/**
 * mb_editor_view_insert_block:
 * @self: an editor
 * @block: a figure, whose picture is kept already, or another block
 *
 * Inserts a block at the caret. The caret goes to the first part that is text: a figure's caption.
 */
void
mb_editor_view_insert_block (MbEditorView *self, MbBlock *block)
{
  g_return_if_fail (MB_IS_EDITOR_VIEW (self) && block != NULL);

  if (mb_editor_buffer_get_article (self->buffer))
    mb_editor_command_insert (self->buffer, block);
  mb_editor_view_show_caret (self);
}

/**
 * mb_editor_view_type:
 * @self: an editor
 * @text: words
 *
 * Types at the caret, as a writer does.
 */
void
mb_editor_view_type (MbEditorView *self, const char *text)
{
  g_return_if_fail (MB_IS_EDITOR_VIEW (self) && text != NULL);

  if (mb_editor_buffer_get_article (self->buffer))
    mb_editor_command_type (self->buffer, text);
  mb_editor_view_show_caret (self);
}

/**
 * mb_editor_view_scroll_to_block:
 * @self: an editor
 * @block: a block's id
 * @fraction: how much of its height is above the view, 0 to 1
 *
 * Scrolls without moving the caret, and without saying `scrolled`.
 */
void
mb_editor_view_scroll_to_block (MbEditorView *self, guint64 block, double fraction)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->text);
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  GtkTextIter iter;
  int y;
  int height;

  g_return_if_fail (MB_IS_EDITOR_VIEW (self));

  if (!mb_editor_buffer_get_iter (self->buffer, &(MbPosition) {block, 0, 0}, &iter))
    return;
  gtk_text_view_get_line_yrange (view, &iter, &y, &height);
  self->scrolling = TRUE;
  gtk_adjustment_set_value (adjustment, y + fraction * height);
  self->scrolling = FALSE;
}
