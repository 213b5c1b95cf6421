#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What was found when the public page was read back. Immutable, shared by reference. */
#define MB_TYPE_RECEIPT (mb_receipt_get_type ())

typedef struct _MbReceipt MbReceipt;

typedef struct {
  const char *url;      /* where a reader finds it */
  gint64 checked_ms;    /* wall clock */
  gboolean public_page; /* FALSE: a draft, compared with what the site says it holds */
  gboolean headline;
  guint n_paragraphs; /* of the article; each block of text counts */
  guint n_paragraphs_found;
  guint n_pictures;
  guint n_pictures_found;
  guint n_omitted;            /* pictures knowingly sent without their bytes */
  const char *const *missing; /* first words of what the page lacks; NULL: nothing */
} MbReceiptFields;

GType mb_receipt_get_type (void);
MbReceipt *mb_receipt_new (const MbReceiptFields *fields) G_GNUC_WARN_UNUSED_RESULT;
MbReceipt *mb_receipt_ref (MbReceipt *self);
void mb_receipt_unref (MbReceipt *self);

const MbReceiptFields *mb_receipt_get_fields (const MbReceipt *self);
gboolean mb_receipt_is_complete (const MbReceipt *self);
char *mb_receipt_to_json (const MbReceipt *self) G_GNUC_WARN_UNUSED_RESULT;
MbReceipt *mb_receipt_from_json (const char *json) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbReceipt, mb_receipt_unref)

G_END_DECLS
