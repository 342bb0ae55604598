"""A clone with a home of its own, in which the program and git run."""

import os
import subprocess


class Clone:
    """Counts what it runs with `checks`; a label tells it from others."""

    def __init__(self, binary, checks, home, name, label="", **environment):
        self.binary = binary
        self.check = checks.check
        self.label = label
        self.home = home
        self.work = os.path.join(home, "work")
        os.makedirs(self.work)
        self.environment = {
            "HOME": home,
            "XDG_DATA_HOME": os.path.join(home, "data"),
            "XDG_STATE_HOME": os.path.join(home, "state"),
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": f"{name}@example.org",
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": f"{name}@example.org",
            "LC_ALL": "C",
            "TZ": "UTC",
            **environment,
        }

    def run(self, *words):
        return subprocess.run(
            words, cwd=self.work, env=self.environment, capture_output=True, text=True, timeout=120
        )

    def git(self, *words):
        done = self.run("git", *words)
        self.check(f"{self.label}git {' '.join(words)}", done.returncode == 0, done.stderr)
        return done.stdout.strip()

    def entangle(self, *words, status=0, code=None):
        """Runs the program, which must end with that status, and name that rule."""
        done = self.run(self.binary, *words)
        is_due = done.returncode == status and (code is None or f"[{code}]" in done.stderr)
        self.check(
            f"{self.label}entangle {' '.join(words)} -> {status} {code or ''}",
            is_due,
            f"status {done.returncode}\n{done.stdout}{done.stderr}",
        )
        return done.stdout.strip()
