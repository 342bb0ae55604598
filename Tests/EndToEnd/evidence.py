"""Evidence of Docs/format.md, section 14, written by the independent implementation: what shows that one key has
signed two things is taken, whatever shows less or has another form is refused; ssh-keygen takes every head.

usage: evidence.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from checks import Checks

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Independent"))

import entangle_format as form  # noqa: E402
import log_format  # noqa: E402
from host_story import HostStory  # noqa: E402

BINARY = os.path.abspath(sys.argv[1])
OBJECT_FORMAT = sys.argv[2] if len(sys.argv) > 2 else "sha1"
CHECKS = Checks()


class Files:
    """Writes evidence, and asks the binary what it shows."""

    def __init__(self, stage):
        self.path = stage / "evidence.json"
        self.environment = {"HOME": str(stage), "PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}

    def status(self, data, *options):
        """The status that a file with these bytes, or this value, leads to, and what is said."""
        self.path.write_bytes(data if isinstance(data, bytes) else form.canonical_json(data))
        done = subprocess.run(
            [BINARY, "verify", "--evidence", str(self.path), *options], cwd=self.path.parent, env=self.environment,
            capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def holds(self, name, data):
        status, said = self.status(data)
        CHECKS.check(f"{name} shows something", status == 0, (status, said))

    def fails(self, name, data):
        status, said = self.status(data)
        CHECKS.check(f"{name} shows nothing", status == 1 and said, (status, said))


def heads(story, files):
    """Of a host that has signed two receipts as one."""
    key = story.key("server.law")

    def head(epoch=1, sequence=3, digest="ab" * 32, repository=None, who=key, space=log_format.HEAD_NAMESPACE):
        signature = log_format.raw_signature(who, log_format.head_statement(
            repository or story.repository, epoch, sequence, digest), space)
        return f"{epoch}:{sequence}:{digest}:{signature}"

    def of(first, second, who=key):
        return log_format.head_evidence(story.repository, who, first, second)

    known = story.epochs[0].receipts[2][1]
    good = of(known, head())
    files.holds("a head of the log and another", good)
    files.holds("the other order", of(head(), known))
    files.holds("an epoch of which nothing is known", of(head(99, 2**53 - 1), head(99, 2**53 - 1, "cd" * 32)))
    files.fails("one head twice", of(known, known))
    files.fails("another number", of(known, head(sequence=4)))
    files.fails("another epoch", of(known, head(epoch=2)))
    files.fails("another key's head", of(known, head(who=story.key("lead.law"))))
    files.fails("heads of another key than is told", of(known, head(), story.key("lead.law")))
    files.fails("another repository's head", of(known, head(repository="cd" * 32)))
    for space in ("git", form.TRUST_NAMESPACE, "file"):
        files.fails(f"a head signed for {space}", of(known, head(space=space)))
    files.fails("a head changed", of(known, head().replace("ab" * 32, "cd" * 32)))
    files.fails("a number with a zero", of(known, head().replace("1:3:", "1:03:")))
    files.fails("an epoch with a zero", of(known, head().replace("1:3:", "01:3:")))
    files.fails("a number of 64 bits", of(*(head(sequence=2**64 + 3, digest=digit * 64) for digit in "ab")))
    files.fails("a number too great", of(*(head(sequence=2**53, digest=digit * 64) for digit in "ab")))
    files.fails("a number zero", of(*(head(sequence=0, digest=digit * 64) for digit in "ab")))
    files.fails("an epoch zero", of(*(head(epoch=0, digest=digit * 64) for digit in "ab")))
    files.fails("a digest in capitals", of(known, head(digest="AB" * 32)))
    files.fails("a signature without padding", of(known, head().rstrip("=")))
    files.fails("no head at all", of(known, "none"))
    files.fails("one head", {**good, "heads": [known]})
    files.fails("three heads", {**good, "heads": [known, head(), head(digest="cd" * 32)]})
    files.fails("heads and an object format", {**good, "objectFormat": OBJECT_FORMAT})
    files.fails("another schema", {**good, "schema": "entangle/evidence@v2"})
    files.fails("another repository id", {**good, "repository": "cd" * 32})
    for root, due in [(story.repository, 0), ("cd" * 32, 1)]:
        status, said = files.status(good, "--trust-root", root)
        CHECKS.check(f"evidence under the trust root {root}", status == due, (status, said))
    files.fails("a key with a comment", {**good, "key": good["key"] + " server"})
    device = form.SecurityKey.of(key, form.Device())
    files.fails("a security key's name on a plain key's heads", {**good, "key": device.public})
    spoiled(files, good)
    return [known, head()]


def spoiled(files, good):
    """What holds, in another form."""
    data = form.canonical_json(good)
    for name in good:
        files.fails(f"no {name}", {key: value for key, value in good.items() if key != name})
    files.fails("a member more", {**good, "note": "hello"})
    files.fails("carriage returns", data.replace(b"\n", b"\r\n"))
    files.fails("a newline more", data + b"\n")
    files.fails("no newline", data[:-1])
    files.fails("bytes behind", data + b"{}")
    files.fails("one line", (json.dumps(good, sort_keys=True) + "\n").encode())
    files.fails("another order", (json.dumps(
        dict(reversed(sorted(good.items()))), indent=2) + "\n").encode())
    files.fails("a member twice", data.replace(b'  "schema"', b'  "schema": "",\n  "schema"', 1))
    files.fails("a byte order mark", b"\xef\xbb\xbf" + data)
    files.fails("no UTF-8", data.replace(b"entangle/", b"entangle\xff", 1))
    files.fails("NUL", data + b"\0")
    files.fails("nothing", b"")
    files.fails("a list", [good])
    files.fails("nested deeply", b"[" * 100_000)
    status, said = files.status(data + b" " * (1 << 20))
    CHECKS.check("what is too much is not read", status == 128 and "more than" in said, (status, said))
    for length in range(0, len(data), 97):
        files.fails(f"the first {length} bytes", data[:length])


def events(story, files):
    """Of a signer who has signed two events as one."""
    key = story.key("lead.law")
    lane = story.lanes["lead"]
    before = lane.tip, lane.sequence

    def ask(brief, repository=None):
        name = f"event {brief}"
        if repository:
            story.hook("draft", name, lambda draft: draft.trailers.update(Repository=repository))
        oid = story.event(name, "lead", "task.request/1", 43, [], {
            "To": "builder", "Input": story.git.commit_name(story.base)}, {"brief": brief})
        lane.tip, lane.sequence = before
        return story.git.read(oid)[1]

    def of(first, second, who=key, **changed):
        return {**log_format.event_evidence(story.repository, who, OBJECT_FORMAT, first, second), **changed}

    one, other = ask(b"One.\n"), ask(b"Other.\n")
    good = of(one, other)
    files.holds("two events of one number", good)
    files.holds("two events in the other order", of(other, one))
    other_time = story.git.read(story.event("later", "lead", "task.request/1", 44, [], {
        "To": "builder", "Input": story.git.commit_name(story.base)}, {"brief": b"One.\n"}))[1]
    lane.tip, lane.sequence = before
    files.holds("two events of two times", of(one, other_time))
    files.fails("one event twice", of(one, one))
    files.fails("events of two numbers", of(one, story.git.read(story.events["land-2"])[1]))
    files.fails("events of two lanes", of(
        story.git.read(story.events["request"])[1], story.git.read(story.events["accept"])[1]))
    files.fails("events of another key than is told", of(one, other, story.key("builder.law")))
    files.fails("an event of another repository", of(one, ask(b"Else.\n", "cd" * 32)))
    files.fails("events of another repository than is told", of(one, other, repository="cd" * 32))
    files.fails("an event changed", of(one, other.replace(b"To: builder", b"To: lead").replace(
        b"task.request builder", b"task.request lead")))
    files.fails("an event with a byte more", of(one, other + b"\n"))
    files.fails("no event", of(one, b""))
    files.fails("a receipt", of(one, story.git.read(story.epochs[0].receipts[2][0])[1]))
    files.fails("a state", of(*(story.git.read(state.commit)[1] for state in story.states[:2])))
    files.fails("an event of great length", of(
        one, other.replace(b"\n\ntask", b"\nnote " + b"x" * 20_000 + b"\n\ntask")))
    files.fails("another object format", of(
        one, other, objectFormat="sha256" if OBJECT_FORMAT == "sha1" else "sha1"))
    files.fails("no known object format", of(one, other, objectFormat="md5"))
    files.fails("events in lines", of(
        one, other, events=[text[:76] + "\n" + text[76:] for text in good["events"]]))
    files.fails("events in base64 for URLs", of(
        one, other, events=[text.replace("+", "-").replace("/", "_") for text in good["events"]]))
    files.fails("events with padding for nothing", of(
        one, other, events=[text + "====" for text in good["events"]]))
    files.fails("one event", of(one, other, events=good["events"][:1]))
    files.fails("events and heads", {**good, "heads": [story.epochs[0].receipts[2][1]] * 2})
    spoiled(files, good)
    by_device(story, files, key, one, other, of)


def by_device(story, files, key, one, other, of):
    """The same of a security key."""
    device = form.SecurityKey.of(key, form.Device())

    def signed(commit):
        start = commit.index(story.signature_header + b" ")
        plain = commit[:start] + commit[commit.index(b"END SSH SIGNATURE-----\n") + 23:]
        plain = plain.replace(key.key_id.encode(), device.key_id.encode())
        return form.with_signature(plain, device.sign("git", plain))

    files.holds("two events by a device", of(signed(one), signed(other), device))
    files.fails("two events by another device", of(
        signed(one), signed(other), form.SecurityKey.of(key, form.Device(application=b"ssh:x"))))
    files.fails("one event, signed twice by a device", of(signed(one), signed(one), device))


def keygen(story, stage, signed):
    """ssh-keygen takes the signature of a head for what it is."""
    key = story.key("server.law")
    signers = stage / "signers"
    signers.write_text(f'server namespaces="{log_format.HEAD_NAMESPACE}" {key.public}\n', "ascii")
    for number, head in enumerate(signed):
        epoch, sequence, digest, signature = head.split(":")
        place = stage / f"{number}.sig"
        place.write_text(log_format.head_armour(key.wire, signature), "ascii")
        done = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "server", "-n", log_format.HEAD_NAMESPACE,
             "-s", str(place)],
            input=log_format.head_statement(story.repository, epoch, sequence, digest),
            capture_output=True, timeout=60)
        CHECKS.check("ssh-keygen takes a head", done.returncode == 0, done.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-evidence-") as name:
        stage = pathlib.Path(name)
        story = HostStory(stage / "story")
        story.object_format = OBJECT_FORMAT
        story.after("finish", lambda: keygen(story, stage, heads(story, Files(stage))))
        story.after("finish", lambda: events(story, Files(stage)))
        story.build()
    return CHECKS.report("evidence")


if __name__ == "__main__":
    sys.exit(main())
