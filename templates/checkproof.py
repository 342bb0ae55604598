#!/usr/bin/env python3
"""Checks a proof that `entangle prove` has written, by the core rules of Docs/format-proof.md, section 5.
Prints `verified` (status 0) or `refused: reason` (status 1). Needs Python 3.9 and `ssh-keygen` 8.2, or later ones."""
import argparse, base64, datetime, functools, hashlib, itertools, json, re, subprocess, tempfile, time
GIVEABLE, ROLES = ["worker", "runner", "service"], ["viewer", "operator", "admin", "owner"]
OPERATES = "runner.trust assignment.offer assignment.revoke lease.renew run.start run.stop run.restart run.cancel"
OTHERS = "repository epochs redactions peers bridges services".split()
COMMITS, PEERS = "Input Base Head Old New Target Artifact".split(), "user supervisor worker reviewer service"
SIGNERS = {kind: signers.split() for signers, kinds in {
    "user supervisor worker": "task.request task.cancel change.propose approval.request land tag",
    "user supervisor reviewer": "change.review approval.response approval.withdraw approval.renew",
    PEERS: "task.handoff connection.request connection.verdict introduction",
    PEERS + " runner": "task.accept task.reject task.update task.result question answer close",
    "runner": "runner.hello runner.heartbeat runner.status runner.receipt log.summary assignment.accepted "
              "assignment.rejected", "operator host": OPERATES, "runner operator host": "recovery.finding",
    PEERS + " runner operator host": "event.renew"}.items() for kind in kinds.split()}
EDGES = {kind: relation for relation, kinds in [
    ("delegates", "task.request"), ("hands-off", "task.handoff"), ("reviews", "change.review approval.response"),
    ("contacts", "introduction question connection.request"), ("operates", OPERATES)] for kind in kinds.split()}
def need(fact, reason):
    if not fact: raise ValueError(reason)
    return fact
def sha256(data): return hashlib.sha256(data).hexdigest()
def seconds(text): return datetime.datetime.strptime(text + "+0000", "%Y-%m-%dT%H:%M:%SZ%z").timestamp()
def wire_of(public): return base64.b64decode(public.split(" ")[1])
def canonical(data):  # a document in its one form (format.md, section 1)
    value = json.loads(data, parse_float=int, parse_constant=int)
    need((json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode() == data, "no canonical JSON")
    return value
def strings(wire):  # that stand one after the other in a wire form
    end = 4 + int.from_bytes(wire[:4], "big")
    return [wire[4:end], *strings(wire[end:])] if wire else []
@functools.cache
def signer(armour, namespace, message, is_code=False):
    """The key of an OpenSSH signature (None where its form is another: format.md, section 1), whether it is valid."""
    try:
        blob = base64.b64decode(b"".join(armour.split(b"\n")[1:-2]))
        due = [b"-----BEGIN SSH SIGNATURE-----", *re.findall(b".{1,70}", base64.b64encode(blob))]
        due += [b"-----END SSH SIGNATURE-----", b"", b"SSHSIG\0\0\0\1", b"", b"sha512", ""]
        wire, name, *fixed, value = strings(blob[10:])
        need([*armour.split(b"\n"), blob[:10], *fixed, name.decode()[:0]] == due, "its armour or its fields")
        (kind, *key), said = strings(wire), value[-5:] if wire[4:6] == b"sk" else b"\1"
        form, number = strings(value[:-5] if said[1:] else value)
        is_plain, is_rsa = b"ssh-ed25519" in kind, kind == b"ssh-rsa"
        size = 64 if is_plain else len(key[1].lstrip(b"\0")) if is_rsa else len(number)
        least = [] if is_plain or is_rsa else [re.match(rb"\0[\x80-\xff]|[\1-\x7f]", one) for one in strings(number)]
        need(form in (b"rsa-sha2-256", b"rsa-sha2-512") if is_rsa else form == kind, "its kind")
        need(len(number) == size and all(least) and not said[0] & ~0x1d and is_plain | is_code, "its numbers or flags")
    except (ValueError, LookupError, RecursionError): return None, False
    with tempfile.NamedTemporaryFile(buffering=0) as file:
        file.write(armour)
        tool = ["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", file.name]
        is_valid = subprocess.run(tool, input=message, capture_output=True, check=False).returncode == 0
    # ssh-keygen takes greater numbers, too, which anybody can make of a valid signature.
    last = int.from_bytes(number[32:], "little") if is_plain else 0
    return wire, is_valid and said[0] & 1 and last < 2**252 + 0x14def9dea2f79cd65812631a5cf5d3ed
def is_revoked(key, at, since=-1):  # what was retired by `since`, the judging state's moment, has ended
    return bool(end := key.get("revoked")) and not (end["reason"] == "retired" and since < seconds(end["at"]) >= at)
def changes(old, new):  # what differs between two tables: name, value before and value now, None where there is none
    return [(name, old.get(name), new.get(name)) for name in {*old, *new} if old.get(name) != new.get(name)]

class Proof:  # the objects, which of them have been needed, and what they say
    def __init__(self, data, root, now):
        file = canonical(data)
        need(sorted(file) == ["claim", "events", "objectFormat", "objects", "repository", "schema", "trust"]
             and file["schema"] == "entangle/proof@v1" and len(data) <= 16 << 20, "its members or its size")
        need(file["repository"] == root, "it is of another repository")
        self.root, self.now, self.format, self.claim = root, now, file["objectFormat"], file["claim"]
        self.size, self.header = {"sha1": (20, b"gpgsig"), "sha256": (32, b"gpgsig-sha256")}[self.format]
        self.objects, self.digests, self.used = {}, {}, set()
        self.event, self.code = functools.cache(functools.partial(Event, self)), functools.cache(self.commit)
        for oid, value in file["objects"].items():
            content = value["text"].encode() if "text" in value else base64.b64decode(value["base64"])
            text = content.decode(errors="ignore")
            form = {"text": text} if text.encode() == content else {"base64": base64.b64encode(content).decode()}
            need(value == {"type": value["type"], **form}, f"{oid} is not of its form")
            whole = b"%b %d\0%b" % (value["type"].encode(), len(content), content)
            need(hashlib.new(self.format, whole).hexdigest() == oid, f"{oid} does not hold what its name says")
            self.objects[oid], self.digests[oid] = (value["type"], content), sha256(whole)
        self.judge(file["trust"], file["events"])
    def read(self, oid, kind):
        need(oid in self.objects and self.objects[oid][0] == kind, f"{oid} is missing, or no {kind}")
        self.used.add(oid)
        return self.objects[oid][1]
    def files(self, oid, only=None, path=""):  # the content of each file of a tree, or of one alone, by its path
        entries, found = re.findall(rb"(\d+) ([^/\0]+)\0(.{%d})" % self.size, self.read(oid, "tree"), re.DOTALL), {}
        need(b"".join(b"%b %b\0%b" % entry for entry in entries) == self.objects[oid][1], f"{oid}: the form of a tree")
        for mode, name, entry in entries:
            place, oid = path + name.decode(), entry.hex()
            if only in (None, place):
                found |= self.files(oid, None, place + "/") if mode == b"40000" else {place: self.read(oid, "blob")}
        return found
    def commit(self, oid, is_code=True):
        """Tree (None where the form is another), parents, who signed (or None), whether validly, what was signed."""
        data, name = self.read(oid, "commit"), rb"([0-9a-f]{%d})" % (2 * self.size)
        top = need(re.match(rb"tree %b\n((?:parent %b\n)*)" % (name, name), data), f"{oid}: the headers")
        head, end, message = data.partition(b"\n\n")
        form = rb"author .*\ncommitter .*((?:\n .*|\n(?!(?:tree|parent|author|committer) )[^ \n]+ .*)*)"
        match, key = b"\0" not in data and end and re.fullmatch(form, head[top.end():]), (None, False)
        armours = re.findall(rb"\n%b (.*(?:\n .*)*)" % self.header, match[1]) if match else []
        is_clear = match and match[1].count(b"\ngpgsig") == len(armours) <= 1 and len(data) <= 1 << 20
        for armour in [one for one in armours if is_clear and one.startswith(b"-----BEGIN SSH ")]:
            data = head.replace(b"\n%b %b" % (self.header, armour), b"") + end + message
            key = signer(armour.replace(b"\n ", b"\n") + b"\n", b"git", data, is_code)
        return top[1].decode() if is_clear else None, top[2].decode().split()[1::2], *key, data
    def signed(self, oid):  # a commit of entangle's form: tree, parents, key, principal, time, message
        tree, parents, key, is_valid, data = self.commit(oid, False)
        match = re.fullmatch(
            rb"tree .*\n(?:parent .*\n)*author ([a-z0-9._-]+) <\1@entangle\.invalid> (0|[1-9][0-9]*) \+0000\n"
            rb"committer \1 <\1@entangle\.invalid> \2 \+0000\n\n((?:.*\n)+)", data)
        need(is_valid and match and len(self.objects[oid][1]) <= 16384, f"{oid} is not of its form")
        return tree, parents, key, match[1].decode(), int(match[2]), match[3].decode("ascii")
    def judge(self, trust, listed):
        chain, old = [trust], None
        while parents := self.signed(chain[-1])[1]: chain.append(parents[0])
        self.states = [old := State(self, oid, old) for oid in reversed(chain)]
        need(self.states[0].digest == self.root and listed == sorted(set(listed)), "the trust root, or 'events'")
        events = [self.event(oid) for oid in listed]
        firsts = {event.causes[0][0] for event in events if event.kind == "land"} & set(self.objects)
        cited = [self.event(oid) for oid in firsts - set(listed) if self.event(oid).kind == "land"]
        counted = {cut: self.line(*cut, min((it.sequence for it in events + cited if it.lane == cut[0]), default=1e99))
                   for state in self.states for cut in state.cuts}
        held = listed + [one.oid for one in cited]
        need(len({(one.lane, one.sequence) for one in events + cited}) == len(held), "two events in one place")
        for event in events + cited: event.check_form(held)
        for event in events:
            causes = [self.event(oid) for oid, _ in event.causes]
            need(all(one.oid in (held if event.kind == "land" else listed) for one in causes), "a cause is missing")
            event.check(causes, [one for one in self.states if one.binds(event, counted)])
        need(self.claim in self.claims(events), "what it holds does not show what it claims")
        need(self.used == set(self.objects), "an object is not needed")
    def line(self, lane, sequence, digest, first):
        """The events of a lane from the one that a cut names down, as far as they are there."""
        found, names = set(), {digest: oid for oid, digest in self.digests.items()}
        oid = names.get(digest)
        while oid and sequence >= first and (self.event(oid).lane, self.event(oid).sequence) == (lane, sequence):
            found.add(oid)
            sequence, below = sequence - 1, names.get(self.event(oid)["Chain"])
            oid = below if below == self.event(oid).parents[0] else None
        return found
    def claims(self, events):  # all that it can claim (section 2)
        if not events:
            first = self.states[-1].repository["baseline"]
            yield from ({"type": "state", "object": state.oid} for state in self.states)
            yield from ({"type": "baseline", "object": name.split(":")[0], "ref": ref} for ref, name in first.items())
        for event in events:
            yield {"type": "event", "object": event.oid}
            if event.kind == "land":
                yield {"type": "branch", "object": event["New"].split(":")[0], "ref": event["Ref"], "event": event.oid}
                landed = [oid for oid, (_, is_exempt) in event.change("Old", "New").items() if not is_exempt]
                yield from ({"type": "commit", "object": oid, "event": event.oid} for oid in landed)
            elif event.kind == "tag":
                yield {"type": "tag", "object": event["Object"].split(":")[0], "ref": event["Tag"], "event": event.oid}
            elif event.kind == "task.result" and event["Artifact"] != "none":
                yield {"type": "artifact", "object": event["Artifact"].split(":")[0], "event": event.oid}

class State:  # of the trust chain, judged by the one before (format.md, section 2)
    def __init__(self, proof, oid, old):
        self.oid, self.old, self.version = oid, old, old.version + 1 if old else 1
        tree, parents, key, who, at, message = proof.signed(oid)
        text = (files := proof.files(tree)).pop("statement")
        self.content = {path: data for path, data in files.items() if not path.startswith("signatures/")}
        listing = "".join(f"{sha256(data)}  {path}\n" for path, data in sorted(self.content.items()))
        due = "entangle-trust v1\nrepository %s\nprevious %s\nversion %d\ncontents %s\nissued " % (
            proof.root if old else "0" * 64, old.digest if old else "0" * 64, self.version, sha256(listing.encode()))
        match = re.fullmatch(due + r"(.*)\n((?:cut \S+ \d+ \w{64}\n)*)(?:void \d+ \w{64}\n)*", text.decode("ascii"))
        need(match and parents == ([old.oid] if old else []), "its statement, or the chain is broken")
        self.issued, self.digest, self.name = seconds(match[1]), sha256(text), f"{self.version}:{sha256(text)}"
        self.cuts = [(lane, int(count), name) for _, lane, count, name in map(str.split, match[2].splitlines())]
        need(message == f"trust {self.version}\n\nKind: trust/1\nRepository: {proof.root}\nTrust: {self.name}\n"
             and at == self.issued and (old or self).issued <= at <= proof.now + 120, "its message or its time")
        self.principals, self.keys, self.edges, self.policies, self.others = {}, {}, {}, {}, {}
        for path, data in self.content.items():
            document, parts = canonical(data), path.removesuffix(".json").split("/")
            if parts[0] == "principals" and parts[2] not in self.principals:
                self.principals[parts[2]] = {**document, "kind": parts[1], "id": parts[2]}
                for one in document["keys"]:
                    entry = (self.principals[parts[2]], {"notAfter": "9999-12-31T23:59:59Z", **one})
                    need(self.keys.setdefault(wire_of(one["public"]), entry) is entry, "a key stands twice")
            elif parts[0] == "edges":
                self.edges[tuple(parts[1:])] = document["enabled"]
            elif parts[0] == "policies" and document["ref"] not in self.policies:
                self.policies[document["ref"]] = {**document, "path": path}
            else:
                need(parts[0] in OTHERS and document["schema"] == f"entangle/{parts[0].rstrip('s')}@v1", f"'{path}'")
                self.others[path] = document
        self.repository = self.others["repository.json"]
        taken = [self.others[path] for path in sorted(self.others, key=len) if path.startswith("redactions/")]
        self.withheld = dict(name.split(":") for one in taken for name in one["withheld"])
        self.moves = [one["move"] for one in taken if "move" in one]
        self.authorities = [p for p in self.principals.values() if (p.get("status"), p["kind"]) == (None, "authority")]
        self.threshold, persons = self.repository["threshold"], len({one["person"] for one in self.authorities})
        need(persons < 2 * self.threshold <= 2 * persons and self.keys[key][0]["id"] == who, "threshold or publisher")
        self.guarded, starts = {*self.policies, *(old.guarded if old else ())}, self.repository["baseline"]
        was = (old or self).repository
        need({**was, "threshold": 0, "baseline": starts} == {**self.repository, "threshold": 0}, "'repository.json'")
        for ref, start, now in changes(was["baseline"], starts):
            is_open = now and ref in self.policies and not (start and ref in old.guarded)
            need(is_open and now.split(":")[0] not in self.withheld, f"where '{ref}' begins")
        signed = [signer(data, b"entangle-trust@v1", text) for path, data in files.items() if path not in self.content]
        need(all(is_valid for _, is_valid in signed), "a signature is not valid")
        self.maker = self.judge(key, {wire for wire, _ in signed})
    def holder(self, wire, at, use="law", since=-1):  # the principal whose key it is, where the key may sign then
        principal, key = self.keys.get(wire, (None, None))
        is_good = key and use in key["use"] and seconds(key["notBefore"]) <= at <= seconds(key["notAfter"])
        return principal if is_good and not is_revoked(key, at, since) else None
    def authority(self, wire, new):  # the person of an active authority whose key counts for a new state
        principal, key = self.keys.get(wire, (None, None))
        if principal not in self.authorities or is_revoked(key, new.issued, self.issued): return None
        law = [one for one, (owner, own) in new.keys.items() if owner["id"] == principal["id"] and "law" in own["use"]]
        at = new.issued if {*law} <= {*self.keys} else min(new.issued, seconds(key["notAfter"]))
        return principal["person"] if self.holder(wire, at) else None
    def persons(self, wires): return {self.keys[wire][0]["person"] for wire in wires if wire in self.keys}
    def is_enough(self, signed, new): return len({self.authority(it, new) for it in signed} - {None}) >= self.threshold
    def judge(self, key, signed):  # who has made it alone; None where the threshold or the recovery set signed it
        before = self.old or self
        safe = before.repository.get("recovery", {"keys": [], "threshold": 1})
        is_saved = self.old and len(signed & {*map(wire_of, safe["keys"])}) >= safe["threshold"]
        is_saved = is_saved and not before.is_enough(signed, self)
        if before.is_enough(signed, self) or is_saved:
            is_same = not is_saved and (before.authorities, before.threshold) == (self.authorities, self.threshold)
            need(is_same or self.is_enough(signed, self), "a state that its own threshold has not signed")
            need(before.authority(key, self) or is_saved and self.authority(key, self), "a state's publisher")
            for path, _, _ in changes(before.content, self.content) if is_saved else []:
                is_own = path == "repository.json" and before.repository["baseline"] == self.repository["baseline"]
                need(is_own or path.startswith("principals/authority/"), "more than recovery")
            return None
        maker = need(self.old and before.holder(key, self.issued, "law", before.issued), "no threshold's signatures")
        may = maker["kind"] != "authority" and "status" not in maker and key in signed
        need(may and before.content != self.content and all(self.rights(before, maker)), "a state that nobody may make")
        return maker
    def rights(self, old, maker):  # what must hold of all that one alone changes (format.md, section 2)
        lasts = maker["kind"] == "operator" and self.issued <= seconds(maker.get("roleUntil", "1970-01-01T00:00:00Z"))
        rank = ROLES.index(maker["role"]) if lasts else -1
        self.reach = {name for name, _, _ in changes(old.principals, self.principals)}  # whose lanes it cuts
        self.reach |= {end for edge, _, _ in changes(old.edges, self.edges) for end in edge[::2]}
        self.reach |= {one for _, was, _ in changes(old.policies, self.policies) if was for one in was["landers"]}
        for name, was, now in changes(old.principals, self.principals):
            gives = rank >= 2 and now["kind"] in GIVEABLE and now["person"] != maker["person"]
            stops = rank >= 1 and now["kind"] not in ("authority", "operator", "user")
            was = was or {**now, "keys": [], "status": "new"}
            status = {None: gives and was.get("status") != "retired", "suspended": stops and "status" not in was,
                      "retired": stops and rank >= 3 and was.get("status") != "new"}
            yield was.get("status") == now.get("status") or status[now.get("status")]
            yield dict(was, status=0, keys=0) == dict(now, status=0, keys=0) and now["tenant"] == maker["tenant"]
            for before, key in itertools.zip_longest(was["keys"], now["keys"], fillvalue={}):
                last, reason = (one.get("revoked", {}).get("reason") for one in (before, key))
                ends = reason == "frozen" and name == maker["id"] or reason in ("frozen", "retired") and stops
                ends = ends and (last or "s") > reason and {**before, "revoked": 0} == {**key, "revoked": 0}
                yield before == key or (ends if before else gives and not reason)
        for (giver, relation, taker), was, now in changes(old.edges, self.edges):
            ends = self.principals[giver], self.principals[taker]
            near, persons = [end["tenant"] == maker["tenant"] for end in ends], [end["person"] for end in ends]
            gives = rank >= 2 and relation == "delegates" and ends[1]["kind"] in GIVEABLE and all(near)
            yield gives and maker["person"] not in persons if was is None or now else rank >= 1 and any(near)
        for _, was, now in changes(old.policies, self.policies):
            yield now and rank >= (2 if was else 3)
            yield not was or now["approvals"] >= was["approvals"] and {*now["landers"]} <= {*was["landers"]}
        for path, was, now in changes(old.others, self.others):
            now, kept = now or {}, {**was, "keys": 0}
            if path[:6] == "peers/":
                yield rank > 0 and {**kept, **now, "keys": 0} == kept and {*was["keys"]} > {*now.get("keys", [])}
            else:
                self.reach |= {*self.principals}
                yield path[:9] == "services/" and rank >= 1 + bool(now) and {*now} <= {*was, "access", "allowed"}
                yield self.principals[path[9:-5]]["tenant"] == maker["tenant"]
                yield was.get("access") == "public" or now.get("access") in (None, was.get("access"))
                yield was.get("access") == "public" or {*now.get("allowed", [])} <= {*was.get("allowed", [])}
        yield all(lane.split("/")[0] in self.reach for lane, _, _ in self.cuts)
    def answer(self, who, to):  # 2 where the service's access list lets one in, 1 where its verdict decides, else 0
        giver, taker = self.principals[who]["tenant"], self.principals[to]["tenant"]
        is_far = who == to or giver != taker and f"bridges/{giver}/{taker}.json" not in self.others
        law = {} if is_far or "status" in self.principals[to] else self.others.get(f"services/{to}.json", {})
        lists = {"public": [who], "contacts": [who] if self.edges.get((who, "contacts", to)) else []}
        return 2 if who in lists.get(law.get("access"), law.get("allowed", [])) else int("decidesConnections" in law)
    def binds(self, event, counted):
        """Whether it must permit an event: as the state named, or as a later one that takes something away."""
        is_his = not self.maker or event.who in self.reach
        if self.version <= event.state.version or not is_his or any(event.oid in counted[cut] for cut in self.cuts):
            return self is event.state
        return any(was or path[:10] == "redactions" for path, was, _ in changes(self.old.content, self.content))

class Event(dict):  # by its trailers: its form and signature at first, then what it rests on (format.md, section 3)
    def __init__(self, proof, oid):
        self.tree, self.parents, self.key, self.who, self.time, message = proof.signed(oid)
        self.proof, self.oid, (summary, blank, *lines) = proof, oid, message.removesuffix("\n").split("\n")
        super().__init__(line.split(": ", 1) for line in lines)
        self.kind, self.lane, self.sequence = self["Kind"].removesuffix("/1"), self["Lane"], int(self["Sequence"])
        need(blank == "" and len(self) == len(lines) and summary.split(" ")[0] == self.kind, f"{oid}: its message")
        need(self["Repository"] == proof.root and self.lane == f"{self.who}/{sha256(self.key)[:32]}", f"{oid}: lane")
        self.causes = [one.split(":") for one in self["Causes"].split(" ") if one != "none"]
        need(self.parents[1:] == [one for one, _ in self.causes if one != self.parents[0]], "its parents and causes")
        self.state = next((state for state in proof.states if state.name == self["Trust"]), None)
    def is_hidden(self, oids, states):  # none may be by a state that counts
        met = {*oids} & {*self.proof.states[-1].withheld}
        need(not any(met & {*step.withheld} for step in states), "it rests on what is withheld")
        return met
    def past(self, names):  # and all that is behind them, as far as the proof holds it and nothing is withheld
        oids = [name.split(":")[0] for name in names]
        for oid in oids:
            is_there = oid in self.proof.objects and oid not in self.proof.states[-1].withheld
            oids += [one for one in (self.proof.code(oid)[1] if is_there else []) if one not in oids]
        return oids
    def change(self, base, head, states=()):
        """The commits between the two that it names, each with who signed it and whether it is exempt."""
        code, found, newest = self.proof.code, [self[head].split(":")[0]], self.proof.states[-1]
        tips = [*self.proof.states[0].repository["baseline"].values(), *(move["new"] for move in newest.moves)]
        behind, exempt = self.past([self[base]]), self.past(tips)
        ends = {*behind, *(exempt if {*behind} & {*newest.withheld} else [])}
        for oid in found:
            if self.is_hidden([oid, behind[0]], states): return {}
            found += [parent for parent in code(oid)[1] if parent not in found and parent not in ends]
        is_built = found[0] not in ends and any(behind[0] in code(oid)[1] for oid in found)
        need(is_built and len(found) <= 10000, "the base is no ancestor, or too far")
        return {oid: (code(oid)[2], oid in exempt) for oid in found}
    def check_form(self, held):  # what holds of a cited landing, too
        is_empty = self["Files"] == "none" and self.tree == hashlib.new(self.proof.format, b"tree 0\0").hexdigest()
        files = {} if is_empty else self.proof.files(self.tree)
        need(self["Files"] == (" ".join(f"{name}:{sha256(it)}" for name, it in sorted(files.items())) or "none"), "it")
        need(all(self.proof.digests[oid] == digest for oid, digest in self.causes if oid in held), "its causes")
        need(self.state and self.time <= self.proof.now + 120, "its state or its time")
        need(self.key in self.state.keys and self.state.keys[self.key][0]["id"] == self.who, "its key is not enrolled")
    def check(self, causes, states):  # its rights in the state named and in later ones that take something away
        proof, state = self.proof, self.state
        is_later = all(self.time >= cause.time and state.version >= cause.state.version for cause in causes)
        need(is_later and state.issued <= self.time, "its time or state, or those of a cause")
        principal = need(state.holder(self.key, self.time), "its key is not in force")
        need(principal["id"] == self.who and principal["kind"] in SIGNERS[self.kind], "its signer")
        relation, other = EDGES.get(self.kind), self
        edges = [(one, "reviews", self.who) for one in self.get("Approvers", "").split()]
        while relation not in (None, "reviews") and "To" not in other: other = proof.event(other.causes[0][0])
        if self.kind == "connection.request" and state.principals.get(self["To"], {}).get("kind") == "service":
            least = max(1, state.answer(self.who, self["To"]))
            need(all(step.answer(self.who, self["To"]) >= least for step in states), "the service does not let it in")
        elif relation and not (self.kind == "question" and causes):
            edges = [(self.who, relation, causes[0].who if relation == "reviews" else other["To"])]
        for step in states:
            holder, key = step.keys[self.key]
            need("status" not in holder and not is_revoked(key, self.time), "its signer may not act")
            need(all(step.edges.get(edge) for edge in edges), "no edge permits it")
        for name in COMMITS:
            oid, *digests = self.get(name, "none").split(":")
            if self.is_hidden([oid], states):
                need(proof.states[-1].withheld[oid] == digests[0], f"'{name}'")
            elif oid != "none" and not self.kind.startswith("approval."):
                tree = proof.code(oid)[0]
                need(tree and digests == [proof.digests[oid], tree if proof.format == "sha256" else digests[1]], name)
                need(name != "Artifact" or proof.files(tree, "manifest.dsse.json"), "its manifest")
        need(self.kind != "change.propose" or self.change("Base", "Head", states) is not None, "its change")
        if self.kind == "approval.request":
            need(all(self[name] == causes[0][name] for name in ("Ref", "Base", "Head")), "of another change")
        elif self.kind == "approval.response":
            request, proposal = causes[0], proof.event(causes[0].causes[0][0])
            need(self.who in request["Approvers"].split(" ") and self["Head"] == request["Head"], "nobody asked that")
            need(self.time <= seconds(request["Expires"]), "the request has expired")
            keys = {request.key, proposal.key, *(key for key, _ in request.change("Base", "Head", states).values())}
            need(principal["person"] not in state.persons(keys), "own work")
        elif self.kind == "land": self.check_landing(causes, states)
        elif self.kind == "tag":
            need(all(self.who in step.policies[causes[0]["Ref"]]["landers"] for step in states), "its signer")
            (oid, digest), name = self["Object"].split(":"), self["Tag"].removeprefix("refs/tags/")
            start = f"object {causes[0]['New'].split(':')[0]}\ntype commit\ntag {name}\n".encode()
            is_withheld = self["Target"].split(":")[0] in proof.states[-1].withheld
            need(is_withheld or proof.read(oid, "tag").startswith(start) and proof.digests[oid] == digest, "its tag")
    def check_landing(self, causes, states):
        is_next, base = causes[0].kind == "land", self.state.repository["baseline"].get(self["Ref"])
        due = (causes[0]["Ref"], causes[0]["New"]) if is_next else (self["Ref"], base)
        for move in self.state.moves: due = (due[0], move["new"]) if due == (move["ref"], move["old"]) else due
        need((self["Ref"], self["Old"]) == due, "it does not follow the landing before")
        landed = self.change("Old", "New", states).items()
        authors = self.state.persons(key for _, (key, _) in landed)
        for state in states:
            policy, persons = need(state.policies.get(self["Ref"]), "no policy"), set()
            for answer in causes[is_next:]:
                request = self.proof.event(answer.causes[0][0])
                need(answer.kind == "approval.response" and self.time <= seconds(request["Expires"]), "an approval")
                need([request[name] for name in ("Ref", "Base", "Head")] == [
                    self[name] for name in ("Ref", "Old", "New")], "an approval of something else")
                holder, key = state.keys[answer.key]
                is_before = answer.sequence <= key.get("revoked", {}).get("after", answer.sequence)
                edge = state.edges.get((answer.who, "reviews", request.who))
                if edge and is_before and "status" not in holder and answer["Decision"] == "approved":
                    persons |= {holder["person"]} - authors
            need(self.who in policy["landers"] and len(persons) >= policy["approvals"], "approvals are missing")
        need(all(is_free or self.proof.code(oid)[3] and self.state.holder(key, self.time, "code") and not any(
            is_revoked(one.keys[key][1], self.time) for one in states) for oid, (key, is_free) in landed), "its key")

def verdict(data, root, now):
    try:
        return Proof(data, root, now) and "verified"
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        return f"refused: {fault}" if isinstance(fault, ValueError) else f"refused: not of its form ({fault!r})"

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Checks a proof that 'entangle prove' has written.")
    parser.add_argument("--root", required=True, help="the repository id, from somebody whom you trust")
    parser.add_argument("--as-of", type=seconds, default=time.time(), help="judge as if it were then")
    parser.add_argument("file", type=argparse.FileType("rb"))
    print(answer := verdict((given := parser.parse_args()).file.read(), given.root, given.as_of))
    raise SystemExit(answer != "verified")
