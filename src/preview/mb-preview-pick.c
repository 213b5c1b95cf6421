#include "mb-preview-pick.h"

/* What the page says, held against the article. */

static gboolean
is_hidden (const MbSpan *span)
{
  return span->kind == MB_SPAN_NOTE ||
         (span->kind == MB_SPAN_SUGGESTION && g_strcmp0 (span->value, "delete") == 0);
}

/* End of the hidden run that begins at @offset or before it and reaches beyond it; else @offset. */
static guint
skip_hidden (const MbText *text, guint offset)
{
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);
  gboolean moved = TRUE;

  while (moved) {
    moved = FALSE;
    for (guint i = 0; i < n; i++)
      if (is_hidden (&spans[i]) && spans[i].start <= offset && spans[i].end > offset) {
        offset = spans[i].end;
        moved = TRUE;
      }
  }

  return offset;
}

/**
 * mb_preview_pick_offset:
 * @text: a part as it is written
 * @visible_chars: an offset in it as the page shows it, without notes and struck words
 *
 * Finds the offset in the text.
 *
 * Returns: an offset within @text
 */
guint
mb_preview_pick_offset (const MbText *text, guint visible_chars)
{
  guint n_chars = mb_text_get_n_chars (text);
  guint offset = skip_hidden (text, 0);

  for (guint seen = 0; seen < visible_chars && offset < n_chars; seen++)
    offset = skip_hidden (text, offset + 1);

  return MIN (offset, n_chars);
}

/**
 * mb_preview_shows_picture:
 * @snapshot: the open article
 * @sha256: a hash, as the page asks for it
 *
 * Whether one of the article's figures has that picture: no other is ever given out.
 */
gboolean
mb_preview_shows_picture (const MbSnapshot *snapshot, const char *sha256)
{
  for (guint i = MB_N_FURNITURE; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE &&
        g_strcmp0 (mb_block_get_attribute (block, MB_ATTR_MEDIA), sha256) == 0)
      return TRUE;
  }

  return FALSE;
}
