#include "mb-robot.h"

#include "mb-random-edit.h"

static const char letters[] = "eaistnrulodmpcvqgbfhjxyz  ,.";

static guint64
random_id (GRand *rand)
{
  return ((guint64) g_rand_int (rand) << 32 | g_rand_int (rand)) | 1;
}

MbSnapshot *
mb_robot_blank (GRand *rand)
{
  g_autofree char *id =
    g_strdup_printf ("%08x-%04x-4%03x-8%03x-%04x%08x", g_rand_int (rand),
                     g_rand_int (rand) & 0xffff, g_rand_int (rand) & 0xfff,
                     g_rand_int (rand) & 0xfff, g_rand_int (rand) & 0xffff, g_rand_int (rand));

  return mb_snapshot_new (id);
}

static char *
words (GRand *rand, guint n_chars)
{
  GString *text = g_string_sized_new (n_chars);

  for (guint i = 0; i < n_chars; i++)
    g_string_append_c (text, letters[g_rand_int_range (rand, 0, sizeof letters - 1)]);

  return g_string_free_and_steal (text);
}

/* The caret stays where it is from one key to the next: in the last paragraph. */
static guint64
find_paragraph (MbSnapshot *snapshot)
{
  for (guint i = mb_snapshot_get_n_blocks (snapshot); i > 0; i--) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i - 1);

    if (mb_block_get_kind (block) == MB_BLOCK_PARAGRAPH)
      return mb_block_get_id (block);
  }

  return 0;
}

/* What would not leave an article is refused, as it is for a person. */
static void
commit (MbArticle *article, MbTransaction *transaction)
{
  g_autoptr (GError) error = NULL;

  if (!mb_article_commit (article, transaction, &error))
    g_assert_error (error, MB_MODEL_ERROR, MB_MODEL_ERROR_SCHEMA);
}

static void
add_paragraph (GRand *rand, MbArticle *article)
{
  MbSnapshot *now = mb_article_get_snapshot (article);
  MbBlock *last = mb_snapshot_get_block (now, mb_snapshot_get_n_blocks (now) - 1);
  g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  g_autoptr (MbBlock) block = mb_block_new (random_id (rand), MB_BLOCK_PARAGRAPH);

  if (mb_transaction_insert_block (transaction, mb_block_get_id (last), block, NULL))
    commit (article, transaction);
}

static void
insert (GRand *rand, MbArticle *article, MbOrigin origin, const char *text)
{
  guint64 id = find_paragraph (mb_article_get_snapshot (article));
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (MbText) inserted = mb_text_new (text);
  MbPosition end = {.block = id};
  MbBlock *block = NULL;

  if (id == 0) {
    add_paragraph (rand, article);
    return;
  }
  block = mb_snapshot_lookup (mb_article_get_snapshot (article), id);
  end.offset = mb_text_get_n_chars (mb_block_get_part (block, 0));
  transaction = mb_article_begin (article, origin);
  if (mb_transaction_replace_text (transaction, &end, 0, inserted, NULL))
    commit (article, transaction);
}

static void
edit_at_random (GRand *rand, MbArticle *article)
{
  g_autoptr (MbTransaction) transaction =
    mb_random_transaction (rand, mb_article_get_snapshot (article));

  commit (article, transaction);
}

/* One deed. It may be refused, then nothing happens. */
void
mb_robot_act (GRand *rand, MbArticle *article)
{
  int dice = g_rand_int_range (rand, 0, 100);
  g_autofree char *key = words (rand, 1);

  if (dice < 80)
    insert (rand, article, MB_ORIGIN_TYPING, key);
  else if (dice < 84)
    add_paragraph (rand, article);
  else if (dice < 89)
    mb_robot_paste (rand, article, (guint) g_rand_int_range (rand, 20, 2000));
  else if (dice < 92)
    mb_article_undo (article);
  else
    edit_at_random (rand, article);
}

void
mb_robot_paste (GRand *rand, MbArticle *article, guint n_chars)
{
  g_autofree char *text = words (rand, n_chars);

  insert (rand, article, MB_ORIGIN_PASTE, text);
}
