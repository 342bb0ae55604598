"""Stock tools on what the binary made.

Plays the demo, then has tools that are not ours decide: git fsck, git verify-commit with the
allowed-signers file that the binary writes, ssh-keygen -Y verify on every trust signature, and
securesystemslib on every envelope.

Usage: stock.py BINARY ORACLES [sha1|sha256]   (ORACLES: a directory with securesystemslib)
"""

import base64
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from checks import Checks

HERE = pathlib.Path(__file__).resolve().parent


class Stage:
    """The demo's bare repository, and git on it with nothing of the user's."""

    def __init__(self, binary, directory):
        self.binary = binary
        self.directory = directory
        self.repository = directory / "project.git"
        self.environment = {
            "HOME": str(directory), "PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        }

    def run(self, *command, input=None):
        return subprocess.run(
            command, input=input, env=self.environment, capture_output=True)

    def git(self, *arguments):
        result = self.run("git", "-C", str(self.repository), *arguments)
        return result.stdout if result.returncode == 0 else b""

    def oids(self, *revisions):
        return self.git("rev-list", *revisions).decode().split()


def signatures(stage, checks):
    """git and ssh-keygen on events, trust commits and statements."""
    signers = stage.directory / "allowed_signers"
    written = stage.run(stage.binary, "key", "allowed-signers", str(stage.repository))
    checks.check("allowed-signers", written.returncode == 0, written.stderr.decode())
    signers.write_bytes(written.stdout)
    configuration = ["-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={signers}"]
    trust = stage.oids("refs/entangle/trust")
    events = stage.oids("--glob=refs/entangle/events", "--not", "refs/entangle/trust")
    checks.check("events", len(trust) == 8 and len(events) == 15, f"{len(trust)}, {len(events)}")
    landed = stage.oids("-1", "refs/heads/main")
    for oid in trust + events + landed:
        result = stage.run(
            "git", "-C", str(stage.repository), *configuration, "verify-commit", "--raw", oid)
        checks.check(f"verify-commit {oid}", result.returncode == 0, result.stderr.decode())
    for oid in trust:
        statement = stage.git("cat-file", "blob", f"{oid}:statement")
        paths = stage.git("ls-tree", "-r", "--name-only", oid, "signatures/").decode().split()
        checks.check(f"signatures of {oid}", len(paths) > 0)
        for path in paths:
            file = stage.directory / "signature"
            file.write_bytes(stage.git("cat-file", "blob", f"{oid}:{path}"))
            identity = path.split("/")[1] + "@entangle.invalid"
            result = stage.run(
                "ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", identity,
                "-n", "entangle-trust@v1", "-s", str(file), input=statement)
            checks.check(f"ssh-keygen {oid}:{path}", result.returncode == 0, result.stdout.decode())


def envelopes(stage, checks):
    """securesystemslib on every manifest."""
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import SSlibKey

    refs = stage.git("for-each-ref", "--format=%(refname)", "refs/entangle/artifacts/").decode()
    checks.check("artifacts", len(refs.split()) == 1, refs)
    lines = (stage.directory / "runner.artifact.pub").read_text().split()
    wire = base64.b64decode(lines[1])
    for ref in refs.split():
        data = json.loads(stage.git("cat-file", "blob", f"{ref}:manifest.dsse.json"))
        keyid = data["signatures"][0]["keyid"]
        key = SSlibKey(keyid, "ed25519", "ed25519", {"public": wire[-32:].hex()})
        envelope = Envelope.from_dict(json.loads(json.dumps(data)))
        try:
            verified = envelope.verify([key], 1)
        except Exception as error:  # what it raises differs between its versions
            verified, detail = {}, str(error)
        else:
            detail = "no key"
        checks.check(f"envelope {ref}", keyid in verified, detail)
        statement = json.loads(envelope.payload)
        checks.check(
            "statement", statement["predicateType"] == "https://slsa.dev/provenance/v1")


def bundle(stage, checks):
    """The binary on what git bundles, whole and with one byte changed; the root is the one pinned."""
    file = stage.directory / "project.bundle"
    stage.git("bundle", "create", "--quiet", str(file), "--all")
    root = stage.git("cat-file", "blob", stage.oids("refs/entangle/trust")[-1] + ":statement")
    words = [stage.binary, "verify", "--trust-root", hashlib.sha256(root).hexdigest(), str(file)]
    checks.check("bundle", stage.run(*words).returncode == 0, stage.run(*words).stdout.decode())
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    result = stage.run(*words)
    checks.check("damaged bundle", result.returncode == 128, result.stderr.decode())


def main():
    binary = os.path.abspath(sys.argv[1])
    sys.path.insert(0, sys.argv[2])
    object_format = sys.argv[3] if len(sys.argv) > 3 else "sha1"
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="entangle-stock-") as name:
        stage = Stage(binary, pathlib.Path(name))
        environment = dict(stage.environment, ENTANGLE_DEMO_STAGE=name)
        played = subprocess.run(
            ["sh", str(HERE / "demo.sh"), binary, object_format],
            env=environment, capture_output=True, text=True)
        checks.check("demo", played.returncode == 0, played.stdout[-2000:] + played.stderr[-2000:])
        named = stage.git("rev-parse", "--show-object-format").decode().strip()
        checks.check("format", named == object_format, named)
        fsck = stage.run("git", "-C", str(stage.repository), "fsck", "--strict", "--full")
        checks.check("fsck", fsck.returncode == 0, fsck.stderr.decode())
        signatures(stage, checks)
        envelopes(stage, checks)
        bundle(stage, checks)
    return checks.report(f"stock, {object_format}")


if __name__ == "__main__":
    sys.exit(main())
