#include "mb-site-version.h"

#include "mb-id.h"
#include "mb-readback.h"
#include "mb-words.h"

#include <string.h>

/* Two blocks between the same neighbours are one that was changed when half of the words are the
 * same. */
#define LIKE_ENOUGH 0.4
#define NONE G_MAXUINT

/* What a reader sees of a block; the key by which blocks are found again. */
static char *
make_key (const MbBlock *block)
{
  g_autoptr (GString) key = g_string_new (mb_block_kind_to_string (mb_block_get_kind (block)));
  const char *source = mb_block_get_attribute (block, MB_ATTR_SOURCE);

  for (guint i = 0; i < mb_block_get_n_parts (block); i++) {
    g_autofree char *text = mb_readback_fold (mb_text_get_utf8 (mb_block_get_part (block, i)));

    g_string_append_printf (key, "\n%s", text);
  }
  if (mb_block_get_n_parts (block) == 0 && source)
    g_string_append (key, source);

  return g_string_free_and_steal (g_steal_pointer (&key));
}

static GPtrArray *
make_keys (GPtrArray *blocks)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < blocks->len; i++)
    g_ptr_array_add (keys, make_key (blocks->pdata[i]));

  return keys;
}

/* Which of @b each of @a is: equal ones in the same order, as many as possible. Keys that are in
 * both once are found first; runs of equal ones grow from them. */
static void
match_equal (GPtrArray *a, GPtrArray *b, guint *match)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) where = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *keep = NULL;

  for (guint j = b->len; j > 0; j--)
    g_hash_table_replace (places, b->pdata[j - 1], GUINT_TO_POINTER (j));
  for (guint i = 0; i < a->len; i++) {
    guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, a->pdata[i]));

    match[i] = NONE;
    if (place == 0)
      continue;
    g_hash_table_remove (places, a->pdata[i]);
    place--;
    g_array_append_val (candidates, place);
    g_array_append_val (where, i);
  }
  keep = mb_longest_rise ((const guint *) candidates->data, candidates->len);
  for (guint n = 0; n < candidates->len; n++)
    if (keep[n])
      match[g_array_index (where, guint, n)] = g_array_index (candidates, guint, n);
}

static gboolean
is_like (const MbBlock *a, const MbBlock *b, const char *key_a, const char *key_b)
{
  const char *source = mb_block_get_attribute (a, MB_ATTR_SOURCE);

  if (source && g_strcmp0 (source, mb_block_get_attribute (b, MB_ATTR_SOURCE)) == 0)
    return TRUE;

  return mb_block_get_kind (a) == mb_block_get_kind (b) &&
         (mb_words_likeness (key_a, key_b) >= LIKE_ENOUGH ||
          mb_block_get_kind (a) == MB_BLOCK_FIGURE);
}

typedef struct {
  GPtrArray *a;
  GPtrArray *b;
  GPtrArray *keys_a;
  GPtrArray *keys_b;
  guint *match;
} Alignment;

/* Between two that were found: the changed ones, in order. */
static void
match_gap (const Alignment *all, guint from_a, guint to_a, guint from_b, guint to_b)
{
  for (guint i = from_a; i < to_a; i++) {
    for (guint j = from_b; j < to_b; j++) {
      if (!is_like (all->a->pdata[i], all->b->pdata[j], all->keys_a->pdata[i],
                    all->keys_b->pdata[j]))
        continue;
      all->match[i] = j;
      from_b = j + 1;
      break;
    }
  }
}

static void
match_changed (const Alignment *all)
{
  guint from_a = 0;
  guint from_b = 0;

  for (guint i = 0; i <= all->a->len; i++) {
    guint j = i < all->a->len ? all->match[i] : all->b->len;

    if (j == NONE)
      continue;
    match_gap (all, from_a, i, from_b, j);
    from_a = i + 1;
    from_b = j + 1;
  }
}

/* Equal ones that are elsewhere. */
static void
match_moved (const Alignment *all)
{
  g_autofree gboolean *taken = g_new0 (gboolean, all->b->len + 1);

  for (guint i = 0; i < all->a->len; i++)
    if (all->match[i] != NONE)
      taken[all->match[i]] = TRUE;
  for (guint i = 0; i < all->a->len; i++) {
    for (guint j = 0; all->match[i] == NONE && j < all->b->len; j++) {
      if (taken[j] || strcmp (all->keys_a->pdata[i], all->keys_b->pdata[j]) != 0)
        continue;
      all->match[i] = j;
      taken[j] = TRUE;
    }
  }
}

/* Which block of @b each of @a is; NONE: it is new. */
static guint *
align (GPtrArray *a, GPtrArray *b)
{
  g_autoptr (GPtrArray) keys_a = make_keys (a);
  g_autoptr (GPtrArray) keys_b = make_keys (b);
  guint *match = g_new (guint, a->len + 1);
  Alignment all = {a, b, keys_a, keys_b, match};

  match_equal (keys_a, keys_b, match);
  match_changed (&all);
  match_moved (&all);

  return match;
}

static gboolean
has_same_attribute (const MbBlock *a, const MbBlock *b, const char *name)
{
  return g_strcmp0 (mb_block_get_attribute (a, name), mb_block_get_attribute (b, name)) == 0;
}

static gboolean
has_same_spans (MbText *a, MbText *b)
{
  guint n_a, n_b;
  const MbSpan *spans_a = mb_text_get_spans (a, &n_a);
  const MbSpan *spans_b = mb_text_get_spans (b, &n_b);

  for (guint i = 0; n_a == n_b && i < n_a; i++)
    if (spans_a[i].kind != spans_b[i].kind || g_strcmp0 (spans_a[i].value, spans_b[i].value) != 0)
      return FALSE;

  return n_a == n_b;
}

/* Read the same way, the two say the same to a reader. */
static gboolean
says_the_same (const MbBlock *a, const MbBlock *b)
{
  g_autofree char *key_a = make_key (a);
  g_autofree char *key_b = make_key (b);

  if (strcmp (key_a, key_b) != 0 || !has_same_attribute (a, b, MB_ATTR_ALT) ||
      !has_same_attribute (a, b, MB_ATTR_SOURCE) || !has_same_attribute (a, b, MB_ATTR_URL))
    return FALSE;
  for (guint i = 0; i < mb_block_get_n_parts (a); i++)
    if (!has_same_spans (mb_block_get_part (a, i), mb_block_get_part (b, i)))
      return FALSE;

  return TRUE;
}

/* The site's words in our block: what a site does not say of it stays, unless it is of another
 * picture. */
static MbBlock *
put_words (MbBlock *own, const MbBlock *own_read, MbBlock *theirs)
{
  g_autoptr (MbBlock) block = mb_block_with_id (theirs, mb_block_get_id (own));
  gboolean same_picture = has_same_attribute (own_read, theirs, MB_ATTR_SOURCE);
  guint n_attributes;
  const MbAttribute *attributes = mb_block_get_attributes (own, &n_attributes);

  if (mb_block_get_kind (own) != mb_block_get_kind (theirs))
    return g_steal_pointer (&block);
  for (guint i = 0; same_picture && i < n_attributes; i++) {
    MbBlock *more;

    if (mb_block_get_attribute (theirs, attributes[i].name))
      continue;
    more = mb_block_with_attribute (block, attributes[i].name, attributes[i].value);
    mb_block_unref (block);
    block = more;
  }
  if (same_picture && mb_block_get_attribute (own, MB_ATTR_MEDIA)) {
    MbBlock *bare =
      mb_block_with_attribute (block, MB_ATTR_SOURCE, mb_block_get_attribute (own, MB_ATTR_SOURCE));

    mb_block_unref (block);
    block = bare;
  }

  return g_steal_pointer (&block);
}

static GPtrArray *
list_body (MbSnapshot *snapshot)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (!mb_block_kind_is_furniture (mb_block_get_kind (block)))
      g_ptr_array_add (blocks, mb_block_ref (block));
  }

  return blocks;
}

/* Blocks of ours that no HTML shows, such as empty paragraphs, stay behind those they follow. */
static void
add_unseen (GPtrArray *body, GPtrArray *own, const gboolean *seen, guint from)
{
  for (guint i = from; i < own->len && !seen[i]; i++)
    g_ptr_array_add (body, mb_block_ref (own->pdata[i]));
}

static gboolean *
find_seen (const guint *own_of_read, guint n_read, guint n_own)
{
  gboolean *seen = g_new0 (gboolean, n_own + 1);

  for (guint i = 0; i < n_read; i++)
    if (own_of_read[i] != NONE)
      seen[own_of_read[i]] = TRUE;

  return seen;
}

static GPtrArray *
make_body (const MbSiteReading *reading)
{
  g_autoptr (GPtrArray) own = list_body (reading->own);
  g_autofree guint *read_of_site = align (reading->site_read, reading->own_read);
  g_autofree guint *own_of_read = align (reading->own_read, own);
  g_autofree gboolean *seen = find_seen (own_of_read, reading->own_read->len, own->len);
  GPtrArray *body = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);

  add_unseen (body, own, seen, 0);
  for (guint i = 0; i < reading->site_read->len; i++) {
    MbBlock *theirs = reading->site_read->pdata[i];
    guint read = read_of_site[i];
    guint place = read != NONE ? own_of_read[read] : NONE;
    gboolean same = read != NONE && says_the_same (theirs, reading->own_read->pdata[read]);

    /* What only our HTML has, such as the line of names, is no block of the article. */
    if (same && place == NONE)
      continue;
    if (place == NONE) {
      g_ptr_array_add (body, mb_block_ref (theirs));
      continue;
    }
    g_ptr_array_add (body,
                     same ? mb_block_ref (own->pdata[place])
                          : put_words (own->pdata[place], reading->own_read->pdata[read], theirs));
    add_unseen (body, own, seen, place + 1);
  }

  if (body->len == 0)
    g_ptr_array_add (body, mb_block_new (mb_id_new (), MB_BLOCK_PARAGRAPH));

  return body;
}

/* NULL: the site does not say. */
static MbSnapshot *
put_furniture (MbSnapshot *snapshot, MbBlockKind kind, const char *words)
{
  for (guint i = 0; words && i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);
    g_autofree char *ours = NULL;
    g_autofree char *theirs = NULL;
    g_autoptr (MbText) text = NULL;
    g_autoptr (MbBlock) changed = NULL;

    if (mb_block_get_kind (block) != kind)
      continue;
    ours = mb_readback_fold (mb_text_get_utf8 (mb_block_get_part (block, 0)));
    theirs = mb_readback_fold (words);
    if (strcmp (ours, theirs) == 0)
      break;
    text = mb_text_new (words);
    changed = mb_block_with_part (block, 0, text);
    return mb_snapshot_with_block (snapshot, i, changed);
  }

  return mb_snapshot_ref (snapshot);
}

static MbSnapshot *
put_body (MbSnapshot *own, GPtrArray *body)
{
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_ref (own);
  guint n_blocks;

  while ((n_blocks = mb_snapshot_get_n_blocks (snapshot)) > 0 &&
         !mb_block_kind_is_furniture (
           mb_block_get_kind (mb_snapshot_get_block (snapshot, n_blocks - 1)))) {
    MbSnapshot *less = mb_snapshot_with_removed (snapshot, n_blocks - 1);

    mb_snapshot_unref (snapshot);
    snapshot = less;
  }
  for (guint i = 0; i < body->len; i++) {
    MbSnapshot *more = mb_snapshot_with_inserted (snapshot, n_blocks + i, body->pdata[i]);

    mb_snapshot_unref (snapshot);
    snapshot = more;
  }

  return g_steal_pointer (&snapshot);
}

/**
 * mb_site_version_new:
 * @reading: what the site says, and what we say
 *
 * Says a site's version as a state of the article: what readers see is the site's; ids, metadata,
 * pictures and whatever the site does not know are ours. Restoring it takes the site's version;
 * comparing the article with it shows what is different.
 *
 * Returns: (transfer full): the state
 */
MbSnapshot *
mb_site_version_new (const MbSiteReading *reading)
{
  g_autoptr (GPtrArray) body = NULL;
  g_autoptr (MbSnapshot) with_body = NULL;
  g_autoptr (MbSnapshot) with_headline = NULL;

  g_return_val_if_fail (reading != NULL, NULL);

  body = make_body (reading);
  with_body = put_body (reading->own, body);
  with_headline = put_furniture (with_body, MB_BLOCK_HEADLINE, reading->remote->headline);

  return put_furniture (with_headline, MB_BLOCK_STANDFIRST, reading->remote->standfirst);
}
