#include "mb-helper-client.h"
#include "mb-messages.h"
#include "mb-picture-report.h"

#include <glib/gstdio.h>
#include <string.h>

/* What strangers send to exhaust or break who reads it. The real process answers, or dies, in time;
 * the program that asked goes on with an error that people can be told. */

#define MAX_MS 5000
#define MAX_ASLEEP_MS 10000 /* for a helper that does not even compute */

typedef char *(*Maker) (void);

static char *
repeat (const char *before, const char *unit, guint n, const char *after)
{
  GString *out = g_string_sized_new (strlen (unit) * n + 100);

  g_string_append (out, before);
  while (n-- > 0)
    g_string_append (out, unit);
  g_string_append (out, after);

  return g_string_free_and_steal (out);
}

static char *
make_nesting (void)
{
  return repeat ("", "<div>", 200000, "<p>au fond</p>");
}

static char *
make_inline_nesting (void)
{
  return repeat ("<p>", "<b><i>", 100000, "au fond");
}

static char *
make_list_nesting (void)
{
  return repeat ("", "<ul><li>a", 60000, "");
}

static char *
make_table_nesting (void)
{
  return repeat ("", "<table><tr><td>a", 40000, "");
}

static char *
make_many_attributes (void)
{
  return repeat ("<p ", "a=b ", 200000, ">mot</p>");
}

static char *
make_long_attribute (void)
{
  return repeat ("<p title=\"", "longlong", 200000, "\">mot</p>");
}

static char *
make_open_tag (void)
{
  return repeat ("<p>mot</p><", "a", 1500000, "");
}

static char *
make_many_blocks (void)
{
  return repeat ("", "<p>a</p>", 200000, "");
}

static char *
make_open_comment (void)
{
  return repeat ("<p>mot</p>", "<!--", 300000, "");
}

static char *
make_entities (void)
{
  return repeat ("<p>", "&amp;&#0;&#x110000;&eacute", 60000, "</p>");
}

static char *
make_entity_bomb (void)
{
  return g_strdup ("<?xml version=\"1.0\"?><!DOCTYPE html [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
                   "\"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>"
                   "<p>&c;&c;&c;&c;</p>");
}

static char *
make_foreign_entity (void)
{
  return g_strdup ("<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><p>mot &x;</p>");
}

static char *
make_huge_text (void)
{
  return repeat ("<p>", "mot ", 700000, "</p>");
}

static char *
make_marks (void)
{
  return repeat ("<p>", "<b>a</b> <i>b</i> <a href='https://e.org/'>c</a> ", 15000, "</p>");
}

static char *
make_misnested (void)
{
  return repeat ("<p>", "<b><p><i></b><a href=x>", 40000, "mot");
}

static const struct {
  const char *name;
  Maker make;
} bombs[] = {
  {"nesting", make_nesting},
  {"inline-nesting", make_inline_nesting},
  {"list-nesting", make_list_nesting},
  {"table-nesting", make_table_nesting},
  {"many-attributes", make_many_attributes},
  {"long-attribute", make_long_attribute},
  {"open-tag", make_open_tag},
  {"many-blocks", make_many_blocks},
  {"open-comment", make_open_comment},
  {"entities", make_entities},
  {"entity-bomb", make_entity_bomb},
  {"foreign-entity", make_foreign_entity},
  {"huge-text", make_huge_text},
  {"marks", make_marks},
  {"misnested", make_misnested},
};

/* An error of ours, with a sentence that is not the one for what nobody foresaw. */
static void
assert_can_be_told (const GError *error)
{
  g_autofree char *sentence = mb_message_for_error (error);

  g_assert_true (error->domain == MB_FORMATS_ERROR);
  g_assert_true (error->code == MB_FORMATS_ERROR_LIMITS || error->code == MB_FORMATS_ERROR_EMPTY ||
                 error->code == MB_FORMATS_ERROR_UNKNOWN ||
                 error->code == MB_FORMATS_ERROR_TOO_LARGE);
  g_assert_null (strstr (sentence, "Something went wrong"));
}

static void
assert_blocks_hold (const MbFragment *fragment)
{
  for (guint i = 0; i < fragment->blocks->len; i++) {
    g_autoptr (GError) error = NULL;

    mb_block_check (fragment->blocks->pdata[i], &error);
    g_assert_no_error (error);
  }
}

static void
test_bomb (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autofree char *html = bombs[index].make ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (html, strlen (html));
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (MbFragment) fragment = mb_import_fragment_sync (bytes, NULL, &error);
  gint64 took_ms = (g_get_monotonic_time () - start_us) / 1000;

  g_test_message ("%s: %" G_GSIZE_FORMAT " bytes, %" G_GINT64_FORMAT " ms, %s", bombs[index].name,
                  strlen (html), took_ms, fragment ? "read" : error->message);
  g_assert_cmpint (took_ms, <, MAX_MS);
  if (fragment)
    assert_blocks_hold (fragment);
  else
    assert_can_be_told (error);
}

/* Nothing of another file comes in by an entity. */
static void
test_no_file_is_read (void)
{
  g_autofree char *html = make_foreign_entity ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (html, strlen (html));
  g_autoptr (GError) error = NULL;
  g_autoptr (MbFragment) fragment = mb_import_fragment_sync (bytes, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < fragment->blocks->len; i++)
    g_assert_null (
      strstr (mb_text_get_utf8 (mb_block_get_part (fragment->blocks->pdata[i], 0)), "root:"));
}

static void
append_chunk (GByteArray *png, const char *kind, const guint8 *data, guint32 n)
{
  guint32 length = GUINT32_TO_BE (n);
  const guint8 no_sum[4] = {0};

  g_byte_array_append (png, (const guint8 *) &length, 4);
  g_byte_array_append (png, (const guint8 *) kind, 4);
  g_byte_array_append (png, data, n);
  g_byte_array_append (png, no_sum, 4);
}

static GBytes *
make_png (guint32 width_px, guint32 height_px)
{
  GByteArray *png = g_byte_array_new ();
  const guint32 sizes[2] = {GUINT32_TO_BE (width_px), GUINT32_TO_BE (height_px)};
  guint8 head[13] = {0};

  memcpy (head, sizes, sizeof sizes);
  head[8] = 8;
  head[9] = 2;
  g_byte_array_append (png, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  append_chunk (png, "IHDR", head, sizeof head);
  append_chunk (png, "IDAT", (const guint8 *) "", 0);
  append_chunk (png, "IEND", (const guint8 *) "", 0);

  return g_byte_array_free_to_bytes (png);
}

/* A JPEG with an EXIF block of our making and a frame of 64 × 48. */
static GBytes *
make_jpeg (const guint8 *tiff, gsize n_tiff)
{
  static const guint8 frame[] = {0xff, 0xc0, 0, 17,   8, 0, 48,   0, 64,   3,   1,
                                 0x22, 0,    2, 0x11, 1, 3, 0x11, 1, 0xff, 0xd9};
  GByteArray *jpeg = g_byte_array_new ();
  guint n = (guint) n_tiff + 8;
  const guint8 head[] = {0xff, 0xd8, 0xff, 0xe1, (guint8) (n >> 8), (guint8) n, 'E', 'x',
                         'i',  'f',  0,    0};

  g_byte_array_append (jpeg, head, sizeof head);
  g_byte_array_append (jpeg, tiff, (guint) n_tiff);
  g_byte_array_append (jpeg, frame, sizeof frame);

  return g_byte_array_free_to_bytes (jpeg);
}

/* Directories that point at themselves and at each other, counts that go beyond the end. */
static GBytes *
make_exif_loop (guint kind)
{
  guint8 tiff[64] = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0};

  if (kind == 1) { /* the next directory is this one */
    tiff[22] = 8;
  } else if (kind == 2) { /* a count of four thousand millions */
    memset (tiff + 14, 0xff, 4);
  } else if (kind == 3) { /* 65,535 entries */
    tiff[8] = 0xff;
    tiff[9] = 0xff;
  } else if (kind == 4) { /* the first directory is beyond the end */
    memset (tiff + 4, 0xff, 4);
  }

  return make_jpeg (tiff, sizeof tiff);
}

static gboolean
read_picture (const char *name, GBytes *bytes, gboolean may_be_read)
{
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (MbPictureReport) report = mb_picture_report_read_sync (bytes, NULL, &error);
  gint64 took_ms = (g_get_monotonic_time () - start_us) / 1000;

  g_test_message ("%s: %" G_GINT64_FORMAT " ms, %s", name, took_ms,
                  report ? "read" : error->message);
  g_assert_cmpint (took_ms, <, MAX_MS);
  g_assert_true (may_be_read || !report);
  if (report)
    g_assert_cmpuint ((guint64) report->width_px * report->height_px, <=, 100000000);
  else
    assert_can_be_told (error);

  return report != NULL;
}

static void
test_picture_bombs (void)
{
  static const struct {
    guint32 width_px;
    guint32 height_px;
    gboolean may_be_read;
  } sizes[] = {
    {50000, 50000, FALSE}, {0, 0, FALSE},          {G_MAXUINT32, G_MAXUINT32, FALSE},
    {40000, 1, FALSE},     {1, 40000, FALSE},      {20000, 20000, FALSE},
    {65536, 65536, FALSE}, {0x80000000, 2, FALSE}, {1000, 1000, TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) png = make_png (sizes[i].width_px, sizes[i].height_px);
    g_autofree char *name = g_strdup_printf ("%u x %u", sizes[i].width_px, sizes[i].height_px);

    g_assert_cmpint (read_picture (name, png, sizes[i].may_be_read), ==, sizes[i].may_be_read);
  }
}

static void
test_exif_loops (void)
{
  for (guint kind = 0; kind < 5; kind++) {
    g_autoptr (GBytes) jpeg = make_exif_loop (kind);
    g_autofree char *name = g_strdup_printf ("EXIF %u", kind);

    g_assert_true (read_picture (name, jpeg, TRUE)); /* without what it says */
  }
}

/* Every beginning of a file: it is refused or read, never more. */
static void
test_truncated_pictures (void)
{
  g_autoptr (GBytes) whole = make_exif_loop (1);
  gsize n = g_bytes_get_size (whole);

  for (gsize end = 0; end < n; end += 7) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, end);

    read_picture ("truncated", part, end > 80);
  }
}

static void
test_what_is_no_picture (void)
{
  static const struct {
    const char *name;
    const char *bytes;
  } cases[] = {
    {"text", "Un mot."},
    {"svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"/>"},
    {"html", "<html><img src=x>"},
    {"pdf", "%PDF-1.7"},
    {"only the magic", "\x89PNG\r\n\x1a\n"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].bytes, strlen (cases[i].bytes));

    read_picture (cases[i].name, bytes, FALSE);
  }
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* It says itself what holds it; limits and the filter of calls always do. */
static void
test_it_is_shut_in (void)
{
  static const char *const kinds[] = {"html", "html-page"};

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static ("<p>a</p>", 8);
    g_autoptr (GError) error = NULL;
    g_autoptr (MbHelperAnswer) answer = mb_helper_run (kinds[i], bytes, NULL, &error);
    g_autofree char *head = NULL;

    g_assert_no_error (error);
    head = g_strndup (g_bytes_get_data (answer->head, NULL), g_bytes_get_size (answer->head));
    g_assert_nonnull (strstr (head, "\"limits\""));
    g_assert_nonnull (strstr (head, "\"seccomp\""));
  }
}

static void
use_helper (const char *folder, const char *script)
{
  g_autofree char *path = g_build_filename (folder, "marbre-helper", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, script, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  g_setenv ("MARBRE_LIBEXECDIR", folder, TRUE);
}

/* A helper that never answers, one that says nonsense, one that dies: the caller hears of it in
 * time. */
static void
test_bad_helpers (void)
{
  static const struct {
    const char *name;
    const char *script;
    MbFormatsError code;
  } cases[] = {
    {"silent", "#!/bin/sh\nexec sleep 60\n", MB_FORMATS_ERROR_LIMITS},
    {"endless", "#!/bin/sh\nexec cat /dev/zero\n", MB_FORMATS_ERROR_LIMITS},
    {"nonsense", "#!/bin/sh\nprintf '\\0\\0\\0\\5hello'\n", MB_FORMATS_ERROR_HELPER},
    {"boast", "#!/bin/sh\nprintf '\\377\\377\\377\\377{}'\n", MB_FORMATS_ERROR_HELPER},
    {"mute", "#!/bin/sh\nexit 0\n", MB_FORMATS_ERROR_HELPER},
    {"killed", "#!/bin/sh\nkill -9 $$\n", MB_FORMATS_ERROR_LIMITS},
    {"no blocks", "#!/bin/sh\nprintf '\\0\\0\\0\\13{\"ok\":true}'\n", MB_FORMATS_ERROR_HELPER},
    {"not a list", "#!/bin/sh\nprintf '\\0\\0\\0\\2[]'\n", MB_FORMATS_ERROR_HELPER},
  };
  g_autofree char *real = g_strdup (g_getenv ("MARBRE_LIBEXECDIR"));
  g_autofree char *folder = g_dir_make_tmp ("marbre-helper-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "marbre-helper", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("<p>a</p>", 8);

  g_setenv ("MARBRE_HELPER_SECONDS", "2", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 start_us = g_get_monotonic_time ();

    use_helper (folder, cases[i].script);
    g_assert_null (mb_import_fragment_sync (bytes, NULL, &error));
    g_test_message ("%s: %s", cases[i].name, error->message);
    g_assert_error (error, MB_FORMATS_ERROR, (int) cases[i].code);
    g_assert_cmpint (g_get_monotonic_time () - start_us, <, MAX_ASLEEP_MS * 1000);
  }
  g_unsetenv ("MARBRE_HELPER_SECONDS");
  g_unlink (path);
  g_rmdir (folder);
  g_setenv ("MARBRE_LIBEXECDIR", real, TRUE);
}

/* On a busy machine a helper may get nothing to compute with for long, and reads all the same. */
static void
test_waiting_its_turn_is_no_fault (void)
{
  g_autofree char *real = g_strdup (g_getenv ("MARBRE_LIBEXECDIR"));
  g_autofree char *folder = g_dir_make_tmp ("marbre-helper-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "marbre-helper", NULL);
  g_autofree char *script =
    g_strdup_printf ("#!/bin/sh\nsleep 9\nexec '%s/marbre-helper' \"$@\"\n", real);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("<p>a</p>", 8);
  g_autoptr (MbFragment) fragment = NULL;
  g_autoptr (GError) error = NULL;

  use_helper (folder, script);
  fragment = mb_import_fragment_sync (bytes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fragment->blocks->len, ==, 1);
  g_unlink (path);
  g_rmdir (folder);
  g_setenv ("MARBRE_LIBEXECDIR", real, TRUE);
}

static void
test_giving_up_is_at_once (void)
{
  g_autofree char *real = g_strdup (g_getenv ("MARBRE_LIBEXECDIR"));
  g_autofree char *folder = g_dir_make_tmp ("marbre-helper-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "marbre-helper", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("<p>a</p>", 8);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  GThread *thread = NULL;

  use_helper (folder, "#!/bin/sh\nexec sleep 60\n");
  thread = g_thread_new ("give-up", cancel_thread, cancellable);
  g_assert_null (mb_import_fragment_sync (bytes, cancellable, &error));
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 2 * G_USEC_PER_SEC);
  g_unlink (path);
  g_rmdir (folder);
  g_setenv ("MARBRE_LIBEXECDIR", real, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bombs); i++) {
    g_autofree char *path = g_strconcat ("/hostile/html/", bombs[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bomb);
  }
  g_test_add_func ("/hostile/html/no-file-is-read", test_no_file_is_read);
  g_test_add_func ("/hostile/picture/bombs", test_picture_bombs);
  g_test_add_func ("/hostile/picture/exif-loops", test_exif_loops);
  g_test_add_func ("/hostile/picture/truncated", test_truncated_pictures);
  g_test_add_func ("/hostile/picture/none", test_what_is_no_picture);
  g_test_add_func ("/hostile/helper/shut-in", test_it_is_shut_in);
  g_test_add_func ("/hostile/helper/bad", test_bad_helpers);
  g_test_add_func ("/hostile/helper/waiting-its-turn", test_waiting_its_turn_is_no_fault);
  g_test_add_func ("/hostile/helper/giving-up-is-at-once", test_giving_up_is_at_once);

  return g_test_run ();
}
