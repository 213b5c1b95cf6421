#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Markup that would tell somebody, in every way that a page has to reach for something. Each way
 * has a host of its own. */
extern const char *const hostile_ways[];
guint hostile_get_n_ways (void);
char *hostile_make_markup (void);
char *hostile_make_script (void);

G_END_DECLS
