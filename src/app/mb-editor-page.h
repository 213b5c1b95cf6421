#pragma once

#include "mb-newsroom.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The article as one text, with what stands beside it: the middle and the right region.
 *
 * Signals: `notice (char *sentence)`: something to be told in passing; `connect-requested
 * (MbSite *site)`: a site is wanted, or (not %NULL) its access must be given again; `new-requested
 * (char *first_letter)`: on the page without an article somebody began to type; `copy-wanted
 * (MbSnapshot *snapshot)`: it is to become an article of its own.
 */
#define MB_TYPE_EDITOR_PAGE (mb_editor_page_get_type ())

G_DECLARE_FINAL_TYPE (MbEditorPage, mb_editor_page, MB, EDITOR_PAGE, AdwNavigationPage)

/* From wide to narrow. */
typedef enum {
  MB_LAYOUT_WIDE,    /* list, text and pane */
  MB_LAYOUT_MEDIUM,  /* the pane slides over the text */
  MB_LAYOUT_NARROW,  /* list or text */
  MB_LAYOUT_COMPACT, /* as narrow as a phone */
} MbLayout;

void mb_editor_page_set_newsroom (MbEditorPage *self, MbNewsroom *newsroom);
void mb_editor_page_set_draft (MbEditorPage *self, MbDraft *draft, const MbPosition *caret);
MbDraft *mb_editor_page_get_draft (MbEditorPage *self);
void mb_editor_page_set_layout (MbEditorPage *self, MbLayout layout);
void mb_editor_page_get_session (MbEditorPage *self, MbSession *session);
void mb_editor_page_jump (MbEditorPage *self, guint64 block, guint part);
void mb_editor_page_type (MbEditorPage *self, const char *text);
void mb_editor_page_focus_text (MbEditorPage *self);
void mb_editor_page_focus_region (MbEditorPage *self, gboolean first);
gboolean mb_editor_page_move_region (MbEditorPage *self, gboolean forward);

/* The pane */
void mb_editor_page_show_pane (MbEditorPage *self, const char *name);
void mb_editor_page_toggle_pane (MbEditorPage *self, const char *name);
gboolean mb_editor_page_get_pane_shown (MbEditorPage *self);
const char *mb_editor_page_get_pane_name (MbEditorPage *self);
void mb_editor_page_toggle_large_preview (MbEditorPage *self);
gboolean mb_editor_page_close_large_preview (MbEditorPage *self);

/* Publishing */
void mb_editor_page_publish (MbEditorPage *self);
void mb_editor_page_review (MbEditorPage *self, const char *what);
void mb_editor_page_show_job (MbEditorPage *self, MbJob *job);
const char *mb_editor_page_get_public_url (MbEditorPage *self);

G_END_DECLS
