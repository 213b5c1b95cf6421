#include "mb-panes.h"

#include "mb-checks-group.h"
#include "mb-date-row.h"
#include "mb-finding-row.h"
#include "mb-panes-resources.h"
#include "mb-text-row.h"

/**
 * mb_panes_init:
 *
 * Registers the templates of this folder, the types they name, and their style.
 *
 * A static library's resources are not registered by themselves: the linker leaves out what nobody
 * names.
 */
void
mb_panes_init (void)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  g_resources_register (mb_panes_get_resource ());
  g_type_ensure (MB_TYPE_CHECKS_GROUP);
  g_type_ensure (MB_TYPE_DATE_ROW);
  g_type_ensure (MB_TYPE_TEXT_ROW);
  gtk_css_provider_load_from_resource (style, "/org/marbre/Marbre/panes/panes.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}
