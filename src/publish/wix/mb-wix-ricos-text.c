#include "mb-wix-ricos-text.h"

#include "mb-render.h"

#include <json-glib/json-glib.h>

#include <string.h>

/* Runs of words as TEXT nodes, one for each way in which they are set. The published form knows
 * neither struck nor raised words: figures and letters that Unicode has raised or lowered are
 * written so, the others as they are. */

typedef struct {
  gunichar plain;
  gunichar raised;
  gunichar lowered;
} Script;

static const Script scripts[] = {
  {'0', 0x2070, 0x2080}, {'1', 0x00b9, 0x2081}, {'2', 0x00b2, 0x2082}, {'3', 0x00b3, 0x2083},
  {'4', 0x2074, 0x2084}, {'5', 0x2075, 0x2085}, {'6', 0x2076, 0x2086}, {'7', 0x2077, 0x2087},
  {'8', 0x2078, 0x2088}, {'9', 0x2079, 0x2089}, {'+', 0x207a, 0x208a}, {0x2212, 0x207b, 0x208b},
  {'(', 0x207d, 0x208d}, {')', 0x207e, 0x208e}, {'n', 0x207f, 0x2099}, {'i', 0x2071, 0x1d62},
};

/**
 * mb_wix_ricos_begin:
 * @out: JSON, inside a list
 *
 * Parts what follows from what stands before it in the list.
 */
void
mb_wix_ricos_begin (GString *out)
{
  if (out->len > 0 && out->str[out->len - 1] != '[')
    g_string_append_c (out, ',');
}

/**
 * mb_wix_ricos_put_string:
 * @out: where to
 * @text: a text
 *
 * Writes a JSON string.
 */
void
mb_wix_ricos_put_string (GString *out, const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);
  g_autofree char *json = json_to_string (node, FALSE);

  g_string_append (out, json);
}

static void
put_run (GString *out, const char *words, MbWixSetting setting, const char *url)
{
  mb_wix_ricos_begin (out);
  g_string_append (out, "{\"type\":\"TEXT\",\"id\":\"\",\"nodes\":[],\"textData\":{\"text\":");
  mb_wix_ricos_put_string (out, words);
  g_string_append (out, ",\"decorations\":[");
  if (setting & MB_WIX_BOLD)
    g_string_append (out, "{\"type\":\"BOLD\",\"fontWeightValue\":700}");
  if (setting & MB_WIX_ITALIC) {
    mb_wix_ricos_begin (out);
    g_string_append (out, "{\"type\":\"ITALIC\",\"italicData\":true}");
  }
  if (url) {
    mb_wix_ricos_begin (out);
    g_string_append (out, "{\"type\":\"LINK\",\"linkData\":{\"link\":{\"url\":");
    mb_wix_ricos_put_string (out, url);
    g_string_append (out, ",\"target\":\"BLANK\",\"rel\":{\"noreferrer\":true}}}}");
  }
  g_string_append (out, "]}}");
}

/**
 * mb_wix_ricos_put_words:
 * @out: JSON, in a list of nodes
 * @words: words without marks
 * @setting: how they are set
 *
 * Writes one run of words.
 */
void
mb_wix_ricos_put_words (GString *out, const char *words, MbWixSetting setting)
{
  g_autofree char *line = g_strdup (words);

  put_run (out, g_strdelimit (line, "\n", ' '), setting, NULL);
}

static gunichar
find_script (gunichar character, gboolean raised)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    if (scripts[i].plain == character)
      return raised ? scripts[i].raised : scripts[i].lowered;

  return 0;
}

/* All of it, or nothing: half a number that is raised is another number. */
static char *
make_script (const char *words, gboolean raised)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = words; *at; at = g_utf8_next_char (at)) {
    gunichar character = find_script (g_utf8_get_char (at), raised);

    if (!character)
      return NULL;
    g_string_append_unichar (out, character);
  }

  return g_string_free_and_steal (g_steal_pointer (&out));
}

static void
put_slice (GString *out, MbText *text, guint start, guint end, MbWixSetting setting)
{
  const MbSpan *link = mb_text_find_span (text, start, MB_SPAN_LINK);
  g_autofree char *url = link ? mb_render_safe_url (link->value) : NULL;
  g_autofree char *words = g_utf8_substring (mb_text_get_utf8 (text), start, end);
  g_autofree char *script = NULL;

  if (mb_text_find_span (text, start, MB_SPAN_STRONG))
    setting |= MB_WIX_BOLD;
  if (mb_text_find_span (text, start, MB_SPAN_EMPHASIS))
    setting |= MB_WIX_ITALIC;
  if (mb_text_find_span (text, start, MB_SPAN_SUPERSCRIPT))
    script = make_script (words, TRUE);
  else if (mb_text_find_span (text, start, MB_SPAN_SUBSCRIPT))
    script = make_script (words, FALSE);
  put_run (out, script ? script : words, setting, url);
}

/* Where the setting may change next. */
static guint
find_next (MbText *text, guint from)
{
  guint n_spans;
  const MbSpan *spans = mb_text_get_spans (text, &n_spans);
  guint next = mb_text_get_n_chars (text);

  for (guint i = 0; i < n_spans; i++) {
    if (spans[i].start > from)
      next = MIN (next, spans[i].start);
    if (spans[i].end > from)
      next = MIN (next, spans[i].end);
  }

  return next;
}

/**
 * mb_wix_ricos_put_text:
 * @out: JSON, in a list of nodes
 * @text: a text with its marks
 * @setting: how all of it is set besides
 *
 * Writes a text as runs.
 */
void
mb_wix_ricos_put_text (GString *out, MbText *text, MbWixSetting setting)
{
  for (guint at = 0; at < mb_text_get_n_chars (text);) {
    guint next = find_next (text, at);

    put_slice (out, text, at, next, setting);
    at = next;
  }
}
