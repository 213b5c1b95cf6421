#include "mb-article.h"

#define HISTORY_BYTES (32 * 1024 * 1024)

struct _MbArticle {
  GObject parent_instance;
  MbSnapshot *snapshot;
  MbHistory *history;
  guint64 seq; /* of the last transaction */
  gboolean committing;
};

typedef enum {
  PROP_SNAPSHOT = 1,
  PROP_HEADLINE,
} MbArticleProps;

typedef enum {
  SIGNAL_SIGN,
  SIGNAL_COMMITTED,
} MbArticleSignals;

static GParamSpec *props[PROP_HEADLINE + 1];
static guint signals[SIGNAL_COMMITTED + 1];

G_DEFINE_FINAL_TYPE (MbArticle, mb_article, G_TYPE_OBJECT)

/* The invariants that a transaction can break, looked at where it touched: whole articles are
 * checked on load. */
static gboolean
is_whole (MbTransaction *transaction, GError **error)
{
  MbSnapshot *result = mb_transaction_get_result (transaction);
  gboolean structural = FALSE;

  for (guint i = 0; i < mb_transaction_get_n_steps (transaction); i++) {
    MbStepKind kind = mb_transaction_get_step (transaction, i)->kind;

    structural |=
      kind != MB_STEP_REPLACE_TEXT && kind != MB_STEP_SET_META && kind != MB_STEP_SET_MARK;
  }
  if (structural)
    return mb_snapshot_check (result, error);

  for (guint i = 0; i < mb_transaction_get_n_steps (transaction); i++) {
    const MbStep *step = mb_transaction_get_step (transaction, i);
    MbBlock *block = NULL;

    if (step->kind != MB_STEP_REPLACE_TEXT)
      continue;
    block = mb_snapshot_lookup (result, step->block);
    if (block && !mb_block_check (block, error))
      return FALSE;
  }

  return TRUE;
}

static void
mb_article_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbArticle *self = MB_ARTICLE (object);

  switch ((MbArticleProps) prop_id) {
  case PROP_SNAPSHOT:
    g_value_set_boxed (value, self->snapshot);
    break;
  case PROP_HEADLINE:
    g_value_set_string (value, mb_article_get_headline (self));
    break;
  }
}

static void
mb_article_finalize (GObject *object)
{
  MbArticle *self = MB_ARTICLE (object);

  g_clear_pointer (&self->snapshot, mb_snapshot_unref);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (mb_article_parent_class)->finalize (object);
}

static void
mb_article_class_init (MbArticleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mb_article_get_property;
  object_class->finalize = mb_article_finalize;

  props[PROP_SNAPSHOT] = g_param_spec_boxed ("snapshot", NULL, NULL, MB_TYPE_SNAPSHOT,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_HEADLINE] =
    g_param_spec_string ("headline", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_SIGN] = g_signal_new ("sign", MB_TYPE_ARTICLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, MB_TYPE_TRANSACTION);
  signals[SIGNAL_COMMITTED] = g_signal_new ("committed", MB_TYPE_ARTICLE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, MB_TYPE_TRANSACTION);
}

static void
mb_article_init (MbArticle *self)
{
  self->history = mb_history_new (HISTORY_BYTES);
}

/**
 * mb_article_new:
 * @snapshot: the article as it is
 * @seq: number of the last transaction that led to it, 0 for none
 *
 * Makes an article that can be written.
 *
 * Returns: (transfer full): the article
 */
MbArticle *
mb_article_new (MbSnapshot *snapshot, guint64 seq)
{
  MbArticle *self = NULL;

  g_return_val_if_fail (snapshot != NULL, NULL);

  self = g_object_new (MB_TYPE_ARTICLE, NULL);
  self->snapshot = mb_snapshot_ref (snapshot);
  self->seq = seq;

  return self;
}

/**
 * mb_article_get_id:
 * @self: an article
 *
 * Its UUID.
 */
const char *
mb_article_get_id (MbArticle *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE (self), NULL);

  return mb_snapshot_get_article_id (self->snapshot);
}

/**
 * mb_article_get_snapshot:
 * @self: an article
 *
 * The article as it is now.
 *
 * Returns: (transfer none): the snapshot; valid until the next commit unless a reference is taken
 */
MbSnapshot *
mb_article_get_snapshot (MbArticle *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE (self), NULL);

  return self->snapshot;
}

/**
 * mb_article_dup_snapshot:
 * @self: an article
 *
 * The article as it is now, held.
 *
 * Returns: (transfer full): the snapshot
 */
MbSnapshot *
mb_article_dup_snapshot (MbArticle *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE (self), NULL);

  return mb_snapshot_ref (self->snapshot);
}

/**
 * mb_article_get_seq:
 * @self: an article
 *
 * Number of the last transaction; each commit adds one.
 */
guint64
mb_article_get_seq (MbArticle *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE (self), 0);

  return self->seq;
}

/**
 * mb_article_get_headline:
 * @self: an article
 *
 * The headline's characters, empty when nothing is written.
 */
const char *
mb_article_get_headline (MbArticle *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE (self), NULL);

  return mb_snapshot_get_headline (self->snapshot);
}

/**
 * mb_article_get_history:
 * @self: an article
 *
 * What can be undone.
 *
 * Returns: (transfer none): the history
 */
MbHistory *
mb_article_get_history (MbArticle *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE (self), NULL);

  return self->history;
}

/**
 * mb_article_begin:
 * @self: an article
 * @origin: what makes the change
 *
 * Begins a transaction on the article as it is now.
 *
 * Returns: (transfer full): the transaction
 */
MbTransaction *
mb_article_begin (MbArticle *self, MbOrigin origin)
{
  g_return_val_if_fail (MB_IS_ARTICLE (self), NULL);

  return mb_transaction_new (self->snapshot, origin);
}

/**
 * mb_article_commit:
 * @self: an article
 * @transaction: a transaction that was begun on the article as it is now
 * @error: return location
 *
 * Changes the article: the only way to do it. A transaction without steps changes nothing and is no
 * error. Handlers of `committed` must not commit.
 *
 * Returns: whether the article changed as asked; otherwise it is as before: `MB_MODEL_ERROR_SCHEMA`
 * when the result would not be an article, `MB_MODEL_ERROR_MISMATCH` when the article changed since
 * the transaction was begun
 */
gboolean
mb_article_commit (MbArticle *self, MbTransaction *transaction, GError **error)
{
  g_autoptr (MbSnapshot) before = NULL;

  g_return_val_if_fail (MB_IS_ARTICLE (self), FALSE);
  g_return_val_if_fail (transaction != NULL, FALSE);
  g_return_val_if_fail (!self->committing, FALSE);

  if (mb_transaction_get_base (transaction) != self->snapshot) {
    g_set_error_literal (error, MB_MODEL_ERROR, MB_MODEL_ERROR_MISMATCH,
                         "the article changed since the transaction was begun");
    return FALSE;
  }
  if (mb_transaction_get_n_steps (transaction) == 0)
    return TRUE;
  if (!is_whole (transaction, error))
    return FALSE;

  self->committing = TRUE;
  g_signal_emit (self, signals[SIGNAL_SIGN], 0, transaction);
  before = g_steal_pointer (&self->snapshot);
  self->snapshot = mb_snapshot_ref (mb_transaction_get_result (transaction));
  self->seq++;
  mb_history_record (self->history, transaction);
  g_signal_emit (self, signals[SIGNAL_COMMITTED], 0, transaction);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SNAPSHOT]);
  if (g_strcmp0 (mb_snapshot_get_headline (before), mb_article_get_headline (self)) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HEADLINE]);
  self->committing = FALSE;

  return TRUE;
}

static gboolean
commit_own (MbArticle *self, MbTransaction *transaction)
{
  g_autoptr (GError) error = NULL;

  if (!transaction)
    return FALSE;
  if (mb_article_commit (self, transaction, &error))
    return TRUE;

  g_warning ("history does not fit the article: %s", error->message);
  return FALSE;
}

/**
 * mb_article_undo:
 * @self: an article
 *
 * Takes the newest group of changes back, by a transaction.
 *
 * Returns: whether there was something to undo
 */
gboolean
mb_article_undo (MbArticle *self)
{
  g_autoptr (MbTransaction) transaction = NULL;

  g_return_val_if_fail (MB_IS_ARTICLE (self), FALSE);

  transaction = mb_history_make_undo (self->history, self->snapshot);
  return commit_own (self, transaction);
}

/**
 * mb_article_redo:
 * @self: an article
 *
 * Does the last undone group of changes again, by a transaction.
 *
 * Returns: whether there was something to redo
 */
gboolean
mb_article_redo (MbArticle *self)
{
  g_autoptr (MbTransaction) transaction = NULL;

  g_return_val_if_fail (MB_IS_ARTICLE (self), FALSE);

  transaction = mb_history_make_redo (self->history, self->snapshot);
  return commit_own (self, transaction);
}

/**
 * mb_article_check:
 * @self: an article
 * @error: return location
 *
 * Verifies every invariant of the article.
 *
 * Returns: whether all hold
 */
gboolean
mb_article_check (MbArticle *self, GError **error)
{
  g_return_val_if_fail (MB_IS_ARTICLE (self), FALSE);

  return mb_snapshot_check (self->snapshot, error);
}
