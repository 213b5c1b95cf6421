#pragma once

#include "mb-snapshot.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A place where articles are published: what it can do, and the few acts the outbox needs from it. Synchronous: every
 * function runs on the destination's worker. Secrets are passed in, never stored here. */
#define MB_TYPE_DESTINATION (mb_destination_get_type ())

G_DECLARE_INTERFACE (MbDestination, mb_destination, MB, DESTINATION, GObject)

typedef enum {
  MB_PUBLISH_ERROR_FAILED,
  MB_PUBLISH_ERROR_OFFLINE,  /* no answer from the network: will leave by itself */
  MB_PUBLISH_ERROR_UNKNOWN,  /* sent, no usable answer: look before sending again */
  MB_PUBLISH_ERROR_AUTH,     /* the site no longer takes our access */
  MB_PUBLISH_ERROR_RIGHT,    /* this account may not */
  MB_PUBLISH_ERROR_INVALID,  /* the site refuses a field */
  MB_PUBLISH_ERROR_CONFLICT, /* changed on the site meanwhile */
  MB_PUBLISH_ERROR_GONE,     /* deleted on the site */
  MB_PUBLISH_ERROR_BUSY,     /* later */
  MB_PUBLISH_ERROR_MOVED,    /* a redirect where a write went: the address changed */
  MB_PUBLISH_ERROR_TLS,      /* certificate refused */
  MB_PUBLISH_ERROR_CLOCK,    /* certificate refused because this computer's clock is wrong */
  MB_PUBLISH_ERROR_PORTAL,   /* a captive portal answers */
  MB_PUBLISH_ERROR_LOSS,     /* published, but the public page lacks something */
  MB_PUBLISH_ERROR_NOT_READY, /* checks block: see the findings */
  MB_PUBLISH_ERROR_NO_SECRET, /* the keyring does not answer, or has none */
} MbPublishError;

#define MB_PUBLISH_ERROR (mb_publish_error_quark ())

GQuark mb_publish_error_quark (void);

typedef enum {
  MB_CAP_DRAFT = 1 << 0,
  MB_CAP_SCHEDULE = 1 << 1,
  MB_CAP_UPDATE = 1 << 2,
  MB_CAP_UNPUBLISH = 1 << 3,
  MB_CAP_LOOK_UP = 1 << 4,
  MB_CAP_CREDIT = 1 << 5,
  MB_CAP_KICKER = 1 << 6,
} MbCapabilities;

G_END_DECLS
