#include "mb-preview.h"

#include "mb-id.h"
#include "mb-preview-link.h"
#include "mb-preview-pick.h"
#include "mb-web-loader.h"

#include <math.h>

/* The widget: when there is a web view, how wide its page is, who leads in scrolling, and what is
 * done when it fails. What the page shows is the link's business. */

#define PHONE_WIDTH_PX 390
#define DESKTOP_WIDTH_PX 1100
#define LEADER_MS 150
#define SPINNER_AFTER_MS 300
#define FIRST_PAGE_MS 5000
#define ENDS_APART_MS (10 * 60 * 1000) /* ends further apart are accidents */

struct _MbPreview {
  GtkWidget parent_instance;

  MbArticle *article;
  MbAssets *assets;
  MbPreviewWidth width_mode;
  gboolean accelerated;
  char *problem;

  MbPreviewLink *link;
  const MbWebModule *module;
  GtkWidget *view;
  GtkWidget *spinner;
  GCancellable *cancellable;
  gboolean opening;
  gulong after_paint;
  GdkFrameClock *clock;
  guint spinner_timeout;
  guint first_page_timeout;

  gint64 page_led_us; /* when the reader last scrolled the page */
  gint64 ended_us;    /* when the web process last ended; 0: never */
  double zoom;
};

typedef enum {
  PROP_ARTICLE = 1,
  PROP_ASSETS,
  PROP_WIDTH_MODE,
  PROP_ACCELERATED,
  PROP_PROBLEM,
} MbPreviewProps;

static GParamSpec *props[PROP_PROBLEM + 1];

enum {
  PICKED,
  PICKED_PART,
  SCROLLED,
  LINK_PICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (MbPreviewWidth,
                    mb_preview_width,
                    G_DEFINE_ENUM_VALUE (MB_PREVIEW_PHONE, "phone"),
                    G_DEFINE_ENUM_VALUE (MB_PREVIEW_DESKTOP, "desktop"))

G_DEFINE_FINAL_TYPE (MbPreview, mb_preview, GTK_TYPE_WIDGET)

static void
set_problem (MbPreview *self, const char *problem)
{
  if (g_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static void
stop_waiting (MbPreview *self)
{
  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  g_clear_handle_id (&self->first_page_timeout, g_source_remove);
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), FALSE);
}

static gboolean
show_spinner_cb (gpointer user_data)
{
  MbPreview *self = user_data;

  self->spinner_timeout = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), TRUE);

  return G_SOURCE_REMOVE;
}

static gboolean
too_slow_cb (gpointer user_data)
{
  MbPreview *self = user_data;

  self->first_page_timeout = 0;
  stop_waiting (self);
  set_problem (self, MB_PREVIEW_PROBLEM_SLOW);

  return G_SOURCE_REMOVE;
}

static void
start_waiting (MbPreview *self)
{
  stop_waiting (self);
  self->spinner_timeout = g_timeout_add (SPINNER_AFTER_MS, show_spinner_cb, self);
  self->first_page_timeout = g_timeout_add (FIRST_PAGE_MS, too_slow_cb, self);
}

/* What the module asks and tells. */

static char *
make_page_cb (guint64 epoch, gpointer host)
{
  MbPreview *self = host;

  return mb_preview_link_make_page (self->link, epoch);
}

typedef struct {
  MbAssets *assets;
  char *sha256;
  MbWebPictureReady ready;
  gpointer ready_data;
} PictureJob;

static void
picture_job_free (gpointer data)
{
  PictureJob *job = data;

  g_clear_object (&job->assets);
  g_free (job->sha256);
  g_free (job);
}

/* A rendition of a page's width spares the web process the photo's full size. */
static void
load_picture_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  PictureJob *job = task_data;
  GError *error = NULL;
  GBytes *bytes = mb_assets_load (job->assets, job->sha256, "1200", NULL);

  if (!bytes)
    bytes = mb_assets_load (job->assets, job->sha256, NULL, &error);
  if (bytes)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
picture_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PictureJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);

  if (error)
    g_info ("a picture is not at hand: %s", error->message);
  g_clear_object (&job->assets); /* here, not where the thread lets go of the job */
  job->ready (bytes, job->ready_data);
}

static void
load_picture_cb (const char *sha256, MbWebPictureReady ready, gpointer ready_data, gpointer host)
{
  MbPreview *self = host;
  g_autoptr (GTask) task = NULL;
  PictureJob *job = NULL;

  if (!self->article || !self->assets ||
      !mb_preview_shows_picture (mb_article_get_snapshot (self->article), sha256)) {
    ready (NULL, ready_data);
    return;
  }

  job = g_new0 (PictureJob, 1);
  job->assets = g_object_ref (self->assets);
  job->sha256 = g_strdup (sha256);
  job->ready = ready;
  job->ready_data = ready_data;
  task = g_task_new (NULL, NULL, picture_loaded_cb, NULL);
  g_task_set_source_tag (task, load_picture_cb);
  g_task_set_task_data (task, job, picture_job_free);
  g_task_run_in_thread (task, load_picture_in_thread);
}

static void
page_ready (MbPreview *self, guint64 epoch)
{
  if (!mb_preview_link_ready (self->link, epoch))
    return;

  stop_waiting (self);
  gtk_widget_set_visible (self->view, TRUE);
  set_problem (self, NULL);
}

static MbBlock *
find_block (MbPreview *self, const char *id)
{
  guint64 block;

  if (!self->article || !id || !mb_id_parse (id, &block))
    return NULL;

  return mb_snapshot_lookup (mb_article_get_snapshot (self->article), block);
}

static void
page_picked (MbPreview *self, const MbWebMessage *message)
{
  MbBlock *block = find_block (self, message->id);
  guint offset;

  if (!block || message->part >= mb_block_get_n_parts (block))
    return;

  offset = mb_preview_pick_offset (mb_block_get_part (block, message->part), message->offset_chars);
  g_signal_emit (self, signals[PICKED], 0, mb_block_get_id (block), offset);
  g_signal_emit (self, signals[PICKED_PART], 0, mb_block_get_id (block), message->part, offset);
}

static void
page_scrolled (MbPreview *self, const MbWebMessage *message)
{
  MbBlock *block = find_block (self, message->id);
  double fraction;

  if (!block || !isfinite (message->fraction))
    return;

  fraction = CLAMP (message->fraction, 0, 1);
  self->page_led_us = g_get_monotonic_time ();
  mb_preview_link_note_scroll (self->link, mb_block_get_id (block), fraction);
  g_signal_emit (self, signals[SCROLLED], 0, mb_block_get_id (block), fraction);
}

static void
received_cb (const MbWebMessage *message, gpointer host)
{
  MbPreview *self = host;

  switch (message->kind) {
  case MB_WEB_READY:
    page_ready (self, message->epoch);
    break;
  case MB_WEB_PICKED:
    page_picked (self, message);
    break;
  case MB_WEB_SCROLLED:
    page_scrolled (self, message);
    break;
  case MB_WEB_LINK:
    if (message->address && g_utf8_validate (message->address, -1, NULL))
      g_signal_emit (self, signals[LINK_PICKED], 0, message->address);
    break;
  }
}

static void
failed_cb (const char *problem, gpointer host)
{
  MbPreview *self = host;

  stop_waiting (self);
  if (self->view)
    gtk_widget_set_visible (self->view, FALSE);
  set_problem (self, problem);
}

static void
ended_cb (gpointer host)
{
  MbPreview *self = host;
  gint64 now_us = g_get_monotonic_time ();

  if (self->ended_us != 0 && now_us - self->ended_us < ENDS_APART_MS * G_TIME_SPAN_MILLISECOND) {
    failed_cb (MB_PREVIEW_PROBLEM_ENDED, self);
    return;
  }
  self->ended_us = now_us;
  start_waiting (self);
  mb_preview_link_reload (self->link);
}

static const MbWebHost host_calls = {
  .make_page = make_page_cb,
  .load_picture = load_picture_cb,
  .received = received_cb,
  .ended = ended_cb,
  .failed = failed_cb,
};

/* The view's life. */

static void
drop_view (MbPreview *self)
{
  stop_waiting (self);
  if (!self->view)
    return;

  self->module->detach (self->view);
  mb_preview_link_set_view (self->link, self->module, NULL);
  g_clear_pointer (&self->view, gtk_widget_unparent);
}

static void
make_view (MbPreview *self)
{
  if (self->view || !self->module || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->view = self->module->create (&host_calls, self, self->accelerated);
  self->zoom = 0;
  gtk_widget_insert_after (self->view, GTK_WIDGET (self), NULL);
  start_waiting (self);
  mb_preview_link_set_view (self->link, self->module, self->view);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbPreview) self = user_data;
  g_autoptr (GError) error = NULL;
  const MbWebModule *module = mb_web_loader_open_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  self->opening = FALSE;
  if (!module) {
    g_warning ("no preview: %s", error->message);
    failed_cb (MB_PREVIEW_PROBLEM_MODULE, self);
    return;
  }
  self->module = module;
  make_view (self);
}

static void
stop_watching_frames (MbPreview *self)
{
  if (self->clock)
    g_clear_signal_handler (&self->after_paint, self->clock);
  g_clear_object (&self->clock);
}

/* The window's first frame has been painted: now there is time for WebKit. */
static void
after_paint_cb (GdkFrameClock *clock, MbPreview *self)
{
  stop_watching_frames (self);
  if (self->opening)
    return;

  if (self->module) {
    make_view (self);
    return;
  }
  self->opening = TRUE;
  mb_web_loader_open_async (self->cancellable, opened_cb, g_object_ref (self));
}

static void
mb_preview_map (GtkWidget *widget)
{
  MbPreview *self = MB_PREVIEW (widget);

  GTK_WIDGET_CLASS (mb_preview_parent_class)->map (widget);

  mb_preview_link_set_shown (self->link, TRUE);
  if (self->view || self->clock || self->problem)
    return;

  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  self->after_paint =
    g_signal_connect (self->clock, "after-paint", G_CALLBACK (after_paint_cb), self);
  gtk_widget_queue_draw (widget);
}

static void
mb_preview_unmap (GtkWidget *widget)
{
  MbPreview *self = MB_PREVIEW (widget);

  stop_watching_frames (self);
  mb_preview_link_set_shown (self->link, FALSE);
  if (!mb_preview_link_is_live (self->link))
    stop_waiting (self);

  GTK_WIDGET_CLASS (mb_preview_parent_class)->unmap (widget);
}

/* A phone is as wide as it is; a smaller pane shows it smaller. A desktop's page is shown whole. */
static void
allocate_view (MbPreview *self, int width_px, int height_px)
{
  GtkAllocation place = {0, 0, width_px, height_px};
  double zoom = 1;

  if (self->width_mode == MB_PREVIEW_PHONE) {
    place.width = MIN (width_px, PHONE_WIDTH_PX);
    place.x = (width_px - place.width) / 2;
    zoom = (double) place.width / PHONE_WIDTH_PX;
  } else {
    zoom = MIN (1, (double) width_px / DESKTOP_WIDTH_PX);
  }
  if (zoom > 0 && fabs (zoom - self->zoom) > 0.0001) {
    self->zoom = zoom;
    self->module->set_zoom (self->view, zoom);
  }
  gtk_widget_size_allocate (self->view, &place, -1);
}

static void
mb_preview_size_allocate (GtkWidget *widget, int width_px, int height_px, int baseline)
{
  MbPreview *self = MB_PREVIEW (widget);
  GtkAllocation middle = {(width_px - 32) / 2, (height_px - 32) / 2, 32, 32};

  if (self->view && gtk_widget_should_layout (self->view))
    allocate_view (self, width_px, height_px);
  if (gtk_widget_should_layout (self->spinner))
    gtk_widget_size_allocate (self->spinner, &middle, -1);
}

static void
mb_preview_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  MbPreview *self = MB_PREVIEW (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 180 : 120;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? 600
             : self->width_mode == MB_PREVIEW_PHONE  ? PHONE_WIDTH_PX
                                                     : DESKTOP_WIDTH_PX;
  *minimum_baseline = *natural_baseline = -1;
}

static void
mb_preview_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbPreview *self = MB_PREVIEW (object);

  switch ((MbPreviewProps) prop_id) {
  case PROP_ARTICLE:
    g_value_set_object (value, self->article);
    break;
  case PROP_ASSETS:
    g_value_set_object (value, self->assets);
    break;
  case PROP_WIDTH_MODE:
    g_value_set_enum (value, self->width_mode);
    break;
  case PROP_ACCELERATED:
    g_value_set_boolean (value, self->accelerated);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  }
}

static void
mb_preview_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbPreview *self = MB_PREVIEW (object);

  switch ((MbPreviewProps) prop_id) {
  case PROP_ARTICLE:
    mb_preview_set_article (self, g_value_get_object (value));
    break;
  case PROP_ASSETS:
    mb_preview_set_assets (self, g_value_get_object (value));
    break;
  case PROP_WIDTH_MODE:
    mb_preview_set_width_mode (self, g_value_get_enum (value));
    break;
  case PROP_ACCELERATED:
    mb_preview_set_accelerated (self, g_value_get_boolean (value));
    break;
  case PROP_PROBLEM:
    g_assert_not_reached ();
  }
}

static void
mb_preview_dispose (GObject *object)
{
  MbPreview *self = MB_PREVIEW (object);

  g_cancellable_cancel (self->cancellable);
  stop_watching_frames (self);
  if (self->spinner)
    drop_view (self);
  g_clear_pointer (&self->link, mb_preview_link_free);
  g_clear_pointer (&self->spinner, gtk_widget_unparent);
  g_clear_object (&self->article);
  g_clear_object (&self->assets);

  G_OBJECT_CLASS (mb_preview_parent_class)->dispose (object);
}

static void
mb_preview_finalize (GObject *object)
{
  MbPreview *self = MB_PREVIEW (object);

  g_clear_object (&self->cancellable);
  g_free (self->problem);

  G_OBJECT_CLASS (mb_preview_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  props[PROP_ARTICLE] = g_param_spec_object ("article", NULL, NULL, MB_TYPE_ARTICLE, flags);
  props[PROP_ASSETS] = g_param_spec_object ("assets", NULL, NULL, MB_TYPE_ASSETS, flags);
  props[PROP_WIDTH_MODE] =
    g_param_spec_enum ("width-mode", NULL, NULL, MB_TYPE_PREVIEW_WIDTH, MB_PREVIEW_PHONE, flags);
  props[PROP_ACCELERATED] = g_param_spec_boolean ("accelerated", NULL, NULL, FALSE, flags);
  props[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static guint
add_signal (const char *name, guint n_types, GType first, GType second, GType third)
{
  GType types[] = {first, second, third};

  return g_signal_newv (name, MB_TYPE_PREVIEW, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                        G_TYPE_NONE, n_types, types);
}

static void
mb_preview_class_init (MbPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mb_preview_get_property;
  object_class->set_property = mb_preview_set_property;
  object_class->dispose = mb_preview_dispose;
  object_class->finalize = mb_preview_finalize;
  widget_class->map = mb_preview_map;
  widget_class->unmap = mb_preview_unmap;
  widget_class->measure = mb_preview_measure;
  widget_class->size_allocate = mb_preview_size_allocate;
  install_properties (object_class);

  signals[PICKED] = add_signal ("picked", 2, G_TYPE_UINT64, G_TYPE_UINT, 0);
  signals[PICKED_PART] = add_signal ("picked-part", 3, G_TYPE_UINT64, G_TYPE_UINT, G_TYPE_UINT);
  signals[SCROLLED] = add_signal ("scrolled", 2, G_TYPE_UINT64, G_TYPE_DOUBLE, 0);
  signals[LINK_PICKED] = add_signal ("link-picked", 1, G_TYPE_STRING, 0, 0);

  gtk_widget_class_set_css_name (widget_class, "marbre-preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mb_preview_init (MbPreview *self)
{
  self->link = mb_preview_link_new (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->spinner = gtk_spinner_new ();
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_widget_set_parent (self->spinner, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * mb_preview_new:
 *
 * Makes a preview that shows nothing yet.
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
mb_preview_new (void)
{
  return g_object_new (MB_TYPE_PREVIEW, NULL);
}

/**
 * mb_preview_set_article:
 * @self: the preview
 * @article: (nullable): what to show
 *
 * Shows an article and follows its changes.
 */
void
mb_preview_set_article (MbPreview *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_PREVIEW (self));
  g_return_if_fail (article == NULL || MB_IS_ARTICLE (article));

  if (!g_set_object (&self->article, article))
    return;

  mb_preview_link_set_article (self->link, article);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ARTICLE]);
}

/**
 * mb_preview_set_assets:
 * @self: the preview
 * @assets: (nullable): where pictures are; read on other threads
 *
 * Says where the pictures are.
 */
void
mb_preview_set_assets (MbPreview *self, MbAssets *assets)
{
  g_return_if_fail (MB_IS_PREVIEW (self));
  g_return_if_fail (assets == NULL || MB_IS_ASSETS (assets));

  if (!g_set_object (&self->assets, assets))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASSETS]);
}

/**
 * mb_preview_set_width_mode:
 * @self: the preview
 * @width: whose screen to imitate
 *
 * Changes the page's width. The page is not loaded anew.
 */
void
mb_preview_set_width_mode (MbPreview *self, MbPreviewWidth width)
{
  g_return_if_fail (MB_IS_PREVIEW (self));

  if (self->width_mode == width)
    return;

  self->width_mode = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WIDTH_MODE]);
}

/**
 * mb_preview_set_accelerated:
 * @self: the preview
 * @accelerated: whether to draw with the graphics card
 *
 * Changes how pages are drawn: the next view is made so.
 */
void
mb_preview_set_accelerated (MbPreview *self, gboolean accelerated)
{
  g_return_if_fail (MB_IS_PREVIEW (self));

  if (self->accelerated == accelerated)
    return;

  self->accelerated = accelerated;
  drop_view (self);
  make_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCELERATED]);
}

/**
 * mb_preview_scroll_to_block:
 * @self: the preview
 * @block: what shall stand at the top
 * @fraction: how much of it is above, 0 to 1
 *
 * Scrolls along with the editor, unless the reader is scrolling the page: who moved last leads.
 */
void
mb_preview_scroll_to_block (MbPreview *self, guint64 block, double fraction)
{
  g_return_if_fail (MB_IS_PREVIEW (self));

  if (g_get_monotonic_time () - self->page_led_us < LEADER_MS * G_TIME_SPAN_MILLISECOND)
    return;

  mb_preview_link_scroll (self->link, block, fraction);
}

/**
 * mb_preview_select_block:
 * @self: the preview
 * @block: where the caret is; 0: nowhere
 *
 * Marks the block that is being written.
 */
void
mb_preview_select_block (MbPreview *self, guint64 block)
{
  g_return_if_fail (MB_IS_PREVIEW (self));

  mb_preview_link_select (self->link, block);
}

/**
 * mb_preview_reload:
 * @self: the preview
 *
 * Tries again after a problem, with a new view; without one, loads the page anew.
 */
void
mb_preview_reload (MbPreview *self)
{
  g_return_if_fail (MB_IS_PREVIEW (self));

  self->ended_us = 0;
  if (!self->problem) {
    mb_preview_link_reload (self->link);
    return;
  }

  drop_view (self);
  set_problem (self, NULL);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->opening)
    return;
  if (self->module)
    make_view (self);
  else {
    self->opening = TRUE;
    mb_web_loader_open_async (self->cancellable, opened_cb, g_object_ref (self));
  }
}

/**
 * mb_preview_get_problem:
 * @self: the preview
 *
 * Gets why there is no preview.
 *
 * Returns: (nullable): one of the words of the property `problem`
 */
const char *
mb_preview_get_problem (MbPreview *self)
{
  g_return_val_if_fail (MB_IS_PREVIEW (self), NULL);

  return self->problem;
}

/**
 * mb_preview_is_settled:
 * @self: the preview
 *
 * Whether the page shows the article as it is now and has said so.
 */
gboolean
mb_preview_is_settled (MbPreview *self)
{
  g_return_val_if_fail (MB_IS_PREVIEW (self), FALSE);

  return mb_preview_link_is_settled (self->link);
}

/**
 * mb_preview_get_epoch:
 * @self: the preview
 *
 * Gets how many pages were loaded so far.
 */
guint64
mb_preview_get_epoch (MbPreview *self)
{
  g_return_val_if_fail (MB_IS_PREVIEW (self), 0);

  return mb_preview_link_get_epoch (self->link);
}

/**
 * mb_preview_get_n_calls:
 * @self: the preview
 *
 * Gets how many calls went to pages so far.
 */
guint64
mb_preview_get_n_calls (MbPreview *self)
{
  g_return_val_if_fail (MB_IS_PREVIEW (self), 0);

  return mb_preview_link_get_n_calls (self->link);
}

/**
 * mb_preview_end_process:
 * @self: the preview
 *
 * Ends the web process as a crash would.
 */
void
mb_preview_end_process (MbPreview *self)
{
  g_return_if_fail (MB_IS_PREVIEW (self));

  if (self->view)
    self->module->end_process (self->view);
}

/**
 * mb_preview_evaluate_async:
 * @self: a preview with a page
 * @body: the body of a function that returns a string
 * @callback: called when it has returned
 * @user_data: for @callback
 *
 * Asks the page something.
 */
void
mb_preview_evaluate_async (MbPreview *self,
                           const char *body,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (MB_IS_PREVIEW (self));
  g_return_if_fail (self->view != NULL);

  self->module->evaluate (self->view, body, callback, user_data);
}

/**
 * mb_preview_evaluate_finish:
 * @self: the preview
 * @result: as given to the callback
 * @error: return location
 *
 * Completes asking.
 *
 * Returns: (transfer full): the answer
 */
char *
mb_preview_evaluate_finish (MbPreview *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MB_IS_PREVIEW (self), NULL);

  return self->module->evaluate_finish (self->view, result, error);
}
