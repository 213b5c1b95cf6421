"""Small windows and the keyboard alone."""

import re

import desk
from newsroom import (focused, menu_items, open_article, resize, rows, same, story, the_text,
                      wait_text, write)

CONTROLS = ("button", "toggle button", "entry", "text", "page tab", "radio button", "list item", "check box", "switch")


def outside(app):
    """Controls that are shown and reach out of the window."""
    root = app.root()
    root.clear_cache()
    frame = app.find("frame")
    outer = desk.Atspi.Component.get_extents(frame, desk.Atspi.CoordType.WINDOW)
    wrong = []
    for node in desk.walk(frame):
        if node.get_role_name() not in CONTROLS or not desk.is_shown(node) or node.get_process_id() != app.process.pid:
            continue
        box = desk.Atspi.Component.get_extents(node, desk.Atspi.CoordType.WINDOW)
        if box.width and (box.x < outer.x - 1 or box.x + box.width > outer.x + outer.width + 1):
            wrong.append(f"{node.get_role_name()} {desk.label_of(node)!r} {box.x}+{box.width} of {outer.x}+{outer.width}")
    return wrong


def in_list(app):
    return bool(rows(app))


def in_text(app):
    node = app.find_now("text", contains="Article")
    return node is not None and desk.is_shown(node)


@story("at 800 px the list and the text stand side by side, at 360 px one of them, and nothing reaches out of the window")
def widths(room):
    room.add("# Le port\n\nDes grues.\n")
    app = room.start()
    open_article(app, "Le port")
    resize(app, 800, 600)
    desk.wait_for("list and text side by side at 800 px", lambda: in_list(app) and in_text(app), alive=app.process)
    same(outside(app), [], "the list of what reaches out at 800 px")
    resize(app, 360, 640)
    desk.wait_for("the text alone at 360 px", lambda: in_text(app) and not in_list(app), alive=app.process)
    same(outside(app), [], "the list of what reaches out of the text at 360 px")
    desk.key("F9")
    desk.wait_for("the list alone", lambda: in_list(app) and not in_text(app), alive=app.process)
    desk.wait_still()
    same(outside(app), [], "the list of what reaches out of the list at 360 px")
    desk.key("alt+Return")
    resize(app, 1366, 768)
    desk.wait_for("both in a wide window again", lambda: in_list(app) and in_text(app), alive=app.process)


@story("in a window of 360 px the keyboard alone leads to the list, an article, its pane, the outline and the menu")
def narrow_keys(room):
    room.add("# La gare\n\nDes trains.\n", "a.md")
    room.add("# Le port\n\nDes grues.\n", "b.md")
    app = room.start()
    open_article(app, "La gare")
    resize(app, 360, 640)
    desk.key("F9")
    desk.wait_for("the list", lambda: in_list(app), alive=app.process)
    desk.wait_still()
    for _ in range(6):
        node = focused(app)
        if node is not None and node.get_role_name() == "list item":
            break
        desk.key("F6")
        desk.wait_still()
    desk.wait_for("the focus on a row", lambda: focused(app).get_role_name() == "list item", 5, app.process)
    desk.key("Home", "Return")
    wait_text(app, "the first row's article", lambda text: "Le port" in text)
    desk.key("ctrl+End")
    write(app, " Et des quais.")
    desk.key("alt+Return")
    desk.wait_for("the pane", lambda: app.find_now("page tab", "Preview"), alive=app.process)
    desk.key("alt+Return")
    desk.key("ctrl+alt+o")
    app.find("button", "Move Section Up")
    desk.key("F10")
    desk.wait_for("the main menu", lambda: len(menu_items(app)) == 7, alive=app.process)
    desk.key("Escape")


@story("F6 goes round list, text and pane, and Shift+F6 back")
def regions(room):
    room.add("# La gare\n\nDes trains.\n")
    app = room.start()
    open_article(app, "La gare")
    desk.wait_for("the preview", lambda: app.find_now("document web"), alive=app.process)

    def region():
        node = focused(app)
        while node is not None and node.get_role_name() != "frame":
            name = desk.label_of(node)
            if node.get_role_name() == "text" and name.startswith("Article"):
                return "text"
            if node.get_role_name() in ("panel", "document web") and name in ("Preview", "Marbre"):
                return "pane"
            if node.get_role_name() == "list" and name == "Articles":
                return "list"
            node = node.get_parent()
        return None

    for key, wanted in (("F6", "pane"), ("F6", "list"), ("F6", "text"), ("shift+F6", "list"), ("shift+F6", "pane"),
                        ("shift+F6", "text")):
        desk.key(key)
        try:
            desk.wait_for(f"the focus in the {wanted}", lambda: region() == wanted, 5, app.process)
        except desk.Missing:
            same(region(), wanted, f"the region after {key}")


@story("F9 hides the list and F10 opens the main menu all the same")
def main_menu(room):
    room.add("# La gare\n\nDes trains.\n")
    app = room.start()
    open_article(app, "La gare")
    desk.key("F9")
    desk.wait_for("the list to go", lambda: not in_list(app), alive=app.process)
    desk.key("F10")
    desk.wait_for("the main menu", lambda: len(menu_items(app)) == 7, alive=app.process)


@story("text made larger three times is larger, and Ctrl+0 makes it as it was")
def text_size(room):
    room.add("# La gare\n\n" + "Des trains partent. " * 30 + "\n")
    app = room.start()
    open_article(app, "La gare")

    def height():
        surface = the_text(app)
        text = desk.text_of(surface)
        first = desk.Atspi.Text.get_character_extents(surface, text.index("Des"), desk.Atspi.CoordType.WINDOW)
        return first.height

    normal = height()
    desk.key("ctrl+plus", "ctrl+plus", "ctrl+plus")
    desk.wait_for("larger letters", lambda: height() > normal, alive=app.process)
    desk.key("ctrl+0")
    desk.wait_for("letters as they were", lambda: height() == normal, alive=app.process)
