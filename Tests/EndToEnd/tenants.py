"""Two tenants on one server, through the forced command that sshd runs: who may read and write which repository, and what passes
between them in one.

usage: tenants.py BINARY

Ends with 0 where every check passes.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

from gate import BINARY, CHECKS, EVERYTHING, Team, check, found

SHELL = """#!/bin/sh
# What ssh does where sshd forces a command: the last word is what the client asks for.
for word; do asked=$word; done
SSH_ORIGINAL_COMMAND=$asked exec {program} host shell --root {root} --key "$LOGIN"
"""


class Server:
    """A folder with repositories, and logins without a network."""

    def __init__(self, stage):
        self.stage = stage
        self.root = os.path.join(stage, "git")
        os.makedirs(self.root)
        self.program = os.path.join(stage, "ssh")
        with open(self.program, "w", encoding="ascii") as file:
            file.write(SHELL.format(program=BINARY, root=self.root))
        os.chmod(self.program, 0o755)

    def key(self, name):
        """A key for logins; its public half and its id."""
        path = os.path.join(self.stage, name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        return path + ".pub"

    def team(self, name):
        """A project whose bare repository the server has."""
        os.makedirs(os.path.join(self.stage, name))
        team = Team(os.path.join(self.stage, name))
        team.root = found(team)
        bare = os.path.join(self.root, name + ".git")
        os.rename(team.bare, bare)
        team.bare = bare
        team.git("remote", "set-url", "origin", bare)
        team.entangle("host", "init", bare, "--trust-root", team.root, "--rate", "10000/60")
        team.push("everything", *EVERYTHING)
        return team

    def login(self, team, key, *words):
        """git, through the forced command, by a key."""
        environment = {
            **team.environment, "GIT_SSH_COMMAND": self.program, "GIT_SSH_VARIANT": "ssh", "LOGIN": key_id(key)}
        return subprocess.run(
            ["git", *words], cwd=team.work, env=environment, capture_output=True, text=True, timeout=120)


def key_id(path):
    """The first 32 digits of the SHA-256 of the key."""
    with open(path, encoding="ascii") as file:
        return hashlib.sha256(base64.b64decode(file.read().split()[1])).hexdigest()[:32]


def enrol(team, server, name, tenant, kind="user"):
    """Somebody with a key for logins, and one for events."""
    key = server.key(name)
    team.entangle("key", "new", name, "--use", "law", "--no-passphrase")
    law = os.path.join(team.home, name + ".pub")
    with open(law, "w", encoding="ascii") as file:
        file.write(team.entangle("key", "show", name).splitlines()[0] + "\n")
    team.by("root", "principal", "add", name, "--kind", kind, "--person", name, "--tenant", tenant,
            "--law", law, "--transport", key)
    return key


def edge(team, source, target, code=None):
    """An edge more."""
    graph = json.loads(team.entangle("graph", "show", "--format", "json"))
    path = os.path.join(team.home, "graph.json")
    with open(path, "w", encoding="ascii") as file:
        json.dump({"schema": "entangle/graph@v1", "policies": graph["policies"], "edges": [
            {name: item[name] for name in ("from", "relation", "to", "enabled")} for item in graph["edges"]
        ] + [{"from": source, "relation": "delegates", "to": target}]}, file)
    done = team.run(BINARY, "graph", "apply", path, "--as", "root")
    if code:
        check(f"an edge from {source} to {target} is refused", done.returncode == 1 and f"[{code}]" in done.stderr, done.stderr)
    else:
        check(f"an edge from {source} to {target}", done.returncode == 0, done.stderr)


def apart(server, acme, umbrella):
    """A login of the one repository is nobody in the other."""
    mine, theirs = enrol(acme, server, "ann", "acme"), enrol(umbrella, server, "uma", "umbrella")
    acme.push("people", "refs/entangle/trust")
    umbrella.push("people", "refs/entangle/trust")
    for key, team, other in ((mine, acme, umbrella), (theirs, umbrella, acme)):
        own, foreign = (f"ssh://git@server/{os.path.basename(one.bare)}" for one in (team, other))
        done = server.login(team, key, "ls-remote", own)
        check("one's own repository is served", "refs/entangle/trust" in done.stdout, done.stderr)
        done = server.login(team, key, "ls-remote", foreign)
        check("another tenant's is not read", "no repository" in done.stderr and not done.stdout, done.stderr)
        done = server.login(team, key, "push", "--quiet", foreign, "main:refs/heads/x")
        check("nor written", "no repository" in done.stderr and done.returncode != 0, done.stderr)
        done = server.login(team, key, "push", "--quiet", own, f"main:refs/heads/{team.root[:6]}")
        check("one's own is", done.returncode == 0, done.stderr)
    return mine


def guests(server, acme):
    """The law of a repository takes in somebody of another tenant; the server serves him only where it is to."""
    guest = enrol(acme, server, "gus", "umbrella", kind="worker")
    acme.push("a guest", "refs/entangle/trust")
    url = f"ssh://git@server/{os.path.basename(acme.bare)}"
    done = server.login(acme, guest, "ls-remote", url)
    check("the law lets him in", "refs/entangle/trust" in done.stdout, done.stderr)
    edge(acme, "lead", "gus", code="T136")
    acme.by("root", "tenant", "bridge", "main", "umbrella")
    edge(acme, "lead", "gus")
    acme.by("lead", "task", "request", "--to", "gus", "--brief", "Help")
    acme.push("a bridge and what goes over it", "refs/entangle/*:refs/entangle/*")
    done = acme.run(BINARY, "tenant", "bridge", "main", "umbrella", "--remove", "--as", "root")
    check("no edge is left without its bridge", "[T136]" in done.stderr, done.stderr)
    acme.entangle("verify", acme.bare, "--trust-root", acme.root)
    told = acme.entangle("host", "init", acme.bare, "--trust-root", acme.root, "--tenant", "acme", "--tenant", "main")
    check("the server says whom it serves", "tenants: acme, main" in told, told)
    done = server.login(acme, guest, "ls-remote", url)
    check("he reads no more", "no repository" in done.stderr and not done.stdout, done.stderr)
    done = server.login(acme, guest, "push", "--quiet", url, "main:refs/heads/y")
    check("nor writes", "no repository" in done.stderr, done.stderr)
    acme.push("nor over another way", "main:refs/heads/y", code="H123", environment={"ENTANGLE_PUSHER": "gus"})
    acme.push("nor does somebody unknown", "main:refs/heads/y", code="H123", environment={"ENTANGLE_PUSHER": "who"})
    acme.push("the law alone is let in", "refs/entangle/trust", environment={"ENTANGLE_PUSHER": "gus"})
    acme.push("others push", "main:refs/heads/y", environment={"ENTANGLE_PUSHER": "lead"})
    return guest, url


def back(server, acme, guest, url, mine):
    """Its own tenant is served all the time, and an authority of any."""
    done = server.login(acme, mine, "push", "--quiet", url, "main:refs/heads/z")
    check("its own tenant is", done.returncode == 0, done.stderr)
    acme.entangle("host", "init", acme.bare, "--trust-root", acme.root, "--tenant", "acme")
    acme.push("an authority of another", "main:refs/heads/w", environment={"ENTANGLE_PUSHER": "root"})
    acme.push("who is no authority", "main:refs/heads/v", code="H123", environment={"ENTANGLE_PUSHER": "lead"})
    acme.entangle("host", "init", acme.bare, "--trust-root", acme.root, "--any-tenant")
    done = server.login(acme, guest, "ls-remote", url)
    check("he is served again", "refs/entangle/trust" in done.stdout, done.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-tenants-") as stage:
        server = Server(stage)
        acme, umbrella = server.team("acme"), server.team("umbrella")
        mine = apart(server, acme, umbrella)
        guest, url = guests(server, acme)
        back(server, acme, guest, url, mine)
    return CHECKS.report("tenants")


if __name__ == "__main__":
    sys.exit(main())
