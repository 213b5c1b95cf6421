#pragma once

#include "mb-codec.h"
#include "mb-package-reader.h"
#include "mb-package-writer.h"
#include "mb-sample.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define ARTICLE_ID "11111111-2222-4333-8444-555555555555"
#define AWA_ID "77777777-1111-4111-8111-111111111111"
#define KOFI_ID "88888888-2222-4222-8222-222222222222"
#define STORE_ID "66666666-7777-4888-8999-aaaaaaaaaaaa"

/* One part of an article file, right or wrong. */
typedef struct {
  const char *name;
  GBytes *bytes;
  int type; /* 0: a plain file */
} TestPart;

G_GNUC_UNUSED static void
test_part_free (gpointer data)
{
  TestPart *part = data;

  g_clear_pointer (&part->bytes, g_bytes_unref);
  g_free (part);
}

G_GNUC_UNUSED static void
fill_record (MbReviewRecord *record)
{
  MbReviewEvent submit = {.action = MB_ACTION_SUBMIT,
                          .to = MB_REVIEW_SUBMITTED,
                          .person = (char *) AWA_ID,
                          .time_ms = 1764515265000};
  MbReviewEvent back = {.action = MB_ACTION_RETURN,
                        .from = MB_REVIEW_IN_REVIEW,
                        .to = MB_REVIEW_CHANGES_REQUESTED,
                        .person = (char *) KOFI_ID,
                        .reason = (char *) "Qui le dit\302\240?\nUne source, « 2 » au moins.",
                        .time_ms = 1764515265100};

  record->state = MB_REVIEW_CHANGES_REQUESTED;
  g_assert_true (mb_review_record_set_owner (record, AWA_ID));
  g_assert_true (mb_review_record_add_person (record, AWA_ID, "Awa Diop"));
  g_assert_true (mb_review_record_add_person (record, KOFI_ID, "Kofi Adjei"));
  g_assert_true (mb_review_record_add_event (record, &submit));
  g_assert_true (mb_review_record_add_event (record, &back));
}

/* The sample with its two pictures, and what an article can carry besides. */
G_GNUC_UNUSED static MbParcel *
make_parcel (void)
{
  g_autoptr (GPtrArray) pictures = mb_sample_load_pictures ();
  g_autoptr (GBytes) json = NULL;
  MbParcel *parcel = mb_parcel_new (ARTICLE_ID);

  parcel->store_id = g_strdup (STORE_ID);
  parcel->person = g_strdup ("Awa Diop");
  parcel->person_id = g_strdup (AWA_ID);
  fill_record (parcel->record);
  parcel->time_ms = 1764515265123;
  parcel->snapshot = mb_sample_new_snapshot (ARTICLE_ID);
  for (guint i = 0; i < pictures->len; i++) {
    g_autofree char *sha256 =
      g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, g_ptr_array_index (pictures, i));

    mb_parcel_add_picture (parcel, sha256)->bytes = g_bytes_ref (g_ptr_array_index (pictures, i));
  }
  json = mb_codec_encode_snapshot (parcel->snapshot);
  parcel->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, json);

  return parcel;
}

G_GNUC_UNUSED static GPtrArray *
parts_new (void)
{
  return g_ptr_array_new_with_free_func (test_part_free);
}

G_GNUC_UNUSED static TestPart *
add_part (GPtrArray *parts, const char *name, const char *data, gssize n)
{
  TestPart *part = g_new0 (TestPart, 1);

  part->name = name;
  part->bytes = g_bytes_new (data, n < 0 ? strlen (data) : (gsize) n);
  g_ptr_array_add (parts, part);

  return part;
}

static la_ssize_t
append_cb (struct archive *archive, void *user_data, const void *data, size_t n)
{
  g_byte_array_append (user_data, data, (guint) n);
  return (la_ssize_t) n;
}

/* A ZIP of just these parts, whatever they are; the first one stored, the others packed. */
G_GNUC_UNUSED static GBytes *
zip (GPtrArray *parts)
{
  GByteArray *out = g_byte_array_new ();
  struct archive *archive = archive_write_new ();

  archive_write_set_format_zip (archive);
  archive_write_set_bytes_in_last_block (archive, 1);
  archive_write_open (archive, out, NULL, append_cb, NULL);
  for (guint i = 0; i < parts->len; i++) {
    const TestPart *part = g_ptr_array_index (parts, i);
    struct archive_entry *entry = archive_entry_new ();

    if (i == 0)
      archive_write_zip_set_compression_store (archive);
    else
      archive_write_zip_set_compression_deflate (archive);
    archive_entry_set_pathname (entry, part->name);
    archive_entry_set_filetype (entry, part->type ? (unsigned) part->type : AE_IFREG);
    if (part->type == AE_IFLNK)
      archive_entry_set_symlink (entry, "/etc/passwd");
    archive_entry_set_perm (entry, 0644);
    archive_entry_set_size (entry, part->type ? 0 : (gint64) g_bytes_get_size (part->bytes));
    g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
    if (!part->type)
      archive_write_data (archive, g_bytes_get_data (part->bytes, NULL),
                          g_bytes_get_size (part->bytes));
    archive_entry_free (entry);
  }
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);

  return g_byte_array_free_to_bytes (out);
}
