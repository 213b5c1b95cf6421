#include "mb-site-server.h"

#include <string.h>

#define MAX_NAME_CHARS 80
#define MAX_COMMENT_CHARS 4000
#define MAX_ADDRESS_BYTES 254

static const char *
get_field (GHashTable *form, const char *name)
{
  const char *value = form ? g_hash_table_lookup (form, name) : NULL;

  return value ? value : "";
}

static void
answer_message (MbSiteServer *self,
                SoupServerMessage *message,
                guint status,
                const char *title,
                const char *text)
{
  MbSiteContext context;

  mb_site_server_fill_context (self, &context, "");
  mb_site_answer_html (message, status, mb_site_page_message (&context, title, text));
}

/* A form must be ours, written by a person, and not one of a flood. */
static gboolean
is_welcome (MbSiteServer *self, SoupServerMessage *message, GHashTable *form, const char *act)
{
  gint64 now_ms = mb_site_server_now_ms (self);
  const char *from = soup_server_message_get_remote_host (message);

  if (!mb_site_guard_check_form_token (mb_site_server_get_guard (self), get_field (form, "token"),
                                       NULL, now_ms) ||
      *get_field (form, "website")) {
    answer_message (self, message, SOUP_STATUS_FORBIDDEN, "Formulaire expiré",
                    "Revenez à la page, rechargez-la et envoyez de nouveau.");
    return FALSE;
  }
  if (!mb_site_guard_allows (mb_site_server_get_guard (self), act, from ? from : "", now_ms)) {
    answer_message (self, message, 429, "Trop d’envois",
                    "Trop d’envois en peu de temps. Réessayez dans une minute.");
    return FALSE;
  }

  return TRUE;
}

/* Words without the signs that steer a terminal or a printer; of those a comment keeps its lines.
 */
static char *
dup_words (const char *text, gboolean with_lines)
{
  GString *words = g_string_new (NULL);

  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_iscntrl (c) || (with_lines && c == '\n'))
      g_string_append_unichar (words, c);
    else if (c != '\r' || !with_lines)
      g_string_append_c (words, ' ');
  }

  return g_strstrip (g_string_free_and_steal (words));
}

static gboolean
is_within (const char *text, glong max_chars)
{
  glong n = g_utf8_strlen (text, -1);

  return n > 0 && n <= max_chars;
}

static void
take_comment (MbSiteServer *self, SoupServerMessage *message, const char *slug)
{
  g_autoptr (GHashTable) form = mb_site_read_form (message);
  g_autoptr (MbSiteRow) row = mb_site_server_find_post (self, slug);
  const MbSiteSettings *settings = mb_site_server_get_settings (self);
  g_autofree char *author = NULL;
  g_autofree char *body = NULL;
  MbSiteContext context;
  MbSiteComment comment = {0};

  if (!row || !mb_site_server_shows (self, row) || !settings->comments) {
    answer_message (self, message, SOUP_STATUS_NOT_FOUND, "Page introuvable",
                    "Cet article ne prend pas de commentaires.");
    return;
  }
  if (!is_welcome (self, message, form, "comment"))
    return;
  author = dup_words (get_field (form, "author"), FALSE);
  body = dup_words (get_field (form, "body"), TRUE);
  if (!is_within (author, MAX_NAME_CHARS) || !is_within (body, MAX_COMMENT_CHARS)) {
    answer_message (self, message, SOUP_STATUS_BAD_REQUEST, "Commentaire incomplet",
                    "Il faut un nom et un texte de 4 000 signes au plus.");
    return;
  }
  comment.post = row->id;
  comment.author = author;
  comment.body = body;
  comment.time_ms = mb_site_server_now_ms (self);
  comment.approved = !settings->moderation;
  if (mb_site_db_add_comment (mb_site_server_get_db (self), &comment, NULL)) {
    g_autofree char *token =
      mb_site_guard_make_form_token (mb_site_server_get_guard (self), NULL, comment.time_ms);

    mb_site_server_fill_context (self, &context, token);
    mb_site_answer_html (
      message, SOUP_STATUS_OK,
      mb_site_page_article (&context, row,
                            settings->moderation
                              ? "Merci. Votre commentaire paraîtra quand la rédaction l’aura lu."
                              : "Merci. Votre commentaire est en ligne."));
  } else {
    answer_message (self, message, SOUP_STATUS_INTERNAL_SERVER_ERROR, "Envoi impossible",
                    "Réessayez plus tard.");
  }
}

/* One `@` with something on both sides, a dot in what follows, no space, nothing that ends a header
 * line. */
static gboolean
looks_like_address (const char *text)
{
  const char *at = strchr (text, '@');
  const char *dot = at ? strrchr (at, '.') : NULL;

  return at && at > text && dot && dot > at + 1 && dot[1] != '\0' && !strchr (at + 1, '@') &&
         strlen (text) <= MAX_ADDRESS_BYTES && !strpbrk (text, " \t\r\n,;<>\"()");
}

static void
take_reader (MbSiteServer *self, SoupServerMessage *message)
{
  g_autoptr (GHashTable) form = mb_site_read_form (message);
  MbSiteReader reader = {0};

  if (!is_welcome (self, message, form, "letter"))
    return;
  reader.address = (char *) get_field (form, "address");
  reader.consent = mb_site_server_get_settings (self)->consent;
  reader.time_ms = mb_site_server_now_ms (self);
  if (!looks_like_address (reader.address) || strcmp (get_field (form, "consent"), "yes") != 0) {
    answer_message (self, message, SOUP_STATUS_BAD_REQUEST, "Inscription incomplète",
                    "Il faut une adresse électronique et votre accord.");
    return;
  }
  if (mb_site_db_add_reader (mb_site_server_get_db (self), &reader, NULL))
    answer_message (self, message, SOUP_STATUS_OK, "Merci",
                    "Votre adresse est inscrite à la lettre.");
  else
    answer_message (self, message, SOUP_STATUS_INTERNAL_SERVER_ERROR, "Envoi impossible",
                    "Réessayez plus tard.");
}

/**
 * mb_site_forms_handle:
 * @self: a server
 * @message: a POST request to a public page
 * @path: its path
 *
 * Takes comments and addresses for the letter.
 */
void
mb_site_forms_handle (MbSiteServer *self, SoupServerMessage *message, const char *path)
{
  if (g_str_has_prefix (path, "/commentaire/"))
    take_comment (self, message, path + strlen ("/commentaire/"));
  else if (strcmp (path, "/lettre") == 0)
    take_reader (self, message);
  else
    soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
}
