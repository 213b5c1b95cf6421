#pragma once

#include "mb-destination.h"
#include "mb-receipt.h"

G_BEGIN_DECLS

/* Reading back what a site made of an article: is every sentence there, and every picture? */
char *mb_readback_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mb_readback_text (const char *html, gsize size) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_readback_lines (const char *html, gsize size) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *
mb_readback_pictures (const char *html, gsize size, const char *base_url) G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *mb_readback_compare (const MbPost *post,
                                const char *html,
                                gsize size,
                                MbReceiptFields *fields) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_readback_holds (const MbPost *post, const MbRemote *remote);

G_END_DECLS
