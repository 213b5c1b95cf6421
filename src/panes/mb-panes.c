#include "mb-panes.h"

#include "mb-panes-resources.h"

/**
 * mb_panes_init:
 *
 * Registers the templates of this folder.
 *
 * A static library's resources are not registered by themselves: the linker leaves out what nobody
 * names.
 */
void
mb_panes_init (void)
{
  g_resources_register (mb_panes_get_resource ());
}
