#pragma once

#include "mb-pull.h"

G_BEGIN_DECLS

/* The first picture of a post, which stands beside its text there. */
typedef struct {
  char *url;
  char *id;
  char *alt;
  char *caption; /* HTML */
} MbWordpressLead;

void mb_wordpress_split (MbPulled *pulled, const MbWordpressLead *lead);

G_END_DECLS
