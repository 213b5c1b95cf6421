"""Exactly once: through faults and kills a site has an article once and whole, or not at all and a state that says so.

A site for this has `find (headline)`, which lists its posts of that headline as {"public", "whole", "draft"}.
"""

import hashlib
import json
import os
import random
import subprocess
import tempfile
from pathlib import Path

from newsroom import BUILD, PROJECT, Article

VICTIM = BUILD / "tests/sites/site-victim"
PICTURE = PROJECT / "tests/sites/quay-small.jpg"
TRIES = 6
DONE, NEEDS_USER, CONFLICT, FAILED = 0, 10, 11, 12

FAULTS = (
    {"fault": "swallow"}, {"fault": "reset"}, {"fault": "hang-up"}, {"fault": "twice"}, {"fault": "slicer"},
    {"fault": "cut-request", "n": 40, "in": "head"}, {"fault": "cut-request", "n": 60, "in": "body"},
    {"fault": "cut-answer", "n": 30, "in": "head"}, {"fault": "cut-answer", "n": 50, "in": "body"},
    {"fault": "half-open"}, {"fault": "captive", "status": 200}, {"fault": "captive", "status": 302},
    {"fault": "captive", "status": 200, "after": True},
    {"fault": "status", "status": 500}, {"fault": "status", "status": 502, "after": True}, {"fault": "status", "status": 500, "after": True},
    {"fault": "status", "status": 503, "retry_after": 0}, {"fault": "status", "status": 429, "retry_after": 0},
    {"fault": "redirect", "status": 301, "to": "same"}, {"fault": "redirect", "status": 302, "to": "other"},
    {"fault": "redirect", "status": 303, "to": "other", "after": True}, {"fault": "redirect", "status": 307, "to": "other"},
    {"fault": "redirect", "status": 308, "to": "other", "after": True},
    {"fault": "false", "as": "html"}, {"fault": "false", "as": "html", "after": True}, {"fault": "false", "as": "cut-json", "after": True},
    {"fault": "false", "as": "empty", "after": True}, {"fault": "length", "n": 5}, {"fault": "chunked-lie"}, {"fault": "gzip-bomb", "n": 16},
    {"fault": "repeat"}, {"fault": "late", "ms": 50}, {"fault": "latency", "ms": 60},
)


class Round:
    """One article on its way to one site."""

    def __init__(self, kind, endpoint, secret, folder, name):
        self.article = Article(name, "Un chapô.").figure("", "Le quai.", "© Awa", "Le quai")
        self.article.add("paragraph", "Il part.").add("paragraph", "Il revient.")
        self.folder = Path(tempfile.mkdtemp(dir=folder))
        self.command = [VICTIM, self.folder / "store", kind, endpoint, secret, self.folder / "article.json"]
        self.article.blocks[3]["attrs"]["media"] = hashlib.sha256(PICTURE.read_bytes()).hexdigest()
        (self.folder / "article.json").write_text(json.dumps(self.article.json()))
        self.said = []

    def run(self, kill_at=0):
        """A run; its status, None when it was killed."""
        done = subprocess.run([*self.command, str(kill_at), PICTURE], capture_output=True, text=True, check=False, timeout=60)
        self.said.append(f"{done.returncode} {done.stderr.strip()[-300:]}")
        return None if done.returncode == -9 else done.returncode

    def see_through(self):
        """As a person who presses the button again until it says that it is done or what is wrong."""
        status = None
        for _ in range(TRIES):
            status = self.run()
            if status in (DONE, CONFLICT, FAILED):
                break
        return status


def judge(status, posts):
    """What is wrong with the end of a round; '' when nothing is."""
    public = [post for post in posts if post["public"]]
    if status not in (DONE, NEEDS_USER, CONFLICT, FAILED):
        return f"it ended with {status}"
    if len(public) > 1:
        return f"{len(public)} public posts"
    if any(not post["whole"] for post in public):
        return "a public post is not whole"
    if status == DONE and len(public) != 1:
        return "it says done, and nothing is public"
    if status == DONE and len(posts) > 1:
        return f"{len(posts) - 1} drafts are left behind"
    return ""


def first(rounds):
    return int(os.environ.get("MARBRE_FIRST_ROUND", "0")), int(os.environ.get("MARBRE_SITE_ROUNDS", rounds))


def soak(tap, site, proxy, name, rounds, folder):
    """Randomised rounds, by seed: MARBRE_FIRST_ROUND=n MARBRE_SITE_ROUNDS=m goes on where a run ended."""
    start, count = first(rounds)
    bad, done = [], 0
    for seed in range(start, start + count):
        draw = random.Random(f"{name} {seed}")
        one = Round(site.kind, site.endpoint(proxy), site.secret, folder, f"Tour {name} {seed}")
        fault = dict(draw.choice(FAULTS))
        match, nth = draw.choice((("POST ", draw.randint(1, 3)), ("", draw.randint(1, 9)), ("GET ", draw.randint(1, 6))))
        kill_at = draw.randint(1, 24) if draw.random() < 1 / 3 else 0
        proxy.clear()
        proxy.rule(f"^{match}", nth=nth, **fault)
        one.run(kill_at)
        if draw.random() < 0.3:
            proxy.rule(f"^{match}", nth=1, **dict(draw.choice(FAULTS)))
            one.run(draw.randint(1, 24) if draw.random() < 1 / 3 else 0)
        proxy.clear()
        status = one.see_through()
        wrong = judge(status, site.find(f"Tour {name} {seed}"))
        done += status == DONE
        if wrong:
            bad.append(f"round {seed} ({fault}, {match}{nth}, kill {kill_at}): {wrong}\n" + "\n".join(one.said))
    tap.ok(not bad, f"{count} rounds through faults and kills: once and whole each", "\n".join(bad[:5]) + f"\n{len(bad)} bad")
    tap.ok(done >= count * 0.9, f"nearly all of them arrived ({done} of {count})")
    credentials = [line for line in proxy.strangers() if line.get("authorization")]
    tap.ok(not credentials, "no credential has reached another origin", credentials)


def each(tap, site, proxy, folder):
    """Every write × every fault once, then every kill point."""
    bad = []
    for nth, step in enumerate(("the picture", "the draft", "the last update"), 1):
        for fault in FAULTS:
            name = f"Cas {step} {json.dumps(fault, sort_keys=True)}"
            one = Round(site.kind, site.endpoint(proxy), site.secret, folder, name)
            proxy.clear()
            proxy.rule("^POST ", nth=nth, **fault)
            one.run()
            proxy.clear()
            wrong = judge(one.see_through(), site.find(name))
            if wrong:
                bad.append(f"{name}: {wrong}\n" + "\n".join(one.said))
    tap.ok(not bad, f"each of {3 * len(FAULTS)} faults of a write ends with one post", "\n".join(bad[:5]) + f"\n{len(bad)} bad")
    proxy.clear()
    bad, points = [], 1
    while points:
        name = f"Arrêt {points}"
        one = Round(site.kind, site.endpoint(proxy), site.secret, folder, name)
        killed = one.run(points) is None
        wrong = judge(one.see_through(), site.find(name))
        if wrong:
            bad.append(f"{name}: {wrong}\n" + "\n".join(one.said))
        points = points + 1 if killed else 0
    tap.ok(not bad, "and each kill at a named point", "\n".join(bad[:5]))
