"""One legal history of an entangle repository, open to one thing going wrong.

A `Story` runs its steps in order.  A variation changes it by:

* `story.hook(stage, name, function)`: the function gets what the stage is
  about to use, and changes it in place or returns another;
* `story.after(step, function)`: more happens after a step;
* attributes (`windows`, `approvals`, `people`, `edges`, ...).

Stages, in the order of use.  For a trust state (name: as in `STEPS`): `trust`
(TrustDraft), `statement` (bytes), `signatures` (path -> text), `trust-tree`
(path -> content).  For an event: `plan` (EventPlan), `draft` (EventDraft).
Then for both: `headers` (list of pairs), `message` (bytes), `signing`
(Signing), `commit` (bytes).  For code: `code` (CodePlan) and, where it is made
by hand, `headers`, `signing`, `commit`.  For an artifact: `manifest` (value),
`payload` (bytes), `envelope` (value), `artifact-tree` (path -> (mode,
content)), `headers`, `message`, `commit`.  At the end: `refs` (name -> oid).
"""

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import entangle_format as form

HOUR = 3600
DAY = 24 * HOUR
LENGTH = 48 * HOUR
DEFAULT_NOW = 1769904000  # 2026-02-01T00:00:00Z
MAIN = "refs/heads/main"
STEPS = ("baseline", "founding", "second_authority", "principals",
         "permissions", "delegate", "first_code", "run_task", "first_proposal",
         "second_proposal", "land_first", "narrow", "second_code",
         "third_proposal", "land_second", "finish")


@dataclass
class Lane:
    """A lane as its signer sees it."""

    id: str
    key: form.Key
    tip: str
    sequence: int = 0

    @property
    def name(self):
        """The form *lane*."""
        return f"{self.id}/{self.key.key_id}"


@dataclass
class TrustDraft:
    """What a trust state is made from."""

    version: int
    repository: str
    previous: str
    files: dict
    issued: int
    signers: list  # of (principal, Key)
    committer: tuple  # (principal, Key)
    parents: list
    cuts: list = field(default_factory=list)
    contents: str | None = None
    voids: list = field(default_factory=list)


@dataclass
class State:
    """A trust state that was made."""

    commit: str
    version: int
    digest: str
    files: dict

    @property
    def name(self):
        """The form *state*."""
        return f"{self.version}:{self.digest}"


@dataclass
class EventPlan:
    """What an event is made from, before anything is derived."""

    lane: Lane
    kind: str
    causes: list
    own: dict
    files: dict
    time: int
    state: State
    sequence: int
    previous: str


@dataclass
class EventDraft:
    """All that goes into an event's commit."""

    author: str
    time: int
    parents: list
    trailers: dict
    tree: dict
    summary: str


@dataclass
class Signing:
    """A signature about to be made; a hook may set `signature` itself."""

    key: form.Key
    namespace: str
    payload: bytes
    signature: str | None = None
    hash_name: str | None = None

    def made(self):
        """The armoured signature."""
        if self.signature is None:
            return self.key.sign(self.namespace, self.payload, self.hash_name)
        return self.signature


@dataclass
class CodePlan:
    """What a code commit is made from."""

    files: dict
    parents: list
    message: bytes
    key: form.Key | None
    time: int
    by_hand: bool
    name: str
    encoding: str | None = None
    sign_at_end: bool = True


class Story:
    """The whole history; `build` writes it.

    `base` is a story that was built: its keys are used, and what both have in
    common is taken from it.
    """

    def __init__(self, directory, now=DEFAULT_NOW, keys=None, base=None):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.now = now
        self.start = now - LENGTH
        self.keys_directory = Path(keys or self.directory / "keys")
        self.base = base
        self.object_format = "sha1"
        self.devices = {}
        self.hooks = {}
        self.extra = {}
        self.states = []
        self.trust_names = {}
        self.events = {}
        self.plans = {}
        self.lanes = {}
        self.code = {}
        self.artifacts = {}
        self.refs = {}
        self.repository = form.ZERO_DIGEST
        self.windows = {}
        self.approvals = 1
        self.approvers = ["reviewer"]
        self.landers = ["builder", "lead"]
        # id: (kind, person, {key: use})
        self.authorities = {
            "root": ("authority", "ada", {"law": ["law"]}),
            "keeper": ("authority", "bea", {"law": ["law"]}),
        }
        self.people = {
            "lead": ("user", "lea", {
                "law": ["law"], "code": ["code", "transport"]}),
            "builder": ("worker", "bob", {"law": ["law"], "code": ["code"]}),
            "runner1": ("runner", "rune", {
                "law": ["law"], "artifact": ["artifact"]}),
            "reviewer": ("reviewer", "rita", {"law": ["law"]}),
        }
        self.edges = [("lead", "delegates", "builder"),
                      ("lead", "delegates", "runner1"),
                      ("builder", "delegates", "runner1"),
                      ("reviewer", "reviews", "builder"),
                      ("reviewer", "reviews", "lead")]
        self.narrowed = ("lead", "delegates", "runner1")
        self.command = form.command(
            ["make", "-k", "check"], {"LANG": "C", "NOTE": "caf\u00e9 \u2192"},
            ["report.txt", "build"], 600)
        self.outputs = {
            "build/tool": ("100755", b"#!/bin/sh\nexit 0\n"),
            "build/a-b": ("100644", b"\0\1\2"),
            "build/empty": ("100644", b""),
            "report.txt": ("100644", b"all passed\n"),
        }

    # The ways in

    def hook(self, stage, name, function):
        """Have `function` change what `stage` uses for the thing `name`."""
        self.hooks.setdefault((stage, name), []).append(function)

    def after(self, step, function):
        """Have `function` run after a step."""
        assert step in STEPS
        self.extra.setdefault(step, []).append(function)

    def through(self, stage, name, value):
        """`value` after the hooks of a stage."""
        for function in self.hooks.pop((stage, name), []):
            changed = function(value)
            value = value if changed is None else changed
        return value

    def at(self, hour):
        """The time some hours after the founding."""
        return self.start + round(hour * HOUR)

    # The run

    @property
    def signature_header(self):
        """The name of the header that holds signatures, in bytes."""
        return form.SIGNATURE_HEADERS[self.object_format].encode()

    def build(self, variation=None, expected=()):
        """Write everything."""
        with tempfile.TemporaryDirectory() as home:
            environment = form.pinned_environment(home)
            self.keys = form.Keys(self.keys_directory, environment,
                                  self.base and self.base.keys)
            self.git = form.Git(self.directory / "repository.git", environment,
                                self.object_format,
                                base=self.base and self.base.git)
            for step in STEPS:
                getattr(self, step)()
                for function in self.extra.get(step, []):
                    function()
            for lane in self.lanes.values():
                self.refs[form.event_ref(lane.name)] = lane.tip
            self.refs[form.TRUST_REF] = self.states[-1].commit
            self.refs = self.through("refs", "", self.refs)
            self.git.update_refs(self.refs)
            self.write_side_files(variation, expected)
        unused = [key for key, left in self.hooks.items() if left]
        assert not unused, f"hooks that nothing reached: {unused}"
        return self

    def key(self, name):
        """A key by `<id>.<use>`; a security key where it has a device."""
        key = self.keys[name]
        if name in self.devices:
            return form.SecurityKey.of(key, self.devices[name])
        return key

    # Code

    def commit_code(self, name, files, parents, message, who, hour,
                    by_hand=False):
        """A code commit, by `git commit-tree` or by hand."""
        key = None if who is None else self.key(f"{who}.code")
        by_hand = by_hand or isinstance(key, form.SecurityKey)
        plan = self.through("code", name, CodePlan(
            dict(files), list(parents), message, key, self.at(hour), by_hand,
            who or "someone"))
        person = f"{plan.name} <{plan.name}@example.org>"
        tree = self.git.tree(plan.files)
        if plan.by_hand:
            headers = [("tree", tree)]
            headers += [("parent", parent) for parent in plan.parents]
            headers += [("author", f"{person} {plan.time} +0100"),
                        ("committer", f"{person} {plan.time} -0330")]
            if plan.encoding:
                headers.append(("encoding", plan.encoding))
            headers = self.through("headers", name, headers)
            commit = form.commit_bytes(headers, plan.message)
            if plan.key:
                signing = self.through("signing", name, Signing(
                    plan.key, form.GIT_NAMESPACE, commit))
                commit = form.with_signature(commit, signing.made(),
                                             not plan.sign_at_end)
            oid = self.git.write("commit",
                                 self.through("commit", name, commit))
        else:
            options = ["-c", "gpg.format=ssh"]
            if plan.encoding:
                options += ["-c", f"i18n.commitEncoding={plan.encoding}"]
            arguments = []
            if plan.key:
                options += ["-c", f"user.signingKey={plan.key.path}"]
                arguments.append("-S")
            for parent in plan.parents:
                arguments += ["-p", parent]
            date = f"{plan.time} +0100"
            oid = self.git.commit_tree(options, [*arguments, tree], plan.message, {
                "GIT_AUTHOR_NAME": plan.name,
                "GIT_AUTHOR_EMAIL": f"{plan.name}@example.org",
                "GIT_AUTHOR_DATE": date,
                "GIT_COMMITTER_NAME": plan.name,
                "GIT_COMMITTER_EMAIL": f"{plan.name}@example.org",
                "GIT_COMMITTER_DATE": date,
            })
        self.code[name] = oid
        return oid

    # Trust

    def latest(self):
        """The newest state."""
        return self.states[-1]

    def publish(self, name, hour, files, signers, cuts=(), voids=()):
        """Make a trust state and its commit."""
        before = self.states[-1] if self.states else None
        draft = self.through("trust", name, TrustDraft(
            version=before.version + 1 if before else 1,
            repository=self.repository,
            previous=before.digest if before else form.ZERO_DIGEST,
            files=files, issued=self.at(hour),
            signers=[(who, self.key(f"{who}.law")) for who in signers],
            committer=(signers[0], self.key(f"{signers[0]}.law")),
            parents=[before.commit] if before else [], cuts=list(cuts),
            voids=list(voids)))
        text = form.statement(
            draft.repository, draft.previous, draft.version,
            draft.contents or form.contents_digest(draft.files),
            draft.issued, draft.cuts, draft.voids)
        text = self.through("statement", name, text)
        digest = form.sha256(text)
        if before is None:
            self.repository = digest
        signatures = {
            f"signatures/{who}/{key.key_id}":
                key.sign(form.TRUST_NAMESPACE, text).encode()
            for who, key in draft.signers}
        signatures = self.through("signatures", name, signatures)
        tree = self.through("trust-tree", name, {
            **draft.files, **signatures, "statement": text})
        who, key = draft.committer
        state = State("", draft.version, digest, dict(draft.files))
        state.commit = self.commit_signed(
            name, who, key, draft.issued, draft.parents, tree,
            form.trust_message(draft.version, self.repository, state.name))
        self.states.append(state)
        self.trust_names[name] = state.commit
        return state

    def commit_signed(self, name, who, key, when, parents, tree, message):
        """The commit of an event or of a trust state."""
        ident = form.identity(who, when)
        headers = [("tree", self.git.tree(tree))]
        headers += [("parent", parent) for parent in parents]
        headers += [("author", ident), ("committer", ident)]
        headers = self.through("headers", name, headers)
        message = self.through("message", name, message)
        commit = form.commit_bytes(headers, message)
        signing = self.through("signing", name, Signing(
            key, form.GIT_NAMESPACE, commit))
        commit = form.with_signature(commit, signing.made())
        return self.git.write("commit", self.through("commit", name, commit))

    def principal_file(self, who, kind, person, uses):
        """A principal's file, and its path."""
        listed = []
        for use_name, use in uses.items():
            name = f"{who}.{use_name}"
            not_after = self.start + 60 * DAY
            if kind == "authority":
                not_after = None if who == "root" else self.start + 365 * DAY
            window = self.windows.get(name, (self.start - DAY, not_after))
            listed.append((self.key(name), use, *window))
        return (f"principals/{kind}/{who}.json",
                form.principal(person, listed))

    def with_principals(self, files, people):
        """`files` and the files of some principals."""
        return {**files, **dict(self.principal_file(who, *what)
                                for who, what in people.items())}

    def cuts(self, alone=None):
        """The cut lines that a publisher who sees everything writes. With the files of a state that somebody makes alone: of
        the lanes that it cuts."""
        reach = None if alone is None else self.reach(self.latest().files, alone)
        return [(lane.name, lane.sequence, self.git.object_digest(lane.tip))
                for lane in self.lanes.values()
                if lane.sequence and (reach is None or lane.name.split("/")[0] in reach)]

    @staticmethod
    def reach(old, new):
        """Whose rights a state changes; None where nobody can tell."""
        reach = set()
        for path in old.keys() | new.keys():
            if old.get(path) == new.get(path):
                continue
            folder, *names = path.removesuffix(".json").split("/")
            if folder == "principals":
                reach.add(names[1])
            elif folder == "edges":
                reach |= {names[0], names[2]}
            elif folder == "policies" and path in old:
                reach |= set(json.loads(old[path])["landers"])
            elif folder not in ("policies", "peers"):
                return None
        return reach

    # Events

    def seen(self):
        """What the signers know of the host's log: there is none."""
        return "none"

    def lane(self, who):
        """A principal's lane; its root is the state that enrolled the key."""
        if who not in self.lanes:
            key = self.key(f"{who}.law")
            public = key.public.encode()
            root = next(state for state in self.states
                        if any(public in data
                               for data in state.files.values()))
            self.lanes[who] = Lane(who, key, root.commit)
        return self.lanes[who]

    def event(self, name, lane, kind, hour, causes=(), own=None, files=None,
              state=None):
        """Make an event; `causes` are names of events."""
        lane = self.lane(lane) if isinstance(lane, str) else lane
        plan = self.through("plan", name, EventPlan(
            lane=lane, kind=kind, causes=[self.events[c] for c in causes],
            own=dict(own or {}), files=dict(files or {}), time=self.at(hour),
            state=state or self.latest(), sequence=lane.sequence + 1,
            previous=lane.tip))
        trailers = {
            "Kind": plan.kind,
            "Repository": self.repository,
            "Lane": lane.name,
            "Sequence": str(plan.sequence),
            "Chain": self.git.object_digest(plan.previous),
            "Trust": plan.state.name,
            "Seen": self.seen(),
            "Causes": " ".join(self.git.object_name(cause)
                               for cause in plan.causes) or "none",
            "Files": form.files_trailer(plan.files),
        }
        trailers.update(plan.own)
        draft = self.through("draft", name, EventDraft(
            author=lane.id, time=plan.time,
            parents=[plan.previous, *(
                cause for cause in plan.causes if cause != plan.previous)], trailers=trailers,
            tree=dict(plan.files),
            summary=form.summary_line(plan.kind, trailers)))
        oid = self.commit_signed(
            name, draft.author, lane.key, draft.time, draft.parents,
            draft.tree, form.event_message(draft.summary, draft.trailers))
        lane.tip, lane.sequence = oid, plan.sequence
        self.events[name], self.plans[name] = oid, plan
        return oid

    def request(self, name, who, to, hour, source, causes=(), command=None, state=None):
        """A `task.request`."""
        files = {"brief": f"Please do {name}.\nMerci d'avance, \u00e9quipe.\n"
                          .encode()}
        if command is not None:
            files["command.json"] = form.canonical_json(command)
        return self.event(name, who, "task.request/1", hour, causes, {
            "To": to, "Input": self.git.commit_name(source)}, files, state)

    def accept(self, name, who, hour, task, attempt=1):
        """A `task.accept`."""
        return self.event(name, who, "task.accept/1", hour, [task],
                          {"Attempt": str(attempt)})

    def result(self, name, who, hour, accept, status, artifact=None,
               report=None):
        """A `task.result`."""
        value = self.git.commit_name(artifact) if artifact else "none"
        return self.event(name, who, "task.result/1", hour, [accept],
                          {"Status": status, "Artifact": value},
                          {"report": report} if report else {})

    def artifact(self, name, who, hour, task, accept, attempt):
        """The commit of an artifact, and its ref."""
        task_oid, accept_oid = self.events[task], self.events[accept]
        outputs = dict(self.outputs)
        value = form.in_toto_statement(
            outputs, command_value=self.command,
            repository_id=self.repository,
            task=self.git.object_name(task_oid),
            accept=self.git.object_name(accept_oid), attempt=attempt,
            input_commit=self.plans[task].own["Input"], runner=who,
            started=self.at(hour) - 1200, finished=self.at(hour) - 60,
            byproducts=[("stderr", b""), ("stdout", b"ok\n")])
        value = self.through("manifest", name, value)
        payload = self.through("payload", name, form.canonical_json(value))
        envelope = form.dsse_envelope(payload, self.key(f"{who}.artifact"))
        envelope = self.through("envelope", name, envelope)
        tree = {f"outputs/{path}": value for path, value in outputs.items()}
        tree["manifest.dsse.json"] = form.canonical_json(envelope)
        tree = self.through("artifact-tree", name, tree)
        ident = form.identity(who, self.at(hour))
        headers = self.through("headers", name, [
            ("tree", self.git.tree(tree)), ("parent", accept_oid),
            ("author", ident), ("committer", ident)])
        message = self.through("message", name,
                               f"artifact {task_oid} {attempt}\n".encode())
        oid = self.git.write("commit", self.through(
            "commit", name, form.commit_bytes(headers, message)))
        self.artifacts[name] = oid
        self.refs[form.artifact_ref(task_oid, who, attempt)] = oid
        return oid

    def propose(self, name, who, hour, base, head, causes=()):
        """A `change.propose`, and its ref."""
        oid = self.event(name, who, "change.propose/1", hour, causes, {
            "Ref": MAIN, "Base": self.git.commit_name(base),
            "Head": self.git.commit_name(head)},
            {"message": f"Change {name}.\n".encode()})
        self.refs[form.proposal_ref(oid)] = head
        return oid

    def ask(self, name, who, hour, proposal, expires=None, files=None):
        """An `approval.request` for a proposal."""
        own = self.plans[proposal].own
        return self.event(name, who, "approval.request/1", hour, [proposal], {
            "Operation": "land", "Ref": own["Ref"], "Base": own["Base"],
            "Head": own["Head"], "Approvers": " ".join(sorted(self.approvers)),
            "Expires": form.timestamp(self.at(expires or hour + 24))}, files)

    def answer(self, name, who, hour, asked, decision, files=None):
        """An `approval.response`."""
        return self.event(name, who, "approval.response/1", hour, [asked], {
            "Decision": decision, "Head": self.plans[asked].own["Head"]},
            files)

    def approve(self, name, hour, asked):
        """An approval of each approver; the names of the events."""
        names = [name if at == 0 else f"{name}-{who}"
                 for at, who in enumerate(self.approvers)]
        for each, who in zip(names, self.approvers):
            self.answer(each, who, hour, asked, "approved")
        return names

    def land(self, name, who, hour, old, new, causes):
        """A `land`; moves the branch."""
        oid = self.event(name, who, "land/1", hour, causes, {
            "Ref": MAIN, "Old": self.git.commit_name(old),
            "New": self.git.commit_name(new)})
        self.refs[MAIN] = new
        return oid

    # The steps

    def baseline(self):
        """Two unsigned commits, older than the trust chain."""
        self.files = {
            "README": b"A project.\n",
            "src/main.c": b"int main(void) { return 0; }\n",
            "src.c": b"/* sorts between src and src/ */\n",
        }
        first = self.commit_code("base-1", self.files, [], b"Begin.\n", None,
                                 -30)
        self.files["src/check.sh"] = ("100755", b"#!/bin/sh\nexit 0\n")
        self.base = self.commit_code("base-2", self.files, [first],
                                     b"Add a check.\n", None, -20)
        self.refs[MAIN] = self.base

    def founding(self):
        """One authority."""
        files = self.with_principals({}, {"root": self.authorities["root"]})
        self.document = {
            "baseline": {MAIN: self.git.commit_name(self.base)},
            "nonce": form.sha256(b"the nonce of a test"), "threshold": 1,
            "object_format": self.object_format}
        files["repository.json"] = form.repository(**self.document)
        self.publish("founding", 0, files, ["root"])

    def second_authority(self):
        """Another authority, of another person; both must sign from now on."""
        files = self.with_principals(self.latest().files, {
            "keeper": self.authorities["keeper"]})
        self.document["threshold"] = 2
        files["repository.json"] = form.repository(**self.document)
        self.publish("second_authority", 1, files, ["root", "keeper"])

    def principals(self):
        """Those who work."""
        self.publish("principals", 2, self.with_principals(
            self.latest().files, self.people), ["root", "keeper"])

    def edges_and_policy(self):
        """The files of the edges and of the policy."""
        files = {f"edges/{source}/{relation}/{target}.json": form.edge()
                 for source, relation, target in self.edges}
        files["policies/main.json"] = form.policy(MAIN, self.approvals,
                                                  self.landers)
        return files

    def permissions(self):
        """Who may do what: an additive state."""
        self.publish("permissions", 3, {
            **self.latest().files, **self.edges_and_policy()},
            ["root", "keeper"])

    def delegate(self):
        """Lead asks builder."""
        self.request("request", "lead", "builder", 10, self.base)
        self.accept("accept", "builder", 11, "request")

    def first_code(self):
        """Builder's first signed commit, by `git commit-tree -S`."""
        self.files["src/tool.c"] = b"int tool;\n"
        self.tool = self.commit_code(
            "tool", self.files, [self.base],
            b"Add the tool.\n\nSigned by git.\n", "builder", 12)

    def run_task(self):
        """Builder asks runner1, who fails once and then succeeds."""
        self.request("run-request", "builder", "runner1", 13, self.tool,
                     ["accept"], self.command)
        self.accept("run-accept-1", "runner1", 14, "run-request")
        self.result("run-result-1", "runner1", 15, "run-accept-1", "failed",
                    report=b"The disk was full.\n")
        self.accept("run-accept-2", "runner1", 16, "run-request", 2)
        made = self.artifact("artifact", "runner1", 17, "run-request",
                             "run-accept-2", 2)
        self.result("run-result-2", "runner1", 18, "run-accept-2", "succeeded",
                    made)

    def first_proposal(self):
        """A proposal that the reviewer rejects."""
        self.propose("propose-1", "builder", 20, self.base, self.tool,
                     ["accept"])
        self.ask("ask-1", "builder", 21, "propose-1")
        self.answer("reject-1", "reviewer", 22, "ask-1", "rejected",
                    {"message": b"Please add a test.\n"})

    def second_proposal(self):
        """The same and a second commit, made by hand; approved."""
        self.files["test/tool.c"] = b"int test;\n"
        self.tested = self.commit_code(
            "tested", self.files, [self.tool], b"Test the tool.\n", "builder",
            23, by_hand=True)
        self.propose("propose-2", "builder", 24, self.base, self.tested,
                     ["accept"])
        self.ask("ask-2", "builder", 25, "propose-2",
                 files={"message": b"Now with a test.\n"})
        self.approved = self.approve("approve-2", 26, "ask-2")

    def land_first(self):
        """Builder lands."""
        self.land("land-1", "builder", 27, self.base, self.tested,
                  self.approved)

    def narrow(self):
        """An edge is disabled; what was done before is kept by cuts."""
        files = dict(self.latest().files)
        source, relation, target = self.narrowed
        files[f"edges/{source}/{relation}/{target}.json"] = form.edge(False)
        self.publish("narrow", 30, files, ["root", "keeper"], self.cuts())

    def second_code(self):
        """Lead's commits, one off the old baseline, and an octopus."""
        self.side = self.commit_code(
            "side", {"SIDE": b"side\n"}, [self.base], b"A side.\n", "lead", 31)
        self.other = self.commit_code(
            "other", {"OTHER": b"other\n"}, [self.tool], b"Another.\n", "lead",
            31, by_hand=True)
        self.files.update({"SIDE": b"side\n", "OTHER": b"other\n"})
        self.merged = self.commit_code(
            "merged", self.files, [self.tested, self.side, self.other],
            b"Merge both.\n", "lead", 32, by_hand=True)

    def third_proposal(self):
        """Lead proposes the merge; approved."""
        self.propose("propose-3", "lead", 33, self.tested, self.merged)
        self.ask("ask-3", "lead", 34, "propose-3")
        self.approved = self.approve("approve-3", 35, "ask-3")

    def land_second(self):
        """Lead lands on top of builder's landing."""
        self.land("land-2", "lead", 36, self.tested, self.merged,
                  ["land-1", *self.approved])

    def finish(self):
        """Builder's task is done."""
        self.result("finish", "builder", 40, "accept", "succeeded",
                    report=b"Landed.\n")

    # The side files

    def write_side_files(self, variation, expected):
        """What a verifier and its tests need besides the repository."""
        law, trust = [], []
        everyone = {**self.authorities, **self.people}
        for who, (kind, _, uses) in everyone.items():
            for name, use in uses.items():
                public = self.key(f"{who}.{name}").public
                if "law" in use or "code" in use:
                    law.append(f'{who}@entangle.invalid namespaces="git" '
                               f"{public}\n")
                if "law" in use and kind == "authority":
                    trust.append(
                        f"{who}@entangle.invalid "
                        f'namespaces="{form.TRUST_NAMESPACE}" {public}\n')
        story = {
            "variation": variation,
            "expected": list(expected),
            "repository": self.repository,
            "trustRoot": self.repository,
            "verifyAt": self.now,
            "verifyAtTime": form.timestamp(self.now),
            "trust": self.trust_names,
            "events": self.events,
            "code": self.code,
            "artifacts": self.artifacts,
            "lanes": {
                lane.name: {"principal": lane.id, "tip": lane.tip,
                            "ref": form.event_ref(lane.name),
                            "sequence": lane.sequence}
                for lane in self.lanes.values()},
            "refs": self.refs,
        }
        for name, text in (
                ("trust-root", self.repository + "\n"),
                ("allowed_signers", "".join(law)),
                ("allowed_signers_trust", "".join(trust)),
                ("story.json", json.dumps(story, indent=2) + "\n")):
            (self.directory / name).write_text(text, "utf-8")
