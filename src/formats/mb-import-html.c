#include "mb-intake.h"

#include "mb-codec.h"
#include "mb-helper-client.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* HTML, read by the helper. What it answers is a stranger's still: blocks pass the intake's gate
 * like everything else. */

static const char *const counted[] = {
  "picture-missing", "link-dropped", "embed-as-link", "tracker-dropped", "site-part-left-out",
};

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
read_notes (MbIntake *intake, JsonObject *notes)
{
  for (guint i = 0; notes && i < G_N_ELEMENTS (counted); i++) {
    gint64 count = json_object_get_int_member_with_default (notes, counted[i], 0);

    mb_intake_note_count (intake, counted[i], (guint) CLAMP (count, 0, G_MAXINT));
  }
}

static void
read_metas (MbIntake *intake, JsonObject *metas)
{
  static const char *const names[] = {MB_META_BYLINE, MB_META_SECTION, MB_META_DATE,
                                      MB_META_LANGUAGE};

  for (guint i = 0; metas && i < G_N_ELEMENTS (names); i++)
    mb_intake_set_meta (intake, names[i],
                        json_object_get_string_member_with_default (metas, names[i], NULL));
}

static gboolean
read_blocks (MbIntake *intake, GBytes *json, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GPtrArray) blocks = json ? mb_codec_decode_blocks (json, &why) : NULL;

  if (!blocks) {
    g_set_error (error, MB_FORMATS_ERROR, MB_FORMATS_ERROR_HELPER, "marbre-helper: %s",
                 why ? why->message : "no blocks");
    return FALSE;
  }
  for (guint i = 0; i < blocks->len; i++)
    mb_intake_take_block (intake, mb_block_ref (blocks->pdata[i]));

  return TRUE;
}

/* A page without a headline in it has one in its head, often with the site's name behind it. */
static void
read_title (MbIntake *intake, const char *title)
{
  g_autofree char *headline = NULL;
  const char *end = NULL;

  if (!title || !*title || mb_intake_has_kind (intake, MB_BLOCK_HEADLINE))
    return;
  end = strstr (title, " | ");
  headline = g_strndup (title, end ? (gsize) (end - title) : strlen (title));
  g_strdelimit (g_strstrip (headline), "\n\t", ' ');
  if (!*headline)
    return;
  mb_intake_add_text (intake, MB_BLOCK_HEADLINE, headline);
  mb_intake_note (intake, "headline-from-title", headline, 0);
}

/**
 * mb_import_html:
 * @intake: where it goes
 * @text: HTML as valid UTF-8
 * @whole_page: whether it is a page, or a piece
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Reads HTML in the helper.
 *
 * Returns: whether it could be read
 */
gboolean
mb_import_html (MbIntake *intake,
                const char *text,
                gboolean whole_page,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GBytes) input = g_bytes_new_static (text, strlen (text));
  g_autoptr (MbHelperAnswer) answer =
    mb_helper_run (whole_page ? "html-page" : "html", input, cancellable, error);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *head = NULL;
  gsize n;
  const char *data = NULL;

  if (!answer || !read_blocks (intake, answer->blocks, error))
    return FALSE;

  parser = json_parser_new_immutable ();
  data = g_bytes_get_data (answer->head, &n);
  if (!json_parser_load_from_data (parser, data, (gssize) n, error))
    return FALSE;
  head = json_node_get_object (json_parser_get_root (parser));
  read_notes (intake, get_object (head, "notes"));
  read_metas (intake, get_object (head, "meta"));
  if (whole_page)
    read_title (intake, json_object_get_string_member_with_default (head, "title", NULL));

  return TRUE;
}
