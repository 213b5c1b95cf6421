#pragma once

#include "mb-store.h"

G_BEGIN_DECLS

/* The commands that speak with sites. argv[0] is the command's name. They return the program's exit
 * status: 0 done, 1 failed, 2 wrong usage, 3 sent or kept to be sent, but not confirmed. */
int mb_cli_destination (MbStore *store, int argc, char **argv);
int mb_cli_publish (MbStore *store, int argc, char **argv);
int mb_cli_outbox (MbStore *store, int argc, char **argv);

G_END_DECLS
