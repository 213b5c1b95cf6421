#include "mb-render.h"

/* Hostile bytes in each context. */

static void
assert_text (const char *text, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  mb_render_escape_text (out, text, -1);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
assert_attribute (const char *text, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  mb_render_escape_attribute (out, text, -1);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
test_text_cannot_begin_a_tag (void)
{
  assert_text ("<script>a && b</script>", "&lt;script&gt;a &amp;&amp; b&lt;/script&gt;");
  assert_text ("« l’été \"même\" »", "« l’été \"même\" »");
  assert_text ("&lt;b&gt;", "&amp;lt;b&amp;gt;");
}

static void
test_controls_are_left_out (void)
{
  assert_text ("a\001b\033c\177d\te", "abcd\te");
  assert_attribute ("a\001b", "ab");
}

static void
test_attribute_cannot_be_left (void)
{
  assert_attribute ("\" onload='x' <b>", "&quot; onload=&#39;x&#39; &lt;b&gt;");
  assert_attribute ("a\nb", "a&#10;b");
}

static void
test_length_is_held (void)
{
  g_autoptr (GString) out = g_string_new ("x");

  mb_render_escape_text (out, "ab<c", 3);
  g_assert_cmpstr (out->str, ==, "xab&lt;");
}

static void
test_safe_addresses_pass (void)
{
  const char *const pairs[][2] = {
    {"https://exemple.fr/a?b=c&d=é#f", "https://exemple.fr/a?b=c&d=é#f"},
    {"HTTP://exemple.fr", "HTTP://exemple.fr"},
    {"  https://exemple.fr/a b\n", "https://exemple.fr/a%20b"},
    {"https://exemple.fr/\"><script>", "https://exemple.fr/%22%3E%3Cscript%3E"},
    {"mailto:redaction@exemple.fr?subject=Port", "mailto:redaction@exemple.fr?subject=Port"},
    {"tel:+22890000000", "tel:+22890000000"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *url = mb_render_safe_url (pairs[i][0]);

    g_assert_cmpstr (url, ==, pairs[i][1]);
  }
}

static void
test_other_addresses_do_not_pass (void)
{
  const char *const hostile[] = {
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \tjavascript:alert(1)",
    "java\nscript:alert(1)",
    "\001javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//exemple.fr/",
    "/relative",
    "page.html",
    "#anchor",
    "https:",
    "https://",
    "https:///x",
    "mailto:",
    "tel:",
    "",
    "marbre:secret",
    "blob:https://exemple.fr/1",
    "http:javascript:alert(1)",
    "\377\376",
  };

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    g_assert_null (mb_render_safe_url (hostile[i]));
  g_assert_null (mb_render_safe_url (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/escape/text-cannot-begin-a-tag", test_text_cannot_begin_a_tag);
  g_test_add_func ("/escape/controls-are-left-out", test_controls_are_left_out);
  g_test_add_func ("/escape/attribute-cannot-be-left", test_attribute_cannot_be_left);
  g_test_add_func ("/escape/length-is-held", test_length_is_held);
  g_test_add_func ("/url/safe-addresses-pass", test_safe_addresses_pass);
  g_test_add_func ("/url/other-addresses-do-not-pass", test_other_addresses_do_not_pass);

  return g_test_run ();
}
