#include "mb-merge-inside.h"

#include "mb-words.h"

/* Where blocks stand in the result: theirs' order, into which what mine moved or put in is set
 * behind the block that it follows in mine. */

#define NONE G_MAXUINT

static GHashTable *
rank (GArray *ids)
{
  GHashTable *places = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_insert (places, &g_array_index (ids, guint64, i), GUINT_TO_POINTER (i + 1));

  return places;
}

static guint
find_rank (GHashTable *places, guint64 id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (places, &id)) - 1;
}

/* Blocks of the base that no longer stand in its order: as few as possible. */
static GHashTable *
list_moved (GArray *changed, GHashTable *base)
{
  GHashTable *moved = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *stayed = NULL;
  guint n = 0;

  for (guint i = 0; i < changed->len; i++) {
    guint place = find_rank (base, g_array_index (changed, guint64, i));

    if (place != NONE)
      g_array_append_val (places, place);
  }
  stayed = mb_longest_rise ((const guint *) (gpointer) places->data, places->len);
  for (guint i = 0; i < changed->len; i++) {
    guint64 *id = &g_array_index (changed, guint64, i);

    if (find_rank (base, *id) != NONE && !stayed[n++])
      g_hash_table_add (moved, id);
  }

  return moved;
}

static guint64
get_before (GArray *ids, GHashTable *places, guint64 id)
{
  guint place = find_rank (places, id);

  return place > 0 && place != NONE ? g_array_index (ids, guint64, place - 1) : 0;
}

static guint
find_place (GArray *order, guint64 id)
{
  for (guint i = 0; i < order->len; i++)
    if (g_array_index (order, guint64, i) == id)
      return i;

  return NONE;
}

typedef struct {
  GHashTable *base;
  GHashTable *mine;
  GHashTable *theirs;
  GHashTable *moved_here;
  GHashTable *moved_there;
} Ranks;

static gboolean
only_theirs (const Ranks *ranks, guint64 id)
{
  return find_rank (ranks->base, id) == NONE && find_rank (ranks->mine, id) == NONE;
}

static gboolean
is_set_by_mine (const Ranks *ranks, guint64 id)
{
  return g_hash_table_contains (ranks->moved_here, &id) &&
         !g_hash_table_contains (ranks->moved_there, &id);
}

/* What both put in at one place: theirs first. */
static void
set_behind (GArray *order, const Ranks *ranks, guint64 before, guint64 id)
{
  guint place = before != 0 ? find_place (order, before) + 1 : 0;

  while (place < order->len && only_theirs (ranks, g_array_index (order, guint64, place)))
    place++;
  g_array_insert_val (order, place, id);
}

static GArray *
set_all (const MbMergeOrder *sides, const Ranks *ranks)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GHashTable) there = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint64 before = 0;

  for (guint i = 0; i < sides->theirs->len; i++) {
    guint64 *id = &g_array_index (sides->theirs, guint64, i);

    if (!g_hash_table_contains (sides->kept, id) || is_set_by_mine (ranks, *id))
      continue;
    g_array_append_val (order, *id);
    g_hash_table_add (there, id);
  }
  for (guint i = 0; i < sides->mine->len; i++) {
    guint64 *id = &g_array_index (sides->mine, guint64, i);

    if (!g_hash_table_contains (sides->kept, id))
      continue;
    if (!g_hash_table_contains (there, id))
      set_behind (order, ranks, before, *id);
    before = *id;
  }

  return order;
}

/**
 * mb_merge_order:
 * @sides: the three orders, and which blocks are kept
 * @twice_moved: (element-type guint64): takes the ids of blocks that were moved to two places
 *
 * Puts the blocks of both sides in one order.
 *
 * Returns: (transfer full) (element-type guint64): the ids of the kept blocks
 */
GArray *
mb_merge_order (const MbMergeOrder *sides, GArray *twice_moved)
{
  g_autoptr (GHashTable) base = rank (sides->base);
  g_autoptr (GHashTable) mine = rank (sides->mine);
  g_autoptr (GHashTable) theirs = rank (sides->theirs);
  g_autoptr (GHashTable) moved_here = list_moved (sides->mine, base);
  g_autoptr (GHashTable) moved_there = list_moved (sides->theirs, base);
  const Ranks ranks = {base, mine, theirs, moved_here, moved_there};

  for (guint i = 0; i < sides->theirs->len; i++) {
    guint64 id = g_array_index (sides->theirs, guint64, i);

    if (g_hash_table_contains (moved_here, &id) && g_hash_table_contains (moved_there, &id) &&
        get_before (sides->mine, mine, id) != get_before (sides->theirs, theirs, id))
      g_array_append_val (twice_moved, id);
  }

  return set_all (sides, &ranks);
}
