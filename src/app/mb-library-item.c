#include "mb-library-item.h"

struct _MbLibraryItem {
  GObject parent_instance;
  char *id;
  char *headline;
  char *excerpt;
  char *section;
  gint64 updated_ms;
  MbReviewState state;
  gint64 state_since_ms;
  char *owner_name; /* "": nobody known */
  char *beside_id;  /* (nullable) it came in as a file, beside this one */
  char *person;     /* (nullable) from whom */
  gint64 came_ms;
};

typedef enum {
  PROP_ID = 1,
  PROP_HEADLINE,
  PROP_EXCERPT,
  PROP_SECTION,
  PROP_UPDATED_MS,
  PROP_STATE,
  PROP_CAME_MS,
} MbLibraryItemProps;

static GParamSpec *props[PROP_CAME_MS + 1];

G_DEFINE_FINAL_TYPE (MbLibraryItem, mb_library_item, G_TYPE_OBJECT)

static void
mb_library_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbLibraryItem *self = MB_LIBRARY_ITEM (object);

  switch ((MbLibraryItemProps) prop_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_HEADLINE:
    g_value_set_string (value, self->headline);
    break;
  case PROP_EXCERPT:
    g_value_set_string (value, self->excerpt);
    break;
  case PROP_SECTION:
    g_value_set_string (value, self->section);
    break;
  case PROP_UPDATED_MS:
    g_value_set_int64 (value, self->updated_ms);
    break;
  case PROP_STATE:
    g_value_set_int (value, (int) self->state);
    break;
  case PROP_CAME_MS:
    g_value_set_int64 (value, self->came_ms);
    break;
  }
}

static void
mb_library_item_finalize (GObject *object)
{
  MbLibraryItem *self = MB_LIBRARY_ITEM (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->headline, g_free);
  g_clear_pointer (&self->excerpt, g_free);
  g_clear_pointer (&self->section, g_free);
  g_clear_pointer (&self->owner_name, g_free);
  g_clear_pointer (&self->beside_id, g_free);
  g_clear_pointer (&self->person, g_free);

  G_OBJECT_CLASS (mb_library_item_parent_class)->finalize (object);
}

static void
mb_library_item_class_init (MbLibraryItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mb_library_item_get_property;
  object_class->finalize = mb_library_item_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, read);
  props[PROP_HEADLINE] = g_param_spec_string ("headline", NULL, NULL, NULL, read);
  props[PROP_EXCERPT] = g_param_spec_string ("excerpt", NULL, NULL, NULL, read);
  props[PROP_SECTION] = g_param_spec_string ("section", NULL, NULL, NULL, read);
  props[PROP_UPDATED_MS] =
    g_param_spec_int64 ("updated-ms", NULL, NULL, G_MININT64, G_MAXINT64, 0, read);
  props[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, 0, MB_N_REVIEW_STATES - 1, MB_REVIEW_DRAFT, read);
  props[PROP_CAME_MS] = g_param_spec_int64 ("came-ms", NULL, NULL, G_MININT64, G_MAXINT64, 0, read);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_library_item_init (MbLibraryItem *self)
{
}

/**
 * mb_library_item_new:
 * @info: what the store says of a draft
 *
 * Makes a row.
 *
 * Returns: (transfer full): the row
 */
MbLibraryItem *
mb_library_item_new (const MbDraftInfo *info)
{
  MbLibraryItem *self = NULL;

  g_return_val_if_fail (info != NULL, NULL);

  self = g_object_new (MB_TYPE_LIBRARY_ITEM, NULL);
  self->id = g_strdup (info->id);
  mb_library_item_take (self, info);

  return self;
}

static void
take_words (MbLibraryItem *self, char **field, const char *words, MbLibraryItemProps prop)
{
  if (g_set_str (field, words ? words : ""))
    g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* What is known from a journal alone says nothing of where the article stands. */
static void
take_standing (MbLibraryItem *self, const MbDraftInfo *info)
{
  MbReviewState state = self->state;

  if (!info->state || !mb_review_state_from_string (info->state, &state))
    return;
  g_set_str (&self->owner_name, info->owner_name ? info->owner_name : "");
  self->state_since_ms = info->state_since_ms;
  if (state == self->state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* Once a copy, always a copy: an open article does not know of it. */
static void
take_origin (MbLibraryItem *self, const MbDraftInfo *info)
{
  if (!info->beside_id)
    return;

  g_set_str (&self->beside_id, info->beside_id);
  g_set_str (&self->person, info->person);
  if (self->came_ms == info->came_ms)
    return;
  self->came_ms = info->came_ms;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAME_MS]);
}

/**
 * mb_library_item_take:
 * @self: a row
 * @info: what is known of its draft now
 *
 * Brings the row up to date.
 */
void
mb_library_item_take (MbLibraryItem *self, const MbDraftInfo *info)
{
  g_return_if_fail (MB_IS_LIBRARY_ITEM (self));

  take_words (self, &self->headline, info->headline, PROP_HEADLINE);
  take_words (self, &self->excerpt, info->excerpt, PROP_EXCERPT);
  take_words (self, &self->section, info->section, PROP_SECTION);
  take_standing (self, info);
  if (self->updated_ms != info->updated_ms) {
    self->updated_ms = info->updated_ms;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UPDATED_MS]);
  }
  take_origin (self, info);
}

/**
 * mb_library_item_get_id:
 * @self: a row
 *
 * The article's UUID.
 */
const char *
mb_library_item_get_id (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), NULL);

  return self->id;
}

/**
 * mb_library_item_get_headline:
 * @self: a row
 *
 * Its headline; "" when there is none yet.
 */
const char *
mb_library_item_get_headline (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), NULL);

  return self->headline;
}

/**
 * mb_library_item_get_excerpt:
 * @self: a row
 *
 * Its first words, or those around what was searched for.
 */
const char *
mb_library_item_get_excerpt (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), NULL);

  return self->excerpt;
}

/**
 * mb_library_item_get_section:
 * @self: a row
 *
 * Where on the site it belongs; "" when nobody has said.
 */
const char *
mb_library_item_get_section (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), NULL);

  return self->section;
}

/**
 * mb_library_item_get_updated_ms:
 * @self: a row
 *
 * When somebody last changed it, as wall time.
 */
gint64
mb_library_item_get_updated_ms (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), 0);

  return self->updated_ms;
}

/**
 * mb_library_item_get_state:
 * @self: a row
 *
 * Where the article stands in the newsroom.
 */
MbReviewState
mb_library_item_get_state (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), MB_REVIEW_DRAFT);

  return self->state;
}

/**
 * mb_library_item_get_state_since_ms:
 * @self: a row
 *
 * Since when, as wall time in milliseconds.
 */
gint64
mb_library_item_get_state_since_ms (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), 0);

  return self->state_since_ms;
}

/**
 * mb_library_item_get_owner_name:
 * @self: a row
 *
 * Who wrote it; "" when that is not known.
 */
const char *
mb_library_item_get_owner_name (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), NULL);

  return self->owner_name ? self->owner_name : "";
}

/**
 * mb_library_item_is_copy:
 * @self: a row
 *
 * Whether it came in as a file, beside an article that had been changed here, too.
 */
gboolean
mb_library_item_is_copy (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), FALSE);

  return self->beside_id != NULL;
}

/**
 * mb_library_item_get_person:
 * @self: a row
 *
 * From whom a copy came; "" when the file did not say.
 */
const char *
mb_library_item_get_person (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), NULL);

  return self->person ? self->person : "";
}

/**
 * mb_library_item_get_came_ms:
 * @self: a row
 *
 * When a copy was sent, as wall time.
 */
gint64
mb_library_item_get_came_ms (MbLibraryItem *self)
{
  g_return_val_if_fail (MB_IS_LIBRARY_ITEM (self), 0);

  return self->came_ms;
}
