"""A real Ghost behind the fault proxy, and Marbre killed on the way."""

import os
import tempfile
from pathlib import Path

import once

ROUNDS = 100
WORDS = ("Il part.", "Il revient.")


class Site:
    """The site as tests/sites/once.py wants it."""

    kind = "ghost"

    def __init__(self, site):
        self.site, self.secret = site, site.key

    def endpoint(self, proxy):
        return f"{proxy.url}/ghost/api/admin/"

    def find(self, headline):
        posts = [post for post in self.site.posts() if post["title"] == headline]
        return [{"public": post["status"] == "published", "whole": self.is_whole(post)} for post in posts]

    @staticmethod
    def is_whole(post):
        return (all(word in post["lexical"] for word in WORDS) and bool(post["feature_image"]) and
                "Le quai." in post["feature_image_caption"] and post["custom_excerpt"] == "Un chapô.")


def run(tap, site, proxy):
    with tempfile.TemporaryDirectory() as folder:
        if os.environ.get("MARBRE_EVERY_FAULT"):
            once.each(tap, Site(site), proxy, Path(folder))
        once.soak(tap, Site(site), proxy, "ghost", ROUNDS, Path(folder))
    tap.ok(site.emails() == [], "no newsletter has left", site.emails())
    proxy.clear()
    site.clear()
