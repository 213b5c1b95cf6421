"""The list of articles, the bin and the outline."""

import desk
from newsroom import check, choose, focus_text, focused, keys, lines, open_article, rows, same, story, wait_saved, wait_text, write


def wait_rows(app, wanted):
    try:
        desk.wait_for(f"the rows {wanted}", lambda: rows(app) == wanted, 15, app.process)
    except desk.Missing:
        same(rows(app), wanted, "the list")


@story("a new headline shows in its row")
def rename(room):
    room.add("# Le marche\n\nTexte.\n")
    app = room.start()
    open_article(app, "Le marche")
    desk.key("ctrl+Home", "Down", "End")
    write(app, " du soir")
    wait_rows(app, ["Le marche du soir"])


@story("an article that is written in moves up, and the keys of the list begin at it")
def moves_up(room):
    for name in ("Premier", "Second", "Troisieme"):
        room.add(f"# {name}\n\nTexte.\n", f"{name}.md")
    app = room.start()
    open_article(app, "Premier")
    desk.key("ctrl+Home", "Down", "End")
    write(app, "!")
    wait_rows(app, ["Premier!", "Troisieme", "Second"])
    for _ in range(6):
        desk.key("F6")
        desk.wait_still(3, 100)
        focus = focused(app)
        if focus is not None and focus.get_role_name() == "list item":
            break
    same(focused(app).get_name(), "Premier!", "the row with the focus")
    desk.key("Delete")
    wait_rows(app, ["Troisieme", "Second"])


@story("search finds words anywhere, without regard to accents, and says when nothing is found")
def search(room):
    room.add("# La gare\n\nDes étals près du quai.\n", "a.md")
    room.add("# Le port\n\nDes grues.\n", "b.md")
    app = room.start()
    app.find("list item", "Le port")
    desk.key("ctrl+shift+f")
    field = app.find(("entry", "text", "search box", "search"), "Search All Articles")
    desk.wait_for("the caret in the search", lambda: any(desk.state(node, "FOCUSED") for node in desk.walk(field, 3)))
    desk.type_text("etals")
    wait_rows(app, ["La gare"])
    desk.key("ctrl+a")
    desk.type_text("zzz")
    app.find("label", "Nothing Found")
    desk.key("Escape")
    desk.wait_for("all rows again", lambda: sorted(rows(app)) == ["La gare", "Le port"], alive=app.process)


@story("Delete puts a row into the bin; its toast brings it back")
def bin_toast(room):
    to_bin(room)
    app = room.apps[0]
    app.press("button", "Undo", under=app.find("alert"))
    wait_rows(app, ["Le port", "La gare"])


def to_bin(room):
    room.add("# La gare\n\nDes trains.\n", "a.md")
    room.add("# Le port\n\nDes grues.\n", "b.md")
    app = room.start()
    row = app.find("list item", "Le port")
    for _ in range(6):
        if desk.state(row, "FOCUSED"):
            break
        desk.key("F6")
        desk.wait_still(3, 100)
    check(desk.state(row, "FOCUSED"), "F6 does not come to the row", app.tree())
    desk.key("Delete")
    app.find("label", contains="moved to the bin")
    wait_rows(app, ["La gare"])
    same([row[1] for row in room.list()], ["La gare"], "the list in the store")
    return app


@story("Ctrl+Z in the list brings the row back")
def bin_undo(room):
    app = to_bin(room)
    desk.key("ctrl+z")
    wait_rows(app, ["Le port", "La gare"])


@story("an article is restored from the bin itself")
def bin_restore(room):
    app = to_bin(room)
    app.press("button", "Which Articles Are Listed")
    choose(app, 2)
    wait_rows(app, ["Le port"])
    app.press("list item", "Le port")
    desk.wait_for("the article in the store's list", lambda: "Le port" in [row[1] for row in room.list()], alive=app.process)


@story("the outline jumps to a section and moves it with its text")
def outline(room):
    room.add("# Le port\n\nDébut.\n\n## Matin\n\nUn.\n\n## Soir\n\nDeux.\n")
    app = room.start()
    open_article(app, "Le port")
    desk.key("ctrl+alt+o")
    app.press("list item", "Soir")
    surface = focus_text(app)
    text = desk.text_of(surface)
    desk.wait_for("the caret in the section", lambda: desk.caret_of(surface) == text.index("Soir"), alive=app.process)
    app.press("button", "Move Section Up")
    wait_text(app, "the section before the other", lambda now: "Soir" in now and now.index("Soir") < now.index("Matin"))
    same(lines(app)[-4:], ["Soir", "Deux.", "Matin", "Un."], "the end of the text")
    wait_saved(app)
    html = room.html()
    check(html.index("Deux") < html.index("Matin"), "the moved section is stored where it was", html)


def export(app, format_name, path):
    """Choose a format, then type a whole path in the file dialog."""
    app.wait_window()
    desk.key("ctrl+shift+s")
    row = app.find("list item", contains=format_name)
    desk.wait_for("the formats", lambda: desk.is_shown(row))
    desk.wait_still()
    for _ in range(6):  # its rows are too close to each other for the pointer
        if format_name in desk.label_of(focused(app)):
            break
        desk.key("Down")
        desk.wait_still(3, 100)
    desk.key("Return")
    desk.wait_for("the file dialog", lambda: app.find_now(None, "Save a Copy", under=app.root()) and
                  app.find_now("text", contains="Le port"), alive=app.process)
    desk.wait_still()
    desk.key("ctrl+a")
    desk.type_text(str(path))
    keys("us")
    desk.key("Return")


@story("an export is written in the format that was chosen, with its ending; an ending that was typed wins")
def export_formats(room):
    room.add("# Le port\n\n## Avis\n\nDes *grues*.\n")
    app = room.start()
    open_article(app, "Le port")
    for chosen, typed, written, start in (("Markdown", "plain", "plain.md", "# Le port"), ("Web Page", "page", "page.html", "<!DOCTYPE"),
                                          ("Markdown", "other.txt", "other.txt", "Le port"), ("Marbre Article", "all", "all.json", "{")):
        export(app, chosen, room.folder / typed)
        path = room.folder / written
        desk.wait_for(f"the file {written}", lambda: path.exists() and path.read_text(encoding="utf-8").startswith(start),
                      alive=app.process)
        desk.wait_still()
    taken = room.folder / "taken.md"
    taken.write_text("mine")
    export(app, "Markdown", room.folder / "taken")
    path = room.folder / "taken"
    desk.wait_for("the file as it was typed", lambda: path.exists() and path.read_text(encoding="utf-8").startswith("# Le port"))
    same(taken.read_text(), "mine", "a file that nobody was asked about")
