#include "mb-article-pane.h"
#include "mb-browser.h"
#include "mb-finding-row.h"
#include "mb-image-dialog.h"
#include "mb-link-dialog.h"
#include "mb-panes-desk.h"
#include "mb-text-row.h"

#include <string.h>

static const char *
get_meta (MbArticle *article, const char *name)
{
  return mb_snapshot_get_meta (mb_article_get_snapshot (article), name);
}

/* As a person does: letter after letter. */
static void
type (GtkWidget *editable, const char *words)
{
  for (const char *c = words; *c; c = g_utf8_next_char (c)) {
    const char *before = gtk_editable_get_text (GTK_EDITABLE (editable));
    int at = (int) g_utf8_strlen (before, -1);

    gtk_editable_insert_text (GTK_EDITABLE (editable), c, (int) (g_utf8_next_char (c) - c), &at);
  }
}

typedef struct {
  GtkWidget *window;
  GtkWidget *pane;
  MbArticle *article;
} Pane;

static void
pane_open (Pane *self, const char *headline)
{
  self->article = panes_desk_make_article (headline);
  self->pane = mb_article_pane_new ();
  mb_article_pane_set_article (MB_ARTICLE_PANE (self->pane), self->article);
  self->window = panes_desk_show (self->pane);
}

static void
pane_close (Pane *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->pane), (gpointer *) &self->pane);
  gtk_window_destroy (GTK_WINDOW (self->window));
  /* Checks under way in another thread hold it for a moment. */
  while (self->pane || G_OBJECT (self->article)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (self->article);
}

static GtkWidget *
get_entry (Pane *self, const char *title)
{
  return panes_desk_get (self->pane, ADW_TYPE_ENTRY_ROW, title);
}

static void
test_typing_in_a_field_is_one_undo (void)
{
  Pane pane = {NULL};
  GtkWidget *entry;

  pane_open (&pane, "Le bac reprend la mer");
  entry = get_entry (&pane, "Section");
  type (entry, "Économie");
  g_assert_cmpstr (get_meta (pane.article, MB_META_SECTION), ==, "Économie");
  g_assert_true (mb_article_undo (pane.article));
  g_assert_cmpstr (get_meta (pane.article, MB_META_SECTION), ==, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_true (mb_article_redo (pane.article));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Économie");
  pane_close (&pane);
}

static GtkWidget *
get_focusable (GtkWidget *row)
{
  return panes_desk_get (row, GTK_TYPE_TEXT, NULL);
}

static void
test_the_keys_for_undo_are_the_articles (void)
{
  Pane pane = {NULL};
  GtkWidget *entry;

  pane_open (&pane, "Le bac reprend la mer");
  entry = get_entry (&pane, "Section");
  type (entry, "Sports");
  g_assert_true (panes_desk_strike (get_focusable (entry), "<Control>z"));
  g_assert_cmpstr (get_meta (pane.article, MB_META_SECTION), ==, NULL);
  g_assert_true (panes_desk_strike (get_focusable (entry), "<Control><Shift>z|<Control>y"));
  g_assert_cmpstr (get_meta (pane.article, MB_META_SECTION), ==, "Sports");
  pane_close (&pane);
}

static void
test_lists_take_commas_and_leave_typing_alone (void)
{
  Pane pane = {NULL};
  GtkWidget *entry;

  pane_open (&pane, "Le bac reprend la mer");
  entry = get_entry (&pane, "Authors, Separated by Commas");
  type (entry, "Anaïs Kerdoncuff, ");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Anaïs Kerdoncuff, ");
  g_assert_cmpstr (get_meta (pane.article, MB_META_BYLINE), ==, "Anaïs Kerdoncuff");
  type (entry, "Yann Le Saout");
  g_assert_cmpstr (get_meta (pane.article, MB_META_BYLINE), ==, "Anaïs Kerdoncuff\nYann Le Saout");
  pane_close (&pane);
}

static void
test_no_day_is_marked_and_changes_nothing (void)
{
  Pane pane = {NULL};
  GtkWidget *entry;

  pane_open (&pane, "Le bac reprend la mer");
  entry = get_entry (&pane, "Date");
  gtk_editable_set_text (GTK_EDITABLE (entry), "2026-11-20");
  g_assert_cmpstr (get_meta (pane.article, MB_META_DATE), ==, "2026-11-20");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "2026-13-20");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpstr (get_meta (pane.article, MB_META_DATE), ==, "2026-11-20");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_assert_cmpstr (get_meta (pane.article, MB_META_DATE), ==, NULL);
  pane_close (&pane);
}

/* What is no day is in no article, so it does not go along to the next one either. */
static void
test_no_day_stays_with_its_article (void)
{
  Pane pane = {NULL};
  g_autoptr (MbArticle) other = panes_desk_make_article ("La digue tient");
  GtkWidget *entry;

  pane_open (&pane, "Le bac reprend la mer");
  entry = get_entry (&pane, "Date");
  type (entry, "le 31");
  mb_article_pane_set_article (MB_ARTICLE_PANE (pane.pane), other);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  mb_article_pane_set_article (MB_ARTICLE_PANE (pane.pane), NULL);
  pane_close (&pane);
}

static GtkWidget *
find_pencil (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (gtk_widget_has_css_class (widget, "edit-icon"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_pencil (child);

  return found;
}

static float
get_pencil_x (Pane *self, const char *title)
{
  GtkWidget *pencil = find_pencil (get_entry (self, title));
  graphene_rect_t box;

  g_assert_nonnull (pencil);
  g_assert_true (gtk_widget_compute_bounds (pencil, self->pane, &box));

  return box.origin.x;
}

/* Rows of a group have one edge: what one of them could have, and has not, takes no room. */
static void
test_pencils_stand_in_one_line (void)
{
  static const char *const sections[] = {"Politique", NULL};
  static const char *const none[] = {NULL};
  Pane pane = {NULL};

  pane_open (&pane, "Le bac reprend la mer");
  gtk_window_set_focus (GTK_WINDOW (pane.window), NULL); /* a row being written has no pencil */
  gtk_test_widget_wait_for_draw (pane.window);
  g_assert_cmpfloat (get_pencil_x (&pane, "Section"), >, 0);
  g_assert_cmpfloat (get_pencil_x (&pane, "Section"), ==, get_pencil_x (&pane, "Place"));
  mb_article_pane_set_sections (MB_ARTICLE_PANE (pane.pane), sections);
  gtk_test_widget_wait_for_draw (pane.window);
  mb_article_pane_set_sections (MB_ARTICLE_PANE (pane.pane), none);
  gtk_test_widget_wait_for_draw (pane.window);
  g_assert_cmpfloat (get_pencil_x (&pane, "Section"), ==, get_pencil_x (&pane, "Place"));
  pane_close (&pane);
}

static void
test_sections_and_language_are_chosen (void)
{
  static const char *const sections[] = {"Politique", "Société", NULL};
  Pane pane = {NULL};
  AdwComboRow *language;

  pane_open (&pane, "Le bac reprend la mer");
  g_assert_null (panes_desk_find (pane.pane, GTK_TYPE_MENU_BUTTON, "Choose a Section"));
  mb_article_pane_set_sections (MB_ARTICLE_PANE (pane.pane), sections);
  panes_desk_get (pane.pane, GTK_TYPE_MENU_BUTTON, "Choose a Section");
  g_assert_true (gtk_widget_activate_action (pane.pane, "pane.section", "s", "Société"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (&pane, "Section"))), ==,
                   "Société");
  language = ADW_COMBO_ROW (panes_desk_get (pane.pane, ADW_TYPE_COMBO_ROW, "Language"));
  g_assert_cmpuint (adw_combo_row_get_selected (language), ==, 0);
  adw_combo_row_set_selected (language, 2);
  g_assert_cmpstr (get_meta (pane.article, MB_META_LANGUAGE), ==, "en");
  mb_article_undo (pane.article);
  g_assert_cmpuint (adw_combo_row_get_selected (language), ==, 0);
  pane_close (&pane);
}

static void
test_a_soft_limit_is_said_and_cuts_nothing (void)
{
  Pane pane = {NULL};
  MbTextRow *row;
  g_autofree char *words = g_strnfill (63, 'a');

  pane_open (&pane, "Le bac reprend la mer");
  row = MB_TEXT_ROW (panes_desk_get (pane.pane, MB_TYPE_TEXT_ROW, "Search Title"));
  panes_desk_get (GTK_WIDGET (row), GTK_TYPE_LABEL, "0/60");
  panes_desk_get (GTK_WIDGET (row), GTK_TYPE_LABEL, "Le bac reprend la mer");
  mb_text_row_set_text (row, words);
  panes_desk_get (GTK_WIDGET (row), GTK_TYPE_LABEL, "63/60");
  panes_desk_get (GTK_WIDGET (row), GTK_TYPE_LABEL,
                  "Long: 3 characters more than search engines show");
  g_assert_cmpstr (get_meta (pane.article, MB_META_SEARCH_TITLE), ==, words);
  mb_text_row_set_text (row, "deux\nlignes");
  g_assert_cmpstr (get_meta (pane.article, MB_META_SEARCH_TITLE), ==, "deux lignes");
  row = MB_TEXT_ROW (panes_desk_get (pane.pane, MB_TYPE_TEXT_ROW, "Address Ending"));
  panes_desk_get (GTK_WIDGET (row), GTK_TYPE_LABEL, "le-bac-reprend-la-mer");
  pane_close (&pane);
}

typedef struct {
  guint n;
  guint64 block;
  char *code;
} Spot;

static void
spot_cb (GtkWidget *pane, guint64 block, guint part, const char *code, Spot *spot)
{
  spot->n++;
  spot->block = block;
  g_set_str (&spot->code, code);
}

static void
wait_for_button (Pane *self, const char *name)
{
  while (!panes_desk_find (self->pane, GTK_TYPE_BUTTON, name))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_checks_lead_to_the_spot (void)
{
  Pane pane = {NULL};
  Spot spot = {0};
  guint64 figure;

  pane_open (&pane, "Le bac reprend la mer");
  g_signal_connect (pane.pane, "finding-activated", G_CALLBACK (spot_cb), &spot);
  wait_for_button (&pane, "Correct: The byline is missing.");
  panes_desk_press (pane.pane, "Correct: The byline is missing.");
  g_assert_cmpuint (spot.n, ==, 0);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (pane.window)),
                                         get_entry (&pane, "Authors, Separated by Commas")));
  figure = panes_desk_add_figure (pane.article, "Le quai nord");
  wait_for_button (&pane, "Correct: A picture has no alternative text: “Le quai nord”.");
  panes_desk_press (pane.pane, "Correct: A picture has no alternative text: “Le quai nord”.");
  g_assert_cmpuint (spot.n, ==, 1);
  g_assert_cmpuint (spot.block, ==, figure);
  g_assert_cmpstr (spot.code, ==, "missing-alt");
  g_free (spot.code);
  pane_close (&pane);
}

static void
count_cb (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_writing_the_text_leaves_the_fields_alone (void)
{
  Pane pane = {NULL};
  GtkWidget *entry;
  guint n_changes = 0;
  guint n_rows;

  pane_open (&pane, "Le bac reprend la mer");
  wait_for_button (&pane, "Correct: The byline is missing.");
  entry = get_entry (&pane, "Section");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Société");
  n_rows = panes_desk_count (pane.pane, MB_TYPE_FINDING_ROW);
  g_signal_connect (entry, "notify::text", G_CALLBACK (count_cb), &n_changes);
  for (guint i = 0; i < 50; i++)
    panes_desk_add_figure (pane.article, "Le quai nord");
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_cmpuint (panes_desk_count (pane.pane, MB_TYPE_FINDING_ROW), ==, n_rows);
  pane_close (&pane);
}

static void
test_everything_in_the_pane_has_a_name (void)
{
  Pane pane = {NULL};

  pane_open (&pane, "Le bac reprend la mer");
  wait_for_button (&pane, "Correct: The byline is missing.");
  panes_desk_assert_named (pane.pane);
  pane_close (&pane);
}

typedef struct {
  GtkWidget *window;
  AdwDialog *dialog;
  MbArticle *article;
  guint64 figure;
} Image;

static void
image_open (Image *self)
{
  self->article = panes_desk_make_article ("Le bac reprend la mer");
  self->figure = panes_desk_add_figure (self->article, "Le quai nord");
  self->dialog = mb_image_dialog_new (self->article, self->figure);
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  self->window = panes_desk_show (gtk_label_new ("article"));
  panes_desk_present (self->dialog, self->window);
}

static void
image_close (Image *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  panes_desk_settle ();
  g_assert_null (self->dialog);
  g_assert_finalize_object (self->article);
}

static const MbBlock *
get_figure (Image *self)
{
  return mb_snapshot_lookup (mb_article_get_snapshot (self->article), self->figure);
}

static MbTextRow *
get_row (Image *self, const char *title)
{
  return MB_TEXT_ROW (panes_desk_get (GTK_WIDGET (self->dialog), MB_TYPE_TEXT_ROW, title));
}

static void
test_a_pictures_fields_are_the_articles (void)
{
  Image image = {NULL};
  AdwSwitchRow *decorative;

  image_open (&image);
  g_assert_cmpstr (mb_text_row_get_text (get_row (&image, "Caption")), ==, "Le quai nord");
  mb_text_row_set_text (get_row (&image, "Caption"), "Le grand quai nord");
  mb_text_row_set_text (get_row (&image, "Alternative Text"), "Un bac au large");
  type (panes_desk_get (GTK_WIDGET (image.dialog), ADW_TYPE_ENTRY_ROW, "Credit"), "A. Traoré");
  g_assert_cmpstr (mb_text_get_utf8 (mb_block_get_role (get_figure (&image), MB_PART_CAPTION)), ==,
                   "Le grand quai nord");
  g_assert_cmpstr (mb_text_get_utf8 (mb_block_get_role (get_figure (&image), MB_PART_CREDIT)), ==,
                   "A. Traoré");
  g_assert_cmpstr (mb_block_get_attribute (get_figure (&image), MB_ATTR_ALT), ==,
                   "Un bac au large");
  decorative = ADW_SWITCH_ROW (
    panes_desk_get (GTK_WIDGET (image.dialog), ADW_TYPE_SWITCH_ROW, "Decorative Picture"));
  adw_switch_row_set_active (decorative, TRUE);
  g_assert_cmpstr (mb_block_get_attribute (get_figure (&image), MB_ATTR_DECORATIVE), ==, "true");
  g_assert_true (
    panes_desk_strike (mb_text_row_get_view (get_row (&image, "Caption")), "<Control>z"));
  g_assert_false (adw_switch_row_get_active (decorative));
  mb_article_undo (image.article);
  g_assert_cmpstr (mb_text_get_utf8 (mb_block_get_role (get_figure (&image), MB_PART_CREDIT)), ==,
                   "");
  panes_desk_assert_named (GTK_WIDGET (image.dialog));
  image_close (&image);
}

static void
test_emphasis_in_a_caption_survives_typing_around_it (void)
{
  Image image = {NULL};
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  MbSpan quay = {3, 7, MB_SPAN_EMPHASIS, 0, NULL};
  const MbSpan *spans;
  guint n_spans;

  image_open (&image);
  transaction = mb_article_begin (image.article, MB_ORIGIN_COMMAND);
  mb_transaction_add_span (transaction, image.figure, 1, &quay, &error);
  g_assert_no_error (error);
  mb_article_commit (image.article, transaction, &error);
  g_assert_no_error (error);
  mb_text_row_set_text (get_row (&image, "Caption"), "Ah, le quai nord");
  mb_text_row_set_text (get_row (&image, "Caption"), "Ah, le quai nord, lundi");
  spans = mb_text_get_spans (mb_block_get_role (get_figure (&image), MB_PART_CAPTION), &n_spans);
  g_assert_cmpuint (n_spans, ==, 1);
  g_assert_cmpuint (spans[0].start, ==, 7);
  g_assert_cmpuint (spans[0].end, ==, 11);
  image_close (&image);
}

static void
test_the_picture_dialog_goes_with_its_picture (void)
{
  Image image = {NULL};

  image_open (&image);
  g_assert_true (mb_article_undo (image.article));
  while (image.dialog)
    g_main_context_iteration (NULL, TRUE);
  image_close (&image);
}

static void
test_addresses_are_read_as_people_write_them (void)
{
  static const struct {
    const char *typed;
    const char *address;
  } cases[] = {
    {"https://quai.example/a?b=1#c", "https://quai.example/a?b=1#c"},
    {"http://quai.example", "http://quai.example"},
    {" quai.example/une ", "https://quai.example/une"},
    {"quai.example:8080/une", "https://quai.example:8080/une"},
    {"écoles.example/été", "https://écoles.example/été"},
    {"redaction@quai.example", "mailto:redaction@quai.example"},
    {"mailto:redaction@quai.example", "mailto:redaction@quai.example"},
    {"tel:+22890000000", "tel:+22890000000"},
    {"", NULL},
    {"le quai", NULL},
    {"quai", NULL},
    {"https://", NULL},
    {"mailto:quai", NULL},
    {"javascript:alert(1)", NULL},
    {"file:///etc/passwd", NULL},
    {"data:text/html,x", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *address = mb_link_dialog_read_address (cases[i].typed);

    g_assert_cmpstr (address, ==, cases[i].address);
  }
}

typedef struct {
  guint n;
  char *address;
} Chosen;

static void
chosen_cb (AdwDialog *dialog, const char *address, Chosen *chosen)
{
  chosen->n++;
  g_set_str (&chosen->address, address);
}

static void
test_the_link_dialog_says_what_is_no_address (void)
{
  AdwDialog *dialog = mb_link_dialog_new (NULL);
  GtkWidget *window = panes_desk_show (gtk_label_new ("article"));
  Chosen chosen = {0};
  GtkWidget *entry;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_connect (dialog, "chosen", G_CALLBACK (chosen_cb), &chosen);
  panes_desk_present (dialog, window);
  panes_desk_assert_named (GTK_WIDGET (dialog));
  g_assert_null (panes_desk_find (GTK_WIDGET (dialog), ADW_TYPE_BUTTON_ROW, "Remove Link"));
  entry = panes_desk_get (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, "Web Address");
  type (entry, "le quai");
  panes_desk_press (GTK_WIDGET (dialog), "_Link");
  g_assert_cmpuint (chosen.n, ==, 0);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "quai.example");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  panes_desk_press (GTK_WIDGET (dialog), "_Link");
  g_assert_cmpuint (chosen.n, ==, 1);
  g_assert_cmpstr (chosen.address, ==, "https://quai.example");
  while (dialog)
    g_main_context_iteration (NULL, TRUE);
  g_free (chosen.address);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_a_link_can_be_taken_off (void)
{
  AdwDialog *dialog = mb_link_dialog_new ("https://quai.example");
  GtkWidget *window = panes_desk_show (gtk_label_new ("article"));
  Chosen chosen = {0};

  g_signal_connect (dialog, "chosen", G_CALLBACK (chosen_cb), &chosen);
  panes_desk_present (dialog, window);
  g_signal_emit_by_name (panes_desk_get (GTK_WIDGET (dialog), ADW_TYPE_BUTTON_ROW, "Remove Link"),
                         "activated");
  g_assert_cmpuint (chosen.n, ==, 1);
  g_assert_cmpstr (chosen.address, ==, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
has_label (GtkWidget *widget, const char *words)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    if (has_label (child, words))
      return TRUE;
  }

  return FALSE;
}

/* The address can still be had when no program takes it. */
static void
test_a_page_that_nobody_opens_is_said (void)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  GtkWidget *inside = gtk_label_new ("Le bac");
  GtkWidget *window = NULL;
  GdkContentProvider *copied = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (inside);
  g_auto (GValue) value = G_VALUE_INIT;

  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), inside);
  window = panes_desk_show (overlay);
  mb_browser_open (inside, "nobody-opens-this:kerivel");
  while (!has_label (window, "No program could open the page."))
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (panes_desk_get (window, GTK_TYPE_BUTTON, "Copy Link"), "clicked");
  copied = gdk_clipboard_get_content (clipboard);
  g_assert_nonnull (copied);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (copied, &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, "nobody-opens-this:kerivel");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  panes_desk_init (&argc, &argv);

  g_test_add_func ("/article-pane/typing-in-a-field-is-one-undo",
                   test_typing_in_a_field_is_one_undo);
  g_test_add_func ("/article-pane/the-keys-for-undo-are-the-articles",
                   test_the_keys_for_undo_are_the_articles);
  g_test_add_func ("/article-pane/lists-take-commas-and-leave-typing-alone",
                   test_lists_take_commas_and_leave_typing_alone);
  g_test_add_func ("/article-pane/no-day-is-marked-and-changes-nothing",
                   test_no_day_is_marked_and_changes_nothing);
  g_test_add_func ("/article-pane/no-day-stays-with-its-article",
                   test_no_day_stays_with_its_article);
  g_test_add_func ("/article-pane/pencils-stand-in-one-line", test_pencils_stand_in_one_line);
  g_test_add_func ("/article-pane/sections-and-language-are-chosen",
                   test_sections_and_language_are_chosen);
  g_test_add_func ("/article-pane/a-soft-limit-is-said-and-cuts-nothing",
                   test_a_soft_limit_is_said_and_cuts_nothing);
  g_test_add_func ("/article-pane/checks-lead-to-the-spot", test_checks_lead_to_the_spot);
  g_test_add_func ("/article-pane/writing-the-text-leaves-the-fields-alone",
                   test_writing_the_text_leaves_the_fields_alone);
  g_test_add_func ("/article-pane/everything-has-a-name", test_everything_in_the_pane_has_a_name);
  g_test_add_func ("/image-dialog/fields-are-the-articles",
                   test_a_pictures_fields_are_the_articles);
  g_test_add_func ("/image-dialog/emphasis-survives-typing-around-it",
                   test_emphasis_in_a_caption_survives_typing_around_it);
  g_test_add_func ("/image-dialog/goes-with-its-picture",
                   test_the_picture_dialog_goes_with_its_picture);
  g_test_add_func ("/link-dialog/addresses-are-read-as-people-write-them",
                   test_addresses_are_read_as_people_write_them);
  g_test_add_func ("/link-dialog/says-what-is-no-address",
                   test_the_link_dialog_says_what_is_no_address);
  g_test_add_func ("/link-dialog/a-link-can-be-taken-off", test_a_link_can_be_taken_off);
  g_test_add_func ("/browser/a-page-that-nobody-opens-is-said",
                   test_a_page_that_nobody_opens_is_said);

  return g_test_run ();
}
