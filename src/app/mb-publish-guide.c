#include "mb-publish-guide.h"

#include "mb-publish-dialog.h"
#include "mb-unpublish-alert.h"

struct _MbPublishGuide {
  GObject parent_instance;
  MbOutbox *outbox;
  GtkWidget *parent; /* what dialogs are shown over; not held */
  MbDraft *draft;    /* NULL: no article */
  MbArticleStatus *status;
};

typedef enum {
  NOTICE,
  CONNECT_REQUESTED,
  COPY_WANTED,
  FINDING_ACTIVATED,
} MbPublishGuideSignals;

static guint signals[FINDING_ACTIVATED + 1];

G_DEFINE_FINAL_TYPE (MbPublishGuide, mb_publish_guide, G_TYPE_OBJECT)

static void
notice_cb (MbPublishGuide *self, const char *sentence)
{
  g_signal_emit (self, signals[NOTICE], 0, sentence);
}

static void
connect_requested_cb (MbPublishGuide *self)
{
  g_signal_emit (self, signals[CONNECT_REQUESTED], 0, NULL);
}

static void
reconnect_requested_cb (MbPublishGuide *self, MbSite *site)
{
  g_signal_emit (self, signals[CONNECT_REQUESTED], 0, site);
}

static void
copy_wanted_cb (MbPublishGuide *self, MbSnapshot *snapshot)
{
  g_signal_emit (self, signals[COPY_WANTED], 0, snapshot);
}

static void
finding_activated_cb (MbPublishGuide *self, guint64 block, guint part, const char *code)
{
  g_signal_emit (self, signals[FINDING_ACTIVATED], 0, block, part, code);
}

static MbPublishDialog *
present_dialog (MbPublishGuide *self)
{
  const struct {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    {"finding-activated", G_CALLBACK (finding_activated_cb)},
    {"connect-requested", G_CALLBACK (connect_requested_cb)},
    {"reconnect-requested", G_CALLBACK (reconnect_requested_cb)},
    {"copy-wanted", G_CALLBACK (copy_wanted_cb)},
    {"notice", G_CALLBACK (notice_cb)},
  };
  AdwDialog *dialog = mb_publish_dialog_new (mb_draft_get_article (self->draft), self->outbox);

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (dialog, handlers[i].signal, handlers[i].callback, self,
                             G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, self->parent);

  return MB_PUBLISH_DIALOG (dialog);
}

static void
unpublish_answered_cb (MbUnpublishAlert *alert, const char *response, MbPublishGuide *self)
{
  MbSite *site = mb_unpublish_alert_get_site (alert);

  if (self->draft && g_str_equal (response, "unpublish"))
    mb_publish_dialog_unpublish (present_dialog (self), site);
}

static void
mb_publish_guide_dispose (GObject *object)
{
  MbPublishGuide *self = MB_PUBLISH_GUIDE (object);

  g_clear_object (&self->status);
  g_clear_object (&self->draft);
  g_clear_object (&self->outbox);

  G_OBJECT_CLASS (mb_publish_guide_parent_class)->dispose (object);
}

static void
mb_publish_guide_class_init (MbPublishGuideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mb_publish_guide_dispose;
  signals[NOTICE] = g_signal_new ("notice", MB_TYPE_PUBLISH_GUIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CONNECT_REQUESTED] =
    g_signal_new ("connect-requested", MB_TYPE_PUBLISH_GUIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, MB_TYPE_SITE);
  signals[COPY_WANTED] = g_signal_new ("copy-wanted", MB_TYPE_PUBLISH_GUIDE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, MB_TYPE_SNAPSHOT);
  signals[FINDING_ACTIVATED] =
    g_signal_new ("finding-activated", MB_TYPE_PUBLISH_GUIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 3, G_TYPE_UINT64, G_TYPE_UINT, G_TYPE_STRING);
}

static void
mb_publish_guide_init (MbPublishGuide *self)
{
}

/**
 * mb_publish_guide_new:
 * @outbox: by which articles leave
 * @parent: what is led from; not held, and there for as long as the guide
 *
 * Makes a guide without an article.
 *
 * Returns: (transfer full): the guide
 */
MbPublishGuide *
mb_publish_guide_new (MbOutbox *outbox, GtkWidget *parent)
{
  MbPublishGuide *self = NULL;

  g_return_val_if_fail (MB_IS_OUTBOX (outbox), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);

  self = g_object_new (MB_TYPE_PUBLISH_GUIDE, NULL);
  self->outbox = g_object_ref (outbox);
  self->parent = parent;

  return self;
}

/**
 * mb_publish_guide_set_draft:
 * @self: the guide
 * @draft: (nullable): the article that is shown
 * @status: (nullable): where it stands; %NULL exactly when @draft is
 *
 * Leads another article.
 */
void
mb_publish_guide_set_draft (MbPublishGuide *self, MbDraft *draft, MbArticleStatus *status)
{
  g_return_if_fail (MB_IS_PUBLISH_GUIDE (self));
  g_return_if_fail (!draft == !status);

  g_set_object (&self->draft, draft);
  g_set_object (&self->status, status);
}

/**
 * mb_publish_guide_publish:
 * @self: the guide
 *
 * Opens the dialog in which the article is published or updated, or its sending followed.
 */
void
mb_publish_guide_publish (MbPublishGuide *self)
{
  MbJob *job = NULL;
  MbPublishDialog *dialog = NULL;

  g_return_if_fail (MB_IS_PUBLISH_GUIDE (self));

  if (!self->draft)
    return;
  job = mb_article_status_get_job (self->status);
  dialog = present_dialog (self);
  if (job)
    mb_publish_dialog_follow (dialog, job);
}

/**
 * mb_publish_guide_show_job:
 * @self: the guide
 * @job: a sending of the article
 *
 * Opens the dialog on a sending.
 */
void
mb_publish_guide_show_job (MbPublishGuide *self, MbJob *job)
{
  g_return_if_fail (MB_IS_PUBLISH_GUIDE (self));
  g_return_if_fail (MB_IS_JOB (job));

  if (self->draft)
    mb_publish_dialog_set_job (present_dialog (self), job);
}

/**
 * mb_publish_guide_can_unpublish:
 * @self: the guide
 *
 * Whether there is anything to be taken from readers.
 *
 * Returns: `TRUE` when a site has the article
 */
gboolean
mb_publish_guide_can_unpublish (MbPublishGuide *self)
{
  g_return_val_if_fail (MB_IS_PUBLISH_GUIDE (self), FALSE);

  return self->draft && mb_unpublish_alert_is_useful (self->outbox, mb_draft_get_id (self->draft));
}

/**
 * mb_publish_guide_unpublish:
 * @self: the guide, of an article that a site has
 *
 * Asks whether the article is to be taken from readers, and shows how that goes.
 */
void
mb_publish_guide_unpublish (MbPublishGuide *self)
{
  AdwDialog *alert = NULL;

  g_return_if_fail (MB_IS_PUBLISH_GUIDE (self));
  g_return_if_fail (self->draft);

  alert = mb_unpublish_alert_new (self->outbox, mb_draft_get_id (self->draft));
  g_signal_connect_object (alert, "response", G_CALLBACK (unpublish_answered_cb), self,
                           G_CONNECT_DEFAULT);
  adw_dialog_present (alert, self->parent);
}
