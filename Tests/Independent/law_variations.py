"""Variations of the law: operators, keys that end, principals that are
suspended, and other chains than the one that is known."""

import json
import zlib

import entangle_format as form
from object_variations import afterwards, loose
from story import DAY, MAIN, Lane

AUTHORITIES = ["root", "keeper"]


def edited(files, path, edit):
    """The files with one document changed."""
    value = json.loads(files[path])
    edit(value)
    return {**files, path: form.canonical_json(value)}


def revoked(story, files, path, name, reason, hour, **more):
    """The files in which a key of a principal has ended."""
    public = story.key(name).public

    def edit(value):
        for key in value["keys"]:
            if key["public"] == public:
                key["revoked"] = {"reason": reason,
                                  "at": form.timestamp(story.at(hour)), **more}
    return edited(files, path, edit)


def status(files, path, value):
    """The files in which somebody is suspended."""
    return edited(files, path, lambda file: file.update(status=value))


LEAD = "principals/user/lead.json"
BUILDER = "principals/worker/builder.json"
RUNNER = "principals/runner/runner1.json"
OP = "principals/operator/op.json"


def register(attack, benign):
    """Add these variations to the others."""

    def late(name, codes, act, prepare=lambda story: None):
        """An attack at the end of the story; without codes, benign."""
        def both(story):
            prepare(story)
            story.after("finish", lambda: act(story))
        (attack(name, codes) if codes else benign(name))(both)

    def ask(story, hour=43, state=None):
        """Lead asks builder for more, perhaps under an older state."""
        story.event("more", "lead", "task.request/1", hour, [], {
            "To": "builder", "Input": story.git.commit_name(story.base)},
            {"brief": b"More.\n"}, state=state)

    # Operators

    def office(role="operator", until=47):
        """There is an operator of that role."""
        def prepare(story):
            story.people["op"] = ("operator", "olga", {"law": ["law"]})
            story.hook("trust", "principals", lambda draft: setattr(
                draft, "files", edited(draft.files, OP, lambda value: value.update(
                    role=role, roleUntil=form.timestamp(story.at(until))))))
        return prepare

    def decree(name, codes, change, prepare=office()):
        """The operator alone publishes what `change` makes of the files."""
        def act(story):
            old = story.latest().files
            files = change(story, old)
            is_additive = all(files.get(path) == old[path] for path in old)
            story.publish("decree", 42, files, ["op"],
                          [] if is_additive else story.cuts(files))
        late(name, codes, act, prepare)

    decree("operator-suspends-a-machine", None,
           lambda story, files: status(files, BUILDER, "suspended"))
    decree("operator-suspends-a-person", "T127",
           lambda story, files: status(files, LEAD, "suspended"))
    decree("operator-after-the-end-of-the-role", "T110,T127",
           lambda story, files: status(files, BUILDER, "suspended"),
           office(until=41))
    decree("operator-grants-himself-more", "T127", lambda story, files: edited(
        files, OP, lambda value: value.update(role="owner")))
    decree("operator-enrols-a-reviewer", "T127",
           lambda story, files: story.with_principals(files, {
               "more": ("reviewer", "max", {"law": ["law"]})}), office("owner"))
    decree("operator-enrols-a-worker", None,
           lambda story, files: story.with_principals(files, {
               "more": ("worker", "max", {"law": ["law"]})}), office("admin"))
    decree("operator-loosens-a-policy", "T127", lambda story, files: {
        **files, "policies/main.json": form.policy(
            MAIN, 1, [*story.landers, "op"])}, office("owner"))

    def powerless(name, codes, role, *, cuts):
        """Builder is suspended; then an operator freezes his own key."""
        def act(story):
            story.publish("suspended", 41, status(
                story.latest().files, BUILDER, "suspended"), AUTHORITIES, story.cuts())
            story.publish("decree", 42, revoked(
                story, story.latest().files, OP, "op.law", "frozen", 42), ["op"],
                story.cuts() if cuts else [])

        def prepare(story):
            if role:
                office(*role)(story)
            else:
                story.people["op"] = ("operator", "olga", {"law": ["law"]})
        late(name, codes, act, prepare)
    for word, role in (("without-a-role", None), ("who-looks-on", ("viewer",)),
                       ("whose-role-is-over", ("owner", 41)), ("with-a-role", ("owner",))):
        powerless(f"operator-{word}-freezes-his-key", None, role, cuts=False)
        powerless(f"operator-{word}-cuts-others", "T127", role, cuts=True)

    def granted(story):
        """One state gives a role, and what the role allows is done in it."""
        files = story.with_principals(story.latest().files, {
            "op": ("operator", "olga", {"law": ["law"]})})
        files = edited(files, OP, lambda value: value.update(
            role="owner", roleUntil=form.timestamp(story.at(47))))
        files = status(files, BUILDER, "retired")
        story.publish("grant", 42, files, ["op"], story.cuts(files))
    late("state-that-grants-and-uses", "T110,T113", granted)

    # Keys that end

    def ended(reason, hour=42, path=LEAD, key="lead.law", **more):
        """A state in which a key has ended."""
        def act(story):
            story.publish("ended", 42, revoked(
                story, story.latest().files, path, key, reason, hour, **more),
                AUTHORITIES, story.cuts())
        return act

    def then(*acts):
        return lambda story: [act(story) for act in acts]

    before = lambda story: ask(story, 43, story.states[-2])  # noqa: E731
    late("key-frozen-within-its-window", "K105", then(ended("frozen"), before))
    late("key-frozen-named-anew", "K105", then(ended("frozen"), ask))
    late("key-retired-after-its-end", "K105", then(ended("retired"), before))
    late("key-retired-before-its-end", None, then(ended("retired", 44), before))
    late("key-frozen-one-day", "T126", ended("frozen", 44))
    late("key-retired-next-week", "T126", ended("retired", 42 + 49))
    late("key-compromised-after-what-nobody-counted", "T126",
         ended("compromised", after=99))
    late("revocation-taken-back", "T115", then(
        ended("frozen"), lambda story: story.publish(
            "back", 43, story.states[-2].files, AUTHORITIES, story.cuts())))
    def begins(story, hour, place, policy=True):
        """Another branch begins somewhere, by the authorities' word."""
        value = story.git.commit_name(place)
        old = story.latest().files
        files = edited(old, "repository.json",
                       lambda document: document["baseline"].update({"refs/heads/next": value}))
        if policy:
            files["policies/next.json"] = form.policy("refs/heads/next", 1, ["lead"])
        is_additive = all(files.get(path) == old[path] for path in old)
        story.publish(f"begins-{hour}", hour, files, AUTHORITIES,
                      [] if is_additive else story.cuts())
        story.refs["refs/heads/next"] = place

    def unprotected(story):
        """The branch is protected no longer."""
        files = dict(story.latest().files)
        del files["policies/next.json"]
        story.publish("unprotected", 43, files, AUTHORITIES, story.cuts())

    late("branch-that-begins-later", None, lambda story: begins(story, 42, story.merged))
    late("branch-that-begins-unprotected", "T114",
         lambda story: begins(story, 42, story.merged, policy=False))

    def aside(story, act=None):
        """A branch begins at a commit of its own, to whose file something is done."""
        text = b"aside\n"
        begins(story, 42, story.commit_code(
            "aside", {"ASIDE": text}, [story.base], b"Aside.\n", "builder", 41.9))
        file = story.git.write("blob", text)
        if act:
            afterwards(story, lambda directory: act(loose(story, directory, file)))

    def lie(path):
        """Another content under the name."""
        path.chmod(0o644)
        path.write_bytes(zlib.compress(b"blob 5\0EVIL\n"))

    late("beginning-at-a-commit-of-its-own", None, aside)
    late("beginning-that-lies", "O106", lambda story: aside(story, lie))
    late("beginning-that-lacks-a-file", "O101",
         lambda story: aside(story, lambda path: path.unlink()))
    late("branch-that-begins-twice", "T114", lambda story: (
        begins(story, 42, story.base), begins(story, 43, story.merged)))
    late("branch-that-begins-again", "T114", lambda story: (
        begins(story, 42, story.base), unprotected(story), begins(story, 44, story.merged)))
    late("branch-that-is-protected-again", None, lambda story: (
        begins(story, 42, story.base), unprotected(story), begins(story, 44, story.base)))
    late("branch-elsewhere-than-it-begins", "R101", lambda story: (
        begins(story, 42, story.base), story.refs.update({"refs/heads/next": story.merged})))
    late("branch-begun-by-an-operator", "T127", lambda story: (
        story.publish("begins", 42, {
            **edited(story.latest().files, "repository.json", lambda document:
                     document["baseline"].update({
                         "refs/heads/next": story.git.commit_name(story.base)})),
            "policies/next.json": form.policy("refs/heads/next", 1, ["lead"])},
            ["op"], story.cuts())), office("owner"))

    late("machine-with-two-keys", "T125", lambda story: story.publish(
        "second", 42, story.with_principals(story.latest().files, {
            "builder": ("worker", "bob", {"law": ["law"], "code": ["code"],
                                          "law2": ["law"]})}),
        AUTHORITIES, story.cuts()))

    def frozen_by_holder(story):
        """Builder is suspended; then lead freezes his own key, alone."""
        story.publish("suspended", 42, status(
            story.latest().files, BUILDER, "suspended"), AUTHORITIES, story.cuts())
        own = [cut for cut in story.cuts() if cut[0].startswith("lead/")]
        story.publish("frozen", 43, revoked(
            story, story.latest().files, LEAD, "lead.law", "frozen", 43),
            ["lead"], own)
    late("key-frozen-by-its-holder", None, frozen_by_holder)
    late("key-frozen-by-its-holder-and-used", "K105", then(
        frozen_by_holder, lambda story: ask(story, 44, story.states[-3])))

    def of_another(story):
        own = [cut for cut in story.cuts() if cut[0].startswith("lead/")]
        story.publish("frozen", 42, revoked(
            story, story.latest().files, BUILDER, "builder.law", "frozen", 42),
            ["lead"], own)
    late("key-of-another-frozen", "T127", of_another)

    def dated(name, codes, seconds, *, alone):
        """A state that the authorities issue so many seconds ahead, or lead alone."""
        def act(story):
            story.hook("trust", "ahead", lambda draft: setattr(
                draft, "issued", story.now + seconds))
            old = story.latest().files
            if alone:
                story.publish("ahead", 42, revoked(
                    story, old, LEAD, "lead.law", "frozen", 42), ["lead"],
                    [cut for cut in story.cuts() if cut[0].startswith("lead/")])
            else:
                story.publish("ahead", 42, {
                    **old, "edges/lead/contacts/builder.json": form.edge()},
                    AUTHORITIES)
        late(name, codes, act)
    dated("state-of-tomorrow", "?T132", 121, alone=False)
    dated("state-ahead-by-little", None, 120, alone=False)
    dated("key-frozen-from-tomorrow-on", "?T132", 121, alone=True)
    dated("key-frozen-from-soon-on", None, 120, alone=True)

    # Principals

    def suspended(story):
        story.publish("suspended", 42, status(
            story.latest().files, LEAD, "suspended"), AUTHORITIES, story.cuts())
    late("suspended-and-goes-on", "A105", then(suspended, before))

    def resumed(story):
        suspended(story)
        files = dict(story.latest().files)
        files[LEAD] = story.states[-2].files[LEAD]
        story.publish("resumed", 43, files, AUTHORITIES, story.cuts())
    late("suspended-and-called-back", None, then(
        resumed, lambda story: ask(story, 44)))
    late("suspension-waited-out", "A105", then(
        resumed, lambda story: ask(story, 44, story.states[-3])))

    # Other chains

    @attack("trust-rolled-back", "L110")
    def _(story):
        story.hook("refs", "", lambda refs: refs.update(
            {form.TRUST_REF: story.states[-2].commit}))

    def orphan(story):
        """A founding by the same keys, with another nonce."""
        known, story.repository = story.repository, form.ZERO_DIGEST
        states, story.states = story.states, []
        files = edited(states[0].files, "repository.json",
                       lambda value: value.update(nonce="ef" * 32))
        story.publish("orphan", 42, files, ["root"])
        story.repository = known
    late("orphan-genesis", "T102", orphan)

    def replaced(story, end=42, then=43):
        """Both authorities get other keys; the old ones then make law."""
        people = {who: (kind, person, {"law": ["law"], "law2": ["law"]})
                  for who, (kind, person, _) in story.authorities.items()}
        files = story.with_principals(story.latest().files, people)
        for who in AUTHORITIES:
            files = revoked(story, files, f"principals/authority/{who}.json",
                            f"{who}.law", "retired", end)
        story.hook("trust", "replaced", lambda draft: draft.signers.extend(
            (who, story.key(f"{who}.law2")) for who in AUTHORITIES))
        story.publish("replaced", 42, files, AUTHORITIES, story.cuts())
        story.publish("coup", then, {
            **files, "edges/lead/contacts/builder.json": form.edge()}, AUTHORITIES)
    late("law-by-retired-authority-keys", "T112,T110", replaced)
    late("law-in-the-second-in-which-its-keys-ended", "T112,T110",
         lambda story: replaced(story, then=42))
    late("law-by-keys-that-go-on-for-an-hour", "",
         lambda story: replaced(story, end=43, then=42))

    def unfounded(story):
        """The retired keys go on from the state before their end."""
        replaced(story)
        story.states[-1] = story.states[-2]
        other = story.states[-3]
        story.states.append(other)
        story.publish("branch", 44, {
            **other.files, "edges/lead/contacts/builder.json": form.edge()},
            AUTHORITIES)
        ask(story, 45, story.states[-3])
    late("branch-by-retired-authority-keys", "L110", unfounded)

    def strange(story):
        """A lane that the other branch of the chain enrols."""
        lane = Lane("lead", story.key("lead.law2"), story.states[-1].commit)
        story.lanes["stranger"] = lane
        story.event("stray", lane, "task.request/1", 43, [], {
            "To": "builder", "Input": story.git.commit_name(story.base)},
            {"brief": b"More.\n"})
    late("second-key-that-nobody-endorsed", "K101", strange,
         lambda story: story.windows.update(
             {"lead.law2": (story.start, story.start + 60 * DAY)}))
