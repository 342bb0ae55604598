"""Many clients push events to their own lanes at once, each with a login of its own, through a real sshd on the
loopback interface: every push that is taken has exactly one receipt, none is lost, and the log is one chain.

usage: load.py BINARY [CLIENTS [SECONDS]]

Ends with 0 where every check passes.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ARGUMENTS = sys.argv[2:]
sys.argv[2:] = []

import login  # noqa: E402  (it reads the arguments)
from login import CHECKS, IS_ROOT, check  # noqa: E402

CLIENTS = int(ARGUMENTS[0]) if ARGUMENTS else 8
SECONDS = float(ARGUMENTS[1]) if len(ARGUMENTS) > 1 else 8
NAMES = [f"c{number}" for number in range(CLIENTS)]


def enrol(team):
    """Every client is somebody of his own, who may ask the builder; and the server is the host."""
    for name in NAMES:
        key = os.path.join(team.home, f"login-{name}")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        team.entangle("key", "new", name, "--use", "law", "--no-passphrase")
        team.by(
            "root", "principal", "add", name, "--kind", "user", "--person", name, "--law", name,
            "--transport", key + ".pub")
    path = os.path.join(team.home, "edges.json")
    edges = [{"from": name, "relation": "delegates", "to": "builder"} for name in ["lead", *NAMES]]
    with open(path, "w", encoding="ascii") as file:
        json.dump({"schema": "entangle/graph@v1", "edges": edges, "policies": []}, file)
    team.by("root", "graph", "apply", path)
    login.open_epoch(team)
    login.bring(team, "refs/entangle/trust")
    for name in NAMES:
        shutil.copytree(team.work, os.path.join(team.home, "work-" + name))


class Client(threading.Thread):
    """Signs an event and pushes it, again and again."""

    def __init__(self, team, name, end):
        super().__init__()
        self.team, self.name_, self.end = team, name, end
        self.taken, self.refused = [], []

    def run(self):
        team, name = self.team, self.name_
        folder = os.path.join(team.home, "work-" + name)
        environment, _ = team.login(name)
        environment["XDG_DATA_HOME"] = team.environment["XDG_DATA_HOME"]
        address = f"ssh://127.0.0.1:{team.server.sshd.port}/team/project.git"

        def call(*words):
            return subprocess.run(
                words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)

        call(team.binary, "trust", "pin", team.root)
        while time.monotonic() < self.end:
            asked = call(
                team.binary, "task", "request", "--to", "builder", "--brief", "Load", "--as", name)
            if asked.returncode != 0:
                self.refused.append(asked.stderr)
                return
            lane = call("git", "for-each-ref", "--format=%(refname)", f"refs/entangle/events/{name}/").stdout.strip()
            done = call("git", "push", "--quiet", address, lane)
            if done.returncode == 0:
                self.taken.append((lane, asked.stdout.strip()))
            else:
                self.refused.append(done.stderr)


class Watch(threading.Thread):
    """How much memory a hook has taken at most, in kilobytes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most = 0

    def run(self):
        while True:
            for number in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{number}/cmdline", "rb") as file:
                        words = file.read().split(b"\0")
                    if words[:2] != [b"entangle", b"hook"]:
                        continue
                    with open(f"/proc/{number}/status", encoding="utf-8") as file:
                        found = re.search(r"^VmHWM:\s+(\d+)", file.read(), re.M)
                    self.most = max(self.most, int(found[1]) if found else 0)
                except OSError:
                    continue
            time.sleep(0.02)


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-load-", dir="/root" if IS_ROOT else None) as stage:
        os.chmod(stage, 0o755)
        team = login.Team(stage)
        login.found(team, has_host=False)
        team.root = team.entangle("trust", "pin")
        enrol(team)
        login.NAMES = {**login.NAMES, **dict.fromkeys(NAMES, "user")}
        team.server.renew()
        team.server.start()
        watch = Watch()
        watch.start()
        try:
            start = time.monotonic()
            clients = [Client(team, name, start + SECONDS) for name in NAMES]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
            passed = time.monotonic() - start
        finally:
            team.server.stop()
        taken = [push for client in clients for push in client.taken]
        refused = [text for client in clients for text in client.refused]
        check("every client has pushed", all(client.taken for client in clients), refused[:3])
        check("nobody was refused", not refused, refused[:3])
        git = lambda *words: team.git("--git-dir", team.server.bare, *words)
        log = git("log", "--format=%B", "refs/entangle/receipts/1")
        told = [
            (ref, new) for new, ref in re.findall(r"^Move: \S+ (\w+):\w+ (refs/entangle/events/.*)$", log, re.M)]
        check("every push that was taken has one receipt", sorted(told) == sorted(taken), len(told) - len(taken))
        done = team.run(team.binary, "verify", team.server.bare, "--trust-root", team.root)
        check("the log is one chain", done.returncode == 0, done.stdout)
        check("git finds nothing wrong", not git("fsck", "--strict"))
        check("a hook takes less than 100 MB", 0 < watch.most < 100_000, watch.most)
        print(
            f"load: {CLIENTS} clients, {len(taken)} pushes in {passed:.0f} s ({len(taken) / passed:.1f} a second), "
            f"{watch.most // 1024} MB a hook at most")
    return CHECKS.report("load")


if __name__ == "__main__":
    sys.exit(main())
