#include "mb-answer.h"

#include "mb-codec.h"

#include <json-glib/json-glib.h>
#include <string.h>

/**
 * mb_answer_length:
 * @out: where the answer goes
 * @n_bytes: how many follow
 *
 * Appends what stands before each frame.
 */
void
mb_answer_length (GByteArray *out, gsize n_bytes)
{
  guint32 length = GUINT32_TO_BE ((guint32) n_bytes);

  g_byte_array_append (out, (const guint8 *) &length, sizeof length);
}

static void
append_frame (GByteArray *out, const char *bytes, gsize n_bytes)
{
  mb_answer_length (out, n_bytes);
  g_byte_array_append (out, (const guint8 *) bytes, (guint) n_bytes);
}

static void
append_head (GByteArray *out, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  append_frame (out, text, strlen (text));
}

static JsonBuilder *
begin_head (gboolean good)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, good);

  return builder;
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (!value)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_sandbox (JsonBuilder *builder, MbSandbox sandbox)
{
  static const struct {
    MbSandbox flag;
    const char *name;
  } names[] = {{MB_SANDBOX_LIMITS, "limits"},
               {MB_SANDBOX_LANDLOCK, "landlock"},
               {MB_SANDBOX_SECCOMP, "seccomp"}};

  json_builder_set_member_name (builder, "sandbox");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (sandbox & names[i].flag)
      json_builder_add_string_value (builder, names[i].name);
  json_builder_end_array (builder);
}

/**
 * mb_answer_failure:
 * @out: where the answer goes
 * @code: what went wrong, a word
 * @message: the same for a log
 *
 * Appends the only frame of an answer that says no.
 */
void
mb_answer_failure (GByteArray *out, const char *code, const char *message)
{
  g_autoptr (JsonBuilder) builder = begin_head (FALSE);

  g_return_if_fail (out != NULL && code != NULL && message != NULL);

  add_string (builder, "code", code);
  add_string (builder, "message", message);
  append_head (out, builder);
}

static void
add_counts (JsonBuilder *builder, GHashTable *counts)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (counts), (GCompareFunc) strcmp);

  json_builder_set_member_name (builder, "notes");
  json_builder_begin_object (builder);
  for (GList *l = names; l; l = l->next)
    add_number (builder, l->data, GPOINTER_TO_INT (g_hash_table_lookup (counts, l->data)));
  json_builder_end_object (builder);
}

static void
add_metas (JsonBuilder *builder, GHashTable *metas)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (metas), (GCompareFunc) strcmp);

  json_builder_set_member_name (builder, "meta");
  json_builder_begin_object (builder);
  for (GList *l = names; l; l = l->next)
    add_string (builder, l->data, g_hash_table_lookup (metas, l->data));
  json_builder_end_object (builder);
}

/**
 * mb_answer_html:
 * @out: where the answer goes
 * @result: what was read
 * @sandbox: what held while it was read
 *
 * Appends head and blocks.
 */
void
mb_answer_html (GByteArray *out, const MbHtmlResult *result, MbSandbox sandbox)
{
  g_autoptr (JsonBuilder) builder = begin_head (TRUE);
  g_autoptr (GBytes) blocks = NULL;

  g_return_if_fail (out != NULL && result != NULL);

  add_sandbox (builder, sandbox);
  add_string (builder, "title", result->title);
  add_metas (builder, result->metas);
  add_counts (builder, result->counts);
  append_head (out, builder);

  blocks = mb_codec_encode_blocks ((MbBlock *const *) result->blocks->pdata, result->blocks->len);
  append_frame (out, g_bytes_get_data (blocks, NULL), g_bytes_get_size (blocks));
}

/**
 * mb_answer_picture:
 * @out: where the answer goes
 * @facts: what was read
 * @sandbox: what held while it was read
 *
 * Appends the head, which is all that there is to say about a picture.
 */
void
mb_answer_picture (GByteArray *out, const MbPictureFacts *facts, MbSandbox sandbox)
{
  g_autoptr (JsonBuilder) builder = begin_head (TRUE);

  g_return_if_fail (out != NULL && facts != NULL);

  add_sandbox (builder, sandbox);
  add_string (builder, "mime", facts->mime);
  add_number (builder, "width", facts->width_px);
  add_number (builder, "height", facts->height_px);
  add_number (builder, "orientation", facts->orientation);
  add_string (builder, "caption", facts->caption);
  add_string (builder, "credit", facts->credit);
  add_string (builder, "rights", facts->rights);
  json_builder_set_member_name (builder, "has-place");
  json_builder_add_boolean_value (builder, facts->has_place);
  json_builder_set_member_name (builder, "has-device");
  json_builder_add_boolean_value (builder, facts->has_device);
  append_head (out, builder);
}

static void
add_hashes (JsonBuilder *builder, const MbParcel *parcel)
{
  json_builder_set_member_name (builder, "ancestors");
  json_builder_begin_array (builder);
  for (guint i = 0; i < parcel->ancestors->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (parcel->ancestors, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "pictures");
  json_builder_begin_array (builder);
  for (guint i = 0; i < parcel->pictures->len; i++) {
    const MbParcelPicture *picture = g_ptr_array_index (parcel->pictures, i);

    json_builder_add_string_value (builder, picture->sha256);
  }
  json_builder_end_array (builder);
}

/**
 * mb_answer_package:
 * @out: where the answer goes
 * @parcel: what was read
 * @sandbox: what held while it was read
 *
 * Appends head and article. The pictures are to follow, in their order, a frame each.
 */
void
mb_answer_package (GByteArray *out, const MbParcel *parcel, MbSandbox sandbox)
{
  g_autoptr (JsonBuilder) builder = begin_head (TRUE);
  g_autoptr (GBytes) article = NULL;
  g_autoptr (GBytes) record = NULL;
  g_autofree char *words = NULL;

  g_return_if_fail (out != NULL && parcel != NULL);

  add_sandbox (builder, sandbox);
  add_string (builder, "article", parcel->article_id);
  add_string (builder, "store", parcel->store_id);
  add_string (builder, "person", parcel->person);
  add_string (builder, "personId", parcel->person_id);
  add_number (builder, "time", parcel->time_ms);
  record = mb_codec_encode_record (parcel->record);
  words = g_strndup (g_bytes_get_data (record, NULL), g_bytes_get_size (record));
  add_string (builder, "record", words);
  add_string (builder, "sha256", parcel->sha256);
  add_hashes (builder, parcel);
  append_head (out, builder);

  article = mb_codec_encode_snapshot (parcel->snapshot);
  append_frame (out, g_bytes_get_data (article, NULL), g_bytes_get_size (article));
}
