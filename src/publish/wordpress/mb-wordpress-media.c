#include "mb-wordpress-inside.h"

#include "mb-json.h"
#include "mb-media-name.h"
#include "mb-render.h"

#include <string.h>

/* Words of a picture stand in the address of the upload; a server refuses very long ones. */
#define ADDRESS_MAX_BYTES 4000
#define PROCESS_TRIES 5
#define FIELDS "_fields=id,source_url,media_details"

/* The site does not look at the bytes: a name that is theirs alone is how they are found again. */
static char *
make_stem (const MbMediaItem *item)
{
  char *name = mb_media_name_mark (item->file_name, item->bytes);
  char *dot = strrchr (name, '.');

  if (dot)
    *dot = '\0';

  return name;
}

/* The site has no field for a credit: it follows the caption, and is the description. */
static char *
make_caption (const MbMediaItem *item)
{
  g_autoptr (GString) html = g_string_new (NULL);

  mb_render_escape_text (html, item->caption ? item->caption : "", -1);
  if (item->credit) {
    g_string_append (html, html->len > 0 ? " <span class=\"credit\">" : "<span class=\"credit\">");
    mb_render_escape_text (html, item->credit, -1);
    g_string_append (html, "</span>");
  }

  return g_string_free_and_steal (g_steal_pointer (&html));
}

static void
append_word (GString *parameters, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value ? value : "", NULL, FALSE);

  g_string_append_printf (parameters, "&%s=%s", name, escaped);
}

/* All are sent, even empty ones: the site would take what the picture's own metadata say. */
static char *
make_words (const MbMediaItem *item)
{
  g_autoptr (GString) parameters = g_string_new (FIELDS);
  g_autofree char *caption = make_caption (item);

  append_word (parameters, "title", item->title ? item->title : item->file_name);
  append_word (parameters, "alt_text", item->alt);
  append_word (parameters, "caption", caption);
  append_word (parameters, "description", item->credit);

  return g_string_free_and_steal (g_steal_pointer (&parameters));
}

static GBytes *
encode_words (const MbMediaItem *item)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *caption = make_caption (item);

  json_builder_begin_object (builder);
  mb_json_add (builder, "title", item->title ? item->title : item->file_name);
  mb_json_add (builder, "alt_text", item->alt ? item->alt : "");
  mb_json_add (builder, "caption", caption);
  mb_json_add (builder, "description", item->credit ? item->credit : "");
  json_builder_end_object (builder);

  return mb_json_end (builder);
}

static MbHttpReply *
upload (MbWordpress *self,
        const MbMediaItem *item,
        const char *parameters,
        GCancellable *cancellable,
        GError **error)
{
  const char *type = mb_media_sniff_type (item->bytes);
  g_autofree char *name = mb_media_name_mark (item->file_name, item->bytes);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, item->bytes);
  g_autofree char *disposition = g_strdup_printf ("attachment; filename=\"%s\"", name);
  const char *const headers[] = {"Content-Disposition", disposition, "Content-MD5", sum, NULL};
  g_autofree char *url = mb_wordpress_make_route (self->root, "wp/v2/media", parameters);
  MbHttpRequest request = {
    .method = "POST",
    .url = url,
    .content_type = type,
    .body = item->bytes,
    .accept = "application/json",
    .headers = headers,
    .with_access = TRUE,
  };
  g_autoptr (MbHttpReply) reply = mb_http_send (self->http, &request, cancellable, error);
  GError *cause = NULL;

  if (!reply)
    return NULL;
  /* The file is there; making its smaller sizes has failed. */
  if (reply->status >= 500 && g_hash_table_contains (reply->extras, "x-wp-upload-attachment-id"))
    return g_steal_pointer (&reply);
  if (mb_wordpress_check (reply, &request, NULL, &cause))
    return g_steal_pointer (&reply);
  g_propagate_error (error, cause);

  return NULL;
}

static MbRemoteMedia *
read_picture (MbWordpress *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autofree char *route = g_strconcat ("wp/v2/media/", id, NULL);
  g_autoptr (MbHttpReply) reply =
    mb_wordpress_ask (self, route, "context=edit&" FIELDS, cancellable, error);

  return reply ? mb_wordpress_decode_media (reply->body, error) : NULL;
}

/* As the site's own editor does: asks for the sizes again, a few times; the picture itself is good
 * without them. */
static MbRemoteMedia *
process (MbWordpress *self, const char *id, GCancellable *cancellable, GError **error)
{
  static const char action[] = "{\"action\":\"create-image-subsizes\"}";
  g_autoptr (GBytes) json = g_bytes_new_static (action, strlen (action));
  g_autofree char *route = g_strconcat ("wp/v2/media/", id, "/post-process", NULL);

  if (strspn (id, "0123456789") != strlen (id)) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site does not name the picture");
    return NULL;
  }
  for (guint i = 0; i < PROCESS_TRIES; i++) {
    g_autoptr (MbHttpReply) reply = mb_wordpress_write (self, route, json, cancellable, NULL);

    if (reply)
      break;
  }

  return read_picture (self, id, cancellable, error);
}

/**
 * mb_wordpress_send_picture:
 * @self: a site
 * @item: a picture
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Sends a picture with its words and the sum of its bytes, which the site compares.
 *
 * Returns: (transfer full): the picture as the site keeps it
 */
MbRemoteMedia *
mb_wordpress_send_picture (MbWordpress *self,
                           const MbMediaItem *item,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *words = make_words (item);
  gboolean fits = strlen (words) <= ADDRESS_MAX_BYTES;
  g_autoptr (MbHttpReply) reply = upload (self, item, fits ? words : FIELDS, cancellable, error);
  g_autoptr (MbRemoteMedia) media = NULL;

  if (!reply)
    return NULL;
  if (reply->status >= 500)
    media = process (self, g_hash_table_lookup (reply->extras, "x-wp-upload-attachment-id"),
                     cancellable, error);
  else
    media = mb_wordpress_decode_media (reply->body, error);
  if (media && !fits) {
    g_autoptr (GBytes) json = encode_words (item);
    g_autofree char *route = g_strconcat ("wp/v2/media/", media->id, NULL);
    g_autoptr (MbHttpReply) said = mb_wordpress_write (self, route, json, cancellable, error);

    if (!said)
      return NULL;
  }

  return g_steal_pointer (&media);
}

/**
 * mb_wordpress_find_picture:
 * @self: a site
 * @item: a picture that may have been sent
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Looks for a picture by the name that its bytes gave it.
 *
 * Returns: (transfer full) (nullable): the picture; `NULL` without an error: it is not there
 */
MbRemoteMedia *
mb_wordpress_find_picture (MbWordpress *self,
                           const MbMediaItem *item,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *stem = make_stem (item);
  g_autofree char *parameters =
    g_strconcat ("context=edit&per_page=20&" FIELDS "&search=", stem, NULL);
  g_autoptr (MbHttpReply) reply =
    mb_wordpress_ask (self, "wp/v2/media", parameters, cancellable, error);

  return reply ? mb_wordpress_decode_media_list (reply->body, stem, error) : NULL;
}
