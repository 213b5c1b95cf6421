#include "mb-messages.h"

#include "mb-destination.h"
#include "mb-picture.h"
#include "mb-store.h"

#include <string.h>

/* Each domain with its last code: every code in between has a sentence of its own. */
static void
test_every_error_has_its_sentence (void)
{
  const struct {
    GQuark domain;
    int last;
  } table[] = {
    {MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TERMS},
    {MB_STORE_ERROR, MB_STORE_ERROR_NETWORK_FS},
    {MB_FORMATS_ERROR, MB_FORMATS_ERROR_LIMITS},
    {MB_MEDIA_ERROR, MB_MEDIA_ERROR_SANDBOX},
  };
  g_autoptr (GError) strange = g_error_new_literal (g_quark_from_static_string ("strange"), 1, "x");
  g_autofree char *general = mb_message_for_error (strange);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    for (int code = 0; code <= table[i].last; code++) {
      g_autoptr (GError) error = g_error_new_literal (table[i].domain, code, "for the log");
      g_autofree char *sentence = mb_message_for_error (error);
      g_autofree char *details = mb_message_details (error);
      g_autofree char *button = mb_message_way_out (error);

      g_test_message ("%s %d: %s [%s]", g_quark_to_string (table[i].domain), code, sentence,
                      button ? button : "");
      g_assert_cmpstr (sentence, !=, general);
      /* But for names of what a site lacks, which a person knows. */
      g_assert_true ((strstr (sentence, "for the log") != NULL) ==
                     g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TERMS));
      g_assert_true (g_str_has_suffix (sentence, "."));
      g_assert_nonnull (strstr (details, "for the log"));
      g_assert_true ((button == NULL) == (mb_message_find_way_out (error) == MB_WAY_OUT_NONE));
    }
  }
}

static void
test_every_finding_has_its_sentence (void)
{
  static const char *const codes[] = {
    "headline-missing",  "headline-cut",      "body-missing",       "open-suggestion",
    "missing-picture",   "missing-alt",       "missing-byline",     "placeholder-left",
    "broken-characters", "unbalanced-quotes", "standfirst-missing", "missing-section",
    "missing-date",      "credit-missing",    "alt-equals-caption", "open-comment",
    "kicker-long",       "headline-long",     "standfirst-long",    "crosshead-long",
    "pull-quote-long",   "caption-long",      "alt-too-long",       "date-unreadable",
    "slug-refused",      "headline-dots",
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    MbFinding finding = {.code = codes[i], .detail = (char *) "100 %s"};
    g_autofree char *sentence = mb_message_for_finding (&finding);

    g_assert_null (strstr (sentence, codes[i]));
    g_assert_true (g_str_has_suffix (sentence, "."));
  }
}

static void
test_every_import_note_has_its_sentence (void)
{
  static const char *const codes[] = {
    "headline-cut",
    "headline-from-title",
    "credit-missing",
    "alt-equals-caption",
    "unplaced",
    "left-out-anchor",
    "left-out-networks",
    "left-out-comments",
    "left-out-newsletter",
    "left-out-about",
    "left-out-related",
    "left-out-sections",
    "left-out-footer",
    "left-out-reading-time",
    "nbsp-mended",
    "bytes-repaired",
    "controls-removed",
    "site-part-left-out",
    "picture-missing",
    "link-dropped",
    "embed-as-link",
    "tracker-dropped",
    "encoding-guessed",
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    MbImportNote with = {.code = codes[i], .detail = (char *) "les « mots »"};
    MbImportNote without = {.code = codes[i]};
    g_autofree char *long_sentence = mb_message_for_import_note (&with);
    g_autofree char *short_sentence = mb_message_for_import_note (&without);

    g_assert_nonnull (strstr (long_sentence, "les « mots »"));
    g_assert_null (strstr (short_sentence, codes[i]));
    g_assert_null (strstr (short_sentence, "%s"));
  }
}

static void
test_every_line_of_the_lint_has_its_sentence (void)
{
  static const char *const codes[] = {
    "notes-stay",        "kicker-dropped",          "standfirst-in-text", "byline-in-text",
    "byline-dropped",    "dateline-dropped",        "section-as-tag",     "search-dropped",
    "pictures-dropped",  "picture-missing",         "lead-featured",      "lead-legend-in-text",
    "credit-in-caption", "gallery-apart",           "aside-in-line",      "embed-as-link",
    "table-as-html",     "pull-quote-as-quotation", "signs-plain",        "language-dropped",
    "opaque-dropped",    "not-read-back",           "headline-over",      "standfirst-over",
    "slug-over",         "lead-alt-over",           "tags-over",          "size-over",
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    MbLintItem item = {.code = codes[i], .detail = (char *) "100 %s"};
    g_autofree char *sentence = mb_message_for_lint (&item);

    g_assert_null (strstr (sentence, codes[i]));
    g_assert_true (g_str_has_suffix (sentence, "."));
    g_assert_true (g_str_has_suffix (codes[i], "-over") == (strstr (sentence, "100 %s") != NULL));
  }
}

/* A detail is a stranger's text: its percent signs are letters. */
static void
test_detail_is_no_format (void)
{
  MbImportNote note = {.code = "headline-cut", .detail = (char *) "100 %n %s de plus"};
  g_autofree char *sentence = mb_message_for_import_note (&note);

  g_assert_nonnull (strstr (sentence, "“100 %n %s de plus”"));
}

static void
test_unknown_code_is_still_said (void)
{
  MbFinding finding = {.code = "something-new", .detail = (char *) "mots"};
  g_autofree char *sentence = mb_message_for_finding (&finding);

  g_assert_cmpstr (sentence, ==, "something-new: mots");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/messages/every-error-has-its-sentence", test_every_error_has_its_sentence);
  g_test_add_func ("/messages/every-finding-has-its-sentence", test_every_finding_has_its_sentence);
  g_test_add_func ("/messages/every-line-of-the-lint-has-its-sentence",
                   test_every_line_of_the_lint_has_its_sentence);
  g_test_add_func ("/messages/every-import-note-has-its-sentence",
                   test_every_import_note_has_its_sentence);
  g_test_add_func ("/messages/detail-is-no-format", test_detail_is_no_format);
  g_test_add_func ("/messages/unknown-code-is-still-said", test_unknown_code_is_still_said);

  return g_test_run ();
}
