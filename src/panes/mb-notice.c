#include "mb-notice.h"

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
