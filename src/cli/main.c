#include "mb-cli.h"

int
main (int argc, char **argv)
{
  return mb_cli_run (argc, argv);
}
