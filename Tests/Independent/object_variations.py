"""Variations of objects that tools read in more than one way, and of the
repository around them: its configuration, and files that change what git shows.
"""

import hashlib
import struct
import zlib
from pathlib import Path

import entangle_format as form

MESSAGE = b"What is in no pack?\n"


def afterwards(story, act):
    """Have `act` run when everything is written and no ref moves any more."""
    write = story.write_side_files

    def both(*arguments):
        write(*arguments)
        act(Path(story.git.directory))
    story.write_side_files = both


def loose(story, directory, oid):
    """The file of an object, which a base keeps in a pack."""
    path = directory / "objects" / oid[:2] / oid[2:]
    if not path.exists():
        kind, data = story.git.read(oid)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(
            b"%s %d\0" % (kind.encode(), len(data)) + data))
    return path


def late(story):
    """An event that no pack of a base has."""
    return story.event("late", "builder", "question/1", 41, ["request"],
                       {"To": "lead"}, {"message": MESSAGE})


def lying_graph(story, directory):
    """A commit-graph in which the tip of the branch has another parent."""
    story.git("commit-graph", "write", "--reachable")
    path = directory / "objects" / "info" / "commit-graph"
    data = bytearray(path.read_bytes())
    chunks = {}
    for at in range(8, 8 + 12 * (data[6] + 1), 12):
        name, offset = struct.unpack(">4sQ", data[at:at + 12])
        chunks[name] = offset
    width = 20 if story.object_format == "sha1" else 32
    count = struct.unpack(">I", data[chunks[b"OIDF"] + 1020:][:4])[0]
    for at in range(count):
        start = chunks[b"OIDL"] + at * width
        if data[start:start + width].hex() == story.tested:
            place = chunks[b"CDAT"] + at * (width + 16) + width
            data[place:place + 8] = struct.pack(">II", 0x70000000, 0x70000000)
    digest = hashlib.sha1 if width == 20 else hashlib.sha256
    data[-width:] = digest(data[:-width]).digest()
    path.chmod(0o644)
    path.write_bytes(data)


def register(attack, benign):
    """Add these variations to the others."""

    def hook(name, codes, stage, thing, change):
        attack(name, codes)(lambda story: story.hook(stage, thing, change))

    def header(name, codes, thing, change):
        """`change` of the value of the header `author`."""
        hook(name, codes, "headers", thing, lambda headers: [
            (key, change(value) if key == "author" else value)
            for key, value in headers])

    # Headers and messages

    header("header-folded", "E101", "finish", lambda value: value + "\n folded")
    header("id-with-newline", "E101", "finish",
           lambda value: value.replace("builder <", "buil\nder <"))
    header("id-equal-in-unicode-only", "E101", "finish",
           lambda value: value.replace("builder <", "builder\u0301 <"))
    header("code-author-folded", "G101,O106", "other",
           lambda value: value + "\n folded")
    hook("code-two-authors", "G101,O106", "headers", "other",
         lambda headers: [*headers[:-1], *headers[-2:]])
    hook("code-parent-after-committer", "G101,O106", "headers", "other",
         lambda headers: headers + [headers[1]])
    hook("message-byte-order-mark", "E102", "message", "finish",
         lambda data: b"\xef\xbb\xbf" + data)
    hook("message-nul", "E102", "message", "finish",
         lambda data: data + b"\0\n")

    @attack("signature-of-other-format", "E101")
    def _(story):
        other = {"sha1": "sha256", "sha256": "sha1"}[story.object_format]
        story.hook("headers", "finish", lambda headers: headers + [
            (form.SIGNATURE_HEADERS[other], "none")])

    @attack("signature-twice", "E101")
    def _(story):
        story.hook("commit", "finish", lambda commit: form.with_signature(
            commit, story.key("lead.law").sign(form.GIT_NAMESPACE, b"x")))

    # Signatures of something else, by the right key and in the namespace of git

    @attack("signature-of-a-push-certificate", "S101")
    def _(story):
        def sign(signing):
            signing.signature = signing.key.sign(
                form.GIT_NAMESPACE, b"certificate version 0.1\npusher x 1 +0000\n"
                b"nonce 1\n\n" + signing.payload)
        story.hook("signing", "finish", sign)

    @attack("code-signature-of-a-tag", "G102")
    def _(story):
        def sign(signing):
            signing.signature = signing.key.sign(
                form.GIT_NAMESPACE, f"object {story.tested}\ntype commit\ntag v1\n"
                f"tagger {form.identity('lead', 1)}\n\nOut now.\n".encode())
        story.hook("signing", "other", sign)

    # Trees and documents

    def tree(name, change):
        """A trust tree of other bytes."""
        def prepare(story):
            def put(headers):
                _, data = story.git.read(headers[0][1])
                oid = story.git.write("tree", change(data, story))
                return [("tree", oid), *headers[1:]]
            story.hook("headers", "narrow", put)
        attack(name, "T104")(prepare)

    def entry(data, story):
        """The first entry of a tree, in bytes."""
        width = 20 if story.object_format == "sha1" else 32
        return data[:data.index(b"\0") + 1 + width]

    tree("trust-tree-entry-twice",
         lambda data, story: entry(data, story) + data)
    tree("trust-tree-unsorted", lambda data, story: data[len(
        entry(data, story)):] + entry(data, story))
    tree("trust-tree-leads-up",
         lambda data, story: data.replace(b" edges\0", b" ..\0"))
    tree("trust-tree-odd-mode",
         lambda data, story: data.replace(b"100644 repo", b"100664 repo"))

    def text(name, path, change):
        """A document of the trust tree in other bytes."""
        def prepare(story):
            story.hook("trust", "narrow", lambda draft: draft.files.update(
                {path: change(draft.files[path])}))
        attack(name, "T105")(prepare)

    path = "edges/lead/delegates/builder.json"
    text("trust-json-deep", path, lambda data: data.replace(
        b"true", b"[" * 100_000 + b"]" * 100_000))
    text("trust-number-giant", "repository.json", lambda data: data.replace(
        b'"threshold": 2', b'"threshold": 2' + b"0" * 400))
    text("trust-byte-order-mark", path, lambda data: b"\xef\xbb\xbf" + data)
    text("trust-carriage-return", path,
         lambda data: data.replace(b"\n", b"\r\n"))

    @attack("principal-equal-in-unicode-only", "T105")
    def _(story):
        story.hook("trust", "narrow", lambda draft: draft.files.update({
            "principals/user/le\u0301ad.json":
                draft.files["principals/user/lead.json"]}))

    # What is stored

    def stored(name, codes, act):
        """After a late event, something is done to the directory."""
        def prepare(story):
            story.after("finish", lambda: late(story))
            afterwards(story, lambda directory: act(
                story, directory, loose(story, directory, story.events["late"])))
        (attack(name, codes) if codes else benign(name))(prepare)

    def another(story, directory, path):
        path.chmod(0o644)
        path.write_bytes(loose(
            story, directory, story.events["finish"]).read_bytes())
    stored("object-that-lies", "O102", another)
    stored("object-cut-short", "O102", lambda story, directory, path: (
        path.chmod(0o644), path.write_bytes(path.read_bytes()[:60])))

    def gone(story, directory, path):
        """The file of the late event."""
        loose(story, directory, story.git.write("blob", MESSAGE)).unlink()
    stored("object-missing", "O101", gone)

    def shallow(story, directory, path):
        (directory / "shallow").write_text(story.events["late"] + "\n")
        gone(story, directory, path)
    stored("object-missing-in-a-shallow-clone", "O101", shallow)

    def promised(story, directory, path):
        if story.object_format == "sha1":
            story.git("config", "extensions.partialClone", "origin")
        story.git("config", "remote.origin.url", str(directory))
        story.git("config", "remote.origin.promisor", "true")
        gone(story, directory, path)
    stored("object-promised-by-a-remote", "O101", promised)

    @attack("unsigned-commit-behind-a-replacement", "G101")
    def _(story):
        story.hook("code", "other", lambda plan: setattr(plan, "key", None))
        story.hook("refs", "", lambda refs: refs.update(
            {f"refs/replace/{story.other}": story.side}))

    # Nothing of this is read

    @benign("replacements")
    def _(story):
        story.hook("refs", "", lambda refs: refs.update({
            f"refs/replace/{story.merged}": story.base,
            f"refs/replace/{story.events['finish']}": story.base,
            f"refs/replace/{story.states[0].commit}": story.base}))

    def around(name, act):
        benign(name)(lambda story: afterwards(
            story, lambda directory: act(story, directory)))

    around("grafts", lambda story, directory: (
        (directory / "info").mkdir(exist_ok=True),
        (directory / "info" / "grafts").write_text(f"{story.merged}\n")))
    around("shallow-file", lambda story, directory: (
        directory / "shallow").write_text(
            f"{story.tested}\n{story.states[2].commit}\n"))
    around("commit-graph-that-lies", lying_graph)
    around("alternates-that-are-not-there", lambda story, directory: (
        (directory / "objects" / "info").mkdir(exist_ok=True),
        (directory / "objects" / "info" / "alternates").write_text(
            "/nonexistent/objects\n../../elsewhere\n")))

    def swapped(story, directory):
        program = directory / "yes"
        program.write_text("#!/bin/sh\ntouch \"$0.called\"\nexit 1\n")
        program.chmod(0o755)
        for name in ("gpg.program", "gpg.ssh.program", "core.sshCommand",
                     "core.fsmonitor", "core.pager", "alias.cat-file"):
            story.git("config", name, str(program))
        story.git("config", "core.hooksPath", str(directory))
        story.git("config", "gpg.ssh.allowedSignersFile", "/dev/null")
        story.git("config", "i18n.logOutputEncoding", "UTF-16")
    around("configuration-that-swaps-programs", swapped)
