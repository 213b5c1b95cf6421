#include "mb-link-dialog.h"

#include <glib/gi18n-lib.h>

#include <string.h>

struct _MbLinkDialog {
  AdwDialog parent_instance;
  AdwEntryRow *address;
  GtkWidget *problem;
  GtkWidget *remove_group;
};

typedef enum {
  SIGNAL_CHOSEN,
} MbLinkDialogSignals;

static guint signals[SIGNAL_CHOSEN + 1];

G_DEFINE_FINAL_TYPE (MbLinkDialog, mb_link_dialog, ADW_TYPE_DIALOG)

static void
mark (MbLinkDialog *self, gboolean wrong)
{
  gtk_widget_set_visible (self->problem, wrong);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->address), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->address), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address), "error");
}

static void
choose (MbLinkDialog *self, const char *address)
{
  g_object_ref (self);
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, address);
  g_object_unref (self);
}

static void
link_cb (GtkButton *button, MbLinkDialog *self)
{
  g_autofree char *address =
    mb_link_dialog_read_address (gtk_editable_get_text (GTK_EDITABLE (self->address)));

  if (address) {
    choose (self, address);
    return;
  }
  mark (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
  gtk_accessible_announce (GTK_ACCESSIBLE (self->address), _ ("This is not a web address."),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
remove_cb (AdwButtonRow *row, MbLinkDialog *self)
{
  choose (self, NULL);
}

static void
cancel_cb (GtkButton *button, MbLinkDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
changed_cb (GtkEditable *editable, MbLinkDialog *self)
{
  mark (self, FALSE);
}

static void
mb_link_dialog_dispose (GObject *object)
{
  /* A dialog that was closed leaves the sheet around its child behind (libadwaita 1.7.6). */
  adw_dialog_set_child (ADW_DIALOG (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_LINK_DIALOG);

  G_OBJECT_CLASS (mb_link_dialog_parent_class)->dispose (object);
}

static void
mb_link_dialog_class_init (MbLinkDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_link_dialog_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-link-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MbLinkDialog, address);
  gtk_widget_class_bind_template_child (widget_class, MbLinkDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MbLinkDialog, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, link_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
mb_link_dialog_init (MbLinkDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mb_link_dialog_new:
 * @address: (nullable): where the link leads now; `NULL`: there is none yet
 *
 * Makes a dialog that asks for an address.
 *
 * Returns: the dialog
 */
AdwDialog *
mb_link_dialog_new (const char *address)
{
  MbLinkDialog *self = g_object_new (MB_TYPE_LINK_DIALOG, NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->address), address ? address : "");
  gtk_widget_set_visible (self->remove_group, address != NULL);

  return ADW_DIALOG (self);
}

static gboolean
has_spaces (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (g_unichar_isspace (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

/* "site.example:8080" and "localhost:8080" have no scheme, whatever a parser says. */
static char *
add_scheme (const char *text)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);
  const char *dot = strchr (text, '.');

  if (scheme && !strchr (scheme, '.') && strcmp (scheme, "localhost") != 0)
    return g_strdup (text);
  if (strchr (text, '@') && !strchr (text, '/'))
    return g_strconcat ("mailto:", text, NULL);
  if ((dot && dot[1] && dot != text) || g_str_has_prefix (text, "localhost"))
    return g_strconcat ("https://", text, NULL);

  return NULL;
}

static gboolean
is_usable (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *scheme = uri ? g_uri_get_scheme (uri) : "";
  const char *at;

  if (strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0)
    return g_uri_get_host (uri) && *g_uri_get_host (uri);
  if (strcmp (scheme, "tel") == 0)
    return strpbrk (g_uri_get_path (uri), "0123456789") != NULL;
  if (strcmp (scheme, "mailto") != 0)
    return FALSE;
  at = strchr (g_uri_get_path (uri), '@');

  return at && at != g_uri_get_path (uri) && at[1];
}

/**
 * mb_link_dialog_read_address:
 * @typed: what a person typed or pasted
 *
 * Makes an address of it, with `https://` or `mailto:` where the scheme was left out.
 *
 * Returns: (transfer full) (nullable): the address; `NULL` when it is none that an article may
 * link to
 */
char *
mb_link_dialog_read_address (const char *typed)
{
  g_autofree char *text = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (typed != NULL, NULL);

  text = g_strstrip (g_strdup (typed));
  if (!*text || has_spaces (text))
    return NULL;
  address = add_scheme (text);

  return address && is_usable (address) ? g_steal_pointer (&address) : NULL;
}
