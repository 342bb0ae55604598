"""The entangle repository format, version 1, from Docs/format.md alone.

Nothing here knows of any other implementation: the only tools are Python's
standard library, git plumbing, `ssh-keygen` and, for raw Ed25519 (the DSSE
signature, and SSH signatures that `ssh-keygen` would refuse to make), the
`cryptography` package of /usr/bin/python3.

The library makes objects; it does not judge them.  It has four layers:

* basic forms: `canonical_json`, `timestamp`, `digest`, `object_digest`;
* `Keys` and the SSH signatures;
* `Git`: writing and naming objects in one bare repository;
* renderers: `statement`, `trust_message`, `event_message`, `commit_bytes`,
  `with_signature`, `in_toto_statement`, `dsse_envelope`.
"""

import base64
import calendar
import hashlib
import itertools
import json
import os
import re
import struct
import subprocess
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path

ZERO_DIGEST = "0" * 64
TRUST_REF = "refs/entangle/trust"
TRUST_NAMESPACE = "entangle-trust@v1"
GIT_NAMESPACE = "git"
PAYLOAD_TYPE = "application/vnd.in-toto+json"

# Kind: (trailer of the headline or None, the kind's own trailers in order).
KINDS = {
    "task.request/1": ("To", ("To", "Input")),
    "task.accept/1": (None, ("Attempt",)),
    "task.reject/1": (None, ()),
    "task.update/1": (None, ()),
    "task.result/1": ("Status", ("Status", "Artifact")),
    "task.handoff/1": ("To", ("To",)),
    "task.cancel/1": (None, ()),
    "change.propose/1": ("Ref", ("Ref", "Base", "Head")),
    "change.review/1": ("Verdict", ("Verdict",)),
    "approval.request/1": (
        "Ref", ("Operation", "Ref", "Base", "Head", "Approvers", "Expires")),
    "approval.response/1": ("Decision", ("Decision", "Head")),
    "approval.withdraw/1": (None, ()),
    "approval.renew/1": (None, ()),
    "event.renew/1": (None, ()),
    "question/1": ("To", ("To",)),
    "answer/1": (None, ()),
    "connection.request/1": ("To", ("To", "Expires")),
    "connection.verdict/1": ("Decision", ("Decision",)),
    "introduction/1": ("Peer", ("To", "Peer")),
    "close/1": (None, ()),
    "land/1": ("Ref", ("Ref", "Old", "New")),
    "tag/1": ("Tag", ("Tag", "Object", "Target")),
    "runner.trust/1": ("To", ("To", "Decision")),
    "assignment.offer/1": ("To", ("To", "Expires")),
    "assignment.revoke/1": (None, ()),
    "lease.renew/1": ("Expires", ("Expires",)),
    "run.start/1": (None, ()),
    "run.stop/1": (None, ()),
    "run.restart/1": ("Generation", ("Generation",)),
    "run.cancel/1": (None, ()),
    "runner.hello/1": ("Generation", ("Generation", "Capacity")),
    "runner.heartbeat/1": ("Generation", ("Generation",)),
    "runner.status/1": ("Status", ("Generation", "Status")),
    "assignment.accepted/1": (None, ("Generation",)),
    "assignment.rejected/1": (None, ("Generation",)),
    "runner.receipt/1": ("Outcome", ("Generation", "Outcome")),
    "recovery.finding/1": ("Reason", ("Reason",)),
    "log.summary/1": (None, ("Generation",)),
}
COMMON_TRAILERS = ("Kind", "Repository", "Lane", "Sequence", "Chain", "Trust",
                   "Seen", "Causes", "Files")


# Basic forms

def sha256(data):
    """The SHA-256 of `data`, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def object_digest(kind, data):
    """SHA-256 over git's header and the content."""
    return sha256(b"%s %d\0" % (kind.encode(), len(data)) + data)


def canonical_json(value):
    """The one form that the text allows for a JSON document, as bytes."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    return (text + "\n").encode()


def timestamp(seconds):
    """The *time* form of a number of seconds since 1970."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def seconds_of(text):
    """The inverse of `timestamp`."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def identity(name, seconds):
    """The author and committer of everything that entangle itself writes."""
    return f"{name} <{name}@entangle.invalid> {seconds} +0000"


def pinned_environment(home):
    """An environment in which the caller's configuration plays no part."""
    return {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "HOME": str(home),
        "LC_ALL": "C",
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "TZ": "UTC",
    }


def run(arguments, data=b"", environment=None):
    """Run one tool; its standard output, or an error that quotes the other."""
    done = subprocess.run(arguments, input=data, env=environment, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace")
        raise RuntimeError(f"{arguments}: {told}")
    return done.stdout


# Keys and signatures

def ssh_string(data):
    """RFC 4251's `string`."""
    return struct.pack(">I", len(data)) + data


def ssh_strings(data, count):
    """`count` strings off the front of `data`, and what remains."""
    found = []
    for _ in range(count):
        size = struct.unpack(">I", data[:4])[0]
        if len(data) < 4 + size:
            raise ValueError("a string runs past the end")
        found.append(data[4:4 + size])
        data = data[4 + size:]
    return found, data


def armour(blob, width=70):
    """OpenSSH's armour around a signature."""
    text = base64.b64encode(blob).decode()
    lines = [text[at:at + width] for at in range(0, len(text), width)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines,
                      "-----END SSH SIGNATURE-----", ""])


def unarmour(text):
    """The bytes inside an armour."""
    lines = text.splitlines()
    if (lines[0], lines[-1]) != ("-----BEGIN SSH SIGNATURE-----",
                                 "-----END SSH SIGNATURE-----"):
        raise ValueError("not an SSH signature")
    return base64.b64decode("".join(lines[1:-1]), validate=True)


def check_signature_form(text, wire, namespace):
    """Assert that `text` is exactly the form that section 1 asks for."""
    blob = unarmour(text)
    assert armour(blob) == text, "armour differs from the text's"
    assert blob[:10] == b"SSHSIG" + struct.pack(">I", 1), "preamble"
    (key, space, reserved, algorithm, inner), rest = ssh_strings(blob[10:], 5)
    assert rest == b"", "bytes after the signature"
    assert key == wire and space == namespace.encode(), "key or namespace"
    assert reserved == b"" and algorithm == b"sha512", "reserved or hash"
    (name, raw), rest = ssh_strings(inner, 2)
    assert name == b"ssh-ed25519" and len(raw) == 64 and rest == b"", "inner"


@dataclass(frozen=True)
class Key:
    """An Ed25519 key whose private half is an OpenSSH file at `path`."""

    name: str
    path: Path
    public: str
    environment: dict = field(repr=False, hash=False, compare=False)

    @property
    def wire(self):
        """The public key's SSH wire form."""
        return base64.b64decode(self.public.split(" ")[1], validate=True)

    @property
    def key_id(self):
        """The *key id*."""
        return sha256(self.wire)[:32]

    def sign(self, namespace, message, hash_name=None):
        """An armoured SSH signature, by `ssh-keygen`."""
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace,
                   "-f", str(self.path)]
        if hash_name is not None:
            command[2:2] = ["-O", f"hashalg={hash_name}"]
        text = run(command, message, self.environment).decode("ascii")
        if hash_name in (None, "sha512"):
            check_signature_form(text, self.wire, namespace)
        return text

    def sign_raw(self, message):
        """64 bytes of plain Ed25519."""
        try:
            from cryptography.hazmat.primitives.serialization import (
                load_ssh_private_key)
        except ImportError:  # a Python that is not Debian's
            raw = self.sign_elsewhere(message)
        else:
            raw = load_ssh_private_key(self.path.read_bytes(), None).sign(
                message)
        assert len(raw) == 64
        return raw

    def sign_elsewhere(self, message):
        """The same by the Python that has `cryptography`."""
        program = (
            "import sys\n"
            "from cryptography.hazmat.primitives.serialization import (\n"
            "    load_ssh_private_key)\n"
            "data = open(sys.argv[1], 'rb').read()\n"
            "key = load_ssh_private_key(data, None)\n"
            "out = sys.stdout.buffer\n"
            "out.write(key.sign(sys.stdin.buffer.read()))\n")
        return run(["/usr/bin/python3", "-I", "-c", program, str(self.path)],
                   message, self.environment)

    def sshsig(self, namespace, message, reserved=b"", trailing=b"",
               version=1):
        """A signature with fields that `ssh-keygen` would not write."""
        space = namespace.encode()
        common = (ssh_string(space) + ssh_string(reserved)
                  + ssh_string(b"sha512"))
        raw = self.sign_raw(b"SSHSIG" + common + ssh_string(
            hashlib.sha512(message).digest()))
        return (b"SSHSIG" + struct.pack(">I", version) + ssh_string(self.wire)
                + common + ssh_string(ssh_string(b"ssh-ed25519")
                                      + ssh_string(raw)) + trailing)


class QuickKey(Key):
    """A key that signs in this process, and the same as `ssh-keygen`."""

    @classmethod
    def of(cls, key):
        """The same key."""
        return cls(key.name, key.path, key.public, key.environment)

    def sign(self, namespace, message, hash_name=None):
        """An armoured SSH signature."""
        if hash_name not in (None, "sha512"):
            return super().sign(namespace, message, hash_name)
        return armour(self.sshsig(namespace, message))


class Device:
    """What a security key says: its flags, and a counter that goes on."""

    def __init__(self, flags=0x01, counters=None, application=b"ssh:"):
        self.flags = flags
        self.counters = itertools.count(1) if counters is None else counters
        self.application = application

    def says(self):
        """Flags and counter of the next signature."""
        return struct.pack(">BI", self.flags, next(self.counters))


@dataclass(frozen=True)
class SecurityKey(Key):
    """The same private half, behind a device."""

    device: Device = field(repr=False, compare=False, default=None)

    KIND = b"sk-ssh-ed25519@openssh.com"

    @classmethod
    def of(cls, key, device):
        """The security key that `key` is with a device around it."""
        raw = key.wire[-32:]
        wire = (ssh_string(cls.KIND) + ssh_string(raw)
                + ssh_string(device.application))
        public = cls.KIND.decode() + " " + base64.b64encode(wire).decode()
        return cls(key.name, key.path, public, key.environment, device)

    def sign(self, namespace, message, hash_name=None):
        """An armoured SSH signature, by the device."""
        assert hash_name is None
        common = (ssh_string(namespace.encode()) + ssh_string(b"")
                  + ssh_string(b"sha512"))
        signed = b"SSHSIG" + common + ssh_string(
            hashlib.sha512(message).digest())
        said = self.device.says()
        raw = self.sign_raw(hashlib.sha256(self.device.application).digest()
                            + said + hashlib.sha256(signed).digest())
        inner = ssh_string(self.KIND) + ssh_string(raw) + said
        return armour(b"SSHSIG" + struct.pack(">I", 1)
                      + ssh_string(self.wire) + common + ssh_string(inner))


class Keys:
    """Keys by name in a directory; those that are missing are made.

    Those of `base`, which are kept elsewhere, are there as well; they sign quickly.
    """

    def __init__(self, directory, environment, base=None):
        self.directory = Path(directory)
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.environment = environment
        self.known = {}
        if base:
            self.known = {name: QuickKey.of(key)
                          for name, key in base.known.items()}

    def __getitem__(self, name):
        if name not in self.known:
            path = self.directory / name
            if not path.exists():
                run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "",
                     "-f", str(path)], b"", self.environment)
            public = path.with_name(name + ".pub").read_text("ascii")
            public = " ".join(public.split()[:2])
            self.known[name] = Key(name, path, public, self.environment)
        return self.known[name]


# Objects

class Git:
    """One bare repository, written to with plumbing only.

    With a `base`, another repository, the objects of its pack are there as well;
    the rest is written as git does it, without a process for each.
    """

    def __init__(self, directory, environment, object_format="sha1",
                 base=None):
        self.directory = str(directory)
        self.environment = environment
        self.base = base
        self.packed = []
        self.object_format = object_format
        run(["git", "init", "-q", "--bare", "--initial-branch=main",
             "--template=", f"--object-format={object_format}",
             self.directory], b"", environment)
        if base:
            for file in base.packed:
                os.link(file, Path(self.directory, "objects", "pack", file.name))
        self.objects = {}
        self.written = {}
        self.content = {}
        self.commands = {}

    def __call__(self, *arguments, data=b"", environment=None):
        chosen = dict(self.environment, **(environment or {}))
        return run(["git", f"--git-dir={self.directory}", *arguments], data,
                   chosen)

    def pack(self):
        """Keep all objects in a pack as well, for those whose base this is."""
        place = Path(self.directory).with_suffix(".pack")
        place.mkdir()
        names = "".join(oid + "\n" for oid in self.objects).encode()
        self("pack-objects", "-q", f"{place}/pack", data=names)
        self.packed = [*place.iterdir()]

    def store(self, kind, data):
        """Write an object without git, where the base has not got it."""
        content = b"%s %d\0" % (kind.encode(), len(data)) + data
        oid = hashlib.new(self.object_format, content).hexdigest()
        if oid not in self.base.objects:
            path = Path(self.directory) / "objects" / oid[:2] / oid[2:]
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(content))
        self.remember(oid, kind, data)

    def commit_tree(self, options, arguments, data, environment):
        """`git commit-tree`; its oid.  What the base made of the same is taken."""
        key = (*options, *arguments, data, *sorted(environment.items()))
        if self.base and key in self.base.commands:
            kind, content = self.base.read(self.base.commands[key])
            return self.write(kind, content)
        oid = self(*options, "commit-tree", *arguments, data=data,
                   environment=environment).decode().strip()
        self.commands[key] = oid
        self.read(oid)
        return oid

    def write(self, kind, data):
        """Write an object; its oid."""
        if self.base and (kind, data) not in self.written:
            self.store(kind, data)
        if (kind, data) not in self.written:
            command = ["hash-object", "-t", kind, "-w", "--stdin"]
            try:
                oid = self(*command, data=data)
            except RuntimeError:  # an attack that git itself would not write
                oid = self(*command, "--literally", data=data)
            self.remember(oid.decode().strip(), kind, data)
        return self.written[(kind, data)]

    def remember(self, oid, kind, data):
        """Keep an object in memory, after checking its name."""
        size = b"%s %d\0" % (kind.encode(), len(data))
        made = hashlib.new(self.object_format, size + data)
        assert made.hexdigest() == oid
        self.objects[oid] = (kind, data)
        self.written[(kind, data)] = oid

    def read(self, oid):
        """An object's type and content."""
        if oid not in self.objects:
            kind = self("cat-file", "-t", oid).decode().strip()
            self.remember(oid, kind, self("cat-file", kind, oid))
        return self.objects[oid]

    def entries_tree(self, entries):
        """A tree of (mode, name as bytes, oid), by `git mktree`."""
        types = {"40000": b"tree", "160000": b"commit"}
        lines = [b"%s %s %s\t%s\0" % (
            mode.encode().rjust(6, b"0"), types.get(mode, b"blob"),
            oid.encode(), name) for mode, name, oid in entries]
        ordered = sorted(entries, key=lambda entry: entry[1] + (
            b"/" if entry[0] == "40000" else b""))
        data = b"".join(b"%s %s\0" % (mode.encode(), name)
                        + bytes.fromhex(oid) for mode, name, oid in ordered)
        if self.base and ("tree", data) not in self.written:
            self.store("tree", data)
        if ("tree", data) not in self.written:
            oid = self("mktree", "-z", "--missing", data=b"".join(lines))
            self.remember(oid.decode().strip(), "tree", data)
        return self.written[("tree", data)]

    def tree(self, files):
        """A tree of files: path -> content, or path -> (mode, content).

        The content of a mode 160000 is the submodule's oid as text.
        """
        entries, below = [], {}
        for path, value in files.items():
            path = path.encode() if isinstance(path, str) else path
            mode, content = value if isinstance(value, tuple) else ("100644",
                                                                    value)
            first, slash, rest = path.partition(b"/")
            if slash:
                below.setdefault(first, {})[rest] = (mode, content)
            elif mode == "160000":
                entries.append((mode, first, content))
            else:
                entries.append((mode, first, self.write("blob", content)))
        for name, inner in below.items():
            entries.append(("40000", name, self.tree(inner)))
        return self.entries_tree(entries)

    def object_digest(self, oid):
        """The object digest of an object of this repository."""
        return object_digest(*self.read(oid))

    def tree_entries(self, oid):
        """(mode, name, oid) of each entry, in the tree's order."""
        kind, data = self.read(oid)
        assert kind == "tree"
        while data:
            head, _, data = data.partition(b"\0")
            mode, _, name = head.partition(b" ")
            width = 20 if self.object_format == "sha1" else 32
            yield mode.decode(), name, data[:width].hex()
            data = data[width:]

    def content_digest(self, oid):
        """The name that a tree would have in a SHA-256 repository."""
        if oid not in self.content:
            data = b""
            for mode, name, entry in self.tree_entries(oid):
                if mode == "40000":
                    inner = bytes.fromhex(self.content_digest(entry))
                elif mode == "160000":
                    inner = bytes.fromhex(entry).ljust(32, b"\0")
                else:
                    inner = bytes.fromhex(self.object_digest(entry))
                data += b"%s %s\0%s" % (mode.encode(), name, inner)
            self.content[oid] = object_digest("tree", data)
        return self.content[oid]

    def object_name(self, oid):
        """The form *object*."""
        return f"{oid}:{self.object_digest(oid)}"

    def commit_name(self, oid):
        """The form *commit*."""
        data = self.read(oid)[1]
        tree = re.match(rb"tree ([0-9a-f]+)\n", data).group(1).decode()
        return f"{self.object_name(oid)}:{self.content_digest(tree)}"

    def update_refs(self, refs):
        """Create the refs of a mapping from name to oid."""
        lines = "".join(f"create {name} {oid}\n"
                        for name, oid in sorted(refs.items()))
        self("update-ref", "--stdin", data=lines.encode())


def commit_bytes(headers, message):
    """A commit of (name, value) headers, in order, and the message."""
    lines = b"".join(name.encode() + b" " + value.encode() + b"\n"
                     for name, value in headers)
    return lines + b"\n" + message


SIGNATURE_HEADERS = {"sha1": "gpgsig", "sha256": "gpgsig-sha256"}


def with_signature(commit, signature, after_committer=True):
    """The commit with its signature, after `committer` or at the end."""
    head, blank, message = commit.partition(b"\n\n")
    lines = head.split(b"\n")
    place = len(lines)
    if after_committer:
        place = 1 + max(at for at, line in enumerate(lines)
                        if line.startswith(b"committer "))
    value = signature.encode().rstrip(b"\n").replace(b"\n", b"\n ")
    # An oid of 64 digits is of a SHA-256 repository.
    width = len(lines[0].removeprefix(b"tree "))
    name = SIGNATURE_HEADERS["sha256" if width == 64 else "sha1"]
    lines.insert(place, name.encode() + b" " + value)
    return b"\n".join(lines) + blank + message


# Trust

def principal(person, keys, tenant="acme"):
    """A principal's file; `keys` holds (Key, use, notBefore, notAfter)."""
    listed = []
    for key, use, not_before, not_after in keys:
        entry = {"public": key.public, "use": list(use),
                 "notBefore": timestamp(not_before)}
        if not_after is not None:
            entry["notAfter"] = timestamp(not_after)
        listed.append(entry)
    return canonical_json({"schema": "entangle/principal@v1", "tenant": tenant,
                           "person": person, "keys": listed})


def edge(enabled=True):
    """An edge's file."""
    return canonical_json({"schema": "entangle/edge@v1", "enabled": enabled})


def policy(ref, approvals, landers):
    """A policy's file."""
    return canonical_json({"schema": "entangle/branch-policy@v1", "ref": ref,
                           "approvals": approvals, "landers": sorted(landers)})


def service(members):
    """A service's access list."""
    return canonical_json({"schema": "entangle/service@v1", **members})


def repository(baseline, nonce, threshold, object_format="sha1"):
    """`repository.json`."""
    return canonical_json({
        "schema": "entangle/repository@v1", "objectFormat": object_format,
        "nonce": nonce, "baseline": baseline, "threshold": threshold})


def contents_digest(files):
    """The `contents` of a statement: path -> bytes, as `sha256sum` prints."""
    lines = sorted((path.encode(), sha256(data).encode())
                   for path, data in files.items())
    return sha256(b"".join(b"%s  %s\n" % (name, path)
                           for path, name in lines))


def statement(repository_id, previous, version, contents, issued, cuts=(),
              voids=()):
    """The text of a statement; `cuts` holds (lane, sequence, digest), `voids`
    (version, digest)."""
    lines = ["entangle-trust v1", f"repository {repository_id}",
             f"previous {previous}", f"version {version}",
             f"contents {contents}", f"issued {timestamp(issued)}"]
    lines += [f"cut {lane} {sequence} {name}"
              for lane, sequence, name in sorted(cuts)]
    lines += [f"void {version} {name}" for version, name in sorted(voids)]
    return "".join(line + "\n" for line in lines).encode()


def trust_message(version, repository_id, state):
    """The message of a trust commit."""
    return (f"trust {version}\n\nKind: trust/1\nRepository: {repository_id}\n"
            f"Trust: {state}\n").encode()


# Events

def summary_line(kind, trailers):
    """The kind's name without its version, and the headline."""
    headline = KINDS[kind][0] if kind in KINDS else None
    name = kind.split("/")[0]
    return name if headline is None else f"{name} {trailers[headline]}"


def event_message(summary, trailers):
    """The message of an event; `trailers` is an ordered mapping."""
    lines = [summary, ""]
    lines += [f"{name}: {value}" for name, value in trailers.items()]
    return "".join(line + "\n" for line in lines).encode()


def files_trailer(files):
    """The value of `Files`."""
    if not files:
        return "none"
    return " ".join(f"{name}:{sha256(files[name])}" for name in sorted(files))


def event_ref(lane):
    """The ref of a *lane*."""
    return f"refs/entangle/events/{lane}"


def proposal_ref(oid):
    """The ref of a proposal."""
    return f"refs/entangle/proposals/{oid}"


def artifact_ref(task, runner, attempt):
    """The ref of an artifact."""
    return f"refs/entangle/artifacts/{task}/{runner}/{attempt}"


# Artifacts

def command(argv, environment, outputs, timeout):
    """The value of `command.json`."""
    return {"schema": "entangle/command@v1", "argv": list(argv),
            "environment": dict(environment), "outputs": sorted(outputs),
            "timeoutSeconds": timeout}


def in_toto_statement(outputs, *, command_value, repository_id, task, accept,
                      attempt, input_commit, runner, started, finished,
                      byproducts):
    """The manifest's payload as a value; `outputs`: path -> (mode, bytes)."""
    oid, object_name, content = input_commit.split(":")
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://slsa.dev/provenance/v1",
        "subject": [
            {"name": name, "digest": {"sha256": sha256(data)},
             "annotations": {"mode": mode, "size": len(data)}}
            for name, (mode, data) in sorted(outputs.items())],
        "predicate": {
            "buildDefinition": {
                "buildType": "urn:entangle:run:1",
                "externalParameters": {
                    "command": command_value, "repository": repository_id,
                    "task": task},
                "internalParameters": {
                    "accept": accept, "attempt": attempt,
                    "sandbox": {"network": False}},
                "resolvedDependencies": [{
                    "uri": f"git:{oid}",
                    "digest": {"gitCommit": oid, "sha256": object_name,
                               "treeSha256": content}}],
            },
            "runDetails": {
                "builder": {"id": f"urn:entangle:{repository_id}:{runner}"},
                "byproducts": [
                    {"name": name, "digest": {"sha256": sha256(data)}}
                    for name, data in byproducts],
                "metadata": {
                    "invocationId": accept.partition(":")[0],
                    "startedOn": timestamp(started),
                    "finishedOn": timestamp(finished)},
            },
        },
    }


def dsse_encoding(payload):
    """DSSE's pre-authentication encoding."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def dsse_envelope(payload, key):
    """The value of `manifest.dsse.json`."""
    return {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [{
            "keyid": key.key_id,
            "sig": base64.b64encode(
                key.sign_raw(dsse_encoding(payload))).decode()}],
    }
