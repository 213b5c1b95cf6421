#include "mb-pull.h"

#include <string.h>

static void
part_free (gpointer data)
{
  MbPulledPart *part = data;

  g_free (part->html);
  g_free (part->title);
  g_clear_pointer (&part->block, mb_block_unref);
  g_free (part);
}

static void
picture_free (gpointer data)
{
  MbPulledPicture *picture = data;

  g_free (picture->url);
  g_free (picture->id);
  g_clear_pointer (&picture->bytes, g_bytes_unref);
  g_free (picture);
}

/**
 * mb_pulled_new:
 * @remote: (transfer full): what a site has
 *
 * Makes a post without a text.
 *
 * Returns: (transfer full): the post
 */
MbPulled *
mb_pulled_new (MbRemote *remote)
{
  MbPulled *self = g_new0 (MbPulled, 1);

  self->remote = remote;
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->pictures = g_ptr_array_new_with_free_func (picture_free);

  return self;
}

/**
 * mb_pulled_free:
 * @pulled: (nullable): a post
 *
 * Frees it.
 */
void
mb_pulled_free (MbPulled *pulled)
{
  if (!pulled)
    return;

  mb_remote_free (pulled->remote);
  g_ptr_array_unref (pulled->parts);
  g_ptr_array_unref (pulled->pictures);
  g_free (pulled->section);
  g_free (pulled->tags);
  g_free (pulled->byline);
  g_free (pulled->dateline);
  g_free (pulled->date);
  g_free (pulled);
}

/**
 * mb_pulled_add_html:
 * @self: a post
 * @html: a piece of its text
 *
 * Adds what is to be read as HTML.
 */
void
mb_pulled_add_html (MbPulled *self, const char *html)
{
  MbPulledPart *part = g_new0 (MbPulledPart, 1);

  part->html = g_strdup (html);
  g_ptr_array_add (self->parts, part);
}

/**
 * mb_pulled_add_block:
 * @self: a post
 * @block: (transfer full): a block, with any id
 *
 * Adds what is a block already.
 */
void
mb_pulled_add_block (MbPulled *self, MbBlock *block)
{
  MbPulledPart *part = g_new0 (MbPulledPart, 1);

  part->block = block;
  g_ptr_array_add (self->parts, part);
}

/**
 * mb_pulled_add_title:
 * @self: a post
 * @title: plain text
 *
 * Adds the title of the table that comes next: HTML is read without one.
 */
void
mb_pulled_add_title (MbPulled *self, const char *title)
{
  MbPulledPart *part = g_new0 (MbPulledPart, 1);

  part->title = g_strdup (title);
  g_ptr_array_add (self->parts, part);
}

/**
 * mb_pulled_add_picture:
 * @self: a post
 * @url: address of a picture in its text
 * @id: (nullable): what the site calls it
 *
 * Notes a picture, whose bytes are fetched afterwards.
 */
void
mb_pulled_add_picture (MbPulled *self, const char *url, const char *id)
{
  MbPulledPicture *picture = g_new0 (MbPulledPicture, 1);

  picture->url = g_strdup (url);
  picture->id = g_strdup (id);
  g_ptr_array_add (self->pictures, picture);
}

/* What crosses to the worker. */
typedef struct {
  MbSite *site; /* immutable */
  char *secret;
  char *address;
  GMainContext *timers;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->site);
  if (work->secret)
    explicit_bzero (work->secret, strlen (work->secret));
  g_free (work->secret);
  g_free (work->address);
  g_main_context_unref (work->timers);
  g_free (work);
}

static void
pull_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;
  MbSiteAccess access = {
    .site_id = mb_site_get_id (work->site),
    .kind = mb_site_get_kind (work->site),
    .endpoint = mb_site_get_endpoint (work->site),
    .secret = work->secret,
    .defaults = mb_site_get_defaults (work->site),
    .policy = mb_retry_policy_default (),
    .timers = work->timers,
  };
  GError *error = NULL;
  g_autoptr (MbDestination) destination = mb_destination_open_sync (&access, cancellable, &error);
  MbPulled *pulled =
    destination ? mb_destination_pull (destination, work->address, cancellable, &error) : NULL;

  if (pulled)
    g_task_return_pointer (task, pulled, (GDestroyNotify) mb_pulled_free);
  else
    g_task_return_error (task, error);
}

/**
 * mb_pull_async:
 * @destinations: the sites
 * @site: one of them
 * @address: of a post there: of its public page, or what the site calls it
 * @cancellable: (nullable): to give up
 * @callback: called with the post
 * @user_data: for @callback
 *
 * Fetches a post with its pictures. Nothing is changed there.
 */
void
mb_pull_async (MbDestinations *destinations,
               MbSite *site,
               const char *address,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  g_return_if_fail (MB_IS_DESTINATIONS (destinations));
  g_return_if_fail (MB_IS_SITE (site));
  g_return_if_fail (address != NULL);

  work = g_new0 (Work, 1);
  work->site = g_object_ref (site);
  work->secret = g_strdup (mb_destinations_get_lent_secret (destinations, site));
  work->address = g_strdup (address);
  work->timers = g_main_context_ref_thread_default ();
  task = g_task_new (destinations, cancellable, callback, user_data);
  g_task_set_source_tag (task, mb_pull_async);
  g_task_set_task_data (task, work, work_free);
  mb_worker_push (mb_destinations_get_worker (destinations), task, pull_in_worker);
}

/**
 * mb_pull_finish:
 * @destinations: the sites
 * @result: as given to the callback
 * @error: return location
 *
 * Completes fetching. `MB_PUBLISH_ERROR_GONE`: the site has no such post; `_FAILED`: posts of this
 * platform are not fetched.
 *
 * Returns: (transfer full): the post
 */
MbPulled *
mb_pull_finish (MbDestinations *destinations, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, destinations), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
