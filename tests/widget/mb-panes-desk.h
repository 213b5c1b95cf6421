#pragma once

#include "mb-article.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A window for panes and dialogs, and ways to find what is in them as a person does: by kind and
 * name. */
void panes_desk_init (int *argc, char ***argv);
GtkWidget *panes_desk_show (GtkWidget *child);
void panes_desk_present (AdwDialog *dialog, GtkWidget *window);
GtkWidget *panes_desk_find (GtkWidget *root, GType type, const char *name);
GtkWidget *panes_desk_get (GtkWidget *root, GType type, const char *name);
void panes_desk_press (GtkWidget *root, const char *name);
gboolean panes_desk_strike (GtkWidget *widget, const char *key);
guint panes_desk_count (GtkWidget *root, GType type);
void panes_desk_assert_named (GtkWidget *root);
void panes_desk_settle (void);

MbArticle *panes_desk_make_article (const char *headline);
guint64 panes_desk_add_figure (MbArticle *article, const char *caption);

G_END_DECLS
