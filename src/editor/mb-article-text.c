#include "mb-article-text.h"

#include <glib/gi18n-lib.h>

#define BAR_PX 3
#define RULE_WIDTH_PX 38

struct _MbArticleText {
  GtkSourceView parent_instance;
  MbEditorBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (MbArticleText, mb_article_text, GTK_SOURCE_TYPE_VIEW)

static const char *
get_prompt (const MbBlock *block, guint part)
{
  switch (mb_block_get_part_role (block, part)) {
  case MB_PART_CAPTION:
    return _ ("Caption");
  case MB_PART_CREDIT:
    return _ ("Credit");
  case MB_PART_ATTRIBUTION:
    return _ ("Who says it");
  case MB_PART_PICTURE:
  case MB_PART_OBJECT:
  case MB_PART_CELL:
    return NULL;
  case MB_PART_TEXT:
    break;
  }
  if (mb_block_get_kind (block) == MB_BLOCK_KICKER)
    return _ ("Kicker");
  if (mb_block_get_kind (block) == MB_BLOCK_HEADLINE)
    return _ ("Headline");
  if (mb_block_get_kind (block) == MB_BLOCK_STANDFIRST)
    return _ ("Standfirst: the essential in two sentences");
  if (mb_block_get_kind (block) == MB_BLOCK_CROSSHEAD ||
      mb_block_get_kind (block) == MB_BLOCK_SUBCROSSHEAD)
    return _ ("Crosshead");

  return NULL;
}

static double
get_scale (const MbBlock *block)
{
  switch ((int) mb_block_get_kind (block)) {
  case MB_BLOCK_HEADLINE:
    return 1.9;
  case MB_BLOCK_STANDFIRST:
    return 1.15;
  case MB_BLOCK_CROSSHEAD:
    return 1.3;
  case MB_BLOCK_KICKER:
    return 0.85;
  default:
    return 0.95;
  }
}

static void
draw_text (MbArticleText *self,
           GtkSnapshot *snapshot,
           const char *text,
           double scale,
           int x,
           int y,
           float alpha)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int room = gtk_widget_get_width (GTK_WIDGET (self)) - x -
             gtk_text_view_get_right_margin (GTK_TEXT_VIEW (self));
  GdkRGBA ink;

  gtk_widget_get_color (GTK_WIDGET (self), &ink);
  ink.alpha *= alpha;
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, MAX (room, 1) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_bar (MbArticleText *self, GtkSnapshot *snapshot, int x, int y, int width, int height)
{
  GdkRGBA accent;

  gdk_rgba_parse (&accent, "#a4261d");
  gtk_snapshot_append_color (
    snapshot, &accent, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

/* Number of an ordered item: items of its level before it, back to the list's start. */
static guint
count_item (MbArticleText *self, int line, const char *level)
{
  guint n = 1;
  guint part;

  while (--line >= 0) {
    MbBlock *block = mb_editor_buffer_get_line_block (self->buffer, line, &part);
    const char *other = block ? mb_block_get_attribute (block, MB_ATTR_LEVEL) : NULL;

    if (!block || mb_block_get_kind (block) != MB_BLOCK_LIST_ITEM || g_strcmp0 (other, level) < 0)
      break;
    if (g_strcmp0 (other, level) == 0)
      n++;
  }

  return n;
}

static void
draw_list_mark (MbArticleText *self,
                GtkSnapshot *snapshot,
                const MbBlock *block,
                int line,
                const GdkRectangle *place)
{
  gboolean ordered = g_strcmp0 (mb_block_get_attribute (block, MB_ATTR_LIST), "ordered") == 0;
  g_autofree char *number = NULL;

  if (ordered)
    number = g_strdup_printf (
      "%u.", count_item (self, line, mb_block_get_attribute (block, MB_ATTR_LEVEL)));
  draw_text (self, snapshot, ordered ? number : "•", 1, place->x - 22, place->y, 0.7f);
}

/* One line under the standfirst, from metadata: « Par Aïcha Traoré · Lomé ». */
static void
draw_byline (MbArticleText *self, GtkSnapshot *snapshot, int x, int bottom)
{
  MbArticle *article = mb_editor_buffer_get_article (self->buffer);
  MbSnapshot *now = mb_article_get_snapshot (article);
  const char *byline = mb_snapshot_get_meta (now, MB_META_BYLINE);
  const char *dateline = mb_snapshot_get_meta (now, MB_META_DATELINE);
  g_auto (GStrv) names = byline ? g_strsplit (byline, "\n", -1) : NULL;
  g_autofree char *joined = names ? g_strjoinv (", ", names) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (joined) {
    /* Translators: %s is one name or several, separated by commas */
    g_string_append_printf (text, _ ("By %s"), joined);
  }
  if (joined && dateline)
    g_string_append (text, " · ");
  if (dateline)
    g_string_append (text, dateline);
  draw_text (self, snapshot, text->len > 0 ? text->str : _ ("Byline"), 0.9, x, bottom - 32,
             text->len > 0 ? 0.66f : 0.4f);
}

static void
draw_line (MbArticleText *self, GtkSnapshot *snapshot, const GtkTextIter *iter, int top, int height)
{
  int line = gtk_text_iter_get_line (iter);
  guint part;
  MbBlock *block = mb_editor_buffer_get_line_block (self->buffer, line, &part);
  const char *prompt = NULL;
  GdkRectangle place;
  MbBlockKind kind;

  if (!block)
    return;
  kind = mb_block_get_kind (block);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), iter, &place);
  prompt = gtk_text_iter_ends_line (iter) ? get_prompt (block, part) : NULL;
  if (prompt)
    draw_text (self, snapshot, prompt, get_scale (block), place.x, place.y, 0.4f);
  if (kind == MB_BLOCK_LIST_ITEM)
    draw_list_mark (self, snapshot, block, line, &place);
  else if (kind == MB_BLOCK_PULL_QUOTE)
    draw_bar (self, snapshot, place.x - 20, top + (part == 0 ? 10 : 0), BAR_PX,
              height - (part == 0 ? 10 : 14));
  else if (kind == MB_BLOCK_QUOTATION)
    draw_text (self, snapshot, part == 0 ? "❝" : "—", 1, place.x - 22, place.y, 0.5f);
  else if (kind == MB_BLOCK_CROSSHEAD)
    draw_bar (self, snapshot, place.x, top + 9, RULE_WIDTH_PX, BAR_PX);
  else if (kind == MB_BLOCK_STANDFIRST)
    draw_byline (self, snapshot, place.x, top + height);
}

static void
mb_article_text_snapshot_layer (GtkTextView *view, GtkTextViewLayer layer, GtkSnapshot *snapshot)
{
  MbArticleText *self = MB_ARTICLE_TEXT (view);
  GdkRectangle visible;
  GtkTextIter iter;
  int top;

  GTK_TEXT_VIEW_CLASS (mb_article_text_parent_class)->snapshot_layer (view, layer, snapshot);
  if (layer != GTK_TEXT_VIEW_LAYER_BELOW_TEXT || !mb_editor_buffer_get_article (self->buffer))
    return;

  gtk_text_view_get_visible_rect (view, &visible);
  gtk_text_view_get_line_at_y (view, &iter, visible.y, &top);
  for (;;) {
    int y;
    int height;

    gtk_text_view_get_line_yrange (view, &iter, &y, &height);
    if (y > visible.y + visible.height)
      break;
    draw_line (self, snapshot, &iter, y, height);
    if (!gtk_text_iter_forward_line (&iter)) {
      /* The last line, when empty, is one that forward_line () moves to and calls the end. */
      if (gtk_text_iter_is_end (&iter) && gtk_text_iter_starts_line (&iter)) {
        gtk_text_view_get_line_yrange (view, &iter, &y, &height);
        draw_line (self, snapshot, &iter, y, height);
      }
      break;
    }
  }
}

static void
update_ink (MbArticleText *self)
{
  GdkRGBA ink;

  gtk_widget_get_color (GTK_WIDGET (self), &ink);
  mb_editor_buffer_set_ink (self->buffer, &ink);
}

static void
mb_article_text_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (mb_article_text_parent_class)->css_changed (widget, change);
  if (MB_ARTICLE_TEXT (widget)->buffer)
    update_ink (MB_ARTICLE_TEXT (widget));
}

static void
mb_article_text_dispose (GObject *object)
{
  MbArticleText *self = MB_ARTICLE_TEXT (object);

  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (mb_article_text_parent_class)->dispose (object);
}

static void
mb_article_text_class_init (MbArticleTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mb_article_text_dispose;
  GTK_WIDGET_CLASS (klass)->css_changed = mb_article_text_css_changed;
  GTK_TEXT_VIEW_CLASS (klass)->snapshot_layer = mb_article_text_snapshot_layer;
}

static void
mb_article_text_init (MbArticleText *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  g_autoptr (GtkSourceBuffer) text = gtk_source_buffer_new (NULL);

  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (text), FALSE);
  gtk_source_buffer_set_highlight_syntax (text, FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (text, FALSE);
  gtk_source_buffer_set_implicit_trailing_newline (text, FALSE);
  /* A scheme for code has its own paper: the text is written on the window's. */
  gtk_source_buffer_set_style_scheme (text, NULL);
  gtk_text_view_set_buffer (view, GTK_TEXT_BUFFER (text));
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_pixels_inside_wrap (view, 4);
  gtk_text_view_set_top_margin (view, 24);
  gtk_text_view_set_bottom_margin (view, 120);
  gtk_widget_add_css_class (GTK_WIDGET (self), "article-text");
  self->buffer = mb_editor_buffer_new (GTK_TEXT_BUFFER (text), GTK_WIDGET (self));
  update_ink (self);
}

/**
 * mb_article_text_new:
 *
 * Makes a text view without an article.
 */
GtkWidget *
mb_article_text_new (void)
{
  return g_object_new (MB_TYPE_ARTICLE_TEXT, NULL);
}

/**
 * mb_article_text_get_buffer:
 * @self: a text view
 *
 * What binds its text to an article.
 *
 * Returns: (transfer none): the buffer
 */
MbEditorBuffer *
mb_article_text_get_buffer (MbArticleText *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_TEXT (self), NULL);

  return self->buffer;
}
