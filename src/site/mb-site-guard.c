#include "mb-site-guard.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_LIFE_MS (6 * 60 * 60 * 1000)
#define TOKEN_STEP_MS (30 * 60 * 1000) /* tokens of one half-hour are the same */
#define SESSION_LIFE_MS (8 * 60 * 60 * 1000)
#define WINDOW_MS (60 * 1000)
#define PER_ADDRESS 6 /* acts of one kind a minute */
#define PER_SITE 60
#define SECRET_BYTES 32
#define MIN_PASSWORD_CHARS 10

struct _MbSiteGuard {
  MbSiteDb *db;
  char *api_token;
  char *secret;         /* signs the forms' tokens */
  GHashTable *sessions; /* session → gint64 *, its end */
  GHashTable *acts;     /* "act address" → GQueue of gint64 *: when, within the window */
};

static char *
draw_secret (void)
{
  guint8 bytes[SECRET_BYTES];
  char hex[2 * SECRET_BYTES + 1];

  randombytes_buf (bytes, sizeof bytes);
  return g_strdup (sodium_bin2hex (hex, sizeof hex, bytes, sizeof bytes));
}

static char *
keep_secret (MbSiteDb *db, const char *key, GError **error)
{
  g_autofree char *secret = mb_site_db_get_setting (db, key);

  if (secret)
    return g_steal_pointer (&secret);
  secret = draw_secret ();

  return mb_site_db_set_setting (db, key, secret, error) ? g_steal_pointer (&secret) : NULL;
}

static void
free_times (gpointer data)
{
  g_queue_free_full (data, g_free);
}

/**
 * mb_site_guard_new:
 * @db: the site's file, which must outlive the guard
 * @error: return location
 *
 * Makes a guard; the bearer token and the signing key are made at the first start and kept.
 *
 * Returns: (transfer full) (nullable): the guard
 */
MbSiteGuard *
mb_site_guard_new (MbSiteDb *db, GError **error)
{
  g_autoptr (MbSiteGuard) self = g_new0 (MbSiteGuard, 1);

  self->db = db;
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->acts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_times);
  if (sodium_init () < 0) {
    g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_FAILED, "no source of randomness");
    return NULL;
  }
  self->api_token = keep_secret (db, "token", error);
  self->secret = self->api_token ? keep_secret (db, "secret", error) : NULL;

  return self->secret ? g_steal_pointer (&self) : NULL;
}

/**
 * mb_site_guard_free:
 * @self: (transfer full): a guard
 *
 * Frees a guard; its sessions end.
 */
void
mb_site_guard_free (MbSiteGuard *self)
{
  g_clear_pointer (&self->sessions, g_hash_table_unref);
  g_clear_pointer (&self->acts, g_hash_table_unref);
  g_free (self->api_token);
  g_free (self->secret);
  g_free (self);
}

/**
 * mb_site_guard_get_api_token:
 * @self: a guard
 *
 * The bearer token of the Micropub endpoint.
 */
const char *
mb_site_guard_get_api_token (MbSiteGuard *self)
{
  return self->api_token;
}

static gboolean
same_secret (const char *a, const char *b)
{
  gsize n = strlen (b);

  return a && strlen (a) == n && sodium_memcmp (a, b, n) == 0;
}

/**
 * mb_site_guard_check_authorization:
 * @self: a guard
 * @header: (nullable): the field `Authorization` of a request
 *
 * Whether it brings the site's own bearer token; compared in constant time.
 */
gboolean
mb_site_guard_check_authorization (MbSiteGuard *self, const char *header)
{
  return header && g_ascii_strncasecmp (header, "Bearer ", 7) == 0 &&
         same_secret (header + 7, self->api_token);
}

static char *
sign (MbSiteGuard *self, const char *session, gint64 time_ms)
{
  g_autofree char *said =
    g_strdup_printf ("%" G_GINT64_FORMAT " %s", time_ms, session ? session : "");

  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) self->secret,
                                    strlen (self->secret), said, -1);
}

/**
 * mb_site_guard_make_form_token:
 * @self: a guard
 * @session: (nullable): the session that the form belongs to
 * @now_ms: wall clock in milliseconds
 *
 * Makes what a form must send back: another site cannot know it. Within half an hour it is the
 * same, so that a page that has not changed is the same bytes and need not be sent again.
 *
 * Returns: (transfer full): the token
 */
char *
mb_site_guard_make_form_token (MbSiteGuard *self, const char *session, gint64 now_ms)
{
  gint64 time_ms = now_ms - now_ms % TOKEN_STEP_MS;
  g_autofree char *signature = sign (self, session, time_ms);

  return g_strdup_printf ("%" G_GINT64_FORMAT ".%s", time_ms, signature);
}

/**
 * mb_site_guard_check_form_token:
 * @self: a guard
 * @token: (nullable): what a form sent
 * @session: (nullable): the session that sent it
 * @now_ms: wall clock in milliseconds
 *
 * Whether a form is ours and not too old.
 */
gboolean
mb_site_guard_check_form_token (MbSiteGuard *self,
                                const char *token,
                                const char *session,
                                gint64 now_ms)
{
  g_auto (GStrv) halves = g_strsplit (token ? token : "", ".", 2);
  g_autofree char *signature = NULL;
  gint64 time_ms;

  if (g_strv_length (halves) != 2 ||
      !g_ascii_string_to_signed (halves[0], 10, 0, G_MAXINT64, &time_ms, NULL))
    return FALSE;
  signature = sign (self, session, time_ms);

  return now_ms - time_ms < TOKEN_LIFE_MS && time_ms <= now_ms + WINDOW_MS &&
         same_secret (halves[1], signature);
}

/**
 * mb_site_guard_has_password:
 * @self: a guard
 *
 * Whether somebody set the administration's password; without one nobody gets in.
 */
gboolean
mb_site_guard_has_password (MbSiteGuard *self)
{
  g_autofree char *hash = mb_site_db_get_setting (self->db, "password");

  return hash != NULL;
}

/**
 * mb_site_guard_set_password:
 * @db: the site's file
 * @password: at least 10 characters
 * @error: return location
 *
 * Sets the administration's password. Only its hash is kept (Argon2id).
 *
 * Returns: whether it is set
 */
gboolean
mb_site_guard_set_password (MbSiteDb *db, const char *password, GError **error)
{
  char hash[crypto_pwhash_STRBYTES];

  if (g_utf8_strlen (password, -1) < MIN_PASSWORD_CHARS) {
    g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_INVALID,
                 "the password needs at least %d characters", MIN_PASSWORD_CHARS);
    return FALSE;
  }
  if (sodium_init () < 0 ||
      crypto_pwhash_str (hash, password, strlen (password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    g_set_error (error, MB_SITE_ERROR, MB_SITE_ERROR_FAILED,
                 "not enough memory to hash the password");
    return FALSE;
  }

  return mb_site_db_set_setting (db, "password", hash, error);
}

static gboolean
is_over (gpointer session, gpointer end, gpointer now_ms)
{
  return *(const gint64 *) end <= *(const gint64 *) now_ms;
}

/**
 * mb_site_guard_log_in:
 * @self: a guard
 * @password: what was typed
 * @now_ms: wall clock in milliseconds
 *
 * Begins a session when the password is right.
 *
 * Returns: (transfer full) (nullable): the session
 */
char *
mb_site_guard_log_in (MbSiteGuard *self, const char *password, gint64 now_ms)
{
  g_autofree char *hash = mb_site_db_get_setting (self->db, "password");
  g_autofree char *session = NULL;
  gint64 *end = NULL;

  if (!hash || crypto_pwhash_str_verify (hash, password, strlen (password)) != 0)
    return NULL;
  g_hash_table_foreach_remove (self->sessions, is_over, &now_ms);
  session = draw_secret ();
  end = g_new (gint64, 1);
  *end = now_ms + SESSION_LIFE_MS;
  g_hash_table_insert (self->sessions, g_strdup (session), end);

  return g_steal_pointer (&session);
}

/**
 * mb_site_guard_check_session:
 * @self: a guard
 * @session: (nullable): what a cookie says
 * @now_ms: wall clock in milliseconds
 *
 * Whether somebody is logged in.
 */
gboolean
mb_site_guard_check_session (MbSiteGuard *self, const char *session, gint64 now_ms)
{
  const gint64 *end = session ? g_hash_table_lookup (self->sessions, session) : NULL;

  return end && now_ms < *end;
}

/**
 * mb_site_guard_log_out:
 * @self: a guard
 * @session: a session
 *
 * Ends a session.
 */
void
mb_site_guard_log_out (MbSiteGuard *self, const char *session)
{
  g_hash_table_remove (self->sessions, session);
}

static gboolean
count (MbSiteGuard *self, const char *key, guint limit, gint64 now_ms)
{
  GQueue *times = g_hash_table_lookup (self->acts, key);
  gint64 *now = NULL;

  if (!times) {
    times = g_queue_new ();
    g_hash_table_insert (self->acts, g_strdup (key), times);
  }
  while (times->length > 0 && now_ms - *(gint64 *) g_queue_peek_head (times) >= WINDOW_MS)
    g_free (g_queue_pop_head (times));
  if (times->length >= limit)
    return FALSE;
  now = g_new (gint64, 1);
  *now = now_ms;
  g_queue_push_tail (times, now);

  return TRUE;
}

/**
 * mb_site_guard_allows:
 * @self: a guard
 * @act: a kind of act: "comment", "letter", "login"
 * @address: who wants it
 * @now_ms: wall clock in milliseconds
 *
 * Counts an act: six a minute from one address, sixty from all of them.
 *
 * Returns: whether it is within the limits
 */
gboolean
mb_site_guard_allows (MbSiteGuard *self, const char *act, const char *address, gint64 now_ms)
{
  g_autofree char *one = g_strconcat (act, " ", address, NULL);

  if (g_hash_table_size (self->acts) > 10000)
    g_hash_table_remove_all (self->acts);

  return count (self, one, PER_ADDRESS, now_ms) && count (self, act, PER_SITE, now_ms);
}
