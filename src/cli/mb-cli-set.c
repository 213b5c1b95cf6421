#include "mb-cli-review.h"

#include "mb-journal.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* Changing a field: through a transaction, like every other change. */

static gboolean
find_furniture (const char *field, guint *index)
{
  MbBlockKind kind;

  if (!mb_block_kind_from_string (field, &kind) || !mb_block_kind_is_furniture (kind))
    return FALSE;
  *index = kind == MB_BLOCK_KICKER ? 0 : kind == MB_BLOCK_HEADLINE ? 1 : 2;

  return TRUE;
}

static gboolean
change (MbTransaction *transaction, const char *field, const char *value, GError **error)
{
  MbSnapshot *snapshot = mb_transaction_get_base (transaction);
  guint index;

  if (find_furniture (field, &index)) {
    const MbBlock *block = mb_snapshot_get_block (snapshot, index);
    const MbPosition start = {mb_block_get_id (block), 0, 0};
    guint n_chars = mb_text_get_n_chars (mb_block_get_part (block, 0));
    g_autoptr (MbText) text = mb_text_new (value);

    return mb_transaction_replace_text (transaction, &start, n_chars, text, error);
  }

  return mb_transaction_set_meta (transaction, field, *value ? value : NULL, error);
}

static gboolean
is_field (const char *field)
{
  guint index;

  return find_furniture (field, &index) || mb_meta_is_known (field);
}

/* A field of the text is one line; a field of metadata may have several, as names do. */
static gboolean
is_text (const char *value, gboolean one_line)
{
  if (!g_utf8_validate (value, -1, NULL))
    return FALSE;
  for (; *value; value = g_utf8_next_char (value)) {
    gunichar c = g_utf8_get_char (value);

    if ((g_unichar_iscntrl (c) && (one_line || c != '\n')) || (one_line && c == 0x2029))
      return FALSE;
  }

  return TRUE;
}

/* Says why a field does not take a value. */
static gboolean
takes (const char *field, const char *value)
{
  if (mb_meta_is_sound (field, value))
    return TRUE;

  if (strcmp (field, MB_META_DATE) == 0)
    /* Translators: %s is what a person gave as a date. */
    fprintf (stderr, _ ("marbre-cli: “%s” is no date; write it as 2026-11-25.\n"), value);
  else
    fprintf (stderr,
             /* Translators: %s is what a person gave as the end of a web address. */
             _ ("marbre-cli: sites do not take “%s” as a web address: letters from a to z, digits "
                "and hyphens, and no word that they keep for themselves.\n"),
             value);
  return FALSE;
}

static int
print_done (const MbCli *cli, const char *id)
{
  g_autoptr (GString) line = g_string_new ("{");

  mb_cli_json_string (line, "id", id);
  g_string_append_c (line, '}');
  if (cli->json)
    mb_cli_print (line->str);

  return MB_CLI_DONE;
}

/**
 * mb_cli_set:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `set ID FIELD VALUE`: fills kicker, headline, standfirst or a field of metadata; an empty value
 * empties it. There are no options, so that a value may begin with a dash. Done when it is on disk,
 * also as a version.
 *
 * Returns: the exit status
 */
int
mb_cli_set (const MbCli *cli, int argc, char **argv)
{
  g_autoptr (MbArticle) article = NULL;
  g_autoptr (MbJournal) journal = NULL;
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  guint index;

  if (argc != 4)
    return mb_cli_usage ("set");
  if (!is_field (argv[2])) {
    fprintf (stderr, _ ("marbre-cli: articles have no field “%s”.\n"), argv[2]);
    return MB_CLI_USAGE;
  }
  if (!is_text (argv[3], find_furniture (argv[2], &index))) {
    fprintf (
      stderr, "%s\n",
      _ ("marbre-cli: the value is no UTF-8, or holds a line end or another sign that has no "
         "place in it."));
    return MB_CLI_USAGE;
  }
  if (!takes (argv[2], argv[3]))
    return MB_CLI_USAGE;

  article = mb_cli_load (cli, argv[1], &error);
  if (!article)
    return mb_cli_fail (error);
  journal = mb_journal_new (cli->store, article);
  transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  mb_cli_sign (cli, transaction);
  if (!change (transaction, argv[2], argv[3], &error))
    return mb_cli_fail (error);
  if (mb_transaction_get_n_steps (transaction) > 0 &&
      !mb_article_commit (article, transaction, &error))
    return mb_cli_fail (error);
  mb_journal_snapshot (journal);
  if (!mb_journal_flush_sync (journal, &error))
    return mb_cli_fail (error);

  return print_done (cli, mb_article_get_id (article));
}
