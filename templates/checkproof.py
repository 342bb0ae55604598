#!/usr/bin/env python3
"""Checks a proof that `entangle prove` has written, by Docs/format-proof.md alone.

usage: checkproof.py --root DIGEST [--as-of TIME] FILE

Prints `verified` (status 0) or `refused: reason` (status 1). Needs Python, and the package `cryptography` or the
program `ssh-keygen`. It applies the core rules of that page; entangle applies all rules to what a proof holds.
"""
import argparse
import base64
import calendar
import hashlib
import json
import re
import struct
import subprocess
import tempfile
import time
try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key
except ImportError:
    Ed25519PublicKey = None

ASKERS, CONTROLLERS, GIVEABLE = ["user", "supervisor", "worker"], ["operator", "host"], ["worker", "runner", "service"]
PEERS, JUDGES = ASKERS + ["reviewer", "service"], ["user", "supervisor", "reviewer"]
ALL, HUMANS, ROLES = PEERS + ["runner"], ["authority", "operator", "user"], ["viewer", "operator", "admin", "owner"]
SIGNERS = {kind: signers for kinds, signers in [
    ("task.request task.cancel change.propose approval.request land tag", ASKERS), ("event.renew", ALL + CONTROLLERS),
    ("task.accept task.reject task.update task.result question answer close", ALL),
    ("task.handoff connection.request connection.verdict introduction", PEERS),
    ("change.review approval.response approval.withdraw approval.renew", JUDGES),
    ("runner.trust assignment.offer assignment.revoke lease.renew run.start run.stop run.restart run.cancel", CONTROLLERS),
    ("runner.hello runner.heartbeat runner.status assignment.accepted assignment.rejected runner.receipt log.summary",
     ["runner"]), ("recovery.finding", ["runner"] + CONTROLLERS)] for kind in kinds.split()}
EDGES = {kind: relation for relation, kinds in {
    "delegates": "task.request", "hands-off": "task.handoff", "contacts": "introduction question connection.request",
    "reviews": "change.review approval.response", "operates": "runner.trust assignment.offer assignment.revoke lease.renew "
    "run.start run.stop run.restart run.cancel"}.items() for kind in kinds.split()}
COMMON = ["Kind", "Repository", "Lane", "Sequence", "Chain", "Trust", "Seen", "Causes", "Files"]
EVER = "9999-12-31T23:59:59Z"

class Refused(Exception):
    """Why a proof does not show what it claims."""

def need(fact, reason):
    if not fact:
        raise Refused(reason)
    return fact

def sha256(data):
    return hashlib.sha256(data).hexdigest()

def seconds(text):
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text), f"'{text}' is no time")
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))

def canonical(data):
    """A document in its one form (format.md, section 1)."""
    def members(pairs):
        need(len({name for name, _ in pairs}) == len(pairs) and all(name.isascii() for name, _ in pairs), "members")
        need(all(value is not None for _, value in pairs), "'null'")
        return dict(pairs)
    value = json.loads(data.decode(), object_pairs_hook=members, parse_float=members, parse_constant=members)
    need((json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode() == data, "not canonical JSON")
    return value

def unbase64(text):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data) == (text if isinstance(text, bytes) else text.encode()), "Base64")
    return data

def is_text(data):
    try:
        return isinstance(data.decode(), str)
    except UnicodeDecodeError:
        return False

def string(data):
    return struct.pack(">I", len(data)) + data

def strings(data, count):
    """Strings of SSH's wire form, and what follows them."""
    found = []
    for _ in range(count):
        end = 4 + struct.unpack(">I", need(data[3:] and data[:4], "a string of SSH"))[0]
        need(len(data) >= end, "a string of SSH")
        found, data = found + [data[4:end]], data[end:]
    return found, data

def number(data):
    """A number of SSH's wire form, positive and as short as can be, and what follows it."""
    (text,), rest = strings(data, 1)
    value = int.from_bytes(text, "big")
    need(value and text == value.to_bytes(value.bit_length() // 8 + 1, "big"), "a number of SSH")
    return value, rest

def code_check(wire, inner, signed):
    """How to check a signature by a key of ECDSA or RSA, where both are in their one form (format.md, section 1)."""
    ((kind, first), rest), ((name, raw), said) = strings(wire, 2), strings(inner, 2)
    if kind == b"ssh-rsa":
        e, rest = number(wire[4 + len(kind):])
        n, rest = number(rest)
        need(rest == said == b"" and e % 2 and 65537 <= e < 1 << 32 and n % 2 and 3072 <= n.bit_length() <= 16384, "RSA key")
        need(name in (b"rsa-sha2-256", b"rsa-sha2-512") and len(raw) == (n.bit_length() + 7) // 8, "a signature of RSA")
        return lambda: load_ssh_public_key(kind + b" " + base64.b64encode(wire)).verify(
            raw, signed, padding.PKCS1v15(), hashes.SHA256() if name[-3:] == b"256" else hashes.SHA512())
    (point,), rest = strings(rest, 1)
    size = {b"nistp256": 32, b"nistp384": 48, b"nistp521": 66}.get(first, 0)
    need(size and kind == name == b"ecdsa-sha2-" + first and rest == said == b"", "a signature's kind")
    need(point[:1] == b"\4" and len(point) == 1 + 2 * size, "a point")
    r, rest = number(raw)
    s, rest = number(rest)
    need(rest == b"" and max(r, s) < 1 << 8 * size, "a signature of ECDSA")
    return lambda: load_ssh_public_key(kind + b" " + base64.b64encode(wire)).verify(
        encode_dss_signature(r, s), signed,
        ec.ECDSA({32: hashes.SHA256, 48: hashes.SHA384, 66: hashes.SHA512}[size]()))

def is_signed(check, wire, armour, message):
    """Whether a signature is good; by ssh-keygen where the package is not there."""
    if Ed25519PublicKey:
        try:
            return check() is None
        except (InvalidSignature, ValueError):
            return False
    with tempfile.NamedTemporaryFile() as signers, tempfile.NamedTemporaryFile() as signature:
        signers.write(b"x %s %s\n" % (strings(wire, 1)[0][0], base64.b64encode(wire)))
        signature.write(armour)
        signers.flush(), signature.flush()
        space = strings(unbase64(b"".join(armour.split(b"\n")[1:-2]))[10:], 2)[0][1].decode()
        return subprocess.run(["ssh-keygen", "-Y", "verify", "-f", signers.name, "-I", "x", "-n", space, "-s",
                               signature.name], input=message, capture_output=True, check=False).returncode == 0

def signer(armour, namespace, message, is_code=False):
    """The wire form of the key by which an OpenSSH signature in its one form is valid."""
    lines = armour.split(b"\n")
    blob, text = unbase64(b"".join(lines[1:-2])), b"".join(lines[1:-2])
    body = [text[at:at + 70] for at in range(0, len(text), 70)]
    need(lines == [b"-----BEGIN SSH SIGNATURE-----", *body, b"-----END SSH SIGNATURE-----", b""], "armour")
    (wire, space, reserved, algorithm, inner), rest = strings(blob[10:], 5)
    need((blob[:10], space, reserved, algorithm, rest) == (b"SSHSIG\0\0\0\1", namespace, b"", b"sha512", b""), "a signature")
    signed = blob[:6] + string(space) + string(b"") + string(b"sha512") + string(hashlib.sha512(message).digest())
    ((kind, key), application), ((name, raw), said) = strings(wire, 2), strings(inner, 2)
    if is_code and b"ed25519" not in kind:
        need(is_signed(code_check(wire, inner, signed), wire, armour, message), "a signature is not valid")
        return wire
    need(name == kind and len(raw) == 64 and len(key) == 32, "a signature's kind")
    if kind == b"sk-ssh-ed25519@openssh.com":
        (application,), rest = strings(application, 1)
        need(len(said) == 5 and rest == b"" and said[0] & 1 and not said[0] & ~0x1d, "a security key's flags")
        signed = hashlib.sha256(application).digest() + said + hashlib.sha256(signed).digest()
    else:
        need((kind, said, application) == (b"ssh-ed25519", b"", b""), "a signature's kind")
    need(is_signed(lambda: Ed25519PublicKey.from_public_bytes(key).verify(raw, signed), wire, armour, message),
         "a signature is not valid")
    return wire

def wire_of(key):
    return unbase64((key if isinstance(key, str) else key["public"]).split(" ")[1])

def is_revoked(key, at):
    return "revoked" in key and (key["revoked"]["reason"] != "retired" or at > seconds(key["revoked"]["at"]))

class Proof:
    """The objects, which of them have been needed, and what they say."""

    def __init__(self, data, root, now):
        file = canonical(data)
        need(set(file) == {"claim", "events", "objectFormat", "objects", "repository", "schema", "trust"}
             and file["schema"] == "entangle/proof@v1" and len(data) <= 16 << 20, "its members or its size")
        need(file["repository"] == root, "it is of another repository")
        self.root, self.now, self.format = root, now, file["objectFormat"]
        self.size, self.header = {"sha1": (20, b"gpgsig"), "sha256": (32, b"gpgsig-sha256")}[self.format]
        self.names = rb"tree ([0-9a-f]{%d})\n((?:parent [0-9a-f]{%d}\n)*)author " % (2 * self.size, 2 * self.size)
        self.claim, self.listed, self.trust = file["claim"], file["events"], file["trust"]
        self.objects, self.used, self.commits, self.events = {}, set(), {}, {}
        for name, value in file["objects"].items():
            need(set(value) in ({"text", "type"}, {"base64", "type"}), "the members of an object")
            content = value["text"].encode() if "text" in value else unbase64(value["base64"])
            need("text" in value or not is_text(content), "'base64' where 'text' is due")
            whole = b"%s %d\0%s" % (value["type"].encode(), len(content), content)
            need(hashlib.new(self.format, whole).hexdigest() == name, f"{name} does not hold what its name says")
            self.objects[name] = (value["type"], content, sha256(whole))
            if value["type"] == "commit":
                self.commits[sha256(whole)] = name

    def read(self, oid, kind, limit=1 << 20):
        found, content, _ = need(self.objects.get(oid), f"{oid} is missing")
        need(found == kind and len(content) <= limit, f"{oid} is no {kind} within the bounds")
        self.used.add(oid)
        return content

    def tree(self, oid):
        data, found, last = self.read(oid, "tree", 1 << 24), {}, b""
        while data:
            match = need(re.match(rb"(100644|100755|120000|40000|160000) ([^/\0]+)\0", data), "a tree")
            end, place = match.end() + self.size, match[2] + (b"/" if match[1] == b"40000" else b"")
            need(len(data) >= end and place > last, "a tree")
            found[match[2].decode()] = (match[1].decode(), data[match.end():end].hex())
            data, last = data[end:], place
        return found

    def files(self, oid, path=""):
        found = {}
        for name, (mode, entry) in self.tree(oid).items():
            need(mode in ("40000", "100644"), "a mode in the trust tree")
            found |= self.files(entry, f"{path}{name}/") if mode == "40000" else {path + name: self.read(entry, "blob")}
        return found

    def code(self, oid):
        """A commit of code: tree, parents, and who signed it (None where nobody did)."""
        data = self.read(oid, "commit")
        match = need(re.match(self.names + rb".*\ncommitter .*\n", data), f"{oid} is no commit")
        head, _, message = data.partition(b"\n\n")
        armour, key = re.findall(rb"\n%b (.*(?:\n .*)*)" % self.header, head), None
        need(len(armour) <= 1 and head.count(b"\ngpgsig") == len(armour), f"{oid}: the headers")
        if armour:
            payload = head.replace(b"\n%b %b" % (self.header, armour[0]), b"", 1) + b"\n\n" + message
            key = signer(armour[0].replace(b"\n ", b"\n") + b"\n", b"git", payload, True)
        return match[1].decode(), match[2].decode().split()[1::2], key

    def signed(self, oid):
        """A commit of entangle's form: tree, parents, principal, time, key, message."""
        data = self.read(oid, "commit", 16384)
        match = need(re.match(
            self.names + rb"([a-z0-9._-]+) <\3@entangle\.invalid> (0|[1-9]\d*) \+0000\ncommitter \3 <\3@entangle\.invalid> "
            rb"\4 \+0000\n%b (.*(?:\n .*)*)\n\n" % self.header, data), f"{oid} is not of its form")
        payload = data[:match.start(5) - len(self.header) - 1] + b"\n" + data[match.end():]
        key = signer(match[5].replace(b"\n ", b"\n") + b"\n", b"git", payload)
        return match[1].decode(), match[2].decode().split()[1::2], match[3].decode(), int(match[4]), key, \
            data[match.end():].decode("ascii")

    def event(self, oid):
        self.events[oid] = self.events.get(oid) or Event(self, oid)
        return self.events[oid]

    def check(self):
        oids, self.states, self.counted, lanes = [self.trust], [], {}, {}
        while parents := self.signed(oids[-1])[1]:
            oids.append(parents[0])
        for oid in reversed(oids):
            self.states.append(State(self, oid, self.states[-1] if self.states else None))
        need(self.states[0].digest == self.root, "the trust root is another")
        need(self.listed == sorted(set(self.listed)), "'events'")
        events = [self.event(oid) for oid in self.listed]
        firsts = {event.causes[0][0] for event in events if event.kind == "land" and event.causes} & set(self.objects)
        self.cited = {oid for oid in firsts - set(self.listed) if self.event(oid).kind == "land"}
        for event in events + [self.event(oid) for oid in self.cited]:
            lanes.setdefault(event.lane, []).append(event)
        for lane, found in lanes.items():
            found.sort(key=lambda event: event.sequence)
            for event, before in zip(found, [None] + found):
                event.follow(before)
            for cut in [cut for state in self.states for cut in state.cuts if cut[0] == lane]:
                self.counted[cut] = self.line(cut, found[0].sequence)
        for event in events:
            event.check()
        self.check_claim()
        need(self.used == set(self.objects), "an object is not needed")

    def line(self, cut, first):
        """The events of a lane from the one that a cut names down, as far as they are there."""
        (lane, sequence, digest), found = cut, set()
        oid = self.commits.get(digest)
        while oid and sequence >= first and (self.event(oid).lane, self.event(oid).sequence) == (lane, sequence):
            found.add(oid)
            sequence, below = sequence - 1, self.commits.get(self.event(oid)["Chain"])
            oid = below if below == self.event(oid).parents[0] else None
        return found

    def check_claim(self):
        kind, oid, ref = self.claim["type"], self.claim["object"], self.claim.get("ref")
        rest = {"state": "", "event": "", "commit": "event", "artifact": "event", "branch": "event ref", "tag": "event ref",
                "baseline": "ref"}[kind]
        name = oid if kind == "event" else self.claim.get("event")
        need(set(self.claim) == {"type", "object", *rest.split()}, "the claim")
        need(name in self.listed if name else not self.listed, "the event of the claim")
        event = self.event(name) if name else {}
        place = {"artifact": ("task.result", "Artifact"), "branch": ("land", "New"), "tag": ("tag", "Object")}.get(kind)
        if kind == "state":
            is_shown = oid in [state.oid for state in self.states]
        elif kind == "baseline":
            is_shown = self.states[0].repository["baseline"].get(ref, "").split(":")[0] == oid
        elif kind == "commit":
            is_shown = event.kind == "land" and oid in event.change("Old", "New")
        else:
            is_shown = kind == "event" or event.kind == place[0] and event[place[1]].split(":")[0] == oid and (
                ref is None or event["Tag" if kind == "tag" else "Ref"] == ref)
        need(is_shown, "what it holds does not show what it claims")

class State:
    """A state of the trust chain, judged by the one before (format.md, section 2)."""

    def __init__(self, proof, oid, old):
        tree, parents, who, at, key, message = proof.signed(oid)
        self.oid, files = oid, proof.files(tree)
        text = files["statement"]
        match = need(re.fullmatch(
            r"entangle-trust v1\nrepository (\w{64})\nprevious (\w{64})\nversion (\d+)\ncontents (\w{64})\nissued (\S+)\n"
            r"((?:cut \S+ \d+ \w{64}\n)*)((?:void \d+ \w{64}\n)*)", text.decode("ascii")), "a statement")
        self.version, self.issued, self.digest = int(match[3]), seconds(match[5]), sha256(text)
        self.cuts = [(lane, int(count), name) for _, lane, count, name in map(str.split, match[6].splitlines())]
        self.content = {path: files[path] for path in files if path.split("/")[0] not in ("statement", "signatures")}
        listing = "".join(f"{sha256(self.content[path])}  {path}\n" for path in sorted(self.content))
        due = (proof.root, old.digest, old.version + 1, [old.oid]) if old else ("0" * 64, "0" * 64, 1, [])
        need((match[1], match[2], self.version, parents) == due, f"{oid}: the chain is broken")
        need(sha256(listing.encode()) == match[4], f"{oid}: 'contents'")
        need(at == self.issued and (not old or at >= old.issued) and message == f"trust {self.version}\n\nKind: trust/1\n"
             f"Repository: {proof.root}\nTrust: {self.version}:{self.digest}\n", f"{oid}: time or message")
        self.principals, self.keys, self.edges, self.policies = {}, {}, {}, {}
        for path, data in self.content.items():
            document, parts = canonical(data), path.removesuffix(".json").split("/")
            if parts[0] == "principals" and len(parts) == 3 and parts[2] not in self.principals:
                self.principals[parts[2]] = dict(document, kind=parts[1], id=parts[2])
                for entry in document["keys"]:
                    need(wire_of(entry) not in self.keys, "a key stands twice")
                    self.keys[wire_of(entry)] = (self.principals[parts[2]], entry)
            elif parts[0] == "edges" and len(parts) == 4:
                self.edges[tuple(parts[1:])] = document["enabled"]
            elif parts[0] == "policies" and document["ref"] not in self.policies:
                self.policies[document["ref"]] = document
            else:
                need(path == "repository.json" and document["objectFormat"] == proof.format, f"'{path}'")
                self.repository, self.threshold = document, document["threshold"]
        self.authorities = [self.principals[name] for name in sorted(self.principals)
                            if self.principals[name]["kind"] == "authority" and "status" not in self.principals[name]]
        need((count := len({one["person"] for one in self.authorities})) < 2 * self.threshold <= 2 * count, "the threshold")
        need(not old or dict(old.repository, threshold=0) == dict(self.repository, threshold=0), "'repository.json' changed")
        self.is_tighter = old and any(self.content.get(path) != old.content[path] for path in old.content)
        kind = old.principals.get(who, {}).get("kind") if old else None
        self.freezer = who if kind not in (None, "authority", "operator") else None
        signed = [(path.split("/")[1:], signer(files[path], b"entangle-trust@v1", text))
                  for path in files if path.startswith("signatures/")]
        need(all(sha256(wire)[:32] == name for (_, name), wire in signed), f"{oid}: a signature's path")
        self.judge(old, who, key, [(name, wire) for (name, _), wire in signed])

    def holder(self, wire, at, use="law"):
        """Principal and key, where the key may sign then."""
        principal, key = self.keys.get(wire, (None, None))
        is_good = key and use in key["use"] and seconds(key["notBefore"]) <= at <= seconds(key.get("notAfter", EVER))
        return (principal, key) if is_good and not is_revoked(key, at) else (None, None)

    def authority(self, name, wire, new):
        """The person, where an active authority of this state has signed a new one by a key that counts."""
        principal, key = self.keys.get(wire, (None, None))
        if key is None or (principal["id"], principal["kind"]) != (name, "authority") or "status" in principal:
            return None
        follows = [one for one in new.principals.get(name, principal)["keys"] if "law" in one["use"]]
        is_replaced = any(wire_of(one) not in self.keys for one in follows)
        at = min(new.issued, seconds(key.get("notAfter", EVER))) if is_replaced else new.issued
        return principal["person"] if self.holder(wire, at)[0] and not is_revoked(key, new.issued) else None

    def judge(self, old, who, key, signed):
        judge, safe = old or self, (old or self).repository.get("recovery", {"keys": [], "threshold": 1})
        have, own = ({state.authority(*one, self) for one in signed} - {None} for state in (judge, self))
        is_enough, kept = len(have) >= judge.threshold, [wire_of(public) for public in safe["keys"]]
        saved = [one for one in signed if one[0] == "recovery" and one[1] in kept]
        is_saved, maker = old and not is_enough and len(saved) >= safe["threshold"], None
        differs = not old or (old.authorities, old.threshold) != (self.authorities, self.threshold)
        if is_enough or is_saved:
            need(judge.authority(who, key, self) or is_saved and self.authority(who, key, self), f"{self.oid}: its publisher")
            need(not differs or len(own) >= self.threshold, f"{self.oid}: the threshold of the new authorities")
        else:
            maker = old.holder(key, self.issued)[0] if old else None
            need(maker and maker["id"] == who and maker["kind"] != "authority" and "status" not in maker
                 and (who, key) in signed and self.is_allowed(old, maker), f"{self.oid}: the threshold is not met")
        need(all(judge.authority(*one, self) or differs and self.authority(*one, self) or one in saved
                 or maker and one == (who, key) for one in signed), f"{self.oid}: a signature does not count")
        need(not is_saved or all(old.content.get(path) == self.content.get(path) for path in {*old.content, *self.content}
                                 if path != "repository.json" and not path.startswith("principals/authority/")), "recovery")

    def is_allowed(self, old, maker):
        """Whether one alone may make this state of the old one (format.md, section 2)."""
        holds = maker["kind"] == "operator" and self.issued <= seconds(maker.get("roleUntil", "1970-01-01T00:00:00Z"))
        rank, may = ROLES.index(maker["role"]) if holds else -1, old.repository == self.repository
        may = may and (maker["kind"] == "operator" or all(cut[0].split("/")[0] == maker["id"] for cut in self.cuts))
        for name in {*old.principals, *self.principals}:
            may = may and self.may_change(rank, maker, old.principals.get(name), self.principals.get(name))
        for edge in {*old.edges, *self.edges}:
            if old.edges.get(edge) != self.edges.get(edge) and (edge not in old.edges or self.edges.get(edge)):
                ends = [self.principals[end] for end in (edge[0], edge[2])]
                may = may and rank >= 2 and edge[1] == "delegates" and ends[1]["kind"] in GIVEABLE and maker[
                    "person"] not in [end["person"] for end in ends]
            may = may and (rank >= 1 or old.edges.get(edge) == self.edges.get(edge))
        for one, two in [(old.policies.get(ref), self.policies.get(ref)) for ref in {*old.policies, *self.policies}]:
            may = may and (one == two or two and (rank >= 2 and two["approvals"] >= one["approvals"] and {
                *two["landers"]} <= {*one["landers"]} if one else rank >= 3))
        return may

    def may_change(self, rank, maker, before, now):
        if before == now or now is None:
            return before == now
        is_machine, known = now["kind"] not in HUMANS, {key["public"]: key for key in (before or {"keys": []})["keys"]}
        is_giving = now["kind"] in GIVEABLE and now["person"] != maker["person"] and rank >= 2
        step = ((before or {}).get("status"), now.get("status"))
        may = {(None, None): before or is_giving, (None, "suspended"): before and is_machine and rank >= 1,
               ("suspended", None): is_giving}.get(step, step[0] == step[1] or step[1] == "retired" and before
                                                   and is_machine and rank >= 3)
        may = may and (not before or dict(before, status=0, keys=0) == dict(now, status=0, keys=0))
        may = may and [key["public"] for key in now["keys"]][:len(known)] == list(known)
        for key in now["keys"]:
            was, reason = known.get(key["public"]), key.get("revoked", {}).get("reason")
            is_his = reason == "frozen" and now["id"] == maker["id"]
            may = may and (is_giving and reason is None if was is None else was == key or dict(was, revoked=0) == dict(
                key, revoked=0) and (is_his or is_machine and rank >= 1 and reason in ("frozen", "retired")))
        return may

class Event:
    """An event: its form and signature at first, then what it rests on (format.md, section 3)."""

    def __init__(self, proof, oid):
        self.tree, self.parents, self.who, self.time, self.key, message = proof.signed(oid)
        self.proof, self.oid, (summary, blank, *lines) = proof, oid, message.removesuffix("\n").split("\n")
        self.trailers = dict(line.split(": ", 1) for line in lines)
        need(message.replace("\n", "").isprintable() and blank == "" and len(self.trailers) == len(lines)
             and list(self.trailers)[:9] == COMMON, f"{oid}: the message")
        self.kind, self.lane, self.sequence = self["Kind"].removesuffix("/1"), self["Lane"], int(self["Sequence"])
        need(self.kind in SIGNERS and summary.split(" ")[0] == self.kind, f"{oid}: its kind")
        need(self["Repository"] == proof.root and self.lane == f"{self.who}/{sha256(self.key)[:32]}", f"{oid}: its lane")
        self.causes = [tuple(one.split(":")) for one in self["Causes"].split(" ") if one != "none"]
        need(self.parents[1:] == [one for one, _ in self.causes if one != self.parents[0]], f"{oid}: parents and causes")

    def __getitem__(self, name):
        return need(self.trailers.get(name), f"{self.oid}: no '{name}'")

    def follow(self, before):
        """Its files and its key, and that it comes after an event of its lane or where its key was enrolled."""
        proof, files = self.proof, dict(one.split(":") for one in self["Files"].split(" ") if one != "none")
        is_empty = not files and self.tree == hashlib.new(proof.format, b"tree 0\0").hexdigest()
        found = {name: sha256(proof.read(one, "blob")) for name, (_, one) in ({} if is_empty else proof.tree(self.tree)).items()}
        self.state = {f"{state.version}:{state.digest}": state for state in proof.states}[self["Trust"]]
        need(found == files and self.time <= proof.now + 120, f"{self.oid}: its files or its time")
        need(self.state.keys.get(self.key, ({"id": None},))[0]["id"] == self.who, f"{self.oid}: its key is not enrolled")
        if before and self.sequence <= before.sequence + 1 or self.sequence == 1:
            first = next(state.oid for state in proof.states if self.key in state.keys)
            due = (before.oid, before.sequence + 1) if before else (first, 1)
            need((self.parents[0], self.sequence) == due and proof.objects[due[0]][2] == self["Chain"], f"{self.oid}: its lane")
            need(not before or self.time >= before.time and self.state.version >= before.state.version, f"{self.oid}: order")

    def change(self, base, head):
        """The commits between the two that it names, each with who signed it."""
        (start, end), found, known = (self[name].split(":")[0] for name in (base, head)), {}, set()
        behind, rest = {start}, [start]
        while rest:  # as far as the commits behind the base are there
            parents = self.proof.code(oid)[1] if (oid := rest.pop()) in self.proof.objects else []
            rest += [parent for parent in parents if parent not in behind]
            behind |= {*parents}
        rest = [end]
        while rest:
            if (oid := rest.pop()) not in found and oid not in behind:
                _, parents, found[oid] = self.proof.code(oid)
                known, rest = known | {*parents}, rest + parents
        need(start in known, f"{self.oid}: the base is no ancestor")
        return found

    def check(self):
        """Its rights in the state named, and in later ones that take something away."""
        proof, causes, state = self.proof, [self.proof.event(oid) for oid, _ in self.causes], self.state
        for cause, (oid, digest) in zip(causes, self.causes):
            need(oid in proof.listed or oid in proof.cited and self.kind == "land", f"{self.oid}: the cause {oid} is missing")
            need(proof.objects[oid][2] == digest and self.time >= cause.time
                 and state.version >= cause.state.version, f"{self.oid}: the cause {oid}")
        later = [step for step in proof.states[state.version:] if step.is_tighter and step.freezer in (None, self.who) and not any(
            cut[0] == self.lane and self.oid in proof.counted[cut] for cut in step.cuts)]
        need(self.time >= state.issued and state.holder(self.key, self.time)[0], f"{self.oid}: its key")
        need(state.principals[self.who]["kind"] in SIGNERS[self.kind], f"{self.oid}: its signer's kind")
        relation, other = EDGES.get(self.kind), self
        while relation and relation != "reviews" and "To" not in other.trailers:
            other = proof.event(other.causes[0][0])
        edges = [(self.who, relation, causes[0].who if relation == "reviews" else other["To"])] if relation else []
        if self.kind == "approval.request":
            edges = [(one, "reviews", self.who) for one in self["Approvers"].split(" ")]
        for step in [state] + later:
            holder, key = step.keys.get(self.key, ({"status": "gone"}, {}))
            need("status" not in holder and not is_revoked(key, self.time), f"{self.oid}: its signer may not act")
            need(self.kind == "question" and causes or all(step.edges.get(edge) for edge in edges), f"{self.oid}: no edge")
        for name in ("Input", "Base", "Head", "Old", "New", "Target", "Artifact"):
            if self.trailers.get(name, "none") != "none" and not self.kind.startswith("approval."):
                oid, digest, content = self[name].split(":")
                tree = proof.code(oid)[0]
                need(proof.objects[oid][2] == digest and (proof.format == "sha1" or tree == content), f"{self.oid}: {name}")
                if name == "Artifact":
                    proof.read(proof.tree(tree)["manifest.dsse.json"][1], "blob", 8 << 20)
        if self.kind == "change.propose":
            self.change("Base", "Head")
        elif self.kind == "approval.request":
            need(all(self[name] == causes[0][name] for name in ("Ref", "Base", "Head")), f"{self.oid}: of another change")
        elif self.kind == "approval.response":
            self.check_response(causes[0])
        elif self.kind == "land":
            self.check_landing(causes, later)
        elif self.kind == "tag":
            oid, digest = self["Object"].split(":")
            data = b"object %b\ntype commit\ntag %b\n" % (causes[0]["New"].split(":")[0].encode(), self["Tag"][10:].encode())
            need(proof.read(oid, "tag").startswith(data) and proof.objects[oid][2] == digest and self.who in
                 state.policies.get(causes[0]["Ref"], {"landers": []})["landers"], f"{self.oid}: its tag")

    def check_response(self, request):
        need(self.who in request["Approvers"].split(" ") and self["Head"] == request["Head"]
             and self.time <= seconds(request["Expires"]), f"{self.oid}: not what was asked")
        signers = [self.state.keys.get(key, ({},))[0].get("person") for key in request.change("Base", "Head").values()]
        others = [self.state.principals[one.who]["person"] for one in (request, self.proof.event(request.causes[0][0]))]
        need(self.state.principals[self.who]["person"] not in others + signers, f"{self.oid}: approves his own work")

    def check_landing(self, causes, later):
        base = self.proof.states[0].repository["baseline"].get(self["Ref"])
        due = (causes[0]["Ref"], causes[0]["New"]) if causes[0].kind == "land" else (self["Ref"], base)
        need((self["Ref"], self["Old"]) == due, f"{self.oid}: does not follow the landing before")
        for state in [self.state] + later:
            policy, persons = need(state.policies.get(self["Ref"]), f"{self.oid}: no policy"), set()
            for answer in causes[causes[0].kind == "land":]:
                request = self.proof.event(answer.causes[0][0])
                need(answer.kind == "approval.response" and [request[name] for name in ("Ref", "Base", "Head")] == [
                    self[name] for name in ("Ref", "Old", "New")] and self.time <= seconds(request["Expires"]), "approvals")
                holder, key = state.keys.get(answer.key, ({"status": "gone"}, {}))
                is_good = "status" not in holder and state.edges.get((answer.who, "reviews", request.who))
                if is_good and answer["Decision"] == "approved" and answer.sequence <= key.get("revoked", {}).get(
                        "after", answer.sequence):
                    persons.add(holder["person"])
            need(self.who in policy["landers"] and len(persons) >= policy["approvals"], f"{self.oid}: approvals are missing")
        for oid, key in self.change("Old", "New").items():
            need(key and self.state.holder(key, self.time, "code")[0], f"{oid} is not signed by a code key in force")

def verdict(data, root, now):
    """`verified`, or `refused: ` and the reason, of a proof's bytes."""
    try:
        Proof(data, root, now).check()
        return "verified"
    except Refused as refusal:
        return f"refused: {refusal}"
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as fault:
        return f"refused: not of its form ({type(fault).__name__}: {fault})"

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Checks a proof that 'entangle prove' has written.")
    parser.add_argument("--root", required=True, help="the repository id, from somebody whom you trust")
    parser.add_argument("--as-of", type=seconds, default=time.time(), help="judge as if it were then")
    parser.add_argument("file", type=argparse.FileType("rb"))
    given = parser.parse_args()
    answer = verdict(given.file.read(), given.root, given.as_of)
    print(answer)
    raise SystemExit(answer != "verified")
