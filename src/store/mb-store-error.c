#include "mb-store-error.h"

G_DEFINE_QUARK (mb_store_error_quark, mb_store_error)
