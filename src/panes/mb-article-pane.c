#include "mb-article-pane.h"

#include "mb-checks-group.h"
#include "mb-date-row.h"
#include "mb-field.h"
#include "mb-post.h"
#include "mb-text-row.h"
#include "mb-undo-keys.h"

#include <glib/gi18n-lib.h>

typedef enum {
  FIELD_SECTION,
  FIELD_BYLINE,
  FIELD_DATELINE,
  FIELD_DATE,
  FIELD_TAGS,
  FIELD_SLUG,
  FIELD_SEARCH_TITLE,
  FIELD_SEARCH_DESCRIPTION,
  FIELD_NOTES,
} Field;

#define N_FIELDS (FIELD_NOTES + 1)

static const MbFieldKind kinds[N_FIELDS] = {
  [FIELD_SECTION] = {.name = MB_META_SECTION},
  [FIELD_BYLINE] = {.name = MB_META_BYLINE,
                    .format = mb_field_format_list,
                    .parse = mb_field_parse_list},
  [FIELD_DATELINE] = {.name = MB_META_DATELINE},
  [FIELD_DATE] = {.name = MB_META_DATE, .format = mb_date_row_format, .parse = mb_date_row_parse},
  [FIELD_TAGS] = {.name = MB_META_TAGS,
                  .format = mb_field_format_list,
                  .parse = mb_field_parse_list},
  [FIELD_SLUG] = {.name = MB_META_SLUG},
  [FIELD_SEARCH_TITLE] = {.name = MB_META_SEARCH_TITLE},
  [FIELD_SEARCH_DESCRIPTION] = {.name = MB_META_SEARCH_DESCRIPTION},
  [FIELD_NOTES] = {.name = MB_META_NOTES},
};

/* As the combo's strings: the first is none. */
static const char *const languages[] = {NULL, "fr", "en"};

struct _MbArticlePane {
  AdwBin parent_instance;
  MbChecksGroup *checks;
  GtkWidget *section;
  GtkMenuButton *section_button;
  GtkWidget *byline;
  GtkWidget *dateline;
  GtkWidget *date;
  GtkWidget *tags;
  MbTextRow *slug;
  AdwComboRow *language;
  MbTextRow *search_title;
  MbTextRow *search_description;
  MbTextRow *notes;
  MbArticle *article;
  GSignalGroup *signals;
  MbField *fields[N_FIELDS];
  char *shown_language;
  gboolean following; /* the combo is set by us */
};

typedef enum {
  PROP_ARTICLE = 1,
} MbArticlePaneProps;

typedef enum {
  SIGNAL_FINDING_ACTIVATED,
} MbArticlePaneSignals;

static GParamSpec *props[PROP_ARTICLE + 1];
static guint signals[SIGNAL_FINDING_ACTIVATED + 1];

G_DEFINE_FINAL_TYPE (MbArticlePane, mb_article_pane, ADW_TYPE_BIN)

static GtkWidget *
get_control (MbArticlePane *self, Field field)
{
  switch (field) {
  case FIELD_SECTION:
    return self->section;
  case FIELD_BYLINE:
    return self->byline;
  case FIELD_DATELINE:
    return self->dateline;
  case FIELD_DATE:
    return self->date;
  case FIELD_TAGS:
    return self->tags;
  case FIELD_SLUG:
    return GTK_WIDGET (self->slug);
  case FIELD_SEARCH_TITLE:
    return GTK_WIDGET (self->search_title);
  case FIELD_SEARCH_DESCRIPTION:
    return GTK_WIDGET (self->search_description);
  case FIELD_NOTES:
    return GTK_WIDGET (self->notes);
  }

  return NULL;
}

/* What the address and the search title are while nobody writes others. */
static void
follow_headline (MbArticlePane *self)
{
  const char *headline = self->article ? mb_article_get_headline (self->article) : NULL;
  g_autofree char *slug = headline && *headline ? mb_post_make_slug (headline) : NULL;

  mb_text_row_set_placeholder (self->slug, slug);
  mb_text_row_set_placeholder (self->search_title, headline);
}

static void
headline_changed_cb (MbArticle *article, GParamSpec *pspec, MbArticlePane *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    follow_headline (self);
}

static guint
find_language (const char *language)
{
  for (guint i = 1; language && i < G_N_ELEMENTS (languages); i++)
    if (g_str_has_prefix (language, languages[i]))
      return i;

  return 0;
}

static void
follow_language (MbArticlePane *self)
{
  const char *language =
    self->article ? mb_snapshot_get_meta (mb_article_get_snapshot (self->article), MB_META_LANGUAGE)
                  : NULL;

  if (!g_set_str (&self->shown_language, language))
    return;
  self->following = TRUE;
  adw_combo_row_set_selected (self->language, find_language (language));
  self->following = FALSE;
}

static void
snapshot_changed_cb (MbArticle *article, GParamSpec *pspec, MbArticlePane *self)
{
  follow_language (self);
}

static void
language_selected_cb (AdwComboRow *row, GParamSpec *pspec, MbArticlePane *self)
{
  guint selected = adw_combo_row_get_selected (row);

  if (self->following || !self->article || selected >= G_N_ELEMENTS (languages))
    return;
  mb_field_put (self->article, MB_META_LANGUAGE, languages[selected]);
}

/* A finding without a block is about metadata: which field it is, its code says. */
static const char *
find_meta (const char *code)
{
  static const struct {
    const char *code;
    const char *meta;
  } metas[] = {
    {"missing-byline", MB_META_BYLINE}, {"missing-section", MB_META_SECTION},
    {"missing-date", MB_META_DATE},     {"date-unreadable", MB_META_DATE},
    {"slug-refused", MB_META_SLUG},
  };

  for (guint i = 0; i < G_N_ELEMENTS (metas); i++)
    if (g_str_equal (metas[i].code, code))
      return metas[i].meta;

  return NULL;
}

static void
activated_cb (MbChecksGroup *checks,
              guint64 block,
              guint part,
              const char *code,
              MbArticlePane *self)
{
  if (block != 0 || !mb_article_pane_focus_finding (self, code))
    g_signal_emit (self, signals[SIGNAL_FINDING_ACTIVATED], 0, block, part, code);
}

static void
section_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MbArticlePane *self = MB_ARTICLE_PANE (widget);

  if (self->article)
    mb_field_put (self->article, MB_META_SECTION, g_variant_get_string (parameter, NULL));
}

static void
mb_article_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mb_article_pane_parent_class)->map (widget);
  follow_headline (MB_ARTICLE_PANE (widget));
}

static void
mb_article_pane_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbArticlePane *self = MB_ARTICLE_PANE (object);

  switch ((MbArticlePaneProps) prop_id) {
  case PROP_ARTICLE:
    g_value_set_object (value, self->article);
    break;
  }
}

static void
mb_article_pane_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  MbArticlePane *self = MB_ARTICLE_PANE (object);

  switch ((MbArticlePaneProps) prop_id) {
  case PROP_ARTICLE:
    mb_article_pane_set_article (self, g_value_get_object (value));
    break;
  }
}

static void
mb_article_pane_dispose (GObject *object)
{
  MbArticlePane *self = MB_ARTICLE_PANE (object);

  for (guint i = 0; i < N_FIELDS; i++)
    g_clear_object (&self->fields[i]);
  g_clear_object (&self->signals);
  g_clear_object (&self->article);
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_ARTICLE_PANE);

  G_OBJECT_CLASS (mb_article_pane_parent_class)->dispose (object);
}

static void
mb_article_pane_finalize (GObject *object)
{
  MbArticlePane *self = MB_ARTICLE_PANE (object);

  g_free (self->shown_language);

  G_OBJECT_CLASS (mb_article_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-article-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, checks);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, section);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, section_button);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, byline);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, dateline);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, date);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, tags);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, slug);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, language);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, search_title);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, search_description);
  gtk_widget_class_bind_template_child (widget_class, MbArticlePane, notes);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, language_selected_cb);
}

/* The fields have no undo of their own: their changes are the article's. */
static gboolean
undo_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MbArticle *article = MB_ARTICLE_PANE (widget)->article;

  return article && mb_article_undo (article);
}

static gboolean
redo_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  MbArticle *article = MB_ARTICLE_PANE (widget)->article;

  return article && mb_article_redo (article);
}

static void
mb_article_pane_class_init (MbArticlePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mb_article_pane_get_property;
  object_class->set_property = mb_article_pane_set_property;
  object_class->dispose = mb_article_pane_dispose;
  object_class->finalize = mb_article_pane_finalize;
  widget_class->map = mb_article_pane_map;

  props[PROP_ARTICLE] = g_param_spec_object ("article", NULL, NULL, MB_TYPE_ARTICLE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_FINDING_ACTIVATED] =
    g_signal_new ("finding-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 3, G_TYPE_UINT64, G_TYPE_UINT, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "pane.section", "s", section_action);
  bind_template (widget_class);
}

static void
mb_article_pane_init (MbArticlePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mb_undo_keys_add (GTK_WIDGET (self), undo_cb, redo_cb);
  for (guint i = 0; i < N_FIELDS; i++) {
    GtkWidget *control = get_control (self, (Field) i);

    self->fields[i] = mb_field_new (&kinds[i]);
    mb_field_bind (self->fields[i], control);
    if (GTK_IS_EDITABLE (control))
      gtk_editable_set_enable_undo (GTK_EDITABLE (control), FALSE);
  }
  self->signals = g_signal_group_new (MB_TYPE_ARTICLE);
  g_signal_group_connect_object (self->signals, "notify::snapshot",
                                 G_CALLBACK (snapshot_changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_group_connect_object (self->signals, "notify::headline",
                                 G_CALLBACK (headline_changed_cb), self, G_CONNECT_DEFAULT);
}

/**
 * mb_article_pane_new:
 *
 * Makes the pane without an article.
 *
 * Returns: the widget
 */
GtkWidget *
mb_article_pane_new (void)
{
  return g_object_new (MB_TYPE_ARTICLE_PANE, NULL);
}

/**
 * mb_article_pane_get_article:
 * @self: the pane
 *
 * Whose data it shows.
 *
 * Returns: (transfer none) (nullable): the article
 */
MbArticle *
mb_article_pane_get_article (MbArticlePane *self)
{
  g_return_val_if_fail (MB_IS_ARTICLE_PANE (self), NULL);

  return self->article;
}

/**
 * mb_article_pane_set_article:
 * @self: the pane
 * @article: (nullable): an article
 *
 * Shows and changes this article from now on.
 */
void
mb_article_pane_set_article (MbArticlePane *self, MbArticle *article)
{
  g_return_if_fail (MB_IS_ARTICLE_PANE (self));

  if (!g_set_object (&self->article, article))
    return;
  for (guint i = 0; i < N_FIELDS; i++)
    mb_field_set_article (self->fields[i], article, 0);
  g_signal_group_set_target (self->signals, article);
  mb_checks_group_set_article (self->checks, article);
  follow_language (self);
  follow_headline (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), article != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ARTICLE]);
}

static void
show_section_button (MbArticlePane *self, gboolean show)
{
  GtkWidget *button = GTK_WIDGET (self->section_button);
  gboolean shown = gtk_widget_get_parent (button) != NULL;

  if (show && !shown)
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->section), button);
  else if (!show && shown)
    adw_entry_row_remove (ADW_ENTRY_ROW (self->section), button);
}

/**
 * mb_article_pane_set_sections:
 * @self: the pane
 * @sections: (nullable) (array zero-terminated=1): their names
 *
 * Sets which sections are proposed; others can be typed.
 */
void
mb_article_pane_set_sections (MbArticlePane *self, const char *const *sections)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  g_return_if_fail (MB_IS_ARTICLE_PANE (self));

  for (guint i = 0; sections && sections[i]; i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (sections[i], NULL);

    g_menu_item_set_action_and_target (item, "pane.section", "s", sections[i]);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->section_button, G_MENU_MODEL (menu));
  show_section_button (self, g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

/**
 * mb_article_pane_focus_field:
 * @self: the pane
 * @meta: a name of metadata, like `byline`
 *
 * Puts the keyboard's focus on the field of this name.
 */
void
mb_article_pane_focus_field (MbArticlePane *self, const char *meta)
{
  g_return_if_fail (MB_IS_ARTICLE_PANE (self));

  if (g_strcmp0 (meta, MB_META_LANGUAGE) == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->language));
  for (guint i = 0; i < N_FIELDS; i++)
    if (g_strcmp0 (kinds[i].name, meta) == 0)
      gtk_widget_grab_focus (get_control (self, (Field) i));
}

/**
 * mb_article_pane_focus_finding:
 * @self: the pane
 * @code: of a finding of the checks
 *
 * Puts the keyboard's focus on the field that a finding is about.
 *
 * Returns: `FALSE` when it is not about a field of this pane
 */
gboolean
mb_article_pane_focus_finding (MbArticlePane *self, const char *code)
{
  const char *meta;

  g_return_val_if_fail (MB_IS_ARTICLE_PANE (self), FALSE);
  g_return_val_if_fail (code != NULL, FALSE);

  meta = find_meta (code);
  if (!meta)
    return FALSE;
  mb_article_pane_focus_field (self, meta);

  return TRUE;
}
