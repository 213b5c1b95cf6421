#include "mb-editor-page.h"

#include "mb-article-status.h"
#include "mb-messages.h"
#include "mb-publish-guide.h"
#include "mb-review-guide.h"
#include "mb-save-copy.h"

#include <glib/gi18n.h>

struct _MbEditorPage {
  AdwNavigationPage parent_instance;
  GtkWidget *header_bar;
  GtkWidget *list_button;
  GtkWidget *undo_button;
  GtkWidget *window_title;
  GtkWidget *more_button;
  GtkWidget *pane_button;
  GtkWidget *decision_button;
  GtkWidget *review_button;
  GtkWidget *publish_button;
  GtkWidget *banner;
  GtkWidget *review_banner;
  GtkWidget *states;
  GtkWidget *welcome_page;
  GtkWidget *new_button;
  GtkWidget *spread;
  GMenu *review_section;
  GMenuModel *review_menu;
  MbNewsroom *newsroom;
  MbDraft *draft;
  MbArticleStatus *status;
  MbReviewGuide *review;
  MbPublishGuide *publishing;
  GSignalGroup *draft_signals;
  GSignalGroup *status_signals;
  GSignalGroup *history_signals;
  MbLayout layout;
};

typedef enum {
  NOTICE,
  CONNECT_REQUESTED,
  NEW_REQUESTED,
  NEXT_REQUESTED,
  COPY_WANTED,
} MbEditorPageSignals;

static guint signals[COPY_WANTED + 1];

static const char *const text_actions[] = {
  "text.undo",          "text.redo",    "text.strong",      "text.emphasis",  "text.plain",
  "text.link",          "text.move-up", "text.move-down",   "text.separator", "text.figure",
  "text.figure-fields", "text.nbsp",    "text.paste-plain", "text.comment",
};

G_DEFINE_FINAL_TYPE (MbEditorPage, mb_editor_page, ADW_TYPE_NAVIGATION_PAGE)

static void
tell (MbEditorPage *self, const char *sentence)
{
  g_signal_emit (self, signals[NOTICE], 0, sentence);
}

static void
tell_error (MbEditorPage *self, const GError *error)
{
  g_autofree char *sentence = mb_message_for_error (error);

  tell (self, sentence);
}

static MbArticle *
get_article (MbEditorPage *self)
{
  return self->draft ? mb_draft_get_article (self->draft) : NULL;
}

static MbEditorView *
get_editor (MbEditorPage *self)
{
  return mb_spread_get_editor (MB_SPREAD (self->spread));
}

/* The editor's commands, for buttons and menus that stand outside of it. */

static void
text_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *editor = GTK_WIDGET (get_editor (MB_EDITOR_PAGE (widget)));

  gtk_widget_activate_action_variant (editor, name, parameter);
  if (!g_str_equal (name, "text.link") && !g_str_equal (name, "text.figure") &&
      !g_str_equal (name, "text.comment"))
    gtk_widget_grab_focus (editor);
}

static gboolean
is_read_only (MbEditorPage *self)
{
  return self->newsroom && mb_newsroom_get_read_only_reason (self->newsroom);
}

static void
update_actions (MbEditorPage *self)
{
  MbArticle *article = get_article (self);
  MbHistory *history = article ? mb_article_get_history (article) : NULL;
  GtkWidget *widget = GTK_WIDGET (self);

  if (is_read_only (self))
    history = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (text_actions); i++)
    gtk_widget_action_set_enabled (widget, text_actions[i], article && !is_read_only (self));
  gtk_widget_action_set_enabled (widget, "text.kind", article && !is_read_only (self));
  gtk_widget_action_set_enabled (widget, "text.undo", history && mb_history_can_undo (history));
  gtk_widget_action_set_enabled (widget, "text.redo", history && mb_history_can_redo (history));
}

/* Header */

/* The one main action follows the state; when there is nothing to do there is no button. */
static void
show_main_action (MbEditorPage *self)
{
  const char *url = self->status ? mb_article_status_get_public_url (self->status) : NULL;
  gboolean useful = self->status && !is_read_only (self) &&
                    mb_review_guide_may_publish (self->review) &&
                    (!url || mb_article_status_is_unsent (self->status));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "article.unpublish",
                                 self->status && !is_read_only (self) &&
                                   mb_publish_guide_can_unpublish (self->publishing));
  gtk_button_set_label (GTK_BUTTON (self->publish_button), url ? _ ("Update…") : _ ("Publish…"));
  gtk_widget_set_visible (self->publish_button, useful && self->layout != MB_LAYOUT_COMPACT);
}

static void
show_status (MbEditorPage *self)
{
  AdwWindowTitle *title = ADW_WINDOW_TITLE (self->window_title);
  const char *headline = self->status ? mb_article_status_get_title (self->status) : "";

  if (!self->status)
    headline = _ ("Marbre");
  else if (!*headline)
    headline = _ ("Untitled");
  adw_window_title_set_title (title, headline);
  adw_window_title_set_subtitle (title,
                                 self->status ? mb_article_status_get_subtitle (self->status) : "");
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), headline);
  show_main_action (self);
}

/* One banner, for the article's own problem: words that are nowhere but in memory. */
static void
show_problem (MbEditorPage *self)
{
  AdwBanner *banner = ADW_BANNER (self->banner);
  const GError *problem = self->draft ? mb_draft_get_problem (self->draft) : NULL;
  g_autofree char *sentence = problem ? mb_message_for_error (problem) : NULL;

  adw_banner_set_title (banner, sentence ? sentence : "");
  adw_banner_set_button_label (banner, sentence ? _ ("Save a Copy…") : NULL);
  adw_banner_set_revealed (banner, sentence != NULL);
}

static void
copy_saved_cb (const GError *error, gpointer user_data)
{
  g_autoptr (MbEditorPage) self = user_data;

  if (error)
    tell_error (self, error);
}

static void
banner_clicked_cb (MbEditorPage *self)
{
  MbArticle *article = get_article (self);

  if (article)
    mb_save_copy (article, GTK_WIDGET (self), copy_saved_cb, g_object_ref (self));
}

/* Layout */

static void
update_layout (MbEditorPage *self)
{
  gtk_widget_set_visible (self->undo_button, self->draft && self->layout != MB_LAYOUT_COMPACT);
  gtk_widget_set_visible (self->list_button, self->layout <= MB_LAYOUT_MEDIUM);
  adw_header_bar_set_show_back_button (ADW_HEADER_BAR (self->header_bar),
                                       self->layout >= MB_LAYOUT_NARROW);
  if (self->review)
    mb_review_guide_set_compact (self->review, self->layout == MB_LAYOUT_COMPACT);
  if (self->status)
    mb_article_status_set_compact (self->status, self->layout == MB_LAYOUT_COMPACT);
  show_main_action (self);
}

static gboolean
welcome_key_cb (GtkEventControllerKey *keys,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                MbEditorPage *self)
{
  gunichar letter = gdk_keyval_to_unicode (keyval);
  char text[7] = "";

  if (self->draft || !g_unichar_isgraph (letter) ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) ||
      !g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (self->states)), "nothing"))
    return FALSE;
  text[g_unichar_to_utf8 (letter, text)] = '\0';
  g_signal_emit (self, signals[NEW_REQUESTED], 0, text);

  return TRUE;
}

/* Publishing */

static void
unpublish_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mb_publish_guide_unpublish (MB_EDITOR_PAGE (widget)->publishing);
}

static void
mb_editor_page_dispose (GObject *object)
{
  MbEditorPage *self = MB_EDITOR_PAGE (object);

  g_clear_object (&self->draft_signals);
  g_clear_object (&self->status_signals);
  g_clear_object (&self->history_signals);
  g_clear_object (&self->status);
  g_clear_object (&self->review);
  g_clear_object (&self->publishing);
  gtk_widget_dispose_template (GTK_WIDGET (self), MB_TYPE_EDITOR_PAGE);
  g_clear_object (&self->draft);
  g_clear_object (&self->newsroom);

  G_OBJECT_CLASS (mb_editor_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, header_bar);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, list_button);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, more_button);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, pane_button);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, decision_button);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, review_button);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, publish_button);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, banner);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, review_banner);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, states);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, welcome_page);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, spread);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, review_section);
  gtk_widget_class_bind_template_child (widget_class, MbEditorPage, review_menu);
  gtk_widget_class_bind_template_callback (widget_class, banner_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, tell);
}

static void
mb_editor_page_class_init (MbEditorPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_editor_page_dispose;
  signals[NOTICE] = g_signal_new ("notice", MB_TYPE_EDITOR_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CONNECT_REQUESTED] =
    g_signal_new ("connect-requested", MB_TYPE_EDITOR_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MB_TYPE_SITE);
  signals[COPY_WANTED] = g_signal_new ("copy-wanted", MB_TYPE_EDITOR_PAGE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, MB_TYPE_SNAPSHOT);
  signals[NEW_REQUESTED] = g_signal_new ("new-requested", MB_TYPE_EDITOR_PAGE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[NEXT_REQUESTED] = g_signal_new ("next-requested", MB_TYPE_EDITOR_PAGE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (MB_TYPE_SPREAD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/app/mb-editor-page.ui");
  bind_template (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (text_actions); i++)
    gtk_widget_class_install_action (widget_class, text_actions[i], NULL, text_action);
  gtk_widget_class_install_action (widget_class, "text.kind", "s", text_action);
  gtk_widget_class_install_action (widget_class, "article.unpublish", NULL, unpublish_action);
}

static void
mb_editor_page_init (MbEditorPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (welcome_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  self->draft_signals = g_signal_group_new (MB_TYPE_DRAFT);
  g_signal_group_connect_swapped (self->draft_signals, "notify::problem", G_CALLBACK (show_problem),
                                  self);
  self->status_signals = g_signal_group_new (MB_TYPE_ARTICLE_STATUS);
  g_signal_group_connect_swapped (self->status_signals, "notify", G_CALLBACK (show_status), self);
  self->history_signals = g_signal_group_new (MB_TYPE_HISTORY);
  g_signal_group_connect_swapped (self->history_signals, "notify", G_CALLBACK (update_actions),
                                  self);
  update_actions (self);
  show_status (self);
}

/* Review and publishing */

static void
next_requested_cb (MbEditorPage *self)
{
  g_signal_emit (self, signals[NEXT_REQUESTED], 0);
}

static void
comments_wanted_cb (MbEditorPage *self)
{
  mb_spread_show_pane (MB_SPREAD (self->spread), "review");
}

static void
review_changed_cb (MbEditorPage *self)
{
  g_autofree char *state = mb_review_guide_dup_state (self->review);

  if (self->status)
    mb_article_status_set_stage (self->status, state);
  show_main_action (self);
}

static void
begin_review (MbEditorPage *self)
{
  AdwViewStackPage *page = mb_spread_get_review_page (MB_SPREAD (self->spread));
  const MbReviewWidgets widgets = {
    .banner = ADW_BANNER (self->review_banner),
    .button = GTK_BUTTON (self->review_button),
    .decision_button = GTK_MENU_BUTTON (self->decision_button),
    .section = self->review_section,
    .menu = self->review_menu,
    .page = page,
    .pane = MB_REVIEW_PANE (adw_view_stack_page_get_child (page)),
    .editor = get_editor (self),
  };
  const struct {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    {"notice", G_CALLBACK (tell)},
    {"publish-requested", G_CALLBACK (mb_editor_page_publish)},
    {"next-requested", G_CALLBACK (next_requested_cb)},
    {"comments-wanted", G_CALLBACK (comments_wanted_cb)},
    {"changed", G_CALLBACK (review_changed_cb)},
  };

  self->review = mb_review_guide_new (self->newsroom, &widgets);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->review, handlers[i].signal, handlers[i].callback, self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review, "text-wanted", G_CALLBACK (mb_spread_focus_text),
                           self->spread, G_CONNECT_SWAPPED);
}

static void
connect_requested_cb (MbEditorPage *self, MbSite *site)
{
  g_signal_emit (self, signals[CONNECT_REQUESTED], 0, site);
}

static void
copy_wanted_cb (MbEditorPage *self, MbSnapshot *snapshot)
{
  g_signal_emit (self, signals[COPY_WANTED], 0, snapshot);
}

static void
begin_publishing (MbEditorPage *self)
{
  self->publishing =
    mb_publish_guide_new (mb_newsroom_get_outbox (self->newsroom), GTK_WIDGET (self));
  g_signal_connect_object (self->publishing, "notice", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->publishing, "connect-requested", G_CALLBACK (connect_requested_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->publishing, "copy-wanted", G_CALLBACK (copy_wanted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->publishing, "finding-activated",
                           G_CALLBACK (mb_spread_show_finding), self->spread, G_CONNECT_SWAPPED);
}

/**
 * mb_editor_page_set_newsroom:
 * @self: the page
 * @newsroom: whose articles it shows
 *
 * Gives the page what it works with. Called once, before an article is shown.
 */
void
mb_editor_page_set_newsroom (MbEditorPage *self, MbNewsroom *newsroom)
{
  g_return_if_fail (MB_IS_EDITOR_PAGE (self));
  g_return_if_fail (!self->newsroom);

  self->newsroom = g_object_ref (newsroom);
  mb_spread_set_newsroom (MB_SPREAD (self->spread), newsroom);
  begin_publishing (self);
  begin_review (self);
}

/* Who has written here before is not welcomed again. */
static void
describe_nothing (MbEditorPage *self)
{
  GListModel *articles = mb_library_get_items (mb_newsroom_get_library (self->newsroom));

  if (self->draft || g_list_model_get_n_items (articles) > 0)
    adw_status_page_set_title (ADW_STATUS_PAGE (self->welcome_page), _ ("No Article Is Open"));
}

/* Leaving an article keeps it whole, so that it opens at once the next time. */
static void
leave_draft (MbEditorPage *self)
{
  if (!self->draft)
    return;
  mb_journal_snapshot (mb_draft_get_journal (self->draft));
  mb_journal_flush (mb_draft_get_journal (self->draft));
}

/* Without an article the focus comes here too, so that a typed letter begins one; but it is not
 * taken from somebody who works in the list. */
static void
take_focus (MbEditorPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (self->draft)
    mb_spread_focus_text (MB_SPREAD (self->spread));
  else if (!focus || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_widget_grab_focus (self->new_button);
}

/**
 * mb_editor_page_set_draft:
 * @self: the page
 * @draft: (nullable): the article to write; %NULL shows the page without one
 * @caret: (nullable): where the caret goes; %NULL: to the headline
 *
 * Shows another article.
 */
void
mb_editor_page_set_draft (MbEditorPage *self, MbDraft *draft, const MbPosition *caret)
{
  MbArticle *article = draft ? mb_draft_get_article (draft) : NULL;

  g_return_if_fail (MB_IS_EDITOR_PAGE (self));
  g_return_if_fail (self->newsroom);

  if (self->draft != draft)
    leave_draft (self);
  if (!draft)
    describe_nothing (self);
  g_clear_object (&self->status);
  if (draft)
    self->status = mb_article_status_new (draft, mb_newsroom_get_outbox (self->newsroom));
  g_signal_group_set_target (self->draft_signals, draft);
  g_signal_group_set_target (self->status_signals, self->status);
  g_signal_group_set_target (self->history_signals,
                             article ? mb_article_get_history (article) : NULL);
  mb_spread_set_article (MB_SPREAD (self->spread), article);
  g_set_object (&self->draft, draft);
  mb_publish_guide_set_draft (self->publishing, draft, self->status);
  mb_review_guide_set_draft (self->review, draft);
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), draft ? "article" : "nothing");
  gtk_widget_set_visible (self->pane_button, draft != NULL);
  gtk_widget_set_visible (self->more_button, draft != NULL);
  update_layout (self);
  update_actions (self);
  show_status (self);
  show_problem (self);
  if (draft && caret && caret->block != 0)
    mb_editor_view_jump (get_editor (self), caret);
  take_focus (self);
}

/**
 * mb_editor_page_get_draft:
 * @self: the page
 *
 * The article that is shown.
 *
 * Returns: (transfer none) (nullable): the draft
 */
MbDraft *
mb_editor_page_get_draft (MbEditorPage *self)
{
  g_return_val_if_fail (MB_IS_EDITOR_PAGE (self), NULL);

  return self->draft;
}

/**
 * mb_editor_page_get_spread:
 * @self: the page
 *
 * The text with its pane.
 *
 * Returns: (transfer none): the spread
 */
MbSpread *
mb_editor_page_get_spread (MbEditorPage *self)
{
  g_return_val_if_fail (MB_IS_EDITOR_PAGE (self), NULL);

  return MB_SPREAD (self->spread);
}

/**
 * mb_editor_page_set_layout:
 * @self: the page
 * @layout: how much room there is
 *
 * Brings the page into another shape.
 */
void
mb_editor_page_set_layout (MbEditorPage *self, MbLayout layout)
{
  g_return_if_fail (MB_IS_EDITOR_PAGE (self));

  self->layout = layout;
  mb_spread_set_layout (MB_SPREAD (self->spread), layout);
  update_layout (self);
}

/**
 * mb_editor_page_get_session:
 * @self: the page
 * @session: an empty session
 *
 * Says where the writer is.
 */
void
mb_editor_page_get_session (MbEditorPage *self, MbSession *session)
{
  g_return_if_fail (MB_IS_EDITOR_PAGE (self));

  if (!self->draft || mb_draft_get_state (self->draft) == MB_DRAFT_NEW)
    return;
  session->draft_id = g_strdup (mb_draft_get_id (self->draft));
  mb_editor_view_get_caret (get_editor (self), &session->caret);
}

/**
 * mb_editor_page_focus_region:
 * @self: the page
 * @first: whether the focus comes from before the page, or from behind it
 *
 * Puts the focus into the text, or into the pane when that is the nearer one.
 */
void
mb_editor_page_focus_region (MbEditorPage *self, gboolean first)
{
  g_return_if_fail (MB_IS_EDITOR_PAGE (self));

  if (self->draft)
    mb_spread_focus_nearest (MB_SPREAD (self->spread), first);
  else
    gtk_widget_child_focus (self->states, GTK_DIR_TAB_FORWARD);
}

/**
 * mb_editor_page_move_region:
 * @self: the page
 * @forward: from the text to the pane; otherwise from the pane to the text
 *
 * Moves the focus on.
 *
 * Returns: whether it stayed within the page
 */
gboolean
mb_editor_page_move_region (MbEditorPage *self, gboolean forward)
{
  g_return_val_if_fail (MB_IS_EDITOR_PAGE (self), FALSE);

  return self->draft && mb_spread_move_focus (MB_SPREAD (self->spread), forward);
}

/* Publishing */

/**
 * mb_editor_page_publish:
 * @self: the page
 *
 * Opens the dialog in which the article is published or updated, or its sending followed.
 */
void
mb_editor_page_publish (MbEditorPage *self)
{
  g_return_if_fail (MB_IS_EDITOR_PAGE (self));

  mb_publish_guide_publish (self->publishing);
}

/**
 * mb_editor_page_review:
 * @self: the page
 * @what: as for mb_review_guide_do()
 *
 * Does what belongs to the review of the article.
 */
void
mb_editor_page_review (MbEditorPage *self, const char *what)
{
  g_return_if_fail (MB_IS_EDITOR_PAGE (self));

  mb_review_guide_do (self->review, what);
}

/**
 * mb_editor_page_show_job:
 * @self: the page
 * @job: a sending of the article that is shown
 *
 * Opens the dialog on a sending.
 */
void
mb_editor_page_show_job (MbEditorPage *self, MbJob *job)
{
  g_return_if_fail (MB_IS_EDITOR_PAGE (self));

  mb_publish_guide_show_job (self->publishing, job);
}

/**
 * mb_editor_page_get_public_url:
 * @self: the page
 *
 * Where readers find the article that is shown.
 *
 * Returns: (nullable): the address
 */
const char *
mb_editor_page_get_public_url (MbEditorPage *self)
{
  g_return_val_if_fail (MB_IS_EDITOR_PAGE (self), NULL);

  return self->status ? mb_article_status_get_public_url (self->status) : NULL;
}
