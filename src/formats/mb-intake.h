#pragma once

#include "mb-import.h"

G_BEGIN_DECLS

/* What an importer gathers: blocks in order, fields, notes; in the end an article. */
typedef struct _MbIntake MbIntake;

MbIntake *mb_intake_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_intake_free (MbIntake *self);

void mb_intake_take_block (MbIntake *self, MbBlock *block);
MbBlock *mb_intake_add_text (MbIntake *self, MbBlockKind kind, const char *words);
void mb_intake_set_meta (MbIntake *self, const char *name, const char *value);
void mb_intake_note (MbIntake *self, const char *code, const char *detail, guint64 block);
void mb_intake_note_count (MbIntake *self, const char *code, guint count);
gboolean mb_intake_has_kind (MbIntake *self, MbBlockKind kind);
gboolean mb_intake_is_empty (MbIntake *self);
MbImport *
mb_intake_finish (MbIntake *self, const char *article_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbImport *mb_intake_finish_snapshot (MbIntake *self,
                                     MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;
MbFragment *mb_intake_finish_fragment (MbIntake *self) G_GNUC_WARN_UNUSED_RESULT;

/* The importers. Each takes text that is valid UTF-8 with lines ending in \n. */
gboolean mb_import_page (MbIntake *intake, const char *text, GError **error);
gboolean mb_import_text (MbIntake *intake, const char *text, GError **error);
gboolean mb_import_markdown (MbIntake *intake, const char *text, GError **error);
gboolean mb_import_html (MbIntake *intake,
                         const char *text,
                         gboolean whole_page,
                         GCancellable *cancellable,
                         GError **error);

/* What text importers share. */
gboolean mb_import_is_cut_off (const char *headline);
gboolean mb_import_is_crosshead (const char *line);
char *mb_import_drop_control_escapes (const char *json,
                                      guint *n_controls) G_GNUC_WARN_UNUSED_RESULT;
MbBlock *mb_import_make_figure (const char *words) G_GNUC_WARN_UNUSED_RESULT;
MbBlock *mb_markdown_read_table (const char *words) G_GNUC_WARN_UNUSED_RESULT;
MbBlock *mb_markdown_read_figure (const char *words) G_GNUC_WARN_UNUSED_RESULT;
MbText *mb_markdown_read_inline (const char *words) G_GNUC_WARN_UNUSED_RESULT;
MbText *mb_markdown_read_wrapped (const char *words) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbIntake, mb_intake_free)

G_END_DECLS
