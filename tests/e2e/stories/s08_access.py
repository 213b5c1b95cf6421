"""What a screen reader's user meets on each screen."""

import desk
from newsroom import begin, check, open_article, same, story

# GTK's own, which cannot be named from outside: they pass the focus on.
PASSING = ("scroll pane", "menu item", "scroll bar", "panel")


def wrong_names(app, under=None):
    root = under or app.root()
    root.clear_cache()
    wrong = []
    for node in desk.walk(root):
        if node.get_process_id() != app.process.pid or not desk.is_shown(node):
            continue
        seen = {}
        for child in desk.children(node):
            if not desk.state(child, "FOCUSABLE") or not desk.is_shown(child) or child.get_role_name() in PASSING:
                continue
            role, name = child.get_role_name(), desk.label_of(child)
            if role == "text" and not name and beside_page(child):
                continue  # WebKit's own surface
            if role in ("list", "list item") and not name:
                continue  # libadwaita's own, in the row of a choice; ours are found by their names elsewhere
            if not name:
                wrong.append(f"{role} without a name in {where(child)}")
            elif name.endswith("-symbolic"):
                wrong.append(f"{role} called {name} in {where(child)}")
            elif (role, name) in seen and role != "list item":
                wrong.append(f"two {role}s called {name!r} in {where(child)}")
            seen[(role, name)] = True
    return wrong


def beside_page(node):
    return any(inner.get_role_name() == "document web" for inner in desk.walk(node.get_parent(), 8))


def where(node):
    names = []
    node = node.get_parent()
    while node is not None and node.get_role_name() != "frame":
        if desk.label_of(node):
            names.append(desk.label_of(node))
        node = node.get_parent()
    return " ‹ ".join(names) or "the window"


@story("every control on the first page, in the editor, its panes, the outline, the search and the dialogs has a name of its own")
def names(room):
    app = room.start()
    app.find("label", "Welcome to Marbre")
    same(wrong_names(app), [], "the first page")
    begin(app)
    for command, name in ((None, "editor"), ("alt+Return", "pane of the article"), ("ctrl+alt+p", "preview"),
                          ("ctrl+alt+o", "outline"), ("ctrl+shift+f", "search"), ("ctrl+question", "shortcuts"),
                          ("Escape", "editor after a dialog"), ("ctrl+comma", "preferences"),
                          ("Escape", "editor at the end")):
        if command:
            desk.key(command)
        desk.wait_still()
        same(wrong_names(app), [], f"the {name}")


@story("the editor, the headline's row and the picture are called what they are after the headline changes")
def called(room):
    room.add("# Le port\n\nDes grues.\n")
    app = room.start()
    open_article(app, "Le port")
    desk.key("ctrl+Home", "Down", "End")
    desk.type_text(" sud")
    app.find("list item", "Le port sud")
    app.find("text", "Article: Le port sud")
    check(app.find_now("frame") is not None, "the window has gone")
