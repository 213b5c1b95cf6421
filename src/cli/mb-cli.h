#pragma once

#include "mb-store.h"

G_BEGIN_DECLS

/* Exit statuses. */
typedef enum {
  MB_CLI_DONE = 0,
  MB_CLI_FAILED = 1,
  MB_CLI_USAGE = 2,
  MB_CLI_UNCONFIRMED = 3, /* sent, or waiting to be; not yet seen on the site */
} MbCliStatus;

/* What goes wrong on the command line itself. The messages are sentences, translated already. */
typedef enum {
  MB_CLI_ERROR_FAILED,
} MbCliError;

#define MB_CLI_ERROR (mb_cli_error_quark ())

/* What every command is given. */
typedef struct {
  MbStore *store;     /* NULL for commands that need none */
  const char *folder; /* where the articles are */
  gboolean json;      /* one JSON object a line instead of words */
} MbCli;

GQuark mb_cli_error_quark (void);
int mb_cli_run (int argc, char **argv);

/* The commands; argv[0] is the command's name, or its act's. Each returns the program's exit
 * status. */
int mb_cli_import (const MbCli *cli, int argc, char **argv);
int mb_cli_list (const MbCli *cli, int argc, char **argv);
int mb_cli_show (const MbCli *cli, int argc, char **argv);
int mb_cli_check (const MbCli *cli, int argc, char **argv);
int mb_cli_paste (const MbCli *cli, int argc, char **argv);
int mb_cli_set (const MbCli *cli, int argc, char **argv);
int mb_cli_versions (const MbCli *cli, int argc, char **argv);
int mb_cli_restore (const MbCli *cli, int argc, char **argv);
int mb_cli_verify (const MbCli *cli, int argc, char **argv);
int mb_cli_backup (const MbCli *cli, int argc, char **argv);
int mb_cli_recover (const MbCli *cli, int argc, char **argv);
int mb_cli_pack (const MbCli *cli, int argc, char **argv);
int mb_cli_unpack (const MbCli *cli, int argc, char **argv);
int mb_cli_destination_add (const MbCli *cli, int argc, char **argv);
int mb_cli_destination_list (const MbCli *cli, int argc, char **argv);
int mb_cli_destination_test (const MbCli *cli, int argc, char **argv);
int mb_cli_destination_set (const MbCli *cli, int argc, char **argv);
int mb_cli_destination_remove (const MbCli *cli, int argc, char **argv);
int mb_cli_pull (const MbCli *cli, int argc, char **argv);
int mb_cli_publish (const MbCli *cli, int argc, char **argv);
int mb_cli_merge (const MbCli *cli, int argc, char **argv);
int mb_cli_unpublish (const MbCli *cli, int argc, char **argv);
int mb_cli_outbox (const MbCli *cli, int argc, char **argv);
int mb_cli_people_list (const MbCli *cli, int argc, char **argv);
int mb_cli_people_add (const MbCli *cli, int argc, char **argv);
int mb_cli_people_change (const MbCli *cli, int argc, char **argv);
int mb_cli_people_use (const MbCli *cli, int argc, char **argv);
int mb_cli_review (const MbCli *cli, int argc, char **argv);
int mb_cli_comment (const MbCli *cli, int argc, char **argv);
int mb_cli_changes (const MbCli *cli, int argc, char **argv);

/* What they share. */
#define MB_CLI_MAX_TEXT_BYTES (64 * 1024 * 1024)

gboolean mb_cli_parse (const GOptionEntry *entries, int *argc, char ***argv);
int mb_cli_usage (const char *command);
int mb_cli_refuse_word (const char *command, const char *option, const char *word);
int mb_cli_fail (const GError *error);
int mb_cli_fail_at (const char *path, const GError *error);
GBytes *
mb_cli_read_file (const char *path, gsize max_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *
mb_cli_find_draft (const MbCli *cli, const char *word, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbArticle *
mb_cli_load (const MbCli *cli, const char *word, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *mb_cli_load_version (const MbCli *cli,
                                 const char *word,
                                 const char *version,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_cli_print (const char *text);
void mb_cli_json_string (GString *out, const char *name, const char *value);

G_END_DECLS
