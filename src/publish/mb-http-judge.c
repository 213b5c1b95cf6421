#include "mb-http.h"

#include <string.h>

/* A clock before this day is wrong: the program did not exist yet. 2026-11-01. */
#define BORN_S G_GINT64_CONSTANT (1793491200)

/**
 * mb_http_judge_certificate:
 * @flags: what is wrong with a certificate
 * @now_s: wall clock
 *
 * What a refused certificate means for a person: a clock that was reset, something else that
 * answers in the site's place, or a site that is not in order.
 *
 * Returns: `MB_PUBLISH_ERROR_CLOCK`, `_PORTAL` or `_TLS`
 */
MbPublishError
mb_http_judge_certificate (GTlsCertificateFlags flags, gint64 now_s)
{
  if ((flags & (G_TLS_CERTIFICATE_NOT_ACTIVATED | G_TLS_CERTIFICATE_EXPIRED)) && now_s < BORN_S)
    return MB_PUBLISH_ERROR_CLOCK;

  return flags == G_TLS_CERTIFICATE_BAD_IDENTITY ? MB_PUBLISH_ERROR_PORTAL : MB_PUBLISH_ERROR_TLS;
}

static gboolean
is_html (const MbHttpReply *reply)
{
  return reply->content_type && (strcmp (reply->content_type, "text/html") == 0 ||
                                 strcmp (reply->content_type, "application/xhtml+xml") == 0);
}

static gboolean
is_other_host (const char *one, const char *other)
{
  g_autoptr (GUri) first = g_uri_parse (one, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) second = g_uri_parse (other, G_URI_FLAGS_NONE, NULL);

  return !first || !second || !g_uri_get_host (first) || !g_uri_get_host (second) ||
         g_ascii_strcasecmp (g_uri_get_host (first), g_uri_get_host (second)) != 0;
}

/* The site's own word for it, as Micropub and OAuth write it: `{"error": "…"}`. */
static gboolean
body_says (const MbHttpReply *reply, const char *word)
{
  gsize size;
  const char *data = g_bytes_get_data (reply->body, &size);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", word);

  return data && !is_html (reply) && g_strstr_len (data, (gssize) size, quoted) != NULL;
}

static MbPublishError
judge_redirect (const MbHttpReply *reply)
{
  gboolean passing = reply->status == 302 || reply->status == 303 || reply->status == 307;

  if (passing && reply->location && is_other_host (reply->url, reply->location))
    return MB_PUBLISH_ERROR_PORTAL;

  return MB_PUBLISH_ERROR_MOVED;
}

static MbPublishError
judge_refusal (const MbHttpReply *reply, gboolean write)
{
  switch (reply->status) {
  case 401:
    if (is_html (reply))
      return MB_PUBLISH_ERROR_WAF;
    return body_says (reply, "insufficient_scope") ? MB_PUBLISH_ERROR_RIGHT : MB_PUBLISH_ERROR_AUTH;
  case 403:
    return is_html (reply) ? MB_PUBLISH_ERROR_WAF : MB_PUBLISH_ERROR_RIGHT;
  case 404:
  case 410:
    return MB_PUBLISH_ERROR_GONE;
  case 406:
    return MB_PUBLISH_ERROR_WAF;
  case 407:
    return MB_PUBLISH_ERROR_OFFLINE;
  case 408:
  case 425:
    return write ? MB_PUBLISH_ERROR_UNKNOWN : MB_PUBLISH_ERROR_BUSY;
  case 409:
  case 412:
    return MB_PUBLISH_ERROR_CONFLICT;
  case 429:
    return MB_PUBLISH_ERROR_BUSY;
  case 511:
    return MB_PUBLISH_ERROR_PORTAL;
  default:
    return body_says (reply, "not_found") ? MB_PUBLISH_ERROR_GONE : MB_PUBLISH_ERROR_INVALID;
  }
}

/* The one place where a status becomes a code. */
static MbPublishError
judge (const MbHttpReply *reply, gboolean write)
{
  if (reply->status < 400)
    return judge_redirect (reply);
  if (reply->status < 500 || reply->status == 511)
    return judge_refusal (reply, write);
  if (reply->status == 503 && reply->retry_after)
    return MB_PUBLISH_ERROR_BUSY;

  return write ? MB_PUBLISH_ERROR_UNKNOWN : MB_PUBLISH_ERROR_BUSY;
}

/* What the site said, short and on one line, for the details that a person may copy. */
static char *
quote_body (const MbHttpReply *reply)
{
  gsize size;
  const char *data = g_bytes_get_data (reply->body, &size);
  g_autofree char *text = NULL;

  if (!data || is_html (reply))
    return g_strdup ("");
  text = g_utf8_make_valid (data, (gssize) MIN (size, 200));
  g_strdelimit (text, "\r\n\t", ' ');

  return g_strconcat (": ", text, NULL);
}

/**
 * mb_http_check:
 * @reply: what came back
 * @request: what it answers
 * @error: return location
 *
 * Judges a reply's status: the one place where a status becomes a code.
 *
 * Returns: `TRUE` for 200 to 299
 */
gboolean
mb_http_check (const MbHttpReply *reply, const MbHttpRequest *request, GError **error)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (reply != NULL, FALSE);

  if (reply->status >= 200 && reply->status < 300)
    return TRUE;
  words = quote_body (reply);
  g_set_error (error, MB_PUBLISH_ERROR, (int) judge (reply, mb_http_is_write (request)),
               "%s %s: status %u%s", request->method, reply->url, reply->status, words);

  return FALSE;
}
