#include "mb-cli-review.h"

#include "mb-id.h"
#include "mb-journal.h"
#include "mb-review-state.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* What people say to each other about an article. */

static const char *const place_names[] = {
  [MB_COMMENT_ARTICLE] = "article",
  [MB_COMMENT_BLOCK] = "block",
  [MB_COMMENT_PASSAGE] = "passage",
  [MB_COMMENT_ORPHAN] = "orphan",
};

/* What a person asked for. */
typedef struct {
  char *as;
  char *on;
  char *reply;
  char *resolve;
  char *reopen;
  char *remove;
} Wish;

static void
wish_clear (Wish *wish)
{
  g_free (wish->as);
  g_free (wish->on);
  g_free (wish->reply);
  g_free (wish->resolve);
  g_free (wish->reopen);
  g_free (wish->remove);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

/**
 * mb_cli_print_comments:
 * @cli: what every command is given
 * @snapshot: an article
 * @people: (element-type MbPerson): who works here
 *
 * Writes the threads, in reading order, what was said indented below each.
 */
void
mb_cli_print_comments (const MbCli *cli, const MbSnapshot *snapshot, GPtrArray *people)
{
  g_autoptr (GPtrArray) threads = mb_comments_list (snapshot, FALSE);

  for (guint i = 0; i < threads->len; i++) {
    const MbCommentThread *thread = threads->pdata[i];
    const char *quote = mb_mark_get_quote (thread->mark);
    g_autofree char *id = mb_id_to_string (mb_mark_get_id (thread->mark));

    printf ("%s\t%s\t%s\t%s\n", id, place_names[thread->place],
            mb_mark_is_resolved (thread->mark) ? _ ("resolved") : _ ("open"), quote ? quote : "");
    for (guint k = 0; k < mb_mark_get_n_entries (thread->mark); k++) {
      const MbMarkEntry *entry = mb_mark_get_entry (thread->mark, k);

      printf ("  %s: %s\n", mb_cli_name_person (people, entry->author), entry->body);
    }
  }
}

static void
append_entries (GString *out, const MbMark *mark, GPtrArray *people)
{
  g_string_append (out, ",\"entries\":[");
  for (guint i = 0; i < mb_mark_get_n_entries (mark); i++) {
    const MbMarkEntry *entry = mb_mark_get_entry (mark, i);
    g_autoptr (GString) item = g_string_new ("{");

    mb_cli_json_string (item, "author", entry->author);
    mb_cli_json_string (item, "name", mb_cli_name_person (people, entry->author));
    mb_cli_json_number (item, "timeMs", entry->time_ms);
    mb_cli_json_string (item, "body", entry->body);
    g_string_append_printf (out, "%s%s}", i > 0 ? "," : "", item->str);
  }
  g_string_append_c (out, ']');
}

static void
append_place (GString *out, const char *name, const MbPosition *position)
{
  g_autofree char *block = mb_id_to_string (position->block);

  g_string_append_printf (out, ",\"%s\":{\"block\":\"%s\",\"part\":%u,\"offset\":%u}", name, block,
                          position->part, position->offset);
}

/**
 * mb_cli_comments_json:
 * @out: a JSON object being written
 * @snapshot: an article
 * @people: (element-type MbPerson): who works here
 *
 * Appends the member `comments`.
 */
void
mb_cli_comments_json (GString *out, const MbSnapshot *snapshot, GPtrArray *people)
{
  g_autoptr (GPtrArray) threads = mb_comments_list (snapshot, FALSE);

  g_string_append (out, ",\"comments\":[");
  for (guint i = 0; i < threads->len; i++) {
    const MbCommentThread *thread = threads->pdata[i];
    g_autofree char *id = mb_id_to_string (mb_mark_get_id (thread->mark));
    g_autoptr (GString) item = g_string_new ("{");

    mb_cli_json_string (item, "id", id);
    mb_cli_json_string (item, "place", place_names[thread->place]);
    mb_cli_json_string (item, "quote", mb_mark_get_quote (thread->mark));
    g_string_append_printf (item, ",\"resolved\":%s",
                            mb_mark_is_resolved (thread->mark) ? "true" : "false");
    if (thread->place == MB_COMMENT_PASSAGE) {
      append_place (item, "start", &thread->start);
      append_place (item, "end", &thread->end);
    }
    append_entries (item, thread->mark, people);
    g_string_append_printf (out, "%s%s}", i > 0 ? "," : "", item->str);
  }
  g_string_append_c (out, ']');
}

static guint64
add (MbTransaction *transaction, const char *words, const MbMarkEntry *entry, GError **error)
{
  MbPosition start = {0};
  MbPosition end = {0};

  if (!words)
    return mb_comments_add_on_article (transaction, entry, error);
  if (mb_comments_find_words (mb_transaction_get_base (transaction), words, &start, &end))
    return mb_comments_add_on_passage (transaction, &start, &end, entry, error);

  /* Translators: %s is a passage. */
  g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED, _ ("These words are not in the text: %s"),
               words);
  return 0;
}

/* Does what was asked for; returns the thread that it is about, 0 when it could not be done. */
static guint64
change (MbTransaction *transaction, const Wish *wish, const MbMarkEntry *entry, GError **error)
{
  const char *word = wish->reply     ? wish->reply
                     : wish->resolve ? wish->resolve
                     : wish->reopen  ? wish->reopen
                                     : wish->remove;
  gboolean done = FALSE;
  guint64 id = 0;

  if (!word)
    return add (transaction, wish->on, entry, error);
  if (!mb_id_parse (word, &id))
    g_set_error_literal (error, MB_REVIEW_ERROR, MB_REVIEW_ERROR_NO_COMMENT, word);
  else if (wish->reply)
    done = mb_comments_reply (transaction, id, entry, error);
  else if (wish->remove)
    done = mb_comments_delete (transaction, id, error);
  else
    done = mb_comments_set_resolved (transaction, id, wish->resolve != NULL, error);

  return done ? id : 0;
}

static int
print_id (const MbCli *cli, guint64 id)
{
  g_autofree char *text = mb_id_to_string (id);
  g_autoptr (GString) line = g_string_new ("{");

  mb_cli_json_string (line, "id", text);
  g_string_append_c (line, '}');
  mb_cli_print (cli->json ? line->str : text);

  return MB_CLI_DONE;
}

static int
say (const MbCli *cli, const char *word, const Wish *wish, const char *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArticle) article = mb_cli_load (cli, word, &error);
  g_autoptr (MbPerson) person = article ? mb_cli_find_person (cli, wish->as, &error) : NULL;
  g_autoptr (MbJournal) journal = NULL;
  g_autoptr (MbTransaction) transaction = NULL;
  MbMarkEntry entry = {NULL, g_get_real_time () / 1000, body};
  guint64 id = 0;

  if (!person)
    return mb_cli_fail (error);

  entry.author = person->id;
  journal = mb_journal_new (cli->store, article);
  transaction = mb_article_begin (article, MB_ORIGIN_COMMAND);
  mb_transaction_sign (transaction, person->id, entry.time_ms);
  id = change (transaction, wish, &entry, &error);
  if (id == 0)
    return mb_cli_fail (error);
  if (mb_transaction_get_n_steps (transaction) > 0 &&
      !mb_article_commit (article, transaction, &error))
    return mb_cli_fail (error);
  mb_journal_snapshot (journal);
  if (!mb_journal_flush_sync (journal, &error))
    return mb_cli_fail (error);

  return print_id (cli, id);
}

static int
list (const MbCli *cli, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbArticle) article = mb_cli_load (cli, word, &error);
  g_autoptr (GPtrArray) people = article ? mb_store_list_people_sync (cli->store, &error) : NULL;
  g_autoptr (GPtrArray) others = people ? mb_store_list_others_sync (cli->store, &error) : NULL;
  g_autoptr (GString) line = g_string_new ("{");

  if (!others)
    return mb_cli_fail (error);
  g_ptr_array_extend_and_steal (people, g_steal_pointer (&others));
  if (!cli->json) {
    mb_cli_print_comments (cli, mb_article_get_snapshot (article), people);
    return MB_CLI_DONE;
  }

  mb_cli_json_string (line, "id", mb_article_get_id (article));
  mb_cli_comments_json (line, mb_article_get_snapshot (article), people);
  g_string_append_c (line, '}');
  mb_cli_print (line->str);
  return MB_CLI_DONE;
}

/**
 * mb_cli_comment:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `comment ID`: what was said about an article. `comment ID TEXT [--on WORDS]` says something about
 * it, or about words in it; `--reply COMMENT` answers, `--resolve`, `--reopen` and `--delete
 * COMMENT` do that. Prints the comment's id.
 *
 * Returns: the exit status
 */
int
mb_cli_comment (const MbCli *cli, int argc, char **argv)
{
  g_auto (Wish) wish = {NULL};
  const GOptionEntry entries[] = {
    {"as", 0, 0, G_OPTION_ARG_STRING, &wish.as, NULL, NULL},
    {"on", 0, 0, G_OPTION_ARG_STRING, &wish.on, NULL, NULL},
    {"reply", 0, 0, G_OPTION_ARG_STRING, &wish.reply, NULL, NULL},
    {"resolve", 0, 0, G_OPTION_ARG_STRING, &wish.resolve, NULL, NULL},
    {"reopen", 0, 0, G_OPTION_ARG_STRING, &wish.reopen, NULL, NULL},
    {"delete", 0, 0, G_OPTION_ARG_STRING, &wish.remove, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };
  guint n_wishes = 0;
  gboolean speaks = FALSE;

  if (!mb_cli_parse (entries, &argc, &argv) || argc < 2 || argc > 3)
    return mb_cli_usage ("comment");
  speaks = argc == 3;
  n_wishes = (wish.on != NULL) + (wish.reply != NULL) + (wish.resolve != NULL) +
             (wish.reopen != NULL) + (wish.remove != NULL);
  if (n_wishes > 1 || ((wish.on || wish.reply) && !speaks) ||
      ((wish.resolve || wish.reopen || wish.remove) && speaks) ||
      (speaks && !g_utf8_validate (argv[2], -1, NULL)))
    return mb_cli_usage ("comment");
  if (!speaks && n_wishes == 0)
    return list (cli, argv[1]);

  return say (cli, argv[1], &wish, speaks ? argv[2] : "");
}
