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
    commit(team, f"dump/{TOKEN}.txt", "x\n")
    commit(team, f"dump/more/{TOKEN}.txt", "x\n")
    told = refused(team, "a token in the name of a file", "secrets")
    check("that it is a name is told, once", told.count("the name of a file line 1: a token of GitHub") == 1, told)
    team.git("reset", "--quiet", "--hard", "main")
    author = f"--author={TOKEN} <bo@example.org>"
    team.git("commit", "--quiet", "--allow-empty", author, "-m", "Empty")
    told = refused(team, "a token in the name of an author", "secrets")
    check("that it is the header is told", "the header line 3: a token of GitHub" in told, told)
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


def sign(team, name, *refs, key=None, code=None, said=None, options=(), bare=None, **environment):
    """A push that is signed with a key; must be refused with that code, or taken where there is none."""
    before = team.refs()
    words = [f"--push-option={option}" for option in options]
    done = subprocess.run(
        ["git", "-c", "gpg.format=ssh", "-c", f"user.signingKey={key or team.code}", "push", "--quiet",
         "--atomic", "--signed", *words, bare or "origin", *refs],
        cwd=team.work, env={**team.environment, **environment}, capture_output=True, text=True, timeout=120)
    if code is None and said is None:
        check(name, done.returncode == 0, done.stderr)
        check(f"{name} is quiet", not done.stderr, done.stderr)
        return
    check(f"{name} is refused", done.returncode != 0, done.stderr)
    check(f"{name} says why", (f"[{code}]" if code else said) in done.stderr, done.stderr)
    check(f"{name} moves nothing", team.refs() == before, team.refs())


def kept(team):
    folder = os.path.join(team.bare, "entangle", "certificates")
    return {name: os.path.join(folder, name) for name in os.listdir(folder)} if os.path.isdir(folder) else {}


def certificates(team, root):
    """What a push says of itself, signed."""
    team.by("root", "principal", "resume", "builder")
    team.push("the law with its signer", "refs/entangle/trust")
    host = ["host", "init", team.bare, "--trust-root", root]
    config = os.path.join(team.bare, "config")
    check("nobody else reads the seed", os.stat(config).st_mode & 0o77 == 0)
    os.chmod(config, 0o644)
    told = team.entangle("host", "doctor", team.bare, status=1)
    check("a seed that others may read is found", "bad  receive.certNonceSeed" in told, told)
    seed = team.git("--git-dir", team.bare, "config", "receive.certNonceSeed")
    team.entangle(*host)
    check("the seed stays", team.git("--git-dir", team.bare, "config", "receive.certNonceSeed") == seed)
    team.git("--git-dir", team.bare, "config", "receive.certNonceSeed", "short")
    check("a short one is mended", "it can be guessed" in team.entangle(*host))
    team.entangle("host", "doctor", team.bare)

    sign(team, "a signed push", "main:refs/heads/signed-1")
    (digest, path), = kept(team).items()
    with open(path, "rb") as file:
        content = file.read()
    check("its certificate is kept", hashlib.sha256(content).hexdigest() == digest)
    check("with what was pushed", b"refs/heads/signed-1\n-----BEGIN SSH SIGNATURE" in content, content)
    stranger = os.path.join(team.home, "stranger")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger], check=True)
    sign(team, "by a stranger", "main:refs/heads/signed-2", key=stranger, code="H114")
    sign(team, "with another's login", "main:refs/heads/signed-2", code="H117", ENTANGLE_PUSHER="reviewer")
    sign(team, "with one's own login", "main:refs/heads/signed-2", ENTANGLE_PUSHER="builder")
    team.by("lead", "task", "request", "--to", "builder", "--brief", "Alone")
    lane = team.lane("lead")[0]
    sign(team, "the lane of another", lane, code="H106")
    team.push("the same where nobody says who pushes", lane)
    other = os.path.join(os.path.dirname(team.bare), "other.git")
    os.symlink(team.bare, other)
    link = os.path.join(os.path.dirname(team.bare), "clone.git")
    team.git("clone", "--quiet", "--bare", team.bare, link)
    team.entangle("host", "init", link, "--trust-root", root)
    right, wrong = f"entangle-repository={root}", f"entangle-repository={'0' * 64}"
    sign(team, "another repository's id", "main:refs/heads/signed-3", options=[wrong], code="H115")
    sign(team, "this repository's id", "main:refs/heads/signed-3", options=[right])
    check("all that were taken are kept, and no other", len(kept(team)) == 3, kept(team))

    # The hook itself, with what git would tell it: a certificate shown again, and with another push.
    oid = team.git("--git-dir", team.bare, "hash-object", "-w", path)
    update = [line for line in content.decode().splitlines() if line.endswith(" refs/heads/signed-1")][0]

    def hook(name, lines, code, certificate=oid, status="OK", **variables):
        done = subprocess.run(
            [team.binary, "hook", "pre-receive"], input="".join(line + "\n" for line in lines), text=True,
            capture_output=True, cwd=team.bare, timeout=60,
            env={**team.environment, "GIT_DIR": ".", "GIT_PUSH_CERT": certificate,
                 "GIT_PUSH_CERT_NONCE_STATUS": status, "GIT_PUSH_CERT_STATUS": "G", **variables})
        check(f"{name} is refused", done.returncode == 1 and f"[{code}]" in done.stderr, done.stderr)

    hook("a certificate shown again", [update], "H116")
    hook("a nonce that git does not know", [update], "H116", status="BAD")
    hook("one ref more than was signed", [update, update + "x"], "H115")
    hook("another ref than was signed", [update + "x"], "H115")
    hook("an option that was not signed", [update], "H115", GIT_PUSH_OPTION_COUNT="1", GIT_PUSH_OPTION_0="x")
    with open(path + ".changed", "wb") as file:
        file.write(content.replace(b"refs/heads/signed-1", b"refs/heads/signed-9"))
    changed = team.git("--git-dir", team.bare, "hash-object", "-w", path + ".changed")
    hook("a changed certificate", [update.replace("-1", "-9")], "H114", certificate=changed)
    with open(path + ".changed", "ab") as file:
        file.write(b"more\n")
    changed = team.git("--git-dir", team.bare, "hash-object", "-w", path + ".changed")
    hook("a certificate that is none", [update], "H113", certificate=changed)
    os.unlink(path + ".changed")

    # Where they are asked for.
    told = team.entangle(*host, "--certificates", "required")
    check("that they are required is told", "push certificates: required" in told, told)
    check("it stays so", not team.entangle(*host))
    team.push("without one", "main:refs/heads/signed-4", code="H112")
    sign(team, "with one", "main:refs/heads/signed-4")
    team.by("root", "principal", "suspend", "builder")
    team.push("the law without one", "refs/entangle/trust")
    sign(team, "by somebody suspended", "main:refs/heads/signed-5", code="H114")
    team.by("root", "principal", "resume", "builder")
    team.push("the law that lets him in again", "refs/entangle/trust")
    team.entangle(*host, "--certificates", "optional")
    asked = team.by("lead", "task", "request", "--to", "builder", "--brief", "Sign")
    team.push("what the signer is asked", lane)
    team.entangle(*host, "--certificates", "required")
    team.by("builder", "task", "accept", asked)
    before = set(kept(team))
    team.entangle("push", status=1)
    team.entangle("push", "--key", team.code)
    (new,) = set(kept(team)) - before
    with open(kept(team)[new]) as file:
        check("entangle signs the repository's id", f"push-option {right}\n" in file.read())
    team.entangle(*host, "--certificates", "optional")
    team.entangle(*host, "--certificates", "sometimes", status=129)


def hooks(team):
    """The hooks of somebody who works: what a server would refuse does not leave."""
    folder = os.path.join(team.work, ".git", "hooks")
    own = os.path.join(folder, "pre-push")
    with open(own, "w") as file:
        file.write("#!/bin/sh\nexit 0\n")
    team.entangle("hook", "install", status=128)
    check("a hook of others stays, alone", not os.path.exists(os.path.join(folder, "commit-msg")))
    os.unlink(own)
    written = team.entangle("hook", "install")
    check("both hooks are written", "pre-push" in written and "commit-msg" in written, written)
    check("again nothing is written", not team.entangle("hook", "install"))

    def run(name, *words, said=None, **environment):
        done = subprocess.run(
            ["git", *words], cwd=team.work, env={**team.environment, **environment}, capture_output=True,
            text=True, timeout=120)
        wanted = done.returncode == 0 if said is None else done.returncode != 0 and said in done.stderr
        check(name, wanted and TOKEN not in done.stderr and "remote: " not in done.stderr, done.stderr)

    team.entangle("fetch")
    team.git("checkout", "--quiet", "-b", "hooked", "main")
    run("a message with a secret", "commit", "--allow-empty", "-m", f"Use {TOKEN}", said="[H110] the message has a secret: line 1")
    run("a message without", "commit", "--allow-empty", "-m", "Use nothing")
    run("a branch of one's own", "push", "origin", "hooked")
    run("a protected branch that has not landed", "push", "origin", "hooked:main", said="[R101]")
    run("an older law", "push", "origin", "+refs/entangle/trust~1:refs/entangle/trust", said="[H104]")
    run("notes", "push", "origin", "hooked:refs/notes/x", said="[H101]")
    with open(os.path.join(team.work, "config.env"), "w") as file:
        file.write(TOKEN)
    team.git("add", "config.env")
    team.git("commit", "--quiet", "-m", "Configure")
    run("a file with a secret", "push", "origin", "hooked", said="'config.env' line 1: a token of GitHub")
    team.git("reset", "--quiet", "--hard", "HEAD^")
    run("a branch that goes", "push", "origin", ":hooked")
    without = {"PATH": "/usr/bin:/bin"}
    run("a push without the program", "push", "origin", "hooked", said="no program 'entangle'", **without)
    other = os.path.join(team.home, "other.git")
    team.git("init", "--quiet", "--bare", other)
    run("somewhere that was never seen", "push", other, "hooked:main")
    team.git("checkout", "--quiet", "main")


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-admission-") as stage:
        team = Team(stage)
        root = found(team)
        team.entangle("host", "init", team.bare, "--trust-root", root, "--rate", "10000/60")
        team.push("everything", *EVERYTHING)
        secrets(team)
        rates(team, root)
        certificates(team, root)
        hooks(team)
        git = team.run("git", "--git-dir", team.bare, "fsck", "--strict")
        check("git finds nothing wrong", git.returncode == 0, git.stderr)
    return CHECKS.report("admission")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("admission")
        raise
    sys.exit(STATUS)
