#include "mb-preview-desk.h"

#include "mb-id.h"

typedef struct {
  gboolean done;
  char *answer;
} Question;

static void
wait_until (gboolean (*is_true) (gpointer data), gpointer data)
{
  while (!is_true (data))
    g_main_context_iteration (NULL, TRUE);
}

Desk *
desk_new (MbSnapshot *snapshot)
{
  Desk *self = g_new0 (Desk, 1);

  self->article = mb_article_new (snapshot, 0);
  self->preview = MB_PREVIEW (mb_preview_new ());
  mb_preview_set_article (self->preview, self->article);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 390, 640);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->preview));
  gtk_window_present (GTK_WINDOW (self->window));

  return self;
}

void
desk_free (Desk *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->article);
  g_free (self);
}

static gboolean
is_settled (gpointer data)
{
  Desk *self = data;

  if (g_strcmp0 (mb_preview_get_problem (self->preview), "slow") != 0)
    g_assert_cmpstr (mb_preview_get_problem (self->preview), ==, NULL);

  return mb_preview_is_settled (self->preview);
}

void
desk_wait_settled (Desk *self)
{
  wait_until (is_settled, self);
}

void
desk_wait_problem (Desk *self, const char *problem)
{
  while (g_strcmp0 (mb_preview_get_problem (self->preview), problem) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GError) error = NULL;
  Desk *desk = g_object_get_data (source, "desk");

  question->answer = mb_preview_evaluate_finish (desk->preview, result, &error);
  g_assert_no_error (error);
  question->done = TRUE;
}

static gboolean
is_answered (gpointer data)
{
  return ((Question *) data)->done;
}

char *
desk_ask (Desk *self, const char *body)
{
  Question question = {FALSE, NULL};
  GtkWidget *view = NULL;

  view = gtk_widget_get_first_child (GTK_WIDGET (self->preview));
  g_object_set_data (G_OBJECT (view), "desk", self);
  mb_preview_evaluate_async (self->preview, body, answered_cb, &question);
  wait_until (is_answered, &question);

  return question.answer;
}

/* What the page shows, without the sign at the caret's block. Attributes have no order, and an
 * element that was filled again has them in another one: they are written by their names. */
char *
desk_read_page (Desk *self)
{
  return desk_ask (
    self, "const copy = marbre.root.cloneNode (true);"
          "for (const e of copy.querySelectorAll ('[data-current]'))"
          "  e.removeAttribute ('data-current');"
          "for (const e of copy.querySelectorAll ('*')) {"
          "  const all = [...e.attributes].sort ((a, b) => a.name < b.name ? -1 : 1);"
          "  for (const a of all) e.removeAttributeNode (a);"
          "  for (const a of all) e.setAttributeNode (a);"
          "}"
          "return copy.lang + '\\n' + [...copy.children].map (e => e.outerHTML).join ('\\n');");
}

void
desk_assert_page_is_fresh (Desk *self)
{
  g_autofree char *patched = NULL;
  g_autofree char *fresh = NULL;
  guint64 epoch;

  desk_wait_settled (self);
  patched = desk_read_page (self);
  epoch = mb_preview_get_epoch (self->preview);
  mb_preview_reload (self->preview);
  desk_wait_settled (self);
  g_assert_cmpuint (mb_preview_get_epoch (self->preview), ==, epoch + 1);
  fresh = desk_read_page (self);
  g_assert_cmpstr (patched, ==, fresh);
}

void
desk_type (Desk *self, guint64 block, const char *words)
{
  g_autoptr (MbTransaction) transaction = mb_article_begin (self->article, MB_ORIGIN_TYPING);
  g_autoptr (MbText) text = mb_text_new (words);
  g_autoptr (GError) error = NULL;
  MbPosition start = {block, 0, 0};

  mb_transaction_replace_text (transaction, &start, 0, text, &error);
  g_assert_no_error (error);
  mb_article_commit (self->article, transaction, &error);
  g_assert_no_error (error);
}

guint64
desk_nth_block (Desk *self, guint index)
{
  return mb_block_get_id (mb_snapshot_get_block (mb_article_get_snapshot (self->article), index));
}

MbSnapshot *
desk_make_article (guint n_paragraphs)
{
  g_autoptr (MbSnapshot) blank = mb_snapshot_new ("6f1f3a52-54c5-43a1-9f0a-6a4f1d1d6a10");
  MbSnapshot *snapshot = mb_snapshot_new_bare ("6f1f3a52-54c5-43a1-9f0a-6a4f1d1d6a10");

  for (guint i = 0; i < MB_N_FURNITURE + n_paragraphs; i++) {
    g_autofree char *words =
      g_strdup_printf ("%u. Les autobus électriques rouleront dès l’été sur la ligne du port.", i);
    g_autoptr (MbText) text = mb_text_new (words);
    g_autoptr (MbBlock) block = mb_block_new_text (
      0x1000 + i, i < MB_N_FURNITURE ? (MbBlockKind) i : MB_BLOCK_PARAGRAPH, text);
    MbSnapshot *more = mb_snapshot_with_inserted (snapshot, i, block);

    mb_snapshot_unref (snapshot);
    snapshot = more;
  }

  return snapshot;
}
