#include "mb-finding-row.h"

#include "mb-messages.h"

#include <glib/gi18n-lib.h>

struct _MbFindingRow {
  AdwPreferencesRow parent_instance;
  GtkImage *icon;
  GtkLabel *sentence;
  GtkLabel *weight;
  GtkCheckButton *allow;
  GtkButton *button;
  MbFinding finding;
  gboolean allowed;
};

typedef enum {
  PROP_ALLOWED = 1,
} MbFindingRowProps;

typedef enum {
  SIGNAL_GO,
} MbFindingRowSignals;

static GParamSpec *props[PROP_ALLOWED + 1];
static guint signals[SIGNAL_GO + 1];

G_DEFINE_FINAL_TYPE (MbFindingRow, mb_finding_row, ADW_TYPE_PREFERENCES_ROW)

static void
clicked_cb (GtkButton *button, MbFindingRow *self)
{
  g_signal_emit (self, signals[SIGNAL_GO], 0);
}

static void
toggled_cb (GtkCheckButton *check, MbFindingRow *self)
{
  mb_finding_row_set_allowed (self, gtk_check_button_get_active (check));
}

static void
mb_finding_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch ((MbFindingRowProps) prop_id) {
  case PROP_ALLOWED:
    g_value_set_boolean (value, MB_FINDING_ROW (object)->allowed);
    break;
  }
}

static void
mb_finding_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch ((MbFindingRowProps) prop_id) {
  case PROP_ALLOWED:
    mb_finding_row_set_allowed (MB_FINDING_ROW (object), g_value_get_boolean (value));
    break;
  }
}

static void
mb_finding_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_FINDING_ROW);

  G_OBJECT_CLASS (mb_finding_row_parent_class)->dispose (object);
}

static void
mb_finding_row_finalize (GObject *object)
{
  g_free (MB_FINDING_ROW (object)->finding.detail);

  G_OBJECT_CLASS (mb_finding_row_parent_class)->finalize (object);
}

static void
mb_finding_row_class_init (MbFindingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mb_finding_row_get_property;
  object_class->set_property = mb_finding_row_set_property;
  object_class->dispose = mb_finding_row_dispose;
  object_class->finalize = mb_finding_row_finalize;

  props[PROP_ALLOWED] =
    g_param_spec_boolean ("allowed", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-finding-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MbFindingRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MbFindingRow, sentence);
  gtk_widget_class_bind_template_child (widget_class, MbFindingRow, weight);
  gtk_widget_class_bind_template_child (widget_class, MbFindingRow, allow);
  gtk_widget_class_bind_template_child (widget_class, MbFindingRow, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
mb_finding_row_init (MbFindingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_button (MbFindingRow *self, const char *sentence, gboolean blocks, MbFindingRowStyle style)
{
  const char *verb = blocks ? _ ("Correct") : _ ("See");
  g_autofree char *name = NULL;

  /* Translators: the name of a button for people who cannot see. The first %s is its verb, like
   * “Correct”, the second what is to be corrected. */
  name = g_strdup_printf (_ ("%s: %s"), verb, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  if (style == MB_FINDING_ROW_DIALOG) {
    gtk_button_set_label (self->button, verb);
    return;
  }
  gtk_button_set_icon_name (self->button, "go-next-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), verb);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
}

/**
 * mb_finding_row_new:
 * @finding: what was found; copied
 * @style: where the row stands
 *
 * Makes a row for a finding.
 *
 * Returns: the row
 */
GtkWidget *
mb_finding_row_new (const MbFinding *finding, MbFindingRowStyle style)
{
  MbFindingRow *self;
  g_autofree char *sentence = NULL;
  gboolean blocks;

  g_return_val_if_fail (finding != NULL, NULL);

  self = g_object_new (MB_TYPE_FINDING_ROW, NULL);
  self->finding = *finding;
  self->finding.detail = g_strdup (finding->detail);
  blocks = finding->weight != MB_CHECK_WARNS;
  sentence = mb_message_for_finding (finding);
  gtk_label_set_label (self->sentence, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_image_set_from_icon_name (self->icon,
                                blocks ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), blocks ? "error" : "warning");
  gtk_label_set_label (self->weight, blocks ? _ ("Before publishing") : _ ("To check"));
  gtk_widget_set_visible (GTK_WIDGET (self->weight), style == MB_FINDING_ROW_PANE);
  gtk_widget_set_visible (GTK_WIDGET (self->allow),
                          style == MB_FINDING_ROW_DIALOG && finding->weight == MB_CHECK_ALLOWABLE);
  set_button (self, sentence, blocks, style);

  return GTK_WIDGET (self);
}

/**
 * mb_finding_row_get_finding:
 * @self: a row
 *
 * What it shows.
 *
 * Returns: (transfer none): the finding
 */
const MbFinding *
mb_finding_row_get_finding (MbFindingRow *self)
{
  g_return_val_if_fail (MB_IS_FINDING_ROW (self), NULL);

  return &self->finding;
}

/**
 * mb_finding_row_get_allowed:
 * @self: a row
 *
 * Whether a person lets it pass.
 *
 * Returns: `TRUE` when it is let pass
 */
gboolean
mb_finding_row_get_allowed (MbFindingRow *self)
{
  g_return_val_if_fail (MB_IS_FINDING_ROW (self), FALSE);

  return self->allowed;
}

/**
 * mb_finding_row_set_allowed:
 * @self: a row
 * @allowed: whether it is let pass
 *
 * Lets it pass, or not.
 */
void
mb_finding_row_set_allowed (MbFindingRow *self, gboolean allowed)
{
  g_return_if_fail (MB_IS_FINDING_ROW (self));

  if (self->allowed == allowed)
    return;
  self->allowed = allowed;
  gtk_check_button_set_active (self->allow, allowed);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALLOWED]);
}

/**
 * mb_finding_row_focus:
 * @self: a row
 *
 * Puts the keyboard's focus on its button.
 */
void
mb_finding_row_focus (MbFindingRow *self)
{
  g_return_if_fail (MB_IS_FINDING_ROW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->button));
}

/**
 * mb_finding_row_make_key:
 * @finding: a finding
 *
 * What tells a finding from others, while the words around it change.
 *
 * Returns: (transfer full): the key
 */
char *
mb_finding_row_make_key (const MbFinding *finding)
{
  g_return_val_if_fail (finding != NULL, NULL);

  return g_strdup_printf ("%s %016" G_GINT64_MODIFIER "x %u", finding->code, finding->block,
                          finding->part);
}
