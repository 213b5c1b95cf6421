#include "mb-window.h"

#include "mb-binning.h"
#include "mb-codec.h"
#include "mb-editor-page.h"
#include "mb-exchange.h"
#include "mb-file-import.h"
#include "mb-library-page.h"
#include "mb-messages.h"
#include "mb-notice.h"
#include "mb-people-dialog.h"
#include "mb-review-queue.h"
#include "mb-save-copy.h"
#include "mb-site-dialog.h"
#include "mb-windows.h"

#include <glib/gi18n.h>

#define SETTLE_MS 1000

struct _MbWindow {
  AdwApplicationWindow parent_instance;
  GtkWidget *toasts;
  GtkWidget *split;
  GtkWidget *library_page;
  GtkWidget *editor_page;
  MbNewsroom *newsroom;
  char *language; /* of new articles */
  GCancellable *opening;
  GSignalGroup *draft_signals;
  guint settle_id;
  MbLayout layout;
  gboolean list_hidden;
};

static guint settled_signal;

G_DEFINE_FINAL_TYPE (MbWindow, mb_window, ADW_TYPE_APPLICATION_WINDOW)

static MbSpread *
get_spread (MbWindow *self)
{
  return mb_editor_page_get_spread (MB_EDITOR_PAGE (self->editor_page));
}

/* Layout */

static void
update_layout (MbWindow *self)
{
  gboolean narrow = self->layout >= MB_LAYOUT_NARROW;

  adw_navigation_split_view_set_collapsed (ADW_NAVIGATION_SPLIT_VIEW (self->split),
                                           narrow || self->list_hidden);
  mb_editor_page_set_layout (MB_EDITOR_PAGE (self->editor_page), self->layout);
  mb_library_page_set_compact (MB_LIBRARY_PAGE (self->library_page), narrow);
}

static void
set_layout (MbWindow *self, MbLayout layout)
{
  self->layout = layout;
  update_layout (self);
}

static void
medium_applied_cb (MbWindow *self)
{
  set_layout (self, MB_LAYOUT_MEDIUM);
}

static void
narrow_applied_cb (MbWindow *self)
{
  set_layout (self, MB_LAYOUT_NARROW);
}

static void
compact_applied_cb (MbWindow *self)
{
  set_layout (self, MB_LAYOUT_COMPACT);
}

/* Not on `unapply`: while that is emitted, the breakpoint still counts as the current one. */
static void
breakpoint_changed_cb (MbWindow *self)
{
  if (adw_application_window_get_current_breakpoint (ADW_APPLICATION_WINDOW (self)) == NULL)
    set_layout (self, MB_LAYOUT_WIDE);
}

/* Who waits for an answer holds the window, also when it is gone from the screen. */
static gboolean
is_closed (MbWindow *self)
{
  return gtk_window_get_application (GTK_WINDOW (self)) == NULL;
}

static void
show_text (MbWindow *self)
{
  adw_navigation_split_view_set_show_content (ADW_NAVIGATION_SPLIT_VIEW (self->split), TRUE);
}

/* Showing articles */

static void
tell_error (MbWindow *self, const GError *error)
{
  g_autofree char *sentence = mb_message_for_error (error);

  mb_window_tell (self, sentence);
}

/* What was asked for before is not wanted any more. */
static void
stop_opening (MbWindow *self)
{
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
}

static void
opened_draft_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbDraft) draft = mb_newsroom_open_draft_finish (MB_NEWSROOM (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (is_closed (self))
    return;
  if (draft) {
    if (!mb_windows_raise_other (self, mb_draft_get_id (draft))) /* it was quicker */
      mb_window_show_draft (self, draft, NULL);
    return;
  }
  mb_editor_page_set_draft (MB_EDITOR_PAGE (self->editor_page),
                            mb_editor_page_get_draft (MB_EDITOR_PAGE (self->editor_page)), NULL);
  tell_error (self, error);
}

static void
open_draft (MbWindow *self, const char *draft_id)
{
  MbDraft *shown = mb_window_get_draft (self);

  stop_opening (self);
  if (shown && g_strcmp0 (mb_draft_get_id (shown), draft_id) == 0) {
    show_text (self);
    mb_spread_focus_text (get_spread (self));
    return;
  }
  if (mb_windows_raise_other (self, draft_id))
    return;
  self->opening = g_cancellable_new ();
  mb_newsroom_open_draft_async (self->newsroom, draft_id, self->opening, opened_draft_cb,
                                g_object_ref (self));
}

static void
opened_cb (MbWindow *self, const char *draft_id)
{
  open_draft (self, draft_id);
}

static void
begin_article (MbWindow *self)
{
  g_autoptr (MbDraft) draft = NULL;

  if (mb_newsroom_get_read_only_reason (self->newsroom)) {
    tell_error (self, mb_newsroom_get_read_only_reason (self->newsroom));
    return;
  }
  draft = mb_newsroom_new_draft (self->newsroom, self->language);
  mb_window_show_draft (self, draft, NULL);
}

static void
new_requested_cb (MbWindow *self, const char *first_letter)
{
  begin_article (self);
  if (mb_window_get_draft (self))
    mb_spread_type (get_spread (self), first_letter);
}

static void
notice_cb (MbWindow *self, const char *sentence)
{
  mb_window_tell (self, sentence);
}

static void
jumped_cb (MbWindow *self, guint64 block)
{
  show_text (self);
  mb_spread_jump (get_spread (self), block, 0);
}

/* The bin */

static void
binned_cb (MbWindow *self, const char *draft_id)
{
  mb_binning_move (self, self->newsroom, draft_id, TRUE);
}

static void
restored_cb (MbWindow *self, const char *draft_id)
{
  mb_binning_move (self, self->newsroom, draft_id, FALSE);
}

static void
bin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);
  MbDraft *draft = mb_window_get_draft (self);

  if (draft && mb_draft_get_state (draft) != MB_DRAFT_NEW)
    mb_binning_move (self, self->newsroom, mb_draft_get_id (draft), TRUE);
}

/* Articles from elsewhere */

typedef struct {
  MbWindow *window;
  char *draft_id;
  GPtrArray *notes; /* (nullable) of MbImportNote */
} Adding;

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  g_autoptr (GError) error = NULL;

  if (!mb_newsroom_add_finish (MB_NEWSROOM (source), result, &error)) {
    tell_error (adding->window, error);
  } else if (!is_closed (adding->window)) {
    open_draft (adding->window, adding->draft_id);
    if (adding->notes && adding->notes->len > 0)
      adw_dialog_present (mb_import_notes_dialog_new (adding->notes), GTK_WIDGET (adding->window));
  }
  g_object_unref (adding->window);
  g_clear_pointer (&adding->notes, g_ptr_array_unref);
  g_free (adding->draft_id);
  g_free (adding);
}

static void
add_article (MbWindow *self, MbSnapshot *snapshot, GPtrArray *notes)
{
  Adding *adding = g_new0 (Adding, 1);

  adding->window = g_object_ref (self);
  adding->draft_id = g_strdup (mb_snapshot_get_article_id (snapshot));
  adding->notes = notes ? g_ptr_array_ref (notes) : NULL;
  mb_newsroom_add_async (self->newsroom, snapshot, added_cb, adding);
}

static void
imported_cb (MbImport *import, const GError *error, gpointer user_data)
{
  g_autoptr (MbWindow) self = user_data;

  if (error)
    tell_error (self, error);
  if (import && !is_closed (self))
    add_article (self, import->snapshot, import->notes);
}

static void
package_cb (GBytes *bytes, gpointer user_data)
{
  g_autoptr (MbWindow) self = user_data;

  if (!is_closed (self))
    mb_exchange_receive (self, self->newsroom, bytes);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_import_choose (GTK_WINDOW (widget), imported_cb, package_cb, g_object_ref (widget));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbImport) import = mb_import_bytes_finish (result, &error);

  imported_cb (import, error, user_data);
}

/* The same as an article of its own. */
static void
copy_wanted_cb (MbWindow *self, MbSnapshot *snapshot)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GBytes) json = mb_codec_encode_snapshot (snapshot);

  mb_import_bytes_async (json, MB_IMPORT_JSON, id, NULL, copied_cb, g_object_ref (self));
}

static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);
  MbDraft *draft = mb_window_get_draft (self);

  if (draft)
    copy_wanted_cb (self, mb_article_get_snapshot (mb_draft_get_article (draft)));
}

static void
exported_cb (const GError *error, gpointer user_data)
{
  g_autoptr (MbWindow) self = user_data;

  if (error)
    tell_error (self, error);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbDraft *draft = mb_window_get_draft (MB_WINDOW (widget));

  if (draft)
    mb_save_copy (mb_draft_get_article (draft), widget, exported_cb, g_object_ref (widget));
}

static void
share_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_exchange_share (MB_WINDOW (widget), MB_WINDOW (widget)->newsroom);
}

/* Sites */

static void
connected_cb (MbWindow *self, MbSite *site)
{
  /* Translators: %s is what the newsroom calls the site. */
  g_autofree char *sentence = g_strdup_printf (_ ("%s is connected."), mb_site_get_name (site));

  mb_window_tell (self, sentence);
}

static void
sample_requested_cb (MbWindow *self)
{
  mb_newsroom_use_local_site (self->newsroom);
}

static void
connect_requested_cb (MbWindow *self, MbSite *site)
{
  AdwDialog *dialog = mb_site_dialog_new (mb_newsroom_get_destinations (self->newsroom));

  mb_site_dialog_set_sample_offered (MB_SITE_DIALOG (dialog), !site);
  if (site)
    mb_site_dialog_set_site (MB_SITE_DIALOG (dialog), site);
  g_signal_connect_object (dialog, "connected", G_CALLBACK (connected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "sample-requested", G_CALLBACK (sample_requested_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
connect_site_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  connect_requested_cb (MB_WINDOW (widget), NULL);
}

/* A sending is followed beside its article. */
static void
job_activated_cb (MbWindow *self, MbJob *job)
{
  MbDraft *draft = mb_window_get_draft (self);

  if (draft && g_strcmp0 (mb_draft_get_id (draft), mb_job_get_draft_id (job)) == 0)
    mb_editor_page_show_job (MB_EDITOR_PAGE (self->editor_page), job);
  else
    open_draft (self, mb_job_get_draft_id (job));
}

/* The other commands */

static void
new_article_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin_article (MB_WINDOW (widget));
}

static void
show_list (MbWindow *self)
{
  self->list_hidden = FALSE;
  update_layout (self);
  adw_navigation_split_view_set_show_content (ADW_NAVIGATION_SPLIT_VIEW (self->split), FALSE);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);

  show_list (self);
  mb_library_page_show_search (MB_LIBRARY_PAGE (self->library_page));
}

static void
outline_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);

  show_list (self);
  mb_library_page_show_outline (MB_LIBRARY_PAGE (self->library_page));
}

static void
list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);

  if (self->layout >= MB_LAYOUT_NARROW) {
    adw_navigation_split_view_set_show_content (
      ADW_NAVIGATION_SPLIT_VIEW (self->split),
      !adw_navigation_split_view_get_show_content (ADW_NAVIGATION_SPLIT_VIEW (self->split)));
    return;
  }
  self->list_hidden = !self->list_hidden;
  show_text (self);
  update_layout (self);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);

  show_list (self); /* the menu hangs there */
  mb_library_page_pop_up_menu (MB_LIBRARY_PAGE (self->library_page));
}

static void
pane_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_spread_toggle_pane (get_spread (MB_WINDOW (widget)), g_variant_get_string (parameter, NULL));
}

static void
large_preview_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_spread_toggle_large_preview (get_spread (MB_WINDOW (widget)));
}

static void
publish_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_editor_page_publish (MB_EDITOR_PAGE (MB_WINDOW (widget)->editor_page));
}

static void
review_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_editor_page_review (MB_EDITOR_PAGE (MB_WINDOW (widget)->editor_page),
                         g_variant_get_string (parameter, NULL));
}

static void
found_next_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *next = mb_review_queue_find_finish (result, &error);

  if (error)
    tell_error (self, error);
  else if (!next)
    mb_window_tell (self, _ ("Nothing else waits for a review."));
  else if (!is_closed (self))
    open_draft (self, next);
}

static void
next_requested_cb (MbWindow *self)
{
  MbDraft *draft = mb_window_get_draft (self);

  mb_review_queue_find_async (mb_newsroom_get_store (self->newsroom),
                              draft ? mb_draft_get_id (draft) : NULL, NULL, found_next_cb,
                              g_object_ref (self));
}

static void
people_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);

  adw_dialog_present (mb_people_dialog_new (mb_newsroom_get_people (self->newsroom),
                                            mb_newsroom_get_author (self->newsroom)),
                      widget);
}

static void
link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);
  const char *url = mb_editor_page_get_public_url (MB_EDITOR_PAGE (self->editor_page));

  if (g_str_equal (name, "win.copy-link"))
    mb_windows_copy_link (self, url);
  else
    mb_windows_view_online (self, url);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (mb_journal_flush_finish (MB_JOURNAL (source), result, &error))
    mb_window_tell (self, _ ("Saved on this computer."));
  else
    tell_error (self, error);
}

/* Everything is saved by itself; who asks all the same is answered when it is on the disk. */
static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbDraft *draft = mb_window_get_draft (MB_WINDOW (widget));

  if (draft)
    mb_journal_flush_async (mb_draft_get_journal (draft), NULL, flushed_cb, g_object_ref (widget));
}

static void
fullscreen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

/* From list to text to pane and round. The text is one of them, whatever in it has the focus. */
static void
region_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbWindow *self = MB_WINDOW (widget);
  gboolean forward = g_str_equal (name, "win.next-region");
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean in_list = focus && gtk_widget_is_ancestor (focus, self->library_page);

  if (in_list) {
    show_text (self);
    mb_editor_page_focus_region (MB_EDITOR_PAGE (self->editor_page), forward);
  } else if (!mb_editor_page_move_region (MB_EDITOR_PAGE (self->editor_page), forward)) {
    show_list (self);
    mb_library_page_show_articles (MB_LIBRARY_PAGE (self->library_page));
  }
}

/* With no article in front of anybody, undo takes the last one out of the bin. */
static gboolean
undo_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MbWindow *self = MB_WINDOW (widget);

  return !mb_window_get_draft (self) &&
         gtk_widget_activate_action (self->library_page, "library.undo-bin", NULL);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return mb_spread_close_large_preview (get_spread (MB_WINDOW (widget)));
}

/* Where the writer is */

static void
settle_cb (gpointer data)
{
  MbWindow *self = data;

  self->settle_id = 0;
  g_signal_emit (self, settled_signal, 0);
}

static void
settle_soon (MbWindow *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add_once (SETTLE_MS, settle_cb, self);
}

static void
draft_state_cb (MbWindow *self, GParamSpec *pspec, MbDraft *draft)
{
  if (mb_draft_get_state (draft) == MB_DRAFT_SAVED)
    settle_soon (self);
}

static void
mb_window_dispose (GObject *object)
{
  MbWindow *self = MB_WINDOW (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_object (&self->draft_signals);
  stop_opening (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_WINDOW);
  g_clear_object (&self->newsroom);
  g_clear_pointer (&self->language, g_free);

  G_OBJECT_CLASS (mb_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    {"win.new-article", NULL, new_article_action},
    {"win.import", NULL, import_action},
    {"win.duplicate", NULL, duplicate_action},
    {"win.export", NULL, export_action},
    {"win.share", NULL, share_action},
    {"win.bin", NULL, bin_action},
    {"win.save", NULL, save_action},
    {"win.search", NULL, search_action},
    {"win.outline", NULL, outline_action},
    {"win.list", NULL, list_action},
    {"win.menu", NULL, menu_action},
    {"win.pane", "s", pane_action},
    {"win.large-preview", NULL, large_preview_action},
    {"win.next-region", NULL, region_action},
    {"win.previous-region", NULL, region_action},
    {"win.fullscreen", NULL, fullscreen_action},
    {"win.publish", NULL, publish_action},
    {"win.review", "s", review_action},
    {"win.people", NULL, people_action},
    {"win.copy-link", NULL, link_action},
    {"win.view-online", NULL, link_action},
    {"win.connect-site", NULL, connect_site_action},
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
}

static void
mb_window_class_init (MbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_window_dispose;
  settled_signal = g_signal_new ("settled", MB_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  g_type_ensure (MB_TYPE_LIBRARY_PAGE);
  g_type_ensure (MB_TYPE_EDITOR_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/marbre/Marbre/app/mb-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MbWindow, split);
  gtk_widget_class_bind_template_child (widget_class, MbWindow, library_page);
  gtk_widget_class_bind_template_child (widget_class, MbWindow, editor_page);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, binned_cb);
  gtk_widget_class_bind_template_callback (widget_class, restored_cb);
  gtk_widget_class_bind_template_callback (widget_class, jumped_cb);
  gtk_widget_class_bind_template_callback (widget_class, job_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, notice_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_requested_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_wanted_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_requested_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_requested_cb);
  gtk_widget_class_bind_template_callback (widget_class, medium_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, narrow_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, compact_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, breakpoint_changed_cb);
  install_actions (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, undo_cb, NULL);
}

/* Files on the list are articles to be imported; in the text they are its pictures. */
static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, MbWindow *self)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = files; l; l = l->next)
    mb_window_import (self, l->data);
  g_slist_free (files);

  return TRUE;
}

static void
mb_window_init (MbWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (drop, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (self->library_page, GTK_EVENT_CONTROLLER (drop));
  self->draft_signals = g_signal_group_new (MB_TYPE_DRAFT);
  g_signal_group_connect_swapped (self->draft_signals, "notify::state", G_CALLBACK (draft_state_cb),
                                  self);
}

/**
 * mb_window_new:
 * @application: the application
 * @newsroom: what it works with
 *
 * Makes a window without an article.
 */
GtkWidget *
mb_window_new (GtkApplication *application, MbNewsroom *newsroom)
{
  MbWindow *self = NULL;

  g_return_val_if_fail (MB_IS_NEWSROOM (newsroom), NULL);

  self = g_object_new (MB_TYPE_WINDOW, "application", application, "title", _ ("Marbre"), NULL);
  self->newsroom = g_object_ref (newsroom);
  mb_library_page_set_newsroom (MB_LIBRARY_PAGE (self->library_page), newsroom);
  mb_editor_page_set_newsroom (MB_EDITOR_PAGE (self->editor_page), newsroom);

  return GTK_WIDGET (self);
}

/**
 * mb_window_set_shape:
 * @self: a window
 * @shape: what it looks like
 *
 * Gives the window its size and its regions, before it is shown.
 */
void
mb_window_set_shape (MbWindow *self, const MbWindowShape *shape)
{
  g_return_if_fail (MB_IS_WINDOW (self));
  g_return_if_fail (shape != NULL);

  gtk_window_set_default_size (GTK_WINDOW (self), shape->width_px, shape->height_px);
  if (shape->maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  self->list_hidden = !shape->list_shown;
  mb_spread_show_pane (get_spread (self), shape->pane_name);
  if (!shape->pane_shown)
    mb_spread_toggle_pane (get_spread (self), shape->pane_name);
  update_layout (self);
}

/**
 * mb_window_get_shape:
 * @self: a window
 * @shape: (out): what it looks like; `pane_name` is static
 *
 * Says how the window is to open the next time. A pane that only slides over the text counts as
 * shown: in a wider window it would be.
 */
void
mb_window_get_shape (MbWindow *self, MbWindowShape *shape)
{
  MbSpread *spread = NULL;

  g_return_if_fail (MB_IS_WINDOW (self));

  spread = get_spread (self);
  gtk_window_get_default_size (GTK_WINDOW (self), &shape->width_px, &shape->height_px);
  shape->maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  shape->list_shown = !self->list_hidden;
  shape->pane_shown = self->layout != MB_LAYOUT_WIDE || mb_spread_get_pane_shown (spread);
  shape->pane_name = (char *) mb_spread_get_pane_name (spread);
}

/**
 * mb_window_set_language:
 * @self: a window
 * @language: a BCP 47 tag
 *
 * Says what new articles are written in.
 */
void
mb_window_set_language (MbWindow *self, const char *language)
{
  g_return_if_fail (MB_IS_WINDOW (self));

  g_set_str (&self->language, language);
}

/**
 * mb_window_show_draft:
 * @self: a window
 * @draft: (nullable): an open article
 * @caret: (nullable): where the caret goes
 *
 * Shows an article.
 */
void
mb_window_show_draft (MbWindow *self, MbDraft *draft, const MbPosition *caret)
{
  g_return_if_fail (MB_IS_WINDOW (self));

  stop_opening (self);
  mb_library_page_set_draft (MB_LIBRARY_PAGE (self->library_page), draft);
  mb_editor_page_set_draft (MB_EDITOR_PAGE (self->editor_page), draft, caret);
  g_signal_group_set_target (self->draft_signals, draft);
  if (draft)
    show_text (self);
  settle_soon (self);
}

/**
 * mb_window_get_draft:
 * @self: a window
 *
 * The article that it shows.
 *
 * Returns: (transfer none) (nullable): the draft
 */
MbDraft *
mb_window_get_draft (MbWindow *self)
{
  g_return_val_if_fail (MB_IS_WINDOW (self), NULL);

  return mb_editor_page_get_draft (MB_EDITOR_PAGE (self->editor_page));
}

/**
 * mb_window_get_session:
 * @self: a window
 * @session: an empty session
 *
 * Says where the writer is.
 */
void
mb_window_get_session (MbWindow *self, MbSession *session)
{
  g_return_if_fail (MB_IS_WINDOW (self));

  mb_editor_page_get_session (MB_EDITOR_PAGE (self->editor_page), session);
}

/**
 * mb_window_open_draft:
 * @self: a window
 * @draft_id: an article
 *
 * Shows an article, or the window that shows it already.
 */
void
mb_window_open_draft (MbWindow *self, const char *draft_id)
{
  g_return_if_fail (MB_IS_WINDOW (self));

  if (!is_closed (self))
    open_draft (self, draft_id);
}

/**
 * mb_window_import:
 * @self: a window
 * @file: a file
 *
 * Reads a file as an article, keeps it and shows it.
 */
void
mb_window_import (MbWindow *self, GFile *file)
{
  g_return_if_fail (MB_IS_WINDOW (self));

  mb_import_file (file, imported_cb, package_cb, g_object_ref (self));
}

/**
 * mb_window_tell:
 * @self: a window
 * @sentence: something that happened
 *
 * Says it in passing.
 */
void
mb_window_tell (MbWindow *self, const char *sentence)
{
  AdwToast *toast = NULL;

  g_return_if_fail (MB_IS_WINDOW (self));

  if (is_closed (self)) {
    g_message ("after its window: %s", sentence);
    return;
  }
  toast = mb_notice_new (sentence);
  /* It does not wait until somebody has answered an offer to undo. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}
