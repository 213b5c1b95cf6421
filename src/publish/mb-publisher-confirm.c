#include "mb-publisher.h"

#include "mb-editorial.h"
#include "mb-job.h"
#include "mb-post.h"
#include "mb-readback.h"

#include <string.h>

/* So much later than the hour a site may be. */
#define HOUR_GRACE_MS (60 * G_GINT64_CONSTANT (1000))

static gboolean
is_error (const GError *error, MbPublishError code)
{
  return g_error_matches (error, MB_PUBLISH_ERROR, (int) code);
}

/* What the site has is what was sent: a figure without that went out as its caption and credit. It
 * is counted in the article, so that a publisher that was started again counts the same. */
static guint
count_left_out (MbPublisher *self)
{
  g_autoptr (MbSnapshot) final = mb_snapshot_project (self->snapshot, MB_PROJECT_FINAL);
  guint n = 0;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (final); i++) {
    const MbBlock *block = mb_snapshot_get_block (final, i);
    const char *media = mb_block_get_attribute (block, MB_ATTR_MEDIA);

    if (mb_block_get_kind (block) == MB_BLOCK_FIGURE &&
        !(media && g_hash_table_contains (self->media, media)))
      n++;
  }

  return n;
}

/* The last part of an address, without an extension, a number of pixels or a query. */
static char *
make_picture_name (const char *url)
{
  g_autofree char *path = g_strndup (url, strcspn (url, "?#"));
  char *name = g_path_get_basename (path);
  char *dot = strrchr (name, '.');
  char *dash;

  if (dot)
    *dot = '\0';
  dash = strrchr (name, '-');
  if (dash && dash[1] && strchr (dash, 'x') &&
      strspn (dash + 1, "0123456789x") == strlen (dash + 1))
    *dash = '\0';

  return name;
}

/* A page may show another size of a picture: from another folder, or with a number of pixels in its
 * name. */
static gboolean
is_shown (GPtrArray *shown, const char *url)
{
  g_autofree char *name = make_picture_name (url);

  for (guint i = 0; i < shown->len; i++) {
    const char *other = shown->pdata[i];
    g_autofree char *theirs = make_picture_name (other);

    if (strcmp (other, url) == 0 || strcmp (theirs, name) == 0)
      return TRUE;
  }

  return FALSE;
}

/* What the site had before us and got back as it was is not ours to look after. */
static void
leave_out_opaque (const MbPost *post, const char *base_url, GPtrArray *sent)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (post->snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (post->snapshot, i);
    const char *data = mb_block_get_attribute (block, MB_ATTR_DATA);
    g_autoptr (GPtrArray) theirs = NULL;

    if (mb_block_get_kind (block) != MB_BLOCK_OPAQUE || !data)
      continue;
    theirs = mb_readback_pictures (data, strlen (data), base_url);
    for (guint j = 0; j < theirs->len; j++) {
      guint index;

      if (g_ptr_array_find_with_equal_func (sent, theirs->pdata[j], g_str_equal, &index))
        g_ptr_array_remove_index (sent, index);
    }
  }
}

/* Which of the pictures that we sent does a reader get? A failed question is passed on, an absent
 * picture counted. */
static gboolean
check_pictures (MbPublisher *self,
                const MbPost *post,
                GBytes *page,
                MbReceiptFields *fields,
                GPtrArray *missing,
                GError **error)
{
  gsize size;
  const char *html = g_bytes_get_data (page, &size);
  g_autoptr (GPtrArray) sent = mb_readback_pictures (post->html, strlen (post->html), fields->url);
  g_autoptr (GPtrArray) shown = mb_readback_pictures (html ? html : "", size, fields->url);

  leave_out_opaque (post, fields->url, sent);
  /* A theme may show the featured picture above the text. */
  if (post->featured && !g_ptr_array_find_with_equal_func (sent, post->featured, g_str_equal, NULL))
    g_ptr_array_add (sent, g_strdup (post->featured));

  fields->n_omitted = count_left_out (self);
  fields->n_pictures = sent->len;
  fields->n_pictures_found = 0;
  for (guint i = 0; i < sent->len; i++) {
    const char *url = sent->pdata[i];
    g_autoptr (GError) cause = NULL;

    if (is_shown (shown, url) &&
        mb_destination_has_public (self->setup.destination, url, self->setup.cancellable, &cause)) {
      fields->n_pictures_found++;
      continue;
    }
    if (cause && !is_error (cause, MB_PUBLISH_ERROR_GONE) &&
        !is_error (cause, MB_PUBLISH_ERROR_LOSS) && !is_error (cause, MB_PUBLISH_ERROR_RIGHT)) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    g_ptr_array_add (missing, g_strdup (url));
  }

  return TRUE;
}

static void
take_receipt (MbPublisher *self, MbReceiptFields *fields, GPtrArray *missing)
{
  g_autoptr (MbReceipt) receipt = NULL;

  fields->checked_ms = mb_publisher_now_ms (self);
  if (missing && missing->len > 0) {
    g_ptr_array_add (missing, NULL);
    fields->missing = (const char *const *) missing->pdata;
  }
  receipt = mb_receipt_new (fields);
  g_free (self->row->receipt);
  self->row->receipt = mb_receipt_to_json (receipt);
}

static gboolean
set_loss (const MbReceiptFields *fields, GError **error)
{
  gboolean complete = fields->headline && fields->n_paragraphs_found == fields->n_paragraphs &&
                      fields->n_pictures_found == fields->n_pictures;

  if (complete)
    return TRUE;
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_LOSS,
               "%s lacks %s%u of %u paragraphs, %u of %u pictures", fields->url,
               fields->headline ? "" : "the headline, ",
               fields->n_paragraphs - fields->n_paragraphs_found, fields->n_paragraphs,
               fields->n_pictures - fields->n_pictures_found, fields->n_pictures);

  return FALSE;
}

/* Where the article is now, and as which version: a site may give it a new address without saying
 * so. */
static gboolean
follow_address (MbPublisher *self, const MbPost *post, GError **error)
{
  MbPlace place = mb_publisher_place (self);
  g_autoptr (MbRemote) remote = NULL;
  GError *cause = NULL;

  remote = mb_destination_read (self->setup.destination, &place, self->setup.cancellable, &cause);
  if (!remote && is_error (cause, MB_PUBLISH_ERROR_GONE)) {
    g_clear_error (&cause);
    remote = mb_publisher_find_moved (self, post, &cause);
  }
  if (!remote) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  mb_publisher_take_place (self, remote);
  g_set_str (&self->row->remote_version, remote->version);

  return TRUE;
}

/* A reader's page; when it is not where it should be, the site is asked once where it is. */
static GBytes *
read_page (MbPublisher *self, const MbPost *post, char **url, GError **error)
{
  GError *cause = NULL;
  GBytes *page = mb_destination_read_public (self->setup.destination, self->row->remote_url, url,
                                             self->setup.cancellable, &cause);

  if (!page && is_error (cause, MB_PUBLISH_ERROR_GONE) && follow_address (self, post, NULL)) {
    g_clear_error (&cause);
    page = mb_destination_read_public (self->setup.destination, self->row->remote_url, url,
                                       self->setup.cancellable, &cause);
  }
  if (page)
    return page;

  /* Taken, but not yet shown, or not to everybody: no access of ours is refused here. */
  if (is_error (cause, MB_PUBLISH_ERROR_GONE))
    cause->code = MB_PUBLISH_ERROR_UNKNOWN;
  else if (is_error (cause, MB_PUBLISH_ERROR_AUTH) || is_error (cause, MB_PUBLISH_ERROR_RIGHT))
    cause->code = MB_PUBLISH_ERROR_CLOSED;
  g_propagate_error (error, cause);

  return NULL;
}

/* What a reader gets. */
static gboolean
confirm_public (MbPublisher *self, const MbPost *post, GError **error)
{
  g_autofree char *url = NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GPtrArray) missing = NULL;
  MbReceiptFields fields = {.public_page = TRUE};
  const char *html;
  gsize size;

  page = read_page (self, post, &url, error);
  if (!page)
    return FALSE;

  html = g_bytes_get_data (page, &size);
  fields.url = url;
  missing = mb_readback_compare (post, html ? html : "", size, &fields);
  if (!check_pictures (self, post, page, &fields, missing, error))
    return FALSE;
  take_receipt (self, &fields, missing);

  return set_loss (&fields, error);
}

/* What the site says it holds of a draft. */
static gboolean
confirm_draft (MbPublisher *self, const MbPost *post, GError **error)
{
  MbPlace place = mb_publisher_place (self);
  g_autoptr (MbRemote) remote = NULL;
  g_autoptr (GPtrArray) missing = NULL;
  g_autofree char *html = NULL;
  MbReceiptFields fields = {.url = self->row->remote_url};

  remote = mb_destination_read (self->setup.destination, &place, self->setup.cancellable, error);
  if (!remote)
    return FALSE;

  html = g_strdup_printf ("<h1>%s</h1><p>%s</p>%s", remote->headline ? remote->headline : "",
                          remote->standfirst ? remote->standfirst : "",
                          remote->html ? remote->html : "");
  missing = mb_readback_compare (post, html, strlen (html), &fields);
  take_receipt (self, &fields, missing);

  return set_loss (&fields, error);
}

/* The site keeps the hour: what it holds is compared now, the page when the hour has come. */
static gboolean
confirm_hour (MbPublisher *self, const MbPost *post, GError **error)
{
  if (!confirm_draft (self, post, error))
    return FALSE;
  self->row->state = MB_JOB_SCHEDULED;
  self->row->not_before_ms = self->plan->at_ms + HOUR_GRACE_MS;

  return TRUE;
}

/* A site that keeps hours itself says whether it has kept this one. */
static gboolean
confirm_scheduled (MbPublisher *self, const MbPost *post, GError **error)
{
  MbPlace place = mb_publisher_place (self);
  g_autoptr (MbRemote) remote = NULL;

  remote = mb_destination_read (self->setup.destination, &place, self->setup.cancellable, error);
  if (!remote)
    return FALSE;
  mb_publisher_take_place (self, remote);
  if (remote->status != MB_POST_SCHEDULED)
    return confirm_public (self, post, error);
  if (ABS (remote->public_at_ms - self->plan->at_ms) >= HOUR_GRACE_MS) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_CONFLICT,
                 "the site keeps another hour for %s", remote->url);
    return FALSE;
  }
  if (mb_publisher_now_ms (self) < self->plan->at_ms + HOUR_GRACE_MS)
    return confirm_hour (self, post, error);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_MISSED, "the hour of %s has passed",
               remote->url);

  return FALSE;
}

/* After an unpublication no reader may get the page. */
static gboolean
confirm_absence (MbPublisher *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) page = NULL;

  page = mb_destination_read_public (self->setup.destination, self->row->remote_url, NULL,
                                     self->setup.cancellable, &cause);
  if (page) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_LOSS, "%s still answers",
                 self->row->remote_url);
    return FALSE;
  }
  if (is_error (cause, MB_PUBLISH_ERROR_GONE) || is_error (cause, MB_PUBLISH_ERROR_RIGHT) ||
      is_error (cause, MB_PUBLISH_ERROR_AUTH))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));

  return FALSE;
}

/* What is under our mark now, other than ours, is a draft that a lost attempt left and that turned
 * up late. */
static gboolean
sweep (MbPublisher *self, GError **error)
{
  g_autoptr (GPtrArray) remotes = NULL;
  GError *cause = NULL;
  gboolean is_new =
    self->row->intent == MB_INTENT_PUBLISH || self->row->intent == MB_INTENT_SCHEDULE;

  if (!is_new || !(self->capabilities & MB_CAP_READ_BACK))
    return TRUE;
  remotes = mb_destination_find (self->setup.destination, self->row->marker,
                                 self->setup.cancellable, &cause);
  if (!remotes &&
      (is_error (cause, MB_PUBLISH_ERROR_INVALID) || is_error (cause, MB_PUBLISH_ERROR_GONE))) {
    g_error_free (cause); /* it cannot search */
    return TRUE;
  }
  if (!remotes) {
    g_propagate_error (error, cause);
    return FALSE;
  }

  return mb_publisher_remove_doubles (self, remotes, self->row->remote_url, error);
}

static gboolean
confirm (MbPublisher *self, GError **error)
{
  g_autoptr (MbPost) post = NULL;

  if (self->row->intent == MB_INTENT_UNPUBLISH || self->row->intent == MB_INTENT_TAKEDOWN)
    return confirm_absence (self, error);
  if (!mb_publisher_recall_media (self, error))
    return FALSE;

  post = mb_publisher_make_post (self);
  if (!self->row->remote_version && self->capabilities & MB_CAP_READ_BACK &&
      !follow_address (self, post, error))
    return FALSE;
  if (self->plan->as_draft)
    return confirm_draft (self, post, error);
  if (self->plan->at_ms && self->capabilities & MB_CAP_SCHEDULE)
    return confirm_scheduled (self, post, error);

  return confirm_public (self, post, error);
}

static gboolean
keep_done (MbPublisher *self, GError **error)
{
  MbJobRow *row = self->row;
  MbPublicationRow publication = {
    .draft_id = row->draft_id,
    .site_id = row->site_id,
    .remote_url = row->intent == MB_INTENT_TAKEDOWN ? NULL : row->remote_url,
    .remote_id = row->remote_id,
    .remote_version = row->remote_version,
    .sent_digest = row->digest,
    .sent_document = row->document,
    .published = !self->plan->as_draft && row->intent != MB_INTENT_UNPUBLISH,
    .updated_ms = mb_publisher_now_ms (self),
  };

  /* Before the job ends: after a crash in between it is said again, not never. */
  mb_editorial_note_published_sync (self->setup.store, row);
  row->step = MB_AT_DONE;
  row->state = MB_JOB_DONE;
  row->over = TRUE;
  row->tries = 0;
  row->error_code = -1;
  g_clear_pointer (&row->error_message, g_free);
  if (!mb_publisher_keep_with (self, NULL, &publication, error)) {
    row->step = MB_AT_CONFIRM;
    row->state = MB_JOB_RUNNING;
    row->over = FALSE;
    return FALSE;
  }
  mb_publisher_reach (self, "confirm:kept");

  return TRUE;
}

/**
 * mb_publisher_do_confirm:
 * @self: a publisher
 * @error: return location
 *
 * CONFIRM: reads the public page as a reader does, and takes the receipt.
 *
 * Returns: `TRUE` when all that was sent is there
 */
gboolean
mb_publisher_do_confirm (MbPublisher *self, GError **error)
{
  mb_publisher_reach (self, "confirm");
  if (!confirm (self, error) || !sweep (self, error))
    return FALSE;
  if (self->row->state == MB_JOB_SCHEDULED)
    return TRUE;

  return keep_done (self, error);
}
