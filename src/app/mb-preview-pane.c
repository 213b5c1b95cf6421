#include "mb-preview-pane.h"

#include "mb-browser.h"

#include "mb-render.h"

#include <glib/gi18n.h>

struct _MbPreviewPane {
  AdwBin parent_instance;
  GtkWidget *states;
  GtkWidget *preview;
  GtkWidget *plain_label;
  GtkWidget *problem_page;
  GtkWidget *width_group;
  MbArticle *article;
};

typedef enum {
  PICKED,
  SCROLLED,
} MbPreviewPaneSignals;

static guint signals[SCROLLED + 1];

G_DEFINE_FINAL_TYPE (MbPreviewPane, mb_preview_pane, ADW_TYPE_BIN)

static void
show_page (MbPreviewPane *self, const char *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), name);
}

static const char *
describe_problem (const char *problem)
{
  static const struct {
    const char *problem;
    const char *sentence;
  } sentences[] = {
    {"no-module", N_ ("A part of Marbre is missing: install it again. Writing goes on.")},
    {"no-filter", N_ ("The page could not be shut off from the network, so it is not shown. "
                      "Writing goes on.")},
    {"no-page", N_ ("The page could not be loaded. Writing goes on.")},
    {"slow", N_ ("The page takes longer than five seconds. Writing goes on.")},
    {"ended", N_ ("The page ended twice in a short time. Writing goes on.")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++) {
    if (g_strcmp0 (problem, sentences[i].problem) == 0)
      return _ (sentences[i].sentence);
  }

  return NULL;
}

static void
problem_changed_cb (MbPreviewPane *self)
{
  const char *problem = mb_preview_get_problem (MB_PREVIEW (self->preview));

  adw_status_page_set_description (ADW_STATUS_PAGE (self->problem_page),
                                   describe_problem (problem));
  show_page (self, problem ? "problem" : "page");
}

static void
retry_clicked_cb (MbPreviewPane *self)
{
  show_page (self, "page");
  mb_preview_reload (MB_PREVIEW (self->preview));
}

static void
retry_plain_clicked_cb (MbPreviewPane *self)
{
  mb_preview_set_accelerated (MB_PREVIEW (self->preview), FALSE);
  retry_clicked_cb (self);
}

static void
show_plain (MbPreviewPane *self)
{
  g_autofree char *text =
    self->article ? mb_render_plain (mb_article_get_snapshot (self->article)) : NULL;

  gtk_label_set_label (GTK_LABEL (self->plain_label), text ? text : "");
}

static void
plain_clicked_cb (MbPreviewPane *self)
{
  show_plain (self);
  show_page (self, "text");
}

static void
width_changed_cb (MbPreviewPane *self)
{
  const char *name = adw_toggle_group_get_active_name (ADW_TOGGLE_GROUP (self->width_group));

  mb_preview_set_width_mode (MB_PREVIEW (self->preview), g_strcmp0 (name, "desktop") == 0
                                                           ? MB_PREVIEW_DESKTOP
                                                           : MB_PREVIEW_PHONE);
}

static void
picked_cb (MbPreviewPane *self, guint64 block, guint part, guint offset)
{
  g_signal_emit (self, signals[PICKED], 0, block, part, offset);
}

static void
scrolled_cb (MbPreviewPane *self, guint64 block, double fraction)
{
  g_signal_emit (self, signals[SCROLLED], 0, block, fraction);
}

/* A link never leaves by itself: its address is shown first. */
static void
link_answered_cb (MbPreviewPane *self, const char *response, AdwAlertDialog *dialog)
{
  if (g_str_equal (response, "open"))
    mb_browser_open (GTK_WIDGET (self), adw_alert_dialog_get_body (dialog));
}

static void
link_picked_cb (MbPreviewPane *self, const char *address)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Open This Link?"), address);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("Cancel"), "open",
                                  _ ("Open in the Browser"), NULL);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (link_answered_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
mb_preview_pane_dispose (GObject *object)
{
  MbPreviewPane *self = MB_PREVIEW_PANE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_PREVIEW_PANE);
  g_clear_object (&self->article);

  G_OBJECT_CLASS (mb_preview_pane_parent_class)->dispose (object);
}

static void
mb_preview_pane_class_init (MbPreviewPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_preview_pane_dispose;
  signals[PICKED] = g_signal_new ("picked", MB_TYPE_PREVIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 3, G_TYPE_UINT64, G_TYPE_UINT, G_TYPE_UINT);
  signals[SCROLLED] = g_signal_new ("scrolled", MB_TYPE_PREVIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_DOUBLE);

  g_type_ensure (MB_TYPE_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-preview-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPreviewPane, states);
  gtk_widget_class_bind_template_child (widget_class, MbPreviewPane, preview);
  gtk_widget_class_bind_template_child (widget_class, MbPreviewPane, plain_label);
  gtk_widget_class_bind_template_child (widget_class, MbPreviewPane, problem_page);
  gtk_widget_class_bind_template_child (widget_class, MbPreviewPane, width_group);
  gtk_widget_class_bind_template_callback (widget_class, problem_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_plain_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, plain_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, width_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, scrolled_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_picked_cb);
}

static void
mb_preview_pane_init (MbPreviewPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mb_preview_pane_get_preview:
 * @self: a pane
 *
 * The preview itself.
 *
 * Returns: (transfer none): the preview
 */
MbPreview *
mb_preview_pane_get_preview (MbPreviewPane *self)
{
  g_return_val_if_fail (MB_IS_PREVIEW_PANE (self), NULL);

  return MB_PREVIEW (self->preview);
}

/**
 * mb_preview_pane_set_article:
 * @self: a pane
 * @article: (nullable): what is shown
 *
 * Shows another article.
 */
void
mb_preview_pane_set_article (MbPreviewPane *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_PREVIEW_PANE (self));

  g_set_object (&self->article, article);
  mb_preview_set_article (MB_PREVIEW (self->preview), article);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->states)), "text") == 0)
    show_plain (self);
}

/**
 * mb_preview_pane_set_large:
 * @self: a pane
 * @large: whether it has the window for itself
 *
 * A large preview begins as a computer shows the page, one beside the text as a phone does.
 */
void
mb_preview_pane_set_large (MbPreviewPane *self, gboolean large)
{
  g_return_if_fail (MB_IS_PREVIEW_PANE (self));

  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (self->width_group),
                                    large ? "desktop" : "phone");
}
