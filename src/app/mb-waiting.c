#include "mb-waiting.h"

#include <glib/gi18n.h>

#define PATIENCE_MS 1000
#define STEP_MS 200

struct _MbWaiting {
  AdwToastOverlay *overlay;
  char *words;
  MbWaitingCount *count;
  GCancellable *cancellable;
  AdwToast *toast;  /* (nullable) from the first second on */
  GtkWidget *label; /* in it */
  guint source_id;
};

/**
 * mb_waiting_count_new:
 *
 * Makes a count that nobody has set yet.
 *
 * Returns: (transfer full): the count
 */
MbWaitingCount *
mb_waiting_count_new (void)
{
  return g_atomic_rc_box_new0 (MbWaitingCount);
}

/**
 * mb_waiting_count_ref:
 * @self: a count
 *
 * Holds it. Any thread.
 *
 * Returns: (transfer full): @self
 */
MbWaitingCount *
mb_waiting_count_ref (MbWaitingCount *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * mb_waiting_count_unref:
 * @self: (transfer full): a count
 *
 * Lets it go. Any thread.
 */
void
mb_waiting_count_unref (MbWaitingCount *self)
{
  g_atomic_rc_box_release (self);
}

/**
 * mb_waiting_count_set:
 * @self: a count
 * @done: so many are done
 * @total: of so many
 *
 * Says how far it has come. Any thread.
 */
void
mb_waiting_count_set (MbWaitingCount *self, guint done, guint total)
{
  g_atomic_int_set (&self->done, (int) done);
  g_atomic_int_set (&self->total, (int) total);
}

static void
show_words (MbWaiting *self)
{
  int done = g_atomic_int_get (&self->count->done);
  int total = g_atomic_int_get (&self->count->total);
  g_autofree char *words = NULL;

  if (total > 0)
    /* Translators: what is done, the number of the picture that it has come to, of how many. */
    words = g_strdup_printf (_ ("%s Picture %d of %d"), self->words, MIN (done + 1, total), total);
  gtk_label_set_label (GTK_LABEL (self->label), words ? words : self->words);
}

static void
stop_cb (AdwToast *toast, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
show_toast (MbWaiting *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  AdwToast *toast = adw_toast_new ("");

  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->label, "heading");
  gtk_box_append (GTK_BOX (box), adw_spinner_new ());
  gtk_box_append (GTK_BOX (box), self->label);
  adw_toast_set_custom_title (toast, box);
  adw_toast_set_button_label (toast, _ ("_Stop"));
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (stop_cb), self->cancellable, 0);
  self->toast = g_object_ref (toast);
  show_words (self);
  adw_toast_overlay_add_toast (self->overlay, toast);
}

static gboolean
step_cb (gpointer user_data)
{
  MbWaiting *self = user_data;

  show_words (self);

  return G_SOURCE_CONTINUE;
}

static void
impatient_cb (gpointer user_data)
{
  MbWaiting *self = user_data;

  show_toast (self);
  self->source_id = g_timeout_add (STEP_MS, step_cb, self);
}

/**
 * mb_waiting_new:
 * @overlay: where the toast goes
 * @words: what is being done
 * @count: how far it has come
 * @cancellable: stops it
 *
 * Begins to wait.
 *
 * Returns: (transfer full): to be ended when it is over
 */
MbWaiting *
mb_waiting_new (AdwToastOverlay *overlay,
                const char *words,
                MbWaitingCount *count,
                GCancellable *cancellable)
{
  MbWaiting *self = NULL;

  g_return_val_if_fail (ADW_IS_TOAST_OVERLAY (overlay), NULL);
  g_return_val_if_fail (words != NULL && count != NULL, NULL);

  self = g_new0 (MbWaiting, 1);
  self->overlay = g_object_ref (overlay);
  self->words = g_strdup (words);
  self->count = mb_waiting_count_ref (count);
  self->cancellable = g_object_ref (cancellable);
  self->source_id = g_timeout_add_once (PATIENCE_MS, impatient_cb, self);

  return self;
}

/**
 * mb_waiting_end:
 * @self: (transfer full): what was waited for
 *
 * Takes the toast away, if there is one.
 */
void
mb_waiting_end (MbWaiting *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  if (self->toast)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
  g_clear_object (&self->overlay);
  g_clear_object (&self->cancellable);
  mb_waiting_count_unref (self->count);
  g_free (self->words);
  g_free (self);
}
