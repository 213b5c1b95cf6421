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

/* The flags by name; `turned`: the word says the opposite of the member. */
static const struct {
  const char *key;
  gsize offset;
  gboolean turned;
} flags[] = {
  {"make-terms", G_STRUCT_OFFSET (MbSiteDefaults, makes_terms), FALSE},
  {"lead-in-text", G_STRUCT_OFFSET (MbSiteDefaults, lead_in_text), FALSE},
  {"standfirst-in-text", G_STRUCT_OFFSET (MbSiteDefaults, hides_standfirst), TRUE},
  {"byline-in-text", G_STRUCT_OFFSET (MbSiteDefaults, hides_byline), TRUE},
  {"thrifty", G_STRUCT_OFFSET (MbSiteDefaults, thrifty), FALSE},
};

static const char *const words[] = {"author", "comments", "sections", NULL};

/**
 * mb_site_defaults_knows:
 * @key: a word
 *
 * Whether a decision is called so.
 *
 * Returns: `TRUE` when one is
 */
gboolean
mb_site_defaults_knows (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (g_str_equal (flags[i].key, key))
      return TRUE;

  return g_strv_contains (words, key);
}

static gboolean
set_flag (gboolean *flag, gboolean turned, const char *value)
{
  gboolean yes = g_str_equal (value, "yes");

  if (!yes && !g_str_equal (value, "no"))
    return FALSE;
  *flag = yes != turned;

  return TRUE;
}

static gboolean
set_sections (MbSiteDefaults *self, const char *value)
{
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);
  g_autoptr (GHashTable) sections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; lines[i]; i++) {
    g_auto (GStrv) sides = g_strsplit (lines[i], "=", 2);

    if (!*g_strstrip (lines[i]))
      continue;
    if (g_strv_length (sides) != 2 || !*g_strstrip (sides[0]) || !*g_strstrip (sides[1]))
      return FALSE;
    g_hash_table_insert (sections, g_strdup (sides[0]), g_strdup (sides[1]));
  }
  g_hash_table_unref (self->sections);
  self->sections = g_steal_pointer (&sections);

  return TRUE;
}

/**
 * mb_site_defaults_set:
 * @self: defaults
 * @key: what is decided
 * @value: how
 *
 * Takes one decision as a person writes it.
 *
 * Returns: `FALSE` when @value is none, and nothing has changed
 */
gboolean
mb_site_defaults_set (MbSiteDefaults *self, const char *key, const char *value)
{
  const char *given = *value ? value : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (g_str_equal (flags[i].key, key))
      return set_flag (G_STRUCT_MEMBER_P (self, flags[i].offset), flags[i].turned, value);
  if (g_str_equal (key, "sections"))
    return set_sections (self, value);
  if (g_str_equal (key, "author")) {
    g_set_str (&self->author, given);
    return TRUE;
  }
  if (!g_str_equal (key, "comments") ||
      (given && !g_str_equal (given, "open") && !g_str_equal (given, "closed")))
    return FALSE;
  g_set_str (&self->comments, given);

  return TRUE;
}

static char *
dup_sections (const MbSiteDefaults *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GList) names = g_hash_table_get_keys (self->sections);

  names = g_list_sort (g_steal_pointer (&names), (GCompareFunc) g_strcmp0);
  for (GList *at = names; at; at = at->next)
    g_string_append_printf (lines, "%s%s = %s", at == names ? "" : "\n", (char *) at->data,
                            (char *) g_hash_table_lookup (self->sections, at->data));

  return g_string_free_and_steal (g_steal_pointer (&lines));
}

/**
 * mb_site_defaults_dup:
 * @self: defaults
 * @key: what is decided
 *
 * Writes one decision as mb_site_defaults_set() takes it.
 *
 * Returns: (transfer full): the value; empty where nothing is decided
 */
char *
mb_site_defaults_dup (const MbSiteDefaults *self, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (g_str_equal (flags[i].key, key))
      return g_strdup (G_STRUCT_MEMBER (gboolean, self, flags[i].offset) != flags[i].turned ? "yes"
                                                                                            : "no");
  if (g_str_equal (key, "sections"))
    return dup_sections (self);
  if (g_str_equal (key, "author"))
    return g_strdup (self->author ? self->author : "");

  return g_strdup (self->comments ? self->comments : "");
}
