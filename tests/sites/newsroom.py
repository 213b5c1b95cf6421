"""A newsroom at the command line, for the suites with real sites: a store, an article with every kind of block, publishing."""

import hashlib
import json
import os
import subprocess
import uuid
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ["MARBRE_BUILD"]).resolve()
CLI = BUILD / "src/marbre-cli"
DONE, FAILED, USAGE, UNCONFIRMED = range(4)


class Newsroom:
    """One store. `secret` is lent to every command that has a site."""

    def __init__(self, folder, secret=None):
        self.folder, self.secret = Path(folder), secret
        self.env = dict(os.environ, DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere", LC_ALL="en_US.UTF-8", LANGUAGE="en",
                        MARBRE_LIBEXECDIR=str(BUILD / "src"))

    def start(self, *words, stdin=subprocess.DEVNULL, secret=None):
        """A command under way; its standard error is its progress."""
        words, secret, files = list(map(str, words)), secret or self.secret, []
        if secret and words[0] in ("publish", "unpublish", "merge", "pull") or words[:2] in (["destination", "add"], ["destination", "test"]):
            read, write = os.pipe()
            os.write(write, secret.encode())
            os.close(write)
            words, files = [*words, "--secret-fd", str(read)], [read]
        process = subprocess.Popen([CLI, "--data-dir", self.folder, "--json", *words], stdin=stdin, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.env, pass_fds=files)
        for file in files:
            os.close(file)
        return process

    def __call__(self, *words, data=b"", secret=None):
        process = self.start(*words, stdin=subprocess.PIPE, secret=secret)
        out, err = process.communicate(data)
        return process.returncode, out.decode(), err.decode()

    def keep_picture(self, data):
        """Where the store keeps it; its name."""
        name = hashlib.sha256(data).hexdigest()
        place = self.folder / "media" / name[:2]
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
        return name

    def take(self, article):
        """A new draft; its id."""
        status, out, err = self("import", "-", "--from", "json", data=json.dumps(article).encode())
        assert status == DONE, err
        return out.strip() if not out.startswith("{") else json.loads(out)["id"]

    def publish(self, draft, site="journal", *words):
        """(status, what was printed as JSON, messages)."""
        status, out, err = self("publish", draft, "--to", site, *words)
        return status, json.loads(out) if out.strip() else {}, err


class Article:
    """Grows block by block; `whole` has one of every kind."""

    def __init__(self, headline, standfirst="", **meta):
        self.meta = {"language": "fr", "byline": "Awa Kossi", **meta}
        self.blocks, self.n = [], 0
        for kind, text in (("kicker", ""), ("headline", headline), ("standfirst", standfirst)):
            self.add(kind, text)

    def add(self, kind, *parts, **attrs):
        self.n += 1
        block = {"id": f"{self.n:016x}", "kind": kind, "parts": list(parts)}
        if attrs:
            block["attrs"] = {name.replace("_", "-"): value for name, value in attrs.items()}
        self.blocks.append(block)
        return self

    def figure(self, media, caption="", credit="", alt="", **attrs):
        return self.add("figure", "", caption, credit, media=media, alt=alt, file_name="quai été.jpg", **attrs)

    def json(self):
        return {"format": 1, "article": str(uuid.uuid4()), "meta": self.meta, "marks": [], "blocks": self.blocks}

    @classmethod
    def whole(cls, media):
        text = {"t": "Le bac a repris ses rotations & l’on compte 3 < 5 navires, dit-on « à quai ».",
                "s": [[3, 6, "strong"], [13, 22, "emphasis"], [31, 43, "link", "https://example.org/a?x=1&y=2"]]}
        article = cls("Le bac « reprend l’eau » & tient", "Après quatorze mois d’arrêt, 3 < 4 rotations par jour.",
                      section="Économie", tags="transport\nlagune", dateline="Grand-Anse")
        article.figure(media, "Le quai nord, lundi à l’aube.", "© Atelier Marbre", "Trois grues au bord de l’eau")
        article.add("paragraph", text).add("crosshead", "Deux rives").add("subcrosshead", "Le précédent de 2019")
        article.add("quotation", "On ne vivra pas de promesses.", "Yann Kerleo, patron pêcheur")
        article.add("pull-quote", "On ne vivra pas de promesses", "Yann Kerleo")
        for text, kind, level in (("Un", "bullet", 0), ("Deux", "bullet", 0), ("Deux bis", "bullet", 1), ("Trois", "bullet", 0),
                                  ("Premier", "ordered", 0), ("Second", "ordered", 0)):
            article.add("list-item", text, list=kind, level=str(level))
        article.add("separator", "").add("embed", "", url="https://www.youtube.com/watch?v=abc&t=10", title="La réunion publique")
        article.add("table", "", "Port", "Bateaux", "Brest", "41", rows="2", columns="2", header="true", title="Source : préfecture.")
        article.add("preformatted", "texte <brut>").add("paragraph", "À savoir : le bac part à l’heure.", container="aside-00000000000000aa")
        article.add("paragraph", "Il revient à midi.", container="aside-00000000000000aa")
        article.figure(media, "Dans l’encadré.", "© Awa", "Une grue", container="aside-00000000000000aa")
        for n, place in enumerate(("au nord", "au sud"), 1):
            article.figure(media if n == 1 else "0" * 64, f"Le quai {place}.", "© Binta", "Un quai", container="gallery-00000000000000bb")
        article.add("paragraph", "Dernier mot.")
        return article
