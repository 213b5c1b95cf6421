#include "mb-web-policy.h"

/* Each layer alone was found to leak: markup without scripts still loads remote pictures, the
 * page's policy does not bind our own script's world nor preconnections, a filter could fail. So
 * all of them at once, and no preview where one of them cannot be had. */

/* The filter's expressions know no alternation: one rule a scheme. */
#define FILTER                                                                                     \
  "[{\"trigger\":{\"url-filter\":\".*\"},\"action\":{\"type\":\"block\"}},"                        \
  "{\"trigger\":{\"url-filter\":\"^marbre-page:\"},"                                               \
  "\"action\":{\"type\":\"ignore-previous-rules\"}},"                                              \
  "{\"trigger\":{\"url-filter\":\"^marbre-media:\"},"                                              \
  "\"action\":{\"type\":\"ignore-previous-rules\"}}]"

/* A port of this machine that nobody listens on, nor can while we hold it. */
static guint16
hold_closed_port (GSocket **holder)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  if (!socket || !g_socket_bind (socket, any_port, FALSE, NULL))
    return 1;
  address = g_socket_get_local_address (socket, NULL);
  if (!address)
    return 1;
  *holder = g_steal_pointer (&socket);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

static void
drop_holder (gpointer data, GClosure *closure)
{
  g_clear_object ((GSocket **) &data);
}

static void
keep_holder_cb (WebKitNetworkSession *session, WebKitDownload *download, gpointer holder)
{
  webkit_download_cancel (download);
}

/**
 * mb_web_policy_make_session:
 *
 * Makes a session that keeps nothing and reaches nobody.
 *
 * Returns: (transfer full): the session
 */
WebKitNetworkSession *
mb_web_policy_make_session (void)
{
  WebKitNetworkSession *session = webkit_network_session_new_ephemeral ();
  GSocket *holder = NULL;
  g_autofree char *address =
    g_strdup_printf ("http://127.0.0.1:%u", (guint) hold_closed_port (&holder));
  WebKitNetworkProxySettings *proxy = webkit_network_proxy_settings_new (address, NULL);

  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);
  webkit_network_session_set_tls_errors_policy (session, WEBKIT_TLS_ERRORS_POLICY_FAIL);
  webkit_network_session_set_persistent_credential_storage_enabled (session, FALSE);
  webkit_cookie_manager_set_accept_policy (webkit_network_session_get_cookie_manager (session),
                                           WEBKIT_COOKIE_POLICY_ACCEPT_NEVER);
  /* The port stays held as long as the session lives. */
  g_signal_connect_data (session, "download-started", G_CALLBACK (keep_holder_cb), holder,
                         drop_holder, 0);

  return session;
}

static void
switch_features_off (WebKitSettings *settings)
{
  static const char *const names[] = {
    "BeaconAPI",      "CookieStoreAPI", "GeolocationAPI",
    "IndexedDBAPI",   "LinkPreconnect", "LinkPreconnectEarlyHints",
    "LinkPrefetch",   "LinkPreload",    "MediaDevices",
    "Notifications",  "PushAPI",        "ServiceWorkers",
    "SessionStorage", "SharedWorker",   "SpeculationRulesPrefetch",
    "StorageAPI",     "WebSocket",      "WebTransport",
    "XSLT",
  };
  g_autoptr (WebKitFeatureList) features = webkit_settings_get_all_features ();

  for (gsize i = 0; i < webkit_feature_list_get_length (features); i++) {
    WebKitFeature *feature = webkit_feature_list_get (features, i);

    for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
      if (g_str_equal (webkit_feature_get_identifier (feature), names[j]))
        webkit_settings_set_feature_enabled (settings, feature, FALSE);
  }
}

/**
 * mb_web_policy_make_settings:
 * @accelerated: whether to draw with the graphics card
 *
 * Makes settings with everything off that a page of text does without. JavaScript is on for our own
 * script, in its own world; the page's markup cannot have any.
 *
 * Returns: (transfer full): the settings
 */
WebKitSettings *
mb_web_policy_make_settings (gboolean accelerated)
{
  WebKitSettings *settings = webkit_settings_new_with_settings (
    "enable-javascript", TRUE, "enable-javascript-markup", FALSE, "auto-load-images", TRUE,
    "enable-webrtc", FALSE, "enable-media-stream", FALSE, "enable-webgl", FALSE, "enable-webaudio",
    FALSE, "enable-media", FALSE, "enable-mediasource", FALSE, "enable-encrypted-media", FALSE,
    "enable-html5-local-storage", FALSE, "enable-html5-database", FALSE, "enable-page-cache", FALSE,
    "enable-fullscreen", FALSE, "enable-site-specific-quirks", FALSE,
    "enable-back-forward-navigation-gestures", FALSE, "enable-developer-extras", FALSE,
    "enable-tabs-to-links", FALSE, "allow-modal-dialogs", FALSE, "javascript-can-access-clipboard",
    FALSE, "javascript-can-open-windows-automatically", FALSE, "allow-file-access-from-file-urls",
    FALSE, "allow-universal-access-from-file-urls", FALSE, "hardware-acceleration-policy",
    accelerated ? WEBKIT_HARDWARE_ACCELERATION_POLICY_ALWAYS
                : WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
    NULL);

  /* Newer ones have no such switches, and warn when they are touched. */
  if (webkit_get_minor_version () < 50)
    g_object_set (settings, "enable-dns-prefetching", FALSE, "enable-hyperlink-auditing", FALSE,
                  NULL);
  switch_features_off (settings);

  return settings;
}

/**
 * mb_web_policy_make_headers:
 *
 * Makes the headers that go with every answer.
 *
 * Returns: (transfer full): the headers
 */
SoupMessageHeaders *
mb_web_policy_make_headers (void)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

  soup_message_headers_append (headers, "Content-Security-Policy", MB_WEB_CONTENT_POLICY);
  soup_message_headers_append (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_append (headers, "X-DNS-Prefetch-Control", "off");
  soup_message_headers_append (headers, "X-Content-Type-Options", "nosniff");

  return headers;
}

/* Only what we ourselves load is let in; a click on a link never gets here, the script sees it
 * first, and everything else that would go somewhere does not. */
static gboolean
decide_policy_cb (WebKitWebView *view,
                  WebKitPolicyDecision *decision,
                  WebKitPolicyDecisionType type,
                  gpointer user_data)
{
  WebKitNavigationAction *action;
  const char *address;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) {
    address = webkit_uri_request_get_uri (
      webkit_response_policy_decision_get_request (WEBKIT_RESPONSE_POLICY_DECISION (decision)));
  } else {
    action = webkit_navigation_policy_decision_get_navigation_action (
      WEBKIT_NAVIGATION_POLICY_DECISION (decision));
    address = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
    if (webkit_navigation_action_is_user_gesture (action) ||
        webkit_navigation_action_get_navigation_type (action) != WEBKIT_NAVIGATION_TYPE_OTHER)
      address = NULL;
  }

  if (type != WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION && address &&
      g_str_has_prefix (address, MB_WEB_PAGE_SCHEME ":"))
    webkit_policy_decision_use (decision);
  else
    webkit_policy_decision_ignore (decision);

  return TRUE;
}

static GtkWidget *
create_cb (WebKitWebView *view, WebKitNavigationAction *action, gpointer user_data)
{
  return NULL;
}

static gboolean
permission_cb (WebKitWebView *view, WebKitPermissionRequest *request, gpointer user_data)
{
  webkit_permission_request_deny (request);

  return TRUE;
}

static gboolean
permission_state_cb (WebKitWebView *view, WebKitPermissionStateQuery *query, gpointer user_data)
{
  webkit_permission_state_query_finish (query, WEBKIT_PERMISSION_STATE_DENIED);

  return TRUE;
}

static gboolean
authenticate_cb (WebKitWebView *view, WebKitAuthenticationRequest *request, gpointer user_data)
{
  webkit_authentication_request_cancel (request);

  return TRUE;
}

/* Dialogs, menus, choosers, full screen, printing: for all of them "handled" means that nothing
 * happens. */
static gboolean
refuse_cb (void)
{
  return TRUE;
}

/**
 * mb_web_policy_watch:
 * @view: a view
 *
 * Refuses whatever a page might ask for.
 */
void
mb_web_policy_watch (WebKitWebView *view)
{
  static const char *const refused[] = {"context-menu",      "enter-fullscreen", "print",
                                        "run-color-chooser", "run-file-chooser", "script-dialog",
                                        "show-notification", "show-option-menu"};

  g_signal_connect (view, "decide-policy", G_CALLBACK (decide_policy_cb), NULL);
  g_signal_connect (view, "create", G_CALLBACK (create_cb), NULL);
  g_signal_connect (view, "permission-request", G_CALLBACK (permission_cb), NULL);
  g_signal_connect (view, "query-permission-state", G_CALLBACK (permission_state_cb), NULL);
  g_signal_connect (view, "authenticate", G_CALLBACK (authenticate_cb), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_signal_connect (view, refused[i], G_CALLBACK (refuse_cb), NULL);
}

static void
filter_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WebKitUserContentFilter *filter = webkit_user_content_filter_store_save_finish (
    WEBKIT_USER_CONTENT_FILTER_STORE (source), result, &error);

  if (filter)
    g_task_return_pointer (task, filter, (GDestroyNotify) webkit_user_content_filter_unref);
  else
    g_task_return_error (task, error);
}

/**
 * mb_web_policy_compile_filter_async:
 * @cancellable: (nullable): takes it back
 * @callback: called when it is compiled
 * @user_data: for @callback
 *
 * Compiles the filter that blocks everything but our two schemes, each time anew: what an older or
 * another program left in the cache is not trusted.
 */
void
mb_web_policy_compile_filter_async (GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *folder =
    g_build_filename (g_get_user_cache_dir (), "marbre", "preview-filter", NULL);
  g_autoptr (WebKitUserContentFilterStore) store = webkit_user_content_filter_store_new (folder);
  g_autoptr (GBytes) rules = g_bytes_new_static (FILTER, sizeof FILTER - 1);

  g_task_set_source_tag (task, mb_web_policy_compile_filter_async);
  webkit_user_content_filter_store_save (store, "marbre", rules, cancellable, filter_saved_cb,
                                         task);
}

/**
 * mb_web_policy_compile_filter_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes compiling the filter.
 *
 * Returns: (transfer full): the filter
 */
WebKitUserContentFilter *
mb_web_policy_compile_filter_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
