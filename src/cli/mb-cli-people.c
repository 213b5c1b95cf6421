#include "mb-cli-review.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* Who works with these articles. */

static int
print_person (const MbCli *cli, const MbPerson *person, const MbPerson *me)
{
  g_autoptr (GString) line = g_string_new ("{");
  gboolean current = me && g_str_equal (me->id, person->id);

  if (!cli->json) {
    printf ("%s\t%s\t%s\t%s%s\n", person->id, person->initials, mb_role_to_string (person->role),
            person->name, current ? " *" : "");
    return MB_CLI_DONE;
  }
  mb_cli_json_string (line, "id", person->id);
  mb_cli_json_string (line, "name", person->name);
  mb_cli_json_string (line, "initials", person->initials);
  mb_cli_json_string (line, "role", mb_role_to_string (person->role));
  g_string_append_printf (line, ",\"current\":%s}", current ? "true" : "false");
  mb_cli_print (line->str);

  return MB_CLI_DONE;
}

/**
 * mb_cli_people_list:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `people list`: a person a line; the one who uses the articles has a star.
 *
 * Returns: the exit status
 */
int
mb_cli_people_list (const MbCli *cli, int argc, char **argv)
{
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (MbPerson) me = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 1)
    return mb_cli_usage ("people");
  people = mb_store_list_people_sync (cli->store, &error);
  if (!people || !mb_store_get_person_sync (cli->store, &me, &error))
    return mb_cli_fail (error);
  for (guint i = 0; i < people->len; i++)
    if (((const MbPerson *) people->pdata[i])->role != MB_ROLE_FORMER)
      print_person (cli, people->pdata[i], me);

  return MB_CLI_DONE;
}

static int
keep (const MbCli *cli, const MbPerson *person)
{
  g_autoptr (GError) error = NULL;

  if (mb_store_put_person_sync (cli->store, person, &error))
    return print_person (cli, person, NULL);

  if (g_error_matches (error, MB_STORE_ERROR, MB_STORE_ERROR_CONFLICT)) {
    g_clear_error (&error);
    /* Translators: %s is a person's name. */
    g_set_error (&error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED, _ ("Somebody is called “%s” already."),
                 person->name);
  }
  return mb_cli_fail (error);
}

/* A name that can be somebody's. */
static gboolean
is_name (const char *word)
{
  return *word != '\0' && g_utf8_validate (word, -1, NULL);
}

/**
 * mb_cli_people_add:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `people add NAME [--role reporter|editor] [--initials LETTERS]`: adds somebody, also one who had
 * left. The first one uses the articles from then on, and those that are nobody's become theirs.
 *
 * Returns: the exit status
 */
int
mb_cli_people_add (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *role_name = NULL;
  g_autofree char *initials = NULL;
  const GOptionEntry entries[] = {{"role", 0, 0, G_OPTION_ARG_STRING, &role_name, NULL, NULL},
                                  {"initials", 0, 0, G_OPTION_ARG_STRING, &initials, NULL, NULL},
                                  G_OPTION_ENTRY_NULL};
  MbRole role = MB_ROLE_REPORTER;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (MbPerson) person = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2 || !is_name (argv[1]) ||
      (role_name && (!mb_role_from_string (role_name, &role) || role == MB_ROLE_FORMER)))
    return mb_cli_usage ("people");

  people = mb_store_list_people_sync (cli->store, &error);
  if (!people)
    return mb_cli_fail (error);
  person = mb_person_new (mb_person_find_former (people, argv[1]), argv[1], role);
  if (initials)
    g_set_str (&person->initials, initials);

  return keep (cli, person);
}

/* The initials follow the name until somebody has chosen others. */
static void
rename_person (MbPerson *person, const char *name)
{
  g_autofree char *before = mb_person_make_initials (person->name);
  g_autofree char *initials = mb_person_make_initials (name);

  if (g_strcmp0 (person->initials, before) == 0)
    g_set_str (&person->initials, initials);
  g_set_str (&person->name, name);
}

/**
 * mb_cli_people_change:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `people change PERSON [--name NAME] [--role reporter|editor|former] [--initials LETTERS]`: what
 * is known of somebody. Who is former has left: the name stays in what was done.
 *
 * Returns: the exit status
 */
int
mb_cli_people_change (const MbCli *cli, int argc, char **argv)
{
  g_autofree char *name = NULL;
  g_autofree char *role_name = NULL;
  g_autofree char *initials = NULL;
  const GOptionEntry entries[] = {{"name", 0, 0, G_OPTION_ARG_STRING, &name, NULL, NULL},
                                  {"role", 0, 0, G_OPTION_ARG_STRING, &role_name, NULL, NULL},
                                  {"initials", 0, 0, G_OPTION_ARG_STRING, &initials, NULL, NULL},
                                  G_OPTION_ENTRY_NULL};
  MbRole role;
  g_autoptr (MbPerson) person = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2 || (!name && !role_name && !initials) ||
      (name && !is_name (name)) || (role_name && !mb_role_from_string (role_name, &role)))
    return mb_cli_usage ("people");

  person = mb_cli_find_person (cli, argv[1], &error);
  if (!person)
    return mb_cli_fail (error);
  if (name)
    rename_person (person, name);
  if (initials)
    g_set_str (&person->initials, initials);
  if (role_name)
    person->role = role;

  return keep (cli, person);
}

/**
 * mb_cli_people_use:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `people use PERSON`: says who uses the articles from now on, by name or id.
 *
 * Returns: the exit status
 */
int
mb_cli_people_use (const MbCli *cli, int argc, char **argv)
{
  g_autoptr (MbPerson) person = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 2)
    return mb_cli_usage ("people");
  person = mb_cli_find_person (cli, argv[1], &error);
  if (!person || !mb_store_use_person_sync (cli->store, person->id, &error))
    return mb_cli_fail (error);

  return print_person (cli, person, person);
}

/**
 * mb_cli_find_person:
 * @cli: what every command is given
 * @word: (nullable): a name or an id; `NULL` for who uses the articles
 * @error: return location
 *
 * Finds the person who is meant.
 *
 * Returns: (transfer full) (nullable): the person
 */
MbPerson *
mb_cli_find_person (const MbCli *cli, const char *word, GError **error)
{
  g_autoptr (GPtrArray) people = NULL;
  MbPerson *me = NULL;

  if (!word) {
    if (mb_store_get_person_sync (cli->store, &me, error) && !me)
      g_set_error_literal (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                           _ ("Nobody works here yet. “marbre-cli people add” says who does."));
    return me;
  }

  people = mb_store_list_people_sync (cli->store, error);
  for (guint i = 0; people && i < people->len; i++) {
    const MbPerson *person = people->pdata[i];

    if (person->role != MB_ROLE_FORMER &&
        (g_str_equal (person->id, word) || g_str_equal (person->name, word)))
      return mb_person_copy (person);
  }
  if (people)
    /* Translators: %s is what a person gave as somebody's name. */
    g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                 _ ("Nobody here is called “%s”. “marbre-cli people list” names all."), word);

  return NULL;
}

/**
 * mb_cli_sign:
 * @cli: what every command is given
 * @transaction: a change
 *
 * Says in a change who makes it and when: whoever uses the articles, now.
 */
void
mb_cli_sign (const MbCli *cli, MbTransaction *transaction)
{
  g_autoptr (MbPerson) me = NULL;

  mb_store_get_person_sync (cli->store, &me, NULL);
  mb_transaction_sign (transaction, me ? me->id : NULL, g_get_real_time () / 1000);
}
