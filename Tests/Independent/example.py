#!/usr/bin/env python3
"""Rebuild the repository of Docs/format-example.md from that page alone.

example.py BINARY

Every object is written with `git hash-object` or `git mktree` and must get the
name that stands there; every signature is made with `ssh-keygen -Y sign` and
must be the bytes that stand there.  Then the refs are set, `git fsck --strict`
has nothing to say, no object is missing or left over, and BINARY says of the
repository what the page says.  What the page holds besides prose is understood
to the last line: a block or a digest that no check has used is an error.
"""

import base64
import concurrent.futures
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "Docs" / "format-example.md"
BLOCK = re.compile(r"^((?:- .*\n)*)\n?```(text|console)\n((?:.*\n)*?)```$", re.MULTILINE)
LABELS = {
    "object": r"- (blob|tree|commit) `([0-9a-f]{40})`",
    "digest": r"- object digest `([0-9a-f]{64})`",
    "sum": r"- SHA-256 `([0-9a-f]{64})`",
    "signed": r"- signed by `(\w+)` in the namespace `(\S+)`: "
              r"(the commit without its header `gpgsig`|blob `([0-9a-f]{40})`)",
    "seed": r"- seed `([0-9a-f]{2})`, 32 times",
    "id": r"- key id `([0-9a-f]{32})`",
    "public": r"- public key `(ssh-ed25519 \S+)`",
}


def fail(text):
    """The end, where something is not as the page says."""
    sys.exit(f"{DOCUMENT.name}: {text}")


def sha256(data):
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Rebuilt:
    """The repository, as far as it is rebuilt."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.environment = {
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
            "HOME": str(directory), "LC_ALL": "C", "PATH": os.environ["PATH"],
            "TZ": "UTC"}
        for object_format in ("sha1", "sha256"):
            self.run("git", "init", "-q", "--bare", "--template=",
                     "--initial-branch=main", f"--object-format={object_format}",
                     self.repository(object_format))
        self.objects = {}  # by oid: type, content
        self.sha256_names = {}  # of blobs and trees, by oid
        self.keys = {}
        self.sums = {}  # by SHA-256: a blob's content
        self.seen = set()  # the digests that were checked
        self.signatures = 0

    def repository(self, object_format="sha1"):
        """The path of the repository, or of its shadow with other names."""
        name = "example.git" if object_format == "sha1" else "sha256.git"
        return str(self.directory / name)

    def run(self, *command, data=b""):
        """The output of a tool, which must succeed."""
        done = subprocess.run(command, input=data, env=self.environment, check=False,
                              cwd=self.directory, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60)
        if done.returncode != 0:
            fail(f"{' '.join(command)}: {done.stderr.decode()}{done.stdout.decode()}")
        return done.stdout

    def git(self, *arguments, data=b"", object_format="sha1"):
        """The output of git in the repository, without the last newline."""
        output = self.run("git", f"--git-dir={self.repository(object_format)}",
                          *arguments, data=data)
        return output.decode().removesuffix("\n")

    def same(self, what, found, shown):
        """That something is what the page shows."""
        if found != shown:
            fail(f"{what}: found {found!r}, shown {shown!r}")
        self.seen.add(shown)

    # The parts of the page

    def key(self, name, labels, content):
        """A private key: its seed, its public half, its id."""
        path = self.directory / name
        path.write_text(content)
        path.chmod(0o600)
        public = self.run("ssh-keygen", "-y", "-f", str(path)).decode()
        self.same("public key", " ".join(public.split()[:2]), labels["public"][0])
        wire = base64.b64decode(labels["public"][0].split()[1])
        self.same("key id", sha256(wire)[:32], labels["id"][0])
        inside = base64.b64decode("".join(content.split("\n")[1:-2]))
        if bytes.fromhex(labels["seed"][0]) * 32 + wire[-32:] not in inside:
            fail(f"the seed of '{name}' is another")
        self.keys[name] = path

    def object(self, labels, content):
        """An object: its name, its digests, its signature."""
        kind, shown = labels["object"]
        if kind == "tree":
            oid = self.git("mktree", data=self.tree_lines(content))
            data = self.raw_tree(content)
        else:
            data = content.encode()
            oid = self.git("hash-object", "-w", "--stdin", "-t", kind, data=data)
        self.same(kind, oid, shown)
        self.objects[oid] = (kind, data)
        header = f"{kind} {len(data)}\0".encode()
        self.same(f"object digest of {oid}", sha256(header + data), labels["digest"][0])
        self.shadow(oid, kind, content, data)
        if kind == "blob":
            self.same(f"SHA-256 of {oid}", sha256(data), labels["sum"][0])
            self.sums[sha256(data)] = data
        if "signed" in labels:
            self.signature(oid, *labels["signed"], content)
        elif b"SSH SIGNATURE" in data:
            fail(f"nobody is said to have signed {oid}")

    def tree_lines(self, content):
        """What `git mktree` reads, where the page has a space for the tab."""
        return re.sub(r"(?m)^(\d+ \w+ \w+) ", r"\1\t", content).encode()

    def raw_tree(self, content):
        """The content of a tree object."""
        entries = [line.split(" ") for line in content.splitlines()]
        return b"".join(f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(oid)
                        for mode, _, oid, name in entries)

    def shadow(self, oid, kind, content, data):
        """The same object in a repository whose names are SHA-256."""
        if kind == "blob":
            self.sha256_names[oid] = self.git(
                "hash-object", "-w", "--stdin", data=data, object_format="sha256")
        elif kind == "tree":
            lines = re.sub(r"[0-9a-f]{40}", lambda name: self.sha256_names[name[0]],
                           self.tree_lines(content).decode()).encode()
            self.sha256_names[oid] = self.git("mktree", data=lines, object_format="sha256")

    def signature(self, oid, who, namespace, what, blob, content):
        """A signature, which `ssh-keygen` makes once more."""
        if who not in self.keys or blob and blob not in self.objects:
            fail(f"not above: '{who}' or the blob {blob}")
        if blob:
            self.seen.add(blob)
            message, armour = self.objects[blob][1], content
        else:
            head, _, message = content.partition("\n\n")
            found = re.search(r"\ngpgsig (.*(?:\n .*)*)", head)
            armour = found[1].replace("\n ", "\n") + "\n"
            message = (head.replace(found[0], "") + "\n\n" + message).encode()
        made = self.run("ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f",
                        str(self.keys[who]), data=message)
        self.same(f"signature of {oid}", made.decode(), armour)
        self.signatures += 1

    def contents(self, content):
        """The lines over which the `contents` of the last statement is taken."""
        for line in content.splitlines():
            if line.split("  ")[0] not in self.sums:
                fail(f"no file has this sum: {line}")
        statement = [data for kind, data in self.objects.values()
                     if kind == "blob" and data.startswith(b"entangle-trust ")][-1]
        found = re.search(r"(?m)^contents (.*)$", statement.decode())[1]
        self.same("contents", sha256(content.encode()), found)

    def refs(self, content):
        """The refs, and that they reach everything and nothing is wrong with it."""
        lines = [line.split(" ") for line in content.splitlines()]
        self.git("update-ref", "--stdin", data="".join(
            f"create {name} {oid}\n" for oid, name in lines).encode())
        told = self.git("fsck", "--strict", "--unreachable", "--no-dangling", "--no-progress")
        self.same("git fsck", told, "")
        reached = self.git("rev-list", "--objects", "--no-object-names", "--all").split()
        if set(reached) != set(self.objects):
            fail(f"not of the refs: {sorted(set(reached) ^ set(self.objects))}")

    def verdict(self, content, binary):
        """What the program says."""
        command, _, shown = content.partition("\n")
        words = command.split(" ")
        if words[:2] != ["$", "entangle"]:
            fail(f"no command of entangle: {command}")
        told = self.run(binary, *words[2:]).decode()
        self.same("the verdict", told, shown)
        if not told.startswith("verified: "):
            fail(f"not verified: {told}")


def labels_of(text):
    """The labels before a block, by what they say."""
    found = {}
    for line in text.splitlines():
        for name, pattern in LABELS.items():
            match = re.fullmatch(pattern, line)
            if match and name not in found:
                found[name] = match.groups()
                break
        else:
            fail(f"not understood: {line}")
    return found


def rebuild(text, directory, binary):
    """Go through the page."""
    rebuilt = Rebuilt(directory)
    blocks = list(BLOCK.finditer(text))
    if len(blocks) * 2 != text.count("```"):
        fail("a block is not understood")
    for block in blocks:
        labels, kind, content = labels_of(block[1]), block[2], block[3]
        before = text[:block.start()].rstrip("\n").rsplit("\n", 1)[-1]
        if kind == "console":
            rebuilt.verdict(content, binary)
        elif "seed" in labels:
            rebuilt.key(re.fullmatch(r"### `(\w+)`", before)[1], labels, content)
        elif "object" in labels:
            rebuilt.object(labels, content)
        elif before.startswith("`contents`"):
            rebuilt.contents(content)
        elif before == "## 8. Refs":
            rebuilt.refs(content)
        else:
            fail(f"a block is not understood after: {before}")
    prose = BLOCK.sub("", text)
    for found in re.findall(r"content digest of the tree is `(\w+)`", prose):
        if found in rebuilt.sha256_names.values():
            rebuilt.seen.add(found)
    for digest in re.findall(r"[0-9a-f]{32,}", prose):
        if digest not in rebuilt.seen:
            fail(f"{digest} was not checked")
    return rebuilt


def changes(text):
    """The page with one thing changed, again and again."""
    for pattern in (
            r"(?m)^Greet (the) world$", r"(?m)^author lead.*176985000(0)",
            r"(?m)^- seed `0(2)`", r"- key id `(\w)", r"- object digest `\w+(\w)`",
            r"- SHA-256 `(\w)", r"- tree `(\w)", r"(?m)^ ([A-Z])\w+=$",
            r"by `(l)ead` in", r"(?m)^100644 blob \w+ (b)rief$",
            r"is `\w+(\w)`\.", r"(?m)^\w+  (e)dges/", r"(?m)^(\w)\w+ refs/heads",
            r"2 trust states, (2) lanes"):
        place = next(found for found in re.finditer(pattern, text) if found[1]).start(1)
        yield text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1:]


def is_found(text, binary):
    """Whether the checks find that something was changed."""
    with tempfile.TemporaryDirectory(prefix="entangle-example-") as directory:
        try:
            rebuild(text, directory, binary)
        except SystemExit:
            return True
    return False


def main():
    """The command line."""
    binary = os.path.abspath(sys.argv[1])
    text = DOCUMENT.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="entangle-example-") as directory:
        rebuilt = rebuild(text, directory, binary)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, found in enumerate(pool.map(
                lambda changed: is_found(changed, binary), changes(text))):
            if not found:
                fail(f"change {number} was not found")
    print(f"example: {len(rebuilt.objects)} objects, {rebuilt.signatures} signatures, "
          "verified")
    return 0


if __name__ == "__main__":
    sys.exit(main())
