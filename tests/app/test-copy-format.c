#include "mb-copy-format.h"
#include "mb-test-store.h"

#include <string.h>

static void
test_a_name_says_its_format (void)
{
  static const struct {
    const char *name;
    const char *suffix; /* NULL: it says nothing */
  } cases[] = {
    {"le bac.json", ".json"}, {"le bac.html", ".html"}, {"le bac.MD", ".md"},
    {"le.bac.Txt", ".txt"},   {".md", ".md"},           {"le bac", NULL},
    {"le bac.", NULL},        {"le bac.docx", NULL},    {"le md", NULL},
    {"le bac.md.old", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const MbCopyFormat *format = mb_copy_format_find (cases[i].name);

    g_test_message ("%s", cases[i].name);
    g_assert_cmpstr (format ? format->suffix : NULL, ==, cases[i].suffix);
  }
}

static char *
encode (const char *name, MbSnapshot *snapshot)
{
  g_autoptr (GBytes) bytes = mb_copy_format_encode (mb_copy_format_find (name), snapshot);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_each_format_is_what_it_says (void)
{
  static const struct {
    const char *name;
    const char *start;
    const char *inside;
  } cases[] = {
    {"a.json", "{", "La mer &lt; le ciel"}, /* only in a page is a sign of markup escaped */
    {"a.html", "<!DOCTYPE html>", "La mer &lt; le ciel"},
    {"a.md", "# Le bac", "La mer"},
    {"a.txt", "Le bac", "La mer < le ciel"},
  };
  g_autoptr (MbSnapshot) snapshot = mb_test_snapshot ("Le bac", "La mer < le ciel");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = encode (cases[i].name, snapshot);

    g_test_message ("%s", text);
    g_assert_true (g_str_has_prefix (text, cases[i].start));
    g_assert_true ((strstr (text, cases[i].inside) != NULL) == (i > 0));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/copy-format/a-name-says-its-format", test_a_name_says_its_format);
  g_test_add_func ("/app/copy-format/each-format-is-what-it-says",
                   test_each_format_is_what_it_says);

  return g_test_run ();
}
