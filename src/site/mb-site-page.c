#include "mb-site-page.h"

#include "mb-render.h"

/**
 * mb_site_put_text:
 * @out: a page
 * @text: (nullable): words
 *
 * Appends words, escaped.
 */
void
mb_site_put_text (GString *out, const char *text)
{
  if (text)
    mb_render_escape_text (out, text, -1);
}

/**
 * mb_site_put_attribute:
 * @out: a page
 * @name: an attribute
 * @value: its value
 *
 * Appends an attribute, escaped.
 */
void
mb_site_put_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  mb_render_escape_attribute (out, value, -1);
  g_string_append_c (out, '"');
}

/**
 * mb_site_put_token:
 * @out: a page
 * @context: the request
 *
 * Appends what makes a form ours: a signed token, and a field that people do not see and machines
 * fill in.
 */
void
mb_site_put_token (GString *out, const MbSiteContext *context)
{
  g_string_append (out, "<input type=\"hidden\" name=\"token\"");
  mb_site_put_attribute (out, "value", context->token);
  g_string_append (out, "><div class=\"trap\" aria-hidden=\"true\"><input type=\"text\" "
                        "name=\"website\" tabindex=\"-1\""
                        " autocomplete=\"off\" aria-label=\"À laisser vide\"></div>");
}

static GDateTime *
local_time (const MbSiteContext *context, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = *context->settings->time_zone
                                 ? g_time_zone_new_identifier (context->settings->time_zone)
                                 : NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);

  return zone ? g_date_time_to_timezone (utc, zone) : g_date_time_to_local (utc);
}

/**
 * mb_site_format_date:
 * @context: the request
 * @time_ms: wall clock in milliseconds
 * @with_hour: whether the hour is said, too
 *
 * Says a date in words, in the site's zone: « 12 novembre 2026 à 15 h 04 ».
 *
 * Returns: (transfer full): the words
 */
char *
mb_site_format_date (const MbSiteContext *context, gint64 time_ms, gboolean with_hour)
{
  static const char *const months[] = {"janvier",   "février", "mars",     "avril",
                                       "mai",       "juin",    "juillet",  "août",
                                       "septembre", "octobre", "novembre", "décembre"};
  g_autoptr (GDateTime) time = local_time (context, time_ms);
  int day = g_date_time_get_day_of_month (time);
  g_autofree char *date = NULL;

  if (!g_str_has_prefix (context->settings->language, "fr"))
    return g_date_time_format (time, with_hour ? "%e %B %Y, %H:%M" : "%e %B %Y");
  date = g_strdup_printf ("%d%s %s %d", day, day == 1 ? "er" : "",
                          months[g_date_time_get_month (time) - 1], g_date_time_get_year (time));
  if (!with_hour)
    return g_steal_pointer (&date);

  return g_strdup_printf ("%s à %d\302\240h\302\240%02d", date, g_date_time_get_hour (time),
                          g_date_time_get_minute (time));
}

/**
 * mb_site_format_iso:
 * @time_ms: wall clock in milliseconds
 *
 * Writes a moment for machines.
 *
 * Returns: (transfer full): ISO 8601, UTC
 */
char *
mb_site_format_iso (gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_ms / 1000);

  return g_date_time_format_iso8601 (time);
}

static void
put_networks (GString *out, const MbSiteSettings *settings, const char *label)
{
  if (settings->networks->len == 0)
    return;
  g_string_append_printf (out, "<nav class=\"networks\" aria-label=\"%s\"><ul>", label);
  for (guint i = 0; i < settings->networks->len; i++) {
    const MbSiteNetwork *network = g_ptr_array_index (settings->networks, i);

    g_string_append (out, "<li><a rel=\"me noopener\"");
    mb_site_put_attribute (out, "href", network->url);
    g_string_append_c (out, '>');
    mb_site_put_text (out, network->title);
    g_string_append (out, "</a></li>");
  }
  g_string_append (out, "</ul></nav>");
}

static void
put_masthead (GString *out, const MbSiteContext *context, const MbSitePageInfo *info)
{
  const MbSiteSettings *settings = context->settings;

  g_string_append (out, "<header class=\"masthead\"><div class=\"wrap\"><div class=\"top\"><p "
                        "class=\"name\"><a href=\"/\">");
  mb_site_put_text (out, settings->name);
  g_string_append (out, "</a><span>.</span></p>");
  put_networks (out, settings, "Réseaux sociaux");
  g_string_append (out, "</div><nav class=\"sections\" aria-label=\"Rubriques\"><ul>");
  for (guint i = 0; i < settings->sections->len; i++) {
    const MbSiteSection *section = g_ptr_array_index (settings->sections, i);

    g_string_append_printf (out, "<li><a href=\"/rubrique/%s\"", section->slug);
    if (g_strcmp0 (info->section, section->slug) == 0)
      g_string_append (out, " aria-current=\"true\"");
    g_string_append_c (out, '>');
    mb_site_put_text (out, section->title);
    g_string_append (out, "</a></li>");
  }
  g_string_append (out, "</ul></nav></div></header>\n");
}

static void
put_meta (GString *out, const char *kind, const char *name, const char *value)
{
  if (!value || !*value)
    return;
  g_string_append (out, "<meta");
  mb_site_put_attribute (out, kind, name);
  mb_site_put_attribute (out, "content", value);
  g_string_append (out, ">\n");
}

/**
 * mb_site_page_begin:
 * @out: where the page goes
 * @context: the request
 * @info: what the page is
 *
 * Writes a page's head and masthead, up to the beginning of its main part.
 */
void
mb_site_page_begin (GString *out, const MbSiteContext *context, const MbSitePageInfo *info)
{
  const MbSiteSettings *settings = context->settings;
  g_autofree char *address = g_strconcat (context->base, info->path, NULL);

  g_string_append (out, "<!DOCTYPE html>\n<html");
  mb_site_put_attribute (out, "lang", settings->language);
  g_string_append (
    out, ">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
  mb_site_put_text (out, info->title);
  if (g_strcmp0 (info->title, settings->name) != 0) {
    g_string_append (out, " · ");
    mb_site_put_text (out, settings->name);
  }
  g_string_append (out, "</title>\n");
  put_meta (out, "name", "description", info->description);
  put_meta (out, "property", "og:site_name", settings->name);
  put_meta (out, "property", "og:title", info->title);
  put_meta (out, "property", "og:description", info->description);
  put_meta (out, "property", "og:url", address);
  put_meta (out, "property", "og:type", info->head ? "article" : "website");
  g_string_append (out, "<link rel=\"canonical\"");
  mb_site_put_attribute (out, "href", address);
  g_string_append (
    out, ">\n<link rel=\"micropub\" href=\"/micropub\">\n"
         "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/rss.xml\" title=\"RSS\">\n"
         "<link rel=\"icon\" href=\"/icone.svg\" type=\"image/svg+xml\">\n"
         "<link rel=\"stylesheet\" href=\"/article.css\">\n<link rel=\"stylesheet\" "
         "href=\"/site.css\">\n");
  if (*settings->accent)
    g_string_append (out, "<link rel=\"stylesheet\" href=\"/accent.css\">\n");
  if (info->head)
    g_string_append (out, info->head);
  g_string_append (out,
                   "</head>\n<body>\n<a class=\"skip\" href=\"#contenu\">Aller au contenu</a>\n");
  put_masthead (out, context, info);
  g_string_append (out, "<main id=\"contenu\" class=\"wrap\">\n");
}

static void
put_letter (GString *out, const MbSiteContext *context)
{
  const MbSiteSettings *settings = context->settings;

  g_string_append (out, "<section><h2>Qui sommes-nous\342\200\257?</h2><p>");
  mb_site_put_text (out, settings->about);
  g_string_append (out, "</p></section>\n<section><h2>");
  mb_site_put_text (out, settings->letter_title);
  g_string_append (out, "</h2><p>");
  mb_site_put_text (out, settings->letter_text);
  g_string_append (out, "</p><form method=\"post\" action=\"/lettre\">");
  mb_site_put_token (out, context);
  g_string_append (
    out,
    "<div class=\"field-row\"><input type=\"email\" name=\"address\" required maxlength=\"254\""
    " autocomplete=\"email\" aria-label=\"Adresse électronique\" placeholder=\"Adresse "
    "électronique\">"
    "<button type=\"submit\">S’abonner</button></div><label class=\"consent\">"
    "<input type=\"checkbox\" name=\"consent\" value=\"yes\" required> <span>");
  mb_site_put_text (out, settings->consent);
  g_string_append (out, "</span></label></form></section>\n");
}

/**
 * mb_site_page_end:
 * @out: where the page goes
 * @context: the request
 * @info: what the page is
 *
 * Writes what stands under a page's main part.
 */
void
mb_site_page_end (GString *out, const MbSiteContext *context, const MbSitePageInfo *info)
{
  g_autoptr (GDateTime) now = local_time (context, context->now_ms);

  g_string_append (out, "</main>\n<footer class=\"foot\">\n");
  if (!info->plain) {
    g_string_append (out, "<div class=\"wrap columns\">\n");
    put_letter (out, context);
    g_string_append (out, "</div>\n");
  }
  g_string_append (out, "<div class=\"colophon\"><div class=\"wrap\">");
  put_networks (out, context->settings, "Réseaux sociaux, en bas de page"); /* shown on phones */
  g_string_append_printf (out, "<ul><li>© %d ", g_date_time_get_year (now));
  mb_site_put_text (out, context->settings->name);
  g_string_append (out, "</li><li>");
  mb_site_put_text (out, context->settings->footer);
  g_string_append (
    out,
    "</li><li><a href=\"/rss.xml\">RSS</a></li></ul></div></div>\n</footer>\n</body>\n</html>\n");
}

/**
 * mb_site_page_message:
 * @context: the request
 * @title: what happened
 * @text: what it means and what to do
 *
 * Makes a page that says one thing.
 *
 * Returns: (transfer full): HTML
 */
char *
mb_site_page_message (const MbSiteContext *context, const char *title, const char *text)
{
  const MbSitePageInfo info = {.title = title, .path = "/", .plain = TRUE};
  GString *out = g_string_new (NULL);

  mb_site_page_begin (out, context, &info);
  g_string_append (out, "<h1 class=\"page-title\">");
  mb_site_put_text (out, title);
  g_string_append (out, "</h1><p>");
  mb_site_put_text (out, text);
  g_string_append (out, "</p><p><a href=\"/\">Retour à la une</a></p>\n");
  mb_site_page_end (out, context, &info);

  return g_string_free_and_steal (out);
}
