#include "mb-editor-tags.h"

#define MAX_LEVEL 4
#define LEVEL_INDENT_PX 28

typedef enum {
  LINE_KICKER,
  LINE_HEADLINE,
  LINE_STANDFIRST,
  LINE_PARAGRAPH,
  LINE_CROSSHEAD,
  LINE_SUBCROSSHEAD,
  LINE_QUOTATION,
  LINE_PULL_QUOTE,
  LINE_ATTRIBUTION,
  LINE_OBJECT,
  LINE_CAPTION,
  LINE_CREDIT,
  LINE_PREFORMATTED,
  LINE_LIST_1, /* and the levels behind it */
} LineLook;

#define N_LINES (LINE_LIST_1 + MAX_LEVEL)

struct _MbEditorTags {
  GtkTextBuffer *buffer; /* not held: the buffer's owner frees us first */
  GtkTextTag *lines[N_LINES];
  GtkTextTag *spans[MB_N_SPAN_KINDS];
  const MbSnapshot *snapshot; /* (nullable): not held */
};

typedef struct {
  double scale;
  int weight;
  PangoStyle style;
  int above_px;
  int below_px;
  int margin_px;
  gboolean soft; /* in soft ink */
} LineSetting;

static const LineSetting settings[LINE_LIST_1] = {
  [LINE_KICKER] =
    {.scale = 0.85, .weight = PANGO_WEIGHT_BOLD, .above_px = 18, .below_px = 2, .soft = TRUE},
  [LINE_HEADLINE] = {.scale = 1.9, .weight = PANGO_WEIGHT_BOLD, .above_px = 4, .below_px = 8},
  [LINE_STANDFIRST] = {.scale = 1.15, .weight = PANGO_WEIGHT_NORMAL, .below_px = 44, .soft = TRUE},
  [LINE_PARAGRAPH] = {.scale = 1, .weight = PANGO_WEIGHT_NORMAL, .below_px = 12},
  [LINE_CROSSHEAD] = {.scale = 1.3, .weight = PANGO_WEIGHT_BOLD, .above_px = 18, .below_px = 8},
  [LINE_SUBCROSSHEAD] = {.scale = 1.1, .weight = PANGO_WEIGHT_BOLD, .above_px = 10, .below_px = 6},
  [LINE_QUOTATION] = {.scale = 1, .weight = PANGO_WEIGHT_NORMAL, .below_px = 4, .margin_px = 28},
  [LINE_PULL_QUOTE] = {.scale = 1.3,
                       .weight = PANGO_WEIGHT_NORMAL,
                       .style = PANGO_STYLE_ITALIC,
                       .above_px = 10,
                       .below_px = 4,
                       .margin_px = 28},
  [LINE_ATTRIBUTION] =
    {.scale = 0.9, .weight = PANGO_WEIGHT_NORMAL, .below_px = 14, .margin_px = 28, .soft = TRUE},
  [LINE_OBJECT] = {.scale = 1, .weight = PANGO_WEIGHT_NORMAL, .above_px = 10, .below_px = 6},
  [LINE_CAPTION] = {.scale = 0.9, .weight = PANGO_WEIGHT_NORMAL, .below_px = 2, .soft = TRUE},
  [LINE_CREDIT] = {.scale = 0.85, .weight = PANGO_WEIGHT_NORMAL, .below_px = 16, .soft = TRUE},
  [LINE_PREFORMATTED] = {.scale = 0.95, .weight = PANGO_WEIGHT_NORMAL, .below_px = 12},
};

static LineLook
look_of_text (const MbBlock *block)
{
  const char *level = mb_block_get_attribute (block, MB_ATTR_LEVEL);

  switch (mb_block_get_kind (block)) {
  case MB_BLOCK_KICKER:
    return LINE_KICKER;
  case MB_BLOCK_HEADLINE:
    return LINE_HEADLINE;
  case MB_BLOCK_STANDFIRST:
    return LINE_STANDFIRST;
  case MB_BLOCK_CROSSHEAD:
    return LINE_CROSSHEAD;
  case MB_BLOCK_SUBCROSSHEAD:
    return LINE_SUBCROSSHEAD;
  case MB_BLOCK_QUOTATION:
    return LINE_QUOTATION;
  case MB_BLOCK_PULL_QUOTE:
    return LINE_PULL_QUOTE;
  case MB_BLOCK_PREFORMATTED:
    return LINE_PREFORMATTED;
  case MB_BLOCK_LIST_ITEM:
    return (LineLook) (LINE_LIST_1 + (level ? CLAMP (*level - '1', 0, MAX_LEVEL - 1) : 0));
  case MB_BLOCK_PARAGRAPH:
  case MB_BLOCK_FIGURE:
  case MB_BLOCK_EMBED:
  case MB_BLOCK_TABLE:
  case MB_BLOCK_SEPARATOR:
  case MB_BLOCK_OPAQUE:
    return LINE_PARAGRAPH;
  }

  return LINE_PARAGRAPH;
}

static LineLook
look_of (const MbBlock *block, guint part)
{
  switch (mb_block_get_part_role (block, part)) {
  case MB_PART_PICTURE:
  case MB_PART_OBJECT:
    return LINE_OBJECT;
  case MB_PART_CAPTION:
    return LINE_CAPTION;
  case MB_PART_CREDIT:
    return LINE_CREDIT;
  case MB_PART_ATTRIBUTION:
    return LINE_ATTRIBUTION;
  case MB_PART_TEXT:
  case MB_PART_CELL:
    break;
  }

  return look_of_text (block);
}

static void
make_line_tags (MbEditorTags *self)
{
  for (guint i = 0; i < LINE_LIST_1; i++) {
    const LineSetting *setting = &settings[i];

    self->lines[i] =
      gtk_text_buffer_create_tag (self->buffer, NULL, "scale", setting->scale, "weight",
                                  setting->weight, "style", setting->style, "pixels-above-lines",
                                  setting->above_px, "pixels-below-lines", setting->below_px, NULL);
    if (setting->margin_px > 0)
      g_object_set (self->lines[i], "left-margin", setting->margin_px, "accumulative-margin", TRUE,
                    NULL);
  }
  for (guint i = 0; i < MAX_LEVEL; i++)
    self->lines[LINE_LIST_1 + i] = gtk_text_buffer_create_tag (
      self->buffer, NULL, "left-margin", LEVEL_INDENT_PX * ((int) i + 1), "accumulative-margin",
      TRUE, "pixels-below-lines", 6, NULL);
  g_object_set (self->lines[LINE_KICKER], "letter-spacing", PANGO_SCALE, NULL);
  g_object_set (self->lines[LINE_PREFORMATTED], "family", "monospace", NULL);
}

static void
make_span_tags (MbEditorTags *self)
{
  GtkTextBuffer *buffer = self->buffer;
  const GdkRGBA note = {0.96f, 0.83f, 0.18f, 0.35f};
  const GdkRGBA comment = {0.96f, 0.6f, 0.1f, 0.28f};
  const GdkRGBA comment_line = {0.78f, 0.4f, 0.0f, 1.0f};

  self->spans[MB_SPAN_STRONG] =
    gtk_text_buffer_create_tag (buffer, NULL, "weight", PANGO_WEIGHT_BOLD, NULL);
  self->spans[MB_SPAN_EMPHASIS] =
    gtk_text_buffer_create_tag (buffer, NULL, "style", PANGO_STYLE_ITALIC, NULL);
  self->spans[MB_SPAN_LINK] =
    gtk_text_buffer_create_tag (buffer, NULL, "underline", PANGO_UNDERLINE_SINGLE, NULL);
  self->spans[MB_SPAN_SUPERSCRIPT] =
    gtk_text_buffer_create_tag (buffer, NULL, "rise", 5 * PANGO_SCALE, "scale", 0.75, NULL);
  self->spans[MB_SPAN_SUBSCRIPT] =
    gtk_text_buffer_create_tag (buffer, NULL, "rise", -3 * PANGO_SCALE, "scale", 0.75, NULL);
  self->spans[MB_SPAN_STRIKETHROUGH] =
    gtk_text_buffer_create_tag (buffer, NULL, "strikethrough", TRUE, NULL);
  self->spans[MB_SPAN_CODE] =
    gtk_text_buffer_create_tag (buffer, NULL, "family", "monospace", NULL);
  /* GtkSourceView's name for text that no spelling checker reads. */
  self->spans[MB_SPAN_LANGUAGE] =
    gtk_text_buffer_create_tag (buffer, "gtksourceview:context-classes:no-spell-check", NULL);
  self->spans[MB_SPAN_NOTE] = gtk_text_buffer_create_tag (buffer, NULL, "background-rgba", &note,
                                                          "style", PANGO_STYLE_ITALIC, NULL);
  self->spans[MB_SPAN_COMMENT] =
    gtk_text_buffer_create_tag (buffer, NULL, "background-rgba", &comment, "underline",
                                PANGO_UNDERLINE_LOW, "underline-rgba", &comment_line, NULL);
  self->spans[MB_SPAN_SUGGESTION] =
    gtk_text_buffer_create_tag (buffer, NULL, "underline", PANGO_UNDERLINE_DOUBLE, NULL);
}

/**
 * mb_editor_tags_new:
 * @buffer: the editor's buffer; must outlive the tags
 *
 * Makes the tags.
 *
 * Returns: (transfer full): the tags
 */
MbEditorTags *
mb_editor_tags_new (GtkTextBuffer *buffer)
{
  MbEditorTags *self = g_new0 (MbEditorTags, 1);

  self->buffer = buffer;
  make_line_tags (self);
  make_span_tags (self);

  return self;
}

/**
 * mb_editor_tags_free:
 * @self: (transfer full): tags
 *
 * Forgets the tags; they stay with their buffer.
 */
void
mb_editor_tags_free (MbEditorTags *self)
{
  g_free (self);
}

/**
 * mb_editor_tags_set_ink:
 * @self: tags
 * @ink: colour of the text
 *
 * Sets what depends on the colour of the text: soft ink and links.
 */
void
mb_editor_tags_set_ink (MbEditorTags *self, const GdkRGBA *ink)
{
  gboolean dark = ink->red + ink->green + ink->blue > 1.5f;
  GdkRGBA soft = *ink;
  GdkRGBA link;

  soft.alpha = ink->alpha * 0.66f;
  gdk_rgba_parse (&link, dark ? "#78aeed" : "#1a5fb4");
  for (guint i = 0; i < LINE_LIST_1; i++)
    if (settings[i].soft)
      g_object_set (self->lines[i], "foreground-rgba", &soft, NULL);
  g_object_set (self->spans[MB_SPAN_LINK], "foreground-rgba", &link, NULL);
}

/**
 * mb_editor_tags_set_snapshot:
 * @self: tags
 * @snapshot: (nullable): the article as it is shown; must outlive its use
 *
 * Says which comments are settled: their words look like any others.
 */
void
mb_editor_tags_set_snapshot (MbEditorTags *self, const MbSnapshot *snapshot)
{
  self->snapshot = snapshot;
}

static gboolean
shows (MbEditorTags *self, const MbSpan *span)
{
  const MbMark *mark = NULL;

  if (span->kind != MB_SPAN_COMMENT || !self->snapshot)
    return TRUE;
  mark = mb_snapshot_get_mark (self->snapshot, span->mark);

  return mark && !mb_mark_is_resolved (mark);
}

static void
apply_at (MbEditorTags *self, GtkTextTag *tag, const GtkTextIter *line, guint start, guint end)
{
  GtkTextIter from = *line;
  GtkTextIter to = *line;

  gtk_text_iter_set_line_offset (&from, (int) start);
  gtk_text_iter_set_line_offset (&to, (int) end);
  gtk_text_buffer_apply_tag (self->buffer, tag, &from, &to);
}

/**
 * mb_editor_tags_dress:
 * @self: tags
 * @block: a block
 * @part: the part that stands on the line
 * @start: start of the line
 * @end: start of the next line, or the end of the text
 * @fresh: whether the line has none of our tags yet
 *
 * Gives a line the looks of its kind and its text the looks of its spans.
 */
void
mb_editor_tags_dress (MbEditorTags *self,
                      const MbBlock *block,
                      guint part,
                      const GtkTextIter *start,
                      const GtkTextIter *end,
                      gboolean fresh)
{
  LineLook look = look_of (block, part);
  guint n;
  const MbSpan *spans = mb_text_get_spans (mb_block_get_part (block, part), &n);

  if (!fresh) {
    for (guint i = 0; i < N_LINES; i++)
      if (i != look)
        gtk_text_buffer_remove_tag (self->buffer, self->lines[i], start, end);
    for (guint i = 0; i < MB_N_SPAN_KINDS; i++)
      gtk_text_buffer_remove_tag (self->buffer, self->spans[i], start, end);
  }
  gtk_text_buffer_apply_tag (self->buffer, self->lines[look], start, end);
  for (guint i = 0; i < n; i++)
    if (shows (self, &spans[i]))
      apply_at (self, self->spans[spans[i].kind], start, spans[i].start, spans[i].end);
}
