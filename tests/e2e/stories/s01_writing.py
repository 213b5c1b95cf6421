"""Writing: from the first letter to what is stored."""

import desk
from newsroom import (begin, check, focus_text, lines, page_node, same, story, wait_saved, wait_text, write)


@story("the first page: a typed letter begins an article and is stored from the first key")
def first_letter(room):
    app = room.start()
    app.find("label", "Welcome to Marbre")
    desk.key("L")
    wait_text(app, "the letter", lambda text: "L" in text)
    stored = desk.wait_for("the letter in the store", room.list, alive=app.process)
    same(stored[0][1], "L", "the headline after one key")
    write(app, "a digue")
    wait_saved(app)
    same(room.list()[0][1], "La digue", "the stored headline")


@story("kicker, headline, standfirst, text, crosshead, list and quotation by keys alone; the store has what was typed")
def whole_article(room):
    app = room.start()
    begin(app)
    desk.key("Up")
    for words in ("Port", "Les quais rouvrent", "Six mois de travaux.", "Un premier navire."):
        write(app, words)
        desk.key("Return")
    write(app, "La suite")
    desk.key("ctrl+alt+1", "Return")
    write(app, "Grue")
    desk.key("ctrl+shift+l", "Return")
    write(app, "Quai")
    desk.key("Return", "Return")
    write(app, "Tout est en place")
    desk.key("ctrl+shift+b")
    wait_saved(app)
    desk.wait_for("the quotation in the store", lambda: room.blocks()[-1][0] == "quotation", alive=app.process)
    wanted = [("kicker", "Port"), ("headline", "Les quais rouvrent"), ("standfirst", "Six mois de travaux."),
              ("paragraph", "Un premier navire."), ("crosshead", "La suite"), ("list-item", "Grue"), ("list-item", "Quai"),
              ("quotation", "Tout est en place")]
    same([(kind, parts[0]) for kind, parts in room.blocks()], wanted, "the stored article")


@story("undo and redo bring back text, kind and bold, each in its turn")
def undo(room):
    app = room.start()
    begin(app)
    desk.key("Down", "Return")
    write(app, "Avis")
    wait_saved(app)
    steps = [room.html()]
    for command in (("shift+Home", "ctrl+b"), ("ctrl+alt+1",)):
        desk.key(*command)
        steps.append(desk.wait_for("the change in the store", lambda: changed(room, steps[-1]), alive=app.process))
    check("<h2>" in steps[2] and "<strong>" in steps[1], "bold and crosshead were not made", steps)
    for wanted in (steps[1], steps[0]):
        desk.key("ctrl+z")
        desk.wait_for(f"undone to {wanted!r}", lambda: room.html() == wanted, alive=app.process)
    desk.key("ctrl+shift+z")
    desk.wait_for("bold again", lambda: room.html() == steps[1], alive=app.process)
    desk.key("ctrl+y")
    desk.wait_for("a crosshead again", lambda: room.html() == steps[2], alive=app.process)


def changed(room, before):
    now = room.html()
    return now if now != before else None


@story("bold, italic, no-break space and moving a block act by key and stand in the store")
def styles(room):
    room.add("# Marché\n\nfruits\n\nlait\n")
    app = room.start()
    app.press("list item", "Marché")
    wait_text(app, "the article", lambda text: "fruits" in text)
    focus_text(app)
    desk.key("ctrl+End", "shift+Home", "ctrl+b", "ctrl+i", "End", "ctrl+shift+space")
    wait_text(app, "a no-break space", lambda text: text[-1] == "lait\u00a0")
    desk.key("alt+Up")
    wait_text(app, "the block moved up", lambda text: text[-1] == "fruits")
    wait_saved(app)
    html = room.html()
    check(html.index("lait") < html.index("fruits"), "the moved block is stored where it was", html)
    check("<strong>" in html and "<em>" in html and ("\u00a0" in html or "&nbsp;" in html), "styles are not stored", html)
    desk.key("alt+Down")
    wait_text(app, "the block moved down again", lambda text: text[-1].startswith("lait"))


@story("a link is made in its dialog and stored")
def link(room):
    room.add("# Marché\n\nfruits\n")
    app = room.start()
    app.press("list item", "Marché")
    focus_text(app)
    desk.key("ctrl+End", "shift+Home", "ctrl+k")
    field = app.find(("text", "entry"), contains="Address")
    desk.wait_for("the caret in the address", lambda: desk.state(field, "FOCUSED"), alive=app.process)
    desk.type_text("https://example.org/prix")
    desk.key("Return")
    desk.wait_for("the link in the store", lambda: 'href="https://example.org/prix"' in room.html(), alive=app.process)
    desk.wait_for("the caret in the text", lambda: desk.state(app.find("text", contains="Article:"), "FOCUSED"))


@story("French letters from a French keyboard arrive as they are and are found without accents")
def french_letters(room):
    app = room.start()
    begin(app)
    write(app, "Été à Lomé")
    wait_saved(app)
    same(room.list("--query", "ete lome")[0][1], "Été à Lomé", "the article found by words without accents")


@story("“Saved Here” is said only when the store has every word")
def saved_is_saved(room):
    app = room.start()
    begin(app)
    article = None
    for number in range(6):
        write(app, f"mot{number} ")
        wait_saved(app)
        article = article or room.only()
        check(f"mot{number}" in room.cli("show", article), "“Saved Here” was shown before the words were stored")


@story("what stands in the text stands in the preview and in the store, line for line")
def three_readers(room):
    app = room.start("--sample")
    wait_text(app, "the sample article", lambda text: len(text) > 10)
    focus_text(app)
    desk.key("ctrl+End", "Return")
    write(app, "Une phrase de plus pour trois lecteurs")
    wait_saved(app)
    desk.wait_for("the sentence in the preview", lambda: page_node(app, "pour trois lecteurs"), alive=app.process)
    article = room.list()[0][0]
    shown = [line for line in lines(app) if len(line) > 12 and "\ufffc" not in line]
    stored = room.cli("show", article)
    missing = [line for line in shown if line not in stored]
    same(missing, [], "the list of lines that the store lacks")
