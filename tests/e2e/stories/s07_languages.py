"""The French interface."""

import desk
from newsroom import FRENCH, check, open_article, same, story, wait_saved, write


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
