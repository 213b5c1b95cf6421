#include "mb-site-defaults.h"

#include "mb-json.h"

/**
 * mb_site_defaults_new:
 *
 * Makes the defaults of a site of which nobody has decided anything.
 *
 * Returns: (transfer full): the defaults
 */
MbSiteDefaults *
mb_site_defaults_new (void)
{
  MbSiteDefaults *self = g_new0 (MbSiteDefaults, 1);

  self->sections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * mb_site_defaults_copy:
 * @self: defaults
 *
 * Copies them.
 *
 * Returns: (transfer full): the copy
 */
MbSiteDefaults *
mb_site_defaults_copy (const MbSiteDefaults *self)
{
  g_autofree char *json = mb_site_defaults_to_json (self);

  return mb_site_defaults_from_json (json);
}

/**
 * mb_site_defaults_free:
 * @self: (nullable): defaults
 *
 * Frees them.
 */
void
mb_site_defaults_free (MbSiteDefaults *self)
{
  if (!self)
    return;

  g_free (self->author);
  g_free (self->comments);
  g_hash_table_unref (self->sections);
  g_free (self);
}

/**
 * mb_site_defaults_get_section:
 * @self: defaults
 * @section: (nullable): a section of ours
 *
 * What the site calls a section.
 *
 * Returns: (transfer none) (nullable): its id or name there; @section itself where nobody has said
 */
const char *
mb_site_defaults_get_section (const MbSiteDefaults *self, const char *section)
{
  const char *theirs = section ? g_hash_table_lookup (self->sections, section) : NULL;

  return theirs ? theirs : section;
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  if (!value)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, TRUE);
}

/**
 * mb_site_defaults_to_json:
 * @self: defaults
 *
 * Writes them for the store.
 *
 * Returns: (transfer full): JSON
 */
char *
mb_site_defaults_to_json (const MbSiteDefaults *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  GHashTableIter iter;
  gpointer ours;
  gpointer theirs;

  json_builder_begin_object (builder);
  mb_json_add (builder, "author", self->author);
  mb_json_add (builder, "comments", self->comments);
  add_flag (builder, "makesTerms", self->makes_terms);
  add_flag (builder, "leadInText", self->lead_in_text);
  add_flag (builder, "hidesStandfirst", self->hides_standfirst);
  add_flag (builder, "hidesByline", self->hides_byline);
  add_flag (builder, "thrifty", self->thrifty);
  json_builder_set_member_name (builder, "sections");
  json_builder_begin_object (builder);
  g_hash_table_iter_init (&iter, self->sections);
  while (g_hash_table_iter_next (&iter, &ours, &theirs))
    mb_json_add (builder, ours, theirs);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/**
 * mb_site_defaults_from_json:
 * @json: (nullable): what mb_site_defaults_to_json() wrote
 *
 * Reads defaults back; what cannot be read is as in new ones.
 *
 * Returns: (transfer full): the defaults
 */
MbSiteDefaults *
mb_site_defaults_from_json (const char *json)
{
  g_autoptr (JsonNode) root = json ? json_from_string (json, NULL) : NULL;
  MbSiteDefaults *self = mb_site_defaults_new ();
  JsonObject *object = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *sections = mb_json_object (object, "sections");
  g_autoptr (GList) names = sections ? json_object_get_members (sections) : NULL;

  self->author = g_strdup (mb_json_string (object, "author"));
  self->comments = g_strdup (mb_json_string (object, "comments"));
  self->makes_terms = mb_json_flag (object, "makesTerms", FALSE);
  self->lead_in_text = mb_json_flag (object, "leadInText", FALSE);
  self->hides_standfirst = mb_json_flag (object, "hidesStandfirst", FALSE);
  self->hides_byline = mb_json_flag (object, "hidesByline", FALSE);
  self->thrifty = mb_json_flag (object, "thrifty", FALSE);
  for (GList *at = names; at; at = at->next)
    if (mb_json_string (sections, at->data))
      g_hash_table_insert (self->sections, g_strdup (at->data),
                           g_strdup (mb_json_string (sections, at->data)));

  return self;
}
