#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A network of our own, in which whatever leaves can be seen. With only a loopback device leaks
 * hide: resolvers ask nothing where nothing leads anywhere. */
gboolean leak_net_enter (GError **error);

void leak_watch_start (void);
void leak_watch_clear (void);
void leak_watch_catch_up (void);
guint leak_watch_count (void);
guint leak_watch_count_hosts (void);
void leak_watch_wait (guint n_hosts, guint n_events);
void leak_watch_report (void);

G_END_DECLS
