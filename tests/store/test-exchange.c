#include "mb-test-exchange.h"

#include "mb-codec.h"
#include "mb-id.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/* Articles to and fro: words and pictures. */

static void
test_an_unknown_article_is_a_new_draft (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");
  g_autofree char *there = NULL;

  g_assert_cmpint (send (&awa, id, &binta, &there), ==, MB_ARRIVAL_NEW);
  g_assert_cmpstr (there, ==, id);
  assert_text (&binta, id, "Les quais");
}

static void
test_what_changed_there_alone_is_taken_over (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (MbSnapshot) version = NULL;
  g_autofree char *former = NULL;

  send (&awa, id, &binta, NULL);
  type (&binta, id, " rouvrent");
  g_assert_cmpint (send (&binta, id, &awa, NULL), ==, MB_ARRIVAL_TAKEN_OVER);
  assert_text (&awa, id, "Les quais rouvrent");
  assert_n_drafts (&awa, 1);

  versions = mb_store_list_versions_sync (awa.store, id, NULL);
  version = mb_store_load_version_sync (
    awa.store, id, ((MbVersionInfo *) g_ptr_array_index (versions, versions->len - 1))->id, NULL);
  former = mb_test_text (version);
  g_assert_cmpstr (former, ==, "Les quais");
}

static void
test_what_changed_here_alone_stays (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");

  send (&awa, id, &binta, NULL);
  type (&awa, id, " ferment");
  g_assert_cmpint (send (&binta, id, &awa, NULL), ==, MB_ARRIVAL_KNOWN);
  assert_text (&awa, id, "Les quais ferment");
  assert_n_drafts (&awa, 1);
}

static void
test_what_changed_on_both_sides_is_kept_beside (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");
  g_autofree char *copy = NULL;
  g_autofree char *again = NULL;
  g_autoptr (MbParcel) parcel = NULL;
  g_autoptr (MbArrival) first = NULL;
  g_autoptr (MbArrival) second = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  const MbDraftInfo *info = NULL;

  send (&awa, id, &binta, NULL);
  type (&awa, id, " ferment");
  type (&binta, id, " rouvrent");
  parcel = pack (&binta, id);
  first = deliver (&awa, parcel);
  g_assert_cmpint (first->kind, ==, MB_ARRIVAL_BESIDE);
  g_assert_cmpstr (first->beside_id, ==, id);
  assert_text (&awa, id, "Les quais ferment");
  assert_text (&awa, first->draft_id, "Les quais rouvrent");

  second = deliver (&awa, parcel);
  g_assert_cmpint (second->kind, ==, MB_ARRIVAL_KNOWN);
  g_assert_cmpstr (second->draft_id, ==, first->draft_id);
  assert_n_drafts (&awa, 2);

  drafts = mb_store_list_sync (awa.store, NULL, FALSE, NULL);
  for (guint i = 0; i < drafts->len; i++)
    if (g_str_equal (((MbDraftInfo *) g_ptr_array_index (drafts, i))->id, first->draft_id))
      info = g_ptr_array_index (drafts, i);
  g_assert_cmpstr (info->beside_id, ==, id);
  g_assert_cmpstr (info->person, ==, "Awa");
  g_assert_cmpint (info->came_ms, ==, parcel->time_ms);
}

/* The other goes on writing; and the answer from the copy finds its way back. */
static void
test_a_copy_goes_on_as_the_article_it_stands_beside (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");
  g_autofree char *copy = NULL;
  g_autofree char *again = NULL;
  g_autofree char *back = NULL;

  send (&awa, id, &binta, NULL);
  type (&awa, id, " ferment");
  type (&binta, id, " rouvrent");
  send (&binta, id, &awa, &copy);
  type (&binta, id, " lundi");
  g_assert_cmpint (send (&binta, id, &awa, &again), ==, MB_ARRIVAL_TAKEN_OVER);
  g_assert_cmpstr (again, ==, copy);
  assert_text (&awa, copy, "Les quais rouvrent lundi");
  assert_text (&awa, id, "Les quais ferment");

  type (&awa, copy, " matin");
  g_assert_cmpint (send (&awa, copy, &binta, &back), ==, MB_ARRIVAL_TAKEN_OVER);
  g_assert_cmpstr (back, ==, id);
  assert_text (&binta, id, "Les quais rouvrent lundi matin");
}

static void
test_an_old_file_says_nothing_new (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");
  g_autoptr (MbParcel) old = pack (&awa, id);
  g_autoptr (MbArrival) first = deliver (&binta, old);
  g_autoptr (MbArrival) late = NULL;

  type (&awa, id, " rouvrent");
  g_assert_cmpint (send (&awa, id, &binta, NULL), ==, MB_ARRIVAL_TAKEN_OVER);
  type (&binta, id, " lundi");
  late = deliver (&binta, old);
  g_assert_cmpint (late->kind, ==, MB_ARRIVAL_KNOWN);
  assert_text (&binta, id, "Les quais rouvrent lundi");
}

/* Going back to former words is a change like others. */
static void
test_words_that_were_taken_back_are_news (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");
  g_autoptr (MbSnapshot) former = load (&awa, id);
  g_autoptr (GError) error = NULL;

  send (&awa, id, &binta, NULL);
  type (&awa, id, " rouvrent");
  send (&awa, id, &binta, NULL);
  {
    g_autoptr (MbArticle) article = mb_store_load_sync (binta.store, id, &error);
    g_autoptr (MbJournal) journal = mb_journal_new (binta.store, article);
    g_autoptr (MbTransaction) transaction = mb_article_begin (article, MB_ORIGIN_RESTORE);

    g_assert_true (mb_transaction_restore (transaction, former, &error));
    g_assert_true (mb_article_commit (article, transaction, &error));
    g_assert_true (mb_journal_flush_sync (journal, &error));
  }
  g_assert_cmpint (send (&binta, id, &awa, NULL), ==, MB_ARRIVAL_TAKEN_OVER);
  assert_text (&awa, id, "Les quais");
}

/* Awa, Binta, Chloé, and back to Awa, who never saw what Binta wrote. */
static void
test_a_third_persons_file_is_known_by_what_it_comes_of (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_auto (Person) chloe = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");

  send (&awa, id, &binta, NULL);
  type (&binta, id, " rouvrent");
  g_assert_cmpint (send (&binta, id, &chloe, NULL), ==, MB_ARRIVAL_NEW);
  type (&chloe, id, " lundi");
  g_assert_cmpint (send (&chloe, id, &awa, NULL), ==, MB_ARRIVAL_TAKEN_OVER);
  assert_text (&awa, id, "Les quais rouvrent lundi");
  type (&awa, id, " matin");
  g_assert_cmpint (send (&awa, id, &binta, NULL), ==, MB_ARRIVAL_TAKEN_OVER);
  assert_text (&binta, id, "Les quais rouvrent lundi matin");
}

static void
test_a_draft_in_the_bin_comes_out_of_it (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");

  send (&awa, id, &binta, NULL);
  g_assert_true (mb_store_set_trashed_sync (awa.store, id, TRUE, NULL));
  type (&binta, id, " rouvrent");
  g_assert_cmpint (send (&binta, id, &awa, NULL), ==, MB_ARRIVAL_TAKEN_OVER);
  assert_n_drafts (&awa, 1);
}

static void
test_words_typed_meanwhile_are_weighed_again (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin (&awa, "Les quais");
  g_autoptr (MbParcel) parcel = NULL;
  g_autoptr (MbArrival) arrival = NULL;
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (MbJournal) journal = NULL;
  g_autoptr (GError) error = NULL;

  send (&awa, id, &binta, NULL);
  type (&binta, id, " rouvrent");
  parcel = pack (&binta, id);
  arrival = mb_store_weigh_sync (awa.store, parcel, NULL, NULL);
  g_assert_cmpint (arrival->kind, ==, MB_ARRIVAL_TAKEN_OVER);
  article = mb_store_load_sync (awa.store, id, NULL);
  journal = mb_journal_new (awa.store, article);
  mb_test_type (article, " ferment");
  g_assert_false (mb_arrival_commit (arrival, journal, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT);
  g_assert_true (mb_journal_flush_sync (journal, NULL));
  assert_text (&awa, id, "Les quais ferment");
}

/* Pictures */

static char *
begin_with_picture (Person *person, const char *bytes)
{
  g_autoptr (GBytes) original = g_bytes_new_static (bytes, strlen (bytes));
  g_autofree char *sha256 = mb_assets_keep (MB_ASSETS (person->store), original, NULL);
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le port", "Les quais");
  g_autoptr (MbBlock) bare = mb_block_new (mb_id_new (), MB_BLOCK_FIGURE);
  g_autoptr (MbText) caption = mb_text_new ("Le quai");
  g_autoptr (MbBlock) named = mb_block_with_attribute (bare, MB_ATTR_MEDIA, sha256);
  g_autoptr (MbBlock) figure = NULL;
  g_autoptr (MbSnapshot) whole = NULL;
  guint part = 0;

  g_assert_true (mb_block_kind_find_role (MB_BLOCK_FIGURE, MB_PART_CAPTION, &part));
  figure = mb_block_with_part (named, part, caption);
  whole = mb_snapshot_with_inserted (snapshot, 3, figure);
  g_assert_true (mb_store_create_sync (person->store, whole, NULL));
  return g_strdup (mb_snapshot_get_article_id (whole));
}

static const char *
get_picture (MbSnapshot *snapshot)
{
  return mb_block_get_attribute (mb_snapshot_get_block (snapshot, 3), MB_ATTR_MEDIA);
}

static void
test_a_picture_comes_back_as_its_original (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin_with_picture (&awa, "GPS 12.6 pixels");
  g_autoptr (MbSnapshot) before = load (&awa, id);
  g_autoptr (MbSnapshot) there = NULL;
  g_autoptr (MbSnapshot) after = NULL;
  g_autoptr (GBytes) bytes = NULL;

  n_made = 0;
  send (&awa, id, &binta, NULL);
  there = load (&binta, id);
  g_assert_cmpstr (get_picture (there), !=, get_picture (before));
  bytes = mb_assets_load (MB_ASSETS (binta.store), get_picture (there), NULL, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "12.6 pixels", 11);

  type (&binta, id, " rouvrent");
  g_assert_cmpint (send (&binta, id, &awa, NULL), ==, MB_ARRIVAL_TAKEN_OVER);
  after = load (&awa, id);
  g_assert_cmpstr (get_picture (after), ==, get_picture (before));
  g_assert_cmpuint (n_made, ==, 1); /* what is clean is not made a second time */

  send (&awa, id, &binta, NULL);
  g_assert_cmpuint (n_made, ==, 1);
}

static void
test_a_missing_picture_is_counted (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin_with_picture (&awa, "GPS 13.0 pixels");
  g_autoptr (MbSnapshot) snapshot = load (&awa, id);
  const char *sha256 = get_picture (snapshot);
  g_autofree char *path = g_strdup_printf ("%s/media/%.2s/%s", awa.folder, sha256, sha256);
  g_autoptr (MbParcel) parcel = NULL;
  g_autoptr (MbArrival) arrival = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  parcel = pack (&awa, id);
  g_assert_cmpuint (parcel->n_missing, ==, 1);
  g_assert_cmpuint (parcel->pictures->len, ==, 0);
  arrival = deliver (&binta, parcel);
  g_assert_cmpuint (arrival->n_missing, ==, 1);
  assert_text (&binta, id, "Les quais");
}

static void
test_a_picture_under_a_false_name_is_refused (void)
{
  g_auto (Person) awa = person_new ();
  g_auto (Person) binta = person_new ();
  g_autofree char *id = begin_with_picture (&awa, "GPS 14.0 pixels");
  g_autoptr (MbParcel) parcel = pack (&awa, id);
  MbParcelPicture *picture = g_ptr_array_index (parcel->pictures, 0);
  g_autoptr (GError) error = NULL;

  g_bytes_unref (picture->bytes);
  picture->bytes = g_bytes_new_static ("other", 5);
  g_assert_null (mb_store_weigh_sync (binta.store, parcel, NULL, &error));
  g_assert_error (error, MB_STORE_ERROR, MB_STORE_ERROR_DAMAGED);
  assert_n_drafts (&binta, 0);
}

/* Whoever types and sends, in whatever order, late or twice: every word is in one of the drafts. */

static gboolean
has_word (Person *person, const char *word)
{
  g_autoptr (GPtrArray) drafts = mb_store_list_sync (person->store, NULL, FALSE, NULL);

  for (guint i = 0; i < drafts->len; i++) {
    g_autoptr (MbSnapshot) snapshot =
      load (person, ((MbDraftInfo *) g_ptr_array_index (drafts, i))->id);
    g_autofree char *text = mb_test_text (snapshot);

    if (strstr (text, word))
      return TRUE;
  }

  return FALSE;
}

static void
assert_words (Person *person, GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    g_assert_true (has_word (person, g_ptr_array_index (words, i)));
}

static void
learn (GPtrArray *words, const char *text)
{
  g_auto (GStrv) list = g_strsplit (text, " ", -1);

  for (guint i = 0; list[i]; i++)
    if (!g_ptr_array_find_with_equal_func (words, list[i], g_str_equal, NULL))
      g_ptr_array_add (words, g_strdup (list[i]));
}

static void
play (Person *people, GPtrArray **words, const char *id, guint n_turns)
{
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_parcel_free);

  for (guint turn = 0; turn < n_turns; turn++) {
    int who = g_test_rand_int_range (0, 2);

    if (g_test_rand_bit ()) {
      g_autofree char *word = g_strdup_printf (" mot%u", turn);

      type (&people[who], id, word);
      learn (words[who], word + 1);
    } else {
      g_autofree char *text = NULL;
      g_autoptr (MbArrival) arrival = NULL;
      const MbParcel *parcel = NULL;

      g_ptr_array_add (sent, pack (&people[who], id));
      parcel = g_ptr_array_index (sent, (guint) g_test_rand_int_range (0, (int) sent->len));
      text = mb_test_text (parcel->snapshot);
      arrival = deliver (&people[!who], parcel);
      learn (words[!who], text);
    }
    assert_words (&people[0], words[0]);
    assert_words (&people[1], words[1]);
  }
}

static void
test_no_word_is_lost_whoever_sends_what (void)
{
  for (guint round = 0; round < 8; round++) {
    g_auto (Person) awa = person_new ();
    g_auto (Person) binta = person_new ();
    Person people[] = {awa, binta};
    g_autoptr (GPtrArray) known_a = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) known_b = g_ptr_array_new_with_free_func (g_free);
    GPtrArray *words[] = {known_a, known_b};
    g_autofree char *id = begin (&awa, "Les quais");

    send (&awa, id, &binta, NULL);
    play (people, words, id, 14);
  }
}

/* A store of the version before has none of this, and gets it. */
static void
test_an_older_store_learns_to_exchange (void)
{
  g_autofree char *folder = mb_test_folder ();
  g_autofree char *path = g_build_filename (folder, "drafts.db", NULL);
  Person awa = {folder, mb_test_open (folder)};
  g_autofree char *id = begin (&awa, "Les quais");
  sqlite3 *db = NULL;
  g_autoptr (MbParcel) parcel = NULL;

  mb_store_close (awa.store);
  g_clear_object (&awa.store);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "DROP TABLE exchange; DROP TABLE exchange_copy;"
                                 "DROP TABLE exchange_media; DROP TABLE exchange_person;"
                                 "ALTER TABLE review_event DROP COLUMN elsewhere;"
                                 "ALTER TABLE job DROP COLUMN remote_id;"
                                 "ALTER TABLE publication DROP COLUMN remote_id;"
                                 "ALTER TABLE site_media DROP COLUMN remote_id;"
                                 "ALTER TABLE site_media DROP COLUMN width_px;"
                                 "ALTER TABLE site_media DROP COLUMN height_px;"
                                 "PRAGMA user_version = 2",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);

  awa.store = mb_store_open_sync (folder, MB_STORE_READ_ONLY, NULL, NULL);
  assert_n_drafts (&awa, 1);
  mb_store_close (awa.store);
  g_clear_object (&awa.store);
  awa.store = mb_test_open (folder);
  parcel = pack (&awa, id);
  g_assert_cmpuint (parcel->ancestors->len, ==, 0);
  mb_store_close (awa.store);
  g_clear_object (&awa.store);
  mb_test_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/exchange/an-unknown-article-is-a-new-draft",
                   test_an_unknown_article_is_a_new_draft);
  g_test_add_func ("/exchange/what-changed-there-alone-is-taken-over",
                   test_what_changed_there_alone_is_taken_over);
  g_test_add_func ("/exchange/what-changed-here-alone-stays", test_what_changed_here_alone_stays);
  g_test_add_func ("/exchange/what-changed-on-both-sides-is-kept-beside",
                   test_what_changed_on_both_sides_is_kept_beside);
  g_test_add_func ("/exchange/a-copy-goes-on-as-the-article-it-stands-beside",
                   test_a_copy_goes_on_as_the_article_it_stands_beside);
  g_test_add_func ("/exchange/an-old-file-says-nothing-new", test_an_old_file_says_nothing_new);
  g_test_add_func ("/exchange/words-that-were-taken-back-are-news",
                   test_words_that_were_taken_back_are_news);
  g_test_add_func ("/exchange/a-third-persons-file-is-known-by-what-it-comes-of",
                   test_a_third_persons_file_is_known_by_what_it_comes_of);
  g_test_add_func ("/exchange/a-draft-in-the-bin-comes-out-of-it",
                   test_a_draft_in_the_bin_comes_out_of_it);
  g_test_add_func ("/exchange/words-typed-meanwhile-are-weighed-again",
                   test_words_typed_meanwhile_are_weighed_again);
  g_test_add_func ("/exchange/a-picture-comes-back-as-its-original",
                   test_a_picture_comes_back_as_its_original);
  g_test_add_func ("/exchange/a-missing-picture-is-counted", test_a_missing_picture_is_counted);
  g_test_add_func ("/exchange/a-picture-under-a-false-name-is-refused",
                   test_a_picture_under_a_false_name_is_refused);
  g_test_add_func ("/exchange/no-word-is-lost-whoever-sends-what",
                   test_no_word_is_lost_whoever_sends_what);
  g_test_add_func ("/exchange/an-older-store-learns-to-exchange",
                   test_an_older_store_learns_to_exchange);

  return g_test_run ();
}
