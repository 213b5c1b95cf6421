"""Every key of the table in src/app/mb-actions.c, on an American and on a French keyboard."""

import re
import subprocess

import desk
from newsroom import check, focus_text, focused, keys, lines, menu_items, open_article, put_on_clipboard, same, story

ROW = re.compile(r'\{"([a-z.:-]+)",\s*N_ \("[^"]*"\),\s*N_ \("[^"]*"\),\s*\{([^}]*)\}')
MODIFIERS = {"Control": "ctrl", "Shift": "shift", "Alt": "alt"}
# Where a key gives something else, or gives this only with Shift; each such command has another key there.
ELSEWHERE = {"us": {"agrave", "ampersand", "eacute"}, "fr": {"0", "1", "2"}}
TEXT = ["Le port", "grues", "quais"]


def table():
    """{command: [key, …]} as the program has it."""
    source = (desk.PROJECT / "src/app/mb-actions.c").read_text(encoding="utf-8")
    return {command: re.findall(r'"([^"]+)"', accels) for command, accels in ROW.findall(source)}


def as_typed(accel):
    """<Control><Shift>z as xdotool says it, and the key without its modifiers."""
    held = [MODIFIERS[name] for name in re.findall(r"<(\w+)>", accel)]
    return "+".join([*held, accel.split(">")[-1]]), accel.split(">")[-1]


class Hand:
    """One key about to be struck."""

    def __init__(self, room, app, layout, command, typed):
        self.room, self.app, self.layout = room, app, layout
        self.name = f"{typed} ({command}) on {layout}"
        self.typed = typed

    def strike(self):
        desk.key(self.typed)

    def until(self, ready, what=""):
        desk.wait_for(f"{self.name} {what}".strip(), ready, 15, self.app.process)


def body(app):
    return [line for line in lines(app) if line]


def dialog(hand):
    hand.strike()
    hand.until(lambda: hand.app.find_now(("dialog", "alert")))
    desk.wait_still()
    desk.key("Escape")
    hand.until(lambda: not hand.app.find_now(("dialog", "alert")), "to be closed")


def windows(app):
    answer = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(app.process.pid)], capture_output=True, text=True,
                            check=False)
    return len(answer.stdout.split())


def file_dialog(hand):
    before = windows(hand.app)
    hand.strike()
    hand.until(lambda: windows(hand.app) > before)
    desk.wait_still()
    desk.key("Escape")
    hand.until(lambda: windows(hand.app) == before, "to be closed")


def toggle(shown):
    """Struck twice, all is as before."""

    def twice(hand):
        before = bool(shown(hand))
        for wanted in (not before, before):
            hand.strike()
            hand.until(lambda wanted=wanted: bool(shown(hand)) == wanted, f"({wanted})")
            desk.wait_still()

    return twice


def pane(shown):
    """Shows a page of the pane, then hides the pane."""

    def twice(hand):
        for wanted in (False, True) if shown(hand) else (True, False):
            hand.strike()
            hand.until(lambda wanted=wanted: bool(shown(hand)) == wanted, f"({wanted})")
            desk.wait_still()

    return twice


def said(sentence):
    def once(hand):
        hand.app.wait_gone("label", sentence)  # from the key before
        hand.strike()
        hand.until(lambda: hand.app.find_now("label", sentence))

    return once


def moved(hand):
    before = desk.label_of(focused(hand.app))
    hand.strike()
    hand.until(lambda: focused(hand.app) is not None and desk.label_of(focused(hand.app)) != before)


def text_size(hand):
    try:
        found = re.search(r"text-size=(-?\d+)", (hand.room.folder / "config/glib-2.0/settings/keyfile").read_text())
    except OSError:
        found = None
    return int(found.group(1)) if found else 0


def sized(by):
    def once(hand):
        if by == 0 and text_size(hand) == 0:
            desk.key("ctrl+minus")
            hand.until(lambda: text_size(hand) != 0, "after another size")
        wanted = text_size(hand) + by if by else 0
        hand.strike()
        hand.until(lambda: text_size(hand) == wanted, f"to {wanted}")

    return once


def stored(hand, wanted):
    hand.until(lambda: wanted in hand.room.html(), f"to make {wanted}")


def kind(wanted):
    def once(hand):
        desk.key("ctrl+End")
        hand.strike()
        stored(hand, wanted)
        desk.key("ctrl+z")

    return once


def paragraph(hand):
    desk.key("ctrl+End", "ctrl+shift+b")
    stored(hand, "<blockquote><p>quais</p></blockquote>")
    hand.strike()
    stored(hand, "<p>quais</p>")
    desk.key("ctrl+z", "ctrl+z")


def style(wanted):
    def once(hand):
        desk.key("ctrl+End", "shift+Home")
        hand.strike()
        stored(hand, wanted)
        desk.key("ctrl+z")

    return once


def plain(hand):
    desk.key("ctrl+End", "shift+Home", "ctrl+b")
    stored(hand, "<strong>quais</strong>")
    hand.strike()
    stored(hand, "<p>quais</p>")
    desk.key("ctrl+z", "ctrl+z")


def undo(hand):
    desk.key("ctrl+End", "x")
    hand.until(lambda: body(hand.app)[-1] == "quaisx", "after a letter")
    hand.strike()
    hand.until(lambda: body(hand.app) == TEXT)


def redo(hand):
    desk.key("ctrl+End", "x", "ctrl+z")
    hand.until(lambda: body(hand.app) == TEXT, "after undo")
    hand.strike()
    hand.until(lambda: body(hand.app)[-1] == "quaisx")
    desk.key("ctrl+z")


def line(wanted):
    def once(hand):
        desk.key("ctrl+End")
        hand.strike()
        hand.until(lambda: body(hand.app)[-1] == wanted)
        desk.key("ctrl+z")

    return once


def move_down(hand):
    desk.key("ctrl+End", "Up")
    hand.strike()
    hand.until(lambda: body(hand.app) == ["Le port", "quais", "grues"])
    desk.key("ctrl+z")


def paste(hand):
    put_on_clipboard(hand.room, "bis")
    line("quaisbis")(hand)


def new_article(hand):
    hand.strike()
    hand.until(lambda: not body(hand.app))
    open_article(hand.app, "Le port")


def frames(app):
    return sum(1 for node in desk.children(app.root()) if node.get_role_name() == "frame")


def new_window(hand):
    hand.strike()
    hand.until(lambda: windows(hand.app) == 2)
    desk.wait_still()
    desk.key("ctrl+w")
    hand.until(lambda: windows(hand.app) == 1, "to be closed")


def close(hand):
    desk.key("ctrl+shift+n")
    hand.until(lambda: windows(hand.app) == 2, "after a second window")
    desk.wait_still()
    hand.strike()
    hand.until(lambda: windows(hand.app) == 1)


def leave(hand):
    hand.strike()
    same(hand.app.process.wait(30), 0, f"the status after {hand.name}")


def search(hand):
    hand.strike()
    hand.until(lambda: hand.app.find_now(("entry", "text", "search box"), "Search All Articles"))
    desk.key("Escape")


def menu(hand):
    hand.strike()
    hand.until(lambda: menu_items(hand.app))
    desk.key("Escape")
    hand.until(lambda: not menu_items(hand.app), "to be closed")


def is_full_screen(hand):
    answer = subprocess.run(["xprop", "-id", hand.app.window_id(), "_NET_WM_STATE"], capture_output=True, text=True, check=False)
    return "FULLSCREEN" in answer.stdout


def outline(hand):
    hand.strike()
    hand.until(lambda: hand.app.find_now("button", "Move Section Up"))
    desk.key("ctrl+shift+f", "Escape")
    hand.until(lambda: hand.app.find_now("list", "Articles"), "to give way to the list")


NOT_REVIEWED = "Articles are not reviewed here. “People” in the main menu changes it."


def comment(hand):
    hand.strike()
    hand.until(lambda: hand.app.find_now("text", "Comment"), "to ask for words")
    desk.key("Escape")
    hand.until(lambda: not hand.app.find_now("text", "Comment"), "to be let go")


EFFECTS = {
    "win.new-article": new_article,
    "app.new-window": new_window,
    "win.import": file_dialog,
    "win.search": search,
    "win.save": said("Saved on this computer."),
    "win.export": dialog,
    "app.preferences": dialog,
    "app.shortcuts": dialog,
    "win.menu": menu,
    "window.close": close,
    "win.list": toggle(lambda hand: hand.app.find_now("list", "Articles")),
    "win.outline": outline,
    "win.pane::article": pane(lambda hand: hand.app.find_now(None, "Publication")),
    "win.pane::review": pane(lambda hand: hand.app.find_now("button", "Comment on the Article…")),
    "win.pane::preview": pane(lambda hand: hand.app.find_now("radio button", "Phone")),
    "win.large-preview": toggle(lambda hand: hand.app.find_now("document web")),  # the pane is hidden by now
    "win.next-region": moved,
    "win.previous-region": moved,
    "win.fullscreen": toggle(is_full_screen),
    "app.text-larger": sized(1),
    "app.text-smaller": sized(-1),
    "app.text-normal": sized(0),
    "text.undo": undo,
    "text.redo": redo,
    "text.strong": style("<strong>quais</strong>"),
    "text.emphasis": style("<em>quais</em>"),
    "text.link": dialog,
    "text.plain": plain,
    "text.paste-plain": paste,
    "text.kind::paragraph": paragraph,
    "text.kind::crosshead": kind("<h2>quais</h2>"),
    "text.kind::subcrosshead": kind("<h3>quais</h3>"),
    "text.kind::quotation": kind("<blockquote><p>quais</p></blockquote>"),
    "text.kind::list-item:bullet": kind("<li>quais</li>"),
    "text.kind::list-item:ordered": kind("<ol><li>quais</li></ol>"),
    "text.figure": file_dialog,
    "text.move-up": lambda hand: line("grues")(hand),
    "text.move-down": move_down,
    "text.nbsp": line("quais\u00a0"),
    "text.comment": comment,
    "win.review::next-comment": said("No comment is open."),
    "win.review::resolve-comment": said("There is no open comment here."),
    "win.review::previous-comment": said("No comment is open."),
    "win.review::submit": said(NOT_REVIEWED),
    "win.review::next": said("Nothing else waits for a review."),
    "win.review::claim": said(NOT_REVIEWED),
    "win.review::approve": said(NOT_REVIEWED),
    "win.review::return": said(NOT_REVIEWED),
    "win.review::approve-publish": said(NOT_REVIEWED),
    "win.review::changes": said(NOT_REVIEWED),
    "win.publish": dialog,
    "win.copy-link": said("The article is not published yet."),
    "app.quit": leave,
}


def strike_all(room, layout):
    room.add("# Le port\n\ngrues\n\nquais\n")
    app = room.start()
    open_article(app, "Le port")
    commands = table()
    same(sorted(commands), sorted(EFFECTS), "the commands whose effect is known here")
    for command, effect in EFFECTS.items():
        accels = [as_typed(accel) for accel in commands[command]]
        struck = [typed for typed, key in accels if key not in ELSEWHERE[layout]]
        check(struck, f"{command} has no key on {layout}")
        for typed in struck:
            keys(layout)
            focus_text(app)
            hand = Hand(room, app, layout, command, typed)
            effect(hand)
            if app.process.poll() is None:
                keys(layout)
                focus_text(app)
                hand.until(lambda: body(app) == TEXT, "to be taken back")


@story("every key of the table acts on an American keyboard")
def american_keys(room):
    strike_all(room, "us")


@story("every key of the table acts on a French keyboard")
def french_keys(room):
    strike_all(room, "fr")
