"""The programs that are measured, Marbre and its peers, all handled in the same way: opened on a screen-sized window
with the same words, the caret put at the same place, timed from outside.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/e2e"))
import desk  # noqa: E402

SCREEN = (1366, 768)
# Without a graphics card GTK draws by itself or through a software GL, which shows frames late or not at all on a virtual
# screen: everybody draws by itself.
SAME_RENDERER = {"GSK_RENDERER": "cairo"}
SIZES = {"1k": 1_000, "100k": 100_000}


def say(name, value, unit, n, **more):
    """One figure, as one JSON object on a line."""
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "n": n, **more}, ensure_ascii=False), flush=True)


def skip(name, reason):
    print(f"bench: {name} is left out: {reason}", file=sys.stderr, flush=True)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def paragraph(number, count):
    """Words like those of an article; the same on every run."""
    stock = ("la ville attend depuis des mois une réponse que personne ne donne et les habitants du quartier racontent ce "
             "que le port était avant la fermeture des ateliers quand chaque matin la sirène appelait mille personnes").split()
    words = [stock[(number * 7 + index * (1 + number % 5)) % len(stock)] for index in range(count)]
    return " ".join(words).capitalize() + "."


def markdown(words):
    """The reference document: a crosshead every ten paragraphs, a figure every five hundred words."""
    lines = ["# Le port attend une réponse", ""]
    written = 0
    while written < words:
        number = len(lines)
        lines += [paragraph(number, 50), ""]
        written += 50
        if written % 500 == 0:
            lines += [f"## Intertitre {written // 500}", "", f"![Le port, vue {written}](vue-{written}.jpg)", ""]
    return "\n".join(lines)


def still_caret():
    """A blinking caret would be taken for the answer to a key."""
    folder = Path(os.environ["XDG_CONFIG_HOME"], "gtk-4.0")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.ini").write_text("[Settings]\ngtk-cursor-blink=false\n")


class Program:
    """One of them. Subclasses say how it is opened on a document."""

    name = ""
    # Where its text is on the screen: below the bars, left of a preview.
    text_area = (20, 200, 1326, 420)

    def __init__(self, words):
        self.words = words
        self.folder = Path(os.environ["HOME"], f"{self.name or 'marbre'}-{words}")
        self.folder.mkdir(exist_ok=True)

    def command(self):
        raise NotImplementedError

    def prepare(self):
        """Make what the program will open."""
        self.file = self.folder / "document.md"
        self.file.write_text(markdown(self.words), encoding="utf-8")

    def open(self):
        self.app = desk.App(self.command(), **SAME_RENDERER)
        window = self.app.wait_window()
        subprocess.run(["xdotool", "windowmove", window, "0", "0", "windowsize", "--sync", window, *map(str, SCREEN)],
                       check=False, capture_output=True)
        desk.wait_still(60, 700)
        self.put_caret()

    def put_caret(self):
        """Well inside the text, at the end of a line of it."""
        desk.click_at(540, 420)
        desk.key("ctrl+Home")
        desk.key(*["Down"] * 12)
        desk.key("End")
        desk.wait_still(60, 700)

    def close(self):
        self.app.process.kill()
        self.app.process.wait()
        for pid in list(children(self.app.process.pid)):
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                pass

    def figure(self, name):
        return f"{name}@{self.name}" if self.name else name


class GnomeTextEditor(Program):
    name = "gnome-text-editor"

    def command(self):
        return ["gnome-text-editor", "--standalone", "--ignore-session", str(self.file)]


class Apostrophe(Program):
    name = "apostrophe"

    def command(self):
        return ["apostrophe", str(self.file)]


class Ghostwriter(Program):
    name = "ghostwriter"

    def prepare(self):
        super().prepare()
        settings = Path(os.environ["XDG_CONFIG_HOME"], "kdeglobals")
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("[KDE]\nCursorBlinkRate=0\nAnimationDurationFactor=0\n")

    def command(self):
        # Its browser engine has no sandbox of its own for root.
        return ["env", "QTWEBENGINE_DISABLE_SANDBOX=1", "ghostwriter", str(self.file)]


class Marbre(Program):
    """Marbre on a data folder of its own, with the preview open."""

    text_area = (300, 200, 640, 420)
    preview_area = (985, 110, 350, 590)

    def prepare(self):
        super().prepare()
        self.data = self.folder / "data"
        subprocess.run([desk.program("marbre-cli"), "--data-dir", str(self.data), "import", str(self.file), "--from",
                        "markdown"], check=True, stdout=subprocess.DEVNULL)

    def command(self):
        return [desk.program("marbre"), "--data-dir", str(self.data)]


class MarbreAlone(Marbre):
    """Marbre with the preview hidden."""

    text_area = (290, 200, 1060, 420)

    def open(self):
        super().open()
        desk.key("ctrl+alt+p")
        desk.wait_still(60, 700)


def children(pid):
    try:
        below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return
    for child in below:
        yield from children(child)
        yield child


def processes(app):
    """pid → name of the program and of everything it started."""
    names = {}
    for pid in [app.process.pid, *children(app.process.pid)]:
        try:
            names[pid] = Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            continue
    return names


def private_mb(pid):
    total = 0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(("Private_Clean:", "Private_Dirty:")):
            total += int(line.split()[1])
    return total / 1024


def cpu_seconds(pids):
    """Time spent by these processes and by the children they have seen end."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def wake_ups(pids):
    """How often each thread of these processes has been woken. Threads come and go: compare with woken_since()."""
    counts = {}
    for pid in pids:
        for status in Path(f"/proc/{pid}/task").glob("*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            counts[status] = int(text.partition("\nvoluntary_ctxt_switches:")[2].split()[0])
    return counts


def woken_since(before, pids):
    """Of the threads that there are still, and of those that have begun."""
    return sum(count - before.get(status, 0) for status, count in wake_ups(pids).items())


def ruler(*arguments):
    """mb-ruler's answer; see bench/mb-ruler.c."""
    answer = subprocess.run([str(desk.build_folder() / "bench/mb-ruler"), *map(str, arguments)], capture_output=True,
                            text=True, check=False)
    if answer.returncode:
        raise desk.Missing(f"mb-ruler: {answer.stderr.strip() or answer.stdout.strip()}")
    return json.loads(answer.stdout)


def area(box):
    return ",".join(map(str, box))


def measured(kinds, words, measure):
    """Prepare, open, measure and close each program; a peer that cannot be had is named."""
    still_caret()
    failed = False
    for kind in kinds:
        program = kind(words)
        try:
            program.prepare()
            program.open()
            measure(program)
        except (desk.Missing, subprocess.CalledProcessError, FileNotFoundError) as error:
            if program.name:
                skip(program.name, error)
            else:
                print(f"bench: marbre: {error}", file=sys.stderr, flush=True)
                failed = True
        finally:
            if hasattr(program, "app"):
                program.close()
    return failed


def pause(seconds):
    time.sleep(seconds)
