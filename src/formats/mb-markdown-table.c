#include "mb-intake.h"

#include "mb-id.h"

#include <string.h>

/* A table as everybody writes it in Markdown: rows with bars, and a line of dashes below the first.
 */

#define MAX_CELLS 2000

static gboolean
is_rule (const char *line)
{
  return strchr (line, '|') && strchr (line, '-') && !line[strspn (line, "|-: \t")];
}

/* The cells of a row; a bar behind a backslash is one of the words. */
static GPtrArray *
split_row (const char *line)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *row = g_strstrip (g_strdup (line));
  g_autoptr (GString) cell = g_string_new (NULL);

  for (const char *c = row + (*row == '|'); *c; c++) {
    if (*c == '\\' && c[1] == '|') {
      g_string_append_c (cell, *++c);
    } else if (*c == '|') {
      g_ptr_array_add (cells, g_strstrip (g_strdup (cell->str)));
      g_string_truncate (cell, 0);
    } else {
      g_string_append_c (cell, *c);
    }
  }
  if (cell->len > 0)
    g_ptr_array_add (cells, g_strstrip (g_strdup (cell->str)));

  return cells;
}

static MbBlock *
take_with_attribute (MbBlock *block, const char *name, const char *value)
{
  MbBlock *changed = mb_block_with_attribute (block, name, value);

  mb_block_unref (block);

  return changed;
}

/* A row that is too short is filled up, one that is too long loses nothing: the last cell has the
 * rest. */
static char *
dup_cell (GPtrArray *cells, guint column, guint n_columns)
{
  g_autoptr (GString) words = g_string_new (column < cells->len ? cells->pdata[column] : "");

  for (guint i = column + 1; column + 1 == n_columns && i < cells->len; i++)
    g_string_append_printf (words, " %s", (char *) cells->pdata[i]);

  return g_strstrip (g_string_free_and_steal (g_steal_pointer (&words)));
}

static MbBlock *
add_row (MbBlock *table, const char *line, guint n_columns)
{
  g_autoptr (GPtrArray) cells = split_row (line);
  guint first = mb_block_get_n_parts (table);

  for (guint i = 0; i < n_columns; i++) {
    g_autofree char *words = dup_cell (cells, i, n_columns);
    g_autoptr (MbText) text = mb_markdown_read_inline (words);
    MbBlock *longer = mb_block_with_part (table, first + i, text);

    mb_block_unref (table);
    table = longer;
  }

  return table;
}

/* A table whose head says nothing has none. */
static gboolean
is_empty (GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    if (*(char *) cells->pdata[i])
      return FALSE;

  return TRUE;
}

/**
 * mb_markdown_read_table:
 * @words: the lines of a paragraph
 *
 * Reads a table, its first row the header unless it is empty.
 *
 * Returns: (transfer full) (nullable): the table; `NULL` when it is none, or a huge one
 */
MbBlock *
mb_markdown_read_table (const char *words)
{
  g_auto (GStrv) lines = g_strsplit (words, "\n", -1);
  guint n_lines = g_strv_length (lines);
  g_autoptr (GPtrArray) head = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *columns = NULL;
  MbBlock *table = NULL;
  gboolean has_head;

  if (n_lines < 2 || !strchr (lines[0], '|') || !is_rule (lines[1]))
    return NULL;
  head = split_row (lines[0]);
  if (head->len == 0 || (n_lines - 1) * head->len > MAX_CELLS)
    return NULL;

  has_head = n_lines == 2 || !is_empty (head);
  table = mb_block_new (mb_id_new (), MB_BLOCK_TABLE);
  if (has_head)
    table = add_row (table, lines[0], head->len);
  for (guint i = 2; i < n_lines; i++)
    table = add_row (table, lines[i], head->len);
  rows = g_strdup_printf ("%u", n_lines - (has_head ? 1 : 2));
  columns = g_strdup_printf ("%u", head->len);
  table = take_with_attribute (table, MB_ATTR_ROWS, rows);
  table = take_with_attribute (table, MB_ATTR_COLUMNS, columns);

  return take_with_attribute (table, MB_ATTR_HEADER, has_head ? "true" : NULL);
}
