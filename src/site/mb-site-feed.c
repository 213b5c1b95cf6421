#include "mb-site-page.h"

#define FEED_STORIES 30
#define SITEMAP_STORIES 5000

static void
put_element (GString *out, const char *name, const char *words)
{
  g_string_append_printf (out, "<%s>", name);
  mb_site_put_text (out, words);
  g_string_append_printf (out, "</%s>\n", name);
}

static char *
format_rfc822 (gint64 time_ms)
{
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_ms / 1000);

  return g_strdup_printf (
    "%s, %02d %s %d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week (time) - 1],
    g_date_time_get_day_of_month (time), months[g_date_time_get_month (time) - 1],
    g_date_time_get_year (time), g_date_time_get_hour (time), g_date_time_get_minute (time),
    g_date_time_get_second (time));
}

/**
 * mb_site_feed_rss:
 * @context: the request
 *
 * Makes the feed of the newest articles (RSS 2.0).
 *
 * Returns: (transfer full): XML
 */
char *
mb_site_feed_rss (const MbSiteContext *context)
{
  g_autoptr (GPtrArray) rows =
    mb_site_db_list_posts (context->db, MB_SITE_PUBLIC, NULL, FEED_STORIES, 0);
  GString *out =
    g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\n");

  put_element (out, "title", context->settings->name);
  put_element (out, "link", context->base);
  put_element (out, "description", context->settings->about);
  put_element (out, "language", context->settings->language);
  g_string_append (out, "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
  mb_site_put_text (out, context->base);
  g_string_append (out, "/rss.xml\"/>\n");
  for (guint i = 0; i < rows->len; i++) {
    const MbSiteRow *row = g_ptr_array_index (rows, i);
    g_autoptr (MbSitePost) post = mb_site_post_parse (row->properties);
    g_autofree char *address = g_strdup_printf ("%s/%s", context->base, row->slug);
    g_autofree char *date = format_rfc822 (row->published_ms);

    g_string_append (out, "<item>\n");
    put_element (out, "title", mb_site_post_get (post, "name"));
    put_element (out, "link", address);
    put_element (out, "guid", address);
    put_element (out, "description", mb_site_post_get (post, "summary"));
    put_element (out, "pubDate", date);
    g_string_append (out, "</item>\n");
  }
  g_string_append (out, "</channel></rss>\n");

  return g_string_free_and_steal (out);
}

/**
 * mb_site_feed_sitemap:
 * @context: the request
 *
 * Makes the list of all public addresses.
 *
 * Returns: (transfer full): XML
 */
char *
mb_site_feed_sitemap (const MbSiteContext *context)
{
  g_autoptr (GPtrArray) rows =
    mb_site_db_list_posts (context->db, MB_SITE_PUBLIC, NULL, SITEMAP_STORIES, 0);
  GString *out =
    g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url>");

  put_element (out, "loc", context->base);
  g_string_append (out, "</url>\n");
  for (guint i = 0; i < rows->len; i++) {
    const MbSiteRow *row = g_ptr_array_index (rows, i);
    g_autofree char *address = g_strdup_printf ("%s/%s", context->base, row->slug);
    g_autofree char *date = mb_site_format_iso (row->updated_ms);

    g_string_append (out, "<url>");
    put_element (out, "loc", address);
    put_element (out, "lastmod", date);
    g_string_append (out, "</url>\n");
  }
  g_string_append (out, "</urlset>\n");

  return g_string_free_and_steal (out);
}

static void
put_member (JsonBuilder *builder, const char *name, const char *value)
{
  if (!value || !*value)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
put_thing (JsonBuilder *builder, const char *name, const char *type, const char *called)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  put_member (builder, "@type", type);
  put_member (builder, "name", called);
  json_builder_end_object (builder);
}

static void
put_authors (JsonBuilder *builder, const MbSitePost *post)
{
  g_autofree char *byline = mb_site_post_dup_list (post, "x-marbre-byline");
  g_auto (GStrv) names = g_strsplit (byline, "\n", -1);

  if (!names[0] || !*names[0])
    return;
  json_builder_set_member_name (builder, "author");
  json_builder_begin_array (builder);
  for (guint i = 0; names[i]; i++) {
    json_builder_begin_object (builder);
    put_member (builder, "@type", "Person");
    put_member (builder, "name", names[i]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* Inside a script element nothing is an entity, but `</` and `<!--` end or hide it: every `<` is
 * written as an escape. */
static void
put_script_safe (GString *out, const char *json)
{
  for (const char *p = json; *p; p++)
    if (*p == '<' || *p == '>' || *p == '&')
      g_string_append_printf (out, "\\u%04x", (guint) *p);
    else
      g_string_append_c (out, *p);
}

/**
 * mb_site_feed_put_json_ld:
 * @out: a page's head
 * @context: the request
 * @row: a post
 * @post: its properties
 * @picture: (nullable): address of its first picture
 *
 * Appends what search engines read: a NewsArticle of schema.org.
 */
void
mb_site_feed_put_json_ld (GString *out,
                          const MbSiteContext *context,
                          const MbSiteRow *row,
                          const MbSitePost *post,
                          const char *picture)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *address = g_strdup_printf ("%s/%s", context->base, row->slug);
  g_autofree char *published = mb_site_format_iso (row->published_ms);
  g_autofree char *updated = mb_site_format_iso (row->updated_ms);
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  put_member (builder, "@context", "https://schema.org");
  put_member (builder, "@type", "NewsArticle");
  put_member (builder, "headline", mb_site_post_get (post, "name"));
  put_member (builder, "description", mb_site_post_get (post, "summary"));
  put_member (builder, "datePublished", published);
  put_member (builder, "dateModified", updated);
  put_member (builder, "mainEntityOfPage", address);
  put_member (builder, "image", picture);
  put_member (builder, "articleSection", mb_site_post_get (post, "x-marbre-section"));
  put_member (builder, "inLanguage", context->settings->language);
  put_authors (builder, post);
  put_thing (builder, "publisher", "NewsMediaOrganization", context->settings->name);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  g_string_append (out, "<script type=\"application/ld+json\">");
  put_script_safe (out, json);
  g_string_append (out, "</script>\n");
}
