#include "mb-random-edit.h"

#include "mb-id.h"

/* Random edits of every kind, for the laws of the model and for whoever follows an article. Many
 * are refused, as many of a person's are; those that are accepted must keep every invariant. */

static const char *const scraps[] = {"a",  "é",         "œuvre", " ",         "\302\240",    "« ",
                                     " »", "N’Djaména", "🌍",    "e\314\201", "\342\200\250"};

static guint64
random_id (GRand *rand)
{
  return ((guint64) g_rand_int (rand) << 32 | g_rand_int (rand)) | 1;
}

static MbSpan
random_span (GRand *rand, guint n_chars)
{
  MbSpan span = {.kind = (MbSpanKind) g_rand_int_range (rand, 0, MB_N_SPAN_KINDS)};

  span.start = (guint) g_rand_int_range (rand, 0, (gint32) MAX (n_chars, 1));
  span.end = span.start + (guint) g_rand_int_range (rand, 1, 6);
  if (mb_span_kind_has_mark (span.kind))
    span.mark = (guint64) g_rand_int_range (rand, 1, 4);
  if (span.kind == MB_SPAN_SUGGESTION)
    span.value = g_rand_boolean (rand) ? "insert" : "delete";
  else if (mb_span_kind_has_value (span.kind))
    span.value = g_rand_boolean (rand) ? "https://a.example/" : "https://b.example/";

  return span;
}

MbText *
mb_random_text (GRand *rand, guint max_chars, MbPartRole role)
{
  g_autoptr (GString) utf8 = g_string_new (NULL);
  guint n = max_chars > 0 ? (guint) g_rand_int_range (rand, 0, (gint32) max_chars) : 0;
  MbSpan span;

  for (guint i = 0; i < n; i++)
    g_string_append (utf8, scraps[g_rand_int_range (rand, 0, G_N_ELEMENTS (scraps))]);
  span = random_span (rand, n);
  if (n > 0 && g_rand_int_range (rand, 0, 4) == 0 && mb_part_role_allows_span (role, span.kind))
    return mb_text_new_spans (utf8->str, &span, 1);

  return mb_text_new (utf8->str);
}

static MbBlock *
random_block (GRand *rand)
{
  MbBlockKind kind = (MbBlockKind) g_rand_int_range (rand, MB_N_FURNITURE, MB_N_BLOCK_KINDS);
  MbBlock *block = mb_block_new (random_id (rand), kind);

  for (guint i = 0; i < mb_block_kind_get_n_parts (kind); i++) {
    MbPartRole role = mb_block_kind_get_role (kind, i);
    g_autoptr (MbText) text = mb_random_text (rand, mb_part_role_is_object (role) ? 0 : 20, role);
    MbBlock *more = mb_block_with_part (block, i, text);

    mb_block_unref (block);
    block = more;
  }

  return block;
}

static MbBlock *
pick_block (GRand *rand, MbSnapshot *snapshot)
{
  return mb_snapshot_get_block (
    snapshot, (guint) g_rand_int_range (rand, 0, (gint32) mb_snapshot_get_n_blocks (snapshot)));
}

static MbPosition
pick_position (GRand *rand, MbSnapshot *snapshot)
{
  MbBlock *block = pick_block (rand, snapshot);
  guint part = (guint) g_rand_int_range (rand, 0, (gint32) mb_block_get_n_parts (block));
  guint n = mb_text_get_n_chars (mb_block_get_part (block, part));

  return (MbPosition) {mb_block_get_id (block), part,
                       (guint) g_rand_int_range (rand, 0, (gint32) n + 1)};
}

static gboolean
replace_something (GRand *rand, MbTransaction *transaction)
{
  MbSnapshot *now = mb_transaction_get_result (transaction);
  MbPosition at = pick_position (rand, now);
  MbBlock *block = mb_snapshot_lookup (now, at.block);
  MbPartRole role = mb_block_get_part_role (block, at.part);
  guint n = mb_text_get_n_chars (mb_block_get_part (block, at.part)) - at.offset;
  g_autoptr (MbText) inserted = mb_random_text (rand, 12, role);

  return mb_transaction_replace_text (
    transaction, &at, (guint) g_rand_int_range (rand, 0, (gint32) n + 1), inserted, NULL);
}

static gboolean
mark_something (GRand *rand, MbTransaction *transaction)
{
  guint64 id = (guint64) g_rand_int_range (rand, 1, 4);
  g_autoptr (MbMark) bare =
    mb_mark_new (id, MB_MARK_COMMENT, "Aïcha", g_rand_int_range (rand, 0, 1000));
  g_autoptr (MbMark) mark = mb_mark_with_entry (bare, &(MbMarkEntry) {"K.", 5, "Quelle source ?"});

  return mb_transaction_set_mark (transaction, id, g_rand_boolean (rand) ? mark : NULL, NULL);
}

static gboolean
edit (GRand *rand, MbTransaction *transaction)
{
  MbSnapshot *now = mb_transaction_get_result (transaction);
  MbPosition at = pick_position (rand, now);
  MbBlock *other = pick_block (rand, now);
  MbSpan span = random_span (rand, 20);
  g_autoptr (MbBlock) fresh = NULL;

  switch (g_rand_int_range (rand, 0, 14)) {
  case 0:
    return mb_transaction_split (transaction, &at,
                                 (MbBlockKind) g_rand_int_range (rand, 0, MB_N_BLOCK_KINDS),
                                 random_id (rand), NULL);
  case 1:
    return mb_transaction_join (transaction, at.block, NULL);
  case 2:
    fresh = random_block (rand);
    return mb_transaction_insert_block (transaction, mb_block_get_id (other), fresh, NULL);
  case 3:
    return mb_transaction_remove_block (transaction, at.block, NULL);
  case 4:
    return mb_transaction_move_block (transaction, at.block, mb_block_get_id (other), NULL);
  case 5:
    return mb_transaction_set_kind (
      transaction, at.block, (MbBlockKind) g_rand_int_range (rand, 0, MB_N_BLOCK_KINDS), NULL);
  case 6:
    return mb_transaction_set_attribute (transaction, at.block, MB_ATTR_LANGUAGE,
                                         g_rand_boolean (rand) ? "en" : NULL, NULL);
  case 7:
    return mb_transaction_add_span (transaction, at.block, at.part, &span, NULL);
  case 8:
    return mb_transaction_remove_spans (transaction, at.block, at.part, &span, NULL);
  case 9:
    return mb_transaction_set_meta (transaction, MB_META_SECTION,
                                    g_rand_boolean (rand) ? "Économie" : "Sports", NULL);
  case 10:
    return mark_something (rand, transaction);
  default:
    return replace_something (rand, transaction);
  }
}

/* A transaction of one to three edits; an edit that is refused half-way is what its caller would
 * throw away, so the transaction is made anew. */
MbTransaction *
mb_random_transaction (GRand *rand, MbSnapshot *base)
{
  for (;;) {
    g_autoptr (MbTransaction) transaction = mb_transaction_new (base, MB_ORIGIN_COMMAND);
    int n = g_rand_int_range (rand, 1, 4);
    gboolean ok = TRUE;

    while (ok && n-- > 0)
      ok = edit (rand, transaction);
    if (ok)
      return g_steal_pointer (&transaction);
  }
}
