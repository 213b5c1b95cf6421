#pragma once

#include "mb-text.h"

G_BEGIN_DECLS

/* A passage that was given two addresses. */
typedef struct {
  gboolean found;
  char *mine;
  char *theirs;
} MbMergeLink;

MbText *mb_merge_text (MbText *base, MbText *mine, MbText *theirs, MbMergeLink *link)
  G_GNUC_WARN_UNUSED_RESULT;
void mb_merge_link_clear (MbMergeLink *link);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbMergeLink, mb_merge_link_clear)

G_END_DECLS
