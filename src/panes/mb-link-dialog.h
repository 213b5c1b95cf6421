#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks where a link leads.
 *
 * Signal: `chosen (char *address)`: an address with its scheme; `NULL`: the link is taken off.
 */
#define MB_TYPE_LINK_DIALOG (mb_link_dialog_get_type ())

G_DECLARE_FINAL_TYPE (MbLinkDialog, mb_link_dialog, MB, LINK_DIALOG, AdwDialog)

AdwDialog *mb_link_dialog_new (const char *address);
char *mb_link_dialog_read_address (const char *typed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
