#pragma once

#include "mb-store.h"

G_BEGIN_DECLS

/* Exit statuses; 3 (sent but not confirmed) belongs to publishing. */
typedef enum {
  MB_CLI_DONE = 0,
  MB_CLI_FAILED = 1,
  MB_CLI_USAGE = 2,
} MbCliStatus;

/* What every command is given. */
typedef struct {
  MbStore *store; /* NULL for commands that need none */
  gboolean json;  /* one JSON object a line instead of words */
} MbCli;

int mb_cli_run (int argc, char **argv);

/* The commands; argv[0] is the command's name. Each returns the program's exit status. */
int mb_cli_import (const MbCli *cli, int argc, char **argv);
int mb_cli_list (const MbCli *cli, int argc, char **argv);
int mb_cli_show (const MbCli *cli, int argc, char **argv);
int mb_cli_check (const MbCli *cli, int argc, char **argv);
int mb_cli_paste (const MbCli *cli, int argc, char **argv);
int mb_cli_set (const MbCli *cli, int argc, char **argv);
int mb_cli_verify (const MbCli *cli, int argc, char **argv);

/* What they share. */
gboolean mb_cli_parse (const GOptionEntry *entries, int *argc, char ***argv);
int mb_cli_usage (const char *usage);
int mb_cli_fail (const GError *error);
GBytes *mb_cli_read_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_cli_print (const char *text);
void mb_cli_json_string (GString *out, const char *name, const char *value);

G_END_DECLS
