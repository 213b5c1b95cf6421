#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The site's own SQLite file: posts, media, comments, readers of the letter, settings. One thread.
 */
typedef struct _MbSiteDb MbSiteDb;

typedef enum {
  MB_SITE_ERROR_FAILED,
  MB_SITE_ERROR_NOT_FOUND,
  MB_SITE_ERROR_CONFLICT, /* the slug is another post's */
  MB_SITE_ERROR_INVALID,  /* what was sent is not understood */
} MbSiteError;

#define MB_SITE_ERROR (mb_site_error_quark ())

typedef struct {
  gint64 id;
  char *slug;
  gboolean published;
  gboolean deleted;
  char *properties; /* what was sent: a JSON object of arrays */
  char *blocks;     /* the content as our own blocks, JSON */
  char *section;    /* slug of the section, "" without */
  gint64 published_ms;
  gint64 updated_ms;
} MbSiteRow;

typedef struct {
  gint64 id;
  gint64 post;
  char *author;
  char *body;
  gint64 time_ms;
  gboolean approved;
  char *slug;  /* of the post; only read */
  char *title; /* of the post; only read */
} MbSiteComment;

typedef struct {
  char *address;
  char *consent; /* the words that were agreed to */
  gint64 time_ms;
} MbSiteReader;

typedef enum {
  MB_SITE_PUBLIC = 1 << 0, /* published, not deleted; without drafts: its hour has come */
  MB_SITE_DRAFTS = 1 << 1,
} MbSiteWhich;

typedef enum {
  MB_SITE_WAITING = 1 << 0,
  MB_SITE_APPROVED = 1 << 1,
} MbSiteComments;

GQuark mb_site_error_quark (void);
MbSiteDb *mb_site_db_open (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_site_db_free (MbSiteDb *self);

gboolean mb_site_db_put_post (MbSiteDb *self, MbSiteRow *row, GError **error);
MbSiteRow *
mb_site_db_get_post (MbSiteDb *self, const char *slug, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbSiteRow *mb_site_db_get_moved (MbSiteDb *self, const char *slug) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_site_db_list_posts (MbSiteDb *self,
                                  MbSiteWhich which,
                                  const char *section,
                                  guint limit,
                                  guint offset) G_GNUC_WARN_UNUSED_RESULT;

gboolean mb_site_db_put_media (MbSiteDb *self,
                               const char *name,
                               GBytes *bytes,
                               const char *type,
                               GError **error);
GBytes *
mb_site_db_get_media (MbSiteDb *self, const char *name, char **type) G_GNUC_WARN_UNUSED_RESULT;

gboolean mb_site_db_add_comment (MbSiteDb *self, const MbSiteComment *comment, GError **error);
GPtrArray *mb_site_db_list_comments (MbSiteDb *self,
                                     gint64 post,
                                     MbSiteComments which) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_site_db_approve_comment (MbSiteDb *self, gint64 id, GError **error);
gboolean mb_site_db_delete_comment (MbSiteDb *self, gint64 id, GError **error);

gboolean mb_site_db_add_reader (MbSiteDb *self, const MbSiteReader *reader, GError **error);
gboolean mb_site_db_remove_reader (MbSiteDb *self, const char *address, GError **error);
GPtrArray *mb_site_db_list_readers (MbSiteDb *self) G_GNUC_WARN_UNUSED_RESULT;

char *mb_site_db_get_setting (MbSiteDb *self, const char *key) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mb_site_db_set_setting (MbSiteDb *self, const char *key, const char *value, GError **error);

void mb_site_row_free (MbSiteRow *row);
void mb_site_comment_free (MbSiteComment *comment);
void mb_site_reader_free (MbSiteReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSiteDb, mb_site_db_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSiteRow, mb_site_row_free)

G_END_DECLS
