#include "mb-wix-codec.h"

#include "mb-json.h"
#include "mb-wix-ricos.h"

#include <string.h>

#define MARK_OPEN "["
#define MARK_CLOSE "] "

static const struct {
  const char *name;
  MbPostStatus status;
} statuses[] = {
  {"PUBLISHED", MB_POST_PUBLISHED}, {"UNPUBLISHED", MB_POST_DRAFT},
  {"SCHEDULED", MB_POST_SCHEDULED}, {"DELETED", MB_POST_BINNED},
  {"IN_REVIEW", MB_POST_PENDING},
};

/* A post that readers have, with changes that they have not, waits for somebody to publish them. */
static MbPostStatus
read_status (JsonObject *draft)
{
  const char *name = mb_json_string (draft, "status");

  if (g_strcmp0 (name, "PUBLISHED") == 0 && mb_json_flag (draft, "hasUnpublishedChanges", FALSE))
    return MB_POST_PENDING;
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].name, name) == 0)
      return statuses[i].status;

  return MB_POST_STATUS_UNKNOWN;
}

static gint64
read_moment (const char *date)
{
  g_autoptr (GDateTime) moment = date ? g_date_time_new_from_iso8601 (date, NULL) : NULL;

  return moment ? g_date_time_to_unix (moment) * 1000 : 0;
}

static const char *
get_cover (JsonObject *draft)
{
  JsonObject *media = mb_json_object (draft, "media");
  JsonObject *image = mb_json_object (mb_json_object (media, "wixMedia"), "image");

  /* Without both flags the site keeps the picture and shows none. */
  return mb_json_flag (media, "displayed", FALSE) && mb_json_flag (media, "custom", FALSE)
           ? mb_json_string (image, "id")
           : NULL;
}

static void
digest (GChecksum *checksum, const char *value)
{
  g_checksum_update (checksum, (const guchar *) (value ? value : ""),
                     value ? (gssize) strlen (value) + 1 : 1);
}

static void
digest_ids (GChecksum *checksum, JsonArray *ids)
{
  for (guint i = 0; ids && i < json_array_get_length (ids); i++)
    digest (checksum, mb_json_as_string (json_array_get_element (ids, i)));
  digest (checksum, "");
}

/* What a writer can change, but for address, standing and date, which change when we publish. */
static char *
make_version (JsonObject *draft, const char *headline, const char *content)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *nodes = mb_wix_ricos_digest (content);

  digest (checksum, headline);
  digest (checksum, mb_json_string (draft, "excerpt"));
  digest (checksum, mb_json_string (draft, "memberId"));
  digest (checksum, get_cover (draft));
  digest (checksum, nodes);
  digest_ids (checksum, mb_json_array (draft, "categoryIds"));
  digest_ids (checksum, mb_json_array (draft, "tagIds"));

  return g_strdup (g_checksum_get_string (checksum));
}

/* Behind our mark, where the title begins with one; `mark`: (out) the mark. */
static const char *
skip_mark (const char *title, char **mark)
{
  const char *end = strstr (title, MARK_CLOSE);

  *mark = NULL;
  if (!g_str_has_prefix (title, MARK_OPEN "marbre-") || !end)
    return title;
  *mark = g_strndup (title + strlen (MARK_OPEN), (gsize) (end - title) - strlen (MARK_OPEN));

  return end + strlen (MARK_CLOSE);
}

/* Readers' address; before there is one, where the site's people find the draft. */
static char *
make_url (JsonObject *draft, const char *id, const MbWixPlaces *places)
{
  JsonObject *url = mb_json_object (draft, "url");
  const char *base = mb_json_string (url, "base");
  const char *path = mb_json_string (url, "path");

  if (base && path && *path)
    return g_strconcat (base, path, NULL);

  return g_strdup_printf ("https://manage.wix.com/dashboard/%s/blog/%s/edit", places->site_id, id);
}

static MbRemote *
decode_draft (JsonObject *draft, const MbWixPlaces *places, GError **error)
{
  const char *id = mb_json_string (draft, "id");
  const char *title = mb_json_string (draft, "title");
  JsonObject *rich = mb_json_object (draft, "richContent");
  g_autofree char *url = NULL;
  g_autofree char *mark = NULL;
  MbRemote *remote;

  if (!id || !*id || !mb_json_string (draft, "status")) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site's answer is not a post");
    return NULL;
  }
  url = make_url (draft, id, places);
  remote = mb_remote_new (url);
  remote->id = g_strdup (id);
  remote->headline = g_strdup (skip_mark (title ? title : "", &mark));
  remote->slug = g_strdup (mark ? mark : mb_json_string (draft, "seoSlug"));
  remote->standfirst = g_strdup (mb_json_string (draft, "excerpt"));
  remote->status = read_status (draft);
  remote->public_at_ms = read_moment (mb_json_string (
    draft, remote->status == MB_POST_SCHEDULED ? "scheduledPublishDate" : "firstPublishedDate"));
  if (rich) {
    remote->content = json_to_string (json_object_get_member (draft, "richContent"), FALSE);
    remote->html = mb_wix_ricos_to_html (remote->content, places->media_root);
    remote->version = make_version (draft, remote->headline, remote->content);
  }

  return remote;
}

/**
 * mb_wix_decode_draft:
 * @json: a draft post, as one question or one write is answered
 * @places: where things are found
 * @error: return location
 *
 * Reads a post. Without its rich content it has neither text nor version.
 *
 * Returns: (transfer full): the post; otherwise `MB_PUBLISH_ERROR_UNKNOWN`
 */
MbRemote *
mb_wix_decode_draft (GBytes *json, const MbWixPlaces *places, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a post", error);

  if (!node)
    return NULL;

  return decode_draft (mb_json_object (json_node_get_object (node), "draftPost"), places, error);
}

/**
 * mb_wix_decode_drafts:
 * @json: the answer to a query
 * @places: where things are found
 * @error: return location
 *
 * Reads a list of posts.
 *
 * Returns: (transfer full) (element-type MbRemote): the posts, in the site's order
 */
GPtrArray *
mb_wix_decode_drafts (GBytes *json, const MbWixPlaces *places, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a list of posts", error);
  g_autoptr (GPtrArray) remotes = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_remote_free);
  JsonArray *array = node ? mb_json_array (json_node_get_object (node), "draftPosts") : NULL;

  if (!node)
    return NULL;
  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    MbRemote *remote = decode_draft (mb_json_nth_object (array, i), places, error);

    if (!remote)
      return NULL;
    g_ptr_array_add (remotes, remote);
  }

  return g_steal_pointer (&remotes);
}

static gboolean
has_ids (JsonArray *there, GPtrArray *wanted)
{
  for (guint i = 0; i < wanted->len; i++) {
    gboolean found = FALSE;

    for (guint j = 0; there && j < json_array_get_length (there); j++)
      found = found || g_strcmp0 (mb_json_as_string (json_array_get_element (there, j)),
                                  wanted->pdata[i]) == 0;
    if (!found)
      return FALSE;
  }

  return TRUE;
}

/**
 * mb_wix_find_cover:
 * @post: what is sent
 *
 * What the site calls the lead picture.
 *
 * Returns: (transfer none) (nullable): its id
 */
const char *
mb_wix_find_cover (const MbPost *post)
{
  GHashTableIter iter;
  gpointer value;

  if (!post->featured || !post->media)
    return NULL;
  g_hash_table_iter_init (&iter, post->media);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const MbRemoteMedia *media = value;

    if (media->id && g_strcmp0 (media->url, post->featured) == 0)
      return media->id;
  }

  return NULL;
}

/**
 * mb_wix_holds:
 * @json: a post, as the site holds it
 * @post: what was sent
 * @terms: what it names
 *
 * Whether the site has taken what it drops in silence: cover, categories, tags.
 *
 * Returns: `TRUE` when nothing was dropped
 */
gboolean
mb_wix_holds (GBytes *json, const MbPost *post, const MbWixTerms *terms)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a post", NULL);
  JsonObject *draft = node ? mb_json_object (json_node_get_object (node), "draftPost") : NULL;
  const char *cover = mb_wix_find_cover (post);

  return draft && (!cover || g_strcmp0 (get_cover (draft), cover) == 0) &&
         has_ids (mb_json_array (draft, "categoryIds"), terms->categories) &&
         has_ids (mb_json_array (draft, "tagIds"), terms->tags);
}

static gboolean
is_success (JsonObject *metadata)
{
  return mb_json_flag (metadata, "success", FALSE) ||
         g_strcmp0 (mb_json_string (metadata, "success"), "true") == 0;
}

/**
 * mb_wix_check_results:
 * @json: the answer to a change of several posts
 * @error: return location
 *
 * Looks whether each was changed: a status of success does not say so.
 *
 * Returns: `TRUE` when all were; otherwise `MB_PUBLISH_ERROR_INVALID`
 */
gboolean
mb_wix_check_results (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a list of results", error);
  JsonArray *results = node ? mb_json_array (json_node_get_object (node), "results") : NULL;
  gboolean good = results && json_array_get_length (results) > 0;

  if (!node)
    return FALSE;
  for (guint i = 0; good && i < json_array_get_length (results); i++)
    good = is_success (mb_json_object (mb_json_nth_object (results, i), "itemMetadata"));
  if (!good)
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
                         "the site has not taken the change");

  return good;
}

static MbWixEntry *
decode_entry (JsonObject *object)
{
  JsonObject *profile = mb_json_object (object, "profile");
  const char *label = mb_json_string (object, "label");
  const char *id = mb_json_string (object, "id");
  MbWixEntry *entry;

  if (!id)
    return NULL;
  entry = g_new0 (MbWixEntry, 1);
  entry->id = g_strdup (id);
  entry->name = g_strdup (label ? label : mb_json_string (profile, "nickname"));
  entry->email = g_strdup (mb_json_string (object, "loginEmail"));

  return entry;
}

/**
 * mb_wix_decode_entries:
 * @json: an answer
 * @list: the member that holds the list: `members`, `categories`, `tags`
 * @error: return location
 *
 * Reads members, categories or tags.
 *
 * Returns: (transfer full) (element-type MbWixEntry): the entries
 */
GPtrArray *
mb_wix_decode_entries (GBytes *json, const char *list, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a list", error);
  JsonArray *array = node ? mb_json_array (json_node_get_object (node), list) : NULL;
  GPtrArray *entries;

  if (!node)
    return NULL;
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_wix_entry_free);
  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    MbWixEntry *entry = decode_entry (mb_json_nth_object (array, i));

    if (entry)
      g_ptr_array_add (entries, entry);
  }

  return entries;
}

/**
 * mb_wix_entry_free:
 * @entry: (nullable): a member, category or tag
 *
 * Frees it.
 */
void
mb_wix_entry_free (MbWixEntry *entry)
{
  if (!entry)
    return;

  g_free (entry->id);
  g_free (entry->name);
  g_free (entry->email);
  g_free (entry);
}

/**
 * mb_wix_decode_made:
 * @json: the answer to a category or tag that was made
 * @what: `category` or `tag`
 * @error: return location
 *
 * Reads its id.
 *
 * Returns: (transfer full): the id
 */
char *
mb_wix_decode_made (GBytes *json, const char *what, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, what, error);
  JsonObject *object = node ? mb_json_object (json_node_get_object (node), what) : NULL;
  const char *id = mb_json_string (object, "id");

  if (node && !id)
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN, "the site's answer is no %s",
                 what);

  return g_strdup (id);
}

/**
 * mb_wix_decode_upload_url:
 * @json: an answer
 * @error: return location
 *
 * Reads where a picture is to be sent.
 *
 * Returns: (transfer full): the address
 */
char *
mb_wix_decode_upload_url (GBytes *json, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "an address", error);
  const char *url = node ? mb_json_string (json_node_get_object (node), "uploadUrl") : NULL;

  if (node && !url)
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site names no address for a picture");

  return g_strdup (url);
}

/**
 * mb_wix_decode_file:
 * @json: a file of the site
 * @media_root: what its id is appended to
 * @ready: (out): whether the site has finished with it
 * @error: return location
 *
 * Reads a picture.
 *
 * Returns: (transfer full): the picture; `MB_PUBLISH_ERROR_INVALID` when the site could not take it
 */
MbRemoteMedia *
mb_wix_decode_file (GBytes *json, const char *media_root, gboolean *ready, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a picture", error);
  JsonObject *file = node ? mb_json_object (json_node_get_object (node), "file") : NULL;
  JsonObject *image =
    mb_json_object (mb_json_object (mb_json_object (file, "media"), "image"), "image");
  const char *id = mb_json_string (file, "id");
  const char *status = mb_json_string (file, "operationStatus");
  g_autofree char *url = id ? g_strconcat (media_root, id, NULL) : NULL;
  MbRemoteMedia *media;

  if (!node)
    return NULL;
  if (!id || g_strcmp0 (status, "FAILED") == 0) {
    g_set_error (error, MB_PUBLISH_ERROR, id ? MB_PUBLISH_ERROR_INVALID : MB_PUBLISH_ERROR_UNKNOWN,
                 "the site %s", id ? "could not read a picture" : "does not name the picture");
    return NULL;
  }
  *ready = g_strcmp0 (status, "READY") == 0;
  media = mb_remote_media_new (url, id);
  media->width_px = (guint) CLAMP (mb_json_int (image, "width", 0), 0, 100000);
  media->height_px = (guint) CLAMP (mb_json_int (image, "height", 0), 0, 100000);

  return media;
}

/**
 * mb_wix_decode_file_id:
 * @json: files of the site
 * @name: the one under which a picture was sent
 * @error: return location
 *
 * Looks for a file by its name, which its bytes gave it.
 *
 * Returns: (transfer full) (nullable): its id; `NULL` without an error: it is not there
 */
char *
mb_wix_decode_file_id (GBytes *json, const char *name, GError **error)
{
  g_autoptr (JsonNode) node = mb_json_parse_object (json, "a list of pictures", error);
  JsonArray *files = node ? mb_json_array (json_node_get_object (node), "files") : NULL;

  for (guint i = 0; files && i < json_array_get_length (files); i++) {
    JsonObject *file = mb_json_nth_object (files, i);

    if (g_strcmp0 (mb_json_string (file, "displayName"), name) == 0 &&
        g_strcmp0 (mb_json_string (file, "operationStatus"), "FAILED") != 0)
      return g_strdup (mb_json_string (file, "id"));
  }

  return NULL;
}

/**
 * mb_wix_check:
 * @reply: what came back
 * @request: what it answers
 * @exists: (out) (optional): whether what was to be made is there already
 * @error: return location
 *
 * Judges a reply by its status and, where that does not tell, by the site's own code. A refusal
 * without a word is a throttle there, and 428 says that the site has no blog.
 *
 * Returns: `TRUE` for success
 */
gboolean
mb_wix_check (const MbHttpReply *reply,
              const MbHttpRequest *request,
              gboolean *exists,
              GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  GError *cause = NULL;
  JsonObject *details;
  const char *code;

  if (mb_http_check (reply, request, &cause))
    return TRUE;
  node = mb_json_parse_object (reply->body, "an error", NULL);
  details = node ? mb_json_object (json_node_get_object (node), "details") : NULL;
  code = mb_json_string (mb_json_object (details, "applicationError"), "code");
  if (exists)
    *exists = g_strcmp0 (code, "ALREADY_EXISTS") == 0;
  if (reply->status == 403 && g_bytes_get_size (reply->body) == 0)
    cause->code = MB_PUBLISH_ERROR_BUSY;
  else if (reply->status == 428)
    cause->code = MB_PUBLISH_ERROR_ADDRESS;
  g_propagate_error (error, cause);

  return FALSE;
}
