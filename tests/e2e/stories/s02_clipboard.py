"""The clipboard: within Marbre, from other programs, and from strangers."""

import signal
import subprocess

import desk
from newsroom import (FRENCH, begin, check, focus_text, offer, open_article, put_on_clipboard, same, story, wait_saved, wait_text,
                      write)

HOSTILE = """<html><body onload="alert(1)"><h2>Avis</h2><script>document.title='x'</script>
<p onclick="alert(2)">Le <b>quai</b> <a href="javascript:alert(3)">ferme</a> <img src="http://127.0.0.1:9/x.png" onerror="alert(4)">
</p><iframe src="http://127.0.0.1:9/"></iframe><style>p{display:none}</style></body></html>"""


@story("blocks copied in one article are the same blocks in another")
def copy_blocks(room):
    room.add("# Un\n\n## Avis\n\n- premier\n\nFin.\n", "a.md")
    room.add("# Deux\n\nTexte.\n", "b.md")
    app = room.start()
    open_article(app, "Un")
    desk.key("ctrl+End", "shift+Up", "shift+Up", "shift+Home", "ctrl+c")
    open_article(app, "Deux")
    desk.key("ctrl+End", "Return", "ctrl+v")
    wait_text(app, "the pasted blocks", lambda text: text[-1] == "Fin.")
    wait_saved(app)
    article = next(row[0] for row in room.list() if row[1] == "Deux")
    desk.wait_for("the blocks in the store", lambda: "Fin." in room.html(article), alive=app.process)
    kinds = [(kind, parts[0]) for kind, parts in room.blocks(article)][3:]
    same(kinds, [("paragraph", "Texte."), ("crosshead", "Avis"), ("list-item", "premier"), ("paragraph", "Fin.")],
         "the article that was pasted into")

PAGE = "<h2>La suite</h2><p>Un <b>navire</b> <a href='https://example.org/'>attendu</a></p>"
BREAKS = "#!/bin/sh\nkill -9 $$\n"


def helper(room, script):
    """A folder with a reader of HTML that does as the script says; for MARBRE_LIBEXECDIR."""
    folder = room.folder / "libexec"
    folder.mkdir(exist_ok=True)
    program = folder / "marbre-helper"
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    return str(folder)


def begin_paragraph(room, app):
    begin(app)
    write(app, "Reprise")
    desk.key("Down", "Return")


@story("HTML from another program becomes crossheads, lists, bold and links")
def paste_html(room):
    app = room.start()
    begin(app)
    write(app, "Reprise")
    desk.key("Down", "Return")
    put_on_clipboard(room, "<h2>La suite</h2><p>Un <b>navire</b> <a href='https://example.org/'>attendu</a></p><ul><li>grue</li></ul>",
                     "text/html")
    desk.key("ctrl+v")
    wait_text(app, "the pasted text", lambda text: "grue" in text)
    wait_saved(app)
    html = room.html()
    for piece in ("<h2>La suite</h2>", "navire</strong>", '<a href="https://example.org/">', "<li>grue</li>"):
        check(piece in html, f"{piece} is missing", html)


@story("plain text from another program becomes paragraphs, also where HTML is pasted without styles")
def paste_plain(room):
    app = room.start()
    begin(app)
    desk.key("Down", "Return")
    put_on_clipboard(room, "Premier paragraphe.\n\nSecond paragraphe.\n")
    desk.key("ctrl+v")
    wait_text(app, "both paragraphs", lambda text: "Second paragraphe." in text and "Premier paragraphe." in text)
    wait_saved(app)
    same([parts[0] for kind, parts in room.blocks() if kind == "paragraph" and parts[0]],
         ["Premier paragraphe.", "Second paragraphe."], "the paragraphs")


@story("what is pasted before the other program has said what it copied comes in with its styles all the same")
def paste_at_once(room):
    app = room.start()
    begin_paragraph(room, app)
    app.process.send_signal(signal.SIGSTOP)  # copy and key wait for it together, so the key comes before any answer
    put_on_clipboard(room, PAGE, "text/html")
    subprocess.run(["xdotool", "key", "ctrl+v"], check=True)
    app.process.send_signal(signal.SIGCONT)
    wait_text(app, "the pasted text", lambda text: "Un navire attendu" in text)
    wait_saved(app)
    html = room.html()
    check("<h2>La suite</h2>" in html and "navire</strong>" in html, "the styles are missing", html)


@story("where there is only HTML, what is pasted without styles are its words and not its source")
def paste_words_of_html(room):
    app = room.start()
    begin_paragraph(room, app)
    put_on_clipboard(room, PAGE, "text/html")
    desk.key("ctrl+shift+v")
    wait_text(app, "the words", lambda text: "Un navire attendu" in text)
    wait_saved(app)
    same([(kind, parts[0]) for kind, parts in room.blocks() if parts and parts[0]],
         [("headline", "Reprise"), ("paragraph", "La suite"), ("paragraph", "Un navire attendu")], "the article")


@story("HTML that cannot be read is never pasted as its source, and the window says what to do")
def paste_unreadable_html(room):
    app = room.start(MARBRE_LIBEXECDIR=helper(room, BREAKS))
    begin_paragraph(room, app)
    put_on_clipboard(room, PAGE, "text/html")
    desk.key("ctrl+v")
    app.find("label", contains="Nothing was pasted: it is too much at once. Copy a smaller part.")
    write(app, "Suite")
    wait_saved(app)
    stored = room.cli("show", room.only(), "--as", "json")
    check("navire" not in stored and "<" not in stored, "something was pasted", stored)


@story("HTML that cannot be read is pasted as the plain text that came with it, which the window says in French, too")
def paste_text_beside_html(room):
    app = room.start(MARBRE_LIBEXECDIR=helper(room, BREAKS), **FRENCH)
    begin_paragraph(room, app)
    offer(room, {"text/html": PAGE, "text/plain;charset=utf-8": "La suite\nUn navire attendu"})
    desk.key("ctrl+v")
    app.find("label", contains="Collé en texte simple\u00a0:")
    wait_text(app, "the words", lambda text: "Un navire attendu" in text)
    wait_saved(app)
    same([(kind, parts[0]) for kind, parts in room.blocks() if parts and parts[0]],
         [("headline", "Reprise"), ("paragraph", "La suite"), ("paragraph", "Un navire attendu")], "the article")


@story("while pasted HTML is still being read there is writing, and it can be stopped")
def paste_slow_html(room):
    app = room.start(MARBRE_LIBEXECDIR=helper(room, "#!/bin/sh\nexec sleep 600\n"))
    begin_paragraph(room, app)
    put_on_clipboard(room, PAGE, "text/html")
    desk.key("ctrl+v")
    app.find("label", "Reading what was copied…")
    write(app, "Suite")
    app.press("button", "Stop")
    app.wait_gone("label", "Reading what was copied…")
    wait_saved(app)
    same([parts[0] for kind, parts in room.blocks() if parts and parts[0]], ["Reprise", "Suite"], "the article")


@story("of hostile HTML nothing arrives but its words")
def paste_hostile(room):
    app = room.start()
    begin(app)
    desk.key("Down", "Return")
    put_on_clipboard(room, HOSTILE, "text/html")
    desk.key("ctrl+v")
    wait_text(app, "the pasted words", lambda text: any("quai" in line for line in text))
    wait_saved(app)
    stored = room.cli("show", room.only(), "--as", "json")
    for trace in ("alert", "javascript", "script", "iframe", "display:none"):
        check(trace not in stored, f"“{trace}” was taken along", stored)


@story("what is copied is offered to other programs as HTML and as plain text")
def copy_out(room):
    room.add("# Un\n\nLe **quai** ferme.\n")
    app = room.start()
    open_article(app, "Un")
    focus_text(app)
    desk.key("ctrl+End", "shift+Home", "ctrl+c")

    def offered(target):
        return subprocess.run(["timeout", "5", "xclip", "-selection", "clipboard", "-o", "-t", target], capture_output=True,
                              text=True, check=False).stdout

    desk.wait_for("the copy", lambda: "Le quai ferme." in offered("UTF8_STRING"), alive=app.process)
    check("<strong>quai</strong>" in offered("text/html"), "the copy as HTML is not bold", offered("text/html"))
