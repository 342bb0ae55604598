#!/usr/bin/env python3
"""A long history that nobody signed is governed from its tip on: what lands on top of it is judged as git sees it, at a
cost that grows with what changed.

usage: history.py BINARY [--commits N] [--files N]

`git fast-import` makes the history (`imported.py`). Which commits a change has is what `git rev-list` says, what a commit
is called in a SHA-256 repository what `git write-tree` says there of what differs by `git diff-tree`.
What lies behind all changes may be read once, so one landing costs as much as there is of that; those after it must not.
"""

import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from checks import Checks  # noqa: E402
from clone import Clone  # noqa: E402
from imported import ODD_NAMES, SUBMODULE, Import  # noqa: E402

MEASURE = pathlib.Path(__file__).resolve().parent.parent / "Bench/measure.py"
ROUNDS = 9
# Of the shapes: the first that is a merge.
FIRST_MERGE = 2
CHECKS = Checks()
check = CHECKS.check


class Project(Clone):
    """A clone of an imported history, where `lead` lands what `builder` proposes and `rob` approves."""

    def __init__(self, binary, stage, commits, files):
        home = os.path.join(stage, "home")
        super().__init__(binary, CHECKS, home, "builder")
        self.code = os.path.join(home, "code")
        self.bare = os.path.join(home, "origin.git")
        self.git("init", "--quiet", "--bare", "--initial-branch=main", self.bare)
        importer = subprocess.Popen(
            ["git", "-C", self.bare, "fast-import", "--quiet", "--done"], stdin=subprocess.PIPE, env=self.environment)
        Import(importer.stdin, files).history(commits)
        importer.stdin.close()
        check("git imports", importer.wait() == 0)
        self.git("clone", "--quiet", "--no-checkout", self.bare, ".")
        self.git("branch", "--quiet", "other", "origin/other")
        self.baseline = [self.git("rev-parse", "main"), self.git("rev-parse", "other")]
        self.landed = []
        self.files = 0

    def found(self):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.code], check=True)
        for name in ("root", "lead", "builder", "rob"):
            self.entangle("key", "new", name, "--use", "law", "--no-passphrase")
            with open(os.path.join(self.home, name + ".pub"), "w") as file:
                file.write(self.entangle("key", "show", name).splitlines()[0] + "\n")
        self.entangle("init", "--as", "root", "--key", "root")
        for name, kind in (("lead", "user"), ("builder", "worker"), ("rob", "reviewer")):
            code = ["--code", self.code + ".pub"] if name == "builder" else []
            self.entangle(
                "principal", "add", name, "--kind", kind, "--person", name, "--law",
                os.path.join(self.home, name + ".pub"), *code, "--as", "root")
        policy = {"name": "main", "ref": "refs/heads/main", "approvals": 1, "landers": ["lead"]}
        edge = {"from": "rob", "relation": "reviews", "to": "builder"}
        graph = os.path.join(self.home, "graph.json")
        with open(graph, "w") as file:
            json.dump({"schema": "entangle/graph@v1", "edges": [edge], "policies": [policy]}, file)
        self.entangle("graph", "apply", graph, "--as", "root")

    def tree(self, start, changes):
        """The tree of a commit with some paths changed: a mode and a content each, or None."""
        self.environment["GIT_INDEX_FILE"] = os.path.join(self.home, "index")
        self.git("read-tree", start)
        lines = []
        for path, change in changes.items():
            mode, content = change or ("0", None)
            oid = "0" * 40
            if mode == "160000":
                oid = SUBMODULE
            elif change:
                oid = self.feed(["hash-object", "-w", "--stdin"], content).decode().strip()
            lines.append(f"{mode} {oid}\t".encode() + path + b"\0")
        self.feed(["update-index", "-z", "--index-info"], b"".join(lines))
        tree = self.git("write-tree")
        del self.environment["GIT_INDEX_FILE"]
        return tree

    def feed(self, words, content, **variables):
        done = subprocess.run(
            ["git", *words], input=content, cwd=self.work, env={**self.environment, **variables},
            stdout=subprocess.PIPE, check=True)
        return done.stdout

    def commit(self, parents, changes=None, isSigned=True, time=None):
        """A commit, with the tree of its first parent and what changed."""
        self.files += 1
        changes = changes or {b"new/%d" % (self.files % 20): ("100644", b"%d\n" % self.files)}
        tree = self.tree(parents[0], changes)
        words = ["commit-tree", tree, "-m", "more"] + [word for parent in parents for word in ("-p", parent)]
        if isSigned:
            words = ["-c", "gpg.format=ssh", "-c", f"user.signingKey={self.code}", *words, "-S"]
        dates = {"GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time} if time else {}
        return self.feed(words, b"", **dates).decode().strip()

    def chain(self, start, length, **options):
        for _ in range(length):
            start = self.commit([start], **options)
        return start

    def old(self, distance):
        """A commit of the imported history, so far behind its tip."""
        return self.git("rev-parse", f"{self.baseline[0]}~{distance}")

    def propose(self, head):
        proposal = self.entangle("propose", "--head", head, "--ref", "main", "-m", "more", "--as", "builder")
        request = self.entangle("approval", "request", proposal, "--approver", "rob", "--as", "builder")
        self.entangle("approve", request, "--as", "rob")
        return proposal

    def land(self, head, code=None):
        """Proposes, approves and lands; with a code it must be refused."""
        proposal = self.propose(head)
        landing = self.entangle("land", proposal, "--as", "lead", status=1 if code else 0, code=code)
        if not code:
            self.git("fetch", "--quiet", "origin")
            self.landed.append((landing, head))

    @property
    def tip(self):
        return self.landed[-1][1] if self.landed else self.baseline[0]

    def verify(self, **options):
        return json.loads(self.entangle("verify", "--full", "--json", **options))

    def seconds(self):
        """The least processor time of some verifications from nothing."""
        request = {
            "commands": [[self.binary, "verify", "--full", "--quiet"]], "rounds": ROUNDS, "directory": self.work,
            "environment": self.environment, "output": os.path.join(self.home, "output"),
        }
        measured = subprocess.run(
            [sys.executable, "-I", "-S", MEASURE], input=json.dumps(request), text=True, stdout=subprocess.PIPE,
            check=True)
        runs = json.loads(measured.stdout)
        check("verified each time", all(run["status"] == 0 for run in runs), runs)
        return min(run["processor"] for run in runs)


def shapes(project, depth):
    """Changes of every shape, each on top of the last, that land."""
    yield "a chain", lambda: project.chain(project.tip, 3)
    yield "what a tree can hold", lambda: odd(project)
    yield "a branch of old", lambda: project.commit([project.tip, project.chain(project.old(depth), 3)])
    yield "an octopus", lambda: project.commit(
        [project.tip] + [project.chain(project.old(depth // part), 2) for part in (2, 3, 4)])
    yield "a branch that was there at the founding", lambda: project.commit([project.tip, project.baseline[1]])
    yield "branches that merge each other", lambda: crossed(project, depth)
    yield "commits of other times", lambda: project.commit([
        project.chain(project.tip, 1, time="@4000000000 +0000"),
        project.chain(project.old(depth), 2, time="@1 +0000"),
        project.chain(project.chain(project.old(depth // 2), 1, time="@4000000000 +0000"), 1, time="@1 +0000")])
    yield "what was landed, merged once more", lambda: project.commit(
        [project.chain(project.tip, 1), project.chain(project.landed[1][1], 1), project.landed[2][1]])


def odd(project):
    """Odd names, modes, links, submodules, a folder in place of a file and a file in place of a folder; and back."""
    odd = {b"more/" + name: ("100644", name) for name in ODD_NAMES}
    start = project.commit([project.tip], odd)
    start = project.commit([start], {
        b"bin/run": ("100644", b"#!/bin/sh\n"), b"link": ("160000", None), b"module": ("120000", b"\xff/.."),
        b"a/b": None, b"a": ("100644", b"a file\n"), b"a.b": None, b"a.b/c": ("100755", b""),
    })
    return project.commit([start], {b"a": None, b"a/b": ("100644", b""), b"link": ("120000", b"src")})


def crossed(project, depth):
    one, two = project.chain(project.old(depth), 1), project.chain(project.old(depth // 2), 1)
    third, fourth = project.commit([one, two]), project.commit([two, one])
    return project.commit([project.commit([third, fourth]), project.tip])


def refusals(project, depth):
    """What must not land beside these: each has what is refused in one of its many commits."""
    tip = project.tip
    unsigned = project.chain(project.old(depth), 1, isSigned=False)
    project.land(project.commit([tip, project.commit([unsigned])]), code="G101")
    project.land(project.commit([tip, project.commit([project.old(depth), unsigned])]), code="G101")
    for head in (project.commit([project.old(1)]), project.old(depth)):
        project.entangle("propose", "--head", head, "--ref", "main", "-m", "back", "--as", "builder", status=1, code="W108")


class Names:
    """What trees are called in a SHA-256 repository, by such a repository: from one commit to the next by what differs."""

    def __init__(self, project):
        self.project = project
        self.blobs = {}
        self.at = None
        self.place = os.path.join(project.home, "names.git")
        self.variables = {"GIT_DIR": self.place, "GIT_INDEX_FILE": os.path.join(self.place, "index")}
        project.git("init", "--quiet", "--bare", "--object-format=sha256", self.place)

    def move(self, commit):
        """Makes the index that of a commit; the name of its tree."""
        empty = self.project.feed(["hash-object", "-t", "tree", "--stdin"], b"").decode().strip()
        words = ["diff-tree", "-r", "-z", "--no-renames", self.at or empty, commit]
        fields = self.project.feed(words, b"").split(b"\0")[:-1]
        changes = [(head.decode().split(), path) for head, path in zip(fields[::2], fields[1::2])]
        self.hash({new for (_, mode, _, new, _), _ in changes if mode not in ("000000", "160000")})
        lines = []
        for (_, mode, _, new, _), path in changes:
            name = self.blobs.get(new, new.ljust(64, "0"))
            lines.append(f"{mode.removeprefix('00000')} {name}\t".encode() + path + b"\0")
        self.project.feed(["update-index", "-z", "--index-info"], b"".join(lines), **self.variables)
        self.at = commit
        return self.project.feed(["write-tree", "--missing-ok"], b"", **self.variables).decode().strip()

    def hash(self, oids):
        """Names the blobs that have no name yet."""
        new = sorted(oids - self.blobs.keys())
        output = self.project.feed(["cat-file", "--batch"], "".join(oid + "\n" for oid in new).encode())
        for oid in new:
            head, _, output = output.partition(b"\n")
            size = int(head.split()[2])
            self.blobs[oid] = hashlib.sha256(b"blob %d\0" % size + output[:size]).hexdigest()
            output = output[size + 1 :]

    def commit(self, oid):
        """A commit by its three names."""
        content = self.project.feed(["cat-file", "commit", oid], b"")
        return f"{oid}:{hashlib.sha256(b'commit %d' % len(content) + bytes(1) + content).hexdigest()}:{self.move(oid)}"


def compare(project):
    """What entangle has written and counted, and what git says."""
    names = Names(project)
    known, old = [f"^{oid}" for oid in project.baseline], project.baseline[0]
    due = 0
    for landing, head in project.landed:
        trailers = json.loads(project.entangle("show", landing, "--json"))["event"]["trailers"]
        check(f"names of {old}", trailers["Old"] == names.commit(old), trailers)
        check(f"names of {head}", trailers["New"] == names.commit(head), trailers)
        commits = project.git("rev-list", head, f"^{old}", *known).split()
        due += len(commits)
        for oid in commits[:2] + commits[-2:]:
            told = project.entangle("why", oid)
            check(f"{oid} has landed", landing[:10] in told, told)
        old = head
    report = project.verify()
    check("commits that landed", report["checked"]["commit"] == due, f"{report['checked']}, not {due}")


def play(binary, stage, commits, files):
    project = Project(binary, stage, commits, files)
    project.found()
    depth = commits // 4
    costs = []
    for number, (shape, make) in enumerate(shapes(project, depth)):
        project.land(make())
        report = project.verify()
        check(f"{shape} is verified", report["verdict"] == "verified", report["findings"])
        if number in (0, FIRST_MERGE - 1, FIRST_MERGE):
            costs.append(project.seconds())
    costs.append(project.seconds())
    refusals(project, depth)
    compare(project)
    one, two, merged, all_of_them = costs
    print("history: seconds of the processor for 1, 2, 3 and 8 landings: " + ", ".join(f"{cost:.3f}" for cost in costs))
    check("one more that changes little costs little", two - one < 0.8 * one, costs)
    check("so do many more with merges", all_of_them - merged < 0.8 * merged, costs)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--commits", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=3_000)
    arguments = parser.parse_args()
    binary = os.path.abspath(arguments.binary)
    with tempfile.TemporaryDirectory(prefix="entangle-history") as stage:
        play(binary, stage, arguments.commits, arguments.files)
    return CHECKS.report("history")


if __name__ == "__main__":
    sys.exit(main())
