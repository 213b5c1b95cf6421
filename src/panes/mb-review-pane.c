#include "mb-review-pane.h"

#include "mb-composer.h"
#include "mb-undo-keys.h"

#include <glib/gi18n-lib.h>

#define QUIET_MS 300

/* What a remark that is being written is about; carried along while the text changes. */
typedef struct {
  MbPosition start; /* block 0: the article */
  MbPosition end;
} Target;

struct _MbReviewPane {
  AdwBin parent_instance;
  AdwToggleGroup *filter;
  AdwToggle *open_toggle;
  AdwToggle *resolved_toggle;
  GtkStack *states;
  GtkWidget *scroller;
  GtkListBox *list;
  AdwStatusPage *empty_page;
  GtkLabel *quote_label;
  MbComposer *composer;
  GtkWidget *comment_button;
  MbArticle *article;
  GSignalGroup *signals;
  GHashTable *cards; /* mark's id → its card */
  char *author;
  MbNameOf name_of;
  gpointer name_of_data;
  GDestroyNotify name_of_destroy;
  Target target;
  guint64 marked;
  guint quiet_id;
  guint n_open;
  gboolean read_only;
};

typedef enum {
  JUMPED,
  LEFT,
} MbReviewPaneSignals;

typedef enum {
  PROP_N_OPEN = 1,
} MbReviewPaneProps;

static guint signals[LEFT + 1];
static GParamSpec *props[PROP_N_OPEN + 1];

G_DEFINE_FINAL_TYPE (MbReviewPane, mb_review_pane, ADW_TYPE_BIN)

static gboolean
is_point (const Target *target)
{
  return target->start.block == target->end.block && target->start.part == target->end.part &&
         target->start.offset == target->end.offset;
}

static gboolean
shows_resolved (MbReviewPane *self)
{
  return g_strcmp0 (adw_toggle_group_get_active_name (self->filter), "resolved") == 0;
}

static MbMarkEntry
entry_now (MbReviewPane *self, const char *words)
{
  return (MbMarkEntry) {self->author ? self->author : "", g_get_real_time () / 1000, words};
}

static void
commit (MbReviewPane *self, MbTransaction *transaction)
{
  g_autoptr (GError) error = NULL;

  mb_transaction_set_time_ms (transaction, g_get_real_time () / 1000);
  if (!mb_article_commit (self->article, transaction, &error))
    g_warning ("a comment was not taken: %s", error->message);
}

/* Cards */

static void
answered_cb (MbCommentCard *card, const char *words, MbReviewPane *self)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (self->article, MB_ORIGIN_COMMAND);
  MbMarkEntry entry = entry_now (self, words);
  g_autoptr (GError) error = NULL;

  if (mb_comments_reply (transaction, mb_mark_get_id (mb_comment_card_get_thread (card)->mark),
                         &entry, &error))
    commit (self, transaction);
  else
    g_info ("an answer to nothing: %s", error->message);
}

/* The focus stays in the list, on what is next. */
static void
focus_neighbour (MbReviewPane *self, MbCommentCard *card)
{
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (card));
  GtkListBoxRow *next = gtk_list_box_get_row_at_index (self->list, index + 1);

  if (!next && index > 0)
    next = gtk_list_box_get_row_at_index (self->list, index - 1);
  if (next)
    gtk_widget_grab_focus (GTK_WIDGET (next));
  else
    gtk_widget_grab_focus (self->comment_button);
}

static void
set_resolved (MbReviewPane *self, guint64 mark, gboolean resolved)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (self->article, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;

  if (mb_comments_set_resolved (transaction, mark, resolved, &error))
    commit (self, transaction);
  else
    g_info ("no such comment: %s", error->message);
}

static void
resolve_toggled_cb (MbCommentCard *card, MbReviewPane *self)
{
  const MbMark *mark = mb_comment_card_get_thread (card)->mark;
  guint64 id = mb_mark_get_id (mark);
  gboolean resolved = mb_mark_is_resolved (mark);

  focus_neighbour (self, card);
  set_resolved (self, id, !resolved);
}

static MbCommentCard *
add_card (MbReviewPane *self, guint64 id)
{
  GtkWidget *card = mb_comment_card_new (self->name_of, self->name_of_data);

  g_signal_connect_object (card, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (card, "resolve-toggled", G_CALLBACK (resolve_toggled_cb), self, 0);
  g_hash_table_insert (self->cards, g_memdup2 (&id, sizeof id), card);
  gtk_list_box_append (self->list, card);

  return MB_COMMENT_CARD (card);
}

static MbCommentCard *
show_thread (MbReviewPane *self, MbCommentThread *thread, guint position)
{
  guint64 id = mb_mark_get_id (thread->mark);
  MbCommentCard *card = g_hash_table_lookup (self->cards, &id);

  if (!card)
    card = add_card (self, id);
  mb_comment_card_set_thread (card, thread, mb_article_get_snapshot (self->article), position);
  mb_comment_card_set_can_write (card, !self->read_only);

  return card;
}

/* @kept: a set of cards */
static void
remove_cards (MbReviewPane *self, GHashTable *kept)
{
  GHashTableIter iter;
  gpointer card;

  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, NULL, &card)) {
    if (g_hash_table_contains (kept, card))
      continue;
    gtk_list_box_remove (self->list, card);
    g_hash_table_iter_remove (&iter);
  }
}

static int
sort_cb (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  guint x = mb_comment_card_get_position (MB_COMMENT_CARD (a));
  guint y = mb_comment_card_get_position (MB_COMMENT_CARD (b));

  return (x > y) - (x < y);
}

/* What is shown */

static void
show_counts (MbReviewPane *self, guint n_open, guint n_resolved)
{
  /* Translators: comments that wait for an answer. */
  g_autofree char *open = g_strdup_printf (_ ("Open %u"), n_open);
  /* Translators: comments that are settled. */
  g_autofree char *resolved = g_strdup_printf (_ ("Resolved %u"), n_resolved);
  gboolean empty = (shows_resolved (self) ? n_resolved : n_open) == 0;

  if (self->n_open != n_open) {
    self->n_open = n_open;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_OPEN]);
  }
  adw_toggle_set_label (self->open_toggle, open);
  adw_toggle_set_label (self->resolved_toggle, resolved);
  adw_status_page_set_title (self->empty_page,
                             shows_resolved (self) ? _ ("Nothing Is Resolved") : _ ("No Comments"));
  adw_status_page_set_description (
    self->empty_page, shows_resolved (self) ? NULL : _ ("Select words, then press Ctrl+Alt+M."));
  gtk_stack_set_visible_child_name (self->states, empty ? "empty" : "list");
}

static void
refresh (MbReviewPane *self)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) threads = NULL;
  guint n[2] = {0};

  threads = self->article ? mb_comments_list (mb_article_get_snapshot (self->article), FALSE)
                          : g_ptr_array_new ();
  g_ptr_array_set_free_func (threads, NULL); /* the cards take them */
  for (guint i = 0; i < threads->len; i++) {
    MbCommentThread *thread = threads->pdata[i];
    gboolean resolved = mb_mark_is_resolved (thread->mark);

    n[resolved]++;
    if (resolved == shows_resolved (self))
      g_hash_table_add (kept, show_thread (self, thread, i));
    else
      mb_comment_thread_free (thread);
  }
  remove_cards (self, kept);
  gtk_list_box_invalidate_sort (self->list);
  show_counts (self, n[FALSE], n[TRUE]);
}

static void
filter_changed_cb (MbReviewPane *self)
{
  if (self->cards)
    refresh (self);
}

static void
quiet_cb (gpointer data)
{
  MbReviewPane *self = data;

  self->quiet_id = 0;
  refresh (self);
}

static gboolean
has_marks (MbTransaction *transaction)
{
  for (guint i = 0; i < mb_transaction_get_n_steps (transaction); i++)
    if (mb_transaction_get_step (transaction, i)->kind == MB_STEP_SET_MARK)
      return TRUE;

  return FALSE;
}

/* What becomes of comments shows at once; that their words move can wait until the writer does. */
static void
committed_cb (MbArticle *article, MbTransaction *transaction, MbReviewPane *self)
{
  if (self->target.start.block != 0 &&
      !(mb_transaction_map (transaction, &self->target.start, MB_SIDE_AFTER) &&
        mb_transaction_map (transaction, &self->target.end, MB_SIDE_BEFORE)))
    self->target = (Target) {0};
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  if (has_marks (transaction))
    refresh (self);
  else
    self->quiet_id = g_timeout_add_once (QUIET_MS, quiet_cb, self);
}

static void
row_activated_cb (MbReviewPane *self, GtkListBoxRow *row)
{
  const MbCommentThread *thread = mb_comment_card_get_thread (MB_COMMENT_CARD (row));

  g_signal_emit (self, signals[JUMPED], 0, mb_mark_get_id (thread->mark));
}

/* Writing one */

static void
show_composer (MbReviewPane *self, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->composer), shown);
  gtk_widget_set_visible (self->comment_button, !shown);
  if (!shown)
    gtk_widget_set_visible (GTK_WIDGET (self->quote_label), FALSE);
}

static void
cancelled_cb (MbReviewPane *self)
{
  show_composer (self, FALSE);
  g_signal_emit (self, signals[LEFT], 0);
}

static gboolean
add_comment (MbReviewPane *self, MbTransaction *transaction, const char *words, GError **error)
{
  MbMarkEntry entry = entry_now (self, words);
  const Target *target = &self->target;

  if (target->start.block == 0)
    return mb_comments_add_on_article (transaction, &entry, error) != 0;
  if (is_point (target))
    return mb_comments_add_on_block (transaction, target->start.block, &entry, error) != 0;

  return mb_comments_add_on_passage (transaction, &target->start, &target->end, &entry, error) != 0;
}

static void
sent_cb (MbReviewPane *self, const char *words)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (self->article, MB_ORIGIN_COMMAND);
  g_autoptr (GError) error = NULL;

  if (!add_comment (self, transaction, words, &error)) {
    /* The words it was about are gone by now: the remark is not. */
    g_info ("a comment is kept on the article: %s", error->message);
    self->target = (Target) {0};
    g_clear_error (&error);
    if (!add_comment (self, transaction, words, &error))
      g_warning ("a comment was not taken: %s", error->message);
  }
  commit (self, transaction);
  adw_toggle_group_set_active_name (self->filter, "open");
  cancelled_cb (self);
}

static void
comment_clicked_cb (MbReviewPane *self)
{
  mb_review_pane_compose (self, NULL, NULL);
}

/* A remark that is being written has an undo of its own. */
static gboolean
is_composing (MbReviewPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  return focus && gtk_widget_get_ancestor (focus, MB_TYPE_COMPOSER) != NULL;
}

static gboolean
undo_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MbReviewPane *self = MB_REVIEW_PANE (widget);

  return self->article && !is_composing (self) && mb_article_undo (self->article);
}

static gboolean
redo_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MbReviewPane *self = MB_REVIEW_PANE (widget);

  return self->article && !is_composing (self) && mb_article_redo (self->article);
}

static void
mb_review_pane_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch ((MbReviewPaneProps) prop_id) {
  case PROP_N_OPEN:
    g_value_set_uint (value, MB_REVIEW_PANE (object)->n_open);
    break;
  }
}

static void
mb_review_pane_dispose (GObject *object)
{
  MbReviewPane *self = MB_REVIEW_PANE (object);

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_pointer (&self->cards, g_hash_table_unref);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_REVIEW_PANE);
  g_clear_object (&self->article);

  G_OBJECT_CLASS (mb_review_pane_parent_class)->dispose (object);
}

static void
mb_review_pane_finalize (GObject *object)
{
  MbReviewPane *self = MB_REVIEW_PANE (object);

  g_clear_pointer (&self->author, g_free);
  if (self->name_of_destroy)
    self->name_of_destroy (self->name_of_data);

  G_OBJECT_CLASS (mb_review_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-review-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, filter);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, open_toggle);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, resolved_toggle);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, states);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, list);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, empty_page);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, quote_label);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, composer);
  gtk_widget_class_bind_template_child (widget_class, MbReviewPane, comment_button);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, sent_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, comment_clicked_cb);
}

static void
mb_review_pane_class_init (MbReviewPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mb_review_pane_get_property;
  object_class->dispose = mb_review_pane_dispose;
  object_class->finalize = mb_review_pane_finalize;
  props[PROP_N_OPEN] = g_param_spec_uint ("n-open", NULL, NULL, 0, G_MAXUINT, 0,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[JUMPED] = g_signal_new ("jumped", MB_TYPE_REVIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[LEFT] = g_signal_new ("left", MB_TYPE_REVIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  g_type_ensure (MB_TYPE_COMPOSER);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static const char *
nobody_known (const char *person_id, gpointer user_data)
{
  return NULL;
}

static void
mb_review_pane_init (MbReviewPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cards = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->name_of = nobody_known;
  gtk_list_box_set_sort_func (self->list, sort_cb, NULL, NULL);
  mb_composer_set_verb (self->composer, _ ("Co_mment"));
  mb_composer_set_name (self->composer, _ ("Comment"));
  mb_undo_keys_add (GTK_WIDGET (self), undo_cb, redo_cb);
  self->signals = g_signal_group_new (MB_TYPE_ARTICLE);
  g_signal_group_connect (self->signals, "committed", G_CALLBACK (committed_cb), self);
  show_counts (self, 0, 0);
}

/**
 * mb_review_pane_set_article:
 * @self: a pane
 * @article: (nullable): an open article
 *
 * Shows the comments on an article. A remark that was being written on another is let go.
 */
void
mb_review_pane_set_article (MbReviewPane *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_REVIEW_PANE (self));

  if (!g_set_object (&self->article, article))
    return;
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_signal_group_set_target (self->signals, article);
  show_composer (self, FALSE);
  adw_toggle_group_set_active_name (self->filter, "open");
  refresh (self);
}

/**
 * mb_review_pane_set_author:
 * @self: a pane
 * @author: (nullable): a person's id
 *
 * Says who writes here.
 */
void
mb_review_pane_set_author (MbReviewPane *self, const char *author)
{
  g_return_if_fail (MB_IS_REVIEW_PANE (self));

  g_set_str (&self->author, author);
}

/**
 * mb_review_pane_set_names:
 * @self: a pane
 * @name_of: says who somebody is
 * @user_data: for it
 * @destroy: (nullable): frees it
 *
 * Tells the pane whom people are. Called once, before an article is shown.
 */
void
mb_review_pane_set_names (MbReviewPane *self,
                          MbNameOf name_of,
                          gpointer user_data,
                          GDestroyNotify destroy)
{
  g_return_if_fail (MB_IS_REVIEW_PANE (self));
  g_return_if_fail (!self->name_of_data);

  self->name_of = name_of;
  self->name_of_data = user_data;
  self->name_of_destroy = destroy;
}

/**
 * mb_review_pane_name_anew:
 * @self: a pane
 *
 * To be called when people are called otherwise than before.
 */
void
mb_review_pane_name_anew (MbReviewPane *self)
{
  GHashTableIter iter;
  gpointer card;

  g_return_if_fail (MB_IS_REVIEW_PANE (self));

  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, NULL, &card))
    mb_comment_card_name_anew (card, mb_article_get_snapshot (self->article));
}

/**
 * mb_review_pane_set_read_only:
 * @self: a pane
 * @read_only: whether nothing can be written
 *
 * Says whether there can be remarks.
 */
void
mb_review_pane_set_read_only (MbReviewPane *self, gboolean read_only)
{
  g_return_if_fail (MB_IS_REVIEW_PANE (self));

  self->read_only = read_only;
  gtk_widget_set_sensitive (self->comment_button, !read_only);
  refresh (self);
}

static char *
dup_words (MbReviewPane *self, const Target *target)
{
  MbSnapshot *snapshot = mb_article_get_snapshot (self->article);
  MbBlock *block = mb_snapshot_lookup (snapshot, target->start.block);
  g_autoptr (MbText) words = NULL;
  MbText *text = NULL;
  gboolean one_part =
    target->start.block == target->end.block && target->start.part == target->end.part;

  if (!block || is_point (target))
    return NULL;
  text = mb_block_get_part (block, target->start.part);
  words = mb_text_slice (text, target->start.offset,
                         one_part ? target->end.offset : mb_text_get_n_chars (text));

  /* Translators: words that a comment is about, and that they go on in the next paragraph. */
  return g_strdup_printf (one_part ? _ ("“%s”") : _ ("“%s…”"), mb_text_get_utf8 (words));
}

/**
 * mb_review_pane_compose:
 * @self: a pane that can be seen
 * @start: (nullable): where the words begin; %NULL: the article as a whole
 * @end: (nullable): where they end; the same place: the block
 *
 * Begins a remark.
 */
void
mb_review_pane_compose (MbReviewPane *self, const MbPosition *start, const MbPosition *end)
{
  g_autofree char *words = NULL;

  g_return_if_fail (MB_IS_REVIEW_PANE (self));

  if (!self->article || self->read_only)
    return;
  self->target = start && end ? (Target) {*start, *end} : (Target) {0};
  words = dup_words (self, &self->target);
  gtk_label_set_label (self->quote_label, words ? words : "");
  show_composer (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->quote_label), words != NULL);
  mb_composer_begin (self->composer);
}

/**
 * mb_review_pane_mark:
 * @self: a pane
 * @mark: a comment's id; 0: none
 *
 * Marks the comment with the caret.
 */
void
mb_review_pane_mark (MbReviewPane *self, guint64 mark)
{
  GtkWidget *old = NULL;
  GtkWidget *card = NULL;

  g_return_if_fail (MB_IS_REVIEW_PANE (self));

  if (self->marked == mark)
    return;
  old = g_hash_table_lookup (self->cards, &self->marked);
  card = g_hash_table_lookup (self->cards, &mark);
  self->marked = mark;
  if (old)
    gtk_widget_remove_css_class (old, "marked");
  if (card) {
    gtk_widget_add_css_class (card, "marked");
    gtk_viewport_scroll_to (
      GTK_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->scroller))), card,
      NULL);
  }
}

/**
 * mb_review_pane_step:
 * @self: a pane
 * @from: where the caret is
 * @forward: in which direction
 *
 * Finds the next open comment, and the first behind the last.
 *
 * Returns: its id; 0: there is none
 */
guint64
mb_review_pane_step (MbReviewPane *self, const MbPosition *from, gboolean forward)
{
  g_autoptr (GPtrArray) threads = NULL;
  MbSnapshot *snapshot = NULL;
  MbCommentThread *thread = NULL;
  guint index;

  g_return_val_if_fail (MB_IS_REVIEW_PANE (self), 0);

  if (!self->article)
    return 0;
  snapshot = mb_article_get_snapshot (self->article);
  threads = mb_comments_list (snapshot, TRUE);
  if (threads->len == 0)
    return 0;
  if (!mb_comments_step (threads, snapshot, from, forward, &index))
    index = forward ? 0 : threads->len - 1;
  thread = threads->pdata[index];

  return mb_mark_get_id (thread->mark);
}

/**
 * mb_review_pane_resolve:
 * @self: a pane
 * @mark: a comment's id
 *
 * Settles an open comment.
 *
 * Returns: whether there was one
 */
gboolean
mb_review_pane_resolve (MbReviewPane *self, guint64 mark)
{
  MbMark *found = NULL;

  g_return_val_if_fail (MB_IS_REVIEW_PANE (self), FALSE);

  found =
    self->article ? mb_snapshot_get_mark (mb_article_get_snapshot (self->article), mark) : NULL;
  if (!found || mb_mark_is_resolved (found) || self->read_only)
    return FALSE;
  set_resolved (self, mark, TRUE);

  return TRUE;
}

/**
 * mb_review_pane_get_n_open:
 * @self: a pane
 *
 * How many comments wait.
 */
guint
mb_review_pane_get_n_open (MbReviewPane *self)
{
  g_return_val_if_fail (MB_IS_REVIEW_PANE (self), 0);

  return self->n_open;
}
