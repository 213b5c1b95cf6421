#pragma once

#include "mb-review-record.h"
#include "mb-transaction.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Canonical JSON of the model: the same value always gives the same bytes. */
#define MB_CODEC_FORMAT 1
#define MB_CODEC_MAX_ROW_BYTES (8 * 1024 * 1024)
#define MB_CODEC_MAX_RECORD_BYTES (1024 * 1024)
#define MB_CODEC_MAX_SNAPSHOT_BYTES (64 * 1024 * 1024)

GBytes *mb_codec_encode_snapshot (const MbSnapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;
MbSnapshot *mb_codec_decode_snapshot (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_codec_encode_transaction (const MbTransaction *transaction) G_GNUC_WARN_UNUSED_RESULT;
MbTransaction *mb_codec_decode_transaction (GBytes *json,
                                            MbSnapshot *base,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_codec_encode_blocks (MbBlock *const *blocks, guint n_blocks) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mb_codec_decode_blocks (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mb_codec_encode_record (const MbReviewRecord *record) G_GNUC_WARN_UNUSED_RESULT;
MbReviewRecord *mb_codec_decode_record (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
