#include "mb-exchange.h"

#include "mb-messages.h"
#include "mb-notice.h"
#include "mb-receiving.h"
#include "mb-sharing.h"

#include <glib/gi18n.h>

/* What a window waits for. */
typedef struct {
  MbWindow *window;
  MbNewsroom *newsroom;
  MbDraft *draft; /* (nullable) what leaves */
  MbWaiting *waiting;
  MbWaitingCount *count;
  GCancellable *cancellable;
} Wait;

static Wait *
begin (MbWindow *window, MbNewsroom *newsroom)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->window = g_object_ref (window);
  wait->newsroom = g_object_ref (newsroom);
  wait->count = mb_waiting_count_new ();
  wait->cancellable = g_cancellable_new ();

  return wait;
}

static void
wait_free (Wait *wait)
{
  g_clear_pointer (&wait->waiting, mb_waiting_end);
  g_clear_pointer (&wait->count, mb_waiting_count_unref);
  g_clear_object (&wait->cancellable);
  g_clear_object (&wait->draft);
  g_clear_object (&wait->newsroom);
  g_clear_object (&wait->window);
  g_free (wait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wait, wait_free)

/* All of a window is under its toasts. */
static AdwToastOverlay *
get_toasts (MbWindow *window)
{
  return ADW_TOAST_OVERLAY (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)));
}

static void
show_waiting (Wait *wait, const char *words)
{
  wait->waiting = mb_waiting_new (get_toasts (wait->window), words, wait->count, wait->cancellable);
}

static void
tell_error (MbWindow *window, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = mb_message_for_error (error);
  mb_window_tell (window, sentence);
}

/* Leaving */

static void
shared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wait) wait = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  guint n_missing = 0;

  g_clear_pointer (&wait->waiting, mb_waiting_end);
  if (!mb_sharing_start_finish (result, &n_missing, &error)) {
    tell_error (wait->window, error);
    return;
  }
  if (n_missing > 0)
    /* Translators: %u is a number of pictures. */
    sentence =
      g_strdup_printf (ngettext ("Article file saved, without %u picture that is not here.",
                                 "Article file saved, without %u pictures that are not "
                                 "here.",
                                 n_missing),
                       n_missing);
  mb_window_tell (wait->window, sentence ? sentence : _ ("Article file saved, pictures included."));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wait) wait = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  MbSharing sharing = {wait->draft, path, wait->count, wait->cancellable};
  MbNewsroom *newsroom = NULL;

  if (!file) {
    if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
      tell_error (wait->window, error);
    return;
  }
  if (!path) {
    mb_window_tell (wait->window, _ ("An article file can be saved in folders of this computer "
                                     "alone; copy it from there."));
    return;
  }
  show_waiting (wait, _ ("Saving the article file…"));
  newsroom = wait->newsroom;
  mb_sharing_start_async (newsroom, &sharing, shared_cb, g_steal_pointer (&wait));
}

static char *
suggest_name (MbArticle *article)
{
  g_autofree char *name = g_strdup (mb_article_get_headline (article));

  g_strdelimit (name, "/\\:*?\"<>|\n", ' ');
  g_strstrip (name);

  return g_strconcat (*name ? name : _ ("Untitled"), MB_PARCEL_SUFFIX, NULL);
}

/**
 * mb_exchange_share:
 * @window: whose article it is
 * @newsroom: what it works with
 *
 * Lets a person save the article as one file for a colleague.
 */
void
mb_exchange_share (MbWindow *window, MbNewsroom *newsroom)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *name = NULL;
  MbDraft *draft = NULL;
  Wait *wait = NULL;
  const GError *reason = NULL;

  g_return_if_fail (MB_IS_WINDOW (window));

  draft = mb_window_get_draft (window);
  reason = mb_newsroom_get_read_only_reason (newsroom);
  if (!draft || mb_draft_get_state (draft) == MB_DRAFT_NEW || reason) {
    if (reason)
      tell_error (window, reason);
    return;
  }
  wait = begin (window, newsroom);
  wait->draft = g_object_ref (draft);
  name = suggest_name (mb_draft_get_article (draft));
  gtk_file_filter_set_name (filter, _ ("Article Files"));
  gtk_file_filter_add_suffix (filter, MB_PARCEL_SUFFIX + 1);
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Save an Article File"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (window), NULL, chosen_cb, wait);
}

/* Arriving */

typedef struct {
  MbWindow *window;
  char *draft_id;
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  g_object_unref (offer->window);
  g_free (offer->draft_id);
  g_free (offer);
}

static void
show_first_cb (AdwToast *toast, Offer *offer)
{
  mb_window_open_draft (offer->window, offer->draft_id);
}

/* What has changed an article stays said until somebody has read it. */
static AdwToast *
make_toast (const char *sentence)
{
  AdwToast *toast = mb_notice_new (sentence);

  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 0);

  return toast;
}

/* Both are there: the copy is in front, the other one a press away. */
static void
offer_both (MbWindow *window, const MbArrival *arrival)
{
  AdwToast *toast = make_toast (_ ("Changed on both sides: the file’s is kept beside yours."));
  Offer *offer = g_new0 (Offer, 1);

  offer->window = g_object_ref (window);
  offer->draft_id = g_strdup (arrival->beside_id);
  mb_notice_set_button (toast, _ ("Show _Mine"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (show_first_cb), offer, offer_free, 0);
  adw_toast_overlay_add_toast (get_toasts (window), toast);
}

static void
say_arrival (MbWindow *window, const MbArrival *arrival)
{
  g_autofree char *standing = mb_message_for_arrival (arrival);

  switch (arrival->kind) {
  case MB_ARRIVAL_NEW:
    mb_window_tell (window, _ ("The article is new here."));
    break;
  case MB_ARRIVAL_TAKEN_OVER:
    adw_toast_overlay_add_toast (
      get_toasts (window), make_toast (_ ("Taken over. Undo brings back what the article was.")));
    break;
  case MB_ARRIVAL_KNOWN:
    mb_window_tell (window, standing ? standing : _ ("The file says nothing new."));
    break;
  case MB_ARRIVAL_BESIDE:
    offer_both (window, arrival);
    break;
  }
}

static void
received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wait) wait = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArrival) arrival = mb_receiving_start_finish (result, &error);

  g_clear_pointer (&wait->waiting, mb_waiting_end);
  if (!arrival) {
    tell_error (wait->window, error);
    return;
  }
  if (!gtk_window_get_application (GTK_WINDOW (wait->window))) /* it was closed meanwhile */
    return;
  mb_window_open_draft (wait->window, arrival->draft_id);
  say_arrival (wait->window, arrival);
}

/**
 * mb_exchange_receive:
 * @window: where the article is shown
 * @newsroom: what it works with
 * @bytes: an article file, from anybody
 *
 * Takes an article file in, shows the article and says what has become of it.
 */
void
mb_exchange_receive (MbWindow *window, MbNewsroom *newsroom, GBytes *bytes)
{
  Wait *wait = NULL;

  g_return_if_fail (MB_IS_WINDOW (window));
  g_return_if_fail (bytes != NULL);

  wait = begin (window, newsroom);
  show_waiting (wait, _ ("Reading the article file…"));
  mb_receiving_start_async (newsroom, bytes, wait->cancellable, received_cb, wait);
}
