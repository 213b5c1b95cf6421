#pragma once

#include "mb-block.h"

G_BEGIN_DECLS

/* How words are set, beyond what the writer has marked. */
typedef enum {
  MB_WIX_PLAIN = 0,
  MB_WIX_BOLD = 1 << 0,
  MB_WIX_ITALIC = 1 << 1,
} MbWixSetting;

void mb_wix_ricos_begin (GString *out);
void mb_wix_ricos_put_string (GString *out, const char *text);
void mb_wix_ricos_put_words (GString *out, const char *words, MbWixSetting setting);
void mb_wix_ricos_put_text (GString *out, MbText *text, MbWixSetting setting);

G_END_DECLS
