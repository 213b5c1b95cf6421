#include "mb-site-server.h"

#include <string.h>

#define RECENT_COMMENTS 50

/* The newsroom's own page: behind a login, every form with a token bound to the session. */

typedef struct {
  MbSiteServer *server;
  SoupServerMessage *message;
  GHashTable *form; /* (nullable) */
  const char *session;
} Visit;

static const char *
get_field (const Visit *visit, const char *name)
{
  const char *value = visit->form ? g_hash_table_lookup (visit->form, name) : NULL;

  return value ? value : "";
}

static void
begin_page (GString *out, const MbSiteContext *context, const char *title)
{
  const MbSitePageInfo info = {.title = title, .path = "/admin", .plain = TRUE};

  mb_site_page_begin (out, context, &info);
  g_string_append (out, "<div class=\"admin\"><h1 class=\"page-title\">");
  mb_site_put_text (out, title);
  g_string_append (out, "</h1>\n");
}

static void
end_page (GString *out, const MbSiteContext *context)
{
  const MbSitePageInfo info = {.plain = TRUE};

  g_string_append (out, "</div>\n");
  mb_site_page_end (out, context, &info);
}

static void
answer_login (MbSiteServer *self, SoupServerMessage *message, guint status, const char *note)
{
  g_autofree char *token = mb_site_guard_make_form_token (mb_site_server_get_guard (self), NULL,
                                                          mb_site_server_now_ms (self));
  GString *out = g_string_new (NULL);
  MbSiteContext context;

  mb_site_server_fill_context (self, &context, token);
  begin_page (out, &context, "Administration");
  if (!mb_site_guard_has_password (mb_site_server_get_guard (self)))
    note = "Aucun mot de passe n’est défini. Lancez « marbre-site password » sur cet ordinateur.";
  if (note) {
    g_string_append (out, "<p class=\"note\" role=\"status\">");
    mb_site_put_text (out, note);
    g_string_append (out, "</p>");
  }
  g_string_append (out, "<form class=\"login\" method=\"post\" action=\"/admin/login\">");
  mb_site_put_token (out, &context);
  g_string_append (
    out,
    "<label for=\"mdp\">Mot de passe</label><input type=\"password\" id=\"mdp\" name=\"password\""
    " required autocomplete=\"current-password\"><p><button "
    "type=\"submit\">Entrer</button></p></form>\n");
  end_page (out, &context);
  mb_site_answer_html (message, status, g_string_free_and_steal (out));
}

/* A button that is a form of its own. */
static void
put_act (GString *out, const MbSiteContext *context, const char *act, gint64 id, const char *label)
{
  g_string_append_printf (out, "<form method=\"post\" action=\"/admin/%s\">", act);
  mb_site_put_token (out, context);
  if (id != 0)
    g_string_append_printf (
      out, "<input type=\"hidden\" name=\"id\" value=\"%" G_GINT64_FORMAT "\">", id);
  g_string_append_printf (out, "<button type=\"submit\" class=\"quiet\">%s</button></form>", label);
}

static void
put_comment (GString *out, const MbSiteContext *context, const MbSiteComment *comment)
{
  g_autofree char *date = mb_site_format_date (context, comment->time_ms, TRUE);

  g_string_append (out, "<li><p class=\"who\"><strong>");
  mb_site_put_text (out, comment->author);
  g_string_append_printf (out, "</strong> · %s · <a href=\"/%s\">", date, comment->slug);
  mb_site_put_text (out, comment->title);
  g_string_append (out, "</a></p><p class=\"words\">");
  mb_site_put_text (out, comment->body);
  g_string_append (out, "</p><div class=\"acts\">");
  if (!comment->approved)
    put_act (out, context, "approve", comment->id, "Publier");
  put_act (out, context, "delete", comment->id, "Supprimer");
  g_string_append (out, "</div></li>");
}

/* Those that wait in the order in which they came; of those that readers see the newest first. */
static void
put_comments (GString *out, const MbSiteContext *context)
{
  g_autoptr (GPtrArray) waiting = mb_site_db_list_comments (context->db, 0, MB_SITE_WAITING);
  g_autoptr (GPtrArray) approved = mb_site_db_list_comments (context->db, 0, MB_SITE_APPROVED);

  g_string_append (out, "<section class=\"comments\"><h2>Commentaires en attente</h2>");
  g_string_append (out, waiting->len > 0 ? "<ol>" : "<p>Aucun commentaire en attente.</p>");
  for (guint i = 0; i < waiting->len; i++)
    put_comment (out, context, g_ptr_array_index (waiting, i));
  g_string_append (out, waiting->len > 0 ? "</ol></section>\n" : "</section>\n");
  if (approved->len == 0)
    return;
  g_string_append (out, "<section class=\"comments\"><h2>Commentaires publiés</h2><ol>");
  for (guint i = 0; i < MIN (approved->len, RECENT_COMMENTS); i++)
    put_comment (out, context, g_ptr_array_index (approved, approved->len - 1 - i));
  g_string_append (out, "</ol></section>\n");
}

static void
put_readers (GString *out, const MbSiteContext *context)
{
  g_autoptr (GPtrArray) readers = mb_site_db_list_readers (context->db);

  g_string_append (out, "<section><h2>Lettre</h2><p>");
  if (readers->len == 0)
    g_string_append (out, "Personne n’est inscrit pour le moment.");
  else
    g_string_append_printf (out,
                            "%u inscription%s. <a href=\"/admin/lettre.csv\">Exporter la liste</a>",
                            readers->len, readers->len > 1 ? "s" : "");
  g_string_append (out, "</p><form method=\"post\" action=\"/admin/unsubscribe\">");
  mb_site_put_token (out, context);
  g_string_append (
    out, "<label for=\"adr\">Désinscrire une adresse</label><div class=\"field-row\">"
         "<input type=\"email\" id=\"adr\" name=\"address\" required>"
         "<button type=\"submit\" class=\"quiet\">Désinscrire</button></div></form></section>\n");
}

static void
put_line_field (GString *out, const char *name, const char *label, const char *value)
{
  g_string_append_printf (
    out, "<label for=\"f-%s\">%s</label><input type=\"text\" id=\"f-%s\" name=\"%s\"", name, label,
    name, name);
  mb_site_put_attribute (out, "value", value);
  g_string_append_c (out, '>');
}

static void
put_text_field (GString *out, const char *name, const char *label, const char *value)
{
  g_string_append_printf (out, "<label for=\"f-%s\">%s</label><textarea id=\"f-%s\" name=\"%s\">\n",
                          name, label, name, name);
  mb_site_put_text (out, value);
  g_string_append (out, "</textarea>");
}

static char *
join_sections (const MbSiteSettings *settings)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < settings->sections->len; i++)
    g_string_append_printf (
      lines, "%s\n", ((const MbSiteSection *) g_ptr_array_index (settings->sections, i))->title);

  return g_string_free_and_steal (lines);
}

static char *
join_networks (const MbSiteSettings *settings)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < settings->networks->len; i++) {
    const MbSiteNetwork *network = g_ptr_array_index (settings->networks, i);

    g_string_append_printf (lines, "%s %s\n", network->title, network->url);
  }

  return g_string_free_and_steal (lines);
}

static void
put_switch (GString *out, const char *name, const char *label, gboolean on)
{
  g_string_append_printf (
    out,
    "<label class=\"consent\"><input type=\"checkbox\" name=\"%s\" value=\"yes\"%s>"
    " <span>%s</span></label>",
    name, on ? " checked" : "", label);
}

static void
put_settings (GString *out, const MbSiteContext *context)
{
  const MbSiteSettings *settings = context->settings;
  g_autofree char *sections = join_sections (settings);
  g_autofree char *networks = join_networks (settings);

  g_string_append (out,
                   "<section><h2>Réglages</h2><form method=\"post\" action=\"/admin/settings\">");
  mb_site_put_token (out, context);
  put_line_field (out, "name", "Nom du site", settings->name);
  put_line_field (out, "accent", "Couleur (#rrggbb, vide : celle du thème)", settings->accent);
  put_text_field (out, "sections", "Rubriques, une par ligne", sections);
  put_text_field (out, "networks", "Réseaux, un par ligne : nom, espace, adresse", networks);
  put_text_field (out, "about", "Qui sommes-nous", settings->about);
  put_line_field (out, "letter_title", "Titre de la lettre", settings->letter_title);
  put_line_field (out, "letter_text", "Présentation de la lettre", settings->letter_text);
  put_text_field (out, "consent", "Accord demandé pour la lettre", settings->consent);
  put_line_field (out, "footer", "Pied de page", settings->footer);
  put_switch (out, "comments", "Accepter les commentaires", settings->comments);
  put_switch (out, "moderation", "Relire les commentaires avant de les publier",
              settings->moderation);
  g_string_append (out, "<p><button type=\"submit\">Enregistrer</button></p></form></section>\n");
}

static void
answer_desk (const Visit *visit, guint status, const char *note)
{
  g_autofree char *token =
    mb_site_guard_make_form_token (mb_site_server_get_guard (visit->server), visit->session,
                                   mb_site_server_now_ms (visit->server));
  GString *out = g_string_new (NULL);
  MbSiteContext context;

  mb_site_server_fill_context (visit->server, &context, token);
  begin_page (out, &context, "Administration");
  if (note) {
    g_string_append (out, "<p class=\"note\" role=\"status\">");
    mb_site_put_text (out, note);
    g_string_append (out, "</p>\n");
  }
  put_comments (out, &context);
  put_readers (out, &context);
  put_settings (out, &context);
  put_act (out, &context, "logout", 0, "Quitter");
  end_page (out, &context);
  mb_site_answer_html (visit->message, status, g_string_free_and_steal (out));
}

/* Spreadsheets run what begins with these signs: a quote before them makes it text. */
static void
put_cell (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  if (*text && strchr ("=+-@\t\r", *text))
    g_string_append_c (out, '\'');
  for (const char *p = text; *p; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

/**
 * mb_site_readers_to_csv:
 * @readers: (element-type MbSiteReader): readers of the letter
 *
 * Writes the list for a spreadsheet (RFC 4180), with nothing in it that a spreadsheet would run.
 *
 * Returns: (transfer full): CSV
 */
char *
mb_site_readers_to_csv (GPtrArray *readers)
{
  GString *out = g_string_new ("address,time,consent\r\n");

  for (guint i = 0; i < readers->len; i++) {
    const MbSiteReader *reader = g_ptr_array_index (readers, i);
    g_autofree char *time = mb_site_format_iso (reader->time_ms);

    put_cell (out, reader->address);
    g_string_append_c (out, ',');
    put_cell (out, time);
    g_string_append_c (out, ',');
    put_cell (out, reader->consent);
    g_string_append (out, "\r\n");
  }

  return g_string_free_and_steal (out);
}

static void
log_in (const Visit *visit)
{
  MbSiteGuard *guard = mb_site_server_get_guard (visit->server);
  gint64 now_ms = mb_site_server_now_ms (visit->server);
  const char *from = soup_server_message_get_remote_host (visit->message);
  g_autofree char *session = NULL;
  g_autofree char *cookie = NULL;

  if (!mb_site_guard_check_form_token (guard, get_field (visit, "token"), NULL, now_ms)) {
    answer_login (visit->server, visit->message, SOUP_STATUS_FORBIDDEN,
                  "Le formulaire a expiré. Réessayez.");
    return;
  }
  if (!mb_site_guard_allows (guard, "login", from ? from : "", now_ms)) {
    answer_login (visit->server, visit->message, 429, "Trop d’essais. Attendez une minute.");
    return;
  }
  session = mb_site_guard_log_in (guard, get_field (visit, "password"), now_ms);
  if (!session) {
    answer_login (visit->server, visit->message, SOUP_STATUS_FORBIDDEN,
                  "Le mot de passe n’est pas le bon.");
    return;
  }
  cookie = g_strdup_printf ("marbre_session=%s; Path=/admin; HttpOnly; SameSite=Strict", session);
  soup_message_headers_append (soup_server_message_get_response_headers (visit->message),
                               "Set-Cookie", cookie);
  mb_site_answer_redirect (visit->message, "/admin");
}

static char *
to_json (const Visit *visit)
{
  static const char *const texts[][2] = {
    {"name", "name"},         {"accent", "accent"}, {"sections", "sections"},
    {"networks", "networks"}, {"about", "about"},   {"letter-title", "letter_title"},
    {"consent", "consent"},   {"footer", "footer"}, {"letter-text", "letter_text"},
  };
  const MbSiteSettings *before = mb_site_server_get_settings (visit->server);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_alloc ();

  json_object_set_string_member (object, "language", before->language);
  json_object_set_string_member (object, "time-zone", before->time_zone);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *value = g_strstrip (g_strdup (get_field (visit, texts[i][1])));

    json_object_set_string_member (object, texts[i][0], value);
  }
  json_object_set_boolean_member (object, "comments", *get_field (visit, "comments") != '\0');
  json_object_set_boolean_member (object, "moderation", *get_field (visit, "moderation") != '\0');
  json_node_init_object (root, object);

  return json_to_string (root, FALSE);
}

static void
save_settings (const Visit *visit)
{
  g_autofree char *json = to_json (visit);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbSiteSettings) settings = mb_site_settings_parse (json, &error);

  if (!settings) {
    answer_desk (visit, SOUP_STATUS_BAD_REQUEST,
                 "Cette couleur se lit mal sur le papier : choisissez-la plus foncée.");
    return;
  }
  if (!mb_site_settings_save (settings, mb_site_server_get_db (visit->server), NULL)) {
    answer_desk (visit, SOUP_STATUS_INTERNAL_SERVER_ERROR,
                 "Les réglages n’ont pas pu être enregistrés.");
    return;
  }
  mb_site_server_reload_settings (visit->server);
  mb_site_answer_redirect (visit->message, "/admin");
}

static void
act_on_comment (const Visit *visit, const char *act)
{
  MbSiteDb *db = mb_site_server_get_db (visit->server);
  gint64 id;

  if (g_ascii_string_to_signed (get_field (visit, "id"), 10, 1, G_MAXINT64, &id, NULL) &&
      (strcmp (act, "approve") == 0 ? mb_site_db_approve_comment
                                    : mb_site_db_delete_comment) (db, id, NULL))
    mb_site_answer_redirect (visit->message, "/admin");
  else
    answer_desk (visit, SOUP_STATUS_NOT_FOUND, "Ce commentaire n’existe plus.");
}

static void
take_act (const Visit *visit, const char *act)
{
  MbSiteGuard *guard = mb_site_server_get_guard (visit->server);

  if (!mb_site_guard_check_form_token (guard, get_field (visit, "token"), visit->session,
                                       mb_site_server_now_ms (visit->server))) {
    answer_desk (visit, SOUP_STATUS_FORBIDDEN, "Le formulaire a expiré. Réessayez.");
  } else if (strcmp (act, "approve") == 0 || strcmp (act, "delete") == 0) {
    act_on_comment (visit, act);
  } else if (strcmp (act, "unsubscribe") == 0) {
    gboolean gone = mb_site_db_remove_reader (mb_site_server_get_db (visit->server),
                                              get_field (visit, "address"), NULL);

    answer_desk (visit, SOUP_STATUS_OK,
                 gone ? "L’adresse est désinscrite." : "Cette adresse n’est pas inscrite.");
  } else if (strcmp (act, "settings") == 0) {
    save_settings (visit);
  } else if (strcmp (act, "logout") == 0) {
    mb_site_guard_log_out (guard, visit->session);
    mb_site_answer_redirect (visit->message, "/admin");
  } else {
    soup_server_message_set_status (visit->message, SOUP_STATUS_NOT_FOUND, NULL);
  }
}

static void
answer_csv (const Visit *visit)
{
  g_autoptr (GPtrArray) readers = mb_site_db_list_readers (mb_site_server_get_db (visit->server));

  soup_message_headers_replace (soup_server_message_get_response_headers (visit->message),
                                "Content-Disposition", "attachment; filename=\"lettre.csv\"");
  mb_site_answer_text (visit->message, SOUP_STATUS_OK, "text/csv; charset=utf-8",
                       mb_site_readers_to_csv (readers));
}

/**
 * mb_site_admin_handle:
 * @self: a server
 * @message: a request below /admin
 * @path: its path
 *
 * The administration: nothing of it is shown or done without a session, but the login.
 */
void
mb_site_admin_handle (MbSiteServer *self, SoupServerMessage *message, const char *path)
{
  gboolean post = soup_server_message_get_method (message) == SOUP_METHOD_POST;
  g_autofree char *session = mb_site_read_session (message);
  g_autoptr (GHashTable) form = post ? mb_site_read_form (message) : NULL;
  const Visit visit = {self, message, form, session};

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control",
                                "no-store");
  if (post && strcmp (path, "/admin/login") == 0)
    log_in (&visit);
  else if (!mb_site_guard_check_session (mb_site_server_get_guard (self), session,
                                         mb_site_server_now_ms (self)))
    answer_login (self, message, post ? SOUP_STATUS_FORBIDDEN : SOUP_STATUS_OK, NULL);
  else if (post && g_str_has_prefix (path, "/admin/"))
    take_act (&visit, path + strlen ("/admin/"));
  else if (strcmp (path, "/admin/lettre.csv") == 0)
    answer_csv (&visit);
  else
    answer_desk (&visit, SOUP_STATUS_OK, NULL);
}
