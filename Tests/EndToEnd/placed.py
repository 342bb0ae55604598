#!/usr/bin/env python3
"""Repositories whose git directory lies elsewhere than in the work tree: the one that git would take is the one that is used.

usage: placed.py BINARY

Each lies inside another repository, which has a remote of its own and must stay as it was. Then whom the configuration
names: it is read as git reads it.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from checks import Checks  # noqa: E402

CHECKS = Checks()
check = CHECKS.check
BINARY = os.path.abspath(sys.argv[1])


class Stage:
    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            "HOME": str(folder / "home"), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
            "GIT_AUTHOR_NAME": "Bo", "GIT_AUTHOR_EMAIL": "bo@example.org",
            "GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "bo@example.org",
        }
        (folder / "home").mkdir()
        self.run(folder, "git", "init", "--quiet", "--bare", "wrong.git")
        self.run(folder, "git", "init", "--quiet", "--initial-branch=main", "outer")
        self.outer = folder / "outer"
        self.run(self.outer, "git", "commit", "--quiet", "--allow-empty", "--message=Outer")
        self.run(self.outer, "git", "remote", "add", "origin", "../wrong.git")
        self.run(folder, BINARY, "key", "new", "root", "--use", "law", "--no-passphrase")
        self.run(folder, BINARY, "key", "new", "other", "--use", "law", "--no-passphrase")

    def run(self, at, *words, status=0, **variables):
        done = subprocess.run(
            words, cwd=at, env={**self.environment, **variables}, capture_output=True, text=True, timeout=60)
        check(f"{os.path.basename(words[0])} {' '.join(words[1:])}", done.returncode == status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def refs(self, repository):
        return self.run(self.folder, "git", "-C", str(repository), "for-each-ref")

    def play(self, name, at, isRelative=True, **variables):
        """Founds, pushes and fetches from there; all of it in the one repository and its remote."""
        remote = self.folder / f"{name}.git"
        self.run(self.folder, "git", "init", "--quiet", "--bare", remote.name)
        before = self.refs(self.outer), self.refs(self.folder / "wrong.git")
        address = os.path.relpath(remote, at) if isRelative else str(remote)
        self.run(at, "git", "remote", "add", "origin", address, **variables)
        self.run(at, "git", "commit", "--quiet", "--allow-empty", "--message=First", **variables)
        self.run(at, BINARY, "init", "--as", "root", "--key", "root", **variables)
        self.run(at, BINARY, "push", **variables)
        check(f"{name}: pushed", "refs/entangle/trust" in self.refs(remote))
        self.run(at, "git", "push", "--quiet", "origin", "main", **variables)
        self.run(at, BINARY, "fetch", **variables)
        check(f"{name}: verified", "verified: 1 trust state" in self.run(at, BINARY, "verify", **variables))
        own = self.run(at, "git", "for-each-ref", **variables)
        check(f"{name}: here", "refs/entangle-remotes/origin/now/entangle/trust" in own, own)
        after = self.refs(self.outer), self.refs(self.folder / "wrong.git")
        check(f"{name}: nothing elsewhere", before == after, str(after))


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-placed-") as name:
        stage = Stage(pathlib.Path(name).resolve())
        inner = stage.outer / "inner"

        def new(name, *more):
            stage.run(stage.folder, "git", "init", "--quiet", "--initial-branch=main", *more, str(inner / name))
            return inner / name

        stage.play("separate", new("separate", f"--separate-git-dir={stage.outer}/kept"))
        there = new("configured")
        (inner / "tree").mkdir()
        stage.run(there, "git", "config", "core.worktree", str(inner / "tree"))
        stage.play("configured", there / ".git", isRelative=False)
        plain = new("plain")
        stage.play("linked", linked(stage, plain, inner))
        named = new("named")
        stage.play("named", stage.outer, GIT_DIR=str(named / ".git"))
        both = new("both")
        stage.play("both", both, GIT_DIR=".git", GIT_WORK_TREE=str(both))

        named = new("whose")
        stage.run(named, "git", "commit", "--quiet", "--allow-empty", "--message=First")
        stage.run(named, BINARY, "init", "--as", "root", "--key", "root")
        people(stage, named)
    return CHECKS.report("placed")


def linked(stage, plain, inner):
    """A second work tree, where the branch is."""
    stage.run(plain, "git", "commit", "--quiet", "--allow-empty", "--message=First")
    stage.run(plain, "git", "switch", "--quiet", "--detach")
    stage.run(plain, "git", "worktree", "add", "--quiet", str(inner / "second"), "main")
    return inner / "second"


def people(stage, at):
    """Who acts is whom git's configuration names, wherever that is."""
    def who(**variables):
        said = stage.run(at, BINARY, "status", status=1, **variables)
        return said.split("'")[1] if "is not enrolled" in said else said

    stage.run(at, "git", "config", "entangle.principal", "file")
    check("a file names him", who() == "file", who())
    stage.run(at, "git", "config", "extensions.worktreeConfig", "true")
    stage.run(at, "git", "config", "--worktree", "entangle.principal", "tree")
    check("the file of the work tree names him", who() == "tree", who())
    counted = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "entangle.principal", "GIT_CONFIG_VALUE_0": "counted"}
    check("the environment names him", who(**counted) == "counted", who(**counted))
    option = {"GIT_CONFIG_PARAMETERS": "'entangle.principal'='option'"}
    check("an option of git's names him", who(**option) == "option", who(**option))


if __name__ == "__main__":
    sys.exit(main())
