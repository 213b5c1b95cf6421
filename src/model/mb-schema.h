#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  MB_BLOCK_KICKER,
  MB_BLOCK_HEADLINE,
  MB_BLOCK_STANDFIRST,
  MB_BLOCK_PARAGRAPH,
  MB_BLOCK_CROSSHEAD,
  MB_BLOCK_SUBCROSSHEAD,
  MB_BLOCK_QUOTATION,
  MB_BLOCK_PULL_QUOTE,
  MB_BLOCK_LIST_ITEM,
  MB_BLOCK_FIGURE,
  MB_BLOCK_EMBED,
  MB_BLOCK_TABLE,
  MB_BLOCK_SEPARATOR,
  MB_BLOCK_PREFORMATTED,
  MB_BLOCK_OPAQUE,
} MbBlockKind;

#define MB_N_BLOCK_KINDS (MB_BLOCK_OPAQUE + 1)
#define MB_N_FURNITURE 3

typedef enum {
  MB_CONTAINER_ARTICLE,
  MB_CONTAINER_ASIDE,
  MB_CONTAINER_GALLERY,
} MbContainerKind;

typedef enum {
  MB_PART_TEXT,
  MB_PART_ATTRIBUTION,
  MB_PART_PICTURE, /* an object line without text */
  MB_PART_CAPTION,
  MB_PART_CREDIT,
  MB_PART_OBJECT, /* an object line without text */
  MB_PART_CELL,   /* text without a line in the editor */
} MbPartRole;

typedef enum {
  MB_SPAN_STRONG,
  MB_SPAN_EMPHASIS,
  MB_SPAN_LINK, /* value: the address */
  MB_SPAN_SUPERSCRIPT,
  MB_SPAN_SUBSCRIPT,
  MB_SPAN_STRIKETHROUGH,
  MB_SPAN_CODE,
  MB_SPAN_LANGUAGE,   /* value: a BCP 47 tag */
  MB_SPAN_NOTE,       /* private: in the text, never published, never counted */
  MB_SPAN_COMMENT,    /* mark: id of the thread */
  MB_SPAN_SUGGESTION, /* mark: its id; value: "insert" or "delete" */
} MbSpanKind;

#define MB_N_SPAN_KINDS (MB_SPAN_SUGGESTION + 1)

const char *mb_block_kind_to_string (MbBlockKind kind);
gboolean mb_block_kind_from_string (const char *name, MbBlockKind *kind);
guint mb_block_kind_get_n_parts (MbBlockKind kind);
MbPartRole mb_block_kind_get_role (MbBlockKind kind, guint part);
gboolean mb_block_kind_find_role (MbBlockKind kind, MbPartRole role, guint *part);
gboolean mb_block_kind_is_furniture (MbBlockKind kind);
gboolean mb_block_kind_is_object (MbBlockKind kind);
gboolean mb_block_kind_has_attribute (MbBlockKind kind, const char *name);
gboolean mb_block_can_contain (MbContainerKind parent, MbBlockKind child);
gboolean mb_container_parse (const char *container, MbContainerKind *kind);

gboolean mb_part_role_is_object (MbPartRole role);
gboolean mb_part_role_allows_span (MbPartRole role, MbSpanKind kind);

const char *mb_span_kind_to_string (MbSpanKind kind);
gboolean mb_span_kind_from_string (const char *name, MbSpanKind *kind);
gboolean mb_span_kind_grows (MbSpanKind kind);
gboolean mb_span_kind_has_value (MbSpanKind kind);
gboolean mb_span_kind_has_mark (MbSpanKind kind);

gboolean mb_meta_is_known (const char *name);
gboolean mb_meta_is_sound (const char *name, const char *value);

/* Names of metadata. Lists (byline, tags) keep one entry a line. */
#define MB_META_BYLINE "byline"
#define MB_META_DATELINE "dateline"
#define MB_META_DATE "date" /* the date printed with the article, ISO 8601 */
#define MB_META_SECTION "section"
#define MB_META_TAGS "tags"
#define MB_META_SLUG "slug"
#define MB_META_LANGUAGE "language"
#define MB_META_SEARCH_TITLE "search-title"
#define MB_META_SEARCH_DESCRIPTION "search-description"
#define MB_META_SCHEDULE "schedule"
#define MB_META_EMBARGO "embargo"
#define MB_META_ASSIGNMENT "assignment"
#define MB_META_NOTES "notes"
#define MB_META_SOURCE "source"
#define MB_META_HEADLINE_CUT                                                                       \
  "headline-cut" /* the imported headline as its source had cut it off                             \
                  */

/* Names of block attributes. */
#define MB_ATTR_CONTAINER "container" /* "aside-<id>" or "gallery-<id>" */
#define MB_ATTR_LANGUAGE "language"
#define MB_ATTR_LIST "list" /* "bullet" or "ordered" */
#define MB_ATTR_LEVEL "level"
#define MB_ATTR_MEDIA "media" /* SHA-256 of the original's bytes, 64 hex digits */
#define MB_ATTR_ALT "alt"
#define MB_ATTR_DECORATIVE "decorative" /* "true" */
#define MB_ATTR_RIGHTS "rights"
#define MB_ATTR_WIDTH "width"
#define MB_ATTR_HEIGHT "height"
#define MB_ATTR_FILE_NAME "file-name"
#define MB_ATTR_URL "url"
#define MB_ATTR_PROVIDER "provider"
#define MB_ATTR_TITLE "title"
#define MB_ATTR_TEXT "text"
#define MB_ATTR_ROWS "rows"
#define MB_ATTR_COLUMNS "columns"
#define MB_ATTR_HEADER "header"
#define MB_ATTR_SOURCE "source"
#define MB_ATTR_DATA "data"

G_END_DECLS
