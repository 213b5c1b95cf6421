"""An editor reviews what reporters have written, with both roles at one desk."""

import json

import desk
from newsroom import begin, check, choose, focus_text, open_article, rows, same, story, write

PORT = """# Le port retrouve ses cargos

Après six mois de travaux, le terminal accueille des navires. Nous avons tenu le calendrier, dit la direction.

Le premier cargo a accosté lundi.
"""
RENT = "# Le plafond des loyers\n\nLe conseil a voté.\n"


def two_people(room):
    room.cli("people", "add", "Awa Traoré", "--role", "reporter")
    room.cli("people", "add", "Kofi Adjei", "--role", "editor")
    room.cli("people", "use", "Awa Traoré")


def standing(room, article):
    return json.loads(room.cli("--json", "review", article))


def wait_state(app, word):
    return app.find("label", contains=f"{word} · ")


class Counter:
    """Acts of a person: a key, or a row chosen."""

    def __init__(self, app):
        self.app, self.n = app, 0

    def key(self, name):
        self.n += 1
        desk.key(name)

    def open(self, headline):
        self.n += 1
        open_article(self.app, headline)


@story("a clean piece takes an editor at most four actions, from the list to the next one")
def clean_piece(room):
    two_people(room)
    port, rent = room.add(PORT, "port.md"), room.add(RENT, "rent.md")
    room.cli("review", port, "--submit")
    room.cli("review", rent, "--submit")
    room.cli("people", "use", "Kofi Adjei")
    app = room.start()
    acts = Counter(app)
    acts.open("Le port retrouve ses cargos")
    wait_state(app, "To review")
    acts.key("ctrl+alt+y")
    app.find("label", "The article is approved.")
    wait_state(app, "Approved")
    acts.key("ctrl+alt+n")
    desk.wait_for("the next article", lambda: "Le plafond" in app.find("text", contains="Article").get_name() or
                  "conseil" in desk.text_of(app.find("text", contains="Article")), alive=app.process)
    wait_state(app, "To review")
    check(acts.n <= 4, f"{acts.n} actions")
    same(standing(room, port)["state"], "approved", "the state in the store")


@story("an article goes to the editor, back with a reason, and comes again; comments lead to their words")
def there_and_back(room):
    two_people(room)
    port = room.add(PORT, "port.md")
    app = room.start()
    open_article(app, "Le port retrouve ses cargos")
    desk.key("ctrl+alt+s")
    app.find("alert")
    desk.type_text("La date est sure.")
    desk.key("ctrl+Return")
    wait_state(app, "To review")
    app.quit()

    room.cli("people", "use", "Kofi Adjei")
    app = room.start()
    open_article(app, "Le port retrouve ses cargos")
    app.find("label", contains="La date est sure.")
    app.press("button", "Review This Article")
    wait_state(app, "In review")
    comment_on_first_word(app)
    desk.key("ctrl+alt+u")
    app.find("alert")
    desk.type_text("Il manque une source.")
    desk.key("ctrl+Return")
    wait_state(app, "To correct")
    app.quit()

    room.cli("people", "use", "Awa Traoré")
    app = room.start()
    open_article(app, "Le port retrouve ses cargos")
    app.find("label", contains="Il manque une source.")
    desk.key("alt+Page_Down")
    app.find("label", "Qui le dit ?")
    same(desk.text_of(app.find("text", contains="Article"))[slice(*selection(app))], "Après", "the words of the comment")
    desk.key("ctrl+alt+k")
    app.wait_gone("label", "Qui le dit ?")
    focus_text(app)
    desk.key("ctrl+z")
    app.find("label", "Qui le dit ?")
    check("Qui le dit" not in room.html(port), "a comment in what is published")
    desk.key("ctrl+alt+s")
    app.find("alert")
    desk.key("ctrl+Return")
    wait_state(app, "To review")


def comment_on_first_word(app):
    focus_text(app)
    desk.key("ctrl+Home", "Down", "Down", "Down", "Home", "ctrl+shift+Right", "ctrl+alt+m")
    app.find("text", "Comment")
    desk.wait_for("the caret in the remark", lambda: desk.state(app.find("text", "Comment"), "FOCUSED"), alive=app.process)
    desk.type_text("Qui le dit ?")
    desk.key("ctrl+Return")
    app.find("label", "Qui le dit ?")


def selection(app):
    surface = app.find("text", contains="Article")
    desk.wait_for("a selection", lambda: desk.Atspi.Text.get_n_selections(surface) > 0, alive=app.process)
    found = desk.Atspi.Text.get_selection(surface, 0)
    return found.start_offset, found.end_offset


@story("an article without a headline is not sent for review, and it is said why")
def not_whole(room):
    two_people(room)
    app = room.start()
    begin(app)
    desk.key("Down")
    write(app, "Le conseil a voté.")
    app.find("button", "Send for Review…")
    desk.key("ctrl+alt+s")
    app.find("label", "The headline is missing.", under=app.find("alert"))
    check(app.find_now("text", "Note to the editor") is None, "it could be sent all the same", app.tree())


@story("what nobody approved is not published, and the button is not there")
def not_approved(room):
    two_people(room)
    room.add(PORT, "port.md")
    app = room.start()
    open_article(app, "Le port retrouve ses cargos")
    app.find("button", "Send for Review…")
    check(app.find_now("button", "Publish…") is None, "a reporter is offered to publish", app.tree())


@story("the list shows what waits, for how long and whose it is")
def queue(room):
    two_people(room)
    port = room.add(PORT, "port.md")
    room.add(RENT, "rent.md")
    room.cli("review", port, "--submit")
    app = room.start()
    same(sorted(rows(app)), ["Le plafond des loyers", "Le port retrouve ses cargos"], "all articles")
    app.find("label", contains="Awa Traoré")
    app.press("button", "Which Articles Are Listed")
    choose(app, 1)
    desk.wait_for("what is to be reviewed", lambda: rows(app) == ["Le port retrouve ses cargos"], alive=app.process)


@story("a person is renamed, becomes an editor and leaves; with one person left nothing is reviewed")
def people_change(room):
    two_people(room)
    app = room.start()
    open_people(app)
    app.press("button", "Change Kofi Adjei")
    name = app.find("text", "Name", under=app.find("alert"))
    desk.wait_for("the name to change", lambda: desk.state(name, "FOCUSED"), alive=app.process)
    desk.key("ctrl+a")
    desk.type_text("Kofi A. Adjei")
    desk.wait_for("the initials of the new name", lambda: desk.text_of(app.find("text", "Initials")) == "KAA", alive=app.process)
    desk.key("Return")
    app.press("button", "Change Kofi A. Adjei")
    app.press("button", "Remove", under=app.find("alert"))
    app.wait_gone("button", "Change Kofi A. Adjei")
    same([(row.split("\t")[1], row.split("\t")[3]) for row in room.cli("people", "list").splitlines()],
         [("AT", "Awa Traoré *")], "who works here")
    check(app.find_now("label", contains="Two people work here") is None, "it still reviews for two", app.tree())
    desk.key("Escape")
    app.wait_gone("dialog", "People")


def open_people(app):
    app.press("button", "Main Menu")
    choose(app, 5)
    app.find("dialog", "People")
