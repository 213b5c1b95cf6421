"""TAP for the suites that are scripts: `tests/<suite>/run` prints it, tools/run-tests counts it."""

import sys


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, good, name, detail=""):
        """One case. The detail, one or more lines, is shown when it failed."""
        self.count += 1
        if not good:
            self.failed += 1
            for line in str(detail).splitlines():
                self.say(line)
        print(f"{'ok' if good else 'not ok'} {self.count} {name}", flush=True)
        return good

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} {name} # SKIP {reason}", flush=True)

    @staticmethod
    def say(line):
        print(f"# {line}", flush=True)

    def done(self):
        """Print the plan; ends the program, with status 1 when a case failed or there was none."""
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed or not self.count else 0)
