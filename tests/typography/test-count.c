#include "mb-count.h"

static void
test_newsroom_counts (void)
{
  const struct {
    const char *text;
    guint words;
    guint signs;
  } rows[] = {
    {"Vraiment\342\200\257?", 1, 10},
    {"«\302\240Non\302\240», dit-elle.", 2, 18},
    {"12\342\200\257500 élus", 2, 11},
    {"L’eau – rare – monte.", 3, 21},
    {"M.\302\240Doré", 2, 7},
    {"", 0, 0},
    {"\360\237\221\250\342\200\215\360\237\221\251\342\200\215\360\237\221\247", 0, 1},
    {"e\314\201te\314\201", 1, 3},
    {"Un\342\200\250deux", 2, 6},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (MbText) text = mb_text_new (rows[i].text);
    MbCount count = mb_count_text (text);

    g_assert_cmpuint (count.words, ==, rows[i].words);
    g_assert_cmpuint (count.signs, ==, rows[i].signs);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/count/newsroom-counts", test_newsroom_counts);

  return g_test_run ();
}
