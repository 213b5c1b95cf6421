#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/* What a page may do, which is nothing: decided in this one file. */
#define MB_WEB_WORLD "marbre"
#define MB_WEB_PAGE_SCHEME "marbre-page"
#define MB_WEB_MEDIA_SCHEME "marbre-media"

/* Without `sandbox`: with it, no script of ours runs in any world. */
#define MB_WEB_CONTENT_POLICY                                                                      \
  "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src marbre-media:; "      \
  "base-uri 'none'; form-action 'none'; frame-src 'none'"

WebKitNetworkSession *mb_web_policy_make_session (void) G_GNUC_WARN_UNUSED_RESULT;
WebKitSettings *mb_web_policy_make_settings (gboolean accelerated) G_GNUC_WARN_UNUSED_RESULT;
SoupMessageHeaders *mb_web_policy_make_headers (void) G_GNUC_WARN_UNUSED_RESULT;
void mb_web_policy_watch (WebKitWebView *view);

void mb_web_policy_compile_filter_async (GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
WebKitUserContentFilter *mb_web_policy_compile_filter_finish (GAsyncResult *result, GError **error);

G_END_DECLS
