#pragma once

#include "mb-render.h"

/* Small articles for the renderer's tests. */

G_GNUC_UNUSED static MbSnapshot *
append_block (MbSnapshot *snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

  mb_snapshot_unref (snapshot);
  mb_block_unref (block);

  return longer;
}

static MbBlock *
make_text (guint64 id, MbBlockKind kind, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);

  return mb_block_new_text (id, kind, text);
}

G_GNUC_UNUSED static MbBlock *
with_part (MbBlock *block, guint part, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);
  MbBlock *changed = mb_block_with_part (block, part, text);

  mb_block_unref (block);

  return changed;
}

G_GNUC_UNUSED static MbBlock *
with_attribute (MbBlock *block, const char *name, const char *value)
{
  MbBlock *changed = mb_block_with_attribute (block, name, value);

  mb_block_unref (block);

  return changed;
}

G_GNUC_UNUSED static MbSnapshot *
make_article (void)
{
  MbSnapshot *snapshot = mb_snapshot_new_bare ("11111111-2222-4333-8444-555555555555");

  snapshot = append_block (snapshot, make_text (1, MB_BLOCK_KICKER, "Port"));
  snapshot = append_block (snapshot, make_text (2, MB_BLOCK_HEADLINE, "Le quai rouvre"));

  return append_block (snapshot, make_text (3, MB_BLOCK_STANDFIRST, "Deux navires lundi."));
}
