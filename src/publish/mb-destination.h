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
} MbCapabilities;

typedef enum {
  MB_POST_DRAFT,
  MB_POST_PUBLISHED,
  MB_POST_STATUS_UNKNOWN, /* the site does not say */
} MbPostStatus;

/* What is sent: an article as a site takes it. */
typedef struct {
  char *marker;          /* `marbre-<article id>`: the slug until the last step */
  char *slug;            /* (nullable): the one that it has */
  gboolean slug_is_made; /* from the headline: nobody has asked for this one */
  char *headline;
  char *kicker; /* (nullable), like all below */
  char *standfirst;
  char *html; /* never NULL */
  char *section;
  char **tags;
  char *byline; /* one name a line */
  char *dateline;
  char *credit;    /* of the lead picture */
  char *featured;  /* address of the lead picture */
  char *published; /* ISO 8601; the same at every attempt */
  char *language;
  gboolean only_status; /* the site has the content already: slug, date and status alone are sent */
} MbPost;

/* What a site holds. */
typedef struct {
  char *url;
  char *version; /* opaque; changes with every change of content */
  char *slug;    /* (nullable) */
  char *headline;
  char *standfirst;
  char *html;
  char *featured;
  MbPostStatus status;
} MbRemote;

/* `sent_bytes` of `total_bytes` have been taken by the network. */
typedef void (*MbProgress) (gsize sent_bytes, gsize total_bytes, gpointer user_data);

struct _MbDestinationInterface {
  GTypeInterface parent_iface;

  gboolean (*probe) (MbDestination *self,
                     MbCapabilities *capabilities,
                     GCancellable *cancellable,
                     GError **error);
  char *(*send_media) (MbDestination *self,
                       GBytes *bytes,
                       const char *file_name,
                       GCancellable *cancellable,
                       GError **error);
  char *(*create_draft) (MbDestination *self,
                         const MbPost *post,
                         GCancellable *cancellable,
                         GError **error);
  GPtrArray *(*find) (MbDestination *self,
                      const char *slug,
                      GCancellable *cancellable,
                      GError **error);
  MbRemote *(*read) (MbDestination *self,
                     const char *url,
                     GCancellable *cancellable,
                     GError **error);
  char *(*update) (MbDestination *self,
                   const char *url,
                   const MbPost *post,
                   MbPostStatus status,
                   GCancellable *cancellable,
                   GError **error);
  gboolean (*remove) (MbDestination *self,
                      const char *url,
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
char *mb_destination_send_media (MbDestination *self,
                                 GBytes *bytes,
                                 const char *file_name,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mb_destination_create_draft (MbDestination *self,
                                   const MbPost *post,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_destination_find (MbDestination *self,
                                const char *slug,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemote *mb_destination_read (MbDestination *self,
                               const char *url,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mb_destination_update (MbDestination *self,
                             const char *url,
                             const MbPost *post,
                             MbPostStatus status,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_destination_remove (MbDestination *self,
                                const char *url,
                                GCancellable *cancellable,
                                GError **error);
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPost, mb_post_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbRemote, mb_remote_free)

G_END_DECLS
