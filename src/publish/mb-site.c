#include "mb-site.h"

#include "mb-json.h"

struct _MbSite {
  GObject parent_instance;
  char *id;
  char *name;
  char *kind;
  char *url;
  char *endpoint;
  MbCapabilities capabilities;
  MbSiteDefaults *defaults;
};

typedef enum {
  PROP_ID = 1,
  PROP_NAME,
  PROP_KIND,
  PROP_URL,
  PROP_CAPABILITIES,
} MbSiteProps;

static GParamSpec *props[PROP_CAPABILITIES + 1];

G_DEFINE_FINAL_TYPE (MbSite, mb_site, G_TYPE_OBJECT)

static void
mb_site_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbSite *self = MB_SITE (object);

  switch ((MbSiteProps) prop_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_KIND:
    g_value_set_string (value, self->kind);
    break;
  case PROP_URL:
    g_value_set_string (value, self->url);
    break;
  case PROP_CAPABILITIES:
    g_value_set_flags (value, self->capabilities);
    break;
  }
}

static void
mb_site_finalize (GObject *object)
{
  MbSite *self = MB_SITE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->endpoint, g_free);
  g_clear_pointer (&self->defaults, mb_site_defaults_free);

  G_OBJECT_CLASS (mb_site_parent_class)->finalize (object);
}

static void
mb_site_class_init (MbSiteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mb_site_get_property;
  object_class->finalize = mb_site_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  props[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  props[PROP_CAPABILITIES] =
    g_param_spec_flags ("capabilities", NULL, NULL, MB_TYPE_CAPABILITIES, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_site_init (MbSite *self)
{
}

/**
 * mb_site_new:
 * @row: as the store knows it; copied
 *
 * Makes the object of a configured site.
 *
 * Returns: (transfer full): the site
 */
MbSite *
mb_site_new (const MbDestinationRow *row)
{
  g_autoptr (JsonNode) root = row->data ? json_from_string (row->data, NULL) : NULL;
  MbSite *self = g_object_new (MB_TYPE_SITE, NULL);
  JsonObject *data = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  const char *endpoint = mb_json_string (data, "endpoint");

  self->id = g_strdup (row->id);
  self->name = g_strdup (row->name);
  self->kind = g_strdup (row->kind);
  self->url = g_strdup (row->url);
  self->endpoint = g_strdup (endpoint ? endpoint : row->url);
  self->capabilities = (MbCapabilities) mb_json_int (data, "capabilities", 0);
  self->defaults = mb_site_defaults_from_json (mb_json_string (data, "defaults"));

  return self;
}

/**
 * mb_site_make_data:
 * @endpoint: where its interface is
 * @capabilities: what it can do
 * @defaults: (nullable): what the newsroom has decided for it
 *
 * Writes what the store keeps of a site beside its name and address.
 *
 * Returns: (transfer full): JSON
 */
char *
mb_site_make_data (const char *endpoint,
                   MbCapabilities capabilities,
                   const MbSiteDefaults *defaults)
{
  g_autofree char *decided = defaults ? mb_site_defaults_to_json (defaults) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "endpoint");
  json_builder_add_string_value (builder, endpoint);
  json_builder_set_member_name (builder, "capabilities");
  json_builder_add_int_value (builder, capabilities);
  mb_json_add (builder, "defaults", decided);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/**
 * mb_site_get_id:
 * @self: a site
 *
 * Its UUID.
 *
 * Returns: (transfer none): the id
 */
const char *
mb_site_get_id (MbSite *self)
{
  g_return_val_if_fail (MB_IS_SITE (self), NULL);

  return self->id;
}

/**
 * mb_site_get_name:
 * @self: a site
 *
 * What the newsroom calls it.
 *
 * Returns: (transfer none): the name
 */
const char *
mb_site_get_name (MbSite *self)
{
  g_return_val_if_fail (MB_IS_SITE (self), NULL);

  return self->name;
}

/**
 * mb_site_get_kind:
 * @self: a site
 *
 * Which platform it is.
 *
 * Returns: (transfer none): `micropub`, `wordpress` …
 */
const char *
mb_site_get_kind (MbSite *self)
{
  g_return_val_if_fail (MB_IS_SITE (self), NULL);

  return self->kind;
}

/**
 * mb_site_get_url:
 * @self: a site
 *
 * Its address as a person typed it.
 *
 * Returns: (transfer none): the address
 */
const char *
mb_site_get_url (MbSite *self)
{
  g_return_val_if_fail (MB_IS_SITE (self), NULL);

  return self->url;
}

/**
 * mb_site_get_endpoint:
 * @self: a site
 *
 * Where its interface is.
 *
 * Returns: (transfer none): the address
 */
const char *
mb_site_get_endpoint (MbSite *self)
{
  g_return_val_if_fail (MB_IS_SITE (self), NULL);

  return self->endpoint;
}

/**
 * mb_site_get_capabilities:
 * @self: a site
 *
 * What it could do when it was last asked.
 *
 * Returns: flags
 */
MbCapabilities
mb_site_get_capabilities (MbSite *self)
{
  g_return_val_if_fail (MB_IS_SITE (self), 0);

  return self->capabilities;
}

/**
 * mb_site_get_defaults:
 * @self: a site
 *
 * What the newsroom has decided for it.
 *
 * Returns: (transfer none): the defaults
 */
const MbSiteDefaults *
mb_site_get_defaults (MbSite *self)
{
  g_return_val_if_fail (MB_IS_SITE (self), NULL);

  return self->defaults;
}
