#include "mb-cli-review.h"

#include "mb-messages.h"
#include "mb-review-state.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* Where an article stands, and what somebody does about it. */

/**
 * mb_cli_name_person:
 * @people: (element-type MbPerson): who works here
 * @id: (nullable): somebody's id
 *
 * What somebody is called; the id itself when nobody has it.
 */
const char *
mb_cli_name_person (GPtrArray *people, const char *id)
{
  for (guint i = 0; i < people->len; i++) {
    const MbPerson *person = people->pdata[i];

    if (g_strcmp0 (person->id, id) == 0)
      return person->name;
  }

  return id && *id ? id : "–";
}

/**
 * mb_cli_json_number:
 * @out: a JSON object being written
 * @name: a member's name
 * @value: its value
 *
 * Appends a member with the comma before it, where one is needed.
 */
void
mb_cli_json_number (GString *out, const char *name, gint64 value)
{
  g_string_append_printf (out, "%s\"%s\":%" G_GINT64_FORMAT,
                          out->str[out->len - 1] == '{' ? "" : ",", name, value);
}

static char *
format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_ms / 1000);

  return time ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("-");
}

static void
print_events (const MbStanding *standing)
{
  for (guint i = 0; i < standing->events->len; i++) {
    const MbReviewEvent *event = standing->events->pdata[i];
    g_autofree char *when = format_time (event->time_ms);
    g_autofree char *state = mb_message_for_review_state (event->to);

    printf ("  %s\t%s\t%s\t%s%s%s%s\n", when, mb_review_action_to_string (event->action), state,
            mb_cli_name_person (standing->people, event->person),
            event->elsewhere ? _ (" (elsewhere)") : "", event->reason ? "\t" : "",
            event->reason ? event->reason : "");
  }
}

/* What the author wants to know before all that has led there. */
static void
print_news (const MbStanding *standing)
{
  const MbReviewFacts *facts = standing->facts;
  const MbReviewEvent *event = mb_review_find_elsewhere (standing->events, facts->state);
  g_autofree char *sentence = NULL;

  if (event)
    sentence = mb_message_for_elsewhere (
      event, mb_cli_name_person (standing->people, event->person), facts->state);
  else if (facts->state == MB_REVIEW_CHANGES_REQUESTED)
    sentence =
      mb_message_for_return (mb_cli_name_person (standing->people, facts->reviewer), facts->reason);
  if (sentence)
    printf ("  %s\n", sentence);
}

static void
print_standing (const MbCli *cli, const char *id, const MbStanding *standing)
{
  const MbReviewFacts *facts = standing->facts;
  g_autofree char *state = mb_message_for_review_state (facts->state);
  g_autofree char *when = format_time (facts->since_ms);

  printf ("%s\t%s\t%s\t%s\n", id, state, when, mb_cli_name_person (standing->people, facts->owner));
  print_news (standing);
  if (facts->approved_by && !mb_review_covers (facts, standing->seq))
    puts (_ ("  The text has changed since it was approved."));
  print_events (standing);
}

static void
append_events (GString *out, const MbStanding *standing)
{
  g_string_append (out, ",\"events\":[");
  for (guint i = 0; i < standing->events->len; i++) {
    const MbReviewEvent *event = standing->events->pdata[i];
    g_autoptr (GString) item = g_string_new ("{");

    mb_cli_json_string (item, "action", mb_review_action_to_string (event->action));
    mb_cli_json_string (item, "from", mb_review_state_to_string (event->from));
    mb_cli_json_string (item, "to", mb_review_state_to_string (event->to));
    mb_cli_json_string (item, "person", event->person);
    mb_cli_json_string (item, "reason", event->reason);
    mb_cli_json_number (item, "seq", (gint64) event->seq);
    mb_cli_json_number (item, "timeMs", event->time_ms);
    g_string_append_printf (out, "%s%s,\"elsewhere\":%s}", i > 0 ? "," : "", item->str,
                            event->elsewhere ? "true" : "false");
  }
  g_string_append_c (out, ']');
}

static void
append_actions (GString *out, const MbStanding *standing)
{
  g_autoptr (GArray) actions = mb_review_get_actions (standing->facts, standing->me);

  g_string_append (out, ",\"actions\":[");
  for (guint i = 0; i < actions->len; i++)
    g_string_append_printf (
      out, "%s\"%s\"", i > 0 ? "," : "",
      mb_review_action_to_string (g_array_index (actions, MbReviewAction, i)));
  g_string_append_c (out, ']');
}

static void
print_standing_json (const char *id, const MbStanding *standing, const MbSnapshot *snapshot)
{
  const MbReviewFacts *facts = standing->facts;
  g_autoptr (GString) line = g_string_new ("{");

  mb_cli_json_string (line, "id", id);
  mb_cli_json_string (line, "state", mb_review_state_to_string (facts->state));
  mb_cli_json_number (line, "sinceMs", facts->since_ms);
  mb_cli_json_string (line, "owner", facts->owner);
  mb_cli_json_string (line, "reviewer", facts->reviewer);
  mb_cli_json_string (line, "reason", facts->reason);
  mb_cli_json_string (line, "approvedBy", facts->approved_by);
  mb_cli_json_string (line, "approvedHash", facts->approved_hash);
  mb_cli_json_number (line, "seq", (gint64) standing->seq);
  g_string_append_printf (line, ",\"covered\":%s,\"reviewed\":%s",
                          mb_review_covers (facts, standing->seq) ? "true" : "false",
                          standing->is_on ? "true" : "false");
  append_actions (line, standing);
  append_events (line, standing);
  mb_cli_comments_json (line, snapshot, standing->people);
  g_string_append_c (line, '}');
  mb_cli_print (line->str);
}

static int
show (const MbCli *cli, const char *id, const MbPerson *me)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbStanding) standing = mb_store_get_standing_sync (cli->store, id, &error);
  g_autoptr (MbArticle) article = standing ? mb_store_load_sync (cli->store, id, &error) : NULL;

  if (!article)
    return mb_cli_fail (error);
  g_ptr_array_extend_and_steal (standing->people, g_steal_pointer (&standing->others));
  if (me) {
    mb_person_free (standing->me);
    standing->me = mb_person_copy (me);
  }
  if (cli->json) {
    print_standing_json (id, standing, mb_article_get_snapshot (article));
    return MB_CLI_DONE;
  }

  print_standing (cli, id, standing);
  mb_cli_print_comments (cli, mb_article_get_snapshot (article), standing->people);
  return MB_CLI_DONE;
}

/* How many actions were asked for, and the last of them. */
static guint
take_action (const gboolean *wanted, MbReviewAction *action)
{
  guint n = 0;

  for (guint i = 0; i < MB_N_REVIEW_ACTIONS; i++)
    if (wanted[i]) {
      *action = (MbReviewAction) i;
      n++;
    }

  return n;
}

static int
act (const MbCli *cli, const char *id, const MbReviewAct *deed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbReviewFacts) facts = mb_store_act_sync (cli->store, id, deed, &error);

  return facts ? show (cli, id, deed->person) : mb_cli_fail (error);
}

/* Publishing is a command of its own, and an edit is not asked for. */
static void
make_entries (GOptionEntry *entries, gboolean *wanted)
{
  guint n = 0;

  for (guint i = 0; i < MB_ACTION_EDIT; i++)
    if (i != MB_ACTION_PUBLISH)
      entries[n++] = (GOptionEntry) {.long_name = mb_review_action_to_string (i),
                                     .arg = G_OPTION_ARG_NONE,
                                     .arg_data = &wanted[i]};
}

/**
 * mb_cli_review:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `review ID [--submit|--claim|…] [--reason WORDS] [--as PERSON]`: shows where an article stands,
 * what was done and said; with an action, does it before.
 *
 * Returns: the exit status
 */
int
mb_cli_review (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *reason = NULL;
  g_autofree char *word = NULL;
  g_autofree char *id = NULL;
  gboolean wanted[MB_N_REVIEW_ACTIONS] = {FALSE};
  GOptionEntry entries[MB_N_REVIEW_ACTIONS + 3] = {
    {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL},
    {"as", 0, 0, G_OPTION_ARG_STRING, &word, NULL, NULL},
  };
  MbReviewAct deed = {.action = MB_ACTION_EDIT};
  g_autoptr (MbPerson) person = NULL;
  g_autoptr (GError) error = NULL;
  guint n_wanted = 0;

  make_entries (entries + 2, wanted);
  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("review");
  n_wanted = take_action (wanted, &deed.action);
  if (n_wanted > 1 || (reason && n_wanted == 0))
    return mb_cli_usage ("review");

  id = mb_cli_find_draft (cli, argv[1], &error);
  if (id && (word || n_wanted > 0))
    person = mb_cli_find_person (cli, word, &error);
  if (error)
    return mb_cli_fail (error);
  if (n_wanted == 0)
    return show (cli, id, person);

  deed.person = person;
  deed.reason = reason;
  return act (cli, id, &deed);
}
