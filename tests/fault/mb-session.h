#pragma once

#include "mb-journal.h"
#include "mb-witness.h"

G_BEGIN_DECLS

/* Somebody at work on a few drafts of a store. Who follows it is told of every change before the
 * store is, and of every word that the store says is on disk. */
typedef struct _MbSession MbSession;

typedef struct {
  void (*saw) (const char *id, guint64 seq, const char *hash, gpointer user_data);
  void (*heard) (const char *id, guint64 seq, gpointer user_data);
  void (*failed) (const char *id, const GError *error, gpointer user_data); /* or NULL */
  gpointer user_data;
} MbSessionEars;

MbSession *mb_session_open (const char *folder,
                            GRand *rand,
                            const MbSessionEars *ears,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
MbSession *
mb_session_new (MbStore *store, GRand *rand, const MbSessionEars *ears) G_GNUC_WARN_UNUSED_RESULT;
void mb_session_close (MbSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbSession, mb_session_close)

MbStore *mb_session_get_store (MbSession *self);
guint mb_session_get_n_drafts (MbSession *self);
guint mb_session_get_n_heard (MbSession *self);
guint mb_session_get_n_unsaved (MbSession *self);
void mb_session_add_new (MbSession *self);
gboolean mb_session_add (MbSession *self, const char *id, GError **error);
void mb_session_act (MbSession *self);
void mb_session_paste (MbSession *self, guint n_chars);
gboolean mb_session_flush (MbSession *self, GError **error);
void mb_session_snapshot (MbSession *self);
void mb_session_listen (MbSession *self);

MbSessionEars mb_session_ears_of (MbWitness *witness);

G_END_DECLS
