#include "mb-leak-cases.h"

#include "mb-hostile.h"
#include "mb-preview.h"

#include <string.h>

#include <webkit/webkit.h>

/* A picture's worth of bytes: one pixel. */
static const guint8 pixel[] =
  "GIF89a\1\0\1\0\200\0\0\0\0\0\377\377\377,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";
#define PIXEL_HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

#define MB_TYPE_PIXEL_ASSETS (mb_pixel_assets_get_type ())
G_DECLARE_FINAL_TYPE (MbPixelAssets, mb_pixel_assets, MB, PIXEL_ASSETS, GObject)

struct _MbPixelAssets {
  GObject parent_instance;
};

static GBytes *
pixel_load (MbAssets *assets, const char *sha256, const char *variant, GError **error)
{
  if (g_str_equal (sha256, PIXEL_HASH) && !variant)
    return g_bytes_new_static (pixel, sizeof pixel - 1);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not here");

  return NULL;
}

static void
assets_iface_init (MbAssetsInterface *iface)
{
  iface->load = pixel_load;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MbPixelAssets,
                               mb_pixel_assets,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MB_TYPE_ASSETS, assets_iface_init))

static void
mb_pixel_assets_class_init (MbPixelAssetsClass *klass)
{
}

static void
mb_pixel_assets_init (MbPixelAssets *self)
{
}

/* An article with hostile markup wherever words can stand. */

static MbBlock *
poison (MbBlock *block, const char *words)
{
  MbBlockKind kind = mb_block_get_kind (block);
  static const char *const names[] = {
    MB_ATTR_CONTAINER, MB_ATTR_LANGUAGE, MB_ATTR_LIST,   MB_ATTR_LEVEL,  MB_ATTR_MEDIA,
    MB_ATTR_ALT,       MB_ATTR_RIGHTS,   MB_ATTR_WIDTH,  MB_ATTR_HEIGHT, MB_ATTR_FILE_NAME,
    MB_ATTR_URL,       MB_ATTR_PROVIDER, MB_ATTR_TITLE,  MB_ATTR_TEXT,   MB_ATTR_ROWS,
    MB_ATTR_COLUMNS,   MB_ATTR_HEADER,   MB_ATTR_SOURCE, MB_ATTR_DATA,
  };

  for (guint i = 0; i < mb_block_get_n_parts (block); i++) {
    g_autoptr (MbText) text = NULL;
    MbSpan link = {0, 9, MB_SPAN_LINK, 0, words};
    MbBlock *next = NULL;

    if (mb_part_role_is_object (mb_block_get_part_role (block, i)))
      continue;
    text = mb_text_new_spans (
      words, &link, mb_part_role_allows_span (mb_block_get_part_role (block, i), MB_SPAN_LINK));
    next = mb_block_with_part (block, i, text);
    mb_block_unref (block);
    block = next;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    MbBlock *next = NULL;

    if (!mb_block_kind_has_attribute (kind, names[i]))
      continue;
    next = mb_block_with_attribute (block, names[i], words);
    mb_block_unref (block);
    block = next;
  }

  return block;
}

static MbSnapshot *
add_block (MbSnapshot *snapshot, MbBlock *block)
{
  MbSnapshot *more =
    mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

  mb_snapshot_unref (snapshot);
  mb_block_unref (block);

  return more;
}

static MbSnapshot *
make_article (void)
{
  static const char *const metas[] = {MB_META_BYLINE,  MB_META_DATELINE, MB_META_DATE,
                                      MB_META_SECTION, MB_META_TAGS,     MB_META_LANGUAGE,
                                      MB_META_SOURCE};
  MbSnapshot *snapshot = mb_snapshot_new_bare ("7b0c9c43-6a42-4c8e-bb57-0a1d6f6f9a11");
  g_autofree char *all = hostile_make_markup ();
  guint64 id = 1;

  for (guint kind = 0; kind < MB_N_BLOCK_KINDS; kind++)
    snapshot = add_block (snapshot, poison (mb_block_new (id++, (MbBlockKind) kind), all));
  for (guint i = 0; i < hostile_get_n_ways (); i++) {
    snapshot =
      add_block (snapshot, poison (mb_block_new (id++, MB_BLOCK_PARAGRAPH), hostile_ways[i]));
    snapshot = add_block (snapshot, poison (mb_block_new (id++, MB_BLOCK_EMBED), hostile_ways[i]));
  }
  snapshot = add_block (
    snapshot, poison (mb_block_new (id++, MB_BLOCK_FIGURE), "http://media.leak.example/a.png"));
  for (gsize i = 0; i < G_N_ELEMENTS (metas); i++) {
    MbSnapshot *more = mb_snapshot_with_meta (snapshot, metas[i], all);

    mb_snapshot_unref (snapshot);
    snapshot = more;
  }

  return snapshot;
}

static MbSnapshot *
add_picture (MbSnapshot *snapshot)
{
  g_autoptr (MbBlock) bare = mb_block_new (0xF00D, MB_BLOCK_FIGURE);

  return add_block (snapshot, mb_block_with_attribute (bare, MB_ATTR_MEDIA, PIXEL_HASH));
}

/* Running. */

typedef struct {
  MbPreview *preview;
  char *answer;
  gboolean done;
} Asked;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  g_autoptr (GError) error = NULL;

  asked->answer = mb_preview_evaluate_finish (asked->preview, result, &error);
  if (error)
    g_printerr ("the page did not answer: %s\n", error->message);
  asked->done = TRUE;
}

static char *
ask (MbPreview *preview, const char *body)
{
  Asked asked = {preview, NULL, FALSE};

  mb_preview_evaluate_async (preview, body, asked_cb, &asked);
  while (!asked.done)
    g_main_context_iteration (NULL, TRUE);

  return asked.answer;
}

static gboolean
stop_cb (gpointer stopped)
{
  *(gboolean *) stopped = TRUE;

  return G_SOURCE_REMOVE;
}

/* Nothing can be waited for when nothing shall happen: the time is what the naive view needed, and
 * more. */
static void
stay (guint ms)
{
  gboolean stopped = FALSE;

  if (ms > 0)
    g_timeout_add (ms, stop_cb, &stopped);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
}

static MbPreview *
show_preview (MbSnapshot *snapshot)
{
  g_autoptr (MbArticle) article = mb_article_new (snapshot, 0);
  g_autoptr (MbAssets) assets = g_object_new (MB_TYPE_PIXEL_ASSETS, NULL);
  MbPreview *preview = MB_PREVIEW (mb_preview_new ());
  GtkWidget *window = gtk_window_new ();

  mb_preview_set_assets (preview, assets);
  mb_preview_set_article (preview, article);
  gtk_window_set_default_size (GTK_WINDOW (window), 390, 640);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (preview));
  gtk_window_present (GTK_WINDOW (window));
  while (!mb_preview_is_settled (preview)) {
    /* a busy machine is no problem of this suite */
    if (g_strcmp0 (mb_preview_get_problem (preview), "slow") != 0)
      g_assert_cmpstr (mb_preview_get_problem (preview), ==, NULL);
    g_main_context_iteration (NULL, TRUE);
  }

  return preview;
}

static void
assert_picture_shows (MbPreview *preview)
{
  g_autofree char *width =
    ask (preview, "const i = document.querySelector ('img[src=\"marbre-media:" PIXEL_HASH "\"]');"
                  "if (!i.complete) await new Promise (done => { i.onload = i.onerror = done; });"
                  "return String (i.naturalWidth);");

  g_assert_cmpstr (width, ==, "1");
}

static char *
quote_for_script (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (const char *at = text; *at; at++)
    g_string_append_printf (quoted, "\\x%02x", (guint8) *at);
  g_string_append_c (quoted, '"');

  return g_string_free_and_steal (quoted);
}

/* As if the renderer had failed and markup of strangers stood in the page, and as if our own script
 * had turned against us. */
static void
inject (MbPreview *preview)
{
  g_autofree char *markup = hostile_make_markup ();
  g_autofree char *quoted = quote_for_script (markup);
  g_autofree char *script = hostile_make_script ();
  g_autofree char *body = g_strdup_printf (
    "document.head.insertAdjacentHTML ('beforeend', %s);"
    "marbre.root.insertAdjacentHTML ('beforeend', %s);"
    "for (const s of document.querySelectorAll ('script')) {"
    "  const n = document.createElement ('script'); n.src = s.src; document.head.append (n); }\n"
    "%s try { location.href = 'http://location.leak.example/'; } catch (e) {} return 'done';",
    quoted, quoted, script);
  g_autofree char *answer = ask (preview, body);

  g_assert_cmpstr (answer, ==, "done");
}

static void
run_preview (gboolean injected, guint stay_ms)
{
  g_autoptr (MbSnapshot) snapshot = add_picture (make_article ());
  MbPreview *preview = show_preview (snapshot);

  if (injected)
    inject (preview);
  stay (stay_ms);
  assert_picture_shows (preview);
}

/* A web view as it comes. */
static void
run_naive (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = webkit_web_view_new ();
  g_autofree char *markup = hostile_make_markup ();
  g_autofree char *script = hostile_make_script ();
  g_autofree char *page = g_strdup_printf (
    "<!doctype html><html><head></head><body>%s<script>addEventListener ('load', () => { %s });"
    "</script></body></html>",
    markup, script);

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  webkit_web_view_load_html (WEBKIT_WEB_VIEW (view), page, "http://page.leak.example/");
  stay (0);
}

/* Runs one of them; `naive` and `weak` stay until they are ended. */
int
leak_case_run (const char *name, guint stay_ms)
{
  gtk_init ();
  if (g_str_equal (name, "naive"))
    run_naive ();
  else
    run_preview (!g_str_equal (name, "article"), stay_ms);

  return 0;
}
