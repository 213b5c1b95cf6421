/* However the site lies, and wherever the program is killed: one post, whole and public. */
#include "mb-fixture.h"

#include <stdlib.h>
#include <string.h>

#define MAX_RUNS 14
#define N_UPDATE_POINTS 10

static char *victim;      /* the program that is killed */
static gboolean updating; /* the article is public already and sent again, changed */
static gboolean weakened; /* it does not look for its mark */

typedef struct {
  MbAct act;
  MbLie lie;
  guint skip;
  guint kill_at; /* 0: not killed */
} Case;

static const char *const act_names[] = {
  "any", "config", "find", "read", "media", "create", "update", "delete", "public",
};

static const char *const lie_names[] = {
  "truth",    "swallow", "cut headers", "cut body", "wrong length", "twice",
  "never",    "drip",    "500",         "502 page", "200 page",     "200 without address",
  "refuse",   "301",     "302",         "303",      "307",          "308",
  "303 here", "429",     "503",         "403 page", "portal",
};

/* One run of the victim. -1: it was killed. */
static int
run_victim (MbLyingSite *site, const char *folder, const char *how, guint kill_at, guint *n_points)
{
  g_autofree char *kill_text = g_strdup_printf ("%u", kill_at);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                              &error, victim, folder, mb_lying_site_get_endpoint (site),
                              mb_lying_site_get_token (site), how, kill_text,
                              weakened ? "forgetful" : NULL, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  if (g_test_verbose ())
    g_test_message ("%s", err);
  if (n_points)
    *n_points = (guint) atoi (out);
  if (g_subprocess_get_if_signaled (process)) {
    g_assert_cmpint (g_subprocess_get_term_sig (process), ==, 9);
    return -1;
  }

  return g_subprocess_get_exit_status (process);
}

/* What a reader and the newsroom find in the end; NULL: all as it should be. */
static char *
judge (MbLyingSite *site)
{
  g_autoptr (GPtrArray) posts = mb_lying_site_dup_posts (site);
  MbSitePost *post;

  if (posts->len != 1)
    return g_strdup_printf ("%u posts", posts->len);
  post = posts->pdata[0];
  if (!post->published)
    return g_strdup ("not public");
  if (strcmp (post->slug, FIXTURE_SLUG) != 0)
    return g_strdup_printf ("slug %s", post->slug);
  if (strcmp (post->headline, FIXTURE_HEADLINE) != 0 ||
      !strstr (post->html, updating ? FIXTURE_OTHER_END : "Retour à quai"))
    return g_strdup ("not whole");
  if (mb_lying_site_count_media (site) != FIXTURE_N_PICTURES)
    return g_strdup_printf ("%u pictures", mb_lying_site_count_media (site));
  if (mb_lying_site_count_empty_writes (site) > 0)
    return g_strdup ("a write without its body");
  if (mb_lying_site_count_reused_writes (site) > 0)
    return g_strdup ("a write over a used connection");
  if (mb_lying_site_count_stolen (site, TRUE) > 0)
    return g_strdup ("credentials went elsewhere");

  return NULL;
}

static char *
try_case (MbLyingSite *site, const Case *one)
{
  g_autofree char *folder = g_dir_make_tmp ("marbre-once-XXXXXX", NULL);
  int status;
  char *problem;

  mb_lying_site_reset (site);
  if (updating)
    g_assert_cmpint (run_victim (site, folder, "new", 0, NULL), ==, 0);
  if (one->lie != MB_LIE_NONE)
    mb_lying_site_lie (site, one->act, one->lie, one->skip, 1);
  status = run_victim (site, folder, updating ? "update" : "new", one->kill_at, NULL);
  for (guint i = 0; status != 0 && i < MAX_RUNS; i++)
    status = run_victim (site, folder, updating ? "update" : "resume", 0, NULL);
  problem = status == 0 ? judge (site) : g_strdup_printf ("it ends with %d", status);
  mb_fixture_remove_folder (folder);

  return problem;
}

static guint
run_cases (MbLyingSite *site, const GArray *cases)
{
  guint n_bad = 0;

  for (guint i = 0; i < cases->len; i++) {
    const Case *one = &g_array_index (cases, Case, i);
    g_autofree char *problem = try_case (site, one);

    if (!problem)
      continue;
    n_bad++;
    g_test_message ("%s answered with %s after %u, killed at %u: %s", act_names[one->act],
                    lie_names[one->lie], one->skip, one->kill_at, problem);
  }
  g_test_message ("%u cases, %u bad", cases->len, n_bad);

  return n_bad;
}

static gboolean
is_slow (MbLie lie)
{
  return lie == MB_LIE_NEVER || lie == MB_LIE_DRIP || lie == MB_LIE_LENGTH;
}

/* Each answer of each act is a lie, once; slow ones only where a write may have arrived. */
static GArray *
list_lies (void)
{
  GArray *cases = g_array_new (FALSE, TRUE, sizeof (Case));

  for (int kind = MB_ACT_CONFIG; kind <= MB_ACT_PUBLIC; kind++) {
    for (int lie = MB_LIE_SWALLOW; lie < MB_N_LIES; lie++) {
      Case one = {.act = (MbAct) kind, .lie = (MbLie) lie};
      gboolean writes = kind == MB_ACT_CREATE || kind == MB_ACT_UPDATE || kind == MB_ACT_MEDIA;

      if (kind == MB_ACT_DELETE || (is_slow (one.lie) && !writes))
        continue;
      g_array_append_val (cases, one);
    }
  }

  return cases;
}

/* Killed at each named point, with the site telling the truth or losing the answer of a write. */
static GArray *
list_kills (guint n_points)
{
  static const MbAct acts[] = {MB_ACT_MEDIA, MB_ACT_CREATE, MB_ACT_UPDATE};
  static const MbLie lies[] = {MB_LIE_SWALLOW, MB_LIE_CUT_BODY, MB_LIE_500, MB_LIE_200_EMPTY};
  GArray *cases = g_array_new (FALSE, TRUE, sizeof (Case));

  for (guint at = 1; at <= n_points; at++) {
    Case honest = {.kill_at = at};

    g_array_append_val (cases, honest);
    for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
      for (guint j = 0; j < G_N_ELEMENTS (lies); j++) {
        Case one = {.act = acts[i], .lie = lies[j], .kill_at = at};

        if (g_test_thorough () || (at + i + j) % 2 == 0)
          g_array_append_val (cases, one);
      }
    }
  }

  return cases;
}

static guint
count_points (MbLyingSite *site)
{
  g_autofree char *folder = g_dir_make_tmp ("marbre-once-XXXXXX", NULL);
  guint n_points = 0;

  mb_lying_site_reset (site);
  g_assert_cmpint (run_victim (site, folder, "new", 0, &n_points), ==, 0);
  mb_fixture_remove_folder (folder);
  g_assert_cmpuint (n_points, >=, 12);

  return n_points;
}

static void
test_lies_with_lasting_addresses (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.own_query = TRUE});
  g_autoptr (GArray) cases = list_lies ();

  g_assert_cmpuint (run_cases (site, cases), ==, 0);
}

static void
test_lies_with_changing_addresses (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE});
  g_autoptr (GArray) cases = list_lies ();

  g_assert_cmpuint (run_cases (site, cases), ==, 0);
}

static void
test_kills (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE});
  g_autoptr (GArray) cases = list_kills (count_points (site));

  g_assert_cmpuint (run_cases (site, cases), ==, 0);
}

static void
test_kills_without_slug_query (void)
{
  g_autoptr (MbLyingSite) site =
    mb_lying_site_new (&(MbSiteHabits) {.no_slug_query = TRUE, .keeps_old_slugs = TRUE});
  g_autoptr (GArray) cases = g_array_new (FALSE, TRUE, sizeof (Case));
  guint n_points = count_points (site);

  for (guint at = 1; at <= n_points; at++) {
    Case one = {.act = MB_ACT_CREATE, .lie = MB_LIE_SWALLOW, .kill_at = at};

    g_array_append_val (cases, one);
  }
  g_assert_cmpuint (run_cases (site, cases), ==, 0);
}

static void
test_lies_and_kills_of_an_update (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {.slug_in_url = TRUE});
  g_autoptr (GArray) cases = g_array_new (FALSE, TRUE, sizeof (Case));
  static const MbAct acts[] = {MB_ACT_READ, MB_ACT_UPDATE, MB_ACT_PUBLIC};

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    for (int lie = MB_LIE_SWALLOW; lie < MB_N_LIES; lie++) {
      Case one = {.act = acts[i], .lie = (MbLie) lie};

      if (!is_slow (one.lie) || acts[i] == MB_ACT_UPDATE)
        g_array_append_val (cases, one);
    }
  }
  for (guint at = 1; at <= N_UPDATE_POINTS; at++) {
    for (int lie = MB_LIE_NONE; lie <= MB_LIE_CUT_HEADERS; lie++) {
      Case one = {.act = MB_ACT_UPDATE, .lie = (MbLie) lie, .kill_at = at};

      g_array_append_val (cases, one);
    }
  }
  updating = TRUE;
  g_assert_cmpuint (run_cases (site, cases), ==, 0);
  updating = FALSE;
}

/* Several lies at once, several kills, on sites of every habit; the seed is printed. */
static char *
try_soak (MbLyingSite *site)
{
  g_autofree char *folder = g_dir_make_tmp ("marbre-once-XXXXXX", NULL);
  g_autoptr (GString) story = g_string_new (NULL);
  guint n_lies = (guint) g_test_rand_int_range (1, 5);
  guint n_kills = (guint) g_test_rand_int_range (0, 4);
  g_autofree char *problem = NULL;
  int status;

  mb_lying_site_reset (site);
  for (guint i = 0; i < n_lies; i++) {
    MbAct kind = (MbAct) g_test_rand_int_range (MB_ACT_CONFIG, MB_ACT_PUBLIC + 1);
    MbLie lie = (MbLie) g_test_rand_int_range (MB_LIE_SWALLOW, MB_N_LIES);
    guint skip = (guint) g_test_rand_int_range (0, 3);

    if (is_slow (lie))
      continue;
    mb_lying_site_lie (site, kind, lie, skip, 1);
    g_string_append_printf (story, "%s→%s after %u; ", act_names[kind], lie_names[lie], skip);
  }
  status =
    run_victim (site, folder, "new", n_kills ? (guint) g_test_rand_int_range (1, 24) : 0, NULL);
  for (guint i = 1; i < n_kills && status != 0; i++)
    status = run_victim (site, folder, "resume", (guint) g_test_rand_int_range (1, 12), NULL);
  for (guint i = 0; status != 0 && i < MAX_RUNS; i++)
    status = run_victim (site, folder, "resume", 0, NULL);
  problem = status == 0 ? judge (site) : g_strdup_printf ("it ends with %d", status);
  mb_fixture_remove_folder (folder);

  return problem ? g_strdup_printf ("%s%u kills: %s", story->str, n_kills, problem) : NULL;
}

static void
test_soak (void)
{
  const char *asked = g_getenv ("MARBRE_ROUNDS");
  guint n_rounds = asked ? (guint) atoi (asked) / 10 : 50;
  guint n_bad = 0;

  for (guint i = 0; i < n_rounds; i++) {
    g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {
      .own_query = g_test_rand_bit (),
      .slug_in_url = g_test_rand_bit (),
      .no_slug_query = g_test_rand_bit (),
      .accepted = g_test_rand_bit (),
      .keeps_old_slugs = g_test_rand_bit (),
    });
    g_autofree char *problem = try_soak (site);

    if (!problem)
      continue;
    n_bad++;
    g_test_message ("round %u: %s", i, problem);
  }
  g_test_message ("%u rounds, %u bad", n_rounds, n_bad);
  g_assert_cmpuint (n_bad, ==, 0);
}

/* A publisher that does not look for its mark publishes twice, and this suite says so. */
static void
test_forgetful_publisher_is_caught (void)
{
  g_autoptr (MbLyingSite) site = mb_lying_site_new (&(MbSiteHabits) {0});
  g_autoptr (GArray) cases = g_array_new (FALSE, TRUE, sizeof (Case));
  static const MbLie lies[] = {MB_LIE_SWALLOW, MB_LIE_CUT_HEADERS, MB_LIE_500, MB_LIE_200_EMPTY};

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    Case one = {.act = MB_ACT_CREATE, .lie = lies[i]};

    g_array_append_val (cases, one);
  }
  g_assert_cmpuint (run_cases (site, cases), ==, cases->len);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_path_get_dirname (argv[0]);
  const char *named = g_getenv ("OUTBOX_VICTIM");

  victim = named ? g_strdup (named) : g_build_filename (folder, "outbox-victim", NULL);
  g_test_init (&argc, &argv, NULL);
  weakened = argc > 1 && strcmp (argv[1], "--weakened") == 0;
  if (weakened) {
    g_test_add_func ("/publish/prove/forgetful-publisher-is-caught",
                     test_forgetful_publisher_is_caught);
    return g_test_run ();
  }
  g_test_add_func ("/publish/once/lies-with-lasting-addresses", test_lies_with_lasting_addresses);
  g_test_add_func ("/publish/once/lies-with-changing-addresses", test_lies_with_changing_addresses);
  g_test_add_func ("/publish/once/kills", test_kills);
  g_test_add_func ("/publish/once/lies-and-kills-of-an-update", test_lies_and_kills_of_an_update);
  g_test_add_func ("/publish/once/soak", test_soak);
  g_test_add_func ("/publish/once/kills-without-slug-query", test_kills_without_slug_query);

  return g_test_run ();
}
