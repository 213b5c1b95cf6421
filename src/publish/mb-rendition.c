#include "mb-rendition.h"

/* Narrower budgets than a picture's own: three pictures and the text fit into 350 KB. */
#define LEAD_WIDTH_PX 1600
#define INLINE_WIDTH_PX 1200
#define LEAD_BUDGET_BYTES (120 * 1024)
#define INLINE_BUDGET_BYTES (80 * 1024)

static const char *
role_text (const MbBlock *figure, MbPartRole role)
{
  MbText *text = mb_block_get_role (figure, role);

  return text && *mb_text_get_utf8 (text) ? mb_text_get_utf8 (text) : NULL;
}

/**
 * mb_rendition_make:
 * @rendition: who makes it
 * @assets: where originals are
 * @figure: a figure with a picture
 * @lead: whether it is the first of the article
 * @error: return location
 *
 * Makes a picture as it leaves the machine. On a worker.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
mb_rendition_make (MbRendition rendition,
                   MbAssets *assets,
                   const MbBlock *figure,
                   gboolean lead,
                   GError **error)
{
  MbPictureWords words = {
    .caption = role_text (figure, MB_PART_CAPTION),
    .credit = role_text (figure, MB_PART_CREDIT),
    .rights = mb_block_get_attribute (figure, MB_ATTR_RIGHTS),
  };

  return rendition (assets, mb_block_get_attribute (figure, MB_ATTR_MEDIA),
                    lead ? LEAD_WIDTH_PX : INLINE_WIDTH_PX,
                    lead ? LEAD_BUDGET_BYTES : INLINE_BUDGET_BYTES, &words, error);
}

/**
 * mb_rendition_variant:
 * @lead: whether a picture is the first of its article
 *
 * Names the rendition, for the list of what a site has.
 *
 * Returns: (transfer none): a word
 */
const char *
mb_rendition_variant (gboolean lead)
{
  return lead ? "lead" : "inline";
}
