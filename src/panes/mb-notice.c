#include "mb-notice.h"

/* With this the words and a button have room in 360 px. */
#define WIDTH_BESIDE_BUTTON_CHARS 17

/* A toast reads its title out, but not a widget in its place. */
static void
mapped_cb (GtkWidget *label)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (label), gtk_label_get_label (GTK_LABEL (label)),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/**
 * mb_notice_new:
 * @sentence: what is to be said, plain text
 *
 * Makes a toast. The library's own title is one line, whose end a narrow window cuts off; this one
 * goes on in the next line.
 *
 * Returns: (transfer full): the toast
 */
AdwToast *
mb_notice_new (const char *sentence)
{
  AdwToast *toast = NULL;
  GtkWidget *label = NULL;

  g_return_val_if_fail (sentence != NULL, NULL);

  toast = adw_toast_new ("");
  label = gtk_label_new (sentence);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  g_signal_connect (label, "map", G_CALLBACK (mapped_cb), NULL);
  adw_toast_set_custom_title (toast, label);

  return toast;
}

/**
 * mb_notice_set_button:
 * @notice: a toast from mb_notice_new()
 * @label: what can be done, with a mnemonic
 *
 * Adds a button. The words are set narrower: a toast asks them how wide they want to be at the
 * height that they would like best, and would push the button out of a narrow window.
 */
void
mb_notice_set_button (AdwToast *notice, const char *label)
{
  g_return_if_fail (ADW_IS_TOAST (notice));
  g_return_if_fail (label != NULL);

  gtk_label_set_max_width_chars (GTK_LABEL (adw_toast_get_custom_title (notice)),
                                 WIDTH_BESIDE_BUTTON_CHARS);
  adw_toast_set_button_label (notice, label);
}
