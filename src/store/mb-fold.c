#include "mb-fold.h"

#include <string.h>

#define EXCERPT_BEFORE_CHARS 50
#define EXCERPT_CHARS 160

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC;
}

static gboolean
is_group_space (gunichar c)
{
  return c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009;
}

static void
append_folded_char (GString *out, gunichar c)
{
  switch (c) {
  case 0x0153:
  case 0x0152:
    g_string_append (out, "oe");
    break;
  case 0xE6:
  case 0xC6:
    g_string_append (out, "ae");
    break;
  case 0xDF:
  case 0x1E9E:
    g_string_append (out, "ss");
    break;
  default:
    g_string_append_unichar (out, c);
    break;
  }
}

/* Three digits and no fourth. */
static gboolean
is_digit_group (const char *p)
{
  return g_ascii_isdigit (p[0]) && g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2]) &&
         !g_ascii_isdigit (p[3]);
}

/* « 1 500 » is found as 1500, too. Returns where the number ends. */
static const char *
append_number (GString *out, const char *p)
{
  g_autoptr (GString) joined = g_string_new (NULL);
  gboolean grouped = FALSE;
  const char *start = p;

  while (g_ascii_isdigit (*p))
    g_string_append_c (joined, *p++);
  while (joined->len <= 15 && p - start <= 30) {
    const char *after = *p ? g_utf8_next_char (p) : p;

    if (!*p || !is_group_space (g_utf8_get_char (p)) || !is_digit_group (after))
      break;
    g_string_append_len (joined, after, 3);
    p = after + 3;
    grouped = TRUE;
  }

  g_string_append_len (out, start, p - start);
  if (grouped)
    g_string_append_printf (out, " %s ", joined->str);
  return p;
}

/* A word with apostrophes is found by its parts and as if it had none. Returns where it ends. */
static const char *
append_word (GString *out, const char *p)
{
  g_autoptr (GString) joined = g_string_new (NULL);
  gboolean split = FALSE;

  for (; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_apostrophe (c) && g_unichar_isalnum (g_utf8_get_char (g_utf8_next_char (p)))) {
      g_string_append_c (out, ' ');
      split = TRUE;
      continue;
    }
    if (!g_unichar_isalnum (c) && !g_unichar_ismark (c))
      break;
    append_folded_char (out, c);
    append_folded_char (joined, c);
  }
  if (split)
    g_string_append_printf (out, " %s", joined->str);

  return p;
}

/**
 * mb_fold_text:
 * @text: UTF-8
 *
 * Makes text ready for the index: œ, æ and ß written out; words with an apostrophe in parts and
 * joined; numbers in groups of three joined, too. Case and accents are the tokenizer's business.
 *
 * Returns: (transfer full): the text
 */
char *
mb_fold_text (const char *text)
{
  GString *out = g_string_new (NULL);
  const char *p = text;

  while (*p) {
    gunichar c = g_utf8_get_char (p);

    if (g_ascii_isdigit (*p))
      p = append_number (out, p);
    else if (g_unichar_isalnum (c))
      p = append_word (out, p);
    else {
      g_string_append_unichar (out, is_apostrophe (c) ? ' ' : c);
      p = g_utf8_next_char (p);
    }
  }

  return g_string_free (out, FALSE);
}

/**
 * mb_fold_key:
 * @text: UTF-8
 *
 * Makes text comparable: folded as for the index, without case or accents.
 *
 * Returns: (transfer full): the text
 */
char *
mb_fold_key (const char *text)
{
  g_autofree char *folded = mb_fold_text (text);
  g_autofree char *small = g_utf8_casefold (folded, -1);
  g_autofree char *apart = g_utf8_normalize (small, -1, G_NORMALIZE_NFD);
  GString *out = g_string_new (NULL);

  for (const char *p = apart ? apart : ""; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_ismark (c))
      g_string_append_unichar (out, c);
  }

  return g_string_free (out, FALSE);
}

/* The words of a text that was made comparable. */
static GPtrArray *
split_words (const char *key)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  const char *start = NULL;

  for (const char *p = key;; p = g_utf8_next_char (p)) {
    gboolean in_word = *p && g_unichar_isalnum (g_utf8_get_char (p));

    if (in_word && !start)
      start = p;
    if (!in_word && start) {
      g_ptr_array_add (words, g_strndup (start, (gsize) (p - start)));
      start = NULL;
    }
    if (!*p)
      return words;
  }
}

/* One written word of the query: in parts, and joined when that differs. */
static GPtrArray *
split_query (const char *query)
{
  g_auto (GStrv) pieces = g_strsplit_set (query, " \t\n", -1);
  GPtrArray *terms = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; pieces[i]; i++) {
    g_autofree char *key = mb_fold_key (pieces[i]);
    g_autoptr (GPtrArray) words = split_words (key);

    if (words->len > 0)
      g_ptr_array_add (terms, g_steal_pointer (&words));
  }

  return terms;
}

/**
 * mb_fold_match_expression:
 * @query: what a person typed
 *
 * Makes an FTS5 expression of it: every word must be there, at least as the beginning of one.
 * Nothing of the query is taken for FTS5's own language.
 *
 * Returns: (transfer full) (nullable): the expression, `NULL` when the query has no word
 */
char *
mb_fold_match_expression (const char *query)
{
  g_autoptr (GPtrArray) terms = split_query (query);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < terms->len; i++) {
    GPtrArray *words = g_ptr_array_index (terms, i);
    guint n_parts = words->len > 1 ? words->len - 1 : 1;

    g_string_append (out, i > 0 ? " AND (\"" : "(\"");
    for (guint j = 0; j < n_parts; j++)
      g_string_append_printf (out, "%s%s", j > 0 ? " " : "", (char *) words->pdata[j]);
    g_string_append (out, "\" *");
    if (words->len > 1)
      g_string_append_printf (out, " OR \"%s\" *", (char *) words->pdata[words->len - 1]);
    g_string_append_c (out, ')');
  }
  if (terms->len == 0) {
    g_string_free (out, TRUE);
    return NULL;
  }

  return g_string_free (out, FALSE);
}

static gboolean
has_prefix_in (GPtrArray *words, const char *prefix)
{
  for (guint i = 0; i < words->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (words, i), prefix))
      return TRUE;

  return FALSE;
}

/**
 * mb_fold_matches:
 * @text: UTF-8
 * @query: what a person typed
 *
 * Whether each word of the query begins a word of the text: the search without an index.
 */
gboolean
mb_fold_matches (const char *text, const char *query)
{
  g_autoptr (GPtrArray) terms = split_query (query);
  g_autofree char *key = mb_fold_key (text);
  g_autoptr (GPtrArray) words = split_words (key);

  for (guint i = 0; i < terms->len; i++) {
    GPtrArray *term = g_ptr_array_index (terms, i);
    gboolean found = has_prefix_in (words, term->pdata[term->len - 1]);

    for (guint j = 0; !found && j + 1 < term->len; j++) {
      if (!has_prefix_in (words, term->pdata[j]))
        break;
      found = j + 2 == term->len;
    }
    if (!found)
      return FALSE;
  }

  return terms->len > 0;
}

static gboolean
begins_hit (const char *word, gsize n_bytes, GPtrArray *terms)
{
  g_autofree char *copy = g_strndup (word, n_bytes);
  g_autofree char *key = mb_fold_key (copy);

  for (guint i = 0; i < terms->len; i++) {
    GPtrArray *term = g_ptr_array_index (terms, i);

    if (g_str_has_prefix (key, g_ptr_array_index (term, 0)))
      return TRUE;
  }

  return FALSE;
}

static const char *
find_hit (const char *text, GPtrArray *terms)
{
  const char *p = text;

  while (*p) {
    const char *end = p;

    while (*end && g_unichar_isalnum (g_utf8_get_char (end)))
      end = g_utf8_next_char (end);
    if (end > p && begins_hit (p, (gsize) (end - p), terms))
      return p;
    p = end > p ? end : g_utf8_next_char (p);
  }

  return NULL;
}

/**
 * mb_fold_excerpt:
 * @text: UTF-8
 * @query: what a person typed
 *
 * Cuts the words around the first hit out.
 *
 * Returns: (transfer full) (nullable): one line, `NULL` without a hit
 */
char *
mb_fold_excerpt (const char *text, const char *query)
{
  g_autoptr (GPtrArray) terms = split_query (query);
  const char *hit = find_hit (text, terms);
  const char *start = hit;
  const char *end = hit;
  char *line = NULL;

  if (!hit)
    return NULL;

  for (guint i = 0; i < EXCERPT_BEFORE_CHARS && start > text && start[-1] != '\n'; i++)
    start = g_utf8_prev_char (start);
  while (start > text && start < hit && start[-1] != '\n' && start[-1] != ' ')
    start = g_utf8_next_char (start);
  for (guint i = 0; i < EXCERPT_CHARS && *end && *end != '\n'; i++)
    end = g_utf8_next_char (end);
  line = g_strdup_printf ("%s%.*s%s", start > text && start[-1] != '\n' ? "…" : "",
                          (int) (end - start), start, *end && *end != '\n' ? "…" : "");

  return line;
}
