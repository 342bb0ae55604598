"""Pushes that no git client makes: the wire of receive-pack written by hand, two pushes at once, and clients that do not listen. What the
server's hooks were told is what happens, or nothing does.

usage: rawpush.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time

from gate import BINARY, CHECKS, OBJECT_FORMAT, Team, check, found
from receipts import LOG, Log, open_epoch

ZERO = "0" * (64 if OBJECT_FORMAT == "sha256" else 40)


def packet(data):
    return f"{len(data) + 4:04x}".encode() + data


def request(team, updates, capabilities="report-status side-band-64k", more=()):
    """The bytes of a push of (old, new, name), with all that it needs, and with more objects besides."""
    body, tail = b"", b"\0" + f"{capabilities} object-format={OBJECT_FORMAT}".encode()
    for old, new, name in updates:
        name = name if isinstance(name, bytes) else name.encode()
        body += packet(f"{old} {new} ".encode() + name + tail)
        tail = b""
    body += b"0000"
    tips = [new for _, new, _ in updates if new != ZERO]
    if tips:
        listed = team.git("rev-list", "--objects", "--no-object-names", *tips).split()
        body += subprocess.run(
            ["git", "pack-objects", "--stdout", "-q"], input="\n".join([*listed, *more]).encode() + b"\n", cwd=team.work,
            env=team.environment, stdout=subprocess.PIPE, check=True).stdout
    return body


def send(team, updates, words=("git",), **due):
    """What the server says of a push to the git of these words."""
    done = subprocess.run(
        [*words, "receive-pack", team.bare], input=request(team, updates, **due), cwd=team.work, env=team.environment,
        capture_output=True, timeout=120)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def at(team, ref):
    done = team.run("git", "--git-dir", team.bare, "rev-parse", "--verify", "--quiet", ref)
    return done.stdout.strip() or ZERO


def verify(team, name):
    done = team.run(BINARY, "verify", "--porcelain", team.bare, "--trust-root", team.root)
    check(f"{name}: the repository is verified", done.returncode == 0, done.stdout + done.stderr)


def refused(team, name, updates, code, **due):
    """A push is refused with that code, and nothing moves."""
    before = team.refs()
    said = send(team, updates, **due)
    check(f"{name} is refused", f"[{code}]" in said, said)
    # (The receipt of an earlier refusal may come with a later push only.)
    check(f"{name} moves nothing", team.refs() == before)
    verify(team, name)


def elsewhere(team):
    """What the push says of the refs is not so."""
    lane, tip = team.lane("lead")
    law, other = at(team, "refs/entangle/trust"), team.git("rev-parse", "main")
    refused(team, "law that is there already", [(ZERO, law, "refs/entangle/trust")], "H125")
    refused(team, "law that stays", [(law, law, "refs/entangle/trust")], "H125")
    refused(team, "a ref that is nowhere, deleted", [(ZERO, ZERO, "refs/heads/nowhere")], "H125")
    refused(team, "a branch that is there, deleted as if it were not", [(ZERO, ZERO, "refs/heads/main")], "H125")
    refused(team, "a lane, deleted as if it were not there", [(ZERO, ZERO, lane)], "H125")
    refused(team, "a protected branch, deleted", [(at(team, "refs/heads/main"), ZERO, "refs/heads/main")], "H102")
    refused(team, "a name that git does not take, beside a good one", [
        (ZERO, other, "refs/heads/good"), (ZERO, other, "refs/heads/a..b")], "H101")
    refused(team, "a folder where a branch is", [(ZERO, other, "refs/heads/main/a")], "H125")
    refused(team, "a name that is too long", [(ZERO, other, "refs/heads/" + "n" * 251)], "H125")
    team.git("--git-dir", team.bare, "symbolic-ref", "refs/heads/latest", "refs/heads/main")
    done = team.entangle("host", "doctor", team.bare, status=1)
    check("the doctor finds a ref that stands for another", "refs/heads/latest" in done, done)
    forged = team.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Evil")
    refused(team, "a branch moved through its other name", [
        (at(team, "refs/heads/main"), forged, "refs/heads/latest")], "H125")
    refused(team, "the same, as if nothing were there", [(ZERO, forged, "refs/heads/latest")], "H125")
    team.push("others go on", "main:refs/heads/plain")
    team.git("--git-dir", team.bare, "symbolic-ref", "--delete", "refs/heads/latest")


def linked(team):
    """A push to a linked work tree is one to the repository."""
    tree = team.bare + ".tree"
    team.git("--git-dir", team.bare, "worktree", "add", "--quiet", "--detach", tree, "main")
    team.entangle("host", "doctor", tree)
    forged = team.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Evil")
    before = team.refs()
    for ref, code in (("refs/heads/main", "R101"), ("refs/notes/evil", "H101")):
        done = team.run("git", "push", "--quiet", tree, f"{forged}:{ref}")
        check(f"{ref} through a work tree is refused", f"[{code}]" in done.stderr, done.stderr)
    check("through a work tree nothing moves", team.refs() == before)
    team.git("push", "--quiet", tree, "main:refs/heads/through")
    check("a branch moves through a work tree", at(team, "refs/heads/through") == team.git("rev-parse", "main"))
    team.git("--git-dir", team.bare, "worktree", "remove", tree)
    verify(team, "after a push to a work tree")


def in_parts(team):
    """What belongs together moves at once."""
    team.by("lead", "task", "request", "--to", "builder", "--brief", "Parts")
    lane, tip = team.lane("lead")
    old, other = at(team, lane), team.git("rev-parse", "main")
    before = team.refs()
    # (A login by ssh starts git with options of its own.)
    for count, words in ((1, ["git"]), (2, ["git", "-c", "receive.hideRefs=refs/hidden/", "--no-replace-objects"])):
        said = send(team, [(old, tip, lane), (ZERO, other, "refs/heads/part")], words=words)
        check("a push in parts is refused", "[H127]" in said, said)
        with open(os.path.join(team.bare, "entangle", "refusals"), encoding="ascii") as file:
            check("and gets its receipt", f" H127 {count} " in file.read())
        check("and nothing of it moves", team.refs() == before)
    said = send(team, [(old, tip, lane), (ZERO, other, "refs/heads/part")], capabilities="report-status atomic")
    check("at once it is taken", at(team, lane) == tip and at(team, "refs/heads/part") == other, said)
    said = send(team, [(ZERO, other, "refs/heads/one"), (ZERO, other, "refs/heads/two")])
    check("branches that nothing protects may move alone", at(team, "refs/heads/two") == other, said)
    names = [f"refs/tags/packed-{number}" for number in range(2)]
    send(team, [(ZERO, other, name) for name in names], capabilities="report-status atomic")
    team.git("--git-dir", team.bare, "pack-refs", "--all")
    gone = [(other, ZERO, name) for name in names]
    said = send(team, gone, capabilities="report-status delete-refs")
    check("tags that no event names go one by one", [at(team, name) for name in names] == [ZERO, ZERO], said)
    names = [f"refs/tags/loose-{number}" for number in range(2)]
    gone = [(other, ZERO, name) for name in names]
    said = send(team, [(ZERO, other, name) for name in names])
    check("and come so", [at(team, name) for name in names] == [other, other], said)
    team.git("--git-dir", team.bare, "pack-refs", "--all")
    said = send(team, gone, capabilities="report-status delete-refs atomic")
    check("at once they go as well", [at(team, name) for name in names] == [ZERO, ZERO], said)
    verify(team, "after pushes in parts")


def besides(team):
    """What is sent and nothing leads to is searched as well: the next push could lead to it."""
    path = os.path.join(team.home, "token")
    for name, text, is_secret in (("harmless", "nothing\n", False), ("secret", "token: " + "ghp_" + "aB3dE5gH7jK9" * 3 + "\n", True)):
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        blob, tip = team.git("hash-object", "-w", path), team.git("rev-parse", "main")
        tree = subprocess.run(
            ["git", "mktree"], input=f"100644 blob {blob}\ttoken\n", cwd=team.work, env=team.environment, check=True,
            stdout=subprocess.PIPE, text=True).stdout.strip()
        for what in (blob, tree):
            ref = f"refs/heads/{name}-{what[:6]}"
            said = send(team, [(ZERO, tip, ref)], more=[blob, what])
            check(f"{name} besides a branch: taken or not", (at(team, ref) == tip) is not is_secret, said)
            check(f"{name} besides a branch: told or not", ("[H110]" in said) is is_secret, said)
    team.git("branch", "besides", "main")
    team.by("root", "policy", "set", "besides", "--approvals", "1", "--lander", "lead")
    law, old = team.git("rev-parse", "refs/entangle/trust"), at(team, "refs/entangle/trust")
    said = send(team, [(old, law, "refs/entangle/trust")], more=[blob])
    check("a secret besides law is refused", "[H110]" in said and at(team, "refs/entangle/trust") == old, said)
    said = send(team, [(old, law, "refs/entangle/trust")])
    check("without it the law is taken", at(team, "refs/entangle/trust") == law, said)


def unnamed(team):
    """An event without the commit that it names reaches nobody."""
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "Name")
    team.git("checkout", "--quiet", "-b", "work")
    team.commit("one")
    accepted = team.by("builder", "task", "accept", asked)
    team.push("the task", "refs/entangle/events/*:refs/entangle/events/*")
    team.by("builder", "propose", "--ref", "main", "--message", "One", "--for", asked)
    team.push("a proposal's event alone", "work", team.lane("builder")[0], code="H126")
    team.push("both together", *[f"{ref}:{ref}" for ref in team.git(
        "for-each-ref", "--format=%(refname)", "refs/entangle/events/", "refs/entangle/proposals/").split()])
    team.git("checkout", "--quiet", "main")
    check("the task was accepted", accepted)
    verify(team, "after a proposal")


def twice(team):
    """The same push by two at once: one is taken, and has one receipt."""
    for number in range(3):
        team.by("lead", "task", "request", "--to", "builder", "--brief", f"Twice {number}")
        lane, tip = team.lane("lead")
        body = request(team, [(at(team, lane), tip, lane)])
        both = [
            subprocess.Popen(
                ["git", "receive-pack", team.bare], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, cwd=team.work, env=team.environment) for _ in range(2)]
        for process in both:
            process.stdin.write(body)
            process.stdin.flush()
        said = [process.communicate(timeout=120)[0].decode("utf-8", "replace") for process in both]
        check("one of two equal pushes is refused", sum("[H125]" in text for text in said) == 1, said)
    check("each move has one receipt", len(Log(team, team.bare).moves()) == len(set(Log(team, team.bare).moves())))
    team.push("all goes on", "main:refs/heads/after-twice")
    verify(team, "after equal pushes")


def stopped(team):
    """The word of a push whose receipt is written already bars nobody."""
    note = os.path.join(team.bare, "entangle", "turn")
    hook = os.path.join(team.bare, "hooks", "post-receive")
    with open(hook, encoding="ascii") as file:
        text = file.read()
    # The turn is not ended, though the push is settled.
    with open(hook, "w", encoding="ascii") as file:
        file.write(text.replace("exec entangle hook post-receive", f"cp {note} {note}.kept; exec entangle hook post-receive"))
    lane, tip = team.lane("lead")
    forged = team.git("commit-tree", tip + "^{tree}", "-p", tip, "-m", "Forged")
    team.push("a forged event", f"{forged}:{lane}", code="E101")
    team.push("what is taken", "main:refs/heads/stopped")
    with open(hook, "w", encoding="ascii") as file:
        file.write(text)
    os.rename(note + ".kept", note)
    newest = at(team, LOG)
    team.push("the next", "main:refs/heads/stopped-next")
    check("the log goes on", at(team, LOG) != newest)
    # A word of what cannot be so any more: an old one.
    with open(note, "wb") as file:
        file.write(b"1 1@1 done each\n" + f"server {at(team, LOG + '~3')}\n".encode() + team.git(
            "--git-dir", team.bare, "cat-file", "commit", LOG + "~2").split("\n\n", 1)[1].rsplit(
                "Signature: ", 1)[0].encode())
    # (Of a process that cannot be seen from here, as in another container.)
    os.utime(note, (0, 0))
    team.push("nor does an old word", "main:refs/heads/stopped-old")
    verify(team, "after words that were left")


def keeping(team):
    """Whoever keeps the server moves refs there as he likes, and git tidies up."""
    for folder in (team.bare, os.path.join(team.bare, "refs")):
        done = subprocess.run(
            ["git", "update-ref", "refs/heads/kept", "refs/heads/main"], cwd=folder, env=team.environment,
            capture_output=True, text=True, timeout=60)
        check("the keeper moves a ref", done.returncode == 0, done.stderr)
        team.git("--git-dir", team.bare, "update-ref", "-d", "refs/heads/kept")
    keys = os.path.join(team.bare, "entangle", "keys")
    os.rename(keys, keys + ".away")
    done = team.entangle("host", "doctor", team.bare, status=1)
    check("the doctor misses the host's key", "bad  host key: " in done and done.count("bad  ") == 1, done)
    os.rename(keys + ".away", keys)
    team.entangle("host", "doctor", team.bare)
    team.git("--git-dir", team.bare, "gc", "--quiet")
    team.push("pushes go on", "main:refs/heads/after-keeping")
    verify(team, "after tidying up")


def begun(team):
    """A push whose client has read what the server offers, or it would not even begin."""
    process = subprocess.Popen(
        ["git", "receive-pack", team.bare], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=team.work, env=team.environment, start_new_session=True)
    while True:
        size = int(process.stdout.read(4), 16)
        if size == 0:
            return process
        process.stdout.read(size - 4)


def deaf(team):
    """A client who does not read what he is told holds up nobody for long."""
    other = team.git("rev-parse", "main")
    # (Some thousand lines of report fill what lies between two processes.)
    updates = [(ZERO, other, f"refs/heads/deaf/{'n' * 60}{number}") for number in range(1_500)]
    said = send(team, updates, capabilities="report-status")
    check("so many do not move one by one", "[H127]" in said and at(team, updates[0][2]) == ZERO, said[-2_000:])
    body = request(team, updates, capabilities="report-status atomic")
    process = begun(team)
    process.stdin.write(body)
    process.stdin.close()
    deadline = time.monotonic() + 60
    while at(team, f"refs/heads/deaf/{'n' * 60}1499") == ZERO and time.monotonic() < deadline:
        time.sleep(0.1)
    start = time.monotonic()
    team.push("somebody else", "main:refs/heads/hearing")
    took = time.monotonic() - start
    check("nobody waits for who does not listen", took < 12, took)
    check("who has moved his refs is not ended", process.poll() is None, process.poll())
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    verify(team, "after a deaf client")


def stuck(team):
    """A push that does nothing after it was let in, and whose refs do not move, is asked to end."""
    hook = os.path.join(team.bare, "hooks", "pre-receive")
    with open(hook, encoding="ascii") as file:
        text = file.read()
    marker = os.path.join(team.bare, "stuck")
    with open(hook, "w", encoding="ascii") as file:
        file.write(text.replace("exec entangle hook pre-receive", "entangle hook pre-receive && : >stuck && sleep 60"))
    process = begun(team)
    process.stdin.write(request(team, [(ZERO, team.git("rev-parse", "main"), "refs/heads/stuck")]))
    process.stdin.close()
    while not os.path.exists(marker) and process.poll() is None:
        time.sleep(0.05)
    with open(hook, "w", encoding="ascii") as file:
        file.write(text)
    start = time.monotonic()
    team.push("behind one that is stuck", "main:refs/heads/unstuck")
    took = time.monotonic() - start
    check("he has waited, and not for long", 10 < took < 25, took)
    check("who does nothing is asked to end", process.poll() == -signal.SIGTERM, process.poll())
    check("and has moved nothing", at(team, "refs/heads/stuck") == ZERO)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    verify(team, "after one that was stuck")


def gone(team):
    """A client who is told much and does not read it, or has gone away, holds up nobody: his turn is over before."""
    other = team.git("rev-parse", "main")
    updates = [(ZERO, other, b"refs/heads/%d" % number + b"\xff" * 30_000) for number in range(8)]
    body = request(team, updates)
    for is_there in (True, False):
        process = begun(team)
        process.stdin.write(body)
        process.stdin.close()
        if not is_there:
            process.stdout.close()
        start = time.monotonic()
        team.push("somebody else", f"main:refs/heads/beside-gone-{is_there}")
        took = time.monotonic() - start
        check("nobody waits for who is refused", took < 10, took)
        if is_there:
            said = process.stdout.read().decode("utf-8", "replace")
            check("who listens is told", "[H125]" in said, said[-2_000:])
            told = [line for line in said.splitlines() if "entangle: " in line or "hint: " in line]
            check("and not at length", 0 < len(told) <= 20 and max(map(len, told)) < 1_300, told)
        process.wait(timeout=60)
    verify(team, "after clients that went away")


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-rawpush-") as stage:
        team = Team(stage)
        team.root = found(team)
        open_epoch(team, team.root)
        team.entangle("fetch")
        team.by("lead", "task", "request", "--to", "builder", "--brief", "Begin")
        team.push("a first event", "refs/entangle/events/*:refs/entangle/events/*")
        elsewhere(team)
        linked(team)
        in_parts(team)
        besides(team)
        unnamed(team)
        twice(team)
        stopped(team)
        keeping(team)
        deaf(team)
        stuck(team)
        gone(team)
    return CHECKS.report("rawpush")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("rawpush")
        raise
    sys.exit(STATUS)
