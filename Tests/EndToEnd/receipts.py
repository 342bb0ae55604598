"""The host's log: every push has its receipt whatever happens, and a server that shows less than it has, or one
thing to some and another to others, is found out by everybody.

usage: receipts.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import base64
import hashlib
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from badinput import make_clock
from clone import Clone
from gate import BINARY, CHECKS, EVERYTHING, OBJECT_FORMAT, Team, check, found

ALL = "refs/entangle/*:refs/entangle/*"
LOG = "refs/entangle/receipts/1"


class Log:
    """The receipts of one epoch, as git has them."""

    def __init__(self, team, repository, ref=LOG):
        self.git = lambda *words: team.git("--git-dir", repository, *words)
        found = team.run("git", "--git-dir", repository, "rev-list", "--first-parent", ref)
        names = found.stdout.split() if found.returncode == 0 else []
        texts = [self.git("cat-file", "commit", name).split("\n\n", 1)[1] for name in names]
        self.receipts = [
            (name, text) for name, text in zip(names, texts) if text.startswith("receipt ")][::-1]

    def __len__(self):
        return len(self.receipts)

    def moves(self):
        """Every move of a ref, in order: old, new, ref."""
        return [
            (old, new.split(":")[0], ref)
            for _, text in self.receipts
            for old, new, ref in re.findall(r"^Move: (\S+) (\S+) (.*)$", text, re.M)]

    def refusals(self):
        """How many pushes were refused, by the codes."""
        counts = {}
        for _, text in self.receipts:
            for codes, count in re.findall(r"^Refusal: \S+ \S+ (\S+) (\d+) ", text, re.M):
                counts[codes] = counts.get(codes, 0) + int(count)
        return counts


def open_epoch(team, root):
    """The law takes the server for its host."""
    team.entangle("host", "init", team.bare, "--trust-root", root, "--rate", "10000/60")
    team.push("everything before there is a host", *EVERYTHING)
    check("no receipts yet", not len(Log(team, team.bare)))
    status = json.loads(team.entangle("host", "status", team.bare, "--json"))
    public = os.path.join(team.bare, "entangle", "host.pub")
    with open(public, encoding="ascii") as file:
        check("the host tells its key", file.read().strip() == status["key"], status)
    team.by("root", "principal", "add", "server", "--kind", "host", "--person", "keeper", "--law", public)
    team.by("root", "host", "epoch", "server", "--silence", "86400")
    team.push("the law with an epoch", "refs/entangle/trust")
    log = Log(team, team.bare)
    check("the push that opens the epoch has the first receipt", len(log) == 1, log.receipts)
    check("and the receipt is of it", [ref for _, _, ref in log.moves()] == ["refs/entangle/trust"])
    status = json.loads(team.entangle("host", "status", team.bare, "--json"))
    check("the status tells it", (status["epoch"], status["receipt"]) == (1, "1:1"), status)


def every_push(team):
    """Accepted and refused pushes."""
    team.entangle("fetch")
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "Greet")
    event = team.git("cat-file", "commit", asked)
    seen = re.search(r"^Seen: (.*)$", event, re.M)[1]
    check("an event names the newest receipt", seen.startswith("1:1:"), event)
    team.push("an event", "refs/entangle/events/*:refs/entangle/events/*")
    log = Log(team, team.bare)
    check("it has a receipt", len(log) == 2, log.receipts)
    lane, tip = team.lane("lead")
    check("which says where the lane stands", log.moves()[-1][1:] == (tip, lane), log.moves()[-1])
    forged = team.git("commit-tree", tip + "^{tree}", "-p", tip, "-m", "Forged")
    team.push("a forged event", f"{forged}:{lane}", code="E101")
    team.push("a forged event again", f"{forged}:{lane}", code="E101")
    team.push("a receipt", f"+{forged}:{LOG}", code="H101")
    check("refusals wait", len(Log(team, team.bare)) == 2)
    team.push("a branch", "main:refs/heads/other")
    log = Log(team, team.bare)
    check("all have their receipts", log.refusals() == {"E101": 2, "H101": 1}, log.refusals())
    check("the branch, too", log.moves()[-1][2] == "refs/heads/other", log.moves())
    team.entangle("verify", team.bare, "--trust-root", team.root)
    return asked


def verify(team, repository, code=None, **due):
    """Verifies; nothing is found, or that code."""
    done = team.run(
        BINARY, "verify", "--porcelain", repository, "--trust-root", team.root, **due)
    codes = {line.split("\t")[2] for line in done.stdout.splitlines() if line.startswith("finding\t")}
    check(f"what is found is {code}", codes == ({code} if code else set()), done.stdout + done.stderr)
    check("and the status says so", (done.returncode == 0) == (code is None), done.returncode)


def copy(team, name):
    """Another place for what the server holds."""
    path = os.path.join(team.home, name)
    shutil.copytree(team.bare, path)
    return path


def stranger(team, name):
    """A home that remembers nothing."""
    other = Team.__new__(Team)
    other.__dict__.update(team.__dict__)
    other.home = os.path.join(team.home, name)
    os.makedirs(other.home)
    other.environment = {**team.environment, "HOME": other.home}
    for variable in list(other.environment):
        if variable.startswith("XDG_"):
            del other.environment[variable]
    return other


def losing(team):
    """A server that shows less than it has had."""
    old = copy(team, "old.git")
    team.entangle("fetch")
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "More")
    team.push("one more", "refs/entangle/events/*:refs/entangle/events/*")
    verify(team, team.bare)
    verify(team, old, "J108")
    nobody = stranger(team, "nobody")
    verify(nobody, old)
    git = lambda *words: team.git("--git-dir", old, *words)
    # Whoever has seen the newest receipt tells those who have not.
    team.entangle("fetch")
    team.by("lead", "cancel", asked)
    lane, tip = team.lane("lead")
    git("fetch", "--quiet", team.work, f"+{lane}:{lane}")
    verify(nobody, old, "J108")
    git("update-ref", "-d", LOG)
    verify(nobody, old, "J107")
    gone = copy(team, "gone.git")
    team.git("--git-dir", gone, "update-ref", "-d", lane)
    verify(nobody, gone, "J111")
    back = copy(team, "back.git")
    team.git("--git-dir", back, "update-ref", lane, team.git("--git-dir", back, "rev-parse", lane + "^"))
    verify(nobody, back, "J112")
    frozen = copy(team, "frozen.git")
    done = team.run(
        BINARY, "verify", "--porcelain", frozen, "--trust-root", team.root, "--as-of", after_days(2))
    check("a log that stands still is found", "\tJ110\t" in done.stdout, done.stdout)
    team.push("the rest", "refs/entangle/events/*:refs/entangle/events/*")


def after_days(days):
    import datetime
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def lying(team):
    """A server that shows one log to some and another to others."""
    twin = copy(team, "twin.git")
    team.push("what some see", "main:refs/heads/some")
    team.git("push", "--quiet", twin, "main:refs/heads/others")
    verify(team, team.bare)
    nobody = stranger(team, "witness")
    verify(nobody, twin)
    team.entangle("fetch")
    team.by("lead", "task", "request", "--to", "builder", "--brief", "Seen")
    lane, tip = team.lane("lead")
    # One event comes from those who see the one log to those who see the other.
    team.git("--git-dir", twin, "fetch", "--quiet", team.work, f"+{lane}:{lane}")
    verify(nobody, twin, "J109")
    place = os.path.join(team.home, "evidence.json")
    done = nobody.run(BINARY, "evidence", "--repository", twin, "--trust-root", team.root)
    check("there is evidence", done.returncode == 0, done.stderr)
    with open(place, "w", encoding="ascii") as file:
        file.write(done.stdout)
    empty = os.path.join(team.home, "empty")
    os.makedirs(empty)
    shown = subprocess.run(
        [BINARY, "verify", "--evidence", place], cwd=empty, env={"HOME": empty, "PATH": os.environ["PATH"]},
        capture_output=True, text=True, timeout=60)
    check("which holds anywhere", shown.returncode == 0 and "two receipts" in shown.stdout, shown.stderr)
    heads(team, json.loads(done.stdout))
    changed = done.stdout.replace('"1:', '"2:', 1)
    with open(place, "w", encoding="ascii") as file:
        file.write(changed)
    shown = subprocess.run([BINARY, "verify", "--evidence", place], capture_output=True, text=True, timeout=60)
    check("and not when it is changed", shown.returncode == 1, shown.stdout)
    done = team.run(BINARY, "evidence", "--repository", team.bare, "--trust-root", team.root)
    check("of who says one thing there is none", done.returncode == 1 and not done.stdout, done.stdout)


class Reader(Clone):
    """Somebody with a clone of one server."""

    def __init__(self, team, name, server):
        super().__init__(
            BINARY, CHECKS, os.path.join(team.home, name), name, f"{name}: ", PATH=team.environment["PATH"])
        os.rmdir(self.work)
        done = subprocess.run(
            [BINARY, "clone", "--trust-root", team.root, server, self.work], env=self.environment,
            capture_output=True, text=True, timeout=120)
        check(f"{name} has a clone", done.returncode == 0, done.stderr)


def exchanging(team):
    """Two clones of a server that shows each another history: the first event that comes over tells."""
    twin = os.path.join(team.home, "liar.git")
    shutil.copytree(team.bare, twin)
    team.push("what one sees", "main:refs/heads/one")
    team.git("push", "--quiet", twin, "main:refs/heads/two")
    bob = Reader(team, "bob", twin)
    bob.entangle("fetch")
    team.entangle("fetch")
    team.by("lead", "task", "request", "--to", "builder", "--brief", "Over")
    lane, tip = team.lane("lead")
    # The server cannot keep everybody's events from everybody for ever.
    team.git("--git-dir", twin, "fetch", "--quiet", team.work, f"+{lane}:{lane}")
    done = bob.run(BINARY, "fetch")
    check("the fetch says who lied", done.returncode == 1 and "[J109]" in done.stderr, done.stdout + done.stderr)
    done = bob.run(BINARY, "evidence")
    check("the clone has the evidence", done.returncode == 0, done.stderr)
    place = os.path.join(team.home, "exchanged.json")
    with open(place, "w", encoding="ascii") as file:
        file.write(done.stdout)
    shown = subprocess.run([BINARY, "verify", "--evidence", place], capture_output=True, text=True, timeout=60)
    check("which a third machine believes", shown.returncode == 0, shown.stderr)
    old = os.path.join(team.home, "week.git")
    shutil.copytree(team.bare, old)
    team.push("what comes later", "main:refs/heads/three")
    ann = Reader(team, "ann", team.bare)
    ann.entangle("fetch")
    shutil.move(team.bare, team.bare + ".new")
    shutil.copytree(old, team.bare)
    done = ann.run(BINARY, "fetch")
    check("a server that plays last week is found out", "rolled-back" in done.stderr, done.stderr)
    check("and the fetch is refused", done.returncode == 1, done.returncode)
    shutil.rmtree(team.bare)
    shutil.move(team.bare + ".new", team.bare)
    ann.entangle("fetch")
    team.push("both go on", "refs/entangle/events/*:refs/entangle/events/*")


def backing_up(team, reader):
    """A remote that is not the host gets the log with all else."""
    second = os.path.join(team.home, "second.git")
    team.git("init", "--quiet", "--bare", second)
    reader.git("remote", "add", "second", second)
    reader.entangle("fetch")
    reader.git("push", "--quiet", second, "refs/remotes/origin/*:refs/heads/*")
    done = reader.run(BINARY, "push", "second")
    check("a remote that is empty gets all", done.returncode == 0, done.stderr)
    check("the log, too", reader.git("--git-dir", second, "rev-parse", LOG) == reader.git("rev-parse", LOG))
    verify(team, second)
    team.git("--git-dir", second, "update-ref", "-d", LOG)
    reader.entangle("push", "second")
    found = team.run("git", "--git-dir", second, "rev-parse", "--verify", "--quiet", LOG)
    check("who loses it is not given it back", found.returncode != 0, found.stdout)
    reader.git("push", "--quiet", "second", "refs/entangle/receipts/*")
    return second


def pruning(team):
    """Old refusals leave the log, and nobody is fooled by it."""
    reader = Reader(team, "reader", team.bare)
    lane, tip = team.lane("lead")
    forged = team.git("commit-tree", tip + "^{tree}", "-p", tip, "-m", "Forged")
    for number in range(3):
        team.push("a forged event once more", f"{forged}:{lane}", code="E101")
        team.push("something that is taken", f"main:refs/heads/pruned/{number}")
    twin = copy(team, "unpruned.git")
    second = backing_up(team, reader)
    git = lambda *words: team.git("--git-dir", team.bare, *words)
    before, whole = Log(team, team.bare), git("rev-parse", LOG)
    words = ("host", "receipts", "prune", "--older-than", after_days(1))
    told = team.entangle(*words, "--dry-run", team.bare)
    check("a trial writes nothing", "would be left out" in told and git("rev-parse", LOG) == whole, told)
    team.entangle("host", "receipts", "prune", team.bare)
    check("what is young stays", git("rev-parse", LOG) == whole)
    told = team.entangle(*words, team.bare)
    after = Log(team, team.bare)
    # (The newest receipt stays, and is one of a refusal.)
    refusals = sum(before.refusals().values()) - 1
    check("it says how much", f"of {refusals} refused pushes" in told, told)
    check("no other refusal is left", after.refusals() == {"E101": 1}, after.refusals())
    check("every move is", after.moves() == before.moves())
    check("the receipts say what they said", {text for _, text in after.receipts} <= {
        text for _, text in before.receipts})
    new = git("rev-parse", LOG)
    team.entangle(*words, team.bare)
    check("a second time changes nothing", git("rev-parse", LOG) == new)
    done = git("fsck", "--strict", "--no-dangling")
    check("git finds the repository whole", not done.strip(), done)
    verify(team, team.bare)
    done = json.loads(team.entangle(
        "receipts", "log", "--json", "--repository", team.bare, "--trust-root", team.root))
    rows = done["receipts"]
    check("the log lists each", len(rows) == len(before), len(rows))
    check("what is left out is said", sum(row.get("refusedPushes", 0) for row in rows) == refusals, rows)
    left = next(row for row in rows if row["outcome"] == "left-out")
    place = f"{left['epoch']}:{left['sequence']}"
    told = team.entangle(
        "receipts", "show", place, "--repository", team.bare, "--trust-root", team.root)
    check("one is shown by its checkpoint", left["digest"] in told, told)
    newest = rows[0]
    told = team.entangle(
        "receipts", "show", f"{newest['epoch']}:{newest['sequence']}", "--repository", team.bare, "--trust-root",
        team.root)
    name = f"{newest['sequence']}:{newest['digest']}"
    check("what names it is shown", f"\nafter {name}\n" in told, told)
    _, text = after.receipts[-1]
    digest = hashlib.sha256(text[:text.index("Signature: ")].encode()).hexdigest()
    check("the digest is that of what it says", digest == newest["digest"], told)
    reader.entangle("fetch")
    check("a clone goes over", reader.git("rev-parse", LOG) == new)
    reader.entangle("verify")
    reader.entangle("push", "second")
    check("so does a remote without a log of its own", reader.git("--git-dir", second, "rev-parse", LOG) == new)
    verify(team, second)
    team.push("a forged event after it", f"{forged}:{lane}", code="E101")
    team.push("the next", "main:refs/heads/pruned/next")
    check("the log goes on", Log(team, team.bare).refusals() == {"E101": 2}, Log(team, team.bare).refusals())
    team.entangle(*words, team.bare)
    verify(team, team.bare)
    reader.entangle("fetch")
    check("and is pruned on", Log(team, team.bare).refusals() == {"E101": 1}, Log(team, team.bare).refusals())
    check("for the clone as well", reader.git("rev-parse", LOG) == git("rev-parse", LOG))
    # Another log up to here, and then what is left out: who has seen it proves it.
    team.git("push", "--quiet", twin, "main:refs/heads/elsewhere")
    witness = Reader(team, "witness-of-twin", twin)
    check("the twin goes on by itself", witness.git("rev-parse", LOG) != new)
    done = reader.run("git", "fetch", "--quiet", twin, f"+{LOG}:{LOG}")
    check("git can be made to take it", done.returncode == 0, done.stderr)
    done = reader.run(BINARY, "fetch")
    check("who has the one log is told of the other", done.returncode == 1 and "J109" in done.stderr
          or "two histories" in done.stderr, done.stderr)


def heads(team, evidence):
    """ssh-keygen finds both signatures good."""
    folder = os.path.join(team.home, "keygen")
    os.makedirs(folder)
    signers = os.path.join(folder, "signers")
    with open(signers, "w", encoding="ascii") as file:
        file.write(f"server {evidence['key']}\n")
    for number, head in enumerate(evidence["heads"]):
        epoch, sequence, digest, signature = head.split(":")
        wire = base64.b64decode(evidence["key"].split()[1])
        blob = b"SSHSIG" + struct.pack(">I", 1)
        name = b"ssh-ed25519"
        inner = string(name) + string(base64.b64decode(signature))
        for part in (wire, b"entangle-head@v1", b"", b"sha512", inner):
            blob += string(part)
        text = base64.b64encode(blob).decode()
        lines = [text[start:start + 70] for start in range(0, len(text), 70)]
        path = os.path.join(folder, f"{number}.sig")
        with open(path, "w", encoding="ascii") as file:
            file.write("\n".join(
                ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]))
        statement = (
            f"entangle-head v1\nrepository {evidence['repository']}\nepoch {epoch}\n"
            f"sequence {sequence}\nreceipt {digest}\n")
        done = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "server", "-n", "entangle-head@v1", "-s", path],
            input=statement, capture_output=True, text=True, timeout=60)
        check("ssh-keygen agrees on a head", done.returncode == 0, done.stderr)


def string(part):
    return struct.pack(">I", len(part)) + part


def killing(team, count):
    """Whatever is killed in the midst of a push, the log is whole, and what moved has its receipt."""
    chance = random.Random(7)
    tip = team.git("rev-parse", "HEAD")
    killed = 0
    for number in range(count):
        push = subprocess.Popen(
            ["git", "push", "--quiet", team.bare, f"{tip}:refs/heads/kill/{number}"], cwd=team.work,
            env=team.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(chance.uniform(0, 0.25))
        victims = children(push.pid)
        if victims:
            victim = chance.choice(victims)
            try:
                os.kill(victim, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
        try:
            push.wait(60)
        except subprocess.TimeoutExpired:
            push.kill()
    check("something was killed", killed > count / 4, killed)
    # A lock that git left when it was killed, git itself does not take away.
    for folder, _, names in os.walk(team.bare):
        for name in names:
            if name.endswith(".lock"):
                os.unlink(os.path.join(folder, name))
    team.entangle("host", "sweep", team.bare)
    done = team.git("--git-dir", team.bare, "fsck", "--strict", "--no-dangling")
    check("git finds the repository whole", not done.strip(), done)
    verify(team, team.bare)
    there = {
        ref.split()[2] for ref in team.refs() if "refs/heads/kill/" in ref}
    told = [ref for _, _, ref in Log(team, team.bare).moves() if "refs/heads/kill/" in ref]
    check("every ref that moved has one receipt", sorted(there) == sorted(told), there ^ set(told))
    print(f"killed {killed} of {count} pushes; {len(there)} refs moved")


def children(process):
    """A process and all that it has started, and what those have."""
    found = [process]
    for parent in found:
        try:
            with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
                found += [int(word) for word in file.read().split()]
        except OSError:
            pass
    return found


def noting(team):
    """The host publishes what events say of commits, and git reads and checks it."""
    first = team.entangle("host", "publish-notes", team.bare)
    check("nothing new, nothing written", not team.entangle("host", "publish-notes", team.bare))
    team.git("--git-dir", team.bare, "notes", "--ref=entangle", "list")
    copy = os.path.join(team.home, "reader.git")
    team.git("clone", "--quiet", "--bare", team.bare, copy)
    team.git("--git-dir", copy, "fetch", "--quiet", team.bare, "refs/notes/entangle:refs/notes/entangle")
    shown = team.git("--git-dir", copy, "log", "--notes=entangle", "-1", "main")
    check("git log shows it", "task.request" in shown, shown)
    signers = os.path.join(team.home, "allowed")
    with open(signers, "w", encoding="utf-8") as file:
        file.write(team.entangle("key", "allowed-signers"))
    done = team.run(
        "git", "--git-dir", copy, "-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-commit", first)
    check("git knows whose it is", done.returncode == 0 and "server" in done.stderr, done.stderr)
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "Note")
    team.push("one event more", "refs/entangle/events/*:refs/entangle/events/*")
    second = team.entangle("host", "publish-notes", team.bare)
    parent = team.git("--git-dir", team.bare, "rev-parse", f"{second}^1")
    check("the next one stands on it", parent == first, parent)
    check("and has the event", asked in team.git("--git-dir", team.bare, "log", "--notes=entangle", "-1", "main"))
    team.push("notes of somebody else", "+main:refs/notes/entangle", code="H101")


def working(team):
    """What a keeper has added to post-receive may take longer than the next push waits for; nobody is ended for it."""
    hook = os.path.join(team.bare, "hooks", "post-receive")
    with open(hook) as file:
        text = file.read()
    marker = os.path.join(team.bare, "working")
    with open(hook, "w") as file:
        file.write(text.replace("\n", "\n[ -e working ] || { : >working; sleep 25; }\n", 1))
    first = subprocess.Popen(
        ["git", "push", "--quiet", "origin", "main:refs/heads/working"], cwd=team.work, env=team.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not os.path.exists(marker) and first.poll() is None:
        time.sleep(0.01)
    team.push("while another's refs have moved", "main:refs/heads/meanwhile")
    check("the first still works", first.poll() is None)
    told = [ref for _, _, ref in Log(team, team.bare).moves()][-2:]
    check("both have receipts", told == ["refs/heads/working", "refs/heads/meanwhile"], told)
    said = first.communicate(timeout=120)[1]
    check("and was not ended", first.returncode == 0, said)
    check("nor told again", [ref for _, _, ref in Log(team, team.bare).moves()][-2:] == told)
    with open(hook, "w") as file:
        file.write(text)


def sharing(team):
    """Whom the repository is shared with reads the log as all else."""
    team.git("--git-dir", team.bare, "config", "core.sharedRepository", "group")
    done = subprocess.run(
        ["git", "push", "--quiet", "origin", "main:refs/heads/shared"], cwd=team.work, env=team.environment,
        capture_output=True, text=True, timeout=120, umask=0o077)
    check("a push to a shared repository", done.returncode == 0, done.stderr)
    tip = team.git("--git-dir", team.bare, "rev-parse", LOG)
    for path, due in ((LOG, 0o060), (f"objects/{tip[:2]}", 0o050), (f"objects/{tip[:2]}/{tip[2:]}", 0o040)):
        mode = os.stat(os.path.join(team.bare, path)).st_mode
        check(f"the group reads {path}", mode & due == due, oct(mode))
    team.git("--git-dir", team.bare, "config", "--unset", "core.sharedRepository")


def renewing(team):
    """A host that comes back from a backup is another epoch; until then it takes nothing."""
    backup = copy(team, "backup.git")
    team.push("what the backup does not have", "main:refs/heads/later")
    team.entangle("fetch")
    lost = team.by("lead", "task", "request", "--to", "builder", "--brief", "Lost")
    shutil.rmtree(team.bare)
    shutil.copytree(backup, team.bare)
    lane, _ = team.lane("lead")
    old = team.git("--git-dir", team.bare, "rev-parse", lane)
    team.git("--git-dir", team.bare, "fetch", "--quiet", team.work, f"{lane}:{lane}")
    team.push("a branch while an event has seen more of the log", "main:refs/heads/any", code="H129")
    swept = team.run("entangle", "host", "sweep", team.bare)
    check("nor is a receipt written of that", swept.returncode == 1 and "H129" in swept.stderr, swept.stderr)
    team.git("--git-dir", team.bare, "update-ref", lane, old)
    shutil.rmtree(os.path.join(team.bare, "entangle", "keys"))
    team.push("what knows more than the host", "refs/entangle/events/*:refs/entangle/events/*", code="H129")
    team.push("anything without the key", "main:refs/heads/any", said="epoch 1 of the host's log")
    team.entangle("host", "init", team.bare, "--trust-root", team.root, "--rate", "10000/60")
    status = json.loads(team.entangle("host", "status", team.bare, "--json", status=1))
    check("the key is another one", status["isOwnKey"] is False, status)
    public = os.path.join(team.bare, "entangle", "host.pub")
    with open(public, "w", encoding="ascii") as file:
        file.write(status["key"] + "\n")
    last = json.loads(team.entangle("receipts", "log", "--json", "--repository", team.bare, "--trust-root", team.root, status=2))
    newest = last["receipts"][0]
    text = team.git("--git-dir", team.bare, "cat-file", "commit", newest["commit"]).split("\n\n", 1)[1]
    digest = hashlib.sha256(text[:text.index("Signature: ")].encode()).hexdigest()
    team.by("root", "principal", "add", "server2", "--kind", "host", "--person", "keeper", "--law", public)
    done = team.run(
        BINARY, "host", "epoch", "server2", "--as", "root", "--after", f"{newest['sequence']}:{'a' * 64}")
    check("no epoch after another receipt than is known", done.returncode == 1 and "[J109]" in done.stderr, done.stderr)
    team.by("root", "host", "epoch", "server2", "--after", f"{newest['sequence']}:{digest}")
    team.push("the law with another epoch", "refs/entangle/trust")
    log = Log(team, team.bare, "refs/entangle/receipts/2")
    check("which has its first receipt", log.moves()[0][2] == "refs/entangle/trust", log.receipts)
    verify(team, team.bare)
    team.push("what was seen of the lost ones", "refs/entangle/events/*:refs/entangle/events/*")
    verify(team, team.bare)
    check("nothing was lost", lost in team.git("--git-dir", team.bare, "rev-list", team.lane("lead")[0]))
    before = team.git("--git-dir", team.bare, "rev-parse", "refs/notes/entangle")
    after = team.entangle("host", "publish-notes", team.bare)
    check("the new host goes on with the notes", team.git("--git-dir", team.bare, "rev-parse", f"{after}^1") == before)
    check("once", not team.entangle("host", "publish-notes", team.bare))


def ahead(stage):
    """A host whose clock is a day ahead for one push: a clone holds its log back, and does not call it gone."""
    os.mkdir(stage)
    team = Team(stage)
    team.stage = stage
    make_clock(team)
    root = found(team)
    open_epoch(team, root)
    team.entangle("fetch")
    team.push("a push that comes a day early", "main:refs/heads/early", environment=team.later(86_400))
    done = team.run(BINARY, "clone", "--trust-root", root, team.bare, os.path.join(stage, "clone"))
    check("the log is held", done.returncode == 2 and "held: [J105]" in done.stderr, done.stderr)
    check("it is not gone", "J107" not in done.stderr, done.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-receipts-") as stage:
        team = Team(stage)
        team.root = found(team)
        open_epoch(team, team.root)
        every_push(team)
        losing(team)
        lying(team)
        exchanging(team)
        pruning(team)
        killing(team, int(os.environ.get("ENTANGLE_KILLS", "40")))
        noting(team)
        working(team)
        sharing(team)
        renewing(team)
        ahead(os.path.join(stage, "ahead"))
    return CHECKS.report("receipts")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("receipts")
        raise
    sys.exit(STATUS)
