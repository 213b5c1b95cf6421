#include "mb-article-status.h"

#include <glib/gi18n.h>

/* "Saved" comes back when the writer pauses; "Saving" is said when the disk takes its time. While
 * keys follow each other neither is said, so that nothing flickers and nothing false is shown. */
#define QUIET_MS 400
#define SLOW_MS 1000
/* Comparing with what the site has reads the whole article: when the writer pauses. */
#define COMPARE_AFTER_MS 1000

typedef enum {
  SHOWN_NOTHING,
  SHOWN_SAVED,
  SHOWN_SAVING,
  SHOWN_UNSAVED,
  SHOWN_READ_ONLY,
} Shown;

struct _MbArticleStatus {
  GObject parent_instance;
  MbDraft *draft;
  MbOutbox *outbox;
  GSignalGroup *job_signals;
  char *subtitle;
  char *public_url; /* (nullable) */
  char *stage;      /* (nullable): of its review */
  gboolean unsent;
  gboolean compact;
  Shown shown;
  guint save_id;
  guint compare_id;
};

typedef enum {
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_PUBLIC_URL,
  PROP_UNSENT,
} MbArticleStatusProps;

static GParamSpec *props[PROP_UNSENT + 1];

G_DEFINE_FINAL_TYPE (MbArticleStatus, mb_article_status, G_TYPE_OBJECT)

static const char *
describe_saving (MbArticleStatus *self)
{
  switch (self->shown) {
  case SHOWN_SAVED:
    return _ ("Saved Here");
  case SHOWN_SAVING:
    return _ ("Saving…");
  case SHOWN_UNSAVED:
    return _ ("Not Saved");
  case SHOWN_READ_ONLY:
    return _ ("Read Only");
  case SHOWN_NOTHING:
    break;
  }

  return NULL;
}

static char *
describe_job (MbJob *job)
{
  switch (mb_job_get_state (job)) {
  case MB_JOB_SCHEDULED:
    return g_strdup (_ ("Scheduled"));
  case MB_JOB_NEEDS_USER:
  case MB_JOB_CONFLICT:
    return g_strdup (_ ("⚠ Sending needs you"));
  case MB_JOB_WAITING:
    return g_strdup (_ ("Leaves by itself later"));
  case MB_JOB_QUEUED:
  case MB_JOB_RUNNING:
    if (mb_job_get_intent (job) == MB_INTENT_UNPUBLISH)
      return g_strdup (_ ("Unpublishing"));
    break;
  case MB_JOB_FAILED:
  case MB_JOB_CANCELLED:
  case MB_JOB_DONE:
    return NULL;
  }
  if (mb_job_get_step (job) == MB_AT_MEDIA && mb_job_get_media_total (job) > 0)
    /* Translators: pictures sent, and how many there are. */
    return g_strdup_printf (_ ("Sending: picture %u of %u"), mb_job_get_media_done (job),
                            mb_job_get_media_total (job));

  return g_strdup (_ ("Sending"));
}

/* The last that happened to it was that readers lost it. */
static gboolean
was_withdrawn (MbArticleStatus *self)
{
  MbJob *last = mb_outbox_find (self->outbox, mb_draft_get_id (self->draft), NULL);

  return last && mb_job_get_state (last) == MB_JOB_DONE &&
         (mb_job_get_intent (last) == MB_INTENT_UNPUBLISH ||
          mb_job_get_intent (last) == MB_INTENT_TAKEDOWN);
}

static void
show (MbArticleStatus *self)
{
  MbJob *job = mb_article_status_get_job (self);
  g_autofree char *sending = job ? describe_job (job) : NULL;
  const char *saving = describe_saving (self);
  const char *state = sending;
  g_autofree char *subtitle = NULL;

  if (!state && !self->public_url && was_withdrawn (self))
    state = _ ("Unpublished");
  if (!state)
    state = !self->public_url
              ? (self->stage ? self->stage : _ ("Draft"))
              : (self->unsent ? _ ("Published, changes not sent") : _ ("Published"));
  if (self->compact)
    subtitle = g_strdup (sending || !saving ? state : saving);
  else
    subtitle = saving ? g_strdup_printf ("%s · %s", state, saving) : g_strdup (state);
  if (g_set_str (&self->subtitle, subtitle))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBTITLE]);
}

/* Saving */

static void
set_shown (MbArticleStatus *self, Shown shown)
{
  if (self->shown == shown)
    return;
  self->shown = shown;
  show (self);
}

static gboolean
quiet_cb (gpointer data)
{
  MbArticleStatus *self = data;

  self->save_id = 0;
  set_shown (self,
             mb_draft_get_state (self->draft) == MB_DRAFT_SAVED ? SHOWN_SAVED : SHOWN_NOTHING);

  return G_SOURCE_REMOVE;
}

static gboolean
slow_cb (gpointer data)
{
  MbArticleStatus *self = data;

  self->save_id = 0;
  set_shown (self, SHOWN_SAVING);

  return G_SOURCE_REMOVE;
}

static void
follow_saving (MbArticleStatus *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  switch (mb_draft_get_state (self->draft)) {
  case MB_DRAFT_NEW:
    set_shown (self, SHOWN_NOTHING);
    break;
  case MB_DRAFT_SAVED:
    self->save_id = g_timeout_add (QUIET_MS, quiet_cb, self);
    break;
  case MB_DRAFT_SAVING:
    if (self->shown == SHOWN_SAVED)
      set_shown (self, SHOWN_NOTHING);
    self->save_id = g_timeout_add (SLOW_MS, slow_cb, self);
    break;
  case MB_DRAFT_UNSAVED:
    set_shown (self, SHOWN_UNSAVED);
    break;
  case MB_DRAFT_READ_ONLY:
    set_shown (self, SHOWN_READ_ONLY);
    break;
  }
}

/* What sites have */

static void
compare (MbArticleStatus *self)
{
  GListModel *sites = G_LIST_MODEL (mb_outbox_get_destinations (self->outbox));
  MbSnapshot *snapshot = mb_article_get_snapshot (mb_draft_get_article (self->draft));
  g_autofree char *url = NULL;
  gboolean unsent = FALSE;

  /* One site that has it as it is now does not make up for another that has not. */
  for (guint i = 0; i < g_list_model_get_n_items (sites); i++) {
    g_autoptr (MbSite) site = g_list_model_get_item (sites, i);
    const char *id = mb_site_get_id (site);
    g_autofree char *there =
      mb_outbox_dup_public_url (self->outbox, mb_draft_get_id (self->draft), id);

    unsent = unsent || (there && mb_outbox_has_unsent_changes (self->outbox, snapshot, id));
    if (!url)
      url = g_steal_pointer (&there);
  }
  if (g_set_str (&self->public_url, url))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PUBLIC_URL]);
  if (self->unsent != unsent) {
    self->unsent = unsent;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNSENT]);
  }
  show (self);
}

static gboolean
compare_cb (gpointer data)
{
  MbArticleStatus *self = data;

  self->compare_id = 0;
  compare (self);

  return G_SOURCE_REMOVE;
}

static void
compare_later (MbArticleStatus *self)
{
  if (!self->public_url)
    return;
  g_clear_handle_id (&self->compare_id, g_source_remove);
  self->compare_id = g_timeout_add (COMPARE_AFTER_MS, compare_cb, self);
}

static void
sendings_changed_cb (MbArticleStatus *self)
{
  g_signal_group_set_target (self->job_signals,
                             mb_outbox_find (self->outbox, mb_draft_get_id (self->draft), NULL));
  compare (self);
}

static void
job_changed_cb (MbArticleStatus *self, GParamSpec *pspec, MbJob *job)
{
  if (mb_job_is_over (job))
    compare (self);
  else
    show (self);
}

static void
headline_changed_cb (MbArticleStatus *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

static void
mb_article_status_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbArticleStatus *self = MB_ARTICLE_STATUS (object);

  switch ((MbArticleStatusProps) prop_id) {
  case PROP_TITLE:
    g_value_set_string (value, mb_article_status_get_title (self));
    break;
  case PROP_SUBTITLE:
    g_value_set_string (value, self->subtitle);
    break;
  case PROP_PUBLIC_URL:
    g_value_set_string (value, self->public_url);
    break;
  case PROP_UNSENT:
    g_value_set_boolean (value, self->unsent);
    break;
  }
}

static void
mb_article_status_dispose (GObject *object)
{
  MbArticleStatus *self = MB_ARTICLE_STATUS (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_handle_id (&self->compare_id, g_source_remove);
  g_clear_object (&self->job_signals);

  G_OBJECT_CLASS (mb_article_status_parent_class)->dispose (object);
}

static void
mb_article_status_finalize (GObject *object)
{
  MbArticleStatus *self = MB_ARTICLE_STATUS (object);

  g_clear_object (&self->draft);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->subtitle, g_free);
  g_clear_pointer (&self->public_url, g_free);
  g_clear_pointer (&self->stage, g_free);

  G_OBJECT_CLASS (mb_article_status_parent_class)->finalize (object);
}

static void
mb_article_status_class_init (MbArticleStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mb_article_status_get_property;
  object_class->dispose = mb_article_status_dispose;
  object_class->finalize = mb_article_status_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, read);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, read);
  props[PROP_PUBLIC_URL] = g_param_spec_string ("public-url", NULL, NULL, NULL, read);
  props[PROP_UNSENT] = g_param_spec_boolean ("unsent", NULL, NULL, FALSE, read);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_article_status_init (MbArticleStatus *self)
{
  self->job_signals = g_signal_group_new (MB_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify", G_CALLBACK (job_changed_cb), self);
}

/**
 * mb_article_status_new:
 * @draft: the open article
 * @outbox: knows what was sent
 *
 * Begins to follow an article.
 *
 * Returns: (transfer full): its status
 */
MbArticleStatus *
mb_article_status_new (MbDraft *draft, MbOutbox *outbox)
{
  MbArticleStatus *self = NULL;

  g_return_val_if_fail (MB_IS_DRAFT (draft), NULL);
  g_return_val_if_fail (MB_IS_OUTBOX (outbox), NULL);

  self = g_object_new (MB_TYPE_ARTICLE_STATUS, NULL);
  self->draft = g_object_ref (draft);
  self->outbox = g_object_ref (outbox);
  g_signal_connect_object (draft, "notify::state", G_CALLBACK (follow_saving), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mb_draft_get_article (draft), "notify::headline",
                           G_CALLBACK (headline_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (mb_draft_get_article (draft), "committed", G_CALLBACK (compare_later),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (outbox, "items-changed", G_CALLBACK (sendings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (outbox, "notify::n-active", G_CALLBACK (sendings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (mb_outbox_get_destinations (outbox), "items-changed",
                           G_CALLBACK (sendings_changed_cb), self, G_CONNECT_SWAPPED);
  self->shown = mb_draft_get_state (draft) == MB_DRAFT_SAVED ? SHOWN_SAVED : SHOWN_NOTHING;
  sendings_changed_cb (self);
  follow_saving (self);

  return self;
}

/**
 * mb_article_status_get_title:
 * @self: a status
 *
 * The headline; "" when there is none yet.
 */
const char *
mb_article_status_get_title (MbArticleStatus *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_STATUS (self), NULL);

  return mb_article_get_headline (mb_draft_get_article (self->draft));
}

/**
 * mb_article_status_set_compact:
 * @self: a status
 * @compact: whether there is room for one thing only
 *
 * Says whether the words are safe, or what becomes of a sending, instead of both and where the
 * article stands.
 */
void
mb_article_status_set_compact (MbArticleStatus *self, gboolean compact)
{
  g_return_if_fail (MB_IS_ARTICLE_STATUS (self));

  self->compact = compact;
  show (self);
}

/**
 * mb_article_status_get_subtitle:
 * @self: a status
 *
 * Its state, and whether it is stored here.
 */
const char *
mb_article_status_get_subtitle (MbArticleStatus *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_STATUS (self), NULL);

  return self->subtitle;
}

/**
 * mb_article_status_get_public_url:
 * @self: a status
 *
 * Where readers find it.
 *
 * Returns: (nullable): the address; %NULL when it is public nowhere
 */
const char *
mb_article_status_get_public_url (MbArticleStatus *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_STATUS (self), NULL);

  return self->public_url;
}

/**
 * mb_article_status_set_stage:
 * @self: a status
 * @stage: (nullable): where the article stands in its review, in a word
 *
 * Says what an article that is not public is called.
 */
void
mb_article_status_set_stage (MbArticleStatus *self, const char *stage)
{
  g_return_if_fail (MB_IS_ARTICLE_STATUS (self));

  if (g_set_str (&self->stage, stage))
    show (self);
}

/**
 * mb_article_status_is_unsent:
 * @self: a status
 *
 * Whether readers would see a change if it were sent again.
 */
gboolean
mb_article_status_is_unsent (MbArticleStatus *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_STATUS (self), FALSE);

  return self->unsent;
}

/**
 * mb_article_status_get_job:
 * @self: a status
 *
 * Its sending under way.
 *
 * Returns: (transfer none) (nullable): the job; %NULL when nothing is on its way
 */
MbJob *
mb_article_status_get_job (MbArticleStatus *self)
{
  MbJob *job = NULL;

  g_return_val_if_fail (MB_IS_ARTICLE_STATUS (self), NULL);

  job = mb_outbox_find (self->outbox, mb_draft_get_id (self->draft), NULL);

  return job && !mb_job_is_over (job) ? job : NULL;
}
