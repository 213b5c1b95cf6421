#pragma once

#include "mb-site-db.h"

G_BEGIN_DECLS

typedef struct {
  char *slug;
  char *title;
} MbSiteSection;

typedef struct {
  char *title;
  char *url;
} MbSiteNetwork;

/* What the newsroom sets. Kept as one JSON value; what is missing has a default. */
typedef struct {
  char *name;
  char *accent; /* "#rrggbb", dark enough to be read on paper; "" for the theme's own */
  char *about;
  char *letter_title;
  char *letter_text;
  char *consent;
  char *footer;
  char *language; /* BCP 47 */
  char *time_zone;
  gboolean comments;
  gboolean moderation;
  GPtrArray *sections; /* of MbSiteSection */
  GPtrArray *networks; /* of MbSiteNetwork */
} MbSiteSettings;

MbSiteSettings *mb_site_settings_load (MbSiteDb *db) G_GNUC_WARN_UNUSED_RESULT;
MbSiteSettings *mb_site_settings_parse (const char *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mb_site_settings_save (const MbSiteSettings *self, MbSiteDb *db, GError **error);
void mb_site_settings_free (MbSiteSettings *self);
void mb_site_settings_set_sections (MbSiteSettings *self, const char *lines);
void mb_site_settings_set_networks (MbSiteSettings *self, const char *lines);
const MbSiteSection *mb_site_settings_find_section (const MbSiteSettings *self,
                                                    const char *slug_or_title);
gboolean mb_site_accent_is_readable (const char *accent);
char *mb_site_slugify (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSiteSettings, mb_site_settings_free)

G_END_DECLS
