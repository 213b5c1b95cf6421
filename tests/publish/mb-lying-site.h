#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A Micropub site in a thread of the test, which keeps what it is sent and lies about it when told
 * to. */
typedef struct _MbLyingSite MbLyingSite;

typedef enum {
  MB_ACT_ANY,
  MB_ACT_CONFIG,
  MB_ACT_FIND,  /* q=source by slug */
  MB_ACT_READ,  /* q=source by address */
  MB_ACT_MEDIA, /* a picture is sent */
  MB_ACT_CREATE,
  MB_ACT_UPDATE,
  MB_ACT_DELETE,
  MB_ACT_PUBLIC, /* a reader's GET or HEAD */
} MbAct;

typedef enum {
  MB_LIE_NONE,
  /* The site has acted; then: */
  MB_LIE_SWALLOW,     /* the connection is closed without an answer */
  MB_LIE_CUT_HEADERS, /* the answer ends in its headers */
  MB_LIE_CUT_BODY,    /* … in its body */
  MB_LIE_LENGTH,      /* Content-Length says more than comes, and the connection stays open */
  MB_LIE_TWICE,       /* the answer comes twice */
  MB_LIE_NEVER,       /* no byte ever comes */
  MB_LIE_DRIP,        /* a byte now and then, for ever */
  MB_LIE_500,         /* "it failed" */
  MB_LIE_502_HTML,
  MB_LIE_200_HTML,  /* a page of somebody else's */
  MB_LIE_200_EMPTY, /* success, but no address */
  /* The site has not acted: */
  MB_LIE_REFUSE, /* the connection is closed */
  MB_LIE_301,    /* … to 308: to the thief's origin */
  MB_LIE_302,
  MB_LIE_303,
  MB_LIE_307,
  MB_LIE_308,
  MB_LIE_303_HERE, /* to the same origin */
  MB_LIE_429,      /* Retry-After: 0 */
  MB_LIE_503,      /* Retry-After: 0 */
  MB_LIE_403_HTML,
  MB_LIE_PORTAL, /* 200 and a login page */
} MbLie;

#define MB_N_LIES (MB_LIE_PORTAL + 1)

/* How honest sites differ from each other. */
typedef struct {
  gboolean own_query;       /* the endpoint has a query string of its own */
  gboolean slug_in_url;     /* a new slug is a new address: 201 + Location; the old one is gone */
  gboolean no_slug_query;   /* only the list can be searched */
  gboolean no_search;       /* it says what is at an address, and nothing else */
  gboolean no_source;       /* it cannot say what it holds */
  gboolean accepted;        /* creation answers 202, and the post is there a little later */
  gboolean drops_images;    /* the public page has no pictures */
  gboolean foreign_media;   /* the media endpoint is on the thief's origin */
  gboolean refuses_slugs;   /* 409 for one that another post has */
  gboolean keeps_old_slugs; /* the marker finds a post also after it has its final slug */
  GTlsCertificate *certificate;
} MbSiteHabits;

typedef struct {
  char *url;
  char *slug;
  char *headline;
  char *html;
  char *summary;
  char *kicker;
  gboolean published;
} MbSitePost;

MbLyingSite *mb_lying_site_new (const MbSiteHabits *habits);
void mb_lying_site_free (MbLyingSite *self);
const char *mb_lying_site_get_url (MbLyingSite *self);
const char *mb_lying_site_get_endpoint (MbLyingSite *self);
const char *mb_lying_site_get_token (MbLyingSite *self);

/* The next `count` requests of this kind, after `skip` honest ones, are answered with this lie. */
void mb_lying_site_lie (MbLyingSite *self, MbAct act, MbLie lie, guint skip, guint count);
void mb_lying_site_reset (MbLyingSite *self);
void mb_lying_site_edit (MbLyingSite *self, guint index, const char *headline);
void mb_lying_site_add (MbLyingSite *self, const char *slug, const char *headline);
void mb_lying_site_delete (MbLyingSite *self, guint index);
void mb_lying_site_delete_media (MbLyingSite *self);

GPtrArray *mb_lying_site_dup_posts (MbLyingSite *self);
guint mb_lying_site_count (MbLyingSite *self, MbAct act);
gsize mb_lying_site_count_bytes (MbLyingSite *self, MbAct act);
guint mb_lying_site_count_media (MbLyingSite *self);
guint mb_lying_site_count_stolen (MbLyingSite *self, gboolean with_credentials);
guint mb_lying_site_count_reused_writes (MbLyingSite *self);
guint mb_lying_site_count_empty_writes (MbLyingSite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbLyingSite, mb_lying_site_free)

G_END_DECLS
