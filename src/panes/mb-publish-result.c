#include "mb-publish-result.h"

#include "mb-browser.h"
#include "mb-sending-words.h"

#include <glib/gi18n-lib.h>

struct _MbPublishResult {
  AdwBin parent_instance;
  AdwStatusPage *page;
  GtkLabel *address;
  GtkLabel *read_back;
  AdwPreferencesGroup *missing_group;
  GtkListBox *missing;
  GtkWidget *view;
  GtkWidget *copy;
  GtkButton *way_button;
  GtkWidget *change;
  GtkWidget *keep;
  GtkWidget *replace;
  GtkWidget *done;
  GtkWidget *details_group;
  AdwExpanderRow *details;
  GtkLabel *details_text;
  MbWayOut way;
  char *url;
};

typedef enum {
  SIGNAL_DONE,
  SIGNAL_WAY_OUT,
  SIGNAL_REPLACE,
  SIGNAL_KEEP,
} MbPublishResultSignals;

static guint signals[SIGNAL_KEEP + 1];

G_DEFINE_FINAL_TYPE (MbPublishResult, mb_publish_result, ADW_TYPE_BIN)

static const char *const icons[] = {
  [MB_SENDING_UNDER_WAY] = "document-send-symbolic",
  [MB_SENDING_OFFLINE] = "network-offline-symbolic",
  [MB_SENDING_WAITING] = "document-open-recent-symbolic",
  [MB_SENDING_SCHEDULED] = "alarm-symbolic",
  [MB_SENDING_UNCONFIRMED] = "dialog-question-symbolic",
  [MB_SENDING_UNCHECKED] = "dialog-question-symbolic",
  [MB_SENDING_INCOMPLETE] = "dialog-warning-symbolic",
  [MB_SENDING_REFUSED] = "dialog-error-symbolic",
  [MB_SENDING_CONFLICT] = "dialog-warning-symbolic",
  [MB_SENDING_GONE] = "dialog-warning-symbolic",
  [MB_SENDING_CANCELLED] = "process-stop-symbolic",
  [MB_SENDING_CHECKED] = "object-select-symbolic",
  [MB_SENDING_DRAFT] = "object-select-symbolic",
  [MB_SENDING_WITHDRAWN] = "object-select-symbolic",
  [MB_SENDING_STILL_THERE] = "dialog-warning-symbolic",
};

static void
done_cb (GtkButton *button, MbPublishResult *self)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
keep_cb (GtkButton *button, MbPublishResult *self)
{
  g_signal_emit (self, signals[SIGNAL_KEEP], 0);
}

static void
replace_cb (GtkButton *button, MbPublishResult *self)
{
  g_signal_emit (self, signals[SIGNAL_REPLACE], 0);
}

static void
change_cb (GtkButton *button, MbPublishResult *self)
{
  g_signal_emit (self, signals[SIGNAL_WAY_OUT], 0, (int) MB_WAY_OUT_CORRECT);
}

static void
way_out_cb (GtkButton *button, MbPublishResult *self)
{
  g_signal_emit (self, signals[SIGNAL_WAY_OUT], 0, (int) self->way);
}

static void
view_cb (GtkButton *button, MbPublishResult *self)
{
  mb_browser_open (GTK_WIDGET (self), self->url);
}

static void
copy_cb (GtkButton *button, MbPublishResult *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->url);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Link copied"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_button_set_label (button, _ ("Link Copied"));
}

static void
copy_details_cb (GtkButton *button, MbPublishResult *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->details_text));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Details copied"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
mb_publish_result_dispose (GObject *object)
{
  /* The child is bound by name, too: the template would take it away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_PUBLISH_RESULT);

  G_OBJECT_CLASS (mb_publish_result_parent_class)->dispose (object);
}

static void
mb_publish_result_finalize (GObject *object)
{
  g_free (MB_PUBLISH_RESULT (object)->url);

  G_OBJECT_CLASS (mb_publish_result_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-publish-result.ui");
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, page);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, address);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, read_back);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, missing_group);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, missing);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, view);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, copy);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, way_button);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, change);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, keep);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, replace);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, done);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, details_group);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, details);
  gtk_widget_class_bind_template_child (widget_class, MbPublishResult, details_text);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, replace_cb);
  gtk_widget_class_bind_template_callback (widget_class, way_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_details_cb);
}

static void
mb_publish_result_class_init (MbPublishResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = mb_publish_result_dispose;
  object_class->finalize = mb_publish_result_finalize;

  signals[SIGNAL_DONE] =
    g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_WAY_OUT] = g_signal_new ("way-out", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_REPLACE] =
    g_signal_new ("replace", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_KEEP] =
    g_signal_new ("keep", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
mb_publish_result_init (MbPublishResult *self)
{
  g_autoptr (PangoAttrList) unhyphenated = pango_attr_list_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  pango_attr_list_insert (unhyphenated, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (self->address, unhyphenated);
}

static void
show_words (MbPublishResult *self, MbSendingView view, const char *title, const char *sentence)
{
  gboolean good =
    view == MB_SENDING_CHECKED || view == MB_SENDING_DRAFT || view == MB_SENDING_WITHDRAWN;

  adw_status_page_set_icon_name (self->page, icons[view]);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, sentence);
  if (good)
    gtk_widget_add_css_class (GTK_WIDGET (self->page), "good");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->page), "good");
}

static char *
say_read_back (const MbReceiptFields *fields)
{
  g_autofree char *moment = mb_sending_say_moment (fields->checked_ms);

  if (fields->n_pictures == 0)
    /* Translators: the first %s is an hour; then how many of the article's texts were found. */
    return g_strdup_printf (_ ("Read back at %s: %u of %u texts."), moment,
                            fields->n_paragraphs_found, fields->n_paragraphs);

  /* Translators: the first %s is an hour; then how many of the article's texts and pictures were
   * found. */
  return g_strdup_printf (_ ("Read back at %s: %u of %u texts, %u of %u pictures."), moment,
                          fields->n_paragraphs_found, fields->n_paragraphs,
                          fields->n_pictures_found, fields->n_pictures);
}

static void
show_receipt (MbPublishResult *self, MbReceipt *receipt)
{
  const MbReceiptFields *fields = receipt ? mb_receipt_get_fields (receipt) : NULL;
  g_autofree char *words = fields ? say_read_back (fields) : NULL;

  gtk_label_set_label (self->read_back, words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->read_back), words != NULL);
  gtk_list_box_remove_all (self->missing);
  for (guint i = 0; fields && fields->missing && fields->missing[i]; i++) {
    GtkWidget *row = adw_action_row_new ();

    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), fields->missing[i]);
    gtk_list_box_append (self->missing, row);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->missing_group), fields && fields->missing);
}

/* The address is shown where somebody can look at it. */
static void
show_address (MbPublishResult *self, const char *url)
{
  g_set_str (&self->url, url);
  gtk_label_set_label (self->address, url ? url : "");
  gtk_widget_set_visible (GTK_WIDGET (self->address), url != NULL);
  gtk_widget_set_visible (self->view, url != NULL);
  gtk_widget_set_visible (self->copy, url != NULL);
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copy Link"));
}

/* What this dialog can do about an error. What it cannot is not shown. */
static MbWayOut
pick_way_out (const GError *error)
{
  MbWayOut way = error ? mb_message_find_way_out (error) : MB_WAY_OUT_NONE;

  switch (way) {
  case MB_WAY_OUT_RETRY:
  case MB_WAY_OUT_RECONNECT:
  case MB_WAY_OUT_LOOK:
  case MB_WAY_OUT_AS_DRAFT:
  case MB_WAY_OUT_AS_NEW:
  case MB_WAY_OUT_OPEN_BROWSER:
  case MB_WAY_OUT_CORRECT:
  case MB_WAY_OUT_ASK_SECRET:
  case MB_WAY_OUT_NEW_TERMS:
    return way;
  case MB_WAY_OUT_CLOCK:
    return MB_WAY_OUT_RETRY;
  case MB_WAY_OUT_NONE:
  case MB_WAY_OUT_COMPARE:
  case MB_WAY_OUT_SEE:
  case MB_WAY_OUT_SAVE_COPY:
  case MB_WAY_OUT_CHOOSE_FILE:
    break;
  }

  return MB_WAY_OUT_NONE;
}

static void
show_way_out (MbPublishResult *self, MbWayOut way, const char *label)
{
  self->way = way;
  gtk_widget_set_visible (GTK_WIDGET (self->way_button), way != MB_WAY_OUT_NONE);
  gtk_widget_set_visible (self->change, way == MB_WAY_OUT_NEW_TERMS);
  if (label)
    gtk_button_set_label (self->way_button, label);
}

static void
show_error_parts (MbPublishResult *self, const GError *error)
{
  MbWayOut way = pick_way_out (error);
  g_autofree char *details = error ? mb_message_details (error) : NULL;
  g_autofree char *word = error ? mb_message_way_out (error) : NULL;

  if (way == MB_WAY_OUT_RETRY)
    show_way_out (self, way, _ ("Try Again"));
  else if (way == MB_WAY_OUT_LOOK)
    show_way_out (self, way, _ ("Look Now"));
  else if (way == MB_WAY_OUT_AS_NEW)
    show_way_out (self, way, _ ("Publish as New"));
  else
    show_way_out (self, way, word);
  gtk_label_set_label (self->details_text, details ? details : "");
  gtk_widget_set_visible (self->details_group, error != NULL);
  adw_expander_row_set_expanded (self->details, FALSE);
}

static void
show_done (MbPublishResult *self, gboolean good)
{
  gtk_button_set_label (GTK_BUTTON (self->done), good ? _ ("Done") : _ ("Close"));
  if (good)
    gtk_widget_add_css_class (self->done, "suggested-action");
  else
    gtk_widget_remove_css_class (self->done, "suggested-action");
}

/* A sending that goes on by itself can be told to try now. */
static void
show_ways (MbPublishResult *self, MbSendingView view, const GError *error)
{
  gboolean conflict = view == MB_SENDING_CONFLICT;

  show_error_parts (self, error);
  if (view == MB_SENDING_OFFLINE || view == MB_SENDING_WAITING)
    show_way_out (self, MB_WAY_OUT_RETRY, _ ("Try Now"));
  else if (view == MB_SENDING_UNCHECKED || view == MB_SENDING_INCOMPLETE ||
           view == MB_SENDING_STILL_THERE)
    show_way_out (self, MB_WAY_OUT_LOOK, _ ("Look Now"));
  else if (conflict || view == MB_SENDING_CANCELLED)
    show_way_out (self, MB_WAY_OUT_NONE, NULL);
  gtk_widget_set_visible (self->keep, conflict);
  gtk_widget_set_visible (self->replace, conflict);
  gtk_widget_set_visible (self->done, !conflict);
  show_done (self, view == MB_SENDING_CHECKED || view == MB_SENDING_DRAFT ||
                     view == MB_SENDING_SCHEDULED || view == MB_SENDING_WITHDRAWN);
}

/**
 * mb_publish_result_show_job:
 * @self: the page
 * @job: a sending
 *
 * Says what has become of a sending.
 */
void
mb_publish_result_show_job (MbPublishResult *self, MbJob *job)
{
  MbSendingView view;
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;
  gboolean seen;

  g_return_if_fail (MB_IS_PUBLISH_RESULT (self));
  g_return_if_fail (MB_IS_JOB (job));

  view = mb_sending_get_view (job);
  title = mb_sending_say_title (job);
  sentence =
    view == MB_SENDING_CONFLICT
      ? g_strdup (_ ("The article has changed on the site since you last sent it. Nothing "
                     "was overwritten, and your version is kept here whatever you choose."))
      : mb_sending_say_state (job);
  seen = view == MB_SENDING_CHECKED || view == MB_SENDING_INCOMPLETE ||
         view == MB_SENDING_UNCHECKED || view == MB_SENDING_CONFLICT ||
         view == MB_SENDING_UNCONFIRMED || view == MB_SENDING_DRAFT ||
         view == MB_SENDING_STILL_THERE;
  show_words (self, view, title, sentence);
  show_address (self, seen ? mb_job_get_url (job) : NULL);
  show_receipt (self, view == MB_SENDING_CONFLICT ? NULL : mb_job_get_receipt (job));
  show_ways (self, view, mb_job_get_error (job));
  /* There is no draft to fall back to, and nothing to correct. */
  if (mb_sending_is_withdrawal (job) &&
      (self->way == MB_WAY_OUT_AS_DRAFT || self->way == MB_WAY_OUT_CORRECT))
    show_way_out (self, MB_WAY_OUT_NONE, NULL);
}

/**
 * mb_publish_result_show_error:
 * @self: the page
 * @error: why a sending was not even planned
 *
 * Says what went wrong.
 */
void
mb_publish_result_show_error (MbPublishResult *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (MB_IS_PUBLISH_RESULT (self));
  g_return_if_fail (error != NULL);

  sentence = mb_message_for_error (error);
  show_words (self, MB_SENDING_REFUSED, _ ("The Article Was Not Published"), sentence);
  show_address (self, NULL);
  show_receipt (self, NULL);
  show_ways (self, MB_SENDING_REFUSED, error);
}

/**
 * mb_publish_result_pick_focus:
 * @self: the page
 *
 * Which button helps most, for the keyboard's focus. Says the title once to who cannot see.
 *
 * Returns: (transfer none): the button
 */
GtkWidget *
mb_publish_result_pick_focus (MbPublishResult *self)
{
  g_return_val_if_fail (MB_IS_PUBLISH_RESULT (self), NULL);

  gtk_accessible_announce (GTK_ACCESSIBLE (self), adw_status_page_get_title (self->page),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  if (gtk_widget_get_visible (self->keep))
    return self->keep;

  return gtk_widget_get_visible (GTK_WIDGET (self->way_button)) ? GTK_WIDGET (self->way_button)
                                                                : self->done;
}
