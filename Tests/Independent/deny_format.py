"""The denylist and what it takes in from others, from section 15 of Docs/format.md alone."""

from dataclasses import dataclass, field

import entangle_format as form
import log_format

DENY_REF = "refs/entangle/denylist"


def peer_file(repository, keys):
    """`peers/<id>.json`."""
    return form.canonical_json({
        "schema": "entangle/peer@v1", "repository": repository,
        "keys": sorted(key.public for key in keys)})


def ban_lines(subject, reason="flood", evidence="none", expires="none"):
    """The lines that say whom, why and until when."""
    return [("Subject", subject), ("Reason", reason), ("Evidence", evidence),
            ("Expires", expires)]


@dataclass
class EntryDraft:
    """What an entry is made from."""

    word: str  # deny, lift or import
    repository: str
    sequence: int
    chain: str
    trust: str
    time: int
    reporter: str
    key: form.Key
    lines: list
    files: dict = field(default_factory=dict)
    parents: list = field(default_factory=list)

    def commit(self, tree):
        """The content of the commit, signed."""
        trailers = [
            ("Kind", f"{self.word}/1"), ("Repository", self.repository),
            ("Sequence", self.sequence), ("Chain", self.chain), ("Trust", self.trust),
            ("Time", form.timestamp(self.time)),
            ("Reporter", f"{self.reporter}/{self.key.key_id}"), *self.lines]
        text = f"{self.word} {self.sequence}\n\n" + "".join(
            f"{name}: {value}\n" for name, value in trailers)
        ident = form.identity(self.reporter, self.time)
        headers = [("tree", tree)] + [("parent", parent) for parent in self.parents]
        headers += [("author", ident), ("committer", ident)]
        commit = form.commit_bytes(headers, text.encode())
        return form.with_signature(commit, self.key.sign(form.GIT_NAMESPACE, commit))


def listing(files):
    """What the statement of a state digests, as `sha256sum` prints it."""
    lines = sorted((path.encode(), form.sha256(data).encode()) for path, data in files.items())
    return b"".join(b"%s  %s\n" % (name, path) for path, name in lines)


class Elsewhere:
    """Another repository with a host and a moderator, as far as an import shows it."""

    def __init__(self, story, object_format="sha1"):
        self.story = story
        self.width = 64 if object_format == "sha256" else 40
        self.repository = "e1" * 32
        self.host = story.key("north.host")
        self.moderator = story.key("north.mod")
        self.subject = form.principal("someone", [
            (story.key("builder.law"), ["law"], story.at(0), story.at(24 * 80)),
            (story.key("builder.code"), ["code"], story.at(0), story.at(24 * 80))])
        self.path = "principals/worker/digger.json"
        self.files = {self.path: self.subject, "repository.json": b"{}\n"}
        self.entries = []
        self.evidence = None
        self.hour = 41

    def statement(self):
        """Of the state that its entries name."""
        return form.statement(
            self.repository, "e2" * 32, 7, form.sha256(listing(self.files)), self.story.at(1))

    def trust(self):
        return f"7:{form.sha256(self.statement())}"

    def chain(self):
        """The digest of its newest entry."""
        return form.object_digest("commit", self.entries[-1][1]) if self.entries else form.ZERO_DIGEST

    def entry(self, word="deny", lines=None, hour=None):
        """Its next entry; its content."""
        draft = EntryDraft(
            word, self.repository, len(self.entries) + 1, self.chain(), self.trust(),
            self.story.at(hour or self.hour), "mod", self.moderator,
            lines or self.ban(), parents=[f"{len(self.entries):0{self.width}x}"][:len(self.entries)])
        content = draft.commit("4b" * (self.width // 2))
        self.entries.append((draft, content))
        return content

    def ban(self, hours=10, **other):
        """The lines of a ban of its worker, whose keys are our builder's."""
        return ban_lines(**{
            "subject": "digger", "expires": form.timestamp(self.story.at(self.hour + hours)),
            **other})

    def receipt(self, digest, key=None, ref=DENY_REF, repository=None):
        """A receipt by which its host has taken the entry of a digest; the content of its commit."""
        when = self.story.at(self.hour) + 60
        oid = "ab" * (self.width // 2)
        text = log_format.receipt_text([
            ("Kind", "receipt/1"), ("Repository", repository or self.repository), ("Epoch", 1),
            ("Sequence", 3), ("Chain", "e3" * 32), ("Trust", self.trust()),
            ("Time", form.timestamp(when))], [
                ("Pusher", "mod"), ("Certificate", "none"),
                log_format.move_line(None, f"{oid}:{digest}", ref)])
        head = log_format.head_statement(repository or self.repository, 1, 3, form.sha256(text))
        signature = log_format.raw_signature(key or self.host, head)
        ident = form.identity("north", when)
        empty = {40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                 64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"}
        headers = [("tree", empty[self.width]), ("parent", oid), ("author", ident),
                   ("committer", ident)]
        return form.commit_bytes(headers, text + f"Signature: {signature}\n".encode())

    def keys(self):
        """The key ids of its worker, as `Keys` has them."""
        return " ".join(sorted(self.story.key(f"builder.{use}").key_id for use in ("law", "code")))

    def imported(self, number=1, lines=None):
        """The lines and files of an import of one of its entries."""
        draft, content = self.entries[number - 1]
        files = {"entry": content, "receipt": self.receipt(self.chain())}
        for place, (_, later) in enumerate(self.entries[number:], 1):
            files[f"later-{place}"] = later
        said = draft.lines
        if draft.word == "deny":
            files |= {"statement": self.statement(), "contents": listing(self.files),
                      "principal": self.files[self.path]}
            said = [("Keys", self.keys()), *said]
            if self.evidence is not None:
                files["evidence"] = self.evidence
        digest = form.object_digest("commit", content)
        return [("Source", self.repository), ("Entry", f"{number}:{digest}"),
                ("Host", self.host.key_id), *(lines or said)], files
