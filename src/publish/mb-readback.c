#include "mb-readback.h"

#include "mb-markup.h"

#include <string.h>

#define MISSING_CHARS 60

/* Tags that do not end a line of text. */
static const char *const inline_tags[] = {
  "a",      "abbr",   "b",   "bdi", "bdo",  "cite", "code", "data", "del",  "dfn",   "em",
  "font",   "i",      "img", "ins", "kbd",  "mark", "q",    "s",    "samp", "small", "span",
  "strike", "strong", "sub", "sup", "time", "u",    "var",  "wbr",  NULL,
};

/* Elements whose content no reader sees as text. */
static const char *const silent_tags[] = {"script", "style",    "template", "title",
                                          "svg",    "textarea", "select",   NULL};

static gboolean
is_space (gunichar character)
{
  return g_unichar_isspace (character) || character == 0x00a0 || character == 0x202f ||
         character == 0x2009;
}

static gboolean
is_ignorable (gunichar character)
{
  return character == 0x00ad || character == 0x200b || character == 0x200c || character == 0x200d ||
         character == 0x2060 || character == 0xfeff;
}

/**
 * mb_readback_fold:
 * @text: a text
 *
 * Gives what readers cannot tell apart one form: letters composed, every space one plain space,
 * nothing invisible.
 *
 * Returns: (transfer full): the text
 */
char *
mb_readback_fold (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  GString *out = g_string_sized_new (strlen (text));
  gboolean pending = FALSE;

  for (const char *at = composed ? composed : ""; *at; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if (is_ignorable (character))
      continue;
    if (is_space (character)) {
      pending = out->len > 0;
      continue;
    }
    if (pending)
      g_string_append_c (out, ' ');
    pending = FALSE;
    g_string_append_unichar (out, character);
  }

  return g_string_free_and_steal (out);
}

static void
end_line (GPtrArray *lines, GString *line)
{
  g_autofree char *folded = mb_readback_fold (line->str);

  if (*folded)
    g_ptr_array_add (lines, g_steal_pointer (&folded));
  g_string_truncate (line, 0);
}

/**
 * mb_readback_lines:
 * @html: a page or a part of one
 * @size: its bytes
 *
 * Reads the text as a reader sees it, one entry for each paragraph, heading, caption and so on.
 *
 * Spaces of every kind are one plain space each; letters are composed.
 *
 * Returns: (transfer full) (element-type utf8): the lines, none empty
 */
GPtrArray *
mb_readback_lines (const char *html, gsize size)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) line = g_string_new (NULL);
  MbMarkup markup;
  MbToken token;

  mb_markup_init (&markup, html, size);
  while (mb_markup_next (&markup, &token)) {
    if (token.kind == MB_TOKEN_TEXT) {
      g_autofree char *text = mb_markup_decode (token.start, token.size);

      g_string_append (line, text);
      continue;
    }
    if (!g_strv_contains (inline_tags, token.name))
      end_line (lines, line);
    if (token.kind == MB_TOKEN_OPEN && g_strv_contains (silent_tags, token.name))
      mb_markup_skip_element (&markup, token.name);
  }
  end_line (lines, line);

  return g_steal_pointer (&lines);
}

/**
 * mb_readback_text:
 * @html: a page or a part of one
 * @size: its bytes
 *
 * Reads all the text of a page as a reader sees it, its lines separated by one space.
 *
 * Returns: (transfer full): the text
 */
char *
mb_readback_text (const char *html, gsize size)
{
  g_autoptr (GPtrArray) lines = mb_readback_lines (html, size);

  g_ptr_array_add (lines, NULL);

  return g_strjoinv (" ", (char **) lines->pdata);
}

static void
add_address (GPtrArray *addresses, const char *address, const char *base_url)
{
  g_autofree char *full = NULL;

  if (base_url)
    full = g_uri_resolve_relative (base_url, address, G_URI_FLAGS_ENCODED, NULL);
  if (!full)
    full = g_strdup (address);
  if (!g_ptr_array_find_with_equal_func (addresses, full, g_str_equal, NULL))
    g_ptr_array_add (addresses, g_steal_pointer (&full));
}

static void
add_candidates (GPtrArray *addresses, const char *srcset, const char *base_url)
{
  g_auto (GStrv) candidates = g_strsplit (srcset, ",", -1);

  for (guint i = 0; candidates[i]; i++) {
    g_auto (GStrv) words = g_strsplit (g_strstrip (candidates[i]), " ", 2);

    if (words[0] && *words[0])
      add_address (addresses, words[0], base_url);
  }
}

/**
 * mb_readback_pictures:
 * @html: a page or a part of one
 * @size: its bytes
 * @base_url: (nullable): what relative addresses start from
 *
 * Reads where a page's pictures come from.
 *
 * Returns: (transfer full) (element-type utf8): the addresses, each once
 */
GPtrArray *
mb_readback_pictures (const char *html, gsize size, const char *base_url)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  MbMarkup markup;
  MbToken token;

  mb_markup_init (&markup, html, size);
  while (mb_markup_next (&markup, &token)) {
    g_autofree char *source = NULL;
    g_autofree char *set = NULL;

    if (token.kind != MB_TOKEN_OPEN ||
        (strcmp (token.name, "img") != 0 && strcmp (token.name, "source") != 0))
      continue;
    source = mb_markup_dup_attribute (&token, "src");
    set = mb_markup_dup_attribute (&token, "srcset");
    if (source && *source)
      add_address (addresses, source, base_url);
    if (set)
      add_candidates (addresses, set, base_url);
  }

  return g_steal_pointer (&addresses);
}

static void
add_missing (GPtrArray *missing, const char *line)
{
  g_autofree char *start =
    g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), MISSING_CHARS));

  g_ptr_array_add (missing, g_steal_pointer (&start));
}

/* A site's theme draws the dash before an attribution as it likes. */
static const char *
skip_dash (const char *line)
{
  static const char *const dashes[] = {"— ", "– ", "- "};

  for (gsize i = 0; i < G_N_ELEMENTS (dashes); i++) {
    if (g_str_has_prefix (line, dashes[i]))
      return line + strlen (dashes[i]);
  }

  return line;
}

/* A line that is nothing but an address: sites draw what it leads to in its place. */
static gboolean
is_address (const char *line)
{
  return (g_str_has_prefix (line, "https://") || g_str_has_prefix (line, "http://")) &&
         !strchr (line, ' ');
}

/* Sites set what they show: straight quotes become curly ones or those of their language, with or
 * without spaces, two hyphens a dash, three full stops an ellipsis. Source: `wptexturize()`. */
static char *
loosen (const char *text)
{
  static const char quotes[] = "'\"«»‘’‚‛“”„‟‹›′″";
  GString *out = g_string_sized_new (strlen (text));

  for (const char *at = text; *at; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);
    gboolean dash = character == '-' || (character >= 0x2010 && character <= 0x2015);

    if (character == ' ' || g_utf8_strchr (quotes, -1, character))
      continue;
    if (dash && (out->len == 0 || out->str[out->len - 1] != '-'))
      g_string_append_c (out, '-');
    else if (character == 0x2026)
      g_string_append (out, "...");
    else if (character == 0xd7)
      g_string_append_c (out, 'x');
    else if (!dash)
      g_string_append_unichar (out, character);
  }

  return g_string_free_and_steal (out);
}

static gboolean
shows (const char *loose_page, const char *line)
{
  g_autofree char *loose = loosen (line);

  return strstr (loose_page, loose) != NULL;
}

/* What was sent, line by line, as readers should find it. */
static GPtrArray *
lines_of_post (const MbPost *post)
{
  g_autoptr (GPtrArray) lines = mb_readback_lines (post->html, strlen (post->html));

  if (post->standfirst && *post->standfirst)
    g_ptr_array_insert (lines, 0, mb_readback_fold (post->standfirst));

  return g_steal_pointer (&lines);
}

/**
 * mb_readback_compare:
 * @post: what was sent
 * @html: the page that came back
 * @size: its bytes
 * @fields: (out): headline and paragraphs are filled in; the rest is left alone
 *
 * Looks for the headline and every line of text in a page, whatever marks a site sets for quotes
 * and dashes.
 *
 * Returns: (transfer full) (element-type utf8): first words of what is missing
 */
GPtrArray *
mb_readback_compare (const MbPost *post, const char *html, gsize size, MbReceiptFields *fields)
{
  g_autofree char *text = mb_readback_text (html, size);
  g_autofree char *page = loosen (text);
  g_autofree char *headline = mb_readback_fold (post->headline);
  g_autoptr (GPtrArray) lines = lines_of_post (post);
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);

  fields->headline = shows (page, headline);
  if (!fields->headline)
    add_missing (missing, headline);
  fields->n_paragraphs = lines->len;
  fields->n_paragraphs_found = 0;
  for (guint i = 0; i < lines->len; i++) {
    if (shows (page, skip_dash (lines->pdata[i])) || is_address (lines->pdata[i]))
      fields->n_paragraphs_found++;
    else
      add_missing (missing, lines->pdata[i]);
  }

  return g_steal_pointer (&missing);
}

/**
 * mb_readback_holds:
 * @post: what was sent
 * @remote: what the site says it holds
 *
 * Whether a site has taken all of what was sent: the headline, each line of text, each picture's
 * address.
 *
 * Returns: `TRUE` when nothing is missing
 */
gboolean
mb_readback_holds (const MbPost *post, const MbRemote *remote)
{
  const char *html = remote->html ? remote->html : "";
  g_autofree char *text = mb_readback_text (html, strlen (html));
  g_autofree char *headline = mb_readback_fold (post->headline);
  g_autofree char *theirs = mb_readback_fold (remote->headline ? remote->headline : "");
  g_autoptr (GPtrArray) lines = mb_readback_lines (post->html, strlen (post->html));
  g_autoptr (GPtrArray) pictures =
    mb_readback_pictures (post->html, strlen (post->html), remote->url);
  g_autoptr (GPtrArray) there = mb_readback_pictures (html, strlen (html), remote->url);

  if (strcmp (headline, theirs) != 0)
    return FALSE;
  for (guint i = 0; i < lines->len; i++) {
    if (!strstr (text, skip_dash (lines->pdata[i])))
      return FALSE;
  }
  for (guint i = 0; i < pictures->len; i++) {
    if (!g_ptr_array_find_with_equal_func (there, pictures->pdata[i], g_str_equal, NULL))
      return FALSE;
  }

  return TRUE;
}
