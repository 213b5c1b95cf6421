#include "mb-messages.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* One line a code. `with_detail` takes the finding's words or number as %s. */
typedef struct {
  const char *code;
  const char *sentence;
  const char *with_detail; /* NULL: the detail is not said */
} Line;

static const Line findings[] = {
  {"headline-missing", N_ ("The headline is missing."), NULL},
  /* Translators: %s is the headline as it was imported. */
  {"headline-cut", N_ ("The headline is cut off."),
   N_ ("The headline is cut off: “%s”. Complete it.")},
  {"headline-dots", N_ ("The headline, cut off when it was imported, still ends in dots."), NULL},
  {"standfirst-missing", N_ ("The standfirst is missing."), NULL},
  {"body-missing", N_ ("There is no text yet."), NULL},
  {"missing-picture", N_ ("The bytes of a picture are missing."),
   /* Translators: %s is a picture's caption. */
   N_ ("The bytes of a picture are missing: “%s”.")},
  {"missing-alt", N_ ("A picture has no alternative text."),
   /* Translators: %s is a picture's caption. */
   N_ ("A picture has no alternative text: “%s”.")},
  {"missing-byline", N_ ("The byline is missing."), NULL},
  {"missing-date", N_ ("The date is missing."), NULL},
  {"date-unreadable", N_ ("The date is none."),
   /* Translators: %s is what stands in the field. */
   N_ ("“%s” is no date; write it as 2026-11-25.")},
  {"slug-refused", N_ ("The web address is none that sites take."),
   /* Translators: %s is what stands in the field. */
   N_ ("Sites do not take “%s” as a web address: letters from a to z, digits and hyphens, and no "
       "word that they keep for themselves.")},
  {"missing-section", N_ ("The section is missing."), NULL},
  {"alt-equals-caption", N_ ("The alternative text only repeats the caption."),
   /* Translators: %s is a picture's caption. */
   N_ ("The alternative text only repeats the caption: “%s”.")},
  {"alt-too-long", N_ ("The alternative text is long."),
   /* Translators: %s is a number of characters. */
   N_ ("The alternative text is long: %s characters.")},
  {"credit-missing", N_ ("A picture has no credit."),
   /* Translators: %s is a picture's caption. */
   N_ ("A picture has no credit: “%s”.")},
  {"headline-long", N_ ("The headline is long."),
   /* Translators: %s is a number of characters. */
   N_ ("The headline is long: %s characters.")},
  {"kicker-long", N_ ("The kicker is long."), N_ ("The kicker is long: %s characters.")},
  {"crosshead-long", N_ ("A crosshead is long."), N_ ("A crosshead is long: %s characters.")},
  {"pull-quote-long", N_ ("A pull quote is long."), N_ ("A pull quote is long: %s characters.")},
  {"caption-long", N_ ("A caption is long."), N_ ("A caption is long: %s characters.")},
  {"open-comment", N_ ("A comment is still open."), N_ ("Comments still open: %s.")},
  {"standfirst-long", N_ ("The standfirst is long."),
   /* Translators: %s is a number of characters. */
   N_ ("The standfirst is long: %s characters.")},
  {"placeholder-left", N_ ("Something is still to be completed."),
   /* Translators: %s is what was left in the text, like “to be checked”. */
   N_ ("Something is still to be completed: “%s”.")},
  {"broken-characters", N_ ("Some characters are broken."),
   N_ ("Some characters are broken: “%s”.")},
  {"unbalanced-quotes", N_ ("A quotation mark is not closed."),
   N_ ("A quotation mark is not closed: “%s”.")},
  {"open-suggestion", N_ ("A suggestion has not been decided."),
   N_ ("Suggestions that have not been decided: %s.")},
};

static const Line notes[] = {
  {"headline-cut", N_ ("The headline is cut off."),
   /* Translators: %s is the headline as it was found. */
   N_ ("The headline is cut off: “%s”. Complete it before publishing.")},
  {"headline-from-title", N_ ("The headline was taken from the page’s title."),
   N_ ("The headline was taken from the page’s title: “%s”.")},
  {"credit-missing", N_ ("A picture has no credit."), N_ ("A picture has no credit: “%s”.")},
  {"alt-equals-caption", N_ ("The alternative text only repeats the caption."),
   N_ ("The alternative text only repeats the caption: “%s”.")},
  {"unplaced", N_ ("A line did not find its place and was kept as a paragraph."),
   N_ ("A line did not find its place and was kept as a paragraph: “%s”.")},
  {"left-out-anchor", N_ ("A link within the page was left out."),
   N_ ("A link within the page was left out: “%s”.")},
  {"left-out-networks", N_ ("Links to networks were left out."),
   N_ ("Links to networks were left out: “%s”.")},
  {"left-out-comments", N_ ("The comments’ block was left out."),
   N_ ("The comments’ block was left out: “%s”.")},
  {"left-out-newsletter", N_ ("The newsletter’s form was left out."),
   N_ ("The newsletter’s form was left out: “%s”.")},
  {"left-out-about", N_ ("The block about the site was left out."),
   N_ ("The block about the site was left out: “%s”.")},
  {"left-out-related", N_ ("Links to other articles were left out."),
   N_ ("Links to other articles were left out: “%s”.")},
  {"left-out-sections", N_ ("The site’s sections were left out."),
   N_ ("The site’s sections were left out: %s.")},
  {"left-out-footer", N_ ("The page’s footer was left out."),
   N_ ("The page’s footer was left out: “%s”.")},
  {"left-out-reading-time", N_ ("The reading time was left out."),
   N_ ("The reading time was left out: “%s”.")},
  /* Translators: %s is a number, here and below. */
  {"nbsp-mended", N_ ("No-break spaces between plain words were mended."),
   N_ ("No-break spaces between plain words mended: %s.")},
  {"bytes-repaired", N_ ("Bytes that are no text were replaced."),
   N_ ("Bytes that are no text were replaced: %s.")},
  {"controls-removed", N_ ("Control characters were removed."),
   N_ ("Control characters removed: %s.")},
  {"site-part-left-out", N_ ("Parts of the site around the article were left out."),
   N_ ("Parts of the site around the article left out: %s.")},
  {"picture-missing", N_ ("A picture’s bytes did not come with the text."),
   N_ ("Pictures whose bytes did not come with the text: %s.")},
  {"link-dropped", N_ ("Links that lead nowhere safe were removed; their words stay."),
   N_ ("Links that lead nowhere safe were removed, their words stay: %s.")},
  {"embed-as-link", N_ ("Embedded content became a link."),
   N_ ("Embedded content that became a link: %s.")},
  {"tracker-dropped", N_ ("Pictures that only watch readers were left out."),
   N_ ("Pictures that only watch readers left out: %s.")},
  {"encoding-guessed", N_ ("The text’s encoding was guessed."),
   /* Translators: %s is the name of a character encoding. */
   N_ ("The text’s encoding was guessed: %s.")},
};

static const Line *
find_line (const Line *lines, gsize n_lines, const char *code)
{
  for (gsize i = 0; i < n_lines; i++) {
    if (strcmp (lines[i].code, code) == 0)
      return &lines[i];
  }

  return NULL;
}

/* The sentence with the detail in the place of its %s. */
static char *
fill (const char *sentence, const char *detail)
{
  const char *place = strstr (sentence, "%s");

  if (!place)
    return g_strdup (sentence);

  return g_strdup_printf ("%.*s%s%s", (int) (place - sentence), sentence, detail, place + 2);
}

static char *
say (const Line *line, const char *code, const char *detail)
{
  if (line && line->with_detail && detail && *detail)
    return fill (_ (line->with_detail), detail);
  if (line)
    return g_strdup (_ (line->sentence));

  /* A code that this table does not know yet is still said. */
  return detail && *detail ? g_strdup_printf ("%s: %s", code, detail) : g_strdup (code);
}

/**
 * mb_message_for_finding:
 * @finding: of the checks
 *
 * Says a finding in a person's words.
 *
 * Returns: (transfer full): a sentence
 */
char *
mb_message_for_finding (const MbFinding *finding)
{
  g_return_val_if_fail (finding != NULL, NULL);

  return say (find_line (findings, G_N_ELEMENTS (findings), finding->code), finding->code,
              finding->detail);
}

/**
 * mb_message_knows_finding:
 * @code: a word
 *
 * Whether the checks may find something that is called so.
 */
gboolean
mb_message_knows_finding (const char *code)
{
  return find_line (findings, G_N_ELEMENTS (findings), code) != NULL;
}

/**
 * mb_message_for_import_note:
 * @note: of an import
 *
 * Says in a person's words what an import understood, mended or left out.
 *
 * Returns: (transfer full): a sentence
 */
char *
mb_message_for_import_note (const MbImportNote *note)
{
  g_return_val_if_fail (note != NULL, NULL);

  return say (find_line (notes, G_N_ELEMENTS (notes), note->code), note->code, note->detail);
}
