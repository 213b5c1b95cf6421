#pragma once

#include "mb-article.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes → an article, with what was understood and what was not. */
typedef enum {
  MB_FORMATS_ERROR_FAILED,
  MB_FORMATS_ERROR_UNKNOWN, /* no such format, or the bytes are of none that we know */
  MB_FORMATS_ERROR_TOO_LARGE,
  MB_FORMATS_ERROR_EMPTY,
  MB_FORMATS_ERROR_HELPER, /* the helper could not be started, or ended badly */
  MB_FORMATS_ERROR_LIMITS, /* the helper ran into its limits */
} MbFormatsError;

#define MB_FORMATS_ERROR (mb_formats_error_quark ())

typedef enum {
  MB_IMPORT_AUTO,
  MB_IMPORT_PAGE, /* a site's page as "select all, copy" gives it */
  MB_IMPORT_TEXT,
  MB_IMPORT_MARKDOWN,
  MB_IMPORT_HTML,
  MB_IMPORT_JSON, /* our own */
} MbImportFormat;

/* One thing worth telling: a code like "headline-cut", the words concerned, the block (0: the
 * article). */
typedef struct {
  const char *code; /* static */
  char *detail;     /* (nullable) */
  guint64 block;
} MbImportNote;

typedef struct {
  MbSnapshot *snapshot;
  GPtrArray *notes; /* of MbImportNote */
} MbImport;

GQuark mb_formats_error_quark (void);
gboolean mb_import_format_from_string (const char *name, MbImportFormat *format);
MbImport *mb_import_bytes_sync (GBytes *bytes,
                                MbImportFormat format,
                                const char *article_id,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_import_bytes_async (GBytes *bytes,
                            MbImportFormat format,
                            const char *article_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
MbImport *mb_import_bytes_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_import_free (MbImport *import);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbImport, mb_import_free)

G_END_DECLS
