#pragma once

#include "mb-cli.h"
#include "mb-comments.h"
#include "mb-store-review.h"

G_BEGIN_DECLS

MbPerson *
mb_cli_find_person (const MbCli *cli, const char *word, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mb_cli_sign (const MbCli *cli, MbTransaction *transaction);
const char *mb_cli_name_person (GPtrArray *people, const char *id);
void mb_cli_print_comments (const MbCli *cli, const MbSnapshot *snapshot, GPtrArray *people);
void mb_cli_comments_json (GString *out, const MbSnapshot *snapshot, GPtrArray *people);
void mb_cli_json_number (GString *out, const char *name, gint64 value);

G_END_DECLS
