"""Ending and starting again."""

import desk
from newsroom import begin, check, kill, same, story, the_text, wait_saved, wait_text, write


def write_and_stand(room):
    """An article with the caret in its middle and another page of the pane in front; the caret's place."""
    app = room.start()
    begin(app)
    write(app, "Le quai")
    desk.key("Down", "Return")
    write(app, "premier mot")
    desk.key("Return")
    write(app, "second mot")
    desk.key("alt+Return")
    desk.wait_for("the other page of the pane", lambda: app.find_now("page tab", "Article") and
                  app.find_now("radio button", "Phone") is None, alive=app.process)
    desk.key("Up", "End", "Left")
    write(app, "X")
    caret = desk.caret_of(the_text(app))
    wait_saved(app)
    return app, caret


def look_again(room, caret):
    app = room.start()
    wait_text(app, "the article", lambda text: text[-2:] == ["premier moXt", "second mot"])
    same(desk.caret_of(the_text(app)), caret, "the caret's place")
    check(app.find_now("radio button", "Phone") is None, "the pane shows another page than before", app.tree())
    desk.wait_for("the caret in the text", lambda: desk.state(the_text(app), "FOCUSED"), alive=app.process)


@story("after the window is closed the next one has the article, the caret and the pane as they were")
def closed(room):
    app, caret = write_and_stand(room)
    same(app.quit(), 0, "the status of a window that is closed")
    look_again(room, caret)


@story("after kill -9 the next window has the article, the caret and the pane as they were")
def killed(room):
    app, caret = write_and_stand(room)
    offset = len("premier moX")
    desk.wait_for("the place in the store", lambda: (room.remembered() or "").endswith(f" {offset}"), alive=app.process)
    kill(app)
    look_again(room, caret)
