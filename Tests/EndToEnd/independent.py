"""The independent implementation against the built binary.

Builds the repository of Tests/Independent, which was written from Docs/format.md alone, lets stock
git, ssh-keygen and sha256sum check it, and has the binary verify it and its variations: each attack
must be refused with the code that the document names, each benign one must verify.

Usage: independent.py BINARY [--sample N] [--object-format sha1|sha256]
(every variation, or N of the attacks and N benign ones)
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
INDEPENDENT = HERE.parent / "Independent"


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


def python(script, *arguments, home):
    """Runs one of the independent scripts; returns what it printed."""
    command = [sys.executable, str(INDEPENDENT / script), *map(str, arguments)]
    result = subprocess.run(command, env=environment(home), capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)}:\n{result.stdout}{result.stderr}")
    return result.stdout


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


def judge(binary, name, expected, scratch, object_format):
    """One variation: None where it is judged as it should be, else what is wrong."""
    directory = scratch / name
    python(
        "variations.py", name, directory, "--object-format", object_format, home=scratch)
    report = verify(binary, directory, scratch)
    subprocess.run(["rm", "-rf", str(directory)], check=True)
    codes = {finding["code"] for finding in report["findings"]}
    if expected is None:
        return None if report["verdict"] == "verified" else f"{name}: {report['verdict']} {codes}"
    if report["verdict"] != "refused":
        return f"{name}: {report['verdict']}, where {expected} is due"
    if expected and not codes & expected:
        return f"{name}: {sorted(codes)}, where {sorted(expected)} is due"
    return None


def variations(sample):
    """Each variation's name and codes: None for benign ones, empty for any code."""
    cases = []
    for option, is_benign in (("--list", False), ("--list-benign", True)):
        lines = python("variations.py", option, home="/nonexistent").split("\n")
        found = []
        for line in filter(None, lines):
            name, _, codes = line.partition(" ")
            codes = set(codes.split(",")) - {"-", ""}
            found.append((name, None if is_benign else codes))
        if sample is not None:
            found = random.Random(1).sample(found, min(sample, len(found)))
        cases += found
    return cases


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=os.path.abspath)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--object-format", default="sha1", choices=("sha1", "sha256"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="entangle-independent-") as name:
        scratch = pathlib.Path(name)
        base = scratch / "base"
        object_format = options.object_format
        python("make_repository.py", base, "--object-format", object_format, home=scratch)
        print(python("check_with_git.py", base, home=scratch).strip().split("\n")[-1])
        report = verify(options.binary, base, scratch)
        failures = [] if report["verdict"] == "verified" else [f"base: {report}"]
        cases = variations(options.sample)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [
                pool.submit(judge, options.binary, case, expected, scratch, object_format)
                for case, expected in cases
            ]
            failures += filter(None, (job.result() for job in jobs))
    for failure in failures:
        print(failure)
    print(f"{len(cases) + 1 - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
