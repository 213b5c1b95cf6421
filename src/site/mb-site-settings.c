#include "mb-site-settings.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SETTING "site"
#define DEFAULT_NAME "Le Quai"
#define PAPER_LUMINANCE 0.953 /* of #fbfaf6 */
#define MIN_CONTRAST 4.5      /* WCAG 2.1, 1.4.3 */
#define MAX_SLUG_BYTES 80

/* A newsroom's first page, before it sets its own. */
static const char *const default_sections = "Politique\nÉconomie\nSports\nCoaching\nSciences et "
                                            "technologies\nCulture et divertissement\nSociété";
static const char *const default_networks =
  "Facebook https://www.facebook.com/\nX https://x.com/\nYouTube https://www.youtube.com/\n"
  "TikTok https://www.tiktok.com/\nLinkedIn https://www.linkedin.com/";

static void
section_free (MbSiteSection *section)
{
  g_free (section->slug);
  g_free (section->title);
  g_free (section);
}

static void
network_free (MbSiteNetwork *network)
{
  g_free (network->title);
  g_free (network->url);
  g_free (network);
}

static const struct {
  gunichar from;
  const char *to;
} ligatures[] = {
  {0x153, "oe"}, {0xE6, "ae"}, {0xDF, "ss"}, {0xF8, "o"}, {0x142, "l"}, {0x111, "d"}, {0xFE, "th"},
};

static void
append_slug_char (GString *slug, gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (ligatures); i++)
    if (ligatures[i].from == c) {
      g_string_append (slug, ligatures[i].to);
      return;
    }
  if (g_unichar_ismark (c))
    return;
  if (c < 0x80 && g_ascii_isalnum ((char) c))
    g_string_append_c (slug, (char) c);
  else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
    g_string_append_c (slug, '-');
}

/**
 * mb_site_slugify:
 * @text: words
 *
 * Makes an address of words: lower-case ASCII letters, digits and hyphens, at most 80 bytes.
 *
 * Returns: (transfer full): the slug, "" when nothing is left
 */
char *
mb_site_slugify (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autofree char *split = g_utf8_normalize (lower, -1, G_NORMALIZE_NFD);
  GString *slug = g_string_new (NULL);

  for (const char *p = split ? split : ""; *p; p = g_utf8_next_char (p))
    append_slug_char (slug, g_utf8_get_char (p));
  g_string_truncate (slug, MIN (slug->len, MAX_SLUG_BYTES));
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);

  return g_string_free_and_steal (slug);
}

static double
linear (guint value)
{
  double c = value / 255.0;

  return c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

/**
 * mb_site_accent_is_readable:
 * @accent: "#rrggbb"
 *
 * Whether a colour can be read on the theme's paper: contrast of at least 4.5 to 1
 * (WCAG 2.1, 1.4.3).
 */
gboolean
mb_site_accent_is_readable (const char *accent)
{
  guint red;
  guint green;
  guint blue;
  double luminance;

  if (strlen (accent) != 7 || strspn (accent + 1, "0123456789abcdefABCDEF") != 6 ||
      sscanf (accent, "#%2x%2x%2x", &red, &green, &blue) != 3)
    return FALSE;
  luminance = 0.2126 * linear (red) + 0.7152 * linear (green) + 0.0722 * linear (blue);

  return (PAPER_LUMINANCE + 0.05) / (luminance + 0.05) >= MIN_CONTRAST;
}

/**
 * mb_site_settings_set_sections:
 * @self: settings
 * @lines: a section a line
 *
 * Sets the sections, in order. A line without a letter, or with the address of one before, is none.
 */
void
mb_site_settings_set_sections (MbSiteSettings *self, const char *lines)
{
  g_auto (GStrv) titles = g_strsplit (lines, "\n", -1);

  g_ptr_array_set_size (self->sections, 0);
  for (guint i = 0; titles[i]; i++) {
    g_autofree char *slug = mb_site_slugify (g_strstrip (titles[i]));
    MbSiteSection *section = NULL;

    if (*slug == '\0' || mb_site_settings_find_section (self, slug))
      continue;
    section = g_new0 (MbSiteSection, 1);
    section->title = g_strdup (titles[i]);
    section->slug = g_steal_pointer (&slug);
    g_ptr_array_add (self->sections, section);
  }
}

/**
 * mb_site_settings_set_networks:
 * @self: settings
 * @lines: a network a line: its name, a space, its address
 *
 * Sets the links to social networks. Only http and https addresses are taken.
 */
void
mb_site_settings_set_networks (MbSiteSettings *self, const char *lines)
{
  g_auto (GStrv) entries = g_strsplit (lines, "\n", -1);

  g_ptr_array_set_size (self->networks, 0);
  for (guint i = 0; entries[i]; i++) {
    char *space = strrchr (g_strstrip (entries[i]), ' ');
    MbSiteNetwork *network = NULL;

    if (!space ||
        (!g_str_has_prefix (space + 1, "https://") && !g_str_has_prefix (space + 1, "http://")))
      continue;
    network = g_new0 (MbSiteNetwork, 1);
    network->title = g_strndup (entries[i], (gsize) (space - entries[i]));
    network->url = g_strdup (space + 1);
    g_ptr_array_add (self->networks, network);
  }
}

static MbSiteSettings *
settings_new (void)
{
  MbSiteSettings *self = g_new0 (MbSiteSettings, 1);

  self->name = g_strdup (DEFAULT_NAME);
  self->accent = g_strdup ("");
  self->about = g_strdup ("Une rédaction indépendante qui vérifie avant de publier, et qui corrige "
                          "quand elle se trompe.");
  self->letter_title = g_strdup ("La lettre du soir");
  self->letter_text = g_strdup ("Les cinq nouvelles du jour, à 18 heures.");
  self->consent = g_strdup (
    "J’accepte de recevoir la lettre à cette adresse. Je peux me désinscrire à tout moment.");
  self->footer = g_strdup ("Mentions légales");
  self->language = g_strdup ("fr");
  self->time_zone = g_strdup ("");
  self->comments = TRUE;
  self->moderation = TRUE;
  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  self->networks = g_ptr_array_new_with_free_func ((GDestroyNotify) network_free);
  mb_site_settings_set_sections (self, default_sections);
  mb_site_settings_set_networks (self, default_networks);

  return self;
}

static void
read_text (JsonObject *object, const char *name, char **value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_set_str (value, json_node_get_string (node));
}

static void
read_switch (JsonObject *object, const char *name, gboolean *value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    *value = json_node_get_boolean (node);
}

/**
 * mb_site_settings_parse:
 * @json: an object; unknown members are ignored
 * @error: return location
 *
 * Reads settings: `name`, `accent`, `about`, `letter-title`, `letter-text`, `consent`, `footer`,
 * `language`, `time-zone` (strings), `sections` and `networks` (strings, an entry a line),
 * `comments` and `moderation` (booleans).
 *
 * Returns: (transfer full) (nullable): the settings
 */
MbSiteSettings *
mb_site_settings_parse (const char *json, GError **error)
{
  g_autoptr (MbSiteSettings) self = settings_new ();
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  g_autofree char *sections = NULL;
  g_autofree char *networks = NULL;
  JsonObject *object = NULL;

  if (!root || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_INVALID, "the settings are no JSON object");
    return NULL;
  }
  object = json_node_get_object (root);
  read_text (object, "name", &self->name);
  if (*self->name == '\0')
    g_set_str (&self->name, DEFAULT_NAME); /* a masthead without a word is no link */
  read_text (object, "accent", &self->accent);
  read_text (object, "about", &self->about);
  read_text (object, "letter-title", &self->letter_title);
  read_text (object, "letter-text", &self->letter_text);
  read_text (object, "consent", &self->consent);
  read_text (object, "footer", &self->footer);
  read_text (object, "language", &self->language);
  read_text (object, "time-zone", &self->time_zone);
  read_switch (object, "comments", &self->comments);
  read_switch (object, "moderation", &self->moderation);
  read_text (object, "sections", &sections);
  read_text (object, "networks", &networks);
  if (sections)
    mb_site_settings_set_sections (self, sections);
  if (networks)
    mb_site_settings_set_networks (self, networks);
  if (*self->accent && !mb_site_accent_is_readable (self->accent)) {
    g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_INVALID,
                 "the accent colour %s cannot be read on paper: its contrast is below 4.5",
                 self->accent);
    return NULL;
  }

  return g_steal_pointer (&self);
}

/**
 * mb_site_settings_load:
 * @db: the site's file
 *
 * Reads the settings that are kept, or the defaults.
 *
 * Returns: (transfer full): the settings
 */
MbSiteSettings *
mb_site_settings_load (MbSiteDb *db)
{
  g_autofree char *json = mb_site_db_get_setting (db, SETTING);
  MbSiteSettings *self = json ? mb_site_settings_parse (json, NULL) : NULL;

  return self ? self : settings_new ();
}

static void
write_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/**
 * mb_site_settings_save:
 * @self: settings
 * @db: the site's file
 * @error: return location
 *
 * Keeps the settings.
 *
 * Returns: whether they are on disk
 */
gboolean
mb_site_settings_save (const MbSiteSettings *self, MbSiteDb *db, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GString) sections = g_string_new (NULL);
  g_autoptr (GString) networks = g_string_new (NULL);
  g_autofree char *json = NULL;

  for (guint i = 0; i < self->sections->len; i++) {
    const MbSiteSection *section = g_ptr_array_index (self->sections, i);

    g_string_append_printf (sections, "%s\n", section->title);
  }
  for (guint i = 0; i < self->networks->len; i++) {
    const MbSiteNetwork *network = g_ptr_array_index (self->networks, i);

    g_string_append_printf (networks, "%s %s\n", network->title, network->url);
  }
  json_builder_begin_object (builder);
  write_text (builder, "name", self->name);
  write_text (builder, "accent", self->accent);
  write_text (builder, "about", self->about);
  write_text (builder, "letter-title", self->letter_title);
  write_text (builder, "letter-text", self->letter_text);
  write_text (builder, "consent", self->consent);
  write_text (builder, "footer", self->footer);
  write_text (builder, "language", self->language);
  write_text (builder, "time-zone", self->time_zone);
  write_text (builder, "sections", sections->str);
  write_text (builder, "networks", networks->str);
  json_builder_set_member_name (builder, "comments");
  json_builder_add_boolean_value (builder, self->comments);
  json_builder_set_member_name (builder, "moderation");
  json_builder_add_boolean_value (builder, self->moderation);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);

  return mb_site_db_set_setting (db, SETTING, json, error);
}

/**
 * mb_site_settings_free:
 * @self: (transfer full): settings
 *
 * Frees settings.
 */
void
mb_site_settings_free (MbSiteSettings *self)
{
  g_free (self->name);
  g_free (self->accent);
  g_free (self->about);
  g_free (self->letter_title);
  g_free (self->letter_text);
  g_free (self->consent);
  g_free (self->footer);
  g_free (self->language);
  g_free (self->time_zone);
  g_ptr_array_unref (self->sections);
  g_ptr_array_unref (self->networks);
  g_free (self);
}

/**
 * mb_site_settings_find_section:
 * @self: settings
 * @slug_or_title: (nullable): as an address or an article names it
 *
 * Looks a section up; accents and capitals do not matter.
 *
 * Returns: (nullable): the section
 */
const MbSiteSection *
mb_site_settings_find_section (const MbSiteSettings *self, const char *slug_or_title)
{
  g_autofree char *slug = mb_site_slugify (slug_or_title ? slug_or_title : "");

  for (guint i = 0; i < self->sections->len; i++) {
    const MbSiteSection *section = g_ptr_array_index (self->sections, i);

    if (strcmp (section->slug, slug) == 0)
      return section;
  }

  return NULL;
}
