#include "mb-merge-text.h"

#include "mb-words.h"

/* Two texts that grew from one, word by word. What each side put in carries that side's looks; over
 * what both kept, each look is decided by itself. */

typedef struct {
  guint start; /* in the base, characters */
  guint end;
  guint at; /* in the changed text */
  guint n_chars;
} Hunk;

typedef struct {
  MbText *base;
  MbText *mine;
  MbText *theirs;
  GString *utf8;
  GArray *spans;     /* of MbSpan, in the result; their values belong to the pieces */
  GPtrArray *pieces; /* of MbText */
  guint n_chars;
  guint at;         /* in the base: what lies before it is done */
  guint mine_at;    /* the same place in mine */
  guint theirs_at;  /* and in theirs */
  gboolean touched; /* the last thing done was a hunk */
  gboolean meets;   /* hunks of both sides touch here */
  MbMergeLink *link;
} TextMerge;

static GArray *
list_hunks (MbText *base, MbText *changed)
{
  g_autoptr (GArray) runs = mb_words_compare (mb_text_get_utf8 (base), mb_text_get_utf8 (changed));
  GArray *hunks = g_array_new (FALSE, TRUE, sizeof (Hunk));
  Hunk hunk = {0};

  for (guint i = 0; i < runs->len; i++) {
    const MbRun *run = &g_array_index (runs, MbRun, i);
    guint n = (guint) g_utf8_strlen (run->text, -1);

    if (run->kind == MB_RUN_REMOVED) {
      hunk.end += n;
    } else if (run->kind == MB_RUN_INSERTED) {
      hunk.n_chars += n;
    } else {
      if (hunk.end > hunk.start || hunk.n_chars > 0)
        g_array_append_val (hunks, hunk);
      hunk = (Hunk) {hunk.end + n, hunk.end + n, hunk.at + hunk.n_chars + n, 0};
    }
  }
  if (hunk.end > hunk.start || hunk.n_chars > 0)
    g_array_append_val (hunks, hunk);

  return hunks;
}

static gboolean
overlap (const Hunk *a, const Hunk *b)
{
  if (a->start == a->end && b->start == b->end)
    return a->start == b->start;
  if (a->start == a->end)
    return b->start < a->start && a->start < b->end;
  if (b->start == b->end)
    return a->start < b->start && b->start < a->end;

  return a->start < b->end && b->start < a->end;
}

static gboolean
same_hunk (const TextMerge *self, const Hunk *a, const Hunk *b)
{
  g_autoptr (MbText) mine = NULL;
  g_autoptr (MbText) theirs = NULL;

  if (a->start != b->start || a->end != b->end || a->n_chars != b->n_chars)
    return FALSE;

  mine = mb_text_slice (self->mine, a->at, a->at + a->n_chars);
  theirs = mb_text_slice (self->theirs, b->at, b->at + b->n_chars);
  return g_str_equal (mb_text_get_utf8 (mine), mb_text_get_utf8 (theirs));
}

/* Characters that may read as one word where they become neighbours. */
static gboolean
sticks (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_' || c == '\'' || c == 0x2019 ||
         c == 0x200d || c == '.' || c == ',' || c == ':' || c == 0x00a0 || c == 0x202f ||
         c >= 0x1f1e6;
}

static gboolean
would_stick (const TextMerge *self, const char *next)
{
  const char *end = self->utf8->str + self->utf8->len;

  return self->meets && self->utf8->len > 0 && *next &&
         sticks (g_utf8_get_char (g_utf8_prev_char (end))) && sticks (g_utf8_get_char (next));
}

static void
add_span (TextMerge *self, const MbSpan *look, guint start, guint end)
{
  MbSpan span = *look;

  span.start = start;
  span.end = end;
  g_array_append_val (self->spans, span);
}

static void
append_characters (TextMerge *self, MbText *text)
{
  g_ptr_array_add (self->pieces, mb_text_ref (text));
  g_string_append (self->utf8, mb_text_get_utf8 (text));
  self->n_chars += mb_text_get_n_chars (text);
}

static gboolean
append_side (TextMerge *self, MbText *text, guint at, guint n_chars)
{
  g_autoptr (MbText) piece = mb_text_slice (text, at, at + n_chars);
  guint n;
  const MbSpan *spans = mb_text_get_spans (piece, &n);

  if (would_stick (self, mb_text_get_utf8 (piece)))
    return FALSE;

  for (guint i = 0; i < n; i++)
    add_span (self, &spans[i], self->n_chars + spans[i].start, self->n_chars + spans[i].end);
  append_characters (self, piece);
  self->meets &= n_chars == 0;

  return TRUE;
}

static gboolean
holds_one_value (MbSpanKind kind)
{
  return kind == MB_SPAN_LINK || kind == MB_SPAN_LANGUAGE;
}

/* The look of @text's characters from @start on that is like @look, or of its kind. */
static const MbSpan *
find_look (MbText *text, const MbSpan *look, guint start, gboolean any_value)
{
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  for (guint i = 0; i < n && spans[i].start <= start; i++)
    if (start < spans[i].end && spans[i].kind == look->kind &&
        (any_value ||
         (spans[i].mark == look->mark && g_strcmp0 (spans[i].value, look->value) == 0)))
      return &spans[i];

  return NULL;
}

static gboolean
says_same (const MbSpan *a, const MbSpan *b)
{
  return (a == NULL) == (b == NULL) && (!a || g_strcmp0 (a->value, b->value) == 0);
}

static const MbSpan *
decide_value (TextMerge *self, MbText *const kept[3], const MbSpan *look, guint start)
{
  const MbSpan *base = find_look (kept[0], look, start, TRUE);
  const MbSpan *mine = find_look (kept[1], look, start, TRUE);
  const MbSpan *theirs = find_look (kept[2], look, start, TRUE);

  if (says_same (base, mine) || says_same (mine, theirs))
    return theirs;
  if (says_same (base, theirs))
    return mine;
  if (look->kind == MB_SPAN_LINK && !self->link->found)
    *self->link = (MbMergeLink) {TRUE, g_strdup (mine ? mine->value : NULL),
                                 g_strdup (theirs ? theirs->value : NULL)};

  return theirs;
}

/* Over characters that all three share. A look that is found twice is one. */
static void
decide_looks (TextMerge *self, MbText *const kept[3], guint start, guint end)
{
  for (guint side = 0; side < 3; side++) {
    guint n;
    const MbSpan *spans = mb_text_get_spans (kept[side], &n);

    for (guint i = 0; i < n && spans[i].start <= start; i++) {
      const MbSpan *look = &spans[i];
      gboolean in_base, in_mine, in_theirs;

      if (look->end <= start)
        continue;
      if (holds_one_value (look->kind)) {
        look = decide_value (self, kept, look, start);
        if (look)
          add_span (self, look, self->n_chars + start, self->n_chars + end);
        continue;
      }
      in_base = find_look (kept[0], look, start, FALSE) != NULL;
      in_mine = find_look (kept[1], look, start, FALSE) != NULL;
      in_theirs = find_look (kept[2], look, start, FALSE) != NULL;
      if (in_base == in_mine ? in_theirs : in_mine)
        add_span (self, look, self->n_chars + start, self->n_chars + end);
    }
  }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const guint *x = a;
  const guint *y = b;

  return (*x > *y) - (*x < *y);
}

/* Where looks begin or end in any of the three. */
static GArray *
list_places (MbText *const kept[3])
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (guint));
  guint end = mb_text_get_n_chars (kept[0]);

  for (guint side = 0; side < 3; side++) {
    guint n;
    const MbSpan *spans = mb_text_get_spans (kept[side], &n);

    for (guint i = 0; i < n; i++) {
      g_array_append_val (places, spans[i].start);
      g_array_append_val (places, spans[i].end);
    }
  }
  g_array_append_val (places, end);
  g_array_sort (places, compare_places);

  return places;
}

static gboolean
append_kept (TextMerge *self, guint end)
{
  guint n = end - self->at;
  g_autoptr (MbText) base = mb_text_slice (self->base, self->at, end);
  g_autoptr (MbText) mine = mb_text_slice (self->mine, self->mine_at, self->mine_at + n);
  g_autoptr (MbText) theirs = mb_text_slice (self->theirs, self->theirs_at, self->theirs_at + n);
  MbText *const kept[3] = {base, mine, theirs};
  g_autoptr (GArray) places = NULL;
  guint start = 0;

  if (n == 0)
    return TRUE;
  if (would_stick (self, mb_text_get_utf8 (base)))
    return FALSE;

  places = list_places (kept);
  for (guint i = 0; i < places->len; i++) {
    guint place = g_array_index (places, guint, i);

    if (place > start)
      decide_looks (self, kept, start, place);
    start = place;
  }
  append_characters (self, base);
  g_ptr_array_add (self->pieces, mb_text_ref (mine));
  g_ptr_array_add (self->pieces, mb_text_ref (theirs));
  self->at += n;
  self->mine_at += n;
  self->theirs_at += n;
  self->touched = self->meets = FALSE;

  return TRUE;
}

/* What one side did; the other has the base's words there. */
static gboolean
append_hunk (TextMerge *self, const Hunk *hunk, gboolean is_mine)
{
  guint n = hunk->end - hunk->start;

  if (!append_kept (self, hunk->start))
    return FALSE;
  self->meets |= self->touched;
  if (!append_side (self, is_mine ? self->mine : self->theirs, hunk->at, hunk->n_chars))
    return FALSE;

  self->at += n;
  self->mine_at += is_mine ? hunk->n_chars : n;
  self->theirs_at += is_mine ? n : hunk->n_chars;
  self->touched = TRUE;

  return TRUE;
}

/* What both did. */
static gboolean
append_common (TextMerge *self, const Hunk *hunk)
{
  if (!append_kept (self, hunk->start))
    return FALSE;
  self->meets |= self->touched;
  if (!append_side (self, self->theirs, hunk->at, hunk->n_chars))
    return FALSE;

  self->at = hunk->end;
  self->mine_at += hunk->n_chars;
  self->theirs_at += hunk->n_chars;
  self->touched = TRUE;

  return TRUE;
}

static gboolean
comes_first (const Hunk *a, const Hunk *b)
{
  return a->start != b->start ? a->start < b->start : a->end <= b->end;
}

static gboolean
weave (TextMerge *self, GArray *mine, GArray *theirs)
{
  guint i = 0;
  guint j = 0;

  while (i < mine->len || j < theirs->len) {
    const Hunk *a = i < mine->len ? &g_array_index (mine, Hunk, i) : NULL;
    const Hunk *b = j < theirs->len ? &g_array_index (theirs, Hunk, j) : NULL;
    gboolean is_mine = a && (!b || comes_first (a, b));

    if (a && b && same_hunk (self, a, b)) {
      if (!append_common (self, b))
        return FALSE;
      i++;
      j++;
      continue;
    }
    if ((a && b && overlap (a, b)) || !append_hunk (self, is_mine ? a : b, is_mine))
      return FALSE;
    i += is_mine;
    j += !is_mine;
  }

  return append_kept (self, mb_text_get_n_chars (self->base));
}

/**
 * mb_merge_text:
 * @base: what both grew from
 * @mine: one
 * @theirs: the other
 * @link: (out): whether one passage was given two addresses, of which theirs was taken; cleared by
 *   mb_merge_link_clear()
 *
 * Brings two texts together. Words that only one side changed are that side's; changes that meet in
 * one place cannot be brought together, nor such that would make one word of two.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL when both changed the same words
 */
MbText *
mb_merge_text (MbText *base, MbText *mine, MbText *theirs, MbMergeLink *link)
{
  g_autoptr (GArray) mine_hunks = NULL;
  g_autoptr (GArray) theirs_hunks = NULL;
  g_autoptr (GString) utf8 = NULL;
  g_autoptr (GArray) spans = NULL;
  g_autoptr (GPtrArray) pieces = NULL;
  TextMerge merge = {.base = base, .mine = mine, .theirs = theirs, .link = link};

  g_return_val_if_fail (base != NULL && mine != NULL && theirs != NULL, NULL);
  g_return_val_if_fail (link != NULL, NULL);

  *link = (MbMergeLink) {FALSE, NULL, NULL};
  if (mb_text_equal (base, mine) || mb_text_equal (mine, theirs))
    return mb_text_ref (theirs);
  if (mb_text_equal (base, theirs))
    return mb_text_ref (mine);

  mine_hunks = list_hunks (base, mine);
  theirs_hunks = list_hunks (base, theirs);
  utf8 = merge.utf8 = g_string_new (NULL);
  spans = merge.spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  pieces = merge.pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_text_unref);
  if (!weave (&merge, mine_hunks, theirs_hunks))
    return NULL;

  return mb_text_new_spans (utf8->str, (MbSpan *) (gpointer) spans->data, spans->len);
}

/**
 * mb_merge_link_clear:
 * @link: what mb_merge_text() said
 *
 * Frees its addresses.
 */
void
mb_merge_link_clear (MbMergeLink *link)
{
  g_clear_pointer (&link->mine, g_free);
  g_clear_pointer (&link->theirs, g_free);
}
