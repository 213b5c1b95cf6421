#include "mb-field.h"

#include <string.h>

struct _MbField {
  GObject parent_instance;
  const MbFieldKind *kind;
  MbArticle *article;
  GSignalGroup *signals;
  guint64 block;
  char *value; /* the article's, as last seen */
  char *text;
  gboolean valid;
};

typedef enum {
  PROP_TEXT = 1,
  PROP_VALID,
} MbFieldProps;

static GParamSpec *props[PROP_VALID + 1];

G_DEFINE_FINAL_TYPE (MbField, mb_field, G_TYPE_OBJECT)

static const MbBlock *
find_block (MbField *self)
{
  return mb_snapshot_lookup (mb_article_get_snapshot (self->article), self->block);
}

static const char *
read_value (MbField *self)
{
  const MbBlock *block;

  if (!self->article)
    return NULL;
  if (self->kind->place == MB_FIELD_META)
    return mb_snapshot_get_meta (mb_article_get_snapshot (self->article), self->kind->name);
  block = find_block (self);
  if (!block)
    return NULL;
  if (self->kind->place == MB_FIELD_ATTRIBUTE)
    return mb_block_get_attribute (block, self->kind->name);

  return mb_text_get_utf8 (mb_block_get_role (block, self->kind->role));
}

static gboolean
is_same (const char *a, const char *b)
{
  return g_strcmp0 (a ? a : "", b ? b : "") == 0;
}

static void
set_valid (MbField *self, gboolean valid)
{
  if (self->valid == valid)
    return;
  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALID]);
}

static void
take_value (MbField *self, const char *value)
{
  g_set_str (&self->value, value);
  g_free (self->text);
  self->text = self->kind->format && value ? self->kind->format (value) : g_strdup (value);
  set_valid (self, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

/* Takes what the article says, unless it is what the control says already. */
static void
follow (MbField *self)
{
  const char *value = read_value (self);

  if (!is_same (value, self->value))
    take_value (self, value);
}

static void
snapshot_changed_cb (MbArticle *article, GParamSpec *pspec, MbField *self)
{
  follow (self);
}

/* Only what differs is replaced, so that emphasis and links around it stay. */
static gboolean
replace_part (MbField *self, MbTransaction *transaction, const char *value, GError **error)
{
  const MbBlock *block = find_block (self);
  const char *before = mb_text_get_utf8 (mb_block_get_role (block, self->kind->role));
  const char *old_end = before + strlen (before);
  const char *new_end = value + strlen (value);
  MbPosition start = {self->block, 0, 0};
  g_autofree char *middle = NULL;
  g_autoptr (MbText) inserted = NULL;

  mb_block_kind_find_role (mb_block_get_kind (block), self->kind->role, &start.part);
  while (*before && *value && g_utf8_get_char (before) == g_utf8_get_char (value)) {
    before = g_utf8_next_char (before);
    value = g_utf8_next_char (value);
    start.offset++;
  }
  while (old_end > before && new_end > value) {
    const char *old_last = g_utf8_prev_char (old_end);
    const char *new_last = g_utf8_prev_char (new_end);

    if (g_utf8_get_char (old_last) != g_utf8_get_char (new_last))
      break;
    old_end = old_last;
    new_end = new_last;
  }
  middle = g_strndup (value, (gsize) (new_end - value));
  inserted = mb_text_new (middle);

  return mb_transaction_replace_text (
    transaction, &start, (guint) g_utf8_strlen (before, old_end - before), inserted, error);
}

static gboolean
add_change (MbField *self, MbTransaction *transaction, const char *value, GError **error)
{
  const char *or_null = value && *value ? value : NULL;

  switch (self->kind->place) {
  case MB_FIELD_META:
    return mb_transaction_set_meta (transaction, self->kind->name, or_null, error);
  case MB_FIELD_ATTRIBUTE:
    return mb_transaction_set_attribute (transaction, self->block, self->kind->name, or_null,
                                         error);
  case MB_FIELD_PART:
    return replace_part (self, transaction, value ? value : "", error);
  }

  return FALSE;
}

static void
commit (MbField *self, const char *value)
{
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;

  if (!self->article || (self->kind->place != MB_FIELD_META && !find_block (self)))
    return;

  key = g_strdup_printf ("field:%d:%s:%016" G_GINT64_MODIFIER "x", self->kind->role,
                         self->kind->name ? self->kind->name : "", self->block);
  transaction = mb_article_begin (self->article, MB_ORIGIN_COMMAND);
  mb_transaction_set_time_ms (transaction, g_get_real_time () / 1000);
  mb_transaction_set_coalescing_key (transaction, key);
  g_set_str (&self->value, value);
  if (add_change (self, transaction, value, &error) &&
      mb_article_commit (self->article, transaction, &error))
    return;

  g_message ("a field does not take what was typed: %s", error->message);
  follow (self);
}

static void
mb_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbField *self = MB_FIELD (object);

  switch ((MbFieldProps) prop_id) {
  case PROP_TEXT:
    g_value_set_string (value, mb_field_get_text (self));
    break;
  case PROP_VALID:
    g_value_set_boolean (value, self->valid);
    break;
  }
}

static void
mb_field_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbField *self = MB_FIELD (object);

  switch ((MbFieldProps) prop_id) {
  case PROP_TEXT:
    mb_field_set_text (self, g_value_get_string (value));
    break;
  case PROP_VALID:
    g_assert_not_reached ();
  }
}

static void
mb_field_dispose (GObject *object)
{
  MbField *self = MB_FIELD (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->article);

  G_OBJECT_CLASS (mb_field_parent_class)->dispose (object);
}

static void
mb_field_finalize (GObject *object)
{
  MbField *self = MB_FIELD (object);

  g_free (self->value);
  g_free (self->text);

  G_OBJECT_CLASS (mb_field_parent_class)->finalize (object);
}

static void
mb_field_class_init (MbFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mb_field_get_property;
  object_class->set_property = mb_field_set_property;
  object_class->dispose = mb_field_dispose;
  object_class->finalize = mb_field_finalize;

  props[PROP_TEXT] = g_param_spec_string (
    "text", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_VALID] =
    g_param_spec_boolean ("valid", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
mb_field_init (MbField *self)
{
  self->valid = TRUE;
  self->signals = g_signal_group_new (MB_TYPE_ARTICLE);
  g_signal_group_connect_object (self->signals, "notify::snapshot",
                                 G_CALLBACK (snapshot_changed_cb), self, G_CONNECT_DEFAULT);
}

/**
 * mb_field_new:
 * @kind: (transfer none): which place of an article; constant
 *
 * Makes a field without an article.
 *
 * Returns: (transfer full): the field
 */
MbField *
mb_field_new (const MbFieldKind *kind)
{
  MbField *self;

  g_return_val_if_fail (kind != NULL, NULL);

  self = g_object_new (MB_TYPE_FIELD, NULL);
  self->kind = kind;

  return self;
}

/**
 * mb_field_set_article:
 * @self: a field
 * @article: (nullable): the article
 * @block: which block, for attributes and parts; 0 otherwise
 *
 * Shows and changes this article from now on.
 */
void
mb_field_set_article (MbField *self, MbArticle *article, guint64 block)
{
  g_return_if_fail (MB_IS_FIELD (self));

  if (article == self->article && block == self->block)
    return;
  self->block = block;
  g_set_object (&self->article, article);
  g_signal_group_set_target (self->signals, article);
  /* Also when both say the same: what was typed and is in neither stays behind. */
  take_value (self, read_value (self));
}

/**
 * mb_field_get_text:
 * @self: a field
 *
 * What the control shows.
 *
 * Returns: (transfer none): the text, perhaps empty
 */
const char *
mb_field_get_text (MbField *self)
{
  g_return_val_if_fail (MB_IS_FIELD (self), "");

  return self->text ? self->text : "";
}

/**
 * mb_field_set_text:
 * @self: a field
 * @text: (nullable): as it was typed
 *
 * Takes what a person typed; the article follows when it is a value.
 */
void
mb_field_set_text (MbField *self, const char *text)
{
  g_autofree char *value = NULL;
  gboolean valid = TRUE;

  g_return_if_fail (MB_IS_FIELD (self));

  if (is_same (text, self->text))
    return;
  g_set_str (&self->text, text);
  if (self->kind->parse)
    valid = self->kind->parse (text ? text : "", &value);
  else
    value = g_strdup (text);
  set_valid (self, valid);
  if (valid && !is_same (value, self->value))
    commit (self, value);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

/**
 * mb_field_bind:
 * @self: a field
 * @control: an object with a property `text`
 *
 * Lets a control show and change the field. Its own undo is the article's.
 */
void
mb_field_bind (MbField *self, gpointer control)
{
  g_return_if_fail (MB_IS_FIELD (self));
  g_return_if_fail (G_IS_OBJECT (control));

  g_object_bind_property (self, "text", control, "text",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

/**
 * mb_field_format_list:
 * @value: one entry a line
 *
 * Shows a list as people write one.
 *
 * Returns: (transfer full): commas between the entries
 */
char *
mb_field_format_list (const char *value)
{
  g_auto (GStrv) entries = g_strsplit (value ? value : "", "\n", -1);

  return g_strjoinv (", ", entries);
}

/**
 * mb_field_parse_list:
 * @text: commas between the entries
 * @value: (out): one entry a line
 *
 * Reads a list as people write one.
 *
 * Returns: `TRUE`
 */
gboolean
mb_field_parse_list (const char *text, char **value)
{
  g_auto (GStrv) entries = g_strsplit (text, ",", -1);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; entries[i]; i++) {
    g_strstrip (entries[i]);
    if (!*entries[i])
      continue;
    if (lines->len > 0)
      g_string_append_c (lines, '\n');
    g_string_append (lines, entries[i]);
  }
  *value = g_string_free_and_steal (g_steal_pointer (&lines));

  return TRUE;
}

/**
 * mb_field_put:
 * @article: an article
 * @meta: a name of metadata
 * @value: (nullable): what it becomes
 *
 * Changes metadata at once, as a choice in a menu does.
 */
void
mb_field_put (MbArticle *article, const char *meta, const char *value)
{
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MB_IS_ARTICLE (article));
  g_return_if_fail (meta != NULL);

  if (is_same (mb_snapshot_get_meta (mb_article_get_snapshot (article), meta), value))
    return;
  transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  mb_transaction_set_time_ms (transaction, g_get_real_time () / 1000);
  if (!mb_transaction_set_meta (transaction, meta, value, &error) ||
      !mb_article_commit (article, transaction, &error))
    g_message ("%s could not be changed: %s", meta, error->message);
}
