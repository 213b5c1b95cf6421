#pragma once

#include "mb-article.h"

G_BEGIN_DECLS

/* A place in an article that a control shows and changes: metadata, an attribute of a block or the
 * text of one of its parts. Typing becomes transactions that undo takes as one; undo, and whoever
 * else changes the article, shows in the control.
 *
 * Properties: `text` (string, as a person types it; to be bound to a control), `valid` (boolean,
 * read-only: whether the text is a value; if not, the article keeps the value it had).
 */
#define MB_TYPE_FIELD (mb_field_get_type ())

G_DECLARE_FINAL_TYPE (MbField, mb_field, MB, FIELD, GObject)

typedef enum {
  MB_FIELD_META,
  MB_FIELD_ATTRIBUTE,
  MB_FIELD_PART,
} MbFieldPlace;

/* Constant; `format` and `parse` are NULL when the text is the value. */
typedef struct {
  MbFieldPlace place;
  const char *name;
  MbPartRole role;
  char *(*format) (const char *value);
  gboolean (*parse) (const char *text, char **value);
} MbFieldKind;

MbField *mb_field_new (const MbFieldKind *kind) G_GNUC_WARN_UNUSED_RESULT;
void mb_field_set_article (MbField *self, MbArticle *article, guint64 block);
const char *mb_field_get_text (MbField *self);
void mb_field_set_text (MbField *self, const char *text);
void mb_field_bind (MbField *self, gpointer control);

/* For lists: one entry a line in the article, commas between them for people. */
char *mb_field_format_list (const char *value) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_field_parse_list (const char *text, char **value);

/* One change that is not typed. */
void mb_field_put (MbArticle *article, const char *meta, const char *value);

G_END_DECLS
