#include "mb-fixture.h"

#include "mb-planner.h"
#include "mb-post.h"

#include <string.h>

/* An article that goes out a second time, or to an address that is not free. */

static MbFixture *
make_fixture (MbLyingSite *site)
{
  return mb_fixture_open (NULL, mb_lying_site_get_endpoint (site), mb_lying_site_get_token (site));
}

static MbJob *
publish (MbFixture *fixture, MbSnapshot *article, const MbPublishOptions *options)
{
  g_autoptr (GError) error = NULL;
  MbJob *job = mb_fixture_publish (fixture, article, options, &error);

  g_assert_no_error (error);

  return job;
}

static void
publish_to_the_end (MbFixture *fixture, MbSnapshot *article)
{
  g_autoptr (MbJob) job = publish (fixture, article, NULL);

  mb_fixture_run (fixture, job);
  if (mb_job_get_error (job))
    g_test_message ("%s", mb_job_get_error (job)->message);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "done");
}

static void
assert_slug (MbLyingSite *site, guint index, const char *slug)
{
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (site);

  g_assert_cmpuint (posts->len, ==, index + 1);
  g_assert_cmpstr (((MbSitePost *) posts->pdata[index])->slug, ==, slug);
  g_assert_true (((MbSitePost *) posts->pdata[index])->published);
}

static void
test_another_headline_keeps_the_address (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE});
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (MbSnapshot) changed = mb_fixture_make_article (fixture, "Le bac repart", NULL);
  g_autoptr (MbSnapshot) moved = mb_snapshot_with_meta (changed, MB_META_SLUG, "bac");

  publish_to_the_end (fixture, article);
  publish_to_the_end (fixture, changed);
  assert_slug (site, 0, FIXTURE_SLUG);
  publish_to_the_end (fixture, moved);
  assert_slug (site, 0, "bac");
  mb_fixture_close (fixture, TRUE);
}

static void
test_headlines_without_letters_have_an_address (void)
{
  g_autofree char *arabic = mb_post_make_slug ("عنوان");
  g_autofree char *dots = mb_post_make_slug ("…");
  g_autofree char *accent = mb_post_make_slug ("É");

  g_assert_cmpstr (arabic, ==, "article");
  g_assert_cmpstr (dots, ==, "article");
  g_assert_cmpstr (accent, ==, "e");
}

static void
take_addresses (MbLyingSite *site)
{
  mb_lying_site_add (site, FIXTURE_SLUG, "Un autre bac");
  mb_lying_site_add (site, FIXTURE_SLUG "-2", "Un autre encore");
}

static void
test_an_address_that_is_taken_gets_a_number (void)
{
  g_autoptr (MbLyingSite) site =
    mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE, .refuses_slugs = TRUE});
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);

  take_addresses (site);
  publish_to_the_end (fixture, article);
  assert_slug (site, 2, FIXTURE_SLUG "-3");
  mb_fixture_close (fixture, TRUE);
}

/* The first update is refused, the second one taken, and its answer lost. */
static void
test_a_number_is_found_again_after_a_lost_answer (void)
{
  g_autoptr (MbLyingSite) site =
    mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE, .refuses_slugs = TRUE});
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);

  take_addresses (site);
  mb_lying_site_lie (site, MB_ACT_UPDATE, MB_LIE_SWALLOW, 1, 1);
  publish_to_the_end (fixture, article);
  assert_slug (site, 2, FIXTURE_SLUG "-3");
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_UPDATE), ==, 2);
  mb_fixture_close (fixture, TRUE);
}

/* Sent while another one waits: not before the worker has handed that one back. */
static MbJob *
publish_instead (MbFixture *fixture, MbSnapshot *article, GError **error)
{
  for (;;) {
    GError *cause = NULL;
    MbJob *job = mb_fixture_publish (fixture, article, NULL, &cause);

    if (!g_error_matches (cause, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE)) {
      if (cause)
        g_propagate_error (error, cause);
      return job;
    }
    g_clear_error (&cause);
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
wait_until (MbJob *job, MbJobState state)
{
  while (mb_job_get_state (job) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_what_waits_gives_way_to_the_text_of_now (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE});
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (MbSnapshot) changed = mb_fixture_make_article (fixture, NULL, FIXTURE_OTHER_END);
  g_autoptr (GPtrArray) posts = NULL;
  g_autoptr (MbJob) first = NULL;
  g_autoptr (MbJob) second = NULL;

  mb_lying_site_lie (site, MB_ACT_ANY, MB_LIE_REFUSE, 0, 1000000);
  first = publish (fixture, article, NULL);
  wait_until (first, MB_JOB_WAITING);
  mb_outbox_set_paused (fixture->outbox, TRUE);
  second = publish_instead (fixture, changed, NULL);
  mb_lying_site_reset (site);
  mb_outbox_set_paused (fixture->outbox, FALSE);
  mb_fixture_run (fixture, second);

  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (first)), ==, "cancelled");
  posts = mb_lying_site_dup_posts (site);
  g_assert_cmpuint (posts->len, ==, 1);
  g_assert_nonnull (strstr (((MbSitePost *) posts->pdata[0])->html, FIXTURE_OTHER_END));
  mb_fixture_close (fixture, TRUE);
}

static void
test_what_is_refused_lets_the_waiting_one_go_on (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE});
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (MbSnapshot) incomplete = mb_fixture_make_article (fixture, "", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbJob) first = NULL;

  mb_lying_site_lie (site, MB_ACT_ANY, MB_LIE_REFUSE, 0, 1000000);
  first = publish (fixture, article, NULL);
  wait_until (first, MB_JOB_WAITING);
  mb_outbox_set_paused (fixture->outbox, TRUE);
  g_assert_null (publish_instead (fixture, incomplete, &error));
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_READY);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (first)), ==, "waiting");
  mb_lying_site_reset (site);
  mb_outbox_set_paused (fixture->outbox, FALSE);
  mb_fixture_run (fixture, first);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (first)), ==, "done");
  assert_slug (site, 0, FIXTURE_SLUG);
  mb_fixture_close (fixture, TRUE);
}

/* The store keeps one sending of an article to a site: what it refuses has replaced nothing. */
static void
test_what_cannot_be_kept_replaces_nothing (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE});
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbJobRow) before = NULL;
  g_autoptr (MbJobRow) row = NULL;
  g_autoptr (MbJob) first = NULL;

  mb_lying_site_lie (site, MB_ACT_ANY, MB_LIE_REFUSE, 0, 1000000);
  first = publish (fixture, article, NULL);
  wait_until (first, MB_JOB_WAITING);
  before = mb_job_row_copy (mb_job_get_row (first));
  g_set_str (&before->id, "another");
  row = mb_planner_make_row (article, FIXTURE_SITE_ID, &(MbPublishOptions) {0}, 0, &error);
  g_assert_no_error (error);
  g_assert_false (mb_planner_keep_sync (fixture->store, row, before, &error));
  g_assert_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE);
  g_assert_false (before->over);
  g_assert_cmpint (before->state, ==, MB_JOB_WAITING);
  mb_fixture_close (fixture, TRUE);
}

/* The draft of the first hour is the one that readers get at the second. */
static void
test_another_hour_replaces_the_first (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE});
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  MbPublishOptions later = {.destination_id = "test",
                            .intent = MB_INTENT_SCHEDULE,
                            .at_ms = g_get_real_time () / 1000 + 3600 * 1000};
  g_autoptr (MbJob) first = publish (fixture, article, &later);
  g_autoptr (MbJob) second = NULL;

  wait_until (first, MB_JOB_SCHEDULED);
  second = publish_instead (fixture, article, NULL);
  mb_fixture_run (fixture, second);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (first)), ==, "cancelled");
  assert_slug (site, 0, FIXTURE_SLUG);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  mb_fixture_close (fixture, TRUE);
}

int
main (int argc, char **argv)
{
  /* The desktop's proxies are in settings whose schemas the isolated folders do not have. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, function) g_test_add_func ("/outbox-again/" name, function)
  ADD ("another-headline-keeps-the-address", test_another_headline_keeps_the_address);
  ADD ("headlines-without-letters-have-an-address", test_headlines_without_letters_have_an_address);
  ADD ("an-address-that-is-taken-gets-a-number", test_an_address_that_is_taken_gets_a_number);
  ADD ("a-number-is-found-again-after-a-lost-answer",
       test_a_number_is_found_again_after_a_lost_answer);
  ADD ("what-waits-gives-way-to-the-text-of-now", test_what_waits_gives_way_to_the_text_of_now);
  ADD ("what-is-refused-lets-the-waiting-one-go-on",
       test_what_is_refused_lets_the_waiting_one_go_on);
  ADD ("what-cannot-be-kept-replaces-nothing", test_what_cannot_be_kept_replaces_nothing);
  ADD ("another-hour-replaces-the-first", test_another_hour_replaces_the_first);
#undef ADD

  return g_test_run ();
}
