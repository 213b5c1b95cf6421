"""On the display that the package meets first."""

import subprocess
import sys
from pathlib import Path

from newsroom import check, story

HERE = Path(__file__).resolve().parent.parent


@story("on a Wayland compositor the window opens, takes words, saves them and closes")
def wayland(room):
    answer = subprocess.run([str(HERE.parent.parent / "tools/desk-session"), "--wayland", sys.executable, str(HERE / "on-wayland"),
                             str(room.folder / "articles")], capture_output=True, text=True, check=False, timeout=120)
    check(answer.returncode == 0, "the visit on Wayland failed", answer.stdout + answer.stderr[-6000:])
