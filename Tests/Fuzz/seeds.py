#!/usr/bin/env python3
"""Write the seeds of the fuzz targets: seeds.py DIRECTORY.

They come from a repository that Tests/Independent makes, from git and from ssh-keygen: nothing here
is written by the code that is fuzzed. The keys in them are made for this and used nowhere else.
"""

import argparse
import base64
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

import host_seeds

TESTS = pathlib.Path(__file__).resolve().parent.parent
ENVIRONMENT = {
    "PATH": os.environ["PATH"], "HOME": "/nonexistent", "TZ": "UTC",
    "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1", "PYTHONDONTWRITEBYTECODE": "1",
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
    "GIT_AUTHOR_DATE": "1767225600 +0000",
    "GIT_COMMITTER_DATE": "1767225600 +0000",
}
KEY_FILES = re.compile(r"^\{\n.*?^\}\n", re.MULTILINE | re.DOTALL)


def run(*command, data=None):
    """Run a program; its standard output, in bytes."""
    return subprocess.run(command, input=data, env=ENVIRONMENT, check=True,
                          stdout=subprocess.PIPE).stdout


class Seeds:
    """The folder that the seeds go to."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)

    def add(self, target, *contents):
        """Keep each content once, under the start of its SHA-256."""
        folder = self.directory / target
        folder.mkdir(parents=True, exist_ok=True)
        for content in contents:
            if isinstance(content, str):
                content = content.encode()
            name = hashlib.sha256(content).hexdigest()[:12]
            (folder / name).write_bytes(content)


def objects(repository):
    """All objects of a repository: (name, type, content)."""
    git = ("git", "-C", str(repository))
    listing = run(*git, "cat-file", "--batch-all-objects", "--batch-check")
    for line in listing.decode().splitlines():
        name, kind, _ = line.split()
        yield name, kind, run(*git, "cat-file", kind, name)


def armour(commit):
    """The signature of a commit; nothing where it has none."""
    match = re.search(rb"^gpgsig(?:-sha256)? (.*?)\n(?! )", commit,
                      re.MULTILINE | re.DOTALL)
    return match.group(1).replace(b"\n ", b"\n") + b"\n" if match else b""


def take_commits(seeds, repository):
    """Commits, one for each kind of event, and what stands in them."""
    seen = set()
    signatures = 0
    for _, kind, content in objects(repository):
        if kind != "commit":
            continue
        message = content.split(b"\n\n", 1)[1]
        label = re.search(rb"^Kind: (.*)$", message, re.MULTILINE)
        label = label.group(1) if label else message[:8]
        if label in seen:
            continue
        seen.add(label)
        seeds.add("code" if len(seen) % 6 == 0 or b"Kind" not in message
                  else "event", content)
        if b"Kind: " in message:
            seeds.add("message", message)
            if len(seen) % 4 == 0:
                seeds.add("neighbour", content)
            for line in message.splitlines():
                for word in line.split(b": ", 1)[1:]:
                    if len(word) < 200 and len(seen) < 4:
                        seeds.add("names", word)
        signature = armour(content)
        if signature and signatures < 3:
            signatures += 1
            seeds.add("signature", signature)
            blob = base64.b64decode(b"".join(signature.split(b"\n")[1:-2]))
            seeds.add("wire", blob[14:65], blob[-83:])
            seeds.add("agent", b"\x0e" + blob[-87:])


def take_trees(seeds, repository):
    """Trees, and the documents below them by their form."""
    kept = {}
    places = set()
    for name, kind, content in objects(repository):
        if kind == "tree" and len(content) < 400 and kept.setdefault(kind, 0) < 4:
            kept[kind] += 1
            seeds.add("tree", content)
        if kind != "blob":
            continue
        form = re.search(rb"entangle/([a-z-]+)@v1|entangle-(trust) v1"
                         rb"|(payloadType)|(_type)", content)
        form = next((group for group in form.groups() if group),
                    b"") if form else b""
        target = {b"trust": "statement", b"command": "work",
                  b"payloadType": "manifest"}.get(form, "trust")
        if not form or kept.setdefault(form, 0) >= 3:
            continue
        kept[form] += 1
        seeds.add(target, content)
        seeds.add("json", content)
        if form == b"payloadType":
            seeds.add("manifest", base64.b64decode(
                json.loads(content)["payload"]))
    listing = run("git", "-C", str(repository), "ls-tree", "-r",
                  "--name-only", "refs/entangle/trust").decode()
    refs = run("git", "-C", str(repository), "for-each-ref",
               "--format=%(refname)").decode()
    for place in listing.splitlines() + refs.splitlines():
        family = place.rsplit("/", 1)[0].split("/")[:3]
        if tuple(family) not in places:
            places.add(tuple(family))
            seeds.add("places", place)


def take_storage(seeds, folder, repository):
    """What git writes of a small repository of the same object format."""
    form = run("git", "-C", str(repository), "rev-parse",
               "--show-object-format").decode().strip()
    small = folder / f"small-{form}"
    run("git", "init", "--quiet", "--initial-branch=main", f"--object-format={form}", str(small))
    git = ("git", "-C", str(small))
    key = folder / f"key-{form}"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "seed", "-f", str(key))
    sign = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}")
    (small / "file").write_text("text\n")
    run(*git, "add", "file")
    run(*git, *sign, "commit", "-q", "-S", "-m", "signed")
    run(*git, "commit", "-q", "--allow-empty", "-m", "plain")
    run(*git, *sign, "tag", "-s", "-m", "a tag", "v1")
    run(*git, "tag", "-a", "-m", "a tag", "v2")
    for name, kind, content in objects(small):
        seeds.add({"commit": "code", "tag": "tag", "tree": "tree",
                   "blob": "loose"}[kind], content)
        if kind in ("blob", "tree"):
            seeds.add("loose", f"{kind} {len(content)}\0".encode() + content)
            path = small / ".git/objects" / name[:2] / name[2:]
            seeds.add("loose", path.read_bytes())
    for version in ("2", "3") if form == "sha1" else ("3",):
        bundle = folder / f"bundle-{form}-{version}"
        run(*git, "bundle", "create", "--quiet", f"--version={version}",
            str(bundle), "main~1..main", "v1")
        seeds.add("bundle", bundle.read_bytes()[:400])
    one = b"1" * 40
    seeds.add("bundle", b"# v2 git bundle\n%s refs/heads/main\n%s worktrees/x/HEAD\n\nPACK" % (one, one))
    run(*git, "gc", "--quiet")
    for index in (small / ".git/objects/pack").glob("*.idx"):
        seeds.add("index", index.read_bytes())
    seeds.add("refs", (small / ".git/packed-refs").read_bytes())


def take_packs(seeds, folder, form):
    """The entries of small packs, some of them deltas, and these deltas behind their bases."""
    small = folder / f"packed-{form}"
    run("git", "init", "--quiet", "--initial-branch=main", f"--object-format={form}", str(small))
    git = ("git", "-C", str(small))
    lines = [hashlib.sha256(bytes([number])).hexdigest()[:30] + "\n" for number in range(8)]
    for number in range(4):
        (small / "file").write_text("".join(lines[:number] + ["\n"] + lines[number:-1]))
        run(*git, "add", "file")
        run(*git, "commit", "-q", "-m", str(number))
    for by_offset in ("true", "false"):
        run(*git, "-c", f"repack.useDeltaBaseOffset={by_offset}", "repack", "-adfq")
        (pack,) = (small / ".git/objects/pack").glob("*.pack")
        content = pack.read_bytes()
        seeds.add("pack", content[12:-20 if form == "sha1" else -32])
        listing = run(*git, "verify-pack", "-v", str(pack)).decode().splitlines()
        for words in (line.split() for line in listing):
            if len(words) != 7:
                continue
            start = int(words[4])
            start += next(i for i in range(9) if content[start + i] < 0x80) + 1
            if by_offset == "false":
                start += 20 if form == "sha1" else 32
            else:
                start += next(i for i in range(9) if content[start + i] < 0x80) + 1
            base = run(*git, "cat-file", words[1], words[6])
            delta = zlib.decompressobj().decompress(content[start:])
            seeds.add("delta", bytes([len(base)]) + base + delta)


def take_keys(seeds, folder):
    """Keys as ssh-keygen writes them, and as Docs/format-keyfile.md shows."""
    for kind, phrase in (("ed25519", ""), ("ed25519", "pass"), ("ecdsa", "")):
        path = folder / f"{kind}{phrase}"
        run("ssh-keygen", "-q", "-t", kind, "-N", phrase, "-C", "seed", "-f", str(path))
        seeds.add("privatekey", path.read_bytes())
        public = path.with_name(path.name + ".pub").read_text().split()
        seeds.add("names", " ".join(public[:2]))
        wire = base64.b64decode(public[1])
        text = len(wire).to_bytes(4, "big") + wire + b"\0\0\0\x04seed"
        seeds.add("wire", wire)
        seeds.add("agent", b"\x0c\0\0\0\x01" + text,
                  b"\x0c\0\0\0\x02" + text + text)
    application = b"ssh:"
    parts = (b"sk-ssh-ed25519@openssh.com", bytes(32), application)
    seeds.add("wire", b"".join(len(part).to_bytes(4, "big") + part for part in parts))
    parts = (parts[0], bytes(64))
    touched = b"".join(len(part).to_bytes(4, "big") + part
                       for part in parts) + b"\x01\0\0\0\x05"
    seeds.add("wire", touched)
    seeds.add("agent", b"\x0e" + len(touched).to_bytes(4, "big") + touched, b"\x05")
    text = (TESTS.parent / "Docs/format-keyfile.md").read_text()
    for document in KEY_FILES.findall(text):
        seeds.add("keyfile", document)


def take_proofs(seeds, repository):
    """A proof of a founding state, and small ones of each claim whose objects are not there."""
    git = ("git", "-C", str(repository))
    form = run(*git, "rev-parse", "--show-object-format").decode().strip()
    first = run(*git, "rev-list", "--max-parents=0", "refs/entangle/trust").decode().strip()
    statement = run(*git, "cat-file", "blob", f"{first}:statement")
    held = {}
    for name in run(*git, "rev-list", "--objects", "--no-object-names", first).decode().split():
        kind = run(*git, "cat-file", "-t", name).decode().strip()
        content = run(*git, "cat-file", kind, name)
        try:
            held[name] = {"text": content.decode(), "type": kind}
        except UnicodeDecodeError:
            held[name] = {"base64": base64.b64encode(content).decode(), "type": kind}
    claims = [{"type": "state", "object": first}]
    for kind, more in (("event", []), ("commit", ["event"]), ("artifact", ["event"]), ("baseline", ["ref"]),
                       ("branch", ["event", "ref"]), ("tag", ["event", "ref"])):
        other = {"event": "1" * len(first), "ref": "refs/tags/v1" if kind == "tag" else "refs/heads/main"}
        claims.append({"type": kind, "object": first, **{name: other[name] for name in more}})
    for claim in claims:
        text = {"text": "tree 1\n", "type": "commit"}
        proof = {"claim": claim, "events": [claim["event"]] if "event" in claim else [],
                 "objectFormat": form, "objects": held if claim["type"] == "state" else {first: text},
                 "repository": hashlib.sha256(statement).hexdigest(), "schema": "entangle/proof@v1",
                 "trust": first}
        seeds.add("proof", json.dumps(proof, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def number(value, count=8):
    """A number as records have it."""
    return value.to_bytes(count, "big")


def take_records(seeds):
    """Records with and without an event, as the target takes them: the header with its length, then pages."""
    for size in (20, 32):
        name, digest = bytes(range(size)), bytes(32)
        def text(content):
            return number(len(content), 4) + content
        def listed(*parts):
            return number(len(parts), 4) + b"".join(parts)
        row = name + bytes(32 - size) + digest + b"\x03\0\xff\0" + b"".join(
            number(value, 4) for value in (1, 0, 0, 2**32 - 1, 2**32 - 1, 2**32 - 1, 0))
        lane = b"lead/" + b"0" * 32
        lists = listed(text(b"refs/heads/main") + listed(number(0, 4))) + listed() + listed(
            text(lane) + listed(number(0, 4))) + listed(text(b"lead") + listed(number(0, 4))) + listed()
        sections = [row, name[:8] + number(0, 4), listed(text(name) + listed(text(name))), lists,
                    listed(text(name) + listed(text(b"ann"))), listed(text(lane) + number(1)),
                    listed(text(b"refs/heads/main") + text(name)), digest + number(1767225600),
                    listed(number(1) + text(name) + number(1) + digest + bytes(64) + number(1767225600) + number(1))
                    + listed(text(b"refs/heads/main") + text(name) + digest + number(1) + number(1))]
        places, at = [], 0
        for section in sections:
            places.append(number(at) + number(len(section)))
            at += len(section)
        header = (text(b"1") + number(size) + number(1) + digest + digest + number(1767225600) + listed(
            text(b"refs/entangle/events/" + lane) + text(name) + number(0) + number(1) + places[5])
            + listed(text(b"event") + number(1)) + listed(*places) + listed(digest))
        seeds.add("record", number(len(header), 2) + header + b"".join(sections))
        header = (text(b"1") + number(size) + number(1) + digest + digest + number(1767225600) + listed()
                  + listed() + listed(*(9 * [bytes(16)])) + listed())
        seeds.add("record", number(len(header), 2) + header)


def take_code_signatures(seeds, folder):
    """Signatures of one message by keys of the kinds that sign code."""
    message = folder / "message"
    message.write_bytes(b"\0")
    for kind, bits in (("rsa", "3072"), ("ecdsa", "256"), ("ecdsa", "384"), ("ecdsa", "521"), ("ed25519", "256")):
        path = folder / f"code-{kind}-{bits}"
        run("ssh-keygen", "-q", "-t", kind, "-b", bits, "-N", "", "-C", "seed", "-f", str(path))
        signed = run("ssh-keygen", "-q", "-Y", "sign", "-f", str(path), "-n", "git",
                     data=message.read_bytes())
        seeds.add("codesignature", signed)


def take_lines(seeds):
    """What is short enough to be written here."""
    seeds.add("alternates", "/a/objects\n../b\n# no\n\"/c \\\"d\\\" \\101\\t\"\n",
              "/a:\"/b:c\":d")
    seeds.add("looseref", "a" * 40 + "\n", "0" * 39 + "F", "a" * 64 + " \n", "0" * 40 + "\n",
              "ref: refs/heads/main\n", "ref:\tHEAD", "ref: refs/heads/a b\n")
    seeds.add("output", "dir/file.txt", "a.git~/b", '{"child-pid": 7,"a":1}\n'
              '{"exit-code": 3}\n')
    seeds.add("names", "2026-01-02T03:04:05Z", "refs/heads/a-b/c.d", "0",
              "refs/tags/v1.0", "9007199254740991", "Zm9vYg==")
    seeds.add("json", '{ "a": [1, -2, true, "\\u0001\\n\u00e9"], "b": {} }\n',
              "[]\n", '"text"\n')
    seeds.add("trust", json.dumps({
        "schema": "entangle/graph@v1",
        "edges": [{"from": "a", "relation": "delegates", "to": "b"}],
        "policies": [{"name": "main", "ref": "refs/heads/main",
                      "approvals": 1, "landers": ["a"]}]}))


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory")
    seeds = Seeds(parser.parse_args().directory)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for form in ("sha1", "sha256"):
            made = folder / form
            run(sys.executable, str(TESTS / "Independent/make_repository.py"),
                "--object-format", form, str(made))
            repository = made / "repository.git"
            take_commits(seeds, repository)
            take_trees(seeds, repository)
            take_storage(seeds, folder, repository)
            take_packs(seeds, folder, form)
            take_proofs(seeds, repository)
            host_seeds.take_host(seeds, folder, form)
        take_keys(seeds, folder)
        take_code_signatures(seeds, folder)
    host_seeds.take_requests(seeds)
    host_seeds.take_secrets(seeds)
    take_records(seeds)
    take_lines(seeds)


if __name__ == "__main__":
    main()
