"""Folders that cannot be opened or written, and files that cannot be read."""

import os

import desk
from newsroom import begin, check, fill_disk, open_article, same, story, the_text, wait_saved, wait_text, write


@story("a second window on the same folder reads, says so, and does not write")
def second(room):
    room.add("# Le port\n\nDes grues.\n")
    first = room.start()
    open_article(first, "Le port")
    other = room.start()
    other.find("label", contains="Another Marbre is writing")
    other.press("list item", "Le port")
    desk.wait_for("the article in the second window", lambda: "Des grues." in desk.text_of(the_text(other)))
    before = room.html()
    other.wait_window()
    desk.key("ctrl+n")
    desk.wait_still()
    same(room.html(), before, "the article")
    same(len(room.list()), 1, "the number of articles after Ctrl+N in the second window")


@story("a folder that may not be written is read, it is said, and nothing in it changes")
def read_only(room):
    room.add("# Le port\n\nDes grues.\n")
    before = contents(room.data)
    for path in (room.data, *room.data.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    # Root writes where nobody may: the window is started without that power.
    powerless = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
    app = room.start(through=powerless)
    app.find("label", contains="can be read but not changed here")
    app.press("list item", "Le port")
    desk.wait_for("the article", lambda: "Des grues." in desk.text_of(the_text(app)), alive=app.process)
    app.wait_window()
    desk.key("ctrl+n")
    desk.wait_still()
    check(app.find_now("label", contains="Saved Here") is None, "it says that something was saved", app.tree())
    same(app.quit(), 0, "the status when it is closed")
    same(contents(room.data), before, "what is in the folder")


def contents(folder):
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@story("a full disk is said while the words are kept, and they are saved once there is room")
def full_disk(room):
    app = room.start()
    begin(app)
    write(app, "Le bac")
    wait_saved(app)
    fill_disk(app)
    write(app, " reprend la mer")
    app.find("button", "Save a Copy…")
    check(not app.find_now("label", contains="Saved Here"), "it is called saved", app.tree())
    fill_disk(app, full=False)
    wait_saved(app)
    app.wait_gone("button", "Save a Copy…")
    same(room.list()[0][1], "Le bac reprend la mer", "the stored headline")


@story("a damaged store is not opened and not touched, and a window says so")
def damaged(room):
    room.add("# Le port\n\nDes grues.\n")
    for name in ("drafts.db-wal", "drafts.db-shm"):
        (room.data / name).unlink(missing_ok=True)
    path = room.data / "drafts.db"
    broken = b"not a store at all" + path.read_bytes()[18:]
    path.write_bytes(broken)
    app = room.start()
    app.find("label", "The Articles Cannot Be Opened")
    check(app.find("button", "Quit") is not None, "there is no way out")
    same(path.read_bytes() == broken, True, "whether the file is as it was")
    app.press("button", "Quit")
    same(app.process.wait(20), 0, "the status after Quit")


@story("the store of a newer Marbre is not opened and not touched")
def newer(room):
    import sqlite3

    room.add("# Le port\n\nDes grues.\n")
    with sqlite3.connect(room.data / "drafts.db") as store:
        store.execute("pragma user_version = 9999")
    store.close()
    before = (room.data / "drafts.db").read_bytes()
    app = room.start()
    app.find("label", contains="newer")
    same((room.data / "drafts.db").read_bytes() == before, True, "whether the file is as it was")


@story("a file that cannot be imported is refused with a sentence, and no article is made")
def bad_import(room):
    path = room.folder / "article.json"
    path.write_text("{\"format\": 1, \"blocks\":")
    app = room.start(path)
    notice = app.find("alert")
    check(any(len(desk.label_of(node)) > 20 for node in desk.walk(notice)), "the notice says nothing", app.tree())
    same(room.list(), [], "the list of articles")


@story("a Markdown file on the command line becomes an article, and what was left out is said")
def good_import(room):
    path = room.folder / "article.md"
    picture = "![Vue](vue.jpg)"
    path.write_text("# Le marché couvert\n\nUn *premier* jour.\n\n## Prix\n\n- lait\n- pain\n\n" + picture + "\n", encoding="utf-8")
    app = room.start(path)
    wait_text(app, "the article", lambda text: "Le marché couvert" in text and "Prix" in text)
    stored = desk.wait_for("the article in the store", room.list, alive=app.process)
    same(stored[0][1], "Le marché couvert", "the stored headline")
    for piece in ("<h2>Prix</h2>", "<li>lait</li>", "<em>premier</em>"):
        check(piece in room.html(), f"{piece} is missing", room.html())
    desk.key("Escape")  # the notes, when there are some
    desk.wait_for("the notes to go", lambda: not app.find_now(("dialog", "alert")), alive=app.process)
