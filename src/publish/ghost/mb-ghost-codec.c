#include "mb-ghost-codec.h"

#include "mb-json.h"
#include "mb-render.h"

#include <string.h>

/* Answers and requests of Ghost's Admin API. Titles are plain text there, captions HTML. */

static const struct {
  MbPostStatus status;
  const char *name;
} statuses[] = {
  {MB_POST_DRAFT, "draft"},
  {MB_POST_PUBLISHED, "published"},
  {MB_POST_SCHEDULED, "scheduled"},
};

/**
 * mb_ghost_make_legend:
 * @figure: a figure
 *
 * Makes the caption of a picture; the site has no field for a credit.
 *
 * Returns: (transfer full) (nullable): HTML; `NULL` when there are no words
 */
char *
mb_ghost_make_legend (const MbBlock *figure)
{
  MbText *caption = mb_block_get_role (figure, MB_PART_CAPTION);
  MbText *credit = mb_block_get_role (figure, MB_PART_CREDIT);
  gboolean has_caption = caption && mb_text_get_n_chars (caption) > 0;
  gboolean has_credit = credit && mb_text_get_n_chars (credit) > 0;
  g_autofree char *words = has_caption ? mb_render_inline (caption, NULL) : g_strdup ("");
  g_autofree char *whose = has_credit ? mb_render_inline (credit, NULL) : NULL;

  if (!has_caption && !has_credit)
    return NULL;
  if (!has_credit)
    return g_steal_pointer (&words);

  return g_strdup_printf ("%s%s<span class=\"credit\">%s</span>", words, has_caption ? " " : "",
                          whose);
}

/**
 * mb_ghost_append_figure:
 * @html: where to
 * @url: of a picture
 * @legend: (nullable): HTML
 *
 * Writes a picture as readers should find it.
 */
void
mb_ghost_append_figure (GString *html, const char *url, const char *legend)
{
  g_string_append (html, "<figure><img src=\"");
  mb_render_escape_attribute (html, url, -1);
  g_string_append (html, "\">");
  if (legend && *legend)
    g_string_append_printf (html, "<figcaption>%s</figcaption>", legend);
  g_string_append (html, "</figure>\n");
}

static char *
encode_base64url (const guint8 *data, gsize size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

static guint8 *
decode_hex (const char *hex, gsize *size)
{
  gsize n = strlen (hex) / 2;
  guint8 *bytes = g_malloc (n + 1);

  for (gsize i = 0; i < n; i++)
    bytes[i] =
      (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  *size = n;

  return bytes;
}

static gboolean
is_hex (const char *text)
{
  return *text && strspn (text, "0123456789abcdefABCDEF") == strlen (text) &&
         strlen (text) % 2 == 0;
}

/**
 * mb_ghost_make_token:
 * @key: an Admin API key, `id:secret`
 * @now_s: the site's clock, in seconds since 1970
 * @error: return location
 *
 * Makes what lets one request in, good for five minutes. The key is the decoded hex, not its text.
 * Source: RFC 7519; services/auth/api-key/admin.js of Ghost.
 *
 * Returns: (transfer full): the token; otherwise `MB_PUBLISH_ERROR_AUTH`
 */
char *
mb_ghost_make_token (const char *key, gint64 now_s, GError **error)
{
  g_auto (GStrv) halves = g_strsplit (key, ":", 2);
  g_autofree char *header = NULL;
  g_autofree char *claims = NULL;
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;
  g_autofree char *signed_part = NULL;
  g_autofree char *signature = NULL;
  g_autofree guint8 *secret = NULL;
  g_autoptr (GHmac) hmac = NULL;
  guint8 digest[32];
  gsize n_digest = sizeof digest;
  gsize n_secret;

  if (!halves[0] || !halves[1] || !is_hex (halves[0]) || !is_hex (halves[1])) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH,
                         "this is not an Admin API key");
    return NULL;
  }
  header = g_strdup_printf ("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", halves[0]);
  claims = g_strdup_printf ("{\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT
                            ",\"aud\":\"/admin/\"}",
                            now_s, now_s + 300);
  head = encode_base64url ((const guint8 *) header, strlen (header));
  body = encode_base64url ((const guint8 *) claims, strlen (claims));
  signed_part = g_strconcat (head, ".", body, NULL);
  secret = decode_hex (halves[1], &n_secret);
  hmac = g_hmac_new (G_CHECKSUM_SHA256, secret, n_secret);
  explicit_bzero (secret, n_secret);
  explicit_bzero (halves[1], strlen (halves[1]));
  g_hmac_update (hmac, (const guchar *) signed_part, -1);
  g_hmac_get_digest (hmac, digest, &n_digest);
  signature = encode_base64url (digest, n_digest);

  return g_strconcat (signed_part, ".", signature, NULL);
}

static gint64
read_moment (const char *date)
{
  g_autoptr (GDateTime) moment = date ? g_date_time_new_from_iso8601 (date, NULL) : NULL;

  return moment ? g_date_time_to_unix (moment) * 1000 : 0;
}

static void
digest_string (GChecksum *checksum, const char *value)
{
  g_checksum_update (checksum, (const guchar *) (value ? value : ""), -1);
  g_checksum_update (checksum, (const guchar *) "\0", 1);
}

/* What a writer can change, but for slug, status and date. */
static char *
make_version (JsonObject *post)
{
  static const char *const members[] = {
    "title",         "lexical",           "custom_excerpt",
    "feature_image", "feature_image_alt", "feature_image_caption",
    "meta_title",    "meta_description",
  };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  JsonArray *tags = mb_json_array (post, "tags");

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    digest_string (checksum, mb_json_string (post, members[i]));
  for (guint i = 0; tags && i < json_array_get_length (tags); i++)
    digest_string (checksum, mb_json_string (mb_json_nth_object (tags, i), "name"));

  return g_strdup (g_checksum_get_string (checksum));
}

static MbPostStatus
read_status (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].name, name) == 0)
      return statuses[i].status;

  return MB_POST_STATUS_UNKNOWN;
}

/* Ids become parts of addresses. */
static gboolean
is_id (const char *id)
{
  return id && *id && strspn (id, "0123456789abcdef") == strlen (id);
}

static MbGhostPost *
decode_post (JsonObject *object, GError **error)
{
  const char *id = mb_json_string (object, "id");
  const char *url = mb_json_string (object, "url");
  const char *updated_at = mb_json_string (object, "updated_at");
  const char *picture = mb_json_string (object, "feature_image");
  const char *html = mb_json_string (object, "html");
  g_autoptr (GString) whole = g_string_new (NULL);
  MbGhostPost *post;

  if (!is_id (id) || !url || !updated_at) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site's answer is not a post");
    return NULL;
  }

  if (picture)
    mb_ghost_append_figure (whole, picture, mb_json_string (object, "feature_image_caption"));
  g_string_append (whole, html ? html : "");
  post = g_new0 (MbGhostPost, 1);
  post->updated_at = g_strdup (updated_at);
  post->is_mobiledoc = mb_json_string (object, "lexical") == NULL;
  post->remote = mb_remote_new (url);
  post->remote->id = g_strdup (id);
  post->remote->version = make_version (object);
  post->remote->slug = g_strdup (mb_json_string (object, "slug"));
  post->remote->headline = g_strdup (mb_json_string (object, "title"));
  post->remote->standfirst = g_strdup (mb_json_string (object, "custom_excerpt"));
  post->remote->html = g_string_free_and_steal (g_steal_pointer (&whole));
  post->remote->content = g_strdup (mb_json_string (object, "lexical"));
  post->remote->status = read_status (mb_json_string (object, "status"));
  post->remote->public_at_ms = read_moment (mb_json_string (object, "published_at"));

  return post;
}

/**
 * mb_ghost_post_free:
 * @post: (nullable): a post
 *
 * Frees it.
 */
void
mb_ghost_post_free (MbGhostPost *post)
{
  if (!post)
    return;

  mb_remote_free (post->remote);
  g_free (post->updated_at);
  g_free (post);
}

/**
 * mb_ghost_decode_posts:
 * @json: posts
 * @error: return location
 *
 * Reads a list of posts.
 *
 * Returns: (transfer full) (element-type MbGhostPost): the posts
 */
GPtrArray *
mb_ghost_decode_posts (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a list of posts", error);
  g_autoptr (GPtrArray) posts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) mb_ghost_post_free);
  JsonArray *array = node ? mb_json_array (json_node_get_object (node), "posts") : NULL;

  if (!node)
    return NULL;
  if (!array) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site's answer has no posts");
    return NULL;
  }
  for (guint i = 0; i < json_array_get_length (array); i++) {
    MbGhostPost *post = decode_post (mb_json_nth_object (array, i), error);

    if (!post)
      return NULL;
    g_ptr_array_add (posts, post);
  }

  return g_steal_pointer (&posts);
}

/**
 * mb_ghost_decode_post:
 * @json: one post, in a list as the site writes it
 * @error: return location
 *
 * Reads a post.
 *
 * Returns: (transfer full): the post; otherwise `MB_PUBLISH_ERROR_UNKNOWN`
 */
MbGhostPost *
mb_ghost_decode_post (GBytes *json, GError **error)
{
  g_autoptr (GPtrArray) posts = mb_ghost_decode_posts (json, error);

  if (!posts)
    return NULL;
  if (posts->len == 1)
    return g_ptr_array_steal_index (posts, 0);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
               "the site answered with %u posts where one was meant", posts->len);

  return NULL;
}

/**
 * mb_ghost_decode_version:
 * @json: the answer of `site/`
 * @error: return location
 *
 * Reads which version of the interface to ask for: one that is too old would make the site write to
 * its owner.
 *
 * Returns: (transfer full): as `v5.0`
 */
char *
mb_ghost_decode_version (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a site", error);
  JsonObject *site = node ? mb_json_object (json_node_get_object (node), "site") : NULL;
  const char *version = mb_json_string (site, "version");

  if (!node)
    return NULL;
  if (!version || !g_ascii_isdigit (*version)) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_ADDRESS,
                         "no Ghost answers here");
    return NULL;
  }

  return g_strdup_printf ("v%.*s.0", (int) strspn (version, "0123456789"), version);
}

/**
 * mb_ghost_decode_image:
 * @json: the answer to an upload
 * @error: return location
 *
 * Reads where a picture is.
 *
 * Returns: (transfer full): its address
 */
char *
mb_ghost_decode_image (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a picture", error);
  JsonArray *images = node ? mb_json_array (json_node_get_object (node), "images") : NULL;
  const char *url = mb_json_string (mb_json_nth_object (images, 0), "url");

  if (node && !url)
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site did not say where the picture is");

  return g_strdup (url);
}

/**
 * mb_ghost_decode_tags:
 * @json: tags
 * @error: return location
 *
 * Reads the names of tags.
 *
 * Returns: (transfer full): a set of names
 */
GHashTable *
mb_ghost_decode_tags (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a list of tags", error);
  JsonArray *tags = node ? mb_json_array (json_node_get_object (node), "tags") : NULL;
  GHashTable *names;

  if (!node)
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; tags && i < json_array_get_length (tags); i++) {
    const char *name = mb_json_string (mb_json_nth_object (tags, i), "name");

    if (name)
      g_hash_table_add (names, g_strdup (name));
  }

  return names;
}

/**
 * mb_ghost_check:
 * @reply: what came back
 * @request: what it answers
 * @old_token: (out): the site's clock takes our token for old
 * @error: return location
 *
 * Judges a reply by its status and the site's own code.
 *
 * Returns: `TRUE` for success
 */
gboolean
mb_ghost_check (const MbHttpReply *reply,
                const MbHttpRequest *request,
                gboolean *old_token,
                GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *first;
  const char *code;
  GError *cause = NULL;

  *old_token = FALSE;
  if (mb_http_check (reply, request, &cause))
    return TRUE;
  if (g_strcmp0 (reply->content_type, "application/json") == 0)
    node = mb_json_parse_object (reply->body, "an error", NULL);
  first =
    node ? mb_json_nth_object (mb_json_array (json_node_get_object (node), "errors"), 0) : NULL;
  code = mb_json_string (first, "code");
  if (!node && cause->code == MB_PUBLISH_ERROR_GONE)
    cause->code = MB_PUBLISH_ERROR_ADDRESS; /* it is not the interface that says so */
  *old_token = reply->status == 401 && g_strcmp0 (code, "INVALID_JWT") == 0;
  if (reply->status == 503 && node)
    cause->code = MB_PUBLISH_ERROR_BUSY; /* being updated: it has taken nothing */
  if (reply->status == 501)
    cause->code = MB_PUBLISH_ERROR_RIGHT;
  g_propagate_error (error, cause);

  return FALSE;
}

static gboolean
check_length (const char *what, const char *text, glong most, GError **error)
{
  if (!text || g_utf8_strlen (text, -1) <= most)
    return TRUE;
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
               "Ghost takes %ld characters at most as %s", most, what);

  return FALSE;
}

/**
 * mb_ghost_check_limits:
 * @post: what is to be sent
 * @defaults: what the newsroom has decided for the site
 * @error: return location
 *
 * Tells what the site would refuse. What is cut without harm (the alternative text of the picture,
 * the standfirst, which then stands in the text as well) is not asked for here.
 * Source: data/schema/schema.js of Ghost 5 and 6.
 *
 * Returns: `TRUE` when it takes all; otherwise `MB_PUBLISH_ERROR_INVALID`
 */
gboolean
mb_ghost_check_limits (const MbPost *post, const MbSiteDefaults *defaults, GError **error)
{
  const char *title = mb_snapshot_get_meta (post->snapshot, MB_META_SEARCH_TITLE);
  const char *description = mb_snapshot_get_meta (post->snapshot, MB_META_SEARCH_DESCRIPTION);
  const char *section = mb_site_defaults_get_section (defaults, post->section);

  if (!check_length ("a headline", post->headline, 255, error) ||
      !check_length ("an address", post->slug, 185, error) ||
      !check_length ("a title for search engines", title, 300, error) ||
      !check_length ("a description for search engines", description, 500, error) ||
      !check_length ("a section", section, 191, error))
    return FALSE;
  for (guint i = 0; post->tags && post->tags[i]; i++)
    if (!check_length ("a tag", post->tags[i], 191, error))
      return FALSE;

  return TRUE;
}

static char *
cut (const char *text, glong max_chars)
{
  if (!text || g_utf8_strlen (text, -1) <= max_chars)
    return g_strdup (text);

  return g_utf8_substring (text, 0, max_chars);
}

static void
add_names (JsonBuilder *builder, const MbPost *post, const MbSiteDefaults *defaults)
{
  const char *section = mb_site_defaults_get_section (defaults, post->section);

  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  if (section && *section)
    json_builder_add_string_value (builder, section);
  for (guint i = 0; post->tags && post->tags[i]; i++)
    if (*post->tags[i] && g_strcmp0 (post->tags[i], section) != 0)
      json_builder_add_string_value (builder, post->tags[i]);
  json_builder_end_array (builder);
  if (!defaults->author)
    return;
  json_builder_set_member_name (builder, "authors");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  mb_json_add (builder, strchr (defaults->author, '@') ? "email" : "slug", defaults->author);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

static void
add_lead (JsonBuilder *builder, const MbPost *post)
{
  const MbBlock *lead = NULL;
  g_autofree char *alt = NULL;
  g_autofree char *legend = NULL;

  for (guint i = 0; post->featured && !lead && i < mb_snapshot_get_n_blocks (post->snapshot); i++)
    if (mb_block_get_kind (mb_snapshot_get_block (post->snapshot, i)) == MB_BLOCK_FIGURE)
      lead = mb_snapshot_get_block (post->snapshot, i);
  if (!lead) {
    json_builder_set_member_name (builder, "feature_image");
    json_builder_add_null_value (builder);
    return;
  }
  alt = cut (mb_block_get_attribute (lead, MB_ATTR_ALT), MB_GHOST_ALT_MAX_CHARS);
  legend = mb_ghost_make_legend (lead);
  mb_json_add (builder, "feature_image", post->featured);
  mb_json_add (builder, "feature_image_alt", alt ? alt : "");
  mb_json_add (builder, "feature_image_caption", legend ? legend : "");
}

static void
add_text (JsonBuilder *builder, const MbPost *post, const MbSiteDefaults *defaults)
{
  const char *title = mb_snapshot_get_meta (post->snapshot, MB_META_SEARCH_TITLE);
  const char *description = mb_snapshot_get_meta (post->snapshot, MB_META_SEARCH_DESCRIPTION);
  g_autofree char *excerpt = cut (post->standfirst, MB_GHOST_EXCERPT_MAX_CHARS);

  mb_json_add (builder, "title", post->headline);
  mb_json_add (builder, "lexical", post->content);
  mb_json_add (builder, "custom_excerpt", excerpt ? excerpt : "");
  mb_json_add (builder, "meta_title", title);
  mb_json_add (builder, "meta_description", description);
  mb_json_add (builder, "og_title", title);
  mb_json_add (builder, "og_description", description);
  mb_json_add (builder, "twitter_title", title);
  mb_json_add (builder, "twitter_description", description);
  add_lead (builder, post);
  add_names (builder, post, defaults);
}

static void
add_date (JsonBuilder *builder, const MbPost *post)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autofree char *words = NULL;

  if (!post->published)
    return;
  json_builder_set_member_name (builder, "published_at");
  if (!post->published_is_now)
    moment = g_date_time_new_from_iso8601 (post->published, NULL);
  if (!moment) {
    json_builder_add_null_value (builder);
    return;
  }
  utc = g_date_time_to_utc (moment);
  words = g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S.000Z");
  json_builder_add_string_value (builder, words);
}

/**
 * mb_ghost_encode_post:
 * @post: what is sent, in the site's own form
 * @write: what is said besides
 *
 * Writes a post. Nothing in it, and nothing in its address, sends a newsletter.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_ghost_encode_post (const MbPost *post, const MbGhostWrite *write)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "posts");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  mb_json_add (builder, "updated_at", write->updated_at);
  mb_json_add (builder, "slug", write->slug);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == write->status)
      mb_json_add (builder, "status", statuses[i].name);
  if (write->status == MB_POST_PUBLISHED || write->status == MB_POST_SCHEDULED)
    add_date (builder, post);
  if (!post->only_status)
    add_text (builder, post, write->defaults);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return mb_json_end (builder);
}
