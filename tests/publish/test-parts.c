/* The small parts of publishing, without a network. */
#include "mb-markup.h"
#include "mb-media-name.h"
#include "mb-micropub-codec.h"
#include "mb-plan.h"
#include "mb-post.h"
#include "mb-readback.h"
#include "mb-retry.h"

#include <string.h>

static void
test_file_names_are_ascii (void)
{
  static const struct {
    const char *from;
    const char *type;
    const char *to;
  } table[] = {
    {"Élodie à l’œuvre.JPEG", "image/jpeg", "Elodie-a-l-oeuvre.jpg"},
    {"straße/../nuit.png", "image/webp", "nuit.webp"},
    {"a\";b%\\c.png", "image/png", "a-b-c.png"},
    {"港.jpg", "image/jpeg", "image.jpg"},
    {"..-.jpg", "image/jpeg", "image.jpg"},
    {NULL, "image/jpeg", "image.jpg"},
    {"x", "text/html", "x.bin"},
  };
  g_autofree char *endless = g_strnfill (500, 'a');
  g_autofree char *short_name = mb_media_name_for (endless, "image/jpeg");

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autofree char *name = mb_media_name_for (table[i].from, table[i].type);

    g_assert_cmpstr (name, ==, table[i].to);
  }
  g_assert_cmpuint (strlen (short_name), ==, 104);
}

static void
test_slugs_are_words (void)
{
  g_autofree char *slug = mb_post_make_slug ("Ça « repart » : 3,5 % de mieux/an…");
  g_autofree char *endless =
    mb_post_make_slug ("Un titre qui ne finit jamais et que personne ne lira jusqu’au bout parce "
                       "qu’il est bien trop long");

  g_assert_cmpstr (slug, ==, "ca-repart-3-5-de-mieux-an");
  g_assert_cmpuint (strlen (endless), <=, 80);
  g_assert_false (g_str_has_suffix (endless, "-"));
}

static void
test_waits_grow_and_are_capped (void)
{
  const MbRetryPolicy *policy = mb_retry_policy_default ();

  g_assert_cmpuint (mb_retry_delay_ms (policy, 1, 1.0), ==, 2000);
  g_assert_cmpuint (mb_retry_delay_ms (policy, 2, 1.0), ==, 4000);
  g_assert_cmpuint (mb_retry_delay_ms (policy, 4, 0.5), ==, 8000);
  g_assert_cmpuint (mb_retry_delay_ms (policy, 30, 1.0), ==, 600000);
  g_assert_cmpuint (mb_retry_delay_ms (policy, 1000000, 1.0), ==, 600000);
}

static void
test_retry_after_is_read_in_both_forms (void)
{
  const gint64 now_ms = G_GINT64_CONSTANT (1784628000) * 1000; /* Tue, 21 Jul 2026 10:00:00 GMT */

  g_assert_cmpint (mb_retry_after_ms ("120", now_ms), ==, 120000);
  g_assert_cmpint (mb_retry_after_ms ("99999", now_ms), ==, 600000);
  g_assert_cmpint (mb_retry_after_ms ("Tue, 21 Jul 2026 10:01:30 GMT", now_ms), ==, 90000);
  g_assert_cmpint (mb_retry_after_ms ("Tue, 21 Jul 2020 10:01:30 GMT", now_ms), ==, 0);
  g_assert_cmpint (mb_retry_after_ms ("soon", now_ms), ==, -1);
  g_assert_cmpint (mb_retry_after_ms (NULL, now_ms), ==, -1);
}

static void
test_page_is_read_as_a_reader_reads_it (void)
{
  static const char html[] = "<!doctype html><head><title>Not this</title><style>p{}</style>"
                             "<script>if (a < b) document.write('<p>nor this</p>')</script></head>"
                             "<!-- <p>nor that</p> --><h1>Un&nbsp;titre</h1><p>Il <b>fau</b>t "
                             "l&#8217;&#xe9;t&eacute;.<p>1 < 2 &amp; 3<br>ligne<figcaption>Le\n "
                             "quai <small>©\u202fA</small>";
  g_autoptr (GPtrArray) lines = mb_readback_lines (html, strlen (html));

  g_assert_cmpuint (lines->len, ==, 5);
  g_assert_cmpstr (lines->pdata[0], ==, "Un titre");
  g_assert_cmpstr (lines->pdata[1], ==, "Il faut l’été.");
  g_assert_cmpstr (lines->pdata[2], ==, "1 < 2 & 3");
  g_assert_cmpstr (lines->pdata[3], ==, "ligne");
  g_assert_cmpstr (lines->pdata[4], ==, "Le quai © A");
}

static void
test_pictures_are_found (void)
{
  static const char html[] =
    "<img src=a.jpg alt='<img src=no.jpg>'><IMG SRC=\"/b.jpg?x=1&amp;y=2\">"
    "<source srcset='c.webp 1x, d.webp 2x'><img alt=none><img src=a.jpg>";
  g_autoptr (GPtrArray) pictures =
    mb_readback_pictures (html, strlen (html), "https://site.invalid/x/y");

  g_assert_cmpuint (pictures->len, ==, 4);
  g_assert_cmpstr (pictures->pdata[0], ==, "https://site.invalid/x/a.jpg");
  g_assert_cmpstr (pictures->pdata[1], ==, "https://site.invalid/b.jpg?x=1&y=2");
  g_assert_cmpstr (pictures->pdata[3], ==, "https://site.invalid/x/d.webp");
}

/* Whatever bytes come: it ends, and reads nothing that is not there. */
static void
test_any_bytes_can_be_read (void)
{
  static const char alphabet[] = "<>/!-=\"' &#;abimgsrcript\xc3\xa9\xff";

  for (guint round = 0; round < 3000; round++) {
    gsize size = (gsize) g_test_rand_int_range (0, 80);
    g_autofree char *bytes = g_malloc (size);
    g_autoptr (GPtrArray) lines = NULL;
    g_autoptr (GPtrArray) pictures = NULL;

    for (gsize i = 0; i < size; i++)
      bytes[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
    lines = mb_readback_lines (bytes, size);
    pictures = mb_readback_pictures (bytes, size, "https://site.invalid/");
    for (guint i = 0; i < lines->len; i++)
      g_assert_true (g_utf8_validate (lines->pdata[i], -1, NULL));
  }
}

static void
test_missing_line_is_named (void)
{
  static const char page[] = "<h1>Titre</h1><p>Un.</p><p>Trois.</p>";
  MbPost post = {.headline = (char *) "Titre",
                 .html = (char *) "<p>Un.</p><p>Deux, mais pas là.</p><p>Trois.</p>"};
  MbReceiptFields fields = {0};
  g_autoptr (GPtrArray) missing = mb_readback_compare (&post, page, strlen (page), &fields);

  g_assert_true (fields.headline);
  g_assert_cmpuint (fields.n_paragraphs, ==, 3);
  g_assert_cmpuint (fields.n_paragraphs_found, ==, 2);
  g_assert_cmpuint (missing->len, ==, 1);
  g_assert_cmpstr (missing->pdata[0], ==, "Deux, mais pas là.");
}

/* WordPress sets quotes, dashes and dots in its own way, in French with spaces. */
static void
test_what_a_site_sets_its_own_way_is_found (void)
{
  static const char page[] = "<h1>« L’essai » — suite</h1><p>« Le bac » n’est pas loin… dit-il – "
                             "3×4 fois.</p>";
  MbPost post = {
    .headline = (char *) "\"L'essai\" -- suite",
    .html =
      (char *) "<p>\"Le bac\" n'est pas loin... dit-il -- 3x4 fois.</p><p>Le bac est loin.</p>",
  };
  MbReceiptFields fields = {0};
  g_autoptr (GPtrArray) missing = mb_readback_compare (&post, page, strlen (page), &fields);

  g_assert_true (fields.headline);
  g_assert_cmpuint (fields.n_paragraphs, ==, 2);
  g_assert_cmpuint (fields.n_paragraphs_found, ==, 1);
  g_assert_cmpuint (missing->len, ==, 1);
  g_assert_cmpstr (missing->pdata[0], ==, "Le bac est loin.");
}

static void
test_receipt_survives_the_store (void)
{
  static const char *const missing[] = {"un \"mot\"", NULL};
  MbReceiptFields fields = {
    .url = "https://site.invalid/a",
    .checked_ms = 1784628000123,
    .public_page = TRUE,
    .headline = TRUE,
    .n_paragraphs = 4,
    .n_paragraphs_found = 3,
    .n_pictures = 2,
    .n_pictures_found = 2,
    .missing = missing,
  };
  g_autoptr (MbReceipt) receipt = mb_receipt_new (&fields);
  g_autofree char *json = mb_receipt_to_json (receipt);
  g_autoptr (MbReceipt) back = mb_receipt_from_json (json);
  g_autofree char *again = mb_receipt_to_json (back);

  g_assert_cmpstr (json, ==, again);
  g_assert_false (mb_receipt_is_complete (back));
  g_assert_cmpstr (mb_receipt_get_fields (back)->missing[0], ==, "un \"mot\"");
  g_assert_null (mb_receipt_from_json ("{\"url\":3}"));
  g_assert_null (mb_receipt_from_json (NULL));
}

static void
test_plan_survives_the_store (void)
{
  static const char json[] =
    "{\"asDraft\":true,\"overwrite\":false,\"atMs\":12,\"allowed\":[\"missing-alt\"]}";
  g_autoptr (MbPlan) plan = mb_plan_from_json (json);
  g_autoptr (MbPlan) strange =
    mb_plan_from_json ("{\"asDraft\":\"true\",\"atMs\":\"12\",\"allowed\":7}");
  g_autofree char *again = mb_plan_to_json (plan);

  g_assert_cmpstr (again, ==, json);
  g_assert_true (mb_plan_allows (plan, "missing-alt"));
  g_assert_false (strange->as_draft);
  g_assert_cmpint (strange->at_ms, ==, 0);
}

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static void
test_config_is_read (void)
{
  g_autoptr (GBytes) json = bytes_of (
    "\xef\xbb\xbfWarning: old server {\"media-endpoint\":\"/media\",\"q\":[\"source\",\"mp-slug\"],"
    "\"post-types\":[{\"type\":\"article\",\"properties\":[\"post-status\","
    "\"x-marbre-kicker\",{\"name\":\"x-marbre-credit\"},7]}],\"unknown\":{}}");
  g_autoptr (GError) error = NULL;
  g_autoptr (MbMicropubConfig) config = mb_micropub_decode_config (json, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (config->media_endpoint, ==, "/media");
  g_assert_cmpuint (config->capabilities, ==,
                    MB_CAP_UPDATE | MB_CAP_UNPUBLISH | MB_CAP_MEDIA | MB_CAP_LOOK_UP |
                      MB_CAP_DRAFT | MB_CAP_KICKER | MB_CAP_CREDIT | MB_CAP_READ_BACK);
}

static void
test_false_replies_are_refused (void)
{
  static const char *const replies[] = {
    "",
    "[]",
    "null",
    "\"x\"",
    "{",
    "{\"properties\":[]}",
    "{\"properties\":3}",
    "<html>",
    "{\"items\":{}}",
    "\xff\xfe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++) {
    g_autoptr (GBytes) json = bytes_of (replies[i]);
    g_autoptr (GError) source_error = NULL;
    g_autoptr (GError) list_error = NULL;

    g_assert_null (mb_micropub_decode_source (json, "https://site.invalid/a", &source_error));
    g_assert_error (source_error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
    g_assert_null (mb_micropub_decode_list (json, &list_error));
    g_assert_error (list_error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
  }
}

static void
test_version_follows_content_not_standing (void)
{
  g_autoptr (GBytes) draft = bytes_of (
    "{\"properties\":{\"name\":[\"A\"],\"post-status\":[\"draft\"],\"mp-slug\":[\"m\"]}}");
  g_autoptr (GBytes) there = bytes_of (
    "{\"properties\":{\"name\":[\"A\"],\"post-status\":[\"published\"],\"mp-slug\":[\"s\"]}}");
  g_autoptr (GBytes) other = bytes_of (
    "{\"properties\":{\"name\":[\"B\"],\"post-status\":[\"draft\"],\"mp-slug\":[\"m\"]}}");
  g_autoptr (MbRemote) one = mb_micropub_decode_source (draft, "https://site.invalid/a", NULL);
  g_autoptr (MbRemote) two = mb_micropub_decode_source (there, "https://site.invalid/a", NULL);
  g_autoptr (MbRemote) three = mb_micropub_decode_source (other, "https://site.invalid/a", NULL);

  g_assert_cmpstr (one->version, ==, two->version);
  g_assert_cmpstr (one->version, !=, three->version);
  g_assert_cmpint ((int) one->status, ==, MB_POST_DRAFT);
  g_assert_cmpint ((int) two->status, ==, MB_POST_PUBLISHED);
}

static void
test_undeclared_properties_are_not_sent (void)
{
  MbPost post = {
    .marker = (char *) "marbre-x",
    .slug = (char *) "a",
    .headline = (char *) "A \"b\"",
    .html = (char *) "<p>é</p>",
    .kicker = (char *) "K",
    .byline = (char *) "Un\nDeux",
  };
  g_autoptr (GBytes) bare = mb_micropub_encode_create (&post, 0);
  g_autoptr (GBytes) rich = mb_micropub_encode_create (&post, MB_CAP_KICKER | MB_CAP_BYLINE);
  g_autoptr (GBytes) light = NULL;
  g_autofree char *bare_text = g_strndup (g_bytes_get_data (bare, NULL), g_bytes_get_size (bare));
  g_autofree char *rich_text = g_strndup (g_bytes_get_data (rich, NULL), g_bytes_get_size (rich));
  g_autofree char *light_text = NULL;

  g_assert_null (strstr (bare_text, "x-marbre"));
  g_assert_nonnull (strstr (bare_text, "\"mp-slug\":[\"marbre-x\"]"));
  g_assert_nonnull (strstr (bare_text, "\"post-status\":[\"draft\"]"));
  g_assert_nonnull (strstr (rich_text, "\"x-marbre-kicker\":[\"K\"]"));
  g_assert_nonnull (strstr (rich_text, "\"x-marbre-byline\":[\"Un\",\"Deux\"]"));
  post.only_status = TRUE;
  light = mb_micropub_encode_update (&post, "https://site.invalid/a", MB_POST_PUBLISHED, 0);
  light_text = g_strndup (g_bytes_get_data (light, NULL), g_bytes_get_size (light));
  g_assert_null (strstr (light_text, "content"));
  g_assert_nonnull (strstr (light_text, "\"mp-slug\":[\"a\"]"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/publish/parts/" name, func)
  ADD ("file-names-are-ascii", test_file_names_are_ascii);
  ADD ("slugs-are-words", test_slugs_are_words);
  ADD ("waits-grow-and-are-capped", test_waits_grow_and_are_capped);
  ADD ("retry-after-is-read-in-both-forms", test_retry_after_is_read_in_both_forms);
  ADD ("page-is-read-as-a-reader-reads-it", test_page_is_read_as_a_reader_reads_it);
  ADD ("pictures-are-found", test_pictures_are_found);
  ADD ("any-bytes-can-be-read", test_any_bytes_can_be_read);
  ADD ("missing-line-is-named", test_missing_line_is_named);
  ADD ("receipt-survives-the-store", test_receipt_survives_the_store);
  ADD ("plan-survives-the-store", test_plan_survives_the_store);
  ADD ("config-is-read", test_config_is_read);
  ADD ("false-replies-are-refused", test_false_replies_are_refused);
  ADD ("version-follows-content-not-standing", test_version_follows_content_not_standing);
  ADD ("undeclared-properties-are-not-sent", test_undeclared_properties_are_not_sent);
  g_test_add_func ("/parts/what-a-site-sets-its-own-way-is-found",
                   test_what_a_site_sets_its_own_way_is_found);

  return g_test_run ();
}
