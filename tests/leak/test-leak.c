#include "mb-leak-cases.h"
#include "mb-leak-net.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <gio/gio.h>

#define ENOUGH_HOSTS 20
#define LEAST_STAY_MS 3000

static const char *program;
static guint stay_ms = LEAST_STAY_MS;

static GSubprocess *
start (const char *name, const char *module_folder)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *stay = g_strdup_printf ("%u", stay_ms);
  g_autoptr (GError) error = NULL;
  GSubprocess *child = NULL;

  if (module_folder)
    g_subprocess_launcher_setenv (launcher, "MARBRE_LIBEXECDIR", module_folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "none", TRUE);
  leak_watch_clear ();
  child = g_subprocess_launcher_spawn (launcher, &error, program, "--case", name, stay, NULL);
  g_assert_no_error (error);

  return child;
}

/* What the web view started outlives it for a moment, and what it asked may still stand in a queue:
 * neither may be laid at the next one's door. */
static void
wait_for_the_rest (void)
{
  while (waitpid (-1, NULL, 0) > 0 || errno == EINTR)
    ;
  leak_watch_catch_up ();
}

static void
end (GSubprocess *child)
{
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);
  wait_for_the_rest ();
}

static void
test_the_harness_sees_what_a_naive_view_tells (void)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (GSubprocess) child = start ("naive", NULL);

  leak_watch_wait (ENOUGH_HOSTS, 0);
  end (child);
  stay_ms =
    MAX (LEAST_STAY_MS, (guint) ((g_get_monotonic_time () - start_us) / G_TIME_SPAN_MILLISECOND));
  g_test_message ("%u hosts heard of a naive view; the others are watched for %u ms",
                  leak_watch_count_hosts (), stay_ms);
}

static void
assert_silent (const char *name)
{
  g_autoptr (GSubprocess) child = start (name, NULL);
  g_autoptr (GError) error = NULL;
  gboolean well = g_subprocess_wait_check (child, NULL, &error);

  wait_for_the_rest ();
  leak_watch_report ();
  g_assert_no_error (error);
  g_assert_true (well);
  g_assert_cmpuint (leak_watch_count (), ==, 0);
}

static void
test_an_article_of_hostile_markup_tells_nobody (void)
{
  assert_silent ("article");
}

static void
test_hostile_markup_in_the_page_itself_tells_nobody (void)
{
  assert_silent ("page");
}

/* A suite that cannot fail is none: without the filter, our own script's world reaches for the
 * network, if only for the dead proxy. */
static void
test_a_preview_without_its_filter_is_caught (void)
{
  g_autoptr (GSubprocess) child = NULL;

  stay_ms = 0;
  child = start ("page", MB_WEAK_MODULE_FOLDER);
  leak_watch_wait (0, 1);
  end (child);
  leak_watch_report ();
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc == 4 && g_str_equal (argv[1], "--case"))
    return leak_case_run (argv[2], (guint) g_ascii_strtoull (argv[3], NULL, 10));

  if (!leak_net_enter (&error)) {
    g_print ("1..1\nnot ok 1 a network of our own\n# %s\n", error->message);
    return 1;
  }
  leak_watch_start ();
  prctl (PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/leak/the-harness-sees-what-a-naive-view-tells",
                   test_the_harness_sees_what_a_naive_view_tells);
  g_test_add_func ("/leak/an-article-of-hostile-markup-tells-nobody",
                   test_an_article_of_hostile_markup_tells_nobody);
  g_test_add_func ("/leak/hostile-markup-in-the-page-itself-tells-nobody",
                   test_hostile_markup_in_the_page_itself_tells_nobody);
  g_test_add_func ("/leak/a-preview-without-its-filter-is-caught",
                   test_a_preview_without_its_filter_is_caught);

  return g_test_run ();
}
