#include "mb-kind-names.h"

#include <glib/gi18n-lib.h>

/**
 * mb_kind_get_name:
 * @kind: a kind of block
 *
 * What it is called.
 *
 * Returns: (transfer none): a translated name
 */
const char *
mb_kind_get_name (MbBlockKind kind)
{
  static const char *const names[MB_N_BLOCK_KINDS] = {
    [MB_BLOCK_KICKER] = N_ ("Kicker"),
    [MB_BLOCK_HEADLINE] = N_ ("Headline"),
    [MB_BLOCK_STANDFIRST] = N_ ("Standfirst"),
    [MB_BLOCK_PARAGRAPH] = N_ ("Paragraph"),
    [MB_BLOCK_CROSSHEAD] = N_ ("Crosshead"),
    [MB_BLOCK_SUBCROSSHEAD] = N_ ("Second-Level Crosshead"),
    [MB_BLOCK_QUOTATION] = N_ ("Quotation"),
    [MB_BLOCK_PULL_QUOTE] = N_ ("Pull Quote"),
    [MB_BLOCK_LIST_ITEM] = N_ ("List Item"),
    [MB_BLOCK_FIGURE] = N_ ("Picture"),
    [MB_BLOCK_EMBED] = N_ ("Embed"),
    [MB_BLOCK_TABLE] = N_ ("Table"),
    [MB_BLOCK_SEPARATOR] = N_ ("Separator"),
    [MB_BLOCK_PREFORMATTED] = N_ ("Preformatted Text"),
    [MB_BLOCK_OPAQUE] = N_ ("Site Content"),
  };

  return _ (names[kind]);
}
