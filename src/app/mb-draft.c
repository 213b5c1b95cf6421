#include "mb-draft.h"

struct _MbDraft {
  GObject parent_instance;
  MbArticle *article;
  MbJournal *journal;
  GError *problem;
  gboolean read_only;
  MbDraftState state;
  gboolean is_stored;
};

typedef enum {
  PROP_ARTICLE = 1,
  PROP_STATE,
  PROP_PROBLEM,
} MbDraftProps;

static GParamSpec *props[PROP_PROBLEM + 1];

G_DEFINE_ENUM_TYPE (MbDraftState,
                    mb_draft_state,
                    G_DEFINE_ENUM_VALUE (MB_DRAFT_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MB_DRAFT_SAVED, "saved"),
                    G_DEFINE_ENUM_VALUE (MB_DRAFT_SAVING, "saving"),
                    G_DEFINE_ENUM_VALUE (MB_DRAFT_UNSAVED, "unsaved"),
                    G_DEFINE_ENUM_VALUE (MB_DRAFT_READ_ONLY, "read-only"))

G_DEFINE_FINAL_TYPE (MbDraft, mb_draft, G_TYPE_OBJECT)

static void
set_problem (MbDraft *self, const GError *problem)
{
  if (!problem && !self->problem)
    return;
  g_clear_error (&self->problem);
  self->problem = problem ? g_error_copy (problem) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

/* Said of what the journal has on disk, never ahead of it. */
static void
update_state (MbDraft *self)
{
  guint64 seq = mb_article_get_seq (self->article);
  guint64 acked_seq = mb_journal_get_acked_seq (self->journal);
  MbDraftState state = MB_DRAFT_SAVING;

  if (acked_seq >= seq && self->read_only)
    state = MB_DRAFT_READ_ONLY;
  else if (acked_seq >= seq)
    state = self->is_stored ? MB_DRAFT_SAVED : MB_DRAFT_NEW;
  else if (self->problem)
    state = MB_DRAFT_UNSAVED;
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
acked_cb (MbDraft *self)
{
  self->is_stored = TRUE;
  set_problem (self, NULL);
  update_state (self);
}

static void
failed_cb (MbJournal *journal, const GError *error, MbDraft *self)
{
  set_problem (self, error);
  update_state (self);
}

static void
mb_draft_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbDraft *self = MB_DRAFT (object);

  switch ((MbDraftProps) prop_id) {
  case PROP_ARTICLE:
    g_value_set_object (value, self->article);
    break;
  case PROP_STATE:
    g_value_set_enum (value, (int) self->state);
    break;
  case PROP_PROBLEM:
    g_value_set_boxed (value, self->problem);
    break;
  }
}

static void
mb_draft_finalize (GObject *object)
{
  MbDraft *self = MB_DRAFT (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->article);
  g_clear_error (&self->problem);

  G_OBJECT_CLASS (mb_draft_parent_class)->finalize (object);
}

static void
mb_draft_class_init (MbDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mb_draft_get_property;
  object_class->finalize = mb_draft_finalize;

  props[PROP_ARTICLE] = g_param_spec_object ("article", NULL, NULL, MB_TYPE_ARTICLE, read);
  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MB_TYPE_DRAFT_STATE, MB_DRAFT_NEW, read);
  props[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, read);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_draft_init (MbDraft *self)
{
}

/**
 * mb_draft_new:
 * @store: where it is kept
 * @article: an article loaded from there, or a new one
 * @is_stored: whether it was loaded from there; a new one is stored with its first transaction
 *
 * Opens an article: from now on each of its transactions is written down.
 *
 * Returns: (transfer full): the draft
 */
MbDraft *
mb_draft_new (MbStore *store, MbArticle *article, gboolean is_stored)
{
  MbDraft *self = NULL;

  g_return_val_if_fail (MB_IS_STORE (store), NULL);
  g_return_val_if_fail (MB_IS_ARTICLE (article), NULL);

  self = g_object_new (MB_TYPE_DRAFT, NULL);
  self->article = g_object_ref (article);
  self->is_stored = is_stored;
  self->journal = mb_journal_new (store, article);
  self->read_only = mb_store_get_mode (store) == MB_STORE_READ_ONLY;
  g_signal_connect_object (self->journal, "acked", G_CALLBACK (acked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->journal, "failed", G_CALLBACK (failed_cb), self, 0);
  g_signal_connect_object (article, "committed", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  update_state (self);

  return self;
}

/**
 * mb_draft_get_article:
 * @self: an open draft
 *
 * What is written.
 *
 * Returns: (transfer none): the article
 */
MbArticle *
mb_draft_get_article (MbDraft *self)
{
  g_return_val_if_fail (MB_IS_DRAFT (self), NULL);

  return self->article;
}

/**
 * mb_draft_get_journal:
 * @self: an open draft
 *
 * What writes it down.
 *
 * Returns: (transfer none): the journal
 */
MbJournal *
mb_draft_get_journal (MbDraft *self)
{
  g_return_val_if_fail (MB_IS_DRAFT (self), NULL);

  return self->journal;
}

/**
 * mb_draft_get_id:
 * @self: an open draft
 *
 * The article's UUID.
 */
const char *
mb_draft_get_id (MbDraft *self)
{
  g_return_val_if_fail (MB_IS_DRAFT (self), NULL);

  return mb_article_get_id (self->article);
}

/**
 * mb_draft_get_state:
 * @self: an open draft
 *
 * How far writing it down has come.
 */
MbDraftState
mb_draft_get_state (MbDraft *self)
{
  g_return_val_if_fail (MB_IS_DRAFT (self), MB_DRAFT_NEW);

  return self->state;
}

/**
 * mb_draft_get_problem:
 * @self: an open draft
 *
 * Why words are in memory alone.
 *
 * Returns: (transfer none) (nullable): the error; %NULL when nothing failed
 */
const GError *
mb_draft_get_problem (MbDraft *self)
{
  g_return_val_if_fail (MB_IS_DRAFT (self), NULL);

  return self->problem;
}
