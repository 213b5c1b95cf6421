#include "mb-web-policy.h"

#include "mb-web-module.h"

#include <string.h>

/* The view: pages and pictures by our own schemes, the script in its own world, messages back. The
 * module's one symbol is at the end. */

#define MB_TYPE_WEB_VIEW (mb_web_view_get_type ())

G_DECLARE_FINAL_TYPE (MbWebView, mb_web_view, MB, WEB_VIEW, WebKitWebView)

#define HANDLER "marbre"
#define RESOURCES "/org/marbre/Marbre/preview/"

struct _MbWebView {
  WebKitWebView parent_instance;

  const MbWebHost *calls;
  gpointer host; /* NULL: detached */
  GCancellable *cancellable;
  gboolean filtered;
  guint64 wanted_epoch; /* 0: none */
};

G_DEFINE_FINAL_TYPE (MbWebView, mb_web_view, WEBKIT_TYPE_WEB_VIEW)

extern const MbWebModule mb_web_module;

static void
fail (MbWebView *self, const char *problem)
{
  if (self->host)
    self->calls->failed (problem, self->host);
}

/* Pages. */

static GString *
load_template (void)
{
  g_autoptr (GBytes) page =
    g_resources_lookup_data (RESOURCES "page.html", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GBytes) theme =
    g_resources_lookup_data (RESOURCES "article.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GBytes) ours =
    g_resources_lookup_data (RESOURCES "preview.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GString *text = NULL;

  g_assert (page && theme && ours);
  text = g_string_new_len (g_bytes_get_data (page, NULL), (gssize) g_bytes_get_size (page));
  g_string_replace (text, "@THEME@", g_bytes_get_data (theme, NULL), 1);
  g_string_replace (text, "@PREVIEW@", g_bytes_get_data (ours, NULL), 1);

  return text;
}

static char *
make_page (guint64 epoch, const char *article)
{
  g_autoptr (GString) page = load_template ();
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, epoch);

  g_string_replace (page, "@EPOCH@", number, 1);
  g_string_replace (page, "@ARTICLE@", article, 1);

  return g_string_free_and_steal (g_steal_pointer (&page));
}

static void
answer (WebKitURISchemeRequest *request, GBytes *bytes, const char *mime)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (WebKitURISchemeResponse) response =
    webkit_uri_scheme_response_new (stream, (gint64) g_bytes_get_size (bytes));

  webkit_uri_scheme_response_set_content_type (response, mime);
  webkit_uri_scheme_response_set_http_headers (response, mb_web_policy_make_headers ());
  webkit_uri_scheme_request_finish_with_response (request, response);
}

static void
refuse (WebKitURISchemeRequest *request)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not here");

  webkit_uri_scheme_request_finish_error (request, error);
}

static MbWebView *
get_view (WebKitURISchemeRequest *request)
{
  WebKitWebView *view = webkit_uri_scheme_request_get_web_view (request);

  return view && MB_IS_WEB_VIEW (view) && MB_WEB_VIEW (view)->host ? MB_WEB_VIEW (view) : NULL;
}

static void
page_requested_cb (WebKitURISchemeRequest *request, gpointer user_data)
{
  MbWebView *self = get_view (request);
  g_autofree char *article = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint64 epoch;
  char *page = NULL;

  if (self && g_ascii_string_to_unsigned (webkit_uri_scheme_request_get_path (request), 10, 1,
                                          G_MAXINT64, &epoch, NULL))
    article = self->calls->make_page (epoch, self->host);
  if (!article) {
    refuse (request);
    return;
  }

  page = make_page (epoch, article);
  bytes = g_bytes_new_take (page, strlen (page));
  answer (request, bytes, "text/html; charset=utf-8");
}

/* Pictures. */

static const char *
sniff (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size < 12)
    return NULL;
  if (memcmp (data, "\xFF\xD8\xFF", 3) == 0)
    return "image/jpeg";
  if (memcmp (data, "\x89PNG", 4) == 0)
    return "image/png";
  if (memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "image/webp";
  if (memcmp (data, "GIF8", 4) == 0)
    return "image/gif";

  return NULL;
}

static void
picture_ready_cb (GBytes *bytes, gpointer user_data)
{
  g_autoptr (WebKitURISchemeRequest) request = user_data;
  const char *mime = bytes ? sniff (bytes) : NULL;

  if (mime)
    answer (request, bytes, mime);
  else
    refuse (request);
}

static gboolean
is_hash (const char *text)
{
  return text && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static void
picture_requested_cb (WebKitURISchemeRequest *request, gpointer user_data)
{
  MbWebView *self = get_view (request);
  const char *sha256 = webkit_uri_scheme_request_get_path (request);

  if (!self || !is_hash (sha256)) {
    refuse (request);
    return;
  }

  self->calls->load_picture (sha256, picture_ready_cb, g_object_ref (request), self->host);
}

/* Messages. */

static char *
get_string (JSCValue *message, const char *name)
{
  g_autoptr (JSCValue) value = jsc_value_object_get_property (message, name);

  return value && jsc_value_is_string (value) ? jsc_value_to_string (value) : NULL;
}

/* -1: not a number, or none that counts characters. */
static double
get_number (JSCValue *message, const char *name)
{
  g_autoptr (JSCValue) value = jsc_value_object_get_property (message, name);
  double number = value && jsc_value_is_number (value) ? jsc_value_to_double (value) : -1;

  return number >= 0 && number <= G_MAXINT ? number : -1;
}

static gboolean
find_kind (const char *name, MbWebMessageKind *kind)
{
  static const char *const names[] = {
    [MB_WEB_READY] = "ready",
    [MB_WEB_PICKED] = "picked",
    [MB_WEB_SCROLLED] = "scrolled",
    [MB_WEB_LINK] = "link",
  };

  for (guint i = 0; name && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i])) {
      *kind = (MbWebMessageKind) i;
      return TRUE;
    }

  return FALSE;
}

static void
message_cb (WebKitUserContentManager *manager, JSCValue *value, MbWebView *self)
{
  MbWebMessage message = {0};
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;
  g_autofree char *address = NULL;
  double number;

  if (!self->host || !jsc_value_is_object (value))
    return;
  name = get_string (value, "kind");
  if (!find_kind (name, &message.kind))
    return;

  message.id = id = get_string (value, "id");
  message.address = address = get_string (value, "address");
  number = get_number (value, "epoch");
  message.epoch = number > 0 ? (guint64) number : 0;
  number = get_number (value, "part");
  message.part = number > 0 ? (guint) number : 0;
  number = get_number (value, "offset");
  message.offset_chars = number > 0 ? (guint) number : 0;
  message.fraction = get_number (value, "fraction");
  self->calls->received (&message, self->host);
}

/* Loading. */

static void
load_wanted (MbWebView *self)
{
  g_autofree char *address = NULL;

  if (!self->filtered || self->wanted_epoch == 0)
    return;

  address = g_strdup_printf (MB_WEB_PAGE_SCHEME ":%" G_GUINT64_FORMAT, self->wanted_epoch);
  self->wanted_epoch = 0;
  webkit_web_view_load_uri (WEBKIT_WEB_VIEW (self), address);
}

static void
filter_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbWebView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WebKitUserContentFilter) filter = mb_web_policy_compile_filter_finish (result, &error);

  if (!self->host)
    return;
  if (!filter) {
    g_warning ("no preview without its filter: %s", error->message);
    fail (self, MB_PREVIEW_PROBLEM_FILTER);
    return;
  }

#ifndef MB_WEAK_NO_CONTENT_FILTER
  webkit_user_content_manager_add_filter (
    webkit_web_view_get_user_content_manager (WEBKIT_WEB_VIEW (self)), filter);
#endif
  self->filtered = TRUE;
  load_wanted (self);
}

static gboolean
load_failed_cb (MbWebView *self,
                WebKitLoadEvent event,
                const char *address,
                GError *error,
                gpointer user_data)
{
  /* A page that was asked for and then replaced by the next is no failure. */
  if (!g_error_matches (error, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED) &&
      !g_error_matches (error, WEBKIT_POLICY_ERROR,
                        WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE) &&
      g_strcmp0 (address, webkit_web_view_get_uri (WEBKIT_WEB_VIEW (self))) == 0)
    fail (self, MB_PREVIEW_PROBLEM_LOAD);

  return TRUE;
}

static void
terminated_cb (MbWebView *self, WebKitWebProcessTerminationReason reason, gpointer user_data)
{
  if (self->host)
    self->calls->ended (self->host);
}

static void
add_script (WebKitUserContentManager *manager)
{
  g_autoptr (GBytes) bytes =
    g_resources_lookup_data (RESOURCES "preview.js", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (WebKitUserScript) script = NULL;

  g_assert (bytes != NULL);
  script = webkit_user_script_new_for_world (
    g_bytes_get_data (bytes, NULL), WEBKIT_USER_CONTENT_INJECT_TOP_FRAME,
    WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_END, MB_WEB_WORLD, NULL, NULL);
  webkit_user_content_manager_add_script (manager, script);
}

static WebKitWebContext *
make_context (void)
{
  WebKitWebContext *context = webkit_web_context_new ();
  WebKitSecurityManager *security = webkit_web_context_get_security_manager (context);

  webkit_web_context_set_cache_model (context, WEBKIT_CACHE_MODEL_DOCUMENT_VIEWER);
  webkit_web_context_set_spell_checking_enabled (context, FALSE);
  webkit_web_context_register_uri_scheme (context, MB_WEB_PAGE_SCHEME, page_requested_cb, NULL,
                                          NULL);
  webkit_web_context_register_uri_scheme (context, MB_WEB_MEDIA_SCHEME, picture_requested_cb, NULL,
                                          NULL);
  webkit_security_manager_register_uri_scheme_as_no_access (security, MB_WEB_PAGE_SCHEME);

  return context;
}

static void
mb_web_view_dispose (GObject *object)
{
  MbWebView *self = MB_WEB_VIEW (object);

  self->host = NULL;
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (mb_web_view_parent_class)->dispose (object);
}

static void
mb_web_view_finalize (GObject *object)
{
  g_clear_object (&MB_WEB_VIEW (object)->cancellable);

  G_OBJECT_CLASS (mb_web_view_parent_class)->finalize (object);
}

static void
mb_web_view_class_init (MbWebViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mb_web_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = mb_web_view_finalize;
}

static void
mb_web_view_init (MbWebView *self)
{
  self->cancellable = g_cancellable_new ();
}

/* What the preview calls. */

static GtkWidget *
create (const MbWebHost *calls, gpointer host, gboolean accelerated)
{
  g_autoptr (WebKitWebContext) context = make_context ();
  g_autoptr (WebKitNetworkSession) session = mb_web_policy_make_session ();
  g_autoptr (WebKitSettings) settings = mb_web_policy_make_settings (accelerated);
  g_autoptr (WebKitUserContentManager) manager = webkit_user_content_manager_new ();
  GdkRGBA paper = {1, 1, 1, 1};
  MbWebView *self = NULL;

  add_script (manager);
  self = g_object_new (MB_TYPE_WEB_VIEW, "web-context", context, "network-session", session,
                       "settings", settings, "user-content-manager", manager,
                       "default-content-security-policy", MB_WEB_CONTENT_POLICY, NULL);
  self->calls = calls;
  self->host = host;
  webkit_web_view_set_background_color (WEBKIT_WEB_VIEW (self), &paper);
  mb_web_policy_watch (WEBKIT_WEB_VIEW (self));
  g_signal_connect_object (manager, "script-message-received::" HANDLER, G_CALLBACK (message_cb),
                           self, 0);
  webkit_user_content_manager_register_script_message_handler (manager, HANDLER, MB_WEB_WORLD);
  g_signal_connect (self, "load-failed", G_CALLBACK (load_failed_cb), NULL);
  g_signal_connect (self, "web-process-terminated", G_CALLBACK (terminated_cb), NULL);
  mb_web_policy_compile_filter_async (self->cancellable, filter_ready_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}

static void
detach (GtkWidget *view)
{
  MbWebView *self = MB_WEB_VIEW (view);

  self->host = NULL;
  g_cancellable_cancel (self->cancellable);
}

static void
load (GtkWidget *view, guint64 epoch)
{
  MbWebView *self = MB_WEB_VIEW (view);

  self->wanted_epoch = epoch;
  load_wanted (self);
}

typedef struct {
  MbWebReply reply;
  gpointer user_data;
} Call;

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value = webkit_web_view_call_async_javascript_function_finish (
    WEBKIT_WEB_VIEW (source), result, &error);

  call->reply (error, call->user_data);
}

static void
call_page (GtkWidget *view,
           const char *body,
           GVariant *arguments,
           MbWebReply reply,
           gpointer user_data)
{
  /* WebKit copies the arguments and leaves a floating reference afloat. */
  g_autoptr (GVariant) held = g_variant_ref_sink (arguments);
  Call *call = g_new0 (Call, 1);

  call->reply = reply;
  call->user_data = user_data;
  webkit_web_view_call_async_javascript_function (WEBKIT_WEB_VIEW (view), body, -1, held,
                                                  MB_WEB_WORLD, NULL, NULL, called_cb, call);
}

static void
set_zoom (GtkWidget *view, double zoom)
{
  webkit_web_view_set_zoom_level (WEBKIT_WEB_VIEW (view), zoom);
}

static void
end_process (GtkWidget *view)
{
  webkit_web_view_terminate_web_process (WEBKIT_WEB_VIEW (view));
}

static void
evaluate (GtkWidget *view, const char *body, GAsyncReadyCallback done, gpointer user_data)
{
  webkit_web_view_call_async_javascript_function (WEBKIT_WEB_VIEW (view), body, -1, NULL,
                                                  MB_WEB_WORLD, NULL, NULL, done, user_data);
}

static char *
evaluate_finish (GtkWidget *view, GAsyncResult *result, GError **error)
{
  g_autoptr (JSCValue) value =
    webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (view), result, error);

  return value ? jsc_value_to_string (value) : NULL;
}

G_MODULE_EXPORT const MbWebModule mb_web_module = {
  .version = MB_WEB_MODULE_VERSION,
  .create = create,
  .detach = detach,
  .load = load,
  .call = call_page,
  .set_zoom = set_zoom,
  .end_process = end_process,
  .evaluate = evaluate,
  .evaluate_finish = evaluate_finish,
};
