#include "mb-clock.h"
#include "mb-id.h"

static void
test_ids_are_new_and_never_zero (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < 10000; i++) {
    guint64 id = mb_id_new ();

    g_assert_cmpuint (id, !=, 0);
    g_assert_true (g_hash_table_add (seen, g_memdup2 (&id, sizeof id)));
  }
}

static void
test_text_and_id_are_the_same (void)
{
  static const guint64 ids[] = {1, 0x8000000000000000, G_MAXUINT64, 0x0123456789abcdef};

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autofree char *text = mb_id_to_string (ids[i]);
    guint64 back = 0;

    g_assert_cmpuint (strlen (text), ==, MB_ID_TEXT_CHARS);
    g_assert_true (mb_id_parse (text, &back));
    g_assert_cmpuint (back, ==, ids[i]);
  }
}

static void
test_what_is_no_id_is_refused (void)
{
  static const char *const texts[] = {
    NULL,
    "",
    "0000000000000000",
    "123",
    "0123456789ABCDEF",
    "0123456789abcdef0",
    "0123456789abcdeg",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    guint64 id = 7;

    g_assert_false (mb_id_parse (texts[i], &id));
    g_assert_cmpuint (id, ==, 7);
  }
}

static void
test_the_machine_clock_runs (void)
{
  gint64 before_us = mb_clock_monotonic_us (mb_clock_system ());

  g_assert_cmpint (mb_clock_monotonic_us (NULL), >=, before_us);
  g_assert_cmpint (ABS (mb_clock_wall_ms (NULL) - g_get_real_time () / 1000), <, 5000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/id/new-and-never-zero", test_ids_are_new_and_never_zero);
  g_test_add_func ("/base/id/text-and-back", test_text_and_id_are_the_same);
  g_test_add_func ("/base/id/no-id-is-refused", test_what_is_no_id_is_refused);
  g_test_add_func ("/base/clock/machine-runs", test_the_machine_clock_runs);

  return g_test_run ();
}
