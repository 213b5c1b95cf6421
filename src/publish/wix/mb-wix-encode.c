#include "mb-wix-codec.h"

#include "mb-json.h"

#include <string.h>

/* Documented limits, in characters of a field. */
#define TITLE_MAX_CHARS 100
#define EXCERPT_MAX_CHARS 500
#define SLUG_MAX_BYTES 100
#define LANGUAGE_BYTES 2
#define FOUND_MAX 20

static void
open_object (JsonBuilder *builder, const char *name)
{
  if (name)
    json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static void
close_object (JsonBuilder *builder)
{
  json_builder_end_object (builder);
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_strings (JsonBuilder *builder, const char *name, const char *const *values, guint n)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
add_fieldsets (JsonBuilder *builder)
{
  static const char *const fieldsets[] = {"URL", "RICH_CONTENT"};

  add_strings (builder, "fieldsets", fieldsets, G_N_ELEMENTS (fieldsets));
}

static char *
clip (const char *text, glong max_chars)
{
  g_autofree char *head = NULL;

  if (g_utf8_strlen (text, -1) <= max_chars)
    return g_strdup (text);
  head = g_utf8_substring (text, 0, max_chars - 1);

  return g_strconcat (g_strchomp (head), "…", NULL);
}

/* An id without both flags is taken and shown to nobody. */
static void
add_cover (JsonBuilder *builder, const MbPost *post)
{
  const char *id = mb_wix_find_cover (post);

  if (!id)
    return;
  open_object (builder, "media");
  add_flag (builder, "displayed", TRUE);
  add_flag (builder, "custom", TRUE);
  open_object (builder, "wixMedia");
  open_object (builder, "image");
  mb_json_add (builder, "id", id);
  close_object (builder);
  close_object (builder);
  close_object (builder);
}

static void
add_content (JsonBuilder *builder, const MbPost *post, const MbWixTerms *terms)
{
  g_autofree char *excerpt = post->standfirst ? clip (post->standfirst, EXCERPT_MAX_CHARS) : NULL;
  g_autoptr (JsonNode) rich = json_from_string (post->content, NULL);
  g_autofree char *language = post->language && strlen (post->language) >= LANGUAGE_BYTES
                                ? g_strndup (post->language, LANGUAGE_BYTES)
                                : NULL;

  mb_json_add (builder, "memberId", terms->member);
  mb_json_add (builder, "excerpt", excerpt ? excerpt : "");
  mb_json_add (builder, "language", language);
  if (terms->comments)
    add_flag (builder, "commentingEnabled", strcmp (terms->comments, "open") == 0);
  if (terms->categories->len > 0)
    add_strings (builder, "categoryIds", (const char *const *) terms->categories->pdata,
                 terms->categories->len);
  add_strings (builder, "tagIds", (const char *const *) terms->tags->pdata, terms->tags->len);
  add_cover (builder, post);
  json_builder_set_member_name (builder, "richContent");
  json_builder_add_value (builder, g_steal_pointer (&rich));
}

static char *
format_moment (const char *iso)
{
  g_autoptr (GDateTime) moment = iso ? g_date_time_new_from_iso8601 (iso, NULL) : NULL;
  g_autoptr (GDateTime) utc = moment ? g_date_time_to_utc (moment) : NULL;

  return utc ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S.000Z") : NULL;
}

/**
 * mb_wix_encode_post:
 * @post: what is sent, in the site's own form
 * @terms: what it names
 * @id: of the draft
 * @slug: (nullable): its address; `NULL`: the one that it has
 * @status: what it is to be
 *
 * Writes a change of a draft: its real title, its address, and unless the site has it already the
 * content. It changes nothing for readers.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wix_encode_post (const MbPost *post,
                    const MbWixTerms *terms,
                    const char *id,
                    const char *slug,
                    MbPostStatus status)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean fits = slug && strlen (slug) <= SLUG_MAX_BYTES && g_str_is_ascii (slug);
  g_autofree char *first = NULL;

  if (status == MB_POST_PUBLISHED && post->published && !post->published_is_now)
    first = format_moment (post->published);
  open_object (builder, NULL);
  open_object (builder, "draftPost");
  mb_json_add (builder, "id", id);
  mb_json_add (builder, "title", post->headline);
  mb_json_add (builder, "seoSlug", fits ? slug : NULL);
  mb_json_add (builder, "firstPublishedDate", first);
  if (!post->only_status)
    add_content (builder, post, terms);
  close_object (builder);
  add_fieldsets (builder);
  close_object (builder);

  return mb_json_end (builder);
}

/**
 * mb_wix_encode_marked:
 * @post: what is sent, in the site's own form
 * @terms: what it names
 *
 * Writes a new draft. Its title begins with our mark, by which it is found after a lost answer: the
 * title is the only field of ours that the site can search.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wix_encode_marked (const MbPost *post, const MbWixTerms *terms)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *marked = g_strdup_printf ("[%s] %s", post->marker, post->headline);
  g_autofree char *title = clip (marked, TITLE_MAX_CHARS);

  open_object (builder, NULL);
  open_object (builder, "draftPost");
  mb_json_add (builder, "title", title);
  add_content (builder, post, terms);
  close_object (builder);
  add_flag (builder, "publish", FALSE);
  add_fieldsets (builder);
  close_object (builder);

  return mb_json_end (builder);
}

/**
 * mb_wix_encode_look:
 * @marker: (nullable): a mark; `NULL`: whatever is there, one of it
 * @member: (nullable): whose drafts
 *
 * Writes a search for drafts, the oldest first.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wix_encode_look (const char *marker, const char *member)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *prefix = marker ? g_strdup_printf ("[%s]", marker) : NULL;

  open_object (builder, NULL);
  open_object (builder, "query");
  if (prefix) {
    open_object (builder, "filter");
    open_object (builder, "title");
    mb_json_add (builder, "$startsWith", prefix);
    close_object (builder);
    if (member) {
      open_object (builder, "memberId");
      mb_json_add (builder, "$eq", member);
      close_object (builder);
    }
    close_object (builder);
    json_builder_set_member_name (builder, "sort");
    json_builder_begin_array (builder);
    open_object (builder, NULL);
    mb_json_add (builder, "fieldName", "editedDate");
    mb_json_add (builder, "order", "ASC");
    close_object (builder);
    json_builder_end_array (builder);
  }
  open_object (builder, "paging");
  mb_json_add_int (builder, "limit", prefix ? FOUND_MAX : 1);
  mb_json_add_int (builder, "offset", 0);
  close_object (builder);
  close_object (builder);
  if (prefix)
    add_fieldsets (builder);
  close_object (builder);

  return mb_json_end (builder);
}

/**
 * mb_wix_encode_schedule:
 * @id: of a draft
 * @post: what was sent; its moment counts
 *
 * Writes that the site shall publish a draft by itself. Only the change of several posts knows
 * hours.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wix_encode_schedule (const char *id, const MbPost *post)
{
  static const char *const paths[] = {"title"};
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *moment = format_moment (post->published);

  open_object (builder, NULL);
  json_builder_set_member_name (builder, "draftPosts");
  json_builder_begin_array (builder);
  open_object (builder, NULL);
  open_object (builder, "draftPost");
  mb_json_add (builder, "id", id);
  mb_json_add (builder, "title", post->headline);
  close_object (builder);
  open_object (builder, "fieldMask");
  add_strings (builder, "paths", paths, G_N_ELEMENTS (paths));
  close_object (builder);
  close_object (builder);
  json_builder_end_array (builder);
  mb_json_add (builder, "action", "UPDATE_SCHEDULE");
  mb_json_add (builder, "scheduledPublishDate", moment);
  close_object (builder);

  return mb_json_end (builder);
}

/**
 * mb_wix_encode_category:
 * @label: its name
 *
 * Writes a category to be made.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wix_encode_category (const char *label)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  open_object (builder, NULL);
  open_object (builder, "category");
  mb_json_add (builder, "label", label);
  close_object (builder);
  close_object (builder);

  return mb_json_end (builder);
}

/**
 * mb_wix_encode_tag:
 * @label: its name
 * @language: (nullable): of the article
 *
 * Writes a tag to be made: other than a category's, its fields stand at the top.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wix_encode_tag (const char *label, const char *language)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *code = language ? g_strndup (language, LANGUAGE_BYTES) : NULL;

  open_object (builder, NULL);
  mb_json_add (builder, "label", label);
  mb_json_add (builder, "language", code);
  close_object (builder);

  return mb_json_end (builder);
}

/**
 * mb_wix_encode_upload:
 * @type: media type of a picture
 * @name: its file name
 *
 * Writes the question where a picture is to be sent.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
mb_wix_encode_upload (const char *type, const char *name)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  open_object (builder, NULL);
  mb_json_add (builder, "mimeType", type);
  mb_json_add (builder, "fileName", name);
  close_object (builder);

  return mb_json_end (builder);
}
