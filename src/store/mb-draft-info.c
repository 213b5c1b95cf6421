#include "mb-draft-table.h"

#define EXCERPT_CHARS 160

/**
 * mb_draft_info_free:
 * @info: (nullable) (transfer full): what a list says of a draft
 *
 * Frees it.
 */
void
mb_draft_info_free (MbDraftInfo *info)
{
  if (!info)
    return;

  g_free (info->id);
  g_free (info->headline);
  g_free (info->excerpt);
  g_free (info->section);
  g_free (info->state);
  g_free (info->owner);
  g_free (info->owner_name);
  g_free (info->beside_id);
  g_free (info->person);
  g_free (info);
}

/* The first words of the text, cut between two words where there is one. */
static char *
cut (const char *text)
{
  const char *end = NULL;

  if (g_utf8_strlen (text, -1) <= EXCERPT_CHARS)
    return g_strdup (text);

  end = g_utf8_offset_to_pointer (text, EXCERPT_CHARS);
  for (const char *p = end; p > text; p--)
    if (*p == ' ')
      return g_strdup_printf ("%.*s…", (int) (p - text), text);

  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

static char *
dup_excerpt (MbSnapshot *final)
{
  for (guint i = 0; i < mb_snapshot_get_n_blocks (final); i++) {
    MbBlock *block = mb_snapshot_get_block (final, i);
    MbBlockKind kind = mb_block_get_kind (block);
    MbText *text = NULL;

    if (kind == MB_BLOCK_KICKER || kind == MB_BLOCK_HEADLINE || mb_block_kind_is_object (kind))
      continue;
    text = mb_block_get_role (block, MB_PART_TEXT);
    if (text && mb_text_get_n_chars (text) > 0)
      return cut (mb_text_get_utf8 (text));
  }

  return g_strdup ("");
}

/**
 * mb_draft_info_take_facts:
 * @self: what a list says of a draft
 * @snapshot: the draft as it is
 *
 * Brings headline, excerpt and section up to date.
 */
void
mb_draft_info_take_facts (MbDraftInfo *self, MbSnapshot *snapshot)
{
  g_autoptr (MbSnapshot) final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  const char *section = mb_snapshot_get_meta (final, MB_META_SECTION);

  g_set_str (&self->headline, mb_snapshot_get_headline (final));
  g_set_str (&self->section, section ? section : "");
  g_free (self->excerpt);
  self->excerpt = dup_excerpt (final);
}

/**
 * mb_draft_info_new_from:
 * @snapshot: a draft
 *
 * Makes what a list says of a draft, without times.
 *
 * Returns: (transfer full): the facts
 */
MbDraftInfo *
mb_draft_info_new_from (MbSnapshot *snapshot)
{
  MbDraftInfo *self = g_new0 (MbDraftInfo, 1);

  self->id = g_strdup (mb_snapshot_get_article_id (snapshot));
  self->state = g_strdup ("draft");
  mb_draft_info_take_facts (self, snapshot);

  return self;
}

/**
 * mb_draft_info_dup_body:
 * @snapshot: a draft
 *
 * All its words, one part a line, as they will be published, with its metadata: what a search looks
 * through.
 *
 * Returns: (transfer full): the text
 */
char *
mb_draft_info_dup_body (MbSnapshot *snapshot)
{
  g_autoptr (MbSnapshot) final = mb_snapshot_project (snapshot, MB_PROJECT_FINAL);
  GString *body = g_string_new (NULL);
  guint n_metas = 0;
  const MbAttribute *metas = NULL;

  for (guint i = 0; i < mb_snapshot_get_n_blocks (final); i++) {
    MbBlock *block = mb_snapshot_get_block (final, i);

    for (guint part = 0; part < mb_block_get_n_parts (block); part++) {
      const char *text = mb_text_get_utf8 (mb_block_get_part (block, part));

      if (*text)
        g_string_append_printf (body, "%s\n", text);
    }
  }
  metas = mb_snapshot_get_metas (final, &n_metas);
  for (guint i = 0; i < n_metas; i++)
    g_string_append_printf (body, "%s\n", metas[i].value);

  return g_string_free (body, FALSE);
}
