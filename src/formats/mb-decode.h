#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Strangers' bytes as text, and what had to be done to them. */
typedef struct {
  char *utf8; /* valid, NFC, without controls, lines ending in \n */
  gsize n_bytes;
  const char *guessed; /* static, NULL: UTF-8 as it should be; otherwise the encoding found */
  guint n_repaired;    /* bytes that were no UTF-8 among others that were */
  guint n_controls;    /* characters left out that no text has */
} MbDecoded;

gboolean mb_decode_is_binary (GBytes *bytes);
MbDecoded *mb_decode (GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;
void mb_decoded_free (MbDecoded *decoded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDecoded, mb_decoded_free)

G_END_DECLS
