#!/usr/bin/env python3
"""What was verified before, by the built program: told of, and never another verdict.

usage: record.py BINARY [sha256]
"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Bench"))
from checks import Checks  # noqa: E402
from history import History  # noqa: E402

EVENTS = 1200


class User:
    """A home, and a repository of which this user has pinned the root."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        self.environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C",
        }
        self.records = self.home / ".cache/entangle/verified"
        self.key = self.home / ".local/share/entangle/record.key"

    def run(self, *words, at):
        return subprocess.run(
            [self.binary, *words], cwd=at, env=self.environment, capture_output=True, text=True,
            timeout=120)

    def verdict(self, at, *options):
        """Status, verdict, number of events, and how many of these were verified before."""
        done = self.run("verify", "--json", *options, at=at)
        report = json.loads(done.stdout)
        return (
            done.returncode, report["verdict"], report["checked"].get("event"), report["recorded"])

    def record(self):
        files = list(self.records.iterdir()) if self.records.exists() else []
        return files[0] if len(files) == 1 else None


def main():
    binary = os.path.abspath(sys.argv[1])
    object_format = sys.argv[2] if len(sys.argv) > 2 else "sha1"
    checks = Checks()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        user = User(binary, folder)
        user.run("key", "new", "u0", "--use", "law", "--no-passphrase", at=folder)
        kept = json.loads((user.home / ".local/share/entangle/keys/u0.json").read_text())
        seed = base64.b64decode(kept["seed"], validate=True)
        history = History(EVENTS, 4, {"u0": seed}, object_format)
        place = folder / "repository"
        history.write(str(place), user.environment)
        user.run("trust", "pin", history.trust_root, at=place)
        story(checks, user, place, folder)
        attacks(checks, user, place, folder, history, object_format)
    return checks.report("record")


def story(checks, user, place, folder):
    """A record is made, gone on from, and left alone where everything is asked for."""
    checks.check("nothing is known", user.verdict(place) == (0, "verified", EVENTS, 0))
    checks.check("the record is private", oct(user.record().stat().st_mode & 0o777) == "0o600")
    checks.check("so is its key", oct(user.key.stat().st_mode & 0o777) == "0o600")
    checks.check("all is known", user.verdict(place) == (0, "verified", EVENTS, EVENTS))
    checks.check("unless asked", user.verdict(place, "--full") == (0, "verified", EVENTS, 0))
    asked = user.run(
        "task", "request", "--as", "u0", "--to", "w0", "--input", "HEAD", "--brief", "more",
        at=place)
    checks.check("an event is added", asked.returncode == 0, asked.stderr)
    checks.check("one is new", user.verdict(place) == (0, "verified", EVENTS + 1, EVENTS))
    text = user.run("verify", at=place).stdout
    checks.check("it is told", f"  {EVENTS} of the events were verified here before\n" in text, text)
    answer = user.run("show", asked.stdout.strip(), at=place)
    checks.check("what is new can be shown", answer.returncode == 0, answer.stderr)
    known = subprocess.run(
        ["git", "rev-list", "--max-count=1", "--skip=5", "refs/entangle/events/u0/" + next(
            (place / ".git/refs/entangle/events/u0").iterdir()).name],
        cwd=place, env=user.environment, capture_output=True, text=True).stdout.strip()
    answer = user.run("show", known, at=place)
    checks.check("so can what is known", answer.returncode == 0, answer.stderr)
    answer = user.run("why", known, at=place)
    checks.check("and why it stands", answer.returncode == 0, answer.stderr)
    shutil.copytree(place, folder / "elsewhere")
    checks.check(
        "another clone has no record",
        user.verdict(folder / "elsewhere", "--trust-root", root(user, place))[3] == 0)
    for file in user.records.iterdir():
        if file != first_record(user, place):
            file.unlink()


def root(user, place):
    return user.run("trust", "pin", at=place).stdout.split()[0]


def first_record(user, place):
    """The record of a repository, by the name that the manual page gives."""
    import hashlib

    path = os.path.realpath(place / ".git") + "/"
    for name in (path, path.rstrip("/")):
        file = user.records / hashlib.sha256(name.encode()).hexdigest()
        if file.exists():
            return file
    raise AssertionError("no record of that name")


def attacks(checks, user, place, folder, history, object_format):
    """Whatever becomes of the record, the verdict stays what it is."""
    record = user.record()
    good = record.read_bytes()
    verified = (0, "verified", EVENTS + 1)

    def check(name, recorded=0):
        found = user.verdict(place)
        checks.check(name, found[:3] == verified and found[3] == recorded, str(found))
        record.write_bytes(good)

    record.unlink()
    check("deleted")
    record.write_bytes(b"")
    check("empty")
    for count in (1, 39, 40, 4096, len(good) // 2, len(good) - 1):
        record.write_bytes(good[:count])
        check(f"cut to {count}")
    record.write_bytes(good + b"\0")
    check("longer")
    for place_of_byte in (len(good) - 1, len(good) - 20, len(good) - 100):
        changed = bytearray(good)
        changed[place_of_byte] ^= 1
        record.write_bytes(changed)
        check(f"byte {place_of_byte} changed")
    record.unlink()
    record.mkdir()
    found = user.verdict(place)
    checks.check("a folder in its place", found == (*verified, 0), str(found))
    record.rmdir()
    record.write_bytes(good)

    other = folder / "other"
    second = History(EVENTS, 4, {}, object_format)
    second.write(str(other), user.environment)
    user.verdict(other, "--trust-root", second.trust_root)
    foreign = next(file for file in user.records.iterdir() if file != record)
    record.write_bytes(foreign.read_bytes())
    check("another repository's")
    foreign.write_bytes(good)
    found = user.verdict(other, "--trust-root", second.trust_root)
    checks.check("ours, at another repository", found == (0, "verified", EVENTS, 0), str(found))

    key = user.key.read_bytes()
    user.key.write_bytes(bytes(32))
    check("another key")
    user.key.write_bytes(key[:31])
    check("half a key")
    user.key.write_bytes(key)
    user.key.chmod(0o644)
    check("a key that others can read")
    user.key.chmod(0o600)
    user.key.unlink()
    check("no key")
    user.key.unlink(missing_ok=True)
    user.key.write_bytes(key)
    user.key.chmod(0o600)
    check("all as it was", recorded=EVENTS)

    # A record of all is no help where the repository lost something.
    lane = "refs/entangle/events/" + next(
        ref for ref in history.refs if "/events/w0/" in ref).split("/events/")[1]
    git = ["git", "-C", str(place)]
    tip = subprocess.run([*git, "rev-parse", lane], capture_output=True, text=True).stdout.strip()
    for name, words in (
        ("a lane that is cut", ["update-ref", lane, tip + "~40"]),
        ("a lane that is gone", ["update-ref", "-d", lane]),
    ):
        subprocess.run([*git, *words], check=True, env=user.environment)
        with_record = user.verdict(place)
        without = user.verdict(place, "--full")
        checks.check(
            name, with_record == without and with_record[2] < EVENTS, str(with_record))
        subprocess.run([*git, "update-ref", lane, tip], check=True, env=user.environment)


if __name__ == "__main__":
    sys.exit(main())
