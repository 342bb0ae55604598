#!/usr/bin/env python3
"""Check a made repository with stock tools: check_with_git.py DIRECTORY.

`git fsck --strict`; `git verify-commit` of every event, trust commit and
signed code commit; `ssh-keygen -Y verify` of every trust signature;
`sha256sum` over every trust state; and the digests of the baseline and of the
landings against a real repository of object format sha256.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from entangle_format import pinned_environment


class Checker:
    """Runs the tools and counts what they say."""

    def __init__(self, directory, home):
        self.directory = Path(directory).resolve()
        self.home = Path(home)
        self.environment = pinned_environment(home)
        self.story = json.loads((self.directory / "story.json").read_text())
        self.passed = 0
        self.failures = []

    def tool(self, *command, data=b""):
        """A tool's exit status and output."""
        done = subprocess.run(command, input=data, env=self.environment,
                              check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        return done.returncode, done.stdout, done.stderr

    def git(self, *arguments, data=b""):
        """Like `tool`, of git in the repository."""
        return self.tool("git", f"--git-dir={self.directory}/repository.git",
                         *arguments, data=data)

    def expect(self, what, good, detail=b""):
        """Count one check."""
        if good:
            self.passed += 1
        else:
            self.failures.append(f"{what}: {detail.decode(errors='replace')}")

    def fsck(self):
        """The repository's objects are as git likes them."""
        status, out, err = self.git("fsck", "--strict", "--no-dangling")
        self.expect("git fsck --strict", status == 0, out + err)

    def commits(self):
        """Every signed commit verifies, and as its author."""
        signed = [(name, oid, True) for group in ("trust", "events")
                  for name, oid in self.story[group].items()]
        signed += [(name, oid, False)
                   for name, oid in self.story["code"].items()]
        for name, oid, ours in signed:
            raw = self.git("cat-file", "commit", oid)[1]
            author = re.search(rb"\nauthor (\S+) ", raw).group(1).decode()
            if not ours and b"\ngpgsig" not in raw.split(b"\n\n")[0]:
                continue
            status, out, err = self.git(
                "-c", f"gpg.ssh.allowedSignersFile={self.directory}"
                "/allowed_signers", "verify-commit", "--raw", oid)
            told = re.search(rb'Good "git" signature for (\S+)@', out + err)
            good = (status == 0 and told is not None
                    and told.group(1).decode() == author)
            self.expect(f"git verify-commit {name}", good, out + err)

    def trust(self):
        """Every signature over a statement, and its contents."""
        allowed = self.directory / "allowed_signers_trust"
        for name, oid in self.story["trust"].items():
            status, out, err = self.git("ls-tree", "-r", "-z", "--name-only",
                                        oid)
            paths = sorted(out.split(b"\0")[:-1])
            tree = self.home / name
            for path in paths:
                place = tree / os.fsdecode(path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(self.git(
                    "cat-file", "blob", f"{oid}:{os.fsdecode(path)}")[1])
            text = (tree / "statement").read_bytes()
            for path in paths:
                if path.startswith(b"signatures/"):
                    who = path.split(b"/")[1].decode()
                    status, out, err = self.tool(
                        "ssh-keygen", "-Y", "verify", "-f", str(allowed),
                        "-I", f"{who}@entangle.invalid", "-n",
                        "entangle-trust@v1", "-s",
                        str(tree / os.fsdecode(path)), data=text)
                    self.expect(f"ssh-keygen -Y verify {name} {path}",
                                status == 0, out + err)
            covered = [path for path in paths if path != b"statement"
                       and not path.startswith(b"signatures/")]
            done = subprocess.run(
                ["sha256sum", "--", *covered], cwd=tree, check=True,
                stdout=subprocess.PIPE, env=self.environment)
            self.expect(f"contents of {name}", b"\ncontents "
                        + self.sum(done.stdout) + b"\n" in text)
        founding = self.home / "founding" / "statement"
        self.expect("trust root", self.sum(founding.read_bytes()).decode()
                    == (self.directory / "trust-root").read_text().strip())

    def sum(self, data):
        """`sha256sum` of some bytes."""
        return self.tool("sha256sum", data=data)[1].split()[0]

    def digests(self):
        """The baseline's digests are names in a SHA-256 repository."""
        other = f"--git-dir={self.home}/sha256.git"
        self.tool("git", "init", "-q", "--bare", "--object-format=sha256",
                  f"{self.home}/sha256.git")

        def copy(oid):
            lines = []
            for line in self.git("ls-tree", "-z", oid)[1].split(b"\0")[:-1]:
                head, _, name = line.partition(b"\t")
                mode, kind, entry = head.decode().split()
                if kind == "tree":
                    new = copy(entry)
                elif kind == "blob":
                    data = self.git("cat-file", "blob", entry)[1]
                    new = self.tool("git", other, "hash-object", "-w",
                                    "--stdin", data=data)[1].decode().strip()
                else:
                    new = entry + "0" * 24
                lines.append(f"{mode} {kind} {new}\t".encode() + name + b"\0")
            return self.tool("git", other, "mktree", "-z", "--missing",
                             data=b"".join(lines))[1].decode().strip()

        text = self.git("cat-file", "blob",
                        f"{self.story['trust']['founding']}:repository.json")
        claims = list(json.loads(text[1])["baseline"].values())
        for name in ("land-1", "land-2"):
            if name in self.story["events"]:
                message = self.git("cat-file", "commit",
                                   self.story["events"][name])[1].decode()
                claims += re.findall(r"(?m)^(?:Old|New): (\S+)$", message)
        for claim in claims:
            oid, name, content = claim.split(":")
            self.expect(f"content digest of {oid}",
                        copy(f"{oid}^{{tree}}") == content)
            data = self.git("cat-file", "commit", oid)[1]
            size = b"commit %d\0" % len(data)
            self.expect(f"object digest of {oid}",
                        self.sum(size + data).decode() == name)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        checker = Checker(arguments.directory, home)
        checker.fsck()
        checker.commits()
        checker.trust()
        checker.digests()
    for failure in checker.failures:
        print(failure, file=sys.stderr)
    print(f"{checker.passed} checks passed, {len(checker.failures)} failed")
    return 1 if checker.failures else 0


if __name__ == "__main__":
    sys.exit(main())
