#pragma once

#include "mb-newsroom.h"

G_BEGIN_DECLS

/* What comes into the text from outside of the keyboard: pictures from files and clipboards, their
 * words, links, and HTML of strangers. Serves the editor's requests. Signal `notice (char
 * *sentence)`: something did not come in. */
#define MB_TYPE_TEXT_INTAKE (mb_text_intake_get_type ())

G_DECLARE_FINAL_TYPE (MbTextIntake, mb_text_intake, MB, TEXT_INTAKE, GObject)

MbTextIntake *mb_text_intake_new (MbEditorView *editor,
                                  MbNewsroom *newsroom) G_GNUC_WARN_UNUSED_RESULT;
void mb_text_intake_open_figure (MbTextIntake *self, guint64 block);

G_END_DECLS
