#pragma once

#include "mb-snapshot.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A place where articles are published: what it can do, and the few acts the outbox needs from it.
 * Synchronous: every function runs on the destination's worker. Secrets are passed in, never stored
 * here. */
#define MB_TYPE_DESTINATION (mb_destination_get_type ())
#define MB_TYPE_CAPABILITIES (mb_capabilities_get_type ())

G_DECLARE_INTERFACE (MbDestination, mb_destination, MB, DESTINATION, GObject)

typedef enum {
  MB_PUBLISH_ERROR_FAILED,
  MB_PUBLISH_ERROR_OFFLINE,   /* no answer from the network: will leave by itself */
  MB_PUBLISH_ERROR_UNKNOWN,   /* sent, no usable answer: look before sending again */
  MB_PUBLISH_ERROR_AUTH,      /* the site no longer takes our access */
  MB_PUBLISH_ERROR_RIGHT,     /* this account may not */
  MB_PUBLISH_ERROR_INVALID,   /* the site refuses a field */
  MB_PUBLISH_ERROR_CONFLICT,  /* changed on the site meanwhile */
  MB_PUBLISH_ERROR_GONE,      /* deleted on the site */
  MB_PUBLISH_ERROR_BUSY,      /* later */
  MB_PUBLISH_ERROR_MOVED,     /* a redirect where a write went: the address changed */
  MB_PUBLISH_ERROR_TLS,       /* certificate refused */
  MB_PUBLISH_ERROR_CLOCK,     /* certificate refused because this computer's clock is wrong */
  MB_PUBLISH_ERROR_PORTAL,    /* a captive portal answers */
  MB_PUBLISH_ERROR_LOSS,      /* published, but the public page lacks something */
  MB_PUBLISH_ERROR_NOT_READY, /* checks block: see the findings */
  MB_PUBLISH_ERROR_NO_SECRET, /* the keyring does not answer, or has none */
  MB_PUBLISH_ERROR_WAF,       /* something in front of the site refused */
  MB_PUBLISH_ERROR_CANCELLED,
  MB_PUBLISH_ERROR_ADDRESS,      /* not an address we may use, or no site there that we know */
  MB_PUBLISH_ERROR_TWICE,        /* this article is on its way to this site already */
  MB_PUBLISH_ERROR_NOT_APPROVED, /* articles are reviewed here, and this text was not approved */
  MB_PUBLISH_ERROR_ELSEWHERE, /* the address leads to another site, which the message names last */
  MB_PUBLISH_ERROR_CLOSED,    /* published, but readers are not let in to see it */
  MB_PUBLISH_ERROR_MISSED,    /* the hour has passed, and the site has not published */
  MB_PUBLISH_ERROR_TERMS,     /* the site lacks a section or tags, which the message names */
} MbPublishError;

#define MB_PUBLISH_ERROR (mb_publish_error_quark ())

typedef enum {
  MB_CAP_DRAFT = 1 << 0,
  MB_CAP_SCHEDULE = 1 << 1,
  MB_CAP_UPDATE = 1 << 2,
  MB_CAP_UNPUBLISH = 1 << 3,
  MB_CAP_LOOK_UP = 1 << 4,
  MB_CAP_CREDIT = 1 << 5,
  MB_CAP_KICKER = 1 << 6,
  MB_CAP_SECTION = 1 << 7,
  MB_CAP_BYLINE = 1 << 8,
  MB_CAP_DATELINE = 1 << 9,
  MB_CAP_MEDIA = 1 << 10,
  MB_CAP_READ_BACK = 1 << 11, /* it says what it holds */
  MB_CAP_PENDING = 1 << 12,   /* it has drafts that wait for somebody there */
  MB_CAP_PRIVATE = 1 << 13,   /* it has posts for those who log in alone */
  MB_CAP_OWN_ID = 1 << 14,    /* a post is found whatever its address becomes */
  MB_CAP_TAGS = 1 << 15,
  MB_CAP_PUBLISH = 1 << 16, /* this account may make posts public */
} MbCapabilities;

typedef enum {
  MB_POST_DRAFT,
  MB_POST_PUBLISHED,
  MB_POST_STATUS_UNKNOWN, /* the site does not say */
  MB_POST_PENDING,        /* waits for somebody on the site */
  MB_POST_PRIVATE,        /* for those who log in there */
  MB_POST_SCHEDULED,      /* goes public by itself */
  MB_POST_BINNED,         /* in the site's bin */
} MbPostStatus;

/* Where a post is on its site. */
typedef struct {
  const char *url;
  const char *id; /* (nullable): what the site calls it, whatever its address */
} MbPlace;

/* A picture on its way to a site. */
typedef struct {
  GBytes *bytes;
  const char *file_name; /* ASCII, with the extension of its type */
  const char *title;     /* (nullable), like all below */
  const char *alt;
  const char *caption;
  const char *credit;
} MbMediaItem;

/* A picture as a site keeps it. */
typedef struct {
  char *url;
  char *id;       /* (nullable): what the site calls it */
  guint width_px; /* 0: not known */
  guint height_px;
} MbRemoteMedia;

/* What is sent: an article as a site takes it. */
typedef struct {
  char *marker;          /* `marbre-<article id>`: the slug until the last step */
  char *slug;            /* (nullable): the one that it has */
  gboolean slug_is_made; /* from the headline: nobody has asked for this one */
  char *headline;
  char *kicker; /* (nullable), like all below */
  char *standfirst;
  char *html;           /* never NULL: the text as the site should show it */
  char *content;        /* the text in the site's own form; NULL: `html` is it */
  MbSnapshot *snapshot; /* what readers see of the article */
  GHashTable *media;    /* SHA-256 of an original → MbRemoteMedia */
  char *section;
  char **tags;
  char *byline; /* one name a line */
  char *dateline;
  char *credit;              /* of the lead picture */
  char *featured;            /* address of the lead picture */
  char *published;           /* ISO 8601; the same at every attempt */
  gboolean published_is_now; /* nobody has asked for this hour */
  char *language;
  gboolean only_status; /* the site has the content already: slug, date and status alone are sent */
} MbPost;

/* What a site holds. */
typedef struct {
  char *url;
  char *id;      /* (nullable): what the site calls it */
  char *version; /* (nullable): opaque; changes with every change of content */
  char *slug;    /* (nullable) */
  char *headline;
  char *standfirst;
  char *html;
  char *content; /* (nullable): the text in the site's own form */
  char *featured;
  gint64 public_at_ms; /* when it goes or went public; 0: the site does not say */
  MbPostStatus status;
} MbRemote;

/* `sent_bytes` of `total_bytes` have been taken by the network. */
typedef void (*MbProgress) (gsize sent_bytes, gsize total_bytes, gpointer user_data);

/* A post on its way to becoming an article: mb-pull.h. */
typedef struct _MbPulled MbPulled;

struct _MbDestinationInterface {
  GTypeInterface parent_iface;

  gboolean (*probe) (MbDestination *self,
                     MbCapabilities *capabilities,
                     GCancellable *cancellable,
                     GError **error);
  void (*shape) (MbDestination *self, MbPost *post); /* may be NULL */
  gboolean (*prepare) (MbDestination *self,          /* may be NULL */
                       const MbPost *post,
                       gboolean may_create_terms,
                       GCancellable *cancellable,
                       GError **error);
  MbRemoteMedia *(*send_media) (MbDestination *self,
                                const MbMediaItem *item,
                                GCancellable *cancellable,
                                GError **error);
  MbRemoteMedia *(*find_media) (MbDestination *self, /* may be NULL */
                                const MbMediaItem *item,
                                GCancellable *cancellable,
                                GError **error);
  MbRemote *(*create_draft) (MbDestination *self,
                             const MbPost *post,
                             GCancellable *cancellable,
                             GError **error);
  GPtrArray *(*find) (MbDestination *self,
                      const char *slug,
                      GCancellable *cancellable,
                      GError **error);
  MbRemote *(*read) (MbDestination *self,
                     const MbPlace *place,
                     GCancellable *cancellable,
                     GError **error);
  MbRemote *(*update) (MbDestination *self,
                       const MbPlace *place,
                       const MbPost *post,
                       MbPostStatus status,
                       GCancellable *cancellable,
                       GError **error);
  gboolean (*remove) (MbDestination *self,
                      const MbPlace *place,
                      GCancellable *cancellable,
                      GError **error);
  MbPulled *(*pull) (MbDestination *self, /* may be NULL */
                     const char *address,
                     GCancellable *cancellable,
                     GError **error);
  GBytes *(*read_public) (MbDestination *self,
                          const char *url,
                          char **final_url,
                          GCancellable *cancellable,
                          GError **error);
  gboolean (*has_public) (MbDestination *self,
                          const char *url,
                          GCancellable *cancellable,
                          GError **error);
  void (*set_progress) (MbDestination *self, MbProgress progress, gpointer user_data);
  gint64 (*take_retry_after_ms) (MbDestination *self);
};

GQuark mb_publish_error_quark (void);
GType mb_capabilities_get_type (void);

gboolean mb_destination_probe (MbDestination *self,
                               MbCapabilities *capabilities,
                               GCancellable *cancellable,
                               GError **error);
void mb_destination_shape (MbDestination *self, MbPost *post);
gboolean mb_destination_prepare (MbDestination *self,
                                 const MbPost *post,
                                 gboolean may_create_terms,
                                 GCancellable *cancellable,
                                 GError **error);
MbRemoteMedia *mb_destination_send_media (MbDestination *self,
                                          const MbMediaItem *item,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_destination_find_media (MbDestination *self,
                                          const MbMediaItem *item,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemote *mb_destination_create_draft (MbDestination *self,
                                       const MbPost *post,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_destination_find (MbDestination *self,
                                const char *slug,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemote *mb_destination_read (MbDestination *self,
                               const MbPlace *place,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemote *mb_destination_update (MbDestination *self,
                                 const MbPlace *place,
                                 const MbPost *post,
                                 MbPostStatus status,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_destination_remove (MbDestination *self,
                                const MbPlace *place,
                                GCancellable *cancellable,
                                GError **error);
MbPulled *mb_destination_pull (MbDestination *self,
                               const char *address,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_destination_read_public (MbDestination *self,
                                    const char *url,
                                    char **final_url,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_destination_has_public (MbDestination *self,
                                    const char *url,
                                    GCancellable *cancellable,
                                    GError **error);
void mb_destination_set_progress (MbDestination *self, MbProgress progress, gpointer user_data);
gint64 mb_destination_take_retry_after_ms (MbDestination *self);

void mb_post_free (MbPost *post);
void mb_remote_free (MbRemote *remote);
MbRemote *mb_remote_new (const char *url) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_remote_media_new (const char *url, const char *id) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_remote_media_copy (const MbRemoteMedia *media) G_GNUC_WARN_UNUSED_RESULT;
void mb_remote_media_free (MbRemoteMedia *media);
GHashTable *mb_remote_media_table_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_post_status_is_public (MbPostStatus status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPost, mb_post_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbRemote, mb_remote_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbRemoteMedia, mb_remote_media_free)

G_END_DECLS
