"""Three hosts and a git server, each in a network namespace of its own: links go down, in the midst of pushes too,
and come back. Nothing is lost, and no receipt is given twice.

usage: partition.py BINARY

Needs root and namespaces; where these are not to be had, it says so and ends with 0. Else ends with 0 where every
check passes.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

import login
from login import CHECKS, IS_ROOT, check

HOSTS = ["lead", "builder", "reviewer"]
MARK = f"en{os.getpid() % 100_000}"


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=20)


class Network:
    """A bridge in the server's namespace, and a link from there to each host."""

    def __init__(self):
        self.spaces = [f"{MARK}-{name}" for name in ("server", *HOSTS)]

    def up(self):
        for space in self.spaces:
            ip("netns", "add", space)
            ip("-n", space, "link", "set", "lo", "up")
        server = self.spaces[0]
        ip("-n", server, "link", "add", "bridge", "type", "bridge")
        ip("-n", server, "addr", "add", "10.231.0.1/24", "dev", "bridge")
        ip("-n", server, "link", "set", "bridge", "up")
        for number, space in enumerate(self.spaces[1:]):
            ip("-n", server, "link", "add", f"to{number}", "type", "veth", "peer", "name", "eth0", "netns", space)
            ip("-n", server, "link", "set", f"to{number}", "master", "bridge", "up")
            ip("-n", space, "addr", "add", f"10.231.0.{number + 10}/24", "dev", "eth0")
            ip("-n", space, "link", "set", "eth0", "up")

    def link(self, host, state):
        ip("-n", self.spaces[0], "link", "set", f"to{HOSTS.index(host)}", state)

    def down(self):
        for space in self.spaces:
            subprocess.run(["ip", "netns", "del", space], capture_output=True, timeout=20)

    def inside(self, name):
        return ["ip", "netns", "exec", f"{MARK}-{name}"]


class Host:
    """A clone of somebody's on a host of his own."""

    def __init__(self, team, network, name):
        self.team, self.network, self.name = team, network, name
        self.work = os.path.join(team.home, "work-" + name)
        shutil.copytree(team.work, self.work)
        environment, _ = team.login(name)
        environment["GIT_SSH_COMMAND"] += " -o ConnectTimeout=2 -o ServerAliveInterval=1 -o ServerAliveCountMax=2"
        self.environment = environment
        self.made = []
        self.call("git", "remote", "add", "origin", f"ssh://10.231.0.1:{team.server.sshd.port}/team/project.git")
        self.call(team.binary, "trust", "pin", team.root)

    def words(self, words):
        return [*self.network.inside(self.name), *words]

    def call(self, *words):
        return subprocess.run(
            self.words(words), cwd=self.work, env=self.environment, capture_output=True, text=True, timeout=120)

    def say(self):
        to = next(name for name in HOSTS if name != self.name)
        done = self.call(
            self.team.binary, "task", "request", "--to", to, "--brief", "Word", "--as", self.name)
        check(f"{self.name} signs", done.returncode == 0, done.stderr)
        self.made.append(done.stdout.strip())

    def lane(self):
        return self.call(
            "git", "for-each-ref", "--format=%(refname)", f"refs/entangle/events/{self.name}/").stdout.strip()

    def push(self):
        return self.call("git", "push", "--quiet", "origin", self.lane())


def found(team):
    login.found(team, has_host=False)
    team.root = team.entangle("trust", "pin")
    edges = [
        {"from": one, "relation": "delegates", "to": other} for one in HOSTS for other in HOSTS if one != other]
    edges = [edge for edge in edges if edge["from"] != "reviewer"] + [
        {"from": "reviewer", "relation": "contacts", "to": "lead"}]
    path = os.path.join(team.home, "edges.json")
    with open(path, "w", encoding="ascii") as file:
        json.dump({"schema": "entangle/graph@v1", "edges": edges, "policies": []}, file)
    team.by("root", "graph", "apply", path)
    login.open_epoch(team)
    login.bring(team, "refs/entangle/trust")


class Reviewer(Host):
    """One who may only ask."""

    def say(self):
        done = self.call(self.team.binary, "ask", "--to", "lead", "--message", "Word", "--as", self.name)
        check(f"{self.name} asks", done.returncode == 0, done.stderr)
        self.made.append(done.stdout.strip())


def parting(hosts, network):
    """One host alone, then each in the midst of a push."""
    lead, builder, reviewer = hosts
    for host in hosts:
        host.say()
        done = host.push()
        check(f"{host.name} pushes", done.returncode == 0, done.stderr)
    network.link("reviewer", "down")
    reviewer.say()
    check("who is cut off cannot push", reviewer.push().returncode != 0)
    for host in (lead, builder):
        host.say()
        check(f"{host.name} goes on", host.push().returncode == 0)
    reviewer.say()
    network.link("reviewer", "up")
    chance = random.Random(3)
    for host in hosts * 2:
        host.say()
        push = subprocess.Popen(
            host.words(["git", "push", "--quiet", "origin", host.lane()]), cwd=host.work, env=host.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 0.8))
        network.link(host.name, "down")
        push.wait(60)
        network.link(host.name, "up")


def healing(team, hosts):
    for host in hosts:
        for _ in range(20):
            done = host.push()
            if done.returncode == 0:
                break
            time.sleep(0.5)
        check(f"{host.name} brings the rest", done.returncode == 0, done.stderr)
    git = lambda *words: team.git("--git-dir", team.server.bare, *words)
    for host in hosts:
        held = git("rev-list", "--first-parent", host.lane()).split()
        check(f"nothing of {host.name}'s is lost", set(host.made) <= set(held), host.made)
        done = host.call(team.binary, "fetch")
        check(f"{host.name} fetches", done.returncode == 0, done.stdout + done.stderr)
        done = host.call(team.binary, "verify")
        check(f"{host.name} finds all in order", done.returncode == 0, done.stdout)
    views = {host.call("git", "for-each-ref", "refs/entangle/").stdout for host in hosts}
    check("all have the same", len(views) == 1, views)
    log = git("log", "--format=%B", "refs/entangle/receipts/1")
    moves = re.findall(r"^Move: \S+ (\w+):\w+ (refs/entangle/events/.*)$", log, re.M)
    check("no receipt is given twice", len(moves) == len(set(moves)), moves)
    tips = {tuple(line.split()[::2]) for line in git("for-each-ref", "refs/entangle/events/").splitlines()}
    check("and none is missing", tips <= set(moves), tips - set(moves))
    check("git finds nothing wrong", not git("fsck", "--strict"))


def main():
    network = Network()
    try:
        if not IS_ROOT:
            raise PermissionError
        network.up()
    except (PermissionError, subprocess.CalledProcessError, FileNotFoundError):
        network.down()
        print("partition: skipped: no network namespaces are to be had here")
        return 0
    try:
        with tempfile.TemporaryDirectory(prefix="entangle-partition-", dir="/root") as stage:
            os.chmod(stage, 0o755)
            team = login.Team(stage)
            team.server.address = "10.231.0.1"
            team.server.inside = network.inside("server")
            found(team)
            team.server.start()
            try:
                hosts = [kind(team, network, name) for kind, name in zip((Host, Host, Reviewer), HOSTS)]
                parting(hosts, network)
                healing(team, hosts)
            finally:
                team.server.stop()
    finally:
        network.down()
    return CHECKS.report("partition")


if __name__ == "__main__":
    sys.exit(main())
