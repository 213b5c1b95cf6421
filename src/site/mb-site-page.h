#pragma once

#include "mb-site-post.h"
#include "mb-site-settings.h"

G_BEGIN_DECLS

/* What every page is made with. Borrowed for one request. */
typedef struct {
  MbSiteDb *db;
  const MbSiteSettings *settings;
  const char *base;  /* the site's own address, without a final slash */
  const char *token; /* for the forms of this page */
  gint64 now_ms;
} MbSiteContext;

typedef struct {
  const char *title;
  const char *description; /* (nullable) */
  const char *path;        /* from the site's root */
  const char *section;     /* (nullable): slug of the section it is in */
  const char *head;        /* (nullable): more for the head of an article, escaped already */
  gboolean plain;          /* without letter and about */
} MbSitePageInfo;

void mb_site_page_begin (GString *out, const MbSiteContext *context, const MbSitePageInfo *info);
void mb_site_page_end (GString *out, const MbSiteContext *context, const MbSitePageInfo *info);
void mb_site_put_text (GString *out, const char *text);
void mb_site_put_attribute (GString *out, const char *name, const char *value);
void mb_site_put_token (GString *out, const MbSiteContext *context);
char *mb_site_format_date (const MbSiteContext *context,
                           gint64 time_ms,
                           gboolean with_hour) G_GNUC_WARN_UNUSED_RESULT;
char *mb_site_format_iso (gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;

char *mb_site_page_home (const MbSiteContext *context, guint page) G_GNUC_WARN_UNUSED_RESULT;
char *mb_site_page_section (const MbSiteContext *context,
                            const MbSiteSection *section,
                            guint page) G_GNUC_WARN_UNUSED_RESULT;
char *mb_site_page_article (const MbSiteContext *context,
                            const MbSiteRow *row,
                            const char *note) G_GNUC_WARN_UNUSED_RESULT;
char *mb_site_page_message (const MbSiteContext *context,
                            const char *title,
                            const char *text) G_GNUC_WARN_UNUSED_RESULT;

char *mb_site_feed_rss (const MbSiteContext *context) G_GNUC_WARN_UNUSED_RESULT;
char *mb_site_feed_sitemap (const MbSiteContext *context) G_GNUC_WARN_UNUSED_RESULT;
void mb_site_feed_put_json_ld (GString *out,
                               const MbSiteContext *context,
                               const MbSiteRow *row,
                               const MbSitePost *post,
                               const char *picture);

G_END_DECLS
