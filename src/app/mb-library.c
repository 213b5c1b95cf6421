#include "mb-library.h"

struct _MbLibrary {
  GObject parent_instance;
  MbStore *store;
  GListStore *items;
  GHashTable *by_id; /* the items' own ids → items */
  char *query;
  gboolean in_bin;
  gboolean has_stage;
  MbReviewState stage; /* with `has_stage`: the only one that is listed */
  gboolean loading;
  gboolean outdated; /* words were written while a question was under way */
  GError *problem;
  GCancellable *asking; /* NULL when no question is under way */
};

typedef enum {
  PROP_QUERY = 1,
  PROP_IN_BIN,
  PROP_LOADING,
  PROP_PROBLEM,
} MbLibraryProps;

static GParamSpec *props[PROP_PROBLEM + 1];

G_DEFINE_FINAL_TYPE (MbLibrary, mb_library, G_TYPE_OBJECT)

static void
set_loading (MbLibrary *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
take_problem (MbLibrary *self, GError *problem)
{
  if (!problem && !self->problem)
    return;
  g_clear_error (&self->problem);
  self->problem = problem;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static void
index_items (MbLibrary *self, GPtrArray *items)
{
  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < items->len; i++) {
    MbLibraryItem *item = items->pdata[i];

    g_hash_table_insert (self->by_id, (char *) mb_library_item_get_id (item), g_object_ref (item));
  }
}

/* The rows that stay keep their objects, so that selection and focus stay with them. */
static gboolean
is_wanted (MbLibrary *self, const MbDraftInfo *info)
{
  MbReviewState state = MB_REVIEW_DRAFT;

  return !self->has_stage ||
         (mb_review_state_from_string (info->state, &state) && state == self->stage);
}

static int
compare_waits (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 x = mb_library_item_get_state_since_ms (*(MbLibraryItem *const *) a);
  gint64 y = mb_library_item_get_state_since_ms (*(MbLibraryItem *const *) b);

  return (x > y) - (x < y);
}

static GPtrArray *
make_items (MbLibrary *self, GPtrArray *infos)
{
  GPtrArray *items = g_ptr_array_new_full (infos->len, g_object_unref);

  for (guint i = 0; i < infos->len; i++) {
    MbDraftInfo *info = infos->pdata[i];
    MbLibraryItem *known = g_hash_table_lookup (self->by_id, info->id);

    if (!is_wanted (self, info))
      continue;
    if (known)
      mb_library_item_take (known, info);
    g_ptr_array_add (items, known ? g_object_ref (known) : mb_library_item_new (info));
  }
  if (self->has_stage)
    g_ptr_array_sort_with_data (items, compare_waits, NULL);

  return items;
}

static gboolean
is_at (MbLibrary *self, guint position, gpointer wanted)
{
  g_autoptr (MbLibraryItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  return item == wanted;
}

static void
show (MbLibrary *self, GPtrArray *infos)
{
  g_autoptr (GPtrArray) items = make_items (self, infos);
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_new = items->len;
  guint first = 0;

  while (first < MIN (n_old, n_new) && is_at (self, first, items->pdata[first]))
    first++;
  while (n_old > first && n_new > first && is_at (self, n_old - 1, items->pdata[n_new - 1])) {
    n_old--;
    n_new--;
  }
  if (n_old == first && n_new == first)
    return;

  index_items (self, items); /* whoever hears of the change may look for a row */
  g_list_store_splice (self->items, first, n_old - first, items->pdata + first, n_new - first);
}

/* An answer from before the last words would put their rows back to where they were, or take them
 * away: it is asked again. */
static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbLibrary) self = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) infos = mb_store_list_finish (MB_STORE (source), result, &error);
  gboolean outdated;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_error_free (error);
    return;
  }
  g_clear_object (&self->asking);
  outdated = self->outdated;
  if (infos && (!outdated || self->loading))
    show (self, infos);
  take_problem (self, error);
  set_loading (self, FALSE);
  if (infos && outdated && !self->asking)
    mb_library_refresh (self);
}

/* Items */

static void
place_first (MbLibrary *self, MbLibraryItem *item, const guint *position)
{
  g_autoptr (MbLibraryItem) held = g_object_ref (item);

  if (position && *position == 0)
    return;
  if (position)
    g_list_store_remove (self->items, *position);
  g_hash_table_replace (self->by_id, (char *) mb_library_item_get_id (item), g_object_ref (item));
  g_list_store_insert (self->items, 0, item);
}

/* What has been written down shows at once; excerpts come with the next answer of the store. */
static void
acked_cb (MbJournal *journal, guint64 seq, MbLibrary *self)
{
  MbArticle *article = mb_journal_get_article (journal);
  const char *id = mb_article_get_id (article);
  MbLibraryItem *item = g_hash_table_lookup (self->by_id, id);
  g_autoptr (MbLibraryItem) fresh = NULL;
  guint position;
  MbSnapshot *snapshot = mb_article_get_snapshot (article);
  MbDraftInfo info = {
    .id = (char *) id,
    .headline = (char *) mb_article_get_headline (article),
    .excerpt = item ? (char *) mb_library_item_get_excerpt (item) : (char *) "",
    .section = (char *) mb_snapshot_get_meta (snapshot, MB_META_SECTION),
    .updated_ms = mb_journal_get_acked_time_ms (journal),
  };

  if (self->in_bin || self->query || self->has_stage)
    return;
  self->outdated = self->asking != NULL;
  if (!item) {
    fresh = mb_library_item_new (&info);
    place_first (self, fresh, NULL);
    return;
  }
  mb_library_item_take (item, &info);
  if (g_list_store_find (self->items, item, &position))
    place_first (self, item, &position);
}

static void
mb_library_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbLibrary *self = MB_LIBRARY (object);

  switch ((MbLibraryProps) prop_id) {
  case PROP_QUERY:
    g_value_set_string (value, self->query);
    break;
  case PROP_IN_BIN:
    g_value_set_boolean (value, self->in_bin);
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_PROBLEM:
    g_value_set_boxed (value, self->problem);
    break;
  }
}

static void
mb_library_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbLibrary *self = MB_LIBRARY (object);

  switch ((MbLibraryProps) prop_id) {
  case PROP_QUERY:
    mb_library_set_query (self, g_value_get_string (value));
    break;
  case PROP_IN_BIN:
    mb_library_set_in_bin (self, g_value_get_boolean (value));
    break;
  case PROP_LOADING:
  case PROP_PROBLEM:
    break;
  }
}

static void
mb_library_dispose (GObject *object)
{
  MbLibrary *self = MB_LIBRARY (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);

  G_OBJECT_CLASS (mb_library_parent_class)->dispose (object);
}

static void
mb_library_finalize (GObject *object)
{
  MbLibrary *self = MB_LIBRARY (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_object (&self->items);
  g_clear_object (&self->store);
  g_clear_pointer (&self->query, g_free);
  g_clear_error (&self->problem);

  G_OBJECT_CLASS (mb_library_parent_class)->finalize (object);
}

static void
mb_library_class_init (MbLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags write = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mb_library_get_property;
  object_class->set_property = mb_library_set_property;
  object_class->dispose = mb_library_dispose;
  object_class->finalize = mb_library_finalize;

  props[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, NULL, write);
  props[PROP_IN_BIN] = g_param_spec_boolean ("in-bin", NULL, NULL, FALSE, write);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, read);
  props[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, read);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_library_init (MbLibrary *self)
{
  self->items = g_list_store_new (MB_TYPE_LIBRARY_ITEM);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->loading = TRUE;
}

/**
 * mb_library_new:
 * @store: where the drafts are
 *
 * Makes a library that shows nothing until mb_library_refresh().
 *
 * Returns: (transfer full): the library
 */
MbLibrary *
mb_library_new (MbStore *store)
{
  MbLibrary *self = NULL;

  g_return_val_if_fail (MB_IS_STORE (store), NULL);

  self = g_object_new (MB_TYPE_LIBRARY, NULL);
  self->store = g_object_ref (store);

  return self;
}

/**
 * mb_library_get_items:
 * @self: the library
 *
 * Its rows.
 *
 * Returns: (transfer none): a list of MbLibraryItem
 */
GListModel *
mb_library_get_items (MbLibrary *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY (self), NULL);

  return G_LIST_MODEL (self->items);
}

/**
 * mb_library_set_query:
 * @self: the library
 * @query: (nullable): words that must be there; %NULL or "" for all drafts
 *
 * Says which drafts are wanted.
 */
void
mb_library_set_query (MbLibrary *self, const char *query)
{
  g_return_if_fail (MB_IS_LIBRARY (self));

  if (!g_set_str (&self->query, query && *query ? query : NULL))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUERY]);
  mb_library_refresh (self);
}

/**
 * mb_library_get_query:
 * @self: the library
 *
 * Which words must be there.
 *
 * Returns: (nullable): the words
 */
const char *
mb_library_get_query (MbLibrary *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY (self), NULL);

  return self->query;
}

/**
 * mb_library_set_in_bin:
 * @self: the library
 * @in_bin: whether the drafts in the bin are wanted instead
 *
 * Goes to the bin, or back.
 */
void
mb_library_set_in_bin (MbLibrary *self, gboolean in_bin)
{
  g_return_if_fail (MB_IS_LIBRARY (self));

  if (self->in_bin == in_bin)
    return;
  self->in_bin = in_bin;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IN_BIN]);
  mb_library_refresh (self);
}

/**
 * mb_library_get_in_bin:
 * @self: the library
 *
 * Whether it shows the bin.
 */
gboolean
mb_library_get_in_bin (MbLibrary *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY (self), FALSE);

  return self->in_bin;
}

/**
 * mb_library_set_stage:
 * @self: a library
 * @stage: (nullable): where the articles stand that are listed; %NULL: anywhere
 *
 * Lists what waits at one stage, the longest first.
 */
void
mb_library_set_stage (MbLibrary *self, const MbReviewState *stage)
{
  g_return_if_fail (MB_IS_LIBRARY (self));

  if (self->has_stage == (stage != NULL) && (!stage || self->stage == *stage))
    return;
  self->has_stage = stage != NULL;
  if (stage)
    self->stage = *stage;
  mb_library_refresh (self);
}

/**
 * mb_library_has_stage:
 * @self: a library
 *
 * Whether only one stage is listed.
 */
gboolean
mb_library_has_stage (MbLibrary *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY (self), FALSE);

  return self->has_stage;
}

/**
 * mb_library_is_loading:
 * @self: the library
 *
 * Whether the store has not answered yet.
 */
gboolean
mb_library_is_loading (MbLibrary *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY (self), TRUE);

  return self->loading;
}

/**
 * mb_library_find:
 * @self: the library
 * @draft_id: an article
 * @position: (out) (optional): its row
 *
 * Looks for an article among the rows.
 *
 * Returns: whether it is there
 */
gboolean
mb_library_find (MbLibrary *self, const char *draft_id, guint *position)
{
  MbLibraryItem *item = NULL;

  g_return_val_if_fail (MB_IS_LIBRARY (self), FALSE);

  item = draft_id ? g_hash_table_lookup (self->by_id, draft_id) : NULL;

  return item && g_list_store_find (self->items, item, position);
}

/**
 * mb_library_refresh:
 * @self: the library
 *
 * Asks the store again.
 */
void
mb_library_refresh (MbLibrary *self)
{
  g_return_if_fail (MB_IS_LIBRARY (self));

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  self->outdated = FALSE;
  mb_store_list_async (self->store, self->query, self->in_bin, self->asking, listed_cb,
                       g_object_ref (self));
}

/**
 * mb_library_follow:
 * @self: the library
 * @draft: an open draft
 *
 * Keeps the draft's row as its words are written down.
 */
void
mb_library_follow (MbLibrary *self, MbDraft *draft)
{
  g_return_if_fail (MB_IS_LIBRARY (self));
  g_return_if_fail (MB_IS_DRAFT (draft));

  g_signal_connect_object (mb_draft_get_journal (draft), "acked", G_CALLBACK (acked_cb), self, 0);
}
