#include "mb-schema.h"

#include <string.h>

#define MAX_SLUG_BYTES 200

/* The document schema stands here and nowhere else: kinds, their parts and attributes, what may
 * stand where, and which text carries which spans. */

#define MAX_ROLES 3
#define MAX_ATTRIBUTES 9

typedef enum {
  KIND_FURNITURE = 1 << 0,
  KIND_OBJECT = 1 << 1,
  KIND_IN_ASIDE = 1 << 2,
  KIND_IN_GALLERY = 1 << 3,
} KindFlags;

typedef struct {
  const char *name;
  KindFlags flags;
  guint n_roles;
  MbPartRole roles[MAX_ROLES];
  const char *attributes[MAX_ATTRIBUTES]; /* beside `container` and `language` */
} KindInfo;

static const KindInfo kinds[MB_N_BLOCK_KINDS] = {
  [MB_BLOCK_KICKER] = {"kicker", KIND_FURNITURE, 1, {MB_PART_TEXT}, {NULL}},
  [MB_BLOCK_HEADLINE] = {"headline", KIND_FURNITURE, 1, {MB_PART_TEXT}, {NULL}},
  [MB_BLOCK_STANDFIRST] = {"standfirst", KIND_FURNITURE, 1, {MB_PART_TEXT}, {NULL}},
  [MB_BLOCK_PARAGRAPH] = {"paragraph", KIND_IN_ASIDE, 1, {MB_PART_TEXT}, {NULL}},
  [MB_BLOCK_CROSSHEAD] = {"crosshead", KIND_IN_ASIDE, 1, {MB_PART_TEXT}, {NULL}},
  [MB_BLOCK_SUBCROSSHEAD] = {"subcrosshead", KIND_IN_ASIDE, 1, {MB_PART_TEXT}, {NULL}},
  [MB_BLOCK_QUOTATION] =
    {"quotation", KIND_IN_ASIDE, 2, {MB_PART_TEXT, MB_PART_ATTRIBUTION}, {NULL}},
  [MB_BLOCK_PULL_QUOTE] = {"pull-quote", 0, 2, {MB_PART_TEXT, MB_PART_ATTRIBUTION}, {NULL}},
  [MB_BLOCK_LIST_ITEM] =
    {"list-item", KIND_IN_ASIDE, 1, {MB_PART_TEXT}, {MB_ATTR_LIST, MB_ATTR_LEVEL}},
  [MB_BLOCK_FIGURE] = {"figure",
                       KIND_IN_ASIDE | KIND_IN_GALLERY,
                       3,
                       {MB_PART_PICTURE, MB_PART_CAPTION, MB_PART_CREDIT},
                       {MB_ATTR_MEDIA, MB_ATTR_ALT, MB_ATTR_DECORATIVE, MB_ATTR_RIGHTS,
                        MB_ATTR_WIDTH, MB_ATTR_HEIGHT, MB_ATTR_FILE_NAME, MB_ATTR_SOURCE}},
  [MB_BLOCK_EMBED] = {"embed",
                      KIND_OBJECT | KIND_IN_ASIDE,
                      1,
                      {MB_PART_OBJECT},
                      {MB_ATTR_URL, MB_ATTR_PROVIDER, MB_ATTR_TITLE, MB_ATTR_TEXT}},
  [MB_BLOCK_TABLE] = {"table",
                      KIND_OBJECT | KIND_IN_ASIDE,
                      1,
                      {MB_PART_OBJECT},
                      {MB_ATTR_ROWS, MB_ATTR_COLUMNS, MB_ATTR_HEADER, MB_ATTR_TITLE}},
  [MB_BLOCK_SEPARATOR] = {"separator", KIND_OBJECT, 1, {MB_PART_OBJECT}, {NULL}},
  [MB_BLOCK_PREFORMATTED] = {"preformatted", KIND_IN_ASIDE, 1, {MB_PART_TEXT}, {NULL}},
  [MB_BLOCK_OPAQUE] =
    {"opaque", KIND_OBJECT, 1, {MB_PART_OBJECT}, {MB_ATTR_SOURCE, MB_ATTR_DATA, MB_ATTR_TITLE}},
};

typedef enum {
  SPAN_GROWS = 1 << 0,
  SPAN_VALUE = 1 << 1,
  SPAN_MARK = 1 << 2,
  SPAN_EVERYWHERE =
    1 << 3, /* in furniture's and figures' text too; the others stand in body text alone */
} SpanFlags;

static const struct {
  const char *name;
  SpanFlags flags;
} spans[MB_N_SPAN_KINDS] = {
  [MB_SPAN_STRONG] = {"strong", SPAN_GROWS},
  [MB_SPAN_EMPHASIS] = {"emphasis", SPAN_GROWS | SPAN_EVERYWHERE},
  [MB_SPAN_LINK] = {"link", SPAN_VALUE | SPAN_EVERYWHERE},
  [MB_SPAN_SUPERSCRIPT] = {"superscript", SPAN_EVERYWHERE},
  [MB_SPAN_SUBSCRIPT] = {"subscript", SPAN_EVERYWHERE},
  [MB_SPAN_STRIKETHROUGH] = {"strikethrough", SPAN_GROWS},
  [MB_SPAN_CODE] = {"code", 0},
  [MB_SPAN_LANGUAGE] = {"language", SPAN_VALUE | SPAN_EVERYWHERE},
  [MB_SPAN_NOTE] = {"note", SPAN_GROWS | SPAN_EVERYWHERE},
  [MB_SPAN_COMMENT] = {"comment", SPAN_MARK | SPAN_EVERYWHERE},
  [MB_SPAN_SUGGESTION] = {"suggestion", SPAN_MARK | SPAN_VALUE | SPAN_EVERYWHERE},
};

static const char *const metas[] = {
  MB_META_ASSIGNMENT, MB_META_BYLINE,       MB_META_DATE,     MB_META_DATELINE,
  MB_META_EMBARGO,    MB_META_HEADLINE_CUT, MB_META_LANGUAGE, MB_META_NOTES,
  MB_META_SCHEDULE,   MB_META_SEARCH_TITLE, MB_META_SECTION,  MB_META_SEARCH_DESCRIPTION,
  MB_META_SLUG,       MB_META_SOURCE,       MB_META_TAGS,
};

/**
 * mb_block_kind_to_string:
 * @kind: a kind of block
 *
 * The kind's name in our JSON and in the preview's attributes.
 */
const char *
mb_block_kind_to_string (MbBlockKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_BLOCK_KINDS, NULL);

  return kinds[kind].name;
}

/**
 * mb_block_kind_from_string:
 * @name: (nullable): a name, perhaps of no kind
 * @kind: (out) (optional): return location
 *
 * Looks a kind up by its name.
 *
 * Returns: whether there is such a kind
 */
gboolean
mb_block_kind_from_string (const char *name, MbBlockKind *kind)
{
  for (guint i = 0; name && i < MB_N_BLOCK_KINDS; i++)
    if (strcmp (kinds[i].name, name) == 0) {
      if (kind)
        *kind = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * mb_block_kind_get_n_parts:
 * @kind: a kind of block
 *
 * How many parts a new block of the kind has. A table has its cells behind them.
 */
guint
mb_block_kind_get_n_parts (MbBlockKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_BLOCK_KINDS, 0);

  return kinds[kind].n_roles;
}

/**
 * mb_block_kind_get_role:
 * @kind: a kind of block
 * @part: index of a part
 *
 * What the part is for; parts behind the fixed ones are a table's cells.
 */
MbPartRole
mb_block_kind_get_role (MbBlockKind kind, guint part)
{
  g_return_val_if_fail ((guint) kind < MB_N_BLOCK_KINDS, MB_PART_TEXT);

  return part < kinds[kind].n_roles ? kinds[kind].roles[part] : MB_PART_CELL;
}

/**
 * mb_block_kind_find_role:
 * @kind: a kind of block
 * @role: what the part is for
 * @part: (out) (optional): return location for its index
 *
 * Finds the part of a kind that has a role.
 *
 * Returns: whether there is one
 */
gboolean
mb_block_kind_find_role (MbBlockKind kind, MbPartRole role, guint *part)
{
  g_return_val_if_fail ((guint) kind < MB_N_BLOCK_KINDS, FALSE);

  for (guint i = 0; i < kinds[kind].n_roles; i++)
    if (kinds[kind].roles[i] == role) {
      if (part)
        *part = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * mb_block_kind_is_furniture:
 * @kind: a kind of block
 *
 * Whether it is kicker, headline or standfirst: always there, once, in that order.
 */
gboolean
mb_block_kind_is_furniture (MbBlockKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_BLOCK_KINDS, FALSE);

  return (kinds[kind].flags & KIND_FURNITURE) != 0;
}

/**
 * mb_block_kind_is_object:
 * @kind: a kind of block
 *
 * Whether its only line is an object without text.
 */
gboolean
mb_block_kind_is_object (MbBlockKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_BLOCK_KINDS, FALSE);

  return (kinds[kind].flags & KIND_OBJECT) != 0;
}

/**
 * mb_block_kind_has_attribute:
 * @kind: a kind of block
 * @name: an attribute's name
 *
 * Whether blocks of the kind may carry the attribute.
 */
gboolean
mb_block_kind_has_attribute (MbBlockKind kind, const char *name)
{
  g_return_val_if_fail ((guint) kind < MB_N_BLOCK_KINDS, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (strcmp (name, MB_ATTR_LANGUAGE) == 0)
    return TRUE;
  if (strcmp (name, MB_ATTR_CONTAINER) == 0)
    return (kinds[kind].flags & (KIND_IN_ASIDE | KIND_IN_GALLERY)) != 0;

  for (guint i = 0; i < MAX_ATTRIBUTES && kinds[kind].attributes[i]; i++)
    if (strcmp (kinds[kind].attributes[i], name) == 0)
      return TRUE;

  return FALSE;
}

/**
 * mb_block_can_contain:
 * @parent: the article itself, or a box in it
 * @child: a kind of block
 *
 * The schema in one question; insert, paste, import and load all ask it.
 */
gboolean
mb_block_can_contain (MbContainerKind parent, MbBlockKind child)
{
  g_return_val_if_fail ((guint) child < MB_N_BLOCK_KINDS, FALSE);

  switch (parent) {
  case MB_CONTAINER_ARTICLE:
    return TRUE;
  case MB_CONTAINER_ASIDE:
    return (kinds[child].flags & KIND_IN_ASIDE) != 0;
  case MB_CONTAINER_GALLERY:
    return (kinds[child].flags & KIND_IN_GALLERY) != 0;
  }

  return FALSE;
}

/**
 * mb_container_parse:
 * @container: (nullable): the value of a block's attribute `container`
 * @kind: (out): return location
 *
 * Reads which box a block stands in; none is the article.
 *
 * Returns: whether the value names a box that we know
 */
gboolean
mb_container_parse (const char *container, MbContainerKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  if (!container)
    *kind = MB_CONTAINER_ARTICLE;
  else if (g_str_has_prefix (container, "aside-"))
    *kind = MB_CONTAINER_ASIDE;
  else if (g_str_has_prefix (container, "gallery-"))
    *kind = MB_CONTAINER_GALLERY;
  else
    return FALSE;

  return TRUE;
}

/**
 * mb_part_role_is_object:
 * @role: what a part is for
 *
 * Whether the part is a picture or another object: it never has text.
 */
gboolean
mb_part_role_is_object (MbPartRole role)
{
  return role == MB_PART_PICTURE || role == MB_PART_OBJECT;
}

/**
 * mb_part_role_allows_span:
 * @role: what a part is for
 * @kind: a kind of span
 *
 * Whether text of that role carries spans of that kind.
 */
gboolean
mb_part_role_allows_span (MbPartRole role, MbSpanKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_SPAN_KINDS, FALSE);

  if (mb_part_role_is_object (role))
    return FALSE;

  return role == MB_PART_TEXT || role == MB_PART_CELL || (spans[kind].flags & SPAN_EVERYWHERE) != 0;
}

/**
 * mb_span_kind_to_string:
 * @kind: a kind of span
 *
 * The kind's name in our JSON.
 */
const char *
mb_span_kind_to_string (MbSpanKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_SPAN_KINDS, NULL);

  return spans[kind].name;
}

/**
 * mb_span_kind_from_string:
 * @name: (nullable): a name, perhaps of no kind
 * @kind: (out) (optional): return location
 *
 * Looks a kind of span up by its name.
 *
 * Returns: whether there is such a kind
 */
gboolean
mb_span_kind_from_string (const char *name, MbSpanKind *kind)
{
  for (guint i = 0; name && i < MB_N_SPAN_KINDS; i++)
    if (strcmp (spans[i].name, name) == 0) {
      if (kind)
        *kind = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * mb_span_kind_grows:
 * @kind: a kind of span
 *
 * Whether text typed at its right edge belongs to it.
 */
gboolean
mb_span_kind_grows (MbSpanKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_SPAN_KINDS, FALSE);

  return (spans[kind].flags & SPAN_GROWS) != 0;
}

/**
 * mb_span_kind_has_value:
 * @kind: a kind of span
 *
 * Whether its spans carry a value.
 */
gboolean
mb_span_kind_has_value (MbSpanKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_SPAN_KINDS, FALSE);

  return (spans[kind].flags & SPAN_VALUE) != 0;
}

/**
 * mb_span_kind_has_mark:
 * @kind: a kind of span
 *
 * Whether its spans belong to a mark in the article's table.
 */
gboolean
mb_span_kind_has_mark (MbSpanKind kind)
{
  g_return_val_if_fail ((guint) kind < MB_N_SPAN_KINDS, FALSE);

  return (spans[kind].flags & SPAN_MARK) != 0;
}

/**
 * mb_meta_is_known:
 * @name: a name of metadata
 *
 * Whether the article has such a field. Names that begin with `x-` belong to sites and are known
 * too.
 */
gboolean
mb_meta_is_known (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (metas); i++)
    if (strcmp (metas[i], name) == 0)
      return TRUE;

  return g_str_has_prefix (name, "x-");
}

/* One step of a web address, and none that sites keep for themselves: the small site asks here,
 * too. */
static gboolean
is_slug (const char *value)
{
  static const char *const taken[] = {"admin",    "commentaire", "lettre", "media",
                                      "micropub", "rubrique",    NULL};

  return strlen (value) <= MAX_SLUG_BYTES && !g_strv_contains (taken, value) &&
         strspn (value, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (value);
}

static gboolean
is_date (const char *value)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *moment =
    strchr (value, 'T') ? g_strdup (value) : g_strconcat (value, "T00:00:00", NULL);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (moment, utc);

  return date != NULL;
}

/**
 * mb_meta_is_sound:
 * @name: a name of metadata
 * @value: what stands there, or would; "" is nothing
 *
 * Whether a value means what its field is for: a date that is one, a slug that can be part of an
 * address. An article may hold others, from an import or while somebody types.
 */
gboolean
mb_meta_is_sound (const char *name, const char *value)
{
  g_return_val_if_fail (name != NULL && value != NULL, FALSE);

  if (*value && strcmp (name, MB_META_SLUG) == 0)
    return is_slug (value);
  if (*value && strcmp (name, MB_META_DATE) == 0)
    return is_date (value);

  return TRUE;
}
