#!/usr/bin/env python3
"""Write Docs/format-example.md, made with the library of this directory.

write_example.py --write   write the document
write_example.py           compare it with what would be written

Nothing in it is random: the seeds of the keys and the times are fixed, and an
Ed25519 signature of the same bytes is always the same.  `example.py` checks
what the document says, and reads nothing else.
"""

import argparse
import base64
import struct
import sys
import tempfile
from pathlib import Path

import entangle_format as form

DOCUMENT = Path(__file__).resolve().parents[2] / "Docs" / "format-example.md"
PROSE = Path(__file__).resolve().parent / "example_prose.md"
START = form.seconds_of("2026-01-31T08:00:00Z")
DAY = 86400
SEEDS = {"ada": 1, "lead": 2, "builder": 3}


def private_key_file(name, directory):
    """Write a key whose seed is one byte repeated, as OpenSSH does; the text."""
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives import serialization
    seed = bytes([SEEDS[name]]) * 32
    public = ed25519.Ed25519PrivateKey.from_private_bytes(
        seed).public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    wire = form.ssh_string(b"ssh-ed25519") + form.ssh_string(public)
    secret = (bytes(8) + wire + form.ssh_string(seed + public)
              + form.ssh_string(b""))
    secret += bytes(range(1, 1 + -len(secret) % 8))
    blob = (b"openssh-key-v1\0" + form.ssh_string(b"none") * 2
            + form.ssh_string(b"") + struct.pack(">I", 1)
            + form.ssh_string(wire) + form.ssh_string(secret))
    text = base64.b64encode(blob).decode()
    lines = [text[at:at + 70] for at in range(0, len(text), 70)]
    text = "\n".join(["-----BEGIN OPENSSH PRIVATE KEY-----", *lines,
                      "-----END OPENSSH PRIVATE KEY-----", ""])
    path = Path(directory) / name
    path.write_text(text)
    path.chmod(0o600)
    line = "ssh-ed25519 " + base64.b64encode(wire).decode()
    path.with_name(name + ".pub").write_text(line + "\n")
    return text


class Page:
    """The document, as far as it is written."""

    def __init__(self, git):
        self.git = git
        self.text = ""
        self.shown = set()

    def say(self, text):
        """Prose."""
        self.text += text.strip("\n") + "\n\n"

    def block(self, content):
        """Text as it is; it ends with a newline, or is empty."""
        assert content == "" or content.endswith("\n")
        self.say("```text\n" + content + "```")

    def show(self, title, oid, note=""):
        """An object, once, under a title."""
        if oid in self.shown:
            return
        self.shown.add(oid)
        kind, data = self.git.read(oid)
        self.say(f"### {title}")
        label = [f"- {kind} `{oid}`",
                 f"- object digest `{form.object_digest(kind, data)}`"]
        if kind == "blob":
            label.append(f"- SHA-256 `{form.sha256(data)}`")
        self.say("\n".join(label + ([note] if note else [])))
        if kind == "tree":
            names = {"40000": "tree", "160000": "commit"}
            data = "".join(
                f"{mode:0>6} {names.get(mode, 'blob')} {entry} {name.decode()}\n"
                for mode, name, entry in self.git.tree_entries(oid)).encode()
        self.block(data.decode())

    def show_tree(self, title, oid, path="", notes=None):
        """The files below a tree, then its trees, from the leaves up."""
        for isTree in (False, True):
            for mode, name, entry in self.git.tree_entries(oid):
                below = path + name.decode()
                if (mode == "40000") == isTree:
                    if isTree:
                        self.show_tree(f"`{below}/`", entry, below + "/", notes)
                    else:
                        self.show(f"`{below}`", entry, (notes or {}).get(below, ""))
        self.show(title, oid)


class Example:
    """The history that the document shows."""

    def __init__(self, directory):
        environment = form.pinned_environment(directory)
        self.git = form.Git(Path(directory) / "repository.git", environment)
        self.files = {name: private_key_file(name, directory) for name in SEEDS}
        self.keys = form.Keys(directory, environment)
        self.page = Page(self.git)
        self.tips, self.refs = {}, {}
        self.repository = form.ZERO_DIGEST
        self.state = None

    def signed(self, title, who, when, parents, tree, message):
        """Show a signed commit; its oid."""
        ident = form.identity(who, when)
        commit = form.commit_bytes(
            [("tree", tree), *(("parent", parent) for parent in parents),
             ("author", ident), ("committer", ident)], message)
        signature = self.keys[who].sign(form.GIT_NAMESPACE, commit)
        oid = self.git.write("commit", form.with_signature(commit, signature))
        self.page.show(
            title, oid, f"- signed by `{who}` in the namespace `git`: the commit "
            "without its header `gpgsig`")
        return oid

    def publish(self, when, files):
        """Show a trust state by ada alone."""
        version, previous, parents = 1, form.ZERO_DIGEST, []
        if self.state:
            version, previous = self.state[0] + 1, self.state[1]
            parents = [self.refs[form.TRUST_REF]]
        text = form.statement(self.repository, previous, version,
                              form.contents_digest(files), when)
        digest = form.sha256(text)
        if version == 1:
            self.repository = digest
        self.state = (version, digest)
        path = f"signatures/ada/{self.keys['ada'].key_id}"
        signature = self.keys["ada"].sign(form.TRUST_NAMESPACE, text)
        tree = self.git.tree({**files, "statement": text, path: signature.encode()})
        statement = self.git.write("blob", text)
        self.page.show_tree("The tree", tree, notes={
            path: f"- signed by `ada` in the namespace "
                  f"`{form.TRUST_NAMESPACE}`: blob `{statement}`"})
        self.page.say("`contents` in the statement is the SHA-256 of these lines:")
        self.page.block("".join(f"{form.sha256(data)}  {name}\n"
                                for name, data in sorted(files.items())))
        self.refs[form.TRUST_REF] = self.signed(
            "The commit", "ada", when, parents, tree,
            form.trust_message(version, self.repository, f"{version}:{digest}"))

    def event(self, who, when, kind, causes, own, files):
        """Show an event; its oid."""
        lane = f"{who}/{self.keys[who].key_id}"
        sequence, previous = self.tips.get(who, (0, self.refs[form.TRUST_REF]))
        trailers = {
            "Kind": kind,
            "Repository": self.repository,
            "Lane": lane,
            "Sequence": str(sequence + 1),
            "Chain": self.git.object_digest(previous),
            "Trust": f"{self.state[0]}:{self.state[1]}",
            "Seen": "none",
            "Causes": " ".join(map(self.git.object_name, causes)) or "none",
            "Files": form.files_trailer(files),
            **own,
        }
        tree = self.git.tree(files)
        self.page.show_tree("The tree", tree)
        parents = [previous, *(cause for cause in causes if cause != previous)]
        oid = self.signed("The commit", who, when, parents, tree, form.event_message(
            form.summary_line(kind, trailers), trailers))
        self.tips[who] = (sequence + 1, oid)
        self.refs[form.event_ref(lane)] = oid
        return oid


def principal(keys, who, days):
    """A principal's file: one law key, from the start on."""
    end = None if days is None else START + days * DAY
    return form.principal(who, [(keys[who], ["law"], START, end)], "main")


def document(directory):
    """The whole text."""
    example = Example(directory)
    page, git, keys = example.page, example.git, example.keys
    prose = iter(PROSE.read_text().split("<!-- here -->\n"))

    page.say(next(prose))
    for name, number in SEEDS.items():
        page.say(f"### `{name}`")
        page.say(f"- seed `{number:02x}`, 32 times\n"
                 f"- key id `{keys[name].key_id}`\n"
                 f"- public key `{keys[name].public}`")
        page.block(example.files[name])

    page.say(next(prose))
    tree = git.tree({"greeting": b"hello\n"})
    ident = f"Ada <ada@example.org> {START - DAY} +0000"
    base = git.write("commit", form.commit_bytes(
        [("tree", tree), ("author", ident), ("committer", ident)], b"Begin\n"))
    page.show_tree("The tree", tree)
    page.show("The commit", base)
    page.say(f"The content digest of the tree is `{git.content_digest(tree)}`.")
    example.refs["refs/heads/main"] = base

    page.say(next(prose))
    files = {
        "repository.json": form.repository(
            {"refs/heads/main": git.commit_name(base)}, "5" * 64, 1),
        "principals/authority/ada.json": principal(keys, "ada", None),
    }
    example.publish(START, files)

    page.say(next(prose).replace("ROOT", example.repository))
    files["principals/user/lead.json"] = principal(keys, "lead", 90)
    files["principals/worker/builder.json"] = principal(keys, "builder", 90)
    files["edges/lead/delegates/builder.json"] = form.edge()
    example.publish(START + 60, files)

    page.say(next(prose))
    request = example.event(
        "lead", START + 3600, "task.request/1", [],
        {"To": "builder", "Input": git.commit_name(base)},
        {"brief": b"Greet the world\n"})
    page.say(next(prose))
    accept = example.event("builder", START + 7200, "task.accept/1", [request],
                           {"Attempt": "1"}, {})
    page.say(next(prose))
    example.event("builder", START + 9000, "task.result/1", [accept],
                  {"Status": "succeeded", "Artifact": "none"},
                  {"report": b"The world is greeted\n"})

    page.say(next(prose))
    page.block("".join(f"{oid} {ref}\n" for ref, oid in sorted(example.refs.items())))
    page.say(next(prose).replace("ROOT", example.repository))
    assert next(prose, None) is None
    return page.text.strip("\n") + "\n"


def main():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        text = document(directory)
    if arguments.write:
        DOCUMENT.write_text(text)
    elif DOCUMENT.read_text() != text:
        print(f"'{DOCUMENT.name}' differs: write_example.py --write renews it")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
