"""Pushes to a bare repository under guard with real git: what the rules allow is taken, all else is refused with
its code, and nothing moves then.

usage: gate.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

from checks import Checks
from clone import Clone

BINARY = os.path.abspath(sys.argv[1])
OBJECT_FORMAT = sys.argv[2] if len(sys.argv) > 2 else "sha1"
CHECKS = Checks()
check = CHECKS.check
CHECKER = os.path.join(os.path.dirname(__file__), "..", "..", "templates", "checkproof.py")
EVERYTHING = ["main", "refs/entangle/*:refs/entangle/*"]


class Team(Clone):
    """One clone, one home, many names, and a server."""

    def __init__(self, stage):
        home = os.path.join(stage, "home")
        programs = os.path.join(stage, "programs")
        os.makedirs(programs)
        os.symlink(BINARY, os.path.join(programs, "entangle"))
        super().__init__(
            BINARY, CHECKS, home, "bo", GIT_DEFAULT_HASH=OBJECT_FORMAT,
            PATH=programs + ":" + os.environ["PATH"])
        self.code = os.path.join(home, "code")
        self.bare = os.path.join(stage, "project.git")
        self.git("init", "--quiet", "--bare", "--initial-branch=main", self.bare)

    def by(self, actor, *words, **due):
        return self.entangle(*words, "--as", actor, **due)

    def refs(self, path=None):
        return self.git("--git-dir", path or self.bare, "for-each-ref").splitlines()

    def commit(self, text):
        with open(os.path.join(self.work, "greeting"), "a") as file:
            file.write(text + "\n")
        self.sign("-a", "-m", text)
        return self.git("rev-parse", "HEAD")

    def sign(self, *words):
        self.git(
            "-c", "gpg.format=ssh", "-c", f"user.signingKey={self.code}", "commit", "--quiet", "-S", *words)

    def lane(self, name):
        """The ref of the one lane of a principal, and where it stands."""
        lines = self.git("for-each-ref", "--format=%(refname) %(objectname)", f"refs/entangle/events/{name}/")
        return lines.split()

    def push(self, name, *refs, code=None, said=None, environment=None):
        """Pushes; must be refused with that code, or taken where there is none."""
        before = self.refs()
        done = subprocess.run(
            ["git", "push", "--quiet", "--atomic", "origin", *refs], cwd=self.work,
            env={**self.environment, **(environment or {})}, capture_output=True, text=True, timeout=120)
        told = [line for line in done.stderr.splitlines() if line.startswith("remote: ")]
        if code is None and said is None:
            check(name, done.returncode == 0, done.stderr)
            return
        check(f"{name} is refused", done.returncode != 0, done.stderr)
        check(f"{name} says why", (not code or f"[{code}]" in done.stderr) and (not said or said in done.stderr), done.stderr)
        check(f"{name} says it shortly", len(told) <= 20, done.stderr)
        check(f"{name} moves nothing", self.refs() == before, self.refs())


def found(team):
    """A repository, three principals, and a policy."""
    team.git("init", "--quiet", "--initial-branch=main")
    team.git("remote", "add", "origin", team.bare)
    with open(os.path.join(team.work, "greeting"), "w") as file:
        file.write("hello\n")
    team.git("add", "greeting")
    team.git("commit", "--quiet", "-m", "Begin")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", team.code], check=True)
    kinds = {"lead": "user", "builder": "worker", "reviewer": "reviewer"}
    for name in ("root", *kinds):
        team.entangle("key", "new", name, "--use", "law", "--no-passphrase")
        with open(os.path.join(team.home, name + ".pub"), "w") as file:
            file.write(team.entangle("key", "show", name).splitlines()[0] + "\n")
    team.entangle("init", "--as", "root", "--key", "root")
    for name, kind in kinds.items():
        law = ["--law", os.path.join(team.home, name + ".pub")]
        code = ["--code", team.code + ".pub"] if name == "builder" else []
        team.by("root", "principal", "add", name, "--kind", kind, "--person", name, *law, *code)
    graph = {
        "schema": "entangle/graph@v1",
        "edges": [
            {"from": "lead", "relation": "delegates", "to": "builder"},
            {"from": "reviewer", "relation": "reviews", "to": "builder"},
        ],
        "policies": [{"name": "main", "ref": "refs/heads/main", "approvals": 1, "landers": ["lead"]}],
    }
    path = os.path.join(team.home, "graph.json")
    with open(path, "w") as file:
        json.dump(graph, file)
    team.by("root", "graph", "apply", path)
    return team.entangle("trust", "pin")


def setting_up(team, root):
    """Put under guard, once; what is loosened is told."""
    team.entangle("host", "doctor", team.bare, status=1)
    # So many pushes in so short a time as here are nobody's.
    done = team.entangle("host", "init", team.bare, "--trust-root", root, "--rate", "10000/60")
    check("it says what it changes", "pre-receive" in done and "receive.fsckObjects" in done, done)
    check("again it changes nothing", not team.entangle("host", "init", team.bare, "--trust-root", root))
    team.entangle("host", "doctor", team.bare)
    team.git("--git-dir", team.bare, "config", "receive.fsckObjects", "false")
    loose = [("receive.fsck.duplicateEntries", "ignore"), ("receive.fsck.nullSha1", "error"), ("receive.procReceiveRefs", "refs/for")]
    for key, value in loose:
        team.git("--git-dir", team.bare, "config", key, value)
    hook = os.path.join(team.bare, "hooks", "pre-receive")
    os.chmod(hook, 0o644)
    told = json.loads(team.entangle("host", "doctor", team.bare, "--json", status=1))
    bad = {item["check"] for item in told["checks"] if not item["isWell"]}
    check("what was loosened is found", bad == {
        "receive.fsckObjects", "receive.fsck", "receive.procReceiveRefs", "hook pre-receive"}, told)
    for key, _ in loose:
        team.git("--git-dir", team.bare, "config", "--unset", key)
    os.chmod(hook, 0o755)
    team.entangle("host", "init", team.bare, "--trust-root", root)
    team.entangle("host", "doctor", team.bare)
    team.entangle("host", "init", team.work, "--trust-root", root, status=128)
    own = os.path.join(team.home, "own.git")
    team.git("init", "--quiet", "--bare", own)
    with open(os.path.join(own, "hooks", "pre-receive"), "w") as file:
        file.write("#!/bin/sh\nexit 0\n")
    os.chmod(os.path.join(own, "hooks", "pre-receive"), 0o755)
    team.entangle("host", "init", own, "--trust-root", root, status=128)
    check("a hook of others stays", not os.path.exists(os.path.join(own, "entangle")))


def founding(team, root):
    """The first push brings the law, and no other law than that."""
    team.push("code before the law", "main", code="T123", said="hint: 'entangle push' brings the law first")
    team.push("everything", *EVERYTHING)
    check("it is verified", team.run(BINARY, "verify", team.bare, "--trust-root", root).returncode == 0)
    foreign = os.path.join(team.home, "foreign.git")
    team.git("init", "--quiet", "--bare", foreign)
    team.entangle("host", "init", foreign, "--trust-root", "0" * 64)
    done = team.run("git", "push", "--quiet", foreign, *EVERYTHING)
    check("another law than the one that is due", "[T102]" in done.stderr, done.stderr)
    check("nothing of it is there", not team.refs(foreign))


def working(team):
    """What is allowed is taken: lanes grow, a change lands, and nobody minds branches that nobody protects."""
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "Greet")
    team.push("a lane that grows", team.lane("lead")[0])
    team.by("builder", "task", "accept", asked)
    team.git("checkout", "--quiet", "-b", "work")
    base, head = team.git("rev-parse", "main"), team.commit("one")
    team.push("a branch that nobody protects", "work")
    team.sign("--amend", "-m", "other words")
    head = team.git("rev-parse", "HEAD")
    team.push("a branch that nobody protects, moved", "+work")
    team.git("tag", "-a", "-m", "mine", "mine")
    team.push("a tag", "mine")
    change = team.by("builder", "propose", "--ref", "main", "--message", "One", "--for", asked)
    request = team.by("builder", "approval", "request", "--approver", "reviewer", change)
    team.push("a proposal", "refs/entangle/*:refs/entangle/*")
    team.push("a branch before it has landed", f"{head}:refs/heads/main", code="R101", said="hint: 'entangle propose --ref main', then ")
    team.by("reviewer", "approve", request)
    team.git("checkout", "--quiet", "main")
    team.by("lead", "land", change)
    check("the landing is there", f"{head} commit\trefs/heads/main" in team.refs(), team.refs())
    team.push("a branch that nobody protects, gone", ":work")
    team.git("checkout", "--quiet", "-b", "side")
    side = team.commit("aside")
    task = team.by("lead", "task", "request", "--to", "builder", "--brief", "Look", "--input", "side")
    team.push("a task and the branch that it starts from", "side", "refs/entangle/*:refs/entangle/*")
    team.push("what it starts from, gone", f":refs/entangle/inputs/{task}", code="H102")
    team.push("that branch, gone", ":side")
    team.git("--git-dir", team.bare, "gc", "--quiet", "--prune=now")
    team.git("--git-dir", team.bare, "cat-file", "-e", side)
    team.git("checkout", "--quiet", "main")
    team.push("a landed branch, back", f"+{base}:refs/heads/main", code="R102", said="hint: only 'entangle land' moves")
    team.push("a protected branch, gone", ":main", code="R103", said="hint: a protected branch cannot be deleted")


def branching(team):
    """A branch that was made after the founding is protected, and changes land on it."""
    protect = ("--approvals", "1", "--lander", "lead")
    team.by("root", "policy", "set", "release", *protect, status=1, code="T114")
    team.git("branch", "release", "main")
    team.by("root", "policy", "set", "release", *protect)
    team.push("a law that lets a branch begin that is not there yet", "refs/entangle/trust")
    team.push("the branch elsewhere than it begins", "work:refs/heads/release", code="R101")
    team.push("the branch where it begins", "release")
    team.git("checkout", "--quiet", "release")
    head = team.commit("fixed")
    change = team.by("builder", "propose", "--ref", "release", "--message", "Fix")
    request = team.by("builder", "approval", "request", "--approver", "reviewer", change)
    team.git("checkout", "--quiet", "main")
    team.git("branch", "--force", "release", "release~1")
    team.by("reviewer", "approve", request)
    team.push("the branch before its change has landed", f"{head}:refs/heads/release", code="R101")
    team.push("what is said of the change", "refs/entangle/*:refs/entangle/*")
    team.by("lead", "land", change)
    check("the change has landed there", f"{head} commit\trefs/heads/release" in team.refs(), team.refs())
    team.push("the branch back where it began", f"+{head}~1:refs/heads/release", code="R102")
    team.git("push", "--quiet", "origin", "main:refs/heads/old")
    tree = team.git("rev-parse", "main^{tree}")
    more = team.git("commit-tree", "-m", "more", "-p", "main", tree)
    team.git("push", "--quiet", "origin", f"{more}:refs/heads/old")
    team.git("fetch", "--quiet")
    team.git("update-ref", "refs/remotes/origin/old", "main")
    team.by("root", "policy", "set", "old", *protect)
    law = team.git("rev-parse", "refs/entangle/trust")
    team.push("a law by which a branch begins where it has been", "refs/entangle/trust", code="R101")
    team.git("update-ref", "refs/entangle/trust", f"{law}~1")
    team.git("update-ref", "refs/remotes/origin/old", more)
    team.by("root", "policy", "set", "old", *protect)
    team.push("a law by which it begins where it is", "refs/entangle/trust")
    copy = os.path.join(team.home, "branching")
    root = team.entangle("trust", "pin")
    team.entangle("clone", "--trust-root", root, team.bare, copy)
    team.entangle("-C", copy, "verify")
    proof = os.path.join(team.home, "branching.proof")
    for name in (head, "refs/heads/old"):
        with open(proof, "w") as file:
            file.write(team.entangle("-C", copy, "prove", name) + "\n")
        team.entangle("verify", "--proof", proof, "--trust-root", root)
        done = team.run("/usr/bin/python3", CHECKER, "--root", root, proof)
        check(f"the second checker agrees on {name}", done.stdout == "verified\n", done.stdout + done.stderr)


def forging(team):
    """What is not allowed is refused, by whoever it is pushed."""
    base = team.git("rev-parse", "main")
    lane, head = team.lane("lead")
    before = team.git("rev-parse", f"{head}^1")
    team.push("a replacement", f"main:refs/replace/{base}", code="H101")
    team.push("notes", "main:refs/notes/commits", code="H101")
    team.push("a branch called HEAD", "main:refs/heads/HEAD", code="H101")
    team.push("an unknown ref of the record", "main:refs/entangle/other", code="H101")
    team.push("a lane, gone", f":{lane}", code="H102")
    team.push("the law, gone", ":refs/entangle/trust", code="H102")
    team.push("a lane taken back", f"+{before}:{lane}", code="H103")
    team.push("older law", "+refs/entangle/trust~1:refs/entangle/trust", code="H104")
    stranger = f"refs/entangle/events/builder/{'0' * 32}"
    team.push("a lane under another name", f"{team.lane('builder')[1]}:{stranger}", code="L101")
    team.by("lead", "task", "request", "--to", "builder", "--brief", "More")
    changed = team.git("cat-file", "commit", lane).replace("\nTo: builder", "\nTo: reviewer")
    changed = changed.replace("task.request builder", "task.request reviewer")
    path = os.path.join(team.home, "changed")
    with open(path, "w") as file:
        file.write(changed + "\n")
    forged = team.git("hash-object", "-t", "commit", "-w", path)
    team.push("a changed event", f"{forged}:{lane}", code="S101")
    team.push("a lane by somebody else", lane, code="H106", environment={"ENTANGLE_PUSHER": "reviewer"})
    team.push("a lane by its owner", lane, environment={"ENTANGLE_PUSHER": "lead"})
    many = [f"main:refs/heads/many/{number}" for number in range(4_100)]
    team.push("too many refs", *many, code="H105")
    good_and_bad = [f"main:refs/heads/good", "main:refs/notes/bad"]
    team.push("one ref that is wrong", *good_and_bad, code="H101")
    team.push("the other alone", good_and_bad[0])


def losing(team):
    """Who loses a right cannot go on by what he kept back."""
    team.by("builder", "task", "update", team.last, "-m", "Half of it")
    kept = team.lane("builder")
    team.git("update-ref", kept[0], f"{kept[1]}^1")
    team.by("root", "principal", "suspend", "builder")
    team.push("the law that takes it", "refs/entangle/trust")
    team.git("update-ref", kept[0], kept[1])
    team.push("what was kept back", kept[0], code="A105")
    team.git("update-ref", kept[0], f"{kept[1]}^1")


def breaking(team):
    """Where the guard cannot look, nothing is taken."""
    team.by("lead", "task", "request", "--to", "reviewer", "--brief", "x", status=1)
    without = {"PATH": "/usr/bin:/bin"}
    team.push("no program", "main:refs/heads/x", said="no program 'entangle'", environment=without)
    settings = os.path.join(team.bare, "entangle", "host.json")
    with open(settings) as file:
        text = file.read()
    for name, wrong in (("empty", ""), ("of a later version", text.replace("@v1", "@v2"))):
        with open(settings, "w") as file:
            file.write(wrong)
        team.push(f"settings that are {name}", "main:refs/heads/x", said="is damaged")
    os.unlink(settings)
    team.push("no settings", "main:refs/heads/x", said="not under guard")
    with open(settings, "w") as file:
        file.write(text)
    os.chmod(settings, 0o600)

    # Git is killed when the push was judged, and before its refs moved.
    hook = os.path.join(team.bare, "hooks", "pre-receive")
    with open(hook) as file:
        right = file.read()
    with open(hook, "w") as file:
        file.write("#!/bin/sh\nentangle hook pre-receive && kill -9 $PPID\n")
    done = team.run("git", "push", "--quiet", "origin", "main:refs/heads/killed")
    check("a push that is killed fails", done.returncode != 0)
    with open(hook, "w") as file:
        file.write(right)
    team.push("the push after it", "main:refs/heads/x")
    team.push("a tag by the name of the branch", "main:refs/tags/main", code="H134")
    team.push("a branch by its name in another case", "main:refs/heads/Main", code="H134")
    team.push("a tag by the name of the remote", "main:refs/tags/origin", code="H134")
    team.push("into a namespace", "main:refs/heads/y", said="namespace 'z'", environment={"GIT_NAMESPACE": "z"})


def ending(team):
    """A push of which nothing is left to be written ends its turn without a program; any other calls it."""
    hook, turn = (os.path.join(team.bare, *names) for names in (("hooks", "post-receive"), ("entangle", "turn")))
    with open(hook, encoding="ascii") as file:
        text = file.read()
    called = turn + ".called"
    with open(hook, "w", encoding="ascii") as file:
        file.write(text.replace("exec entangle", "touch entangle/turn.called; exec entangle"))
    team.push("what has no receipt", "main:refs/heads/ended")
    check("its turn has ended", os.path.getsize(turn) == 0 and not os.path.exists(called))
    at = "$(cut -d\" \" -f22 /proc/$$/stat)@1/a"
    words = {
        "PID AT done each": b"",
        "PID AT record each": None,
        f"PID AT done {'0' * 64}": b"",
        "PID AT done each\\nserver 0": None,
        "PID 1@1/a done each": None,
        "1 AT done each": None,
        "PID AT done": b"",
        "": None,
    }
    for word, left in words.items():
        with open(turn, "wb"):
            pass
        note = word.replace("PID", "$$").replace("AT", at)
        script = f'printf "{note}\\n" >entangle/turn; sh hooks/post-receive'
        done = team.run("git", "-C", team.bare, "-c", f"alias.end=!{script}", "end")
        check(f"the word '{word}'", os.path.exists(called) == (left is None), done)
        check(f"what is left of '{word}'", (os.path.getsize(turn) == 0) == (left == b""), done)
        if os.path.exists(called):
            os.remove(called)
    with open(hook, "w", encoding="ascii") as file:
        file.write(text)
    os.remove(turn)
    team.push("pushes go on", "main:refs/heads/ended-again")


def at_once(team):
    """Pushes at the same time: each is judged by what the ones before have made."""
    clones = []
    for number in range(4):
        copy = os.path.join(team.home, f"copy-{number}")
        team.git("clone", "--quiet", team.bare, copy)
        clones.append(copy)
    pushes = [
        subprocess.Popen(
            ["git", "push", "--quiet", "origin", f"main:refs/heads/at-once/{number}-{turn}"],
            cwd=copy, env=team.environment, stderr=subprocess.PIPE, text=True)
        for turn in range(3) for number, copy in enumerate(clones)]
    for push in pushes:
        told = push.communicate(timeout=120)[1]
        check("a push beside others", push.returncode == 0, told)
    check("all are there", sum("at-once" in ref for ref in team.refs()) == len(pushes))


def containers(team):
    """Two pushes through PID namespaces of their own, in which both gits have the same number: the second waits for the first, and
    each moves its ref."""
    inside = ["unshare", "--pid", "--fork", "--mount-proc"]
    if team.run(*inside, "true").returncode != 0:
        print("gate: skipped: no PID namespaces are to be had here")
        return
    hook, turn = (os.path.join(team.bare, *names) for names in (("hooks", "update"), ("entangle", "turn")))
    with open(hook, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\ncase $1 in *first) sleep 2 ;; esac\n")
    os.chmod(hook, 0o755)

    def push(name):
        return subprocess.Popen(
            [*inside, "git", "push", "--quiet", team.bare, f"main:refs/heads/{name}"], cwd=team.work,
            env=team.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    first = push("first")
    for _ in range(500):
        if os.path.exists(turn) and os.path.getsize(turn):
            break
        time.sleep(0.01)
    with open(turn, encoding="ascii", errors="replace") as file:
        holder = file.read().split(" ")[0]
    begun = time.monotonic()
    second = push("second")
    said = [process.communicate(timeout=60)[0] for process in (first, second)]
    check("one container", first.returncode == 0, said[0])
    check("another", second.returncode == 0, said[1])
    check("their gits have small numbers", holder.isdigit() and int(holder) < 50, holder)
    check("the second waits", time.monotonic() - begun > 1, str(begun))
    os.remove(hook)


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-gate-") as stage:
        team = Team(stage)
        root = found(team)
        setting_up(team, root)
        founding(team, root)
        working(team)
        branching(team)
        team.last = team.by("lead", "task", "request", "--to", "builder", "--brief", "Last")
        team.by("builder", "task", "accept", team.last)
        team.push("both lanes", "refs/entangle/*:refs/entangle/*")
        forging(team)
        losing(team)
        breaking(team)
        ending(team)
        containers(team)
        at_once(team)
        verified = team.run(BINARY, "verify", team.bare, "--trust-root", root)
        check("what the server holds is verified", verified.returncode == 0, verified.stdout)
        git = team.run("git", "--git-dir", team.bare, "fsck", "--strict")
        check("git finds nothing wrong", git.returncode == 0, git.stderr)
    return CHECKS.report("gate")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("gate")
        raise
    sys.exit(STATUS)
