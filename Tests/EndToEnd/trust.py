"""Plays the life of keys, principals and authorities with the real program.

usage: trust.py BINARY

Two authorities on two machines make law by drafts; keys are rotated and revoked; somebody is
suspended. After each step 'entangle verify' says what is due, and stock tools agree about
signatures. Ends with 0 where every check passes.
"""

import json
import os
import subprocess
import sys
import tempfile

from checks import Checks
from clone import Clone

BINARY = os.path.abspath(sys.argv[1])
CHECKS = Checks()
check = CHECKS.check


class Actor(Clone):
    """A person or agent with a home and a clone of its own."""

    def __init__(self, stage, name):
        home = os.path.join(stage, name)
        super().__init__(BINARY, CHECKS, home, name, f"{name}: ", ENTANGLE_PRINCIPAL=name)
        self.name = name

    def new_key(self, name, *more):
        self.entangle("key", "new", name, "--use", "law", "--no-passphrase", *more)
        path = os.path.join(self.home, name + ".pub")
        with open(path, "w") as file:
            file.write(self.entangle("key", "show", name).splitlines()[0] + "\n")
        return path

    def push(self, is_due=True):
        done = self.run("git", "push", "--quiet", "origin", "refs/entangle/*:refs/entangle/*")
        check(f"{self.name}: push", (done.returncode == 0) == is_due, done.stderr)

    def pull(self):
        self.git("fetch", "--quiet", "origin", "refs/entangle/*:refs/entangle/*")

    def verify(self, verdict, *codes):
        """The verdict, and exactly the codes of what is found."""
        done = self.run(BINARY, "verify", "--json")
        report = json.loads(done.stdout)
        found = sorted({finding["code"] for finding in report["findings"]})
        check(
            f"{self.name}: verify -> {verdict} {codes}",
            report["verdict"] == verdict and found == sorted(codes),
            done.stdout,
        )

    def keys_of(self, principal):
        listed = json.loads(self.entangle("principal", "list", "--json"))
        return next(p for p in listed["principals"] if p["id"] == principal)["keys"]


def findings(actor):
    """What 'entangle verify' finds."""
    return json.loads(actor.entangle("verify", "--json"))["findings"]


def git_agrees(actor, stage):
    """Stock git and OpenSSH agree about every signature, windows included."""
    signers = os.path.join(stage, "allowed")
    with open(signers, "w") as file:
        file.write(actor.entangle("key", "allowed-signers") + "\n")
    actor.git("config", "gpg.ssh.allowedSignersFile", signers)
    refs = actor.git("for-each-ref", "--format=%(refname)", "refs/entangle/").split()
    for commit in actor.git("rev-list", *refs, "^main").split():
        done = actor.run("git", "verify-commit", commit)
        check(f"git verify-commit {commit}", done.returncode == 0, done.stderr)


def story(stage):
    bare = os.path.join(stage, "project.git")
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", bare], check=True)
    ada, ben, lead, agent = (Actor(stage, name) for name in ("ada", "ben", "lead", "agent"))
    everyone = (ada, ben, lead, agent)
    for actor in everyone:
        actor.git("init", "--quiet", "--initial-branch=main")
        actor.git("remote", "add", "origin", bare)
    with open(os.path.join(ada.work, "greeting"), "w") as file:
        file.write("hello\n")
    ada.git("add", "greeting")
    ada.git("commit", "--quiet", "-m", "Begin")
    ada.git("push", "--quiet", "origin", "main")

    # One authority founds, and makes a second one: both sign, on two machines.
    ada.new_key("ada")
    ben_public = ben.new_key("ben")
    safe = [ada.new_key(f"safe{number}") for number in range(3)]
    recovery = [word for path in safe for word in ("--recovery", path)]
    root = ada.entangle("init", "--as", "ada", "--key", "ada", *recovery)
    add_ben = ("principal", "add", "ben", "--kind", "authority", "--person", "ben")
    add_ben += ("--law", ben_public)
    ada.entangle(*add_ben, status=1, code="T109")
    ada.entangle(*add_ben, "--threshold", "2", status=1, code="T110")
    draft = os.path.join(stage, "draft.json")

    def fresh(path):
        """The path, with nothing there: a change is added to a draft that is."""
        if os.path.exists(path):
            os.remove(path)
        return path

    ada.entangle(*add_ben, "--threshold", "2", "--draft", draft)
    ada.push()
    for actor in everyone:
        actor.pull()
        actor.git("fetch", "--quiet", "origin", "main:main", "--update-head-ok")
        actor.entangle("trust", "pin", root)
    shown = ben.entangle("trust", "sign", "--dry-run", draft)
    check("the draft shows what it adds", "+ principal ben: kind authority, " in shown, shown)
    ada.entangle("trust", "publish", draft, status=1, code="T110")
    ben.entangle("trust", "sign", draft)
    ada.entangle("trust", "publish", draft)
    ada.verify("verified")
    ada.entangle("trust", "publish", draft, status=1, code="T108")
    ada.entangle(*add_ben, "--draft", draft, status=1, code="T108")
    ada.push()

    def law(*words):
        """A change of the law by both authorities."""
        path = fresh(draft)
        ada.entangle(*words, "--draft", path)
        ben.pull()
        ben.entangle("trust", "sign", path)
        ada.entangle("trust", "publish", path)
        ada.push()
        for actor in everyone:
            if actor is not ada:
                actor.pull()

    # One of two cannot make law alone.
    lead_public = lead.new_key("lead")
    agent_public = agent.new_key("agent")
    add_lead = ("principal", "add", "lead", "--kind", "user", "--person", "lee")
    ada.entangle(*add_lead, "--law", lead_public, status=1, code="T110")
    law(*add_lead, "--law", lead_public)
    law("principal", "add", "agent", "--kind", "worker", "--person", "bo", "--law", agent_public)
    graph = os.path.join(stage, "graph.json")
    with open(graph, "w") as file:
        json.dump(
            {
                "schema": "entangle/graph@v1",
                "edges": [{"from": "lead", "relation": "delegates", "to": "agent"}],
                "policies": [],
            },
            file,
        )
    law("graph", "apply", graph)

    def ask(status=0, code=None):
        return lead.entangle(
            "task", "request", "--to", "agent", "--input", "main", "--brief", "Do it.",
            status=status, code=code,
        )

    first = ask()
    lead.push()
    agent.pull()
    agent.entangle("task", "accept", first[:12])
    agent.push()
    ada.pull()

    # The agent's key is followed by another; what the old one accepted, the new one ends.
    next_public = agent.new_key("next")
    second_agent_key = ("principal", "add", "agent2", "--kind", "worker", "--person", "bo")
    ada.entangle(*second_agent_key, "--law", agent_public, "--draft", fresh(draft), status=1, code="T116")
    check("what can never be law is no draft", not os.path.exists(draft))
    law("key", "rotate", "agent", "--law", next_public)
    check("the old key is retired", ada.keys_of("agent")[0]["revoked"]["reason"] == "retired")
    agent.entangle("task", "result", first[:12])
    agent.push()
    lanes = agent.git("for-each-ref", "--format=%(refname)", "refs/entangle/events/agent/")
    check("a new key has a new lane", len(lanes.split()) == 2, lanes)
    ada.pull()
    ada.verify("verified")

    git_agrees(ada, stage)

    # Suspended, the lead cannot ask, not even under the state that still let it.
    law("principal", "suspend", "lead")
    ask(status=1, code="A105")
    law("principal", "resume", "lead")
    ask()
    lead.push()
    ada.pull()
    ada.verify("verified")

    # The lead's key is stolen after its first event: the second one is tainted, more are refused.
    stolen = ada.keys_of("lead")[0]["id"]
    ada.entangle("key", "revoke", "lead", stolen[:8], "--reason", "compromised", status=128)
    law("key", "revoke", "lead", stolen[:8], "--reason", "compromised", "--after", "1")
    ada.verify("verified", "K106")
    ask(status=1, code="K105")
    law("key", "rotate", "lead", "--law", lead.new_key("lead2"))
    ask()
    lead.push()
    ada.pull()
    ada.verify("verified", "K106")

    # The lead stands by what it did sign with the stolen key, and nothing is said of it any more.
    tainted = [f["object"] for f in findings(ada) if f["code"] == "K106"]
    check("one event is tainted", len(tainted) == 1, tainted)
    ada.entangle("renew", tainted[0], status=1, code="A101")
    agent.pull()
    agent.entangle("renew", tainted[0], status=1, code="W101")
    lead.entangle("renew", tainted[0], "-m", "That was me")
    lead.entangle("renew", tainted[0], status=1, code="W119")
    shown = lead.entangle("show", tainted[0])
    check("show names who renewed it", "renewed: by lead" in shown and "tainted" not in shown, shown)
    lead.push()
    ada.pull()
    ada.verify("verified")

    # An operator may take away and give to machines, and no more; its role ends.
    op = Actor(stage, "op")
    op.git("init", "--quiet", "--initial-branch=main")
    op.git("remote", "add", "origin", bare)
    op_public = op.new_key("op")
    law("principal", "add", "op", "--kind", "operator", "--person", "olga", "--law", op_public)
    op.pull()
    op.entangle("trust", "pin", root)
    op.entangle("principal", "suspend", "agent", status=1, code="T127")
    law("principal", "grant", "op", "admin", "--days", "7")
    op.pull()
    op.entangle("principal", "suspend", "agent")
    op.entangle("principal", "suspend", "lead", status=1, code="T127")
    op.entangle("principal", "grant", "op", "owner", status=1, code="T127")
    op.entangle("principal", "resume", "agent")
    worker = ("principal", "add", "worker", "--kind", "worker", "--law", op.new_key("worker"))
    op.entangle(*worker, "--person", "olga", status=1, code="T127")
    op.entangle(*worker, "--person", "bo")
    op.push()
    for actor in everyone:
        actor.pull()

    # Everybody may freeze a key of its own, and nobody else's.
    own = lead.keys_of("lead")[-1]["id"]
    other = lead.keys_of("worker")[0]["id"]
    lead.entangle("key", "revoke", "worker", other, "--reason", "frozen", status=1, code="T127")
    lead.entangle("key", "revoke", "lead", own, "--reason", "frozen")
    lead.push()
    for actor in everyone:
        actor.pull()
    ask(status=1, code="K105")
    ada.verify("verified")

    # An authority's key is followed, with the signatures of old and new.
    ada.new_key("ada2")
    ada.entangle("key", "rotate", "ada", "--law", "ada2", "--draft", fresh(draft))
    ben.pull()
    ben.entangle("trust", "sign", draft)
    ada.entangle("trust", "publish", draft)
    ada.push()
    law("principal", "retire", "agent")
    ada.verify("verified")
    ada.entangle("principal", "resume", "agent", status=1, code="T115")

    # Both authorities are lost: two keys from the safe put the lead's person in their place.
    recover = os.path.join(stage, "recover.json")
    heir_public = lead.new_key("heir")
    heir = ("principal", "add", "heir", "--kind", "authority", "--person", "lee")
    lead.entangle(*heir, "--law", heir_public, "--draft", recover, "--as", "heir")
    lead.entangle("principal", "retire", "ada", "--draft", recover, "--as", "heir")
    lead.entangle("principal", "retire", "ben", "--draft", recover, "--as", "heir", status=1, code="T109")
    lead.entangle("principal", "retire", "ben", "--threshold", "1", "--draft", recover, "--as", "heir")
    beyond = os.path.join(stage, "beyond.json")
    lead.entangle("principal", "retire", "lead", "--draft", beyond, "--as", "heir")
    ada.entangle("trust", "sign", "--recovery", "safe0", beyond, status=1, code="T128")
    lead.entangle("trust", "sign", "--as", "heir", recover)
    lead.entangle("trust", "publish", "--as", "heir", recover, status=1, code="T110")
    ada.entangle("trust", "sign", "--recovery", "ada", recover, status=1, code="T112")
    ada.entangle("trust", "sign", "--recovery", "safe0", recover)
    lead.entangle("trust", "publish", "--as", "heir", recover, status=1, code="T110")
    ada.entangle("trust", "sign", "--recovery", "safe2", recover)
    lead.entangle("trust", "publish", "--as", "heir", recover)
    lead.verify("verified")
    lead.entangle("principal", "resume", "lead", "--as", "heir")

    # The new authority loses its key: under its own name it gets another, which signs and publishes.
    lead.push()
    ada.pull()
    os.remove(os.path.join(lead.home, "data/entangle/keys/heir.json"))
    heir_public = lead.new_key("heir2")
    again = os.path.join(stage, "again.json")
    lead.entangle("key", "rotate", "heir", "--law", heir_public, "--draft", again, "--as", "heir")
    lead.entangle("trust", "sign", "--as", "heir", again)
    ada.entangle("trust", "sign", "--recovery", "safe0", again)
    ada.entangle("trust", "sign", "--recovery", "safe2", again)
    lead.entangle("trust", "publish", "--as", "heir", again)
    lead.verify("verified")
    lead.entangle("edge", "add", "lead", "contacts", "heir", "--as", "heir")
    done = lead.run(lead.binary, "key", "revoke", "heir", lead.keys_of("heir")[-1]["id"], "--reason", "frozen", "--draft", again + "2", "--as", "heir")
    check("who ends the last key is told what is left", "nobody but the recovery set" in done.stderr, done.stderr)


def forked(stage):
    """Two authorities sign two drafts on one state; each publishes one without the network."""
    bare = os.path.join(stage, "project.git")
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", bare], check=True)
    ada, ben = (Actor(stage, name) for name in ("ada", "ben"))
    ada.git("init", "--quiet", "--initial-branch=main")
    ada.git("commit", "--quiet", "--allow-empty", "-m", "Begin")
    ada.git("remote", "add", "origin", bare)
    ada.git("push", "--quiet", "origin", "main")
    ada.new_key("ada")
    root = ada.entangle("init", "--as", "ada", "--key", "ada")
    draft = os.path.join(stage, "draft.json")
    ada.entangle(
        "principal", "add", "ben", "--kind", "authority", "--person", "ben",
        "--law", ben.new_key("ben"), "--threshold", "2", "--draft", draft,
    )
    ada.entangle("push")
    os.rmdir(ben.work)
    clone = subprocess.run(
        [BINARY, "clone", "--trust-root", root, bare, ben.work], cwd=ben.home,
        env=ben.environment, capture_output=True, text=True, timeout=120,
    )
    check("ben clones", clone.returncode == 0, clone.stdout + clone.stderr)
    ben.entangle("trust", "sign", draft)
    ada.entangle("trust", "publish", draft)

    def law(*words):
        path = os.path.join(stage, "law.json")
        if os.path.exists(path):
            os.remove(path)
        ada.entangle(*words, "--draft", path)
        ada.entangle("push")
        ben.entangle("fetch")
        ben.entangle("trust", "sign", path)
        ada.entangle("trust", "publish", path)
        ada.entangle("push")
        ben.entangle("fetch")

    users = (("anna", ada), ("bert", ben), ("both", ada))
    for name, actor in users:
        law("principal", "add", name, "--kind", "user", "--person", name,
            "--law", actor.new_key(name))
    graph = os.path.join(stage, "graph.json")
    with open(graph, "w") as file:
        edges = [
            {"from": a, "relation": "delegates", "to": b}
            for a, b in (("anna", "bert"), ("bert", "anna"))
        ]
        json.dump({"schema": "entangle/graph@v1", "edges": edges, "policies": []}, file)
    law("graph", "apply", graph)

    # Both sign both drafts; each publishes one of them, and work goes on on both sides.
    drafts = [os.path.join(stage, f"{actor.name}.json") for actor in (ada, ben)]
    late = ben.new_key("late")
    ada.entangle("principal", "suspend", "both", "--draft", drafts[0])
    ben.entangle(
        "principal", "add", "late", "--kind", "user", "--person", "late", "--law", late,
        "--draft", drafts[1],
    )
    ben.entangle("trust", "sign", drafts[0])
    ada.entangle("trust", "sign", drafts[1])
    ada.entangle("trust", "publish", drafts[0])
    ben.entangle("trust", "publish", drafts[1])

    def ask(actor, who, to, status=0, code=None):
        return actor.entangle(
            "task", "request", "--as", who, "--to", to, "--input", "main", "--brief", "Do it.",
            status=status, code=code,
        )

    kept = ask(ada, "anna", "bert")
    void = ask(ben, "bert", "anna")
    ada.entangle("push")
    lost = ben.git("rev-parse", "refs/entangle/trust")
    refs = ben.git("for-each-ref", "refs/entangle/")
    ben.entangle("fetch", status=1)
    check("a fork moves nothing", ben.git("for-each-ref", "refs/entangle/") == refs)
    ben.entangle("push", status=1)
    ben.verify("verified")
    ben.entangle("trust", "resolve")
    ada.entangle("trust", "resolve", status=1)

    # The one on the losing side drafts the end of the fork; none of both can publish it alone.
    end = os.path.join(stage, "end.json")
    ben.entangle("trust", "resolve", "--keep", "theirs", status=1, code="T110")
    ben.entangle("trust", "resolve", "--keep", "theirs", "--draft", end)
    ben.entangle("trust", "publish", end, status=1, code="T110")
    shown = ada.entangle("trust", "sign", "--dry-run", end)
    check("the draft shows what is void", "makes void" in shown, shown)
    ada.entangle("trust", "sign", end)
    ada.entangle("trust", "publish", end)
    ada.entangle("push")
    ben.entangle("fetch")
    check("the tip that lost is kept", ben.git("rev-parse", f"refs/entangle-void/{lost}") == lost)
    log = ben.entangle("trust", "log")
    check("trust log shows what is void", "makes void" in log, log)

    # The lane that lost goes on; what was asked in between counts for nothing.
    ben.verify("verified", "A106")
    ben.entangle("why", void[:12], status=1)
    ada.entangle("task", "accept", "--as", "anna", void[:12], status=128)
    ben.entangle("task", "accept", "--as", "bert", kept[:12])
    again = ask(ben, "bert", "anna")
    ben.entangle("push")
    ada.entangle("fetch")
    ada.entangle("task", "accept", "--as", "anna", void[:12], status=1, code="A107")
    ada.entangle("task", "accept", "--as", "anna", again[:12])
    ada.entangle("push")
    ben.entangle("fetch")
    same = [
        actor.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/entangle/")
        for actor in (ada, ben)
    ]
    check("both clones have the same", same[0] == same[1], "\n".join(same))
    for actor in (ada, ben):
        actor.verify("verified", "A106")
    done = ada.run(BINARY, "verify", "--trust-root", root, bare)
    check("the bare repository is verified", done.returncode == 0, done.stdout)
    git_agrees(ada, stage)


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-trust-") as stage:
        story(stage)
    with tempfile.TemporaryDirectory(prefix="entangle-fork-") as stage:
        forked(stage)
    return CHECKS.report("trust")


if __name__ == "__main__":
    sys.exit(main())
