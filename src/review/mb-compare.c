#include "mb-compare.h"

#include <string.h>

/* Blocks are matched by id, then word for word, then by likeness among what is left. Of the matched
 * ones those that do not stand in the longest row of unchanged order were moved. */

#define LIKE 0.5
#define REACH 16 /* how far from its own place among what is left a block is looked for */
#define NONE G_MAXUINT

struct _MbCompare {
  gatomicrefcount ref_count;
  MbSnapshot *older; /* projected; names and ids of the entries are borrowed from here */
  MbSnapshot *newer;
  GArray *entries; /* of Entry */
  guint n_changes;
  guint n_words_inserted;
  guint n_words_removed;
};

typedef struct {
  MbCompareEntry public;
  GArray *runs;
} Entry;

typedef struct {
  MbCompare *result;
  guint n_old;
  guint n_new;
  guint *old_of;    /* for each newer block, the older one, or NONE */
  guint *new_of;    /* the other way */
  gboolean *stayed; /* for each newer block */
} Pairing;

G_DEFINE_BOXED_TYPE (MbCompare, mb_compare, mb_compare_ref, mb_compare_unref)

/* Attributes that are read, and so are compared word by word. */
static const char *const read_attributes[] = {
  MB_ATTR_ALT, MB_ATTR_TITLE, MB_ATTR_TEXT, MB_ATTR_URL, MB_ATTR_RIGHTS, NULL,
};

/* Metadata that is read under the standfirst. */
static const char *const read_metas[] = {
  MB_META_BYLINE,
  MB_META_DATELINE,
  MB_META_DATE,
  NULL,
};

static void
clear_entry (gpointer data)
{
  g_array_unref (((Entry *) data)->runs);
}

static MbBlock *
old_block (const Pairing *self, guint index)
{
  return mb_snapshot_get_block (self->result->older, index);
}

static MbBlock *
new_block (const Pairing *self, guint index)
{
  return mb_snapshot_get_block (self->result->newer, index);
}

static void
pair (Pairing *self, guint old_index, guint new_index)
{
  self->old_of[new_index] = old_index;
  self->new_of[old_index] = new_index;
}

/* What of a block is read, in one string. */
static char *
gather_words (const MbBlock *block)
{
  GString *words = g_string_new (NULL);
  const char *media = mb_block_get_attribute (block, MB_ATTR_MEDIA);

  for (guint i = 0; i < mb_block_get_n_parts (block); i++) {
    const char *text = mb_text_get_utf8 (mb_block_get_part (block, i));

    if (*text)
      g_string_append_printf (words, "%s\n", text);
  }
  for (guint i = 0; read_attributes[i]; i++) {
    const char *value = mb_block_get_attribute (block, read_attributes[i]);

    if (value)
      g_string_append_printf (words, "%s\n", value);
  }
  if (media)
    g_string_append (words, media);

  return g_string_free (words, FALSE);
}

static gboolean
may_pair (const MbBlock *a, const MbBlock *b)
{
  MbBlockKind x = mb_block_get_kind (a);
  MbBlockKind y = mb_block_get_kind (b);

  return x == y || (!mb_block_kind_is_object (x) && !mb_block_kind_is_object (y) &&
                    mb_block_kind_find_role (x, MB_PART_TEXT, NULL) &&
                    mb_block_kind_find_role (y, MB_PART_TEXT, NULL));
}

static void
pair_by_id (Pairing *self)
{
  for (guint i = 0; i < self->n_new; i++) {
    MbBlock *block = new_block (self, i);
    guint at = i;

    if (i < MB_N_FURNITURE) {
      if (i < self->n_old && may_pair (old_block (self, i), block))
        pair (self, i, i); /* stands in its place in every article, though not in a bare one */
    } else if (mb_snapshot_find (self->result->older, mb_block_get_id (block), &at) &&
               at >= MB_N_FURNITURE && may_pair (old_block (self, at), block)) {
      pair (self, at, i);
    }
  }
}

static GArray *
list_unpaired (const guint *other, guint n)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n; i++)
    if (other[i] == NONE)
      g_array_append_val (left, i);

  return left;
}

/* The first of each wording; what is written twice is matched in order by likeness. */
static void
pair_by_wording (Pairing *self)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) old_left = list_unpaired (self->new_of, self->n_old);
  g_autoptr (GArray) new_left = list_unpaired (self->old_of, self->n_new);

  if (old_left->len == 0 || new_left->len == 0)
    return;

  for (guint i = old_left->len; i > 0; i--) {
    guint at = g_array_index (old_left, guint, i - 1);
    char *words = gather_words (old_block (self, at));

    g_hash_table_insert (known, words, GUINT_TO_POINTER (at + 1));
  }
  for (guint i = 0; i < new_left->len; i++) {
    guint at = g_array_index (new_left, guint, i);
    g_autofree char *words = gather_words (new_block (self, at));
    guint found = GPOINTER_TO_UINT (g_hash_table_lookup (known, words));

    if (*words == '\0' || found == 0 ||
        !may_pair (old_block (self, found - 1), new_block (self, at)))
      continue;
    pair (self, found - 1, at);
    g_hash_table_remove (known, words);
  }
}

static double
measure_likeness (MbBlock *older, const char *new_words, MbBlock *newer)
{
  g_autofree char *old_words = may_pair (older, newer) ? gather_words (older) : NULL;

  return old_words ? mb_words_likeness (old_words, new_words) : 0;
}

static void
pair_by_likeness (Pairing *self)
{
  g_autoptr (GArray) old_left = list_unpaired (self->new_of, self->n_old);
  g_autoptr (GArray) new_left = list_unpaired (self->old_of, self->n_new);

  for (guint i = 0; i < new_left->len && old_left->len > 0; i++) {
    guint at = g_array_index (new_left, guint, i);
    guint middle = (guint) ((guint64) i * old_left->len / new_left->len);
    g_autofree char *words = gather_words (new_block (self, at));
    double best = LIKE;
    guint found = NONE;

    for (guint k = middle > REACH ? middle - REACH : 0; k < MIN (middle + REACH + 1, old_left->len);
         k++) {
      guint candidate = g_array_index (old_left, guint, k);
      double likeness = 0;

      if (self->new_of[candidate] == NONE)
        likeness = measure_likeness (old_block (self, candidate), words, new_block (self, at));
      if (likeness >= best && (found == NONE || likeness > best)) {
        best = likeness;
        found = candidate;
      }
    }
    if (found != NONE)
      pair (self, found, at);
  }
}

static void
find_moves (Pairing *self)
{
  g_autofree guint *order = g_new (guint, self->n_new + 1);
  g_autofree guint *where = g_new (guint, self->n_new + 1);
  g_autofree gboolean *rises = NULL;
  guint n = 0;

  for (guint i = 0; i < self->n_new; i++) {
    if (self->old_of[i] == NONE)
      continue;
    order[n] = self->old_of[i];
    where[n++] = i;
  }
  rises = mb_longest_rise (order, n);
  for (guint i = 0; i < n; i++)
    self->stayed[where[i]] = rises[i];
}

static gboolean
holds_words (GArray *runs, MbRunKind kind)
{
  for (guint i = 0; i < runs->len; i++)
    if (g_array_index (runs, MbRun, i).kind == kind)
      return TRUE;

  return FALSE;
}

/* What became of a text that stands in a block of both. */
static MbCompareStatus
judge (const MbCompareEntry *entry, GArray *runs)
{
  gboolean kept = holds_words (runs, MB_RUN_SAME);
  gboolean removed = holds_words (runs, MB_RUN_REMOVED);
  gboolean inserted = holds_words (runs, MB_RUN_INSERTED);

  if (inserted && !kept && !removed)
    return MB_COMPARE_INSERTED;
  if (removed && !kept && !inserted)
    return MB_COMPARE_REMOVED;
  if (inserted || removed || entry->format_changed)
    return MB_COMPARE_CHANGED;

  return entry->moved ? MB_COMPARE_MOVED : MB_COMPARE_SAME;
}

/* Adds an entry with what became of its words; @old_text is NULL where a block came, @new_text
 * where one went. */
static void
add_entry (MbCompare *self,
           const MbCompareEntry *fields,
           const char *old_text,
           const char *new_text)
{
  Entry entry = {*fields, NULL};

  entry.runs = mb_words_compare (old_text ? old_text : "", new_text ? new_text : "");
  entry.public.runs = (const MbRun *) (gpointer) entry.runs->data;
  entry.public.n_runs = entry.runs->len;
  if (!old_text)
    entry.public.status = MB_COMPARE_INSERTED;
  else if (!new_text)
    entry.public.status = MB_COMPARE_REMOVED;
  else
    entry.public.status = judge (&entry.public, entry.runs);
  for (guint i = 0; i < entry.public.n_runs; i++) {
    const MbRun *run = &entry.public.runs[i];

    if (run->kind == MB_RUN_INSERTED)
      self->n_words_inserted += mb_words_count (run->text);
    else if (run->kind == MB_RUN_REMOVED)
      self->n_words_removed += mb_words_count (run->text);
  }
  self->n_changes += mb_compare_entry_is_change (&entry.public);
  g_array_append_val (self->entries, entry);
}

static const char *
get_part_text (const MbBlock *block, guint part)
{
  if (!block)
    return NULL;
  if (part >= mb_block_get_n_parts (block))
    return "";

  return mb_text_get_utf8 (mb_block_get_part ((MbBlock *) block, part));
}

static gboolean
is_read (const char *attribute)
{
  return g_strv_contains (read_attributes, attribute);
}

static gboolean
all_in (const MbBlock *block, const MbBlock *other)
{
  guint n;
  const MbAttribute *attributes = mb_block_get_attributes (block, &n);

  for (guint i = 0; i < n; i++)
    if (!is_read (attributes[i].name) &&
        g_strcmp0 (attributes[i].value, mb_block_get_attribute (other, attributes[i].name)) != 0)
      return FALSE;

  return TRUE;
}

/* What is not words: the kind of the block, its picture or level; emphasis and links. */
static gboolean
has_other_format (MbBlock *older, MbBlock *newer, guint part)
{
  MbText *old_text = NULL;
  MbText *new_text = NULL;

  if (older == newer)
    return FALSE;
  if (part == 0 && (mb_block_get_kind (older) != mb_block_get_kind (newer) ||
                    !all_in (older, newer) || !all_in (newer, older)))
    return TRUE;
  if (part >= MIN (mb_block_get_n_parts (older), mb_block_get_n_parts (newer)))
    return FALSE;

  old_text = mb_block_get_part (older, part);
  new_text = mb_block_get_part (newer, part);
  return strcmp (mb_text_get_utf8 (old_text), mb_text_get_utf8 (new_text)) == 0 &&
         !mb_text_equal (old_text, new_text);
}

static void
add_attributes (MbCompare *self, const MbCompareEntry *fields, MbBlock *older, MbBlock *newer)
{
  MbCompareEntry entry = *fields;

  entry.format_changed = FALSE;
  entry.part = 0;
  for (guint i = 0; read_attributes[i]; i++) {
    const char *before = older ? mb_block_get_attribute (older, read_attributes[i]) : NULL;
    const char *after = newer ? mb_block_get_attribute (newer, read_attributes[i]) : NULL;

    if (!before && !after)
      continue;
    entry.name = read_attributes[i];
    entry.role = mb_block_get_part_role (newer ? newer : older, 0);
    add_entry (self, &entry, older && !before ? "" : before, newer && !after ? "" : after);
  }
}

/* One block, or two that are the same one at different times. */
static void
add_block (MbCompare *self, MbBlock *older, MbBlock *newer, gboolean moved)
{
  MbBlock *shown = newer ? newer : older;
  guint n_old = older ? mb_block_get_n_parts (older) : 0;
  guint n_new = newer ? mb_block_get_n_parts (newer) : 0;
  MbCompareEntry entry = {
    .block = mb_block_get_id (shown),
    .old_block = older ? mb_block_get_id (older) : 0,
    .kind = mb_block_get_kind (shown),
    .old_kind = mb_block_get_kind (older ? older : newer),
    .moved = moved,
  };

  for (guint part = 0; part < MAX (n_old, n_new); part++) {
    const char *before = get_part_text (older, part);
    const char *after = get_part_text (newer, part);

    entry.part = part;
    entry.role = mb_block_get_part_role (part < n_new ? newer : older, part);
    entry.format_changed = older && newer && has_other_format (older, newer, part);
    if ((before && *before) || (after && *after) || mb_part_role_is_object (entry.role))
      add_entry (self, &entry, before, after);
  }
  add_attributes (self, &entry, older, newer);
}

static void
add_meta (MbCompare *self, const char *name)
{
  const char *before = mb_snapshot_get_meta (self->older, name);
  const char *after = mb_snapshot_get_meta (self->newer, name);
  MbCompareEntry entry = {.name = name};

  if ((before && *before) || (after && *after))
    add_entry (self, &entry, before ? before : "", after ? after : "");
}

static gboolean
stands_under_standfirst (const char *name)
{
  return g_strv_contains (read_metas, name);
}

/* The headline as its source had cut it off is nothing that a person wrote. */
static void
add_other_metas (MbCompare *self)
{
  guint n_old, n_new;
  const MbAttribute *before = mb_snapshot_get_metas (self->older, &n_old);
  const MbAttribute *after = mb_snapshot_get_metas (self->newer, &n_new);

  for (guint i = 0; i < n_new; i++)
    if (!stands_under_standfirst (after[i].name) &&
        !g_str_equal (after[i].name, MB_META_HEADLINE_CUT))
      add_meta (self, after[i].name);
  for (guint i = 0; i < n_old; i++)
    if (!stands_under_standfirst (before[i].name) &&
        !g_str_equal (before[i].name, MB_META_HEADLINE_CUT) &&
        !mb_snapshot_get_meta (self->newer, before[i].name))
      add_meta (self, before[i].name);
}

static gboolean
has_left (const Pairing *self, guint old_index)
{
  guint at = self->new_of[old_index];

  return at == NONE || !self->stayed[at];
}

/* What stood from there on, behind a block that stayed, and is gone: said there, before what came
 * instead. */
static void
add_removed_from (Pairing *self, guint old_index)
{
  for (guint i = old_index; i < self->n_old && has_left (self, i); i++)
    if (self->new_of[i] == NONE)
      add_block (self->result, old_block (self, i), NULL, FALSE);
}

static void
add_read_metas (MbCompare *self)
{
  for (guint i = 0; read_metas[i]; i++)
    add_meta (self, read_metas[i]);
}

static void
add_entries (Pairing *self)
{
  add_removed_from (self, 0);
  for (guint i = 0; i < self->n_new; i++) {
    guint at = self->old_of[i];

    if (at == NONE) {
      add_block (self->result, NULL, new_block (self, i), FALSE);
    } else {
      add_block (self->result, old_block (self, at), new_block (self, i), !self->stayed[i]);
      if (self->stayed[i])
        add_removed_from (self, at + 1);
    }
    if (i + 1 == MB_N_FURNITURE)
      add_read_metas (self->result);
  }
  if (self->n_new < MB_N_FURNITURE)
    add_read_metas (self->result);
  add_other_metas (self->result);
}

/**
 * mb_compare_new:
 * @older: an article
 * @newer: the same article later, or another one
 *
 * Compares what readers would see of two states, word by word. What it costs grows with what has
 * changed; blocks that are shared between the two are not looked into.
 *
 * Returns: (transfer full): what became of each text
 */
MbCompare *
mb_compare_new (MbSnapshot *older, MbSnapshot *newer)
{
  MbCompare *self = NULL;
  Pairing pairing = {NULL};

  g_return_val_if_fail (older != NULL, NULL);
  g_return_val_if_fail (newer != NULL, NULL);

  self = g_new0 (MbCompare, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->older = mb_snapshot_project (older, MB_PROJECT_FINAL);
  self->newer = mb_snapshot_project (newer, MB_PROJECT_FINAL);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);

  pairing.result = self;
  pairing.n_old = mb_snapshot_get_n_blocks (self->older);
  pairing.n_new = mb_snapshot_get_n_blocks (self->newer);
  pairing.old_of = g_new (guint, pairing.n_new + 1);
  pairing.new_of = g_new (guint, pairing.n_old + 1);
  pairing.stayed = g_new0 (gboolean, pairing.n_new + 1);
  memset (pairing.old_of, 0xff, sizeof (guint) * (pairing.n_new + 1));
  memset (pairing.new_of, 0xff, sizeof (guint) * (pairing.n_old + 1));
  pair_by_id (&pairing);
  pair_by_wording (&pairing);
  pair_by_likeness (&pairing);
  find_moves (&pairing);
  add_entries (&pairing);
  g_free (pairing.old_of);
  g_free (pairing.new_of);
  g_free (pairing.stayed);

  return self;
}

/**
 * mb_compare_ref:
 * @self: a comparison
 *
 * Takes a reference; any thread.
 *
 * Returns: (transfer full): @self
 */
MbCompare *
mb_compare_ref (MbCompare *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mb_compare_unref:
 * @self: (transfer full): a comparison
 *
 * Drops a reference; any thread.
 */
void
mb_compare_unref (MbCompare *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->entries);
  mb_snapshot_unref (self->older);
  mb_snapshot_unref (self->newer);
  g_free (self);
}

/**
 * mb_compare_get_n_entries:
 * @self: a comparison
 *
 * Counts its entries, those of what stayed as it was included.
 */
guint
mb_compare_get_n_entries (const MbCompare *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->entries->len;
}

/**
 * mb_compare_get_entry:
 * @self: a comparison
 * @index: below mb_compare_get_n_entries()
 *
 * One text of the article and what became of it.
 *
 * Returns: (transfer none): the entry, alive as long as @self
 */
const MbCompareEntry *
mb_compare_get_entry (const MbCompare *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->entries->len, NULL);

  return &g_array_index (self->entries, Entry, index).public;
}

/**
 * mb_compare_get_n_changes:
 * @self: a comparison
 *
 * Counts the entries that are changes; 0: a reader sees the same article.
 */
guint
mb_compare_get_n_changes (const MbCompare *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_changes;
}

/**
 * mb_compare_get_n_words_inserted:
 * @self: a comparison
 *
 * Counts the words that were put in.
 */
guint
mb_compare_get_n_words_inserted (const MbCompare *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_words_inserted;
}

/**
 * mb_compare_get_n_words_removed:
 * @self: a comparison
 *
 * Counts the words that were taken out.
 */
guint
mb_compare_get_n_words_removed (const MbCompare *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_words_removed;
}

/**
 * mb_compare_entry_is_change:
 * @entry: an entry
 *
 * Whether a reader, or somebody who looks at links and pictures, notices something.
 */
gboolean
mb_compare_entry_is_change (const MbCompareEntry *entry)
{
  g_return_val_if_fail (entry != NULL, FALSE);

  return entry->status != MB_COMPARE_SAME;
}

/**
 * mb_compare_find_change:
 * @self: a comparison
 * @from: an entry's index; beyond the last one is allowed
 * @forward: whether to look from @from on, or else at what stands before it
 * @index: (out): the next change in that direction
 *
 * Walks from change to change: begin forwards at 0, go on at the found index + 1; backwards at the
 * found index.
 *
 * Returns: whether there is one
 */
gboolean
mb_compare_find_change (const MbCompare *self, guint from, gboolean forward, guint *index)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (index != NULL, FALSE);

  n = self->entries->len;
  for (guint i = forward ? from : MIN (from, n) - 1; i < n; forward ? i++ : i--) {
    if (!mb_compare_entry_is_change (mb_compare_get_entry (self, i)))
      continue;
    *index = i;
    return TRUE;
  }

  return FALSE;
}

/**
 * mb_compare_status_to_string:
 * @status: a status
 *
 * Its name, for JSON and tests.
 */
const char *
mb_compare_status_to_string (MbCompareStatus status)
{
  switch (status) {
  case MB_COMPARE_SAME:
    return "same";
  case MB_COMPARE_CHANGED:
    return "changed";
  case MB_COMPARE_INSERTED:
    return "inserted";
  case MB_COMPARE_REMOVED:
    return "removed";
  case MB_COMPARE_MOVED:
    return "moved";
  }

  return "same";
}
