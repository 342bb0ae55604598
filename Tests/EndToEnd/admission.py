"""What a push to a bare repository under guard is asked before it is judged, with real git: secrets, rates and
certificates.

usage: admission.py BINARY [sha1|sha256]

Ends with 0 where every check passes. The secrets are put together here, so that this file has none.
"""

import hashlib
import os
import random
import string
import subprocess
import sys
import tempfile

from gate import CHECKS, EVERYTHING, Team, check, found

TOKEN = "gh" + "p_" + "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=36))


def commit(team, name, text, message="More"):
    """A commit on the current branch with a file; nobody signs it."""
    path = os.path.join(team.work, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    team.git("add", name)
    team.git("commit", "--quiet", "-m", message)


def refused(team, name, *refs, code="H110", hidden=TOKEN, **options):
    """Must be refused, and nothing of the secret must be told."""
    team.push(name, *refs, code=code, **options)
    done = subprocess.run(
        ["git", "push", "--atomic", "origin", *refs], cwd=team.work, env=team.environment,
        capture_output=True, text=True, timeout=120)
    check(f"{name} does not show it", hidden not in done.stderr, done.stderr)
    return done.stderr


def secrets(team):
    """What looks like a secret stays out, wherever it stands."""
    team.git("checkout", "--quiet", "-b", "secrets")
    commit(team, "config/a.env", f"name = x\ntoken = {TOKEN}\n")
    told = refused(team, "a token in a file", "secrets")
    check("file, line and kind are told", "'config/a.env' line 2: a token of GitHub" in told, told)
    commit(team, "config/a.env", "nothing\n")
    refused(team, "a token in a file of an earlier commit", "secrets")
    team.git("reset", "--quiet", "--hard", "main")
    commit(team, "plain", "x\n", f"Use\n\n{TOKEN}")
    told = refused(team, "a token in a message", "secrets")
    check("that it is a message is told", "the message line 3" in told, told)
    team.git("reset", "--quiet", "--hard", "main")
    team.git("tag", "-a", "-m", f"Use {TOKEN}", "secret-tag")
    refused(team, "a token in a tag", "secret-tag")
    team.git("tag", "--delete", "secret-tag")
    refused(team, "a token in a branch's name", f"main:refs/heads/{TOKEN}", hidden="\x00")
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", os.path.join(team.work, "id")], check=True)
    team.git("add", "id")
    team.git("commit", "--quiet", "-m", "Key")
    refused(team, "a private key", "secrets", hidden="BEGIN")
    team.git("reset", "--quiet", "--hard", "main")
    commit(team, "url", "git clone https://bo:h7" + "Kq2x@git.corp.net/a\n")
    refused(team, "a password in a URL", "secrets", hidden="h7" + "Kq2x")
    team.git("reset", "--quiet", "--hard", "main")
    commit(team, "names", "secret://db/main and https://bo:${PASSWORD}@git.corp.net/\n")
    team.push("names of secrets", "secrets")

    # A digest in the list lets one in, of what was found or of the whole file.
    allowed = os.path.join(team.bare, "entangle", "allowed-secrets")
    text = f"a token that is none: {TOKEN}\n"
    for number, digested in enumerate((TOKEN, text)):
        commit(team, f"allowed-{number}", f"{number}\n" + text if number == 0 else text)
        digest = hashlib.sha256(digested.encode()).hexdigest()
        told = refused(team, "one that is not allowed yet", "secrets")
        check("how to allow it is told", hashlib.sha256(TOKEN.encode()).hexdigest() in told, told)
        with open(allowed, "w") as file:
            file.write(f"# for the tests\n{digest} why\n")
        team.push("one that is allowed", "secrets")
        os.unlink(allowed)
    with open(allowed, "w") as file:
        file.write("nonsense\n")
    commit(team, "other", "x\n")
    team.push("a list that cannot be read", "secrets", said="cannot be read: 'nonsense'")
    os.unlink(allowed)
    team.push("without it", "secrets")

    # What is there already is not searched again, whatever is made of it.
    team.git("checkout", "--quiet", "-b", "again", "secrets")
    team.git("mv", "allowed-1", "renamed")
    team.git("commit", "--quiet", "-m", "Rename")
    team.push("a file that is there, by another name", "again")

    # What is too large is told.
    commit(team, "large", b"x" * (33 << 20))
    done = subprocess.run(
        ["git", "push", "origin", "again"], cwd=team.work, env=team.environment, capture_output=True, text=True)
    check("a large file is let in", done.returncode == 0, done.stderr)
    check("that it was not searched is told", "warning [H110] a file is too large" in done.stderr, done.stderr)
    team.git("checkout", "--quiet", "main")


def rates(team, root):
    """Whoever pushes too often waits; nobody else does, and the law is let in."""
    changed = team.entangle("host", "init", team.bare, "--trust-root", root, "--rate", "3/6000")
    check("the rate is told", "rate: 3 pushes in 6000 seconds" in changed, changed)
    check("again it is as it was", not team.entangle("host", "init", team.bare, "--trust-root", root))
    lead = {"environment": {"ENTANGLE_PUSHER": "lead"}}
    reviewer = {"environment": {"ENTANGLE_PUSHER": "reviewer"}}
    team.push("the first", "main:refs/heads/rate-1", **lead)
    team.push("one that is refused, and counts", "main:refs/notes/x", code="H101", **lead)
    team.push("the third", "main:refs/heads/rate-2", **lead)
    team.push("the fourth", "main:refs/heads/rate-3", code="H111", **lead)
    team.push("somebody else's", "main:refs/heads/rate-3", **reviewer)
    team.by("root", "principal", "suspend", "builder")
    team.push("the law", "refs/entangle/trust", **lead)
    team.push("the law and more", "+refs/entangle/trust", "main:refs/heads/rate-4", code="H111", **lead)
    database = os.path.join(team.bare, "entangle", "admission.db")
    with open(database, "r+b") as file:
        file.write(b"\0" * 4096)
    done = subprocess.run(
        ["git", "push", "origin", "main:refs/heads/rate-4"], cwd=team.work,
        env={**team.environment, "ENTANGLE_PUSHER": "lead"}, capture_output=True, text=True)
    check("after damage it is counted anew", done.returncode == 0, done.stderr)
    check("that it was damaged is told", "'admission.db' was damaged" in done.stderr, done.stderr)
    os.unlink(database)
    os.mkdir(database)
    team.push("where nothing can be counted", "main:refs/heads/rate-5", said="cannot use", **lead)
    os.rmdir(database)
    team.push("where it can again", "main:refs/heads/rate-5", **lead)
    # Another host has a second rate, of 50 in 10 seconds.
    for name, kind in (("peer", "host"), ("worker", "worker")):
        team.entangle("key", "new", name, "--use", "law", "--no-passphrase")
        team.by("root", "principal", "add", name, "--kind", kind, "--person", name, "--law", name)
    team.push("the law with them", "refs/entangle/trust")
    team.entangle("host", "init", team.bare, "--trust-root", root, "--rate", "1/6000")
    for name, code in (("peer", None), ("worker", "H111")):
        environment = {"environment": {"ENTANGLE_PUSHER": name}}
        team.push(f"the first of {name}", f"main:refs/heads/{name}-1", **environment)
        team.push(f"the second of {name}", f"main:refs/heads/{name}-2", code=code, **environment)
    team.entangle("host", "init", team.bare, "--trust-root", root, "--rate", "10000/60")
    for wrong in ("0/60", "30", "30/60/1"):
        team.entangle("host", "init", team.bare, "--trust-root", root, "--rate", wrong, status=129)


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-admission-") as stage:
        team = Team(stage)
        root = found(team)
        team.entangle("host", "init", team.bare, "--trust-root", root, "--rate", "10000/60")
        team.push("everything", *EVERYTHING)
        secrets(team)
        rates(team, root)
        git = team.run("git", "--git-dir", team.bare, "fsck", "--strict")
        check("git finds nothing wrong", git.returncode == 0, git.stderr)
    return CHECKS.report("admission")


if __name__ == "__main__":
    sys.exit(main())
