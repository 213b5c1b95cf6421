#include "mb-text.h"

#include <string.h>

struct _MbText {
  gatomicrefcount ref_count;
  guint n_chars;
  guint n_spans;
  gsize n_bytes;
  char *utf8;
  MbSpan *spans; /* values are reference-counted strings */
};

G_DEFINE_BOXED_TYPE (MbText, mb_text, mb_text_ref, mb_text_unref)

static gboolean
same_look (const MbSpan *a, const MbSpan *b)
{
  return a->kind == b->kind && a->mark == b->mark && g_strcmp0 (a->value, b->value) == 0;
}

/* Of one look together, in order of place: what merging needs. */
static int
compare_by_look (gconstpointer a, gconstpointer b)
{
  const MbSpan *x = a;
  const MbSpan *y = b;
  int order = (x->kind > y->kind) - (x->kind < y->kind);

  if (order == 0)
    order = (x->mark > y->mark) - (x->mark < y->mark);
  if (order == 0)
    order = g_strcmp0 (x->value, y->value);
  if (order == 0)
    order = (x->start > y->start) - (x->start < y->start);

  return order;
}

static int
compare_by_place (gconstpointer a, gconstpointer b)
{
  const MbSpan *x = a;
  const MbSpan *y = b;
  int order = (x->start > y->start) - (x->start < y->start);

  if (order == 0)
    order = (x->end < y->end) - (x->end > y->end);

  return order != 0 ? order : compare_by_look (a, b);
}

/* Cuts spans to the text, merges those of one look that touch, sorts them by place. */
static guint
normalise (MbSpan *spans, guint n_spans, guint n_chars)
{
  guint n = 0;

  for (guint i = 0; i < n_spans; i++) {
    spans[i].end = MIN (spans[i].end, n_chars);
    if (spans[i].start < spans[i].end)
      spans[n++] = spans[i];
  }
  n_spans = n;
  if (n_spans < 2)
    return n_spans;

  qsort (spans, n_spans, sizeof *spans, compare_by_look);
  n = 0;
  for (guint i = 1; i < n_spans; i++) {
    if (same_look (&spans[n], &spans[i]) && spans[i].start <= spans[n].end)
      spans[n].end = MAX (spans[n].end, spans[i].end);
    else
      spans[++n] = spans[i];
  }
  n++;
  qsort (spans, n, sizeof *spans, compare_by_place);

  return n;
}

static const char *
share_value (const char *value)
{
  return value ? g_ref_string_new (value) : NULL;
}

/* Takes @utf8; copies the spans that survive. */
static MbText *
build (char *utf8, gsize n_bytes, guint n_chars, MbSpan *spans, guint n_spans)
{
  MbText *self = g_new0 (MbText, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->utf8 = utf8;
  self->n_bytes = n_bytes;
  self->n_chars = n_chars;
  self->n_spans = normalise (spans, n_spans, n_chars);
  if (self->n_spans > 0)
    self->spans = g_new (MbSpan, self->n_spans);
  for (guint i = 0; i < self->n_spans; i++) {
    self->spans[i] = spans[i];
    self->spans[i].value = share_value (spans[i].value);
  }

  return self;
}

/**
 * mb_text_new:
 * @utf8: valid UTF-8
 *
 * Makes a text without spans.
 *
 * Returns: (transfer full): the text
 */
MbText *
mb_text_new (const char *utf8)
{
  return mb_text_new_spans (utf8, NULL, 0);
}

/**
 * mb_text_new_spans:
 * @utf8: valid UTF-8
 * @spans: (array length=n_spans) (nullable): spans in any order
 * @n_spans: their number
 *
 * Makes a text with spans. What reaches beyond the text is cut, what touches its like is merged.
 *
 * Returns: (transfer full): the text
 */
MbText *
mb_text_new_spans (const char *utf8, const MbSpan *spans, guint n_spans)
{
  g_autofree MbSpan *copy = NULL;
  gsize n_bytes;

  g_return_val_if_fail (utf8 != NULL, NULL);
  g_return_val_if_fail (spans != NULL || n_spans == 0, NULL);

  n_bytes = strlen (utf8);
  copy = n_spans > 0 ? g_memdup2 (spans, n_spans * sizeof *spans) : NULL;

  return build (g_strndup (utf8, n_bytes), n_bytes, (guint) g_utf8_strlen (utf8, (gssize) n_bytes),
                copy, n_spans);
}

/**
 * mb_text_empty:
 *
 * Makes a text without characters.
 *
 * Returns: (transfer full): the text
 */
MbText *
mb_text_empty (void)
{
  return mb_text_new ("");
}

/**
 * mb_text_ref:
 * @self: a text
 *
 * Takes a reference; any thread.
 *
 * Returns: (transfer full): @self
 */
MbText *
mb_text_ref (MbText *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mb_text_unref:
 * @self: (transfer full): a text
 *
 * Drops a reference; any thread.
 */
void
mb_text_unref (MbText *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_spans; i++)
    if (self->spans[i].value)
      g_ref_string_release ((char *) self->spans[i].value);
  g_free (self->spans);
  g_free (self->utf8);
  g_free (self);
}

/**
 * mb_text_get_utf8:
 * @self: a text
 *
 * The characters.
 */
const char *
mb_text_get_utf8 (const MbText *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->utf8;
}

/**
 * mb_text_get_n_chars:
 * @self: a text
 *
 * Length in characters; kept, not counted.
 */
guint
mb_text_get_n_chars (const MbText *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_chars;
}

/**
 * mb_text_get_n_bytes:
 * @self: a text
 *
 * Length in bytes, without the final zero.
 */
gsize
mb_text_get_n_bytes (const MbText *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_bytes;
}

/**
 * mb_text_get_spans:
 * @self: a text
 * @n_spans: (out): return location for their number
 *
 * The spans, sorted by start, longer ones first.
 *
 * Returns: (array length=n_spans) (nullable): the spans
 */
const MbSpan *
mb_text_get_spans (const MbText *self, guint *n_spans)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_spans != NULL, NULL);

  *n_spans = self->n_spans;
  return self->spans;
}

/**
 * mb_text_find_span:
 * @self: a text
 * @offset: index of a character
 * @kind: a kind of span
 *
 * Finds the span of a kind over a character.
 *
 * Returns: (nullable): the first such span
 */
const MbSpan *
mb_text_find_span (const MbText *self, guint offset, MbSpanKind kind)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->n_spans && self->spans[i].start <= offset; i++)
    if (self->spans[i].kind == kind && offset < self->spans[i].end)
      return &self->spans[i];

  return NULL;
}

/**
 * mb_text_equal:
 * @self: a text
 * @other: another
 *
 * Whether characters and spans are the same.
 */
gboolean
mb_text_equal (const MbText *self, const MbText *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self == other)
    return TRUE;
  if (self->n_bytes != other->n_bytes || self->n_spans != other->n_spans ||
      memcmp (self->utf8, other->utf8, self->n_bytes) != 0)
    return FALSE;

  for (guint i = 0; i < self->n_spans; i++)
    if (self->spans[i].start != other->spans[i].start ||
        self->spans[i].end != other->spans[i].end || !same_look (&self->spans[i], &other->spans[i]))
      return FALSE;

  return TRUE;
}

/* Appends @self's spans between @start and @end, moved so that @start lands on @at. */
static void
append_spans (GArray *out, const MbText *self, guint start, guint end, guint at)
{
  for (guint i = 0; i < self->n_spans; i++) {
    MbSpan span = self->spans[i];

    span.start = MAX (span.start, start);
    span.end = MIN (span.end, end);
    if (span.start >= span.end)
      continue;
    span.start = span.start - start + at;
    span.end = span.end - start + at;
    g_array_append_val (out, span);
  }
}

/**
 * mb_text_slice:
 * @self: a text
 * @start: first character
 * @end: one behind the last, at most the length
 *
 * Cuts a piece out, with the spans over it.
 *
 * Returns: (transfer full): the piece
 */
MbText *
mb_text_slice (MbText *self, guint start, guint end)
{
  g_autoptr (GArray) spans = NULL;
  const char *from = NULL;
  const char *to = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (start <= end && end <= self->n_chars, NULL);

  if (start == 0 && end == self->n_chars)
    return mb_text_ref (self);

  from = g_utf8_offset_to_pointer (self->utf8, start);
  to = g_utf8_offset_to_pointer (from, end - start);
  spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  append_spans (spans, self, start, end, 0);

  return build (g_strndup (from, (gsize) (to - from)), (gsize) (to - from), end - start,
                (MbSpan *) (gpointer) spans->data, spans->len);
}

/**
 * mb_text_replace:
 * @self: a text
 * @start: first character to go
 * @end: one behind the last, at most the length
 * @inserted: what comes in its place, with its own spans
 *
 * Makes a text with a piece replaced. Spans around the place do not grow by themselves: @inserted
 * says what it wears.
 *
 * Returns: (transfer full): the new text
 */
MbText *
mb_text_replace (MbText *self, guint start, guint end, MbText *inserted)
{
  g_autoptr (GArray) spans = NULL;
  const char *from = NULL;
  const char *to = NULL;
  gsize head;
  gsize tail;
  char *utf8;

  g_return_val_if_fail (self != NULL && inserted != NULL, NULL);
  g_return_val_if_fail (start <= end && end <= self->n_chars, NULL);

  from = g_utf8_offset_to_pointer (self->utf8, start);
  to = g_utf8_offset_to_pointer (from, end - start);
  head = (gsize) (from - self->utf8);
  tail = self->n_bytes - (gsize) (to - self->utf8);
  utf8 = g_malloc (head + inserted->n_bytes + tail + 1);
  memcpy (utf8, self->utf8, head);
  memcpy (utf8 + head, inserted->utf8, inserted->n_bytes);
  memcpy (utf8 + head + inserted->n_bytes, to, tail + 1);

  spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  append_spans (spans, self, 0, start, 0);
  append_spans (spans, inserted, 0, inserted->n_chars, start);
  append_spans (spans, self, end, self->n_chars, start + inserted->n_chars);

  return build (utf8, head + inserted->n_bytes + tail,
                self->n_chars - (end - start) + inserted->n_chars,
                (MbSpan *) (gpointer) spans->data, spans->len);
}

/**
 * mb_text_add_span:
 * @self: a text
 * @span: what to add
 *
 * Makes a text with one more span.
 *
 * Returns: (transfer full): the new text
 */
MbText *
mb_text_add_span (MbText *self, const MbSpan *span)
{
  g_autoptr (GArray) spans = NULL;

  g_return_val_if_fail (self != NULL && span != NULL, NULL);

  spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  append_spans (spans, self, 0, self->n_chars, 0);
  g_array_append_val (spans, *span);

  return build (g_strndup (self->utf8, self->n_bytes), self->n_bytes, self->n_chars,
                (MbSpan *) (gpointer) spans->data, spans->len);
}

/**
 * mb_text_remove_span:
 * @self: a text
 * @span: a range and a look
 *
 * Makes a text without that look in that range.
 *
 * Returns: (transfer full): the new text
 */
MbText *
mb_text_remove_span (MbText *self, const MbSpan *span)
{
  g_autoptr (GArray) spans = NULL;

  g_return_val_if_fail (self != NULL && span != NULL, NULL);

  spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  for (guint i = 0; i < self->n_spans; i++) {
    MbSpan before = self->spans[i];
    MbSpan behind = self->spans[i];

    if (!same_look (&before, span) || before.end <= span->start || before.start >= span->end) {
      g_array_append_val (spans, before);
      continue;
    }
    before.end = span->start;
    behind.start = span->end;
    if (before.start < before.end)
      g_array_append_val (spans, before);
    if (behind.start < behind.end)
      g_array_append_val (spans, behind);
  }

  return build (g_strndup (self->utf8, self->n_bytes), self->n_bytes, self->n_chars,
                (MbSpan *) (gpointer) spans->data, spans->len);
}
