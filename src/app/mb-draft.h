#pragma once

#include "mb-journal.h"

G_BEGIN_DECLS

/* An article that is open: the article, the journal that writes it down, and how far that has come.
 * There is one for each open article of a process.
 *
 * Properties: `article` (MbArticle), `state` (MbDraftState, read-only), `problem` (boxed GError,
 * nullable, read-only: why words are in memory alone).
 */
#define MB_TYPE_DRAFT (mb_draft_get_type ())
#define MB_TYPE_DRAFT_STATE (mb_draft_state_get_type ())

G_DECLARE_FINAL_TYPE (MbDraft, mb_draft, MB, DRAFT, GObject)

typedef enum {
  MB_DRAFT_NEW,      /* nothing has been written yet, and nothing is stored */
  MB_DRAFT_SAVED,    /* all of it is on disk */
  MB_DRAFT_SAVING,   /* the last words are on their way */
  MB_DRAFT_UNSAVED,  /* writing failed: kept in memory and tried again */
  MB_DRAFT_READ_ONLY /* the store is open for reading, and has all of it */
} MbDraftState;

GType mb_draft_state_get_type (void);
MbDraft *
mb_draft_new (MbStore *store, MbArticle *article, gboolean is_stored) G_GNUC_WARN_UNUSED_RESULT;
MbArticle *mb_draft_get_article (MbDraft *self);
MbJournal *mb_draft_get_journal (MbDraft *self);
const char *mb_draft_get_id (MbDraft *self);
MbDraftState mb_draft_get_state (MbDraft *self);
const GError *mb_draft_get_problem (MbDraft *self);

G_END_DECLS
