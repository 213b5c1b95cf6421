#pragma once

#include "mb-store-exchange.h"
#include "mb-store-review.h"
#include "mb-test-store.h"

#include <string.h>

/* Two folders of articles are two people; parcels go to and fro between them. */

typedef struct {
  char *folder;
  MbStore *store;
} Person;

static guint n_made;

G_GNUC_UNUSED static Person
person_new (void)
{
  Person person = {mb_test_folder (), NULL};

  person.store = mb_test_open (person.folder);
  return person;
}

G_GNUC_UNUSED static void
person_clear (Person *person)
{
  mb_store_close (person->store);
  g_clear_object (&person->store);
  mb_test_remove (person->folder);
  g_clear_pointer (&person->folder, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

/* Made anew: without its first word, which says where it was taken. */
G_GNUC_UNUSED static GBytes *
make_picture (GBytes *original,
              const char *caption,
              const char *credit,
              const char *rights,
              GError **error)
{
  gsize n;
  const char *data = g_bytes_get_data (original, &n);

  n_made++;
  g_assert_true (n > 4 && memcmp (data, "GPS ", 4) == 0);
  g_assert_cmpstr (caption, ==, "Le quai");
  return g_bytes_new (data + 4, n - 4);
}

G_GNUC_UNUSED static MbParcel *
pack_by (Person *from, const char *id, const char *person)
{
  const MbPacking packing = {.person = person, .make = make_picture};
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArticle) article = mb_store_load_sync (from->store, id, &error);
  MbParcel *parcel = NULL;

  g_assert_no_error (error);
  parcel =
    mb_store_pack_sync (from->store, mb_article_get_snapshot (article), &packing, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < parcel->pictures->len; i++) {
    MbParcelPicture *picture = g_ptr_array_index (parcel->pictures, i);

    picture->bytes =
      mb_assets_load (MB_ASSETS (from->store), picture->kept_as, picture->variant, &error);
    g_assert_no_error (error);
    picture->is_clean = TRUE;
  }
  g_assert_true (
    mb_store_note_packed_sync (from->store, mb_article_get_snapshot (article), parcel, &error));
  g_assert_no_error (error);

  return parcel;
}

G_GNUC_UNUSED static MbParcel *
pack (Person *from, const char *id)
{
  return pack_by (from, id, "Awa");
}

G_GNUC_UNUSED static void
take_over (Person *to, const MbArrival *arrival)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArticle) article = mb_store_load_sync (to->store, arrival->draft_id, &error);
  g_autoptr (MbJournal) journal = mb_journal_new (to->store, article);
  guint64 seq = mb_article_get_seq (article);
  g_autoptr (MbSnapshot) before = mb_article_dup_snapshot (article);

  mb_arrival_commit (arrival, journal, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mb_article_get_seq (article), ==, seq + 1);
  g_assert_true (mb_article_undo (article));
  g_assert_true (mb_snapshot_equal (mb_article_get_snapshot (article), before));
  g_assert_true (mb_article_redo (article));
  g_assert_true (mb_journal_flush_sync (journal, &error));
}

G_GNUC_UNUSED static MbArrival *
deliver (Person *to, const MbParcel *parcel)
{
  g_autoptr (GError) error = NULL;
  MbArrival *arrival = mb_store_weigh_sync (to->store, parcel, NULL, &error);

  g_assert_no_error (error);
  if (arrival->kind == MB_ARRIVAL_TAKEN_OVER)
    take_over (to, arrival);
  g_assert_true (mb_store_settle_sync (to->store, parcel, arrival, &error));
  g_assert_no_error (error);

  return arrival;
}

/* From one to the other; answers with the kind, and with the draft where that is asked for. */
G_GNUC_UNUSED static MbArrivalKind
send (Person *from, const char *id, Person *to, char **draft_id)
{
  g_autoptr (MbParcel) parcel = pack (from, id);
  g_autoptr (MbArrival) arrival = deliver (to, parcel);

  if (draft_id)
    *draft_id = g_strdup (arrival->draft_id);
  return arrival->kind;
}

G_GNUC_UNUSED static void
type (Person *person, const char *id, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArticle) article = mb_store_load_sync (person->store, id, &error);
  g_autoptr (MbJournal) journal = mb_journal_new (person->store, article);

  mb_test_type (article, words);
  g_assert_true (mb_journal_flush_sync (journal, &error));
}

G_GNUC_UNUSED static MbSnapshot *
load (Person *person, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArticle) article = mb_store_load_sync (person->store, id, &error);

  g_assert_no_error (error);
  return mb_article_dup_snapshot (article);
}

G_GNUC_UNUSED static void
assert_text (Person *person, const char *id, const char *expected)
{
  g_autoptr (MbSnapshot) snapshot = load (person, id);
  g_autofree char *text = mb_test_text (snapshot);

  g_assert_cmpstr (text, ==, expected);
}

G_GNUC_UNUSED static void
assert_n_drafts (Person *person, guint n)
{
  g_autoptr (GPtrArray) drafts = mb_store_list_sync (person->store, NULL, FALSE, NULL);

  g_assert_cmpuint (drafts->len, ==, n);
}

G_GNUC_UNUSED static char *
begin (Person *person, const char *text)
{
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le port", text);
  g_autoptr (GError) error = NULL;

  g_assert_true (mb_store_create_sync (person->store, snapshot, &error));
  return g_strdup (mb_snapshot_get_article_id (snapshot));
}
