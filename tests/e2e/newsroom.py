"""Marbre as the stories use it: a folder of articles, the window, and marbre-cli beside it.

Each story has a folder, a configuration and programs of its own; whatever it leaves running is ended with it.
"""

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import traceback
from pathlib import Path

import desk

SAVED = {"en": "Saved Here", "fr": "Enregistré ici"}
FRENCH = {"LANGUAGE": "fr", "LANG": "fr_FR.UTF-8"}
STORIES = []


def story(sentence):
    """Marks a function as a story; the sentence is its case."""

    def keep(function):
        STORIES.append((sentence, function))
        return function

    return keep


def check(good, sentence, detail=""):
    if not good:
        raise AssertionError(f"{sentence}\n{detail}".strip())


def same(got, wanted, what):
    check(got == wanted, f"{what} is not what it should be", f"got    {got!r}\nwanted {wanted!r}")


class Newsroom:
    def __init__(self, name="story", place=None):
        self.folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=place or os.environ["MARBRE_DESK"]))
        self.data = self.folder / "articles"
        self.apps = []
        self.others = []
        shutil.copytree(os.environ["XDG_CONFIG_HOME"], self.folder / "config")
        # Leaks are the widget suite's business: keeping every allocation's slow trace makes a window five times slower.
        quick = "detect_leaks=0:fast_unwind_on_malloc=1"
        self.env = {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": str(self.folder / "config"),
                    "ASAN_OPTIONS": ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), quick)))}
        keys("us")

    # Programs

    def start(self, *arguments, through=(), **env):
        """Open the window on the folder; ready when it is on the screen. It learns of a full disk as an error, not by a signal."""
        app = desk.App(["sh", "-c", "trap '' XFSZ; exec \"$@\"", "marbre", *through, desk.program("marbre"), "--data-dir", str(self.data),
                        *map(str, arguments)], **{**self.env, **env})
        app.language = "fr" if env.get("LANGUAGE") == "fr" else "en"
        self.apps.append(app)
        app.wait_window()
        app.find("frame")
        return app

    def cli(self, *arguments, status=0, data=None):
        """What marbre-cli prints beside the running window."""
        answer = subprocess.run([desk.program("marbre-cli"), "--data-dir", str(data or self.data), *map(str, arguments)],
                                capture_output=True, text=True, check=False, env={**os.environ, **self.env})
        check(status is None or answer.returncode == status,
              f"marbre-cli {' '.join(map(str, arguments))} ends with {answer.returncode}", answer.stdout + answer.stderr)
        return answer.stdout

    def spawn(self, *command, **kwargs):
        process = subprocess.Popen(list(map(str, command)), **kwargs)
        self.others.append(process)
        return process

    def add(self, text, name="article.md"):
        """Put an article into the folder without a window; its id."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return self.cli("import", path).strip().split()[0]

    def list(self, *arguments):
        """(id, headline) of every article in the list's order."""
        rows = [line.split("\t") for line in self.cli("list", *arguments).splitlines()]
        return [(row[0], row[2]) for row in rows]

    def only(self):
        """The id of the one article there is."""
        rows = desk.wait_for("an article in the store", self.list)
        same(len(rows), 1, "the number of articles")
        return rows[0][0]

    def blocks(self, article=None):
        """The article as the store has it: [(kind, [part, …])] with runs of styled text as they are."""
        stored = json.loads(self.cli("show", article or self.only(), "--as", "json"))
        return [(block["kind"], block.get("parts", [])) for block in stored["blocks"]]

    def html(self, article=None):
        return self.cli("show", article or self.only(), "--as", "html")

    def remembered(self):
        """Where the store says that the writer was."""
        try:
            with sqlite3.connect(f"file:{self.data}/drafts.db?mode=ro", uri=True) as store:
                row = store.execute("select value from setting where key = 'session'").fetchone()
        except sqlite3.Error:
            return None
        return row and row[0]

    def close(self):
        """End what runs; the status of the windows that were still open."""
        statuses = []
        for app in self.apps:
            if app.process.poll() is None:
                statuses.append(app.quit())
        for process in self.others:
            if process.poll() is None:
                process.terminate()
                process.wait()
        return statuses

    def forget(self):
        shutil.rmtree(self.folder, ignore_errors=True)


# Hands

def keys(layout, *arguments):
    subprocess.run(["setxkbmap", "-layout", layout, "-variant", "", *arguments], check=True)


def the_text(app):
    """The writing surface."""
    return app.find("text", contains="Article")


def lines(app):
    return desk.text_of(the_text(app)).split("\n")


def write(app, text, delay_ms=12):
    """Type, and wait until it stands in the text. One line: Enter is pressed by the story."""
    surface = the_text(app)
    before = desk.text_of(surface).count(text)
    desk.type_text(text, delay_ms)
    desk.wait_for(f"the typed words {text!r}", lambda: desk.text_of(surface).count(text) > before, alive=app.process)
    keys("us")


def wait_text(app, what, right):
    """Until the text's lines are right."""
    surface = the_text(app)
    desk.wait_for(what, lambda: right(desk.text_of(surface).split("\n")), alive=app.process)


def wait_lines(app, wanted):
    surface = the_text(app)
    try:
        desk.wait_for("the text", lambda: desk.text_of(surface).split("\n") == wanted, 15, app.process)
    except desk.Missing:
        same(desk.text_of(surface).split("\n"), wanted, "the text")


def wait_saved(app):
    return app.find("label", contains=SAVED[app.language])


def begin(app):
    """A new article by its key; the caret is in the headline."""
    desk.key("ctrl+n")
    surface = the_text(app)
    desk.wait_for("an empty article", lambda: not desk.text_of(surface).strip(), alive=app.process)
    desk.wait_for("the caret in it", lambda: desk.state(surface, "FOCUSED"), alive=app.process)
    return surface


def open_article(app, headline):
    """By its row."""
    app.press("list item", headline)
    surface = the_text(app)
    desk.wait_for(f"the article {headline!r}", lambda: headline in desk.text_of(surface), alive=app.process)
    desk.wait_for("the caret in it", lambda: desk.state(surface, "FOCUSED"), alive=app.process)
    return surface


def focus_text(app):
    surface = the_text(app)
    for _ in range(4):
        if desk.state(surface, "FOCUSED"):
            return surface
        desk.key("F6")
        desk.wait_still(3, 100)
    check(False, "F6 does not come to the text", app.tree())


def rows(app):
    """The list's rows as they are called."""
    found = app.find_now("list", "Articles")
    return [desk.label_of(row) for row in desk.children(found) if desk.is_shown(row)] if found else []


def menu_items(app):
    """The entries of the menu that is open. GTK gives them no names, so they are told by their number."""
    menu = app.find_now("menu")
    return [node for node in desk.walk(menu) if node.get_role_name() == "menu item"] if menu else []


def choose(app, number):
    """An entry of the menu that is open, from 0."""
    items = desk.wait_for("the menu", lambda: menu_items(app), alive=app.process)
    desk.wait_still()
    app.click(items[number])


def focused(app):
    root = app.root()
    root.clear_cache()
    return next((node for node in desk.walk(root) if desk.state(node, "FOCUSED")), None)


def page_text(app):
    """The words of the preview's page."""
    page = app.find_now("document web", shown=False)  # its top may be scrolled away
    if page is None:
        return ""
    page.clear_cache()
    return "\n".join(desk.text_of(node) for node in desk.walk(page) if node.get_text_iface())


def page_node(app, words):
    """A node of the preview's page by its words."""
    page = app.find_now("document web", shown=False)  # its top may be scrolled away
    if page is None:
        return None
    page.clear_cache()
    return next((node for node in desk.walk(page) if node.get_text_iface() and words in desk.text_of(node)), None)


def on_screen(node):
    """A node of the web page on the screen."""
    box = desk.Atspi.Component.get_extents(node, desk.Atspi.CoordType.SCREEN)
    return box.x, box.y, box.width, box.height


def put_on_clipboard(room, text, target="UTF8_STRING"):
    """As another program would."""
    process = room.spawn("xclip", "-quiet", "-selection", "clipboard", "-t", target, "-i", stdin=subprocess.PIPE,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.stdin.write(text.encode("utf-8"))
    process.stdin.close()
    desk.wait_for("the clipboard", lambda: target in targets())


OWNER = """
import json, sys, gi
gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, Gtk
Gtk.init()
kinds = [Gdk.ContentProvider.new_for_bytes(kind, GLib.Bytes.new(words.encode())) for kind, words in json.load(sys.stdin).items()]
Gdk.Display.get_default().get_clipboard().set_content(Gdk.ContentProvider.new_union(kinds))
GLib.MainLoop().run()
"""


def offer(room, kinds):
    """Put the same thing on the clipboard in several kinds, as another program with windows would."""
    process = room.spawn("python3", "-c", OWNER, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.stdin.write(json.dumps(kinds).encode("utf-8"))
    process.stdin.close()
    desk.wait_for("the clipboard", lambda: set(kinds) <= set(targets()), alive=process)


def targets():
    """What the clipboard says that it has."""
    return subprocess.run(["xclip", "-selection", "clipboard", "-o", "-t", "TARGETS"], capture_output=True, text=True,
                          check=False).stdout.split()


def frame(window):
    """What the shadow takes of a window: left, right, top, bottom."""
    answer = subprocess.run(["xprop", "-id", window, "_GTK_FRAME_EXTENTS"], capture_output=True, text=True, check=False).stdout
    return tuple(map(int, re.findall(r"\d+", answer.split("=")[1]))) if "=" in answer else (0, 0, 0, 0)


def resize(app, width, height=None):
    """Give the window, without its shadow, a size."""
    window = app.window_id()
    left, right, top, bottom = frame(window)
    height = height or desk.geometry(window)[3] - top - bottom
    subprocess.run(["xdotool", "windowsize", "--sync", window, str(width + left + right), str(height + top + bottom)],
                   check=True, capture_output=True)
    desk.wait_still()


def descendants(pid):
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in found:
            yield child
            yield from descendants(child)


def processes(app, name):
    """Processes that the program started, by their command's name (as the kernel cuts it)."""

    def called(pid):
        try:
            return Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            return ""

    return [pid for pid in descendants(app.process.pid) if called(pid) == name[:15]]


def kill(app):
    """As a power cut would, for one program."""
    app.process.send_signal(signal.SIGKILL)
    app.process.wait()


def fill_disk(app, full=True):
    """No file of the program may grow any more, as on a disk without room; or again it may."""
    _, most = resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, (1 if full else most, most))


# Telling

def run_story(tap, sentence, function, pictures):
    room = Newsroom(function.__name__)
    problem = ""
    try:
        function(room)
    except (desk.Missing, AssertionError, desk.GLib.Error) as missing:
        problem = f"{missing}\n{traceback.format_exc(limit=-3)}"
        problem += "".join(f"\n{app.tree()}" for app in room.apps if app.process.poll() is None)
        if "DISPLAY" in os.environ:
            problem += f"\npicture: {desk.picture(pictures / f'{function.__name__}.png')}"
    statuses = room.close()
    if not problem and any(status != 0 for status in statuses):
        problem = f"a window ended with status {statuses} when it was closed"
    if problem:
        problem += "".join(f"\n{app.output()[-3000:]}" for app in room.apps)
    room.forget()
    return tap.ok(not problem, sentence, problem)
