"""The French interface, and the keys on keyboards that are not American."""

import desk
from newsroom import FRENCH, check, keys, menu_items, open_article, same, story, wait_saved, wait_text, write


@story("in French every word of the window, its dialogs and its messages is French")
def french(room):
    room.add("# Le port\n\nDes grues.\n")
    app = room.start(**FRENCH)
    open_article(app, "Le port")
    desk.key("ctrl+End")
    write(app, " Et des quais.")
    wait_saved(app)
    app.find("button", "Publier…")
    words = {desk.label_of(node) for node in desk.walk(app.root()) if desk.is_shown(node)}
    for word in ("Undo", "Bold", "Italic", "Main Menu", "More", "Preview", "Outline", "Draft", "Untitled", "Publish…"):
        check(word not in words, f"“{word}” is still English")
    for command in ("ctrl+comma", "ctrl+question"):
        desk.key(command)
        desk.wait_for(f"the dialog of {command}", lambda: dialog_words(app), alive=app.process)
        desk.wait_still()
        english = dialog_words(app) & ENGLISH
        same(sorted(english), [], f"the English words in the dialog of {command}")
        desk.key("Escape")
        desk.wait_for("the dialog to go", lambda: not dialog_words(app), alive=app.process)


ENGLISH = {"Writing", "Who Writes", "Name", "Language of New Articles", "Size of the Text", "Safety", "Folder",
           "Keyboard Shortcuts", "Search the Shortcuts", "New Article", "Undo", "Redo", "Bold", "Crosshead", "General", "View"}


def dialog_words(app):
    dialog = app.find_now("dialog")
    return {desk.label_of(node) for node in desk.walk(dialog) if desk.is_shown(node)} - {""} if dialog else set()


@story("the text's keys act on an American and on a French keyboard alike")
def layouts(room):
    room.add("# Le port\n\ngrues\n\nquais\n")
    app = room.start()
    open_article(app, "Le port")
    for layout, crosshead, paragraph in (("us", "ctrl+alt+1", "ctrl+alt+0"), ("fr", "ctrl+alt+ampersand", "ctrl+alt+agrave")):
        keys(layout)
        desk.key("ctrl+End")
        for command, wanted in ((crosshead, "<h2>quais</h2>"), (paragraph, "<p>quais</p>"), ("ctrl+shift+l", "<li>quais</li>"),
                                (paragraph, "<p>quais</p>"), ("ctrl+shift+o", "<ol><li>quais</li></ol>"), (paragraph, "<p>quais</p>"),
                                ("ctrl+shift+b", "<blockquote><p>quais</p></blockquote>"), (paragraph, "<p>quais</p>")):
            desk.key(command)
            wait_html(room, app, layout, command, wanted)
        desk.key("shift+Home")
        for command, wanted in (("ctrl+b", "<strong>quais</strong>"), ("ctrl+z", "<p>quais</p>"), ("ctrl+shift+z", "<strong>quais</strong>"),
                                ("ctrl+alt+b", "<p>quais</p>"), ("ctrl+i", "<em>quais</em>"), ("ctrl+alt+b", "<p>quais</p>")):
            desk.key(command)
            wait_html(room, app, layout, command, wanted)
        desk.key("alt+Up")
        wait_text(app, f"alt+Up on {layout}", lambda text: text[-1] == "grues")
        desk.key("alt+Down")
        wait_text(app, f"alt+Down on {layout}", lambda text: text[-1] == "quais")


def wait_html(room, app, layout, command, wanted):
    try:
        desk.wait_for(command, lambda: wanted in room.html(), 8, app.process)
    except desk.Missing:
        check(False, f"{command} on the layout {layout} does not make {wanted}", room.html())


@story("the window's keys act on an American and on a French keyboard alike")
def window_keys(room):
    room.add("# Le port\n\ngrues\n")
    app = room.start()
    open_article(app, "Le port")
    for layout in ("us", "fr"):
        keys(layout)
        for command, shown in (("ctrl+shift+f", lambda: app.find_now(("entry", "text", "search box"), "Search All Articles")),
                               ("ctrl+alt+o", lambda: app.find_now("button", "Move Section Up")),
                               ("alt+Return", lambda: app.find_now("page tab", "Preview")),
                               ("ctrl+alt+p", lambda: app.find_now("radio button", "Phone"))):
            desk.key(command)
            desk.wait_for(f"{command} on {layout}", shown, 8, app.process)
        for command in ("ctrl+question", "ctrl+comma"):
            desk.key(command)
            desk.wait_for(f"{command} on {layout}", lambda: app.find_now("dialog"), 8, app.process)
            desk.key("Escape")
            desk.wait_for("the dialog to go", lambda: not app.find_now("dialog"), 8, app.process)
        desk.key("F10")
        desk.wait_for(f"F10 on {layout}", lambda: menu_items(app), 8, app.process)
        desk.key("Escape")
        desk.wait_for("the menu to go", lambda: not menu_items(app), 8, app.process)
        desk.key("ctrl+s")
        desk.wait_for(f"ctrl+s on {layout}", lambda: app.find_now("label", "Saved on this computer."), 8, app.process)
