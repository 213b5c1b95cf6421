#pragma once

#include "mb-article.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An article as a file somewhere else: a copy when the store cannot be written, or an export. */
typedef void (*MbSaveCopyDone) (const GError *error, gpointer user_data);

void mb_save_copy (MbArticle *article, GtkWidget *widget, MbSaveCopyDone done, gpointer user_data);

G_END_DECLS
