#include "mb-test-import.h"

#include "mb-checks.h"

/* A page of a site as "select all, copy" gives it. The article is invented; its shape is what sites
 * make of theirs. */

#define NBSP "\302\240"
#define CUT "Les passeurs de la Vive, Mado Quill et Jean Orvin, remettent le bac..."
#define LEAD "Mado Quill / Jean Orvin / Solène Abadie © Rive Photo"
#define SECOND "Le bac de l'Orme à Saint-Aubre le 3 mai 2026"

static const char page[] =
  "top of page\n"
  "  • Facebook\n"
  "  • Twitter\n"
  "  • YouTube\n"
  "  • TikTok\n"
  "  • LinkedIn\n"
  "\n" CUT "\n"
  "\n" LEAD "\n" LEAD "\n"
  "\n\n"
  "La coopérative de la Vive remet à l’eau le dernier bac de la vallée.\n"
  "\n\n"
  "Le 3 mai 2026, trois passeurs ont signé à Saint-Aubre un bail de douze ans.\n"
  "\n\n"
  "Le bac relie deux rives que" NBSP "le pont de l’Orme ne sert plus depuis la crue.\n"
  "\n\n"
  "Une flotte modeste mais entretenue\n"
  "\n\n"
  "La coque a été refaite en chêne, pour 48" NBSP "000" NBSP "euros, dit M." NBSP "Orvin.\n"
  "\n" SECOND "\n" SECOND "\n"
  "\n"
  "Le moteur vient d’une barge voisine," NBSP "revue pièce par pièce.\n"
  "\n\n"
  "Une traversée pour chacun\n"
  "\n\n"
  "«" NBSP "Nous passons l’école le matin, le marché à midi" NBSP "», explique Mado Quill.\n"
  "\n\n"
  "Elle ajoute" NBSP ": «" NBSP "Personne ne reste sur la berge" NBSP "!" NBSP "»\n"
  "\n\n"
  "Un calendrier : la crue décide\n"
  "\n\n"
  "Au-dessus de deux mètres, le câble est levé et" NBSP "le bac attend.\n"
  "\n\n"
  "Les riverains sont prévenus la veille ; ils s’organisent.\n"
  "\n\n"
  "Un choix assumé\n"
  "\n\n"
  "La commune a préféré le bois au plastique, plus cher mais réparable sur place.\n"
  "\n\n"
  "Rente ou service public" NBSP "?\n"
  "\n\n"
  "Le tarif de 1" NBSP "euro couvre le gazole, pas les salaires.\n"
  "\n\n"
  "Le conseil tranchera en juin. Faut-il" NBSP "rendre le passage gratuit ?\n"
  "\n\n"
  "Une rive à reconquérir\n"
  "\n\n"
  "Au printemps, les saules seront taillés et la cale élargie.\n"
  "\n"
  "Comments\n"
  "Abonnez-vous à notre Newsletter\n"
  "Qui sommes nous?\n"
  "Fondé en 2023, La Rive raconte la vallée et ceux qui la font vivre, avec exigence.\n"
  "Politique\nSports\nCoaching\nEconomie\nSciences et technologies\n"
  "Culture et divertissement\nSociété\n"
  "© 2026 La Rive. Site réalisé par l’atelier du Bief.\n"
  "bottom of page\n";

static const char expected[] =
  "headline | " CUT "\n"
  "standfirst | La coopérative de la Vive remet à l’eau le dernier bac de la vallée.\n"
  "figure | Mado Quill / Jean Orvin / Solène Abadie | © Rive Photo\n"
  "paragraph | Le 3 mai 2026, trois passeurs ont signé à Saint-Aubre un bail de douze ans.\n"
  "paragraph | Le bac relie deux rives que le pont de l’Orme ne sert plus depuis la crue.\n"
  "crosshead | Une flotte modeste mais entretenue\n"
  "paragraph | La coque a été refaite en chêne, pour 48" NBSP "000" NBSP "euros, dit M." NBSP
  "Orvin.\n"
  "figure | " SECOND "\n"
  "paragraph | Le moteur vient d’une barge voisine, revue pièce par pièce.\n"
  "crosshead | Une traversée pour chacun\n"
  "paragraph | «" NBSP "Nous passons l’école le matin, le marché à midi" NBSP
  "», explique Mado Quill.\n"
  "paragraph | Elle ajoute" NBSP ": «" NBSP "Personne ne reste sur la berge" NBSP "!" NBSP "»\n"
  "crosshead | Un calendrier : la crue décide\n"
  "paragraph | Au-dessus de deux mètres, le câble est levé et le bac attend.\n"
  "paragraph | Les riverains sont prévenus la veille ; ils s’organisent.\n"
  "crosshead | Un choix assumé\n"
  "paragraph | La commune a préféré le bois au plastique, plus cher mais réparable sur place.\n"
  "crosshead | Rente ou service public" NBSP "?\n"
  "paragraph | Le tarif de 1" NBSP "euro couvre le gazole, pas les salaires.\n"
  "paragraph | Le conseil tranchera en juin. Faut-il rendre le passage gratuit ?\n"
  "crosshead | Une rive à reconquérir\n"
  "paragraph | Au printemps, les saules seront taillés et la cale élargie.\n";

static MbImport *
import_page (void)
{
  return import_words (page, MB_IMPORT_PAGE);
}

/* The whole article, in order, each text once, and nothing of the site. */
static void
test_article_and_nothing_else (void)
{
  g_autoptr (MbImport) import = import_page ();
  g_autofree char *all = describe (import->snapshot);

  g_assert_cmpstr (all, ==, expected);
  g_assert_cmpuint (count_kind (import->snapshot, MB_BLOCK_CROSSHEAD), ==, 6);
  g_assert_cmpuint (count_notes (import, "unplaced"), ==, 0);
}

static void
test_page_is_recognised (void)
{
  g_autoptr (MbImport) import = import_words (page, MB_IMPORT_AUTO);
  g_autofree char *all = describe (import->snapshot);

  g_assert_cmpstr (all, ==, expected);
}

static void
test_site_is_left_out_and_told (void)
{
  g_autoptr (MbImport) import = import_page ();

  assert_note (import, "left-out-networks", "Facebook, Twitter, YouTube, TikTok, LinkedIn");
  assert_note (import, "left-out-comments", "Comments");
  assert_note (import, "left-out-newsletter", "Abonnez-vous à notre Newsletter");
  assert_note (import, "left-out-about", "Qui sommes nous?");
  assert_note (import, "left-out-sections",
               "Politique, Sports, Coaching, Economie, Sciences et technologies, "
               "Culture et divertissement, Société");
  assert_note (import, "left-out-footer", "© 2026 La Rive. Site réalisé par l’atelier du Bief.");
  g_assert_cmpuint (count_notes (import, "left-out-anchor"), ==, 2);
}

static gboolean
has_finding (GPtrArray *findings, const char *code, MbCheckWeight weight)
{
  for (guint i = 0; i < findings->len; i++) {
    const MbFinding *finding = findings->pdata[i];

    if (strcmp (finding->code, code) == 0 && finding->weight == weight)
      return TRUE;
  }

  return FALSE;
}

static MbSnapshot *
with_headline (MbSnapshot *snapshot, const char *words)
{
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (MbBlock) headline = mb_block_with_part (mb_snapshot_get_block (snapshot, 1), 0, text);

  return mb_snapshot_with_block (snapshot, 1, headline);
}

static void
test_cut_headline_is_told_and_blocks (void)
{
  g_autoptr (MbImport) import = import_page ();
  g_autoptr (GPtrArray) findings = mb_checks_run (import->snapshot);
  g_autoptr (MbSnapshot) whole = with_headline (import->snapshot, "Le bac de la Vive repart");
  g_autoptr (GPtrArray) later = mb_checks_run (whole);
  const char *const allowed[] = {"headline-cut", "missing-picture", "missing-alt", "missing-byline",
                                 NULL};

  assert_note (import, "headline-cut", CUT);
  g_assert_true (has_finding (findings, "headline-cut", MB_CHECK_BLOCKS));
  g_assert_true (mb_checks_block (findings, allowed));
  g_assert_false (has_finding (later, "headline-cut", MB_CHECK_BLOCKS));
  g_assert_false (mb_checks_block (later, allowed));
}

static void
test_pictures (void)
{
  g_autoptr (MbImport) import = import_page ();
  g_autoptr (GPtrArray) findings = mb_checks_run (import->snapshot);

  g_assert_cmpuint (count_notes (import, "alt-equals-caption"), ==, 2);
  g_assert_cmpuint (count_notes (import, "credit-missing"), ==, 1);
  assert_note (import, "credit-missing", SECOND);
  g_assert_true (has_finding (findings, "credit-missing", MB_CHECK_WARNS));
  g_assert_true (has_finding (findings, "alt-equals-caption", MB_CHECK_WARNS));
  g_assert_true (has_finding (findings, "missing-picture", MB_CHECK_ALLOWABLE));
  for (guint i = 0; i < mb_snapshot_get_n_blocks (import->snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (import->snapshot, i);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE)
      g_assert_cmpstr (mb_block_get_attribute (block, MB_ATTR_ALT), ==,
                       mb_text_get_utf8 (mb_block_get_part (block, 1)));
  }
}

static void
test_fields_are_missing (void)
{
  g_autoptr (MbImport) import = import_page ();
  g_autoptr (GPtrArray) findings = mb_checks_run (import->snapshot);

  g_assert_true (has_finding (findings, "missing-byline", MB_CHECK_ALLOWABLE));
  g_assert_true (has_finding (findings, "missing-section", MB_CHECK_WARNS));
  g_assert_true (has_finding (findings, "missing-date", MB_CHECK_WARNS));
}

/* Four stray ones; what French wants stays: guillemets, signs, numbers, titles. */
static void
test_spaces_are_mended (void)
{
  static const struct {
    const char *before;
    const char *after;
  } cases[] = {
    {"un" NBSP "mot", "un mot"},
    {"loin," NBSP "dit-il", "loin, dit-il"},
    {"Fin." NBSP "Ensuite", "Fin. Ensuite"},
    {"Qui" NBSP "?", NULL},
    {"Quoi" NBSP ": rien", NULL},
    {"Oui" NBSP "; non", NULL},
    {"Non" NBSP "!", NULL},
    {"«" NBSP "mot" NBSP "»", NULL},
    {"10" NBSP "000" NBSP "francs", NULL},
    {"3" NBSP "mai", NULL},
    {"M." NBSP "Orvin", NULL},
    {"Mme" NBSP "Quill", NULL},
    {"n°" NBSP "7", NULL},
    {"20" NBSP "%", NULL},
    {"mot" NBSP "– mot", NULL},
    {"Qui\342\200\257?", NULL},
  };
  g_autoptr (MbImport) import = import_page ();

  assert_note (import, "nbsp-mended", "4");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = g_strdup_printf ("# Titre\n\nAvant %s après.\n", cases[i].before);
    g_autofree char *wanted = g_strdup_printf ("headline | Titre\nparagraph | Avant %s après.\n",
                                               cases[i].after ? cases[i].after : cases[i].before);
    g_autoptr (MbImport) one = import_words (words, MB_IMPORT_MARKDOWN);
    g_autofree char *all = describe (one->snapshot);

    g_assert_cmpstr (all, ==, wanted);
    g_assert_cmpuint (count_notes (one, "nbsp-mended"), ==, cases[i].after ? 1 : 0);
  }
}

/* What the site's furniture looks like when it is another site's, and what is none. */
static void
test_other_pages (void)
{
  static const struct {
    const char *name;
    const char *words;
    const char *wanted;
    const char *note;
    const char *detail;
  } cases[] = {
    {"a whole headline", "top of page\nLe bac repart\nIl est à l’eau.\nbottom of page\n",
     "headline | Le bac repart\nstandfirst | Il est à l’eau.\n", "left-out-anchor", "top of page"},
    {"byline, date, reading time",
     "top of page\nLe bac repart\nPar Mado Quill et Jean Orvin\n3 mai 2026\n2 min de lecture\nIl "
     "est à l’eau.\n",
     "headline | Le bac repart\nstandfirst | Il est à l’eau.\n", "left-out-reading-time",
     "2 min de lecture"},
    {"an ellipsis", "top of page\nLe bac repart vers…\nIl est à l’eau.\n",
     "headline | Le bac repart vers…\nstandfirst | Il est à l’eau.\n", "headline-cut",
     "Le bac repart vers…"},
    {"a list", "top of page\nLe bac\nIl est à l’eau.\n• un chat\n• un chien\n",
     "headline | Le bac\nstandfirst | Il est à l’eau.\nlist-item | un chat\nlist-item | un chien\n",
     NULL, NULL},
    {"menu above", "Aller au contenu\nAccueil\nPolitique\nLe bac repart\nIl est à l’eau.\n",
     "headline | Le bac repart\nstandfirst | Il est à l’eau.\n", "left-out-sections",
     "Accueil, Politique"},
    {"recent posts", "top of page\nLe bac\nIl est à l’eau.\nPosts récents\nVoir tout\n",
     "headline | Le bac\nstandfirst | Il est à l’eau.\n", "left-out-related",
     "Posts récents, Voir tout"},
    {"what has no place stays",
     "top of page\nLe bac\nIl est à l’eau.\nComments\nUne phrase égarée, longue et entière.\n",
     "headline | Le bac\nstandfirst | Il est à l’eau.\nparagraph | Une phrase égarée, longue et "
     "entière.\n",
     "unplaced", "Une phrase égarée, longue et entière."},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (MbImport) import = import_words (cases[i].words, MB_IMPORT_PAGE);
    g_autofree char *all = describe (import->snapshot);

    g_test_message ("%s", cases[i].name);
    g_assert_cmpstr (all, ==, cases[i].wanted);
    if (cases[i].note)
      assert_note (import, cases[i].note, cases[i].detail);
  }
}

static void
test_byline_and_date_are_read (void)
{
  g_autoptr (MbImport) import =
    import_words ("top of page\nLe bac\nPar Mado Quill et Jean Orvin\n1er mai 2026\nIl repart.\n",
                  MB_IMPORT_PAGE);

  g_assert_cmpstr (mb_snapshot_get_meta (import->snapshot, MB_META_BYLINE), ==,
                   "Mado Quill\nJean Orvin");
  g_assert_cmpstr (mb_snapshot_get_meta (import->snapshot, MB_META_DATE), ==, "2026-05-01");
}

static void
test_a_page_without_article (void)
{
  const char *words = "top of page\n• Facebook\n• Twitter\nbottom of page\n";

  assert_fails (words, strlen (words), MB_IMPORT_PAGE, MB_FORMATS_ERROR_EMPTY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/page/article-and-nothing-else", test_article_and_nothing_else);
  g_test_add_func ("/page/is-recognised", test_page_is_recognised);
  g_test_add_func ("/page/site-is-left-out-and-told", test_site_is_left_out_and_told);
  g_test_add_func ("/page/cut-headline-is-told-and-blocks", test_cut_headline_is_told_and_blocks);
  g_test_add_func ("/page/pictures", test_pictures);
  g_test_add_func ("/page/fields-are-missing", test_fields_are_missing);
  g_test_add_func ("/page/spaces-are-mended", test_spaces_are_mended);
  g_test_add_func ("/page/other-pages", test_other_pages);
  g_test_add_func ("/page/byline-and-date-are-read", test_byline_and_date_are_read);
  g_test_add_func ("/page/without-article", test_a_page_without_article);

  return g_test_run ();
}
