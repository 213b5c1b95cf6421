#include "mb-writer.h"

#include <string.h>

/* The line of names, place and date: metadata that readers see, in the article's language. */

static const char *const french_months[] = {
  "janvier", "février", "mars",      "avril",   "mai",      "juin",
  "juillet", "août",    "septembre", "octobre", "novembre", "décembre",
};

static const char *const english_months[] = {
  "January", "February", "March",     "April",   "May",      "June",
  "July",    "August",   "September", "October", "November", "December",
};

gboolean
mb_render_is_french (const MbSnapshot *snapshot, const MbRenderOptions *options)
{
  const char *language = options ? options->language : NULL;

  if (!language)
    language = mb_snapshot_get_meta (snapshot, MB_META_LANGUAGE);

  return !language || !*language || g_ascii_strncasecmp (language, "fr", 2) == 0;
}

/* A day alone has no hour to show. What is no date at all is shown as it was written. */
void
mb_render_append_date (GString *out, const char *iso8601, gboolean french)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *midnight = g_strconcat (iso8601, "T00:00:00", NULL);
  gboolean has_hour = strchr (iso8601, 'T') != NULL;
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (has_hour ? iso8601 : midnight, utc);
  const char *month = NULL;

  if (!time) {
    g_string_append (out, iso8601);
    return;
  }

  month = (french ? french_months : english_months)[(g_date_time_get_month (time) + 11) % 12];
  g_string_append_printf (
    out, french && g_date_time_get_day_of_month (time) == 1 ? "%der %s %d" : "%d %s %d",
    g_date_time_get_day_of_month (time), month, g_date_time_get_year (time));
  if (has_hour)
    g_string_append_printf (out, french ? " à %d h %02d" : ", %d:%02d", g_date_time_get_hour (time),
                            g_date_time_get_minute (time));
}

/* "A", "A et B", "A, B et C". */
static void
append_names (GString *out, const char *byline, gboolean french)
{
  g_auto (GStrv) lines = g_strsplit (byline, "\n", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; lines[i]; i++)
    if (*g_strstrip (lines[i]))
      g_ptr_array_add (names, lines[i]);

  for (guint i = 0; i < names->len; i++) {
    if (i > 0)
      g_string_append (out, i + 1 < names->len ? ", " : french ? " et " : " and ");
    g_string_append (out, "<strong>");
    mb_render_escape_text (out, names->pdata[i], -1);
    g_string_append (out, "</strong>");
  }
}

static gboolean
is_set (const char *value)
{
  return value && *value;
}

static void
append_time (const MbWriter *writer, const char *date, gboolean french)
{
  g_autoptr (GString) words = g_string_new (NULL);

  mb_render_append_date (words, date, french);
  g_string_append (writer->out, "<time");
  mb_writer_attribute (writer, "datetime", date);
  g_string_append_c (writer->out, '>');
  mb_render_escape_text (writer->out, words->str, -1);
  g_string_append (writer->out, "</time>");
}

/**
 * mb_render_byline:
 * @snapshot: an article
 * @options: (nullable): how; without, as the preview
 *
 * Makes the line of names, place and date. In the preview it is always there, with
 * `data-id="byline"`, so that a patch can fill it; elsewhere it is empty text when nothing is
 * known.
 *
 * Returns: (transfer full): HTML, one element or nothing
 */
char *
mb_render_byline (const MbSnapshot *snapshot, const MbRenderOptions *options)
{
  MbWriter writer = {g_string_new (NULL), options, NULL};
  gboolean preview = !options || options->mode == MB_RENDER_PREVIEW;
  const char *names = mb_snapshot_get_meta (snapshot, MB_META_BYLINE);
  const char *place = mb_snapshot_get_meta (snapshot, MB_META_DATELINE);
  const char *date = mb_snapshot_get_meta (snapshot, MB_META_DATE);
  gboolean french = mb_render_is_french (snapshot, options);
  gboolean empty = !is_set (names) && !is_set (place) && !is_set (date);

  if (empty && !preview)
    return g_string_free_and_steal (writer.out);

  g_string_append (writer.out, empty ? "<p class=\"byline empty\"" : "<p class=\"byline\"");
  g_string_append (writer.out, preview ? " data-id=\"byline\">" : ">");
  if (is_set (names)) {
    g_string_append (writer.out,
                     french ? "<span class=\"names\">Par " : "<span class=\"names\">By ");
    append_names (writer.out, names, french);
    g_string_append (writer.out, "</span>");
  }
  if (is_set (place)) {
    g_string_append (writer.out,
                     is_set (names) ? " <span class=\"place\">· " : "<span class=\"place\">");
    mb_render_escape_text (writer.out, place, -1);
    g_string_append (writer.out, "</span>");
  }
  if (is_set (date)) {
    g_string_append (writer.out, is_set (names) || is_set (place) ? " " : "");
    append_time (&writer, date, french);
  }
  g_string_append (writer.out, "</p>");

  return g_string_free_and_steal (writer.out);
}
