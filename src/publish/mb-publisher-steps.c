#include "mb-publisher.h"

#include "mb-job.h"
#include "mb-post.h"
#include "mb-readback.h"

#include <string.h>

#define SLUG_MAX_NUMBER 20
/* A site may publish at once what is due in a minute or two. */
#define SCHEDULE_AHEAD_MS (5 * 60 * G_GINT64_CONSTANT (1000))

static GError *
make_error (MbPublishError code, const char *words)
{
  return g_error_new_literal (MB_PUBLISH_ERROR, (int) code, words);
}

/* The site's own id tells more than an address, which it may write in several ways. */
static gboolean
is_ours (MbPublisher *self, const MbRemote *remote, const char *url)
{
  if (remote->id && self->row->remote_id)
    return strcmp (remote->id, self->row->remote_id) == 0;

  return strcmp (remote->url, url) == 0;
}

/**
 * mb_publisher_remove_doubles:
 * @self: a publisher
 * @remotes: (element-type MbRemote): what was found under our mark
 * @url: the one that stays
 * @error: return location
 *
 * Removes other drafts with our mark: an answer was lost more than once. No reader has seen them.
 *
 * Returns: `TRUE` when none is left
 */
gboolean
mb_publisher_remove_doubles (MbPublisher *self, GPtrArray *remotes, const char *url, GError **error)
{
  for (guint i = 0; i < remotes->len; i++) {
    MbRemote *remote = remotes->pdata[i];

    if (remote->status != MB_POST_DRAFT || is_ours (self, remote, url))
      continue;
    if (!mb_destination_remove (self->setup.destination,
                                &(MbPlace) {.url = remote->url, .id = remote->id},
                                self->setup.cancellable, error))
      return FALSE;
  }

  return TRUE;
}

/* A person has seen what the site has, and gives it up. */
static gboolean
may_replace (MbPublisher *self, const MbRemote *remote)
{
  return self->plan->overwrite ||
         (self->plan->known_version && g_strcmp0 (remote->version, self->plan->known_version) == 0);
}

/* Found under our mark and public, though we never sent it from here: another machine did. Its
 * words are not overwritten unasked. */
static gboolean
check_adoption (MbPublisher *self, const MbRemote *remote, GError **error)
{
  g_autoptr (MbPost) post = NULL;

  if (remote->status != MB_POST_PUBLISHED || self->row->attempted || may_replace (self, remote))
    return TRUE;
  post = mb_publisher_make_post (self);
  if (mb_readback_holds (post, remote))
    return TRUE;
  mb_publisher_take_place (self, remote);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_CONFLICT,
               "%s is public already, with other words", remote->url);

  return FALSE;
}

/* Whether the site has our draft already. FALSE without an error: it has none. */
static gboolean
look_up (MbPublisher *self, GError **error)
{
  g_autoptr (GPtrArray) remotes = NULL;
  const MbRemote *found;

  remotes = mb_destination_find (self->setup.destination, self->row->marker,
                                 self->setup.cancellable, error);
  if (!remotes || remotes->len == 0)
    return FALSE;
  found = remotes->pdata[0];
  if (!check_adoption (self, found, error))
    return FALSE;
  if (found->status == MB_POST_PUBLISHED && !self->row->attempted)
    self->row->intent = MB_INTENT_UPDATE; /* readers have it: it is no draft to be tidied up */
  mb_publisher_take_place (self, found);

  return mb_publisher_remove_doubles (self, remotes, self->row->remote_url, error);
}

/* A site that cannot say what it holds is written to once, and after a lost answer a person looks.
 */
static gboolean
can_look_up (MbPublisher *self, GError **error)
{
  if (self->capabilities & MB_CAP_READ_BACK)
    return TRUE;
  if (self->row->attempted)
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN,
                         "the site cannot say whether it has the article");

  return FALSE;
}

/* A site may know what is at an address and yet not how to search. */
static gboolean
cannot_search (const GError *error)
{
  return g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID) ||
         g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE);
}

/* A late request may still arrive: after an unknown outcome one look is not enough. */
static gboolean
look_up_twice (MbPublisher *self, GError **error)
{
  GError *cause = NULL;
  gboolean found;

  if (!can_look_up (self, error))
    return FALSE;
  found = look_up (self, &cause);
  if (!found && !cause && self->row->attempted &&
      mb_publisher_pause (self, self->setup.policy->look_ms, &cause))
    found = look_up (self, &cause);
  if (cause && cannot_search (cause)) {
    /* Before anything has left there is nothing to find; afterwards only a person knows. */
    if (!self->row->attempted)
      g_clear_error (&cause);
    else
      cause->code = MB_PUBLISH_ERROR_UNKNOWN;
  }
  if (cause)
    g_propagate_error (error, cause);

  return found;
}

static gboolean
keep_draft (MbPublisher *self, GError **error)
{
  self->row->step = MB_AT_VERIFY;
  self->row->attempted = FALSE;
  self->row->tries = 0;
  if (!mb_publisher_keep (self, error))
    return FALSE;
  mb_publisher_reach (self, "draft:kept");

  return TRUE;
}

/**
 * mb_publisher_do_draft:
 * @self: a publisher
 * @error: return location
 *
 * DRAFT: finds our draft on the site by its mark, or creates it.
 *
 * Returns: `TRUE` when the site has exactly one
 */
gboolean
mb_publisher_do_draft (MbPublisher *self, GError **error)
{
  g_autoptr (MbPost) post = NULL;
  g_autoptr (MbRemote) remote = NULL;
  GError *cause = NULL;

  if (!mb_publisher_recall_media (self, error))
    return FALSE;
  if (look_up_twice (self, &cause))
    return keep_draft (self, error);
  if (cause) {
    g_propagate_error (error, cause);
    return FALSE;
  }

  post = mb_publisher_make_post (self);
  if (!mb_publisher_announce (self, "draft", error))
    return FALSE;
  remote =
    mb_destination_create_draft (self->setup.destination, post, self->setup.cancellable, error);
  if (!remote)
    return FALSE;
  mb_publisher_reach (self, "draft:sent");
  mb_publisher_take_place (self, remote);

  return keep_draft (self, error);
}

static gboolean
keep_verified (MbPublisher *self, GError **error)
{
  gboolean stays = self->plan->as_draft && self->plan->standing == MB_POST_DRAFT &&
                   !(self->capabilities & MB_CAP_OWN_ID);

  /* Where a post is found by its address alone, a draft keeps the one that has our mark. */
  self->row->step = stays ? MB_AT_CONFIRM : MB_AT_FINALISE;
  self->row->attempted = FALSE;
  self->row->tries = 0;
  if (!mb_publisher_keep (self, error))
    return FALSE;
  mb_publisher_reach (self, "verify:kept");

  return TRUE;
}

/**
 * mb_publisher_do_verify:
 * @self: a publisher
 * @error: return location
 *
 * VERIFY: reads the draft back and remembers its version.
 *
 * Returns: `TRUE` when it is there; what it lacks is sent again with the next step
 */
gboolean
mb_publisher_do_verify (MbPublisher *self, GError **error)
{
  MbPlace place = mb_publisher_place (self);
  g_autoptr (MbRemote) remote = NULL;
  g_autoptr (MbPost) post = NULL;
  GError *cause = NULL;

  if (!mb_publisher_recall_media (self, error))
    return FALSE;
  if (!(self->capabilities & MB_CAP_READ_BACK))
    return keep_verified (self, error);
  remote = mb_destination_read (self->setup.destination, &place, self->setup.cancellable, &cause);
  if (!remote) {
    /* Accepted, but not yet there. */
    if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE))
      cause->code = MB_PUBLISH_ERROR_BUSY;
    g_propagate_error (error, cause);
    return FALSE;
  }

  post = mb_publisher_make_post (self);
  self->verified = mb_readback_holds (post, remote);
  mb_publisher_take_place (self, remote);
  g_set_str (&self->row->remote_version, remote->version);

  return keep_verified (self, error);
}

/* Ours, of what is under a slug; NULL with an error, or without one. `taken`: whether anything is.
 */
static MbRemote *
find_under (MbPublisher *self,
            const MbPost *post,
            const char *slug,
            gboolean *taken,
            GError **error)
{
  g_autoptr (GPtrArray) remotes =
    mb_destination_find (self->setup.destination, slug, self->setup.cancellable, error);

  *taken = remotes && remotes->len > 0;
  for (guint i = 0; remotes && i < remotes->len; i++)
    if (mb_readback_holds (post, remotes->pdata[i]))
      return g_ptr_array_steal_index (remotes, i);

  return NULL;
}

/* The slugs that a site may have made of ours because another article had it: name-2, name-3… The
 * first that is ours; NULL with an error, or without one when there is none. `free_slug` is the
 * first that nobody has. */
static MbRemote *
find_numbered (MbPublisher *self, const MbPost *post, char **free_slug, GError **error)
{
  GError *cause = NULL;

  for (guint n = 2; n <= SLUG_MAX_NUMBER; n++) {
    g_autofree char *numbered = g_strdup_printf ("%s-%u", post->slug, n);
    gboolean taken = FALSE;
    MbRemote *remote = find_under (self, post, numbered, &taken, &cause);

    if (cause)
      g_propagate_error (error, cause);
    else if (!taken && free_slug)
      *free_slug = g_steal_pointer (&numbered);
    if (remote || !taken)
      return remote;
  }

  return NULL;
}

/**
 * mb_publisher_find_moved:
 * @self: a publisher
 * @post: what was sent
 * @error: return location
 *
 * Looks for our article under its slug, that slug with a number, and its mark, when it is not where
 * it was. It is taken for ours only when the content is ours.
 *
 * Returns: (transfer full): where it is now; `MB_PUBLISH_ERROR_GONE` when it is nowhere
 */
MbRemote *
mb_publisher_find_moved (MbPublisher *self, const MbPost *post, GError **error)
{
  GError *cause = NULL;
  MbRemote *remote = NULL;
  gboolean taken = FALSE;

  if (post->slug)
    remote = find_under (self, post, post->slug, &taken, &cause);
  if (taken && !remote)
    remote = find_numbered (self, post, NULL, &cause);
  if (!remote && !cause)
    remote = find_under (self, post, post->marker, &taken, &cause);
  if (!remote && !cause)
    g_set_error (&cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE, "nothing of ours is at %s",
                 self->row->remote_url);
  if (cause)
    g_propagate_error (error, cause);

  return remote;
}

static MbRemote *
read_current (MbPublisher *self, const MbPost *post, GError **error)
{
  MbPlace place = mb_publisher_place (self);
  GError *cause = NULL;
  MbRemote *remote =
    mb_destination_read (self->setup.destination, &place, self->setup.cancellable, &cause);

  if (remote)
    return remote;
  if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE) && self->row->attempted) {
    g_clear_error (&cause);
    return mb_publisher_find_moved (self, post, error);
  }
  g_propagate_error (error, cause);

  return NULL;
}

static gboolean
keep_finalised (MbPublisher *self, GError **error)
{
  self->row->step = MB_AT_CONFIRM;
  self->row->attempted = FALSE;
  self->row->tries = 0;
  if (!mb_publisher_keep (self, error))
    return FALSE;
  mb_publisher_reach (self, "finalise:kept");

  return TRUE;
}

typedef enum {
  STANDING_ERROR,
  STANDING_OURS,  /* the site has what we want it to have */
  STANDING_WRITE, /* it has what we last saw there: write */
} Standing;

/* The address that readers know stays, however the headline is changed; a slug that somebody has
 * written into the article is a wish for another. */
static void
settle_slug (MbPost *post, const MbRemote *remote)
{
  if (post->slug_is_made && remote->status == MB_POST_PUBLISHED &&
      g_strcmp0 (remote->slug, post->marker) != 0)
    g_clear_pointer (&post->slug, g_free);
}

/* The site has taken the hour, and the answer was lost: it is not made public before. */
static gboolean
is_kept_there (MbPublisher *self, const MbRemote *remote, MbPostStatus wanted)
{
  return remote->status == MB_POST_SCHEDULED && self->row->attempted &&
         wanted == MB_POST_PUBLISHED && self->plan->at_ms > mb_publisher_now_ms (self);
}

/* Has our write arrived? Has somebody else written? */
static Standing
compare_standing (MbPublisher *self, MbPost *post, MbPostStatus wanted, GError **error)
{
  MbJobRow *row = self->row;
  g_autoptr (MbRemote) remote = read_current (self, post, error);
  gboolean same;
  gboolean standing;

  if (!remote)
    return STANDING_ERROR;
  settle_slug (post, remote);
  same = g_strcmp0 (remote->version, row->remote_version) == 0;
  standing = remote->status == wanted || remote->status == MB_POST_STATUS_UNKNOWN ||
             is_kept_there (self, remote, wanted);
  mb_publisher_take_place (self, remote);
  if (row->attempted && standing && mb_readback_holds (post, remote) &&
      (!same || row->intent == MB_INTENT_PUBLISH || row->intent == MB_INTENT_SCHEDULE)) {
    g_set_str (&row->remote_version, remote->version);
    return STANDING_OURS;
  }
  if (same || !row->remote_version || may_replace (self, remote))
    return STANDING_WRITE;
  if (row->attempted && mb_readback_holds (post, remote)) {
    g_set_str (&row->remote_version, remote->version);
    return standing ? STANDING_OURS : STANDING_WRITE;
  }
  g_propagate_error (error, make_error (MB_PUBLISH_ERROR_CONFLICT,
                                        "the site has another version than the one we knew"));

  return STANDING_ERROR;
}

/* Whether the site keeps the hour itself. A post that readers have cannot wait on the site: it
 * would go from them until then. */
static gboolean
site_keeps_hour (MbPublisher *self)
{
  gboolean is_new =
    self->row->intent == MB_INTENT_PUBLISH || self->row->intent == MB_INTENT_SCHEDULE;

  return is_new && !self->plan->as_draft && self->capabilities & MB_CAP_SCHEDULE &&
         self->plan->at_ms - mb_publisher_now_ms (self) > SCHEDULE_AHEAD_MS;
}

static gboolean
wait_for_hour (MbPublisher *self)
{
  if (self->plan->at_ms <= mb_publisher_now_ms (self) || self->row->attempted ||
      site_keeps_hour (self))
    return FALSE;
  self->row->state = MB_JOB_SCHEDULED;
  self->row->not_before_ms = self->plan->at_ms;

  return TRUE;
}

static gboolean
take_down (MbPublisher *self, GError **error)
{
  MbPlace place = mb_publisher_place (self);

  if (!mb_publisher_announce (self, "finalise", error))
    return FALSE;
  if (!mb_destination_remove (self->setup.destination, &place, self->setup.cancellable, error))
    return FALSE;
  mb_publisher_reach (self, "finalise:sent");

  return keep_finalised (self, error);
}

/* One act that changes only the standing. What is gone already needs no act. */
static gboolean
withdraw (MbPublisher *self, GError **error)
{
  g_autoptr (MbPost) post = mb_publisher_make_post (self);
  MbPlace place = mb_publisher_place (self);
  g_autoptr (MbRemote) remote = NULL;
  GError *cause = NULL;

  if (!mb_publisher_announce (self, "finalise", error))
    return FALSE;
  post->only_status = TRUE;
  if (self->capabilities & MB_CAP_OWN_ID)
    g_clear_pointer (&post->slug, g_free); /* it may come back to its readers */
  remote = mb_destination_update (self->setup.destination, &place, post, MB_POST_DRAFT,
                                  self->setup.cancellable, &cause);
  if (!remote && !g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE)) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  g_clear_error (&cause);
  mb_publisher_reach (self, "finalise:sent");
  /* Where readers had it is where it must be gone from; a draft may have an address of its own. */
  if (remote && !(self->capabilities & MB_CAP_OWN_ID))
    mb_publisher_take_place (self, remote);

  return keep_finalised (self, error);
}

/* Whether readers have lost it already: an answer was lost, or somebody was faster. */
static gboolean
is_withdrawn (MbPublisher *self, GError **error)
{
  MbPlace place = mb_publisher_place (self);
  g_autoptr (MbRemote) remote = NULL;
  GError *cause = NULL;

  if (!(self->capabilities & MB_CAP_READ_BACK))
    return FALSE;
  remote = mb_destination_read (self->setup.destination, &place, self->setup.cancellable, &cause);
  if (g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE)) {
    g_error_free (cause);
    return TRUE;
  }
  if (!remote)
    g_propagate_error (error, cause);

  return remote && !mb_post_status_is_public (remote->status) &&
         remote->status != MB_POST_STATUS_UNKNOWN && remote->status != MB_POST_SCHEDULED;
}

static gboolean
unpublish (MbPublisher *self, GError **error)
{
  GError *cause = NULL;

  if (is_withdrawn (self, &cause))
    return keep_finalised (self, error);
  if (cause) {
    g_propagate_error (error, cause);
    return FALSE;
  }

  return withdraw (self, error);
}

/* Whether another article has our slug. */
static gboolean
is_slug_taken (MbPublisher *self, const MbPost *post, GError **error)
{
  g_autoptr (GPtrArray) remotes = NULL;

  if (!post->slug || !(self->capabilities & MB_CAP_READ_BACK))
    return FALSE;
  remotes =
    mb_destination_find (self->setup.destination, post->slug, self->setup.cancellable, error);
  for (guint i = 0; remotes && i < remotes->len; i++) {
    const MbRemote *remote = remotes->pdata[i];

    if (!is_ours (self, remote, self->row->remote_url))
      return TRUE;
  }

  return FALSE;
}

/* Many sites number an address that another article has; one that refuses it instead is given the
 * number by us. The refusal was the answer: nothing is on its way. */
static MbRemote *
write_public (MbPublisher *self, MbPost *post, MbPostStatus status, GError **error)
{
  MbPlace place = mb_publisher_place (self);
  g_autofree char *free_slug = NULL;
  g_autoptr (MbRemote) ours = NULL;
  GError *cause = NULL;
  MbRemote *remote = mb_destination_update (self->setup.destination, &place, post, status,
                                            self->setup.cancellable, &cause);

  if (remote || !g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_CONFLICT) ||
      !is_slug_taken (self, post, NULL)) {
    if (cause)
      g_propagate_error (error, cause);
    return remote;
  }
  ours = find_numbered (self, post, &free_slug, NULL);
  if (!free_slug) {
    g_propagate_error (error, cause);
    return NULL;
  }
  g_clear_error (&cause);
  g_free (post->slug);
  post->slug = g_steal_pointer (&free_slug);

  return mb_destination_update (self->setup.destination, &place, post, status,
                                self->setup.cancellable, error);
}

/**
 * mb_publisher_do_finalise:
 * @self: a publisher
 * @error: return location
 *
 * FINALISE: one update makes the post public, replaces what is public, or takes it from readers.
 *
 * Returns: `TRUE` when the site has taken it, or the hour has not come
 */
gboolean
mb_publisher_do_finalise (MbPublisher *self, GError **error)
{
  g_autoptr (MbPost) post = NULL;
  g_autoptr (MbRemote) remote = NULL;
  MbPostStatus wanted = mb_plan_get_status (self->plan);
  Standing standing = STANDING_WRITE;

  if (self->row->intent == MB_INTENT_TAKEDOWN)
    return take_down (self, error);
  if (self->row->intent == MB_INTENT_UNPUBLISH)
    return unpublish (self, error);
  if (wait_for_hour (self))
    return TRUE;
  if (!mb_publisher_recall_media (self, error))
    return FALSE;

  if (site_keeps_hour (self))
    wanted = MB_POST_SCHEDULED;
  post = mb_publisher_make_post (self);
  post->only_status = self->verified;
  if (!self->verified && self->capabilities & MB_CAP_READ_BACK)
    standing = compare_standing (self, post, wanted, error);
  if (standing == STANDING_ERROR)
    return FALSE;
  if (standing == STANDING_OURS)
    return keep_finalised (self, error);

  if (!mb_publisher_announce (self, "finalise", error))
    return FALSE;
  remote = write_public (self, post, wanted, error);
  if (!remote)
    return FALSE;
  mb_publisher_reach (self, "finalise:sent");
  mb_publisher_take_place (self, remote);
  /* Where the site did not say, it is read before the end. */
  if (remote->version || !post->only_status)
    g_set_str (&self->row->remote_version, remote->version);

  return keep_finalised (self, error);
}
