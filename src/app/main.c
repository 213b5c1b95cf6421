#include "mb-application.h"
#include "mb-worker.h"

#include <glib/gi18n.h>
#include <locale.h>

/* Without a graphics card GTK and WebKit would draw with a software GL, which is slower than
 * drawing by themselves and keeps 25 MB of it in memory. What somebody has set stays. */
static void
choose_drawing (void)
{
  g_autoptr (GDir) cards = g_dir_open ("/dev/dri", 0, NULL);
  const char *name = NULL;

  while (cards && (name = g_dir_read_name (cards)))
    if (g_str_has_prefix (name, "renderD"))
      return;
  g_setenv ("GDK_DISABLE", "gl,vulkan", FALSE);
  g_setenv ("WEBKIT_DISABLE_DMABUF_RENDERER", "1", FALSE);
}

int
main (int argc, char **argv)
{
  const char *catalogues = g_getenv ("MARBRE_LOCALEDIR");
  g_autoptr (MbApplication) application = NULL;

  choose_drawing (); /* before there is another thread */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, catalogues ? catalogues : MARBRE_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  mb_worker_protect_main_thread ();
  application = mb_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
