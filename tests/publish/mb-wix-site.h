#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A Wix site as its documentation says it is, silent droppings included: an author is required,
 * unknown categories vanish, a cover needs both its flags, 400 KB are the limit, publishing is a
 * call of its own, pictures are worked on for a while. */
typedef struct _MbWixSite MbWixSite;

#define WIX_SITE_ID "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
#define WIX_SECRET WIX_SITE_ID ":IST.key-of-the-test"

typedef enum {
  WIX_FORGETS_US,      /* 401 "No identity found" */
  WIX_THROTTLES,       /* 429 with Retry-After */
  WIX_SAYS_NOTHING,    /* 403 with an empty body */
  WIX_FAILS_THE_ITEM,  /* a change of several says 200 and "success": "false" */
  WIX_LOSES_ITS_ANSWER /* done, and then 502 */
} WixMood;

MbWixSite *mb_wix_site_new (guint n_members) G_GNUC_WARN_UNUSED_RESULT;
void mb_wix_site_free (MbWixSite *self);
const char *mb_wix_site_get_url (MbWixSite *self);
void mb_wix_site_order (MbWixSite *self, WixMood mood, const char *path_begins, guint count);
guint mb_wix_site_count (MbWixSite *self, const char *path_begins);
guint mb_wix_site_count_leaks (MbWixSite *self);
guint mb_wix_site_count_posts (MbWixSite *self);
char *mb_wix_site_dup_post (MbWixSite *self, guint index) G_GNUC_WARN_UNUSED_RESULT;
char *mb_wix_site_dup_live (MbWixSite *self, guint index) G_GNUC_WARN_UNUSED_RESULT;
void mb_wix_site_set_title (MbWixSite *self, guint index, const char *title);
void mb_wix_site_add_category (MbWixSite *self, const char *label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbWixSite, mb_wix_site_free)

G_END_DECLS
