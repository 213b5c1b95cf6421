"""A real WordPress for tests: PHP's own server, MariaDB on a socket, everything below a temporary folder.

    with WordPress () as site:
        site.url, site.users["editor"].password, site.posts ()

The installed site with its database is a template in the cache; each start copies it, so that sites beside each other
know nothing of each other. The site lives at the address under which it is asked: behind the fault proxy its links
lead to the proxy, and whoever looks behind the proxy's back asks at `url`. `live_at` gives it one address, as real sites
have it, and then it sends every reader there who came by another.
"""

import base64
import inspect
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from server import Server, ask, clock, copy_tree, key_of, set_clock, template, version_of

PROJECT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("wordpress", "wordpress-l10n", "wordpress-theme-twentytwentyfive", "mariadb-server", "php-cli")
ROLES = ("administrator", "editor", "author", "contributor")

CONFIG = r"""<?php
$marbre_folder = dirname (__DIR__);
$marbre_address = is_file ("$marbre_folder/address") ? trim (file_get_contents ("$marbre_folder/address"))
                                                      : 'http://' . ($_SERVER['HTTP_HOST'] ?? 'localhost');
define ('WP_HOME', $marbre_address);
define ('WP_SITEURL', $marbre_address);
define ('DB_NAME', 'wordpress');
define ('DB_USER', 'root');
define ('DB_PASSWORD', '');
define ('DB_HOST', "localhost:$marbre_folder/db.sock");
define ('DB_CHARSET', 'utf8mb4');
define ('DB_COLLATE', '');
define ('WP_CONTENT_DIR', __DIR__ . '/wp-content');
define ('WP_ENVIRONMENT_TYPE', 'local');
define ('WP_HTTP_BLOCK_EXTERNAL', true);
define ('DISABLE_WP_CRON', true);
define ('AUTOMATIC_UPDATER_DISABLED', true);
define ('WP_DEBUG', false);
%s
$table_prefix = 'wp_';
if (!defined ('ABSPATH'))
  define ('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
KEYS = ("AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY", "AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT",
        "NONCE_SALT")

# As a web server without rewriting does: what is no file is not found.
ROUTER = r"""<?php
$path = rawurldecode (parse_url ($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
if (is_file (__DIR__ . '/pretty') || file_exists ($_SERVER['DOCUMENT_ROOT'] . $path))
  return false;
http_response_code (404);
echo '<h1>Not Found</h1>';
"""
INSTALL = r"""
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install ('Le Quai', 'administrator', 'administrator@example.org', false, '', $input['secrets']['administrator']);
"""
# The people get an application password each; what the installer wrote as a welcome goes.
PEOPLE = r"""
foreach (get_posts (['post_type' => ['post', 'page'], 'post_status' => get_post_stati (), 'numberposts' => -1]) as $post)
  wp_delete_post ($post->ID, true);
$people = [];
foreach ($input['secrets'] as $role => $secret) {
  $user = get_user_by ('login', $role);
  $id = $user ? $user->ID : wp_insert_user (['user_login' => $role, 'user_pass' => $secret, 'role' => $role,
    'user_email' => "$role@example.org", 'display_name' => 'Aïcha ' . ucfirst ($role)]);
  $made = WP_Application_Passwords::create_new_application_password ($id, ['name' => 'Marbre']);
  $people[$role] = ['id' => $id, 'login' => $role, 'secret' => $secret, 'password' => $made[0]];
}
echo json_encode ($people);
"""
POSTS = r"""
$found = get_posts (['post_type' => $input['type'], 'post_status' => array_values (get_post_stati ()), 'numberposts' => -1,
  'orderby' => 'ID', 'order' => 'ASC', 'suppress_filters' => true] + ($input['id'] ? ['include' => [$input['id']]] : []));
echo json_encode (array_map (fn ($post) => [
  'id' => $post->ID, 'title' => $post->post_title, 'content' => $post->post_content, 'excerpt' => $post->post_excerpt,
  'status' => $post->post_status, 'slug' => $post->post_name, 'date' => $post->post_date, 'date_gmt' => $post->post_date_gmt,
  'modified_gmt' => $post->post_modified_gmt, 'author' => get_userdata ($post->post_author)->user_login ?? '',
  'comments' => $post->comment_status, 'sticky' => is_sticky ($post->ID), 'link' => get_permalink ($post),
  'categories' => wp_get_post_categories ($post->ID, ['fields' => 'names']),
  'tags' => wp_get_post_tags ($post->ID, ['fields' => 'names']), 'featured_media' => (int) get_post_thumbnail_id ($post),
  'revisions' => count (wp_get_post_revisions ($post->ID)), 'password' => $post->post_password,
  'parent' => $post->post_parent, 'meta' => (object) get_post_meta ($post->ID)], $found));
"""
ATTACHMENTS = r"""
$found = get_posts (['post_type' => 'attachment', 'post_status' => 'any', 'numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC']);
echo json_encode (array_map (function ($post) {
  $file = get_attached_file ($post->ID);
  return ['id' => $post->ID, 'title' => $post->post_title, 'caption' => $post->post_excerpt,
    'description' => $post->post_content, 'alt' => get_post_meta ($post->ID, '_wp_attachment_image_alt', true),
    'mime' => $post->post_mime_type, 'parent' => $post->post_parent, 'author' => get_userdata ($post->post_author)->user_login ?? '',
    'url' => wp_get_attachment_url ($post->ID), 'file' => $file, 'bytes' => is_file ($file) ? filesize ($file) : null,
    'sha256' => is_file ($file) ? hash_file ('sha256', $file) : null, 'meta' => wp_get_attachment_metadata ($post->ID) ?: null];
}, $found));
"""
TERMS = r"""
$found = get_terms (['taxonomy' => $input['taxonomy'], 'hide_empty' => false, 'orderby' => 'term_id']);
echo json_encode (array_map (fn ($term) => ['id' => $term->term_id, 'name' => html_entity_decode ($term->name), 'slug' => $term->slug,
  'parent' => $term->parent, 'count' => $term->count], $found));
"""
CLEAR = r"""
foreach (get_posts (['post_type' => ['post', 'page', 'attachment', 'wp_block'], 'numberposts' => -1,
    'post_status' => array_merge (['inherit'], array_values (get_post_stati ()))]) as $post)
  $post->post_type == 'attachment' ? wp_delete_attachment ($post->ID, true) : wp_delete_post ($post->ID, true);
foreach (['category', 'post_tag'] as $taxonomy)
  foreach (get_terms (['taxonomy' => $taxonomy, 'hide_empty' => false]) as $term)
    if ($term->term_id != get_option ('default_category'))
      wp_delete_term ($term->term_id, $taxonomy);
"""


class User:
    """Somebody with a role: `secret` opens wp-login.php, `password` is the application password."""

    def __init__(self, id, login, secret, password):  # pylint: disable=redefined-builtin
        self.id, self.login, self.secret, self.password = id, login, secret, password

    @property
    def auth(self):
        return {"Authorization": "Basic " + base64.b64encode(f"{self.login}:{self.password}".encode()).decode()}


def run_php(folder, code, data=None, host="localhost", before=""):
    """Run code inside the site whose folder this is; $input is the data. Returns what it prints."""
    script = (f"<?php $_SERVER['HTTP_HOST'] = '{host}'; {before} $input = json_decode (getenv ('MARBRE_INPUT'), true); "
              f"require '{folder}/site/wp-load.php'; wp_set_current_user (1);\n{code}")
    done = subprocess.run(["php", "-d", "display_errors=stderr", "-d", "memory_limit=512M"], input=script, text=True,
                          capture_output=True, check=False, env={**os.environ, **clock(folder), "MARBRE_INPUT": json.dumps(data)})
    if done.returncode:
        raise RuntimeError(f"PHP: {done.stderr}\n{done.stdout}")
    return done.stdout


def database(folder):
    owner = ["--user=root"] if os.getuid() == 0 else []
    return Server(["mariadbd", "--no-defaults", *owner, f"--datadir={folder}/data", f"--socket={folder}/db.sock",
                   f"--pid-file={folder}/db.pid", "--skip-networking", "--skip-name-resolve", "--performance-schema=0",
                   "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=4M", "--innodb-flush-log-at-trx-commit=0",
                   "--innodb-buffer-pool-load-at-startup=0", "--innodb-buffer-pool-dump-at-shutdown=0"],
                  r"ready for connections", folder / "db.log")


def make_template(folder):
    """An installed site with its people: `site`, `data`, `users.json`."""
    owner = ["--user=root"] if os.getuid() == 0 else []
    subprocess.run(["cp", "-rL", "/usr/share/wordpress", str(folder / "site")], check=True)
    (folder / "site/wp-config.php").unlink(missing_ok=True)
    (folder / "site/wp-content/uploads").mkdir(exist_ok=True)
    set_clock(folder, 0)
    keys = "\n".join(f"define ('{name}', '{secrets.token_hex(32)}');" for name in KEYS)
    (folder / "site/wp-config.php").write_text(CONFIG % keys)
    subprocess.run(["mariadb-install-db", "--no-defaults", *owner, f"--datadir={folder}/data", "--skip-test-db",
                    "--auth-root-authentication-method=normal", "--innodb-log-file-size=4M"],
                   check=True, stdout=subprocess.DEVNULL)
    server = database(folder)
    try:
        subprocess.run(["mariadb", "--no-defaults", f"--socket={folder}/db.sock", "-u", "root", "-e",
                        "CREATE DATABASE wordpress CHARACTER SET utf8mb4"], check=True)
        data = {"secrets": {role: secrets.token_urlsafe(12) for role in ROLES}}
        run_php(folder, INSTALL, data, before="define ('WP_INSTALLING', true);")
        (folder / "users.json").write_text(run_php(folder, PEOPLE, data))
    finally:
        server.stop(signal.SIGTERM)


class WordPress:
    """A site of one's own, empty but for its people. Everything of it is gone after stop ()."""

    def __init__(self):
        made = template("wordpress", key_of(CONFIG, INSTALL, PEOPLE, inspect.getsource(make_template), version_of(*PACKAGES)), make_template)
        self.folder = Path(tempfile.mkdtemp(prefix="wordpress-"))
        self.servers = []
        try:
            for name in ("site", "data", "users.json"):
                copy_tree(made / name, self.folder / name)
            self.set_ahead(0)
            (self.folder / "router.php").write_text(ROUTER)
            self.servers.append(database(self.folder))
            settings = ("upload_max_filesize=64M", "post_max_size=64M", "memory_limit=256M", "opcache.enable_cli=1",
                        "opcache.revalidate_freq=0")
            self.servers.append(Server(["php", *(word for setting in settings for word in ("-d", setting)), "-S", "127.0.0.1:0",
                                        "-t", self.folder / "site", self.folder / "router.php"],
                                       r"\(http://127\.0\.0\.1:(\d+)\) started", self.folder / "php.log", cwd=self.folder / "site",
                                       env={**os.environ, **clock(self.folder), "PHP_CLI_SERVER_WORKERS": "4"}))
        except BaseException:
            self.stop()
            raise
        self.port = int(self.servers[-1].match.group(1))
        self.url = f"http://127.0.0.1:{self.port}"
        self.users = {role: User(**user) for role, user in json.loads((self.folder / "users.json").read_text()).items()}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        while self.servers:
            self.servers.pop().stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def php(self, code, data=None):
        """Run PHP code inside the site, as its administrator; $input is the data. Returns what it prints."""
        return run_php(self.folder, code, data, host=f"127.0.0.1:{self.port}")

    def look(self, code, data=None):
        return json.loads(self.php(code, data))

    def rest(self, route, data=None, user="administrator", method=None):
        """Ask the site's REST interface, under any permalinks; route may carry a query: `/wp/v2/posts&per_page=1`."""
        return ask(f"{self.url}/?rest_route={route}", data, self.users[user].auth if user else {}, method)

    def set_permalinks(self, structure):
        """'' or '/%postname%/'."""
        self.php("global $wp_rewrite; $wp_rewrite->set_permalink_structure ($input); $wp_rewrite->flush_rules ();", structure)
        if structure:
            (self.folder / "pretty").touch()
        else:
            (self.folder / "pretty").unlink(missing_ok=True)

    def set_ahead(self, seconds):
        """How far the site's clock is ahead of ours: so an hour comes without waiting."""
        set_clock(self.folder, seconds)

    def set_timezone(self, zone):
        """'Europe/Paris', or an offset in hours: '-5'."""
        name, offset = ("", zone) if zone.lstrip("+-").replace(".", "").isdigit() else (zone, "")
        self.php("update_option ('timezone_string', $input[0]); update_option ('gmt_offset', $input[1]);", [name, offset])

    def set_language(self, locale):
        """'fr_FR', or '' for English."""
        self.php("update_option ('WPLANG', $input);", locale)

    def live_at(self, address):
        """Have one address, and send readers there who come by another; None: live wherever one is asked."""
        file = self.folder / "address"
        if address:
            file.write_text(address)
        else:
            file.unlink(missing_ok=True)

    def add_plugin(self, name, code):
        """A must-use plugin: how a site differs from a plain one. Empty code takes it away."""
        folder = self.folder / "site/wp-content/mu-plugins"
        folder.mkdir(exist_ok=True)
        for old in folder.glob(f"{name}-*.php"):
            old.unlink()
        # Each time another file: PHP keeps what it has compiled, and a clock that is set makes it sure of itself.
        if code:
            (folder / f"{name}-{secrets.token_hex(4)}.php").write_text(f"<?php\n{code}\n")

    def run_cron(self):
        """What a visitor's request would do: publish what is due."""
        return ask(f"{self.url}/wp-cron.php?doing_wp_cron")

    def clear(self):
        """No posts, pages, pictures, categories and tags any more."""
        self.php(CLEAR)

    def posts(self, type="post"):  # pylint: disable=redefined-builtin
        """Every post in whatever state, bin and automatic drafts too."""
        return self.look(POSTS, {"type": type, "id": 0})

    def post(self, id, type="post"):  # pylint: disable=redefined-builtin
        found = self.look(POSTS, {"type": type, "id": id})
        return found[0] if found else None

    def attachments(self):
        return self.look(ATTACHMENTS)

    def terms(self, taxonomy="category"):
        return self.look(TERMS, {"taxonomy": taxonomy})

    def blocks(self, *posts, user="administrator"):
        """What the site's own block editor makes of posts: id → its blocks, flat, each with name, isValid and depth."""
        task = {"url": self.url, "login": self.users[user].login, "secret": self.users[user].secret, "posts": posts}
        modules = subprocess.run([PROJECT / "tools/node-modules"], capture_output=True, text=True, check=True).stdout.strip()
        done = subprocess.run(["node", PROJECT / "tests/sites/blocks.js"], input=json.dumps(task), capture_output=True, text=True,
                              check=False, env={**os.environ, "NODE_PATH": modules})
        if done.returncode:
            raise RuntimeError(f"the block editor: {done.stderr}")
        return {int(id): blocks for id, blocks in json.loads(done.stdout).items()}


def wrong_blocks(blocks):
    """Those for which an editor would see a warning, a recovery prompt or one grey lump of HTML."""
    return [block for block in blocks if not block["isValid"] or block["name"] in ("core/missing", "core/freeform")]
