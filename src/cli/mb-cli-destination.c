#include "mb-cli-destination.h"

#include "mb-cli-secret.h"
#include "mb-connection.h"
#include "mb-messages.h"

#include <glib/gi18n.h>

#include <stdio.h>
#include <string.h>

/**
 * mb_cli_wait_cb:
 * @source: whose call it is
 * @result: its result
 * @user_data: an `MbCliWait`
 *
 * Ends what mb_cli_wait_for() waits for.
 */
void
mb_cli_wait_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((MbCliWait *) user_data)->result = g_object_ref (result);
}

/**
 * mb_cli_wait_for:
 * @wait: given to the call with mb_cli_wait_cb()
 *
 * Completes an asynchronous call for a program that has nothing else to do.
 *
 * Returns: (transfer none): its result
 */
GAsyncResult *
mb_cli_wait_for (MbCliWait *wait)
{
  while (!wait->result)
    g_main_context_iteration (NULL, TRUE);

  return wait->result;
}

/**
 * mb_cli_wait_clear:
 * @wait: a call
 *
 * Drops its result.
 */
void
mb_cli_wait_clear (MbCliWait *wait)
{
  g_clear_object (&wait->result);
}

/**
 * mb_cli_load_destinations:
 * @store: of the articles
 * @error: return location
 *
 * Reads which sites there are.
 *
 * Returns: (transfer full): the sites
 */
MbDestinations *
mb_cli_load_destinations (MbStore *store, GError **error)
{
  g_autoptr (MbDestinations) destinations = mb_destinations_new (store);
  g_auto (MbCliWait) wait = {0};

  mb_destinations_load_async (destinations, NULL, mb_cli_wait_cb, &wait);
  if (!mb_destinations_load_finish (destinations, mb_cli_wait_for (&wait), error))
    return NULL;

  return g_steal_pointer (&destinations);
}

static void
print_site (const MbCli *cli, MbSite *site, const char *url)
{
  g_autoptr (GString) line = g_string_new ("{");

  if (!cli->json) {
    printf ("%s\t%s\t%s\n", mb_site_get_name (site), mb_site_get_kind (site), url);
    return;
  }
  mb_cli_json_string (line, "name", mb_site_get_name (site));
  mb_cli_json_string (line, "kind", mb_site_get_kind (site));
  mb_cli_json_string (line, "url", url);
  g_string_append_c (line, '}');
  mb_cli_print (line->str);
}

/* A site that cannot be reached is not waited for here: nothing is on its way to it. */
static int
fail_site (const GError *error)
{
  g_autoptr (GError) unreached = NULL;

  if (!g_error_matches (error, MB_PUBLISH_ERROR, MB_PUBLISH_ERROR_OFFLINE))
    return mb_cli_fail (error);

  g_set_error_literal (
    &unreached, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
    _ ("The site cannot be reached. Look at its address and at the network, then try again."));
  return mb_cli_fail (unreached);
}

static void
tell_replaced (MbDestinations *destinations, const char *name)
{
  MbSite *before = mb_destinations_find (destinations, name);

  if (before)
    fprintf (stderr,
             /* Translators: what the newsroom calls a site, and the address it had. */
             _ ("“%s” was connected already, at %s: it is replaced if the new address takes the "
                "access.\n"),
             name, mb_site_get_url (before));
}

/* Its access is made of two parts, and no test of ours has met the service itself. */
static void
tell_about_wix (const char *kind)
{
  if (g_strcmp0 (kind, "wix") == 0)
    fputs (_ ("The access of a Wix site is its id, a colon and an API key. Marbre was not tried "
              "against Wix itself: look at your first articles there.\n"),
           stderr);
}

/**
 * mb_cli_destination_add:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `destination add NAME [--kind KIND] --url URL --secret-stdin|--secret-fd N`: finds
 * the site's interface, tries the access and keeps it in the keyring; with `--secret-fd` it is kept
 * nowhere. A site of this name is replaced, which is said.
 *
 * Returns: the exit status
 */
int
mb_cli_destination_add (const MbCli *cli, int argc, char **argv)
{
  static const char *const kinds[] = {"micropub", "wordpress", "ghost", "wix", NULL};
  g_autofree char *kind = NULL;
  g_autofree char *url = NULL;
  gboolean from_stdin = FALSE;
  int fd = -1;
  const GOptionEntry entries[] = {
    {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, NULL, NULL},
    {"url", 0, 0, G_OPTION_ARG_STRING, &url, NULL, NULL},
    {"secret-stdin", 0, 0, G_OPTION_ARG_NONE, &from_stdin, NULL, NULL},
    {"secret-fd", 0, 0, G_OPTION_ARG_INT, &fd, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MbDestinations) destinations = NULL;
  g_autoptr (MbSite) site = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;
  g_auto (MbCliWait) wait = {0};

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2 || !url || from_stdin == (fd >= 0))
    return mb_cli_usage ("destination");
  if (kind && !g_strv_contains (kinds, kind))
    return mb_cli_refuse_word ("destination", "--kind", kind);
  tell_about_wix (kind);

  secret = mb_cli_read_secret (from_stdin ? 0 : fd, &error);
  if (!secret)
    return mb_cli_fail (error);
  destinations = mb_cli_load_destinations (cli->store, &error);
  if (!destinations)
    return mb_cli_fail (error);
  tell_replaced (destinations, argv[1]);
  if (!from_stdin)
    mb_destinations_lend_secret (destinations, argv[1], secret);
  mb_destinations_add_async (destinations, argv[1], kind, url, from_stdin ? secret : NULL, NULL,
                             mb_cli_wait_cb, &wait);
  site = mb_destinations_add_finish (destinations, mb_cli_wait_for (&wait), &error);
  if (!site)
    return fail_site (error);
  print_site (cli, site, mb_site_get_endpoint (site));

  return MB_CLI_DONE;
}

/**
 * mb_cli_destination_list:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `destination list`: the sites that articles go to, one a line.
 *
 * Returns: the exit status
 */
int
mb_cli_destination_list (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (MbDestinations) destinations = NULL;
  g_autoptr (GError) error = NULL;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 1)
    return mb_cli_usage ("destination");
  destinations = mb_cli_load_destinations (cli->store, &error);
  if (!destinations)
    return mb_cli_fail (error);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (destinations)); i++) {
    g_autoptr (MbSite) site = g_list_model_get_item (G_LIST_MODEL (destinations), i);

    print_site (cli, site, mb_site_get_url (site));
  }

  return MB_CLI_DONE;
}

/**
 * mb_cli_find_site:
 * @destinations: the sites
 * @name: what a person gave
 * @error: return location
 *
 * Finds a site by its name.
 *
 * Returns: (transfer none): the site; `NULL` with a sentence when there is none
 */
MbSite *
mb_cli_find_site (MbDestinations *destinations, const char *name, GError **error)
{
  MbSite *site = mb_destinations_find (destinations, name);

  if (!site)
    g_set_error (error, MB_CLI_ERROR, MB_CLI_ERROR_FAILED,
                 /* Translators: %s is what a person gave as a site's name. */
                 _ ("No site is called “%s”. “marbre-cli destination list” names them."), name);

  return site;
}

/**
 * mb_cli_lend_secret:
 * @destinations: the sites
 * @name: of one of them
 * @fd: where its access is read; negative: in the keyring
 * @error: return location
 *
 * Takes the access for one call.
 *
 * Returns: `TRUE` when it is known, or not given
 */
gboolean
mb_cli_lend_secret (MbDestinations *destinations, const char *name, int fd, GError **error)
{
  g_autofree char *secret = NULL;

  if (fd < 0)
    return TRUE;
  secret = mb_cli_read_secret (fd, error);
  if (!secret)
    return FALSE;
  mb_destinations_lend_secret (destinations, name, secret);

  return TRUE;
}

/* A step a line, as it ends. */
static void
report_step (MbRehearsalStep step, MbRehearsalOutcome outcome, gpointer user_data)
{
  g_autofree char *words = mb_message_for_rehearsal_step (step);
  g_autofree char *help = NULL;

  switch (outcome) {
  case MB_REHEARSAL_BEGUN:
    return;
  case MB_REHEARSAL_PASSED:
    /* Translators: %s is what was tried of a site. */
    fprintf (stderr, _ ("  done: %s\n"), words);
    return;
  case MB_REHEARSAL_SKIPPED:
    /* Translators: %s is what was not tried of a site, because it cannot do this. */
    fprintf (stderr, _ ("  not offered: %s\n"), words);
    return;
  case MB_REHEARSAL_FAILED:
    help = mb_message_for_rehearsal_help (step);
    /* Translators: what a site does not do, and who can mend it. */
    fprintf (stderr, _ ("  failed: %s. %s\n"), words, help);
  }
}

static gboolean
test_site (MbDestinations *destinations, MbSite *site, gboolean rehearse, GError **error)
{
  MbRehearsal rehearsal = {
    .headline = _ ("A test by Marbre, to be deleted"),
    .words = _ ("Marbre tries whether this site takes articles, and deletes this one at once."),
    .report = report_step,
  };
  g_auto (MbCliWait) wait = {0};

  if (!rehearse) {
    mb_destinations_test_async (destinations, site, NULL, mb_cli_wait_cb, &wait);
    return mb_destinations_test_finish (destinations, mb_cli_wait_for (&wait), error);
  }
  mb_connection_rehearse_async (destinations, site, &rehearsal, NULL, mb_cli_wait_cb, &wait);

  return mb_connection_rehearse_finish (destinations, mb_cli_wait_for (&wait), error);
}

/**
 * mb_cli_destination_test:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `destination test NAME`: asks a site whether it takes our access. With `--rehearse` a picture and
 * a draft are sent, too, and the draft removed.
 *
 * Returns: the exit status
 */
int
mb_cli_destination_test (const MbCli *cli, int argc, char **argv)
{
  int fd = -1;
  gboolean rehearse = FALSE;
  const GOptionEntry entries[] = {
    {"rehearse", 0, 0, G_OPTION_ARG_NONE, &rehearse, NULL, NULL},
    {"secret-fd", 0, 0, G_OPTION_ARG_INT, &fd, NULL, NULL},
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MbDestinations) destinations = NULL;
  g_autoptr (GError) error = NULL;
  MbSite *site;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("destination");

  destinations = mb_cli_load_destinations (cli->store, &error);
  site = destinations ? mb_cli_find_site (destinations, argv[1], &error) : NULL;
  if (!site || !mb_cli_lend_secret (destinations, argv[1], fd, &error))
    return mb_cli_fail (error);
  if (!test_site (destinations, site, rehearse, &error))
    return fail_site (error);
  print_site (cli, site, mb_site_get_url (site));
  /* Translators: %s is what the newsroom calls the site. */
  fprintf (stderr, _ ("%s answers and accepts Marbre’s access.\n"), argv[1]);

  return MB_CLI_DONE;
}

/**
 * mb_cli_destination_set:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `destination set NAME KEY VALUE`: decides something for a site, once for all articles.
 *
 * Returns: the exit status
 */
int
mb_cli_destination_set (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (MbDestinations) destinations = NULL;
  g_autoptr (MbSiteDefaults) defaults = NULL;
  g_autoptr (MbSite) changed = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (MbCliWait) wait = {0};
  MbSite *site;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 4)
    return mb_cli_usage ("destination");
  if (!mb_site_defaults_knows (argv[2]))
    return mb_cli_refuse_word ("destination", "set", argv[2]);

  destinations = mb_cli_load_destinations (cli->store, &error);
  site = destinations ? mb_cli_find_site (destinations, argv[1], &error) : NULL;
  if (!site)
    return mb_cli_fail (error);
  defaults = mb_site_defaults_copy (mb_site_get_defaults (site));
  if (!mb_site_defaults_set (defaults, argv[2], argv[3]))
    return mb_cli_refuse_word ("destination", argv[2], argv[3]);
  mb_connection_set_defaults_async (destinations, site, defaults, mb_cli_wait_cb, &wait);
  changed = mb_connection_set_defaults_finish (destinations, mb_cli_wait_for (&wait), &error);
  if (!changed)
    return mb_cli_fail (error);

  return MB_CLI_DONE;
}

/**
 * mb_cli_destination_remove:
 * @cli: what every command is given
 * @argc: how many words
 * @argv: the words
 *
 * `destination remove NAME`: forgets a site and its access. What is on the site stays there.
 *
 * Returns: the exit status
 */
int
mb_cli_destination_remove (const MbCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr (MbDestinations) destinations = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (MbCliWait) wait = {0};
  MbSite *site;

  if (!mb_cli_parse (entries, &argc, &argv) || argc != 2)
    return mb_cli_usage ("destination");

  destinations = mb_cli_load_destinations (cli->store, &error);
  site = destinations ? mb_cli_find_site (destinations, argv[1], &error) : NULL;
  if (!site)
    return mb_cli_fail (error);
  mb_destinations_remove_async (destinations, site, NULL, mb_cli_wait_cb, &wait);
  if (!mb_destinations_remove_finish (destinations, mb_cli_wait_for (&wait), &error))
    return mb_cli_fail (error);

  return MB_CLI_DONE;
}
