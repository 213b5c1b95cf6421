#pragma once

#include "mb-web-module.h"

G_BEGIN_DECLS

void mb_web_loader_open_async (GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
const MbWebModule *mb_web_loader_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
