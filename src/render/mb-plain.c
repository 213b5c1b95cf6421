#include "mb-writer.h"

#include <string.h>

#define MAX_LEVEL 8

/* The article as plain text: what a clipboard, a mail or a reader without markup gets. */

static gboolean
has_text (const MbText *text)
{
  return text && mb_text_get_n_chars (text) > 0;
}

static void
append_part (GString *out, const MbText *text)
{
  g_auto (GStrv) lines = g_strsplit (mb_text_get_utf8 (text), "\342\200\250", -1);
  g_autofree char *joined = g_strjoinv ("\n", lines);

  g_string_append (out, joined);
}

static void
append_figure (GString *out, const MbBlock *figure)
{
  MbText *caption = mb_block_get_role (figure, MB_PART_CAPTION);
  MbText *credit = mb_block_get_role (figure, MB_PART_CREDIT);

  if (has_text (caption))
    append_part (out, caption);
  if (has_text (caption) && has_text (credit))
    g_string_append_c (out, ' ');
  if (has_text (credit))
    append_part (out, credit);
}

static void
append_quote (GString *out, const MbBlock *quote)
{
  MbText *by = mb_block_get_role (quote, MB_PART_ATTRIBUTION);

  append_part (out, mb_block_get_part (quote, 0));
  if (has_text (by)) {
    g_string_append (out, "\n— ");
    append_part (out, by);
  }
}

static void
append_embed (GString *out, const MbBlock *embed)
{
  const char *title = mb_block_get_attribute (embed, MB_ATTR_TITLE);
  const char *url = mb_block_get_attribute (embed, MB_ATTR_URL);

  if (title)
    g_string_append (out, title);
  if (title && url)
    g_string_append_c (out, '\n');
  if (url)
    g_string_append (out, url);
}

static void
append_table (GString *out, const MbBlock *table)
{
  const char *columns = mb_block_get_attribute (table, MB_ATTR_COLUMNS);
  guint first = mb_block_kind_get_n_parts (MB_BLOCK_TABLE);
  guint64 n_columns = 1;

  if (columns)
    g_ascii_string_to_unsigned (columns, 10, 1, 10000, &n_columns, NULL);
  for (guint i = first; i < mb_block_get_n_parts (table); i++) {
    if (i > first)
      g_string_append_c (out, (i - first) % n_columns == 0 ? '\n' : '\t');
    append_part (out, mb_block_get_part (table, i));
  }
}

/* An item counts on from the one before it on its level; what lies deeper begins anew below it. */
static void
append_item (GString *out, const MbBlock *item, guint *numbers)
{
  guint level = MIN (mb_render_get_level (item), MAX_LEVEL);

  numbers[level] = mb_render_is_ordered (item) ? numbers[level] + 1 : 0;
  for (guint i = level + 1; i <= MAX_LEVEL; i++)
    numbers[i] = 0;

  g_string_append_printf (out, "%*s", (int) (2 * level), "");
  if (numbers[level] > 0)
    g_string_append_printf (out, "%u. ", numbers[level]);
  else
    g_string_append (out, "• ");
  append_part (out, mb_block_get_part (item, 0));
}

static void
append_block (GString *out, const MbBlock *block, guint *numbers)
{
  switch (mb_block_get_kind (block)) {
  case MB_BLOCK_FIGURE:
    append_figure (out, block);
    break;
  case MB_BLOCK_QUOTATION:
  case MB_BLOCK_PULL_QUOTE:
    append_quote (out, block);
    break;
  case MB_BLOCK_EMBED:
    append_embed (out, block);
    break;
  case MB_BLOCK_TABLE:
    append_table (out, block);
    break;
  case MB_BLOCK_SEPARATOR:
    g_string_append (out, "* * *");
    break;
  case MB_BLOCK_OPAQUE:
    break;
  case MB_BLOCK_LIST_ITEM:
    append_item (out, block, numbers);
    break;
  case MB_BLOCK_KICKER:
  case MB_BLOCK_HEADLINE:
  case MB_BLOCK_STANDFIRST:
  case MB_BLOCK_PARAGRAPH:
  case MB_BLOCK_CROSSHEAD:
  case MB_BLOCK_SUBCROSSHEAD:
  case MB_BLOCK_PREFORMATTED:
    append_part (out, mb_block_get_part (block, 0));
    break;
  }
}

/**
 * mb_render_plain:
 * @snapshot: an article; suggestions count as accepted, notes and comments are left out
 *
 * Makes the article's words: one paragraph for each block, an empty line between them, list items
 * together.
 *
 * Returns: (transfer full): text that ends with a line end, or is empty
 */
char *
mb_render_plain (MbSnapshot *snapshot)
{
  g_autoptr (MbSnapshot) final = NULL;
  GString *out = NULL;
  guint numbers[MAX_LEVEL + 1] = {0}; /* of the last item on each level; 0: none, or a bullet */
  gboolean was_item = FALSE;

  g_return_val_if_fail (snapshot != NULL, NULL);

  out = g_string_new (NULL);
  final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  for (guint i = 0; i < mb_snapshot_get_n_blocks (final); i++) {
    const MbBlock *block = mb_snapshot_get_block (final, i);
    gboolean is_item = mb_block_get_kind (block) == MB_BLOCK_LIST_ITEM;
    gsize before;

    if (mb_block_is_empty (block))
      continue;
    if (out->len > 0 && !(was_item && is_item))
      g_string_append_c (out, '\n');
    before = out->len;
    if (!is_item)
      memset (numbers, 0, sizeof numbers);
    append_block (out, block, numbers);
    if (out->len > before)
      g_string_append_c (out, '\n');
    was_item = is_item;
  }

  return g_string_free_and_steal (out);
}
