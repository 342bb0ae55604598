#!/usr/bin/env python3
"""Hostile repositories must not cost more than a bounded time and memory, and each gets a plain answer.

usage: bounds.py BINARY [NAME...]

Each row of CASES has a repository that is small on the disk and large inside, what `entangle verify` must
say of it, and what that may cost; beside it stands a benign twin, which verifies. The other commands that
read must end as calmly. A run that takes more than `LIMITS` is ended, and so fails.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from checks import Checks  # noqa: E402
import hostile  # noqa: E402
from hostile import MB, Code, DeltaPack  # noqa: E402

MEASURE = pathlib.Path(__file__).resolve().parent.parent / "Bench/measure.py"
LIMITS = {"RLIMIT_CPU": 60, "RLIMIT_AS": 4 << 30}
# The names of so many zeros: `head -c N /dev/zero | git hash-object --stdin`, with both hash functions.
ZEROS = {
    512 * MB: ("8cfeb830fd691c4e1b6f5783627aa7d41ceec288",
               "32c67425fcf6c415deb024708ff1f3d51d9f9a0bd4e83686476c16a0b92b38d3"),
    4096 * MB: ("451971a31ea5a207a10b391df2d5949910133565",
                "ae624afa51ebe15aa77f8fcad799f6f318ea3164808158b979c40610750e7303"),
}
VERIFIED, REFUSED, UNDECIDED, FATAL = 0, 1, 2, 128
LANE = "refs/entangle/events/x/%032x"


def refs(pattern, count, at="refs/heads/main"):
    """A legal history, and so many refs more, all where one of its own stands."""
    def make(place, environment):
        history = Code(events=60)
        oid = next(oid for ref, oid in history.refs.items() if at in ref)
        more = ((pattern % i, oid) for i in range(count))
        return hostile.write(history, place, environment, more), history.trust_root
    return make


def lost(count):
    """So many lanes at commits that are not there, whose names begin alike."""
    def make(place, environment):
        history = Code()
        more = ((LANE % i, f"{i + 1:040x}") for i in range(count))
        return hostile.write(history, place, environment, more), history.trust_root
    return make


def code(make):
    """A history whose tasks have a commit of that tree as input."""
    def build(place, environment):
        history = Code(make)
        return hostile.write(history, place, environment), history.trust_root
    return build


def flat(count):
    return code(lambda objects: hostile.many(objects, count, *objects.add("blob", b"x\n")))


def nested(names, levels):
    """Trees in trees, each with so many names for one and the same."""
    def make(objects):
        found = hostile.many(objects, names, *objects.add("blob", b"x\n"))
        for _ in range(levels - 1):
            found = hostile.many(objects, names, *found, mode="40000")
        return found
    return code(make)


def broad(trees, names):
    """So many trees that differ, each with as many files."""
    def make(objects):
        blob = objects.add("blob", b"x\n")
        inner = [hostile.many(objects, names, *blob, letter=f"{tree:05d}-") for tree in range(trees)]
        return hostile.tree_of(
            objects, [("40000", f"{i:05d}", *names) for i, names in enumerate(inner)])
    return code(make)


def fat(levels, names):
    """Trees in trees; the next one comes first in each, with many files behind it."""
    def make(objects):
        blob = objects.add("blob", b"x\n")
        inner = ("100644", "a", *blob)
        files = [("100644", f"b{i:06d}", *blob) for i in range(names)]
        for _ in range(levels):
            inner = ("40000", "a", *hostile.tree_of(objects, [inner, *files]))
        return inner[2:]
    return code(make)


def blob(size, is_loose):
    """A tree with one file of so many zeros."""
    def build(place, environment):
        oid, digest = ZEROS[size]
        history = Code(lambda objects: hostile.tree_of(objects, [("100644", "big", oid, digest)]))
        if not is_loose:
            head = hostile.entry_head(3, size)
            history.objects.packed[oid] = head + hostile.zeros(b"", size)
        # git would unpack it to index it: the index is made here as well.
        hostile.write(history, place, environment, is_packed=False)
        pack = DeltaPack()
        for name, stored in history.objects.packed.items():
            pack.add(name, stored)
        pack.write(place / "objects/pack")
        if is_loose:
            hostile.loose(place, oid, hostile.zeros(b"blob %d\0" % size, size))
        return place, history.trust_root
    return build


def commit(size, at):
    """A commit of so many bytes, at a ref or as the input of tasks."""
    def build(place, environment):
        history = Code()
        text = hostile.content_of(history.objects, history.refs["refs/heads/main"])
        oid, _ = history.objects.add("commit", text + b"x" * size)
        name = next((ref for ref in history.refs if at in ref), at)
        history.refs[name] = oid
        return hostile.write(history, place, environment), history.trust_root
    return build


def law(count, size):
    """A trust state with so many files of so many bytes; there is one such file."""
    def build(place, environment):
        history = Code()
        file = history.objects.add("blob", b"a" * size)
        policies = hostile.many(history.objects, count, *file)
        tree, _ = hostile.tree_of(history.objects, [("40000", "policies", *policies)])
        message = "trust 2\n\nKind: trust/1\nRepository: x\nTrust: x\n"
        tip = history.commit(history.lead, tree, [history.founding[0]], message)
        history.refs["refs/entangle/trust"] = tip[0]
        return hostile.write(history, place, environment), history.trust_root
    return build


def deltas(fill, events=12):
    """A history whose packed objects `fill` adds to a pack, where it says so as deltas."""
    def build(place, environment):
        history = Code(events=events)
        hostile.write(history, place, environment, is_packed=False)
        pack = DeltaPack()
        fill(history, pack)
        for oid, stored in history.objects.packed.items():
            if oid not in pack.places:
                pack.add(oid, stored)
        pack.write(place / "objects/pack")
        return place, history.trust_root
    return build


def tip(history):
    """The newest event, and what it holds."""
    oid = next(oid for ref, oid in history.refs.items() if "/w0/" in ref)
    return oid, hostile.content_of(history.objects, oid)


def chain(length):
    """An event at the end of a chain of so many deltas."""
    def fill(history, pack):
        oid, content = tip(history)
        base = pack.whole(None, "commit", b"base")
        for _ in range(length - 1):
            base = pack.delta(None, base, (4, 4), hostile.copies(4))
        pack.delta(oid, base, (4, len(content)), hostile.inserts(content))
    return deltas(fill)


def circle(length):
    """An event made from others, the last of which is made from it."""
    def fill(history, pack):
        oid, content = tip(history)
        names = [oid, *(f"{i:040x}" for i in range(1, length))]
        for name, base in zip(names, names[1:] + names[:1]):
            pack.delta(name, base, (4, 4), hostile.copies(4))
    return deltas(fill)


def without_base(history, pack):
    oid, content = tip(history)
    pack.delta(oid, "f" * 40, (4, len(content)), hostile.inserts(content))


def costly(history, pack):
    """Each event at the end of a chain of its own, of objects of 64 MiB."""
    size = 64 * MB
    root = pack.add(None, hostile.entry_head(1, size) + hostile.zeros(b"", size))
    for oid, stored in list(history.objects.packed.items()):
        if stored[0] >> 4 & 7 == 1:
            content = hostile.content_of(history.objects, oid)
            base = root
            for _ in range(20):
                base = pack.delta(None, base, (size, size), hostile.copies(size))
            pack.delta(oid, base, (size, len(content)), hostile.inserts(content))


def without(find):
    """A history that lacks one object."""
    def build(place, environment):
        history = Code()
        del history.objects.packed[find(history)]
        return hostile.write(history, place, environment), history.trust_root
    return build


def at(name):
    return lambda history: next(oid for ref, oid in history.refs.items() if name in ref)


def inside(find, *names):
    """The object that stands below the tree of a commit."""
    def found(history):
        oid = hostile.content_of(history.objects, find(history)).split()[1].decode()
        for name in names:
            content = hostile.content_of(history.objects, oid)
            start = content.index(f" {name}\0".encode()) + len(name) + 2
            oid = content[start : start + 20].hex()
        return oid
    return found


def long_list(place, environment):
    """A `packed-refs` of 300 MB, in a file that takes no room."""
    history = Code()
    hostile.write(history, place, environment)
    os.truncate(place / "packed-refs", 300 * MB)
    return place, history.trust_root


# What it is, how it is made, how `verify` ends, one of the codes that are due, how many seconds of the
# processor and how many MB it may take. (Where many refs stand on lanes or nowhere, each is a finding.)
CASES = [
    ("1,000 branches", refs("refs/heads/b%07d", 1_000), VERIFIED, None, 2, 40),
    ("a million refs of others", refs("refs/x/%07d", 1_000_000), VERIFIED, None, 15, 200),
    ("a million branches", refs("refs/heads/b%07d", 1_000_000), VERIFIED, None, 25, 600),
    ("200,000 tags", refs("refs/tags/t%07d", 200_000), VERIFIED, None, 8, 200),
    ("100,000 refs of no place", refs("refs/entangle/junk/%07d", 100_000), REFUSED, "O104", 10, 350),
    ("3,000 lanes of nobody", refs(LANE, 3_000), REFUSED, "E101", 2, 60),
    ("50,000 lanes of nobody", refs(LANE, 50_000), REFUSED, "E101", 12, 250),
    ("50,000 lanes of one state", refs(LANE, 50_000, at="/trust"), REFUSED, "E103", 12, 250),
    ("50,000 lanes of what is not there", lost(50_000), UNDECIDED, "O101", 12, 250),
    ("300 MB of packed refs", long_list, FATAL, None, 2, 40),
    ("a tree of 1,000 entries", flat(1_000), VERIFIED, None, 2, 40),
    ("a tree of a million entries", flat(1_000_000), REFUSED, "O106", 2, 40),
    ("999 trees of 1,000 entries", broad(999, 1_000), VERIFIED, None, 6, 60),
    ("1,000 trees of 1,000 entries", broad(1_000, 1_000), REFUSED, "O106", 6, 60),
    ("1,110 entries, of few trees", nested(10, 3), VERIFIED, None, 2, 40),
    ("ten thousand million entries, of ten trees", nested(10, 10), REFUSED, "O106", 2, 40),
    ("100 trees deep", nested(1, 100), VERIFIED, None, 2, 40),
    ("10,000 trees deep", nested(1, 10_000), REFUSED, "O106", 2, 40),
    ("large trees in large trees", fat(60, 100_000), REFUSED, "O106", 6, 300),
    ("512 MB in a loose file", blob(512 * MB, True), VERIFIED, None, 15, 600),
    ("512 MB in a pack", blob(512 * MB, False), VERIFIED, None, 15, 600),
    ("4 GB in a loose file", blob(4096 * MB, True), REFUSED, "O106", 2, 40),
    ("4 GB in a pack", blob(4096 * MB, False), REFUSED, "O106", 2, 40),
    ("a commit of 50 MB on a lane", commit(50 * MB, "/w0/"), REFUSED, "O102", 2, 60),
    ("a commit of 50 MB as law", commit(50 * MB, "/trust"), REFUSED, "O102", 2, 60),
    ("a commit of 50 MB that nobody names", commit(50 * MB, "refs/tags/v1"), VERIFIED, None, 2, 60),
    ("90,000 files of law of 1 MB", law(90_000, MB), REFUSED, "T104", 4, 150),
    ("200,000 files of law", law(200_000, 2), REFUSED, "T104", 6, 150),
    ("a chain of 50 deltas", chain(50), VERIFIED, None, 2, 40),
    ("a chain of 4,095 deltas", chain(4_095), VERIFIED, None, 2, 40),
    ("a chain of 4,096 deltas", chain(4_096), REFUSED, "O102", 2, 40),
    ("a chain for each event, of 1 GB each", deltas(costly), REFUSED, "O102", 40, 600),
    ("a delta made from itself", circle(1), REFUSED, "O102", 2, 40),
    ("deltas in a circle", circle(3_000), REFUSED, "O102", 2, 40),
    ("a delta without its base", deltas(without_base), REFUSED, "O102", 2, 40),
    ("no event where a lane ends", without(at("/w0/")), UNDECIDED, "O101", 2, 40),
    ("no law where its ref is", without(at("/trust")), UNDECIDED, "O101", 2, 40),
    ("no tree of the law", without(inside(at("/trust"))), UNDECIDED, "O101", 2, 40),
    ("no file of the law", without(inside(at("/trust"), "statement")), UNDECIDED, "O101", 2, 40),
    ("no tree of an event", without(inside(at("/u0/"))), UNDECIDED, "O101", 2, 40),
    ("no file of an event", without(inside(at("/u0/"), "brief")), UNDECIDED, "O101", 2, 40),
    ("no commit of an input", without(at("/main")), UNDECIDED, "O101", 2, 40),
    ("no tree of an input", without(inside(at("/main"))), UNDECIDED, "O101", 2, 40),
    ("no file of an input", without(inside(at("/main"), "README")), UNDECIDED, "O101", 2, 40),
]
# What `fetch` makes of such remotes; git takes time and memory of its own, and only time is counted in.
REMOTES = [
    ("2,000 branches", refs("refs/heads/b%07d", 2_000), VERIFIED, 20, 60),
    ("2,000 refs of no place", refs("refs/entangle/junk/%07d", 2_000), REFUSED, 20, 60),
    ("2,000 lanes of nobody", refs(LANE, 2_000), REFUSED, 20, 60),
    ("a commit of 50 MB on a lane", commit(50 * MB, "/w0/"), REFUSED, 10, 150),
    ("90,000 files of law of 1 MB", law(90_000, MB), REFUSED, 10, 150),
    ("no event where a lane ends", without(at("/w0/")), FATAL, 10, 60),
]
# Cases of which other commands are asked as well, and what these are.
ALSO_READ = {
    "1,000 branches", "3,000 lanes of nobody", "a commit of 50 MB on a lane",
    "deltas in a circle", "no event where a lane ends", "no file of the law",
}
READERS = [
    ("log", "--json"), ("task", "list", "--json"), ("status", "--json", "--as", "lead"), ("why", "refs/heads/main"),
    ("why", "0000"), ("trust", "log"), ("artifact", "list", "--json"), ("graph", "show"),
]


class Bounds:
    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder
        self.checks = Checks()
        self.environment = {
            "HOME": str(folder), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C", "TZ": "UTC",
        }

    def run(self, words, inside):
        """Status, output, errors, seconds of the processor, MB."""
        output, errors = self.folder / "output", self.folder / "errors"
        request = {
            "commands": [[self.binary, *words]], "rounds": 1, "directory": str(inside),
            "environment": self.environment, "output": str(output), "errors": str(errors),
            "limits": LIMITS,
        }
        measured = subprocess.run(
            [sys.executable, "-I", "-S", MEASURE], input=json.dumps(request), text=True,
            stdout=subprocess.PIPE, check=True, timeout=300)
        [run] = json.loads(measured.stdout)
        return (
            run["status"], output.read_text(errors="replace"), errors.read_text(errors="replace"),
            run["processor"], run["maxrss"] / MB)

    def calm(self, name, status, text):
        """Whether what was told is at most one error in one line, and no crash."""
        errors = [line for line in text.splitlines() if line.startswith("entangle: ")]
        is_calm = status in (0, 1, 2, 128) and len(errors) <= 1 and "Fatal error" not in text
        self.checks.check(f"{name}: calm", is_calm, f"status {status}\n{text[:2000]}")

    def case(self, name, make, due, code, seconds, megabytes):
        place = self.folder / "repository"
        shutil.rmtree(place, ignore_errors=True)
        place, root = make(place, self.environment)
        status, output, text, took, held = self.run(
            ["verify", "--json", "--trust-root", root, str(place)], self.folder)
        if os.environ.get("TIMES"):
            print(f"{name}: {took:.2f} of {seconds} s, {held:.0f} of {megabytes} MB")
        self.calm(name, status, text)
        self.checks.check(f"{name}: {due}", status == due, f"{status} {output[:500]}{text[:500]}")
        codes = {found["code"] for found in json.loads(output or "{}").get("findings", [])}
        self.checks.check(f"{name}: {code}", code in codes if code else not codes, str(codes))
        self.checks.check(f"{name}: time", took <= seconds, f"{took:.1f} of {seconds} s")
        self.checks.check(f"{name}: memory", held <= megabytes, f"{held:.0f} of {megabytes} MB")
        if name in ALSO_READ:
            self.read(name, due, root, place, seconds, megabytes)

    def read(self, name, due, root, place, seconds, megabytes):
        """The other doors: nothing that cannot be read becomes a 0 of a command that judges it all."""
        self.run(["trust", "pin", root], place)
        for words in READERS:
            status, _, text, took, held = self.run(words, place)
            label = f"{name}: {' '.join(words)}"
            self.calm(label, status, text)
            judges = words[0] in ("log", "task", "status", "artifact")
            self.checks.check(label, not judges or (status == 0) == (due == 0), f"{status} {text}")
            self.checks.check(f"{label}: time", took <= seconds, f"{took:.1f} of {seconds} s")
            self.checks.check(f"{label}: memory", held <= megabytes + 20, f"{held:.0f} MB")


    def fetch(self, name, make, due, seconds, megabytes):
        """Another's repository is fetched into an empty one."""
        name = f"fetch: {name}"
        for folder in ("repository", "work"):
            shutil.rmtree(self.folder / folder, ignore_errors=True)
        place, root = make(self.folder / "repository", self.environment)
        work = self.folder / "work"
        for words in (("init", "--quiet", work), ("-C", work, "remote", "add", "origin", place)):
            subprocess.run(["git", *words], check=True, env=self.environment)
        self.run(["trust", "pin", root], work)
        status, output, text, took, held = self.run(["fetch"], work)
        if os.environ.get("TIMES"):
            print(f"{name}: {took:.2f} of {seconds} s, {held:.0f} of {megabytes} MB")
        self.calm(name, status, text)
        self.checks.check(f"{name}: {due}", status == due, f"{status} {output[:500]}{text[:500]}")
        self.checks.check(f"{name}: time", took <= seconds, f"{took:.1f} of {seconds} s")
        self.checks.check(f"{name}: memory", held <= megabytes, f"{held:.0f} of {megabytes} MB")


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-bounds-") as folder:
        bounds = Bounds(os.path.abspath(sys.argv[1]), pathlib.Path(folder))
        chosen = sys.argv[2:]
        for case in CASES:
            if not chosen or any(word in case[0] for word in chosen):
                bounds.case(*case)
        for remote in REMOTES:
            if not chosen or any(word in f"fetch: {remote[0]}" for word in chosen):
                bounds.fetch(*remote)
        return bounds.checks.report("bounds")


if __name__ == "__main__":
    sys.exit(main())
