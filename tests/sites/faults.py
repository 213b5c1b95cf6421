"""Each fault of the proxy, as a plain client before a real site meets it."""

import http.client
import json
import socket
import time
import urllib.request
import zlib

from server import ask

PATIENCE_S = 0.7  # of a client that gives up


class Talk:
    """A plain client that sends new articles through the proxy, and looks into the site behind its back.

    `path`, `auth` and `body (title)` make the request; `titles ()` are those that the site holds.
    """

    def __init__(self, tap, proxy, path, auth, body, titles):
        self.tap, self.proxy, self.path, self.auth, self.body, self.titles = tap, proxy, path, auth, body, titles
        self.number = 0

    def next_title(self):
        self.number += 1
        return f"Le bac {self.number}"

    def send(self, title, timeout=60, auth=True):
        """The answer, or the name of what went wrong."""
        try:
            return ask(self.proxy.url + self.path, self.body(title), self.auth() if auth else {}, timeout=timeout)
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            return type(reason if isinstance(reason, Exception) else error).__name__

    def raw(self, title, *headers):
        """The bytes of a request, head and body."""
        body = json.dumps(self.body(title)).encode()
        lines = [f"POST {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.proxy.port}", "Content-Type: application/json",
                 f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in self.auth().items()), *headers, "", ""]
        return "\r\n".join(lines).encode(), body

    def held(self, title):
        return self.titles().count(title)

    def under(self, fault, held, judge, name, timeout=60, **words):
        """Send under a fault: how many the site holds after, and what the client must have seen."""
        title = self.next_title()
        self.proxy.forget()
        self.proxy.rule("^POST ", fault, nth=1, **words)
        answer = self.send(title, timeout)
        line = self.proxy.wait_for(1)
        self.proxy.clear()
        got = self.held(title)
        seen = f"{answer}: " + (f"{answer.status} {answer.headers}\n{answer.text[:300]}" if hasattr(answer, "status") else "")
        self.tap.ok(judge(answer) and got == held and line["fault"] == fault, name, f"{seen}\nheld: {got}\n{line}")
        return answer


def failed(answer):
    return isinstance(answer, str)


def is_status(*wanted, **headers):
    return lambda answer: not failed(answer) and answer.status in wanted and all(
        answer.headers[name.replace("_", "-")] == value for name, value in headers.items())


def is_portal(answer):
    return not failed(answer) and answer.status == 200 and "Connectez-vous" in answer.text


def is_no_json(answer):
    if failed(answer) or answer.status not in (200, 201):
        return False
    try:
        answer.json  # pylint: disable=pointless-statement
        return False
    except ValueError:
        return True


def test_plain(talk):
    title = talk.next_title()
    talk.proxy.forget()
    answer = talk.send(title)
    (line,) = talk.proxy.requests()
    talk.tap.ok(answer.status == 201 and talk.held(title) == 1, "without a rule the proxy hands on", answer.text[:300])
    talk.tap.ok(line["status"] == line["upstream"] == 201 and line["fault"] is None and line["authorization"], "and tells", line)
    talk.tap.ok(line["out"] > len(answer.body) and line["in"] > 100, "with the bytes", line)
    talk.tap.ok(talk.proxy.url in answer.text.replace("\\/", "/"), "the site's links lead to the proxy", answer.text[:300])
    talk.send(title, auth=False)
    talk.tap.ok(not talk.proxy.requests()[-1]["authorization"], "a request without a credential is told from one with")


def test_lost(talk):
    talk.under("swallow", 1, failed, "swallow: the site acted, the answer is lost")
    talk.under("reset", 0, lambda answer: answer == "ConnectionResetError", "reset: before the site knows")
    talk.under("reset", 1, lambda answer: answer == "ConnectionResetError", "reset: after it acted", after=True)
    talk.under("half-open", 0, lambda answer: answer == "TimeoutError", "half-open: no answer, nothing done", PATIENCE_S)
    talk.under("half-open", 1, lambda answer: answer == "TimeoutError", "half-open: no answer, but done", PATIENCE_S, after=True)
    talk.under("cut-request", 0, failed, "cut-request: in the head", n=30)
    talk.under("cut-request", 0, failed, "cut-request: in the body", n=10, **{"in": "body"})
    # Many clients take a head that breaks off for one that has ended.
    talk.under("cut-answer", 1, lambda answer: failed(answer) or not answer.headers and not answer.body, "cut-answer: in the head", n=20)
    talk.under("cut-answer", 1, lambda answer: answer == "IncompleteRead", "cut-answer: in the body", n=40, **{"in": "body"})


def test_false(talk):
    for status in (500, 502, 503, 429):
        talk.under("status", 0, is_status(status), f"status {status}: nothing done", status=status)
    talk.under("status", 1, is_status(503, Retry_After="7"), "status 503: done all the same", status=503, retry_after=7, after=True)
    talk.under("captive", 0, is_portal, "captive: a page instead of an answer")
    talk.under("captive", 0, is_status(302, Location=f"{talk.proxy.origin}/login"), "captive: a redirect", status=302)
    talk.under("false", 0, is_portal, "false: 200 and HTML")
    talk.under("false", 0, is_no_json, "false: 200 and half a JSON", **{"as": "cut-json"})
    talk.under("false", 1, is_no_json, "false: half of the site's answer", after=True, **{"as": "cut-json"})
    talk.under("false", 0, lambda answer: is_no_json(answer) and not answer.body, "false: 200 and nothing", **{"as": "empty"})
    talk.under("length", 1, lambda answer: answer == "IncompleteRead", "length: announces too much", n=10)
    talk.under("length", 1, is_no_json, "length: announces too little", n=-10)
    talk.under("chunked-lie", 1, lambda answer: answer == "IncompleteRead", "chunked-lie: a chunk that never ends")
    bomb = talk.under("gzip-bomb", 0, is_status(200, Content_Encoding="gzip"), "gzip-bomb: comes")
    talk.tap.ok(len(bomb.body) < 100_000 and len(zlib.decompress(bomb.body, 31)) == 64 << 20, "and is 64 MB inside")


def test_redirects(talk):
    for status in (301, 302, 303, 307, 308):
        talk.under("redirect", 0, lambda answer, status=status: is_status(status)(answer) and "moved=1" in answer.headers["Location"],
                   f"redirect {status}: to another path", status=status)
        there = is_status(status, Location=talk.proxy.origin + talk.path)
        talk.under("redirect", 0, there, f"redirect {status}: to another origin", status=status, to="other")
    talk.proxy.forget()
    talk.proxy.rule("^POST ", "redirect", nth=1, to="other")
    request = urllib.request.Request(talk.proxy.url + talk.path, b"{}", {**talk.auth(), "Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60):
        pass
    talk.proxy.clear()
    (line,) = talk.proxy.strangers()
    talk.tap.ok(line["authorization"] and talk.auth()["Authorization"] in line["head"], "a client that carries its credential there is caught", line)


def test_doubled(talk):
    talk.under("repeat", 2, is_status(201), "repeat: the site got it twice")
    title = talk.next_title()
    talk.proxy.rule("^POST ", "twice", nth=1)
    with socket.create_connection(("127.0.0.1", talk.proxy.port), timeout=60) as client:
        client.sendall(b"".join(talk.raw(title, "Connection: close")))
        answer = read_all(client)
    talk.proxy.clear()
    talk.tap.ok(answer.count(b"HTTP/1.1 201") == 2 and talk.held(title) == 1, "twice: one post, the answer comes two times", answer[:300])


def test_late(talk):
    title = talk.next_title()
    talk.proxy.forget()
    talk.proxy.rule("^POST ", "late", nth=1, ms=1500)
    start = time.monotonic()
    answer = talk.send(title)
    early = talk.proxy.requests()
    line = talk.proxy.wait_for(1)
    passed = time.monotonic() - start
    talk.tap.ok(failed(answer) and not early and passed >= 1.5 and talk.held(title) == 1 and line["upstream"] == 201,
                "late: cut off at once, delivered afterwards", f"{answer} {early} {passed} {line}")
    talk.proxy.clear()
    talk.under("late", 1, lambda answer: answer == "TimeoutError", "late: delivered once the client has given up", PATIENCE_S, hold=True)


def read_all(client):
    answer = b""
    while part := client.recv(65536):
        answer += part
    return answer


def test_slow(talk):
    start = time.monotonic()
    talk.under("latency", 1, is_status(201), "latency: it comes", ms=500)
    talk.tap.ok(time.monotonic() - start >= 0.5, "after that time")
    start = time.monotonic()
    answer = talk.under("bandwidth", 1, is_status(201), "bandwidth: it comes", rate=4000)
    talk.tap.ok(time.monotonic() - start >= len(answer.body) / 4000 * 0.9, "at that speed")
    title = talk.next_title()
    talk.proxy.rule("^POST ", "slicer", nth=1)
    with socket.create_connection(("127.0.0.1", talk.proxy.port), timeout=60) as client:
        client.sendall(b"".join(talk.raw(title, "Connection: close")))
        parts = list(iter(lambda: client.recv(65536), b""))
    talk.proxy.clear()
    body = b"".join(parts).partition(b"\r\n\r\n")[2]
    talk.tap.ok(len(parts) > 2 and b"201" in b"".join(parts)[:20] and body, "slicer: whole, in many pieces", len(parts))


def test_expect(talk):
    title = talk.next_title()
    head, body = talk.raw(title, "Expect: 100-continue", "Connection: close")
    with socket.create_connection(("127.0.0.1", talk.proxy.port), timeout=60) as client:
        client.sendall(head)
        first = client.recv(65536)
        client.sendall(body)
        answer = read_all(client)
    talk.tap.ok(first.startswith(b"HTTP/1.1 100") and b"HTTP/1.1 201" in answer and talk.held(title) == 1, "a client may ask whether to go on")
    title = talk.next_title()
    talk.proxy.rule("^POST ", "continue-stall", nth=1)
    talk.proxy.forget()
    head, body = talk.raw(title, "Expect: 100-continue")
    with socket.create_connection(("127.0.0.1", talk.proxy.port), timeout=PATIENCE_S) as client:
        client.sendall(head)
        try:
            first = client.recv(65536)
        except TimeoutError:
            first = None
    talk.tap.ok(first is None and talk.proxy.wait_for(1)["fault"] == "continue-stall", "continue-stall: and hears nothing", first)
    talk.proxy.clear()
    talk.under("continue-stall", 1, is_status(201), "continue-stall: for a time", ms=300)


def test_connections(talk):
    client = http.client.HTTPConnection("127.0.0.1", talk.proxy.port, timeout=60)
    talk.proxy.forget()
    talk.proxy.rule("^POST ", "hang-up", nth=2)
    outcome = []
    for _ in range(3):
        try:
            body = json.dumps(talk.body(talk.next_title()))
            client.request("POST", talk.path, body, {**talk.auth(), "Content-Type": "application/json"})
            answer = client.getresponse()
            answer.read()
            outcome.append(answer.status)
            client.auto_open = 0
        except (OSError, http.client.HTTPException) as error:
            outcome.append(type(error).__name__)
    client.close()
    came = len(talk.proxy.requests())
    talk.proxy.clear()
    talk.tap.ok(outcome[:2] == [201, 201], "a connection carries several requests", outcome)
    talk.tap.ok(isinstance(outcome[2], str) and came == 2, "hang-up: the next finds it closed", f"{outcome} {came}")


def test_rules(talk):
    talk.proxy.rule("^POST ", "status", nth=2, status=502)
    outcome = [talk.send(talk.next_title()).status for _ in range(3)]
    talk.proxy.clear()
    talk.tap.ok(outcome == [201, 502, 201], "a rule for the second request leaves the others alone", outcome)
    talk.proxy.rule("^GET ", "reset")
    talk.tap.ok(talk.send(talk.next_title()).status == 201, "a rule for GET leaves POST alone")
    talk.proxy.clear()
    try:
        talk.proxy.rule(".", "nonsense")
        said = None
    except ValueError as error:
        said = str(error)
    talk.tap.ok(said, "a fault that there is not is refused")


def test_end(talk):
    """The last: stops the proxy while a client waits."""
    talk.proxy.rule("^POST ", "half-open")
    talk.proxy.forget()
    with socket.create_connection(("127.0.0.1", talk.proxy.port), timeout=60) as client:
        client.sendall(b"".join(talk.raw("Personne")))
        talk.proxy.wait_for(1)
        status = talk.proxy.stop()
        talk.tap.ok(client.recv(10) == b"", "the proxy ends at once, and whoever waits is let go")
    talk.tap.ok(status == 0, "and nothing of it is left", status)


def try_all(talk):
    for test in (test_plain, test_lost, test_false, test_redirects, test_doubled, test_late, test_slow, test_expect,
                 test_connections, test_rules, test_end):
        test(talk)
