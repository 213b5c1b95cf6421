#include "mb-wordpress-inside.h"

#include "mb-post.h"

#include <string.h>

#define CATEGORIES "wp/v2/categories"
#define TAGS "wp/v2/tags"
#define FIELDS "per_page=100&hide_empty=false&context=edit&_fields=id,name"

static gboolean
is_same_name (const char *one, const char *other)
{
  g_autofree char *a = g_utf8_normalize (one, -1, G_NORMALIZE_NFC);
  g_autofree char *b = g_utf8_normalize (other, -1, G_NORMALIZE_NFC);
  g_autofree char *x = g_utf8_casefold (a ? a : one, -1);
  g_autofree char *y = g_utf8_casefold (b ? b : other, -1);

  return strcmp (x, y) == 0;
}

/* 0: it is not among them. */
static gint64
find_name (GPtrArray *terms, const char *name)
{
  for (guint i = 0; i < terms->len; i++) {
    const MbWordpressTerm *term = terms->pdata[i];

    if (is_same_name (term->name, name))
      return term->id;
  }

  return 0;
}

static GPtrArray *
list_terms (MbWordpress *self,
            const char *route,
            const char *wish,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *parameters = g_strconcat (FIELDS "&", wish, NULL);
  g_autoptr (MbHttpReply) reply = mb_wordpress_ask (self, route, parameters, cancellable, error);

  return reply ? mb_wordpress_decode_terms (reply->body, error) : NULL;
}

static gint64
search_term (MbWordpress *self,
             const char *route,
             const char *name,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *wish = g_strconcat ("search=", escaped, NULL);
  g_autoptr (GPtrArray) terms = list_terms (self, route, wish, cancellable, error);

  return terms ? find_name (terms, name) : 0;
}

/* Made twice, it is one all the same: the site names the one that is there. */
static gint64
create_term (MbWordpress *self,
             const char *route,
             const char *name,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GBytes) json = mb_wordpress_encode_term (name);
  g_autofree char *url = mb_wordpress_make_route (self->root, route, "_fields=id");
  g_autoptr (MbHttpReply) reply = NULL;
  MbHttpRequest request = {
    .method = "POST",
    .url = url,
    .content_type = "application/json",
    .body = json,
    .accept = "application/json",
    .with_access = TRUE,
  };
  GError *cause = NULL;
  gint64 id = 0;

  reply = mb_http_send (self->http, &request, cancellable, error);
  if (!reply)
    return 0;
  if (mb_wordpress_check (reply, &request, &id, &cause))
    return mb_wordpress_decode_term_id (reply->body, error);
  if (id > 0)
    g_error_free (cause);
  else
    g_propagate_error (error, cause);

  return id;
}

/* What is looked for, and what is not there and may not be made. */
typedef struct {
  MbWordpress *self;
  const char *route;
  gboolean may_create;
  GString *missing;
  GCancellable *cancellable;
} Search;

static gboolean
take_term (Search *search, const char *name, gint64 id, GArray *ids, GError **error)
{
  GError *cause = NULL;

  if (id == 0)
    id = search_term (search->self, search->route, name, search->cancellable, &cause);
  if (id == 0 && !cause && search->may_create)
    id = create_term (search->self, search->route, name, search->cancellable, &cause);
  if (cause) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  if (id != 0)
    g_array_append_val (ids, id);
  else
    g_string_append_printf (search->missing, "%s%s", search->missing->len > 0 ? ", " : "", name);

  return TRUE;
}

static gboolean
is_number (const char *text)
{
  return *text && strspn (text, "0123456789") == strlen (text);
}

static gboolean
resolve_section (Search *search, const MbPost *post, GError **error)
{
  MbWordpress *self = search->self;
  const char *section = mb_site_defaults_get_section (self->defaults, post->section);
  gint64 id;

  if (!section || !*section)
    return TRUE;
  if (is_number (section)) {
    id = g_ascii_strtoll (section, NULL, 10);
    g_array_append_val (self->terms.categories, id);
    return TRUE;
  }
  search->route = CATEGORIES;
  search->may_create = search->may_create && self->user && self->user->may_make_categories;

  return take_term (search, section, 0, self->terms.categories, error);
}

/* One request for all that are named as the site would name them, one more for each other. */
static gboolean
resolve_tags (Search *search, const MbPost *post, GError **error)
{
  g_autoptr (GString) wish = g_string_new ("slug=");
  g_autoptr (GPtrArray) known = NULL;

  for (guint i = 0; post->tags[i]; i++) {
    g_autofree char *slug = *post->tags[i] ? mb_post_make_slug (post->tags[i]) : NULL;

    if (slug)
      g_string_append_printf (wish, "%s%s", wish->len > strlen ("slug=") ? "," : "", slug);
  }
  if (wish->len == strlen ("slug="))
    return TRUE;
  known = list_terms (search->self, TAGS, wish->str, search->cancellable, error);
  if (!known)
    return FALSE;

  search->route = TAGS;
  for (guint i = 0; post->tags[i]; i++)
    if (*post->tags[i] && !take_term (search, post->tags[i], find_name (known, post->tags[i]),
                                      search->self->terms.tags, error))
      return FALSE;

  return TRUE;
}

static char *
make_key (const MbPost *post)
{
  g_autofree char *tags = g_strjoinv ("\n", post->tags);

  return g_strconcat (post->section ? post->section : "", "\n", tags, NULL);
}

/**
 * mb_wordpress_resolve:
 * @self: a site
 * @post: what is to be sent
 * @may_create: whether what the site lacks may be made
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Looks up the ids of a post's section and tags, once for each post.
 *
 * Returns: `TRUE` when the site has them all; `MB_PUBLISH_ERROR_TERMS` names those that it lacks
 */
gboolean
mb_wordpress_resolve (MbWordpress *self,
                      const MbPost *post,
                      gboolean may_create,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *key = make_key (post);
  g_autoptr (GString) missing = g_string_new (NULL);
  gboolean allowed = may_create || self->defaults->makes_terms;
  Search search = {self, NULL, allowed, missing, cancellable};

  if (g_strcmp0 (self->terms_key, key) == 0)
    return TRUE;
  g_clear_pointer (&self->terms_key, g_free);
  g_array_set_size (self->terms.categories, 0);
  g_array_set_size (self->terms.tags, 0);
  if (!resolve_section (&search, post, error))
    return FALSE;
  search.may_create = allowed;
  if (!resolve_tags (&search, post, error))
    return FALSE;
  if (missing->len > 0) {
    g_set_error (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_TERMS, "%s", missing->str);
    return FALSE;
  }
  self->terms_key = g_steal_pointer (&key);

  return TRUE;
}
