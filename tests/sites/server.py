"""What the real sites of the tests have in common: a process that says when it is ready, templates in the cache, asking over HTTP."""

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

READY_S = 120
UNUSED_S = 3 * 24 * 3600


def die_with_parent():
    """Whoever ends a test without ceremony ends its servers, too."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Server:
    """A process of our own. What it says goes to a log, and is watched for the line that says it is ready."""

    def __init__(self, command, ready, log, **options):
        self.log, self.pattern = Path(log), re.compile(ready)
        self.match, self.ready = None, threading.Event()
        # A session of its own: what it forks ends with it.
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, start_new_session=True,
                                        preexec_fn=die_with_parent, **options)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.ready.wait(READY_S) or not self.match:
            self.stop()
            raise RuntimeError(f"{command[0]} did not become ready:\n{self.tail()}")

    def read(self):
        with open(self.log, "ab", buffering=0) as log:
            for line in self.process.stdout:
                log.write(line)
                if not self.match:
                    self.match = self.pattern.search(line.decode(errors="replace"))
                    if self.match:
                        self.ready.set()
        self.ready.set()

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def stop(self, how=signal.SIGKILL):
        """By default without ceremony: what it has written is thrown away."""
        with contextlib.suppress(ProcessLookupError):
            if how == signal.SIGKILL:
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
        self.process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.reader.join(5)


def cache():
    return Path(os.environ.get("MARBRE_CACHE") or Path.home() / ".cache/marbre") / "sites"


def key_of(*parts):
    """What tells one making from another: the bytes of files, or words."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def version_of(*packages):
    """Versions of Debian packages, for the key of a template."""
    return subprocess.run(["dpkg-query", "-W", *packages], capture_output=True, text=True, check=True).stdout


def template(name, key, make):
    """The folder NAME-KEY of the cache; make (folder) fills it the first time. Whole or not at all, by one of us at a time."""
    folder = cache() / f"{name}-{key}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / f"{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            part = folder.with_name(folder.name + ".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            make(part)
            part.rename(folder)
            drop_unused(name, folder)
        os.utime(folder)
    return folder


def drop_unused(name, kept):
    for old in kept.parent.glob(f"{name}-*"):
        if old != kept and old.is_dir() and time.time() - old.stat().st_mtime > UNUSED_S:
            shutil.rmtree(old, ignore_errors=True)


def clock(folder):
    """What puts a program under the clock of this site: a file that says how far it is ahead of ours."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    return {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def set_clock(folder, seconds):
    part = folder / "clock.part"
    part.write_text(f"{seconds:+}")
    part.rename(folder / "clock")


def copy_tree(source, target):
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.body)


PLAIN = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))


def ask(url, data=None, headers=None, method=None, timeout=60):
    """One request as a plain client makes it: no redirect is followed, nothing is repeated."""
    headers = dict(headers or {})
    if data is not None and not isinstance(data, bytes):
        data = json.dumps(data).encode()
        headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with PLAIN.open(request, timeout=timeout) as reply:
            return Answer(reply.status, reply.headers, reply.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())
