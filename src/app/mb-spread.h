#pragma once

#include "mb-newsroom.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The article as one text, with the pane beside it: its data, its comments, its preview.
 *
 * Property `pane-open` (boolean): whether anything is beside the text, or, large, over it. Signal
 * `notice (char *sentence)`: something to be told in passing. Whoever holds it has the editor's
 * `text.*` actions, for the buttons above the text.
 */
#define MB_TYPE_SPREAD (mb_spread_get_type ())

G_DECLARE_FINAL_TYPE (MbSpread, mb_spread, MB, SPREAD, AdwBin)

/* From wide to narrow. */
typedef enum {
  MB_LAYOUT_WIDE,    /* list, text and pane */
  MB_LAYOUT_MEDIUM,  /* the pane slides over the text */
  MB_LAYOUT_NARROW,  /* list or text */
  MB_LAYOUT_COMPACT, /* as narrow as a phone */
} MbLayout;

void mb_spread_set_newsroom (MbSpread *self, MbNewsroom *newsroom);
void mb_spread_set_article (MbSpread *self, MbArticle *article);
void mb_spread_set_layout (MbSpread *self, MbLayout layout);
MbEditorView *mb_spread_get_editor (MbSpread *self);
AdwViewStackPage *mb_spread_get_review_page (MbSpread *self);

/* The text */
void mb_spread_type (MbSpread *self, const char *text);
void mb_spread_jump (MbSpread *self, guint64 block, guint part);
void mb_spread_show_finding (MbSpread *self, guint64 block, guint part, const char *code);

/* Where the keyboard is */
void mb_spread_focus_text (MbSpread *self);
void mb_spread_focus_nearest (MbSpread *self, gboolean first);
gboolean mb_spread_move_focus (MbSpread *self, gboolean forward);

/* The pane */
void mb_spread_show_pane (MbSpread *self, const char *name);
void mb_spread_toggle_pane (MbSpread *self, const char *name);
gboolean mb_spread_get_pane_shown (MbSpread *self);
const char *mb_spread_get_pane_name (MbSpread *self);
void mb_spread_toggle_large_preview (MbSpread *self);
gboolean mb_spread_close_large_preview (MbSpread *self);

G_END_DECLS
