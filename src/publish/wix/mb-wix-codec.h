#pragma once

#include "mb-destination.h"
#include "mb-http.h"

G_BEGIN_DECLS

/* What goes to a Wix site and what comes back, as JSON. For the Wix destination alone. */
typedef struct {
  char *id;
  char *name;  /* a member's nickname, a category's or a tag's label */
  char *email; /* (nullable): a member's login */
} MbWixEntry;

/* What a post names. */
typedef struct {
  char *member;
  GPtrArray *categories; /* ids */
  GPtrArray *tags;
  const char *comments; /* `open`, `closed`; NULL: as the site does */
} MbWixTerms;

/* Where the site's people and readers find things. */
typedef struct {
  const char *site_id;
  const char *media_root;
} MbWixPlaces;

GBytes *mb_wix_encode_post (const MbPost *post,
                            const MbWixTerms *terms,
                            const char *id,
                            const char *slug,
                            MbPostStatus status) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_wix_encode_marked (const MbPost *post,
                              const MbWixTerms *terms) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_wix_encode_look (const char *marker, const char *member) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_wix_encode_schedule (const char *id, const MbPost *post) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_wix_encode_category (const char *label) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_wix_encode_tag (const char *label, const char *language) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_wix_encode_upload (const char *type, const char *name) G_GNUC_WARN_UNUSED_RESULT;

MbRemote *mb_wix_decode_draft (GBytes *json,
                               const MbWixPlaces *places,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_wix_decode_drafts (GBytes *json,
                                 const MbWixPlaces *places,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mb_wix_find_cover (const MbPost *post);
gboolean mb_wix_holds (GBytes *json, const MbPost *post, const MbWixTerms *terms);
gboolean mb_wix_check_results (GBytes *json, GError **error);
GPtrArray *
mb_wix_decode_entries (GBytes *json, const char *list, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mb_wix_decode_made (GBytes *json, const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mb_wix_decode_upload_url (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbRemoteMedia *mb_wix_decode_file (GBytes *json,
                                   const char *media_root,
                                   gboolean *ready,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *
mb_wix_decode_file_id (GBytes *json, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_wix_check (const MbHttpReply *reply,
                       const MbHttpRequest *request,
                       gboolean *exists,
                       GError **error);
void mb_wix_entry_free (MbWixEntry *entry);

G_END_DECLS
