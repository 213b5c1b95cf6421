#include "mb-page-lines.h"

#include <string.h>

/* What sites write around their articles. Lines are compared without case and accents, and without
 * the signs of a list before them. */

typedef struct {
  MbPageLine kind;
  const char *const *words;
} Kind;

static const char *const anchors[] = {
  "top of page",
  "bottom of page",
  "haut de page",
  "bas de page",
  "skip to content",
  "skip to main content",
  "aller au contenu",
  "aller au contenu principal",
  "retour en haut",
  "back to top",
  NULL,
};

static const char *const networks[] = {
  "facebook", "twitter",  "x",        "x (twitter)", "youtube", "tiktok",   "linkedin", "instagram",
  "whatsapp", "telegram", "mastodon", "bluesky",     "threads", "snapchat", "rss",      NULL,
};

static const char *const sections[] = {
  "accueil",   "home",
  "a la une",  "actualites",
  "politique", "economie",
  "sport",     "sports",
  "coaching",  "sciences et technologies",
  "sciences",  "culture",
  "tech",      "culture et divertissement",
  "societe",   "monde",
  "afrique",   "international",
  "sante",     "environnement",
  "opinions",  "plus",
  "more",      "se connecter",
  "log in",    "connexion",
  "contact",   "rechercher",
  "search",    "menu",
  NULL,
};

static const char *const comments[] = {
  "comments",
  "commentaires",
  "comment",
  "commentaire",
  "ecrire un commentaire",
  "write a comment",
  "write a comment...",
  "rediger un commentaire...",
  "laisser un commentaire",
  "leave a comment",
  NULL,
};

static const char *const about[] = {
  "qui sommes nous", "qui sommes-nous", "a propos", "a propos de nous", "about", "about us", NULL,
};

static const char *const related[] = {
  "posts recents", "recent posts", "articles similaires", "related articles", "related posts",
  "a lire aussi",  "lire aussi",   "voir tout",           "see all",          NULL,
};

static const char *const fields[] = {
  "e-mail",        "email",     "e-mail *",   "adresse e-mail",
  "adresse email", "s'abonner", "s'inscrire", "subscribe",
  "sign up",       "envoyer",   NULL,
};

static const Kind kinds[] = {
  {MB_PAGE_LINE_ANCHOR, anchors},    {MB_PAGE_LINE_NETWORK, networks},
  {MB_PAGE_LINE_SECTION, sections},  {MB_PAGE_LINE_COMMENTS, comments},
  {MB_PAGE_LINE_ABOUT, about},       {MB_PAGE_LINE_RELATED, related},
  {MB_PAGE_LINE_NEWSLETTER, fields},
};

#define MAX_SHORT_BYTES 120

/* Lower case, no accents, straight apostrophes, no bullet before it, no stop behind it. */
static char *
fold (const char *line)
{
  g_autofree char *decomposed = g_utf8_normalize (line, -1, G_NORMALIZE_NFD);
  g_autofree char *lower = g_utf8_casefold (decomposed, -1);
  GString *out = g_string_new (NULL);

  for (const char *c = lower; *c; c = g_utf8_next_char (c)) {
    gunichar u = g_utf8_get_char (c);

    if (g_unichar_ismark (u) || u == 0x2022)
      continue;
    g_string_append_unichar (out, u == 0x2019 ? '\'' : g_unichar_isspace (u) ? ' ' : u);
  }
  while (out->len > 0 && strchr (" ?:!", out->str[out->len - 1]))
    g_string_truncate (out, out->len - 1);
  g_strchug (out->str);

  return g_string_free_and_steal (out);
}

static gboolean
is_newsletter_title (const char *folded)
{
  return (strstr (folded, "newsletter") || strstr (folded, "infolettre")) &&
         (strstr (folded, "abonne") || strstr (folded, "inscri") || strstr (folded, "subscribe") ||
          strstr (folded, "sign up"));
}

static gboolean
is_reading_time (const char *folded)
{
  const char *rest = folded + strspn (folded, "0123456789");

  return rest > folded &&
         (strcmp (rest, " min de lecture") == 0 || strcmp (rest, " min read") == 0);
}

/* "3 commentaires" */
static const char *
skip_number (const char *folded)
{
  const char *rest = folded + strspn (folded, "0123456789");

  return rest > folded && *rest == ' ' ? rest + 1 : folded;
}

/**
 * mb_page_line_find:
 * @line: a line of a page, stripped
 *
 * Tells what a line is by its words alone; where it stands is the caller's knowledge.
 */
MbPageLine
mb_page_line_find (const char *line)
{
  g_autofree char *folded = NULL;

  if (strlen (line) > MAX_SHORT_BYTES)
    return MB_PAGE_LINE_TEXT;
  if (g_str_has_prefix (line, "©"))
    return MB_PAGE_LINE_COPYRIGHT;

  folded = fold (line);
  if (is_newsletter_title (folded))
    return MB_PAGE_LINE_NEWSLETTER;
  if (is_reading_time (folded))
    return MB_PAGE_LINE_READING_TIME;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const char *words = kinds[i].kind == MB_PAGE_LINE_COMMENTS ? skip_number (folded) : folded;

    if (g_strv_contains (kinds[i].words, words))
      return kinds[i].kind;
  }

  return MB_PAGE_LINE_TEXT;
}

/**
 * mb_page_line_is_short:
 * @line: a line, stripped
 *
 * Whether it could be a word of a menu: four words at most, no stop.
 */
gboolean
mb_page_line_is_short (const char *line)
{
  gsize n = strlen (line);
  guint n_words = 1;

  if (n == 0 || n > 60 || strchr (".!?,;:…", line[n - 1]) || g_str_has_prefix (line, "©"))
    return FALSE;
  for (const char *c = line; *c; c++)
    n_words += *c == ' ';

  return n_words <= 4;
}

/**
 * mb_page_line_find_byline:
 * @line: a line, stripped
 *
 * Reads "Par A et B".
 *
 * Returns: (transfer full) (nullable): the names, one a line
 */
char *
mb_page_line_find_byline (const char *line)
{
  const char *names = g_str_has_prefix (line, "Par ")  ? line + 4
                      : g_str_has_prefix (line, "By ") ? line + 3
                                                       : NULL;
  g_auto (GStrv) parts = NULL;

  if (!names || strlen (names) > 100 || !g_unichar_isupper (g_utf8_get_char (names)) ||
      strchr (".!?;:", names[strlen (names) - 1]))
    return NULL;
  parts = g_regex_split_simple (" et | and |, ?", names, 0, 0);

  return g_strjoinv ("\n", parts);
}

/**
 * mb_page_line_find_date:
 * @line: a line, stripped
 *
 * Reads "12 novembre 2026" or "1er mai 2026", alone on its line.
 *
 * Returns: (transfer full) (nullable): the day as ISO 8601
 */
char *
mb_page_line_find_date (const char *line)
{
  static const char *const months[] = {
    "janvier", "fevrier", "mars",      "avril",   "mai",      "juin",
    "juillet", "aout",    "septembre", "octobre", "novembre", "decembre",
  };
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;
  guint64 day;
  guint64 year;

  if (strlen (line) > 40)
    return NULL;
  folded = fold (line);
  words = g_strsplit (folded, " ", -1);
  if (g_strv_length (words) != 3)
    return NULL;
  if (strcmp (words[0], "1er") == 0)
    words[0][1] = '\0';
  if (!g_ascii_string_to_unsigned (words[0], 10, 1, 31, &day, NULL) ||
      !g_ascii_string_to_unsigned (words[2], 10, 1900, 2200, &year, NULL))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    if (strcmp (months[i], words[1]) == 0)
      return g_strdup_printf ("%04u-%02u-%02u", (guint) year, i + 1, (guint) day);

  return NULL;
}
