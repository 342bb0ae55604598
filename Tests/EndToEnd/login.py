"""Fetches and pushes through a real sshd on the loopback interface, with keys that the law knows and keys that it
does not.

usage: login.py BINARY

As root, sshd asks 'entangle host authorized-keys' at each login; as somebody else, who may not have sshd run a
program of his own, the same lines are put into a file before. Ends with 0 where every check passes.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from checks import Checks
from clone import Clone
from sshd import Sshd, client

BINARY = os.path.abspath(sys.argv[1])
CHECKS = Checks()
check = CHECKS.check
IS_ROOT = os.geteuid() == 0
NAMES = {"lead": "user", "builder": "worker", "reviewer": "reviewer", "watcher": "user"}


class Server:
    """sshd, and a folder with one repository under guard."""

    # Where it listens, and what it is started with.
    address = "127.0.0.1"
    inside = ()

    def __init__(self, team, stage):
        self.team = team
        self.stage = stage
        self.root = os.path.join(stage, "git")
        self.bare = os.path.join(self.root, "team", "project.git")
        self.program = os.path.join(stage, "entangle")
        os.makedirs(os.path.dirname(self.bare))
        shutil.copy(BINARY, self.program)
        team.git("init", "--quiet", "--bare", "--initial-branch=main", self.bare)
        self.keys = os.path.join(stage, "authorized_keys")
        self.sshd = None

    def authorized(self, key):
        """What sshd is told of a public key."""
        with open(key) as file:
            words = file.read().split()
        return self.team.entangle("host", "authorized-keys", "--root", self.root, words[0], words[1])

    def start(self):
        if IS_ROOT:
            authorization = [
                "AuthorizedKeysFile none", "AuthorizedKeysCommandUser root",
                f"AuthorizedKeysCommand {self.program} host authorized-keys --root {self.root} %t %k"]
        else:
            authorization = [f"AuthorizedKeysFile {self.keys}"]
        self.sshd = Sshd(self.stage, authorization, self.address, self.inside)

    def renew(self):
        """Without a command that sshd asks: what it would be told now."""
        if IS_ROOT:
            return
        keys = [os.path.join(self.team.home, f"login-{name}.pub") for name in (*NAMES, "stranger")]
        with open(self.keys, "w") as file:
            file.write("".join(self.authorized(key) + "\n" for key in keys))

    def stop(self):
        if self.sshd:
            self.sshd.stop()


class Team(Clone):
    """One clone, one home, many names and logins."""

    def __init__(self, stage):
        super().__init__(BINARY, CHECKS, os.path.join(stage, "home"), "bo")
        self.server = Server(self, stage)

    def by(self, actor, *words, **due):
        return self.entangle(*words, "--as", actor, **due)

    def login(self, name):
        """The environment in which git and ssh log in with the key of that name."""
        known = os.path.join(self.home, "known")
        words = client(self.server.sshd.port, os.path.join(self.home, f"login-{name}"), known)
        return {**self.environment, "GIT_SSH_COMMAND": " ".join(words)}, words

    def ssh(self, name, *words, send=()):
        """Logs in and asks for a command."""
        environment, program = self.login(name)
        return subprocess.run(
            [*program, *send, "127.0.0.1", *words], env=environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=60)

    def remote(self, name, *words, path="team/project.git"):
        """Runs git with the server as its last word but for refs, which follow."""
        environment, _ = self.login(name)
        address = f"ssh://127.0.0.1:{self.server.sshd.port}/{path}"
        words = [address if word == "@" else word for word in words]
        return subprocess.run(
            ["git", *words], cwd=self.work, env=environment, capture_output=True, text=True, timeout=60)

    def taken(self, title, name, *words):
        done = self.remote(name, *words)
        check(title, done.returncode == 0, done.stderr)

    def refused(self, title, name, said, *words, **options):
        done = self.remote(name, *words, **options)
        check(title, done.returncode != 0 and said in done.stderr, done.stderr)

    def rate(self, text):
        """Sets how often everybody may push."""
        self.entangle("host", "init", self.server.bare, "--trust-root", self.root, "--rate", text)

    def lane(self, name):
        return self.git("for-each-ref", "--format=%(refname)", f"refs/entangle/events/{name}/")


def open_epoch(team):
    """The law takes the server for its host."""
    public = os.path.join(team.server.bare, "entangle", "host.pub")
    team.by("root", "principal", "add", "server", "--kind", "host", "--person", "keeper", "--law", public)
    team.by("root", "host", "epoch", "server")


def bring(team, *refs):
    """Pushes over the path."""
    done = team.run(
        "env", f"PATH={team.server.stage}:{os.environ['PATH']}", "git", "push", "--quiet", "--atomic", team.server.bare, *refs)
    check("it is brought over the path", done.returncode == 0, done.stderr)


def found(team, has_host=True):
    team.git("init", "--quiet", "--initial-branch=main")
    with open(os.path.join(team.work, "greeting"), "w") as file:
        file.write("hello\n")
    team.git("add", "greeting")
    team.git("commit", "--quiet", "-m", "Begin")
    for name in (*NAMES, "stranger"):
        key = os.path.join(team.home, f"login-{name}")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    for name in ("root", *NAMES):
        team.entangle("key", "new", name, "--use", "law", "--no-passphrase")
    team.entangle("init", "--as", "root", "--key", "root")
    for name, kind in NAMES.items():
        transport = os.path.join(team.home, f"login-{name}.pub")
        team.by(
            "root", "principal", "add", name, "--kind", kind, "--person", name, "--law", name,
            "--transport", transport)
    path = os.path.join(team.home, "graph.json")
    edges = [{"from": "lead", "relation": "delegates", "to": "builder"}]
    policies = [{"name": "main", "ref": "refs/heads/main", "approvals": 1, "landers": ["lead"]}]
    with open(path, "w") as file:
        json.dump({"schema": "entangle/graph@v1", "edges": edges, "policies": policies}, file)
    team.by("root", "graph", "apply", path)
    team.root = team.entangle("trust", "pin")
    team.rate("10000/60")
    if has_host:
        open_epoch(team)
    # Until the law is there nobody can log in.
    bring(team, "main", "refs/entangle/*:refs/entangle/*")


def logging_in(team):
    """Whom the law knows comes in, to his own lanes."""
    team.taken("somebody whom the law knows fetches", "lead", "ls-remote", "--quiet", "@")
    team.by("lead", "task", "request", "--to", "builder", "--brief", "Greet")
    lane = team.lane("lead")
    team.refused("the lane of another", "reviewer", "hidden ref", "push", "--quiet", "@", lane)
    team.taken("one's own lane", "lead", "push", "--quiet", "@", lane)
    team.refused("a stranger", "stranger", "Permission denied", "ls-remote", "@")
    advertised = team.remote("lead", "ls-remote", "@").stdout
    check("everybody fetches all lanes", lane in advertised, advertised)
    team.taken("a branch", "builder", "push", "--quiet", "@", "main:refs/heads/topic")
    team.refused("a replacement", "builder", "[H101]", "push", "--quiet", "@", "main:refs/replace/" + "1" * 40)


def asking_for_more(team):
    """Nothing but git's three programs, on nothing but repositories under guard."""
    outside = os.path.join(team.server.stage, "outside.git")
    team.git("init", "--quiet", "--bare", outside)
    unguarded = os.path.join(team.server.root, "unguarded.git")
    team.git("init", "--quiet", "--bare", unguarded)
    os.symlink(outside, os.path.join(team.server.root, "link.git"))
    marker = os.path.join(team.server.stage, "marker")
    inside = "team/project.git"
    commands = [
        "", "sh", "id", "git-shell", f"git-upload-pack '{inside}'; touch {marker}",
        f"git-upload-pack '{inside}' && touch {marker}", f"git-upload-pack '$(touch {marker})'",
        f"git-upload-pack --strict '{inside}'", f"git-upload-pack '{inside}' --help",
        f"git -c core.hooksPath=/tmp upload-pack '{inside}'", f"git-upload-pack  '{inside}'",
        f"git-upload-pack '{inside}' '{inside}'", f"git-upload-pack '{inside}'\n touch {marker}",
        "git-upload-pack '../outside.git'", "git-upload-pack 'team/../../outside.git'",
        f"git-upload-pack '{outside}'", "git-upload-pack 'link.git'", "git-upload-pack 'link'",
        "git-upload-pack 'te;am/project.git'", "git-upload-pack 'team/'\\''/../../outside.git'", "git-upload-pack 'unguarded.git'",
        "git-upload-pack 'team'", "git-upload-pack '-team'", "git-upload-pack ''", "git-upload-pack '/'",
        f"git-upload-pack '{inside}/objects'", f"git-upload-pack '{inside}/.'",
        "git-lfs-authenticate team/project.git", "scp -t .", "git-upload-pack 'team/project.gi'",
    ]
    for command in commands:
        done = team.ssh("lead", command)
        check(
            f"'{command}' is not served", done.returncode == 1 and "entangle: " in done.stderr,
            f"{done.returncode} {done.stdout} {done.stderr}")
    check("nothing of it was run", not os.path.exists(marker))
    for path in ("team/project.git", "/team/project.git", "//team//project.git", "team/project.git/", "team/project"):
        done = team.ssh("lead", f"git-upload-pack '{path}'")
        check(f"'{path}' is served", "refs/entangle/trust" in done.stdout, done.stderr)
    for name in ("mit leer", "Prüf~1", "it's!(2)"):
        shutil.copytree(team.server.bare, os.path.join(team.server.root, name, f"{name}.git"))
        for path in (f"{name}/{name}.git", f"{name}/{name}"):
            done = team.remote("lead", "ls-remote", "@", path=path)
            check(f"'{path}' is served", "refs/entangle/trust" in done.stdout, done.stderr)
        shutil.rmtree(os.path.join(team.server.root, name))
    done = team.remote("lead", "ls-remote", "@", path="a;b.git")
    check("which names can be served is told", "names nothing that is served here" in done.stderr, done.stderr)
    spoofed = team.ssh("reviewer", f"git-upload-pack '{inside}'", send=["-o", "SetEnv=ENTANGLE_PUSHER=lead"])
    check("a client's own word for who he is changes nothing", "refs/entangle" in spoofed.stdout, spoofed.stderr)
    forwarded = team.ssh("lead", f"git-upload-pack '{inside}'", send=["-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1"])
    check("no port is forwarded", "refs/entangle" not in forwarded.stdout, forwarded.stdout)


def refusing(team):
    """What is refused through ssh says its code there, moves nothing, and is in the receipts."""
    lane = team.lane("lead")
    team.by("lead", "task", "request", "--to", "builder", "--brief", "More")
    team.taken("two events", "lead", "push", "--quiet", "@", lane)
    held = team.git("rev-parse", lane)
    team.by("lead", "task", "request", "--to", "builder", "--brief", "The one that is changed")
    main, tip = team.git("rev-parse", "main"), team.git("rev-parse", lane)
    tree = team.git("rev-parse", "main^{tree}")
    text = team.run("git", "cat-file", "commit", tip).stdout
    other = team.run("git", "cat-file", "commit", tip + "^").stdout
    signature = re.compile(r"^gpgsig .*?(?=^[^ ])|^gpgsig .*?(?=^$)", re.M | re.S)
    head, armour = text[:text.index("gpgsig ")], signature.search(text)[0]
    rest = text[len(head) + len(armour):]
    event = {
        "E103": text.replace("task.request/1", "task.request/2"),
        "E102": text.replace("\nTo: ", "\nFrom: lead\nTo: "),
        "E101": text.replace("\ngpgsig ", "\nencoding UTF-8\ngpgsig ", 1),
    }
    more = {
        # (What stands before such a commit, nobody can tell.)
        "H103": head + armour + armour + rest, "E102": text.replace("\n\nKind", "\r\n\r\nKind"),
        # The last, since whoever forges is banned at once.
        "S101": head + signature.search(other)[0] + rest,
    }
    stranger = f"refs/entangle/events/lead/{'0' * 32}"
    trust = team.git("commit-tree", tree, "-p", "refs/entangle/trust", "-m", "Law")
    plain = team.git("commit-tree", tree, "-p", tip, "-m", "Plain")
    moved = team.git("commit-tree", tree, "-p", main, "-m", "Moved")
    cases = [("H101", [f"main:refs/{name}"]) for name in (
        f"replace/{main}", "notes/commits", "notes/entangle", "heads/HEAD", "meta/config", "entangle/other",
        "entangle/denylist/x", "entangle/receipts/2", "entangle/keep/x", "remotes/x/main")]
    cases += [
        ("H101", ["+main:refs/entangle/receipts/1"]), ("H101", ["main:refs/heads/good", "main:refs/notes/bad"]),
        ("H102", [f":{lane}"]), ("H102", [":refs/entangle/trust"]), ("H103", [f"+{held}^:{lane}"]),
        ("H104", ["+refs/entangle/trust~1:refs/entangle/trust"]),
        ("H105", [f"main:refs/heads/many/{number}" for number in range(4_100)]),
        ("E101", [f"+{plain}:{lane}"]), ("L101", [f"{tip}:{stranger}"]),
        ("R105", [f"main:refs/entangle/proposals/{main}"]),
        ("R106", [f"main:refs/entangle/artifacts/{main}/builder/1"]), ("R101", [f"{moved}:refs/heads/main"]),
        ("T103", [f"{trust}:refs/entangle/trust"])]
    for code, content in [*event.items(), *more.items()]:
        path = os.path.join(team.home, "object")
        with open(path, "w", newline="") as file:
            file.write(content)
        cases.append((code, [f"+{team.git('hash-object', '-t', 'commit', '-w', '--literally', path)}:{lane}"]))
    cases.append(("H120", ["main:refs/heads/banned"]))

    def standing():
        lines = team.git("--git-dir", team.server.bare, "for-each-ref").splitlines()
        return [line for line in lines if "refs/entangle/denylist" not in line and "refs/entangle/receipts" not in line]

    before = standing()
    for number, (code, refs) in enumerate(cases):
        done = team.remote("lead", "push", "--quiet", "--atomic", "@", *refs)
        told = [line for line in done.stderr.splitlines() if line.startswith("remote: ")]
        check(
            f"case {number} is refused [{code}] in at most 20 lines",
            done.returncode != 0 and f"[{code}]" in done.stderr and len(told) <= 20, f"{refs[0]} {done.stderr}")
    team.git("update-ref", lane, held)
    check("25 and more", len(cases) >= 25, len(cases))
    check("nothing moved but the server's own refs", standing() == before, standing())
    team.taken("a push by somebody else", "watcher", "push", "--quiet", "@", "main:refs/heads/after")
    log = team.git("--git-dir", team.server.bare, "log", "--format=%B", "refs/entangle/receipts/1")
    counts = re.findall(r"^Refusal: \S+ (\S+) (\S+) (\d+) ", log, re.M)
    told = {code: sum(int(count) for _, codes, count in counts if code in codes) for code, _ in cases}
    due = {code: sum(code == one for one, _ in cases) for code, _ in cases}
    check("the receipts account for each", all(told[code] >= due[code] for code in due), (told, due))
    pushers = {pusher: sum(int(count) for one, _, count in counts if one == pusher) for pusher, _, _ in counts}
    check("and for who it was", pushers.get("lead", 0) >= len(cases), pushers)


def at_once(team):
    """What was judged as a whole moves as a whole, through ssh as well; refs that git has packed, too."""
    team.by("lead", "task", "request", "--to", "builder", "--brief", "Whole")
    parts = [team.lane("lead"), "main:refs/tags/one", "main:refs/tags/two"]
    team.refused("a push in parts", "lead", "[H127]", "push", "--quiet", "@", *parts)
    team.taken("at once", "lead", "push", "--quiet", "--atomic", "@", *parts)
    packed = team.run(
        "env", f"PATH={team.server.stage}:{os.environ['PATH']}", "git", "--git-dir", team.server.bare, "pack-refs", "--all")
    check("git packs the refs", packed.returncode == 0, packed.stderr)
    gone = [":refs/tags/one", ":refs/tags/two"]
    team.taken("packed tags at once", "lead", "push", "--quiet", "--atomic", "@", *gone)
    team.taken("plain tags each for itself", "lead", "push", "--quiet", "@", *parts[1:])


def too_often(team):
    """Each login has a rate of its own."""
    team.rate("1/6000")
    push = ["push", "--quiet", "@", "main:refs/heads/often"]
    team.refused("somebody who has pushed", "lead", "[H111] pushed too often: 'lead' may push 1 times", *push)
    team.taken("somebody who has not", "watcher", *push)
    team.rate("10000/60")


def losing(team):
    """Who is suspended or whose key is revoked is out at the next login."""
    team.taken("before", "builder", "ls-remote", "--quiet", "@")
    team.by("root", "principal", "suspend", "builder")
    done = team.run(
        "env", f"PATH={team.server.stage}:{os.environ['PATH']}", "git", "push", "--quiet", "--atomic", team.server.bare,
        "refs/entangle/trust")
    check("the law that takes it", done.returncode == 0, done.stderr)
    team.server.renew()
    team.refused("somebody suspended", "builder", "Permission denied", "ls-remote", "@")
    team.taken("the others still are let in", "lead", "ls-remote", "--quiet", "@")


def damaged(team):
    """Nobody is told anything of a repository that cannot be read: who asks nobody knows there."""
    told = team.server.authorized(os.path.join(team.home, "login-lead.pub"))
    command = told.split('command="', 1)[1].split('"', 1)[0]
    packed, config = (os.path.join(team.server.bare, name) for name in ("packed-refs", "config"))

    def asked(name):
        done = subprocess.run(
            ["sh", "-c", command], env={**team.environment, "SSH_ORIGINAL_COMMAND": f"git-upload-pack '{name}.git'"},
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        return done.returncode, done.stdout, done.stderr.replace(name, "NAME")

    nothing = asked("team/none")
    check("of what is not there", nothing[0] == 1 and "there is no repository 'NAME.git' for you" in nothing[2], nothing)
    for file in (packed, config):
        kept = None
        if os.path.exists(file):
            with open(file, "rb") as text:
                kept = text.read()
        with open(file, "ab") as text:
            text.write(b"zz refs/heads/merger\n")
        check(f"'{os.path.basename(file)}' is damaged", asked("team/project") == nothing, asked("team/project"))
        os.remove(file)
        if kept is not None:
            with open(file, "wb") as text:
                text.write(kept)


def main():
    # What sshd runs must lie where only root writes.
    with tempfile.TemporaryDirectory(prefix="entangle-login-", dir="/root" if IS_ROOT else None) as stage:
        os.chmod(stage, 0o755)
        team = Team(stage)
        found(team)
        team.server.renew()
        team.server.start()
        try:
            logging_in(team)
            asking_for_more(team)
            at_once(team)
            too_often(team)
            refusing(team)
            losing(team)
            damaged(team)
        finally:
            team.server.stop()
        git = team.run("git", "--git-dir", team.server.bare, "fsck", "--strict")
        check("git finds nothing wrong", git.returncode == 0, git.stderr)
    return CHECKS.report("login")


if __name__ == "__main__":
    sys.exit(main())
