/* What Ghost is sent and what it answers, without a network. */
#include "mb-ghost-codec.h"
#include "mb-ghost-lexical.h"
#include "mb-json.h"
#include "mb-post.h"
#include "mb-schema.h"

#include <string.h>

#define ARTICLE_ID "11111111-2222-4333-8444-555555555555"
#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define KEY                                                                                        \
  "65f1c0ffee00aa11bb22cc33:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define POST                                                                                       \
  "\"id\":\"6a0f\",\"url\":\"https://j.example/p/x/\",\"updated_at\":\"2026-11-20T08:12:41.000Z\""

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static MbSnapshot *
append (MbSnapshot *snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

  mb_snapshot_unref (snapshot);
  mb_block_unref (block);

  return longer;
}

static MbSnapshot *
with_meta (MbSnapshot *snapshot, const char *name, const char *value)
{
  MbSnapshot *changed = mb_snapshot_with_meta (snapshot, name, value);

  mb_snapshot_unref (snapshot);

  return changed;
}

static MbBlock *
with (MbBlock *block, const char *name, const char *value)
{
  MbBlock *changed = mb_block_with_attribute (block, name, value);

  mb_block_unref (block);

  return changed;
}

static MbBlock *
make (guint64 id, MbBlockKind kind, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);

  return mb_block_new_text (id, kind, text);
}

static MbSnapshot *
make_article (const char *headline, const char *standfirst)
{
  MbSnapshot *snapshot = mb_snapshot_new_bare (ARTICLE_ID);

  snapshot = append (snapshot, make (1, MB_BLOCK_KICKER, ""));
  snapshot = append (snapshot, make (2, MB_BLOCK_HEADLINE, headline));

  return append (snapshot, make (3, MB_BLOCK_STANDFIRST, standfirst));
}

static MbPost *
make_post (MbSnapshot *snapshot, const MbSiteDefaults *defaults)
{
  g_autoptr (GHashTable) media = mb_remote_media_table_new ();
  MbPostContext context = {
    .capabilities = MB_CAP_BYLINE,
    .media = media,
    .published = "2026-11-20T06:00:00+01:00",
    .scheduled = TRUE,
  };
  MbPost *post;

  g_hash_table_insert (media, g_strdup (SHA256),
                       mb_remote_media_new ("https://j.example/content/images/a.jpg", NULL));
  post = mb_post_new (snapshot, &context);
  mb_ghost_lexical_shape (post, defaults);

  return post;
}

/* The one post of a write. */
static JsonObject *
read_write (const MbPost *post, const MbGhostWrite *write, JsonNode **node)
{
  g_autoptr (GBytes) json = mb_ghost_encode_post (post, write);
  JsonArray *posts;

  *node = mb_json_parse_object (json, "a write", NULL);
  g_assert_nonnull (*node);
  posts = mb_json_array (json_node_get_object (*node), "posts");
  g_assert_cmpuint (json_array_get_length (posts), ==, 1);

  return mb_json_nth_object (posts, 0);
}

static JsonArray *
read_nodes (const MbPost *post, JsonNode **node)
{
  *node = json_from_string (post->content, NULL);
  g_assert_nonnull (*node);

  return mb_json_array (mb_json_object (json_node_get_object (*node), "root"), "children");
}

static void
test_token_is_made_of_the_bytes_of_the_key (void)
{
  static const char wanted[] =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjY1ZjFjMGZmZWUwMGFhMTFiYjIyY2MzMyJ9."
    "eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDMwMCwiYXVkIjoiL2FkbWluLyJ9."
    "kc_5uswoClJkBh0JlUHZDrrm-_lt3mgFimo01cuzYUc";
  static const char *const none[] = {
    "",        ":",          "65f1",       "65f1:",        ":0011",
    "65f1:xy", "65f1:00112", "xyz:001122", "65f1:0011:22", "65f1:0011\r\nX-Evil: 1",
  };
  g_autofree char *token = mb_ghost_make_token (KEY, 1700000000, NULL);

  g_assert_cmpstr (token, ==, wanted);
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *made = mb_ghost_make_token (none[i], 1700000000, &error);

    g_assert_null (made);
    g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH);
    g_assert_true (!*none[i] || strlen (none[i]) < 4 || !strstr (error->message, none[i]));
  }
}

static void
test_answers_that_are_none_are_no_post (void)
{
  static const char *const answers[] = {
    "",
    "null",
    "[]",
    "{}",
    "{\"posts\":{}}",
    "{\"posts\":[]}",
    "{\"posts\":[null]}",
    "{\"posts\":[[]]}",
    "{\"posts\":[\"x\"]}",
    "{\"posts\":[{\"id\":6,\"url\":\"https://j.example/\",\"updated_at\":\"x\"}]}",
    "{\"posts\":[{\"id\":\"\",\"url\":\"https://j.example/\",\"updated_at\":\"x\"}]}",
    "{\"posts\":[{\"id\":\"../../users/1\",\"url\":\"https://j.example/\",\"updated_at\":\"x\"}]}",
    "{\"posts\":[{\"id\":\"6a?newsletter=all\",\"url\":\"https://j.example/\",\"updated_at\":"
    "\"x\"}]}",
    "{\"posts\":[{\"id\":\"6a\",\"url\":null,\"updated_at\":\"x\"}]}",
    "{\"posts\":[{\"id\":\"6a\",\"url\":\"https://j.example/\",\"updated_at\":12}]}",
    "{\"posts\":[{" POST "},{" POST "}]}",
    "{\"posts\":[{" POST "},7]}",
    "<html>502</html>",
    "{\"posts\":[{" POST,
    "\xff\xfe{\"posts\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (GBytes) json = bytes_of (answers[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (MbGhostPost) post = mb_ghost_decode_post (json, &error);

    g_test_message ("%s", answers[i]);
    g_assert_null (post);
    g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
  }
}

static void
test_fields_of_another_type_are_not_there (void)
{
  g_autoptr (GBytes) json =
    bytes_of ("{\"posts\":[{" POST ",\"title\":[1],\"html\":{},\"lexical\":7,\"tags\":\"x\","
              "\"slug\":null,\"feature_image\":true,\"status\":\"sent\",\"published_at\":\"soon\","
              "\"custom_excerpt\":false}]}");
  g_autoptr (MbGhostPost) post = mb_ghost_decode_post (json, NULL);

  g_assert_nonnull (post);
  g_assert_null (post->remote->headline);
  g_assert_null (post->remote->slug);
  g_assert_null (post->remote->content);
  g_assert_null (post->remote->standfirst);
  g_assert_cmpstr (post->remote->html, ==, "");
  g_assert_cmpint (post->remote->status, ==, MB_POST_STATUS_UNKNOWN);
  g_assert_cmpint (post->remote->public_at_ms, ==, 0);
  g_assert_true (post->is_mobiledoc);
}

static char *
read_version (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"posts\":[{" POST ",%s}]}", members);
  g_autoptr (GBytes) json = bytes_of (text);
  g_autoptr (MbGhostPost) post = mb_ghost_decode_post (json, NULL);

  g_assert_nonnull (post);
  g_assert_false (post->is_mobiledoc);

  return g_strdup (post->remote->version);
}

static void
test_version_is_of_what_writers_change (void)
{
  static const char *const others[] = {
    "\"title\":\"B\",\"lexical\":\"x\",\"tags\":[{\"name\":\"t\"}]",
    "\"title\":\"A\",\"lexical\":\"y\",\"tags\":[{\"name\":\"t\"}]",
    "\"title\":\"A\",\"lexical\":\"x\",\"tags\":[{\"name\":\"u\"}]",
    "\"title\":\"A\",\"lexical\":\"x\",\"tags\":[]",
    "\"title\":\"A\",\"lexical\":\"x\",\"tags\":[{\"name\":\"t\"}],\"feature_image_alt\":\"z\"",
    "\"title\":\"A\",\"lexical\":\"x\",\"tags\":[{\"name\":\"t\"}],\"meta_title\":\"z\"",
    "\"title\":\"Ax\",\"lexical\":\"\",\"tags\":[{\"name\":\"t\"}]",
  };
  g_autofree char *version =
    read_version ("\"title\":\"A\",\"lexical\":\"x\",\"tags\":[{\"name\":\"t\"}]");
  g_autofree char *same =
    read_version ("\"tags\":[{\"name\":\"t\"}],\"lexical\":\"x\",\"title\":\"A\",\"html\":\"<p>\","
                  "\"slug\":\"new\",\"status\":\"draft\",\"meta_title\":null");

  g_assert_cmpstr (version, ==, same);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *other = read_version (others[i]);

    g_assert_cmpstr (version, !=, other);
  }
}

static void
test_other_answers_are_judged (void)
{
  static const char *const wrong[] = {
    "{}",
    "{\"site\":[],\"images\":{}}",
    "{\"site\":{\"version\":5},\"images\":[{\"url\":5}]}",
    "{\"site\":{\"version\":\"v5\"},\"images\":[]}",
    "{\"site\":{\"version\":\"\"},\"images\":[7]}",
  };
  g_autoptr (GBytes) site = bytes_of ("{\"site\":{\"version\":\"6.0\"}}");
  g_autoptr (GBytes) tags = bytes_of ("{\"tags\":[{\"name\":\"Mer\"},7,{\"name\":null},{}]}");
  g_autofree char *version = mb_ghost_decode_version (site, NULL);
  g_autoptr (GHashTable) names = mb_ghost_decode_tags (tags, NULL);

  g_assert_cmpstr (version, ==, "v6.0");
  g_assert_cmpuint (g_hash_table_size (names), ==, 1);
  g_assert_true (g_hash_table_contains (names, "Mer"));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GBytes) json = bytes_of (wrong[i]);
    g_autoptr (GError) no_site = NULL;
    g_autoptr (GError) no_image = NULL;
    g_autofree char *made = mb_ghost_decode_version (json, &no_site);
    g_autofree char *url = mb_ghost_decode_image (json, &no_image);

    g_assert_null (made);
    g_assert_null (url);
    g_assert_error (no_site, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS);
    g_assert_error (no_image, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
  }
}

static void
test_refusals_have_their_codes (void)
{
  static const struct {
    const char *type;
    const char *body;
    guint status;
    MbPublishError code;
    gboolean old_token;
  } table[] = {
    {"application/json", "{\"errors\":[{\"code\":\"INVALID_JWT\"}]}", 401, MB_PUBLISH_ERROR_AUTH,
     TRUE},
    {"application/json", "{\"errors\":[{\"code\":\"UNKNOWN_ADMIN_API_KEY\"}]}", 401,
     MB_PUBLISH_ERROR_AUTH, FALSE},
    {"application/json", "{\"errors\":\"INVALID_JWT\"}", 401, MB_PUBLISH_ERROR_AUTH, FALSE},
    {"application/json", "{\"errors\":[{\"code\":\"INVALID_JWT\"}]}", 403, MB_PUBLISH_ERROR_RIGHT,
     FALSE},
    {"text/html", "<p>INVALID_JWT", 401, MB_PUBLISH_ERROR_WAF, FALSE},
    {"application/json", "{\"errors\":[{\"type\":\"NotFoundError\"}]}", 404, MB_PUBLISH_ERROR_GONE,
     FALSE},
    {"application/json", "{\"errors\":[{\"code\":\"UPDATE_COLLISION\"}]}", 409,
     MB_PUBLISH_ERROR_CONFLICT, FALSE},
    {"application/json", "{\"errors\":[{\"property\":\"title\"}]}", 422, MB_PUBLISH_ERROR_INVALID,
     FALSE},
    {"application/json", "{\"errors\":[]}", 429, MB_PUBLISH_ERROR_BUSY, FALSE},
    {"application/json", "{\"errors\":[]}", 500, MB_PUBLISH_ERROR_UNKNOWN, FALSE},
    {"application/json", "{\"errors\":[]}", 501, MB_PUBLISH_ERROR_RIGHT, FALSE},
    {"application/json", "{\"errors\":[{\"type\":\"MaintenanceError\"}]}", 503,
     MB_PUBLISH_ERROR_BUSY, FALSE},
    {"text/html", "<p>Varnish", 503, MB_PUBLISH_ERROR_UNKNOWN, FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GBytes) body = bytes_of (table[i].body);
    MbHttpRequest request = {.method = "PUT", .url = "https://j.example/ghost/api/admin/posts/6a/"};
    MbHttpReply reply = {
      .status = table[i].status,
      .url = (char *) request.url,
      .content_type = (char *) table[i].type,
      .body = body,
    };
    g_autoptr (GError) error = NULL;
    gboolean old_token = !table[i].old_token;

    g_test_message ("%u %s", table[i].status, table[i].body);
    g_assert_false (mb_ghost_check (&reply, &request, &old_token, &error));
    g_assert_error (error, MB_PUBLISH_ERROR, (int) table[i].code);
    g_assert_cmpint (old_token, ==, table[i].old_token);
  }
}

/* The moment that was seen goes with every write, and none asks for a newsletter. */
static void
test_writes_say_what_they_must (void)
{
  static const MbPostStatus statuses[] = {MB_POST_DRAFT, MB_POST_PUBLISHED, MB_POST_SCHEDULED};
  static const char *const names[] = {"draft", "published", "scheduled"};
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbSnapshot) snapshot = make_article ("Le bac", "Jeudi.");
  g_autoptr (MbPost) post = NULL;

  snapshot = append (snapshot, make (4, MB_BLOCK_PARAGRAPH, "Il part."));
  snapshot = with_meta (snapshot, MB_META_SECTION, "Mer");
  snapshot = with_meta (snapshot, MB_META_TAGS, "Mer\nlagune");
  snapshot = with_meta (snapshot, MB_META_SEARCH_TITLE, "Bac");
  g_set_str (&defaults->author, "anna@j.example");
  post = make_post (snapshot, defaults);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++) {
    MbGhostWrite write = {"le-bac", "2026-11-20T08:12:41.000Z", statuses[i], defaults};
    g_autoptr (GBytes) json = mb_ghost_encode_post (post, &write);
    g_autoptr (JsonNode) node = NULL;
    JsonObject *sent = read_write (post, &write, &node);
    JsonArray *tags = mb_json_array (sent, "tags");
    g_autofree char *text = g_strndup (g_bytes_get_data (json, NULL), g_bytes_get_size (json));

    g_assert_cmpstr (mb_json_string (sent, "updated_at"), ==, write.updated_at);
    g_assert_cmpstr (mb_json_string (sent, "status"), ==, names[i]);
    g_assert_cmpstr (mb_json_string (sent, "published_at"), ==,
                     i == 0 ? NULL : "2026-11-20T05:00:00.000Z");
    g_assert_cmpuint (json_array_get_length (tags), ==, 2);
    g_assert_cmpstr (json_array_get_string_element (tags, 0), ==, "Mer");
    g_assert_cmpstr (mb_json_string (sent, "og_title"), ==, "Bac");
    g_assert_cmpstr (
      mb_json_string (mb_json_nth_object (mb_json_array (sent, "authors"), 0), "email"), ==,
      "anna@j.example");
    g_assert_null (strstr (text, "newsletter"));
    g_assert_null (strstr (text, "email_segment"));
    g_assert_null (strstr (text, "email_only"));
  }
}

static void
test_status_alone_leaves_the_text (void)
{
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbSnapshot) snapshot = make_article ("Le bac", "Jeudi.");
  g_autoptr (MbPost) post = make_post (snapshot, defaults);
  MbGhostWrite write = {"le-bac", "x", MB_POST_DRAFT, defaults};
  g_autoptr (JsonNode) node = NULL;
  JsonObject *sent;

  post->only_status = TRUE;
  sent = read_write (post, &write, &node);
  g_assert_cmpuint (json_object_get_size (sent), ==, 3);
}

static void
assert_refused (MbSnapshot *snapshot)
{
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbPost) post = make_post (snapshot, defaults);
  g_autoptr (GError) error = NULL;

  g_assert_false (mb_ghost_check_limits (post, defaults, &error));
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID);
  mb_snapshot_unref (snapshot);
}

/* Letters are counted, not bytes. */
static void
test_limits_are_told_before_sending (void)
{
  g_autoptr (GString) letters = g_string_new (NULL);
  g_autofree char *too_long = NULL;
  g_autofree char *description = NULL;
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbSnapshot) longest = NULL;
  g_autoptr (MbPost) post = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append (letters, "é");
  too_long = g_utf8_substring (letters->str, 0, 256);
  assert_refused (make_article (too_long, ""));
  assert_refused (with_meta (make_article ("Le bac", ""), MB_META_TAGS, too_long));
  assert_refused (with_meta (make_article ("Le bac", ""), MB_META_SECTION, too_long));
  description = g_strnfill (501, 'a');
  assert_refused (with_meta (make_article ("Le bac", ""), MB_META_SEARCH_DESCRIPTION, description));
  assert_refused (with_meta (make_article ("Le bac", ""), MB_META_SEARCH_TITLE, description));
  assert_refused (with_meta (make_article ("Le bac", ""), MB_META_SLUG, description));

  g_string_append (letters, " fin");
  *g_utf8_offset_to_pointer (too_long, 255) = '\0';
  longest = with_meta (make_article (too_long, letters->str), MB_META_SEARCH_TITLE, too_long);
  post = make_post (longest, defaults);
  g_assert_true (mb_ghost_check_limits (post, defaults, NULL));
}

/* What has no place in its field stands in the text; what has no place at all is cut. */
static void
test_long_fields_lose_nothing_that_is_read (void)
{
  g_autoptr (GString) letters = g_string_new (NULL);
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbSnapshot) snapshot = NULL;
  g_autoptr (MbPost) post = NULL;
  MbGhostWrite write = {"le-bac", NULL, MB_POST_DRAFT, defaults};
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (MbBlock) bare = mb_block_new (4, MB_BLOCK_FIGURE);
  JsonObject *sent;

  for (guint i = 0; i < 301; i++)
    g_string_append (letters, "œ");
  snapshot = make_article ("Le bac", letters->str);
  snapshot = append (snapshot, with (with (mb_block_with_attribute (bare, MB_ATTR_MEDIA, SHA256),
                                           MB_ATTR_ALT, letters->str),
                                     MB_ATTR_FILE_NAME, "a.jpg"));
  post = make_post (snapshot, defaults);
  sent = read_write (post, &write, &node);

  g_assert_cmpint (g_utf8_strlen (mb_json_string (sent, "custom_excerpt"), -1), ==, 300);
  g_assert_nonnull (strstr (mb_json_string (sent, "lexical"), letters->str));
  g_assert_nonnull (strstr (post->html, letters->str));
  g_assert_cmpint (g_utf8_strlen (mb_json_string (sent, "feature_image_alt"), -1), ==, 191);
  g_assert_cmpstr (mb_json_string (sent, "feature_image"), ==,
                   "https://j.example/content/images/a.jpg");
  g_assert_null (mb_json_string (sent, "updated_at"));
}

static MbBlock *
opaque (guint64 id, const char *source, const char *data)
{
  return with (with (mb_block_new (id, MB_BLOCK_OPAQUE), MB_ATTR_SOURCE, source), MB_ATTR_DATA,
               data);
}

static void
test_what_is_not_known_goes_back_as_it_was (void)
{
  static const char callout[] =
    "{\"type\":\"callout\",\"version\":1,\"calloutText\":\"<b>À savoir</b>\",\"new\":{\"a\":[1,"
    "null,1.5]}}";
  static const char *const others[] = {"",     "null", "7",         "[{\"type\":\"paragraph\"}]",
                                       "{}",   "{",    "\"x\"",     "{\"type\":7}",
                                       "<p>x", "]]",   "{\"a\":{}}"};
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbSnapshot) snapshot = make_article ("Le bac", "");
  g_autoptr (MbPost) post = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) wanted = json_from_string (callout, NULL);
  JsonArray *nodes;

  snapshot = append (snapshot, opaque (10, "ghost", callout));
  snapshot = append (snapshot, opaque (11, "wordpress", callout));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    snapshot = append (snapshot, opaque (20 + i, "ghost", others[i]));
  post = make_post (snapshot, defaults);
  nodes = read_nodes (post, &node);

  g_assert_cmpuint (json_array_get_length (nodes), ==, 1);
  g_assert_true (json_node_equal (json_array_get_element (nodes, 0), wanted));
}

/* Whatever looks overlap, the text is there once and in order. */
static void
test_any_looks_keep_the_text (void)
{
  static const MbSpanKind kinds[] = {MB_SPAN_STRONG, MB_SPAN_EMPHASIS, MB_SPAN_CODE, MB_SPAN_LINK};
  static const char words[] = "Le « bac »\u2028repart à 3 < 5 h 🚢.";
  guint n_chars = (guint) g_utf8_strlen (words, -1);
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();

  for (guint round = 0; round < 300; round++) {
    g_autoptr (MbSnapshot) snapshot = make_article ("Le bac", "");
    g_autoptr (MbText) text = mb_text_new (words);
    g_autoptr (MbPost) post = NULL;
    g_autoptr (GString) read = g_string_new (NULL);
    g_autoptr (GRegex) regex = g_regex_new ("\"text\":\"([^\"]*)\"|\"linebreak\"", 0, 0, NULL);
    g_autoptr (GMatchInfo) match = NULL;

    for (guint i = 0; i < 4; i++) {
      guint start = (guint) g_test_rand_int_range (0, (gint32) n_chars);
      guint end = (guint) g_test_rand_int_range ((gint32) start + 1, (gint32) n_chars + 1);
      MbSpanKind kind = kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))];
      MbSpan span = {start, end, kind, 0, kind == MB_SPAN_LINK ? "https://a.example/" : NULL};
      g_autoptr (MbText) longer = mb_text_add_span (text, &span);

      mb_text_unref (text);
      text = g_steal_pointer (&longer);
    }
    snapshot = append (snapshot, mb_block_new_text (5, MB_BLOCK_PARAGRAPH, text));
    post = make_post (snapshot, defaults);
    g_regex_match (regex, post->content, 0, &match);
    for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
      g_autofree char *run = g_match_info_fetch (match, 1);

      g_string_append (read, run && *run ? run : "\u2028");
    }
    g_assert_cmpstr (read->str, ==, words);
  }
}

/* A level that nobody has begun is one level deeper, not a hole. */
static void
test_any_levels_make_lists (void)
{
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();

  for (guint round = 0; round < 200; round++) {
    g_autoptr (MbSnapshot) snapshot = make_article ("Le bac", "");
    g_autoptr (MbPost) post = NULL;
    g_autoptr (JsonNode) node = NULL;
    const char *at;

    for (guint i = 0; i < 12; i++) {
      g_autofree char *words = g_strdup_printf ("item-%u-", i);
      g_autofree char *level = g_strdup_printf ("%d", g_test_rand_int_range (0, 9));
      const char *list = g_test_rand_bit () ? "ordered" : "bullet";

      snapshot =
        append (snapshot, with (with (make (10 + i, MB_BLOCK_LIST_ITEM, words), MB_ATTR_LIST, list),
                                MB_ATTR_LEVEL, level));
    }
    post = make_post (snapshot, defaults);
    g_assert_nonnull (read_nodes (post, &node));
    at = post->content;
    for (guint i = 0; i < 12; i++) {
      g_autofree char *words = g_strdup_printf ("\"item-%u-\"", i);

      at = strstr (at, words);
      g_assert_nonnull (at);
    }
    g_assert_null (strstr (post->content, "\"children\":[]"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ghost/token-is-made-of-the-bytes-of-the-key",
                   test_token_is_made_of_the_bytes_of_the_key);
  g_test_add_func ("/ghost/answers-that-are-none-are-no-post",
                   test_answers_that_are_none_are_no_post);
  g_test_add_func ("/ghost/fields-of-another-type-are-not-there",
                   test_fields_of_another_type_are_not_there);
  g_test_add_func ("/ghost/version-is-of-what-writers-change",
                   test_version_is_of_what_writers_change);
  g_test_add_func ("/ghost/other-answers-are-judged", test_other_answers_are_judged);
  g_test_add_func ("/ghost/refusals-have-their-codes", test_refusals_have_their_codes);
  g_test_add_func ("/ghost/writes-say-what-they-must", test_writes_say_what_they_must);
  g_test_add_func ("/ghost/status-alone-leaves-the-text", test_status_alone_leaves_the_text);
  g_test_add_func ("/ghost/limits-are-told-before-sending", test_limits_are_told_before_sending);
  g_test_add_func ("/ghost/long-fields-lose-nothing-that-is-read",
                   test_long_fields_lose_nothing_that_is_read);
  g_test_add_func ("/ghost/what-is-not-known-goes-back-as-it-was",
                   test_what_is_not_known_goes_back_as_it_was);
  g_test_add_func ("/ghost/any-looks-keep-the-text", test_any_looks_keep_the_text);
  g_test_add_func ("/ghost/any-levels-make-lists", test_any_levels_make_lists);

  return g_test_run ();
}
