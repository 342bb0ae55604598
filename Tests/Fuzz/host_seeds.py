"""Seeds of what a server under guard reads and writes: its log, the denylist, evidence, push certificates, its
spools, what comes by ssh, and what a push brings."""

import base64
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "Independent"))

# pylint: disable=wrong-import-position
import entangle_format as form
import log_format
from host_story import HostStory
from story import DEFAULT_NOW

ZERO = "0" * 64


def take_host(seeds, folder, object_format):
    """All of it, in repositories of one object format."""
    story = HostStory(folder / f"host-{object_format}", DEFAULT_NOW, None)
    story.object_format = object_format
    story.build()
    take_receipts(seeds, story)
    take_denials(seeds, story)
    take_certificates(seeds, story)
    take_pushed(seeds, story)


def take_receipts(seeds, story):
    """One receipt of each content, epochs, heads, and what rests on them."""
    epoch = story.epochs[0]
    key = epoch.key
    seeds.add("trust", log_format.epoch_file(epoch.host, key.key_id, silence=86400),
              log_format.epoch_file(epoch.host, key.key_id, (3, "1" * 64)))
    seen = set()
    for commit, head in epoch.receipts:
        content = story.git.read(commit)[1]
        text = content.split(b"\n\n", 1)[1].partition(b"Signature: ")[0]
        kind = next((name for name in (b"Move", b"Refusal") if b"\n" + name + b": " in text), b"none")
        if kind in seen:
            continue
        seen.add(kind)
        seeds.add("receipt", content, text)
        seeds.add("names", head)
        seeds.add("intent", f"4711 123456 record\n{epoch.host} {commit}\n".encode() + text)
        for line in text.splitlines():
            if line.startswith(b"Refusal: "):
                seeds.add("spool", line.removeprefix(b"Refusal: ") + b"\n")
    seeds.add("intent", "4711 123456 done\n")
    first, second = (head for _, head in epoch.receipts[:2])
    other = form.sha256(b"another")
    number, sequence = first.split(":")[:2]
    statement = log_format.head_statement(story.repository, number, sequence, other)
    forked = f"{number}:{sequence}:{other}:{log_format.raw_signature(key, statement)}"
    for pair in ((first, forked), (first, second)):
        seeds.add("evidence", form.canonical_json(log_format.head_evidence(story.repository, key, *pair)))
    lane = next(lane for lane in story.lanes.values() if lane.sequence)
    event = story.git.read(lane.tip)[1]
    headers, _, message = event.partition(b"\n\n")
    before = headers.partition(b"\ngpgsig")[0]
    for text in (message, message.replace(b"\n", b"?\n", 1)):
        commit = before + b"\n\n" + text
        twin = form.with_signature(commit, lane.key.sign("git", commit))
        seeds.add("evidence", form.canonical_json(
            log_format.event_evidence(story.repository, lane.key, story.object_format, event, twin)))


def signed(story, key, name, when, parents, text):
    """A commit of the form of section 1."""
    ident = form.identity(name, when)
    headers = [("tree", story.git.tree({}))] + [("parent", parent) for parent in parents]
    headers += [("author", ident), ("committer", ident)]
    commit = form.commit_bytes(headers, text)
    return form.with_signature(commit, key.sign("git", commit))


def take_denials(seeds, story):
    """A ban of each kind of evidence, and a lift."""
    key = story.key("root.law")
    when = story.at(story.hours)
    fields = {
        "ban": [("Subject", "lead"), ("Reason", "flood"), ("Evidence", "kept " + "2" * 64), ("Expires", "none")],
        "key": [("Subject", f"lead/{key.key_id}"), ("Reason", "abuse"), ("Evidence", "none"),
                ("Expires", form.timestamp(when + 3600))],
        "lift": [("Lifts", "1")],
    }
    for number, (word, lines) in enumerate(fields.items(), 1):
        kind = "lift" if word == "lift" else "deny"
        head = [("Kind", f"{kind}/1"), ("Repository", story.repository), ("Sequence", number), ("Chain", ZERO),
                ("Trust", story.latest().name), ("Time", form.timestamp(when)), ("Reporter", f"root/{key.key_id}")]
        text = f"{kind} {number}\n\n" + "".join(f"{name}: {value}\n" for name, value in head + lines)
        parents = [story.latest().commit] if number > 1 else []
        seeds.add("denial", text, signed(story, key, "root", when, parents, text.encode()))
        for name, value in lines:
            if name in ("Subject", "Evidence"):
                seeds.add("names", value)


def take_certificates(seeds, story):
    """What 'git push --signed' sends, and what a hook is told."""
    key = story.key("lead.law")
    none = "0" * (40 if story.object_format == "sha1" else 64)
    commit = story.latest().commit
    nonce = "1767225600-" + "a1" * 20
    lines = [f"{none} {commit} refs/heads/main", f"{commit} {none} refs/tags/v1"]
    for options in ([], [f"entangle-repository={story.repository}", "ci.skip"]):
        text = "\n".join(["certificate version 0.1", f"pusher {key.public} 1767225600 +0000",
                          "pushee ssh://git@host/team/project.git", f"nonce {nonce}"]
                         + [f"push-option {option}" for option in options] + [""] + lines) + "\n"
        seeds.add("certificate", text + key.sign("git", text.encode()))
    seeds.add("spool", "\n".join(lines) + "\n")
    when = form.timestamp(story.at(story.hours))
    seeds.add("spool", f"{when} lead S101 {'3' * 64}\n{when} lead H111 none\n",
              f"{when} none none 7 {'4' * 64}\n{when} lead E101,S102 1 {'5' * 64}\n")


def take_pushed(seeds, story):
    """A tree, a commit and a tag, as a push brings them."""
    tip = story.latest().commit
    content = story.git.read(tip)[1]
    tree = content.split(b"\n", 1)[0].split(b" ")[1].decode()
    seeds.add("pushed", content, story.git.read(tree)[1],
              f"object {tip}\ntype commit\ntag v1\ntagger a <a@b> 1767225600 +0000\n\nv1\n")


def take_requests(seeds):
    """What git's clients ask for by ssh."""
    seeds.add("request", "git-receive-pack 'team/project.git'", "git upload-pack '/a/b_c/d+1.git/'",
              "git-upload-archive x", "git-upload-pack '../x'", "git-receive-pack '-x/.git'")


def take_secrets(seeds):
    """Texts of each kind that the search for secrets knows; none of them opens anything."""
    body = base64.b64encode(bytes(range(96))).decode()
    word = "".join(letter for letter in body if letter.isalnum())
    lines = {
        "armour": f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n",
        "putty": f"PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{body}\n",
        "keyfile": f'{{\n  "schema": "entangle/key@v1",\n  "seed": "{body[:44]}"\n}}\n',
        "tokens": "".join(f"{start}{word[:count]}\n" for start, count in (
            ("ghp_", 36), ("github_pat_", 82), ("glpat-", 20), ("xoxb-", 40), ("sk_live_", 24), ("AIza", 35),
            ("npm_", 36), ("pypi-AgEIcHlwaS5vcmc", 60), ("hooks.slack.com/services/", 44))),
        "age": "AGE-SECRET-KEY-1" + word.upper()[:58] + "\n",
        "aws": f"AKIA{'ABCDEFGH' * 2}\n{body[3:43]}\n",
        "web": f"eyJ{word[:30]}.eyJ{word[:30]}.{word[:60]}\n",
        "url": "https://ann" + ":hunter2secret@host.net/x\nsecret://db/password" + "=correct-horse\n",
    }
    for text in lines.values():
        seeds.add("secrets", text)
