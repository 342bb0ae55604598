"""Variations of the epochs: who opens them, and what they leave out."""

import json

import entangle_format as form
import log_format
from law_variations import edited, revoked, status
from receipt_variations import putting, replacing
from story import MAIN

FIRST = "epochs/1.json"
SECOND = "epochs/2.json"
OLD = log_format.receipts_ref(1)


def register(attack, benign):
    """Add these variations to the others."""

    def put(name, codes):
        return attack(name, codes) if codes else benign(name)

    def people(story):
        """There is a second server, with another key."""
        story.people["server2"] = ("host", "hal", {"law": ["law"]})

    def second(name, codes, hour=42, then=lambda story: None, **named):
        """A second epoch is opened in the end, and its log is begun."""
        def prepare(story):
            people(story)

            def act():
                values = {key: value(story) if callable(value) else value
                          for key, value in named.items()}
                is_begun = values.pop("is_begun", True)
                story.open_epoch(2, "second", hour, **{
                    "host": "server2", "key": "server2.law", **values})
                if is_begun:
                    story.push()
                then(story)
            story.after("finish", act)
        put(name, codes)(prepare)

    def first_file(name, codes, change):
        """The first epoch is opened by another document."""
        def prepare(story):
            people(story)

            def edit(draft):
                value = json.loads(draft.files[FIRST])
                changed = change(story, value)
                draft.files[FIRST] = changed if isinstance(changed, bytes) else (
                    form.canonical_json(changed or value))
            story.hook("trust", "permissions", edit)
        put(name, codes)(prepare)

    # The document

    def member(key, value):
        return lambda story, document: document.update({
            key: value(story) if callable(value) else value})

    first_file("epoch-with-a-past", "T130", member(
        "after", {"sequence": 3, "digest": "ab" * 32}))
    first_file("epoch-after-a-digest-of-nothing", "T105", member(
        "after", {"sequence": 0, "digest": "ab" * 32}))
    first_file("epoch-after-a-number-of-nothing", "T105", member(
        "after", {"sequence": 3, "digest": "0" * 64}))
    first_file("epoch-after-with-more", "T105", member(
        "after", {"sequence": 0, "digest": "0" * 64, "note": 1}))
    first_file("epoch-of-a-user", "T130", lambda story, document: document.update(
        host="lead", key=story.key("lead.law").key_id))
    first_file("epoch-of-nobody", "T130", member("host", "nobody"))
    first_file("epoch-by-a-key-of-another", "T130", member(
        "key", lambda story: story.key("server2.law").key_id))
    first_file("epoch-by-a-key-of-nobody", "T130", member("key", "ab" * 16))
    first_file("epoch-key-in-capitals", "T105", member("key", "AB" * 16))
    first_file("epoch-silence-of-59-seconds", "T105", member("longestSilence", 59))
    first_file("epoch-silence-zero", "T105", member("longestSilence", 0))
    first_file("epoch-silence-too-great", "T105", member("longestSilence", 2 ** 53))
    first_file("epoch-silence-greatest", None, member("longestSilence", 2 ** 53 - 1))
    first_file("epoch-with-a-member-more", "T105", member("note", "hello"))
    first_file("epoch-without-after", "T105",
               lambda story, document: document.pop("after") and None)
    first_file("epoch-schema-2", "T105", member("schema", "entangle/epoch@v2"))
    first_file("epoch-with-carriage-returns", "T105", lambda story, document: (
        form.canonical_json(document).replace(b"\n", b"\r\n")))
    first_file("epoch-with-trailing-bytes", "T105", lambda story, document: (
        form.canonical_json(document) + b"\n"))

    @benign("epoch-silent-for-a-minute")
    def _(story):
        story.silence = 60
        story.now = story.at(40) + 120

    def named(name, path, codes):
        def prepare(story):
            story.hook("trust", "permissions", lambda draft: draft.files.update(
                {path: draft.files.pop(FIRST)}))
        put(name, codes)(prepare)
    named("epoch-zero", "epochs/0.json", "T105")
    named("epoch-named-01", "epochs/01.json", "T105")
    named("epoch-first-of-number-2", "epochs/2.json", "T130")
    named("epoch-without-number", "epochs/one.json", "T105")
    named("epoch-of-64-bits", f"epochs/{2 ** 64 + 1}.json", "T105")

    def suspended(story):
        """The host does not stand when the epoch is opened."""
        story.hook("trust", "permissions", lambda draft: setattr(
            draft, "files", status(draft.files, "principals/host/server.json",
                                   "suspended")))
    attack("epoch-of-a-suspended-host", "T130")(suspended)

    @attack("epoch-by-a-security-key", "T130")
    def _(story):
        story.devices["server.law"] = form.Device()
        story.receipt = lambda *_, **__: None

    # Who opens it

    def alone(name, codes, who, prepare=lambda story: None):
        def both(story):
            prepare(story)
            people(story)
            story.after("finish", lambda: story.open_epoch(
                2, "second", 42, "server2", "server2.law", signers=[who]))
        put(name, codes)(both)

    def operator(story):
        story.people["op"] = ("operator", "olga", {"law": ["law"]})
        story.hook("trust", "principals", lambda draft: setattr(
            draft, "files", edited(
                draft.files, "principals/operator/op.json", lambda value: value.update(
                    role="owner", roleUntil=form.timestamp(story.at(47))))))
    alone("epoch-by-an-operator", "T127", "op", operator)
    alone("epoch-by-one-authority-of-two", "T110", "root")
    alone("epoch-by-the-host-itself", "T127", "server")

    # A second epoch

    def last(story, back=0):
        """The receipt that many before the last of epoch 1, as `after` has it."""
        number, digest = story.epochs[0].receipts[-1 - back][1].split(":")[1:3]
        return int(number), digest

    second("epoch-second", None)
    second("epoch-second-without-silence", None, then=lambda story: setattr(
        story, "now", story.now + 50 * 24 * 3600))
    second("epoch-second-silent-for-too-long", "?J110", silence=3600, then=lambda story: setattr(
        story, "now", story.at(43) + 61))
    second("epoch-second-silent-for-an-hour", None, silence=3600, then=lambda story: setattr(
        story, "now", story.at(43) + 60))
    second("epoch-second-not-begun", None, is_begun=False)
    second("epoch-that-leaves-receipts-out", None, after=lambda story: last(story, 2))
    second("epoch-that-leaves-all-receipts-out", None, after=log_format.NOTHING)
    second("epoch-after-what-never-was", "?J108", after=(99, "ab" * 32))
    second("epoch-after-another-receipt", "J109", after=(12, "ab" * 32))
    second("epoch-with-the-same-key", "T130", host="server", key="server.law")
    second("epoch-after-number-without-digest", "T105",
           after=(12, form.ZERO_DIGEST))

    def gap(story):
        people(story)

        def act():
            story.open_epoch(3, "third", 42, "server2", "server2.law")
        story.after("finish", act)
    attack("epoch-gap", "T130")(gap)

    def at_once(story):
        people(story)
        story.people["server3"] = ("host", "hal", {"law": ["law"]})

        def act():
            files = {**story.latest().files, SECOND: log_format.epoch_file(
                "server2", story.key("server2.law").key_id, last(story))}
            story.open_epoch(3, "third", 42, "server3", "server3.law",
                             after=log_format.NOTHING, files=files)
        story.after("finish", act)
    attack("epoch-two-at-once", "T130")(at_once)

    def lawful(name, codes, change):
        """The law says something else of the first epoch in the end."""
        put(name, codes)(lambda story: story.after("finish", lambda: story.publish(
            "changed", 42, change(story, dict(story.latest().files)),
            ["root", "keeper"], story.cuts())))
    lawful("epoch-changed", "T130", lambda story, files: edited(
        files, FIRST, lambda value: value.update(longestSilence=90)))
    lawful("epoch-taken-away", "T130", lambda story, files: {
        path: data for path, data in files.items() if path != FIRST})
    lawful("epoch-of-a-host-suspended-later", None, lambda story, files: status(
        files, "principals/host/server.json", "suspended"))

    def renewed(story):
        """The host retires its key and gets another, with another epoch."""
        def act():
            files = story.with_principals(story.latest().files, {
                "server": ("host", "hal", {"law": ["law"], "law2": ["law"]})})
            files = revoked(story, files, "principals/host/server.json",
                            "server.law", "retired", 42)
            files[SECOND] = log_format.epoch_file(
                "server", story.key("server.law2").key_id, last(story))
            epoch = type(story.epochs[0])(
                2, story.key("server.law2"), "server", "", last(story)[1])
            story.epochs.append(epoch)
            story.publish("renewed", 42, files, ["root", "keeper"], story.cuts())
            story.push()
        story.after("finish", act)
    benign("epoch-second-of-one-host")(renewed)

    # The logs of two epochs

    def refs(name, codes, change, **named):
        second(name, codes, then=lambda story: story.hook(
            "refs", "", lambda found: change(story, found) and None), **named)
    refs("epoch-second-without-the-first-log", "?J107",
         lambda story, found: found.pop(OLD))
    refs("epoch-second-with-the-first-log-cut-short", "?J108",
         lambda story, found: found.update({OLD: story.epochs[0].receipts[9][0]}))
    refs("epoch-without-what-it-leaves-out", None,
         lambda story, found: found.update({OLD: story.epochs[0].receipts[9][0]}),
         after=lambda story: last(story, 2))
    refs("epoch-from-nothing-without-the-first-log", None,
         lambda story, found: found.pop(OLD), after=log_format.NOTHING)

    def receipt(name, codes, stage, change, **named):
        """The first receipt of the second epoch."""
        def prepare(story):
            people(story)
            story.hook(stage, "receipt-2-1", lambda value: change(story, value))
            story.after("finish", lambda: story.open_epoch(
                2, "second", 42, "server2", "server2.law", **named))
            story.after("finish", story.push)
        put(name, codes)(prepare)
    receipt("epoch-second-chained-to-nothing", "J103", "receipt",
            lambda story, draft: putting(chain=form.ZERO_DIGEST)(draft))
    receipt("epoch-second-on-the-first-log", "J103", "receipt",
            lambda story, draft: putting(parents=[story.epochs[0].tip])(draft))
    receipt("epoch-second-goes-on-counting", "J103", "receipt",
            lambda story, draft: putting(sequence=13)(draft))
    receipt("epoch-second-by-the-first-key", "J102", "host-signing",
            lambda story, signing: setattr(signing, "key", story.key("server.law")))
    receipt("epoch-second-by-the-first-host", "J101", "receipt",
            lambda story, draft: putting(author="server")(draft))
    receipt("epoch-second-under-older-law", "J104", "receipt",
            lambda story, draft: putting(
                trust=story.states[3].name, time=story.at(43))(draft))
    receipt("epoch-second-moves-from-elsewhere", None, "receipt",
            lambda story, draft: draft.moves.append(
                (story.base, story.git.object_name(story.merged), MAIN)))

    @attack("epoch-second-of-an-earlier-time", "J105")
    def _(story):
        """The first log's last receipt was given after the epoch was opened."""
        people(story)

        def act():
            story.receipt(43)
            story.open_epoch(2, "second", 42, "server2", "server2.law")
            story.hook("receipt", "receipt-2-1", lambda draft: putting(
                time=story.at(42.5))(draft))
            story.push()
        story.after("finish", act)

    def junk(story):
        """What the next epoch leaves out is not looked at."""
        people(story)
        story.hook("host-signing", "receipt-1-12", putting(namespace="git"))
        story.hook("receipt-text", "receipt-1-12", replacing(b"Kind", b"Junk"))

        def act():
            story.open_epoch(2, "second", 42, "server2", "server2.law",
                             after=last(story, 2))
            story.push()
        story.after("finish", act)
    benign("epoch-that-leaves-junk-out")(junk)

    # What was seen of two epochs

    def seen(name, codes, number):
        """The last event has seen a receipt of the first log, or of the second."""
        def act(story):
            story.event("more", "lead", "task.cancel/1", 44, ["request"])
            if number:
                story.seen = lambda: story.epochs[0].receipts[number - 1][1]
                story.event("again", "lead", "task.request/1", 45, [], {
                    "To": "builder", "Input": story.git.commit_name(story.base)},
                    {"brief": b"Again.\n"})
        second(name, codes, then=act)
    seen("seen-of-the-second-epoch", None, None)
    seen("seen-back-to-the-first-epoch", "J115", 12)

    def left_out(name, codes, number, change=lambda story, head: head):
        """An event has seen what the second epoch leaves out."""
        def prepare(story):
            people(story)

            def act():
                head = change(story, story.epochs[0].receipts[number - 1][1])
                story.seen = lambda: head
                story.event("more", "lead", "task.cancel/1", 44, ["request"])
                story.open_epoch(2, "second", 45, "server2", "server2.law",
                                 after=last(story, 1))
                story.push()
            story.after("finish", act)
        put(name, codes)(prepare)
    left_out("seen-what-the-next-epoch-leaves-out", None, 12)
    left_out("seen-what-the-next-epoch-leaves-out-and-nobody-signed", "J114", 12,
             lambda story, head: head.replace(head.split(":")[2], "ab" * 32))
    left_out("seen-another-one-of-the-first-epoch", "J114", 11,
             lambda story, head: head.replace(head.split(":")[2], "ab" * 32))
