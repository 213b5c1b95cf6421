#include "mb-date-row.h"

#include <glib/gi18n-lib.h>

#include <string.h>

struct _MbDateRow {
  AdwEntryRow parent_instance;
  GtkMenuButton *button;
  GtkPopover *popover;
  GtkCalendar *calendar;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (MbDateRow, mb_date_row, ADW_TYPE_ENTRY_ROW)

static GDateTime *
parse_date (const char *text)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  g_autofree char *moment = NULL;

  if (strchr (text, 'T'))
    return g_date_time_new_from_iso8601 (text, here);
  moment = g_strconcat (text, "T12:00:00", NULL);

  return g_date_time_new_from_iso8601 (moment, here);
}

/* Marked by colour, by an icon's name for those who do not see it, and in words. */
static void
changed_cb (GtkEditable *editable, MbDateRow *self)
{
  const char *text = gtk_editable_get_text (editable);
  g_autoptr (GDateTime) date = *text ? parse_date (text) : NULL;
  gboolean wrong = *text && !date;
  /* Translators: a day in full, like “Wednesday 25 November 2026”. */
  g_autofree char *words = date ? g_date_time_format (date, _ ("%A %-d %B %Y")) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->words), wrong);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

static void
shown_cb (GtkPopover *popover, MbDateRow *self)
{
  g_autoptr (GDateTime) date = mb_date_row_dup_date (self);
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();

  gtk_calendar_select_day (self->calendar, date ? date : today);
}

static void
take_date (MbDateRow *self, GDateTime *date)
{
  g_autofree char *text = date ? g_date_time_format (date, "%Y-%m-%d") : g_strdup ("");

  gtk_editable_set_text (GTK_EDITABLE (self), text);
}

static void
day_selected_cb (GtkCalendar *calendar, MbDateRow *self)
{
  g_autoptr (GDateTime) date = NULL;

  /* The calendar says so too when it is turned to the article's day. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (calendar)))
    return;
  date = gtk_calendar_get_date (calendar);
  take_date (self, date);
}

static void
today_cb (GtkButton *button, MbDateRow *self)
{
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();

  take_date (self, today);
  gtk_popover_popdown (self->popover);
}

static void
remove_cb (GtkButton *button, MbDateRow *self)
{
  take_date (self, NULL);
  gtk_popover_popdown (self->popover);
}

static void
mb_date_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MB_TYPE_DATE_ROW);

  G_OBJECT_CLASS (mb_date_row_parent_class)->dispose (object);
}

static void
mb_date_row_class_init (MbDateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mb_date_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/marbre/Marbre/panes/mb-date-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MbDateRow, button);
  gtk_widget_class_bind_template_child (widget_class, MbDateRow, popover);
  gtk_widget_class_bind_template_child (widget_class, MbDateRow, calendar);
  gtk_widget_class_bind_template_child (widget_class, MbDateRow, words);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, today_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
mb_date_row_init (MbDateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (day_selected_cb), self,
                           G_CONNECT_DEFAULT);
}

/**
 * mb_date_row_format:
 * @value: a day, or a moment
 *
 * Writes the day as it is typed.
 *
 * Returns: (transfer full): YYYY-MM-DD, or @value when it is no day
 */
char *
mb_date_row_format (const char *value)
{
  g_autoptr (GDateTime) moment = parse_date (value);

  return moment ? g_date_time_format (moment, "%Y-%m-%d") : g_strdup (value);
}

/**
 * mb_date_row_parse:
 * @text: as it was typed
 * @value: (out): the day
 *
 * Reads a day; no text is no day, and valid.
 *
 * Returns: `FALSE` when @text is something else
 */
gboolean
mb_date_row_parse (const char *text, char **value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GDateTime) date = *stripped ? parse_date (stripped) : NULL;

  if (*stripped && !date)
    return FALSE;
  *value = g_steal_pointer (&stripped);

  return TRUE;
}

/**
 * mb_date_row_dup_date:
 * @self: a row
 *
 * The day that is written in it, at noon here.
 *
 * Returns: (transfer full) (nullable): the day; `NULL` when it is none
 */
GDateTime *
mb_date_row_dup_date (MbDateRow *self)
{
  const char *text;

  g_return_val_if_fail (MB_IS_DATE_ROW (self), NULL);

  text = gtk_editable_get_text (GTK_EDITABLE (self));

  return *text ? parse_date (text) : NULL;
}
