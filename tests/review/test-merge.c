#include "mb-random-edit.h"

#include "mb-codec.h"
#include "mb-merge.h"

#include <string.h>

/* Three-way merge by hand: each case is three states, the result and what could not be decided.
 *
 * A state has one block a line: a letter for furniture ("H Titre"), or a number, which is the id,
 * and a letter for the kind ("1p", "2c", "3q", "4f", "5l", "6t", "7x"), then, after a space, its
 * texts, separated by " // ". "{name=value}" is an attribute, "<name=value>" metadata, "_so_"
 * emphasis, "^so^" a comment, "[words](address)" a link. What the merge puts in is "+". */

#define ID "3f0c2a9e-0f3c-4f53-9a55-0d8a4f4c7b11"

typedef struct {
  const char *name;
  const char *base;
  const char *mine;
  const char *theirs;
  const char *result;
  const char *conflicts;
} Case;

#include "merge-cases.h"

static const char kind_letters[] = {
  [MB_BLOCK_KICKER] = 'K',    [MB_BLOCK_HEADLINE] = 'H',     [MB_BLOCK_STANDFIRST] = 'S',
  [MB_BLOCK_PARAGRAPH] = 'p', [MB_BLOCK_CROSSHEAD] = 'c',    [MB_BLOCK_SUBCROSSHEAD] = 'd',
  [MB_BLOCK_QUOTATION] = 'q', [MB_BLOCK_PULL_QUOTE] = 'u',   [MB_BLOCK_LIST_ITEM] = 'l',
  [MB_BLOCK_FIGURE] = 'f',    [MB_BLOCK_EMBED] = 'e',        [MB_BLOCK_TABLE] = 't',
  [MB_BLOCK_SEPARATOR] = 's', [MB_BLOCK_PREFORMATTED] = 'm', [MB_BLOCK_OPAQUE] = 'x',
};

static MbBlockKind
read_kind (char letter)
{
  for (guint i = 0; i < MB_N_BLOCK_KINDS; i++)
    if (kind_letters[i] == letter)
      return i;

  g_error ("no kind %c", letter);
}

static void
open_or_close (GArray *spans, MbSpanKind kind, guint at)
{
  MbSpan span = {at, 0, kind, kind == MB_SPAN_COMMENT ? 77 : 0, NULL};
  MbSpan *last = spans->len > 0 ? &g_array_index (spans, MbSpan, spans->len - 1) : NULL;

  if (last && last->kind == kind && last->end == 0)
    last->end = at;
  else
    g_array_append_val (spans, span);
}

static MbText *
read_text (const char *p)
{
  g_autoptr (GString) utf8 = g_string_new (NULL);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (MbSpan));
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  guint link = 0;

  for (; *p; p = g_utf8_next_char (p)) {
    guint at = (guint) g_utf8_strlen (utf8->str, -1);

    if (*p == '_') {
      open_or_close (spans, MB_SPAN_EMPHASIS, at);
    } else if (*p == '^') {
      open_or_close (spans, MB_SPAN_COMMENT, at);
    } else if (*p == '[') {
      link = at;
    } else if (*p == ']') {
      const char *end = strchr (p, ')');
      char *value = g_strndup (p + 2, (gsize) (end - p - 2));
      MbSpan span = {link, at, MB_SPAN_LINK, 0, value};

      g_ptr_array_add (values, value);
      g_array_append_val (spans, span);
      p = end;
    } else {
      g_string_append_unichar (utf8, g_utf8_get_char (p));
    }
  }

  return mb_text_new_spans (utf8->str, (MbSpan *) (gpointer) spans->data, spans->len);
}

static MbBlock *
set_attributes (MbBlock *block, char *words)
{
  char *start = NULL;

  while ((start = strrchr (words, '{'))) {
    g_autofree char *inside = g_strndup (start + 1, strlen (start) - 2);
    char *value = strchr (inside, '=');
    MbBlock *more = NULL;

    *value++ = '\0';
    more = mb_block_with_attribute (block, inside, value);
    mb_block_unref (block);
    block = more;
    *start = '\0';
    g_strchomp (words);
  }

  return block;
}

static MbBlock *
read_block (const char *line)
{
  char *rest = NULL;
  guint64 id = g_ascii_strtoull (line, &rest, 10);
  MbBlockKind kind = read_kind (*rest);
  g_autofree char *words = g_strdup (rest[1] ? rest + 2 : "");
  guint first = mb_part_role_is_object (mb_block_kind_get_role (kind, 0)) ? 1 : 0;
  MbBlock *block = mb_block_new (id ? id : 1000 + kind, kind);
  g_auto (GStrv) parts = NULL;

  block = set_attributes (block, words);
  parts = g_strsplit (words, " // ", -1);
  for (guint i = 0; *words && parts[i]; i++) {
    g_autoptr (MbText) text = read_text (parts[i]);
    MbBlock *more = mb_block_with_part (block, first + i, text);

    mb_block_unref (block);
    block = more;
  }

  return block;
}

static void
take (MbSnapshot **snapshot, MbSnapshot *next)
{
  mb_snapshot_unref (*snapshot);
  *snapshot = next;
}

static MbSnapshot *
read_state (const char *said)
{
  g_auto (GStrv) lines = g_strsplit (said, "\n", -1);
  MbSnapshot *snapshot = mb_snapshot_new_bare (ID);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MB_N_FURNITURE; i++) {
    g_autoptr (MbBlock) block = mb_block_new (1000 + i, i);

    take (&snapshot, mb_snapshot_with_inserted (snapshot, i, block));
  }
  for (guint i = 0; lines[i]; i++) {
    g_autoptr (MbBlock) block = NULL;

    if (*lines[i] == '<') {
      g_auto (GStrv) field = g_strsplit (lines[i] + 1, "=", 2);

      field[1][strlen (field[1]) - 1] = '\0';
      take (&snapshot, mb_snapshot_with_meta (snapshot, field[0], field[1]));
      continue;
    }
    block = read_block (lines[i]);
    if (mb_block_kind_is_furniture (mb_block_get_kind (block)))
      take (&snapshot, mb_snapshot_with_block (snapshot, mb_block_get_kind (block), block));
    else
      take (&snapshot,
            mb_snapshot_with_inserted (snapshot, mb_snapshot_get_n_blocks (snapshot), block));
  }
  if (strchr (said, '^')) {
    g_autoptr (MbMark) bare = mb_mark_new (77, MB_MARK_COMMENT, "Awa", 5);
    g_autoptr (MbMark) placed = mb_mark_with_place (bare, 1, "port");
    g_autoptr (MbMark) mark = mb_mark_with_entry (placed, &(MbMarkEntry) {"Awa", 5, "Sûr ?"});

    take (&snapshot, mb_snapshot_with_mark (snapshot, 77, mark));
  }
  mb_snapshot_check (snapshot, &error);
  g_assert_no_error (error);

  return snapshot;
}

static void
show_edges (GString *shown, const MbText *text, guint at)
{
  guint n;
  const MbSpan *spans = mb_text_get_spans (text, &n);

  for (guint i = n; i > 0; i--)
    if (spans[i - 1].end == at && spans[i - 1].kind == MB_SPAN_LINK)
      g_string_append_printf (shown, "](%s)", spans[i - 1].value);
  for (guint i = 0; i < n; i++) {
    if ((spans[i].start == at || spans[i].end == at) && spans[i].kind == MB_SPAN_EMPHASIS)
      g_string_append_c (shown, '_');
    if ((spans[i].start == at || spans[i].end == at) && spans[i].mark == 77)
      g_string_append_c (shown, '^');
    if (spans[i].start == at && spans[i].kind == MB_SPAN_LINK)
      g_string_append_c (shown, '[');
  }
}

static void
show_text (GString *shown, const MbText *text)
{
  const char *p = mb_text_get_utf8 (text);

  for (guint at = 0; at <= mb_text_get_n_chars (text); at++) {
    show_edges (shown, text, at);
    if (*p) {
      g_string_append_unichar (shown, g_utf8_get_char (p));
      p = g_utf8_next_char (p);
    }
  }
}

static gboolean
is_empty_from (MbBlock *block, guint part)
{
  while (part < mb_block_get_n_parts (block) &&
         mb_text_get_n_chars (mb_block_get_part (block, part)) == 0)
    part++;

  return part == mb_block_get_n_parts (block);
}

static void
show_block (GString *shown, MbBlock *block)
{
  guint n = mb_block_get_n_parts (block);
  guint n_attributes;
  const MbAttribute *attributes = mb_block_get_attributes (block, &n_attributes);
  const char *separator = " ";

  if (mb_block_get_id (block) > 5000)
    g_string_append_c (shown, '+');
  else if (mb_block_get_id (block) < 1000)
    g_string_append_printf (shown, "%" G_GUINT64_FORMAT, mb_block_get_id (block));
  g_string_append_c (shown, kind_letters[mb_block_get_kind (block)]);
  for (guint i = 0; i < n; i++) {
    if (mb_part_role_is_object (mb_block_get_part_role (block, i)))
      continue;
    if (is_empty_from (block, i))
      break;
    g_string_append (shown, separator);
    show_text (shown, mb_block_get_part (block, i));
    separator = " // ";
  }
  for (guint i = 0; i < n_attributes; i++)
    g_string_append_printf (shown, " {%s=%s}", attributes[i].name, attributes[i].value);
  g_string_append_c (shown, '\n');
}

static char *
show_state (MbSnapshot *snapshot)
{
  GString *shown = g_string_new (NULL);
  guint n;
  const MbAttribute *metas = mb_snapshot_get_metas (snapshot, &n);

  for (guint i = 0; i < mb_snapshot_get_n_blocks (snapshot); i++) {
    MbBlock *block = mb_snapshot_get_block (snapshot, i);

    if (i >= MB_N_FURNITURE || !mb_block_is_empty (block))
      show_block (shown, block);
  }
  for (guint i = 0; i < n; i++)
    g_string_append_printf (shown, "<%s=%s>\n", metas[i].name, metas[i].value);
  g_string_truncate (shown, shown->len > 0 ? shown->len - 1 : 0);

  return g_string_free (shown, FALSE);
}

static char *
show_conflicts (const MbMerge *merge)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < mb_merge_get_n_conflicts (merge); i++) {
    const MbMergeConflict *conflict = mb_merge_get_conflict (merge, i);

    g_string_append_printf (shown, "%s%s", i > 0 ? " " : "",
                            mb_merge_kind_to_string (conflict->kind));
    if (conflict->name)
      g_string_append_printf (shown, ":%s", conflict->name);
    if (conflict->block != 0 && conflict->block < 1000)
      g_string_append_printf (shown, "@%" G_GUINT64_FORMAT, conflict->block);
    else if (conflict->block != 0)
      g_string_append_printf (shown, "@%c", kind_letters[conflict->block - 1000]);
  }

  return g_string_free (shown, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *said = data;
  g_autoptr (MbSnapshot) base = read_state (said->base);
  g_autoptr (MbSnapshot) mine = read_state (said->mine);
  g_autoptr (MbSnapshot) theirs = read_state (said->theirs);
  g_autoptr (MbMerge) merge = mb_merge_new (base, mine, theirs, NULL);
  g_autoptr (MbTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = show_state (mb_merge_get_snapshot (merge));
  g_autofree char *conflicts = show_conflicts (merge);

  g_assert_cmpstr (shown, ==, said->result);
  g_assert_cmpstr (conflicts, ==, said->conflicts);
  mb_snapshot_check (mb_merge_get_snapshot (merge), &error);
  g_assert_no_error (error);
  transaction = mb_merge_dup_transaction (merge, &error);
  g_assert_no_error (error);
  g_assert_true (
    mb_snapshot_equal (mb_transaction_get_result (transaction), mb_merge_get_snapshot (merge)));
}

/* What stays open is said to nobody outside, and once. */
static void
test_an_open_conflict_reaches_no_reader (void)
{
  g_autoptr (MbSnapshot) base = read_state ("H Titre\n1p Le port rouvre lundi\n2p Suite");
  g_autoptr (MbSnapshot) mine = read_state ("H Titre\n1p Le port rouvre mardi\n2p Suite");
  g_autoptr (MbSnapshot) theirs = read_state ("H Titre\n1p Le port rouvre jeudi\n2p Suite");
  g_autoptr (MbMerge) merge = mb_merge_new (base, mine, theirs, NULL);
  g_autoptr (MbSnapshot) read =
    mb_snapshot_project (mb_merge_get_snapshot (merge), MB_PROJECT_FINAL);
  g_autofree char *shown = show_state (read);

  g_assert_cmpstr (shown, ==, "H Titre\n1p Le port rouvre jeudi\n2p Suite");
  g_assert_cmpuint (mb_merge_count_open (mb_merge_get_snapshot (merge)), ==, 1);
}

static char *
say (const MbMergeConflict *conflict, gpointer user_data)
{
  return g_strdup_printf ("%s: %s", (const char *) user_data, conflict->theirs);
}

static void
test_a_conflict_is_a_comment_that_can_be_resolved (void)
{
  g_autoptr (MbSnapshot) base = read_state ("1p Texte\n<section=Sports>");
  g_autoptr (MbSnapshot) mine = read_state ("1p Texte\n<section=Économie>");
  g_autoptr (MbSnapshot) theirs = read_state ("1p Texte\n<section=Société>");
  char site[] = "Le site";
  const MbMergeVoice voice = {"Awa", 1234, say, site};
  g_autoptr (MbMerge) merge = mb_merge_new (base, mine, theirs, &voice);
  MbSnapshot *result = mb_merge_get_snapshot (merge);
  const MbMergeConflict *conflict = mb_merge_get_conflict (merge, 0);
  MbMark *mark = mb_snapshot_get_mark (result, conflict->mark);
  g_autoptr (MbMark) resolved = NULL;
  g_autoptr (MbSnapshot) after = NULL;

  g_assert_true (mb_merge_is_conflict (mark));
  g_assert_cmpstr (mb_mark_get_author (mark), ==, "Awa");
  g_assert_cmpint (mb_mark_get_time_ms (mark), ==, 1234);
  g_assert_cmpstr (mb_mark_get_entry (mark, 0)->body, ==, "Le site: Société");
  g_assert_cmpstr (mb_mark_get_entry (mark, 1)->body, ==, "Économie");
  resolved = mb_mark_with_resolved (mark, TRUE);
  after = mb_snapshot_with_mark (result, conflict->mark, resolved);
  g_assert_cmpuint (mb_merge_count_open (after), ==, 0);
}

static MbMark *
make_comment (const char *const *bodies)
{
  MbMark *mark = mb_mark_new (9, MB_MARK_COMMENT, "Awa", 1);

  for (guint i = 0; bodies[i]; i++) {
    MbMark *longer = mb_mark_with_entry (mark, &(MbMarkEntry) {"Awa", i, bodies[i]});

    mb_mark_unref (mark);
    mark = longer;
  }

  return mark;
}

static void
test_a_thread_keeps_what_both_said (void)
{
  g_autoptr (MbSnapshot) bare = read_state ("1p Texte");
  g_autoptr (MbMark) first = make_comment ((const char *const[]) {"Un", NULL});
  g_autoptr (MbMark) ours = make_comment ((const char *const[]) {"Un", "Deux", NULL});
  g_autoptr (MbMark) others = make_comment ((const char *const[]) {"Un", "Trois", NULL});
  g_autoptr (MbSnapshot) base = mb_snapshot_with_mark (bare, 9, first);
  g_autoptr (MbSnapshot) mine = mb_snapshot_with_mark (bare, 9, ours);
  g_autoptr (MbSnapshot) theirs = mb_snapshot_with_mark (bare, 9, others);
  g_autoptr (MbMerge) merge = mb_merge_new (base, mine, theirs, NULL);
  g_autoptr (MbMerge) gone = mb_merge_new (base, mine, bare, NULL);
  g_autoptr (MbMerge) both = mb_merge_new (base, base, bare, NULL);
  MbMark *mark = mb_snapshot_get_mark (mb_merge_get_snapshot (merge), 9);

  g_assert_cmpuint (mb_mark_get_n_entries (mark), ==, 3);
  g_assert_cmpstr (mb_mark_get_entry (mark, 1)->body, ==, "Trois");
  g_assert_cmpstr (mb_mark_get_entry (mark, 2)->body, ==, "Deux");
  g_assert_nonnull (mb_snapshot_get_mark (mb_merge_get_snapshot (gone), 9));
  g_assert_null (mb_snapshot_get_mark (mb_merge_get_snapshot (both), 9));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_set_nonfatal_assertions ();
  for (guint i = 0; i < G_N_ELEMENTS (merge_cases); i++) {
    g_autofree char *path = g_strdup_printf ("/merge/case/%s", merge_cases[i].name);

    g_test_add_data_func (path, &merge_cases[i], test_case);
  }
  g_test_add_func ("/merge/an-open-conflict-reaches-no-reader",
                   test_an_open_conflict_reaches_no_reader);
  g_test_add_func ("/merge/a-conflict-is-a-comment-that-can-be-resolved",
                   test_a_conflict_is_a_comment_that_can_be_resolved);
  g_test_add_func ("/merge/a-thread-keeps-what-both-said", test_a_thread_keeps_what_both_said);

  return g_test_run ();
}
