"""A real WordPress behind the fault proxy, and Marbre killed on the way."""

import os
import tempfile
from pathlib import Path

import once
from proxy import Proxy

ROUNDS = 100
FIND = r"""
global $wpdb;
$found = $wpdb->get_results ($wpdb->prepare ("SELECT ID, post_status, post_content, post_excerpt FROM $wpdb->posts"
  . " WHERE post_type = 'post' AND post_title = %s AND post_status NOT IN ('trash', 'auto-draft', 'inherit')", $input));
$words = ['Il part.', 'Il revient.', 'Le quai.', '© Awa'];
echo json_encode (array_map (fn ($post) => ['public' => $post->post_status == 'publish',
  'whole' => array_reduce ($words, fn ($all, $word) => $all && str_contains ($post->post_content, $word), true)
    && get_post_thumbnail_id ($post->ID) > 0 && $post->post_excerpt == 'Un chapô.'], $found));
"""


class Site:
    """The site as tests/sites/once.py wants it."""

    kind = "wordpress"

    def __init__(self, site):
        user = site.users["administrator"]
        self.site, self.secret = site, f"{user.login}:{user.password}"

    def endpoint(self, proxy):
        return f"{proxy.url}/?rest_route=/"

    def find(self, headline):
        return self.site.look(FIND, headline)


def run(tap, site):
    with Proxy(site.port) as proxy, tempfile.TemporaryDirectory() as folder:
        if os.environ.get("MARBRE_EVERY_FAULT"):
            once.each(tap, Site(site), proxy, Path(folder))
        once.soak(tap, Site(site), proxy, "wordpress", ROUNDS, Path(folder))
    site.clear()
