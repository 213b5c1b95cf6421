#include "mb-fixture.h"

#include "mb-review-state.h"
#include "mb-store-review.h"

#include <string.h>

static MbLyingSite *
make_site (void)
{
  return mb_lying_site_new (&(MbSiteHabits) {.keeps_old_slugs = FALSE});
}

static MbFixture *
make_fixture (MbLyingSite *site)
{
  return mb_fixture_open (NULL, mb_lying_site_get_endpoint (site), mb_lying_site_get_token (site));
}

static MbJob *
publish_and_wait (MbFixture *fixture, const char *headline, const MbPublishOptions *options)
{
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, headline, NULL);
  g_autoptr (GError) error = NULL;
  MbJob *job = mb_fixture_publish (fixture, article, options, &error);

  g_assert_no_error (error);
  mb_fixture_run (fixture, job);

  return job;
}

static void
assert_done (MbJob *job)
{
  if (mb_job_get_error (job))
    g_test_message ("%s", mb_job_get_error (job)->message);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "done");
}

static MbSitePost *
only_post (GPtrArray *posts)
{
  g_assert_cmpuint (posts->len, ==, 1);

  return posts->pdata[0];
}

static void
test_article_is_published_once_and_whole (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbJob *job = publish_and_wait (fixture, NULL, NULL);
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (site);
  MbSitePost *post = only_post (posts);
  const MbReceiptFields *receipt = mb_receipt_get_fields (mb_job_get_receipt (job));
  g_autofree char *url = mb_outbox_dup_public_url (fixture->outbox, FIXTURE_ARTICLE_ID, "test");

  assert_done (job);
  g_assert_true (post->published);
  g_assert_cmpstr (post->slug, ==, FIXTURE_SLUG);
  g_assert_cmpstr (post->headline, ==, FIXTURE_HEADLINE);
  g_assert_cmpstr (post->kicker, ==, "Îles");
  g_assert_nonnull (strstr (post->html, "3 &lt; 4 &amp; 5"));
  g_assert_cmpstr (url, ==, post->url);
  g_assert_true (mb_receipt_is_complete (mb_job_get_receipt (job)));
  g_assert_true (receipt->public_page);
  g_assert_cmpuint (receipt->n_pictures_found, ==, FIXTURE_N_PICTURES);
  g_assert_cmpuint (receipt->n_paragraphs, ==, 7);
  g_assert_cmpuint (mb_lying_site_count_media (site), ==, FIXTURE_N_PICTURES);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  g_assert_cmpuint (mb_lying_site_count_reused_writes (site), ==, 0);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

/* What readers do not see is not to be sent again. */
static void
assert_notes_are_no_change (MbFixture *fixture)
{
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (MbSnapshot) noted =
    mb_snapshot_with_meta (article, MB_META_NOTES, "Rappeler le port.");
  g_autoptr (MbSnapshot) moved = mb_snapshot_with_meta (article, MB_META_SECTION, "Sports");

  g_assert_false (mb_outbox_has_unsent_changes (fixture->outbox, article, "test"));
  g_assert_false (mb_outbox_has_unsent_changes (fixture->outbox, noted, "test"));
  g_assert_true (mb_outbox_has_unsent_changes (fixture->outbox, moved, "test"));
}

static void
test_second_publication_is_an_update (void)
{
  g_autoptr (MbLyingSite) site =
    mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE, .own_query = TRUE});
  MbFixture *fixture = make_fixture (site);
  MbJob *first = publish_and_wait (fixture, NULL, NULL);
  g_autoptr (MbSnapshot) changed =
    mb_fixture_make_article (fixture, "Le bac repart", "Une autre fin.");
  g_autoptr (GPtrArray) posts = NULL;
  g_autoptr (GError) error = NULL;
  MbJob *second;

  assert_done (first);
  g_assert_true (mb_outbox_has_unsent_changes (fixture->outbox, changed, "test"));
  assert_notes_are_no_change (fixture);
  second = mb_fixture_publish (fixture, changed, NULL, &error);
  g_assert_no_error (error);
  mb_fixture_run (fixture, second);
  assert_done (second);
  g_assert_cmpint ((int) mb_job_get_intent (second), ==, MB_INTENT_UPDATE);
  g_assert_false (mb_outbox_has_unsent_changes (fixture->outbox, changed, "test"));
  posts = mb_lying_site_dup_posts (site);
  g_assert_cmpstr (only_post (posts)->slug, ==, FIXTURE_SLUG);
  g_assert_cmpstr (only_post (posts)->headline, ==, "Le bac repart");
  g_assert_nonnull (strstr (only_post (posts)->html, "Une autre fin."));
  g_assert_null (strstr (only_post (posts)->html, "19 h"));
  g_assert_cmpstr (mb_job_get_url (second), ==, only_post (posts)->url);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_MEDIA), ==, FIXTURE_N_PICTURES);
  g_object_unref (first);
  g_object_unref (second);
  mb_fixture_close (fixture, TRUE);
}

static void
test_foreign_change_is_a_conflict_until_overwritten (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbJob *first = publish_and_wait (fixture, NULL, NULL);
  MbJob *second;
  MbJob *third;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) posts = NULL;

  mb_lying_site_edit (site, 0, "Changed by somebody else");
  second = publish_and_wait (fixture, "Le bac repart", NULL);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (second)), ==, "conflict");
  g_assert_error (mb_job_get_error (second), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_CONFLICT);
  kept = mb_lying_site_dup_posts (site);
  g_assert_cmpstr (only_post (kept)->headline, ==, "Changed by somebody else");

  third = publish_and_wait (fixture, "Le bac repart",
                            &(MbPublishOptions) {.destination_id = "test", .overwrite = TRUE});
  assert_done (third);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (second)), ==, "cancelled");
  posts = mb_lying_site_dup_posts (site);
  g_assert_cmpstr (only_post (posts)->headline, ==, "Le bac repart");
  g_object_unref (first);
  g_object_unref (second);
  g_object_unref (third);
  mb_fixture_close (fixture, TRUE);
}

/* Published, and deleted on the site by somebody else; an update says so. */
static MbJob *
find_gone (MbFixture *fixture, MbLyingSite *site)
{
  MbJob *first = publish_and_wait (fixture, NULL, NULL);
  MbJob *update;

  assert_done (first);
  g_object_unref (first);
  mb_lying_site_delete (site, 0);
  update = publish_and_wait (fixture, "Le bac repart", NULL);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (update)), ==, "needs-user");
  g_assert_error (mb_job_get_error (update), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_GONE);

  return update;
}

static void
test_what_is_gone_is_published_as_new (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbJob) gone = find_gone (fixture, site);
  g_autoptr (MbJob) again = NULL;
  g_autoptr (MbJob) update = NULL;
  g_autoptr (GPtrArray) posts = NULL;
  g_autofree char *url = NULL;

  mb_lying_site_delete_media (site);
  again = publish_and_wait (fixture, "Le bac repart",
                            &(MbPublishOptions) {.destination_id = "test", .as_new = TRUE});
  assert_done (again);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (gone)), ==, "cancelled");
  g_assert_cmpint ((int) mb_job_get_intent (again), ==, MB_INTENT_PUBLISH);
  posts = mb_lying_site_dup_posts (site);
  g_assert_true (only_post (posts)->published);
  g_assert_cmpstr (only_post (posts)->headline, ==, "Le bac repart");
  g_assert_true (mb_receipt_is_complete (mb_job_get_receipt (again)));
  g_assert_cmpuint (mb_lying_site_count_media (site), ==, FIXTURE_N_PICTURES);
  url = mb_outbox_dup_public_url (fixture->outbox, FIXTURE_ARTICLE_ID, "test");
  g_assert_cmpstr (url, ==, only_post (posts)->url);
  /* From now on it is that one that is updated. */
  update = publish_and_wait (fixture, "Le bac est là", NULL);
  assert_done (update);
  g_assert_cmpint ((int) mb_job_get_intent (update), ==, MB_INTENT_UPDATE);
  mb_fixture_close (fixture, TRUE);
}

/* Nothing is there twice because somebody was wrong about what is gone. */
static void
test_what_is_still_there_is_not_published_as_new (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbJob) first = publish_and_wait (fixture, NULL, NULL);
  g_autoptr (MbJob) again = publish_and_wait (
    fixture, "Le bac repart", &(MbPublishOptions) {.destination_id = "test", .as_new = TRUE});
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (site);

  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (again)), ==, "conflict");
  g_assert_cmpstr (mb_job_get_url (again), ==, only_post (posts)->url);
  g_assert_cmpstr (only_post (posts)->headline, ==, FIXTURE_HEADLINE);
  mb_fixture_close (fixture, TRUE);
}

/* A sending as new that is given up leaves what was known as it was. */
static void
test_giving_up_what_is_new_forgets_nothing (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbJob) gone = find_gone (fixture, site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (MbPublicationRow) there = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbJob) again = NULL;

  mb_outbox_set_paused (fixture->outbox, TRUE);
  again = mb_fixture_publish (
    fixture, article, &(MbPublishOptions) {.destination_id = "test", .as_new = TRUE}, &error);
  g_assert_no_error (error);
  mb_outbox_cancel (fixture->outbox, again);
  there =
    mb_store_get_publication_sync (fixture->store, FIXTURE_ARTICLE_ID, FIXTURE_SITE_ID, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (there->remote_url, ==, mb_job_get_url (gone));
  mb_fixture_close (fixture, TRUE);
}

/* Who has seen one version does not replace another that came later. */
static void
test_only_the_version_that_was_seen_is_replaced (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbJob) first = publish_and_wait (fixture, NULL, NULL);
  g_autoptr (MbJob) blind = NULL;
  g_autoptr (MbJob) conflict = NULL;
  g_autoptr (GPtrArray) posts = NULL;

  mb_lying_site_edit (site, 0, "Changed by somebody else");
  conflict = publish_and_wait (fixture, "Le bac repart", NULL);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (conflict)), ==, "conflict");
  blind =
    publish_and_wait (fixture, "Le bac repart",
                      &(MbPublishOptions) {.destination_id = "test", .known_version = "another"});
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (blind)), ==, "conflict");
  posts = mb_lying_site_dup_posts (site);
  g_assert_cmpstr (only_post (posts)->headline, ==, "Changed by somebody else");
  mb_fixture_close (fixture, TRUE);
}

static void
test_draft_stays_a_draft (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbJob *job = publish_and_wait (fixture, NULL,
                                 &(MbPublishOptions) {.destination_id = "test", .as_draft = TRUE});
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (site);
  g_autofree char *url = mb_outbox_dup_public_url (fixture->outbox, FIXTURE_ARTICLE_ID, "test");
  MbJob *later;
  g_autoptr (GPtrArray) after = NULL;

  assert_done (job);
  g_assert_false (only_post (posts)->published);
  g_assert_null (url);
  later = publish_and_wait (fixture, NULL, NULL);
  assert_done (later);
  after = mb_lying_site_dup_posts (site);
  g_assert_true (only_post (after)->published);
  g_object_unref (job);
  g_object_unref (later);
  mb_fixture_close (fixture, TRUE);
}

static void
test_scheduled_article_waits_for_its_hour (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  gint64 at_ms = g_get_real_time () / 1000 + 400;
  MbPublishOptions options = {
    .destination_id = "test", .intent = MB_INTENT_SCHEDULE, .at_ms = at_ms};
  MbJob *job = publish_and_wait (fixture, NULL, &options);
  g_autoptr (GPtrArray) before = mb_lying_site_dup_posts (site);

  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "scheduled");
  g_assert_cmpint (mb_job_get_not_before_ms (job), ==, at_ms);
  g_assert_false (only_post (before)->published);
  while (!mb_job_is_over (job))
    g_main_context_iteration (NULL, TRUE);
  assert_done (job);
  g_assert_cmpint (g_get_real_time () / 1000, >=, at_ms);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_offline_article_leaves_by_itself (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (GError) error = NULL;
  gboolean waited = FALSE;
  MbJob *job;

  mb_lying_site_lie (site, MB_ACT_CONFIG, MB_LIE_REFUSE, 0, 4);
  job = mb_fixture_publish (fixture, article, NULL, &error);
  g_assert_no_error (error);
  while (!mb_fixture_is_at_rest (job)) {
    waited |= mb_job_get_state (job) == MB_JOB_WAITING &&
              g_error_matches (mb_job_get_error (job), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_OFFLINE);
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_true (waited);
  assert_done (job);
  g_assert_null (mb_job_get_error (job));
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_endless_trouble_asks_a_person (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbJob *job;

  mb_lying_site_lie (site, MB_ACT_CREATE, MB_LIE_429, 0, 1000);
  job = publish_and_wait (fixture, NULL, NULL);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "needs-user");
  g_assert_error (mb_job_get_error (job), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_BUSY);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, mb_fixture_policy ()->max_tries);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_wrong_token_asks_a_person_at_once (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = mb_fixture_open (NULL, mb_lying_site_get_endpoint (site), "wrong");
  MbJob *job = publish_and_wait (fixture, NULL, NULL);

  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "needs-user");
  g_assert_error (mb_job_get_error (job), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_AUTH);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CONFIG), ==, 1);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_lost_pictures_are_told (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.drops_images = TRUE});
  MbFixture *fixture = make_fixture (site);
  MbJob *job = publish_and_wait (fixture, NULL, NULL);
  const MbReceiptFields *receipt;

  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "needs-user");
  g_assert_error (mb_job_get_error (job), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_LOSS);
  g_assert_true (mb_job_was_sent (job));
  receipt = mb_receipt_get_fields (mb_job_get_receipt (job));
  g_assert_true (receipt->headline);
  g_assert_cmpuint (receipt->n_pictures_found, ==, 0);
  g_assert_cmpuint (g_strv_length ((char **) receipt->missing), ==, FIXTURE_N_PICTURES);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_queued_answer_is_waited_for (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.accepted = TRUE});
  MbFixture *fixture = make_fixture (site);
  MbJob *job = publish_and_wait (fixture, NULL, NULL);

  assert_done (job);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_list_is_searched_where_slugs_cannot_be (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.no_slug_query = TRUE});
  MbFixture *fixture = make_fixture (site);
  g_autoptr (GPtrArray) posts = NULL;
  MbJob *job;

  mb_lying_site_lie (site, MB_ACT_CREATE, MB_LIE_SWALLOW, 0, 1);
  job = publish_and_wait (fixture, NULL, NULL);
  assert_done (job);
  posts = mb_lying_site_dup_posts (site);
  only_post (posts);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

/* It is written to once, and what was published cannot be read from it but is read from the page.
 */
static void
test_silent_site_is_written_to_once (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.no_source = TRUE});
  MbFixture *fixture = make_fixture (site);
  MbJob *job = publish_and_wait (fixture, NULL, NULL);

  assert_done (job);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_FIND), ==, 0);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_READ), ==, 0);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_silent_site_that_loses_an_answer_needs_a_person (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.no_source = TRUE});
  MbFixture *fixture = make_fixture (site);
  MbJob *job;

  mb_lying_site_lie (site, MB_ACT_CREATE, MB_LIE_SWALLOW, 0, 1);
  job = publish_and_wait (fixture, NULL, NULL);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "needs-user");
  g_assert_error (mb_job_get_error (job), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_site_that_cannot_search_is_written_to_once (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.no_search = TRUE});
  MbFixture *fixture = make_fixture (site);
  MbJob *job = publish_and_wait (fixture, NULL, NULL);
  MbJob *lost;

  assert_done (job);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);

  fixture = make_fixture (site);
  mb_lying_site_reset (site);
  mb_lying_site_lie (site, MB_ACT_CREATE, MB_LIE_SWALLOW, 0, 1);
  lost = publish_and_wait (fixture, NULL, NULL);
  g_assert_error (mb_job_get_error (lost), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_UNKNOWN);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CREATE), ==, 1);
  g_object_unref (lost);
  mb_fixture_close (fixture, TRUE);
}

static void
test_second_machine_does_not_overwrite_unasked (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.keeps_old_slugs = TRUE});
  MbFixture *here = make_fixture (site);
  MbFixture *there = make_fixture (site);
  MbJob *first = publish_and_wait (here, NULL, NULL);
  MbJob *same = publish_and_wait (there, NULL, NULL);
  MbFixture *elsewhere = make_fixture (site);
  MbJob *other = publish_and_wait (elsewhere, "Un autre titre", NULL);
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (site);

  assert_done (first);
  assert_done (same);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (other)), ==, "conflict");
  g_assert_cmpstr (only_post (posts)->headline, ==, FIXTURE_HEADLINE);
  g_object_unref (first);
  g_object_unref (same);
  g_object_unref (other);
  mb_fixture_close (here, TRUE);
  mb_fixture_close (there, TRUE);
  mb_fixture_close (elsewhere, TRUE);
}

static void
test_pictures_go_to_no_second_origin (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.foreign_media = TRUE});
  MbFixture *fixture = make_fixture (site);
  MbJob *job = publish_and_wait (fixture, NULL, NULL);

  g_assert_error (mb_job_get_error (job), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID);
  g_assert_cmpuint (mb_lying_site_count_stolen (site, FALSE), ==, 0);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_missing_picture_can_be_let_through (void)
{
  static const char *const allowed[] = {"missing-picture", NULL};
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbPublishOptions options = {.destination_id = "test", .allowed = allowed};
  MbJob *refused;
  MbJob *job;

  memset (fixture->picture_hashes[1], 'a', 64);
  refused = publish_and_wait (fixture, NULL, NULL);
  g_assert_error (mb_job_get_error (refused), MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_READY);
  job = publish_and_wait (fixture, NULL, &options);
  assert_done (job);
  g_assert_cmpuint (mb_receipt_get_fields (mb_job_get_receipt (job))->n_omitted, ==, 1);
  g_assert_cmpuint (mb_lying_site_count_media (site), ==, 1);
  g_object_unref (refused);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_article_on_its_way_is_not_sent_twice (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) twice = NULL;
  MbJob *job = mb_fixture_publish (fixture, article, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (mb_fixture_publish (fixture, article, NULL, &twice));
  g_assert_error (twice, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TWICE);
  mb_fixture_run (fixture, job);
  assert_done (job);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
cancel_at_verify_cb (MbJob *job, GParamSpec *pspec, gpointer user_data)
{
  MbFixture *fixture = user_data;

  if (mb_job_get_step (job) >= MB_AT_VERIFY)
    mb_outbox_cancel (fixture->outbox, job);
}

static void
test_cancelled_job_leaves_no_draft_behind (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (GPtrArray) posts = NULL;
  g_autoptr (GError) error = NULL;
  MbJob *job;

  mb_lying_site_lie (site, MB_ACT_READ, MB_LIE_NEVER, 0, 5);
  job = mb_fixture_publish (fixture, article, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (job, "notify::step", G_CALLBACK (cancel_at_verify_cb), fixture);
  mb_fixture_run (fixture, job);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "cancelled");
  posts = mb_lying_site_dup_posts (site);
  g_assert_cmpuint (posts->len, ==, 0);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_unpublished_and_taken_down (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbJob *first = publish_and_wait (fixture, NULL, NULL);
  MbJob *second;
  MbJob *third;
  g_autoptr (GPtrArray) hidden = NULL;
  g_autoptr (GPtrArray) none = NULL;

  assert_done (first);
  second = publish_and_wait (
    fixture, NULL, &(MbPublishOptions) {.destination_id = "test", .intent = MB_INTENT_UNPUBLISH});
  assert_done (second);
  hidden = mb_lying_site_dup_posts (site);
  g_assert_false (only_post (hidden)->published);
  g_assert_null (mb_outbox_dup_public_url (fixture->outbox, FIXTURE_ARTICLE_ID, "test"));
  third = publish_and_wait (
    fixture, NULL, &(MbPublishOptions) {.destination_id = "test", .intent = MB_INTENT_TAKEDOWN});
  assert_done (third);
  none = mb_lying_site_dup_posts (site);
  g_assert_cmpuint (none->len, ==, 0);
  g_object_unref (first);
  g_object_unref (second);
  g_object_unref (third);
  mb_fixture_close (fixture, TRUE);
}

static void
test_unpublishing_what_is_gone_is_done (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbJob) first = publish_and_wait (fixture, NULL, NULL);
  g_autoptr (MbJob) second = NULL;

  mb_lying_site_delete (site, 0);
  second = publish_and_wait (
    fixture, NULL, &(MbPublishOptions) {.destination_id = "test", .intent = MB_INTENT_UNPUBLISH});
  assert_done (second);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_UPDATE), ==, 1);
  mb_fixture_close (fixture, TRUE);
}

/* An answer is lost after the site has acted: it is looked, not written again. */
static void
test_lost_answer_to_an_unpublication_is_looked_up (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbJob) first = publish_and_wait (fixture, NULL, NULL);
  guint n_before = mb_lying_site_count (site, MB_ACT_UPDATE);
  g_autoptr (MbJob) second = NULL;

  mb_lying_site_lie (site, MB_ACT_UPDATE, MB_LIE_SWALLOW, 0, 1);
  second = publish_and_wait (
    fixture, NULL, &(MbPublishOptions) {.destination_id = "test", .intent = MB_INTENT_UNPUBLISH});
  assert_done (second);
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_UPDATE), ==, n_before + 1);
  mb_fixture_close (fixture, TRUE);
}

/* Text that was never sent is not on the site because the article was taken from it. */
static void
test_unpublishing_sends_no_text (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbJob) first = publish_and_wait (fixture, NULL, NULL);
  g_autoptr (MbSnapshot) changed = mb_fixture_make_article (fixture, "Le bac repart", NULL);
  g_autoptr (MbJob) second = publish_and_wait (
    fixture, "Le bac repart",
    &(MbPublishOptions) {.destination_id = "test", .intent = MB_INTENT_UNPUBLISH});
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (site);
  g_autoptr (MbJob) third = NULL;
  g_autoptr (GPtrArray) after = NULL;

  assert_done (second);
  g_assert_cmpstr (only_post (posts)->headline, ==, FIXTURE_HEADLINE);
  g_assert_true (mb_outbox_has_unsent_changes (fixture->outbox, changed, "test"));
  third = publish_and_wait (fixture, "Le bac repart", NULL);
  assert_done (third);
  after = mb_lying_site_dup_posts (site);
  g_assert_true (only_post (after)->published);
  g_assert_cmpstr (only_post (after)->headline, ==, "Le bac repart");
  mb_fixture_close (fixture, TRUE);
}

static void
test_paused_outbox_sends_nothing (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (GError) error = NULL;
  MbJob *job;

  mb_outbox_set_paused (fixture->outbox, TRUE);
  job = mb_fixture_publish (fixture, article, NULL, &error);
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, "queued");
  g_assert_cmpuint (mb_lying_site_count (site, MB_ACT_CONFIG), ==, 0);
  mb_outbox_set_paused (fixture->outbox, FALSE);
  mb_fixture_run (fixture, job);
  assert_done (job);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

typedef struct {
  MbWeight weight;
  GError *error;
  gboolean done;
} Weighed;

static void
weighed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Weighed *weighed = user_data;

  mb_outbox_weigh_finish (MB_OUTBOX (source), result, &weighed->weight, &weighed->error);
  weighed->done = TRUE;
}

static MbWeight
weigh (MbFixture *fixture)
{
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  Weighed weighed = {0};

  mb_outbox_weigh_async (fixture->outbox, article, "test", NULL, weighed_cb, &weighed);
  while (!weighed.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (weighed.error);

  return weighed.weight;
}

/* The pictures to the byte; the text but for the addresses that the site gives. */
static void
test_weight_is_what_the_site_receives (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbWeight before = weigh (fixture);
  g_autoptr (MbJob) job = publish_and_wait (fixture, NULL, NULL);
  MbWeight after = weigh (fixture);
  gsize text = mb_lying_site_count_bytes (site, MB_ACT_CREATE) +
               mb_lying_site_count_bytes (site, MB_ACT_UPDATE);

  assert_done (job);
  g_assert_cmpuint (before.n_pictures, ==, FIXTURE_N_PICTURES);
  g_assert_cmpuint (before.picture_bytes, ==, mb_lying_site_count_bytes (site, MB_ACT_MEDIA));
  g_assert_cmpuint (before.text_bytes, <, text + text / 5);
  g_assert_cmpuint (before.text_bytes, >, text - text / 5);
  g_assert_cmpuint (after.n_pictures, ==, 0);
  g_assert_cmpuint (after.picture_bytes, ==, 0);
  mb_fixture_close (fixture, TRUE);
}

static void
test_picture_without_bytes_weighs_nothing (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbWeight weight;

  memset (fixture->picture_hashes[1], 'a', 64);
  weight = weigh (fixture);
  g_assert_cmpuint (weight.n_pictures, ==, 1);
  g_assert_cmpuint (weight.n_missing, ==, 1);
  mb_fixture_close (fixture, TRUE);
}

/* One job, left by an earlier run, that nothing starts yet. */
static MbFixture *
reopen_with_a_job (MbLyingSite *site)
{
  MbFixture *first = make_fixture (site);
  g_autofree char *folder = g_strdup (first->folder);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (first, NULL, NULL);
  g_autoptr (GError) error = NULL;
  MbFixture *second;

  mb_outbox_set_paused (first->outbox, TRUE);
  g_object_unref (mb_fixture_publish (first, article, NULL, &error));
  g_assert_no_error (error);
  mb_fixture_close (first, FALSE);
  second =
    mb_fixture_open (folder, mb_lying_site_get_endpoint (site), mb_lying_site_get_token (site));
  mb_outbox_set_paused (second->outbox, TRUE);

  return second;
}

static void
test_resuming_twice_takes_up_each_job_once (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = reopen_with_a_job (site);
  g_autoptr (GPtrArray) posts = NULL;
  MbJob *job;

  mb_fixture_resume (fixture);
  mb_fixture_resume (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->outbox)), ==, 1);
  g_assert_cmpuint (mb_outbox_get_n_active (fixture->outbox), ==, 1);
  mb_outbox_set_paused (fixture->outbox, FALSE);
  job = mb_outbox_find (fixture->outbox, FIXTURE_ARTICLE_ID, NULL);
  mb_fixture_run (fixture, job);
  assert_done (job);
  posts = mb_lying_site_dup_posts (site);
  g_assert_true (only_post (posts)->published);
  mb_fixture_close (fixture, TRUE);
}

static void
test_job_planned_before_resuming_is_taken_up_once (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbJob) job = NULL;

  mb_outbox_set_paused (fixture->outbox, TRUE);
  job = mb_fixture_publish (fixture, article, NULL, &error);
  g_assert_no_error (error);
  mb_fixture_resume (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->outbox)), ==, 1);
  g_assert_true (mb_outbox_find (fixture->outbox, FIXTURE_ARTICLE_ID, NULL) == job);
  mb_outbox_cancel (fixture->outbox, job);
  mb_fixture_close (fixture, TRUE);
}

/* A newsroom of two: Awa's article, and Kofi who uses the store. */
static MbSnapshot *
make_reviewed (MbFixture *fixture, MbPerson **awa, MbPerson **kofi)
{
  MbSnapshot *article = mb_fixture_make_article (fixture, NULL, NULL);
  g_autoptr (GError) error = NULL;

  *awa = mb_person_new (NULL, "Awa Mensah", MB_ROLE_REPORTER);
  *kofi = mb_person_new (NULL, "Kofi Adjei", MB_ROLE_EDITOR);
  mb_store_set_review_rule (fixture->store, mb_review_apply);
  g_assert_true (mb_store_put_person_sync (fixture->store, *awa, &error));
  g_assert_true (mb_store_put_person_sync (fixture->store, *kofi, &error));
  g_assert_true (mb_store_create_sync (fixture->store, article, &error));
  g_assert_true (mb_store_use_person_sync (fixture->store, (*kofi)->id, &error));
  g_assert_no_error (error);

  return article;
}

static void
act (MbFixture *fixture, MbReviewAction action, const MbPerson *person)
{
  const MbReviewAct deed = {.action = action, .person = person};
  g_autoptr (GError) error = NULL;
  g_autoptr (MbReviewFacts) facts =
    mb_store_act_sync (fixture->store, FIXTURE_ARTICLE_ID, &deed, &error);

  g_assert_no_error (error);
}

static void
approve (MbFixture *fixture, const MbPerson *awa, const MbPerson *kofi)
{
  act (fixture, MB_ACTION_SUBMIT, awa);
  act (fixture, MB_ACTION_CLAIM, kofi);
  act (fixture, MB_ACTION_APPROVE, kofi);
}

static void
assert_refused (MbFixture *fixture, MbSnapshot *article, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mb_fixture_publish (fixture, article, NULL, &error));
  g_assert_error (error, domain, code);
}

static void
test_nothing_unapproved_goes_public (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbPerson) awa = NULL;
  g_autoptr (MbPerson) kofi = NULL;
  g_autoptr (MbSnapshot) article = make_reviewed (fixture, &awa, &kofi);
  g_autoptr (MbSnapshot) other = mb_fixture_make_article (fixture, NULL, FIXTURE_OTHER_END);
  g_autoptr (GPtrArray) posts = NULL;

  assert_refused (fixture, article, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_APPROVED);
  act (fixture, MB_ACTION_SUBMIT, awa);
  assert_refused (fixture, article, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_APPROVED);
  act (fixture, MB_ACTION_CLAIM, kofi);
  act (fixture, MB_ACTION_APPROVE, kofi);
  assert_refused (fixture, other, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_NOT_APPROVED);
  g_assert_true (mb_store_use_person_sync (fixture->store, awa->id, NULL));
  assert_refused (fixture, article, MB_REVIEW_ERROR, MB_REVIEW_ERROR_EDITORS_ONLY);
  posts = mb_lying_site_dup_posts (site);
  g_assert_cmpuint (posts->len, ==, 0);
  mb_fixture_close (fixture, TRUE);
}

static void
test_what_is_approved_is_published_and_called_so (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  g_autoptr (MbPerson) awa = NULL;
  g_autoptr (MbPerson) kofi = NULL;
  g_autoptr (MbSnapshot) article = make_reviewed (fixture, &awa, &kofi);
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (GError) error = NULL;
  MbJob *job = NULL;

  approve (fixture, awa, kofi);
  job = mb_fixture_publish (fixture, article, NULL, &error);
  g_assert_no_error (error);
  mb_fixture_run (fixture, job);
  assert_done (job);
  standing = mb_store_get_standing_sync (fixture->store, FIXTURE_ARTICLE_ID, NULL);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_PUBLISHED);
  g_assert_true (mb_review_covers (standing->facts, standing->seq));
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

static void
test_a_draft_on_the_site_needs_no_approval (void)
{
  g_autoptr (MbLyingSite) site = make_site ();
  MbFixture *fixture = make_fixture (site);
  MbPublishOptions options = {.destination_id = "test", .as_draft = TRUE};
  g_autoptr (MbPerson) awa = NULL;
  g_autoptr (MbPerson) kofi = NULL;
  g_autoptr (MbSnapshot) article = make_reviewed (fixture, &awa, &kofi);
  g_autoptr (MbStanding) standing = NULL;
  g_autoptr (GError) error = NULL;
  MbJob *job = mb_fixture_publish (fixture, article, &options, &error);

  g_assert_no_error (error);
  mb_fixture_run (fixture, job);
  assert_done (job);
  standing = mb_store_get_standing_sync (fixture->store, FIXTURE_ARTICLE_ID, NULL);
  g_assert_cmpint (standing->facts->state, ==, MB_REVIEW_DRAFT);
  g_object_unref (job);
  mb_fixture_close (fixture, TRUE);
}

int
main (int argc, char **argv)
{
  /* The desktop's proxies are in settings whose schemas the isolated folders do not have. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add_func ("/publish/outbox/" name, func)
  ADD ("article-is-published-once-and-whole", test_article_is_published_once_and_whole);
  ADD ("second-publication-is-an-update", test_second_publication_is_an_update);
  ADD ("foreign-change-is-a-conflict-until-overwritten",
       test_foreign_change_is_a_conflict_until_overwritten);
  ADD ("what-is-gone-is-published-as-new", test_what_is_gone_is_published_as_new);
  ADD ("what-is-still-there-is-not-published-as-new",
       test_what_is_still_there_is_not_published_as_new);
  ADD ("giving-up-what-is-new-forgets-nothing", test_giving_up_what_is_new_forgets_nothing);
  ADD ("only-the-version-that-was-seen-is-replaced",
       test_only_the_version_that_was_seen_is_replaced);
  ADD ("draft-stays-a-draft", test_draft_stays_a_draft);
  ADD ("scheduled-article-waits-for-its-hour", test_scheduled_article_waits_for_its_hour);
  ADD ("offline-article-leaves-by-itself", test_offline_article_leaves_by_itself);
  ADD ("endless-trouble-asks-a-person", test_endless_trouble_asks_a_person);
  ADD ("wrong-token-asks-a-person-at-once", test_wrong_token_asks_a_person_at_once);
  ADD ("lost-pictures-are-told", test_lost_pictures_are_told);
  ADD ("queued-answer-is-waited-for", test_queued_answer_is_waited_for);
  ADD ("list-is-searched-where-slugs-cannot-be", test_list_is_searched_where_slugs_cannot_be);
  ADD ("silent-site-is-written-to-once", test_silent_site_is_written_to_once);
  ADD ("silent-site-that-loses-an-answer-needs-a-person",
       test_silent_site_that_loses_an_answer_needs_a_person);
  ADD ("site-that-cannot-search-is-written-to-once",
       test_site_that_cannot_search_is_written_to_once);
  ADD ("second-machine-does-not-overwrite-unasked", test_second_machine_does_not_overwrite_unasked);
  ADD ("pictures-go-to-no-second-origin", test_pictures_go_to_no_second_origin);
  ADD ("missing-picture-can-be-let-through", test_missing_picture_can_be_let_through);
  ADD ("article-on-its-way-is-not-sent-twice", test_article_on_its_way_is_not_sent_twice);
  ADD ("cancelled-job-leaves-no-draft-behind", test_cancelled_job_leaves_no_draft_behind);
  ADD ("unpublished-and-taken-down", test_unpublished_and_taken_down);
  ADD ("unpublishing-what-is-gone-is-done", test_unpublishing_what_is_gone_is_done);
  ADD ("lost-answer-to-an-unpublication-is-looked-up",
       test_lost_answer_to_an_unpublication_is_looked_up);
  ADD ("unpublishing-sends-no-text", test_unpublishing_sends_no_text);
  ADD ("paused-outbox-sends-nothing", test_paused_outbox_sends_nothing);
  ADD ("weight-is-what-the-site-receives", test_weight_is_what_the_site_receives);
  ADD ("picture-without-bytes-weighs-nothing", test_picture_without_bytes_weighs_nothing);
  ADD ("resuming-twice-takes-up-each-job-once", test_resuming_twice_takes_up_each_job_once);
  ADD ("job-planned-before-resuming-is-taken-up-once",
       test_job_planned_before_resuming_is_taken_up_once);
  ADD ("nothing-unapproved-goes-public", test_nothing_unapproved_goes_public);
  ADD ("what-is-approved-is-published-and-called-so",
       test_what_is_approved_is_published_and_called_so);
  ADD ("a-draft-on-the-site-needs-no-approval", test_a_draft_on_the_site_needs_no_approval);

  return g_test_run ();
}
