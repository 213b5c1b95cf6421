"""Publishing to a real WordPress: everything of an article, as every role, what the site does to it, and away again."""

import json
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from newsroom import DONE, FAILED, PROJECT, UNCONFIRMED, Article, Newsroom
from server import ask
from wordpress import wrong_blocks

QUAY = (PROJECT / "resources/sample/quay.jpg").read_bytes()


def secret_of(site, role="editor"):
    user = site.users[role]
    return f"{user.login}:{user.password}"


def newsroom(folder, site, role="editor", url=None):
    room = Newsroom(Path(tempfile.mkdtemp(dir=folder)), secret_of(site, role))
    status, _, err = room("destination", "add", "journal", "--url", url or site.url)
    assert status == DONE, err
    return room


def published(site, headline):
    return [post for post in site.posts() if post["title"].replace("&amp;", "&").replace("&lt;", "<") == headline
            and post["status"] not in ("auto-draft", "inherit")]


def test_connecting(tap, site, folder):
    room = Newsroom(folder / "connecting")
    for role in ("administrator", "editor", "author", "contributor"):
        status, out, err = room("destination", "add", role, "--url", site.url, secret=secret_of(site, role))
        tap.ok(status == DONE and json.loads(out)["kind"] == "wordpress", f"the {role} connects: the platform is found", err)
    status, _, err = room("destination", "add", "x", "--url", site.url, secret="editor:wrong")
    tap.ok(status == FAILED and err.strip(), "a wrong password is refused", err)
    site.set_permalinks("/%postname%/")
    status, out, err = room("destination", "add", "pretty", "--url", site.url, secret=secret_of(site))
    tap.ok(status == DONE and json.loads(out)["url"].endswith("/wp-json/"), "pretty addresses, too", out + err)
    site.set_permalinks("")


def test_whole(tap, site, folder):
    """Every kind of block, one picture, section and tags."""
    room = newsroom(folder, site, "administrator")
    article = Article.whole(room.keep_picture(QUAY))
    headline = article.blocks[1]["parts"][0]
    draft = room.take(article.json())
    status, out, err = room.publish(draft, "journal", "--allow", "missing-picture")
    tap.ok(status == FAILED and "lagune" in err and not site.posts(), "a section that the site lacks is not made unasked", err)
    status, out, err = room.publish(draft, "journal", "--allow", "new-terms,missing-picture")
    tap.ok(status == DONE, "with consent the article is published and found", err)
    posts = published(site, headline)
    tap.ok(len(posts) == 1 and posts[0]["status"] == "publish", "once", posts)
    post = posts[0]
    tap.ok(post["categories"] == ["Économie"] and sorted(post["tags"]) == ["lagune", "transport"], "with its section and tags", post)
    tap.ok("3 &lt; 4" in post["excerpt"] and post["slug"].startswith("le-bac"), "its standfirst and address", post)
    tap.ok(out["url"] == post["link"] and ask(post["link"]).status == 200, "where the receipt says", out)
    wrong = wrong_blocks(site.blocks(post["id"])[post["id"]])
    tap.ok(not wrong, "the site's editor takes every block", wrong)
    pictures = site.attachments()
    tap.ok(len(pictures) == 1 and pictures[0]["alt"] == "Trois grues au bord de l’eau", "one picture with its alt text", pictures)
    tap.ok("Le quai nord" in pictures[0]["caption"] and "Atelier Marbre" in pictures[0]["caption"], "caption and credit", pictures)
    tap.ok(post["featured_media"] == pictures[0]["id"], "is the featured picture", post)
    status, out, err = room.publish(draft, "journal", "--allow", "missing-picture")
    tap.ok(status == DONE and len(published(site, headline)) == 1 and len(site.attachments()) == 1, "sent again, it is still one", err)
    site.php(f"wp_delete_attachment ({pictures[0]['id']}, true);")
    room("set", draft, "kicker", "Transport")
    room("set", draft, "headline", "Le bac tient")
    status, out, err = room.publish(draft, "journal", "--allow", "missing-picture")
    tap.ok(status == FAILED, "a featured picture that was taken off there is a change", err)
    status, out, err = room.publish(draft, "journal", "--overwrite", "--allow", "missing-picture")
    post, = published(site, "Le bac tient")
    again = site.attachments()
    tap.ok(status == DONE and len(again) == 1 and post["featured_media"] == again[0]["id"], "a picture that was deleted there is sent again", f"{err}{again}")
    site.clear()


def test_life(tap, site, folder):
    """Published, changed here, changed there, withdrawn, in the bin."""
    room = newsroom(folder, site)
    article = Article("Le marché rouvre", "Jeudi.").add("paragraph", "Les étals sont revenus.").add("paragraph", "Rien n’est décidé.")
    draft = room.take(article.json())
    status, out, err = room.publish(draft)
    tap.ok(status == DONE, "an article is published", err)
    post, = published(site, "Le marché rouvre")
    address = post["link"]
    room("set", draft, "headline", "Le marché rouvre jeudi")
    status, out, err = room.publish(draft)
    after, = site.posts()
    tap.ok(status == DONE and after["title"] == "Le marché rouvre jeudi" and after["link"] == address, "an update keeps its address", err)
    tap.ok(after["id"] == post["id"], "and is the same post", after)
    site.rest(f"/wp/v2/posts/{post['id']}", {"content": after["content"].replace("Rien", "Presque rien")}, "editor")
    room("set", draft, "headline", "Le marché a rouvert")
    status, out, err = room.publish(draft)
    there, = site.posts()
    tap.ok(status == FAILED and "Presque rien" in there["content"] and there["title"] == "Le marché rouvre jeudi",
           "what was changed on the site is not overwritten", err)
    status, _, err = room("merge", draft, "--from", "journal")
    tap.ok(status == DONE, "it can be merged", err)
    status, _, err = room.publish(draft)
    there, = site.posts()
    tap.ok(status == DONE and "Presque rien" in there["content"] and there["title"] == "Le marché a rouvert", "and the site has both changes", f"{err}{there}")
    site.rest(f"/wp/v2/posts/{post['id']}", {"content": there["content"].replace("Presque rien", "Tout")}, "editor")
    room("set", draft, "headline", "Le marché est là")
    status, _, err = room.publish(draft)
    tap.ok(status == FAILED, "another change there is seen, too", err)
    status, out, err = room.publish(draft, "journal", "--overwrite")
    there, = site.posts()
    tap.ok(status == DONE and there["title"] == "Le marché est là" and "Tout" not in there["content"], "and not overwritten unless it is asked for", err)
    status, out, err = room("unpublish", draft, "--from", "journal")
    there, = site.posts()
    tap.ok(status == DONE and there["status"] == "draft" and ask(address).status == 404, "it is taken from readers", err)
    status, out, err = room.publish(draft)
    there, = site.posts()
    tap.ok(status == DONE and there["status"] == "publish", "and comes back", err)
    site.php(f"wp_trash_post ({post['id']});")
    room("set", draft, "headline", "Le marché, encore")
    status, out, err = room.publish(draft)
    tap.ok(status == FAILED and err.strip(), "what is in the site's bin is not written to", err)
    site.clear()


def test_standings(tap, site, folder):
    """Draft, pending, private; a contributor may no more than that."""
    room = newsroom(folder, site)
    for wish, status in (("draft", "draft"), ("pending", "pending"), ("private", "private")):
        draft = room.take(Article(f"Le bac {wish}").add("paragraph", "Il part.").json())
        done, _, err = room.publish(draft, "journal", "--status", wish)
        post, = published(site, f"Le bac {wish}")
        tap.ok(done == DONE and post["status"] == status and not post["slug"].startswith("marbre-"), f"a post is sent as {wish}", f"{err}{post}")
    done, _, err = room.publish(draft)
    post, = published(site, "Le bac private")
    tap.ok(done == DONE and post["status"] == "publish", "and published later", err)
    room = newsroom(folder, site, "contributor")
    draft = room.take(Article("Le bac du stagiaire").add("paragraph", "Il part.").json())
    done, _, err = room.publish(draft)
    posts = published(site, "Le bac du stagiaire")
    tap.ok(done == FAILED and err.strip() and all(post["status"] != "publish" for post in posts), "a contributor may not publish", err)
    done, _, err = room.publish(draft, "journal", "--status", "pending")
    posts = published(site, "Le bac du stagiaire")
    tap.ok(done == DONE and [post["status"] for post in posts] == ["pending"], "but may hand in", f"{err}{posts}")
    site.clear()


def soon(minutes):
    """An hour to come, as a person writes it, and as the site keeps it."""
    at = datetime.now(timezone.utc).replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime("%Y-%m-%d %H:%M:%S")


def test_hours(tap, site, folder):
    """The site keeps the hour, in whatever zone it lives; afterwards the page is read."""
    room = newsroom(folder, site)
    for zone in ("-5", "Europe/Paris", "Asia/Kathmandu"):
        site.set_timezone(zone)
        draft = room.take(Article(f"À l’heure de {zone}").add("paragraph", "Il part.").json())
        at, kept = soon(30)
        done, out, err = room.publish(draft, "journal", "--at", at)
        post, = published(site, f"À l’heure de {zone}")
        tap.ok(done == DONE and out["state"] == "scheduled", f"{zone}: the site takes the hour", err)
        tap.ok(post["status"] == "future" and post["date_gmt"] == kept, "and keeps it", post)
        later, kept = soon(60)
        done, out, err = room.publish(draft, "journal", "--at", later)
        post, = published(site, f"À l’heure de {zone}")
        tap.ok(done == DONE and post["status"] == "future" and post["date_gmt"] == kept, "another hour takes its place", f"{err}{post}")
    done, out, err = room.publish(draft)
    post, = published(site, "À l’heure de Asia/Kathmandu")
    tap.ok(done == DONE and post["status"] == "publish" and abs(age_s(post)) < 300, "or none: it is published now", f"{err}{post}")
    site.set_timezone("Europe/Paris")
    draft = room.take(Article("Annulé").add("paragraph", "Il ne part pas.").json())
    done, _, err = room.publish(draft, "journal", "--at", soon(30)[0])
    done, _, err = room("unpublish", draft, "--from", "journal")
    post, = published(site, "Annulé")
    tap.ok(done == DONE and post["status"] == "draft", "an hour can be taken back", f"{err}{post}")
    site.clear()


def age_s(post):
    then = datetime.fromisoformat(post["date_gmt"]).replace(tzinfo=timezone.utc)
    return (datetime.now(timezone.utc) - then).total_seconds()


def test_odd_sites(tap, site, folder):
    """A clock ahead, a site that speaks another language, takes things out of a text, or hides what it is."""
    site.set_ahead(-7200)
    room = newsroom(folder, site)
    draft = room.take(Article("L’heure fausse").add("paragraph", "Il part.").json())
    done, _, err = room.publish(draft)
    post, = published(site, "L’heure fausse")
    tap.ok(done == DONE and post["status"] == "publish", "with a clock two hours ahead of the site’s it is published now", f"{err}{post}")
    site.set_ahead(0)
    site.add_plugin("noisy", "add_action ('rest_api_init', function () { echo \"Warning: something\\n\"; });")
    draft = room.take(Article("Le bavard").add("paragraph", "Il part.").json())
    done, _, err = room.publish(draft)
    tap.ok(done == DONE and len(published(site, "Le bavard")) == 1, "a warning before the answer does no harm", err)
    draft = room.take(Article("\"L'essai\" -- 3x4").add("paragraph", "\"Le bac\" n'est pas loin... dit-il -- 3x4 fois.").json())
    done, _, err = room.publish(draft)
    tap.ok(done == DONE, "quotes and dashes that the site sets its own way are found", err)
    site.add_plugin("noisy", "add_filter ('the_content', fn ($text) => str_replace ('part', 'reste', $text));")
    draft = room.take(Article("Le censeur").add("paragraph", "Il part.").json())
    done, _, err = room.publish(draft)
    tap.ok(done == UNCONFIRMED and "Il part" in err, "a page that lacks what was sent is told", err)
    site.add_plugin("noisy", "add_filter ('wp_is_application_passwords_available', '__return_false');")
    done, _, err = room("destination", "test", "journal")
    tap.ok(done == FAILED and err.strip(), "a site that shuts the door is told", err)
    site.add_plugin("noisy", "")
    site.clear()


FOREIGN = """<!-- wp:paragraph -->
<p>Le bac <strong>part</strong> à <a href="https://example.org/a?x=1&amp;y=2">l’heure</a>.</p>
<!-- /wp:paragraph -->

<!-- wp:cover {"url":"https://example.org/a.jpg","dimRatio":50} -->
<div class="wp-block-cover"><span aria-hidden="true" class="wp-block-cover__background has-background-dim"></span><img class="wp-block-cover__image-background" alt="" src="https://example.org/a.jpg" data-object-fit="cover"/><div class="wp-block-cover__inner-container"><!-- wp:paragraph {"align":"center"} -->
<p class="has-text-align-center">Au fond \u002d le quai</p>
<!-- /wp:paragraph --></div></div>
<!-- /wp:cover -->

<!-- wp:paragraph {"style":{"color":{"text":"#cc0000"}}} -->
<p class="has-text-color" style="color:#cc0000">Rouge.</p>
<!-- /wp:paragraph -->

<!-- wp:latest-posts {"postsToShow":3} /-->

<!-- wp:paragraph -->
<p>Fin.</p>
<!-- /wp:paragraph -->"""


def seen(article):
    """What a reader of an article's JSON sees: kinds, words and spans, and what is said of pictures and boxes."""
    def part(text):
        return text if isinstance(text, str) else (text["t"], json.dumps(text.get("s")))

    return [(block["kind"], [part(text) for text in block["parts"]], block.get("attrs", {}).get("alt"),
             block.get("attrs", {}).get("list"), block.get("attrs", {}).get("level"), block.get("attrs", {}).get("url"))
            for block in article["blocks"] if not block.get("attrs", {}).get("container", "").startswith("gallery")]


def test_pull(tap, site, folder):
    """An article that went there comes back as it was; what others wrote there stays byte for byte."""
    room = newsroom(folder, site, "administrator")
    made = Article.whole(room.keep_picture(QUAY)).json()
    draft = room.take(made)
    status, out, err = room.publish(draft, "journal", "--allow", "new-terms,missing-picture")
    tap.ok(status == DONE, "an article is there", err)
    other = newsroom(folder, site, "administrator")
    status, out, err = other("pull", out["url"], "--from", "journal")
    tap.ok(status == DONE, "and is fetched by its address", err)
    back = json.loads(other("show", json.loads(out)["id"], "--as", "json")[1])
    opaque = [block for block in back["blocks"] if block["kind"] == "opaque"]
    tap.ok([block["attrs"]["title"] for block in opaque] == ["gallery"], "a gallery stays as it is there", opaque)
    # Of a picture that never was there, its words are.
    back["blocks"] = [block for block in back["blocks"]
                      if block["kind"] != "opaque" and block["parts"] != ["Le quai au sud. © Binta"]]
    differences = [(one, two) for one, two in zip(seen(made), seen(back)) if one != two]
    tap.ok(not differences and len(seen(made)) == len(seen(back)), "everything else is an article again", differences or seen(back))
    tap.ok(back["meta"].get("section") == "Économie" and sorted(back["meta"]["tags"].split("\n")) == ["lagune", "transport"], "with section and tags", back["meta"])
    tap.ok(back["meta"].get("byline") == "Awa Kossi" and back["meta"].get("dateline") == "Grand-Anse", "names and place", back["meta"])
    site.clear()

    post = site.rest("/wp/v2/posts", {"title": "Le bac", "content": FOREIGN, "status": "publish"}).json
    status, out, err = other("pull", str(post["id"]), "--from", "journal")
    draft = json.loads(out)["id"]
    kinds = [block["kind"] for block in json.loads(other("show", draft, "--as", "json")[1])["blocks"][3:]]
    tap.ok(kinds == ["paragraph", "opaque", "opaque", "opaque", "paragraph"], "a post of others is fetched, what is not ours as it is", f"{kinds}{err}")
    other("set", draft, "headline", "Le bac part")
    status, out, err = other.publish(draft, "journal", "--allow", "missing-byline")
    after, = [one for one in site.posts() if one["status"] == "publish"]
    tap.ok(status == DONE and after["id"] == post["id"] and after["title"] == "Le bac part", "an update goes to that post", err)
    tap.ok(after["content"] == FOREIGN, "and leaves its text as it was, byte for byte", after["content"])
    wrong = [block for block in site.blocks(post["id"])[post["id"]] if not block["isValid"]]
    tap.ok(not wrong, "its editor takes it", wrong)
    status, _, err = other("pull", f"{site.url}/", "--from", "journal")
    tap.ok(status == FAILED and err.strip(), "a page that is no post is told", err)
    site.clear()


CASES = (test_connecting, test_whole, test_life, test_standings, test_hours, test_odd_sites, test_pull)


def run(tap, site):
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            case(tap, site, Path(folder))
