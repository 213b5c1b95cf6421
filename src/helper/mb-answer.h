#pragma once

#include "mb-html-reader.h"
#include "mb-parcel.h"
#include "mb-picture-reader.h"
#include "mb-sandbox.h"

G_BEGIN_DECLS

/* The helper's answer: frames, each its length in four bytes, the highest first, then that many
 * bytes of JSON. The first is the head; after good HTML a second one holds the blocks, as the
 * model's codec writes them; after a package a second one holds the article, as the codec writes
 * it, and one follows for each picture that the head names. */
void mb_answer_failure (GByteArray *out, const char *code, const char *message);
void mb_answer_html (GByteArray *out, const MbHtmlResult *result, MbSandbox sandbox);
void mb_answer_picture (GByteArray *out, const MbPictureFacts *facts, MbSandbox sandbox);
void mb_answer_package (GByteArray *out, const MbParcel *parcel, MbSandbox sandbox);
void mb_answer_length (GByteArray *out, gsize n_bytes);

G_END_DECLS
