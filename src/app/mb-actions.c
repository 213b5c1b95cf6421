#include "mb-actions.h"

#include <glib/gi18n.h>

/* French keyboards give symbols where others give digits without Shift, so where a digit is meant
 * both stand here. */
static const MbAction actions[] = {
  {"win.new-article", N_ ("New Article"), N_ ("General"), {"<Control>n"}},
  {"app.new-window", N_ ("New Window"), N_ ("General"), {"<Control><Shift>n"}},
  {"win.import", N_ ("Import"), N_ ("General"), {"<Control>o"}},
  {"win.search", N_ ("Search All Articles"), N_ ("General"), {"<Control><Shift>f"}},
  {"win.save", N_ ("Confirm That It Is Saved"), N_ ("General"), {"<Control>s"}},
  {"win.export", N_ ("Export"), N_ ("General"), {"<Control><Shift>s"}},
  {"app.preferences", N_ ("Preferences"), N_ ("General"), {"<Control>comma"}},
  {"app.shortcuts", N_ ("Keyboard Shortcuts"), N_ ("General"), {"<Control>question"}},
  {"win.menu", N_ ("Main Menu"), N_ ("General"), {"F10"}},
  {"window.close", N_ ("Close Window"), N_ ("General"), {"<Control>w"}},
  {"app.quit", N_ ("Quit"), N_ ("General"), {"<Control>q"}},

  {"win.list", N_ ("Show or Hide the List"), N_ ("View"), {"F9"}},
  {"win.outline", N_ ("Outline"), N_ ("View"), {"<Control><Alt>o"}},
  {"win.pane::article", N_ ("Pane: Article"), N_ ("View"), {"<Alt>Return"}},
  {"win.pane::review", N_ ("Pane: Review"), N_ ("View"), {"<Control><Alt>r"}},
  {"win.pane::preview", N_ ("Pane: Preview"), N_ ("View"), {"<Control><Alt>p"}},
  {"win.large-preview", N_ ("Large Preview"), N_ ("View"), {"F5"}},
  {"win.next-region", N_ ("Next Region"), N_ ("View"), {"F6"}},
  {"win.previous-region", N_ ("Previous Region"), N_ ("View"), {"<Shift>F6"}},
  {"win.fullscreen", N_ ("Full Screen"), N_ ("View"), {"F11"}},
  {"app.text-larger",
   N_ ("Larger Text"),
   N_ ("View"),
   {"<Control>plus", "<Control>equal", "<Control>KP_Add"}},
  {"app.text-smaller",
   N_ ("Smaller Text"),
   N_ ("View"),
   {"<Control>minus", "<Control>KP_Subtract"}},
  {"app.text-normal",
   N_ ("Normal Text"),
   N_ ("View"),
   {"<Control>0", "<Control>KP_0", "<Control>agrave"}},

  {"text.undo", N_ ("Undo"), N_ ("Text"), {"<Control>z"}},
  {"text.redo", N_ ("Redo"), N_ ("Text"), {"<Control><Shift>z", "<Control>y"}},
  {"text.strong", N_ ("Bold"), N_ ("Text"), {"<Control>b"}},
  {"text.emphasis", N_ ("Italic"), N_ ("Text"), {"<Control>i"}},
  {"text.link", N_ ("Link"), N_ ("Text"), {"<Control>k"}},
  {"text.plain", N_ ("Remove Styles"), N_ ("Text"), {"<Control><Alt>b"}},
  {"text.paste-plain", N_ ("Paste Without Styles"), N_ ("Text"), {"<Control><Shift>v"}},
  {"text.kind::paragraph",
   N_ ("Paragraph"),
   N_ ("Text"),
   {"<Control><Alt>0", "<Control><Alt>agrave"}},
  {"text.kind::crosshead",
   N_ ("Crosshead"),
   N_ ("Text"),
   {"<Control><Alt>1", "<Control><Alt>ampersand"}},
  {"text.kind::subcrosshead",
   N_ ("Second-Level Crosshead"),
   N_ ("Text"),
   {"<Control><Alt>2", "<Control><Alt>eacute"}},
  {"text.kind::quotation", N_ ("Quotation"), N_ ("Text"), {"<Control><Shift>b"}},
  {"text.kind::list-item:bullet", N_ ("List"), N_ ("Text"), {"<Control><Shift>l"}},
  {"text.kind::list-item:ordered", N_ ("Numbered List"), N_ ("Text"), {"<Control><Shift>o"}},
  {"text.figure", N_ ("Picture"), N_ ("Text"), {"<Control><Alt>i"}},
  {"text.move-up", N_ ("Move Block Up"), N_ ("Text"), {"<Alt>Up"}},
  {"text.move-down", N_ ("Move Block Down"), N_ ("Text"), {"<Alt>Down"}},
  {"text.nbsp", N_ ("No-Break Space"), N_ ("Text"), {"<Control><Shift>space"}},

  {"text.comment", N_ ("Comment on the Selection"), N_ ("Review"), {"<Control><Alt>m"}},
  {"win.review::next-comment", N_ ("Next Comment"), N_ ("Review"), {"<Alt>Page_Down"}},
  {"win.review::previous-comment", N_ ("Previous Comment"), N_ ("Review"), {"<Alt>Page_Up"}},
  {"win.review::resolve-comment", N_ ("Resolve the Comment"), N_ ("Review"), {"<Control><Alt>k"}},
  {"win.review::submit", N_ ("Send for Review"), N_ ("Review"), {"<Control><Alt>s"}},
  {"win.review::claim", N_ ("Review This Article"), N_ ("Review"), {"<Control><Alt>c"}},
  {"win.review::approve", N_ ("Approve"), N_ ("Review"), {"<Control><Alt>y"}},
  {"win.review::return", N_ ("Return to the Author"), N_ ("Review"), {"<Control><Alt>u"}},
  {"win.review::approve-publish", N_ ("Approve and Publish"), N_ ("Review"), {"<Control><Alt>j"}},
  {"win.review::next", N_ ("Next Article to Review"), N_ ("Review"), {"<Control><Alt>n"}},
  {"win.review::changes", N_ ("What Is New"), N_ ("Review"), {"<Control><Alt>w"}},

  {"win.publish", N_ ("Publish or Update"), N_ ("Publishing"), {"<Control><Shift>p"}},
  {"win.copy-link", N_ ("Copy the Public Link"), N_ ("Publishing"), {"<Control><Shift>c"}},

  {NULL, N_ ("Open the Article"), N_ ("In the List"), {"Return"}},
  {NULL, N_ ("Move to the Bin"), N_ ("In the List"), {"Delete"}},
  {NULL, N_ ("Undo Moving to the Bin"), N_ ("In the List"), {"<Control>z"}},
};

static void
add_shortcut (GtkShortcutController *keys, const char *detailed, const char *accel)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  GtkShortcut *shortcut = NULL;

  if (!g_action_parse_detailed_name (detailed, &name, &target, NULL))
    g_assert_not_reached ();
  shortcut =
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string (accel), gtk_named_action_new (name));
  gtk_shortcut_set_arguments (shortcut, target);
  gtk_shortcut_controller_add_shortcut (keys, shortcut);
}

/**
 * mb_actions_get:
 * @n_actions: (out): how many there are
 *
 * All commands with keys, by group.
 *
 * Returns: (transfer none) (array length=n_actions): the table
 */
const MbAction *
mb_actions_get (guint *n_actions)
{
  g_return_val_if_fail (n_actions != NULL, NULL);

  *n_actions = G_N_ELEMENTS (actions);

  return actions;
}

/**
 * mb_actions_set_accels:
 * @application: the application
 *
 * Gives the commands their keys.
 */
void
mb_actions_set_accels (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (actions[i].action)
      gtk_application_set_accels_for_action (application, actions[i].action, actions[i].accels);
  }
}

/**
 * mb_actions_add_shortcuts:
 * @widget: a region of a window
 * @prefix: whose commands, as in "text."
 *
 * Lets the keys of these commands act while the focus is within a region. The application's own
 * keys reach what a window can do, and no further down.
 */
void
mb_actions_add_shortcuts (GtkWidget *widget, const char *prefix)
{
  GtkEventController *keys = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (prefix != NULL);

  keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (!actions[i].action || !g_str_has_prefix (actions[i].action, prefix))
      continue;
    for (guint k = 0; actions[i].accels[k]; k++)
      add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), actions[i].action, actions[i].accels[k]);
  }
  gtk_widget_add_controller (widget, keys);
}
