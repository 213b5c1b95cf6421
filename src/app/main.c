#include "mb-application.h"
#include "mb-worker.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  const char *catalogues = g_getenv ("MARBRE_LOCALEDIR");
  g_autoptr (MbApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, catalogues ? catalogues : MARBRE_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  mb_worker_protect_main_thread ();
  application = mb_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
