#pragma once

#include "mb-newsroom.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A window: the list, the article, the pane. It puts them together and nothing more.
 *
 * Signal `settled`: the writer has paused, or another article is shown: where they are can be kept.
 */
#define MB_TYPE_WINDOW (mb_window_get_type ())

G_DECLARE_FINAL_TYPE (MbWindow, mb_window, MB, WINDOW, AdwApplicationWindow)

/* What a window looks like when it opens, and looked like when it closed. */
typedef struct {
  int width_px;
  int height_px;
  gboolean maximized;
  gboolean list_shown;
  gboolean pane_shown;
  char *pane_name;
} MbWindowShape;

GtkWidget *mb_window_new (GtkApplication *application, MbNewsroom *newsroom);
void mb_window_set_shape (MbWindow *self, const MbWindowShape *shape);
void mb_window_get_shape (MbWindow *self, MbWindowShape *shape);
void mb_window_set_language (MbWindow *self, const char *language);
void mb_window_show_draft (MbWindow *self, MbDraft *draft, const MbPosition *caret);
MbDraft *mb_window_get_draft (MbWindow *self);
void mb_window_get_session (MbWindow *self, MbSession *session);
void mb_window_open_draft (MbWindow *self, const char *draft_id);
void mb_window_import (MbWindow *self, GFile *file);
void mb_window_tell (MbWindow *self, const char *sentence);

G_END_DECLS
