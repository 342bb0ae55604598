"""Variations of what events have seen of the host's log, of when the host had
them, and of cuts that do not reach what it had before."""

import base64

import entangle_format as form
import log_format
from law_variations import BUILDER, OP, edited, revoked
from receipt_variations import putting
from story import DAY

AUTHORITIES = ["root", "keeper"]
FORM = "E102"


def register(attack, benign):
    """Add these variations to the others."""

    def last(name, codes, change):
        """The last event has seen something else; without codes, benign."""
        def prepare(story):
            def edit(draft):
                draft.trailers["Seen"] = change(story, draft.trailers["Seen"])
            story.hook("draft", "finish", edit)
        (attack(name, codes) if codes else benign(name))(prepare)

    def part(at, change):
        """Changes one of the four parts."""
        def edit(_, seen):
            parts = seen.split(":")
            parts[at] = change(parts[at])
            return ":".join(parts)
        return edit

    def head(story, number):
        return story.epochs[0].receipts[number - 1][1]

    def signed(story, epoch, sequence, digest, repository=None, key="server.law",
               namespace=log_format.HEAD_NAMESPACE):
        """A head that somebody signed."""
        signature = log_format.raw_signature(story.key(key), log_format.head_statement(
            repository or story.repository, epoch, sequence, digest), namespace)
        return f"{epoch}:{sequence}:{digest}:{signature}"

    # Form

    last("seen-epoch-zero", FORM, part(0, lambda _: "0"))
    last("seen-epoch-with-zero", FORM, part(0, lambda value: "0" + value))
    last("seen-epoch-of-64-bits", FORM, part(0, lambda _: str(2 ** 64 + 1)))
    last("seen-epoch-too-great", FORM, part(0, lambda _: str(2 ** 53)))
    last("seen-sequence-zero", FORM, part(1, lambda _: "0"))
    last("seen-sequence-with-zero", FORM, part(1, lambda value: "0" + value))
    last("seen-sequence-too-great", FORM, part(1, lambda _: str(2 ** 53)))
    last("seen-digest-in-capitals", FORM, part(2, str.upper))
    last("seen-digest-short", FORM, part(2, lambda value: value[:-1]))
    last("seen-signature-without-padding", FORM, part(3, lambda value: value[:86]))
    last("seen-signature-with-loose-bits", FORM, part(3, lambda value: (
        value[:85] + chr(ord("B") if value[85] == "A" else ord(
            {"Q": "R", "g": "h", "w": "x"}[value[85]])) + "==")))
    last("seen-signature-of-63-bytes", FORM, part(3, lambda value: base64.b64encode(
        base64.b64decode(value)[:63]).decode()))
    last("seen-without-signature", FORM, lambda _, seen: seen.rsplit(":", 1)[0])
    last("seen-with-a-part-more", FORM, lambda _, seen: seen + ":")
    last("seen-carriage-return", FORM, lambda _, seen: seen + "\r")
    last("seen-two-heads", FORM, lambda story, seen: f"{head(story, 10)} {seen}")
    last("seen-none-in-capitals", FORM, lambda *_: "None")

    # What was seen

    last("seen-none-after-some", "J115", lambda *_: "none")
    last("seen-backwards", "J115", lambda story, _: head(story, 5))
    def dated(name, codes, seconds):
        """What the last event has seen is of so many seconds after it."""
        def prepare(story):
            for number in (11, 12):
                story.hook("receipt", f"receipt-1-{number}", lambda draft: putting(
                    time=story.at(40) + seconds)(draft))
        (attack(name, codes) if codes else benign(name))(prepare)

    dated("older-than-what-it-has-seen", "J116", 121)
    dated("older-than-what-it-has-seen-by-little", None, 120)
    last("seen-as-much-as-before", None, lambda story, _: head(story, 6))
    last("seen-forged", "J114", part(2, lambda _: "ab" * 32))
    last("seen-forged-beyond-the-log", "J114", lambda *_: (
        f"1:99:{'ab' * 32}:{'A' * 86}=="))
    last("seen-greatest", "?J108", lambda story, _: signed(
        story, 1, 2 ** 53 - 1, "ab" * 32))
    last("seen-beyond-the-log", "?J108", lambda story, _: signed(
        story, 1, 13, "ab" * 32))
    last("seen-another-one", "J109", lambda story, _: signed(story, 1, 11, "ab" * 32))
    last("seen-of-an-epoch-to-come", "J114", lambda story, _: signed(
        story, 2, 1, "ab" * 32))
    last("seen-of-another-repository", "J114", lambda story, _: signed(
        story, 1, 11, "ab" * 32, repository="cd" * 32))
    last("seen-signed-by-the-signer", "J114", lambda story, _: signed(
        story, 1, 11, "ab" * 32, key="builder.law"))
    for name, space in (("git", "git"), ("trust", form.TRUST_NAMESPACE)):
        last(f"seen-signed-for-{name}", "J114", lambda story, _, space=space: signed(
            story, 1, 11, "ab" * 32, namespace=space))

    last("seen-forged-at-the-greatest-number", "J114", lambda *_: (
        f"1:{2 ** 53 - 1}:{'ab' * 32}:{'A' * 86}=="))
    last("seen-beyond-the-log-signed-by-the-signer", "J114", lambda story, _: signed(
        story, 1, 13, "ab" * 32, key="builder.law"))

    last("seen-what-is-there-with-a-signature-of-zeros", "J114", part(
        3, lambda _: "A" * 86 + "=="))

    @benign("seen-nothing-ever")
    def _(story):
        story.seen = lambda: "none"

    @benign("seen-only-at-the-end")
    def _(story):
        newest = story.seen
        story.seen = lambda: newest() if story.hours >= 40 else "none"

    @benign("seen-less-than-the-cause")
    def _(story):
        """Only a lane goes on; a cause may have seen more."""
        story.hook("draft", "approve-3", lambda draft: draft.trailers.update(
            Seen=head(story, 6)))

    @attack("seen-another-one-of-the-number-before", "J115")
    def _(story):
        story.hook("draft", "finish", lambda draft: draft.trailers.update(
            Seen=signed(story, 1, 6, "ab" * 32)))

    # When the host had an event

    def ended(name, codes, seconds, window):
        """A key ends at the fortieth hour; its last event comes so much later."""
        def prepare(story):
            window(story)
            story.hook("receipt", "receipt-1-12", lambda draft: putting(
                time=story.at(40 + 48) + seconds)(draft))
            story.now = story.at(40 + 60)
        (attack(name, codes) if codes else benign(name))(prepare)

    def lapsed(story):
        story.windows["builder.law"] = (story.start - DAY, story.at(40))
    ended("event-late-with-an-expired-key", "J113", 1, lapsed)
    ended("event-just-in-time-with-an-expired-key", None, 0, lapsed)

    def retired(name, codes, seconds):
        """A retired key's event is had so many seconds before 48 hours are over."""
        def prepare(story):
            story.now = story.at(40 + 60)

            def act():
                story.publish("retired", 41, revoked(
                    story, story.latest().files, BUILDER, "builder.law", "retired",
                    41), AUTHORITIES, story.cuts())
                story.event("late", "builder", "task.request/1", 41, [], {
                    "To": "runner1", "Input": story.git.commit_name(story.base)},
                    {"brief": b"Late.\n", "command.json": form.canonical_json(
                        story.command)}, state=story.states[-2])
                story.hook("receipt", "receipt-1-13", lambda draft: putting(
                    time=story.at(41 + 48) + seconds)(draft))
                story.push()
            story.after("finish", act)
        (attack(name, codes) if codes else benign(name))(prepare)
    retired("event-late-with-a-retired-key", "J113", 1)
    retired("event-just-in-time-with-a-retired-key", None, 0)

    @benign("key-retired-as-of-long-before-the-host-had-its-events")
    def _(story):
        """An operator retires a machine's key as of when nothing was signed yet."""
        story.people["op"] = ("operator", "olga", {"law": ["law"]})
        story.windows["builder.law"] = (story.start - 20 * DAY, story.start + 60 * DAY)
        story.hook("trust", "principals", lambda draft: setattr(
            draft, "files", edited(draft.files, OP, lambda value: value.update(
                role="operator", roleUntil=form.timestamp(story.at(47))))))

        def act():
            files = revoked(story, story.latest().files, BUILDER, "builder.law", "retired", -19 * 24)
            story.publish("decree", 42, files, ["op"], story.cuts(files))
            story.push(43)
        story.after("finish", act)

    def ahead(name, codes, seconds):
        """The host has an event before the time that it claims."""
        def prepare(story):
            story.hook("receipt", "receipt-1-12", lambda draft: putting(
                time=story.at(40) - seconds)(draft))
        (attack(name, codes) if codes else benign(name))(prepare)
    ahead("event-had-121-seconds-early", "J113", 121)
    ahead("event-had-120-seconds-early", None, 120)

    # Cuts

    def stale(name, codes, *, is_had):
        """A cut was made before an event was seen that the state forbids."""
        def prepare(story):
            def act():
                story.event("stale", "lead", "task.request/1", 28, [], {
                    "To": "runner1", "Input": story.git.commit_name(story.base)},
                    {"brief": b"Run.\n", "command.json": form.canonical_json(
                        story.command)})
                if is_had:
                    story.push()
            story.after("land_first", act)
            real = story.cuts

            def cuts():
                lanes = {cut[0]: cut for cut in real()}
                lead = story.lanes["lead"]
                before = story.git.read(lead.tip)[1].split(b"parent ")[1][
                    :len(lead.tip)].decode()
                lanes[lead.name] = (
                    lead.name, lead.sequence - 1, story.git.object_digest(before))
                if lead.sequence == 1:
                    del lanes[lead.name]
                return list(lanes.values())
            story.cuts = cuts
        (attack(name, codes) if codes else benign(name))(prepare)
    stale("cut-before-what-the-host-had", None, is_had=True)
    stale("cut-before-what-the-host-had-not", "A104", is_had=False)
