"""Makes a repository with a legal history of many events, as Docs/format.md describes it.

It shares no code with entangle: the objects are laid out here and signed with Python's
`cryptography`, and written as one pack, because git and ssh-keygen would take minutes.

The history: the authority `lead` founds a state with the users u0, u1, ... and as many workers w0,
w1, ..., where every user delegates to the workers that he asks. Then tasks are requested by users, accepted and
answered by workers, one event a second.
"""

import base64
import hashlib
import json
import os
import struct
import subprocess
import time
import zlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

DAY_SECONDS = 86400
# Keys live 89 days, from 40 days ago: the window holds the history and the present.
AGE_SECONDS = 40 * DAY_SECONDS
KEY_SECONDS = 89 * DAY_SECONDS
PACK_TYPES = {"commit": 1, "tree": 2, "blob": 3}
ZEROS = "0" * 64


def ssh_string(content):
    return struct.pack(">I", len(content)) + content


def canonical(document):
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def time_text(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def sha256(content):
    return hashlib.sha256(content).hexdigest()


class Key:
    """An Ed25519 key of a principal, and the last event of the lane it signs."""

    def __init__(self, owner, seed=None):
        self.owner = owner
        self.private = Ed25519PrivateKey.from_private_bytes(
            seed or hashlib.sha256(b"entangle bench " + owner.encode()).digest()
        )
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.wire = ssh_string(b"ssh-ed25519") + ssh_string(self.public)
        self.text = "ssh-ed25519 " + base64.b64encode(self.wire).decode()
        self.id = sha256(self.wire)[:32]
        self.lane = f"{owner}/{self.id}"
        self.sequence = 0
        self.tip = None


class Objects:
    """Git objects on their way into one pack."""

    def __init__(self, object_format):
        self.object_format = object_format
        self.packed = {}

    def add(self, kind, content):
        """Adds an object; returns its oid and its object digest."""
        whole = f"{kind} {len(content)}\0".encode() + content
        oid = hashlib.new(self.object_format, whole).hexdigest()
        if oid not in self.packed:
            self.packed[oid] = self.entry(kind, content)
        return oid, sha256(whole)

    def tree(self, files):
        """Adds a tree with its subtrees, from a dictionary of paths and contents."""
        entries = {}
        for path, content in files.items():
            name, _, rest = path.partition("/")
            if rest:
                entries.setdefault(name, {})[rest] = content
            else:
                entries[name] = content
        lines = []
        for name, content in entries.items():
            if isinstance(content, dict):
                lines.append((name + "/", b"40000 " + name.encode(), self.tree(content)[0]))
            else:
                lines.append((name, b"100644 " + name.encode(), self.add("blob", content)[0]))
        content = b"".join(head + b"\0" + bytes.fromhex(oid) for _, head, oid in sorted(lines))
        return self.add("tree", content)

    @staticmethod
    def entry(kind, content):
        size = len(content)
        byte = PACK_TYPES[kind] << 4 | size & 15
        size >>= 4
        head = bytearray()
        while size:
            head.append(byte | 128)
            byte = size & 127
            size >>= 7
        head.append(byte)
        return bytes(head) + zlib.compress(content, 1)

    def pack(self):
        body = struct.pack(">4sII", b"PACK", 2, len(self.packed)) + b"".join(self.packed.values())
        return body + hashlib.new(self.object_format, body).digest()


class History:
    """A founding state and its events. `refs`, `trust_root`, `signatures` are what came out."""

    def __init__(self, events, lanes, seeds, object_format="sha1"):
        """Makes `events` events in `lanes` lanes; `seeds` replaces the keys of some principals."""
        if lanes < 2 or lanes % 2:
            raise ValueError("the number of lanes is not even")
        if events >= AGE_SECONDS:
            raise ValueError("too many events, one a second, for the age of the history")
        self.objects = Objects(object_format)
        self.refs = {}
        self.signatures = []
        self.start = int(time.time()) - AGE_SECONDS
        self.now = self.start
        self.lead = Key("lead")
        self.users = [Key(f"u{i}", seeds.get(f"u{i}")) for i in range(lanes // 2)]
        self.workers = [Key(f"w{i}", seeds.get(f"w{i}")) for i in range(lanes // 2)]
        self.baseline()
        self.found()
        self.work(events)

    def baseline(self):
        """The code there was before: one unsigned commit with one file."""
        content = b"bench\n"
        _, digest = self.objects.add("blob", content)
        tree, _ = self.objects.tree({"README": content})
        entry = b"100644 README\0" + bytes.fromhex(digest)
        content_digest = sha256(f"tree {len(entry)}\0".encode() + entry)
        person = f"Bench <bench@example.invalid> {self.start} +0000"
        text = f"tree {tree}\nauthor {person}\ncommitter {person}\n\nbaseline\n"
        oid, digest = self.objects.add("commit", text.encode())
        self.refs["refs/heads/main"] = oid
        self.input = f"{oid}:{digest}:{content_digest}"

    def found(self):
        files = {
            "repository.json": canonical(
                {
                    "baseline": {"refs/heads/main": self.input},
                    "nonce": sha256(b"entangle bench nonce"),
                    "objectFormat": self.objects.object_format,
                    "schema": "entangle/repository@v1",
                    "threshold": 1,
                }
            ),
            "principals/authority/lead.json": self.principal(self.lead),
        }
        edge = canonical({"enabled": True, "schema": "entangle/edge@v1"})
        for user in self.users:
            files[f"principals/user/{user.owner}.json"] = self.principal(user)
        for task in range(0, 2 * len(self.workers), 2):
            worker = self.workers[task // 2 % len(self.workers)].owner
            for asked in (task, task + 1):
                user = self.users[asked % len(self.users)].owner
                files[f"edges/{user}/delegates/{worker}.json"] = edge
        for worker in self.workers:
            files[f"principals/worker/{worker.owner}.json"] = self.principal(worker)
        files.update(self.more_law())
        listing = "".join(f"{sha256(files[path])}  {path}\n" for path in sorted(files))
        statement = (
            f"entangle-trust v1\nrepository {ZEROS}\nprevious {ZEROS}\nversion 1\n"
            f"contents {sha256(listing.encode())}\nissued {time_text(self.start)}\n"
        ).encode()
        files["statement"] = statement
        files[f"signatures/lead/{self.lead.id}"] = self.sign(
            self.lead, "entangle-trust@v1", statement
        )
        self.trust_root = sha256(statement)
        self.state = f"1:{self.trust_root}"
        message = (
            f"trust 1\n\nKind: trust/1\nRepository: {self.trust_root}\nTrust: {self.state}\n"
        )
        self.founding = self.commit(self.lead, self.objects.tree(files)[0], [], message)
        self.refs["refs/entangle/trust"] = self.founding[0]

    def more_law(self):
        """More files of the founding state."""
        return {}

    def principal(self, key):
        return canonical(
            {
                "keys": [self.enrolled(key, "law")],
                "person": f"{key.owner}-person",
                "schema": "entangle/principal@v1",
                "tenant": "bench",
            }
        )

    def enrolled(self, key, use):
        return {
            "notAfter": time_text(self.start + KEY_SECONDS),
            "notBefore": time_text(self.start),
            "public": key.text,
            "use": [use],
        }

    def work(self, events):
        steps = self.steps()
        for _ in range(events):
            next(steps)
        for key in self.users + self.workers:
            if key.tip:
                self.refs[f"refs/entangle/events/{key.lane}"] = key.tip[0]

    def steps(self):
        """Two tasks after two tasks: each time it is advanced it makes one event.

        A worker accepts both tasks before it answers the first, so that no cause of an event is
        its first parent too.
        """
        done = 0
        while True:
            worker = self.workers[done // 2 % len(self.workers)]
            requests, accepts = [], []
            for task in (done, done + 1):
                user = self.users[task % len(self.users)]
                own = [("To", worker.owner), ("Input", self.input)]
                files = {"brief": f"bench task {task}\n".encode()}
                requests.append(self.event(user, "task.request/1", [], own, files))
                yield
            for request in requests:
                own = [("Attempt", "1")]
                accepts.append(self.event(worker, "task.accept/1", [request], own))
                yield
            for accept in accepts:
                own = [("Status", "succeeded"), ("Artifact", "none")]
                self.event(worker, "task.result/1", [accept], own)
                yield
            done += 2

    def event(self, key, kind, causes, own, files=None):
        """Adds one event to the lane of `key`; returns its oid and object digest."""
        files = files or {}
        self.now += 1
        key.sequence += 1
        first = key.tip or self.founding
        trailers = [
            ("Kind", kind),
            ("Repository", self.trust_root),
            ("Lane", key.lane),
            ("Sequence", str(key.sequence)),
            ("Chain", first[1]),
            ("Trust", self.state),
            ("Seen", "none"),
            ("Causes", " ".join(":".join(cause) for cause in causes) or "none"),
            ("Files", " ".join(f"{n}:{sha256(files[n])}" for n in sorted(files)) or "none"),
        ]
        headline = [value for name, value in own if name in ("To", "Status", "Ref", "Decision")]
        message = " ".join([kind.split("/")[0], *headline]) + "\n\n"
        message += "".join(f"{name}: {value}\n" for name, value in trailers + own)
        parents = [first[0]] + [oid for oid, _ in causes if oid != first[0]]
        key.tip = self.commit(key, self.objects.tree(files)[0], parents, message)
        return key.tip

    def commit(self, key, tree, parents, message, place="entangle.invalid"):
        person = f"{key.owner} <{key.owner}@{place}> {self.now} +0000"
        head = f"tree {tree}\n" + "".join(f"parent {parent}\n" for parent in parents)
        head += f"author {person}\ncommitter {person}\n"
        armour = self.sign(key, "git", (head + "\n" + message).encode()).decode()
        value = armour.rstrip("\n").replace("\n", "\n ")
        name = "gpgsig" if self.objects.object_format == "sha1" else "gpgsig-sha256"
        return self.objects.add("commit", f"{head}{name} {value}\n\n{message}".encode())

    def sign(self, key, namespace, message):
        """The armoured signature; keeps what was signed for the reference loop."""
        head = b"SSHSIG" + ssh_string(namespace.encode()) + ssh_string(b"") + ssh_string(b"sha512")
        signed = head + ssh_string(hashlib.sha512(message).digest())
        signature = key.private.sign(signed)
        self.signatures.append((key.public, signature, signed))
        blob = (
            b"SSHSIG"
            + struct.pack(">I", 1)
            + ssh_string(key.wire)
            + head[6:]
            + ssh_string(ssh_string(b"ssh-ed25519") + ssh_string(signature))
        )
        text = base64.b64encode(blob).decode()
        lines = [text[i : i + 70] for i in range(0, len(text), 70)]
        lines = ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----"]
        return ("\n".join(lines) + "\n").encode()

    def write(self, directory, environment):
        """Makes the repository, with a work tree; packed as a clone of it would be."""

        def git(*arguments, input=None):
            command = ["git", "-C", directory, *arguments]
            subprocess.run(
                command, input=input, env=environment, check=True, stdout=subprocess.DEVNULL
            )

        os.makedirs(directory)
        object_format = f"--object-format={self.objects.object_format}"
        git("init", "--quiet", "--initial-branch=main", object_format)
        git("index-pack", "--stdin", "--strict", input=self.objects.pack())
        updates = "".join(f"create {ref} {oid}\n" for ref, oid in self.refs.items())
        git("update-ref", "--stdin", input=updates.encode())
        git("reset", "--quiet", "--hard")
        git("repack", "-a", "-d", "--quiet")
        git("pack-refs", "--all")

    def allowed_signers(self):
        """For git's `gpg.ssh.allowedSignersFile`."""
        keys = [self.lead, *self.users, *self.workers]
        return "".join(f'{k.owner}@entangle.invalid namespaces="git" {k.text}\n' for k in keys)

    def records(self):
        """For verify_loop.c."""
        return b"".join(
            public + signature + struct.pack("<I", len(signed)) + signed
            for public, signature, signed in self.signatures
        )
