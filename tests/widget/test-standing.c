#include "mb-article-status.h"
#include "mb-fixture.h"
#include "mb-library-row.h"
#include "mb-library.h"

#include "mb-app-resources.h"

#include <adwaita.h>

#include <string.h>

/* Where an article stands, as the list and the header say it. */

static const char *
find_words (GtkWidget *root, const char *words)
{
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_label (GTK_LABEL (root)), words))
    return gtk_label_get_label (GTK_LABEL (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child)) {
    const char *found = find_words (child, words);

    if (found)
      return found;
  }

  return NULL;
}

static void
test_a_row_says_that_a_sending_needs_somebody (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.keeps_old_slugs = FALSE});
  MbFixture *fixture = mb_fixture_open (NULL, mb_lying_site_get_endpoint (site), "not the token");
  g_autoptr (MbSnapshot) snapshot = mb_fixture_make_article (fixture, NULL, NULL);
  const MbDraftInfo info = {.id = (char *) FIXTURE_ARTICLE_ID};
  g_autoptr (MbLibraryItem) item = mb_library_item_new (&info);
  g_autoptr (MbLibrary) library = mb_library_new (fixture->store);
  GtkWidget *row = g_object_ref_sink (mb_library_row_new (library, fixture->outbox));
  g_autoptr (MbJob) job = NULL;

  mb_library_row_set_item (MB_LIBRARY_ROW (row), item);
  g_assert_nonnull (find_words (row, "Draft"));
  job = mb_fixture_publish (fixture, snapshot, NULL, NULL);
  g_assert_nonnull (job);
  mb_fixture_run (fixture, job);
  g_assert_cmpint (mb_job_get_state (job), ==, MB_JOB_NEEDS_USER);
  g_assert_nonnull (find_words (row, "Sending needs you"));
  g_object_unref (row);
  g_clear_object (&library);
  mb_fixture_close (fixture, TRUE);
}

static void
publish (MbFixture *fixture, MbSnapshot *snapshot, const char *site)
{
  const MbPublishOptions options = {.destination_id = site};
  g_autoptr (MbJob) job = mb_fixture_publish (fixture, snapshot, &options, NULL);

  g_assert_nonnull (job);
  mb_fixture_run (fixture, job);
  g_assert_cmpint (mb_job_get_state (job), ==, MB_JOB_DONE);
}

/* Readers of one site see an older article: whichever of the two stands first in the list. */
static void
test_published_is_said_of_every_site (void)
{
  g_autoptr (MbLyingSite) one = mb_lying_site_new (&(MbSiteHabits) {.keeps_old_slugs = FALSE});
  g_autoptr (MbLyingSite) two = mb_lying_site_new (&(MbSiteHabits) {.keeps_old_slugs = FALSE});
  MbFixture *fixture =
    mb_fixture_open (NULL, mb_lying_site_get_endpoint (one), mb_lying_site_get_token (one));
  g_autoptr (MbSnapshot) before = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (MbSnapshot) after = mb_fixture_make_article (fixture, NULL, FIXTURE_OTHER_END);
  g_autoptr (MbArticle) article = mb_article_new (after, 0);
  g_autoptr (MbDraft) draft = mb_draft_new (fixture->store, article, TRUE);
  g_autoptr (MbArticleStatus) status = NULL;

  mb_fixture_add_site (fixture, "two", "two", mb_lying_site_get_endpoint (two),
                       mb_lying_site_get_token (two));
  publish (fixture, before, "test");
  publish (fixture, after, "two");
  status = mb_article_status_new (draft, fixture->outbox);
  g_assert_true (mb_article_status_is_unsent (status));
  publish (fixture, before, "two");
  publish (fixture, after, "test");
  g_assert_true (mb_article_status_is_unsent (status));
  publish (fixture, after, "two");
  g_assert_false (mb_article_status_is_unsent (status));
  g_clear_object (&status);
  g_clear_object (&draft);
  mb_fixture_close (fixture, TRUE);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (mb_app_get_resource ());

  g_test_add_func ("/standing/a-row-says-that-a-sending-needs-somebody",
                   test_a_row_says_that_a_sending_needs_somebody);
  g_test_add_func ("/standing/published-is-said-of-every-site",
                   test_published_is_said_of_every_site);

  return g_test_run ();
}
