#pragma once

#include "mb-block.h"

G_BEGIN_DECLS

/* What the text of an element is for. */
typedef enum {
  MB_HTML_ROLE_BLOCK,
  MB_HTML_ROLE_ATTRIBUTION,
  MB_HTML_ROLE_CAPTION,
  MB_HTML_ROLE_CREDIT,
  MB_HTML_ROLE_CELL,
  MB_HTML_ROLE_BYLINE,
} MbHtmlRole;

typedef enum {
  MB_HTML_STRONG = 1 << 0,
  MB_HTML_EMPHASIS = 1 << 1,
  MB_HTML_SUPERSCRIPT = 1 << 2,
  MB_HTML_SUBSCRIPT = 1 << 3,
  MB_HTML_STRIKETHROUGH = 1 << 4,
  MB_HTML_CODE = 1 << 5,
  MB_HTML_PREFORMATTED = 1 << 6, /* white space counts */
  MB_HTML_ORDERED = 1 << 7,
} MbHtmlFlags;

/* What holds for text at one place: an element changes its parent's. Strings belong to the parsed
 * tree. */
typedef struct {
  MbBlockKind kind;
  MbHtmlRole role;
  MbHtmlFlags flags;
  guint level; /* of lists; 0: in none */
  guint item;  /* serial number of the list item; 0: in none */
  guint quote; /* of the quotation; 0: in none */
  guint box;   /* of the aside; 0: in none */
  const char *href;
  const char *language;
} MbHtmlContext;

/* Text and elements in reading order → blocks. */
typedef struct _MbHtmlBuilder MbHtmlBuilder;

MbHtmlBuilder *mb_html_builder_new (guint max_blocks) G_GNUC_WARN_UNUSED_RESULT;
void mb_html_builder_free (MbHtmlBuilder *self);

void mb_html_builder_text (MbHtmlBuilder *self,
                           const MbHtmlContext *context,
                           const char *text,
                           gsize n_bytes);
void mb_html_builder_break (MbHtmlBuilder *self, const MbHtmlContext *context);
void mb_html_builder_flush (MbHtmlBuilder *self, const MbHtmlContext *context);
void mb_html_builder_append (MbHtmlBuilder *self, const MbHtmlContext *context, MbBlock *block);
void mb_html_builder_begin_figure (MbHtmlBuilder *self);
void mb_html_builder_set_figure (MbHtmlBuilder *self, const char *name, const char *value);
void mb_html_builder_end_figure (MbHtmlBuilder *self, const MbHtmlContext *context);
void mb_html_builder_begin_table (MbHtmlBuilder *self);
void mb_html_builder_begin_row (MbHtmlBuilder *self);
void mb_html_builder_begin_cell (MbHtmlBuilder *self, gboolean head);
void mb_html_builder_end_table (MbHtmlBuilder *self, const MbHtmlContext *context);

gboolean mb_html_builder_has_figure (const MbHtmlBuilder *self);
gboolean mb_html_builder_is_full (const MbHtmlBuilder *self);
gboolean mb_html_builder_has_kind (const MbHtmlBuilder *self, MbBlockKind kind);
const char *mb_html_builder_get_byline (const MbHtmlBuilder *self);
GPtrArray *mb_html_builder_steal_blocks (MbHtmlBuilder *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbHtmlBuilder, mb_html_builder_free)

G_END_DECLS
