#pragma once

#include "mb-snapshot.h"

G_BEGIN_DECLS

/* Snapshot → HTML and text, escaped for its context. One renderer for preview, publishing and the
 * embedded site.
 *
 * Markup of MB_RENDER_PREVIEW and MB_RENDER_PAGE, which the site's theme styles:
 *   p.kicker · h1.headline · p.standfirst · p.byline (span.names span.place time) · p ·
 *   h2.crosshead · h3.subcrosshead · blockquote.quote and aside.pullquote (p, footer > cite) ·
 *   figure.figure (img, figcaption > span.caption span.credit) · hr.separator ·
 *   p.embed (a, span.provider, span.excerpt) · div.table > table · pre ·
 *   aside.box around boxes, div.gallery around galleries (page alone) · lists.
 * The preview adds to each block's element `data-id` (16 hex digits; the byline's is "byline"), to
 * each part's element behind the first `data-part`, the class `empty` where nothing is written yet,
 * and draws a picture without bytes as figure.without-picture > div.missing-picture > span. There
 * nothing is grouped, so that a patch replaces one element by one: a list item is a list of one,
 * ul.list-item.bullet.level-0 or ol.list-item.ordered.level-0 (0 is the outermost level; its sheet
 * numbers them), a block of a box has the class `in-box`, one of a gallery `in-gallery`.
 *
 * MB_RENDER_BODY has no classes but `box`: figures with their credit in <small>, quotations with
 * footer and cite, a pull quote as aside, embeds as links, lists nested. */
typedef enum {
  MB_RENDER_PREVIEW, /* each block carries data-id; furniture and byline included; missing pictures
                        drawn as boxes */
  MB_RENDER_BODY,    /* what goes into a site's content field: body only, class-light */
  MB_RENDER_PAGE,    /* body as the embedded site's theme sets it: classes, no ids of ours */
} MbRenderMode;

/* Address of a picture's bytes; NULL: there is none, show what stands in for it. (transfer full) */
typedef char *(*MbRenderAddress) (const MbBlock *figure, gpointer user_data);

typedef struct {
  MbRenderMode mode;
  MbRenderAddress address; /* NULL: no picture has an address */
  gpointer user_data;
  const char *language; /* BCP 47; NULL: the article's own */
} MbRenderOptions;

char *mb_render_article (MbSnapshot *snapshot,
                         const MbRenderOptions *options) G_GNUC_WARN_UNUSED_RESULT;
char *mb_render_block (const MbBlock *block,
                       const MbRenderOptions *options) G_GNUC_WARN_UNUSED_RESULT;
char *mb_render_byline (const MbSnapshot *snapshot,
                        const MbRenderOptions *options) G_GNUC_WARN_UNUSED_RESULT;
char *mb_render_inline (const MbText *text,
                        const MbRenderOptions *options) G_GNUC_WARN_UNUSED_RESULT;
char *mb_render_plain (MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;
char *mb_render_markdown (MbSnapshot *snapshot,
                          const MbRenderOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* One escaper a context. */
void mb_render_escape_text (GString *out, const char *text, gssize n_bytes);
void mb_render_escape_attribute (GString *out, const char *text, gssize n_bytes);
char *mb_render_safe_url (const char *url) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
