#include "mb-review-record.h"

#include <string.h>

#define LINE_ENDS "\n\t"

/**
 * mb_review_event_copy:
 * @event: what somebody did
 *
 * Copies it.
 *
 * Returns: (transfer full): the copy
 */
MbReviewEvent *
mb_review_event_copy (const MbReviewEvent *event)
{
  MbReviewEvent *copy = NULL;

  g_return_val_if_fail (event != NULL, NULL);

  copy = g_memdup2 (event, sizeof *event);
  copy->person = g_strdup (event->person);
  copy->reason = g_strdup (event->reason);

  return copy;
}

/**
 * mb_review_event_free:
 * @event: (nullable) (transfer full): what somebody did
 *
 * Frees it.
 */
void
mb_review_event_free (MbReviewEvent *event)
{
  if (!event)
    return;

  g_free (event->person);
  g_free (event->reason);
  g_free (event);
}

/**
 * mb_review_find_elsewhere:
 * @events: (element-type MbReviewEvent): what has been done with an article
 * @state: where it stands
 *
 * Finds what was done last when that was elsewhere, and the article does not stand here where it
 * led to.
 *
 * Returns: (transfer none) (nullable): what was done
 */
const MbReviewEvent *
mb_review_find_elsewhere (const GPtrArray *events, MbReviewState state)
{
  const MbReviewEvent *last = NULL;

  g_return_val_if_fail (events != NULL, NULL);

  last = events->len > 0 ? g_ptr_array_index (events, events->len - 1) : NULL;

  return last && last->elsewhere && last->to != state ? last : NULL;
}

/**
 * mb_review_record_new:
 *
 * Makes the record of a draft with which nothing has been done.
 *
 * Returns: (transfer full): the record
 */
MbReviewRecord *
mb_review_record_new (void)
{
  MbReviewRecord *self = g_new0 (MbReviewRecord, 1);

  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_review_event_free);
  self->people = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_person_free);

  return self;
}

/**
 * mb_review_record_free:
 * @self: (nullable) (transfer full): a record
 *
 * Frees it.
 */
void
mb_review_record_free (MbReviewRecord *self)
{
  if (!self)
    return;

  g_free (self->owner);
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->people);
  g_free (self);
}

static gboolean
may_stand (gunichar c)
{
  return g_unichar_isprint (c) || (c < 128 && strchr (LINE_ENDS, (int) c));
}

/* Neither what a terminal would obey nor what turns the direction of the words around it. */
static gboolean
is_clean (const char *words, guint max_chars)
{
  guint n_chars = 0;

  for (const char *p = words; *p; p = g_utf8_next_char (p))
    if (++n_chars > max_chars || !may_stand (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

/**
 * mb_review_record_trim:
 * @words: what somebody has said
 * @max_chars: how much of it goes along
 *
 * Makes words fit for a record: without signs that nobody sees, and not longer than that.
 *
 * Returns: (transfer full): the words
 */
char *
mb_review_record_trim (const char *words, guint max_chars)
{
  GString *out = g_string_new (NULL);
  guint n_chars = 0;

  g_return_val_if_fail (words != NULL && max_chars > 0, g_string_free_and_steal (out));

  for (const char *p = words; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!may_stand (c))
      continue;
    if (++n_chars > max_chars) {
      g_string_truncate (out, (gsize) (g_utf8_prev_char (out->str + out->len) - out->str));
      g_string_append (out, "…");
      break;
    }
    g_string_append_unichar (out, c);
  }

  return g_string_free_and_steal (out);
}

/**
 * mb_review_record_set_owner:
 * @self: a record
 * @id: (nullable): whose article it is
 *
 * Says whose it is.
 *
 * Returns: whether a record may say so
 */
gboolean
mb_review_record_set_owner (MbReviewRecord *self, const char *id)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (id && !g_uuid_string_is_valid (id))
    return FALSE;
  g_set_str (&self->owner, id);

  return TRUE;
}

/**
 * mb_review_record_add_event:
 * @self: a record
 * @event: what was done next
 *
 * Adds what somebody did. One that has no reason in words has none.
 *
 * Returns: whether a record may say so: a known person's id or none, a time that clocks show, words
 * that can be shown, and no more of them than that
 */
gboolean
mb_review_record_add_event (MbReviewRecord *self, const MbReviewEvent *event)
{
  MbReviewEvent *copy = NULL;

  g_return_val_if_fail (self != NULL && event != NULL, FALSE);

  if (self->events->len >= MB_RECORD_MAX_EVENTS || event->time_ms < 0 ||
      event->time_ms > MB_RECORD_MAX_TIME_MS ||
      (event->person && !g_uuid_string_is_valid (event->person)) ||
      (event->reason && !is_clean (event->reason, MB_RECORD_MAX_REASON_CHARS)))
    return FALSE;

  copy = mb_review_event_copy (event);
  copy->seq = 0;
  if (copy->reason && *copy->reason == '\0')
    g_clear_pointer (&copy->reason, g_free);
  g_ptr_array_add (self->events, copy);

  return TRUE;
}

/**
 * mb_review_record_add_person:
 * @self: a record
 * @id: an id that the record or the article uses
 * @name: whose it is
 *
 * Says who somebody is.
 *
 * Returns: whether a record may say so
 */
gboolean
mb_review_record_add_person (MbReviewRecord *self, const char *id, const char *name)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->people->len >= MB_RECORD_MAX_PEOPLE || !id || !g_uuid_string_is_valid (id) || !name ||
      *name == '\0' || strpbrk (name, LINE_ENDS) || !is_clean (name, MB_RECORD_MAX_NAME_CHARS))
    return FALSE;
  g_ptr_array_add (self->people, mb_person_new (id, name, MB_ROLE_REPORTER));

  return TRUE;
}

/**
 * mb_review_record_name:
 * @self: a record
 * @id: (nullable): an id
 *
 * Whose id it is.
 *
 * Returns: (transfer none) (nullable): a name
 */
const char *
mb_review_record_name (const MbReviewRecord *self, const char *id)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; id && i < self->people->len; i++) {
    const MbPerson *person = g_ptr_array_index (self->people, i);

    if (g_str_equal (person->id, id))
      return person->name;
  }

  return NULL;
}
