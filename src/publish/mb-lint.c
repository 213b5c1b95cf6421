#include "mb-lint.h"

/* What a destination will drop, fold or refuse of an article, said before anything is sent and
 * without asking the site. First the article is looked through for what a site may treat
 * differently (Feature), then one table says which site does what with it. */

typedef enum {
  FEATURE_NONE, /* said of every article */
  FEATURE_NOTE,
  FEATURE_KICKER,
  FEATURE_STANDFIRST,
  FEATURE_BYLINE,
  FEATURE_DATELINE,
  FEATURE_SECTION,
  FEATURE_SEARCH,
  FEATURE_LEAD,
  FEATURE_LEAD_LEGEND,
  FEATURE_FIGURE,
  FEATURE_WITHOUT_BYTES,
  FEATURE_CREDIT,
  FEATURE_GALLERY,
  FEATURE_ASIDE,
  FEATURE_EMBED,
  FEATURE_TABLE,
  FEATURE_PULL_QUOTE,
  FEATURE_SMALL_SIGNS, /* superscript, subscript, code */
  FEATURE_LANGUAGE,
  FEATURE_OPAQUE,
} Feature;

#define N_FEATURES (FEATURE_OPAQUE + 1)

typedef enum {
  KIND_WORDPRESS = 1 << 0,
  KIND_GHOST = 1 << 1,
  KIND_WIX = 1 << 2,
  KIND_MICROPUB = 1 << 3,
  KIND_OTHER = 1 << 4,
} Kind;

#define ANY_KIND (KIND_WORDPRESS | KIND_GHOST | KIND_WIX | KIND_MICROPUB | KIND_OTHER)

typedef enum {
  DECIDED_LEAD_IN_TEXT = 1 << 0,
  DECIDED_NO_STANDFIRST = 1 << 1,
  DECIDED_NO_BYLINE = 1 << 2,
} Decided;

typedef struct {
  guint count;
  guint64 block;
} Found;

typedef struct {
  Found found[N_FEATURES];
  const char *source; /* whose opaque blocks go back */
} Features;

/* `has` and `lacks` are judged where the site has said what it can do. */
typedef struct {
  const char *code;
  MbLintWeight weight;
  Feature feature;
  guint kinds;
  guint has;
  guint lacks;
  guint decided;
  guint undecided;
} Rule;

/* Source: each platform's codec here. */
static const Rule rules[] = {
  {"notes-stay", MB_LINT_FOLDS, FEATURE_NOTE, ANY_KIND, 0, 0, 0, 0},
  {"kicker-dropped", MB_LINT_DROPS, FEATURE_KICKER, ANY_KIND & ~KIND_WORDPRESS, 0, MB_CAP_KICKER, 0,
   0},
  {"kicker-dropped", MB_LINT_DROPS, FEATURE_KICKER, KIND_WORDPRESS, 0, 0, 0, 0},
  {"standfirst-in-text", MB_LINT_FOLDS, FEATURE_STANDFIRST, KIND_WORDPRESS, 0, 0, 0,
   DECIDED_NO_STANDFIRST},
  {"byline-in-text", MB_LINT_FOLDS, FEATURE_BYLINE, KIND_WORDPRESS | KIND_GHOST | KIND_WIX, 0, 0, 0,
   DECIDED_NO_BYLINE},
  {"byline-dropped", MB_LINT_DROPS, FEATURE_BYLINE, KIND_WORDPRESS | KIND_GHOST | KIND_WIX, 0, 0,
   DECIDED_NO_BYLINE, 0},
  {"byline-in-text", MB_LINT_FOLDS, FEATURE_BYLINE, KIND_MICROPUB | KIND_OTHER, 0, MB_CAP_BYLINE, 0,
   0},
  {"dateline-dropped", MB_LINT_DROPS, FEATURE_DATELINE, KIND_WORDPRESS | KIND_GHOST | KIND_WIX, 0,
   0, DECIDED_NO_BYLINE, 0},
  {"dateline-dropped", MB_LINT_DROPS, FEATURE_DATELINE, KIND_MICROPUB | KIND_OTHER, MB_CAP_BYLINE,
   MB_CAP_DATELINE, 0, 0},
  {"section-as-tag", MB_LINT_FOLDS, FEATURE_SECTION, KIND_MICROPUB | KIND_OTHER, 0, MB_CAP_SECTION,
   0, 0},
  {"section-as-tag", MB_LINT_FOLDS, FEATURE_SECTION, KIND_GHOST, 0, 0, 0, 0},
  {"search-dropped", MB_LINT_DROPS, FEATURE_SEARCH, KIND_WORDPRESS | KIND_MICROPUB, 0, 0, 0, 0},
  {"pictures-dropped", MB_LINT_DROPS, FEATURE_FIGURE, ANY_KIND, 0, MB_CAP_MEDIA, 0, 0},
  {"picture-missing", MB_LINT_DROPS, FEATURE_WITHOUT_BYTES, ANY_KIND, MB_CAP_MEDIA, 0, 0, 0},
  {"lead-featured", MB_LINT_FOLDS, FEATURE_LEAD, KIND_WORDPRESS | KIND_WIX, MB_CAP_MEDIA, 0, 0,
   DECIDED_LEAD_IN_TEXT},
  {"lead-legend-in-text", MB_LINT_FOLDS, FEATURE_LEAD_LEGEND, KIND_WORDPRESS | KIND_WIX,
   MB_CAP_MEDIA, 0, 0, DECIDED_LEAD_IN_TEXT},
  {"credit-in-caption", MB_LINT_FOLDS, FEATURE_CREDIT, ANY_KIND, MB_CAP_MEDIA, MB_CAP_CREDIT, 0, 0},
  {"gallery-apart", MB_LINT_FOLDS, FEATURE_GALLERY, KIND_MICROPUB | KIND_GHOST, 0, 0, 0, 0},
  {"aside-in-line", MB_LINT_FOLDS, FEATURE_ASIDE, KIND_WIX, 0, 0, 0, 0},
  {"embed-as-link", MB_LINT_FOLDS, FEATURE_EMBED, KIND_MICROPUB | KIND_GHOST | KIND_OTHER, 0, 0, 0,
   0},
  {"table-as-html", MB_LINT_FOLDS, FEATURE_TABLE, KIND_GHOST, 0, 0, 0, 0},
  {"pull-quote-as-quotation", MB_LINT_FOLDS, FEATURE_PULL_QUOTE, KIND_WIX, 0, 0, 0, 0},
  {"signs-plain", MB_LINT_FOLDS, FEATURE_SMALL_SIGNS, KIND_WIX, 0, 0, 0, 0},
  {"language-dropped", MB_LINT_DROPS, FEATURE_LANGUAGE, KIND_GHOST | KIND_WIX, 0, 0, 0, 0},
  {"opaque-dropped", MB_LINT_DROPS, FEATURE_OPAQUE, ANY_KIND, 0, 0, 0, 0},
  {"not-read-back", MB_LINT_FOLDS, FEATURE_NONE, ANY_KIND, 0, MB_CAP_READ_BACK, 0, 0},
};

typedef enum {
  LIMITED_HEADLINE,
  LIMITED_STANDFIRST,
  LIMITED_SLUG,
  LIMITED_LEAD_ALT,
  LIMITED_TAGS,
  LIMITED_BYTES,
} Limited;

/* Source: publishing-apis of Ghost 5 (the Admin API's schema) and Wix Blog (draft-posts v3). */
static const struct {
  const char *code;
  MbLintWeight weight;
  Limited limited;
  guint kinds;
  guint most;
} limits[] = {
  {"headline-over", MB_LINT_LIMIT, LIMITED_HEADLINE, KIND_GHOST, 255},
  {"headline-over", MB_LINT_LIMIT, LIMITED_HEADLINE, KIND_WIX, 100},
  {"standfirst-over", MB_LINT_LIMIT, LIMITED_STANDFIRST, KIND_GHOST, 300},
  {"standfirst-over", MB_LINT_LIMIT, LIMITED_STANDFIRST, KIND_WIX, 500},
  {"slug-over", MB_LINT_LIMIT, LIMITED_SLUG, KIND_GHOST, 185},
  {"slug-over", MB_LINT_LIMIT, LIMITED_SLUG, KIND_WIX, 100},
  {"lead-alt-over", MB_LINT_LIMIT, LIMITED_LEAD_ALT, KIND_GHOST, 191},
  {"tags-over", MB_LINT_LIMIT, LIMITED_TAGS, KIND_WIX, 30},
  {"size-over", MB_LINT_LIMIT, LIMITED_BYTES, KIND_WIX, 400 * 1024},
};

/* What a paragraph, and each place where its look changes, cost in JSON besides the text. */
#define BLOCK_BYTES 260
#define SPAN_BYTES 120

static gboolean
has_text (const MbBlock *block, MbPartRole role)
{
  MbText *text = mb_block_get_role (block, role);

  return text && mb_text_get_n_chars (text) > 0;
}

static gboolean
is_set (const char *value)
{
  return value && *value;
}

static void
note (Features *self, Feature feature, const MbBlock *block)
{
  Found *found = &self->found[feature];

  if (found->count == 0 && block)
    found->block = mb_block_get_id (block);
  found->count++;
}

static gboolean
is_small_sign (MbSpanKind kind)
{
  return kind == MB_SPAN_SUPERSCRIPT || kind == MB_SPAN_SUBSCRIPT || kind == MB_SPAN_CODE;
}

static void
look_at_text (Features *self, const MbBlock *block, MbText *text)
{
  guint n_spans;
  const MbSpan *spans = mb_text_get_spans (text, &n_spans);

  for (guint i = 0; i < n_spans; i++) {
    if (is_small_sign (spans[i].kind))
      note (self, FEATURE_SMALL_SIGNS, block);
    else if (spans[i].kind == MB_SPAN_LANGUAGE)
      note (self, FEATURE_LANGUAGE, block);
  }
}

static MbContainerKind
get_container (const MbBlock *block)
{
  const char *container = mb_block_get_attribute (block, MB_ATTR_CONTAINER);
  MbContainerKind kind = MB_CONTAINER_ARTICLE;

  if (container)
    mb_container_parse (container, &kind);

  return kind;
}

/* Whether a group begins with this block. */
static gboolean
begins_group (MbSnapshot *snapshot, guint index)
{
  const char *container =
    mb_block_get_attribute (mb_snapshot_get_block (snapshot, index), MB_ATTR_CONTAINER);

  return container && index > 0 &&
         g_strcmp0 (container, mb_block_get_attribute (mb_snapshot_get_block (snapshot, index - 1),
                                                       MB_ATTR_CONTAINER)) != 0;
}

static void
look_at_figure (Features *self, const MbBlock *block)
{
  gboolean first = self->found[FEATURE_FIGURE].count == 0;

  note (self, FEATURE_FIGURE, block);
  if (has_text (block, MB_PART_CREDIT))
    note (self, FEATURE_CREDIT, block);
  if (!mb_block_get_attribute (block, MB_ATTR_MEDIA)) {
    note (self, FEATURE_WITHOUT_BYTES, block);
    return;
  }
  if (!first || get_container (block) != MB_CONTAINER_ARTICLE)
    return;
  note (self, FEATURE_LEAD, block);
  if (has_text (block, MB_PART_CAPTION) || has_text (block, MB_PART_CREDIT))
    note (self, FEATURE_LEAD_LEGEND, block);
}

static void
look_at_block (Features *self, const MbBlock *block)
{
  switch (mb_block_get_kind (block)) {
  case MB_BLOCK_KICKER:
    return note (self, FEATURE_KICKER, block);
  case MB_BLOCK_STANDFIRST:
    return note (self, FEATURE_STANDFIRST, block);
  case MB_BLOCK_FIGURE:
    return look_at_figure (self, block);
  case MB_BLOCK_EMBED:
    return note (self, FEATURE_EMBED, block);
  case MB_BLOCK_TABLE:
    return note (self, FEATURE_TABLE, block);
  case MB_BLOCK_PULL_QUOTE:
    return note (self, FEATURE_PULL_QUOTE, block);
  case MB_BLOCK_OPAQUE:
    if (g_strcmp0 (mb_block_get_attribute (block, MB_ATTR_SOURCE), self->source) != 0)
      note (self, FEATURE_OPAQUE, block);
    return;
  case MB_BLOCK_LIST_ITEM:
  case MB_BLOCK_HEADLINE:
  case MB_BLOCK_PARAGRAPH:
  case MB_BLOCK_CROSSHEAD:
  case MB_BLOCK_SUBCROSSHEAD:
  case MB_BLOCK_QUOTATION:
  case MB_BLOCK_SEPARATOR:
  case MB_BLOCK_PREFORMATTED:
    return;
  }
}

static void
look_at_blocks (Features *self, MbSnapshot *snapshot)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);
    MbContainerKind container = get_container (block);

    if (mb_block_get_kind (block) != MB_BLOCK_FIGURE && mb_block_is_empty (block))
      continue;
    look_at_block (self, block);
    if (container != MB_CONTAINER_ARTICLE && begins_group (snapshot, i))
      note (self, container == MB_CONTAINER_GALLERY ? FEATURE_GALLERY : FEATURE_ASIDE, block);
    if (mb_block_get_attribute (block, MB_ATTR_LANGUAGE))
      note (self, FEATURE_LANGUAGE, block);
    for (guint j = 0; j < mb_block_get_n_parts (block); j++)
      look_at_text (self, block, mb_block_get_part (block, j));
  }
}

static void
look_at_metas (Features *self, MbSnapshot *snapshot)
{
  static const struct {
    const char *meta;
    Feature feature;
  } metas[] = {
    {MB_META_BYLINE, FEATURE_BYLINE},   {MB_META_DATELINE, FEATURE_DATELINE},
    {MB_META_SECTION, FEATURE_SECTION}, {MB_META_SEARCH_TITLE, FEATURE_SEARCH},
    {MB_META_NOTES, FEATURE_NOTE},      {MB_META_SEARCH_DESCRIPTION, FEATURE_SEARCH},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (metas); i++)
    if (is_set (mb_snapshot_get_meta (snapshot, metas[i].meta)))
      note (self, metas[i].feature, NULL);
}

/* Notes are in the article as it stands, not in what is sent of it. */
static void
look_for_notes (Features *self, MbSnapshot *snapshot)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint j = 0; j < mb_block_get_n_parts (block); j++) {
      guint n_spans;
      const MbSpan *spans = mb_text_get_spans (mb_block_get_part (block, j), &n_spans);

      for (guint k = 0; k < n_spans; k++)
        if (spans[k].kind == MB_SPAN_NOTE)
          note (self, FEATURE_NOTE, block);
    }
  }
}

static Kind
find_kind (const char *name)
{
  static const struct {
    const char *name;
    Kind kind;
  } kinds[] = {
    {"wordpress", KIND_WORDPRESS},
    {"ghost", KIND_GHOST},
    {"wix", KIND_WIX},
    {"micropub", KIND_MICROPUB},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (name, kinds[i].name) == 0)
      return kinds[i].kind;

  return KIND_OTHER;
}

static guint
list_decided (const MbSiteDefaults *defaults)
{
  if (!defaults)
    return 0;

  return (defaults->lead_in_text ? DECIDED_LEAD_IN_TEXT : 0u) |
         (defaults->hides_standfirst ? DECIDED_NO_STANDFIRST : 0u) |
         (defaults->hides_byline ? DECIDED_NO_BYLINE : 0u);
}

static gboolean
rule_applies (const Rule *rule, const MbLintSite *site, Kind kind)
{
  guint decided = list_decided (site->defaults);
  guint can = site->capabilities;

  if (!(rule->kinds & kind) || (rule->decided & decided) != rule->decided ||
      rule->undecided & decided)
    return FALSE;
  if (can == 0)
    return rule->lacks == 0 && rule->has == 0;

  return (rule->has & can) == rule->has && !(rule->lacks & can);
}

static void
add (GPtrArray *items, const MbLintItem *item)
{
  g_ptr_array_add (items, g_memdup2 (item, sizeof *item));
}

static void
judge_rules (const Features *features, const MbLintSite *site, GPtrArray *items)
{
  Kind kind = find_kind (site->kind);

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    const Found *found = &features->found[rules[i].feature];

    if (rules[i].feature != FEATURE_NONE && found->count == 0)
      continue;
    if (rule_applies (&rules[i], site, kind))
      add (items, &(MbLintItem) {rules[i].code, rules[i].weight, found->block, found->count, NULL});
  }
}

/* About what the article weighs as the site's JSON. */
static guint
measure_bytes (MbSnapshot *snapshot)
{
  guint bytes = 0;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, i);

    for (guint j = 0; j < mb_block_get_n_parts (block); j++) {
      MbText *text = mb_block_get_part (block, j);
      guint n_spans;

      mb_text_get_spans (text, &n_spans);
      bytes += (guint) mb_text_get_n_bytes (text) + BLOCK_BYTES + SPAN_BYTES * n_spans;
    }
  }

  return bytes;
}

static guint
measure_meta (MbSnapshot *snapshot, const char *name)
{
  const char *value = mb_snapshot_get_meta (snapshot, name);

  return value ? (guint) g_utf8_strlen (value, -1) : 0;
}

static guint
count_tags (MbSnapshot *snapshot)
{
  const char *value = mb_snapshot_get_meta (snapshot, MB_META_TAGS);
  g_auto (GStrv) tags = g_strsplit (value ? value : "", "\n", -1);

  return g_strv_length (tags);
}

static guint
measure_furniture (MbSnapshot *snapshot, MbBlockKind kind, guint64 *block)
{
  for (guint i = 0; i < MB_N_FURNITURE && i < mb_snapshot_get_n_blocks (snapshot); i++) {
    const MbBlock *at = mb_snapshot_get_block (snapshot, i);

    if (mb_block_get_kind (at) != kind)
      continue;
    *block = mb_block_get_id (at);
    return mb_text_get_n_chars (mb_block_get_part (at, 0));
  }

  return 0;
}

static guint
measure_lead_alt (const Features *features, MbSnapshot *snapshot, guint64 *block)
{
  const Found *lead = &features->found[FEATURE_LEAD];
  MbBlock *figure = lead->count ? mb_snapshot_lookup (snapshot, lead->block) : NULL;
  const char *alt = figure ? mb_block_get_attribute (figure, MB_ATTR_ALT) : NULL;

  *block = lead->block;

  return alt ? (guint) g_utf8_strlen (alt, -1) : 0;
}

static guint
measure (const Features *features, MbSnapshot *snapshot, Limited limited, guint64 *block)
{
  switch (limited) {
  case LIMITED_HEADLINE:
    return measure_furniture (snapshot, MB_BLOCK_HEADLINE, block);
  case LIMITED_STANDFIRST:
    return measure_furniture (snapshot, MB_BLOCK_STANDFIRST, block);
  case LIMITED_SLUG:
    return measure_meta (snapshot, MB_META_SLUG);
  case LIMITED_LEAD_ALT:
    return measure_lead_alt (features, snapshot, block);
  case LIMITED_TAGS:
    return count_tags (snapshot);
  case LIMITED_BYTES:
    return measure_bytes (snapshot);
  }

  return 0;
}

static void
judge_limits (const Features *features,
              MbSnapshot *snapshot,
              const MbLintSite *site,
              GPtrArray *items)
{
  Kind kind = find_kind (site->kind);

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++) {
    guint64 block = 0;
    guint size;

    if (!(limits[i].kinds & kind))
      continue;
    size = measure (features, snapshot, limits[i].limited, &block);
    if (size > limits[i].most)
      add (items, &(MbLintItem) {limits[i].code, limits[i].weight, block, size,
                                 g_strdup_printf ("%u", limits[i].limited == LIMITED_BYTES
                                                          ? limits[i].most / 1024
                                                          : limits[i].most)});
  }
}

/**
 * mb_lint_run:
 * @snapshot: an article
 * @site: where it goes
 *
 * Lists what the site will do with the article that its writer may not expect: what arrives in
 * another form, what does not arrive, what is more than it takes. Nothing is asked or sent.
 *
 * Returns: (transfer full) (element-type MbLintItem): in the table's order
 */
GPtrArray *
mb_lint_run (MbSnapshot *snapshot, const MbLintSite *site)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_lint_item_free);
  g_autoptr (MbSnapshot) final = NULL;
  Features features = {0};

  g_return_val_if_fail (snapshot != NULL, items);
  g_return_val_if_fail (site != NULL && site->kind != NULL, items);

  final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  features.source = site->kind;
  look_for_notes (&features, snapshot);
  look_at_metas (&features, final);
  look_at_blocks (&features, final);
  judge_rules (&features, site, items);
  judge_limits (&features, final, site, items);

  return items;
}

/**
 * mb_lint_run_for_site:
 * @snapshot: an article
 * @site: a configured site
 *
 * As mb_lint_run(), with what is known of the site.
 *
 * Returns: (transfer full) (element-type MbLintItem): the list
 */
GPtrArray *
mb_lint_run_for_site (MbSnapshot *snapshot, MbSite *site)
{
  g_return_val_if_fail (MB_IS_SITE (site), NULL);

  return mb_lint_run (snapshot, &(MbLintSite) {
                                  .kind = mb_site_get_kind (site),
                                  .capabilities = mb_site_get_capabilities (site),
                                  .defaults = mb_site_get_defaults (site),
                                });
}

/**
 * mb_lint_item_free:
 * @item: (nullable): one thing
 *
 * Frees it.
 */
void
mb_lint_item_free (MbLintItem *item)
{
  if (!item)
    return;

  g_free (item->detail);
  g_free (item);
}

/**
 * mb_lint_weight_to_string:
 * @weight: of an item
 *
 * Names a weight for scripts.
 *
 * Returns: (transfer none): `folds`, `drops` or `limit`
 */
const char *
mb_lint_weight_to_string (MbLintWeight weight)
{
  switch (weight) {
  case MB_LINT_FOLDS:
    return "folds";
  case MB_LINT_DROPS:
    return "drops";
  case MB_LINT_LIMIT:
    break;
  }

  return "limit";
}
