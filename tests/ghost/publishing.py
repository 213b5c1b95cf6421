"""Publishing to a real Ghost: everything of an article, what the site does to it, and away again."""

import html
import json
import re
import tempfile
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path

from newsroom import DONE, FAILED, PROJECT, Article, Newsroom
from server import ask

QUAY = (PROJECT / "resources/sample/quay.jpg").read_bytes()


def newsroom(folder, site):
    room = Newsroom(Path(tempfile.mkdtemp(dir=folder)), site.key)
    status, _, err = room("destination", "add", "journal", "--url", site.url)
    assert status == DONE, err
    return room


def named(site, headline):
    return [post for post in site.posts() if post["title"] == headline]


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_connecting(tap, site, folder):
    room = Newsroom(folder / "connecting")
    status, out, err = room("destination", "add", "journal", "--url", site.url, secret=site.key)
    tap.ok(status == DONE and json.loads(out)["kind"] == "ghost", "the platform is found, the key taken", err)
    id, secret = site.key.split(":")  # pylint: disable=redefined-builtin
    for wrong in (f"{id}:{secret[::-1]}", "no key", f"{'0' * 24}:{secret}"):
        status, _, err = room("destination", "add", "x", "--url", site.url, secret=wrong)
        tap.ok(status == FAILED and err.strip(), "another is refused", err)
    site.set_ahead(3600)
    while abs((parsedate_to_datetime(ask(f"{site.local}/ghost/api/admin/site/").headers["Date"]) - datetime.now(timezone.utc)).total_seconds()) < 60:
        pass  # Node keeps the words of the hour for a second
    status, _, err = room("destination", "test", "journal", secret=site.key)
    tap.ok(status == DONE, "a site whose clock is an hour ahead is understood", err)
    site.set_ahead(0)


def test_whole(tap, site, folder):
    room = newsroom(folder, site)
    article = Article.whole(room.keep_picture(QUAY))
    headline = article.blocks[1]["parts"][0]
    draft = room.take(article.json())
    status, out, err = room.publish(draft, "journal", "--allow", "missing-picture")
    tap.ok(status == FAILED and "lagune" in err and not site.posts(), "tags that the site lacks are not made unasked", err)
    status, out, err = room.publish(draft, "journal", "--allow", "new-terms,missing-picture")
    tap.ok(status == DONE, "with consent the article is published and found", err)
    posts = named(site, headline)
    tap.ok(len(posts) == 1 and posts[0]["status"] == "published", "once", posts)
    post = posts[0]
    tap.ok([tag["name"] for tag in post["tags"]] == ["Économie", "transport", "lagune"], "the section is its first tag", post["tags"])
    tap.ok(post["custom_excerpt"].startswith("Après quatorze") and post["feature_image_alt"] == "Trois grues au bord de l’eau", "its fields", post)
    tap.ok("Le quai nord" in post["feature_image_caption"] and "Atelier Marbre" in post["feature_image_caption"], "caption and credit", post)
    kinds = {node["type"] for node in json.loads(post["lexical"])["root"]["children"]}
    wanted = {"paragraph", "extended-heading", "extended-quote", "aside", "list", "horizontalrule", "bookmark", "html", "codeblock"}
    tap.ok(wanted <= kinds, "native cards", kinds)
    page = words_of(ask(post["url"]).text)
    for words in ("le bac part à l’heure", "Deux bis", "Brest", "texte <brut>", "Dernier mot", "Yann Kerleo", "Dans l’encadré", "Le quai au sud"):
        tap.ok(words in page, f"readers find “{words}”", page[-1500:])
    tap.ok(out["url"] == post["url"], "where the receipt says", out)
    status, out, err = room.publish(draft, "journal", "--allow", "missing-picture")
    tap.ok(status == DONE and len(named(site, headline)) == 1 and len(site.images()) >= 1, "sent again, it is still one", err)
    tap.ok(site.emails() == [], "and no newsletter has left", site.emails())
    site.clear()


def test_life(tap, site, folder):
    room = newsroom(folder, site)
    article = Article("Le marché rouvre", "Jeudi.").add("paragraph", "Les étals sont revenus.").add("paragraph", "Rien n’est décidé.")
    draft = room.take(article.json())
    status, _, err = room.publish(draft)
    post, = named(site, "Le marché rouvre")
    tap.ok(status == DONE, "an article is published", err)
    room("set", draft, "headline", "Le marché rouvre jeudi")
    status, _, err = room.publish(draft)
    after, = site.posts()
    tap.ok(status == DONE and after["title"] == "Le marché rouvre jeudi" and after["url"] == post["url"] and after["id"] == post["id"],
           "an update keeps its address", f"{err}{after}")
    changed = after["lexical"].replace("Rien", "Presque rien")
    site.admin(f"posts/{post['id']}/", {"posts": [{"lexical": changed, "updated_at": after["updated_at"]}]}, "PUT")
    room("set", draft, "headline", "Le marché a rouvert")
    status, _, err = room.publish(draft)
    there, = site.posts()
    tap.ok(status == FAILED and "Presque rien" in there["lexical"] and there["title"] == "Le marché rouvre jeudi",
           "what was changed on the site is not overwritten", err)
    status, _, err = room("merge", draft, "--from", "journal")
    tap.ok(status == DONE, "it can be merged", err)
    status, _, err = room.publish(draft)
    there, = site.posts()
    tap.ok(status == DONE and "Presque rien" in there["lexical"] and there["title"] == "Le marché a rouvert", "and the site has both changes", f"{err}{there}")
    changed = there["lexical"].replace("Presque rien", "Tout")
    site.admin(f"posts/{post['id']}/", {"posts": [{"lexical": changed, "updated_at": there["updated_at"]}]}, "PUT")
    room("set", draft, "headline", "Le marché est là")
    status, _, err = room.publish(draft)
    tap.ok(status == FAILED, "another change there is seen, too", err)
    status, _, err = room.publish(draft, "journal", "--overwrite")
    there, = site.posts()
    tap.ok(status == DONE and there["title"] == "Le marché est là" and "Tout" not in there["lexical"], "and not overwritten unless it is asked for", err)
    status, _, err = room("unpublish", draft, "--from", "journal")
    there, = site.posts()
    tap.ok(status == DONE and there["status"] == "draft" and ask(post["url"]).status == 404, "it is taken from readers", err)
    status, _, err = room.publish(draft)
    there, = site.posts()
    tap.ok(status == DONE and there["status"] == "published", "and comes back", err)
    site.admin(f"posts/{post['id']}/", method="DELETE")
    room("set", draft, "headline", "Le marché, encore")
    status, _, err = room.publish(draft)
    tap.ok(status == FAILED and site.posts() == [], "what was deleted there is not made anew unasked", err)
    site.clear()


def test_hours(tap, site, folder):
    room = newsroom(folder, site)
    at = datetime.now(timezone.utc).replace(second=0, microsecond=0) + timedelta(minutes=30)
    draft = room.take(Article("À l’heure").add("paragraph", "Il part.").json())
    status, out, err = room.publish(draft, "journal", "--at", at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    post, = named(site, "À l’heure")
    tap.ok(status == DONE and out["state"] == "scheduled" and post["status"] == "scheduled", "the site takes the hour", err)
    tap.ok(post["published_at"] == at.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "and keeps it", post["published_at"])
    status, _, err = room.publish(draft)
    post, = named(site, "À l’heure")
    tap.ok(status == DONE and post["status"] == "published", "or none: it is published now", f"{err}{post['published_at']}")
    draft = room.take(Article("En attente").add("paragraph", "Il part.").json())
    status, _, err = room.publish(draft, "journal", "--status", "draft")
    post, = named(site, "En attente")
    tap.ok(status == DONE and post["status"] == "draft" and post["slug"] == "en-attente", "a draft stays one", err)
    site.clear()


def test_search(tap, site, folder):
    room = newsroom(folder, site)
    draft = room.take(Article("Le phare", "Vendredi.", **{"search-title": "Le phare rallumé"}).add("paragraph", "Il éclaire.").json())
    status, _, err = room.publish(draft)
    post, = named(site, "Le phare")
    tap.ok(status == DONE and post["meta_title"] == post["og_title"] == post["twitter_title"] == "Le phare rallumé", "what search engines show is sent", err)
    room("set", draft, "search-description", "Il éclaire de nouveau.")
    status, _, err = room.publish(draft)
    post, = named(site, "Le phare")
    tap.ok(status == DONE and post["meta_description"] == post["og_description"] == "Il éclaire de nouveau.", "a change of that alone, too", f"{err}{post}")
    site.clear()


def test_refused(tap, site, proxy, folder):
    room = newsroom(folder, site)
    proxy.forget()
    draft = room.take(Article("é" * 256).figure(room.keep_picture(QUAY), "Le quai.", alt="Un quai").add("paragraph", "Il part.").json())
    status, _, err = room.publish(draft)
    writes = [asked for asked in proxy.requests() if asked["method"] != "GET"]
    tap.ok(status == FAILED and "refused part" in err and writes == [], "a headline that is too long is told before anything is sent", f"{err}{writes}")
    draft = room.take(Article("Autrefois").add("paragraph", "Il part.").json())
    old = {"version": "0.3.1", "markups": [], "atoms": [], "cards": [], "sections": [[1, "p", [[0, [], 0, "Jadis."]]]]}
    site.admin("posts/", {"posts": [{"title": "Jadis", "slug": f"marbre-{draft}", "mobiledoc": json.dumps(old)}]})
    status, _, err = room.publish(draft)
    post, = site.posts()
    tap.ok(status == FAILED and "refused part" in err and post["title"] == "Jadis", "a post in the older form is not half written", f"{err}{post['title']}")
    site.clear()


CASES = (test_connecting, test_whole, test_life, test_hours, test_search)


def run(tap, site, proxy):
    proxy.forget()
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            case(tap, site, Path(folder))
        asked = proxy.requests()
        letters = [one["path"] for one in asked if "newsletter" in one["path"] or "email" in one["path"]]
        tap.ok(asked and letters == [], "no request has asked for a newsletter", letters)
        test_refused(tap, site, proxy, Path(folder))
