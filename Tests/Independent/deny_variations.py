"""Variations of the denylist, and of what it takes in from other hosts."""

import deny_format
import entangle_format as form
from deny_format import DENY_REF, Elsewhere, EntryDraft, ban_lines, peer_file
from law_variations import OP, edited

AUTHORITIES = ["root", "keeper"]
PEER = "peers/north.json"


class List:
    """The denylist of a story, made when that is over."""

    def __init__(self, story):
        self.story = story
        self.tip = None
        self.digest = form.ZERO_DIGEST
        self.count = 0
        self.hour = 43

    def put(self, word, lines, files=None, change=lambda draft: None, edit=lambda content: content):
        """The next entry, by an authority."""
        draft = EntryDraft(
            word, self.story.repository, self.count + 1, self.digest, self.story.latest().name,
            self.story.at(self.hour), "root", self.story.key("root.law"), lines, files or {},
            [self.tip] if self.tip else [])
        change(draft)
        content = edit(draft.commit(self.story.git.tree(draft.files)))
        self.tip = self.story.git.write("commit", content)
        self.digest = form.object_digest("commit", content)
        self.count += 1
        self.story.refs[DENY_REF] = self.tip

    def ban(self, subject="builder", hours=10, change=lambda draft: None, **other):
        """A ban of our own."""
        expires = form.timestamp(self.story.at(self.hour + hours))
        self.put("deny", ban_lines(subject, **{"expires": expires, **other}), change=change)


def register(attack, benign):
    """Add these variations to the others."""

    def late(name, codes, act):
        """Something happens after the story; without codes, benign."""
        def prepare(story):
            story.after("finish", lambda: act(story, List(story)))
        (attack(name, codes) if codes else benign(name))(prepare)

    def own(name, codes, **named):
        """An entry of our own."""
        late(name, codes, lambda story, listed: (listed.ban(), listed.ban(**named)))

    def put(**values):
        """Set attributes of a draft."""
        def change(draft):
            for key, value in values.items():
                setattr(draft, key, value)
        return change

    def office(name, codes, tenant):
        """An operator of that tenant bans a builder of `acme`."""
        def grant(story, value):
            value.update(role="operator", roleUntil=form.timestamp(story.at(47)), tenant=tenant)

        def prepare(story):
            story.people["op"] = ("operator", "olga", {"law": ["law"]})
            story.hook("trust", "principals", lambda draft: setattr(
                draft, "files", edited(draft.files, OP, lambda value: grant(story, value))))
            story.after("finish", lambda: List(story).ban(change=put(
                reporter="op", key=story.key("op.law"))))
        (attack(name, codes) if codes else benign(name))(prepare)

    office("deny-by-an-operator", None, "acme")
    office("deny-by-an-operator-of-another-tenant", "D107", "umbrella")
    own("deny-two-entries", None)
    own("deny-for-a-day", None, hours=24)
    own("deny-for-a-day-and-more", "D108", hours=24.01)
    own("deny-without-end", "D108", expires="none")
    own("deny-with-evidence-withheld", None, evidence="withheld " + "ab" * 32, expires="none")
    own("deny-an-authority", "D107", subject="keeper")
    own("deny-nobody", "D107", subject="nobody")
    own("deny-for-no-reason", "D101", reason="whim")
    own("deny-gap", "D103", change=put(sequence=3))
    own("deny-chain-wrong", "D103", change=put(chain="ab" * 32))
    own("deny-older-law", "D104", change=lambda draft: setattr(draft, "trust", "1:" + "ab" * 32))
    own("deny-dated-back", "D105", change=lambda draft: setattr(draft, "time", draft.time - 90000))
    late("deny-by-a-user", "D106", lambda story, listed: listed.ban(change=put(
        reporter="lead", key=story.key("lead.law"))))
    late("deny-by-another-key", "D102", lambda story, listed: listed.put(
        "deny", ban_lines("builder", expires=form.timestamp(story.at(44))),
        edit=lambda content: content.replace(b"Reason: flood", b"Reason: abuse")))
    late("deny-lifted", None, lambda story, listed: (
        listed.ban(), listed.put("lift", [("Lifts", 1)])))
    late("deny-lifted-twice", "D109", lambda story, listed: (
        listed.ban(), listed.put("lift", [("Lifts", 1)]), listed.put("lift", [("Lifts", 1)])))

    # What another host bans

    def believe(story, there, keys=None, files=None):
        """The law names the other repository."""
        document = peer_file(there.repository, keys or [there.host])
        story.publish("peers", 42, {**story.latest().files, PEER: document, **(files or {})},
                      AUTHORITIES)

    def taken(name, codes, change=None, number=1, prepare=lambda there: None, object_format="sha1",
              law=None):
        """An entry of another list is taken in; `change` gets its lines, as a dictionary, and files."""
        def act(story, listed):
            there = Elsewhere(story, object_format)
            prepare(there)
            if not there.entries:
                there.entry()
            believe(story, there, *(law(story, there) if law else ()))
            lines, files = there.imported(number)
            named = dict(lines)
            if change:
                change(there, named, files)
            listed.put("import", list(named.items()), files)
        late(name, codes, act)

    def three(there):
        """Two more entries, before one receipt."""
        there.entry()
        there.entry(lines=there.ban(hours=1))
        there.entry("lift", [("Lifts", 2)])

    def set_line(name, value):
        return lambda there, lines, files: lines.update({name: value})

    def set_file(name, content):
        return lambda there, lines, files: files.update({
            name: content if isinstance(content, bytes) else content(there)})

    def evidence(there):
        there.evidence = b"It was so.\n"
        there.entry(lines=there.ban(evidence="kept " + form.sha256(there.evidence)))

    taken("import-one", None)
    taken("import-of-a-repository-of-sha256", None, object_format="sha256")
    taken("import-of-three", None, prepare=three)
    taken("import-of-three-the-middle", None, number=2, prepare=three)
    taken("import-of-a-key", None, lambda there, lines, files: lines.update(
        Keys=there.story.key("builder.law").key_id), prepare=lambda there: there.entry(
            lines=there.ban(subject="digger/" + there.story.key("builder.law").key_id)))
    taken("import-of-a-key-with-all-keys", "D110", prepare=lambda there: there.entry(
        lines=there.ban(subject="digger/" + there.story.key("builder.law").key_id)))
    taken("import-with-evidence", None, prepare=evidence)
    taken("import-with-other-evidence", "D110", set_file("evidence", b"It was not.\n"),
          prepare=evidence)
    taken("import-without-its-evidence", "D101",
          lambda there, lines, files: files.pop("evidence"), prepare=evidence)
    taken("import-with-evidence-that-nothing-binds", "D101", set_file("evidence", b"so\n"))
    for name in ("entry", "receipt", "statement", "contents", "principal"):
        taken(f"import-without-{name}", "D101",
              lambda there, lines, files, name=name: files.pop(name))
        taken(f"import-with-an-empty-{name}", "D110", set_file(name, b""))
    taken("import-with-later-2-alone", "D101", set_file("later-2", b"x"))
    taken("import-without-later", "D110",
          lambda there, lines, files: (files.pop("later-2"), files.pop("later-1")), prepare=three)
    taken("import-with-the-later-ones-exchanged", "D110", lambda there, lines, files: files.update({
        "later-1": files["later-2"], "later-2": files["later-1"]}), prepare=three)
    taken("import-of-a-stranger", "D111", set_line("Source", "e9" * 32))
    taken("import-by-another-key", "D111",
          lambda there, lines, files: lines.update(Host=there.moderator.key_id))
    taken("import-by-a-key-that-the-law-does-not-have", "D111",
          law=lambda story, there: ([there.moderator],))
    taken("import-signed-by-another-host", "D110", set_file(
        "receipt", lambda there: there.receipt(there.chain(), there.moderator)))
    taken("import-with-a-receipt-of-another-entry", "D110", set_file(
        "receipt", lambda there: there.receipt("ab" * 32)))
    taken("import-with-a-receipt-of-another-ref", "D110", set_file(
        "receipt", lambda there: there.receipt(there.chain(), ref="refs/heads/main")))
    taken("import-with-a-receipt-of-another-repository", "D110", set_file(
        "receipt", lambda there: there.receipt(there.chain(), repository="e9" * 32)))
    taken("import-of-another-number", "D110", lambda there, lines, files: lines.update(
        Entry="2:" + lines["Entry"].split(":")[1]))
    taken("import-of-another-digest", "D110", set_line("Entry", "1:" + "ab" * 32))
    taken("import-number-zero", "D101", lambda there, lines, files: lines.update(
        Entry="0:" + lines["Entry"].split(":")[1]))
    taken("import-of-another-subject", "D110", set_line("Subject", "delver"))
    taken("import-for-another-reason", "D110", set_line("Reason", "abuse"))
    taken("import-for-longer", "D110", set_line("Expires", "none"))
    taken("import-without-keys", "D101", set_line("Keys", ""))
    taken("import-with-a-key-more", "D110", lambda there, lines, files: lines.update(
        Keys=" ".join(sorted([*lines["Keys"].split(), there.story.key("lead.law").key_id]))))
    taken("import-with-keys-out-of-order", "D101", lambda there, lines, files: lines.update(
        Keys=" ".join(sorted(lines["Keys"].split(), reverse=True))))
    taken("import-changed-after-it-was-signed", "D110", lambda there, lines, files: files.update(
        entry=files["entry"].replace(b"Reason: flood", b"Reason: abuse")))
    taken("import-of-another-principals-document", "D110",
          lambda there, lines, files: files.update(principal=form.principal("someone", [
              (there.story.key("lead.law"), ["law"], there.story.at(0), None)])))
    taken("import-of-a-day-and-more", "D108",
          prepare=lambda there: there.entry(lines=there.ban(hours=24.01)))
    taken("import-of-a-day", None, prepare=lambda there: there.entry(lines=there.ban(hours=24)))
    taken("import-of-tomorrow", "D105", prepare=lambda there: there.entry(
        lines=there.ban(hours=4), hour=44))

    def authority(there):
        """Its worker has a key that is our authority's."""
        there.subject = form.principal("someone", [
            (there.story.key("keeper.law"), ["law"], there.story.at(0), None)])
        there.files[there.path] = there.subject
        there.entry()
    taken("import-of-an-authoritys-key", "D107", lambda there, lines, files: lines.update(
        Keys=there.story.key("keeper.law").key_id), prepare=authority)

    def several(name, codes, numbers):
        """Entries of one list are taken in, in that order."""
        def act(story, listed):
            there = Elsewhere(story)
            three(there)
            believe(story, there)
            for number in numbers:
                if number:
                    listed.put("import", *there.imported(number))
                else:
                    listed.put("lift", [("Lifts", 1)])
        late(name, codes, act)
    several("import-and-its-lift", None, [1, 2, 3])
    several("import-lifted-here", None, [1, 0])
    several("import-twice", "D112", [1, 1])
    several("import-again-after-it-was-lifted", "D112", [1, 0, 1])
    several("import-of-a-lift-alone", "D109", [1, 3])
    several("import-of-a-lift-of-what-was-lifted", "D109", [2, 0, 3])

    # The law

    def law(name, codes, document):
        """The law names a peer, by that document, and its name where it is a pair."""
        late(name, codes, lambda story, listed: story.publish(
            "peers", 42, {**story.latest().files, **document(story, Elsewhere(story))}, AUTHORITIES))

    def with_keys(*names):
        return lambda story, there: {PEER: peer_file(there.repository, [story.key(name) for name in names])}
    law("peer", None, with_keys("north.host"))
    law("peer-with-two-keys", None, with_keys("north.host", "north.mod"))
    law("peer-with-a-key-of-ours", None, with_keys("builder.law"))
    law("peer-without-keys", "T105", with_keys())
    law("peer-with-a-key-twice", "T105", with_keys("north.host", "north.host"))
    law("peer-that-is-this-repository", "T135", lambda story, there: {
        PEER: peer_file(story.repository, [there.host])})
    law("peer-named-twice", "T135", lambda story, there: {
        PEER: peer_file(there.repository, [there.host]),
        "peers/south.json": peer_file(there.repository, [there.moderator])})
    law("peer-of-schema-2", "T105", lambda story, there: {
        PEER: peer_file(there.repository, [there.host]).replace(b"@v1", b"@v2")})
    law("peer-with-a-member-more", "T105", lambda story, there: {
        PEER: peer_file(there.repository, [there.host]).replace(b"{\n", b'{\n  "bans": true,\n')})
    law("peer-in-a-folder", "T105", lambda story, there: {
        "peers/north/one.json": peer_file(there.repository, [there.host])})
