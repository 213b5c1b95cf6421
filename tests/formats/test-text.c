#include "mb-test-import.h"

#include "mb-codec.h"

/* Text, Markdown and our own JSON, in every encoding that files come in. */

typedef struct {
  const char *words;
  const char *wanted;
} Case;

static void
run_cases (const Case *cases, gsize n_cases, MbImportFormat format)
{
  for (gsize i = 0; i < n_cases; i++) {
    g_autoptr (MbImport) import = import_words (cases[i].words, format);
    g_autofree char *all = describe (import->snapshot);

    g_test_message ("case %" G_GSIZE_FORMAT ": %s", i, cases[i].words);
    g_assert_cmpstr (all, ==, cases[i].wanted);
  }
}

static void
test_markdown (void)
{
  static const Case cases[] = {
    {"# Titre\n\nUn.\n\nDeux.\n", "headline | Titre\nparagraph | Un.\nparagraph | Deux.\n"},
    {"# Titre\n\n*Le chapô.*\n\nUn.\n",
     "headline | Titre\nstandfirst | Le chapô.\nparagraph | Un.\n"},
    {"# Titre\n\n## Inter ?\n\n### Sous\n\nUn.\n",
     "headline | Titre\ncrosshead | Inter ?\nsubcrosshead | Sous\nparagraph | Un.\n"},
    {"Titre\n=====\n\nInter\n-----\n\nUn.\n",
     "headline | Titre\ncrosshead | Inter\nparagraph | Un.\n"},
    {"Une ligne\net sa suite.\n", "paragraph | Une ligne et sa suite.\n"},
    {"- un\n- deux\n", "list-item | un\nlist-item | deux\n"},
    {"1. un\n2. deux\n", "list-item | un\nlist-item | deux\n"},
    {"> Dit-elle.\n> — Mado\n", "quotation | Dit-elle. | Mado\n"},
    {"Un.\n\n---\n\nDeux.\n", "paragraph | Un.\nseparator\nparagraph | Deux.\n"},
    {"| Jour | Prix |\n|---|:---:|\n| lundi | **12** |\n| mardi |\n| a \\| b | c | d |\n",
     "table | Jour | Prix | lundi | 12 | mardi | a | b | c d\n"},
    {"Un | deux\n--- | ---\ntrois | quatre\n\nFin.\n",
     "table | Un | deux | trois | quatre\nparagraph | Fin.\n"},
    {"Un | deux\ntrois | quatre\n", "paragraph | Un | deux trois | quatre\n"},
    {"![Le bac](bac.jpg \"Le bac à quai © Rive\")\n", "figure | Le bac à quai | © Rive\n"},
    {"Un \\*mot\\*.\n", "paragraph | Un *mot*.\n"},
    {"2 * 3 * 4 et _un\n", "paragraph | 2 * 3 * 4 et _un\n"},
    {"mot_avec_traits\n", "paragraph | mot_avec_traits\n"},
    {"# Le **bac**\n\nUn.\n", "headline | Le bac\nparagraph | Un.\n"},
    {"# A\n\n# B\n\nUn.\n", "headline | A\ncrosshead | B\nparagraph | Un.\n"},
    {"---\ntitle: Le bac\nsection: Rives\n---\n\nUn.\n", "headline | Le bac\nparagraph | Un.\n"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), MB_IMPORT_MARKDOWN);
}

static void
assert_span (const MbSnapshot *snapshot, MbSpanKind kind, const char *words, const char *value)
{
  const MbText *text = mb_block_get_part (mb_snapshot_get_block (snapshot, MB_N_FURNITURE), 0);
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *here =
      g_utf8_substring (mb_text_get_utf8 (text), spans[i].start, spans[i].end);

    if (spans[i].kind == kind && strcmp (here, words) == 0) {
      g_assert_cmpstr (spans[i].value, ==, value);
      return;
    }
  }
  g_test_message ("no such span over “%s” in “%s”", words, mb_text_get_utf8 (text));
  g_assert_not_reached ();
}

static void
test_markdown_spans (void)
{
  g_autoptr (MbImport) import = import_words (
    "Un **gras**, un *penché*, un `code`, ~~barré~~, [là](https://exemple.org/a?b=1).\n",
    MB_IMPORT_MARKDOWN);

  assert_span (import->snapshot, MB_SPAN_STRONG, "gras", NULL);
  assert_span (import->snapshot, MB_SPAN_EMPHASIS, "penché", NULL);
  assert_span (import->snapshot, MB_SPAN_CODE, "code", NULL);
  assert_span (import->snapshot, MB_SPAN_STRIKETHROUGH, "barré", NULL);
  assert_span (import->snapshot, MB_SPAN_LINK, "là", "https://exemple.org/a?b=1");
}

static void
test_only_harmless_links (void)
{
  static const struct {
    const char *address;
    gboolean stays;
  } cases[] = {
    {"https://exemple.org/", TRUE},
    {"http://exemple.org/", TRUE},
    {"mailto:a@exemple.org", TRUE},
    {"tel:+33100000000", TRUE},
    {"javascript:alert(1)", FALSE},
    {"JaVaScRiPt:alert(1)", FALSE},
    {"data:text/html,x", FALSE},
    {"file:///etc/passwd", FALSE},
    {"vbscript:x", FALSE},
    {"marbre-media:x", FALSE},
    {"\001javascript:alert(1)", FALSE},
    {"smb://hote/x", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = g_strdup_printf ("Un [lien](%s) ici.\n", cases[i].address);
    g_autoptr (MbImport) import = import_words (words, MB_IMPORT_MARKDOWN);
    const MbText *text =
      mb_block_get_part (mb_snapshot_get_block (import->snapshot, MB_N_FURNITURE), 0);
    guint n;
    const MbSpan *spans = mb_text_get_spans (text, &n);

    g_test_message ("%s", cases[i].address);
    g_assert_nonnull (strstr (mb_text_get_utf8 (text), "lien"));
    g_assert_cmpint (n > 0 && spans[0].kind == MB_SPAN_LINK, ==, cases[i].stays);
  }
}

static void
test_text (void)
{
  static const Case cases[] = {
    {"Le bac repart\n\nUn.\n\nDeux.\n",
     "headline | Le bac repart\nparagraph | Un.\nparagraph | Deux.\n"},
    {"Le bac repart\nUn.\nDeux.\n",
     "headline | Le bac repart\nparagraph | Un.\nparagraph | Deux.\n"},
    {"Le bac repart\n\nUne ligne coupée\npar un courrier.\n\nDeux.\n",
     "headline | Le bac repart\nparagraph | Une ligne coupée par un courrier.\nparagraph | "
     "Deux.\n"},
    {"Une phrase entière.\n\nDeux.\n", "paragraph | Une phrase entière.\nparagraph | Deux.\n"},
    {"Titre\n\nUn.\n\nUn intertitre ?\n\nDeux.\n",
     "headline | Titre\nparagraph | Un.\ncrosshead | Un intertitre ?\nparagraph | Deux.\n"},
    {"Titre\n\nUn.\n\n• a\n• b\n", "headline | Titre\nparagraph | Un.\nlist-item | a\nlist-item | "
                                   "b\n"},
    {"  \n\n Titre \n\n\n\n Un. \n", "headline | Titre\nparagraph | Un.\n"},
    {"Un seul mot", "headline | Un seul mot\n"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), MB_IMPORT_TEXT);
}

static void
test_formats_are_recognised (void)
{
  static const Case cases[] = {
    {"# Titre\n\nUn.\n", "headline | Titre\nparagraph | Un.\n"},
    {"<h1>Titre</h1><p>Un.</p>", "headline | Titre\nparagraph | Un.\n"},
    {"<!DOCTYPE html><html><body><h1>Titre</h1><p>Un.</p></body></html>",
     "headline | Titre\nparagraph | Un.\n"},
    {"Titre\n\nUn.\n", "headline | Titre\nparagraph | Un.\n"},
    {"top of page\nTitre\nUn.\n", "headline | Titre\nstandfirst | Un.\n"},
    {"<Titre> de rien\n\nUn.\n", "headline | <Titre> de rien\nparagraph | Un.\n"},
    {"{Titre} de rien\n\nUn.\n", "headline | {Titre} de rien\nparagraph | Un.\n"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), MB_IMPORT_AUTO);
}

static void
test_own_json_comes_back (void)
{
  g_autoptr (MbImport) first = import_words ("# Titre\n\nUn **mot**.\n", MB_IMPORT_MARKDOWN);
  g_autoptr (GBytes) json = mb_codec_encode_snapshot (first->snapshot);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbImport) again = mb_import_bytes_sync (
    json, MB_IMPORT_AUTO, "99999999-2222-4333-8444-555555555555", NULL, &error);
  g_autofree char *before = describe (first->snapshot);
  g_autofree char *after = NULL;

  g_assert_no_error (error);
  after = describe (again->snapshot);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (mb_snapshot_get_article_id (again->snapshot), ==,
                   "99999999-2222-4333-8444-555555555555");
}

static void
test_damaged_json_is_refused (void)
{
  static const char *const cases[] = {
    "{",
    "[]",
    "null",
    "{}",
    "{\"format\":1,\"article\":3}",
    "{\"format\":999,\"article\":\"11111111-2222-4333-8444-555555555555\",\"blocks\":[]}",
    "{\"format\":1,\"article\":\"x\",\"blocks\":[{\"id\":\"1\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i], strlen (cases[i]));
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i]);
    g_assert_null (mb_import_bytes_sync (bytes, MB_IMPORT_JSON, ARTICLE_ID, NULL, &error));
    g_assert_true (error->domain == MB_MODEL_ERROR);
  }
}

/* The words of every encoding, what was done to them, and how that is told. */
static void
test_encodings (void)
{
  static const struct {
    const char *name;
    const char *bytes;
    gsize n;
    const char *wanted;
    const char *note;
    const char *detail;
  } cases[] = {
#define BYTES(text) text, sizeof text - 1
    {"UTF-8", BYTES ("Été\n\nIl va.\n"), "headline | Été\nparagraph | Il va.\n", NULL, NULL},
    {"a mark before it", BYTES ("\357\273\277Été\n\nIl va.\n"),
     "headline | Été\nparagraph | Il va.\n", NULL, NULL},
    {"CRLF", BYTES ("Été\r\n\r\nIl va.\r\n"), "headline | Été\nparagraph | Il va.\n", NULL, NULL},
    {"CR", BYTES ("Été\r\rIl va.\r"), "headline | Été\nparagraph | Il va.\n", NULL, NULL},
    {"Windows-1252", BYTES ("\311t\351\n\nC\222est 3\240\200.\n"),
     "headline | Été\nparagraph | C’est 3\302\240€.\n", "encoding-guessed", "Windows-1252"},
    {"UTF-16 with a mark", BYTES ("\377\376\311\0t\0\351\0\n\0\n\0I\0l\0 \0v\0a\0.\0"),
     "headline | Été\nparagraph | Il va.\n", "encoding-guessed", "UTF-16"},
    {"UTF-16, the other way", BYTES ("\376\377\0\311\0t\0\351\0\n\0\n\0I\0l\0 \0v\0a\0."),
     "headline | Été\nparagraph | Il va.\n", "encoding-guessed", "UTF-16"},
    {"a broken byte", BYTES ("Été\n\nIl v\377a à l’eau.\n"),
     "headline | Été\nparagraph | Il vÿa à l’eau.\n", "bytes-repaired", "1"},
    {"a cut character", BYTES ("Été\n\nIl va à l’eau \303"),
     "headline | Été\nparagraph | Il va à l’eau Ã\n", "bytes-repaired", "1"},
    {"an overlong slash", BYTES ("Été\n\nIl va\300\257 à l’eau.\n"),
     "headline | Été\nparagraph | Il vaÀ¯ à l’eau.\n", "bytes-repaired", "2"},
    {"a surrogate", BYTES ("Été\n\nIl va\355\240\200 à l’eau.\n"), NULL, "bytes-repaired", "3"},
    {"controls", BYTES ("Été\n\nIl\007 va\033.\n"), "headline | Été\nparagraph | Il va.\n",
     "controls-removed", "2"},
    {"accents apart", BYTES ("E\314\201te\314\201\n\nIl va.\n"),
     "headline | Été\nparagraph | Il va.\n", NULL, NULL},
#undef BYTES
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].bytes, cases[i].n);
    g_autoptr (GError) error = NULL;
    g_autoptr (MbImport) import =
      mb_import_bytes_sync (bytes, MB_IMPORT_TEXT, ARTICLE_ID, NULL, &error);
    g_autofree char *all = NULL;

    g_test_message ("%s", cases[i].name);
    g_assert_no_error (error);
    g_assert_true (mb_snapshot_check (import->snapshot, &error));
    all = describe (import->snapshot);
    if (cases[i].wanted)
      g_assert_cmpstr (all, ==, cases[i].wanted);
    g_assert_true (g_utf8_validate (all, -1, NULL));
    g_assert_cmpuint (import->notes->len, ==, cases[i].note ? 1 : 0);
    if (cases[i].note)
      assert_note (import, cases[i].note, cases[i].detail);
  }
}

static void
test_what_is_refused (void)
{
  g_autofree char *huge = g_malloc (20 * 1024 * 1024 + 1);
  static const MbImportFormat formats[] = {MB_IMPORT_AUTO, MB_IMPORT_PAGE, MB_IMPORT_TEXT,
                                           MB_IMPORT_MARKDOWN, MB_IMPORT_HTML};

  memset (huge, 'a', 20 * 1024 * 1024 + 1);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    assert_fails ("", 0, formats[i], MB_FORMATS_ERROR_EMPTY);
    assert_fails (" \n\t\r\n ", 6, formats[i], MB_FORMATS_ERROR_EMPTY);
    assert_fails ("PK\003\004office", 10, formats[i], MB_FORMATS_ERROR_UNKNOWN);
    assert_fails ("%PDF-1.7 page", 13, formats[i], MB_FORMATS_ERROR_UNKNOWN);
    assert_fails ("\xff\xd8\xff\xe0 JFIF", 9, formats[i], MB_FORMATS_ERROR_UNKNOWN);
    assert_fails (huge, 20 * 1024 * 1024 + 1, formats[i], MB_FORMATS_ERROR_TOO_LARGE);
  }
}

/* As large as it may be: read whole, at once. */
static void
test_large_texts_are_read_whole (void)
{
  g_autoptr (GString) words = g_string_new ("# Titre\n\n");
  g_autoptr (MbImport) import = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (words, "Phrase **%u** de la *crue* [ici](https://exemple.org/%u).\n\n",
                            i, i);
  import = import_words (words->str, MB_IMPORT_MARKDOWN);
  g_assert_cmpuint (count_kind (import->snapshot, MB_BLOCK_PARAGRAPH), ==, 20000);
}

/* What Markdown's readers choke on: they must only be slow in proportion. */
static void
test_markdown_bombs_end (void)
{
  static const char *const units[] = {"*", "[",  "**a ", "![", "](",  "> ",       "- ",
                                      "`", "~~", "<",    "\\", "[](", "<https://"};

  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autoptr (GString) words = g_string_new ("x ");
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (MbImport) import = NULL;
    g_autoptr (GError) error = NULL;
    gint64 start_us = g_get_monotonic_time ();

    for (guint n = 0; n < 100000; n++)
      g_string_append (words, units[i]);
    bytes = g_bytes_new (words->str, words->len);
    import = mb_import_bytes_sync (bytes, MB_IMPORT_MARKDOWN, ARTICLE_ID, NULL, &error);
    g_test_message ("%s: %" G_GINT64_FORMAT " ms", units[i],
                    (g_get_monotonic_time () - start_us) / 1000);
    g_assert_no_error (error);
    g_assert_cmpint (g_get_monotonic_time () - start_us, <, 5 * G_USEC_PER_SEC);
  }
}

static GBytes *
random_bytes (GRand *rand)
{
  static const char *const pieces[] = {
    "# ", "\n",  "\n\n",     "- ",          "> ",       "**",   "*",     "[a](b)",
    "©",  "»",   "\302\240", "top of page", "Comments", "\377", "…",     "<p>",
    "{",  "```", "1. ",      "a",           "Été ",     "|",    "---\n", "\r\n"};
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint n = (guint) g_rand_int_range (rand, 0, 60); n > 0; n--)
    g_string_append (words, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);

  return g_bytes_new (words->str, words->len);
}

/* Whatever comes, there is an article that holds together or a code that says why not. */
static void
test_random_texts (void)
{
  guint32 seed = g_random_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 3000; round++) {
    g_autoptr (GBytes) bytes = random_bytes (rand);
    MbImportFormat format = (MbImportFormat[]) {MB_IMPORT_PAGE, MB_IMPORT_TEXT, MB_IMPORT_MARKDOWN,
                                                MB_IMPORT_JSON}[round % 4];
    g_autoptr (GError) error = NULL;
    g_autoptr (MbImport) import = mb_import_bytes_sync (bytes, format, ARTICLE_ID, NULL, &error);

    if (import)
      mb_snapshot_check (import->snapshot, &error);
    else
      g_assert_true (error->domain == MB_FORMATS_ERROR || error->domain == MB_MODEL_ERROR);
    if (import)
      g_assert_no_error (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/text/markdown", test_markdown);
  g_test_add_func ("/text/markdown-spans", test_markdown_spans);
  g_test_add_func ("/text/only-harmless-links", test_only_harmless_links);
  g_test_add_func ("/text/plain", test_text);
  g_test_add_func ("/text/formats-are-recognised", test_formats_are_recognised);
  g_test_add_func ("/text/own-json-comes-back", test_own_json_comes_back);
  g_test_add_func ("/text/damaged-json-is-refused", test_damaged_json_is_refused);
  g_test_add_func ("/text/encodings", test_encodings);
  g_test_add_func ("/text/what-is-refused", test_what_is_refused);
  g_test_add_func ("/text/large-texts-are-read-whole", test_large_texts_are_read_whole);
  g_test_add_func ("/text/markdown-bombs-end", test_markdown_bombs_end);
  g_test_add_func ("/text/random-texts", test_random_texts);

  return g_test_run ();
}
