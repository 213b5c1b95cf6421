#include "mb-intake.h"

#include "mb-id.h"
#include "mb-render.h"
#include "mb-spaces.h"

#include <string.h>

struct _MbIntake {
  GPtrArray *blocks; /* of MbBlock */
  GPtrArray *notes;  /* of MbImportNote */
  GHashTable *metas;
  guint n_mended;
};

static void
note_free (gpointer data)
{
  MbImportNote *note = data;

  g_free (note->detail);
  g_free (note);
}

/**
 * mb_intake_new:
 *
 * Starts with nothing.
 *
 * Returns: (transfer full): the intake
 */
MbIntake *
mb_intake_new (void)
{
  MbIntake *self = g_new0 (MbIntake, 1);

  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);
  self->notes = g_ptr_array_new_with_free_func (note_free);
  self->metas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * mb_intake_free:
 * @self: (transfer full): an intake
 *
 * Frees it.
 */
void
mb_intake_free (MbIntake *self)
{
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_hash_table_unref (self->metas);
  g_free (self);
}

/* What a stranger may give a text: nothing that does not belong there, like bold in a headline, no
 * notes, comments or suggestions, and no link that a click could do harm with. */
static gboolean
is_welcome (const MbSpan *span, MbPartRole role)
{
  g_autofree char *url = NULL;

  if (!mb_part_role_allows_span (role, span->kind))
    return FALSE;
  if (span->kind == MB_SPAN_NOTE || mb_span_kind_has_mark (span->kind))
    return FALSE;
  if (span->kind != MB_SPAN_LINK)
    return TRUE;

  url = mb_render_safe_url (span->value);
  return url != NULL;
}

static MbText *
clean_text (MbIntake *self, MbText *text, MbPartRole role)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  g_autoptr (MbText) mended = mb_spaces_mend (text, &self->n_mended);
  guint n;
  const MbSpan *spans = mb_text_get_spans (mended, &n);

  for (guint i = 0; i < n; i++)
    if (is_welcome (&spans[i], role))
      g_array_append_val (kept, spans[i]);

  return mb_text_new_spans (mb_text_get_utf8 (mended), (MbSpan *) (gpointer) kept->data, kept->len);
}

/* Attributes that say where bytes are cannot come from outside. */
static gboolean
is_welcome_attribute (const MbAttribute *attribute)
{
  g_autofree char *url = NULL;

  if (strcmp (attribute->name, MB_ATTR_MEDIA) == 0 || strcmp (attribute->name, MB_ATTR_DATA) == 0)
    return FALSE;
  if (strcmp (attribute->name, MB_ATTR_URL) != 0 && strcmp (attribute->name, MB_ATTR_SOURCE) != 0)
    return TRUE;

  url = mb_render_safe_url (attribute->value);
  return url != NULL;
}

static MbBlock *
clean_block (MbIntake *self, MbBlock *block)
{
  g_autoptr (MbBlock) result = mb_block_ref (block);
  guint n;
  const MbAttribute *attributes = mb_block_get_attributes (block, &n);

  for (guint i = 0; i < mb_block_get_n_parts (block); i++) {
    g_autoptr (MbText) text =
      clean_text (self, mb_block_get_part (block, i), mb_block_get_part_role (block, i));
    MbBlock *changed = mb_block_with_part (result, i, text);

    mb_block_unref (result);
    result = changed;
  }
  for (guint i = 0; i < n; i++)
    if (!is_welcome_attribute (&attributes[i])) {
      MbBlock *changed = mb_block_with_attribute (result, attributes[i].name, NULL);

      mb_block_unref (result);
      result = changed;
    }

  return g_steal_pointer (&result);
}

/**
 * mb_intake_take_block:
 * @self: an intake
 * @block: (transfer full): a block that came from outside
 *
 * Adds a block, without what a stranger has no business to bring, with stray spaces mended. What
 * is opaque without its site is nothing.
 */
void
mb_intake_take_block (MbIntake *self, MbBlock *block)
{
  if (mb_block_get_kind (block) != MB_BLOCK_OPAQUE)
    g_ptr_array_add (self->blocks, clean_block (self, block));
  mb_block_unref (block);
}

/**
 * mb_intake_add_text:
 * @self: an intake
 * @kind: a kind with text
 * @words: one line of text
 *
 * Adds a block of plain words.
 *
 * Returns: (transfer none): the block as added
 */
MbBlock *
mb_intake_add_text (MbIntake *self, MbBlockKind kind, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);

  mb_intake_take_block (self, mb_block_new_text (mb_id_new (), kind, text));

  return g_ptr_array_index (self->blocks, self->blocks->len - 1);
}

/**
 * mb_intake_set_meta:
 * @self: an intake
 * @name: a field
 * @value: (nullable): its value; nothing happens without
 *
 * Fills a field that is not filled yet.
 */
void
mb_intake_set_meta (MbIntake *self, const char *name, const char *value)
{
  if (value && *value && mb_meta_is_known (name) && !g_hash_table_contains (self->metas, name))
    g_hash_table_insert (self->metas, g_strdup (name), g_strdup (value));
}

/**
 * mb_intake_note:
 * @self: an intake
 * @code: (transfer none): a static code, see mb-import.h
 * @detail: (nullable): words
 * @block: the block's id, or 0
 *
 * Remembers something to tell.
 */
void
mb_intake_note (MbIntake *self, const char *code, const char *detail, guint64 block)
{
  MbImportNote *note = g_new0 (MbImportNote, 1);

  note->code = code;
  note->detail = g_strdup (detail);
  note->block = block;
  g_ptr_array_add (self->notes, note);
}

/**
 * mb_intake_note_count:
 * @self: an intake
 * @code: (transfer none): a static code
 * @count: how many
 *
 * Remembers a number to tell, if it is one.
 */
void
mb_intake_note_count (MbIntake *self, const char *code, guint count)
{
  g_autofree char *number = g_strdup_printf ("%u", count);

  if (count > 0)
    mb_intake_note (self, code, number, 0);
}

/**
 * mb_intake_has_kind:
 * @self: an intake
 * @kind: a kind
 *
 * Whether there is a block of the kind.
 */
gboolean
mb_intake_has_kind (MbIntake *self, MbBlockKind kind)
{
  for (guint i = 0; i < self->blocks->len; i++)
    if (mb_block_get_kind (self->blocks->pdata[i]) == kind)
      return TRUE;

  return FALSE;
}

/**
 * mb_intake_is_empty:
 * @self: an intake
 *
 * Whether there is no block.
 */
gboolean
mb_intake_is_empty (MbIntake *self)
{
  return self->blocks->len == 0;
}

/* Takes the first block of a piece of furniture out of the body. */
static MbBlock *
take_furniture (MbIntake *self, MbBlockKind kind)
{
  for (guint i = 0; i < self->blocks->len; i++)
    if (mb_block_get_kind (self->blocks->pdata[i]) == kind)
      return g_ptr_array_steal_index (self->blocks, i);

  return mb_block_new (mb_id_new (), kind);
}

/* Furniture cannot stand in a body: a second headline is a crosshead there. */
static MbBlock *
make_body_block (MbBlock *block)
{
  MbBlockKind kind = mb_block_get_kind (block);

  if (!mb_block_kind_is_furniture (kind))
    return mb_block_ref (block);

  return mb_block_with_kind (block,
                             kind == MB_BLOCK_HEADLINE ? MB_BLOCK_CROSSHEAD : MB_BLOCK_PARAGRAPH);
}

static void
append (MbSnapshot **snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (*snapshot, mb_snapshot_get_n_blocks (*snapshot), block);

  mb_snapshot_unref (*snapshot);
  *snapshot = longer;
}

static void
append_all (MbIntake *self, MbSnapshot **snapshot)
{
  const MbBlockKind furniture[MB_N_FURNITURE] = {MB_BLOCK_KICKER, MB_BLOCK_HEADLINE,
                                                 MB_BLOCK_STANDFIRST};

  for (guint i = 0; i < MB_N_FURNITURE; i++) {
    g_autoptr (MbBlock) block = take_furniture (self, furniture[i]);

    append (snapshot, block);
  }
  for (guint i = 0; i < self->blocks->len; i++) {
    g_autoptr (MbBlock) block = make_body_block (self->blocks->pdata[i]);

    append (snapshot, block);
  }
  if (self->blocks->len == 0) {
    g_autoptr (MbBlock) empty = mb_block_new (mb_id_new (), MB_BLOCK_PARAGRAPH);

    append (snapshot, empty);
  }
}

static void
set_metas (MbIntake *self, MbSnapshot **snapshot)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, self->metas);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    MbSnapshot *changed = mb_snapshot_with_meta (*snapshot, name, value);

    mb_snapshot_unref (*snapshot);
    *snapshot = changed;
  }
}

/**
 * mb_intake_finish:
 * @self: an intake; empty afterwards
 * @article_id: UUID of the article to make
 * @error: return location
 *
 * Makes an article of what was gathered.
 *
 * Returns: (transfer full) (nullable): article and notes
 */
MbImport *
mb_intake_finish (MbIntake *self, const char *article_id, GError **error)
{
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_new_bare (article_id);

  append_all (self, &snapshot);
  set_metas (self, &snapshot);
  if (!mb_snapshot_check (snapshot, error))
    return NULL;

  mb_intake_note_count (self, "nbsp-mended", self->n_mended);

  return mb_intake_finish_snapshot (self, snapshot);
}

/**
 * mb_intake_finish_snapshot:
 * @self: an intake
 * @snapshot: an article that is one already
 *
 * Hands an article over with the intake's notes.
 *
 * Returns: (transfer full): article and notes
 */
MbImport *
mb_intake_finish_snapshot (MbIntake *self, MbSnapshot *snapshot)
{
  MbImport *import = g_new0 (MbImport, 1);

  import->snapshot = mb_snapshot_ref (snapshot);
  import->notes = g_ptr_array_ref (self->notes);

  return import;
}

/**
 * mb_intake_finish_fragment:
 * @self: an intake; empty afterwards
 *
 * Makes blocks for a body of what was gathered.
 *
 * Returns: (transfer full): blocks and notes
 */
MbFragment *
mb_intake_finish_fragment (MbIntake *self)
{
  MbFragment *fragment = g_new0 (MbFragment, 1);

  mb_intake_note_count (self, "nbsp-mended", self->n_mended);
  fragment->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_block_unref);
  fragment->notes = g_ptr_array_ref (self->notes);
  for (guint i = 0; i < self->blocks->len; i++)
    g_ptr_array_add (fragment->blocks, make_body_block (self->blocks->pdata[i]));

  return fragment;
}
