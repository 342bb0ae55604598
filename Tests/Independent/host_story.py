"""The story with a host that keeps a log: a receipt for each push.

After each step from `permissions` on, which opens epoch 1, whatever refs have
moved are pushed.  Every event has seen the newest receipt.  Further stages of
hooks, in the order of use, by the name of a receipt (`receipt-<epoch>-<sequence>`):
`receipt` (ReceiptDraft), `receipt-text` (bytes, without the signature),
`head` (bytes that are signed), `host-signing` (HostSigning), `receipt-message`
(bytes), `headers` (list of pairs), `commit` (bytes).
"""

from dataclasses import dataclass, field

import entangle_format as form
import log_format
from story import STEPS, Story

HOST = "server"
AUTHORITIES = ["root", "keeper"]


@dataclass
class ReceiptDraft:
    """What a receipt is made from."""

    epoch: int
    sequence: int
    repository: str
    chain: str
    trust: str
    time: int
    parents: list
    author: str
    pusher: str | None
    moves: list = field(default_factory=list)  # of (old, *object*, ref)
    refusals: list = field(default_factory=list)  # of lines
    certificate: str = "none"


@dataclass
class HostSigning:
    """A head about to be signed."""

    key: form.Key
    namespace: str
    statement: bytes

    def made(self):
        """The signature, in base64."""
        return log_format.raw_signature(self.key, self.statement, self.namespace)


@dataclass
class Epoch:
    """The log of one epoch, as the host has it."""

    number: int
    key: form.Key
    host: str
    tip: str
    digest: str
    receipts: list = field(default_factory=list)  # of (commit, head)

    @property
    def sequence(self):
        """The number of the last receipt that the host has made."""
        return len(self.receipts)


class HostStory(Story):
    """The whole history, with receipts."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.people[HOST] = ("host", "hal", {"law": ["law"]})
        self.epochs = []
        self.held = {}
        self.heads = {}
        self.silence = 24 * 3600
        self.is_pushing = True
        self.hours = 0
        for step in STEPS[STEPS.index("permissions"):]:
            self.after(step, self.push)
        self.after("first_proposal", self.turn_away)
        self.after("narrow", self.live)

    # The law

    def edges_and_policy(self):
        """And the first epoch."""
        self.epochs.append(Epoch(1, self.key(f"{HOST}.law"), HOST, "", form.ZERO_DIGEST))
        return {**super().edges_and_policy(), "epochs/1.json": log_format.epoch_file(
            HOST, self.epochs[0].key.key_id, silence=self.silence)}

    def publish(self, name, hour, *arguments, **named):
        """Whatever happens, time goes on."""
        self.hours = max(self.hours, hour)
        state = super().publish(name, hour, *arguments, **named)
        for epoch in self.epochs:
            if not epoch.tip and f"epochs/{epoch.number}.json" in state.files:
                epoch.tip = state.commit
        return state

    def open_epoch(self, number, name, hour, host=HOST, key="server.law2",
                   after=None, silence=None, signers=None, files=None):
        """Another epoch, with another key of the host."""
        last = self.epochs[-1] if self.epochs else None
        after = after or (last.sequence, last.digest)
        key = self.key(key)
        self.epochs.append(Epoch(number, key, host, "", after[1]))
        return self.publish(name, hour, {
            **(files or self.latest().files),
            f"epochs/{number}.json": log_format.epoch_file(
                host, key.key_id, after, silence)}, signers or AUTHORITIES)

    # Events

    def event(self, name, lane, kind, hour, *arguments, **named):
        """Whatever happens, time goes on."""
        self.hours = max(self.hours, hour)
        return super().event(name, lane, kind, hour, *arguments, **named)

    def seen(self):
        """The newest head that there is."""
        return next((epoch.receipts[-1][1] for epoch in reversed(self.epochs)
                     if epoch.receipts), "none")

    # Receipts

    def standing(self):
        """Where all refs stand now."""
        lanes = {form.event_ref(lane.name): lane.tip
                 for lane in self.lanes.values() if lane.sequence}
        return {**self.refs, **lanes, form.TRUST_REF: self.latest().commit}

    def push(self, hour=None, pusher="lead", only=None, state=None):
        """The host takes whatever has moved, or `only` these refs."""
        if not self.is_pushing:
            return None
        moved = {ref: oid for ref, oid in self.standing().items()
                 if self.held.get(ref) != oid and (only is None or ref in only)}
        if not moved:
            return None
        moves = [(self.held.get(ref), self.git.object_name(oid), ref)
                 for ref, oid in sorted(moved.items())]
        self.held.update(moved)
        return self.receipt(hour, pusher, moves, state=state)

    def turn_away(self):
        """The host refuses two pushes of a forged event, and one of nobody knows whom."""
        when = self.at(self.hours) + 40
        lines = [log_format.refusal_line(when, None, [], 1, b""),
                 log_format.refusal_line(when, "lead", ["S102", "E101"], 2, b"0 1 refs/x\n")]
        self.receipt(refusals=lines)

    def live(self):
        """A sign of life."""
        self.receipt()

    def receipt(self, hour=None, pusher=None, moves=(), refusals=(), epoch=None, state=None):
        """The next receipt; its commit."""
        epoch = epoch or self.epochs[-1]
        self.hours = max(self.hours, hour or 0)
        name = f"receipt-{epoch.number}-{epoch.sequence + 1}"
        draft = self.through("receipt", name, ReceiptDraft(
            epoch=epoch.number, sequence=epoch.sequence + 1,
            repository=self.repository, chain=epoch.digest,
            trust=(state or self.latest()).name, time=self.at(hour or self.hours) + 60,
            parents=[epoch.tip], author=epoch.host, pusher=pusher,
            moves=list(moves), refusals=list(refusals)))
        lines = []
        if draft.moves:
            lines += [("Pusher", draft.pusher or "none"), ("Certificate", draft.certificate)]
            lines += [log_format.move_line(*move) for move in draft.moves]
        lines += draft.refusals
        text = self.through("receipt-text", name, log_format.receipt_text([
            ("Kind", "receipt/1"), ("Repository", draft.repository),
            ("Epoch", draft.epoch), ("Sequence", draft.sequence),
            ("Chain", draft.chain), ("Trust", draft.trust),
            ("Time", form.timestamp(draft.time))], lines))
        digest = form.sha256(text)
        statement = self.through("head", name, log_format.head_statement(
            draft.repository, draft.epoch, draft.sequence, digest))
        signature = self.through("host-signing", name, HostSigning(
            epoch.key, log_format.HEAD_NAMESPACE, statement)).made()
        message = self.through("receipt-message", name, text + (
            f"Signature: {signature}\n").encode())
        ident = form.identity(draft.author, draft.time)
        headers = [("tree", self.git.tree({}))]
        headers += [("parent", parent) for parent in draft.parents]
        headers += [("author", ident), ("committer", ident)]
        headers = self.through("headers", name, headers)
        epoch.tip = self.git.write("commit", self.through(
            "commit", name, form.commit_bytes(headers, message)))
        epoch.digest = digest
        head = f"{draft.epoch}:{draft.sequence}:{digest}:{signature}"
        epoch.receipts.append((epoch.tip, head))
        self.refs[log_format.receipts_ref(epoch.number)] = epoch.tip
        self.held[log_format.receipts_ref(epoch.number)] = epoch.tip
        self.heads[name] = head
        return epoch.tip
