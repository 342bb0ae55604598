"""The denylist with real git and hooks: a ban keeps its subject out of the server, says so, and ends when it is
lifted or over; and what the gate sees of forgery becomes a ban of itself.

usage: denylist.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

from gate import BINARY, CHECKS, EVERYTHING, OBJECT_FORMAT, Team, check, found

LIST = "refs/entangle/denylist"
LANES = "refs/entangle/events/*:refs/entangle/events/*"


def logged_in(name):
    """What the login of a principal says to the hook."""
    return {"ENTANGLE_PUSHER": name}


def founding(team):
    """A server with a host and a log, and an operator."""
    team.root = found(team)
    team.entangle("host", "init", team.bare, "--trust-root", team.root, "--rate", "10000/60")
    team.push("everything", *EVERYTHING)
    team.entangle("key", "new", "hal", "--use", "law", "--no-passphrase")
    public = os.path.join(team.home, "hal.pub")
    with open(public, "w", encoding="ascii") as file:
        file.write(team.entangle("key", "show", "hal").splitlines()[0] + "\n")
    team.by("root", "principal", "add", "hal", "--kind", "operator", "--person", "hal", "--law", public)
    team.by("root", "principal", "grant", "hal", "operator", "--days", "30")
    team.push("an operator", "refs/entangle/trust")


def after(**span):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**span)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def listed(team, *words, **due):
    return json.loads(team.entangle("deny", "list", "--json", *words, **due))["bans"]


def banning(team):
    """A ban, what is refused for it, and its end."""
    evidence = os.path.join(team.home, "evidence.txt")
    with open(evidence, "w", encoding="ascii") as file:
        file.write("it went on and on\n")
    number = team.by("hal", "deny", "add", "builder", "--reason", "flood", "--evidence", evidence)
    check("the first entry is number 1", number.strip() == "1", number)
    ban, = listed(team)
    digest = hashlib.sha256(b"it went on and on\n").hexdigest()
    check("it binds the evidence", (ban["evidence"], ban["digest"]) == ("kept", digest), ban)
    check("which anybody reads", team.git("show", LIST + ":evidence") == "it went on and on")
    git_agrees(team)
    team.by("lead", "task", "request", "--to", "builder", "--brief", "Before")
    team.push("as yet all push", LANES, environment=logged_in("lead"))
    team.push("the ban", LIST)
    team.push("a branch by the banned", "main:refs/heads/b", code="H120", environment=logged_in("builder"))
    team.push("how to appeal is told", "main:refs/heads/b", said="deny lift 1", environment=logged_in("builder"))
    team.push("until when, too", "main:refs/heads/b", said=ban["expires"], environment=logged_in("builder"))
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "More")
    team.by("builder", "task", "accept", asked)
    team.push("a lane of the banned by somebody", LANES, code="H120")
    lane, _ = team.lane("lead")
    team.push("others push", lane, environment=logged_in("lead"))
    team.push("the law alone is let in", "refs/entangle/trust", environment=logged_in("builder"))
    team.by("lead", "deny", "lift", "1", status=1)
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "Again")
    done = team.run(BINARY, "push")
    check("a push leaves out the lane of the banned", done.stderr.startswith("held: [H120] 'refs/entangle/events/builder/"), done.stderr)
    check("and sends the rest", asked in team.git("--git-dir", team.bare, "rev-list", team.lane("lead")[0]), done.stdout)
    team.by("hal", "deny", "lift", "1")
    team.entangle("push")
    check("the lift goes first", "refs/entangle/events/builder/" in team.git("--git-dir", team.bare, "for-each-ref"))
    check("nobody is banned", listed(team) == [])
    check("but that is remembered", [item["liftedBy"] for item in listed(team, "--all")] == [2])
    team.push("it may push again", LANES, environment=logged_in("builder"))
    team.entangle("verify", team.bare, "--trust-root", team.root)


def git_agrees(team):
    """git finds the signature of an entry good."""
    signers = os.path.join(team.home, "signers")
    with open(os.path.join(team.home, "hal.pub"), encoding="ascii") as file:
        key = file.read()
    with open(signers, "w", encoding="ascii") as file:
        file.write("hal@entangle.invalid " + key)
    done = team.run("git", "-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-commit", LIST)
    check("git verifies the entry", done.returncode == 0, done.stderr)


def limits(team):
    """What nobody can do."""
    day = ["deny", "add", "builder", "--reason", "abuse"]
    done = team.run(BINARY, *day, "--expires", "25h", "--as", "hal")
    check("no longer than a day without evidence", done.returncode == 1 and "D108" in done.stderr, done.stderr)
    done = team.run(BINARY, *day, "--expires", "never", "--as", "root")
    check("nor for good", done.returncode == 1 and "D108" in done.stderr, done.stderr)
    done = team.run(BINARY, "deny", "add", "root", "--reason", "abuse", "--as", "hal")
    check("an authority is not banned", done.returncode == 1 and "D107" in done.stderr, done.stderr)
    done = team.run(BINARY, *day, "--as", "lead")
    check("nor does a user ban", done.returncode == 1 and "D106" in done.stderr, done.stderr)
    secret = os.path.join(team.home, "secret.txt")
    with open(secret, "w", encoding="ascii") as file:
        file.write("-----BEGIN OPENSSH PRIVATE KEY-----\n" + "b3BlbnNzaC1rZXktdjEA" * 8 + "\n-----END OPENSSH PRIVATE KEY-----\n")
    done = team.run(BINARY, *day, "--evidence", secret, "--as", "hal")
    check("no secret is published", done.returncode == 1 and "H110" in done.stderr, done.stderr)
    number = team.by("hal", *day, "--evidence", secret, "--withhold").strip()
    check("withheld it is bound", listed(team)[0]["evidence"] == "withheld")
    team.by("root", "deny", "lift", number)
    check("nothing else was made", team.entangle("deny", "verify").startswith("4 entries, 0 bans hold"))
    team.push("that, too", LIST)


def ending(team):
    """A ban that ends by itself."""
    end = after(seconds=4)
    team.by("hal", "deny", "add", "builder", "--reason", "abuse", "--expires", end)
    team.push("a short ban", LIST)
    team.push("while it holds", "main:refs/heads/c", code="H120", environment=logged_in("builder"))
    while after() <= end:
        subprocess.run(["sleep", "0.3"], check=True)
    team.push("when it is over", "main:refs/heads/c", environment=logged_in("builder"))


def tampering(team):
    """An entry changed, dropped, or made by nobody."""
    tip = team.git("rev-parse", LIST)
    text = team.run("git", "cat-file", "commit", tip).stdout
    changed = text.replace("Subject: builder", "Subject: lead")
    check("there is something to change", changed != text, text)
    forged = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"], cwd=team.work, env=team.environment,
        input=changed, capture_output=True, text=True, check=True).stdout.strip()
    team.push("a changed entry", f"+{forged}:{LIST}", code="H121")
    before = team.git("rev-parse", tip + "^")
    team.push("an entry dropped", f"+{before}:{LIST}", code="H121")
    empty = subprocess.run(
        ["git", "mktree"], cwd=team.work, env=team.environment, input="", capture_output=True, text=True,
        check=True).stdout.strip()
    behind = team.git("commit-tree", empty, "-p", tip, "-m", "deny everybody")
    team.push("an entry of no form", f"{behind}:{LIST}", code="D101")
    team.push("the list deleted", ":" + LIST, code="H102")
    team.git("update-ref", LIST, forged)
    done = team.run(BINARY, "verify", "--porcelain")
    codes = {line.split("\t")[2] for line in done.stdout.splitlines() if line.startswith("finding\t")}
    check("verify finds it", done.returncode == 1 and "D102" in codes, done.stdout)
    done = team.run(BINARY, "deny", "verify")
    check("and so does deny verify", done.returncode == 1 and "D102" in done.stderr, done.stderr)
    done = team.run(BINARY, "deny", "list")
    check("and nothing of it is listed", done.returncode == 1 and not done.stdout, done.stdout)
    team.git("update-ref", LIST, tip)
    team.entangle("verify")


def forged(team, name):
    """A lane's newest event with another time, which nobody has signed."""
    lane, tip = team.lane(name)
    text = team.run("git", "cat-file", "commit", tip).stdout
    changed = re.sub(r"> (\d+) \+0000", lambda found: f"> {int(found[1]) + 1} +0000", text)
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"], cwd=team.work, env=team.environment,
        input=changed, capture_output=True, text=True, check=True)
    return done.stdout.strip(), lane


def striking(team):
    """What the gate sees of forgery becomes a ban by the host, where the law knows it."""
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "Forge")
    team.push("a task", team.lane("lead")[0])
    team.by("builder", "task", "accept", asked)
    event, lane = forged(team, "builder")
    as_builder = logged_in("builder")
    team.push("a forged event", f"{event}:{lane}", code="S101", environment=as_builder)
    team.push("without an epoch nobody is banned", lane, environment=as_builder)
    public = os.path.join(team.bare, "entangle", "host.pub")
    team.by("root", "principal", "add", "server", "--kind", "host", "--person", "keeper", "--law", public)
    team.by("root", "host", "epoch", "server")
    team.push("a host", "refs/entangle/trust")
    team.push("something for a receipt", "main:refs/heads/d")
    team.entangle("host", "sweep", team.bare)
    team.entangle("fetch")
    ban, = listed(team)
    check("the host has banned the forger", (ban["subject"], ban["reason"]) == ("builder", "forgery"), ban)
    check("by its own key", ban["reporter"].startswith("server/"), ban)
    with open(os.path.join(team.bare, "entangle", "struck", ban["digest"]), "rb") as file:
        check("what it saw is kept", hashlib.sha256(file.read()).hexdigest() == ban["digest"])
    team.push("the forger is out", "main:refs/heads/e", code="H120", environment=as_builder)
    team.entangle("verify", team.bare, "--trust-root", team.root)
    log = team.git("--git-dir", team.bare, "log", "--format=%B", "refs/entangle/receipts/1")
    check("the ban has its receipt", re.search(rf"^Move: \S+ \S+ {LIST}$", log, re.M), log)
    team.by("root", "deny", "lift", str(ban["entry"]))
    team.push("the lift", LIST)
    team.push("and in again", "main:refs/heads/e", environment=as_builder)
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "Again")
    team.push("another task", team.lane("lead")[0])
    team.by("builder", "task", "accept", asked)
    event, lane = forged(team, "builder")
    team.push("a forgery again", f"{event}:{lane}", code="S101", environment=as_builder)
    team.push("others push", "main:refs/heads/f", environment=logged_in("lead"))
    team.push("a second forgery is one too many", lane, code="H120", environment=as_builder)
    event, lane = forged(team, "lead")
    team.push("a lane of another is no strike", f"+{event}:{lane}", code="H106", environment=logged_in("reviewer"))
    team.push("so he pushes on", "main:refs/heads/g", environment=logged_in("reviewer"))
    team.entangle("fetch")
    check("one is banned", [item["subject"] for item in listed(team)] == ["builder"], listed(team))
    tip = team.git("rev-parse", LIST)
    team.git("update-ref", LIST, LIST + "~1")
    done = team.run(BINARY, "deny", "add", "lead", "--reason", "flood", "--as", "root")
    check("no entry is made beside the host's", done.returncode == 1 and "[J112]" in done.stderr, done.stderr)
    check("and the way out is told", "'git update-ref -d refs/entangle/denylist'" in done.stderr, done.stderr)
    team.git("update-ref", LIST, tip)
    team.entangle("verify")
    team.entangle("verify", team.bare, "--trust-root", team.root)


def lapsing(team):
    """A result that was honest when it was made, with a key that has been revoked since: refused, and no strike."""
    team.by("root", "deny", "lift", str(listed(team)[0]["entry"]))
    team.push("the lift of the ban", LIST)
    team.push("what was kept out meanwhile", team.lane("builder")[0], environment=logged_in("builder"))
    for name, use in (("run1", "law"), ("run1-artifacts", "artifact")):
        team.entangle("key", "new", name, "--use", use, "--no-passphrase")
    team.by("root", "principal", "add", "runner", "--kind", "runner", "--person", "rr",
            "--law", "run1", "--artifact", "run1-artifacts")
    team.by("root", "edge", "add", "lead", "delegates", "runner")
    asked = team.entangle("task", "request", "--as", "lead", "--to", "runner", "--brief", "Say", "--output", "out.txt",
                          "--", "sh", "-c", "echo said >out.txt")
    team.push("a runner and its task", "refs/entangle/trust", team.lane("lead")[0])
    team.by("runner", "run", asked.strip())
    made = team.git("for-each-ref", "--format=%(objectname):%(refname)", "refs/entangle/events/runner",
                    "refs/entangle/artifacts").split()
    # What the authorities do not have yet, their law does not count.
    for ref in made:
        team.git("update-ref", "-d", ref.split(":")[1])
    key = re.search(r"artifact\s+([0-9a-f]{32})", team.entangle("principal", "show", "runner"))[1]
    team.by("root", "key", "revoke", "runner", key, "--reason", "compromised")
    team.push("the key ends", "refs/entangle/trust")
    team.push("its result comes too late", *made, code="M102", environment=logged_in("runner"))
    team.push("the runner is not banned", "main:refs/heads/h", environment=logged_in("runner"))


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-denylist-") as stage:
        team = Team(stage)
        founding(team)
        banning(team)
        limits(team)
        ending(team)
        tampering(team)
        striking(team)
        lapsing(team)
    return CHECKS.report("denylist")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("denylist")
        raise
    sys.exit(STATUS)
