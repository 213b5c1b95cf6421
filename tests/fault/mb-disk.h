#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk that keeps what was brought to it and nothing else. Beneath SQLite it is a VFS; fsync(),
 * rename(), mkdir() and unlink() of the whole program go through it, too. Nothing is really brought
 * to the machine's disk while it watches, so that a round is quick. */

/* What becomes of what was written but not brought to the disk, when the power is cut. */
typedef enum {
  MB_DISK_NONE,    /* nothing of it is there */
  MB_DISK_PREFIX,  /* what was written first */
  MB_DISK_SUBSET,  /* some of it */
  MB_DISK_TORN,    /* of each write some sectors, others hold garbage */
  MB_DISK_HOSTILE, /* of each sector that was touched nothing may be left */
  MB_DISK_N_CUTS,
} MbDiskCut;

typedef struct {
  guint dies_at;          /* the k-th act after which nothing works any more; 0: never */
  guint sync_fails_at;    /* the k-th bringing to the disk that fails, and loses what it was for */
  guint n_sync_failures;  /* how many in a row */
  guint write_fails_at;   /* the k-th write or shortening of a file that fails */
  guint n_write_failures; /* how many in a row */
  int write_errno;        /* what those end with; without a k-th, all of them; 0: they work */
  gboolean lies;          /* says that it brought to the disk what it did not */
} MbDiskPlan;

void mb_disk_watch (const char *folder, const MbDiskPlan *plan, GRand *rand);
void mb_disk_change_plan (const MbDiskPlan *plan);
gboolean mb_disk_is_dead (void);
guint mb_disk_get_n_acts (void);
guint mb_disk_get_n_failures (void);
void mb_disk_cut (MbDiskCut cut);
void mb_disk_let_go (void);

G_END_DECLS
