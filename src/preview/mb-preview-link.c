#include "mb-preview-link.h"

#include "mb-id.h"
#include "mb-preview-patch.h"

/* Calls and answers.
 *
 * A page has an epoch; patches to it are numbered from 1. The answer to a call is its plain return.
 * With nothing unanswered a change is sent at once, in the transaction's own turn of the main loop,
 * which is what makes the preview as quick as the editor. With one unanswered, the next goes with
 * the next frame, and there are never more than two: what happens meanwhile is one difference
 * between two snapshots later. Whatever goes wrong (an exception, a gap, no answer) ends the same
 * way: the page is loaded anew from the snapshot, with the next epoch.
 *
 * A hidden preview sends nothing, and one difference when it is shown again. */

#define MAX_UNANSWERED 2
#define ANSWER_TIMEOUT_MS 5000

typedef struct _Hold Hold;

struct _MbPreviewLink {
  GtkWidget *owner; /* has us */
  Hold *hold;
  const MbWebModule *module;
  GtkWidget *view;
  MbArticle *article;
  gboolean shown;

  guint64 epoch;
  guint64 sequence;
  gboolean live; /* the page of this epoch stands */
  guint unanswered;
  guint round; /* answers to calls of an earlier one are not waited for */
  guint tick;
  guint timeout;
  guint64 n_calls;

  /* what the page shows */
  MbSnapshot *sent;
  MbSnapshot *sent_source; /* the article's own snapshot behind it */
  char *sent_byline;
  char *sent_language;
  guint64 sent_selection;

  guint64 selection;
  guint64 scroll_block; /* last place known, for a page loaded anew */
  double scroll_fraction;
  gboolean scroll_wanted;
};

/* Shared with the calls on their way: the link may be gone when an answer comes. */
struct _Hold {
  MbPreviewLink *self;
};

typedef struct {
  Hold *hold;
  guint64 epoch;
  guint round;
} Waiting;

static char *
get_address (const MbBlock *figure, gpointer user_data)
{
  const char *sha256 = mb_block_get_attribute (figure, MB_ATTR_MEDIA);

  return sha256 && *sha256 ? g_strconcat ("marbre-media:", sha256, NULL) : NULL;
}

static const MbRenderOptions render_options = {MB_RENDER_PREVIEW, get_address, NULL, NULL};

static MbSnapshot *
project (MbPreviewLink *self)
{
  return mb_snapshot_project (mb_article_get_snapshot (self->article), MB_PROJECT_FINAL);
}

static const char *
get_language (const MbSnapshot *snapshot)
{
  const char *language = mb_snapshot_get_meta (snapshot, MB_META_LANGUAGE);

  return language && *language ? language : "fr";
}

static void
take_sent (MbPreviewLink *self, MbSnapshot *snapshot, char *byline)
{
  g_clear_pointer (&self->sent, mb_snapshot_unref);
  g_clear_pointer (&self->sent_source, mb_snapshot_unref);
  self->sent = snapshot;
  self->sent_source = mb_article_dup_snapshot (self->article);
  g_free (self->sent_byline);
  self->sent_byline = byline;
  g_set_str (&self->sent_language, get_language (snapshot));
}

static void
forget_calls (MbPreviewLink *self)
{
  self->unanswered = 0;
  self->round++;
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->tick > 0)
    gtk_widget_remove_tick_callback (self->owner, self->tick);
  self->tick = 0;
}

/**
 * mb_preview_link_reload:
 * @self: the link
 *
 * Loads the page anew, when there is a view that is shown; otherwise once it is.
 */
void
mb_preview_link_reload (MbPreviewLink *self)
{
  forget_calls (self);
  self->live = FALSE;
  if (!self->view || !self->article || !self->shown)
    return;

  self->epoch++;
  self->module->load (self->view, self->epoch);
}

static gboolean
no_answer_cb (gpointer user_data)
{
  MbPreviewLink *self = user_data;

  self->timeout = 0;
  g_info ("no answer from the page; loading it anew");
  mb_preview_link_reload (self);

  return G_SOURCE_REMOVE;
}

static void
arm_timeout (MbPreviewLink *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->unanswered > 0)
    self->timeout = g_timeout_add (ANSWER_TIMEOUT_MS, no_answer_cb, self);
}

static void
answered_cb (const GError *error, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  MbPreviewLink *self = waiting->hold->self;

  g_rc_box_release (waiting->hold);
  if (!self || waiting->epoch != self->epoch || !self->live)
    return;

  if (error) {
    g_info ("the page refused a patch: %s", error->message);
    mb_preview_link_reload (self);
    return;
  }
  if (waiting->round != self->round)
    return;

  self->unanswered--;
  arm_timeout (self);
  mb_preview_link_update (self);
}

static void
call (MbPreviewLink *self, const char *body, GVariant *arguments)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->hold = g_rc_box_acquire (self->hold);
  waiting->epoch = self->epoch;
  waiting->round = self->round;
  self->unanswered++;
  self->n_calls++;
  if (self->unanswered == 1)
    arm_timeout (self);
  self->module->call (self->view, body, arguments, answered_cb, waiting);
}

static void
add_selection (MbPreviewLink *self, GPtrArray *patch)
{
  g_autofree char *id = self->selection ? mb_id_to_string (self->selection) : NULL;

  if (self->selection == self->sent_selection)
    return;

  mb_preview_patch_add (patch, MB_PATCH_SELECT, id ? id : "", NULL, NULL);
  self->sent_selection = self->selection;
}

/* Returns whether the page can be brought there by patches. */
static gboolean
send_patch (MbPreviewLink *self)
{
  g_autoptr (GPtrArray) patch = mb_preview_patch_new ();
  g_autoptr (MbSnapshot) snapshot = project (self);
  g_autofree char *byline = mb_render_byline (snapshot, &render_options);
  g_autofree char *body = NULL;

  if (!mb_preview_patch_add_blocks (patch, self->sent, snapshot, &render_options))
    return FALSE;
  if (g_strcmp0 (byline, self->sent_byline) != 0)
    mb_preview_patch_add (patch, MB_PATCH_SET, "byline", NULL, byline);
  if (g_strcmp0 (get_language (snapshot), self->sent_language) != 0)
    mb_preview_patch_add (patch, MB_PATCH_ATTRIBUTE, "article", "lang", get_language (snapshot));
  add_selection (self, patch);

  take_sent (self, g_steal_pointer (&snapshot), g_steal_pointer (&byline));
  if (patch->len == 0)
    return TRUE;

  self->sequence++;
  body = mb_preview_patch_to_call (patch);
  call (self, body, mb_preview_patch_to_arguments (patch, self->epoch, self->sequence));

  return TRUE;
}

static void
send_scroll (MbPreviewLink *self)
{
  g_autofree char *id = mb_id_to_string (self->scroll_block);
  GVariantBuilder arguments;

  self->scroll_wanted = FALSE;
  if (!mb_snapshot_lookup (self->sent, self->scroll_block))
    return;

  g_variant_builder_init (&arguments, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&arguments, "{sv}", "id", g_variant_new_string (id));
  g_variant_builder_add (&arguments, "{sv}", "fraction",
                         g_variant_new_double (self->scroll_fraction));
  call (self, "return marbre.scroll (id, fraction);", g_variant_builder_end (&arguments));
}

static void
flush (MbPreviewLink *self)
{
  if (!self->live || !self->shown || self->unanswered >= MAX_UNANSWERED)
    return;

  if (!send_patch (self))
    mb_preview_link_reload (self);
  else if (self->scroll_wanted && self->unanswered < MAX_UNANSWERED)
    send_scroll (self);
}

static gboolean
tick_cb (GtkWidget *owner, GdkFrameClock *clock, gpointer user_data)
{
  MbPreviewLink *self = user_data;

  self->tick = 0;
  flush (self);

  return G_SOURCE_REMOVE;
}

static gboolean
has_news (MbPreviewLink *self)
{
  return self->scroll_wanted || self->selection != self->sent_selection ||
         self->sent_source != mb_article_get_snapshot (self->article);
}

/**
 * mb_preview_link_update:
 * @self: the link
 *
 * Tells the page what is new: at once when nothing is unanswered, otherwise soon and together with
 * what comes until then.
 */
void
mb_preview_link_update (MbPreviewLink *self)
{
  if (!self->live || !self->shown || !has_news (self))
    return;

  if (self->unanswered == 0)
    flush (self);
  else if (self->unanswered < MAX_UNANSWERED && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (self->owner, tick_cb, self, NULL);
}

/**
 * mb_preview_link_make_page:
 * @self: the link
 * @epoch: which page is asked for
 *
 * Makes the article's element for a page that is being loaded, and takes it for what is shown.
 *
 * Returns: (transfer full) (nullable): its markup; `NULL` for a page that nobody waits for
 */
char *
mb_preview_link_make_page (MbPreviewLink *self, guint64 epoch)
{
  g_autoptr (GString) page = NULL;
  g_autofree char *markup = NULL;

  if (!self->article || epoch != self->epoch)
    return NULL;

  take_sent (self, project (self), NULL);
  self->sent_byline = mb_render_byline (self->sent, &render_options);
  self->sent_selection = 0;
  self->sequence = 0;

  markup = mb_render_article (self->sent, &render_options);
  page = g_string_new ("<article id=\"article\" class=\"article\" lang=\"");
  mb_render_escape_attribute (page, self->sent_language, -1);
  g_string_append_printf (page, "\">\n%s</article>", markup);

  return g_string_free_and_steal (g_steal_pointer (&page));
}

/**
 * mb_preview_link_ready:
 * @self: the link
 * @epoch: the page's, as it says
 *
 * Begins patching a page that stands.
 *
 * Returns: whether it is the one that was asked for
 */
gboolean
mb_preview_link_ready (MbPreviewLink *self, guint64 epoch)
{
  if (epoch != self->epoch || self->live || !self->sent)
    return FALSE;

  self->live = TRUE;
  self->scroll_wanted = self->scroll_block != 0;
  mb_preview_link_update (self);

  return TRUE;
}

/**
 * mb_preview_link_set_shown:
 * @self: the link
 * @shown: whether anybody can see the page
 *
 * Rests, or catches up.
 */
void
mb_preview_link_set_shown (MbPreviewLink *self, gboolean shown)
{
  if (self->shown == shown)
    return;

  self->shown = shown;
  if (!shown)
    forget_calls (self);
  else if (self->live)
    mb_preview_link_update (self);
  else
    mb_preview_link_reload (self);
}

static void
commit_cb (MbArticle *article, MbTransaction *transaction, gpointer user_data)
{
  mb_preview_link_update (user_data);
}

/**
 * mb_preview_link_set_article:
 * @self: the link
 * @article: (nullable): what to show
 *
 * Shows another article.
 */
void
mb_preview_link_set_article (MbPreviewLink *self, MbArticle *article)
{
  if (self->article)
    g_signal_handlers_disconnect_by_data (self->article, self);
  if (!g_set_object (&self->article, article))
    return;

  g_clear_pointer (&self->sent, mb_snapshot_unref);
  g_clear_pointer (&self->sent_source, mb_snapshot_unref);
  self->selection = 0;
  self->scroll_block = 0;
  if (article)
    g_signal_connect (article, "committed", G_CALLBACK (commit_cb), self);
  mb_preview_link_reload (self);
}

/**
 * mb_preview_link_set_view:
 * @self: the link
 * @module: what knows the view
 * @view: (nullable): where the page is
 *
 * Takes another view, which has no page yet.
 */
void
mb_preview_link_set_view (MbPreviewLink *self, const MbWebModule *module, GtkWidget *view)
{
  self->module = module;
  self->view = view;
  mb_preview_link_reload (self);
}

/**
 * mb_preview_link_select:
 * @self: the link
 * @block: where the caret is; 0: nowhere
 *
 * Marks a block as the one that is being written.
 */
void
mb_preview_link_select (MbPreviewLink *self, guint64 block)
{
  if (self->selection == block)
    return;

  self->selection = block;
  mb_preview_link_update (self);
}

/**
 * mb_preview_link_scroll:
 * @self: the link
 * @block: what shall stand at the top
 * @fraction: how much of it is above, 0 to 1
 *
 * Scrolls the page; of several places the last counts.
 */
void
mb_preview_link_scroll (MbPreviewLink *self, guint64 block, double fraction)
{
  mb_preview_link_note_scroll (self, block, fraction);
  self->scroll_wanted = TRUE;
  mb_preview_link_update (self);
}

/**
 * mb_preview_link_note_scroll:
 * @self: the link
 * @block: what stands at the top
 * @fraction: how much of it is above, 0 to 1
 *
 * Remembers where the reader is, for a page loaded anew.
 */
void
mb_preview_link_note_scroll (MbPreviewLink *self, guint64 block, double fraction)
{
  self->scroll_block = block;
  self->scroll_fraction = CLAMP (fraction, 0, 1);
}

/**
 * mb_preview_link_is_live:
 * @self: the link
 *
 * Whether the page stands.
 */
gboolean
mb_preview_link_is_live (MbPreviewLink *self)
{
  return self->live;
}

/**
 * mb_preview_link_is_settled:
 * @self: the link
 *
 * Whether the page stands, shows all there is and has answered all calls.
 */
gboolean
mb_preview_link_is_settled (MbPreviewLink *self)
{
  return self->live && self->unanswered == 0 && self->tick == 0 && !has_news (self);
}

/**
 * mb_preview_link_get_epoch:
 * @self: the link
 *
 * Gets the number of the page.
 */
guint64
mb_preview_link_get_epoch (MbPreviewLink *self)
{
  return self->epoch;
}

/**
 * mb_preview_link_get_n_calls:
 * @self: the link
 *
 * Gets how many calls went to pages so far.
 */
guint64
mb_preview_link_get_n_calls (MbPreviewLink *self)
{
  return self->n_calls;
}

/**
 * mb_preview_link_new:
 * @owner: the widget that has it
 *
 * Makes a link without a view.
 *
 * Returns: (transfer full): the link
 */
MbPreviewLink *
mb_preview_link_new (GtkWidget *owner)
{
  MbPreviewLink *self = g_new0 (MbPreviewLink, 1);

  self->owner = owner;
  self->hold = g_rc_box_new0 (Hold);
  self->hold->self = self;

  return self;
}

/**
 * mb_preview_link_free:
 * @self: (transfer full) (nullable): the link
 *
 * Frees it; answers that come later find nobody.
 */
void
mb_preview_link_free (MbPreviewLink *self)
{
  if (!self)
    return;

  forget_calls (self);
  self->hold->self = NULL;
  g_rc_box_release (self->hold);
  if (self->article)
    g_signal_handlers_disconnect_by_data (self->article, self);
  g_clear_object (&self->article);
  g_clear_pointer (&self->sent, mb_snapshot_unref);
  g_clear_pointer (&self->sent_source, mb_snapshot_unref);
  g_free (self->sent_byline);
  g_free (self->sent_language);
  g_free (self);
}
