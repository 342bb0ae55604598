"""A token of whoever keeps the server, without a proof of which no law is taken; Python makes the same proofs from
Docs/host.md, and tries what somebody could do who has seen one.

usage: keeper.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
import time

from gate import BINARY, CHECKS, EVERYTHING, Team, check, found

TRUST = "refs/entangle/trust"
VARIABLE = "ENTANGLE_HOST_OPERATOR_TOKEN"


def proof(team, token, moves, when=None, root=None):
    """The push option, as Docs/host.md has it; `moves` are (old, new, ref)."""
    name = token.split(":")[0]
    when = int(time.time()) if when is None else when
    text = f"entangle-operator v1\ntoken {name}\ntime {when}\nrepository {root or team.root}\n"
    text += "".join(f"{old} {new} {ref}\n" for old, new, ref in sorted(moves, key=lambda move: move[2]))
    key = hashlib.sha256(token.encode()).digest()
    return f"entangle-operator={name}:{when}:{hmac.new(key, text.encode(), 'sha256').hexdigest()}"


def moves(team, *refs):
    """What a push of refs by their own names would move."""
    standing = dict(reversed(line.split("\t")) for line in team.git("ls-remote", "origin").splitlines())
    nothing = "0" * len(team.git("rev-parse", "HEAD"))
    return [(standing.get(ref, nothing), team.git("rev-parse", ref), ref) for ref in refs]


def push(team, name, options, *refs, code="H124", said=""):
    """git itself pushes with options; without a code it is taken."""
    before = team.refs()
    words = [word for option in options for word in ("-o", option)]
    done = team.run("git", "push", "--quiet", "--atomic", *words, "origin", *refs)
    if code is None:
        check(name, done.returncode == 0, done.stderr)
        return
    check(f"{name} is refused", done.returncode != 0 and f"[{code}]" in done.stderr, done.stderr)
    check(f"{name} says '{said}'", said in done.stderr, done.stderr)
    check(f"{name} moves nothing", team.refs() == before)


def change(team, number):
    """Law that is not pushed yet."""
    name = f"user{number}"
    team.entangle("key", "new", name, "--use", "law", "--no-passphrase")
    public = os.path.join(team.home, name + ".pub")
    with open(public, "w", encoding="ascii") as file:
        file.write(team.entangle("key", "show", name).splitlines()[0] + "\n")
    team.by("root", "principal", "add", name, "--kind", "user", "--person", name, "--law", public)


def asking(team):
    """Once there is a token, law needs it, from the first on."""
    token = team.entangle("host", "token", "add", "keeper", team.bare)
    check("the token", token.startswith("keeper:") and len(token) == len("keeper:") + 64, token)
    everything = sorted(line.split()[1] for line in team.git("for-each-ref", "--format=x %(refname)").splitlines()
                        if line.split()[1].startswith("refs/entangle/")) + ["refs/heads/main"]
    push(team, "the first law", [], *EVERYTHING, said="there is no proof")
    push(team, "the first law, proved", [proof(team, token, moves(team, *everything))], *EVERYTHING, code=None)
    push(team, "a branch needs none", [], "main:refs/heads/a", code=None)
    change(team, 1)
    push(team, "law", [], TRUST, said="there is no proof")
    done = team.run(BINARY, "push")
    check("nor does entangle push", done.returncode == 1 and "[H124]" in done.stderr, done.stderr)
    return token


def proving(team, token):
    """The client proves it; what goes over the wire and what the server keeps says nothing of it."""
    path = os.path.join(team.home, "trace")
    done = subprocess.run(
        [BINARY, "push"], cwd=team.work, capture_output=True, text=True, timeout=120,
        env={**team.environment, VARIABLE: token, "GIT_TRACE_PACKET": path})
    check("entangle push proves it", done.returncode == 0, done.stderr)
    with open(path, encoding="utf-8", errors="replace") as file:
        sent = file.read()
    check("the proof is sent", "entangle-operator=keeper:" in sent, sent[:2000])
    check("and not the token", token.split(":")[1] not in sent)
    kept = []
    for folder, _, names in os.walk(team.bare):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                if token.split(":")[1].encode() in file.read():
                    kept.append(name)
    check("the server does not keep it", not kept, kept)
    mode = os.stat(os.path.join(team.bare, "entangle", "operator-tokens.json")).st_mode & 0o777
    check("what it keeps is its owner's", mode == 0o600, oct(mode))
    done = subprocess.run(
        [BINARY, "push"], cwd=team.work, capture_output=True, text=True, timeout=120,
        env={**team.environment, VARIABLE: "nonsense"})
    check("nothing to push needs no token", done.returncode == 0, done.stderr)


def forging(team, token):
    """What somebody could try who has seen a proof, and not the token."""
    change(team, 2)
    now = int(time.time())
    due = moves(team, TRUST)
    good = proof(team, token, due)
    push(team, "an old proof", [proof(team, token, due, now - 301)], TRUST, said="seconds old")
    push(team, "a proof of tomorrow", [proof(team, token, due, now + 130)], TRUST, said="ahead")
    push(team, "another repository's", [proof(team, token, due, root="0" * 64)], TRUST, said="of another push")
    push(team, "a proof for less", [good], TRUST, "main:refs/heads/more", said="of another push")
    push(team, "a proof for more", [proof(team, token, due + moves(team, "refs/heads/main"))], TRUST, said="of another push")
    push(team, "by another token", [proof(team, "keeper:" + "0" * 64, due)], TRUST, said="not by the token")
    push(team, "by a token that is not there", [proof(team, "other:" + "0" * 64, due)], TRUST, said="no token 'other'")
    push(team, "two proofs", [good, good], TRUST, said="is no proof")
    push(team, "a proof that is none", ["entangle-operator=x"], TRUST, said="is no proof")
    before = team.git("rev-parse", "refs/entangle/trust~1")
    push(team, "the right one", [good], TRUST, code=None)
    push(team, "shown again, the law back", [good], f"+{before}:{TRUST}", said="of another push")
    change(team, 3)
    push(team, "shown again, for the next law", [good], TRUST, said="of another push")


def signing(team, token):
    """With a push certificate, which names the proof among its options."""
    key = os.path.join(team.home, "sign")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    team.entangle("key", "new", "sam", "--use", "law", "--no-passphrase")
    public = os.path.join(team.home, "sam.pub")
    with open(public, "w", encoding="ascii") as file:
        file.write(team.entangle("key", "show", "sam").splitlines()[0] + "\n")
    team.by("root", "principal", "add", "sam", "--kind", "user", "--person", "sam", "--law", public, "--code", key + ".pub")
    team.environment[VARIABLE] = token
    team.entangle("push")
    change(team, 4)
    team.entangle("host", "init", team.bare, "--trust-root", team.root, "--certificates", "required")
    team.entangle("push", "--key", key)
    del team.environment[VARIABLE]
    folder = os.path.join(team.bare, "entangle", "certificates")
    texts = []
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            texts.append(file.read())
    check("the certificate names the proof", any("push-option entangle-operator=keeper:" in text for text in texts), texts)
    team.entangle("host", "init", team.bare, "--trust-root", team.root, "--certificates", "optional")


def ending(team, token):
    """Tokens end, are replaced and revoked; what is damaged lets nothing in."""
    change(team, 5)
    path = os.path.join(team.bare, "entangle", "operator-tokens.json")
    with open(path, encoding="ascii") as file:
        text = file.read()
    listed = json.loads(team.entangle("host", "token", "list", team.bare, "--json"))["tokens"]
    check("it holds", [(item["id"], item["holds"]) for item in listed] == [("keeper", True)], listed)
    with open(path, "w", encoding="ascii") as file:
        file.write(text.replace(listed[0]["expires"], "2026-01-01T00:00:00Z"))
    push(team, "a token that has ended", [proof(team, token, moves(team, TRUST))], TRUST, said="ended at 2026-01-01")
    with open(path, "w", encoding="ascii") as file:
        file.write("{}\n")
    done = team.run("git", "push", "--quiet", "origin", TRUST)
    check("a damaged file lets no law in", done.returncode != 0 and "is damaged" in done.stderr, done.stderr)
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    other = team.entangle("host", "token", "add", "keeper", team.bare, "--ttl", "12h")
    push(team, "one that was replaced", [proof(team, token, moves(team, TRUST))], TRUST, said="not by the token")
    push(team, "the new one", [proof(team, other, moves(team, TRUST))], TRUST, code=None)
    team.entangle("host", "token", "add", "keeper", team.bare, "--ttl", "91d", status=129)
    team.entangle("host", "token", "add", "keeper", team.bare, "--ttl", "never", status=129)
    team.entangle("host", "token", "revoke", "nobody", team.bare, status=128)
    team.entangle("host", "token", "revoke", "keeper", team.bare)
    change(team, 6)
    push(team, "without tokens as ever", [], TRUST, code=None)
    team.entangle("verify", team.bare, "--trust-root", team.root)


def elsewhere(team, token):
    """A remote that takes no push options gets law all the same."""
    plain = os.path.join(team.home, "plain.git")
    team.git("init", "--quiet", "--bare", plain)
    team.git("remote", "add", "plain", plain)
    team.environment[VARIABLE] = token
    team.entangle("push", "plain")
    del team.environment[VARIABLE]


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-keeper-") as stage:
        team = Team(stage)
        team.root = found(team)
        team.entangle("host", "init", team.bare, "--trust-root", team.root, "--rate", "10000/60")
        token = asking(team)
        proving(team, token)
        forging(team, token)
        signing(team, token)
        ending(team, token)
        elsewhere(team, token)
    return CHECKS.report("keeper")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("keeper")
        raise
    sys.exit(STATUS)
