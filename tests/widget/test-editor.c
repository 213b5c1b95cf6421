#include "mb-article-text.h"
#include "mb-editor-commands.h"
#include "mb-editor-view.h"
#include "mb-id.h"
#include "mb-random-edit.h"

#include <glib/gstdio.h>

#include <stdlib.h>
#include <unistd.h>

/* The editor as GTK drives it: keys become GTK's own signals, and after each the text and the
 * article are the same. */

#define OBJECT_CHAR "\357\277\274"

typedef struct {
  GtkWidget *window;
  MbEditorView *view;
  GtkTextView *text;
  MbEditorBuffer *buffer;
  MbArticle *article;
} Desk;

static GtkTextView *
find_text (GtkWidget *widget)
{
  if (MB_IS_ARTICLE_TEXT (widget))
    return GTK_TEXT_VIEW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkTextView *found = find_text (child);

    if (found)
      return found;
  }

  return NULL;
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (MbSnapshot) snapshot = mb_snapshot_new ("3f0c2a9e-0f3c-4f53-9a55-0d8a4f4c7b11");

  desk->article = mb_article_new (snapshot, 0);
  desk->window = gtk_window_new ();
  desk->view = MB_EDITOR_VIEW (mb_editor_view_new ());
  gtk_window_set_child (GTK_WINDOW (desk->window), GTK_WIDGET (desk->view));
  gtk_window_set_default_size (GTK_WINDOW (desk->window), 800, 600);
  mb_editor_view_set_article (desk->view, desk->article);
  desk->text = find_text (GTK_WIDGET (desk->view));
  desk->buffer = mb_article_text_get_buffer (MB_ARTICLE_TEXT (desk->text));
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  g_assert_finalize_object (desk->article);
}

/* Every line shows the part that the buffer says it shows, in the article's order, and nothing else
 * is there. */
static void
assert_lines (Desk *desk)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (desk->text);
  MbSnapshot *snapshot = mb_article_get_snapshot (desk->article);
  int line = 0;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint part = 0; part < mb_block_kind_get_n_parts (mb_block_get_kind (block));
         part++, line++) {
      gboolean object = mb_part_role_is_object (mb_block_get_part_role (block, part));
      const char *wanted =
        object ? OBJECT_CHAR : mb_text_get_utf8 (mb_block_get_part (block, part));
      g_autofree char *there = NULL;
      GtkTextIter start;
      GtkTextIter end;
      guint shown;

      g_assert_true (mb_editor_buffer_get_line_block (desk->buffer, line, &shown) == block);
      g_assert_cmpuint (shown, ==, part);
      gtk_text_buffer_get_iter_at_line (text, &start, line);
      end = start;
      if (!gtk_text_iter_ends_line (&end))
        gtk_text_iter_forward_to_line_end (&end);
      there = gtk_text_iter_get_slice (&start, &end);
      g_assert_cmpstr (there, ==, wanted);
      g_assert_true (!object || gtk_text_iter_get_paintable (&start));
    }
  }
  g_assert_cmpint (gtk_text_buffer_get_line_count (text), ==, line);
}

static void
assert_same (Desk *desk)
{
  g_autoptr (GError) error = NULL;

  mb_editor_buffer_flush (desk->buffer);
  mb_article_check (desk->article, &error);
  g_assert_no_error (error);
  assert_lines (desk);
}

static void
type (Desk *desk, const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    g_autofree char *key = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));

    g_signal_emit_by_name (desk->text, "insert-at-cursor", key);
    assert_same (desk);
  }
}

static void
press_backspace (Desk *desk)
{
  if (!mb_editor_command_unwrap (desk->buffer))
    g_signal_emit_by_name (desk->text, "backspace");
  assert_same (desk);
}

static void
go (Desk *desk, guint index, guint part, guint offset)
{
  MbBlock *block = mb_snapshot_get_block (mb_article_get_snapshot (desk->article), index);

  mb_editor_view_jump (desk->view, &(MbPosition) {mb_block_get_id (block), part, offset});
}

static void
insert_figure (Desk *desk, int width_px, int height_px)
{
  g_autofree char *width = g_strdup_printf ("%d", width_px);
  g_autofree char *height = g_strdup_printf ("%d", height_px);
  g_autoptr (MbBlock) bare = mb_block_new (mb_id_new (), MB_BLOCK_FIGURE);
  g_autoptr (MbBlock) with_media = mb_block_with_attribute (bare, MB_ATTR_MEDIA, "ab");
  g_autoptr (MbBlock) with_width = mb_block_with_attribute (with_media, MB_ATTR_WIDTH, width);
  g_autoptr (MbBlock) figure = mb_block_with_attribute (with_width, MB_ATTR_HEIGHT, height);

  mb_editor_view_insert_block (desk->view, figure);
}

static MbBlock *
block_at (Desk *desk, guint index)
{
  return mb_snapshot_get_block (mb_article_get_snapshot (desk->article), index);
}

static const char *
words_at (Desk *desk, guint index, guint part)
{
  return mb_text_get_utf8 (mb_block_get_part (block_at (desk, index), part));
}

static void
test_enter_leads_through_the_furniture (Desk *desk, gconstpointer data)
{
  go (desk, 0, 0, 0);
  type (desk, "Mer\nLe port\nIl rouvre.\nLundi.\nMardi.");
  g_assert_cmpstr (words_at (desk, 0, 0), ==, "Mer");
  g_assert_cmpstr (words_at (desk, 1, 0), ==, "Le port");
  g_assert_cmpstr (words_at (desk, 2, 0), ==, "Il rouvre.");
  g_assert_cmpstr (words_at (desk, 3, 0), ==, "Lundi.");
  g_assert_cmpstr (words_at (desk, 4, 0), ==, "Mardi.");
  g_assert_cmpuint (mb_snapshot_get_n_blocks (mb_article_get_snapshot (desk->article)), ==, 5);
}

static void
test_a_paragraph_follows_a_crosshead (Desk *desk, gconstpointer data)
{
  go (desk, 3, 0, 0);
  mb_editor_command_set_kind (desk->buffer, MB_BLOCK_CROSSHEAD, NULL);
  type (desk, "Un accord\nLa convention");
  g_assert_cmpint (mb_block_get_kind (block_at (desk, 3)), ==, MB_BLOCK_CROSSHEAD);
  g_assert_cmpint (mb_block_get_kind (block_at (desk, 4)), ==, MB_BLOCK_PARAGRAPH);
}

static void
test_an_empty_item_ends_a_list (Desk *desk, gconstpointer data)
{
  go (desk, 3, 0, 0);
  mb_editor_command_set_kind (desk->buffer, MB_BLOCK_LIST_ITEM, "bullet");
  type (desk, "Un\nDeux\n");
  g_assert_cmpint (mb_block_get_kind (block_at (desk, 5)), ==, MB_BLOCK_LIST_ITEM);
  g_assert_cmpstr (mb_block_get_attribute (block_at (desk, 5), MB_ATTR_LIST), ==, "bullet");
  g_assert_true (mb_editor_command_indent (desk->buffer, 1));
  g_assert_cmpstr (mb_block_get_attribute (block_at (desk, 5), MB_ATTR_LEVEL), ==, "2");
  type (desk, "\n");
  g_assert_null (mb_block_get_attribute (block_at (desk, 5), MB_ATTR_LEVEL));
  type (desk, "\n");
  g_assert_cmpint (mb_block_get_kind (block_at (desk, 5)), ==, MB_BLOCK_PARAGRAPH);
}

static void
test_enter_goes_from_caption_to_credit_to_text (Desk *desk, gconstpointer data)
{
  go (desk, 3, 0, 0);
  insert_figure (desk, 300, 200);
  assert_same (desk);
  type (desk, "Le quai\nA. T.\nSuite");
  g_assert_cmpint (mb_block_get_kind (block_at (desk, 3)), ==, MB_BLOCK_FIGURE);
  g_assert_cmpstr (words_at (desk, 3, 1), ==, "Le quai");
  g_assert_cmpstr (words_at (desk, 3, 2), ==, "A. T.");
  g_assert_cmpstr (words_at (desk, 4, 0), ==, "Suite");
}

static void
test_backspace_takes_a_picture_and_leaves_its_words (Desk *desk, gconstpointer data)
{
  go (desk, 3, 0, 0);
  insert_figure (desk, 300, 200);
  type (desk, "Le quai");
  go (desk, 3, 0, 1);
  press_backspace (desk);
  g_assert_cmpint (mb_block_get_kind (block_at (desk, 3)), ==, MB_BLOCK_PARAGRAPH);
  g_assert_cmpstr (words_at (desk, 3, 0), ==, "Le quai");
  g_assert_true (mb_article_undo (desk->article));
  assert_same (desk);
  g_assert_cmpint (mb_block_get_kind (block_at (desk, 3)), ==, MB_BLOCK_FIGURE);
}

static void
test_backspace_joins_paragraphs_and_spares_furniture (Desk *desk, gconstpointer data)
{
  go (desk, 2, 0, 0);
  type (desk, "Chapô\nUn\nDeux");
  go (desk, 4, 0, 0);
  press_backspace (desk);
  g_assert_cmpstr (words_at (desk, 3, 0), ==, "UnDeux");
  go (desk, 3, 0, 0);
  press_backspace (desk);
  g_assert_cmpstr (words_at (desk, 2, 0), ==, "Chapô");
  g_assert_cmpstr (words_at (desk, 3, 0), ==, "UnDeux");
}

static void
test_bold_grows_and_can_be_turned_off (Desk *desk, gconstpointer data)
{
  guint n;
  const MbSpan *spans = NULL;

  go (desk, 3, 0, 0);
  mb_editor_command_toggle (desk->buffer, MB_SPAN_STRONG);
  type (desk, "ab");
  mb_editor_command_toggle (desk->buffer, MB_SPAN_STRONG);
  type (desk, "cd");
  spans = mb_text_get_spans (mb_block_get_part (block_at (desk, 3), 0), &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (spans[0].start, ==, 0);
  g_assert_cmpuint (spans[0].end, ==, 2);
}

static void
test_foreign_line_ends_become_blocks (Desk *desk, gconstpointer data)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (desk->text);

  go (desk, 3, 0, 0);
  gtk_text_buffer_begin_user_action (text);
  gtk_text_buffer_insert_at_cursor (text, "Un\r\nDeux\342\200\251Trois\nQuatre", -1);
  gtk_text_buffer_end_user_action (text);
  assert_same (desk);
  g_assert_cmpstr (words_at (desk, 3, 0), ==, "Un");
  g_assert_cmpstr (words_at (desk, 4, 0), ==, "Deux");
  g_assert_cmpstr (words_at (desk, 5, 0), ==, "Trois");
  g_assert_cmpstr (words_at (desk, 6, 0), ==, "Quatre");
}

static void
test_deleting_everything_leaves_an_article (Desk *desk, gconstpointer data)
{
  go (desk, 0, 0, 0);
  type (desk, "Mer\nLe port\nChapô\nUn\nDeux");
  g_signal_emit_by_name (desk->text, "select-all", TRUE);
  press_backspace (desk);
  g_assert_cmpuint (mb_snapshot_get_n_blocks (mb_article_get_snapshot (desk->article)), ==,
                    MB_N_FURNITURE + 1);
  while (mb_article_undo (desk->article))
    assert_same (desk);
  g_assert_true (mb_snapshot_is_blank (mb_article_get_snapshot (desk->article)));
}

/* The spelling checker counts characters on its own: objects that come while it is there must not
 * confuse it. */
static void
test_objects_come_beside_the_spelling_checker (Desk *desk, gconstpointer data)
{
  go (desk, 3, 0, 0);
  for (guint i = 0; i < 8; i++) {
    type (desk, "Les dokers arivent\n");
    while (g_main_context_iteration (NULL, FALSE))
      ;
    insert_figure (desk, 40, 30);
    press_backspace (desk);
    mb_article_undo (desk->article);
    assert_same (desk);
  }
}

static void
random_key (Desk *desk, GRand *rand)
{
  static const char *const keys[] = {"a", "é", " ", "\n", "«", "\n", "mot"};
  GtkTextBuffer *text = gtk_text_view_get_buffer (desk->text);
  int n_chars = gtk_text_buffer_get_char_count (text);
  GtkTextIter a;
  GtkTextIter b;

  gtk_text_buffer_get_iter_at_offset (text, &a, g_rand_int_range (rand, 0, n_chars + 1));
  b = a;
  gtk_text_iter_set_offset (
    &b, MIN (n_chars, gtk_text_iter_get_offset (&a) + g_rand_int_range (rand, 0, 30)));
  switch (g_rand_int_range (rand, 0, 12)) {
  case 0:
    gtk_text_buffer_place_cursor (text, &a);
    break;
  case 1:
    gtk_text_buffer_select_range (text, &a, &b);
    break;
  case 2:
  case 3:
    press_backspace (desk);
    break;
  case 4:
    g_signal_emit_by_name (desk->text, "delete-from-cursor", GTK_DELETE_CHARS, 1);
    break;
  case 5:
    g_signal_emit_by_name (desk->text, "delete-from-cursor", GTK_DELETE_WORD_ENDS, 1);
    break;
  case 6:
    mb_editor_command_set_kind (
      desk->buffer, (MbBlockKind) g_rand_int_range (rand, MB_N_FURNITURE, MB_N_BLOCK_KINDS), NULL);
    break;
  case 7:
    mb_editor_command_toggle (desk->buffer,
                              g_rand_boolean (rand) ? MB_SPAN_STRONG : MB_SPAN_EMPHASIS);
    break;
  case 8:
    if (g_rand_int_range (rand, 0, 4) == 0)
      insert_figure (desk, 40, 30);
    else
      mb_editor_command_move (desk->buffer, g_rand_boolean (rand) ? 1 : -1);
    break;
  default:
    g_signal_emit_by_name (desk->text, "insert-at-cursor",
                           keys[g_rand_int_range (rand, 0, G_N_ELEMENTS (keys))]);
  }
}

static void
test_random_keys_keep_text_and_article_the_same (Desk *desk, gconstpointer data)
{
  const char *given = g_getenv ("MARBRE_SEED_KEYS");
  guint32 seed = given ? (guint32) strtoul (given, NULL, 10) : g_random_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (MbSnapshot) end = NULL;

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 1200; i++) {
    random_key (desk, rand);
    assert_same (desk);
  }
  end = mb_article_dup_snapshot (desk->article);
  while (mb_article_undo (desk->article))
    assert_same (desk);
  g_assert_true (mb_snapshot_is_blank (mb_article_get_snapshot (desk->article)));
  while (mb_article_redo (desk->article))
    ;
  assert_same (desk);
  g_assert_true (mb_snapshot_equal (end, mb_article_get_snapshot (desk->article)));
}

/* Changes from elsewhere: panes, undo, merges. */
static void
test_outside_changes_are_shown (Desk *desk, gconstpointer data)
{
  guint32 seed = g_random_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 600; i++) {
    g_autoptr (MbTransaction) transaction =
      mb_random_transaction (rand, mb_article_get_snapshot (desk->article));

    if (mb_article_commit (desk->article, transaction, NULL))
      assert_same (desk);
  }
}

static void
drop_file (Desk *desk, const char *path)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (desk->text));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    gboolean taken = FALSE;

    if (GTK_IS_DROP_TARGET (controller) &&
        gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      g_signal_emit_by_name (controller, "drop", &value, 1.0, 1.0, &taken);
    if (taken)
      return;
  }
  g_assert_not_reached ();
}

static void
offered_cb (MbEditorView *view, GBytes *bytes, const char *file_name, gssize *size_bytes)
{
  *size_bytes = (gssize) g_bytes_get_size (bytes);
}

/* Whoever is offered it says why it is none: so much of it comes that this can be seen, and no more
 * than memory has room for. */
static void
test_a_dropped_film_is_offered_in_part (Desk *desk, gconstpointer data)
{
  const gssize largest_bytes = 64 * 1024 * 1024;
  g_autofree char *path = NULL;
  gssize size_bytes = -1;
  int fd = g_file_open_tmp ("film-XXXXXX.mov", &path, NULL);

  g_assert_cmpint (ftruncate (fd, 4 * largest_bytes), ==, 0);
  close (fd);
  g_signal_connect (desk->view, "picture-offered", G_CALLBACK (offered_cb), &size_bytes);
  drop_file (desk, path);
  while (size_bytes < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (size_bytes, >, largest_bytes);
  g_assert_cmpint (size_bytes, <, 2 * largest_bytes);

  size_bytes = -1;
  g_unlink (path);
  drop_file (desk, path);
  while (size_bytes < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (size_bytes, ==, 0);
}

static void
add (const char *name, void (*func) (Desk *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/widget/editor/", name, NULL);

  g_test_add (path, Desk, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  add ("enter-leads-through-the-furniture", test_enter_leads_through_the_furniture);
  add ("a-paragraph-follows-a-crosshead", test_a_paragraph_follows_a_crosshead);
  add ("an-empty-item-ends-a-list", test_an_empty_item_ends_a_list);
  add ("enter-goes-from-caption-to-credit-to-text", test_enter_goes_from_caption_to_credit_to_text);
  add ("backspace-takes-a-picture-and-leaves-its-words",
       test_backspace_takes_a_picture_and_leaves_its_words);
  add ("backspace-joins-paragraphs-and-spares-furniture",
       test_backspace_joins_paragraphs_and_spares_furniture);
  add ("bold-grows-and-can-be-turned-off", test_bold_grows_and_can_be_turned_off);
  add ("foreign-line-ends-become-blocks", test_foreign_line_ends_become_blocks);
  add ("deleting-everything-leaves-an-article", test_deleting_everything_leaves_an_article);
  add ("objects-come-beside-the-spelling-checker", test_objects_come_beside_the_spelling_checker);
  add ("random-keys-keep-text-and-article-the-same",
       test_random_keys_keep_text_and_article_the_same);
  add ("outside-changes-are-shown", test_outside_changes_are_shown);
  add ("a-dropped-film-is-offered-in-part", test_a_dropped_film_is_offered_in_part);

  return g_test_run ();
}
