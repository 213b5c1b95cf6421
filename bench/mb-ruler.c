/* mb-ruler: how long it takes from a key to the pixels of a part of the screen.
 *
 * The screen is read from outside, so that any X11 program is measured with the same ruler. Keys go
 * to the window that has the focus. Each next key waits until the picture has been still for a
 * while, so that no key meets the tail of the one before. Prints one JSON object: how many keys,
 * how many never showed, and every time in milliseconds.
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/XTest.h>

#include <glib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <X11/keysym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GIVE_UP_MS 10000
#define LOOK_EVERY_US 200
/* Nobody writes in step with frames. Keys sent at even distances fall into step with the program's
 * frames, and then every one of them meets the same, good or bad, moment of it. */
#define JITTER_MS 34

typedef struct {
  int x;
  int y;
  int width;
  int height;
} Area;

typedef struct {
  Display *display;
  Area area;
  XImage *image;
  XShmSegmentInfo segment;
  gsize size_bytes;
  guint8 *before;
} Ruler;

static double
now_ms (void)
{
  return g_get_monotonic_time () / 1000.0;
}

static gboolean
open_ruler (Ruler *self, Area area)
{
  int screen;

  self->display = XOpenDisplay (NULL);
  if (!self->display || !XShmQueryExtension (self->display))
    return FALSE;

  screen = DefaultScreen (self->display);
  self->area = area;
  self->image = XShmCreateImage (self->display, DefaultVisual (self->display, screen),
                                 (guint) DefaultDepth (self->display, screen), ZPixmap, NULL,
                                 &self->segment, (guint) area.width, (guint) area.height);
  self->size_bytes = (gsize) self->image->bytes_per_line * (gsize) area.height;
  self->segment.shmid = shmget (IPC_PRIVATE, self->size_bytes, IPC_CREAT | 0600);
  if (self->segment.shmid < 0)
    return FALSE;

  self->segment.shmaddr = self->image->data = shmat (self->segment.shmid, NULL, 0);
  self->segment.readOnly = False;
  XShmAttach (self->display, &self->segment);
  XSync (self->display, False);
  shmctl (self->segment.shmid, IPC_RMID, NULL);
  self->before = g_malloc (self->size_bytes);
  return TRUE;
}

static void
look (Ruler *self)
{
  XShmGetImage (self->display, DefaultRootWindow (self->display), self->image, self->area.x,
                self->area.y, AllPlanes);
}

static void
remember (Ruler *self)
{
  memcpy (self->before, self->image->data, self->size_bytes);
}

static gboolean
has_changed (Ruler *self)
{
  look (self);
  return memcmp (self->before, self->image->data, self->size_bytes) != 0;
}

static void
wait_until_still (Ruler *self, double still_ms)
{
  double since = now_ms ();
  double begin = since;

  look (self);
  remember (self);
  while (now_ms () - since < still_ms && now_ms () - begin < GIVE_UP_MS) {
    g_usleep (2000);
    if (has_changed (self)) {
      remember (self);
      since = now_ms ();
    }
  }
}

/* When the picture last changed, on the monotonic clock, once it has been still for so long. */
static double
settled_at_ms (Ruler *self, double still_ms)
{
  double begin = now_ms ();
  double last = 0;

  look (self);
  remember (self);
  while (now_ms () - begin < GIVE_UP_MS && (last == 0 || now_ms () - last < still_ms)) {
    g_usleep (1000);
    if (has_changed (self)) {
      remember (self);
      last = now_ms ();
    }
  }

  return last;
}

static double
time_one_key (Ruler *self, KeySym sym)
{
  KeyCode code = XKeysymToKeycode (self->display, sym);
  double begin = now_ms ();

  XTestFakeKeyEvent (self->display, code, True, CurrentTime);
  XTestFakeKeyEvent (self->display, code, False, CurrentTime);
  XSync (self->display, False);
  while (!has_changed (self)) {
    if (now_ms () - begin > GIVE_UP_MS)
      return -1;
    g_usleep (LOOK_EVERY_US);
  }

  return now_ms () - begin;
}

/* @space: what stands between words. At the end of a paragraph a space shows nowhere on a page, so
 * a preview is asked with hyphens. */
static KeySym
letter_at (int index, KeySym space)
{
  static const char text[] = "une phrase ordinaire que personne ne lira jamais en entier ";
  char letter = text[index % (int) (sizeof text - 1)];

  return letter == ' ' ? space : (KeySym) (XK_a + (letter - 'a'));
}

static int
time_keys (Ruler *self, int count, double still_ms, KeySym space)
{
  int missed = 0;

  g_print ("{\"ms\": [");
  for (int i = 0; i < count; i++) {
    double took;

    wait_until_still (self, still_ms);
    g_usleep ((gulong) g_random_int_range (0, JITTER_MS * 1000));
    look (self);
    remember (self);
    took = time_one_key (self, letter_at (i, space));
    if (took < 0)
      missed++;
    else
      g_print ("%s%.2f", i > missed ? ", " : "", took);
  }
  g_print ("], \"missed\": %d}\n", missed);

  return missed == count ? 1 : 0;
}

int
main (int argc, char **argv)
{
  Ruler self = {0};
  Area area;
  int count = argc > 2 ? atoi (argv[2]) : -1;
  double still_ms = argc > 3 ? g_ascii_strtod (argv[3], NULL) : 80;
  int status = 0;

  if (count < 0 ||
      sscanf (argv[1], "%d,%d,%d,%d", &area.x, &area.y, &area.width, &area.height) != 4) {
    g_printerr ("usage: mb-ruler X,Y,WIDTH,HEIGHT COUNT [STILL_MS [hyphens]]\n");
    return 2;
  }
  if (!open_ruler (&self, area)) {
    g_printerr ("mb-ruler: no X display whose pixels can be read\n");
    return 1;
  }

  if (count > 0)
    status = time_keys (&self, count, still_ms, argc > 4 ? XK_minus : XK_space);
  else
    g_print ("{\"settled_at_ms\": %.2f}\n", settled_at_ms (&self, still_ms));

  g_free (self.before);
  return status;
}
