#include "mb-wix-inside.h"

#include <string.h>

#define PAGE_LENGTH 100
#define CATEGORIES_MAX_PAGES 10
#define TAGS_MAX 30

static gboolean
is_same_name (const char *one, const char *other)
{
  g_autofree char *a = g_utf8_normalize (one, -1, G_NORMALIZE_NFC);
  g_autofree char *b = g_utf8_normalize (other, -1, G_NORMALIZE_NFC);
  g_autofree char *x = g_utf8_casefold (a ? a : one, -1);
  g_autofree char *y = g_utf8_casefold (b ? b : other, -1);

  return strcmp (x, y) == 0;
}

static const char *
find_name (GPtrArray *entries, const char *name)
{
  for (guint i = 0; i < entries->len; i++) {
    const MbWixEntry *entry = entries->pdata[i];

    if ((entry->name && is_same_name (entry->name, name)) || strcmp (entry->id, name) == 0 ||
        (entry->email && g_ascii_strcasecmp (entry->email, name) == 0))
      return entry->id;
  }

  return NULL;
}

static char *
list_names (GPtrArray *members)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < members->len; i++) {
    const MbWixEntry *member = members->pdata[i];

    g_string_append_printf (names, "%s%s (%s)", i ? ", " : "", member->name ? member->name : "?",
                            member->id);
  }

  return g_string_free_and_steal (g_steal_pointer (&names));
}

/**
 * mb_wix_resolve_member:
 * @self: a site
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Finds out in whose name posts are written, once: the site takes none without. The newsroom has
 * said an id, a name or a login; where the site has one member alone, it is that one.
 *
 * Returns: `TRUE` when it is known; `MB_PUBLISH_ERROR_INVALID` when somebody has to be chosen
 */
gboolean
mb_wix_resolve_member (MbWix *self, GCancellable *cancellable, GError **error)
{
  const char *author = self->defaults->author;
  g_autoptr (MbHttpReply) reply = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autofree char *names = NULL;
  const char *id = NULL;

  if (self->terms.member)
    return TRUE;
  if (author && g_uuid_string_is_valid (author)) {
    self->terms.member = g_strdup (author);
    return TRUE;
  }
  reply = mb_wix_ask (self, "/members/v1/members?fieldsets=FULL&paging.limit=100", NULL,
                      cancellable, error);
  members = reply ? mb_wix_decode_entries (reply->body, "members", error) : NULL;
  if (!members)
    return FALSE;
  if (author)
    id = find_name (members, author);
  else if (members->len == 1)
    id = ((MbWixEntry *) members->pdata[0])->id;
  self->terms.member = g_strdup (id);
  if (id)
    return TRUE;
  names = list_names (members);
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID,
               "an author has to be chosen among the site's members: %s", names);

  return FALSE;
}

/* What is looked for, and what is not there and may not be made. */
typedef struct {
  MbWix *self;
  const char *path; /* of categories or tags */
  const char *list;
  const char *what;
  gboolean may_create;
  const char *language;
  GString *missing;
  GCancellable *cancellable;
} Search;

/* Page by page: a search for a label minds capitals. FALSE with an error alone. */
static gboolean
look_through (Search *search, const char *name, char **id, GError **error)
{
  for (guint page = 0; page < CATEGORIES_MAX_PAGES && !*id; page++) {
    g_autofree char *path = g_strdup_printf ("%s?paging.limit=%d&paging.offset=%u", search->path,
                                             PAGE_LENGTH, page * PAGE_LENGTH);
    g_autoptr (MbHttpReply) reply =
      mb_wix_ask (search->self, path, NULL, search->cancellable, error);
    g_autoptr (GPtrArray) entries =
      reply ? mb_wix_decode_entries (reply->body, search->list, error) : NULL;

    if (!entries)
      return FALSE;
    *id = g_strdup (find_name (entries, name));
    if (entries->len < PAGE_LENGTH)
      break;
  }

  return TRUE;
}

static gboolean
create (Search *search, const char *name, char **id, GError **error)
{
  gboolean is_tag = strcmp (search->what, "tag") == 0;
  g_autoptr (GBytes) json =
    is_tag ? mb_wix_encode_tag (name, search->language) : mb_wix_encode_category (name);
  MbHttpRequest request = {.method = "POST", .url = search->path, .body = json};
  gboolean exists = FALSE;
  GError *cause = NULL;
  g_autoptr (MbHttpReply) reply =
    mb_wix_write (search->self, &request, &exists, search->cancellable, &cause);

  if (reply) {
    *id = mb_wix_decode_made (reply->body, search->what, error);
    return *id != NULL;
  }
  if (!exists) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  g_error_free (cause);

  return look_through (search, name, id, error);
}

static gboolean
take_term (Search *search, const char *name, GPtrArray *ids, GError **error)
{
  g_autofree char *id = NULL;

  if (!look_through (search, name, &id, error))
    return FALSE;
  if (!id && search->may_create && !create (search, name, &id, error))
    return FALSE;
  if (id)
    g_ptr_array_add (ids, g_steal_pointer (&id));
  else
    g_string_append_printf (search->missing, "%s%s", search->missing->len > 0 ? ", " : "", name);

  return TRUE;
}

static gboolean
resolve_tags (Search *search, const MbPost *post, GError **error)
{
  for (guint i = 0; post->tags[i]; i++)
    if (*post->tags[i] && !take_term (search, post->tags[i], search->self->terms.tags, error))
      return FALSE;
  if (search->self->terms.tags->len <= TAGS_MAX)
    return TRUE;
  g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_INVALID, "Wix takes %d tags at most",
               TAGS_MAX);

  return FALSE;
}

/**
 * mb_wix_resolve:
 * @self: a site
 * @post: what is to be sent
 * @may_create: whether what the site lacks may be made
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Looks up the ids of a post's section and tags, once for each post: the site drops those that it
 * does not know in silence.
 *
 * Returns: `TRUE` when the site has them all; `MB_PUBLISH_ERROR_TERMS` names those that it lacks
 */
gboolean
mb_wix_resolve (MbWix *self,
                const MbPost *post,
                gboolean may_create,
                GCancellable *cancellable,
                GError **error)
{
  const char *section = mb_site_defaults_get_section (self->defaults, post->section);
  g_autofree char *tags = g_strjoinv ("\n", post->tags);
  g_autofree char *key = g_strconcat (section ? section : "", "\n", tags, NULL);
  g_autoptr (GString) missing = g_string_new (NULL);
  Search search = {
    .self = self,
    .path = "/blog/v3/categories",
    .list = "categories",
    .what = "category",
    .may_create = may_create || self->defaults->makes_terms,
    .language = post->language,
    .missing = missing,
    .cancellable = cancellable,
  };

  if (g_strcmp0 (self->terms_key, key) == 0)
    return TRUE;
  g_clear_pointer (&self->terms_key, g_free);
  g_ptr_array_set_size (self->terms.categories, 0);
  g_ptr_array_set_size (self->terms.tags, 0);
  if (section && *section && !take_term (&search, section, self->terms.categories, error))
    return FALSE;
  search.path = "/blog/v3/tags";
  search.list = "tags";
  search.what = "tag";
  if (!resolve_tags (&search, post, error))
    return FALSE;
  if (missing->len > 0) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TERMS, "%s", missing->str);
    return FALSE;
  }
  self->terms_key = g_steal_pointer (&key);

  return TRUE;
}
