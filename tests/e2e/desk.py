"""What a person does at a desk, for the suites that use the real programs: look, point, click, type, wait.

Everything goes through accessibility (find by role and name) and through XTest keys and buttons; nothing here knows
Marbre's insides. Run at a desk made by tools/desk-session.
"""

import os
import shutil
import subprocess
import sys
import time
import warnings
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402
from Xlib import X, display, protocol  # noqa: E402

warnings.filterwarnings("ignore", category=DeprecationWarning)  # libatspi's own renames
PROJECT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = float(os.environ.get("MARBRE_PATIENCE", "30"))


class Missing(AssertionError):
    """What was waited for did not come."""


def build_folder():
    return Path(os.environ.get("MARBRE_BUILD", PROJECT / "build/dev"))


def program(name):
    return str(build_folder() / "src" / name)


def wait_for(what, ready, patience_s=None, alive=None):
    """Iterate the main context until ready () gives something true; that is returned."""
    deadline = time.monotonic() + (patience_s or PATIENCE_S)
    context = GLib.MainContext.default()
    while True:
        try:
            found = ready()
        except GLib.Error:  # a widget that went away while it was asked
            found = None
        if found:
            return found
        if alive is not None and alive.poll() is not None:
            raise Missing(f"{what}: the program ended with status {alive.returncode}")
        if time.monotonic() > deadline:
            raise Missing(f"waited in vain for {what}")
        while context.iteration(False):
            pass
        wake = GLib.timeout_add(20, lambda: GLib.SOURCE_REMOVE)
        context.iteration(True)
        if context.find_source_by_id(wake):
            GLib.source_remove(wake)


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def walk(node, depth=60):
    yield node
    if depth:
        try:
            below = list(children(node))
        except GLib.Error:
            return
        for child in below:
            yield from walk(child, depth - 1)


def state(node, name):
    return node.get_state_set().contains(getattr(Atspi.StateType, name))


def is_shown(node):
    return state(node, "SHOWING") and state(node, "VISIBLE")


def label_of(node):
    """What a control is called: its name, or the text of what labels it."""
    name = node.get_name()
    if name:
        return name
    for relation in node.get_relation_set() or []:
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            targets = [relation.get_target(index) for index in range(relation.get_n_targets())]
            return " ".join(target.get_name() or "" for target in targets if target).strip()
    return ""


def matches(node, role, name, contains):
    if role is not None and node.get_role_name() not in ((role,) if isinstance(role, str) else role):
        return False
    label = label_of(node) if name is not None or contains is not None else ""
    return (name is None or label == name) and (contains is None or contains in label)


class App:
    """A running program and its accessible tree."""

    def __init__(self, command, **env):
        self.log = open(os.path.join(os.environ["MARBRE_DESK"], f"{Path(command[0]).name}.{time.monotonic_ns()}.log"), "w+b")
        self.process = subprocess.Popen(command, env={**os.environ, **env}, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=subprocess.STDOUT)

    def output(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def root(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for child in children(desktop):
            if child.get_process_id() == self.process.pid:
                return child
        return None

    def find_now(self, role=None, name=None, contains=None, shown=True, under=None):
        root = under or self.root()
        if root is None:
            return None
        root.clear_cache()
        for node in walk(root):
            try:
                if matches(node, role, name, contains) and (not shown or is_shown(node)):
                    return node
            except GLib.Error:
                continue
        return None

    def find(self, role=None, name=None, contains=None, shown=True, under=None, patience_s=None):
        what = " ".join(str(part) for part in (role, name and repr(name), contains and f"…{contains!r}…") if part)
        return wait_for(what, lambda: self.find_now(role, name, contains, shown, under), patience_s, self.process)

    def wait_gone(self, role=None, name=None, contains=None):
        wait_for(f"{role} {name or contains} to go", lambda: self.find_now(role, name, contains) is None)

    def window_id(self):
        """The X window of the program that is mapped and largest."""
        answer = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                                capture_output=True, text=True, check=False).stdout.split()
        return max(answer, key=lambda window: geometry(window)[2] * geometry(window)[3], default=None)

    def wait_window(self):
        window = wait_for("the window", self.window_id, None, self.process)
        subprocess.run(["xdotool", "windowactivate", "--sync", window], check=True, capture_output=True)
        return window

    def place(self, node):
        """Where a widget is on the screen: x, y, width, height."""
        frame = node
        while frame.get_role_name() not in ("frame", "dialog", "window") and frame.get_parent() is not None:
            frame = frame.get_parent()
        outer = Atspi.Component.get_extents(frame, Atspi.CoordType.WINDOW)
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        x, y = geometry(self.window_id())[:2]
        return x + box.x - outer.x, y + box.y - outer.y, box.width, box.height

    def act(self, node):
        """Do what a screen reader's user does with a control; by pointer where it offers no action."""
        for inner in walk(node, 3):
            for index in range(Atspi.Action.get_n_actions(inner) if inner.get_action_iface() else 0):
                if Atspi.Action.get_action_name(inner, index) in ("click", "activate", "press", "toggle"):
                    return Atspi.Action.do_action(inner, index)
        return self.click(node)

    def click(self, node, button=1, at=(0.5, 0.5)):
        """With the pointer. GTK tells places without its parents' padding: aim at things larger than a dozen pixels."""
        x, y, width, height = self.place(node)
        click_at(int(x + width * at[0]), int(y + height * at[1]), button)

    def press(self, role, name, **kwargs):
        """Find a control by what it is and is called, and use it."""
        node = self.find(role, name, **kwargs)
        self.act(node)
        return node

    def tree(self):
        """The tree as text, for messages of failed tests."""
        root = self.root()
        lines = []

        def add(node, depth):
            try:
                if depth == 0 or is_shown(node):
                    said = label_of(node) or node.get_role_name() not in ("panel", "grouping")
                    if said:
                        lines.append("  " * depth + f"{node.get_role_name()} {label_of(node)!r}")
                    for child in children(node):
                        add(child, depth + bool(said))
            except GLib.Error:
                pass

        if root is None:
            others = ", ".join(f"{child.get_name()} ({child.get_process_id()})" for child in children(Atspi.get_desktop(0)))
            return f"process {self.process.pid} has no accessible tree; there are: {others or 'none'}"
        add(root, 0)
        return "\n".join(lines)

    def quit(self, patience_s=15):
        """Close the program as the window manager would; its exit status, or None when it had to be killed."""
        if self.process.poll() is None:
            window = self.window_id()
            if window:
                close_window(window)
            try:
                self.process.wait(patience_s)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                return None
        return self.process.returncode


def close_window(window):
    """Ask the window manager to close a window, as its button in a taskbar does."""
    screen = display.Display()
    root = screen.screen().root
    event = protocol.event.ClientMessage(window=screen.create_resource_object("window", int(window)),
                                         client_type=screen.intern_atom("_NET_CLOSE_WINDOW"), data=(32, [0, 2, 0, 0, 0]))
    root.send_event(event, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
    screen.sync()  # the message is lost when the connection ends before the server has read it
    screen.close()


def geometry(window):
    answer = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True, check=False)
    values = dict(line.split("=") for line in answer.stdout.split() if "=" in line)
    return tuple(int(values.get(name, 0)) for name in ("X", "Y", "WIDTH", "HEIGHT"))


def click_at(x, y, button=1):
    # Not --sync: it waits for a movement, and the pointer may be there already.
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", str(button)], check=True)


def type_text(text, delay_ms=12):
    """Type as on a keyboard; beyond ASCII on a French one, which stays."""
    if not text.isascii():
        subprocess.run(["setxkbmap", "-layout", "fr", "-variant", "oss"], check=True)
    subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", str(delay_ms), "--", text], check=True)


def key(*names):
    subprocess.run(["xdotool", "key", "--clearmodifiers", "--delay", "12", *names], check=True)


def text_of(node):
    """All of its text. GTK counts pictures and does not tell them, so an end by the count would cut words off."""
    node.clear_cache()
    return Atspi.Text.get_text(node, 0, -1)


def caret_of(node):
    return Atspi.Text.get_caret_offset(node)


def picture(path, window=None, crop=None):
    """Save the screen, or one window of it, or a crop (x, y, width, height) of either, as a PNG."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    command = ["import", "-silent", "-window", window or "root"]
    if crop:
        command += ["-crop", "{2}x{3}+{0}+{1}".format(*crop), "+repage"]
    subprocess.run([*command, str(path)], check=True)
    return path


def wait_still(patience_s=10, still_ms=300):
    """Wait until the screen has not changed for a moment: animations and loading are over."""
    last, since = None, time.monotonic()

    def still():
        nonlocal last, since
        now = subprocess.run(["import", "-silent", "-window", "root", "rgb:-"], check=True, capture_output=True).stdout
        if now != last:
            last, since = now, time.monotonic()
            return False
        return (time.monotonic() - since) * 1000 >= still_ms

    wait_for("a still screen", still, patience_s)


def need(name):
    """A program the suite cannot do without."""
    if shutil.which(name) is None:
        print(f"Bail out! {name} is not installed here")
        sys.exit(1)
