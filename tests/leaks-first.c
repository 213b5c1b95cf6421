#include <sanitizer/lsan_interface.h>
#include <stdlib.h>

/* The sanitizer looks for leaks after the last destructor. Graphics drivers are unloaded by then,
 * so that what they lost has no name any more and tests/lsan.supp cannot know it. Handlers of the
 * program itself run before: look then. A second look finds nothing to do. */
__attribute__ ((constructor)) static void
look_for_leaks_first (void)
{
  atexit (__lsan_do_leak_check);
}
