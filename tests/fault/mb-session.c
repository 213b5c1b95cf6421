#include "mb-session.h"

#include "mb-robot.h"

typedef struct {
  MbSession *session;
  MbArticle *article;
  MbJournal *journal;
} Desk;

struct _MbSession {
  MbStore *store;
  GRand *rand;
  MbSessionEars ears;
  GPtrArray *desks; /* Desk */
  guint n_heard;
};

static void
desk_free (Desk *desk)
{
  g_signal_handlers_disconnect_by_data (desk->article, desk);
  g_signal_handlers_disconnect_by_data (desk->journal, desk);
  g_object_unref (desk->journal);
  g_object_unref (desk->article);
  g_free (desk);
}

static void
tell_state (Desk *desk)
{
  const MbSessionEars *ears = &desk->session->ears;
  g_autofree char *hash = mb_witness_hash (mb_article_get_snapshot (desk->article));

  ears->saw (mb_article_get_id (desk->article), mb_article_get_seq (desk->article), hash,
             ears->user_data);
}

static void
committed_cb (MbArticle *article, MbTransaction *transaction, gpointer user_data)
{
  tell_state (user_data);
}

static void
acked_cb (MbJournal *journal, guint64 seq, gpointer user_data)
{
  Desk *desk = user_data;
  const MbSessionEars *ears = &desk->session->ears;

  desk->session->n_heard++;
  ears->heard (mb_article_get_id (desk->article), seq, ears->user_data);
}

static void
failed_cb (MbJournal *journal, GError *error, gpointer user_data)
{
  Desk *desk = user_data;
  const MbSessionEars *ears = &desk->session->ears;

  if (ears->failed)
    ears->failed (mb_article_get_id (desk->article), error, ears->user_data);
}

/* Whoever counts hears of a change before the journal does. */
static void
sit_down (MbSession *self, MbArticle *article)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->session = self;
  desk->article = article;
  g_signal_connect (article, "committed", G_CALLBACK (committed_cb), desk);
  desk->journal = mb_journal_new (self->store, article);
  g_signal_connect (desk->journal, "acked", G_CALLBACK (acked_cb), desk);
  g_signal_connect (desk->journal, "failed", G_CALLBACK (failed_cb), desk);
  g_ptr_array_add (self->desks, desk);
}

/* Takes the store over. */
MbSession *
mb_session_new (MbStore *store, GRand *rand, const MbSessionEars *ears)
{
  MbSession *self = g_new0 (MbSession, 1);

  self->store = store;
  self->rand = rand;
  self->ears = *ears;
  self->desks = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_free);
  return self;
}

MbSession *
mb_session_open (const char *folder, GRand *rand, const MbSessionEars *ears, GError **error)
{
  MbStore *store = mb_store_open_sync (folder, MB_STORE_READ_WRITE, NULL, error);

  return store ? mb_session_new (store, rand, ears) : NULL;
}

void
mb_session_close (MbSession *self)
{
  g_ptr_array_unref (self->desks);
  mb_store_close (self->store);
  g_object_unref (self->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_free (self);
}

MbStore *
mb_session_get_store (MbSession *self)
{
  return self->store;
}

guint
mb_session_get_n_drafts (MbSession *self)
{
  return self->desks->len;
}

/* How often the store has said that something is on disk. */
guint
mb_session_get_n_heard (MbSession *self)
{
  return self->n_heard;
}

/* How many drafts the store has not called saved to their end. */
guint
mb_session_get_n_unsaved (MbSession *self)
{
  guint n = 0;

  for (guint i = 0; i < self->desks->len; i++) {
    const Desk *desk = self->desks->pdata[i];

    n += mb_journal_get_acked_seq (desk->journal) < mb_article_get_seq (desk->article);
  }

  return n;
}

void
mb_session_add_new (MbSession *self)
{
  g_autoptr (MbSnapshot) blank = mb_robot_blank (self->rand);

  sit_down (self, mb_article_new (blank, 0));
}

gboolean
mb_session_add (MbSession *self, const char *id, GError **error)
{
  MbArticle *article = mb_store_load_sync (self->store, id, error);

  if (!article)
    return FALSE;

  sit_down (self, article);
  return TRUE;
}

static Desk *
pick (MbSession *self)
{
  return self->desks->pdata[g_rand_int_range (self->rand, 0, (gint32) self->desks->len)];
}

void
mb_session_act (MbSession *self)
{
  mb_robot_act (self->rand, pick (self)->article);
}

void
mb_session_paste (MbSession *self, guint n_chars)
{
  MbArticle *article = pick (self)->article;

  /* The first only makes the paragraph that it needs. */
  mb_robot_paste (self->rand, article, 1);
  mb_robot_paste (self->rand, article, n_chars);
}

/* Has everything written; one journal's wish is the store's. */
gboolean
mb_session_flush (MbSession *self, GError **error)
{
  return mb_journal_flush_sync (pick (self)->journal, error);
}

void
mb_session_snapshot (MbSession *self)
{
  mb_journal_snapshot (pick (self)->journal);
}

/* What the store has said so far. */
void
mb_session_listen (MbSession *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
witness_saw (const char *id, guint64 seq, const char *hash, gpointer user_data)
{
  mb_witness_saw (user_data, id, seq, hash, g_get_monotonic_time ());
}

static void
witness_heard (const char *id, guint64 seq, gpointer user_data)
{
  mb_witness_heard (user_data, id, seq);
}

/* In the same process. */
MbSessionEars
mb_session_ears_of (MbWitness *witness)
{
  return (MbSessionEars) {.saw = witness_saw, .heard = witness_heard, .user_data = witness};
}
