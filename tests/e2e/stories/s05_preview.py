"""The preview."""

import os
import signal

import desk
from newsroom import (begin, check, focus_text, on_screen, open_article, page_node, page_text, processes, story, the_text,
                      write)

LONG = "# Le port\n\n" + "\n\n".join(f"Paragraphe {number} du long article." for number in range(1, 61)) + "\n"


def wait_page(app, words):
    return desk.wait_for(f"{words!r} in the preview", lambda: page_node(app, words), alive=app.process)


@story("the preview shows a sentence while it is typed")
def live(room):
    app = room.start()
    begin(app)
    write(app, "Le quai rouvre")
    wait_page(app, "Le quai rouvre")
    desk.key("Down", "Return")
    write(app, "Les grues tournent")
    wait_page(app, "Les grues tournent")


@story("a click in the preview puts the caret there")
def click(room):
    room.add("# Le port\n\nPremier.\n\nDeuxième.\n\nTroisième.\n")
    app = room.start()
    surface = open_article(app, "Le port")
    node = wait_page(app, "Deuxième.")
    desk.wait_still()
    x, y, width, height = on_screen(node)
    desk.click_at(x + 40, y + height // 2)
    start = desk.text_of(surface).index("Deuxième.")
    desk.wait_for("the caret in the second paragraph", lambda: start <= desk.caret_of(surface) <= start + 9, alive=app.process)
    desk.wait_for("the focus in the text", lambda: desk.state(the_text(app), "FOCUSED"), alive=app.process)


@story("scrolling the text scrolls the page with it")
def scroll(room):
    room.add(LONG)
    app = room.start()
    surface = open_article(app, "Le port")
    wait_page(app, "Paragraphe 60")
    desk.wait_still()
    x, y, width, height = app.place(app.find("panel", "Preview"))
    text = desk.text_of(surface)
    desk.key("ctrl+End")
    desk.wait_still()
    desk.click_at(x + width // 4, y + height // 2)
    desk.wait_for("the caret in the paragraph that was clicked", lambda: desk.caret_of(surface) < len(text), alive=app.process)
    check(desk.caret_of(surface) > text.index("Paragraphe 40"), "the page still shows the article's beginning")


def width_of(app):
    page = app.find_now("document web")
    return on_screen(page)[2] if page else 0


@story("F5 shows the page instead of the text, Escape returns to the caret")
def large(room):
    room.add("# Le port\n\nPremier.\n\nDeuxième.\n")
    app = room.start()
    surface = open_article(app, "Le port")
    desk.key("ctrl+End")
    caret = desk.caret_of(surface)
    page = desk.wait_for("the page", lambda: page_node(app, "Premier."), alive=app.process)
    narrow = on_screen(app.find("document web"))[2]
    desk.key("F5")
    desk.wait_for("a large page", lambda: width_of(app) > narrow * 2, alive=app.process)
    desk.key("Escape")
    desk.wait_for("the page beside the text", lambda: width_of(app) == narrow, alive=app.process)
    desk.wait_for("the focus in the text", lambda: desk.state(the_text(app), "FOCUSED"), alive=app.process)
    check(page is not None and desk.caret_of(the_text(app)) == caret, "the caret has moved")


@story("when the page's process dies the page comes back and writing goes on")
def web_process(room):
    app = room.start()
    begin(app)
    write(app, "Le quai")
    wait_page(app, "Le quai")
    victims = processes(app, "WebKitWebProcess")
    check(victims, "there is no web process to end", app.tree())
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    focus_text(app)
    desk.key("ctrl+Home", "Down", "End")
    write(app, " rouvre")
    wait_page(app, "Le quai rouvre")
    check(not set(processes(app, "WebKitWebProcess")) & set(victims), "the page is the old process's", page_text(app))
