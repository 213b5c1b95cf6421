#include "mb-messages.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* One line a code of mb-lint.c; %s is its number. */
static const struct {
  const char *code;
  const char *sentence;
} lines[] = {
  {"notes-stay", N_ ("Private notes stay here.")},
  {"kicker-dropped", N_ ("The site has no field for the kicker: it is left out.")},
  {"standfirst-in-text", N_ ("The standfirst is the excerpt, and begins the text.")},
  {"byline-in-text",
   N_ ("The site has no field for authors: their names stand at the head of the text.")},
  {"byline-dropped", N_ ("The authors’ names are left out: that is set for this site.")},
  {"dateline-dropped", N_ ("The site has no field for the place: it is left out.")},
  {"section-as-tag", N_ ("The site has no sections: the section becomes a tag.")},
  {"search-dropped", N_ ("The title and description for search engines are not sent.")},
  {"pictures-dropped", N_ ("The site takes no pictures: captions and credits go out as text.")},
  {"picture-missing",
   N_ ("A picture without its bytes is left out; caption and credit go out as text.")},
  {"lead-featured", N_ ("The lead picture becomes the featured picture, which the site’s theme "
                        "shows.")},
  {"lead-legend-in-text", N_ ("The lead picture’s caption and credit stand in the text.")},
  {"credit-in-caption", N_ ("The site has no field for the credit: it joins the caption.")},
  {"gallery-apart", N_ ("The pictures of a gallery stand one below the other.")},
  {"aside-in-line", N_ ("An aside stands in the text, between two lines.")},
  {"embed-as-link", N_ ("Embedded content becomes a link.")},
  {"table-as-html", N_ ("A table becomes an HTML card.")},
  {"pull-quote-as-quotation", N_ ("A pull quote becomes a quotation.")},
  {"signs-plain", N_ ("Superscript, subscript and code become plain text.")},
  {"language-dropped", N_ ("The language of foreign passages is not sent.")},
  {"opaque-dropped", N_ ("Content that was made for another site is left out.")},
  {"not-read-back",
   N_ ("The site does not say what it holds: after a lost answer you will have to look.")},
  {"headline-over", N_ ("The headline is longer than the %s characters that suit the site.")},
  {"standfirst-over",
   N_ ("The standfirst is longer than the %s characters of the site’s excerpt.")},
  {"slug-over", N_ ("The web address is longer than the %s characters that the site takes.")},
  {"lead-alt-over", N_ ("The lead picture’s alternative text is longer than the %s characters that "
                        "the site takes.")},
  {"tags-over", N_ ("There are more than the %s tags that the site takes.")},
  {"size-over", N_ ("The article is larger than the %s KB that the site takes.")},
};

/**
 * mb_message_for_lint:
 * @item: what a site will do with an article
 *
 * Says it in a person's words.
 *
 * Returns: (transfer full): a sentence
 */
char *
mb_message_for_lint (const MbLintItem *item)
{
  g_return_val_if_fail (item != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    const char *sentence;
    const char *place;

    if (strcmp (lines[i].code, item->code) != 0)
      continue;
    sentence = _ (lines[i].sentence);
    place = strstr (sentence, "%s");
    if (!place)
      return g_strdup (sentence);
    return g_strdup_printf ("%.*s%s%s", (int) (place - sentence), sentence,
                            item->detail ? item->detail : "", place + 2);
  }

  return g_strdup (item->code);
}
