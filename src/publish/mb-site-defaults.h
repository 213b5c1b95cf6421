#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a newsroom has decided once for a site. */
typedef struct {
  char *author;          /* (nullable): whom the site names as author: its own id for an account */
  char *comments;        /* (nullable): `open` or `closed`; NULL: as the site does */
  gboolean makes_terms;  /* sections and tags that the site lacks are made there unasked */
  gboolean lead_in_text; /* the first picture stands in the text, too */
  gboolean hides_standfirst; /* the theme shows it: it is not written into the text */
  gboolean hides_byline;     /* the line of names is not written into the text */
  gboolean thrifty;          /* smaller pictures */
  GHashTable *sections;      /* a section of ours → the site's id or name for it */
} MbSiteDefaults;

MbSiteDefaults *mb_site_defaults_new (void) G_GNUC_WARN_UNUSED_RESULT;
MbSiteDefaults *mb_site_defaults_copy (const MbSiteDefaults *self) G_GNUC_WARN_UNUSED_RESULT;
void mb_site_defaults_free (MbSiteDefaults *self);
const char *mb_site_defaults_get_section (const MbSiteDefaults *self, const char *section);
char *mb_site_defaults_to_json (const MbSiteDefaults *self) G_GNUC_WARN_UNUSED_RESULT;
MbSiteDefaults *mb_site_defaults_from_json (const char *json) G_GNUC_WARN_UNUSED_RESULT;

/* One decision by name, as scripts and forms give it: `author`, `comments` (open, closed or empty),
 * `sections` (lines `ours = theirs`), and yes or no for `make-terms`, `lead-in-text`,
 * `standfirst-in-text`, `byline-in-text`, `thrifty`. */
gboolean mb_site_defaults_knows (const char *key);
gboolean mb_site_defaults_set (MbSiteDefaults *self, const char *key, const char *value);
char *mb_site_defaults_dup (const MbSiteDefaults *self, const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSiteDefaults, mb_site_defaults_free)

G_END_DECLS
