#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* GCC's address sanitizer does not take its allocator's locks around fork (), as the C library
 * does: where another thread held one, the child waits for ever at its first malloc (). glycin's
 * child asks for memory before it becomes its sandbox. So a child lives on memory set aside for it,
 * until it becomes another program. */

#define ROOM_BYTES (1 << 20)
#define ALIGNMENT 64u

void *__interceptor_malloc (size_t n_bytes);
void *__interceptor_calloc (size_t n, size_t n_bytes);
void *__interceptor_realloc (void *old, size_t n_bytes);
void __interceptor_free (void *memory);
size_t __sanitizer_get_allocated_size (const volatile void *memory);

void *malloc (size_t n_bytes);
void *calloc (size_t n, size_t n_bytes);
void *realloc (void *old, size_t n_bytes);
void free (void *memory);

static char room[ROOM_BYTES] __attribute__ ((aligned (ALIGNMENT)));
static size_t used;
static int forked;

static void
forked_cb (void)
{
  forked = 1;
}

__attribute__ ((constructor)) static void
watch_forks (void)
{
  pthread_atfork (NULL, NULL, forked_cb);
}

/* In front of each piece stands its size. */
static void *
take_room (size_t n_bytes)
{
  size_t whole = (n_bytes + 2 * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  char *piece = room + used + ALIGNMENT;

  if (n_bytes > ROOM_BYTES || used + whole > ROOM_BYTES)
    return NULL;
  used += whole;
  memcpy (piece - sizeof n_bytes, &n_bytes, sizeof n_bytes);

  return piece;
}

static int
is_in_room (const void *memory)
{
  return (uintptr_t) memory >= (uintptr_t) room &&
         (uintptr_t) memory < (uintptr_t) room + ROOM_BYTES;
}

void *
malloc (size_t n_bytes)
{
  return forked ? take_room (n_bytes) : __interceptor_malloc (n_bytes);
}

void *
calloc (size_t n, size_t n_bytes)
{
  size_t whole;

  if (!forked)
    return __interceptor_calloc (n, n_bytes);

  return __builtin_mul_overflow (n, n_bytes, &whole) ? NULL
                                                     : take_room (whole); /* it is zero yet */
}

void *
realloc (void *old, size_t n_bytes)
{
  size_t n_old = 0;
  void *piece = NULL;

  if (!forked)
    return __interceptor_realloc (old, n_bytes);
  piece = take_room (n_bytes);
  if (old && is_in_room (old))
    memcpy (&n_old, (char *) old - sizeof n_old, sizeof n_old);
  else if (old)
    n_old = __sanitizer_get_allocated_size (old);
  if (piece && old)
    memcpy (piece, old, n_old < n_bytes ? n_old : n_bytes);

  return piece;
}

void
free (void *memory)
{
  if (!forked)
    __interceptor_free (memory);
}
