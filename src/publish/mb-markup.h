#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A page's tags and text, one after the other, without building a tree: enough to read a page back
 * and to find an address in its head. Understands nothing else of HTML. */
typedef enum {
  MB_TOKEN_END,
  MB_TOKEN_TEXT,  /* `start`, `size`: not decoded */
  MB_TOKEN_OPEN,  /* `name`; attributes by mb_markup_dup_attribute() */
  MB_TOKEN_CLOSE, /* `name` */
} MbTokenKind;

typedef struct {
  MbTokenKind kind;
  const char *start; /* of the text, or of the attributes */
  gsize size;
  char name[16]; /* lower case; longer names are cut */
} MbToken;

typedef struct {
  const char *at;
  const char *end;
} MbMarkup;

void mb_markup_init (MbMarkup *self, const char *html, gsize size);
gboolean mb_markup_next (MbMarkup *self, MbToken *token);
void mb_markup_skip_element (MbMarkup *self, const char *name);
char *mb_markup_dup_attribute (const MbToken *token, const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mb_markup_decode (const char *text, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
