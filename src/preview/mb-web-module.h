#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Between the preview and the module that knows WebKit. The module is opened when a preview is
 * first shown: linking WebKit alone would add some 40 ms to every start. Main thread throughout. */
#define MB_WEB_MODULE_VERSION 1
#define MB_WEB_MODULE_SYMBOL "mb_web_module"
#define MB_WEB_MODULE_FILE "libmb-preview-web.so"

/* Why there is no preview; also the values of MbPreview's property `problem`. */
#define MB_PREVIEW_PROBLEM_MODULE "no-module" /* the module is not there or another version's */
#define MB_PREVIEW_PROBLEM_FILTER "no-filter" /* the content filter does not compile */
#define MB_PREVIEW_PROBLEM_LOAD "no-page"     /* the page cannot be loaded */
#define MB_PREVIEW_PROBLEM_SLOW "slow"        /* nothing came for too long */
#define MB_PREVIEW_PROBLEM_ENDED "ended"      /* the web process ended twice */

typedef enum {
  MB_WEB_READY,    /* the page stands and its script runs */
  MB_WEB_PICKED,   /* a click in the text */
  MB_WEB_SCROLLED, /* the reader scrolled */
  MB_WEB_LINK,     /* a click on a link */
} MbWebMessageKind;

/* From the page, so from strangers: checked for type, and by the preview for sense. */
typedef struct {
  MbWebMessageKind kind;
  guint64 epoch;
  const char *id;
  guint part;
  guint offset_chars;
  double fraction;
  const char *address;
} MbWebMessage;

typedef void (*MbWebPictureReady) (GBytes *bytes, gpointer ready_data);
typedef void (*MbWebReply) (const GError *error, gpointer user_data);

typedef struct {
  char *(*make_page) (guint64 epoch, gpointer host); /* the article's element, (transfer full) */
  void (*load_picture) (const char *sha256,
                        MbWebPictureReady ready,
                        gpointer ready_data,
                        gpointer host); /* bytes NULL: none that this article has */
  void (*received) (const MbWebMessage *message, gpointer host);
  void (*ended) (gpointer host); /* the web process did */
  void (*failed) (const char *problem, gpointer host);
} MbWebHost;

typedef struct {
  guint version;
  /* A view without a page. @host may be gone before the view is: detach() first. */
  GtkWidget *(*create) (const MbWebHost *calls, gpointer host, gboolean accelerated);
  void (*detach) (GtkWidget *view);
  void (*load) (GtkWidget *view, guint64 epoch);
  void (*call) (GtkWidget *view,
                const char *body,
                GVariant *arguments,
                MbWebReply reply,
                gpointer user_data);
  void (*set_zoom) (GtkWidget *view, double zoom);
  void (*end_process) (GtkWidget *view); /* as a crash would; for tests */
  /* Calls @body like call() and hands its answer back as a string; for tests. */
  void (*evaluate) (GtkWidget *view,
                    const char *body,
                    GAsyncReadyCallback done,
                    gpointer user_data);
  char *(*evaluate_finish) (GtkWidget *view, GAsyncResult *result, GError **error);
} MbWebModule;

G_END_DECLS
