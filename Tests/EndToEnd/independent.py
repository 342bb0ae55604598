"""The independent implementation against the built binary.

Builds the repository of Tests/Independent, which was written from Docs/format.md alone, lets stock
git, ssh-keygen and sha256sum check it, and has the binary verify it and its variations: each attack
must be refused with the code that the document names, each benign one must verify. A variation
takes the objects of the first repository, and adds its own without a process for each object and
signature. One process for each core makes and judges variations.

Usage: independent.py BINARY [--sample N] [--named WORD] [--object-format sha1|sha256]
(every variation, or N of the attacks and N benign ones, or those whose names begin with a word)
"""

import argparse
import concurrent.futures
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

INDEPENDENT = pathlib.Path(__file__).resolve().parents[1] / "Independent"
sys.dont_write_bytecode = True
sys.path.insert(0, str(INDEPENDENT))

import variations  # noqa: E402
from entangle_format import QuickKey  # noqa: E402
from host_story import HostStory  # noqa: E402
from story import Story  # noqa: E402


def environment(home):
    """The environment of every process: nothing of the user's."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def check_with_git(directory, home):
    """What stock tools say of a repository: the last line."""
    command = [sys.executable, str(INDEPENDENT / "check_with_git.py"), str(directory)]
    result = subprocess.run(command, env=environment(home), capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)}:\n{result.stdout}{result.stderr}")
    return result.stdout.strip().split("\n")[-1]


def verify(binary, directory, home):
    """The report of the binary on a repository that one of the scripts made, and its status."""
    story = json.loads((directory / "story.json").read_text())
    command = [
        binary, "verify", "--json", "--as-of", story["verifyAtTime"],
        "--trust-root", (directory / "trust-root").read_text().strip(),
        str(directory / "repository.git"),
    ]
    result = subprocess.run(command, env=environment(home), capture_output=True, text=True)
    if result.returncode not in (0, 1, 2):
        return {"verdict": f"status {result.returncode}: {result.stderr}", "findings": []}
    return json.loads(result.stdout)


# The first repositories, without a host and with one. Those that judge are forks, and so know them with
# their keys.
BASES = []


def judge(binary, name, due, expected):
    """One variation: None where it is judged as it should be, else what is wrong."""
    base = BASES[name in variations.HOSTED]
    directory = base.directory.parent / name
    variations.make(name, directory, base=base, object_format=base.object_format)
    report = verify(binary, directory, directory)
    shutil.rmtree(directory)
    codes = {finding["code"] for finding in report["findings"]}
    if report["verdict"] != due:
        return f"{name}: {report['verdict']} {sorted(codes)}, where {due} {sorted(expected)} is due"
    if expected and not codes & expected:
        return f"{name}: {sorted(codes)}, where {sorted(expected)} is due"
    return None


def cases(sample):
    """Each variation's name, verdict and codes: empty for any code, or none."""
    attacks = [(name, "undecided" if codes == "O101" or codes[0] == "?" else "refused",
                set(codes.lstrip("?").split(",")) - {"-"})
               for name, (codes, _) in variations.ATTACKS.items()]
    benign = [(name, "verified", set()) for name in variations.BENIGN]
    if sample is None:
        return attacks + benign
    return [case for group in (attacks, benign)
            for case in random.Random(1).sample(group, min(sample, len(group)))]


def first(story, object_format, binary, scratch):
    """A story as it should be, once more in a pack, and what is wrong with it."""
    story.object_format = object_format
    story.build()
    print(check_with_git(story.directory, scratch))
    report = verify(binary, story.directory, scratch)
    if report["verdict"] != "verified":
        yield f"{story.directory.name}: {report}"
    story.git.pack()
    for key in story.keys.known.values():
        if QuickKey.of(key).sign("git", b"a\n") != key.sign("git", b"a\n"):
            yield f"{key.name}: ssh-keygen signs otherwise"


def judged(binary, chosen):
    """What is wrong with each variation, in their order."""
    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), context) as pool:
        jobs = [pool.submit(judge, binary, *case) for case in chosen]
        return [job.result() for job in jobs]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=os.path.abspath)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--named", default="")
    parser.add_argument("--object-format", default="sha1", choices=("sha1", "sha256"))
    options = parser.parse_args()
    chosen = [case for case in cases(options.sample) if case[0].startswith(options.named)]
    with tempfile.TemporaryDirectory(prefix="entangle-independent-") as name:
        scratch = pathlib.Path(name)
        BASES.extend([Story(scratch / "base"), HostStory(scratch / "host")])
        failures = [failure for story in BASES for failure in first(
            story, options.object_format, options.binary, scratch)]
        failures += filter(None, judged(options.binary, chosen))
    for failure in failures:
        print(failure)
    print(f"{len(chosen) + len(BASES) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
