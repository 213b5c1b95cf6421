#include "mb-newsroom.h"

#include "mb-newsroom-opening.h"
#include "mb-worker.h"

#include <glib/gi18n.h>

struct _MbNewsroom {
  GObject parent_instance;
  MbStore *store;
  MbWorker *worker; /* for what is written beside the drafts, in its order */
  MbPeople *people;
  MbLibrary *library;
  MbPictures *pictures;
  MbDestinations *destinations;
  MbOutbox *outbox;
  MbLocalSite *local_site; /* NULL until it is wanted */
  GHashTable *drafts;      /* id → MbDraft, not held */
  GHashTable *unsaved;     /* those of them that have words nowhere but in memory; held */
  MbArticle *first;        /* of the last session; until somebody takes it */
  MbPosition caret;
  GError *read_only_reason; /* NULL when the store can be written */
  char *author;
  char *remembered; /* the session as it was last kept */
  gboolean wants_local_site;
  gboolean resumed;
};

typedef enum {
  PROP_AUTHOR = 1,
} MbNewsroomProps;

static GParamSpec *props[PROP_AUTHOR + 1];
static guint site_trouble_signal;

G_DEFINE_FINAL_TYPE (MbNewsroom, mb_newsroom, G_TYPE_OBJECT)

static void
mb_newsroom_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbNewsroom *self = MB_NEWSROOM (object);

  switch ((MbNewsroomProps) prop_id) {
  case PROP_AUTHOR:
    g_value_set_string (value, mb_newsroom_get_author (self));
    break;
  }
}

static void
mb_newsroom_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbNewsroom *self = MB_NEWSROOM (object);

  switch ((MbNewsroomProps) prop_id) {
  case PROP_AUTHOR:
    if (g_set_str (&self->author, g_value_get_string (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  }
}

static void
mb_newsroom_finalize (GObject *object)
{
  MbNewsroom *self = MB_NEWSROOM (object);

  g_clear_object (&self->local_site);
  g_clear_object (&self->outbox);
  g_clear_object (&self->destinations);
  g_clear_object (&self->pictures);
  g_clear_object (&self->library);
  g_clear_object (&self->people);
  g_clear_object (&self->first);
  g_clear_pointer (&self->unsaved, g_hash_table_unref);
  g_clear_object (&self->worker);
  g_clear_object (&self->store);
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  g_clear_error (&self->read_only_reason);
  g_clear_pointer (&self->author, g_free);
  g_clear_pointer (&self->remembered, g_free);

  G_OBJECT_CLASS (mb_newsroom_parent_class)->finalize (object);
}

static void
mb_newsroom_class_init (MbNewsroomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mb_newsroom_get_property;
  object_class->set_property = mb_newsroom_set_property;
  object_class->finalize = mb_newsroom_finalize;

  props[PROP_AUTHOR] =
    g_param_spec_string ("author", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  site_trouble_signal = g_signal_new ("site-trouble", MB_TYPE_NEWSROOM, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
mb_newsroom_init (MbNewsroom *self)
{
  self->worker = mb_worker_new ("newsroom");
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unsaved = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (mb_newsroom_opening_run_sync (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_newsroom_open_async:
 * @folder: where the drafts are
 * @with_sample: whether to begin with the sample article
 * @callback: called when it is open
 * @user_data: for it
 *
 * Opens the store and reads the draft of the last session. A store that cannot be written now is
 * opened for reading, see mb_newsroom_get_read_only_reason().
 */
void
mb_newsroom_open_async (const char *folder,
                        gboolean with_sample,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (folder != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_newsroom_open_async);
  g_task_set_task_data (task, mb_newsroom_opening_new (folder, with_sample),
                        (GDestroyNotify) mb_newsroom_opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

static void
people_changed_cb (MbNewsroom *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTHOR]);
}

/**
 * mb_newsroom_open_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Completes opening. Errors are those of mb_store_open_sync() that leave nothing to read.
 *
 * Returns: (transfer full): the newsroom
 */
MbNewsroom *
mb_newsroom_open_finish (GAsyncResult *result, GError **error)
{
  MbNewsroom *self = NULL;
  MbNewsroomOpening *opening = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  opening = g_task_get_task_data (G_TASK (result));
  self = g_object_new (MB_TYPE_NEWSROOM, NULL);
  self->store = g_steal_pointer (&opening->store);
  self->first = g_steal_pointer (&opening->first);
  self->caret = opening->caret;
  self->read_only_reason = g_steal_pointer (&opening->read_only_reason);
  self->wants_local_site = opening->with_sample;
  self->people = mb_people_new (self->store, self->worker, g_steal_pointer (&opening->people));
  g_signal_connect_object (self->people, "changed", G_CALLBACK (people_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->library = mb_library_new (self->store);
  self->pictures = mb_pictures_new (self->store);
  self->destinations = mb_destinations_new (self->store);
  self->outbox = mb_outbox_new (self->store, self->destinations, mb_retry_policy_default ());

  return self;
}

/* Sites */

static void
tell_trouble (MbNewsroom *self, const GError *error)
{
  g_message ("sites: %s", error->message);
  g_signal_emit (self, site_trouble_signal, 0, error);
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbNewsroom) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!mb_outbox_resume_finish (MB_OUTBOX (source), result, &error))
    tell_trouble (self, error);
}

/* What an earlier run left is taken up when its site is there to be asked, and once: a second time
 * each sending would be there twice. */
static void
resume (MbNewsroom *self)
{
  if (self->resumed)
    return;
  self->resumed = TRUE;
  mb_outbox_resume_async (self->outbox, NULL, resumed_cb, g_object_ref (self));
}

static void
local_site_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbNewsroom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbSite) site = mb_local_site_start_finish (MB_LOCAL_SITE (source), result, &error);

  if (!site) {
    g_clear_object (&self->local_site); /* it can be asked for again */
    tell_trouble (self, error);
  }
  resume (self);
}

/* The programs stand beside each other, in the build folder as where they are installed. */
static char *
find_program (const char *name)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own ? g_path_get_dirname (own) : g_strdup (".");

  return g_build_filename (folder, name, NULL);
}

static void
start_local_site (MbNewsroom *self)
{
  g_autofree char *program = find_program ("marbre-site");
  g_autofree char *folder = g_build_filename (mb_store_get_folder (self->store), "site", NULL);

  if (self->local_site)
    return;
  self->local_site = mb_local_site_new (self->destinations, program, folder);
  mb_local_site_start_async (self->local_site, _ ("Example Site"), NULL, local_site_started_cb,
                             g_object_ref (self));
}

static void
known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbNewsroom) self = user_data;

  if (mb_local_site_is_known_finish (MB_DESTINATIONS (source), result) || self->wants_local_site)
    start_local_site (self);
  else
    resume (self);
}

static void
destinations_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbNewsroom) self = user_data;
  g_autoptr (GError) error = NULL;

  if (mb_destinations_load_finish (MB_DESTINATIONS (source), result, &error))
    mb_local_site_is_known_async (self->destinations, known_cb, g_object_ref (self));
  else
    tell_trouble (self, error);
}

/**
 * mb_newsroom_start:
 * @self: the newsroom
 *
 * Begins with what can wait until the writer sees the text: the library, the sites, and what is on
 * its way to them.
 */
void
mb_newsroom_start (MbNewsroom *self)
{
  g_return_if_fail (MB_IS_NEWSROOM (self));

  mb_library_refresh (self->library);
  if (!self->read_only_reason)
    mb_destinations_load_async (self->destinations, NULL, destinations_loaded_cb,
                                g_object_ref (self));
}

/**
 * mb_newsroom_use_local_site:
 * @self: the newsroom
 *
 * Starts the site that comes with Marbre, now and from now on.
 */
void
mb_newsroom_use_local_site (MbNewsroom *self)
{
  g_return_if_fail (MB_IS_NEWSROOM (self));

  start_local_site (self);
}

/* Closing */

typedef struct {
  guint n_waiting;
  GError *error; /* the first one */
  char *session;
} Closing;

static void
closing_free (Closing *closing)
{
  g_clear_error (&closing->error);
  g_free (closing->session);
  g_free (closing);
}

static void
remember_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbNewsroom *self = source;
  const Closing *closing = task_data;
  g_autoptr (GError) error = NULL;

  if (mb_store_get_mode (self->store) == MB_STORE_READ_WRITE &&
      !mb_store_set_setting_sync (self->store, MB_SETTING_SESSION, closing->session, &error))
    g_message ("the session is not remembered: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
conclude (GTask *task)
{
  MbNewsroom *self = g_task_get_source_object (task);
  Closing *closing = g_task_get_task_data (task);

  if (--closing->n_waiting > 0)
    return;
  if (closing->error)
    g_task_return_error (task, g_steal_pointer (&closing->error));
  else
    mb_worker_push (self->worker, task, remember_in_worker);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Closing *closing = g_task_get_task_data (task);

  mb_journal_flush_finish (MB_JOURNAL (source), result, closing->error ? NULL : &closing->error);
  conclude (task);
}

static void
note_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbNewsroom *self = source;
  g_autoptr (GError) error = NULL;

  if (!mb_store_set_setting_sync (self->store, MB_SETTING_SESSION, task_data, &error))
    g_message ("the session is not remembered: %s", error->message);
  g_task_return_boolean (task, error == NULL);
}

/**
 * mb_newsroom_remember:
 * @self: the newsroom
 * @session: where the writer is
 *
 * Keeps where the writer is while work goes on, for the start after a power cut. That it fails
 * harms nobody.
 */
void
mb_newsroom_remember (MbNewsroom *self, const MbSession *session)
{
  g_autofree char *text = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_NEWSROOM (self));
  g_return_if_fail (session != NULL);

  text = mb_session_to_string (session);
  if (mb_store_get_mode (self->store) != MB_STORE_READ_WRITE ||
      g_strcmp0 (text, self->remembered) == 0)
    return;
  g_set_str (&self->remembered, text);
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, mb_newsroom_remember);
  g_task_set_task_data (task, g_steal_pointer (&text), g_free);
  mb_worker_push (self->worker, task, note_in_worker);
}

/**
 * mb_newsroom_close_async:
 * @self: the newsroom
 * @session: where the writer is
 * @callback: called when all is on disk, or cannot be brought there
 * @user_data: for it
 *
 * Writes down what is still in memory. After a success drop the newsroom; after a failure nothing
 * has changed.
 */
void
mb_newsroom_close_async (MbNewsroom *self,
                         const MbSession *session,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Closing *closing = NULL;
  GHashTableIter iter;
  gpointer draft;

  g_return_if_fail (MB_IS_NEWSROOM (self));
  g_return_if_fail (session != NULL);

  closing = g_new0 (Closing, 1);
  closing->session = mb_session_to_string (session);
  closing->n_waiting = 1;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_newsroom_close_async);
  g_task_set_task_data (task, closing, (GDestroyNotify) closing_free);
  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &draft)) {
    closing->n_waiting++;
    mb_journal_snapshot (mb_draft_get_journal (draft));
    mb_journal_flush_async (mb_draft_get_journal (draft), NULL, flushed_cb, g_object_ref (task));
  }
  conclude (task);
}

/**
 * mb_newsroom_close_finish:
 * @self: the newsroom
 * @result: as given to the callback
 * @error: return location
 *
 * Completes closing; what is on its way to sites stops where it is and goes on at the next start.
 * After a success the newsroom is of no more use.
 *
 * Returns: whether every word is on disk
 */
gboolean
mb_newsroom_close_finish (MbNewsroom *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  mb_outbox_stop (self->outbox);
  g_clear_object (&self->local_site);

  return TRUE;
}

/* Parts */

/**
 * mb_newsroom_get_store:
 * @self: the newsroom
 *
 * Where the drafts are.
 *
 * Returns: (transfer none): the store
 */
MbStore *
mb_newsroom_get_store (MbNewsroom *self)
{
  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  return self->store;
}

/**
 * mb_newsroom_get_library:
 * @self: the newsroom
 *
 * The drafts as a list.
 *
 * Returns: (transfer none): the library
 */
MbLibrary *
mb_newsroom_get_library (MbNewsroom *self)
{
  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  return self->library;
}

/**
 * mb_newsroom_get_outbox:
 * @self: the newsroom
 *
 * What is on its way to sites.
 *
 * Returns: (transfer none): the outbox
 */
MbOutbox *
mb_newsroom_get_outbox (MbNewsroom *self)
{
  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  return self->outbox;
}

/**
 * mb_newsroom_get_destinations:
 * @self: the newsroom
 *
 * The sites.
 *
 * Returns: (transfer none): the destinations
 */
MbDestinations *
mb_newsroom_get_destinations (MbNewsroom *self)
{
  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  return self->destinations;
}

/**
 * mb_newsroom_get_pictures:
 * @self: the newsroom
 *
 * The way of pictures in and out.
 *
 * Returns: (transfer none): the pictures
 */
MbPictures *
mb_newsroom_get_pictures (MbNewsroom *self)
{
  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  return self->pictures;
}

/**
 * mb_newsroom_get_read_only_reason:
 * @self: the newsroom
 *
 * Why nothing can be written.
 *
 * Returns: (transfer none) (nullable): an error of the store; %NULL when all is well
 */
const GError *
mb_newsroom_get_read_only_reason (MbNewsroom *self)
{
  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  return self->read_only_reason;
}

/**
 * mb_newsroom_get_author:
 * @self: the newsroom
 *
 * Who writes here: what goes on transactions.
 *
 * Returns: (nullable): a person's id; before anybody has said who they are, the name in the
 * preferences
 */
const char *
mb_newsroom_get_author (MbNewsroom *self)
{
  const MbPerson *me = NULL;

  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  me = mb_people_get_me (self->people);

  return me ? me->id : self->author;
}

/**
 * mb_newsroom_get_people:
 * @self: the newsroom
 *
 * Who works here.
 *
 * Returns: (transfer none): the people
 */
MbPeople *
mb_newsroom_get_people (MbNewsroom *self)
{
  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  return self->people;
}

/* Drafts */

typedef struct {
  GWeakRef newsroom;
  char *id;
} DraftWatch;

static void
draft_gone_cb (gpointer data, GObject *where_it_was)
{
  DraftWatch *watch = data;
  g_autoptr (MbNewsroom) self = g_weak_ref_get (&watch->newsroom);

  if (self)
    g_hash_table_remove (self->drafts, watch->id);
  g_weak_ref_clear (&watch->newsroom);
  g_free (watch->id);
  g_free (watch);
}

/* A draft that nobody shows any more stays until its words are on disk: opened again before, it is
 * still the newest, and closing asks for it. */
static void
state_changed_cb (MbNewsroom *self, GParamSpec *pspec, MbDraft *draft)
{
  MbDraftState state = mb_draft_get_state (draft);

  if (state == MB_DRAFT_SAVING || state == MB_DRAFT_UNSAVED)
    g_hash_table_add (self->unsaved, g_object_ref (draft));
  else
    g_hash_table_remove (self->unsaved, draft);
}

/* Whatever asks for the change: a key, undo, the outline, a site's version that is taken. */
static void
sign_cb (MbNewsroom *self, MbTransaction *transaction)
{
  mb_transaction_sign (transaction, mb_newsroom_get_author (self), g_get_real_time () / 1000);
}

static MbDraft *
register_draft (MbNewsroom *self, MbArticle *article, gboolean is_stored)
{
  MbDraft *draft = mb_draft_new (self->store, article, is_stored);
  DraftWatch *watch = g_new0 (DraftWatch, 1);

  watch->id = g_strdup (mb_draft_get_id (draft));
  g_weak_ref_init (&watch->newsroom, self);
  g_object_weak_ref (G_OBJECT (draft), draft_gone_cb, watch);
  g_hash_table_insert (self->drafts, g_strdup (watch->id), draft);
  g_signal_connect_object (article, "sign", G_CALLBACK (sign_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  mb_library_follow (self->library, draft);

  return draft;
}

/**
 * mb_newsroom_take_first:
 * @self: the newsroom
 * @caret: (out) (optional): where the writer was
 *
 * The draft of the last session, the first time this is called.
 *
 * Returns: (transfer full) (nullable): the draft; %NULL when there is none
 */
MbDraft *
mb_newsroom_take_first (MbNewsroom *self, MbPosition *caret)
{
  g_autoptr (MbArticle) article = NULL;
  MbDraft *open = NULL;

  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  article = g_steal_pointer (&self->first);
  if (caret)
    *caret = self->caret;
  if (!article)
    return NULL;
  /* Somebody may have opened it by its row. */
  open = g_hash_table_lookup (self->drafts, mb_article_get_id (article));

  return open ? g_object_ref (open) : register_draft (self, article, TRUE);
}

/* Who signs a new article. */
static const char *
get_byline (MbNewsroom *self)
{
  const MbPerson *me = mb_people_get_me (self->people);

  if (me)
    return me->name;

  return self->author && *self->author ? self->author : NULL;
}

/**
 * mb_newsroom_new_draft:
 * @self: the newsroom
 * @language: (nullable): what it is written in, as a BCP 47 tag
 *
 * Begins an article. It is stored from its first key.
 *
 * Returns: (transfer full): the draft
 */
MbDraft *
mb_newsroom_new_draft (MbNewsroom *self, const char *language)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (MbSnapshot) empty = mb_snapshot_new (id);
  g_autoptr (MbSnapshot) spoken = NULL;
  g_autoptr (MbSnapshot) signed_by = NULL;
  g_autoptr (MbArticle) article = NULL;

  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);

  spoken = mb_snapshot_with_meta (empty, MB_META_LANGUAGE, language);
  signed_by = mb_snapshot_with_meta (spoken, MB_META_BYLINE, get_byline (self));
  article = mb_article_new (signed_by, 0);

  return register_draft (self, article, FALSE);
}

/**
 * mb_newsroom_find_draft:
 * @self: the newsroom
 * @draft_id: an article
 *
 * Looks for an article among those that are open.
 *
 * Returns: (transfer none) (nullable): the draft
 */
MbDraft *
mb_newsroom_find_draft (MbNewsroom *self, const char *draft_id)
{
  g_return_val_if_fail (MB_IS_NEWSROOM (self), NULL);
  g_return_val_if_fail (draft_id != NULL, NULL);

  return g_hash_table_lookup (self->drafts, draft_id);
}

static void
draft_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MbNewsroom *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (MbArticle) article = mb_store_load_finish (MB_STORE (source), result, &error);
  MbDraft *open = NULL;

  if (!article) {
    g_task_return_error (task, error);
    return;
  }
  /* It may have been opened by somebody else while this one was read. */
  open = g_hash_table_lookup (self->drafts, mb_article_get_id (article));
  g_task_return_pointer (task, open ? g_object_ref (open) : register_draft (self, article, TRUE),
                         g_object_unref);
}

/**
 * mb_newsroom_open_draft_async:
 * @self: the newsroom
 * @draft_id: an article
 * @cancellable: (nullable): gives up
 * @callback: called when it is open
 * @user_data: for it
 *
 * Opens an article; one that is open already is given again.
 */
void
mb_newsroom_open_draft_async (MbNewsroom *self,
                              const char *draft_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  MbDraft *open = NULL;

  g_return_if_fail (MB_IS_NEWSROOM (self));
  g_return_if_fail (draft_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_newsroom_open_draft_async);
  open = g_hash_table_lookup (self->drafts, draft_id);
  if (open)
    g_task_return_pointer (task, g_object_ref (open), g_object_unref);
  else
    mb_store_load_async (self->store, draft_id, cancellable, draft_loaded_cb,
                         g_steal_pointer (&task));
}

/**
 * mb_newsroom_open_draft_finish:
 * @self: the newsroom
 * @result: as given to the callback
 * @error: return location
 *
 * Completes opening an article. Errors are those of mb_store_load_sync().
 *
 * Returns: (transfer full): the draft
 */
MbDraft *
mb_newsroom_open_draft_finish (MbNewsroom *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mb_newsroom_dup_open_drafts:
 * @self: the newsroom
 *
 * The articles that are open now.
 *
 * Returns: (transfer full) (element-type MbDraft): them
 */
GPtrArray *
mb_newsroom_dup_open_drafts (MbNewsroom *self)
{
  GPtrArray *drafts = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer draft;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &draft))
    g_ptr_array_add (drafts, g_object_ref (draft));

  return drafts;
}

static void
add_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MbNewsroom *self = source;
  GError *error = NULL;

  if (mb_store_create_sync (self->store, task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mb_newsroom_add_async:
 * @self: the newsroom
 * @snapshot: an imported article
 * @callback: called when it is kept
 * @user_data: for it
 *
 * Keeps an article that came from outside.
 */
void
mb_newsroom_add_async (MbNewsroom *self,
                       MbSnapshot *snapshot,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MB_IS_NEWSROOM (self));
  g_return_if_fail (snapshot != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mb_newsroom_add_async);
  g_task_set_task_data (task, mb_snapshot_ref (snapshot), (GDestroyNotify) mb_snapshot_unref);
  mb_worker_push (self->worker, task, add_in_worker);
}

/**
 * mb_newsroom_add_finish:
 * @self: the newsroom
 * @result: as given to the callback
 * @error: return location
 *
 * Completes keeping an article; the library is asked again.
 *
 * Returns: whether it is on disk
 */
gboolean
mb_newsroom_add_finish (MbNewsroom *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  mb_library_refresh (self->library);

  return TRUE;
}
