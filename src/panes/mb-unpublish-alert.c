#include "mb-unpublish-alert.h"

#include <glib/gi18n-lib.h>

struct _MbUnpublishAlert {
  AdwAlertDialog parent_instance;
  MbOutbox *outbox;
  char *draft_id;
  GListStore *sites; /* that have the article and can give it up */
  AdwComboRow *choice;
};

G_DEFINE_FINAL_TYPE (MbUnpublishAlert, mb_unpublish_alert, ADW_TYPE_ALERT_DIALOG)

static GListStore *
list_sites (MbOutbox *outbox, const char *draft_id)
{
  GListModel *all = G_LIST_MODEL (mb_outbox_get_destinations (outbox));
  GListStore *sites = g_list_store_new (MB_TYPE_SITE);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (MbSite) site = g_list_model_get_item (all, i);
    MbCapabilities can = mb_site_get_capabilities (site);
    g_autofree char *url = mb_outbox_dup_public_url (outbox, draft_id, mb_site_get_id (site));

    if (url && (can == 0 || can & MB_CAP_UNPUBLISH))
      g_list_store_append (sites, site);
  }

  return sites;
}

/* What readers will see, of the site that is chosen. */
static void
show_consequence (MbUnpublishAlert *self)
{
  MbSite *site = mb_unpublish_alert_get_site (self);
  g_autofree char *url =
    mb_outbox_dup_public_url (self->outbox, self->draft_id, mb_site_get_id (site));
  g_autofree char *body = g_strdup_printf (
    /* Translators: the first %s is what the newsroom calls the site, the second an address. */
    _ ("Readers of %s will no longer find it. Whoever follows a link to it is told that there is "
       "nothing there:\n%s\n\nIt stays on the site as a draft, your text is kept here, and you can "
       "publish it again."),
    mb_site_get_name (site), url ? url : mb_site_get_url (site));

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (self), body);
}

static void
site_selected_cb (AdwComboRow *choice, GParamSpec *pspec, MbUnpublishAlert *self)
{
  show_consequence (self);
}

/* On one site there is nothing to choose. */
static void
offer_choice (MbUnpublishAlert *self)
{
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GtkExpression) name = gtk_property_expression_new (MB_TYPE_SITE, NULL, "name");

  self->choice = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice), _ ("Site"));
  adw_combo_row_set_expression (self->choice, name);
  adw_combo_row_set_model (self->choice, G_LIST_MODEL (self->sites));
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (site_selected_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Site"),
                                  -1);
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->choice));
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (self), list);
}

static void
mb_unpublish_alert_finalize (GObject *object)
{
  MbUnpublishAlert *self = MB_UNPUBLISH_ALERT (object);

  g_clear_object (&self->outbox);
  g_clear_object (&self->sites);
  g_free (self->draft_id);

  G_OBJECT_CLASS (mb_unpublish_alert_parent_class)->finalize (object);
}

static void
mb_unpublish_alert_class_init (MbUnpublishAlertClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mb_unpublish_alert_finalize;
}

static void
mb_unpublish_alert_init (MbUnpublishAlert *self)
{
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (self);

  adw_alert_dialog_set_heading (alert, _ ("Unpublish This Article?"));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "unpublish", _ ("_Unpublish"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (alert, "unpublish", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (alert, "cancel");
  adw_alert_dialog_set_close_response (alert, "cancel");
}

/**
 * mb_unpublish_alert_is_useful:
 * @outbox: knows what sites have
 * @draft_id: an article
 *
 * Whether there is a site from which an article can be taken.
 *
 * Returns: `TRUE` when readers somewhere have it
 */
gboolean
mb_unpublish_alert_is_useful (MbOutbox *outbox, const char *draft_id)
{
  g_autoptr (GListStore) sites = NULL;

  g_return_val_if_fail (MB_IS_OUTBOX (outbox), FALSE);

  sites = list_sites (outbox, draft_id);

  return g_list_model_get_n_items (G_LIST_MODEL (sites)) > 0;
}

/**
 * mb_unpublish_alert_new:
 * @outbox: knows what sites have
 * @draft_id: an article that is on one
 *
 * Makes the question.
 *
 * Returns: the alert
 */
AdwDialog *
mb_unpublish_alert_new (MbOutbox *outbox, const char *draft_id)
{
  MbUnpublishAlert *self;

  g_return_val_if_fail (mb_unpublish_alert_is_useful (outbox, draft_id), NULL);

  self = g_object_new (MB_TYPE_UNPUBLISH_ALERT, NULL);
  self->outbox = g_object_ref (outbox);
  self->draft_id = g_strdup (draft_id);
  self->sites = list_sites (outbox, draft_id);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->sites)) > 1)
    offer_choice (self);
  show_consequence (self);

  return ADW_DIALOG (self);
}

/**
 * mb_unpublish_alert_get_site:
 * @self: the alert
 *
 * From which site the article is to be taken.
 *
 * Returns: (transfer none): the site
 */
MbSite *
mb_unpublish_alert_get_site (MbUnpublishAlert *self)
{
  g_autoptr (MbSite) first = NULL;

  g_return_val_if_fail (MB_IS_UNPUBLISH_ALERT (self), NULL);

  if (self->choice)
    return adw_combo_row_get_selected_item (self->choice);
  first = g_list_model_get_item (G_LIST_MODEL (self->sites), 0);

  return first; /* the list holds it */
}
