"""Plays what goes wrong with the real program: wrong input, no rights, two writers at once, disks that
are full or read-only, and processes that are ended in the midst of writing.

usage: badinput.py BINARY

Each refusal is one line 'entangle: ...', with the rule's code where there is one, and ends with 1, 2,
128 or 129; nothing half-written stays. Ends with 0 where every check passes.
"""

import ctypes
import json
import os
import pty
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from checks import Checks

BINARY = os.path.abspath(sys.argv[1])
CHECKS = Checks()
check = CHECKS.check


class World:
    """One home with everybody's keys, one clone, one bare remote; it can be put back to how it was."""

    def __init__(self, stage):
        self.stage = stage
        self.live = os.path.join(stage, "live")
        self.kept = os.path.join(stage, "kept")
        self.home = os.path.join(self.live, "home")
        self.work = os.path.join(self.home, "work")
        self.bare = os.path.join(self.live, "project.git")
        self.keys = os.path.join(self.home, "data", "entangle", "keys")
        os.makedirs(self.work)
        self.environment = {
            "HOME": self.home, "XDG_DATA_HOME": os.path.join(self.home, "data"),
            "XDG_STATE_HOME": os.path.join(self.home, "state"), "PATH": os.environ["PATH"],
            "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "TZ": "UTC",
            "GIT_AUTHOR_NAME": "Bo", "GIT_AUTHOR_EMAIL": "bo@example.org",
            "GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "bo@example.org",
        }

    def keep(self):
        shutil.copytree(self.live, self.kept, symlinks=True)

    def restore(self):
        shutil.rmtree(self.live)
        shutil.copytree(self.kept, self.live, symlinks=True)

    def run(self, *words, inside=None, wrap=(), preexec=None, **more):
        return subprocess.run(
            (*wrap, *words), cwd=inside or self.work, env={**self.environment, **more},
            capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
            preexec_fn=preexec)

    def git(self, *words, inside=None):
        done = self.run("git", *words, inside=inside)
        check(f"git {' '.join(words)}", done.returncode == 0, done.stderr)
        return done.stdout.strip()

    def entangle(self, *words, status=0, code=None, says="", **more):
        """Runs entangle; status, code and the form of what is told must be as given."""
        done = self.run(BINARY, *words, **more)
        told(" ".join(words), done.returncode, done.stderr, status, code, says)
        return done.stdout.strip()

    def start(self, *words):
        return subprocess.Popen(
            (BINARY, *words), cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def verified(self, what, *words):
        done = self.run(BINARY, "verify", "--json", *words)
        check(f"{what}: the record verifies", done.returncode == 0, done.stdout + done.stderr)
        whole = self.run("git", "fsck", "--strict", "--no-dangling")
        check(f"{what}: git fsck", whole.returncode == 0, whole.stderr)
        return json.loads(done.stdout or "{}")


def told(name, found, text, status, code=None, says=""):
    """One line with the error, at most one hint, and nothing of a crash."""
    lines = [line for line in text.splitlines() if not line.startswith("warning: ")]
    errors = [line for line in lines if line.startswith("entangle: ")]
    is_due = found == status and says in text
    if status not in (0, 129):
        is_due = is_due and len(errors) == 1 and text.count("\nhint: ") <= 1
        is_due = is_due and (code is None or errors[0].startswith(f"entangle: [{code}] "))
    is_calm = not any(word in text for word in ("Fatal error", "Current stack trace", "Traceback"))
    check(f"{name} -> {status} {code or ''}", is_due and is_calm, f"status {found}\n{text}")


def found(world):
    """A repository, principals of every kind that plays, and a proposal that may be landed."""
    world.git("init", "--quiet", "--bare", "--initial-branch=main", world.bare)
    world.git("init", "--quiet", "--initial-branch=main")
    world.git("remote", "add", "origin", world.bare)
    write(world, "greeting", "hello\n")
    world.git("add", "greeting")
    world.git("commit", "--quiet", "-m", "Begin")
    world.git("push", "--quiet", "-u", "origin", "main")
    code = os.path.join(world.home, "code")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", code], check=True)
    world.entangle("key", "new", "root", "--use", "law", "--no-passphrase")
    world.root = world.entangle("init", "--as", "root", "--key", "root")
    kinds = {
        "lead": "user", "builder": "worker", "helper": "worker", "reviewer": "reviewer",
        "gone": "user", "late": "user", "twin": "reviewer",
    }
    for name, kind in kinds.items():
        world.entangle("key", "new", name, "--use", "law", "--no-passphrase")
        more = ["--code", code + ".pub"] if name == "builder" else []
        more += ["--days", "1"] if name == "late" else []
        person = "bo" if name in ("builder", "twin") else name
        words = ["principal", "add", name, "--kind", kind, "--person", person, "--law", name]
        world.entangle(*words, *more, "--as", "root")
    edges = [
        ("lead", "delegates", "builder", True), ("gone", "delegates", "builder", True),
        ("late", "delegates", "builder", True), ("builder", "hands-off", "helper", True),
        ("builder", "hands-off", "late", False), ("reviewer", "reviews", "builder", True),
        ("twin", "reviews", "builder", True),
    ]
    edges = [dict(zip(("from", "relation", "to", "enabled"), edge)) for edge in edges]
    policy = {"name": "main", "ref": "refs/heads/main", "approvals": 1, "landers": ["lead"]}
    graph = {"schema": "entangle/graph@v1", "edges": edges, "policies": [policy]}
    write(world, "../graph.json", json.dumps(graph))
    world.entangle("graph", "apply", "../graph.json", "--as", "root")
    world.entangle("principal", "suspend", "gone", "--as", "root")
    write(world, "greeting", "hello, world\n")
    world.git(
        "-c", "gpg.format=ssh", "-c", f"user.signingKey={code}",
        "commit", "--quiet", "-S", "-a", "-m", "Greet")
    world.proposal = world.entangle("propose", "--ref", "main", "-m", "Greet", "--as", "builder")
    ask = ["approval", "request", world.proposal, "--as", "builder", "--approver"]
    world.request = world.entangle(*ask, "reviewer")
    world.entangle("approve", world.request, "--as", "reviewer")
    world.entangle("push")
    # A state that is signed and not published yet.
    words = ["principal", "resume", "gone", "--as", "root", "--draft", "../draft.json"]
    world.entangle(*words)
    world.verified("at the beginning")


def write(world, name, text):
    with open(os.path.join(world.work, name), "w") as file:
        file.write(text)


def request(actor="lead", *more):
    return ("task", "request", "--to", "builder", "--brief", "Do it", "--as", actor, *more)


def answers(world):
    """Wrong place, wrong input, wrong person."""
    empty = os.path.join(world.stage, "empty")
    plain = os.path.join(world.stage, "plain")
    os.makedirs(empty)
    world.git("init", "--quiet", plain)
    for words in (("log",), ("verify",), request(), ("land", world.proposal, "--as", "lead")):
        says = "not a git repository"
        world.entangle(*words, inside=empty, status=128, says=says)
    world.entangle("trust", "log", inside=plain, status=2, code="T123")
    world.entangle(*request(), inside=plain, status=2)
    other = "0" * 63 + "1"
    world.entangle("log", "--trust-root", other, status=1, code="T102")
    world.entangle("verify", "--trust-root", "00", status=129)
    world.entangle(*request("nobody"), status=1, code="K101")
    world.entangle(*request("No Body"), status=129)
    world.entangle("task", "request", "--to", "nobody", "--brief", "x", "--as", "lead", status=1)
    world.entangle(*request("gone"), status=1, code="A105")
    world.entangle(*request("late"))
    world.entangle(*request("late"), status=1, code="K104", **world.later(2 * 86_400))
    # The twin is another principal of the person who proposes.
    ask = ("approval", "request", world.proposal, "--approver", "twin", "--as", "builder")
    world.entangle(*ask, status=1, code="W104")
    world.entangle("land", "0000", "--as", "lead", status=128)
    task = world.entangle(*request())
    world.entangle("handoff", task, "--to", "helper", "--as", "lead", status=1)
    world.entangle("task", "accept", task, "--as", "builder")
    world.entangle("handoff", task, "--to", "reviewer", "--as", "builder", status=1, code="A102")
    world.entangle("handoff", task, "--to", "late", "--as", "builder", status=1, code="A103")
    world.entangle("handoff", task, "--to", "helper", "--as", "builder")
    world.entangle("task", "accept", task, "--as", "helper")
    # The edge leads from the builder to the helper, and not back.
    world.entangle("handoff", task, "--to", "builder", "--as", "helper", status=1, code="A102")
    world.entangle("artifact", "verify", "0000", status=128)
    world.verified("after refusals")


def passphrases(world):
    """A wrong passphrase, from a file and three times at a terminal."""
    write(world, "../right", "right")
    write(world, "../wrong", "wrong")
    new = ("key", "new", "locked", "--use", "law", "--kdf", "pbkdf2")
    right = {"ENTANGLE_PASSPHRASE_FILE": os.path.join(world.home, "right")}
    wrong = {"ENTANGLE_PASSPHRASE_FILE": os.path.join(world.home, "wrong")}
    for name in ("right", "wrong"):
        os.chmod(os.path.join(world.home, name), 0o600)
    world.entangle(*new, **right)
    world.entangle(
        "principal", "add", "locked", "--kind", "user", "--person", "lo", "--law", "locked",
        "--as", "root")
    ask = ("ask", "--to", "lead", "-m", "May I?", "--as", "locked")
    world.entangle(*ask, status=128, says="wrong passphrase", **wrong)
    world.entangle(*ask, status=128, says="ENTANGLE_PASSPHRASE_FILE", wrap=("setsid", "--wait"))
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(world.work)
        os.execve(BINARY, (BINARY, *ask), world.environment)
    text = b""
    tries = 0
    while True:
        try:
            got = os.read(terminal, 4096)
        except OSError:
            got = b""
        if not got:
            break
        text += got
        if text.count(b"Passphrase for key 'locked': ") > tries:
            tries += 1
            time.sleep(0.05)
            os.write(terminal, b"wrong\n")
    _, status = os.waitpid(process, 0)
    text = text.decode().replace("\r\n", "\n")
    check("three tries at a terminal", tries == 3, text)
    told("a wrong passphrase", os.waitstatus_to_exitcode(status), text, 128, says="cannot open key")
    check("the passphrase is not echoed", "wrong\n" not in text.replace("wrong passphrase", ""), text)


def races(world):
    """Two writers at once on one lane: both events are there, in one order."""
    before = len(json.loads(world.entangle("log", "--principal", "lead", "--json"))["events"])
    ids = []
    rounds = 12
    for number in range(rounds):
        writers = [world.start(*request("lead")) for _ in range(2)]
        for writer in writers:
            out, err = writer.communicate(timeout=60)
            told(f"round {number} of two writers", writer.returncode, err, 0)
            ids.append(out.strip())
    after = json.loads(world.entangle("log", "--principal", "lead", "--json"))["events"]
    check("no event is lost", len(after) == before + 2 * rounds, f"{before} {len(after)}")
    check("each says which", set(ids) <= {event["id"] for event in after}, ids)
    world.verified("after two writers")


def land(world):
    """A dirty work tree is left alone."""
    write(world, "greeting", "not to be lost\n")
    write(world, "new", "untracked\n")
    world.entangle("land", world.proposal, "--as", "lead")
    with open(os.path.join(world.work, "greeting")) as file:
        check("a dirty file is left alone", file.read() == "not to be lost\n")
    state = world.git("status", "--porcelain")
    check("so is the rest", state == "M greeting\n?? new", state)
    world.entangle("land", world.proposal, "--as", "lead", status=1)
    world.verified("after landing")


def snapshot(path):
    """Every file below a directory with its content."""
    files = {}
    for folder, _, names in os.walk(path):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                files[os.path.join(folder, name)] = file.read()
    return files


def unchanged(world, what, words, status=128, **more):
    """A command that fails leaves refs and keys as they were."""
    refs = world.git("for-each-ref")
    keys = snapshot(world.keys)
    done = world.run(BINARY, *words, **more)
    told(f"{what}: {' '.join(words)}", done.returncode, done.stderr, status)
    check(f"{what}: no ref moved", world.git("for-each-ref") == refs)
    check(f"{what}: no key came", snapshot(world.keys) == keys)


NEW_KEY = ("key", "new", "fresh", "--use", "law", "--no-passphrase")


def locks(world):
    """A lock that somebody left: waited for, told, and gone where the hint says."""
    lane = world.git("for-each-ref", "--format=%(refname)", "refs/entangle/events/builder")
    lock = os.path.join(world.work, ".git", lane + ".lock")
    open(lock, "w").close()
    ask = ("propose", "--ref", "main", "-m", "Again", "--as", "builder")
    unchanged(world, "a lock", ask)
    done = world.run(BINARY, *ask)
    check("the hint names the lock", f"remove the file '{lane}.lock'" in done.stderr, done.stderr)
    os.remove(lock)
    world.entangle(*ask)


def disks(world):
    """Read-only, and full."""
    writing = (request(), ("principal", "retire", "late", "--as", "root"))
    with Mount(world.work, "--bind", read_only=True) as is_mounted:
        for words in writing if is_mounted else ():
            unchanged(world, "read-only repository", words)
        if is_mounted:
            world.verified("read-only repository")
    with Mount(world.keys, "--bind", read_only=True) as is_mounted:
        if is_mounted:
            unchanged(world, "read-only key store", NEW_KEY)
            world.entangle(*request())
    # A file size limit meets git's objects, keys and drafts alike, as whoever runs this.
    for limit in (0, 10, 100):
        for words in (*writing, NEW_KEY):
            def limited(most=limit):
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

            unchanged(world, f"at most {limit} bytes", words, preexec=limited)
    full = os.path.join(world.stage, "full")
    os.makedirs(full)
    with Mount(full, "-t", "tmpfs", "-o", "size=256k") as is_mounted:
        if is_mounted:
            with open(os.path.join(full, "filler"), "wb") as file:
                try:
                    file.write(bytes(1 << 20))
                except OSError:
                    pass
            done = world.run(BINARY, *NEW_KEY, XDG_DATA_HOME=full)
            told("full disk: key new", done.returncode, done.stderr, 128)
            left = [path for path in snapshot(full) if not path.endswith("filler")]
            check("full disk: nothing stays", left == [], left)
    world.entangle(*request())
    world.verified("after bad disks")


class Mount:
    """Mounts something over a directory, where that may be done. Else a directory that is to be
    read-only loses its permission bits, which binds all but root; else it is said that it is skipped."""

    def __init__(self, path, *options, read_only=False):
        self.path, self.options, self.read_only = path, options, read_only
        self.bits = {}

    def __enter__(self):
        source = self.path if "--bind" in self.options else "tmpfs"
        done = subprocess.run(
            ["mount", *self.options, source, self.path], capture_output=True, text=True)
        self.is_mounted = done.returncode == 0
        if self.is_mounted and self.read_only:
            subprocess.run(["mount", "-o", "remount,bind,ro", self.path], check=True)
        if self.is_mounted:
            return True
        if self.read_only and os.geteuid() != 0:
            for folder, _, _ in os.walk(self.path):
                self.bits[folder] = os.stat(folder).st_mode & 0o7777
            for folder, bits in self.bits.items():
                os.chmod(folder, bits & 0o555)
            return True
        print(f"skipped: cannot mount over {self.path}: {done.stderr.splitlines()[:1]}")
        return False

    def __exit__(self, *_):
        if self.is_mounted:
            subprocess.run(["umount", self.path], check=True)
        for folder, bits in self.bits.items():
            os.chmod(folder, bits)


def adopt():
    """Lets orphans come to this process (`prctl(2)`, PR_SET_CHILD_SUBREAPER), so that it can wait for them."""
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)


def outlived():
    """Waits for what a command that was killed has left behind: git, which goes on pushing."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
        except ChildProcessError:
            return
    check("what a killed command has left behind ends", False)


def ended(world, what, words, again, rounds, restores=False):
    """Ends a command at random moments; afterwards nothing is half done and the next one works."""
    world.restore()
    started = time.monotonic()
    world.entangle(*words(-1))
    length = time.monotonic() - started
    chance = random.Random(what)
    left = set()
    for number in range(rounds):
        if restores:
            world.restore()
        how = (signal.SIGINT, signal.SIGKILL)[number % 2]
        process = world.start(*words(number))
        time.sleep(chance.uniform(0.2, 1.05) * length)
        process.send_signal(how)
        _, text = process.communicate(timeout=60)
        outlived()
        # Git, which it waits for, may be what was ended.
        is_due = process.returncode in (0, -how, 128)
        check(f"{what}, ended by {how.name}: status", is_due, f"{process.returncode} {text}")
        for folder, _, names in os.walk(os.path.join(world.work, ".git")):
            for name in names:
                if name.endswith(".lock"):
                    # Nothing can be put in order after SIGKILL: git's own way out is to remove it.
                    check(f"{what}: {name} is left by SIGKILL alone", how == signal.SIGKILL)
                    os.remove(os.path.join(folder, name))
                    left.add(name)
        again(number)
    world.verified(what)
    if left:
        print(f"{what}: SIGKILL left {', '.join(sorted(left))}")


def kills(world):
    """Each command that writes, ended at random moments."""

    def land_again(_):
        """Landed already, or landed now."""
        world.entangle("fetch")
        tip = world.git("rev-parse", "HEAD")
        if world.git("rev-parse", "origin/main") != tip:
            world.entangle("land", world.proposal, "--as", "lead")
        check("landed", world.git("ls-remote", "origin", "main").split()[0] == tip)
        world.verified("the remote", "--trust-root", world.root, world.bare)

    def publish_again(_):
        done = world.run(BINARY, "trust", "publish", "../draft.json", "--as", "root")
        if done.returncode == 0:
            return
        # It was published already.
        told("trust publish again", done.returncode, done.stderr, 1, "T108")

    def new_key(number):
        return ("key", "new", f"fresh{number}", "--use", "law", "--no-passphrase")

    def key_again(number):
        done = world.run(BINARY, *new_key(number))
        if done.returncode != 0:
            told("key new again", done.returncode, done.stderr, 128, says="already")
        world.entangle("key", "list")

    adopt()
    ended(world, "task request", lambda _: request(), lambda _: world.entangle(*request()), 10)
    ended(world, "key new", new_key, key_again, 10)
    publish = ("trust", "publish", "../draft.json", "--as", "root")
    ended(world, "trust publish", lambda _: publish, publish_again, 5, restores=True)
    landing = ("land", world.proposal, "--as", "lead")
    # A slow server: what is killed has mostly begun to push.
    hook = os.path.join(world.kept, "project.git", "hooks", "pre-receive")
    os.makedirs(os.path.dirname(hook), exist_ok=True)
    with open(hook, "w") as file:
        file.write("#!/bin/sh\nsleep 0.3\n")
    os.chmod(hook, 0o755)
    ended(world, "land", lambda _: landing, land_again, 5, restores=True)


CLOCK = """
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t clock, struct timespec *moment) {
  int status = syscall(SYS_clock_gettime, clock, moment);
  if (clock == CLOCK_REALTIME) moment->tv_sec += atol(getenv("LATER"));
  return status;
}
"""


def make_clock(world):
    """A library that tells a later time, for keys that have expired."""
    source, library = (os.path.join(world.stage, "clock" + end) for end in (".c", ".so"))
    with open(source, "w") as file:
        file.write(CLOCK)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source], check=True)
    # (LD_PRELOAD takes no spaces, LD_LIBRARY_PATH does.)
    world.later = lambda seconds: {
        "LD_PRELOAD": os.path.basename(library), "LD_LIBRARY_PATH": world.stage, "LATER": str(seconds)}


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-bad-") as stage:
        world = World(stage)
        make_clock(world)
        found(world)
        world.keep()
        for part in (answers, passphrases, races, land, locks, disks, kills):
            started = time.monotonic()
            world.restore()
            try:
                part(world)
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                check(part.__name__, False, repr(error))
            if os.environ.get("TIMES"):
                print(f"{part.__name__}: {time.monotonic() - started:.1f} s")
    return CHECKS.report("badinput")


if __name__ == "__main__":
    sys.exit(main())
