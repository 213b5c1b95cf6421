#pragma once

#include "mb-article.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The writing surface: one text view over one article.
 *
 * Properties: `article` (MbArticle), `block-kind` (int,
 * MbBlockKind under the caret, read-only), `strong`, `emphasis`, `in-link` (boolean, read-only:
 * state at the caret, for toggles), `caret-block` (unsigned 64-bit, read-only: id of the block with
 * the caret), `caret-comment` (the same: id of the open comment on the words at the caret).
 *
 * Actions (on the widget, so that menus, keys and buttons share them): `text.undo`, `text.redo`,
 * `text.strong`, `text.emphasis`, `text.plain`, `text.link` (asks by the signal `link-requested`),
 * `text.kind` (string: a block kind's name, with ":bullet" or ":ordered" behind "list-item"),
 * `text.move-up`, `text.move-down`, `text.separator`, `text.figure` (asks by `picture-requested`),
 * `text.figure-fields` (asks by `figure-activated`), `text.nbsp`, `text.paste-plain`,
 * `text.comment` (asks by `comment-requested`).
 *
 * Signals: `link-requested (char *current_address)`, `picture-requested ()`, `figure-activated
 * (guint64 block)`, `picture-offered (GBytes *bytes, char *file_name)` (pasted or dropped),
 * `scrolled (guint64 block, double fraction)`, `comment-requested ()`, `paste-failed
 * (MbPasteOutcome outcome, GError *error)` (the error may be missing).
 */
#define MB_TYPE_EDITOR_VIEW (mb_editor_view_get_type ())

G_DECLARE_FINAL_TYPE (MbEditorView, mb_editor_view, MB, EDITOR_VIEW, GtkWidget)

/* What became of a paste when it did not become what was copied. */
typedef enum {
  MB_PASTE_AS_TEXT,   /* the words came in, without styles, links and pictures */
  MB_PASTE_NOTHING,   /* nothing came in */
  MB_PASTE_ELSEWHERE, /* nothing came in, because another article was opened meanwhile */
} MbPasteOutcome;

/* HTML of strangers → our blocks, asynchronously, so that the reader may live in another process.
 */
typedef void (*MbEditorHtmlReady) (GPtrArray *blocks, const GError *error, gpointer user_data);
typedef void (*MbEditorReadHtml) (GBytes *html,
                                  MbEditorHtmlReady ready,
                                  gpointer ready_data,
                                  gpointer user_data);

/* A picture's pixels, upright and at most so wide, from wherever pictures are decoded. */
typedef void (*MbEditorPictureReady) (GdkTexture *texture,
                                      const GError *error,
                                      gpointer ready_data);
typedef void (*MbEditorLoadPicture) (const char *sha256,
                                     int max_width_px,
                                     MbEditorPictureReady ready,
                                     gpointer ready_data,
                                     gpointer user_data);

GtkWidget *mb_editor_view_new (void);

MbArticle *mb_editor_view_get_article (MbEditorView *self);
void mb_editor_view_set_article (MbEditorView *self, MbArticle *article);
void mb_editor_view_set_picture_loader (MbEditorView *self,
                                        MbEditorLoadPicture load,
                                        gpointer user_data,
                                        GDestroyNotify destroy);
void mb_editor_view_set_read_only (MbEditorView *self, gboolean read_only);
void mb_editor_view_set_html_reader (MbEditorView *self,
                                     MbEditorReadHtml read,
                                     gpointer user_data,
                                     GDestroyNotify destroy);

void mb_editor_view_jump (MbEditorView *self, const MbPosition *position);
void mb_editor_view_select (MbEditorView *self, const MbPosition *start, const MbPosition *end);
gboolean mb_editor_view_get_range (MbEditorView *self, MbPosition *start, MbPosition *end);
gboolean mb_editor_view_get_caret (MbEditorView *self, MbPosition *position);
void mb_editor_view_set_link (MbEditorView *self, const char *address);
void mb_editor_view_insert_block (MbEditorView *self, MbBlock *block);
void mb_editor_view_type (MbEditorView *self, const char *text);
void mb_editor_view_scroll_to_block (MbEditorView *self, guint64 block, double fraction);

G_END_DECLS
