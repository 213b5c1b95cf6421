#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for some words to somebody before something is done.
 *
 * Signal `answered (char *words)`: "" when nothing was written, and nothing has to be.
 */
#define MB_TYPE_WORDS_DIALOG (mb_words_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbWordsDialog, mb_words_dialog, MB, WORDS_DIALOG, AdwAlertDialog)

typedef struct {
  const char *heading;
  const char *body;   /* (nullable) */
  const char *detail; /* (nullable): lines that stand above the words */
  const char *name;   /* of the words, for people who cannot see */
  const char *verb;   /* what answering does, with its access key */
  gboolean required;  /* whether nothing is done without words */
} MbWordsQuestion;

AdwDialog *mb_words_dialog_new (const MbWordsQuestion *question);

G_END_DECLS
