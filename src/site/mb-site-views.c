#include "mb-site-page.h"

#include "mb-codec.h"
#include "mb-render.h"

#include <string.h>

/* The site is on this computer and nowhere else; its port may change from one run to the next. */
#define MB_SITE_HOST "http://127.0.0.1:"

#define STORIES_A_PAGE 12
#define RELATED 4
#define WORDS_PER_MINUTE 220

/* Behind the address of a site on this computer, at whatever port it was when the address was
 * given.
 */
static const char *
skip_own_host (const char *address)
{
  const char *path = NULL;

  if (!g_str_has_prefix (address, MB_SITE_HOST))
    return address;
  path = address + strlen (MB_SITE_HOST);

  return path + strspn (path, "0123456789");
}

/* Where one of our own pictures is, from the site's root. Pictures of other sites are never shown.
 */
static char *
dup_own_path (const char *address)
{
  const char *path = address ? skip_own_host (address) : NULL;

  return path && g_str_has_prefix (path, "/media/") ? g_strdup (path) : NULL;
}

static void
put_picture (GString *out, const char *address, gboolean lead)
{
  g_string_append (out, lead ? "<img fetchpriority=\"high\" alt=\"\""
                             : "<img loading=\"lazy\" alt=\"\"");
  mb_site_put_attribute (out, "src", address);
  g_string_append_c (out, '>');
}

static void
put_story (GString *out, const MbSiteContext *context, const MbSiteRow *row, gboolean lead)
{
  g_autoptr (MbSitePost) post = mb_site_post_parse (row->properties);
  g_autofree char *picture = dup_own_path (mb_site_post_get (post, "featured"));
  const char *kicker = mb_site_post_get (post, "x-marbre-kicker");
  const char *summary = mb_site_post_get (post, "summary");
  const char *level = lead ? "h2" : "h3";
  g_autofree char *date = mb_site_format_date (context, row->published_ms, FALSE);
  g_autofree char *iso = mb_site_format_iso (row->published_ms);

  g_string_append_printf (out, "<article class=\"story %s%s\">\n", lead ? "lead" : "row",
                          picture ? "" : " plain");
  if (lead && picture)
    put_picture (out, picture, TRUE);
  g_string_append (out, "<div>");
  if (kicker && *kicker) {
    g_string_append (out, "<p class=\"kicker\">");
    mb_site_put_text (out, kicker);
    g_string_append (out, "</p>");
  }
  g_string_append_printf (out, "<%s><a href=\"/%s\">", level, row->slug);
  mb_site_put_text (out, mb_site_post_get (post, "name"));
  g_string_append_printf (out, "</a></%s>", level);
  if (summary && *summary) {
    g_string_append (out, "<p class=\"standfirst\">");
    mb_site_put_text (out, summary);
    g_string_append (out, "</p>");
  }
  g_string_append_printf (out, "<p class=\"meta\"><time datetime=\"%s\">", iso);
  mb_site_put_text (out, date);
  g_string_append (out, "</time></p></div>");
  if (!lead && picture)
    put_picture (out, picture, FALSE);
  g_string_append (out, "\n</article>\n");
}

static void
put_paging (GString *out, const char *path, guint page, gboolean more)
{
  if (page == 0 && !more)
    return;
  g_string_append (out, "<nav class=\"paging\" aria-label=\"Pages\">");
  if (page > 0)
    g_string_append_printf (out, "<a rel=\"prev\" href=\"%s?page=%u\">← Plus récents</a>", path,
                            page - 1);
  else
    g_string_append (out, "<span></span>");
  if (more)
    g_string_append_printf (out, "<a rel=\"next\" href=\"%s?page=%u\">Plus anciens →</a>", path,
                            page + 1);
  g_string_append (out, "</nav>\n");
}

static char *
make_list (const MbSiteContext *context,
           const MbSitePageInfo *info,
           const char *section,
           guint page,
           gboolean home)
{
  g_autoptr (GPtrArray) rows = mb_site_db_list_posts (context->db, MB_SITE_PUBLIC, section,
                                                      STORIES_A_PAGE + 1, page * STORIES_A_PAGE);
  GString *out = g_string_new (NULL);
  guint n = MIN (rows->len, STORIES_A_PAGE);
  gboolean lead = page == 0 && n > 0;

  mb_site_page_begin (out, context, info);
  g_string_append_printf (out, "<h1 class=\"%s\">", home ? "skip" : "page-title");
  mb_site_put_text (out, info->title);
  g_string_append (out, "</h1>\n");
  if (lead)
    put_story (out, context, g_ptr_array_index (rows, 0), TRUE);
  g_string_append (out, "<div class=\"rows\">\n");
  if (!lead && n > 0)
    g_string_append (out, "<h2 class=\"skip\">Articles</h2>\n");
  for (guint i = lead ? 1 : 0; i < n; i++)
    put_story (out, context, g_ptr_array_index (rows, i), FALSE);
  g_string_append (out, "</div>\n");
  if (n == 0)
    g_string_append (out, "<p class=\"nothing\">Rien n’est publié ici pour le moment.</p>\n");
  put_paging (out, info->path, page, rows->len > STORIES_A_PAGE);
  mb_site_page_end (out, context, info);

  return g_string_free_and_steal (out);
}

/**
 * mb_site_page_home:
 * @context: the request
 * @page: index of the page
 *
 * Makes the front page: a lead story, then rows.
 *
 * Returns: (transfer full): HTML
 */
char *
mb_site_page_home (const MbSiteContext *context, guint page)
{
  const MbSitePageInfo info = {
    .title = context->settings->name, .description = context->settings->about, .path = "/"};

  return make_list (context, &info, NULL, page, TRUE);
}

/**
 * mb_site_page_section:
 * @context: the request
 * @section: a section
 * @page: index of the page
 *
 * Makes a section's page.
 *
 * Returns: (transfer full): HTML
 */
char *
mb_site_page_section (const MbSiteContext *context, const MbSiteSection *section, guint page)
{
  g_autofree char *path = g_strconcat ("/rubrique/", section->slug, NULL);
  const MbSitePageInfo info = {.title = section->title, .path = path, .section = section->slug};

  return make_list (context, &info, section->slug, page, FALSE);
}

static char *
find_address (const MbBlock *figure, gpointer user_data)
{
  return dup_own_path (mb_block_get_attribute (figure, MB_ATTR_SOURCE));
}

static guint
count_words (const char *text)
{
  gboolean inside = FALSE;
  guint n = 0;

  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gboolean letter = g_unichar_isalnum (g_utf8_get_char (p));

    n += letter && !inside;
    inside = letter;
  }

  return n;
}

static void
put_byline (GString *out, const MbSiteContext *context, const MbSiteRow *row, MbSnapshot *snapshot)
{
  const char *names = mb_snapshot_get_meta (snapshot, MB_META_BYLINE);
  const char *place = mb_snapshot_get_meta (snapshot, MB_META_DATELINE);
  g_auto (GStrv) list = names ? g_strsplit (names, "\n", -1) : NULL;
  g_autofree char *date = mb_site_format_date (context, row->published_ms, TRUE);
  g_autofree char *iso = mb_site_format_iso (row->published_ms);
  g_autofree char *plain = mb_render_plain (snapshot);

  g_string_append (out, "<p class=\"byline\"><span>");
  if (list)
    g_string_append (out, "Par ");
  for (guint i = 0; list && list[i]; i++) {
    g_string_append (out, i == 0 ? "<strong>" : list[i + 1] ? ", <strong>" : " et <strong>");
    mb_site_put_text (out, list[i]);
    g_string_append (out, "</strong>");
  }
  if (place) {
    g_string_append (out, list ? " · " : "");
    mb_site_put_text (out, place);
  }
  g_string_append_printf (out, "</span> <span class=\"when\"><time datetime=\"%s\">", iso);
  mb_site_put_text (out, date);
  g_string_append_printf (out, "</time> · %u\302\240min</span></p>\n",
                          MAX (1, (count_words (plain) + WORDS_PER_MINUTE / 2) / WORDS_PER_MINUTE));
}

static void
put_furniture (GString *out, const char *element, const char *look, const char *words)
{
  if (!words || !*words)
    return;
  g_string_append_printf (out, "<%s class=\"%s\">", element, look);
  mb_site_put_text (out, words);
  g_string_append_printf (out, "</%s>\n", element);
}

static void
put_share (GString *out, const char *address, const char *title)
{
  static const struct {
    const char *name;
    const char *before;
    gboolean with_title;
  } places[] = {
    {"WhatsApp", "https://wa.me/?text=", TRUE},
    {"Facebook", "https://www.facebook.com/sharer/sharer.php?u=", FALSE},
    {"X", "https://x.com/intent/post?url=", FALSE},
    {"LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url=", FALSE},
  };
  g_autofree char *both = g_strdup_printf ("%s %s", title, address);

  g_string_append (out, "<nav class=\"share\" aria-label=\"Partager\"><ul><li>Partager</li>");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *query =
      g_uri_escape_string (places[i].with_title ? both : address, NULL, FALSE);
    g_autofree char *url = g_strconcat (places[i].before, query, NULL);

    g_string_append (out, "<li><a rel=\"noopener noreferrer\"");
    mb_site_put_attribute (out, "href", url);
    g_string_append_printf (out, ">%s</a></li>", places[i].name);
  }
  g_string_append (out, "<li><a");
  mb_site_put_attribute (out, "href", address);
  g_string_append (out, ">Lien permanent</a></li></ul></nav>\n");
}

static void
put_related (GString *out, const MbSiteContext *context, const MbSiteRow *row)
{
  g_autoptr (GPtrArray) rows =
    mb_site_db_list_posts (context->db, MB_SITE_PUBLIC, row->section, RELATED + 1, 0);
  guint n = 0;

  for (guint i = 0; i < rows->len && n < RELATED; i++) {
    const MbSiteRow *other = g_ptr_array_index (rows, i);
    g_autoptr (MbSitePost) post = mb_site_post_parse (other->properties);
    g_autofree char *date = mb_site_format_date (context, other->published_ms, FALSE);

    if (other->id == row->id)
      continue;
    if (n++ == 0)
      g_string_append_printf (out, "<section class=\"related\"><h2>%s</h2><ul>",
                              *row->section ? "Dans la même rubrique" : "À lire aussi");
    g_string_append_printf (out, "<li><a href=\"/%s\">", other->slug);
    mb_site_put_text (out, mb_site_post_get (post, "name"));
    g_string_append (out, "</a> <span class=\"when\">");
    mb_site_put_text (out, date);
    g_string_append (out, "</span></li>");
  }
  if (n > 0)
    g_string_append (out, "</ul></section>\n");
}

static void
put_comment_form (GString *out, const MbSiteContext *context, const MbSiteRow *row)
{
  g_string_append_printf (
    out, "<h2 id=\"reagir\">Réagir</h2><form method=\"post\" action=\"/commentaire/%s\">",
    row->slug);
  mb_site_put_token (out, context);
  g_string_append (
    out,
    "<label for=\"nom\">Votre nom</label><input type=\"text\" id=\"nom\" name=\"author\" required"
    " maxlength=\"80\" autocomplete=\"name\"><label for=\"mot\">Votre commentaire</label>"
    "<textarea id=\"mot\" name=\"body\" required maxlength=\"4000\"></textarea>");
  if (context->settings->moderation)
    g_string_append (
      out, "<p class=\"who\">La rédaction relit chaque commentaire avant de le publier.</p>");
  g_string_append (out, "<p><button type=\"submit\">Envoyer</button></p></form>");
}

static void
put_comments (GString *out, const MbSiteContext *context, const MbSiteRow *row)
{
  g_autoptr (GPtrArray) comments = NULL;

  if (!context->settings->comments)
    return;
  comments = mb_site_db_list_comments (context->db, row->id, MB_SITE_APPROVED);
  g_string_append (out, "<section class=\"comments\" id=\"commentaires\">");
  if (comments->len > 0)
    g_string_append_printf (out, "<h2>%u commentaire%s</h2><ol>", comments->len,
                            comments->len > 1 ? "s" : "");
  for (guint i = 0; i < comments->len; i++) {
    const MbSiteComment *comment = g_ptr_array_index (comments, i);
    g_autofree char *date = mb_site_format_date (context, comment->time_ms, TRUE);

    g_string_append (out, "<li><p class=\"who\"><strong>");
    mb_site_put_text (out, comment->author);
    g_string_append (out, "</strong> · ");
    mb_site_put_text (out, date);
    g_string_append (out, "</p><p class=\"words\">");
    mb_site_put_text (out, comment->body);
    g_string_append (out, "</p></li>");
  }
  if (comments->len > 0)
    g_string_append (out, "</ol>");
  put_comment_form (out, context, row);
  g_string_append (out, "</section>\n");
}

static void
put_article (GString *out,
             const MbSiteContext *context,
             const MbSiteRow *row,
             const MbSitePost *post)
{
  const MbRenderOptions options = {.mode = MB_RENDER_PAGE, .address = find_address};
  g_autoptr (GBytes) json = g_bytes_new (row->blocks, strlen (row->blocks));
  g_autoptr (GPtrArray) blocks = mb_codec_decode_blocks (json, NULL);
  g_autoptr (MbSnapshot) snapshot = NULL;
  g_autofree char *body = NULL;

  if (!blocks)
    blocks = g_ptr_array_new ();
  snapshot = mb_site_post_to_snapshot (post, blocks);
  body = mb_render_article (snapshot, &options);

  g_string_append (out, "<article class=\"article\">\n");
  put_furniture (out, "p", "kicker", mb_site_post_get (post, "x-marbre-kicker"));
  put_furniture (out, "h1", "headline", mb_site_post_get (post, "name"));
  put_furniture (out, "p", "standfirst", mb_site_post_get (post, "summary"));
  put_byline (out, context, row, snapshot);
  g_string_append (out, body);
  g_string_append (out, "</article>\n");
}

static char *
make_head (const MbSiteContext *context, const MbSiteRow *row, const MbSitePost *post)
{
  GString *head = g_string_new (NULL);
  g_autofree char *picture = dup_own_path (mb_site_post_get (post, "featured"));
  g_autofree char *address = picture ? g_strconcat (context->base, picture, NULL) : NULL;
  g_autofree char *iso = mb_site_format_iso (row->published_ms);

  g_string_append_printf (head, "<meta property=\"article:published_time\" content=\"%s\">\n", iso);
  if (address) {
    g_string_append (head, "<meta property=\"og:image\"");
    mb_site_put_attribute (head, "content", address);
    g_string_append (head, ">\n");
  }
  if (!row->published)
    g_string_append (head, "<meta name=\"robots\" content=\"noindex\">\n");
  mb_site_feed_put_json_ld (head, context, row, post, address);

  return g_string_free_and_steal (head);
}

/**
 * mb_site_page_article:
 * @context: the request
 * @row: a post
 * @note: (nullable): what just happened, for the reader
 *
 * Makes an article's page.
 *
 * Returns: (transfer full): HTML
 */
char *
mb_site_page_article (const MbSiteContext *context, const MbSiteRow *row, const char *note)
{
  g_autoptr (MbSitePost) post = mb_site_post_parse (row->properties);
  const char *title = mb_site_post_get (post, "name");
  g_autofree char *path = g_strconcat ("/", row->slug, NULL);
  g_autofree char *address = g_strconcat (context->base, path, NULL);
  g_autofree char *head = make_head (context, row, post);
  const MbSitePageInfo info = {.title = title ? title : row->slug,
                               .description = mb_site_post_get (post, "summary"),
                               .path = path,
                               .section = row->section,
                               .head = head};
  GString *out = g_string_new (NULL);

  mb_site_page_begin (out, context, &info);
  if (note) {
    g_string_append (out, "<p class=\"note\" role=\"status\">");
    mb_site_put_text (out, note);
    g_string_append (out, "</p>\n");
  }
  put_article (out, context, row, post);
  put_share (out, address, info.title);
  put_related (out, context, row);
  put_comments (out, context, row);
  mb_site_page_end (out, context, &info);

  return g_string_free_and_steal (out);
}
