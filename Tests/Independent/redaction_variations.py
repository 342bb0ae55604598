"""Variations of redactions: the second change is taken out of the history in the end."""

import entangle_format as form
from law_variations import edited
from story import MAIN

PATH = "redactions/1.json"
AUTHORITIES = ["root", "keeper"]


def named(story, *commits):
    """The form *object* of some commits, as `withheld` has them."""
    return sorted(story.git.object_name(commit) for commit in commits)


def document(story, **members):
    """The redaction of the second landing."""
    return {
        "move": {
            "new": story.git.commit_name(story.clean), "old": story.git.commit_name(story.merged),
            "ref": MAIN},
        "reason": "secret", "schema": "entangle/redaction@v1",
        "withheld": named(story, story.merged, story.side, story.other), **members}


def redact(story, change=None, signers=None, path=PATH, cuts=True):
    """The law takes the merge and its branches out; main goes on from a commit that nobody has signed."""
    story.clean = story.commit_code(
        "clean", {"README": b"A project.\n"}, [story.tested], b"Without it.\n", None, 41)
    value = document(story)
    changed = change(value) if change else None
    data = changed if isinstance(changed, bytes) else form.canonical_json(changed or value)
    story.publish(
        "redacted", 42, {**story.latest().files, path: data}, signers or AUTHORITIES,
        story.cuts() if cuts else [])
    story.refs[MAIN] = story.clean


def register(attack, benign):
    """Add these variations to the others."""

    def put(name, codes, then=lambda story: None, **options):
        """A redaction, made otherwise where options say so, and something after it."""
        def prepare(story):
            def act():
                values = {key: value(story) if key == "change" else value
                          for key, value in options.items()}
                redact(story, **values)
                then(story)
            story.after("finish", act)
        (attack(name, codes) if codes else benign(name))(prepare)

    def changed(name, codes, change, **options):
        put(name, codes, change=lambda story: lambda value: change(story, value), **options)

    put("redaction", None)

    def lost(story):
        proposal = form.proposal_ref(story.events["propose-3"])
        assert story.refs.pop(proposal) == story.merged
    put("redaction-and-the-proposal-gone", None, then=lost)

    # The document

    changed("redaction-with-a-member-more", "T105", lambda story, value: value.update(note="x"))
    changed("redaction-of-nothing", "T105", lambda story, value: value.update(withheld=[]))
    changed("redaction-out-of-order", "T105", lambda story, value: value.update(
        withheld=value["withheld"][::-1]))
    changed("redaction-twice-the-same", "T105", lambda story, value: value.update(
        withheld=value["withheld"][:1] + value["withheld"]))
    changed("redaction-without-reason", "T105", lambda story, value: value.pop("reason") and None)
    changed("redaction-for-no-known-reason", "T105", lambda story, value: value.update(reason="shame"))
    changed("redaction-of-a-tag", "T105", lambda story, value: value["move"].update(ref="refs/tags/v1"))
    changed("redaction-without-where-to", "T105", lambda story, value: value["move"].pop("new") and None)
    changed("redaction-with-carriage-returns", "T105", lambda story, value: (
        form.canonical_json(value).replace(b"\n", b"\r\n")))
    put("redaction-of-number-2", "T140", path="redactions/2.json")
    put("redaction-of-number-0", "T105", path="redactions/0.json")
    put("redaction-named-01", "T105", path="redactions/01.json")
    changed("redaction-of-a-branch-without-policy", "T140", lambda story, value: (
        value["move"].update(ref="refs/heads/other")))
    changed("redaction-from-what-is-not-withheld", "T140", lambda story, value: value.update(
        withheld=named(story, story.side)))
    changed("redaction-to-what-is-withheld", "T140", lambda story, value: value.update(
        withheld=named(story, story.merged, story.side, story.other, story.clean)))
    changed("redaction-with-another-digest", "T140", lambda story, value: value.update(
        withheld=sorted([f"{story.merged}:{'ab' * 32}", *named(story, story.side, story.other)])))

    changed("redaction-with-two-digests", "T140", lambda story, value: value.update(
        withheld=sorted([*value["withheld"], f"{story.side}:{'ab' * 32}"])))

    # Who makes it, and what becomes of it

    put("redaction-by-one-authority-of-two", "T110", signers=["root"])
    put("redaction-by-the-lander", "T127", signers=["lead"])
    put("redaction-without-cuts", "W130", cuts=False)

    def later(name, change):
        put(name, "T140", then=lambda story: story.publish(
            "later", 43, change(dict(story.latest().files)), AUTHORITIES, story.cuts()))
    later("redaction-taken-back", lambda files: {
        path: data for path, data in files.items() if path != PATH})
    later("redaction-for-another-reason", lambda files: edited(
        files, PATH, lambda value: value.update(reason="legal")))

    def twice(story):
        other = story.commit_code("cleaner", {}, [story.tested], b"Twice.\n", None, 42)
        value = document(story)
        value["move"]["new"] = story.git.commit_name(other)
        story.publish("twice", 43, {
            **story.latest().files, "redactions/2.json": form.canonical_json(value)}, AUTHORITIES,
            story.cuts())
        story.refs[MAIN] = other
    put("redaction-of-one-place-twice", "T140", then=twice)

    # Where the branch stands, and what is built on it

    put("redaction-not-carried-out", "R108", then=lambda story: story.refs.update(
        {MAIN: story.merged}))
    put("redaction-carried-out-elsewhere", "R101", then=lambda story: story.refs.update(
        {MAIN: story.commit_code("elsewhere", {}, [story.tested], b"No.\n", None, 42)}))

    def asked(name, codes, source, state=None):
        def then(story):
            story.request("late", "lead", "builder", 44, getattr(story, source),
                          state=state and state(story))
        put(name, codes, then=then)
    asked("redaction-and-a-task-from-the-new-place", None, "clean")
    asked("redaction-and-a-task-from-what-is-withheld", "W130", "merged")
    asked("redaction-and-a-task-from-it-under-older-law", "W130", "merged",
          lambda story: story.states[-2])

    def land(story, old):
        head = story.commit_code("on", {"NEW": b"x\n"}, [old], b"Go on.\n", "lead", 43)
        story.propose("propose-4", "lead", 44, old, head)
        story.ask("ask-4", "lead", 45, "propose-4")
        approved = story.approve("approve-4", 46, "ask-4")
        story.land("land-3", "lead", 47, old, head, ["land-2", *approved])
    def merge(name, codes, who, first):
        """A merge of two sides, landed before or after something behind its base is withheld."""
        def act(story):
            def landed(hour):
                sides = [story.commit_code(
                    name, {**story.files, name: b"1"}, [story.merged], b"A side.\n", key, hour)
                    for name, key in [("one", who), ("two", "lead")]]
                head = story.commit_code(
                    "both", {**story.files, "BOTH": b"1"}, sides, b"Both.\n", "lead", hour)
                story.propose("propose-4", "lead", hour, story.merged, head)
                story.ask("ask-4", "lead", hour + 0.25, "propose-4")
                approved = story.approve("approve-4", hour + 0.5, "ask-4")
                story.land("land-3", "lead", hour + 0.75, story.merged, head, ["land-2", *approved])
            if first:
                landed(41)
            story.publish("redacted", 42, {**story.latest().files, PATH: form.canonical_json({
                "reason": "secret", "schema": "entangle/redaction@v1",
                "withheld": named(story, story.side)})}, AUTHORITIES, story.cuts())
            if not first:
                landed(43)
        (attack(name, codes) if codes else benign(name))(
            lambda story: story.after("finish", lambda: act(story)))
    merge("merge-behind-a-redaction", None, "lead", True)
    merge("merge-behind-a-redaction-unsigned", "G101", None, True)
    merge("merge-after-a-redaction", None, "lead", False)
    merge("merge-after-a-redaction-unsigned", "G101", None, False)

    put("redaction-and-a-landing-on-it", None, then=lambda story: land(story, story.clean))
    put("redaction-and-a-landing-beside-it", "W111", then=lambda story: land(story, story.tested))
