#include "mb-comment-card.h"

#include "mb-composer.h"
#include "mb-kind-names.h"
#include "mb-times.h"

#include <glib/gi18n-lib.h>

struct _MbCommentCard {
  AdwPreferencesRow parent_instance;
  GtkLabel *who_label;
  GtkLabel *when_label;
  GtkLabel *place_label;
  GtkLabel *quote_label;
  GtkLabel *body_label;
  GtkBox *answers;
  MbComposer *composer;
  GtkBox *buttons;
  GtkButton *answer_button;
  GtkButton *resolve_button;
  MbNameOf name_of;
  gpointer name_of_data;
  MbCommentThread *thread;
  guint position; /* in reading order */
};

typedef enum {
  ANSWERED,
  RESOLVE_TOGGLED,
} MbCommentCardSignals;

static guint signals[RESOLVE_TOGGLED + 1];

G_DEFINE_FINAL_TYPE (MbCommentCard, mb_comment_card, ADW_TYPE_PREFERENCES_ROW)

static void
show_composer (MbCommentCard *self, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->composer), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), !shown);
}

static void
answer_cb (MbCommentCard *self)
{
  show_composer (self, TRUE);
  mb_composer_begin (self->composer);
}

static void
answer_cancelled_cb (MbCommentCard *self)
{
  show_composer (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->answer_button));
}

static void
answered_cb (MbCommentCard *self, const char *words)
{
  answer_cancelled_cb (self);
  g_signal_emit (self, signals[ANSWERED], 0, words);
}

static void
resolve_cb (MbCommentCard *self)
{
  g_signal_emit (self, signals[RESOLVE_TOGGLED], 0);
}

static const char *
get_name (MbCommentCard *self, const char *author)
{
  const char *name = author ? self->name_of (author, self->name_of_data) : NULL;

  if (name)
    return name;

  return author && *author && !g_uuid_string_is_valid (author) ? author : _ ("Somebody");
}

/* As readers count: paragraphs are numbered, the rest has names. */
static char *
describe_place (const MbCommentThread *thread, const MbSnapshot *snapshot)
{
  guint number = 0;
  MbBlock *block = NULL;

  if (thread->place == MB_COMMENT_ARTICLE)
    return g_strdup (_ ("The article"));
  if (thread->place == MB_COMMENT_ORPHAN)
    return g_strdup (_ ("Words are gone"));
  block = mb_snapshot_get_block (snapshot, thread->index);
  if (mb_block_get_kind (block) != MB_BLOCK_PARAGRAPH)
    return g_strdup (mb_kind_get_name (mb_block_get_kind (block)));
  for (guint i = 0; i <= thread->index; i++)
    number += mb_block_get_kind (mb_snapshot_get_block (snapshot, i)) == MB_BLOCK_PARAGRAPH;

  /* Translators: number of a paragraph. */
  return g_strdup_printf (_ ("¶ %u"), number);
}

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style)
    gtk_widget_add_css_class (label, style);

  return label;
}

static void
add_answer (MbCommentCard *self, const MbMarkEntry *entry)
{
  g_autofree char *when = mb_time_to_words (entry->time_ms, g_get_real_time () / 1000);
  g_autofree char *head = g_strdup_printf ("%s · %s", get_name (self, entry->author), when);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head_label = new_label (head, "caption");

  gtk_widget_add_css_class (head_label, "dimmed");
  gtk_widget_add_css_class (box, "answer");
  gtk_box_append (GTK_BOX (box), head_label);
  gtk_box_append (GTK_BOX (box), new_label (entry->body, NULL));
  gtk_box_append (self->answers, box);
}

static void
show_entries (MbCommentCard *self, const MbMark *mark)
{
  const MbMarkEntry *first = mb_mark_get_n_entries (mark) ? mb_mark_get_entry (mark, 0) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->answers))))
    gtk_box_remove (self->answers, child);
  gtk_label_set_label (self->body_label, first ? first->body : "");
  for (guint i = 1; i < mb_mark_get_n_entries (mark); i++)
    add_answer (self, mb_mark_get_entry (mark, i));
  gtk_widget_set_visible (GTK_WIDGET (self->answers), mb_mark_get_n_entries (mark) > 1);
}

static void
show_head (MbCommentCard *self, const MbSnapshot *snapshot)
{
  const MbMark *mark = self->thread->mark;
  const char *quote = mb_mark_get_quote (mark);
  const char *who = get_name (self, mb_mark_get_author (mark));
  g_autofree char *when = mb_time_to_words (mb_mark_get_time_ms (mark), g_get_real_time () / 1000);
  g_autofree char *place = describe_place (self->thread, snapshot);
  /* Translators: words that a comment is about. */
  g_autofree char *quoted = quote ? g_strdup_printf (_ ("“%s”"), quote) : NULL;
  /* Translators: a comment, for people who cannot see: who, and on what. */
  g_autofree char *name = g_strdup_printf (_ ("%s, on %s"), who, quote ? quote : place);

  gtk_label_set_label (self->who_label, who);
  gtk_label_set_label (self->when_label, when);
  gtk_label_set_label (self->place_label, place);
  gtk_label_set_label (self->quote_label, quoted ? quoted : "");
  gtk_widget_set_visible (GTK_WIDGET (self->quote_label), quoted && *quote);
  gtk_button_set_label (self->resolve_button,
                        mb_mark_is_resolved (mark) ? _ ("Reopen") : _ ("Resolve"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
mb_comment_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_COMMENT_CARD);

  G_OBJECT_CLASS (mb_comment_card_parent_class)->dispose (object);
}

static void
mb_comment_card_finalize (GObject *object)
{
  g_clear_pointer (&MB_COMMENT_CARD (object)->thread, mb_comment_thread_free);

  G_OBJECT_CLASS (mb_comment_card_parent_class)->finalize (object);
}

static void
mb_comment_card_class_init (MbCommentCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_comment_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = mb_comment_card_finalize;
  signals[ANSWERED] = g_signal_new ("answered", MB_TYPE_COMMENT_CARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RESOLVE_TOGGLED] = g_signal_new ("resolve-toggled", MB_TYPE_COMMENT_CARD,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (MB_TYPE_COMPOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-comment-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, who_label);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, when_label);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, place_label);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, quote_label);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, body_label);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, answers);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, composer);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, buttons);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, answer_button);
  gtk_widget_class_bind_template_child (widget_class, MbCommentCard, resolve_button);
  gtk_widget_class_bind_template_callback (widget_class, answer_cb);
  gtk_widget_class_bind_template_callback (widget_class, answered_cb);
  gtk_widget_class_bind_template_callback (widget_class, answer_cancelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, resolve_cb);
}

static void
mb_comment_card_init (MbCommentCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mb_composer_set_verb (self->composer, _ ("_Answer"));
  mb_composer_set_name (self->composer, _ ("Answer"));
}

/**
 * mb_comment_card_new:
 * @name_of: says who somebody is
 * @user_data: for it
 *
 * Makes a card without a comment.
 */
GtkWidget *
mb_comment_card_new (MbNameOf name_of, gpointer user_data)
{
  MbCommentCard *self = NULL;

  g_return_val_if_fail (name_of != NULL, NULL);

  self = g_object_new (MB_TYPE_COMMENT_CARD, NULL);
  self->name_of = name_of;
  self->name_of_data = user_data;

  return GTK_WIDGET (self);
}

/**
 * mb_comment_card_set_thread:
 * @self: a card
 * @thread: (transfer full): a comment, always the same one as it changes
 * @snapshot: the article as it stands
 * @position: its number in reading order
 *
 * Shows a comment. An answer that is being written stays.
 */
void
mb_comment_card_set_thread (MbCommentCard *self,
                            MbCommentThread *thread,
                            const MbSnapshot *snapshot,
                            guint position)
{
  gboolean same;

  g_return_if_fail (MB_IS_COMMENT_CARD (self));
  g_return_if_fail (thread != NULL);

  same = self->thread && mb_mark_equal (self->thread->mark, thread->mark);
  g_clear_pointer (&self->thread, mb_comment_thread_free);
  self->thread = thread;
  self->position = position;
  show_head (self, snapshot);
  if (!same)
    show_entries (self, thread->mark);
}

/**
 * mb_comment_card_name_anew:
 * @self: a card with a comment
 * @snapshot: the article as it stands
 *
 * To be called when people are called otherwise than before. An answer that is being written stays.
 */
void
mb_comment_card_name_anew (MbCommentCard *self, const MbSnapshot *snapshot)
{
  g_return_if_fail (MB_IS_COMMENT_CARD (self));
  g_return_if_fail (self->thread != NULL);

  show_head (self, snapshot);
  show_entries (self, self->thread->mark);
}

/**
 * mb_comment_card_get_thread:
 * @self: a card
 *
 * The comment it shows.
 *
 * Returns: (nullable) (transfer none): the comment
 */
const MbCommentThread *
mb_comment_card_get_thread (MbCommentCard *self)
{
  g_return_val_if_fail (MB_IS_COMMENT_CARD (self), NULL);

  return self->thread;
}

/**
 * mb_comment_card_get_position:
 * @self: a card
 *
 * Its number in reading order.
 */
guint
mb_comment_card_get_position (MbCommentCard *self)
{
  g_return_val_if_fail (MB_IS_COMMENT_CARD (self), 0);

  return self->position;
}

/**
 * mb_comment_card_set_can_write:
 * @self: a card
 * @can_write: whether it can be answered and resolved
 *
 * Shows or hides the buttons.
 */
void
mb_comment_card_set_can_write (MbCommentCard *self, gboolean can_write)
{
  g_return_if_fail (MB_IS_COMMENT_CARD (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self->buttons), can_write);
}
