#include "mb-preview-patch.h"
#include "mb-preview-pick.h"

#include "mb-id.h"
#include "mb-random-edit.h"

/* A page without a browser: its elements' ids and markup in order, changed by patches alone. */

static const MbRenderOptions options = {MB_RENDER_PREVIEW, NULL, NULL, NULL};

typedef struct {
  char *id;
  char *markup;
} Element;

static void
element_free (gpointer data)
{
  Element *element = data;

  g_free (element->id);
  g_free (element->markup);
  g_free (element);
}

static Element *
element_new (const char *id, const char *markup)
{
  Element *element = g_new0 (Element, 1);

  element->id = g_strdup (id);
  element->markup = g_strdup (markup);

  return element;
}

static GPtrArray *
make_page (const MbSnapshot *snapshot)
{
  GPtrArray *page = g_ptr_array_new_with_free_func (element_free);

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);
    g_autofree char *id = mb_id_to_string (mb_block_get_id (block));
    g_autofree char *markup = mb_render_block (block, &options);

    if (i == MB_N_FURNITURE)
      g_ptr_array_add (page, element_new ("byline", ""));
    g_ptr_array_add (page, element_new (id, markup));
  }

  return page;
}

static guint
find (GPtrArray *page, const char *id)
{
  for (guint i = 0; i < page->len; i++)
    if (g_str_equal (((Element *) g_ptr_array_index (page, i))->id, id))
      return i;

  g_error ("no element %s", id);
}

static guint
find_place (GPtrArray *page, const char *anchor)
{
  return *anchor ? find (page, anchor) + 1 : 0;
}

static void
apply (GPtrArray *page, const MbPatchOp *op)
{
  Element *element = NULL;

  if (op->kind == MB_PATCH_INSERT_AFTER) {
    g_ptr_array_insert (page, (int) find_place (page, op->anchor),
                        element_new (op->id, op->markup));
  } else if (op->kind == MB_PATCH_REMOVE) {
    g_ptr_array_remove_index (page, find (page, op->id));
  } else if (op->kind == MB_PATCH_MOVE_AFTER) {
    element = g_ptr_array_steal_index (page, find (page, op->id));
    g_ptr_array_insert (page, (int) find_place (page, op->anchor), element);
  } else if (op->kind == MB_PATCH_SET) {
    element = g_ptr_array_index (page, find (page, op->id));
    g_free (element->markup);
    element->markup = g_strdup (op->markup);
  }
}

static void
assert_same (GPtrArray *page, const MbSnapshot *snapshot)
{
  g_autoptr (GPtrArray) fresh = make_page (snapshot);

  g_assert_cmpuint (page->len, ==, fresh->len);
  for (guint i = 0; i < page->len; i++) {
    Element *a = g_ptr_array_index (page, i);
    Element *b = g_ptr_array_index (fresh, i);

    g_assert_cmpstr (a->id, ==, b->id);
    g_assert_cmpstr (a->markup, ==, b->markup);
  }
}

static MbSnapshot *
edit (GRand *rand, MbSnapshot *snapshot, guint n_edits)
{
  MbSnapshot *now = mb_snapshot_ref (snapshot);

  for (guint i = 0; i < n_edits; i++) {
    g_autoptr (MbTransaction) transaction = mb_random_transaction (rand, now);

    if (!mb_snapshot_check (mb_transaction_get_result (transaction), NULL))
      continue;
    mb_snapshot_unref (now);
    now = mb_snapshot_ref (mb_transaction_get_result (transaction));
  }

  return now;
}

static void
test_patches_lead_to_what_a_fresh_page_shows (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_new ("2a9b58c2-9a40-4a8e-8b6a-0c4a2f6f9f01");
  g_autoptr (MbSnapshot) shown = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  g_autoptr (GPtrArray) page = make_page (shown);
  guint n_patches = 0;

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 2000; round++) {
    MbSnapshot *next = edit (rand, snapshot, (guint) g_rand_int_range (rand, 1, 6));
    MbSnapshot *next_shown = mb_snapshot_project (next, MB_PROJECT_FINAL);
    g_autoptr (GPtrArray) patch = mb_preview_patch_new ();

    if (mb_preview_patch_add_blocks (patch, shown, next_shown, &options)) {
      for (guint i = 0; i < patch->len; i++)
        apply (page, g_ptr_array_index (patch, i));
      n_patches++;
    } else {
      g_clear_pointer (&page, g_ptr_array_unref);
      page = make_page (next_shown);
    }
    assert_same (page, next_shown);
    mb_snapshot_unref (snapshot);
    mb_snapshot_unref (shown);
    snapshot = next;
    shown = next_shown;
  }
  g_assert_cmpuint (n_patches, >, 1000);
}

static MbSnapshot *
make_paragraphs (guint n)
{
  MbSnapshot *snapshot = mb_snapshot_new ("2a9b58c2-9a40-4a8e-8b6a-0c4a2f6f9f01");

  for (guint i = 0; i < n; i++) {
    g_autoptr (MbText) text = mb_text_new ("Le vent se lève.");
    g_autoptr (MbBlock) block = mb_block_new_text (1000 + i, MB_BLOCK_PARAGRAPH, text);
    MbSnapshot *more =
      mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

    mb_snapshot_unref (snapshot);
    snapshot = more;
  }

  return snapshot;
}

static void
test_moving_one_block_is_one_operation (void)
{
  g_autoptr (MbSnapshot) before = make_paragraphs (60);
  g_autoptr (MbBlock) block = mb_block_ref (mb_snapshot_get_block (before, 50));
  g_autoptr (MbSnapshot) without = mb_snapshot_with_removed (before, 50);
  g_autoptr (MbSnapshot) after = mb_snapshot_with_inserted (without, 10, block);
  g_autoptr (GPtrArray) patch = mb_preview_patch_new ();

  g_assert_true (mb_preview_patch_add_blocks (patch, before, after, &options));
  g_assert_cmpuint (patch->len, ==, 1);
  g_assert_cmpint (((MbPatchOp *) g_ptr_array_index (patch, 0))->kind, ==, MB_PATCH_MOVE_AFTER);
}

static void
test_too_much_asks_for_a_fresh_page (void)
{
  g_autoptr (MbSnapshot) before = make_paragraphs (10);
  g_autoptr (MbSnapshot) after = make_paragraphs (1000);
  g_autoptr (GPtrArray) patch = mb_preview_patch_new ();

  g_assert_false (mb_preview_patch_add_blocks (patch, before, after, &options));
}

static void
test_a_call_holds_nothing_of_the_article (void)
{
  g_autoptr (GPtrArray) patch = mb_preview_patch_new ();
  g_autofree char *call = NULL;
  g_autoptr (GVariant) arguments = NULL;
  const char *markup = NULL;

  mb_preview_patch_add (patch, MB_PATCH_SET, "0000000000000001", NULL, "]); alert (1); (");
  call = mb_preview_patch_to_call (patch);
  arguments = g_variant_ref_sink (mb_preview_patch_to_arguments (patch, 7, 3));

  g_assert_null (strstr (call, "alert"));
  g_assert_true (g_variant_lookup (arguments, "m0", "&s", &markup));
  g_assert_cmpstr (markup, ==, "]); alert (1); (");
}

static void
test_a_place_in_the_page_is_found_behind_hidden_words (void)
{
  MbSpan spans[] = {{3, 8, MB_SPAN_NOTE, 0, NULL}, {10, 12, MB_SPAN_SUGGESTION, 5, "delete"}};
  g_autoptr (MbText) text = mb_text_new_spans ("abcNOTESdeXXfg", spans, G_N_ELEMENTS (spans));
  const guint expected[] = {0, 1, 2, 8, 9, 12, 13, 14, 14};

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (mb_preview_pick_offset (text, i), ==, expected[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/patch/patches-lead-to-what-a-fresh-page-shows",
                   test_patches_lead_to_what_a_fresh_page_shows);
  g_test_add_func ("/patch/moving-one-block-is-one-operation",
                   test_moving_one_block_is_one_operation);
  g_test_add_func ("/patch/too-much-asks-for-a-fresh-page", test_too_much_asks_for_a_fresh_page);
  g_test_add_func ("/patch/a-call-holds-nothing-of-the-article",
                   test_a_call_holds_nothing_of_the_article);
  g_test_add_func ("/patch/a-place-in-the-page-is-found-behind-hidden-words",
                   test_a_place_in_the_page_is_found_behind_hidden_words);

  return g_test_run ();
}
