#pragma once

#include "mb-render.h"

G_BEGIN_DECLS

/* What the renderer's files share: where the markup goes, and how it is asked for. */
typedef struct {
  GString *out;
  const MbRenderOptions *options;
  const MbBlock *lead; /* (nullable): the figure that is wanted at once, not when scrolled to */
} MbWriter;

void mb_writer_inline (const MbWriter *self, const MbText *text);
void mb_writer_preformatted (const MbWriter *self, const MbText *text);
void mb_writer_block (const MbWriter *self, const MbBlock *block);
void mb_writer_open (const MbWriter *self,
                     const char *element,
                     const MbBlock *block,
                     const char *classes);
void mb_writer_attribute (const MbWriter *self, const char *name, const char *value);
gboolean mb_render_is_ordered (const MbBlock *item);
guint mb_render_get_level (const MbBlock *item);
void mb_render_append_date (GString *out, const char *iso8601, gboolean french);
gboolean mb_render_is_french (const MbSnapshot *snapshot, const MbRenderOptions *options);

G_END_DECLS
