#include "mb-wordpress-codec.h"

#include "mb-json.h"
#include "mb-markup.h"
#include "mb-render.h"

#include <string.h>

/* Answers and requests of `wp/v2`. Titles, excerpts and names of terms are HTML there: they are
 * escaped on the way out and read back decoded. */

static const struct {
  MbPostStatus status;
  const char *name;
} statuses[] = {
  {MB_POST_DRAFT, "draft"},     {MB_POST_PUBLISHED, "publish"}, {MB_POST_PENDING, "pending"},
  {MB_POST_PRIVATE, "private"}, {MB_POST_SCHEDULED, "future"},  {MB_POST_BINNED, "trash"},
};

/* The interface's own words for what went wrong, where a status alone does not tell. */
static const struct {
  const char *code;
  MbPublishError error;
} codes[] = {
  {"rest_cannot_create", MB_PUBLISH_ERROR_RIGHT},
  {"rest_cannot_publish", MB_PUBLISH_ERROR_RIGHT},
  {"rest_cannot_edit", MB_PUBLISH_ERROR_RIGHT},
  {"rest_cannot_edit_others", MB_PUBLISH_ERROR_RIGHT},
  {"rest_cannot_assign_term", MB_PUBLISH_ERROR_RIGHT},
  {"rest_cannot_delete", MB_PUBLISH_ERROR_RIGHT},
  {"rest_forbidden_status", MB_PUBLISH_ERROR_RIGHT},
  {"rest_post_invalid_id", MB_PUBLISH_ERROR_GONE},
  {"rest_already_trashed", MB_PUBLISH_ERROR_GONE},
  {"rest_no_route", MB_PUBLISH_ERROR_ADDRESS},
  {"rest_upload_hash_mismatch", MB_PUBLISH_ERROR_BUSY},
  {"rest_upload_sideload_error", MB_PUBLISH_ERROR_INVALID},
};

static char *
dup_plain (const char *html)
{
  return html ? mb_markup_decode (html, strlen (html)) : NULL;
}

static char *
dup_html (const char *plain)
{
  g_autoptr (GString) html = g_string_new (NULL);

  mb_render_escape_text (html, plain ? plain : "", -1);

  return g_string_free_and_steal (g_steal_pointer (&html));
}

/**
 * mb_wordpress_decode_root:
 * @json: the answer of the interface's root
 * @error: return location
 *
 * Reads what a site offers.
 *
 * Returns: (transfer full): the offer
 */
MbWordpressRoot *
mb_wordpress_decode_root (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "the root of WordPress", error);
  JsonObject *object = node ? json_node_get_object (node) : NULL;
  JsonArray *namespaces = mb_json_array (object, "namespaces");
  JsonObject *passwords;
  MbWordpressRoot *root;

  if (!node)
    return NULL;

  root = g_new0 (MbWordpressRoot, 1);
  root->name = dup_plain (mb_json_string (object, "name"));
  root->home = g_strdup (mb_json_string (object, "home"));
  for (guint i = 0; namespaces && i < json_array_get_length (namespaces); i++)
    if (g_strcmp0 (mb_json_as_string (json_array_get_element (namespaces, i)), "wp/v2") == 0)
      root->has_posts = TRUE;
  /* An empty list, not an object, where passwords for applications are off. */
  passwords = mb_json_object (mb_json_object (object, "authentication"), "application-passwords");
  root->authorize_url =
    g_strdup (mb_json_string (mb_json_object (passwords, "endpoints"), "authorization"));

  return root;
}

/**
 * mb_wordpress_root_free:
 * @root: (nullable): an offer
 *
 * Frees it.
 */
void
mb_wordpress_root_free (MbWordpressRoot *root)
{
  if (!root)
    return;

  g_free (root->name);
  g_free (root->home);
  g_free (root->authorize_url);
  g_free (root);
}

/**
 * mb_wordpress_decode_user:
 * @json: the answer of `users/me`
 * @error: return location
 *
 * Reads who we are, and what we may do.
 *
 * Returns: (transfer full): the account
 */
MbWordpressUser *
mb_wordpress_decode_user (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "an account", error);
  JsonObject *object = node ? json_node_get_object (node) : NULL;
  JsonObject *can = mb_json_object (object, "capabilities");
  MbWordpressUser *user;

  if (!node)
    return NULL;
  if (mb_json_int (object, "id", 0) <= 0) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site does not say who we are");
    return NULL;
  }

  user = g_new0 (MbWordpressUser, 1);
  user->id = mb_json_int (object, "id", 0);
  user->name = dup_plain (mb_json_string (object, "name"));
  user->may_edit = mb_json_flag (can, "edit_posts", FALSE);
  user->may_publish = mb_json_flag (can, "publish_posts", FALSE);
  user->may_upload = mb_json_flag (can, "upload_files", FALSE);
  user->may_write_html = mb_json_flag (can, "unfiltered_html", FALSE);
  user->may_make_categories = mb_json_flag (can, "manage_categories", FALSE);

  return user;
}

/**
 * mb_wordpress_user_free:
 * @user: (nullable): an account
 *
 * Frees it.
 */
void
mb_wordpress_user_free (MbWordpressUser *user)
{
  if (!user)
    return;

  g_free (user->name);
  g_free (user);
}

static const char *
get_raw (JsonObject *post, const char *name)
{
  return mb_json_string (mb_json_object (post, name), "raw");
}

static void
digest_ids (GChecksum *checksum, JsonArray *ids)
{
  for (guint i = 0; ids && i < json_array_get_length (ids); i++) {
    JsonNode *node = json_array_get_element (ids, i);
    g_autofree char *id = NULL;

    if (!JSON_NODE_HOLDS_VALUE (node))
      continue;
    id = g_strdup_printf ("%" G_GINT64_FORMAT ",", json_node_get_int (node));
    g_checksum_update (checksum, (const guchar *) id, -1);
  }
  g_checksum_update (checksum, (const guchar *) "\n", 1);
}

/* What a writer can change, but for slug, status and date, which change when we publish. The site's
 * own `modified_gmt` changes then, too, and has seconds only. */
static char *
make_version (JsonObject *post)
{
  static const char *const texts[] = {"title", "content", "excerpt"};
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *numbers =
    g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                     mb_json_int (post, "featured_media", 0), mb_json_int (post, "author", 0));

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *raw = get_raw (post, texts[i]);

    g_checksum_update (checksum, (const guchar *) (raw ? raw : ""), -1);
    g_checksum_update (checksum, (const guchar *) "\0", 1);
  }
  g_checksum_update (checksum, (const guchar *) numbers, -1);
  digest_ids (checksum, mb_json_array (post, "categories"));
  digest_ids (checksum, mb_json_array (post, "tags"));

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

/* Dates carry no zone there; those of `date_gmt` are UTC. */
static gint64
read_moment (const char *date)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) moment = date ? g_date_time_new_from_iso8601 (date, utc) : NULL;

  return moment ? g_date_time_to_unix (moment) * 1000 : 0;
}

static MbRemote *
decode_post (JsonObject *object, GError **error)
{
  gint64 id = mb_json_int (object, "id", 0);
  const char *link = mb_json_string (object, "link");
  const char *content = get_raw (object, "content");
  MbRemote *remote;

  if (id <= 0 || !link || !content) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site's answer is not a post");
    return NULL;
  }

  remote = mb_remote_new (link);
  remote->id = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  remote->version = make_version (object);
  remote->slug = g_strdup (mb_json_string (object, "slug"));
  remote->headline = dup_plain (get_raw (object, "title"));
  remote->standfirst = dup_plain (get_raw (object, "excerpt"));
  remote->html = g_strdup (content);
  remote->content = g_strdup (content);
  remote->status = read_status (mb_json_string (object, "status"));
  remote->public_at_ms = read_moment (mb_json_string (object, "date_gmt"));

  return remote;
}

/**
 * mb_wordpress_decode_post:
 * @json: a post, in the edit context
 * @error: return location
 *
 * Reads a post.
 *
 * Returns: (transfer full): the post; otherwise `MB_PUBLISH_ERROR_UNKNOWN`
 */
MbRemote *
mb_wordpress_decode_post (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a post", error);

  return node ? decode_post (json_node_get_object (node), error) : NULL;
}

static JsonNode *
parse_list (GBytes *json, const char *what, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse (json, what, error);

  if (!node || JSON_NODE_HOLDS_ARRAY (node))
    return g_steal_pointer (&node);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN, "the site's answer is not %s",
               what);

  return NULL;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 one = g_ascii_strtoll ((*(const MbRemote *const *) a)->id, NULL, 10);
  gint64 other = g_ascii_strtoll ((*(const MbRemote *const *) b)->id, NULL, 10);

  return one < other ? -1 : one > other;
}

/**
 * mb_wordpress_decode_posts:
 * @json: posts, in the edit context
 * @error: return location
 *
 * Reads a list of posts.
 *
 * Returns: (transfer full) (element-type MbRemote): the posts, the oldest first
 */
GPtrArray *
mb_wordpress_decode_posts (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = parse_list (json, "a list of posts", error);
  g_autoptr (GPtrArray) remotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_remote_free);
  JsonArray *array = node ? json_node_get_array (node) : NULL;

  if (!node)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++) {
    MbRemote *remote = decode_post (mb_json_nth_object (array, i), error);

    if (!remote)
      return NULL;
    g_ptr_array_add (remotes, remote);
  }
  g_ptr_array_sort (remotes, compare_ids);

  return g_steal_pointer (&remotes);
}

static MbRemoteMedia *
decode_media (JsonObject *object)
{
  JsonObject *details = mb_json_object (object, "media_details");
  const char *url = mb_json_string (object, "source_url");
  gint64 id = mb_json_int (object, "id", 0);
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  MbRemoteMedia *media;

  if (id <= 0 || !url)
    return NULL;

  media = mb_remote_media_new (url, name);
  media->width_px = (guint) CLAMP (mb_json_int (details, "width", 0), 0, 100000);
  media->height_px = (guint) CLAMP (mb_json_int (details, "height", 0), 0, 100000);

  return media;
}

/**
 * mb_wordpress_decode_media:
 * @json: a picture
 * @error: return location
 *
 * Reads a picture.
 *
 * Returns: (transfer full): the picture; otherwise `MB_PUBLISH_ERROR_UNKNOWN`
 */
MbRemoteMedia *
mb_wordpress_decode_media (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a picture", error);
  MbRemoteMedia *media = node ? decode_media (json_node_get_object (node)) : NULL;

  if (node && !media)
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site's answer is not a picture");

  return media;
}

/**
 * mb_wordpress_decode_media_list:
 * @json: pictures
 * @stem: the name under which one was sent, without its extension
 * @error: return location
 *
 * Looks for a picture among those that a search found. A second upload of one name got a number, so
 * the oldest is taken.
 *
 * Returns: (transfer full) (nullable): the picture; `NULL` without an error: it is not there
 */
MbRemoteMedia *
mb_wordpress_decode_media_list (GBytes *json, const char *stem, GError **error)
{
  g_autoptr (JsonNode) node = parse_list (json, "a list of pictures", error);
  JsonArray *array = node ? json_node_get_array (node) : NULL;
  MbRemoteMedia *found = NULL;
  gint64 found_id = G_MAXINT64;

  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    JsonObject *object = mb_json_nth_object (array, i);
    g_autoptr (MbRemoteMedia) media = decode_media (object);
    gint64 id = mb_json_int (object, "id", 0);

    if (!media || id >= found_id || !strstr (media->url, stem))
      continue;
    mb_remote_media_free (found);
    found = g_steal_pointer (&media);
    found_id = id;
  }

  return found;
}

/**
 * mb_wordpress_decode_terms:
 * @json: categories or tags
 * @error: return location
 *
 * Reads a list of terms.
 *
 * Returns: (transfer full) (element-type MbWordpressTerm): the terms
 */
GPtrArray *
mb_wordpress_decode_terms (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = parse_list (json, "a list of terms", error);
  JsonArray *array = node ? json_node_get_array (node) : NULL;
  GPtrArray *terms;

  if (!node)
    return NULL;
  terms = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_wordpress_term_free);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *object = mb_json_nth_object (array, i);
    MbWordpressTerm *term;

    if (mb_json_int (object, "id", 0) <= 0 || !mb_json_string (object, "name"))
      continue;
    term = g_new0 (MbWordpressTerm, 1);
    term->id = mb_json_int (object, "id", 0);
    term->name = dup_plain (mb_json_string (object, "name"));
    g_ptr_array_add (terms, term);
  }

  return terms;
}

/**
 * mb_wordpress_term_free:
 * @term: (nullable): a category or tag
 *
 * Frees it.
 */
void
mb_wordpress_term_free (MbWordpressTerm *term)
{
  if (!term)
    return;

  g_free (term->name);
  g_free (term);
}

/**
 * mb_wordpress_decode_term_id:
 * @json: a category or tag that was made
 * @error: return location
 *
 * Reads its id.
 *
 * Returns: the id; 0 on error
 */
gint64
mb_wordpress_decode_term_id (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a term", error);
  gint64 id = node ? mb_json_int (json_node_get_object (node), "id", 0) : 0;

  if (node && id <= 0)
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site's answer is not a term");

  return MAX (id, 0);
}

/**
 * mb_wordpress_check:
 * @reply: what came back
 * @request: what it answers
 * @existing_term: (out) (optional): the term that is there already, where that is the error
 * @error: return location
 *
 * Judges a reply by its status and, where that does not tell, by the site's own code. Messages are
 * never matched: they are translated.
 *
 * Returns: `TRUE` for success
 */
gboolean
mb_wordpress_check (const MbHttpReply *reply,
                    const MbHttpRequest *request,
                    gint64 *existing_term,
                    GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  GError *cause = NULL;
  JsonObject *object;
  const char *code;

  if (mb_http_check (reply, request, &cause))
    return TRUE;
  if (g_strcmp0 (reply->content_type, "application/json") == 0)
    node = mb_json_parse_object (reply->body, "an error", NULL);
  object = node ? json_node_get_object (node) : NULL;
  if (!node && cause->code == MB_PUBLISH_ERROR_GONE)
    cause->code = MB_PUBLISH_ERROR_ADDRESS; /* it is not the interface that says so */
  code = mb_json_string (object, "code");
  for (gsize i = 0; code && i < G_N_ELEMENTS (codes); i++)
    if (strcmp (codes[i].code, code) == 0)
      cause->code = (int) codes[i].error;
  if (existing_term && g_strcmp0 (code, "term_exists") == 0)
    *existing_term = mb_json_int (mb_json_object (object, "data"), "term_id", 0);
  g_propagate_error (error, cause);

  return FALSE;
}

/**
 * mb_wordpress_check_removal:
 * @json: the answer to a removal
 * @error: return location
 *
 * Whether the post is in the bin, or gone: what is between us and the site may have made an empty
 * update of the order.
 *
 * Returns: `TRUE` when it is; otherwise `MB_PUBLISH_ERROR_UNKNOWN`
 */
gboolean
mb_wordpress_check_removal (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a removal", error);
  JsonObject *object = node ? json_node_get_object (node) : NULL;

  if (!node)
    return FALSE;
  if (g_strcmp0 (mb_json_string (object, "status"), "trash") == 0 ||
      mb_json_flag (object, "deleted", FALSE))
    return TRUE;
  g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                       "the site does not say that the post is gone");

  return FALSE;
}

static gint64
get_id (JsonArray *ids, guint index)
{
  JsonNode *node = json_array_get_element (ids, index);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
           ? json_node_get_int (node)
           : 0;
}

static gboolean
has_ids (JsonArray *there, GArray *wanted)
{
  for (guint i = 0; wanted && i < wanted->len; i++) {
    gboolean found = FALSE;

    for (guint j = 0; there && j < json_array_get_length (there); j++)
      found = found || get_id (there, j) == g_array_index (wanted, gint64, i);
    if (!found)
      return FALSE;
  }

  return TRUE;
}

static gint64
get_featured (const MbPost *post)
{
  GHashTableIter iter;
  gpointer value;

  if (!post->featured || !post->media)
    return 0;
  g_hash_table_iter_init (&iter, post->media);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const MbRemoteMedia *media = value;

    if (media->id && g_strcmp0 (media->url, post->featured) == 0)
      return g_ascii_strtoll (media->id, NULL, 10);
  }

  return 0;
}

/* The first picture has no bytes here and stays on the site: it was fetched from there. */
static gboolean
has_lead_elsewhere (const MbPost *post)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (post->snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (post->snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE)
      return !mb_block_get_attribute (block, MB_ATTR_MEDIA) &&
             mb_block_get_attribute (block, MB_ATTR_SOURCE);
  }

  return FALSE;
}

/**
 * mb_wordpress_holds_terms:
 * @json: a post, as the site answered a write
 * @post: what was sent
 * @terms: what it names
 *
 * Whether the site has taken what it drops in silence: the featured picture, categories, tags.
 *
 * Returns: `TRUE` when nothing was dropped
 */
gboolean
mb_wordpress_holds_terms (GBytes *json, const MbPost *post, const MbWordpressTerms *terms)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a post", NULL);
  JsonObject *object = node ? json_node_get_object (node) : NULL;

  return object &&
         (has_lead_elsewhere (post) ||
          mb_json_int (object, "featured_media", 0) == get_featured (post)) &&
         has_ids (mb_json_array (object, "categories"), terms->categories) &&
         has_ids (mb_json_array (object, "tags"), terms->tags);
}

static void
add_ids (JsonBuilder *builder, const char *name, GArray *ids)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; ids && i < ids->len; i++)
    json_builder_add_int_value (builder, g_array_index (ids, gint64, i));
  json_builder_end_array (builder);
}

/* Where nobody has said an hour the site's own clock counts, not this computer's: a clock that is
 * ahead would make a scheduled post of one that is meant for now. */
static void
add_date (JsonBuilder *builder, const MbPost *post)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autofree char *words = NULL;

  if (!post->published)
    return;
  json_builder_set_member_name (builder, "date_gmt");
  if (!post->published_is_now)
    moment = g_date_time_new_from_iso8601 (post->published, NULL);
  if (!moment) {
    json_builder_add_null_value (builder);
    return;
  }
  utc = g_date_time_to_utc (moment);
  words = g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S");
  json_builder_add_string_value (builder, words);
}

static const char *
name_status (MbPostStatus status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].name;

  return "draft";
}

/**
 * mb_wordpress_encode_post:
 * @post: what is sent, in the site's own form
 * @terms: what it names
 * @slug: (nullable): its slug; `NULL`: the one that it has
 * @status: what it is to be
 *
 * Writes a post.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wordpress_encode_post (const MbPost *post,
                          const MbWordpressTerms *terms,
                          const char *slug,
                          MbPostStatus status)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *title = dup_html (post->headline);
  g_autofree char *excerpt = dup_html (post->standfirst);

  json_builder_begin_object (builder);
  mb_json_add (builder, "status", name_status (status));
  mb_json_add (builder, "slug", slug);
  if (status == MB_POST_PUBLISHED || status == MB_POST_SCHEDULED)
    add_date (builder, post);
  if (!post->only_status) {
    mb_json_add (builder, "title", title);
    mb_json_add (builder, "excerpt", excerpt);
    mb_json_add (builder, "content", post->content ? post->content : post->html);
    if (get_featured (post) > 0 || !has_lead_elsewhere (post))
      mb_json_add_int (builder, "featured_media", get_featured (post));
    if (terms->author > 0)
      mb_json_add_int (builder, "author", terms->author);
    if (terms->categories && terms->categories->len > 0)
      add_ids (builder, "categories", terms->categories);
    add_ids (builder, "tags", terms->tags);
    mb_json_add (builder, "comment_status", terms->comments);
  }
  json_builder_end_object (builder);

  return mb_json_end (builder);
}

/**
 * mb_wordpress_encode_term:
 * @name: of a category or tag
 *
 * Writes a term to be made.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wordpress_encode_term (const char *name)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *html = dup_html (name);

  json_builder_begin_object (builder);
  mb_json_add (builder, "name", html);
  json_builder_end_object (builder);

  return mb_json_end (builder);
}
