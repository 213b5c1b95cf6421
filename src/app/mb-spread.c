#include "mb-spread.h"

#include "mb-actions.h"
#include "mb-article-pane.h"
#include "mb-format-bar.h"
#include "mb-preview-pane.h"
#include "mb-review-pane.h"
#include "mb-text-intake.h"

#define PANE_MAX_PX 420
#define PANE_FRACTION 0.36
#define LARGE_MAX_PX 10000

struct _MbSpread {
  AdwBin parent_instance;
  GtkWidget *split;
  GtkWidget *text_view;
  GtkWidget *format_bar;
  GtkWidget *editor;
  GtkWidget *pane_switcher;
  GtkWidget *pane_stack;
  GtkWidget *article_pane;
  GtkWidget *preview_pane;
  AdwViewStackPage *review_page;
  MbNewsroom *newsroom;
  MbArticle *article; /* NULL: none is shown */
  MbTextIntake *intake;
  MbLayout layout;
  gboolean large_preview;
  gboolean pane_before_large;
};

typedef enum {
  PROP_PANE_OPEN = 1,
} MbSpreadProps;

static GParamSpec *props[PROP_PANE_OPEN + 1];

static guint notice_signal;

G_DEFINE_FINAL_TYPE (MbSpread, mb_spread, ADW_TYPE_BIN)

static void
tell (MbSpread *self, const char *sentence)
{
  g_signal_emit (self, notice_signal, 0, sentence);
}

/* Text and preview lead each other. */

static MbPreview *
get_preview (MbSpread *self)
{
  return mb_preview_pane_get_preview (MB_PREVIEW_PANE (self->preview_pane));
}

static void
editor_scrolled_cb (MbSpread *self, guint64 block, double fraction)
{
  mb_preview_scroll_to_block (get_preview (self), block, fraction);
}

static void
caret_block_changed_cb (MbSpread *self)
{
  guint64 block;

  g_object_get (self->editor, "caret-block", &block, NULL);
  mb_preview_select_block (get_preview (self), self->large_preview ? 0 : block);
}

static void
preview_scrolled_cb (MbSpread *self, guint64 block, double fraction)
{
  mb_editor_view_scroll_to_block (MB_EDITOR_VIEW (self->editor), block, fraction);
}

static void
preview_picked_cb (MbSpread *self, guint64 block, guint part, guint offset)
{
  mb_spread_close_large_preview (self);
  mb_editor_view_jump (MB_EDITOR_VIEW (self->editor), &(MbPosition) {block, part, offset});
  gtk_widget_grab_focus (self->editor);
}

/* Layout */

/* The large preview is the pane, laid over all of the text: the page is neither moved nor loaded
 * again. */
static void
update_layout (MbSpread *self)
{
  AdwOverlaySplitView *split = ADW_OVERLAY_SPLIT_VIEW (self->split);
  gboolean large = self->large_preview;

  adw_overlay_split_view_set_collapsed (split, large || self->layout != MB_LAYOUT_WIDE);
  adw_overlay_split_view_set_max_sidebar_width (split, large ? LARGE_MAX_PX : PANE_MAX_PX);
  adw_overlay_split_view_set_sidebar_width_fraction (split, large ? 1 : PANE_FRACTION);
  adw_overlay_split_view_set_enable_show_gesture (split, !large);
  gtk_widget_set_visible (self->pane_switcher, !large);
  mb_format_bar_set_compact (MB_FORMAT_BAR (self->format_bar), self->layout == MB_LAYOUT_COMPACT);
}

static gboolean
is_pane_open (MbSpread *self)
{
  return adw_overlay_split_view_get_show_sidebar (ADW_OVERLAY_SPLIT_VIEW (self->split));
}

static void
set_pane_open (MbSpread *self, gboolean open)
{
  adw_overlay_split_view_set_show_sidebar (ADW_OVERLAY_SPLIT_VIEW (self->split), open);
}

static void
sidebar_changed_cb (MbSpread *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PANE_OPEN]);
}

static void
mb_spread_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbSpread *self = MB_SPREAD (object);

  switch ((MbSpreadProps) prop_id) {
  case PROP_PANE_OPEN:
    g_value_set_boolean (value, self->split && is_pane_open (self));
    break;
  }
}

static void
mb_spread_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch ((MbSpreadProps) prop_id) {
  case PROP_PANE_OPEN:
    set_pane_open (MB_SPREAD (object), g_value_get_boolean (value));
    break;
  }
}

static void
mb_spread_dispose (GObject *object)
{
  MbSpread *self = MB_SPREAD (object);

  g_clear_object (&self->intake);
  /* Disposing of the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_SPREAD);
  g_clear_object (&self->article);
  g_clear_object (&self->newsroom);

  G_OBJECT_CLASS (mb_spread_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/marbre/Marbre/app/mb-spread.ui");
  gtk_widget_class_bind_template_child (widget_class, MbSpread, split);
  gtk_widget_class_bind_template_child (widget_class, MbSpread, text_view);
  gtk_widget_class_bind_template_child (widget_class, MbSpread, format_bar);
  gtk_widget_class_bind_template_child (widget_class, MbSpread, editor);
  gtk_widget_class_bind_template_child (widget_class, MbSpread, pane_switcher);
  gtk_widget_class_bind_template_child (widget_class, MbSpread, pane_stack);
  gtk_widget_class_bind_template_child (widget_class, MbSpread, article_pane);
  gtk_widget_class_bind_template_child (widget_class, MbSpread, preview_pane);
  gtk_widget_class_bind_template_child (widget_class, MbSpread, review_page);
  gtk_widget_class_bind_template_callback (widget_class, mb_spread_show_finding);
  gtk_widget_class_bind_template_callback (widget_class, caret_block_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, editor_scrolled_cb);
  gtk_widget_class_bind_template_callback (widget_class, preview_scrolled_cb);
  gtk_widget_class_bind_template_callback (widget_class, preview_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, sidebar_changed_cb);
}

static void
mb_spread_class_init (MbSpreadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mb_spread_get_property;
  object_class->set_property = mb_spread_set_property;
  object_class->dispose = mb_spread_dispose;

  props[PROP_PANE_OPEN] =
    g_param_spec_boolean ("pane-open", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  notice_signal = g_signal_new ("notice", MB_TYPE_SPREAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (MB_TYPE_EDITOR_VIEW);
  g_type_ensure (MB_TYPE_FORMAT_BAR);
  g_type_ensure (MB_TYPE_ARTICLE_PANE);
  g_type_ensure (MB_TYPE_PREVIEW_PANE);
  g_type_ensure (MB_TYPE_REVIEW_PANE);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
mb_spread_init (MbSpread *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mb_format_bar_set_editor (MB_FORMAT_BAR (self->format_bar), MB_EDITOR_VIEW (self->editor));
  mb_actions_add_shortcuts (self->text_view, "text.");
}

/**
 * mb_spread_set_newsroom:
 * @self: the spread
 * @newsroom: whose articles it shows
 *
 * Gives it what it works with. Called once, before an article is shown.
 */
void
mb_spread_set_newsroom (MbSpread *self, MbNewsroom *newsroom)
{
  gboolean read_only;

  g_return_if_fail (MB_IS_SPREAD (self));
  g_return_if_fail (!self->newsroom);

  self->newsroom = g_object_ref (newsroom);
  read_only = mb_newsroom_get_read_only_reason (newsroom) != NULL;
  mb_editor_view_set_read_only (MB_EDITOR_VIEW (self->editor), read_only);
  gtk_widget_set_sensitive (self->article_pane, !read_only);
  self->intake = mb_text_intake_new (MB_EDITOR_VIEW (self->editor), newsroom);
  g_signal_connect_object (self->intake, "notice", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  mb_preview_set_assets (get_preview (self), MB_ASSETS (mb_newsroom_get_store (newsroom)));
}

/**
 * mb_spread_set_article:
 * @self: the spread
 * @article: (nullable): the article to write
 *
 * Shows another article.
 */
void
mb_spread_set_article (MbSpread *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_SPREAD (self));

  mb_editor_view_set_article (MB_EDITOR_VIEW (self->editor), article);
  mb_format_bar_set_article (MB_FORMAT_BAR (self->format_bar), article);
  mb_article_pane_set_article (MB_ARTICLE_PANE (self->article_pane), article);
  mb_preview_pane_set_article (MB_PREVIEW_PANE (self->preview_pane), article);
  g_set_object (&self->article, article);
}

/**
 * mb_spread_set_layout:
 * @self: the spread
 * @layout: how much room there is
 *
 * Brings it into another shape. A pane that begins to slide over the text starts hidden.
 */
void
mb_spread_set_layout (MbSpread *self, MbLayout layout)
{
  gboolean was_wide;

  g_return_if_fail (MB_IS_SPREAD (self));

  was_wide = self->layout == MB_LAYOUT_WIDE;
  self->layout = layout;
  update_layout (self);
  if (was_wide != (layout == MB_LAYOUT_WIDE) && !self->large_preview)
    set_pane_open (self, !was_wide);
}

/**
 * mb_spread_get_editor:
 * @self: the spread
 *
 * The writing surface.
 *
 * Returns: (transfer none): the editor
 */
MbEditorView *
mb_spread_get_editor (MbSpread *self)
{
  g_return_val_if_fail (MB_IS_SPREAD (self), NULL);

  return MB_EDITOR_VIEW (self->editor);
}

/**
 * mb_spread_get_review_page:
 * @self: the spread
 *
 * The page of the pane that has the comments, an #MbReviewPane. Whoever leads the review says when
 * it can be seen.
 *
 * Returns: (transfer none): the page
 */
AdwViewStackPage *
mb_spread_get_review_page (MbSpread *self)
{
  g_return_val_if_fail (MB_IS_SPREAD (self), NULL);

  return self->review_page;
}

/**
 * mb_spread_type:
 * @self: the spread
 * @text: words
 *
 * Types at the caret, as the writer would.
 */
void
mb_spread_type (MbSpread *self, const char *text)
{
  g_return_if_fail (MB_IS_SPREAD (self));

  mb_editor_view_type (MB_EDITOR_VIEW (self->editor), text);
}

/**
 * mb_spread_jump:
 * @self: the spread
 * @block: a block's id
 * @part: one of its parts
 *
 * Puts the caret there, where it can be seen.
 */
void
mb_spread_jump (MbSpread *self, guint64 block, guint part)
{
  g_return_if_fail (MB_IS_SPREAD (self));

  mb_spread_close_large_preview (self);
  if (self->layout != MB_LAYOUT_WIDE)
    set_pane_open (self, FALSE);
  mb_editor_view_jump (MB_EDITOR_VIEW (self->editor), &(MbPosition) {block, part, 0});
  gtk_widget_grab_focus (self->editor);
}

/**
 * mb_spread_show_finding:
 * @self: the spread
 * @block: the block that a check speaks of; 0: it speaks of the article
 * @part: one of its parts
 * @code: what was found
 *
 * Leads to the place of a finding: in the text, or to a field of the pane.
 */
void
mb_spread_show_finding (MbSpread *self, guint64 block, guint part, const char *code)
{
  MbBlock *found = NULL;

  g_return_if_fail (MB_IS_SPREAD (self));

  if (!self->article)
    return;
  if (block == 0) {
    mb_spread_show_pane (self, "article");
    if (!mb_article_pane_focus_finding (MB_ARTICLE_PANE (self->article_pane), code))
      gtk_widget_grab_focus (self->editor);
    return;
  }
  found = mb_snapshot_lookup (mb_article_get_snapshot (self->article), block);
  mb_spread_jump (self, block, part);
  if (found && mb_block_get_kind (found) == MB_BLOCK_FIGURE && g_strstr_len (code, -1, "alt"))
    mb_text_intake_open_figure (self->intake, block);
}

/**
 * mb_spread_focus_text:
 * @self: the spread
 *
 * Puts the focus into the text.
 */
void
mb_spread_focus_text (MbSpread *self)
{
  g_return_if_fail (MB_IS_SPREAD (self));

  gtk_widget_grab_focus (self->editor);
}

static void
focus_pane (MbSpread *self)
{
  gtk_widget_child_focus (adw_view_stack_get_visible_child (ADW_VIEW_STACK (self->pane_stack)),
                          GTK_DIR_TAB_FORWARD);
}

/**
 * mb_spread_focus_nearest:
 * @self: the spread
 * @first: whether the focus comes from before the text, or from behind the pane
 *
 * Puts the focus into the text, or into the pane when that is the nearer one.
 */
void
mb_spread_focus_nearest (MbSpread *self, gboolean first)
{
  g_return_if_fail (MB_IS_SPREAD (self));

  if (!first && mb_spread_get_pane_shown (self))
    focus_pane (self);
  else
    gtk_widget_grab_focus (self->editor);
}

/**
 * mb_spread_move_focus:
 * @self: the spread
 * @forward: from the text to the pane; otherwise from the pane to the text
 *
 * Moves the focus on.
 *
 * Returns: whether it stayed within the spread
 */
gboolean
mb_spread_move_focus (MbSpread *self, gboolean forward)
{
  GtkRoot *root = NULL;
  GtkWidget *focus = NULL;
  gboolean in_pane;

  g_return_val_if_fail (MB_IS_SPREAD (self), FALSE);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = gtk_window_get_focus (GTK_WINDOW (root));
  in_pane = focus && gtk_widget_is_ancestor (focus, self->pane_stack);
  if (in_pane == forward || !mb_spread_get_pane_shown (self))
    return FALSE;
  if (forward)
    focus_pane (self);
  else
    gtk_widget_grab_focus (self->editor);

  return TRUE;
}

/**
 * mb_spread_show_pane:
 * @self: the spread
 * @name: "article", "review" or "preview"
 *
 * Shows a page of the pane.
 */
void
mb_spread_show_pane (MbSpread *self, const char *name)
{
  g_return_if_fail (MB_IS_SPREAD (self));

  mb_spread_close_large_preview (self);
  if (g_str_equal (name, "review"))
    adw_view_stack_page_set_visible (self->review_page, TRUE);
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->pane_stack), name);
  set_pane_open (self, TRUE);
}

/**
 * mb_spread_toggle_pane:
 * @self: the spread
 * @name: "article", "review" or "preview"
 *
 * Shows a page of the pane, or hides the pane when it shows that page already.
 */
void
mb_spread_toggle_pane (MbSpread *self, const char *name)
{
  g_return_if_fail (MB_IS_SPREAD (self));

  if (!mb_spread_close_large_preview (self) && is_pane_open (self) &&
      g_str_equal (mb_spread_get_pane_name (self), name))
    set_pane_open (self, FALSE);
  else
    mb_spread_show_pane (self, name);
}

/**
 * mb_spread_get_pane_shown:
 * @self: the spread
 *
 * Whether the pane is there, apart from the large preview.
 *
 * Returns: `TRUE` when it is
 */
gboolean
mb_spread_get_pane_shown (MbSpread *self)
{
  g_return_val_if_fail (MB_IS_SPREAD (self), FALSE);

  return self->large_preview ? self->pane_before_large : is_pane_open (self);
}

/**
 * mb_spread_get_pane_name:
 * @self: the spread
 *
 * Which page of the pane is in front.
 *
 * Returns: as for mb_spread_show_pane()
 */
const char *
mb_spread_get_pane_name (MbSpread *self)
{
  g_return_val_if_fail (MB_IS_SPREAD (self), NULL);

  return adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (self->pane_stack));
}

static void
set_large_preview (MbSpread *self, gboolean large)
{
  if (large)
    self->pane_before_large = is_pane_open (self);
  self->large_preview = large;
  mb_preview_pane_set_large (MB_PREVIEW_PANE (self->preview_pane), large);
  caret_block_changed_cb (self);
  if (large)
    adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->pane_stack), "preview");
  update_layout (self);
  set_pane_open (self, large || self->pane_before_large);
  if (!large)
    gtk_widget_grab_focus (self->editor);
}

/**
 * mb_spread_toggle_large_preview:
 * @self: the spread
 *
 * Shows the article as readers will see it, instead of the text; or comes back.
 */
void
mb_spread_toggle_large_preview (MbSpread *self)
{
  g_return_if_fail (MB_IS_SPREAD (self));

  if (self->article)
    set_large_preview (self, !self->large_preview);
}

/**
 * mb_spread_close_large_preview:
 * @self: the spread
 *
 * Comes back to the text.
 *
 * Returns: whether the preview was large
 */
gboolean
mb_spread_close_large_preview (MbSpread *self)
{
  g_return_val_if_fail (MB_IS_SPREAD (self), FALSE);

  if (!self->large_preview)
    return FALSE;
  set_large_preview (self, FALSE);

  return TRUE;
}
