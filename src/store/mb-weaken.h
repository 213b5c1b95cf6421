#pragma once

/* `./dev test prove` builds the store with one promise broken, to show that the fault suites
 * notice. The program itself is never built with any of these. */
#ifndef MB_WEAK_EARLY_ACK
#define MB_WEAK_EARLY_ACK 0 /* says "on disk" before COMMIT */
#endif
#ifndef MB_WEAK_SYNC
#define MB_WEAK_SYNC 0 /* synchronous=NORMAL */
#endif
#ifndef MB_WEAK_FOLDER_SYNC
#define MB_WEAK_FOLDER_SYNC 0 /* a file's name is not brought to the disk */
#endif
#ifndef MB_WEAK_REFUSAL
#define MB_WEAK_REFUSAL 0 /* goes on with the connection that the disk has refused */
#endif
#ifndef MB_WEAK_SUMS
#define MB_WEAK_SUMS 0 /* believes bytes whose sum is another */
#endif
#ifndef MB_WEAK_LATE
#define MB_WEAK_LATE 0 /* lets words wait for a second */
#endif
