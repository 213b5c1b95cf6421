"""A real Ghost for tests: Node, a SQLite file, everything below a temporary folder.

    with Ghost () as site:
        site.url, site.key, site.people["author"].email, site.posts ()

tools/ghost-folder has the installation; a set-up site with its people is a template in the cache, and each start copies
it. A Ghost has one address: behind the fault proxy it is made with the proxy's, `Ghost (url=proxy.url)`. `local` is where
it really listens, for whoever looks behind the proxy's back.
"""

import base64
import datetime
import hashlib
import hmac
import inspect
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

from server import READY_S, Server, ask, clock, copy_tree, key_of, set_clock, template

PROJECT = Path(__file__).resolve().parent.parent.parent
OWNER = "owner@example.org"
ROLES = {"administrator": "Administrator", "editor": "Editor", "author": "Author", "contributor": "Contributor"}
VERSION = {"Accept-Version": "v5.130"}


class Person:
    def __init__(self, id, email, secret):  # pylint: disable=redefined-builtin
        self.id, self.email, self.secret = id, email, secret


def installation():
    return Path(subprocess.run([PROJECT / "tools/ghost-folder"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(installed, folder, url=None):
    """Returns the server, its address on this machine and the one it believes in."""
    port = free_port()
    local = f"http://127.0.0.1:{port}"
    settings = {
        "url": url or local, "server__host": "127.0.0.1", "server__port": port, "database__client": "sqlite3",
        "database__connection__filename": folder / "ghost.db", "database__useNullAsDefault": "true",
        "paths__contentPath": folder / "content", "mail__transport": "Direct", "security__staffDeviceVerification": "false",
        "privacy__useUpdateCheck": "false", "privacy__useGravatar": "false", "privacy__useRpcPing": "false",
        "logging__transports": '["stdout"]', "logging__level": "info", "NODE_ENV": "development",
    }
    env = {name: value for name, value in os.environ.items() if not name.startswith("npm_")}
    set_clock(folder, 0)
    env.update(clock(folder))
    env.update({name: str(value) for name, value in settings.items()})
    server = Server(["node", "index.js"], r"Ghost booted in", folder / "ghost.log", cwd=installed, env=env)
    # Booted, it is still gathering addresses; until then it answers 503, and nothing that it says tells when it ends.
    end = time.monotonic() + READY_S
    while ask(f"{local}/ghost/api/admin/site/").status == 503:
        if time.monotonic() > end:
            server.stop()
            raise RuntimeError(f"Ghost did not open:\n{server.tail()}")
        time.sleep(0.05)
    return server, local, url or local


class Session:
    """The owner's session: what the site's own administration pages use."""

    def __init__(self, local, url, email, secret):
        self.local, self.headers = local, {"Origin": url, **VERSION}
        answer = self.ask("session/", {"username": email, "password": secret})
        if answer.status != 201:
            raise RuntimeError(f"no session: {answer.status} {answer.text[:500]}")
        self.headers["Cookie"] = answer.headers["Set-Cookie"].split(";")[0]

    def ask(self, path, data=None, method=None):
        return ask(f"{self.local}/ghost/api/admin/{path}", data, self.headers, method)


def set_up(local, url, secret):
    """Owner and integration; returns the key of the integration."""
    owner = {"name": "Aïcha Traoré", "email": OWNER, "password": secret, "blogTitle": "Le Quai"}
    answer = ask(f"{local}/ghost/api/admin/authentication/setup/", {"setup": [owner]}, {"Origin": url, **VERSION})
    if answer.status != 201:
        raise RuntimeError(f"no owner: {answer.status} {answer.text[:500]}")
    session = Session(local, url, OWNER, secret)
    answer = session.ask("integrations/?include=api_keys", {"integrations": [{"name": "Marbre"}]})
    return next(key["secret"] if ":" in key["secret"] else f"{key['id']}:{key['secret']}"
                for key in answer.json["integrations"][0]["api_keys"] if key["type"] == "admin")


def add_people(path):
    """A person for each role, with the owner's password: inviting them would take mail."""
    people = {}
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        owner = dict(db.execute("SELECT * FROM users WHERE email = ?", [OWNER]).fetchone())
        people["owner"] = {"id": owner["id"], "email": OWNER}
        for name, role in ROLES.items():
            one = dict(owner, id=secrets.token_hex(12), name=f"{name.capitalize()} Mensah", slug=name, email=f"{name}@example.org")
            db.execute(f"INSERT INTO users ({','.join(one)}) VALUES ({','.join('?' * len(one))})", list(one.values()))
            role_id = db.execute("SELECT id FROM roles WHERE name = ?", [role]).fetchone()[0]
            db.execute("INSERT INTO roles_users (id, role_id, user_id) VALUES (?, ?, ?)", [secrets.token_hex(12), role_id, one["id"]])
            people[name] = {"id": one["id"], "email": one["email"]}
        for (post,) in db.execute("SELECT id FROM posts").fetchall():
            for table in ("posts_authors", "posts_tags", "posts_meta"):
                db.execute(f"DELETE FROM {table} WHERE post_id = ?", [post])
        db.execute("DELETE FROM posts")
        db.execute("DELETE FROM tags")
    return people


def make_template(folder):
    installed = installation()
    copy_tree(installed / "content", folder / "content")
    for about in (folder / "content").glob("*/README.md"):
        about.unlink()
    server, local, url = start(installed, folder)
    secret = secrets.token_urlsafe(12)
    try:
        key = set_up(local, url, secret)
    finally:
        server.stop(signal.SIGTERM)
    people = add_people(folder / "ghost.db")
    (folder / "access.json").write_text(json.dumps({"key": key, "secret": secret, "people": people}))


class Ghost:
    """A site of one's own, empty but for its people. Everything of it is gone after stop ()."""

    def __init__(self, url=None):
        installed = installation()
        recipe = [inspect.getsource(step) for step in (start, set_up, add_people, make_template)]
        made = template("ghost", key_of(*recipe, installed.name), make_template)
        access = json.loads((made / "access.json").read_text())
        self.folder = Path(tempfile.mkdtemp(prefix="ghost-"))
        self.server, self.owner, self.ahead = None, None, 0
        try:
            for name in ("content", "ghost.db"):
                copy_tree(made / name, self.folder / name)
            self.server, self.local, self.url = start(installed, self.folder, url)
        except BaseException:
            self.stop()
            raise
        self.port = int(self.local.rsplit(":", 1)[1])
        self.key, self.secret = access["key"], access["secret"]
        self.people = {name: Person(secret=self.secret, **person) for name, person in access["people"].items()}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.server:
            self.server.stop()
        self.server = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def session(self):
        if not self.owner:
            self.owner = Session(self.local, self.url, OWNER, self.secret)
        return self.owner

    def admin(self, path, data=None, method=None):
        """Ask the Admin API as the owner does."""
        return self.session().ask(path, data, method)

    def set_ahead(self, seconds):
        """How far the site's clock is ahead of ours. Sessions and tokens of before are then too old."""
        set_clock(self.folder, seconds)
        self.ahead, self.owner = seconds, None

    def token(self, key=None):
        """A token made of an admin key, as an integration sends it."""
        id, secret = (key or self.key).split(":")  # pylint: disable=redefined-builtin
        now = int(time.time()) + self.ahead
        parts = [{"alg": "HS256", "typ": "JWT", "kid": id}, {"iat": now, "exp": now + 300, "aud": "/admin/"}]
        text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        seal = hmac.digest(bytes.fromhex(secret), text.encode(), hashlib.sha256)
        return f"{text}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"

    @property
    def auth(self):
        return {"Authorization": f"Ghost {self.token()}", **VERSION}

    def posts(self):
        """Every post in whatever state, as the owner sees it: lexical and html, authors, tags."""
        return self.admin("posts/?limit=all&formats=html,lexical&include=authors,tags&order=created_at%20asc").json["posts"]

    def post(self, id=None, slug=None):  # pylint: disable=redefined-builtin
        where = f"slug/{slug}" if slug else id
        answer = self.admin(f"posts/{where}/?formats=html,lexical&include=authors,tags")
        return answer.json["posts"][0] if answer.status == 200 else None

    def tags(self):
        return self.admin("tags/?limit=all").json["tags"]

    def emails(self):
        """Newsletters that were sent, or tried: there must be none that nobody asked for."""
        with sqlite3.connect(f"file:{self.folder}/ghost.db?mode=ro", uri=True) as db:
            return [row[0] for row in db.execute("SELECT post_id FROM emails")]

    def images(self):
        """Uploaded files: path below content/images → bytes."""
        root = self.folder / "content/images"
        return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}

    def set_timezone(self, zone):
        answer = self.admin("settings/", {"settings": [{"key": "timezone", "value": zone}]}, "PUT")
        if answer.status != 200:
            raise RuntimeError(answer.text[:500])

    def let_hour_come(self, id):  # pylint: disable=redefined-builtin
        """Do to a scheduled post what Ghost's scheduler does at its hour."""
        with sqlite3.connect(f"file:{self.folder}/ghost.db?mode=ro", uri=True) as db:
            key = ":".join(db.execute("SELECT k.id, k.secret FROM api_keys k JOIN integrations i ON k.integration_id = i.id "
                                      "WHERE i.slug = 'ghost-scheduler' AND k.type = 'admin'").fetchone())
        hour = datetime.datetime.fromisoformat(self.post(id)["published_at"])
        self.set_ahead(max(0, int(hour.timestamp() - time.time()) + 1))
        answer = ask(f"{self.local}/ghost/api/admin/schedules/posts/{id}/?token={self.token(key)}", {}, VERSION, "PUT")
        self.set_ahead(0)
        if answer.status != 200:
            raise RuntimeError(answer.text[:500])

    def clear(self):
        """No posts and tags any more."""
        for post in self.posts():
            self.admin(f"posts/{post['id']}/", method="DELETE")
        for tag in self.tags():
            self.admin(f"tags/{tag['id']}/", method="DELETE")
