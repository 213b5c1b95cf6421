#include "mb-test-package.h"

#include "mb-messages.h"

/* Article files that nobody's Marbre has written: the real helper answers or dies in time, and
 * there is a sentence for each. */

#define MAX_MS 9000

static char *
hash (const char *data, gsize n)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, n);
}

/* A right file, but for what @manifest says instead of "ancestors":[] and format 1. */
typedef struct {
  const char *format;    /* NULL: "1" */
  const char *ancestors; /* NULL: "" */
  const char *article;   /* NULL: the sample's JSON */
  const char *state;     /* NULL: a draft with which nothing was done */
  const char *more;      /* NULL: nothing; parts of the manifest, with a comma before */
} Wrong;

static GPtrArray *
make_parts (const Wrong *wrong)
{
  g_autoptr (MbParcel) parcel = make_parcel ();
  g_autoptr (GBytes) json = mb_codec_encode_snapshot (parcel->snapshot);
  g_autofree char *words = wrong->article
                             ? g_strdup (wrong->article)
                             : g_strndup (g_bytes_get_data (json, NULL), g_bytes_get_size (json));
  const char *state =
    wrong->state ? wrong->state : "{\"format\":1,\"state\":\"draft\",\"history\":[]}";
  g_autofree char *words_hash = hash (words, strlen (words));
  g_autofree char *state_hash = hash (state, strlen (state));
  g_autofree char *manifest = g_strdup_printf (
    "{\"format\":%s,\"article\":\"" ARTICLE_ID "\",\"store\":\"" STORE_ID
    "\",\"time\":1,\"ancestors\":[%s],\"parts\":{\"article.json\":\"%s\",\"state.json\":\"%s\"%s}}",
    wrong->format ? wrong->format : "1", wrong->ancestors ? wrong->ancestors : "", words_hash,
    state_hash, wrong->more ? wrong->more : "");
  GPtrArray *parts = parts_new ();

  add_part (parts, "mimetype", MB_PARCEL_MIME, -1);
  add_part (parts, "manifest.json", manifest, -1);
  add_part (parts, "article.json", words, -1);
  add_part (parts, "state.json", state, -1);

  return parts;
}

static void
assert_refused (GBytes *bytes, MbFormatsError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  gint64 start_us = g_get_monotonic_time ();

  g_assert_null (mb_package_read_sync (bytes, NULL, &error));
  g_assert_cmpint ((g_get_monotonic_time () - start_us) / 1000, <, MAX_MS);
  g_assert_error (error, MB_FORMATS_ERROR, (int) code);
  sentence = mb_message_for_error (error);
  g_assert_false (g_str_has_prefix (sentence, "Something went wrong"));
}

static void
assert_parts_refused (GPtrArray *parts, MbFormatsError code)
{
  g_autoptr (GBytes) bytes = zip (parts);

  assert_refused (bytes, code);
}

static void
assert_wrong_refused (const Wrong *wrong, MbFormatsError code)
{
  g_autoptr (GPtrArray) parts = make_parts (wrong);

  assert_parts_refused (parts, code);
}

static void
test_the_right_file_is_read (void)
{
  const Wrong nothing = {0};
  g_autoptr (GPtrArray) parts = make_parts (&nothing);
  g_autoptr (GBytes) bytes = zip (parts);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbParcel) parcel = mb_package_read_sync (bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parcel->n_missing, ==, 2); /* the sample's pictures were left out */
}

static void
test_what_is_no_article_file_is_unknown (void)
{
  static const char *const files[] = {"", "PK\003\004", "Le port rouvre", "%PDF-1.7"};
  g_autoptr (GPtrArray) other = parts_new ();

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (files[i], strlen (files[i]));

    assert_refused (bytes, MB_FORMATS_ERROR_UNKNOWN);
  }
  add_part (other, "mimetype", "application/vnd.oasis.opendocument.text", -1);
  assert_parts_refused (other, MB_FORMATS_ERROR_UNKNOWN);
}

static void
test_a_file_that_is_cut_off_is_damaged (void)
{
  const Wrong nothing = {0};
  g_autoptr (GPtrArray) parts = make_parts (&nothing);
  g_autoptr (GBytes) bytes = zip (parts);
  gsize n = g_bytes_get_size (bytes);

  for (gsize cut = n - 1; cut > 100; cut -= MAX (n / 12, 1)) {
    g_autoptr (GBytes) begun = g_bytes_new_from_bytes (bytes, 0, cut);

    assert_refused (begun, MB_FORMATS_ERROR_DAMAGED);
    if (cut < n / 12 + 100)
      break;
  }
}

/* Each byte may be any other: it is refused, or it was one that says nothing. */
static void
test_changed_bytes_change_no_word (void)
{
  const Wrong nothing = {0};
  g_autoptr (GPtrArray) parts = make_parts (&nothing);
  g_autoptr (GBytes) bytes = zip (parts);
  g_autoptr (MbParcel) right = mb_package_read_sync (bytes, NULL, NULL);
  guint n_refused = 0;

  for (guint round = 0; round < 60; round++) {
    gsize n = 0;
    g_autofree char *data = g_memdup2 (g_bytes_get_data (bytes, &n), g_bytes_get_size (bytes));
    g_autoptr (GBytes) changed = NULL;
    g_autoptr (MbParcel) parcel = NULL;
    g_autoptr (GError) error = NULL;

    data[g_test_rand_int_range (0, (int) n)] ^= (char) g_test_rand_int_range (1, 256);
    changed = g_bytes_new_take (g_steal_pointer (&data), n);
    parcel = mb_package_read_sync (changed, NULL, &error);
    n_refused += parcel == NULL;
    if (parcel)
      g_assert_true (mb_snapshot_equal (parcel->snapshot, right->snapshot));
    else
      g_assert_true (error->domain == MB_FORMATS_ERROR);
  }
  g_assert_cmpuint (n_refused, >, 30);
}

static void
test_names_that_lead_out_are_refused (void)
{
  static const char *const names[] = {"../article.json", "/etc/passwd",      "media/../../x",
                                      "media/",          "media/ABCDEF",     "Article.json",
                                      "article.json/",   "media/a.jpg\nb",   "..",
                                      "drafts.db",       "media/caf\303\251"};
  const Wrong nothing = {0};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GPtrArray) parts = make_parts (&nothing);

    add_part (parts, names[i], "x", -1);
    assert_parts_refused (parts, MB_FORMATS_ERROR_DAMAGED);
  }
}

static void
test_a_part_that_is_there_twice_is_refused (void)
{
  const Wrong nothing = {0};
  static const char *const names[] = {"article.json", "manifest.json", "mimetype"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GPtrArray) parts = make_parts (&nothing);

    add_part (parts, names[i], "{}", -1);
    assert_parts_refused (parts, MB_FORMATS_ERROR_DAMAGED);
  }
}

static void
test_links_and_folders_are_refused (void)
{
  static const int types[] = {AE_IFLNK, AE_IFDIR};
  const Wrong nothing = {0};
  g_autofree char *name = g_strconcat ("media/",
                                       "0000000000000000000000000000000000000000000000000"
                                       "000000000000000",
                                       NULL);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autoptr (GPtrArray) parts = make_parts (&nothing);

    add_part (parts, name, "", -1)->type = types[i];
    assert_parts_refused (parts, MB_FORMATS_ERROR_DAMAGED);
  }
}

static void
test_another_hash_is_refused (void)
{
  const Wrong nothing = {0};
  g_autoptr (GPtrArray) parts = make_parts (&nothing);
  g_autoptr (GPtrArray) unnamed = make_parts (&nothing);
  TestPart *state = g_ptr_array_index (parts, 3);
  g_autofree char *name = g_strconcat ("media/",
                                       "0000000000000000000000000000000000000000000000000"
                                       "000000000000000",
                                       NULL);

  g_bytes_unref (state->bytes);
  state->bytes = g_bytes_new_static ("{\"format\":1,\"history\":[]}", 25);
  assert_parts_refused (parts, MB_FORMATS_ERROR_DAMAGED);
  add_part (unnamed, name, "x", -1);
  assert_parts_refused (unnamed, MB_FORMATS_ERROR_DAMAGED);
}

static void
test_a_picture_that_is_none_is_refused (void)
{
  g_autofree char *sha256 = hash ("no pixels", 9);
  g_autofree char *name = g_strconcat ("media/", sha256, NULL);
  g_autofree char *more = g_strdup_printf (",\"%s\":\"%s\"", name, sha256);
  const Wrong wrong = {.more = more};
  g_autoptr (GPtrArray) parts = make_parts (&wrong);

  add_part (parts, name, "no pixels", -1);
  assert_parts_refused (parts, MB_FORMATS_ERROR_UNKNOWN);
}

static void
test_a_newer_file_is_said_to_be_newer (void)
{
  const Wrong package = {.format = "2"};
  const Wrong huge = {.format = "9007199254740993"};
  const Wrong article = {.article = "{\"format\":99,\"article\":\"" ARTICLE_ID "\"}"};

  assert_wrong_refused (&package, MB_FORMATS_ERROR_NEWER);
  assert_wrong_refused (&huge, MB_FORMATS_ERROR_NEWER);
  assert_wrong_refused (&article, MB_FORMATS_ERROR_NEWER);
}

static void
test_a_wrong_manifest_is_refused (void)
{
  const Wrong wrongs[] = {
    {.format = "\"1\""},
    {.format = "0"},
    {.format = "1.5"},
    {.format = "null"},
    {.ancestors = "1"},
    {.ancestors = "\"../..\""},
    {.ancestors = "\"\""},
    {.more = ",\"media/x\":\"x\""},
    {.more = ",\"media/x\":7"},
    {.more = ",\"drafts.db\":\"0000000000000000000000000000000000000000000000000000000000000000\""},
    {.article = "{}"},
    {.article = "not JSON"},
    {.article =
       "{\"format\":1,\"article\":\"22222222-2222-4333-8444-555555555555\",\"blocks\":[]}"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    assert_wrong_refused (&wrongs[i], MB_FORMATS_ERROR_DAMAGED);
}

#define RECORD(more) "{\"format\":1," more "}"
#define EVENT(more) RECORD ("\"history\":[{" more "}]")
#define SUBMIT "\"action\":\"submit\",\"from\":\"draft\",\"to\":\"submitted\""

/* A file that lies about the review is refused whole, before anybody sees a word of it. */
static void
test_a_wrong_record_is_refused (void)
{
  static const char *const records[] = {
    "",
    "[]",
    "{}",
    "{\"format\":\"1\",\"history\":[]}",
    RECORD ("\"state\":\"draft\""),
    RECORD ("\"history\":{}"),
    RECORD ("\"history\":[1]"),
    RECORD ("\"state\":7,\"history\":[]"),
    RECORD ("\"state\":\"golden\",\"history\":[]"),
    RECORD ("\"owner\":\"Awa\",\"history\":[]"),
    RECORD ("\"owner\":[],\"history\":[]"),
    RECORD ("\"people\":{},\"history\":[]"),
    RECORD ("\"people\":[{\"id\":\"" AWA_ID "\"}],\"history\":[]"),
    RECORD ("\"people\":[{\"id\":\"x\",\"name\":\"Awa\"}],\"history\":[]"),
    RECORD ("\"people\":[{\"id\":\"" AWA_ID "\",\"name\":\"\\u001b[31mAwa\"}],\"history\":[]"),
    RECORD ("\"people\":[{\"id\":\"" AWA_ID "\",\"name\":\"A\\nwa\"}],\"history\":[]"),
    EVENT (SUBMIT),
    EVENT (SUBMIT ",\"time\":\"5\""),
    EVENT (SUBMIT ",\"time\":5.5"),
    EVENT (SUBMIT ",\"time\":-1"),
    EVENT (SUBMIT ",\"time\":253402300800000"),
    EVENT (SUBMIT ",\"time\":5,\"person\":\"Awa\""),
    EVENT (SUBMIT ",\"time\":5,\"person\":7"),
    EVENT (SUBMIT ",\"time\":5,\"reason\":[]"),
    EVENT (SUBMIT ",\"time\":5,\"reason\":\"\\u001b]0;x\""),
    EVENT (SUBMIT ",\"time\":5,\"reason\":\"\\u202egnihton\""),
    EVENT ("\"action\":\"bless\",\"from\":\"draft\",\"to\":\"approved\",\"time\":5"),
    EVENT ("\"action\":\"submit\",\"from\":\"nowhere\",\"to\":\"submitted\",\"time\":5"),
    EVENT ("\"action\":\"submit\",\"from\":\"draft\",\"time\":5"),
  };
  const Wrong newer = {.state = "{\"format\":2,\"history\":[]}"};

  for (guint i = 0; i < G_N_ELEMENTS (records); i++) {
    const Wrong wrong = {.state = records[i]};

    g_test_message ("%s", records[i]);
    assert_wrong_refused (&wrong, MB_FORMATS_ERROR_DAMAGED);
  }
  assert_wrong_refused (&newer, MB_FORMATS_ERROR_NEWER);
}

static char *
repeat (const char *unit, guint n)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "," : "", unit);
  return g_string_free_and_steal (out);
}

static void
test_absurd_counts_are_refused (void)
{
  g_autofree char *ancestors =
    repeat ("\"0000000000000000000000000000000000000000000000000000000000000000\"", 5000);
  g_autofree char *nesting = g_strnfill (200000, '[');
  const Wrong many = {.ancestors = ancestors};
  const Wrong deep = {.ancestors = nesting};
  const Wrong nothing = {0};
  g_autoptr (GPtrArray) parts = make_parts (&nothing);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  assert_wrong_refused (&many, MB_FORMATS_ERROR_DAMAGED);
  assert_wrong_refused (&deep, MB_FORMATS_ERROR_DAMAGED);
  for (guint i = 0; i < 5000; i++) {
    g_ptr_array_add (names, g_strdup_printf ("media/%064x", i));
    add_part (parts, g_ptr_array_index (names, i), "x", -1);
  }
  assert_parts_refused (parts, MB_FORMATS_ERROR_LIMITS);
}

static char *
make_history (guint n_events, guint n_chars)
{
  g_autofree char *reason = g_strnfill (n_chars, 'e');
  g_autofree char *event =
    g_strdup_printf ("{" SUBMIT ",\"time\":5,\"person\":\"" AWA_ID "\",\"reason\":\"%s\"}", reason);
  g_autofree char *events = repeat (event, n_events);

  return g_strdup_printf (RECORD ("\"state\":\"submitted\",\"history\":[%s]"), events);
}

static void
test_a_history_has_bounds (void)
{
  g_autofree char *full = make_history (200, 1000);
  g_autofree char *many = make_history (201, 1);
  g_autofree char *long_words = make_history (1, 1001);
  g_autofree char *million = make_history (1000000, 0);
  g_autofree char *crowd = repeat ("{\"id\":\"" AWA_ID "\",\"name\":\"A\"}", 501);
  g_autofree char *people = g_strdup_printf (RECORD ("\"people\":[%s],\"history\":[]"), crowd);
  const Wrong right = {.state = full};
  const Wrong wrongs[] = {{.state = many}, {.state = long_words}, {.state = people}};
  const Wrong bomb = {.state = million};
  g_autoptr (GPtrArray) parts = make_parts (&right);
  g_autoptr (GBytes) bytes = zip (parts);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbParcel) parcel = mb_package_read_sync (bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parcel->record->events->len, ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    assert_wrong_refused (&wrongs[i], MB_FORMATS_ERROR_DAMAGED);
  assert_wrong_refused (&bomb, MB_FORMATS_ERROR_LIMITS);
}

/* 60 MB that are 60 KB on the way. */
static void
test_a_bomb_is_refused (void)
{
  static const char *const names[] = {
    "article.json", "manifest.json",
    "media/0000000000000000000000000000000000000000000000000000000000000000"};
  gsize n = 60 * 1024 * 1024;
  g_autofree char *zeros = g_strnfill (n, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GPtrArray) parts = parts_new ();

    add_part (parts, "mimetype", MB_PARCEL_MIME, -1);
    add_part (parts, names[i], zeros, (gssize) n);
    assert_parts_refused (parts, MB_FORMATS_ERROR_LIMITS);
  }
}

/* The directory says 4 GB of a part of a few bytes, and the other way round. */
static void
test_false_sizes_are_refused (void)
{
  const Wrong nothing = {0};
  g_autoptr (GPtrArray) parts = make_parts (&nothing);
  g_autoptr (GBytes) bytes = zip (parts);
  gsize n = 0;
  const guint8 *data = g_bytes_get_data (bytes, &n);
  static const guint32 sizes[] = {0xfffffffe, 1};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize at = 0; at + 28 < n; at++)
      if (memcmp (data + at, "PK\001\002", 4) == 0) {
        g_autofree guint8 *copy = g_memdup2 (data, n);
        guint32 size = GUINT32_TO_LE (sizes[i]);
        g_autoptr (GBytes) changed = NULL;
        g_autoptr (MbParcel) parcel = NULL;
        g_autoptr (GError) error = NULL;

        memcpy (copy + at + 20, &size, sizeof size);
        memcpy (copy + at + 24, &size, sizeof size);
        changed = g_bytes_new_take (g_steal_pointer (&copy), n);
        parcel = mb_package_read_sync (changed, NULL, &error);
        g_assert_null (parcel);
        g_assert_true (error->domain == MB_FORMATS_ERROR);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/package/the-right-file-is-read", test_the_right_file_is_read);
  g_test_add_func ("/package/what-is-no-article-file-is-unknown",
                   test_what_is_no_article_file_is_unknown);
  g_test_add_func ("/package/a-file-that-is-cut-off-is-damaged",
                   test_a_file_that_is_cut_off_is_damaged);
  g_test_add_func ("/package/changed-bytes-change-no-word", test_changed_bytes_change_no_word);
  g_test_add_func ("/package/names-that-lead-out-are-refused",
                   test_names_that_lead_out_are_refused);
  g_test_add_func ("/package/a-part-that-is-there-twice-is-refused",
                   test_a_part_that_is_there_twice_is_refused);
  g_test_add_func ("/package/links-and-folders-are-refused", test_links_and_folders_are_refused);
  g_test_add_func ("/package/another-hash-is-refused", test_another_hash_is_refused);
  g_test_add_func ("/package/a-picture-that-is-none-is-refused",
                   test_a_picture_that_is_none_is_refused);
  g_test_add_func ("/package/a-newer-file-is-said-to-be-newer",
                   test_a_newer_file_is_said_to_be_newer);
  g_test_add_func ("/package/a-wrong-manifest-is-refused", test_a_wrong_manifest_is_refused);
  g_test_add_func ("/package/a-wrong-record-is-refused", test_a_wrong_record_is_refused);
  g_test_add_func ("/package/a-history-has-bounds", test_a_history_has_bounds);
  g_test_add_func ("/package/absurd-counts-are-refused", test_absurd_counts_are_refused);
  g_test_add_func ("/package/a-bomb-is-refused", test_a_bomb_is_refused);
  g_test_add_func ("/package/false-sizes-are-refused", test_false_sizes_are_refused);

  return g_test_run ();
}
