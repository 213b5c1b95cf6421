#include "mb-plan.h"

#include <json-glib/json-glib.h>

/**
 * mb_plan_new:
 *
 * Makes a plan: publish now, nothing let through.
 *
 * Returns: (transfer full): the plan
 */
MbPlan *
mb_plan_new (void)
{
  MbPlan *plan = g_new0 (MbPlan, 1);

  plan->allowed = g_new0 (char *, 1);

  return plan;
}

/**
 * mb_plan_free:
 * @plan: (nullable): a plan
 *
 * Frees a plan.
 */
void
mb_plan_free (MbPlan *plan)
{
  if (!plan)
    return;

  g_free (plan->known_version);
  g_strfreev (plan->allowed);
  g_free (plan);
}

/**
 * mb_plan_allows:
 * @plan: a plan
 * @code: of a finding
 *
 * Whether a finding was let through knowingly.
 *
 * Returns: `TRUE` when it was
 */
gboolean
mb_plan_allows (const MbPlan *plan, const char *code)
{
  return g_strv_contains ((const char *const *) plan->allowed, code);
}

static const struct {
  MbPostStatus standing;
  const char *name;
} standings[] = {
  {MB_POST_PENDING, "pending"},
  {MB_POST_PRIVATE, "private"},
};

/**
 * mb_plan_get_status:
 * @plan: a plan
 *
 * What the post is to be on the site in the end.
 *
 * Returns: the status
 */
MbPostStatus
mb_plan_get_status (const MbPlan *plan)
{
  return plan->as_draft ? plan->standing : MB_POST_PUBLISHED;
}

/**
 * mb_plan_to_json:
 * @plan: a plan
 *
 * Writes a plan for the store.
 *
 * Returns: (transfer full): JSON
 */
char *
mb_plan_to_json (const MbPlan *plan)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "asDraft");
  json_builder_add_boolean_value (builder, plan->as_draft);
  for (gsize i = 0; i < G_N_ELEMENTS (standings); i++) {
    if (plan->standing != standings[i].standing)
      continue;
    json_builder_set_member_name (builder, "standing");
    json_builder_add_string_value (builder, standings[i].name);
  }
  json_builder_set_member_name (builder, "overwrite");
  json_builder_add_boolean_value (builder, plan->overwrite);
  if (plan->kept) {
    json_builder_set_member_name (builder, "kept");
    json_builder_add_boolean_value (builder, TRUE);
  }
  if (plan->as_new) {
    json_builder_set_member_name (builder, "asNew");
    json_builder_add_boolean_value (builder, TRUE);
  }
  if (plan->known_version) {
    json_builder_set_member_name (builder, "knownVersion");
    json_builder_add_string_value (builder, plan->known_version);
  }
  json_builder_set_member_name (builder, "atMs");
  json_builder_add_int_value (builder, plan->at_ms);
  json_builder_set_member_name (builder, "allowed");
  json_builder_begin_array (builder);
  for (guint i = 0; plan->allowed[i]; i++)
    json_builder_add_string_value (builder, plan->allowed[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static gboolean
read_flag (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static char **
read_words (JsonObject *object, const char *name)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (json_node_get_value_type (element) == G_TYPE_STRING)
      g_strv_builder_add (words, json_node_get_string (element));
  }

  return g_strv_builder_end (words);
}

/**
 * mb_plan_from_json:
 * @json: (nullable): what mb_plan_to_json() wrote
 *
 * Reads a plan back; what cannot be read is as in a new plan.
 *
 * Returns: (transfer full): the plan
 */
MbPlan *
mb_plan_from_json (const char *json)
{
  g_autoptr (JsonNode) root = json ? json_from_string (json, NULL) : NULL;
  MbPlan *plan = mb_plan_new ();
  JsonObject *object;
  JsonNode *standing;
  JsonNode *version;
  JsonNode *at;

  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return plan;

  object = json_node_get_object (root);
  at = json_object_get_member (object, "atMs");
  plan->as_draft = read_flag (object, "asDraft");
  plan->overwrite = read_flag (object, "overwrite");
  plan->as_new = read_flag (object, "asNew");
  plan->kept = read_flag (object, "kept");
  standing = json_object_get_member (object, "standing");
  for (gsize i = 0; standing && i < G_N_ELEMENTS (standings); i++)
    if (g_strcmp0 (json_node_get_value_type (standing) == G_TYPE_STRING
                     ? json_node_get_string (standing)
                     : NULL,
                   standings[i].name) == 0)
      plan->standing = standings[i].standing;
  version = json_object_get_member (object, "knownVersion");
  if (version && json_node_get_value_type (version) == G_TYPE_STRING)
    plan->known_version = json_node_dup_string (version);
  plan->at_ms = at && json_node_get_value_type (at) == G_TYPE_INT64 ? json_node_get_int (at) : 0;
  g_strfreev (plan->allowed);
  plan->allowed = read_words (object, "allowed");

  return plan;
}
