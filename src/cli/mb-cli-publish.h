#pragma once

#include "mb-store-outbox.h"

G_BEGIN_DECLS

void mb_cli_print_job (const MbJobRow *row);

G_END_DECLS
