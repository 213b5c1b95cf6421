#pragma once

#include "mb-block.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  MB_HTML_ERROR_FAILED,
  MB_HTML_ERROR_LIMITS, /* too large, or made to exhaust who reads it */
  MB_HTML_ERROR_EMPTY,  /* nothing to read in it */
} MbHtmlError;

#define MB_HTML_ERROR (mb_html_error_quark ())

typedef enum {
  MB_HTML_FRAGMENT, /* from a clipboard or a field: no headline, everything counts */
  MB_HTML_DOCUMENT, /* a page: its headline is looked for, the site around it left out */
} MbHtmlMode;

typedef struct {
  GPtrArray *blocks;  /* of MbBlock; in a document furniture may be among them */
  char *title;        /* (nullable): of the document */
  GHashTable *metas;  /* name of metadata → value */
  GHashTable *counts; /* note → how often */
} MbHtmlResult;

GQuark mb_html_error_quark (void);
MbHtmlResult *mb_html_read (const char *html, gsize n_bytes, MbHtmlMode mode, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void mb_html_result_free (MbHtmlResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbHtmlResult, mb_html_result_free)

G_END_DECLS
