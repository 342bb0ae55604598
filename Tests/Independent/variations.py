#!/usr/bin/env python3
"""The story with one thing different.

variations.py --list          lines `NAME CODE[,CODE...]`: one thing wrong; any
                              of the codes that the text names, `-` for none;
                              `O101` alone: something is missing, undecided;
                              so is what begins with `?`
variations.py --list-benign   lines `NAME -`: one thing unusual and allowed
variations.py NAME DIRECTORY  write it, as make_repository.py does

Whatever a variation does not attack is signed and chained as it should be.
Where it can, it attacks an event that no other cites: `finish` or `land-2`.
"""

import argparse
import itertools
import json
import sys

import deny_variations
import entangle_format as form
import epoch_variations
import law_variations
import log_variations
import object_variations
import receipt_variations
import redaction_variations
import renewal_variations
import runner_variations
import seen_variations
import service_variations
import tag_variations
import tenant_variations
import work_variations
from host_story import HostStory
from story import DEFAULT_NOW, HOUR, MAIN, STEPS, Lane, Story

ATTACKS = {}
BENIGN = {}
HOSTED = set()  # those of them that are of the story with a host
AUTHORITIES = ["root", "keeper"]


def attack(name, codes="-"):
    """Register a function of a story as an attack."""
    def register(function):
        assert name not in ATTACKS
        ATTACKS[name] = (codes, function)
        return function
    return register


def benign(name):
    """Register a function of a story as something that must verify."""
    def register(function):
        assert name not in BENIGN
        BENIGN[name] = ("-", function)
        return function
    return register


def hosted(register):
    """The same for the story with a host."""
    def remembering(name, *codes):
        HOSTED.add(name)
        return register(name, *codes)
    return remembering


# Small changes, as functions for `Story.hook`

def putting(**values):
    """Set attributes."""
    def change(target):
        for name, value in values.items():
            assert hasattr(target, name)
            setattr(target, name, value)
    return change


def trailer(name, value):
    """Set one trailer of an EventDraft (and the summary, if it shows it)."""
    def change(draft):
        assert name in draft.trailers
        draft.trailers[name] = value
        draft.summary = form.summary_line(draft.trailers["Kind"],
                                          draft.trailers)
    return change


def replacing(old, new):
    """Replace bytes, which must be there."""
    def change(data):
        assert old in data, old
        return data.replace(old, new, 1)
    return change


def own(**values):
    """Set the kind's own trailers of an EventPlan."""
    def change(plan):
        assert set(values) <= set(plan.own)
        plan.own.update(values)
    return change


def file(path, content):
    """Set a file of a TrustDraft, a tree or a plan (None: remove)."""
    def change(target):
        files = target if isinstance(target, dict) else target.files
        if content is None:
            del files[path]
        else:
            files[path] = content
    return change


def document(path, edit):
    """Edit a JSON document of a TrustDraft."""
    def change(draft):
        value = json.loads(draft.files[path])
        edit(value)
        draft.files[path] = form.canonical_json(value)
    return change


def edge_path(source, relation, target):
    """The path of an edge."""
    return f"edges/{source}/{relation}/{target}.json"


def person(story, who, kind, name, uses=("law",)):
    """Enrol one more principal."""
    story.people[who] = (kind, name, {use: [use] for use in uses})


# The form of an event

@attack("summary-wrong", "E102")
def _(story):
    story.hook("draft", "finish", putting(summary="task.result/1 failed"))


@attack("summary-without-headline", "E102")
def _(story):
    story.hook("draft", "finish", putting(summary="task.result/1"))


@attack("trailer-two-spaces", "E102")
def _(story):
    story.hook("message", "finish", replacing(b"Status: ", b"Status:  "))


@attack("trailer-missing", "E102")
def _(story):
    story.hook("message", "finish", replacing(b"Seen: none\n", b""))


@attack("trailer-twice", "E102")
def _(story):
    story.hook("message", "finish",
               replacing(b"Seen: none\n", b"Seen: none\n" * 2))


@attack("trailer-order", "E102")
def _(story):
    def swap(message):
        lines = message.split(b"\n")
        lines[-3], lines[-2] = lines[-2], lines[-3]
        return b"\n".join(lines)
    story.hook("message", "finish", swap)


@attack("trailer-unknown", "E102")
def _(story):
    story.hook("message", "finish", lambda data: data + b"Note: hello\n")


@attack("message-without-last-newline", "E102")
def _(story):
    story.hook("message", "finish", lambda data: data[:-1])


@attack("message-carriage-return", "E102")
def _(story):
    story.hook("message", "finish", replacing(b"none\n", b"none\r\n"))


@attack("message-not-ascii", "E102")
def _(story):
    story.hook("message", "finish",
               replacing(b"Seen: none", "Seen: n\u043ene".encode()))


@attack("trailer-case", "E102")
def _(story):
    story.hook("message", "finish", replacing(b"\nSeen:", b"\nseen:"))


@attack("seen-something", "E102")
def _(story):
    story.hook("draft", "finish",
               lambda draft: trailer("Seen", draft.trailers["Trust"])(draft))


@attack("kind-unknown", "E103")
def _(story):
    story.hook("message", "finish", lambda data: data.replace(
        b"task.result/1", b"task.resume/1"))


@attack("kind-version-2", "E103")
def _(story):
    story.hook("message", "finish", lambda data: data.replace(
        b"task.result/1", b"task.result/2"))


@attack("number-with-zero", "E102")
def _(story):
    story.hook("message", "finish",
               replacing(b"\nSequence: ", b"\nSequence: 0"))


@attack("header-extra", "E101")
def _(story):
    story.hook("headers", "finish",
               lambda headers: headers + [("encoding", "UTF-8")])


@attack("header-duplicate", "E101")
def _(story):
    story.hook("headers", "finish",
               lambda headers: headers + [headers[-1]])


@attack("header-order", "E101")
def _(story):
    story.hook("headers", "finish", lambda headers: [
        *headers[:-2], headers[-1], headers[-2]])


@attack("committer-time", "E101")
def _(story):
    story.hook("headers", "finish", lambda headers: [
        *headers[:-1],
        ("committer", form.identity("builder", story.at(40) + 1))])


@attack("time-zone", "E101")
def _(story):
    story.hook("headers", "finish", lambda headers: [
        (name, value.replace(" +0000", " -0000"))
        for name, value in headers])


@attack("author-name", "E101")
def _(story):
    story.hook("headers", "finish", lambda headers: [
        (name, value.replace("builder <", "Builder <"))
        for name, value in headers])


@attack("author-other", "L101")
def _(story):
    story.hook("draft", "finish", putting(author="lead"))


@attack("signature-header-first", "E101")
def _(story):
    def move(commit):
        lines = commit.split(b"\n")
        start = next(at for at, line in enumerate(lines)
                     if line.startswith(story.signature_header + b" "))
        end = start + 1
        while lines[end].startswith(b" "):
            end += 1
        committer = lines[start - 1]
        lines[start - 1:end] = [*lines[start:end], committer]
        return b"\n".join(lines)
    story.hook("commit", "finish", move)


@attack("signature-missing", "E101")
def _(story):
    def strip(commit):
        header = story.signature_header
        head, rest = commit.split(b"\n" + header + b" ", 1)
        return head + b"\n\n" + rest.split(b"\n\n", 1)[1]
    story.hook("commit", "finish", strip)


@attack("file-not-listed", "E105")
def _(story):
    story.hook("draft", "finish", lambda draft: draft.tree.update(
        {"extra": b"extra\n"}))


@attack("file-of-another-kind", "E102")
def _(story):
    story.hook("plan", "finish", file("brief", b"brief\n"))


@attack("file-executable", "E105")
def _(story):
    story.hook("draft", "finish", lambda draft: draft.tree.update(
        {"report": ("100755", draft.tree["report"])}))


@attack("file-missing", "E105")
def _(story):
    story.hook("draft", "finish", lambda draft: draft.tree.clear())


@attack("file-digest-wrong", "E105")
def _(story):
    story.hook("draft", "finish",
               lambda draft: draft.tree.update({"report": b"Other.\n"}))


@attack("file-with-escape-character", "E105")
def _(story):
    story.hook("plan", "finish", file("report", b"\x1b[31mred\n"))


@attack("file-without-newline", "E105")
def _(story):
    story.hook("plan", "finish", file("report", b"no end"))


@attack("file-empty", "E105")
def _(story):
    story.hook("plan", "finish", file("report", b""))


# Signatures

def blob_hook(name, change):
    """Change the SSHSIG blob that `ssh-keygen` made for a commit."""
    def sign(signing):
        signing.signature = form.armour(change(form.unarmour(signing.made())))
    return lambda story: story.hook("signing", name, sign)


attack("signature-trailing-bytes", "S103")(
    blob_hook("finish", lambda blob: blob + b"\0\0\0"))


@attack("signature-reserved", "S103")
def _(story):
    def sign(signing):
        signing.signature = form.armour(signing.key.sshsig(
            signing.namespace, signing.payload, reserved=b"later"))
    story.hook("signing", "finish", sign)


@attack("signature-version-2", "S103")
def _(story):
    def sign(signing):
        signing.signature = form.armour(signing.key.sshsig(
            signing.namespace, signing.payload, version=2))
    story.hook("signing", "finish", sign)


@attack("signature-namespace", "S103")
def _(story):
    story.hook("signing", "finish", putting(namespace="file"))


@attack("signature-trust-namespace", "S103")
def _(story):
    story.hook("signing", "finish", putting(namespace=form.TRUST_NAMESPACE))


@attack("signature-sha256", "S103")
def _(story):
    story.hook("signing", "finish", putting(hash_name="sha256"))


@attack("signature-by-another", "S102")
def _(story):
    story.hook("signing", "finish", lambda signing: putting(
        key=story.key("lead.law"))(signing))


@attack("signature-by-a-stranger", "S102")
def _(story):
    story.hook("signing", "finish", lambda signing: putting(
        key=story.key("mallory.law"))(signing))


@attack("signature-under-the-right-name", "S101")
def _(story):
    """The stranger's signature, with the lane's key in the key field."""
    def sign(signing):
        blob = form.unarmour(story.key("mallory.law").sign(
            signing.namespace, signing.payload))
        signing.signature = form.armour(blob.replace(
            story.key("mallory.law").wire, signing.key.wire))
    story.hook("signing", "finish", sign)


# Security keys

@attack("security-key-untouched", "S101")
def _(story):
    story.devices["lead.law"] = form.Device(flags=0x04)


@attack("security-key-unknown-flag", "S103")
def _(story):
    story.devices["lead.law"] = form.Device(flags=0x41)


@attack("security-key-counter-stands", "S104")
def _(story):
    story.devices["lead.law"] = form.Device(counters=itertools.repeat(7))


@attack("security-key-counter-back", "S104")
def _(story):
    story.devices["lead.law"] = form.Device(counters=itertools.count(99, -1))


@attack("security-key-as-plain-key", "S103")
def _(story):
    """A plain signature by the bytes of a security key."""
    def sign(signing):
        plain = story.keys[signing.key.name].sign(
            signing.namespace, signing.payload)
        signing.signature = form.armour(form.unarmour(plain).replace(
            form.ssh_string(story.keys[signing.key.name].wire),
            form.ssh_string(signing.key.wire)))
    story.devices["builder.law"] = form.Device()
    story.hook("signing", "finish", sign)


@attack("security-key-of-another-application", "S101")
def _(story):
    def sign(signing):
        other = form.SecurityKey.of(
            story.keys[signing.key.name], form.Device(application=b"ssh:x"))
        signing.signature = form.armour(form.unarmour(other.sign(
            signing.namespace, signing.payload)).replace(
                form.ssh_string(other.wire),
                form.ssh_string(signing.key.wire)))
    story.devices["builder.law"] = form.Device()
    story.hook("signing", "finish", sign)


@attack("security-key-application-of-the-web", "T105")
def _(story):
    story.devices["lead.law"] = form.Device(application=b"example.org")


@attack("security-key-for-artifacts", "T117")
def _(story):
    story.devices["runner1.artifact"] = form.Device()


@benign("security-keys")
def _(story):
    """Law, trust and code by devices, one of which does not count."""
    for name in ("root.law", "lead.law", "builder.law", "builder.code"):
        story.devices[name] = form.Device(application=b"ssh:" + b"x" * 60)
    story.devices["reviewer.law"] = form.Device(
        flags=0x1d, counters=itertools.repeat(0))


@attack("signature-width-76", "S103")
def _(story):
    def sign(signing):
        signing.signature = form.armour(form.unarmour(signing.made()), 76)
    story.hook("signing", "finish", sign)


@attack("signature-of-other-bytes", "E102")
def _(story):
    story.hook("commit", "finish",
               replacing(b"Status: succeeded", b"Status: failed"))
    story.hook("draft", "finish",
               putting(summary="task.result/1 failed"))


@attack("signature-malleable", "S101")
def _(story):
    """S and S + L are the same modulo the group's order."""
    order = 2 ** 252 + 27742317777372353535851937790883648493

    def change(blob):
        scalar = int.from_bytes(blob[-32:], "little") + order
        return blob[:-32] + scalar.to_bytes(32, "little")
    blob_hook("finish", change)(story)


# Lanes, causes and time

@attack("repository-other", "L109")
def _(story):
    story.hook("draft", "finish", trailer("Repository", "ab" * 32))


@attack("lane-other-key", "L101")
def _(story):
    story.hook("draft", "finish", lambda draft: trailer(
        "Lane", "builder/" + story.key("builder.code").key_id)(draft))


@attack("sequence-gap", "L102")
def _(story):
    story.hook("plan", "finish",
               lambda plan: putting(sequence=plan.sequence + 1)(plan))


@attack("sequence-repeated", "L102")
def _(story):
    story.hook("plan", "finish",
               lambda plan: putting(sequence=plan.sequence - 1)(plan))


@attack("chain-wrong", "L103")
def _(story):
    story.hook("draft", "finish", trailer("Chain", "cd" * 32))


@attack("chain-of-another", "L103")
def _(story):
    """The digest of another event than the first parent."""
    story.hook("draft", "finish", lambda draft: trailer(
        "Chain", story.git.object_digest(story.events["land-2"]))(draft))


@attack("first-parent-later-state", "L104")
def _(story):
    """The lane starts at the state that gave the edges, not the key."""
    story.hook("plan", "request", lambda plan: putting(
        previous=story.latest().commit)(plan))


@attack("first-parent-skips", "L102")
def _(story):
    """A lane that leaves one of its own events out: two ends, one shown."""
    story.hook("plan", "finish", lambda plan: putting(
        previous=story.events["ask-2"])(plan))


@attack("parents-order", "C101")
def _(story):
    def swap(draft):
        draft.parents[1:] = reversed(draft.parents[1:])
    story.hook("draft", "land-2", swap)


@attack("cause-without-parent", "C101")
def _(story):
    story.hook("draft", "land-2",
               lambda draft: draft.parents.pop() and None)


@attack("parent-without-cause", "C101")
def _(story):
    story.hook("draft", "finish", lambda draft: draft.parents.append(
        story.events["land-2"]))


@attack("cause-digest-wrong", "C101")
def _(story):
    story.hook("draft", "finish", lambda draft: trailer(
        "Causes", draft.trailers["Causes"].partition(":")[0] + ":" + "ef" * 32
    )(draft))


@attack("cause-twice", "E102")
def _(story):
    story.hook("plan", "land-2",
               lambda plan: plan.causes.append(plan.causes[-1]))


@attack("trust-older-than-before", "L108")
def _(story):
    story.hook("plan", "finish", lambda plan: putting(
        state=story.states[2])(plan))


@attack("trust-older-than-cause", "L108")
def _(story):
    """Lead lands naming state 4 on approvals that name state 5."""
    for name in ("propose-3", "ask-3", "land-2"):
        story.hook("plan", name, lambda plan: putting(
            state=story.states[3])(plan))


@attack("trust-digest-wrong", "L110")
def _(story):
    story.hook("draft", "finish", trailer("Trust", "5:" + "12" * 32))


@attack("time-before-parent", "L106")
def _(story):
    story.hook("draft", "finish", putting(time=story.at(26)))


@attack("time-before-cause", "L106")
def _(story):
    story.hook("draft", "approve-3", putting(time=story.at(34) - 1))


@attack("time-in-the-future", "L107")
def _(story):
    story.hook("draft", "finish", putting(time=story.now + 121))


@attack("lane-rolled-back", "L105")
def _(story):
    """Reviewer's lane ends before the approval that a landing cites."""
    def roll(refs):
        refs[form.event_ref(story.lanes["reviewer"].name)] = (
            story.events["approve-2"])
    story.hook("refs", "", roll)


@attack("lane-forked", "L105")
def _(story):
    """A cause that its lane left out."""
    def fork():
        lane = story.lane("reviewer")
        lane.tip, lane.sequence = story.events["approve-2"], 2
        story.answer("other", "reviewer", 35, "ask-3", "rejected")
    story.after("third_proposal", fork)


# Keys

@attack("key-expired", "K104")
def _(story):
    story.windows["builder.law"] = (story.start, story.at(40) - 1)


@attack("key-too-early", "K103")
def _(story):
    story.windows["lead.law"] = (story.at(10) + 1, story.at(48))


@attack("key-of-code", "K102")
def _(story):
    def act():
        lane = Lane("builder", story.key("builder.code"),
                    story.states[2].commit)
        story.lanes["builder-code"] = lane
        story.event("intruder", lane, "change.propose/1", 41, [], {
            "Ref": MAIN, "Base": story.git.commit_name(story.base),
            "Head": story.git.commit_name(story.tool)},
            {"message": b"By a code key.\n"})
        story.refs[form.proposal_ref(story.events["intruder"])] = story.tool
    story.after("finish", act)


@attack("key-of-another", "K101")
def _(story):
    def act():
        lane = Lane("lead", story.key("builder.law"), story.states[2].commit)
        story.lanes["lead-builder"] = lane
        story.request("intruder", lane, "builder", 41, story.base)
    story.after("finish", act)


@attack("key-not-enrolled", "K101")
def _(story):
    def act():
        lane = Lane("lead", story.key("mallory.law"), story.states[2].commit)
        story.lanes["lead-mallory"] = lane
        story.request("intruder", lane, "builder", 41, story.base)
    story.after("finish", act)


# Tasks

@attack("accept-not-addressed", "W101")
def _(story):
    def act():
        story.request("request-2", "lead", "builder", 41, story.base)
        story.accept("stray", "reviewer", 42, "request-2")
    story.after("finish", act)


@attack("accept-twice", "W102")
def _(story):
    story.after("first_code", lambda: story.accept(
        "again", "builder", 12, "request", 2))


@attack("accept-after-success", "W102")
def _(story):
    story.after("finish", lambda: story.accept(
        "again", "builder", 41, "request", 2))


@attack("attempt-wrong", "W102")
def _(story):
    def act():
        story.request("request-2", "lead", "builder", 41, story.base)
        story.accept("early", "builder", 42, "request-2", 2)
    story.after("finish", act)


@attack("result-twice", "W102")
def _(story):
    story.after("finish", lambda: story.result(
        "again", "builder", 41, "accept", "failed"))


@attack("result-of-another", "W101")
def _(story):
    def act():
        story.request("request-2", "lead", "builder", 41, story.base)
        story.accept("accept-2", "builder", 42, "request-2")
        story.result("stray", "reviewer", 43, "accept-2", "failed")
    story.after("finish", act)


@attack("edge-missing", "A102")
def _(story):
    """Lead asks reviewer, to whom no edge leads."""
    story.after("finish", lambda: story.request(
        "intruder", "lead", "reviewer", 41, story.base))


@attack("edge-disabled", "A103")
def _(story):
    """Lead asks runner1 after that edge was disabled."""
    story.after("finish", lambda: story.request(
        "intruder", "lead", "runner1", 41, story.base,
        command=story.command))


@attack("edge-reversed", "A102")
def _(story):
    """Builder asks lead, who may ask builder."""
    story.after("finish", lambda: story.request(
        "intruder", "builder", "lead", 41, story.base))


@attack("request-for-anothers-task", "W101")
def _(story):
    """A sub-task of a task that another accepted."""
    story.after("finish", lambda: story.request(
        "intruder", "lead", "builder", 41, story.base, ["run-accept-2"]))


@attack("request-without-command", "C102")
def _(story):
    story.after("finish", lambda: story.request(
        "intruder", "builder", "runner1", 41, story.base))


@attack("signer-kind", "A101")
def _(story):
    """A reviewer proposes."""
    story.after("finish", lambda: story.propose(
        "intruder", "reviewer", 41, story.base, story.tool))


# Artifacts

@attack("success-without-artifact", "M101")
def _(story):
    story.hook("plan", "run-result-2", own(Artifact="none"))
    story.hook("refs", "", lambda refs: {
        name: oid for name, oid in refs.items()
        if "/artifacts/" not in name})


@attack("failure-with-artifact", "M101")
def _(story):
    story.hook("plan", "run-result-2", own(Status="failed"))


@attack("artifact-file-changed", "M104")
def _(story):
    story.hook("artifact-tree", "artifact",
               file("outputs/report.txt", b"all passed?\n"))


@attack("artifact-file-added", "M104")
def _(story):
    story.hook("artifact-tree", "artifact", file("outputs/more", b"more\n"))


@attack("artifact-mode-changed", "M104")
def _(story):
    story.hook("artifact-tree", "artifact", lambda tree: tree.update(
        {"outputs/build/tool": ("100644", tree["outputs/build/tool"][1])}))


@attack("artifact-link", "M101")
def _(story):
    story.hook("artifact-tree", "artifact", lambda tree: tree.update(
        {"outputs/report.txt": ("120000", tree["outputs/report.txt"][1])}))


@attack("artifact-path-beside-outputs", "M101")
def _(story):
    story.hook("artifact-tree", "artifact", file("notes", b"notes\n"))


def envelope_by(name):
    """The manifest is signed by another key."""
    def prepare(story):
        def sign(envelope):
            payload = form.base64.b64decode(envelope["payload"])
            return form.dsse_envelope(payload, story.key(name))
        story.hook("envelope", "artifact", sign)
    return prepare


attack("manifest-by-a-stranger", "M102")(envelope_by("mallory.artifact"))
attack("manifest-by-law-key", "M102")(envelope_by("runner1.law"))


@attack("manifest-key-expired", "M102")
def _(story):
    story.windows["runner1.artifact"] = (story.start, story.at(18) - 1)


@attack("manifest-signature-wrong", "M102")
def _(story):
    def sign(envelope):
        raw = story.key("runner1.artifact").sign_raw(
            form.base64.b64decode(envelope["payload"]))
        envelope["signatures"][0]["sig"] = (
            form.base64.b64encode(raw).decode())
    story.hook("envelope", "artifact", sign)


@attack("manifest-member-more", "M101")
def _(story):
    story.hook("manifest", "artifact",
               lambda value: value["predicate"].update({"note": "more"}))


@attack("manifest-not-canonical", "M101")
def _(story):
    story.hook("payload", "artifact",
               lambda data: json.dumps(json.loads(data)).encode())


@attack("manifest-other-attempt", "M103")
def _(story):
    story.hook("manifest", "artifact", lambda value: value["predicate"][
        "buildDefinition"]["internalParameters"].update({"attempt": 1}))


@attack("manifest-other-command", "M103")
def _(story):
    story.hook("manifest", "artifact", lambda value: value["predicate"][
        "buildDefinition"]["externalParameters"]["command"].update(
            {"argv": ["true"]}))


@attack("manifest-other-input", "M103")
def _(story):
    def change(value):
        oid, name, content = story.git.commit_name(story.base).split(":")
        value["predicate"]["buildDefinition"]["resolvedDependencies"] = [{
            "uri": f"git:{oid}", "digest": {
                "gitCommit": oid, "sha256": name, "treeSha256": content}}]
    story.hook("manifest", "artifact", change)


@attack("manifest-other-runner", "M103")
def _(story):
    story.hook("manifest", "artifact", lambda value: value["predicate"][
        "runDetails"]["builder"].update(
            {"id": f"urn:entangle:{story.repository}:builder"}))


@attack("artifact-of-first-attempt", "M103")
def _(story):
    """The commit's parent is the accept of another attempt."""
    story.hook("headers", "artifact", lambda headers: [
        (name, story.events["run-accept-1"] if name == "parent" else value)
        for name, value in headers])


@attack("artifact-ref-moved", "R106")
def _(story):
    def move(refs):
        name = next(name for name in refs if "/artifacts/" in name)
        refs[name] = story.tool
    story.hook("refs", "", move)


@attack("artifact-ref-of-failure", "R106")
def _(story):
    story.hook("refs", "", lambda refs: refs.update({form.artifact_ref(
        story.events["run-request"], "runner1", 1):
        story.artifacts["artifact"]}))


# Proposals and approvals

@attack("base-not-ancestor", "W108")
def _(story):
    story.after("second_code", lambda: story.propose(
        "intruder", "lead", 33, story.tested, story.side))


@attack("head-is-base", "W108")
def _(story):
    story.after("second_code", lambda: story.propose(
        "intruder", "lead", 33, story.tested, story.tested))


@attack("request-for-other-head", "W106")
def _(story):
    def act():
        story.ask("intruder", "lead", 37, "propose-3")
    story.hook("plan", "intruder", lambda plan: own(
        Head=story.git.commit_name(story.tested))(plan))
    story.after("land_second", act)


@attack("request-without-review-edge", "A102")
def _(story):
    def act():
        story.approvers = ["builder"]
        story.ask("intruder", "lead", 37, "propose-3")
    story.after("land_second", act)


@attack("answer-not-asked", "W103")
def _(story):
    """Another reviewer, with the edge, whom the request does not list."""
    person(story, "second", "reviewer", "sam")
    story.edges.append(("second", "reviews", "lead"))
    story.after("land_second", lambda: story.answer(
        "intruder", "second", 37, "ask-3", "approved"))


@attack("approve-own-by-second-identity", "W104")
def _(story):
    """Lead's person approves as another principal."""
    person(story, "second", "reviewer", "lea")
    story.edges.append(("second", "reviews", "lead"))
    story.hook("plan", "ask-3", own(Approvers="reviewer second"))
    story.after("third_proposal", lambda: story.answer(
        "intruder", "second", 35, "ask-3", "approved"))


@attack("approve-own-commits", "W104")
def _(story):
    """The approver's person signed a commit of the change."""
    person(story, "second", "worker", "rita", ("law", "code"))

    def sign(plan):
        plan.key = story.key("second.code")
    story.hook("code", "side", sign)


def by_a_later_key(story, who):
    """A change by a code key that is enrolled after its approval, and landed."""
    def act():
        head = story.commit_code("own", {"OWN": b"x\n"}, [story.merged], b"Mine.\n", who, 41)
        story.propose("propose-4", "lead", 42, story.merged, head)
        story.ask("ask-4", "lead", 43, "propose-4")
        approved = story.approve("approve-4", 44, "ask-4")
        kind, person, _ = story.people[who]
        path, data = story.principal_file(who, kind, person, {"law": ["law"], "code": ["code"]})
        story.publish("enrol", 45, {**story.latest().files, path: data},
                      ["root", "keeper"], story.cuts())
        story.land("land-3", "lead", 46, story.merged, head, ["land-2", *approved])
    story.after("finish", act)


attack("approve-own-commits-by-a-later-key", "W109")(
    lambda story: by_a_later_key(story, "reviewer"))


@benign("approve-commits-by-a-later-key")
def _(story):
    """Of somebody else."""
    person(story, "second", "worker", "sam", ("law",))
    by_a_later_key(story, "second")


@attack("approve-own-proposal", "W104")
def _(story):
    """The approver's person proposed; another requests the approval."""
    person(story, "second", "user", "rita")

    def act():
        story.propose("by-second", "second", 37, story.tested, story.merged)
        story.ask("ask-4", "lead", 38, "by-second")
        story.answer("intruder", "reviewer", 39, "ask-4", "approved")
    story.after("land_second", act)


@attack("answer-after-expiry", "W105")
def _(story):
    story.hook("plan", "ask-3", own(
        Expires=form.timestamp(story.at(35) - 1)))


@attack("answer-for-other-head", "W106")
def _(story):
    story.hook("plan", "approve-3", lambda plan: own(
        Head=story.git.commit_name(story.tested))(plan))


@attack("answer-twice", "W107")
def _(story):
    story.after("third_proposal", lambda: story.answer(
        "again", "reviewer", 35, "ask-3", "rejected"))


# Landings

@attack("land-without-cause", "E102")
def _(story):
    """The first landing, without any cause, where the table asks for one."""
    story.hook("plan", "land-1", putting(causes=[]))


@attack("land-without-approval", "C102")
def _(story):
    story.hook("plan", "land-2", lambda plan: plan.causes.pop() and None)


@attack("land-rejected", "W109")
def _(story):
    story.hook("plan", "approve-3", own(Decision="rejected"))


@attack("land-after-expiry", "W105")
def _(story):
    story.hook("plan", "ask-3", own(
        Expires=form.timestamp(story.at(36) - 1)))


@attack("land-other-head", "W106")
def _(story):
    """One more signed commit than what was approved."""
    def act():
        story.merged = story.commit_code(
            "more", {**story.files, "MORE": b"more\n"}, [story.merged],
            b"One more.\n", "lead", 35.5)
    story.after("third_proposal", act)


@attack("land-one-person-twice", "W109")
def _(story):
    """Two approvals are needed; two principals of one person give them."""
    person(story, "second", "reviewer", "rita")
    story.edges += [("second", "reviews", "builder"),
                    ("second", "reviews", "lead")]
    story.approvals = 2
    story.approvers = ["reviewer", "second"]


@attack("land-by-no-lander", "W112")
def _(story):
    story.landers = ["builder"]


@attack("land-without-policy", "W113")
def _(story):
    def act():
        oid = story.event("intruder", "lead", "land/1", 37, ["approve-3"], {
            "Ref": "refs/heads/other",
            "Old": story.git.commit_name(story.tested),
            "New": story.git.commit_name(story.merged)})
        assert oid
    story.after("land_second", act)


@attack("land-old-base", "W111")
def _(story):
    """Cites the landing before, but starts at the baseline."""
    def change(plan):
        field = "Base" if "Base" in plan.own else "Old"
        plan.own[field] = story.git.commit_name(story.base)
    for name in ("propose-3", "ask-3", "land-2"):
        story.hook("plan", name, change)


@attack("land-first-not-at-baseline", "W111")
def _(story):
    """The only landing starts at an unlanded commit."""
    def change(plan):
        field = "Base" if "Base" in plan.own else "Old"
        plan.own[field] = story.git.commit_name(story.tool)
    for name in ("propose-2", "ask-2", "land-1"):
        story.hook("plan", name, change)


@attack("land-edge-gone", "W109")
def _(story):
    """The reviewer's edge goes between the approval and the landing."""
    def act():
        files = dict(story.latest().files)
        files[edge_path("reviewer", "reviews", "lead")] = form.edge(False)
        story.publish("late", 35.5, files, AUTHORITIES, story.cuts())
    story.after("third_proposal", act)


# Code

def code_signed_by(name, codes):
    """One commit of the merge is signed by another key."""
    def prepare(story):
        story.hook("code", "side", lambda plan: putting(
            key=story.key(name))(plan))
    attack(f"code-by-{name.replace('.', '-')}", codes)(prepare)


code_signed_by("mallory.code", "G102")
code_signed_by("lead.law", "G102")


@attack("code-unsigned", "G101")
def _(story):
    story.hook("code", "side", putting(key=None))


@attack("code-unsigned-inside-merge", "G101")
def _(story):
    """Unsigned below a signed commit, on the second parent's side."""
    def act():
        under = story.commit_code("under", {"UNDER": b"u\n"}, [story.base],
                                  b"Under.\n", None, 30)
        story.hook("code", "side", putting(parents=[under]))
    story.after("narrow", act)


@attack("code-key-expired", "G103")
def _(story):
    story.windows["lead.code"] = (story.start, story.at(36) - 1)


@attack("code-signature-of-other-bytes", "G102")
def _(story):
    story.hook("commit", "other", replacing(b"Another", b"Annother"))


@attack("code-signature-namespace", "G102")
def _(story):
    story.hook("signing", "other", putting(namespace="file"))


@attack("code-two-signatures", "G101")
def _(story):
    def double(commit):
        lines = commit.split(b"\n\n")[0].split(b"\n")
        start = next(at for at, line in enumerate(lines)
                     if line.startswith(story.signature_header + b" "))
        extra = b"\n".join(lines[start:]) + b"\n"
        header = story.signature_header + b" "
        return commit.replace(b"\n" + header, b"\n" + extra + header, 1)
    story.hook("commit", "other", double)


@attack("code-nul", "G101")
def _(story):
    story.hook("code", "other", putting(message=b"Another.\n\0hidden\n"))


@attack("code-headers-order", "G101")
def _(story):
    story.hook("headers", "other", lambda headers: [
        *headers[:-2], headers[-1], headers[-2]])


@attack("code-two-trees", "G101")
def _(story):
    story.hook("headers", "other", lambda headers: [headers[0], *headers])


@attack("code-signature-of-other-format", "G101")
def _(story):
    other = {"sha1": "sha256", "sha256": "sha1"}[story.object_format]
    header = form.SIGNATURE_HEADERS[other]
    story.hook("headers", "other",
               lambda headers: headers + [(header, "none")])


@attack("event-among-code", "R104")
def _(story):
    """The merge has an event among its parents."""
    story.hook("code", "merged", lambda plan: plan.parents.append(
        story.events["run-result-1"]))


# Refs

@attack("ref-moved", "R101")
def _(story):
    """A signed commit that no landing brought."""
    def act():
        story.refs[MAIN] = story.commit_code(
            "stray", story.files, [story.merged], b"Stray.\n", "lead", 41)
    story.after("finish", act)


@attack("ref-moved-unsigned", "R101")
def _(story):
    def act():
        story.refs[MAIN] = story.commit_code(
            "stray", story.files, [story.merged], b"Stray.\n", None, 41)
    story.after("finish", act)


@attack("ref-rolled-back", "R102")
def _(story):
    story.hook("refs", "", lambda refs: refs.update({MAIN: story.tested}))


@attack("ref-rolled-back-to-baseline", "R102")
def _(story):
    story.hook("refs", "", lambda refs: refs.update({MAIN: story.base}))


@attack("ref-dropped", "R103")
def _(story):
    story.hook("refs", "", lambda refs: refs.pop(MAIN) and None)


@attack("ref-unknown", "O104")
def _(story):
    story.hook("refs", "", lambda refs: refs.update(
        {"refs/entangle/notes": story.base}))


@attack("ref-below-events", "O104")
def _(story):
    story.hook("refs", "", lambda refs: refs.update(
        {"refs/entangle/events/builder/x/y": story.events["accept"]}))


@attack("proposal-moved", "R105")
def _(story):
    story.hook("refs", "", lambda refs: refs.update({
        form.proposal_ref(story.events["propose-1"]): story.tested}))


@attack("proposal-of-nothing", "R105")
def _(story):
    story.hook("refs", "", lambda refs: refs.update({
        form.proposal_ref(story.events["land-1"]): story.tested}))


# Trust

@attack("threshold-not-met", "T110")
def _(story):
    def act():
        story.publish("late", 41, story.with_principals(
            story.latest().files,
            {"more": ("user", "max", {"law": ["law"]})}), ["root"])
    story.after("finish", act)


@attack("threshold-not-met-by-one-person", "T110")
def _(story):
    """Two authorities, one person: the second key adds nobody."""
    story.authorities["keeper"] = ("authority", "ada", {"law": ["law"]})

    def lower(value):
        value["threshold"] = 1
    story.hook("trust", "second_authority",
               document("repository.json", lower))
    story.authorities["third"] = ("authority", "cyd", {"law": ["law"]})

    def third():
        files = story.with_principals(story.latest().files, {
            "third": story.authorities["third"]})
        story.document["threshold"] = 2
        files["repository.json"] = form.repository(**story.document)
        story.publish("third", 1.5, files, ["root", "third"])
    story.after("second_authority", third)


def threshold(name, number):
    """The second state asks for another number of persons than it may."""
    def prepare(story):
        def change(value):
            value["threshold"] = number
        story.hook("trust", "second_authority",
                   document("repository.json", change))
    attack(name, "T109")(prepare)


threshold("threshold-zero", 0)
threshold("threshold-half", 1)
threshold("threshold-above", 3)


@attack("nonce-changed", "T114")
def _(story):
    story.hook("trust", "second_authority", document(
        "repository.json", lambda value: value.update(
            {"nonce": form.sha256(b"another")})))


@attack("baseline-changed", "T114")
def _(story):
    def change(value):
        value["baseline"][MAIN] = story.git.commit_name(
            story.code["base-1"])
    story.hook("trust", "second_authority",
               document("repository.json", change))


@attack("key-under-two-principals", "T116")
def _(story):
    story.hook("trust", "principals", lambda draft: draft.files.update({
        "principals/user/copy.json": form.principal("cy", [
            (story.key("lead.law"), ["law"], story.start, story.at(48))])}))


@attack("key-twice-in-principal", "T116")
def _(story):
    """The law key is listed again, as a code key."""
    story.hook("trust", "principals", lambda draft: draft.files.update({
        "principals/user/copy.json": form.principal("cy", [
            (story.key("copy.law"), ["law"], story.start, story.at(48)),
            (story.key("copy.law"), ["code"], story.start, story.at(48))])}))


@attack("law-key-second-use", "T117")
def _(story):
    story.people["runner1"][2]["law"] = ["artifact", "law"]


@attack("key-use-order", "T105")
def _(story):
    story.people["lead"][2]["code"] = ["transport", "code"]


@attack("key-life-too-long", "T118")
def _(story):
    start = story.start - 3600
    story.windows["reviewer.law"] = (start, start + 7776001)


@attack("key-life-empty", "T118")
def _(story):
    start = story.start
    story.windows["lead.code"] = (start, start)


@attack("principal-in-two-kinds", "T107")
def _(story):
    story.hook("trust", "principals", lambda draft: draft.files.update([
        story.principal_file("lead", "operator", "lea",
                             {"other": ["law"]})]))


@attack("principal-changed", "T115")
def _(story):
    """Lead gets another person, by a state with cuts and all signatures."""
    def act():
        files = dict(story.latest().files)
        kind, _, uses = story.people["lead"]
        files.update([story.principal_file("lead", kind, "leo", uses)])
        story.publish("late", 41, files, AUTHORITIES, story.cuts())
    story.after("finish", act)


@attack("principal-gone", "T115")
def _(story):
    def act():
        files = dict(story.latest().files)
        del files["principals/runner/runner1.json"]
        del files[edge_path("builder", "delegates", "runner1")]
        del files[edge_path("lead", "delegates", "runner1")]
        story.publish("late", 41, files, AUTHORITIES, story.cuts())
    story.after("finish", act)


@attack("edge-from-nobody", "T119")
def _(story):
    story.edges.append(("nobody", "delegates", "builder"))


@attack("lander-is-nobody", "T119")
def _(story):
    story.landers.append("nobody")


@attack("edge-to-itself", "T120")
def _(story):
    story.edges.append(("lead", "delegates", "lead"))


@attack("trust-signature-wrong", "T111")
def _(story):
    """Of the statement before."""
    def change(signatures):
        for path in signatures:
            if "/root/" in path:
                signatures[path] = story.key("root.law").sign(
                    form.TRUST_NAMESPACE, b"another\n").encode()
    story.hook("signatures", "permissions", change)


@attack("trust-signature-namespace", "T111")
def _(story):
    def act():
        story.publish("late", 41, story.with_principals(
            story.latest().files,
            {"more": ("user", "max", {"law": ["law"]})}), AUTHORITIES)
    story.after("finish", act)

    def sign(text):
        story.hook("signatures", "late", lambda found: {
            path: story.key(f"{path.split('/')[1]}.law").sign(
                "git", text).encode() for path in found})
    story.hook("statement", "late", sign)


@attack("trust-signature-by-user", "T112")
def _(story):
    """Enough signatures, and one more by a user."""
    story.hook("trust", "permissions", lambda draft: draft.signers.append(
        ("lead", story.key("lead.law"))))


@attack("trust-signature-key-expired", "T112")
def _(story):
    story.windows["keeper.law"] = (story.start, story.at(30) - 1)


@attack("trust-signature-under-another", "T112")
def _(story):
    """Root's signature lies under keeper's id."""
    def change(signatures):
        root = story.key("root.law").key_id
        text = signatures.pop(f"signatures/root/{root}")
        signatures[f"signatures/keeper/{root}"] = text
    story.hook("signatures", "permissions", change)


@attack("trust-commit-by-user", "T113")
def _(story):
    story.hook("trust", "permissions", lambda draft: putting(
        committer=("lead", story.key("lead.law")))(draft))


@attack("trust-commit-by-new-authority", "T113")
def _(story):
    """Keeper is an authority of the new state only."""
    story.hook("trust", "second_authority", lambda draft: putting(
        committer=("keeper", story.key("keeper.law")))(draft))


@attack("trust-commit-signature", "T113")
def _(story):
    """In root's name by keeper's key."""
    story.hook("signing", "permissions", lambda signing: putting(
        key=story.key("keeper.law"))(signing))


@attack("trust-commit-time", "T124")
def _(story):
    story.hook("headers", "permissions", lambda headers: [
        (name, form.identity("root", story.at(3) + 1)
         if name in ("author", "committer") else value)
        for name, value in headers])


@attack("trust-commit-message", "T124")
def _(story):
    story.hook("message", "permissions",
               lambda data: data + b"Note: hello\n")


@attack("trust-two-parents", "T103")
def _(story):
    story.hook("headers", "permissions", lambda headers: [
        *headers[:2], ("parent", story.base), *headers[2:]])


@attack("trust-not-canonical", "T105")
def _(story):
    path = "principals/user/lead.json"
    story.hook("trust", "principals", lambda draft: draft.files.update({
        path: draft.files[path].replace(b"  ", b"\t")}))


@attack("trust-member-unknown", "T105")
def _(story):
    story.hook("trust", "principals", document(
        "principals/user/lead.json",
        lambda value: value.update({"note": "hello"})))


@attack("trust-member-twice", "T105")
def _(story):
    path = "principals/user/lead.json"
    story.hook("trust", "principals", lambda draft: draft.files.update({
        path: draft.files[path].replace(
            b'  "person": "lea",\n', b'  "person": "lea",\n' * 2)}))


@attack("trust-unknown-file", "T105")
def _(story):
    story.hook("trust", "principals", file("README", b"hello\n"))


@attack("trust-unknown-file-uncovered", "T105")
def _(story):
    """A file that `contents` does not cover, either."""
    story.hook("trust-tree", "principals", file("README", b"hello\n"))


@attack("trust-unknown-relation", "T105")
def _(story):
    story.edges.append(("lead", "owns", "builder"))


@attack("trust-unknown-kind", "T105")
def _(story):
    person(story, "extra", "robot", "eve")


@attack("trust-file-executable", "T104")
def _(story):
    path = "policies/main.json"
    story.hook("trust-tree", "permissions", lambda tree: tree.update(
        {path: ("100755", tree[path])}))


@attack("trust-file-changed", "T106")
def _(story):
    """The state differs from what was signed."""
    story.hook("trust-tree", "permissions", file(
        "policies/main.json", form.policy(MAIN, 1, ["lead", "reviewer"])))


@attack("trust-version-gap", "T108")
def _(story):
    story.hook("trust", "permissions", putting(version=5))


@attack("trust-previous-wrong", "T108")
def _(story):
    story.hook("trust", "permissions", lambda draft: putting(
        previous=story.states[0].digest)(draft))


@attack("trust-issued-earlier", "T108")
def _(story):
    story.hook("trust", "permissions", putting(issued=story.at(1)))


@attack("trust-other-repository", "T108")
def _(story):
    story.hook("trust", "permissions", putting(repository="ab" * 32))


@attack("trust-cut-in-additive-state", "T121")
def _(story):
    def act():
        story.publish("late", 41, story.with_principals(
            story.latest().files,
            {"more": ("user", "max", {"law": ["law"]})}), AUTHORITIES,
            story.cuts())
    story.after("finish", act)


@attack("trust-cuts-unsorted", "T105")
def _(story):
    def swap(text):
        lines = text.split(b"\n")
        lines[-3], lines[-2] = lines[-2], lines[-3]
        return b"\n".join(lines)
    story.hook("statement", "narrow", swap)


@attack("trust-cut-of-another-event", "L111")
def _(story):
    """The sequence of one event, the digest of another."""
    def change(draft):
        lane, sequence, _ = draft.cuts[0]
        draft.cuts[0] = (lane, sequence, form.sha256(b"another"))
    story.hook("trust", "narrow", change)


@attack("two-policies-one-ref", "T122")
def _(story):
    story.hook("trust", "permissions", file(
        "policies/again.json", form.policy(MAIN, 1, ["lead"])))


@attack("cuts-missing", "A104")
def _(story):
    """The edge behind lead's request goes, and no cut keeps the request."""
    story.narrowed = ("lead", "delegates", "builder")
    story.hook("trust", "narrow", lambda draft: draft.cuts.clear())


@attack("cut-too-low", "A104")
def _(story):
    """The cut of runner1's parent lane keeps less than was done."""
    story.narrowed = ("builder", "delegates", "runner1")

    def lower(draft):
        lane = story.lanes["builder"].name
        draft.cuts = [
            (name, 1, story.git.object_digest(story.events["accept"]))
            if name == lane else (name, sequence, digest)
            for name, sequence, digest in draft.cuts]
    story.hook("trust", "narrow", lower)


@attack("beyond-cut-by-old-state", "A104")
def _(story):
    """After its edge went, lead names the older state and asks on."""
    story.after("narrow", lambda: story.request(
        "intruder", "lead", "runner1", 31, story.base, command=story.command))
    story.hook("plan", "intruder", lambda plan: putting(
        state=story.states[3])(plan))


# Work that is declined, taken back or talked about

def more(story, name="more"):
    """Lead asks builder for something more, before the edge is narrowed."""
    story.request(name, "lead", "builder", 28, story.tested)


@attack("accept-after-reject", "W102")
def _(story):
    def act():
        more(story)
        story.event("no", "builder", "task.reject/1", 28, ["more"])
        story.accept("yes", "builder", 28, "more")
    story.after("land_first", act)


@attack("reject-of-another", "W101")
def _(story):
    def act():
        more(story)
        story.event("no", "reviewer", "task.reject/1", 28, ["more"])
    story.after("land_first", act)


@attack("result-after-cancel-was-cited", "W102")
def _(story):
    """Builder cites a later event of lead's lane, so he has seen the end."""
    def act():
        more(story)
        story.accept("begin", "builder", 28, "more")
        story.event("end", "lead", "task.cancel/1", 28, ["more"])
        more(story, "other")
        story.accept("begin-other", "builder", 28, "other")
        story.result("late", "builder", 28, "begin", "succeeded")
    story.after("land_first", act)


@attack("cancel-of-another", "W101")
def _(story):
    def act():
        more(story)
        story.event("end", "builder", "task.cancel/1", 28, ["more"])
    story.after("land_first", act)


@attack("cancel-after-result-was-cited", "W102")
def _(story):
    """Lead asks about an accept of builder that is later than his result."""
    def act():
        more(story)
        story.accept("begin", "builder", 28, "more")
        story.result("done", "builder", 28, "begin", "succeeded")
        more(story, "other")
        story.accept("again", "builder", 28, "other")
        story.event("ask", "lead", "question/1", 28, ["again"],
                    {"To": "builder"}, {"message": b"Done?\n"})
        story.event("end", "lead", "task.cancel/1", 28, ["more"])
    story.after("land_first", act)


@attack("withdrawal-of-another", "W101")
def _(story):
    story.after("finish", lambda: story.event(
        "back", "lead", "approval.withdraw/1", 41, ["reject-1"]))


@attack("review-along-no-edge", "A102")
def _(story):
    story.after("finish", lambda: story.event(
        "view", "lead", "change.review/1", 41, ["propose-2"],
        {"Verdict": "endorse"}, {"message": b"Good.\n"}))


@attack("unasked-question", "A102")
def _(story):
    story.after("finish", lambda: story.event(
        "ask", "reviewer", "question/1", 41, [], {"To": "lead"},
        {"message": b"Well?\n"}))


@attack("answered-twice", "W115")
def _(story):
    def act():
        story.event("ask", "builder", "question/1", 41, ["request"],
                    {"To": "lead"}, {"message": b"What?\n"})
        for name in ("this", "that"):
            story.event(name, "lead", "answer/1", 41, ["ask"], {},
                        {"message": name.encode() + b"\n"})
    story.after("finish", act)


@attack("ghost-of-a-runner", "W116")
def _(story):
    def act():
        for generation in "12":
            story.event("hello-" + generation, "runner1", "runner.hello/1", 41,
                        [], {"Generation": generation, "Capacity": "1"})
        story.event("beat", "runner1", "runner.heartbeat/1", 41, [],
                    {"Generation": "1"})
    story.after("finish", act)


# What must verify

@benign("plain")
def _(story):
    """The story itself."""


@benign("key-at-not-after")
def _(story):
    story.windows["builder.law"] = (story.start, story.at(40))


@benign("key-at-not-before")
def _(story):
    story.windows["lead.law"] = (story.at(10), story.at(48))


@benign("key-life-of-90-days")
def _(story):
    story.windows["reviewer.law"] = (story.start, story.start + 7776000)


@benign("code-key-at-not-after")
def _(story):
    story.windows["lead.code"] = (story.start, story.at(36))


@benign("code-key-expired-before-commit")
def _(story):
    """Only the landing's time counts: the commit's own date lies outside."""
    story.hook("code", "side", putting(time=story.start - 3650 * 24 * HOUR))


@benign("approval-at-expiry")
def _(story):
    for name in ("approve-3", "land-2"):
        story.hook("plan", name, putting(time=story.at(36)))
    story.hook("plan", "ask-3", own(Expires=form.timestamp(story.at(36))))


@benign("all-at-one-second")
def _(story):
    """Request to landing at the second in which the state was issued."""
    for name in ("propose-3", "ask-3", "approve-3", "land-2"):
        story.hook("plan", name, putting(time=story.at(30)))


@benign("time-120-seconds-ahead")
def _(story):
    story.hook("draft", "finish", putting(time=story.now + 120))


@benign("octopus-of-four")
def _(story):
    def act():
        third = story.commit_code("third", {"THIRD": b"3\n"}, [story.tested],
                                  b"Third.\n", "builder", 31)
        story.hook("code", "merged",
                   lambda plan: plan.parents.append(third))
    story.after("narrow", act)


@benign("merge-with-unrelated-root")
def _(story):
    def act():
        root = story.commit_code("unrelated", {"ROOT": b"r\n"}, [],
                                 b"A root of its own.\n", "lead", 31)
        story.hook("code", "merged",
                   lambda plan: plan.parents.append(root))
    story.after("narrow", act)


@benign("empty-tree")
def _(story):
    story.hook("code", "side", putting(files={}))


@benign("encoding-by-git")
def _(story):
    """`git commit-tree` puts the header before `gpgsig`."""
    story.hook("code", "tool", putting(
        message=b"Caf\xe9.\n\n\xa1Hola!\n", encoding="ISO-8859-1"))


@benign("encoding-after-signature")
def _(story):
    """The same with `gpgsig` right after `committer`."""
    story.hook("code", "tested", putting(
        message=b"Caf\xe9.\n", encoding="ISO-8859-1", sign_at_end=False))


@benign("message-not-utf8")
def _(story):
    story.hook("code", "other", putting(message=b"\xff\xfe no newline"))


@benign("message-empty")
def _(story):
    story.hook("code", "other", putting(message=b""))


@benign("message-looks-like-event")
def _(story):
    story.hook("code", "other", putting(
        message=b"land/1 refs/heads/main\n\nKind: land/1\n"))


@benign("file-names-not-utf8")
def _(story):
    story.hook("code", "merged", lambda plan: plan.files.update({
        b"caf\xe9/\xff\n\"": b"name\n", b"-rf": b"x\n", b"a/b c": b"y\n"}))


@benign("tree-order")
def _(story):
    """Names that sort otherwise as trees than as files."""
    story.hook("code", "merged", lambda plan: plan.files.update({
        "x/y": b"1\n", "x.y": b"2\n", "x-y": b"3\n", "x0": b"4\n"}))


@benign("submodule-and-link")
def _(story):
    story.hook("code", "merged", lambda plan: plan.files.update({
        "vendor/lib": ("160000", "12" * {
            "sha1": 20, "sha256": 32}[story.object_format]),
        "link": ("120000", b"../outside"),
        ".gitmodules": b'[submodule "lib"]\n\tpath = vendor/lib\n'
                       b"\turl = https://example.org/lib.git\n"}))


@benign("edge-added-later")
def _(story):
    """What `edge-missing` lacks, by an additive state just before."""
    def act():
        story.publish("late", 41, {
            **story.latest().files,
            edge_path("lead", "delegates", "reviewer"): form.edge()},
            AUTHORITIES)
        story.request("ask-reviewer", "lead", "reviewer", 41, story.base)
    story.after("finish", act)


@benign("older-state-still-permitted")
def _(story):
    """Beyond the cut, by the older state, with a right that stays."""
    for name in ("propose-3", "ask-3", "approve-3", "land-2"):
        story.hook("plan", name, lambda plan: putting(
            state=story.states[3])(plan))


@benign("cut-keeps-used-edge")
def _(story):
    """`cuts-missing` with its cuts."""
    story.narrowed = ("lead", "delegates", "builder")


def lose(story, *acts):
    """After the story the chain forks; `acts` happen under the state that loses.

    Answers the names of the states that lost; the next one follows the fork."""
    kept = len(story.states)
    story.publish("lost", 41, {
        **story.latest().files,
        edge_path("lead", "delegates", "reviewer"): form.edge()}, AUTHORITIES)
    for act in acts:
        act()
    lost = [(state.version, state.digest) for state in story.states[kept:]]
    del story.states[kept:]
    return lost


@benign("fork-resolved")
def _(story):
    """What was asked under the state that lost is void; the lane goes on."""
    def act():
        lost = lose(story, lambda: story.request(
            "ask-lost", "lead", "reviewer", 42, story.base))
        story.publish("resolve", 43, story.latest().files, AUTHORITIES,
                      voids=lost)
        story.request("ask-again", "lead", "builder", 44, story.base)
    story.after("finish", act)


@attack("fork-void-too-old", "T129")
def _(story):
    """The void state has the version of the founding one."""
    def act():
        lost = [(1, digest) for _, digest in lose(story)]
        story.publish("resolve", 43, story.latest().files, AUTHORITIES,
                      voids=lost)
    story.after("finish", act)


@attack("fork-void-own-state", "T129")
def _(story):
    def act():
        newest = story.latest()
        story.publish("resolve", 43, newest.files, AUTHORITIES,
                      voids=[(newest.version, newest.digest)])
    story.after("finish", act)


@benign("landing-lost-race")
def _(story):
    """Lead lands off the baseline too; the branch stays with builder's."""
    def act():
        head = story.commit_code("loser", {"LOSER": b"l\n"}, [story.base],
                                 b"Too late.\n", "lead", 26)
        story.propose("propose-r", "lead", 26, story.base, head)
        story.ask("ask-r", "lead", 26, "propose-r")
        story.answer("approve-r", "reviewer", 27, "ask-r", "approved")
        kept = story.refs[MAIN]
        story.land("land-r", "lead", 28, story.base, head, ["approve-r"])
        story.refs[MAIN] = kept
    story.after("land_first", act)


@benign("two-approvers")
def _(story):
    person(story, "second", "reviewer", "sam")
    story.edges += [("second", "reviews", "builder"),
                    ("second", "reviews", "lead")]
    story.approvals = 2
    story.approvers = ["reviewer", "second"]


@benign("answer-by-second-of-two")
def _(story):
    """One of two approvers rejects, and one approval is enough."""
    person(story, "second", "reviewer", "sam")
    story.edges += [("second", "reviews", "builder"),
                    ("second", "reviews", "lead")]
    story.approvers = ["reviewer", "second"]
    story.hook("plan", "approve-3-second", own(Decision="rejected"))
    story.hook("plan", "land-2", lambda plan: plan.causes.pop() and None)


@benign("shared-person")
def _(story):
    """Lead and builder are one person; reviewer is another."""
    story.people["builder"] = ("worker", "lea", story.people["builder"][2])


@benign("request-by-another-than-proposer")
def _(story):
    def act():
        story.ask("ask-4", "builder", 37, "propose-3")
        story.answer("approve-4", "reviewer", 37, "ask-4", "approved")
    story.after("land_second", act)


@benign("files-with-unicode")
def _(story):
    story.hook("plan", "finish", file(
        "report", "\u2713 \u202e \U0001f600 \u0301\n\n\n".encode()))


@benign("unprotected-branch")
def _(story):
    """No policy speaks of it: it may stand anywhere."""
    story.hook("refs", "", lambda refs: refs.update(
        {"refs/heads/topic": story.side, "refs/tags/v1": story.tool}))


@benign("artifact-of-one-file")
def _(story):
    story.command = form.command(["true"], {}, ["report.txt"], 1)
    story.outputs = {"report.txt": ("100644", b"")}


@benign("result-beside-a-cancel")
def _(story):
    """Builder has not cited that lead took the task back: both stand."""
    def act():
        more(story)
        story.accept("begin", "builder", 28, "more")
        story.event("end", "lead", "task.cancel/1", 28, ["more"])
        story.result("late", "builder", 28, "begin", "succeeded")
    story.after("land_first", act)


@benign("handed-on")
def _(story):
    story.people["second"] = ("worker", "sue", {"law": ["law"]})
    story.edges.append(("builder", "hands-off", "second"))
    def act():
        more(story)
        story.accept("begin", "builder", 28, "more")
        story.event("go-on", "builder", "task.handoff/1", 28,
                    ["begin", "run-result-2"], {"To": "second"})
        story.accept("take", "second", 28, "go-on")
        story.result("done", "second", 28, "take", "succeeded")
    story.after("land_first", act)


@benign("question-and-answer")
def _(story):
    def act():
        story.event("ask", "builder", "question/1", 41, ["request"],
                    {"To": "lead"}, {"message": b"What?\n"})
        story.event("say", "lead", "answer/1", 41, ["ask"], {},
                    {"message": b"This.\n"})
        story.event("more", "builder", "question/1", 41, ["say"],
                    {"To": "lead"}, {"message": b"Why?\n"})
        story.event("end", "lead", "close/1", 41, ["more"])
    story.after("finish", act)


@benign("approval-taken-back-after-the-landing")
def _(story):
    story.after("finish", lambda: story.event(
        "back", "reviewer", "approval.withdraw/1", 41, ["approve-2"]))


@benign("runner-starts-again")
def _(story):
    def act():
        for generation in "12":
            story.event("hello-" + generation, "runner1", "runner.hello/1", 41,
                        [], {"Generation": generation, "Capacity": "1"})
        story.event("beat", "runner1", "runner.heartbeat/1", 41, [],
                    {"Generation": "2"})
    story.after("finish", act)


deny_variations.register(attack, benign)
law_variations.register(attack, benign)
object_variations.register(attack, benign)
redaction_variations.register(attack, benign)
renewal_variations.register(attack, benign)
runner_variations.register(attack, benign)
service_variations.register(attack, benign)
tag_variations.register(attack, benign)
tenant_variations.register(attack, benign)
work_variations.register(attack, benign)
for module in (epoch_variations, log_variations, receipt_variations, seen_variations):
    module.register(hosted(attack), hosted(benign))


def chosen(name):
    """A variation by name."""
    return ATTACKS.get(name) or BENIGN.get(name)


def make(name, directory, now=DEFAULT_NOW, keys=None, base=None,
         object_format="sha1"):
    """Write a variation; `base` is the story without it."""
    codes, prepare = chosen(name)
    story = (HostStory if name in HOSTED else Story)(directory, now, keys, base)
    story.object_format = object_format
    prepare(story)
    if name in BENIGN:
        expected = []
    else:
        expected = codes.lstrip("?").split(",")
    return story.build(name, expected)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?")
    parser.add_argument("directory", nargs="?")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--list-benign", action="store_true")
    parser.add_argument("--now", type=int, default=DEFAULT_NOW)
    parser.add_argument("--keys")
    parser.add_argument("--object-format", default="sha1",
                        choices=("sha1", "sha256"))
    arguments = parser.parse_args()
    if arguments.list or arguments.list_benign:
        for name, (codes, _) in (
                ATTACKS if arguments.list else BENIGN).items():
            print(name, codes)
        return 0
    if not arguments.directory or chosen(arguments.name) is None:
        parser.error("a known NAME and a DIRECTORY are needed")
    make(arguments.name, arguments.directory, arguments.now, arguments.keys,
         arguments.object_format)
    return 0


if __name__ == "__main__":
    assert len(set(STEPS)) == len(STEPS)
    sys.exit(main())
