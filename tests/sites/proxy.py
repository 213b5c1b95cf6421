"""The fault proxy of tests/sites/mb-fault-proxy.c, which has the list of faults.

    with Proxy (site.port) as proxy:
        proxy.rule ("POST .*posts", "swallow", nth=1)
        …
        proxy.requests ()

A site that has to know its address is made after the proxy: `Proxy ()`, `Ghost (url=proxy.url)`, `proxy.lead_to (port)`.
"""

import json
import os
import queue
import subprocess
import threading
from pathlib import Path

DEADLINE_S = 60


class Proxy:
    def __init__(self, upstream=0):
        program = Path(os.environ["MARBRE_BUILD"]) / "tests/sites/mb-fault-proxy"
        self.process = subprocess.Popen([program, str(upstream)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        about = json.loads(self.process.stdout.readline())
        self.port, self.origin = about["port"], about["origin"]
        self.url = f"http://127.0.0.1:{self.port}"
        self.answers, self.seen, self.news = queue.Queue(), [], threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Returns its exit status: with sanitizers, not 0 when it leaked or worse."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        status = self.process.wait(DEADLINE_S)
        self.reader.join()
        return status

    def read(self):
        for line in self.process.stdout:
            line = json.loads(line)
            if "ack" in line or "error" in line:
                self.answers.put(line)
            else:
                with self.news:
                    self.seen.append(line)
                    self.news.notify_all()

    def order(self, **words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        answer = self.answers.get(timeout=DEADLINE_S)
        if "error" in answer:
            raise ValueError(answer["error"])

    def rule(self, match, fault, **words):
        """nth=1: only the first request that matches from now on; without it every one. The rest is the fault's."""
        self.order(match=match, fault=fault, **words)

    def clear(self):
        """No rules any more."""
        self.order(clear=True)

    def lead_to(self, port):
        self.order(upstream=port)

    def requests(self):
        """What has come, in order: whatever a client has seen answered is in it."""
        self.order(sync=True)
        with self.news:
            return [line for line in self.seen if not line["origin"]]

    def strangers(self):
        """What has come to the second origin."""
        self.order(sync=True)
        with self.news:
            return [line for line in self.seen if line["origin"]]

    def forget(self):
        """Forget what has come."""
        self.order(sync=True)
        with self.news:
            self.seen.clear()

    def wait_for(self, count):
        """Wait until that many requests have been told about: those that nobody sees answered are told late."""
        with self.news:
            if not self.news.wait_for(lambda: len(self.seen) >= count, DEADLINE_S):
                raise TimeoutError(f"{len(self.seen)} of {count} requests")
            return self.seen[-1]
