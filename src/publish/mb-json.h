#pragma once

#include "mb-destination.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading what sites answer, for the codecs alone. json-glib converts silently (the string "3"
 * reads as the number 0): these look at the type first. What is missing or of another type is as
 * `otherwise` says. */
JsonNode *mb_json_parse (GBytes *json, const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *
mb_json_parse_object (GBytes *json, const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *mb_json_as_string (JsonNode *node);
const char *mb_json_string (JsonObject *object, const char *name);
gint64 mb_json_int (JsonObject *object, const char *name, gint64 otherwise);
double mb_json_number (JsonObject *object, const char *name, double otherwise);
gboolean mb_json_flag (JsonObject *object, const char *name, gboolean otherwise);
JsonObject *mb_json_object (JsonObject *object, const char *name);
JsonArray *mb_json_array (JsonObject *object, const char *name);
JsonObject *mb_json_nth_object (JsonArray *array, guint index);
void mb_json_add (JsonBuilder *builder, const char *name, const char *value);
void mb_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
GBytes *mb_json_end (JsonBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
