"""Plays the everyday work of a team with the real program: every command that signs about tasks,
changes, conversations and connections, and the commands that tell what stands.

usage: work.py BINARY [sha1|sha256]

All play in one clone, told apart by '--as'. Ends with 0 where every check passes.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile

from checks import Checks
from clone import Clone

BINARY = os.path.abspath(sys.argv[1])
OBJECT_FORMAT = sys.argv[2] if len(sys.argv) > 2 else "sha1"
CHECKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../templates/checkproof.py")
CHECKS = Checks()
check = CHECKS.check


class Team(Clone):
    """One clone, one home, many names."""

    def __init__(self, stage):
        home = os.path.join(stage, "home")
        super().__init__(BINARY, CHECKS, home, "bo", GIT_DEFAULT_HASH=OBJECT_FORMAT)
        self.code = os.path.join(home, "code")

    def by(self, actor, *words, **due):
        return self.entangle(*words, "--as", actor, **due)

    def json(self, *words, status=0):
        return json.loads(self.entangle(*words, "--json", status=status))

    def commit(self, text):
        with open(os.path.join(self.work, "greeting"), "a") as file:
            file.write(text + "\n")
        self.git(
            "-c", "gpg.format=ssh", "-c", f"user.signingKey={self.code}",
            "commit", "--quiet", "-S", "-a", "-m", text,
        )


def found(team, stage):
    """A repository, five principals, and a graph between them."""
    bare = os.path.join(stage, "project.git")
    team.git("init", "--quiet", "--bare", "--initial-branch=main", bare)
    team.git("init", "--quiet", "--initial-branch=main")
    team.git("remote", "add", "origin", bare)
    with open(os.path.join(team.work, "greeting"), "w") as file:
        file.write("hello\n")
    team.git("add", "greeting")
    team.git("commit", "--quiet", "-m", "Begin")
    team.git("push", "--quiet", "-u", "origin", "main")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", team.code], check=True)
    kinds = {
        "lead": "user", "builder": "worker", "helper": "worker", "reviewer": "reviewer",
        "runner": "runner",
    }
    team.entangle("key", "new", "seal", "--use", "artifact", "--no-passphrase")
    for name in ("root", *kinds):
        team.entangle("key", "new", name, "--use", "law", "--no-passphrase")
        with open(os.path.join(team.home, name + ".pub"), "w") as file:
            file.write(team.entangle("key", "show", name).splitlines()[0] + "\n")
    team.entangle("init", "--as", "root", "--key", "root")
    for name, kind in kinds.items():
        law = ["--law", os.path.join(team.home, name + ".pub")]
        code = ["--code", team.code + ".pub"] if name == "builder" else []
        seal = ["--artifact", "seal"] if name == "runner" else []
        team.by(
            "root", "principal", "add", name, "--kind", kind, "--person", name, *law, *code, *seal
        )
    edges = [
        ("lead", "delegates", "builder"),
        ("builder", "hands-off", "helper"),
        ("reviewer", "reviews", "builder"),
        ("helper", "contacts", "lead"),
        ("lead", "delegates", "runner"),
    ]
    graph = {
        "schema": "entangle/graph@v1",
        "edges": [dict(zip(("from", "relation", "to"), edge)) for edge in edges],
        "policies": [
            {"name": "main", "ref": "refs/heads/main", "approvals": 1, "landers": ["lead"]}
        ],
    }
    path = os.path.join(team.home, "graph.json")
    with open(path, "w") as file:
        json.dump(graph, file)
    team.by("root", "graph", "apply", path)


def tasks(team):
    """Requested, declined, handed on, cancelled."""

    def ask():
        return team.by("lead", "task", "request", "--to", "builder", "--brief", "Greet\nthe w\u00f6rld")

    declined = ask()
    team.by("builder", "task", "reject", declined, "-m", "Not mine")
    team.by("builder", "task", "accept", declined, status=1, code="W102")
    status = team.json("status", "--as", "lead")
    check("what was declined is stuck", [i["event"] for i in status["stuck"]] == [declined])
    # (Until its requester asks for another.)
    moved = ask()
    status = team.json("status", "--as", "builder")
    check("a request waits for its addressee", [i["event"] for i in status["mine"]] == [moved])
    status = team.json("status", "--as", "lead")
    check("the requester waits", [i["event"] for i in status["others"]] == [moved])
    team.by("reviewer", "task", "accept", moved, status=1, code="W101")
    team.by("builder", "task", "accept", moved)
    team.by("builder", "task", "update", moved, "-m", "Half of it")
    team.by("builder", "handoff", moved, "--to", "lead", status=1, code="A102")
    team.by("builder", "handoff", moved, "--to", "helper", "--brief", "You know this")
    team.by("builder", "task", "result", moved, status=1, code="W102")
    team.by("helper", "task", "accept", moved)
    shown = team.json("task", "show", moved)
    check("a handed-on task is with the other", shown["to"] == "helper", shown)
    check("a handed-on task is accepted", shown["phase"] == "accepted", shown)
    kinds = [event["kind"] for event in shown["events"]]
    due = ["request", "accept", "update", "handoff", "accept"]
    check("the task's story is told", kinds == ["task." + kind for kind in due], kinds)
    team.by("helper", "task", "result", moved, "--report", "Done")
    team.by("lead", "cancel", moved, status=1, code="W102")
    dropped = ask()
    team.by("builder", "task", "accept", dropped)
    team.by("builder", "cancel", dropped, status=1, code="W101")
    team.by("lead", "cancel", dropped, "-m", "No more")
    team.by("builder", "task", "result", dropped, status=1, code="W102")
    listed = team.json("task", "list", "--all")["tasks"]
    phases = {task["id"]: task["phase"] for task in listed}
    due = {declined: "rejected", moved: "succeeded", dropped: "cancelled"}
    check("every task is at its end", phases == due, phases)
    check("no task is open", team.entangle("task", "list") == "")


def approvals(team):
    """Reviewed, approved, taken back, asked for again, landed."""
    team.commit("world")
    proposal = team.by("builder", "propose", "--ref", "main", "-m", "Greet the world")
    words = ["review", proposal, "-m", "Well"]
    team.by("reviewer", *words, "--verdict", "endorse")
    team.by("lead", *words, status=1, code="A102")
    team.by("reviewer", *words, "--verdict", "maybe", status=129)
    request = team.by("builder", "approval", "request", proposal, "--approver", "reviewer")
    waiting = team.json("status", "--as", "reviewer")["mine"]
    check("the request waits for its approver", [i["event"] for i in waiting] == [request], waiting)
    team.by("reviewer", "withdraw", request, status=128)
    response = team.by("reviewer", "approve", request)
    check("then it does not", team.json("status", "--as", "reviewer")["mine"] == [])
    team.by("reviewer", "withdraw", request, "-m", "I was wrong")
    team.by("reviewer", "withdraw", response, status=1, code="W107")
    team.by("lead", "land", proposal, status=1, code="W109")
    check("what is withdrawn says so", "withdrawn" in team.entangle("show", response).split("\n"))
    again = team.by("builder", "approval", "request", proposal, "--approver", "reviewer")
    team.by("reviewer", "approve", again)
    team.by("lead", "land", proposal)
    team.git("fetch", "--quiet", "origin")
    events = team.json("log", "--ref", "main", "--kind", "land")["events"]
    check("the landing is in the log", len(events) == 1 and events[0]["principal"] == "lead")


def releases(team):
    """A tag of what landed: recorded once, and it stays where it is."""

    def sign(*words):
        team.git(
            "-c", "gpg.format=ssh", "-c", f"user.signingKey={team.code}",
            "tag", "-s", "-m", "One", *words,
        )

    team.by("lead", "tag", "v1", status=128)
    team.git("tag", "plain", "origin/main")
    team.by("lead", "tag", "plain", status=1, code="G104")
    team.git("tag", "-a", "-m", "One", "unsigned", "origin/main")
    team.by("lead", "tag", "unsigned", status=1, code="G104")
    sign("early", "origin/main~1")
    team.by("lead", "tag", "early", status=1, code="W118")
    sign("v1", "origin/main")
    team.by("builder", "tag", "v1", status=1, code="W112")
    event = team.by("lead", "tag", "v1")
    team.by("lead", "tag", "v1", status=1, code="W118")
    team.json("verify", ".", "v1")
    report = team.json("verify")
    check("a tag stands", report["verdict"] == "verified", report["findings"])
    team.entangle("why", event)
    tip = team.git("rev-parse", "refs/tags/v1")
    team.git("tag", "--force", "v1", "origin/main~1")
    codes = [finding["code"] for finding in team.json("verify", status=1)["findings"]]
    check("a tag that moved is refused", codes == ["R107"], codes)
    codes = [
        finding["code"] for finding in team.json("verify", ".", "v1", status=1)["findings"]
    ]
    check("so is the verdict about that tag", codes == ["R107"], codes)
    team.json("verify", ".", "main")
    team.entangle("verify", ".", "plain", status=2)
    team.git("update-ref", "-d", "refs/tags/v1")
    team.entangle("verify", status=2)
    team.entangle("verify", ".", "v1", status=2)
    team.entangle("verify", ".", "main")
    team.git("update-ref", "refs/tags/v1", tip)
    check("git shows the tag", team.git("cat-file", "-t", "v1") == "tag")


def conversations(team):
    """Asked, answered, closed; connected."""
    team.by("builder", "ask", "--to", "lead", "-m", "May I?", status=1, code="A102")
    question = team.by("helper", "ask", "--to", "lead", "-m", "May I?")
    waiting = team.json("status", "--as", "lead")["mine"]
    check("a question waits", [item["event"] for item in waiting] == [question], waiting)
    team.by("builder", "answer", question, "-m", "Yes", status=1, code="W101")
    answer = team.by("lead", "answer", question, "-m", "Yes")
    team.by("lead", "answer", question, "-m", "No", status=1, code="W115")
    again = team.by("helper", "ask", "--about", answer, "-m", "Now?")
    team.by("lead", "close", again)
    team.by("lead", "answer", again, "-m", "No", status=1, code="W115")
    introduction = team.by("helper", "introduce", "builder", "--to", "lead")
    words = ["connect", "builder", "--introduction", introduction]
    team.by("lead", *words, status=1, code="A102")
    request = team.by("helper", "connect", "lead")
    check("the request waits", f"{request[:10]}  requested" in team.entangle("requests"))
    team.by("lead", "verdict", request, "accept")
    team.by("lead", "verdict", request, "reject", status=1, code="W115")
    team.by("lead", "ask", "--about", request, "-m", "And now?")


def artifacts(team):
    """Made by a runner, listed, shown, and judged file by file."""
    words = ["task", "request", "--to", "runner", "--brief", "Make", "--output", "out"]
    script = "sleep 1.2; mkdir out && printf one >out/one && printf two >out/two && chmod +x out/two"
    task = team.entangle(*words, "--as", "lead", "--", "sh", "-c", script)
    result = team.by("runner", "run", "--quiet", task)
    name = f"{task}/runner/1"
    ref = f"refs/entangle/artifacts/{name}"
    said, made = (int(team.git("show", "-s", "--format=%ct", id)) for id in (result, ref))
    check("the result is no older than what it is of", said >= made, (said, made))
    listed = team.json("artifact", "list", "--task", task)["artifacts"]
    check("the artifact is listed", [a["event"] for a in listed] == [result], listed)
    shown = team.json("artifact", "show", name)
    due = {"one": hashlib.sha256(b"one").hexdigest(), "two": hashlib.sha256(b"two").hexdigest()}
    files = {file["path"].removeprefix("out/"): file["sha256"] for file in shown["files"]}
    check("show tells each file's SHA-256", files == due, shown)
    check("and the command", shown["manifest"]["command"]["argv"] == ["sh", "-c", script], shown)
    good = team.json("artifact", "verify", name)
    check("the artifact is verified", good["verdict"] == "verified", good)
    # One file changed, one left out, one added: each is named.
    commit = team.git("rev-parse", ref)
    tree = f"{commit}^{{tree}}"
    blob = team.git("hash-object", "-w", "greeting")
    team.git("read-tree", "--empty")
    team.git("read-tree", tree)
    team.git("update-index", "--add", "--cacheinfo", f"100644,{blob},outputs/out/one")
    team.git("update-index", "--force-remove", "outputs/out/two")
    team.git("update-index", "--add", "--cacheinfo", f"100644,{blob},outputs/out/three")
    forged = team.git("write-tree")
    team.git("read-tree", "HEAD")
    text = team.git("cat-file", "commit", commit).replace(team.git("rev-parse", tree), forged)
    path = os.path.join(team.home, "forged")
    with open(path, "w") as file:
        file.write(text + "\n")
    team.git("update-ref", ref, team.git("hash-object", "-t", "commit", "-w", path))
    bad = team.json("artifact", "verify", name, status=1)["artifacts"][0]
    states = {file["path"]: file["state"] for file in bad["files"]}
    due = {"out/one": "changed", "out/two": "missing", "out/three": "extra"}
    check("each file that differs is named", states == due, bad)
    check("so is the rule", [f["code"] for f in bad["findings"]] == ["R106"], bad)
    parts = {part["part"]: part["verdict"] for part in bad["parts"]}
    check("the signature still fits", parts["signature"] == "verified", parts)
    check("a branch does not rest on it", team.json("verify", ".", "main")["verdict"] == "verified")
    team.entangle("verify", ".", ref, status=1)
    team.git("update-ref", ref, commit)
    # Few events, and much to read for them: that is remembered as well.
    check("nothing is remembered of few events", team.json("verify")["recorded"] == 0)
    task = team.entangle(*words, "--as", "lead", "--", "truncate", "-s", "6M", "out")
    team.by("runner", "run", "--quiet", task)
    recorded = [team.json("verify", *option)["recorded"] > 0 for option in ([], [], ["--full"])]
    check("a large artifact is not read each time", recorded[1:] == [True, False], recorded)


def running(team):
    """Tasks that cannot begin, go wrong, or are taken back while they run."""
    def asked(*words, options=()):
        return team.entangle(
            "task", "request", "--to", "runner", "--brief", "Run", "--output", "out", *options, "--as", "lead", "--", *words)

    def report(result):
        return team.json("show", result)["texts"]["report"].splitlines()

    task = asked("sh", "-c", "echo one; echo two; echo why >&2; exit 3")
    said = report(team.by("runner", "run", "--quiet", task, status=1))
    check("what a failed command printed is kept, line by line", said[1:] == ["one", "two", "why"], said)
    task = asked("sh", "-c", "echo full >&2")
    said = report(team.by("runner", "run", "--quiet", task, status=1))
    check("so is what one printed that made nothing", said[1:] == ["full"], said)
    # The last words count, however many there were; an empty folder is none.
    task = asked("sh", "-c", "seq 400000; echo last; exit 1")
    said = report(team.by("runner", "run", "--quiet", task, status=1))
    check("the end of very much is kept", said[-2:] == ["400000", "last"], said)
    task = asked("mkdir", "-p", "out/deep")
    said = report(team.by("runner", "run", "--quiet", task, status=1))
    check("a folder without a file is nothing made", "the task made no file in it" in said[0], said)
    # Nor does anything run where tasks could read keys.
    task = asked("sh", "-c", "echo >out")
    for name, place in ("HOME", "/usr/lib"), ("ENTANGLE_PASSPHRASE_FILE", "/bin/sh"):
        before = team.environment.get(name)
        team.environment[name] = place
        done = team.run(BINARY, "run", task, "--as", "runner")
        check(f"{name} below /usr", done.returncode == 128 and "which every task may read" in done.stderr, done)
        del team.environment[name]
        if before is not None:
            team.environment[name] = before
    keys = os.path.join(team.environment["XDG_DATA_HOME"], "entangle", "keys")
    os.symlink("/usr/lib/os-release", os.path.join(keys, "linked.json"))
    done = team.run(BINARY, "run", task, "--as", "runner")
    check("a key that is a link into it", done.returncode == 128 and "linked.json' lies in '/usr'" in done.stderr, done)
    os.remove(os.path.join(keys, "linked.json"))
    before = os.umask(0o777)
    team.by("runner", "run", task)
    os.umask(before)
    closed = team.run("find", ".git", "-type", "d", "!", "-perm", "-u=rwx").stdout
    check("what is made can be read whatever the umask is", not closed, closed)
    # What no server under guard takes is not signed.
    modules = "printf '[submodule \"x\"]\\n path=x\\n url=-u./x\\n'"
    for words, why in (
            (modules + " >out/.gitmodules", "no server under guard takes 'out/.gitmodules': "),
            ("head -c 5000 /dev/zero | tr '\\0' a >out/.gitattributes", "no server under guard takes 'out/.gitattributes': "),
            ("printf ghp%s%s _ $(seq -s '' 1 23 | head -c 36) >out/x", "[H110] ")):
        task = asked("sh", "-c", "mkdir out; " + words)
        said = report(team.by("runner", "run", "--quiet", task, status=1))
        check(f"nor is it signed: {words}", said[0].startswith(why), said)
    task = asked("sh", "-c", "printf ghp%s%s _ $(seq -s '' 1 23 | head -c 36); exit 1")
    said = report(team.by("runner", "run", "--quiet", task, status=1))
    check("a secret that was printed is not kept", said[1:] == ["what it printed has what looks like a secret, and is left out"], said)
    team.git("checkout", "--quiet", "-b", "hostile")
    with open(os.path.join(team.work, ".gitmodules"), "w") as file:
        file.write('[submodule "x"]\n path=x\n url=-u./x\n')
    team.git("add", ".gitmodules")
    team.commit("Hostile")
    events = team.entangle("log")
    done = team.run(BINARY, "propose", "--ref", "main", "-m", "x", "--as", "builder")
    check("nor is it proposed", done.returncode == 1 and "takes '.gitmodules': git refuses it as gitmodulesUrl" in done.stderr, done)
    team.git("reset", "--quiet", "--hard", "HEAD~1")
    token = "ghp" + "_" + "".join(str(number) for number in range(1, 24))[:36]
    team.commit(token)
    done = team.run(BINARY, "propose", "--ref", "main", "-m", "x", "--as", "builder")
    check("nor a secret", done.returncode == 1 and "[H110]" in done.stderr, done)
    digest = hashlib.sha256(token.encode()).hexdigest()
    check("it is told how to let it by", f"add '{digest}' to '" in done.stderr, done)
    check("nothing is signed", team.entangle("log") == events)
    os.makedirs(os.path.join(team.work, ".git", "entangle"), exist_ok=True)
    allowed = os.path.join(team.work, ".git", "entangle", "allowed-secrets")
    with open(allowed, "w") as file:
        file.write(digest + "\n")
    team.by("builder", "propose", "--ref", "main", "-m", "x")
    os.remove(allowed)
    team.git("checkout", "--quiet", "main")
    # What is accepted comes to a result, whatever becomes of the keys meanwhile.
    seal = os.path.join(team.environment["XDG_DATA_HOME"], "entangle", "keys", "seal.json")
    task = asked("sh", "-c", "sleep 1; echo >out")
    os.rename(seal, seal + ".away")
    team.by("runner", "run", task, status=128)
    check("without the sealing key nothing is accepted", "requested, with runner" in team.entangle("task", "show", task))
    os.rename(seal + ".away", seal)
    process = subprocess.Popen(
        [BINARY, "run", task, "--as", "runner"], cwd=team.work, env=team.environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    check("it is accepted", process.stderr.readline().startswith("accepted as "))
    os.rename(seal, seal + ".away")
    said = process.communicate(timeout=60)
    check("a key that is open stays so", process.returncode == 0, said)
    os.rename(seal + ".away", seal)
    deep = "d=out/$(printf 'a%.0s' $(seq 250)); d=$d/$(printf 'b%.0s' $(seq 250))/$(printf 'c%.0s' $(seq 250)); mkdir -p $d"
    task = asked("sh", "-c", deep + "; cd $d; for i in $(seq 8000); do : >$(printf 'd%.0s' $(seq 200))$i; done")
    said = report(team.by("runner", "run", "--quiet", task, status=1))
    check("a manifest that nobody would read", said[0].startswith("the manifest of 8000 files would have "), said)
    task = asked("sleep", "60")
    process = subprocess.Popen(
        [BINARY, "run", task, "--as", "runner"], cwd=team.work, env=team.environment, stderr=subprocess.PIPE, text=True)
    process.stderr.readline()
    process.kill()
    process.communicate()
    done = team.run(BINARY, "run", task, "--as", "runner")
    check("one that broke off is told how it ends", f"'entangle task result {task[:10]}' says what" in done.stderr, done)
    said = team.entangle("status", "--as", "runner")
    check("by status too", "or, where it broke off, 'entangle task result --failed'" in said, said)
    team.by("runner", "task", "result", "--failed", task)
    # What no runner could begin is not asked for.
    for words in (["--env", "LC_ALL=C"], ["--env", "TZ=UTC"], ["--env", "OPTIND=x"], ["--env", "LD_PRELOAD=x"], ["--output", "a\u202eb"]):
        done = team.run(
            BINARY, "task", "request", "--to", "runner", "--brief", "No", "--output", "out", *words, "--as", "lead", "--", "true")
        check(f"nobody asks for {words}", done.returncode == 129, done.stderr)
    # What cannot begin is not accepted.
    task = asked("sh", "-c", "echo >out")
    temporary = os.environ.get("TMPDIR")
    team.environment["TMPDIR"] = os.path.join(team.home, "absent")
    team.by("runner", "run", task, status=128)
    team.environment["TMPDIR"] = ""
    before = os.umask(0o077)
    team.by("runner", "run", task)
    os.umask(before)
    del team.environment["TMPDIR"]
    if temporary is not None:
        team.environment["TMPDIR"] = temporary
    shown = team.entangle("task", "show", task)
    check("there was one attempt", shown.count("task.accept") == 1, shown)
    # Taken back while it runs.
    task = asked("sh", "-c", "sleep 3; echo >out")
    process = subprocess.Popen(
        [BINARY, "run", task, "--as", "runner"], cwd=team.work, env=team.environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    check("it runs", process.stderr.readline().startswith("accepted as "))
    team.by("lead", "cancel", task)
    said = process.communicate(timeout=60)
    check("what was cancelled has no result", process.returncode == 1 and "[W102]" in said[1] and not said[0], said)
    check("nor an artifact", not team.json("artifact", "list", "--task", task)["artifacts"])
    # What is not text is not taken for another.
    done = team.run(BINARY.encode(), b"-C", b"caf\xe9", b"status")
    check("an argument that is not UTF-8 is told", done.returncode == 129 and "'caf\\xe9' is not UTF-8" in done.stderr, done)


def proofs(team):
    """An event of each kind, every state, branch, tag and artifact is proved, and two checkers that see no repository agree."""
    root = team.entangle("trust", "pin")
    log = team.json("log")["events"]
    events = list({event["kind"]: event["id"] for event in log}.values())
    refs = team.git("for-each-ref", "--format=%(refname)").splitlines()
    law = [ref for ref in refs if ref.startswith("refs/entangle/") and "/events/" not in ref]
    tags = [event["trailers"]["Tag"] for event in log if event["kind"] == "tag"]
    states = team.git("rev-list", "refs/entangle/trust").split()
    for name in events + ["main"] + law + tags + states:
        path = os.path.join(team.home, "proof.json")
        proof = team.entangle("prove", name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(proof.rstrip("\n") + "\n")
        told = json.loads(team.entangle("verify", "--json", "--proof", path, "--trust-root", root) or "{}")
        check(f"the proof of {name} is verified", told.get("verdict") == "verified", told)
        check(f"the other checker says so too of {name}", other(path, root) == "verified", other(path, root))
    text = proof.replace("entangle.invalid", "entangle.illegal", 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.rstrip("\n") + "\n")
    check("a changed one is refused by the other", other(path, root).startswith("refused: "), other(path, root))
    # A branch that nobody protects, and what is not there.
    team.entangle("prove", "0123abcd", status=1)


def other(path, root):
    """What templates/checkproof.py says, in a Python without packages."""
    done = subprocess.run(
        ["/usr/bin/python3", "-I", "-S", CHECKER, "--root", root, path],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, text=True,
    )
    return done.stdout.strip() or done.stderr


def reading(team):
    """What stands is told, newest first; what does not is not."""
    report = team.json("verify")
    check("everything is verified", report["verdict"] == "verified", report["findings"])
    log = team.json("log")["events"]
    check("all events are listed", len(log) == report["checked"]["event"])
    seen = set()
    for event in reversed(log):
        check("no event stands before its cause", all(cause in seen for cause in event["causes"]))
        seen.add(event["id"])
    check("-n is a bound", len(team.json("log", "-n", "3")["events"]) == 3)
    mine = team.json("log", "--principal", "helper")["events"]
    check("--principal selects", mine and all(event["principal"] == "helper" for event in mine))
    team.entangle("log", "--kind", "task.nothing", status=129)
    asked = [event for event in log if event["kind"] == "task.request"]
    request = next(event for event in asked if event["trailers"]["To"] == "builder")
    shown = team.json("show", request["id"][:12])
    check("show tells the brief", shown["texts"]["brief"] == "Greet\nthe w\u00f6rld\n", shown)
    check("text goes line by line", "    the w\\xc3\\xb6rld" in team.entangle("show", request["id"]))
    # A lane that ends in something else: said first, and only the rest is shown.
    lane = team.git("for-each-ref", "--format=%(refname)", "refs/entangle/events/helper")
    tip = team.git("rev-parse", lane)
    forged = team.git("commit-tree", "-p", tip, "-m", "no event", f"{tip}^{{tree}}")
    team.git("update-ref", lane, forged)
    rest = team.json("log", status=1)
    check("the verdict is told", rest["verdict"] == "refused" and len(rest["events"]) == len(log))
    team.entangle("status", "--as", "lead", status=1, code="E101")
    team.git("update-ref", lane, tip)


with tempfile.TemporaryDirectory(prefix="entangle-work") as directory:
    played = Team(directory)
    found(played, directory)
    for part in (tasks, approvals, releases, conversations, artifacts, running, proofs, reading):
        part(played)

sys.exit(CHECKS.report(f"work, {OBJECT_FORMAT}"))
