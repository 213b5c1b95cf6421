"""An article as one file, between two people: two folders of articles."""

import desk
from newsroom import check, choose, focus_text, menu_items, open_article, rows, same, story, wait_saved, wait_text, write


def meet(room):
    """Awa's folder is the window's, Binta's lies beside it; both have the article. Its id and Binta's folder."""
    binta = room.folder / "binta"
    draft = room.add("# Le port\n\nLes quais rouvrent.\n")
    room.cli("pack", draft, room.folder / "un.marbre", "--person", "Awa")
    same(room.cli("unpack", room.folder / "un.marbre", data=binta).strip(), draft, "Binta's article")
    return draft, binta


def answer(room, draft, binta, kicker):
    """Binta changes it and sends it back."""
    room.cli("set", draft, "kicker", kicker, data=binta)
    path = room.folder / "deux.marbre"
    room.cli("pack", draft, path, "--person", "Binta", data=binta)
    return path


@story("a file that comes back changed is taken over, and undo brings the former text back")
def file_taken_over(room):
    draft, binta = meet(room)
    app = room.start(answer(room, draft, binta, "Ville"))
    app.find("label", contains="Taken over")
    wait_text(app, "Binta's kicker", lambda text: text[0] == "Ville")
    same(rows(app), ["Le port"], "the list")
    focus_text(app)
    desk.key("ctrl+z")
    wait_text(app, "the kicker taken back", lambda text: text[0] == "" and "Le port" in text)
    wait_saved(app)


@story("changed on both sides, both are kept: the file's beside the own one")
def file_beside(room):
    draft, binta = meet(room)
    room.cli("set", draft, "kicker", "Mer")
    app = room.start(answer(room, draft, binta, "Ville"))
    app.find("label", contains="kept beside yours")
    wait_text(app, "the file's words", lambda text: text[0] == "Ville")
    same(rows(app), ["Le port", "Le port"], "the list")
    app.find("label", contains="Copy from Binta")
    app.press("button", "Show Mine")
    wait_text(app, "the own words", lambda text: text[0] == "Mer")


def copy_row(app):
    """The row that says both where the copy came from and where it stands."""
    found = app.find_now("list", "Articles")
    lines = ("Copy from Kofi Adjei", "To correct · ")
    return next((row for row in (desk.children(found) if found else [])
                 if all(app.find_now("label", contains=line, under=row) for line in lines)), None)


@story("an article that an editor returns in a file says why above its text, and a copy says what it is")
def file_returned(room):
    kofi = room.folder / "kofi"
    for data in (room.data, kofi):
        room.cli("people", "add", "Awa Traoré", data=data)
        room.cli("people", "add", "Kofi Adjei", "--role", "editor", data=data)
    room.cli("people", "use", "Kofi Adjei", data=kofi)
    draft = room.add("# Le port\n\nLes quais rouvrent.\n")
    room.cli("review", draft, "--submit")
    path = room.folder / "trois.marbre"
    room.cli("pack", draft, path)
    room.cli("unpack", path, data=kofi)
    room.cli("comment", draft, "Combien ?", data=kofi)
    room.cli("review", draft, "--claim", data=kofi)
    room.cli("review", draft, "--return", "--reason", "Qui le dit ?", data=kofi)
    room.cli("pack", draft, path, data=kofi)

    app = room.start(path)
    app.find("label", "Kofi Adjei returned the article: “Qui le dit ?”")
    app.find("label", contains="To correct · ")
    desk.key("alt+Page_Down")
    app.find("label", "Combien ?")
    app.find("label", "Kofi Adjei")
    app.quit()

    room.cli("set", draft, "kicker", "Mer")
    room.cli("set", draft, "kicker", "Ville", data=kofi)
    room.cli("pack", draft, path, data=kofi)
    app = room.start(path)
    app.find("label", contains="kept beside yours")
    desk.wait_for("the copy's row", lambda: copy_row(app), alive=app.process)


@story("an article is saved as a file from the menu, and somebody else has it")
def file_shared(room):
    room.add("# Le port\n\nLes quais rouvrent.\n")
    app = room.start()
    open_article(app, "Le port")
    desk.key("ctrl+Home", "Down", "End")
    write(app, " enfin")
    path = room.folder / "partage.marbre"
    share(app, path)
    app.find("label", contains="Article file saved")
    there = room.folder / "chloe"
    draft = room.cli("unpack", path, data=there).strip()
    check("Le port enfin" in room.cli("show", draft, data=there), "the last words are not in the file")


def share(app, path):
    app.press("button", "More")
    items = desk.wait_for("the menu", lambda: menu_items(app), alive=app.process)
    choose(app, len(items) - 2)  # before the bin
    desk.wait_for("the dialog", lambda: app.find_now("text", "Name:"), alive=app.process)
    desk.key("ctrl+a")
    desk.type_text(str(path))
    desk.key("Return")
