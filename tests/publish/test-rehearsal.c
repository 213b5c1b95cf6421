/* What is tried of a site, and what is left there: nothing. */
#include "mb-rehearsal.h"
#include "mb-site-defaults.h"

#include <string.h>

#define TEST_TYPE_SITE (test_site_get_type ())

G_DECLARE_FINAL_TYPE (TestSite, test_site, TEST, SITE, GObject)

struct _TestSite {
  GObject parent_instance;
  MbCapabilities can;
  int refusal; /* of the access; -1: none */
  gboolean loses_answer;
  gboolean has_picture;
  GCancellable *cancels; /* (nullable): by somebody, once a draft is there */
  guint n_pictures;
  GHashTable *drafts; /* the slugs that are there */
  gboolean draft_had_picture;
};

static void test_site_destination_init (MbDestinationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSite,
                               test_site,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MB_TYPE_DESTINATION,
                                                      test_site_destination_init))

static gboolean
test_site_probe (MbDestination *destination,
                 MbCapabilities *capabilities,
                 GCancellable *cancellable,
                 GError **error)
{
  TestSite *self = TEST_SITE (destination);

  if (self->refusal >= 0) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, self->refusal, "refused");
    return FALSE;
  }
  *capabilities = self->can;

  return TRUE;
}

static MbRemoteMedia *
test_site_send_media (MbDestination *destination,
                      const MbMediaItem *item,
                      GCancellable *cancellable,
                      GError **error)
{
  TestSite *self = TEST_SITE (destination);
  gsize size;
  const char *data = g_bytes_get_data (item->bytes, &size);

  g_assert_cmpmem (data, MIN (size, 8), "\x89PNG\r\n\x1a\n", 8);
  self->n_pictures++;

  return mb_remote_media_new ("https://site.example/p.png", "7");
}

static MbRemoteMedia *
test_site_find_media (MbDestination *destination,
                      const MbMediaItem *item,
                      GCancellable *cancellable,
                      GError **error)
{
  return TEST_SITE (destination)->has_picture
           ? mb_remote_media_new ("https://site.example/p.png", "7")
           : NULL;
}

static MbRemote *
make_remote (const char *slug)
{
  g_autofree char *url = g_strconcat ("https://site.example/", slug, NULL);
  MbRemote *remote = mb_remote_new (url);

  remote->slug = g_strdup (slug);

  return remote;
}

static MbRemote *
test_site_create_draft (MbDestination *destination,
                        const MbPost *post,
                        GCancellable *cancellable,
                        GError **error)
{
  TestSite *self = TEST_SITE (destination);

  g_hash_table_add (self->drafts, g_strdup (post->marker));
  self->draft_had_picture = strstr (post->html, "https://site.example/p.png") != NULL;
  if (self->cancels)
    g_cancellable_cancel (self->cancels);
  if (self->loses_answer) {
    g_set_error_literal (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN, "lost");
    return NULL;
  }

  return make_remote (post->marker);
}

static GPtrArray *
test_site_find (MbDestination *destination,
                const char *slug,
                GCancellable *cancellable,
                GError **error)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_remote_free);

  if (g_hash_table_contains (TEST_SITE (destination)->drafts, slug))
    g_ptr_array_add (found, make_remote (slug));

  return found;
}

static gboolean
test_site_remove (MbDestination *destination,
                  const MbPlace *place,
                  GCancellable *cancellable,
                  GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return g_hash_table_remove (TEST_SITE (destination)->drafts, strrchr (place->url, '/') + 1);
}

static void
test_site_destination_init (MbDestinationInterface *iface)
{
  iface->probe = test_site_probe;
  iface->send_media = test_site_send_media;
  iface->find_media = test_site_find_media;
  iface->create_draft = test_site_create_draft;
  iface->find = test_site_find;
  iface->remove = test_site_remove;
}

static void
test_site_finalize (GObject *object)
{
  g_hash_table_unref (TEST_SITE (object)->drafts);

  G_OBJECT_CLASS (test_site_parent_class)->finalize (object);
}

static void
test_site_class_init (TestSiteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_site_finalize;
}

static void
test_site_init (TestSite *self)
{
  self->can = MB_CAP_DRAFT | MB_CAP_MEDIA;
  self->refusal = -1;
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
report_cb (MbRehearsalStep step, MbRehearsalOutcome outcome, gpointer user_data)
{
  static const char *const marks[] = {
    [MB_REHEARSAL_BEGUN] = "…",
    [MB_REHEARSAL_PASSED] = "+",
    [MB_REHEARSAL_SKIPPED] = "o",
    [MB_REHEARSAL_FAILED] = "!",
  };

  if (outcome != MB_REHEARSAL_BEGUN)
    g_string_append_printf (user_data, "%u%s ", step, marks[outcome]);
}

/* The steps and how they ended: access 2, rights 3, picture 4, draft 5, removal 6. */
static char *
rehearse (TestSite *site, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) steps = g_string_new (NULL);
  MbRehearsal rehearsal = {
    .headline = "Essai",
    .words = "Un essai.",
    .report = report_cb,
    .user_data = steps,
  };
  gboolean done = mb_rehearsal_run (&rehearsal, MB_DESTINATION (site), cancellable, error);

  g_assert_true (done == (strchr (steps->str, '!') == NULL));

  return g_string_free_and_steal (g_steal_pointer (&steps));
}

static void
test_every_step_is_told_and_nothing_stays (void)
{
  g_autoptr (TestSite) site = g_object_new (TEST_TYPE_SITE, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *steps = rehearse (site, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (steps, ==, "2+ 3+ 4+ 5+ 6+ ");
  g_assert_true (site->draft_had_picture);
  g_assert_cmpuint (g_hash_table_size (site->drafts), ==, 0);
}

static void
test_a_picture_that_is_there_is_taken_again (void)
{
  g_autoptr (TestSite) site = g_object_new (TEST_TYPE_SITE, NULL);
  g_autofree char *steps = NULL;

  site->has_picture = TRUE;
  steps = rehearse (site, NULL, NULL);

  g_assert_cmpstr (steps, ==, "2+ 3+ 4+ 5+ 6+ ");
  g_assert_cmpuint (site->n_pictures, ==, 0);
  g_assert_true (site->draft_had_picture);
}

/* What readers would see is not sent. */
static void
test_a_site_without_drafts_gets_nothing (void)
{
  g_autoptr (TestSite) site = g_object_new (TEST_TYPE_SITE, NULL);
  g_autofree char *steps = NULL;

  site->can = MB_CAP_MEDIA;
  steps = rehearse (site, NULL, NULL);

  g_assert_cmpstr (steps, ==, "2+ 3+ 4o 5o 6o ");
  g_assert_cmpuint (site->n_pictures, ==, 0);
}

static void
test_access_and_rights_fail_apart (void)
{
  g_autoptr (TestSite) site = g_object_new (TEST_TYPE_SITE, NULL);
  g_autofree char *access = NULL;
  g_autofree char *rights = NULL;

  site->refusal = MB_PUBLISH_ERROR_AUTH;
  access = rehearse (site, NULL, NULL);
  site->refusal = MB_PUBLISH_ERROR_RIGHT;
  rights = rehearse (site, NULL, NULL);

  g_assert_cmpstr (access, ==, "2! ");
  g_assert_cmpstr (rights, ==, "2+ 3! ");
}

static void
test_a_draft_whose_answer_was_lost_is_removed (void)
{
  g_autoptr (TestSite) site = g_object_new (TEST_TYPE_SITE, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *steps = NULL;

  site->loses_answer = TRUE;
  steps = rehearse (site, NULL, &error);

  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
  g_assert_cmpstr (steps, ==, "2+ 3+ 4+ 5! ");
  g_assert_cmpuint (g_hash_table_size (site->drafts), ==, 0);
}

static void
test_who_gives_up_leaves_no_draft (void)
{
  g_autoptr (TestSite) site = g_object_new (TEST_TYPE_SITE, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *steps = NULL;

  site->cancels = cancellable;
  steps = rehearse (site, cancellable, NULL);

  g_assert_cmpstr (steps, ==, "2+ 3+ 4+ 5+ 6+ ");
  g_assert_cmpuint (g_hash_table_size (site->drafts), ==, 0);
}

static void
test_decisions_are_read_as_written (void)
{
  static const struct {
    const char *key;
    const char *value;
    const char *kept; /* NULL: refused */
  } table[] = {
    {"author", "3", "3"},
    {"author", "", ""},
    {"comments", "closed", "closed"},
    {"comments", "perhaps", NULL},
    {"make-terms", "yes", "yes"},
    {"lead-in-text", "yes", "yes"},
    {"standfirst-in-text", "no", "no"},
    {"byline-in-text", "no", "no"},
    {"thrifty", "1", NULL},
    {"sections", " Sports=4 \n\nÉconomie = 12", "Sports = 4\nÉconomie = 12"},
    {"sections", "Sports", NULL},
    {"colour", "red", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
    g_autoptr (MbSiteDefaults) copy = NULL;
    g_autofree char *kept = NULL;

    g_assert_true (mb_site_defaults_set (defaults, table[i].key, table[i].value) ==
                   (table[i].kept != NULL));
    if (!table[i].kept)
      continue;
    copy = mb_site_defaults_copy (defaults);
    kept = mb_site_defaults_dup (copy, table[i].key);
    g_assert_cmpstr (kept, ==, table[i].kept);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rehearsal/every-step-is-told-and-nothing-stays",
                   test_every_step_is_told_and_nothing_stays);
  g_test_add_func ("/rehearsal/a-picture-that-is-there-is-taken-again",
                   test_a_picture_that_is_there_is_taken_again);
  g_test_add_func ("/rehearsal/a-site-without-drafts-gets-nothing",
                   test_a_site_without_drafts_gets_nothing);
  g_test_add_func ("/rehearsal/access-and-rights-fail-apart", test_access_and_rights_fail_apart);
  g_test_add_func ("/rehearsal/a-draft-whose-answer-was-lost-is-removed",
                   test_a_draft_whose_answer_was_lost_is_removed);
  g_test_add_func ("/rehearsal/who-gives-up-leaves-no-draft", test_who_gives_up_leaves_no_draft);
  g_test_add_func ("/site-defaults/decisions-are-read-as-written",
                   test_decisions_are_read_as_written);

  return g_test_run ();
}
