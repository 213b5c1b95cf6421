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
  MB_FORMATS_ERROR_HELPER,  /* the helper could not be started, or ended badly */
  MB_FORMATS_ERROR_LIMITS,  /* the helper ran into its limits */
  MB_FORMATS_ERROR_DAMAGED, /* an article file that is cut off or was changed on the way */
  MB_FORMATS_ERROR_NEWER,   /* an article file of a newer Marbre */
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

/* One thing worth telling: a code, the words or the number concerned, the block (0: the article).
 *
 * Codes: headline-cut, headline-from-title (detail: the headline) · credit-missing,
 * alt-equals-caption, unplaced (block, detail: its words) · left-out-anchor, left-out-networks,
 * left-out-comments, left-out-newsletter, left-out-about, left-out-related, left-out-sections,
 * left-out-footer, left-out-reading-time (detail: its words) · nbsp-mended, bytes-repaired,
 * controls-removed, site-part-left-out, picture-missing, link-dropped, embed-as-link,
 * tracker-dropped (detail: how many) · encoding-guessed (detail: its name).
 */
typedef struct {
  const char *code; /* static */
  char *detail;     /* (nullable) */
  guint64 block;
} MbImportNote;

typedef struct {
  MbSnapshot *snapshot;
  GPtrArray *notes; /* of MbImportNote */
} MbImport;

/* A piece for an article that there is already: body blocks alone. */
typedef struct {
  GPtrArray *blocks; /* of MbBlock, with ids of their own */
  GPtrArray *notes;  /* of MbImportNote */
} MbFragment;

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

/* HTML from a clipboard, a field or another site, read in the helper. */
MbFragment *mb_import_fragment_sync (GBytes *html,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_import_blocks_sync (const char *html, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_import_fragment_async (GBytes *html,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
MbFragment *mb_import_fragment_finish (GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_fragment_free (MbFragment *fragment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbFragment, mb_fragment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbImport, mb_import_free)

G_END_DECLS
