#include "mb-fixture.h"

#include "mb-post.h"
#include "mb-wix-ricos.h"
#include "mb-wix-site.h"

#include <stdio.h>
#include <string.h>

#define DRAFT "/blog/v3/draft-posts/448d"

typedef struct {
  MbWixSite *site;
  MbFixture *fixture;
} World;

static void
set_defaults (World *world, const MbSiteDefaults *defaults)
{
  g_autofree char *data = mb_site_make_data (mb_wix_site_get_url (world->site), 0, defaults);
  MbDestinationRow row = {
    .id = (char *) "88888888-2222-4333-8444-555555555555",
    .name = (char *) "wix",
    .kind = (char *) "wix",
    .url = (char *) "https://journal.example",
    .data = data,
  };

  mb_fixture_add_row (world->fixture, &row, WIX_SECRET);
}

static World
open_world (guint n_members)
{
  World world = {mb_wix_site_new (n_members), NULL};

  mb_wix_site_add_category (world.site, "Société");
  world.fixture = mb_fixture_open (NULL, "http://127.0.0.1:9/", "unused");
  set_defaults (&world, NULL);

  return world;
}

static void
close_world (World *world)
{
  g_assert_cmpuint (mb_wix_site_count_leaks (world->site), ==, 0);
  mb_fixture_close (world->fixture, TRUE);
  mb_wix_site_free (world->site);
}

static MbJob *
send_article (World *world, MbSnapshot *article, gint64 at_ms)
{
  MbPublishOptions options = {.destination_id = "wix", .at_ms = at_ms};
  g_autoptr (GError) error = NULL;
  MbJob *job;

  if (at_ms)
    options.intent = MB_INTENT_SCHEDULE;
  job = mb_fixture_publish (world->fixture, article, &options, &error);
  g_assert_no_error (error);
  mb_fixture_run (world->fixture, job);

  return job;
}

static MbJob *
send_text (World *world, const char *last_paragraph)
{
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (world->fixture, NULL, last_paragraph);

  return send_article (world, article, 0);
}

static void
assert_state (MbJob *job, const char *state)
{
  if (mb_job_get_error (job))
    g_test_message ("%s", mb_job_get_error (job)->message);
  g_assert_cmpstr (mb_job_state_to_string (mb_job_get_state (job)), ==, state);
}

static void
assert_problem (MbJob *job, MbPublishError code, const char *words)
{
  assert_state (job, "needs-user");
  g_assert_error (mb_job_get_error (job), MB_PUBLISH_ERROR, (int) code);
  if (words)
    g_assert_nonnull (strstr (mb_job_get_error (job)->message, words));
}

static void
assert_live (World *world, const char *words)
{
  g_autofree char *live = mb_wix_site_dup_live (world->site, 0);

  g_assert_cmpuint (mb_wix_site_count_posts (world->site), ==, 1);
  g_assert_nonnull (live);
  g_assert_nonnull (strstr (live, words));
  g_assert_null (strstr (live, "marbre-"));
}

static void
test_an_article_arrives_complete (void)
{
  World world = open_world (1);
  g_autoptr (MbJob) job = send_text (&world, NULL);

  assert_state (job, "done");
  assert_live (&world, "\"displayed\":true,\"custom\":true");
  assert_live (&world, "\"caption\":\"Le quai. Photo : M. Le Bris\"");
  assert_live (&world, "\"categoryIds\":[\"7f0c");
  assert_live (&world, "\"seoSlug\":\"" FIXTURE_SLUG "\"");
  assert_live (&world, "\"firstPublishedDate\":\"2026-11-20T");
  g_assert_cmpuint (mb_wix_site_count (world.site, "POST /blog/v3/draft-posts$"), ==, 1);
  g_assert_cmpuint (mb_wix_site_count (world.site, "UPLOAD"), ==, 2);
  close_world (&world);
}

static void
test_a_lost_answer_makes_no_second_post (void)
{
  static const char *const acts[] = {
    "POST /blog/v3/draft-posts$",
    "PATCH " DRAFT,
    "POST " DRAFT,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++) {
    World world = open_world (1);
    g_autoptr (MbJob) job = NULL;

    mb_wix_site_order (world.site, WIX_LOSES_ITS_ANSWER, acts[i], 1);
    job = send_text (&world, NULL);
    assert_state (job, "done");
    assert_live (&world, "Retour à quai");
    g_assert_cmpuint (mb_wix_site_count (world.site, "POST /blog/v3/draft-posts$"), ==, 1);
    close_world (&world);
  }
}

/* The change is on the site, and readers do not have it. */
static void
test_a_change_is_not_done_before_readers_have_it (void)
{
  World world = open_world (1);
  g_autoptr (MbJob) first = send_text (&world, NULL);
  g_autoptr (MbJob) second = NULL;
  g_autoptr (MbSnapshot) changed = NULL;

  assert_state (first, "done");
  mb_wix_site_order (world.site, WIX_THROTTLES, "POST " DRAFT, 2);
  changed = mb_fixture_make_article (world.fixture, "Un autre titre", FIXTURE_OTHER_END);
  second = send_article (&world, changed, 0);
  assert_state (second, "done");
  assert_live (&world, FIXTURE_OTHER_END);
  assert_live (&world, "\"seoSlug\":\"" FIXTURE_SLUG "\"");
  close_world (&world);
}

static void
test_moods_of_the_site_pass (void)
{
  World world = open_world (1);
  g_autoptr (MbJob) job = NULL;

  mb_wix_site_order (world.site, WIX_FORGETS_US, "GET /members", 1);
  mb_wix_site_order (world.site, WIX_FORGETS_US, "POST /blog/v3/draft-posts$", 1);
  mb_wix_site_order (world.site, WIX_SAYS_NOTHING, "PATCH " DRAFT, 1);
  mb_wix_site_order (world.site, WIX_THROTTLES, "GET /blog/v3/categories", 1);
  job = send_text (&world, NULL);
  assert_state (job, "done");
  assert_live (&world, "Retour à quai");
  close_world (&world);
}

static void
test_an_author_is_chosen_where_there_are_several (void)
{
  World world = open_world (2);
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbJob) job = send_text (&world, NULL);
  g_autoptr (MbJob) again = NULL;

  assert_problem (job, MB_PUBLISH_ERROR_INVALID, "Membre 1 (2d24");
  g_assert_cmpuint (mb_wix_site_count_posts (world.site), ==, 0);
  g_assert_cmpuint (mb_wix_site_count (world.site, "UPLOAD"), ==, 0);

  defaults->author = g_strdup ("M1@example.org");
  set_defaults (&world, defaults);
  again = send_text (&world, NULL);
  assert_state (again, "done");
  assert_live (&world, "\"memberId\":\"2d24cb8a-adcc-466a-ab59-000000000001\"");
  close_world (&world);
}

static void
test_a_section_that_is_lacking_is_said_or_made (void)
{
  World world = open_world (1);
  g_autoptr (MbSnapshot) article = mb_fixture_make_article (world.fixture, NULL, NULL);
  g_autoptr (MbSnapshot) moved = mb_snapshot_with_meta (article, MB_META_SECTION, "Mer");
  g_autoptr (MbSnapshot) tagged = mb_snapshot_with_meta (moved, MB_META_TAGS, "pêche\nîles");
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  g_autoptr (MbJob) job = send_article (&world, tagged, 0);
  g_autoptr (MbJob) again = NULL;

  assert_problem (job, MB_PUBLISH_ERROR_TERMS, "Mer, pêche, îles");
  g_assert_cmpuint (mb_wix_site_count_posts (world.site), ==, 0);
  defaults->makes_terms = TRUE;
  set_defaults (&world, defaults);
  again = send_article (&world, tagged, 0);
  assert_state (again, "done");
  assert_live (&world, "\"tagIds\":[\"7f0c");
  close_world (&world);
}

static void
test_what_is_too_long_is_said_before_it_is_sent (void)
{
  World world = open_world (1);
  g_autofree char *words = g_strnfill (410 * 1024, 'a');
  g_autoptr (MbJob) job = send_text (&world, words);

  assert_problem (job, MB_PUBLISH_ERROR_INVALID, "bytes");
  g_assert_cmpuint (mb_wix_site_count (world.site, "UPLOAD"), ==, 0);
  g_assert_cmpuint (mb_wix_site_count (world.site, "POST /blog/v3/draft-posts$"), ==, 0);
  close_world (&world);
}

static void
test_the_site_keeps_the_hour_or_says_so (void)
{
  gint64 at_ms = g_get_real_time () / 1000 + 3600 * 1000;

  for (guint fails = 0; fails < 2; fails++) {
    World world = open_world (1);
    g_autoptr (MbSnapshot) article = mb_fixture_make_article (world.fixture, NULL, NULL);
    g_autoptr (MbJob) job = NULL;
    g_autofree char *post = NULL;

    if (fails)
      mb_wix_site_order (world.site, WIX_FAILS_THE_ITEM, "PATCH /blog/v3/draft-posts/update", 99);
    job = send_article (&world, article, at_ms);
    post = mb_wix_site_dup_post (world.site, 0);
    if (fails)
      assert_problem (job, MB_PUBLISH_ERROR_INVALID, NULL);
    else
      assert_state (job, "scheduled");
    g_assert_true ((strstr (post, "\"SCHEDULED\"") != NULL) == !fails);
    close_world (&world);
  }
}

static void
test_what_the_site_has_changed_is_not_overwritten (void)
{
  World world = open_world (1);
  g_autoptr (MbJob) first = send_text (&world, NULL);
  g_autoptr (MbJob) second = NULL;

  assert_state (first, "done");
  mb_wix_site_set_title (world.site, 0, "Écrit sur le site");
  second = send_text (&world, FIXTURE_OTHER_END);
  assert_state (second, "conflict");
  assert_live (&world, "Retour à quai");
  close_world (&world);
}

static void
test_what_is_not_known_comes_back_as_it_went (void)
{
  static const char ricos[] =
    "{\"nodes\":[{\"type\":\"POLL\",\"id\":\"a\",\"pollData\":{\"x\":1}},"
    "{\"type\":\"PARAGRAPH\",\"nodes\":[{\"type\":\"TEXT\",\"textData\":{\"text\":\"A < B\","
    "\"decorations\":[{\"type\":\"BOLD\"},{\"type\":\"NEW\"}]}}]}]}";
  static const char other[] =
    "{\"metadata\":{\"v\":1},\"nodes\":[{\"pollData\":{\"x\":1},\"id\":\"b\",\"type\":\"POLL\"},"
    "{\"type\":\"PARAGRAPH\",\"nodes\":[{\"type\":\"TEXT\",\"textData\":{\"text\":\"A < B\","
    "\"decorations\":[{\"type\":\"BOLD\"},{\"type\":\"NEW\"}]}}]}]}";
  static const char changed[] = "{\"nodes\":[{\"type\":\"POLL\",\"pollData\":{\"x\":2}}]}";
  g_autofree char *html = mb_wix_ricos_to_html (ricos, "https://m.example/");
  g_autofree char *one = mb_wix_ricos_digest (ricos);
  g_autofree char *same = mb_wix_ricos_digest (other);
  g_autofree char *another = mb_wix_ricos_digest (changed);

  g_assert_cmpstr (html, ==, "<div></div><p><strong>A &lt; B</strong></p>");
  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, another);
}

static MbSnapshot *
add (MbSnapshot *snapshot, MbBlock *block)
{
  MbSnapshot *longer =
    mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block);

  mb_snapshot_unref (snapshot);
  mb_block_unref (block);

  return longer;
}

static MbBlock *
make (guint64 id, MbBlockKind kind, const char *words)
{
  g_autoptr (MbText) plain = mb_text_new (words);
  g_autoptr (MbText) strong = mb_text_add_span (plain, &(MbSpan) {0, 4, MB_SPAN_STRONG, 0, NULL});
  g_autoptr (MbText) linked =
    mb_text_add_span (strong, &(MbSpan) {2, 6, MB_SPAN_LINK, 0, "https://a.example/?b=c&d"});

  return mb_block_new_text (id, kind, linked);
}

static MbBlock *
with (MbBlock *block, const char *name, const char *value)
{
  MbBlock *changed = mb_block_with_attribute (block, name, value);

  mb_block_unref (block);

  return changed;
}

static MbBlock *
figure (guint64 id, const char *container)
{
  g_autoptr (MbText) caption = mb_text_new ("Le quai « nord »");
  g_autoptr (MbBlock) bare = NULL;
  guint part = 0;

  g_assert_true (mb_block_kind_find_role (MB_BLOCK_FIGURE, MB_PART_CAPTION, &part));
  bare = with (mb_block_new (id, MB_BLOCK_FIGURE), MB_ATTR_MEDIA, "aa");
  if (container)
    bare = with (g_steal_pointer (&bare), MB_ATTR_CONTAINER, container);

  return mb_block_with_part (bare, part, caption);
}

static MbBlock *
table (guint64 id)
{
  MbBlock *block = with (mb_block_new (id, MB_BLOCK_TABLE), MB_ATTR_COLUMNS, "2");
  guint first = mb_block_kind_get_n_parts (MB_BLOCK_TABLE);

  block = with (with (block, MB_ATTR_ROWS, "2"), MB_ATTR_HEADER, "true");
  for (guint i = 0; i < 4; i++) {
    g_autoptr (MbText) cell = mb_text_new ("case");
    MbBlock *longer = mb_block_with_part (block, first + i, cell);

    mb_block_unref (block);
    block = longer;
  }

  return block;
}

/* Every kind of block, as the site would get it. */
static int
print_ricos (void)
{
  MbSnapshot *all = mb_snapshot_new_bare (FIXTURE_ARTICLE_ID);
  g_autoptr (MbSnapshot) snapshot = NULL;
  g_autoptr (GHashTable) media = mb_remote_media_table_new ();
  g_autoptr (MbSiteDefaults) defaults = mb_site_defaults_new ();
  MbRemoteMedia *picture = mb_remote_media_new ("https://m.example/a.jpg", "a~mv2.jpg");
  MbPostContext context = {.media = media};
  g_autoptr (MbPost) post = NULL;
  g_autofree char *ricos = NULL;

  picture->width_px = 1600;
  picture->height_px = 900;
  g_hash_table_insert (media, g_strdup ("aa"), picture);
  all = add (all, make (1, MB_BLOCK_KICKER, "Surtitre"));
  all = add (all, make (2, MB_BLOCK_HEADLINE, "Le titre"));
  all = add (all, make (3, MB_BLOCK_STANDFIRST, "Le chapô"));
  for (guint kind = MB_BLOCK_PARAGRAPH; kind <= MB_BLOCK_PULL_QUOTE; kind++)
    all = add (all, make (10 + kind, kind, "Texte de bloc \"\\ <x>"));
  all = add (all, with (make (30, MB_BLOCK_LIST_ITEM, "Un point"), MB_ATTR_LIST, "bullet"));
  all = add (all, with (with (make (31, MB_BLOCK_LIST_ITEM, "Dedans"), MB_ATTR_LIST, "ordered"),
                        MB_ATTR_LEVEL, "1"));
  all = add (all, figure (40, NULL));
  all = add (all, figure (41, "gallery-1"));
  all = add (all, figure (42, "gallery-1"));
  all = add (all, with (mb_block_new (50, MB_BLOCK_EMBED), MB_ATTR_URL, "https://youtu.be/x"));
  all = add (all, with (mb_block_new (51, MB_BLOCK_EMBED), MB_ATTR_URL, "https://a.example/"));
  all = add (all, table (52));
  all = add (all, mb_block_new (53, MB_BLOCK_SEPARATOR));
  all = add (all, make (54, MB_BLOCK_PREFORMATTED, "a < b\nc"));
  all = add (all, with (make (55, MB_BLOCK_PARAGRAPH, "Encadré"), MB_ATTR_CONTAINER, "aside-1"));
  all = add (all, with (with (mb_block_new (56, MB_BLOCK_OPAQUE), MB_ATTR_SOURCE, "wix"),
                        MB_ATTR_DATA, "{\"type\":\"DIVIDER\",\"id\":\"theirs\"}"));
  snapshot = all;
  post = mb_post_new (snapshot, &context);
  ricos = mb_wix_ricos_write (post, defaults);
  printf ("%s\n", ricos);

  return 0;
}

int
main (int argc, char **argv)
{
  if (argc > 1 && strcmp (argv[1], "--ricos") == 0)
    return print_ricos ();
  /* The desktop's proxies are in settings whose schemas the isolated folders do not have. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/wix/an-article-arrives-complete", test_an_article_arrives_complete);
  g_test_add_func ("/wix/a-lost-answer-makes-no-second-post",
                   test_a_lost_answer_makes_no_second_post);
  g_test_add_func ("/wix/a-change-is-not-done-before-readers-have-it",
                   test_a_change_is_not_done_before_readers_have_it);
  g_test_add_func ("/wix/moods-of-the-site-pass", test_moods_of_the_site_pass);
  g_test_add_func ("/wix/an-author-is-chosen-where-there-are-several",
                   test_an_author_is_chosen_where_there_are_several);
  g_test_add_func ("/wix/a-section-that-is-lacking-is-said-or-made",
                   test_a_section_that_is_lacking_is_said_or_made);
  g_test_add_func ("/wix/what-is-too-long-is-said-before-it-is-sent",
                   test_what_is_too_long_is_said_before_it_is_sent);
  g_test_add_func ("/wix/the-site-keeps-the-hour-or-says-so",
                   test_the_site_keeps_the_hour_or_says_so);
  g_test_add_func ("/wix/what-the-site-has-changed-is-not-overwritten",
                   test_what_the_site_has_changed_is_not_overwritten);
  g_test_add_func ("/wix/what-is-not-known-comes-back-as-it-went",
                   test_what_is_not_known_comes_back_as_it_went);

  return g_test_run ();
}
