#!/usr/bin/env python3
"""Every kind of repository that git makes: the verdict is the one that the objects and refs give.

usage: kinds.py BINARY

One legal history is kept in all the ways in which git keeps objects, refs and work trees. Where all of it is
there the report is the same to the byte; where something is not there the verdict is undecided, and says
what is missing; what cannot be opened is one plain line. Nothing is ever fetched to fill a gap.
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
from hostile import Code  # noqa: E402

VERIFIED, REFUSED, UNDECIDED, FATAL = 0, 1, 2, 128


class Kinds:
    def __init__(self, binary, folder, checks, object_format):
        self.binary = binary
        self.folder = folder
        self.checks = checks
        self.object_format = object_format
        self.environment = {
            "HOME": str(folder), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C", "TZ": "UTC", "GIT_AUTHOR_NAME": "Bo", "GIT_AUTHOR_EMAIL": "bo@example.org",
            "GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "bo@example.org",
            "GIT_DEFAULT_HASH": object_format,
        }
        history = Code(events=24, object_format=object_format)
        self.root = history.trust_root
        self.source = folder / "source"
        self.source.mkdir()
        hostile.write(history, self.source / ".git", self.environment)
        self.git("config", "core.bare", "false")
        self.git("reset", "--quiet", "--hard")
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.due = self.judge(self.source)
        self.check("as it was made", self.due[0] == VERIFIED, str(self.due))

    def check(self, name, is_right, detail=""):
        self.checks.check(f"{self.object_format}: {name}", is_right, detail)

    def git(self, *words, at=None, input=None, **variables):
        done = subprocess.run(
            ["git", *words], cwd=at or self.source, env={**self.environment, **variables},
            input=input, capture_output=True, timeout=60)
        self.check(f"git {' '.join(map(str, words))}", done.returncode == 0, done.stderr)
        return done.stdout

    def judge(self, place, inside=None, **variables):
        """Status, output and errors of `verify`; of `place`, or of where it runs."""
        words = [self.binary, "verify", "--json", "--full", "--as-of", "2099-01-01T00:00:00Z"]
        words += ["--trust-root", self.root] + ([] if inside else [str(place)])
        done = subprocess.run(
            words, cwd=inside or self.folder, env={**self.environment, **variables},
            capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def same(self, name, place, **variables):
        for inside in (None, place):
            found = self.judge(place, inside=inside, **variables)
            self.check(f"{name}{', from within' if inside else ''}", found == self.due,
                       str(found)[:800])

    def differs(self, name, place, status, code=None, says=""):
        """Another verdict, with a code and a reason; or one plain line where nothing can be judged."""
        for inside in (None, place):
            found = self.judge(place, inside=inside)
            is_due = found[0] == status and says in found[1] + found[2]
            if status == FATAL:
                is_due = is_due and not found[1] and found[2].count("entangle: ") == 1
            else:
                codes = {each["code"] for each in json.loads(found[1] or "{}").get("findings", [])}
                is_due = is_due and code in codes
            label = f"{name} -> {status} {code or ''}{', from within' if inside else ''}"
            self.check(label, is_due, str(found)[:800])

    def copy(self, name):
        place = self.folder / name
        shutil.copytree(self.source, place, symlinks=True)
        return place

    def packs(self, place):
        return sorted((place / ".git/objects/pack").glob("*.pack"))


def spread(kinds, place, count):
    """Puts the objects into so many packs."""
    names = kinds.git(
        "cat-file", "--batch-all-objects", "--batch-check=%(objectname)", at=place).split()
    old = [path for path in (place / ".git/objects/pack").iterdir()]
    for part in range(count):
        kinds.git("pack-objects", "--quiet", ".git/objects/pack/pack", at=place,
                  input=b"\n".join(names[part::count]) + b"\n")
    for path in old:
        path.unlink()


def objects(kinds):
    """Loose, packed, both; what stands beside packs."""
    place = kinds.copy("loose")
    pack = kinds.packs(place)[0].rename(place / "old.pack")
    shutil.rmtree(place / ".git/objects/pack")
    kinds.git("unpack-objects", "-q", at=place, input=pack.read_bytes())
    kinds.same("loose objects", place)
    kinds.git("repack", "-a", "-q", at=place)
    kinds.same("objects in both", place)

    place = kinds.copy("many")
    spread(kinds, place, 7)
    kinds.same("seven packs", place)
    kinds.git("multi-pack-index", "write", at=place)
    kinds.same("a multi-pack-index", place)
    kinds.git("multi-pack-index", "write", "--bitmap", at=place)
    kinds.same("a multi-pack-index with bitmaps", place)
    for pack in kinds.packs(place):
        pack.with_suffix(".keep").write_text("kept\n")
        pack.with_suffix(".promisor").write_text("")
    kinds.same("keep and promisor files", place)
    (place / ".git/objects/pack/multi-pack-index").chmod(0o644)
    (place / ".git/objects/pack/multi-pack-index").write_bytes(b"MIDX garbage")
    kinds.same("a broken multi-pack-index", place)
    index = kinds.packs(place)[3].with_suffix(".idx")
    index.rename(place / "idx")
    kinds.differs("a multi-pack-index alone", place, REFUSED, "O102", "no index of its own")
    for path in (place / ".git/objects/pack").glob("multi-pack-index*"):
        path.unlink()
    kinds.differs("a pack without index", place, UNDECIDED, "O101")
    (place / "idx").rename(index)
    kinds.same("with its index again", place)

    place = kinds.copy("bitmaps")
    kinds.git("-c", "pack.writeReverseIndex=true", "repack", "-a", "-d", "-b", "-q", at=place)
    suffixes = {path.suffix for path in (place / ".git/objects/pack").iterdir()}
    kinds.check("bitmaps are there", {".bitmap", ".rev"} <= suffixes, str(suffixes))
    kinds.same("bitmaps and reverse indexes", place)
    kinds.git("hash-object", "-w", "--stdin", at=place, input=b"nobody's\n")
    kinds.git("repack", "--cruft", "-d", "-q", "--cruft-expiration=never", at=place)
    kinds.same("cruft packs", place)
    kinds.git("-c", "pack.indexVersion=2", "repack", "-a", "-d", "-f", "-q", "--depth=4095",
              "--window=50", at=place)
    kinds.same("long chains", place)
    if kinds.object_format == "sha1":
        kinds.git("-c", "pack.indexVersion=1", "repack", "-a", "-d", "-f", "-q", at=place)
        kinds.same("an index of version 1", place)


def elsewhere(kinds):
    """Objects of other repositories do not count, unless they are here as well."""
    def alternates(place, text):
        (place / ".git/objects/info").mkdir(exist_ok=True)
        (place / ".git/objects/info/alternates").write_text(text)

    own = kinds.source / ".git/objects"
    empty = []
    for name, text in (
        ("absolute", f"{own}\n"), ("relative", "../../../source/.git/objects\n"),
        ("chain", f"{kinds.folder}/absolute/.git/objects\n"),
        ("cyclic", f"{kinds.folder}/cyclic/.git/objects\n{own}\n"), ("long", f"{own}\n" * 9_999),
    ):
        place = kinds.copy(name)
        shutil.rmtree(place / ".git/objects/pack")
        alternates(place, text)
        empty.append(place)
        kinds.differs(f"{name} alternates", place, UNDECIDED, "O101", "git repack -a")
    # git itself follows no cyclic ones.
    for place in empty[:3]:
        kinds.git("repack", "-a", "-q", at=place)
        kinds.same(f"{place.name} alternates, packed", place)
    place = kinds.copy("own")
    for text in ("/nonexistent\n", f"{place}/.git/objects\n", "\0" * 5_000, "x" * (2 << 20)):
        alternates(place, text)
        kinds.same("alternates of no use", place)
    kinds.git("clone", "--quiet", "--mirror", "--shared", "source", "shared.git", at=kinds.folder)
    kinds.differs("a clone that shares", kinds.folder / "shared.git", UNDECIDED, "O101")


def parts(kinds):
    """Clones of a part: undecided, and nothing comes of itself."""
    url = f"file://{kinds.source}"
    trap = kinds.folder / "trap"
    trap.write_text(f"#!/bin/sh\necho asked >>'{kinds.folder}/mark'\nexec git-upload-pack \"$@\"\n")
    trap.chmod(0o755)
    for name, words in (
        ("no-blobs", ("--filter=blob:none",)), ("no-trees", ("--filter=tree:0",)),
        ("one-deep", ("--depth=1", "--no-single-branch")),
        ("deeper", ("--depth=9", "--no-single-branch", "--filter=blob:none")),
    ):
        kinds.git("clone", "--quiet", "--mirror", *words, url, name, at=kinds.folder)
        place = kinds.folder / name
        kinds.git("config", "remote.origin.uploadpack", str(trap), at=place)
        kinds.differs(name, place, UNDECIDED, "O101", "shallow or partial clone")
    kinds.check("nothing is fetched by the way", not (kinds.folder / "mark").exists())
    place = kinds.folder / "no-blobs"
    kinds.git("config", "--unset", "remote.origin.partialclonefilter", at=place)
    kinds.git("fetch", "--quiet", "--refetch", "origin", at=place)
    kinds.check("a partial clone stays one", b"true" in kinds.git(
        "config", "remote.origin.promisor", at=place))
    kinds.same("a partial clone that has all", place)
    place = kinds.folder / "one-deep"
    kinds.git("fetch", "--quiet", "--unshallow", "origin", at=place)
    kinds.same("a shallow clone that has all", place)


def trees(kinds):
    """Bare, linked, separate, within another."""
    kinds.git("clone", "--quiet", "--mirror", "source", "bare.git", at=kinds.folder)
    kinds.same("a bare repository", kinds.folder / "bare.git")
    kinds.git("pack-refs", "--all", "--prune", at=kinds.folder / "bare.git")
    kinds.same("packed refs", kinds.folder / "bare.git")

    main = kinds.copy("main")
    kinds.git("worktree", "add", "--quiet", "--detach", "../linked", at=main)
    linked = kinds.folder / "linked"
    kinds.same("a linked work tree", linked)
    for ref in ("refs/worktree/entangle", "refs/bisect/bad", "refs/rewritten/x"):
        kinds.git("update-ref", ref, "HEAD", at=linked)
    kinds.git("config", "extensions.worktreeConfig", "true", at=linked)
    kinds.git("config", "--worktree", "core.sparseCheckout", "true", at=linked)
    kinds.same("a work tree with refs and settings of its own", linked)
    kinds.same("its main work tree", main)
    (linked / "below").mkdir()
    kinds.check("below a work tree", kinds.judge(None, inside=linked / "below") == kinds.due)
    kinds.git("update-ref", "refs/entangle/elsewhere", "HEAD", at=linked)
    kinds.differs("what a linked work tree adds", main, REFUSED, "O104")
    kinds.differs("what it adds, there", linked, REFUSED, "O104")

    place = kinds.copy("separate")
    kinds.git("init", "--quiet", f"--separate-git-dir={kinds.folder}/away", at=place)
    kinds.same("a git directory elsewhere", place)
    for name, directory in (("named", kinds.folder / "away"), ("a gitfile", place / ".git")):
        found = kinds.judge(None, inside=kinds.folder, GIT_DIR=str(directory))
        kinds.check(f"GIT_DIR {name}", found == kinds.due, str(found)[:800])
    (place / ".git").write_text("gitdir: ../nowhere\n")
    kinds.differs("a gitfile that leads nowhere", place, FATAL)

    above = kinds.folder / "above"
    kinds.git("init", "--quiet", str(above), at=kinds.folder)
    kinds.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
              f"file://{kinds.source}", "inner", at=above)
    kinds.git("fetch", "--quiet", "origin", "refs/entangle/*:refs/entangle/*", at=above / "inner")
    kinds.same("a submodule", above / "inner")


def refusals(kinds):
    """What this program does not read is one plain line."""
    for key, value, says in (
        ("extensions.refStorage", "reftable", "unsupported ref storage 'reftable'"),
        ("extensions.objectFormat", "sha3", "unsupported object format 'sha3'"),
        ("extensions.compatObjectFormat", "sha256", "compatobjectformat"),
        ("extensions.unheardOf", "true", "unheardof"),
        ("core.repositoryFormatVersion", "9", ""),
    ):
        place = kinds.copy("refusal")
        kinds.git("config", "core.repositoryFormatVersion", "1", at=place)
        kinds.git("config", key, value, at=place)
        kinds.differs(f"{key}={value}", place, FATAL, says=says)
        shutil.rmtree(place)
    for name in ("preciousObjects", "partialClone", "worktreeConfig", "noop"):
        place = kinds.copy("extended")
        kinds.git("config", "core.repositoryFormatVersion", "1", at=place)
        kinds.git("config", f"extensions.{name}", "true", at=place)
        kinds.same(f"extensions.{name}", place)
        shutil.rmtree(place)
    place = kinds.copy("broken")
    (place / ".git/config").write_text("[core\n")
    kinds.differs("broken configuration", place, FATAL)


def main():
    checks = Checks()
    for object_format in ("sha1", "sha256"):
        with tempfile.TemporaryDirectory(prefix="entangle-kinds-") as folder:
            binary = os.path.abspath(sys.argv[1])
            kinds = Kinds(binary, pathlib.Path(folder), checks, object_format)
            for part in (objects, elsewhere, parts, trees, refusals):
                part(kinds)
    return checks.report("kinds")


if __name__ == "__main__":
    sys.exit(main())
