"""Counts what passed, and keeps what did not."""


class Checks:
    """The checks of one program."""

    def __init__(self):
        self.passed = 0
        self.failures = []

    def check(self, name, isRight, detail=""):
        if isRight:
            self.passed += 1
        else:
            self.failures.append(f"{name}: {detail}")

    def report(self, name):
        """Prints what failed and how many; the exit status."""
        for failure in self.failures:
            print(failure)
        print(f"{name}: {self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures else 0
