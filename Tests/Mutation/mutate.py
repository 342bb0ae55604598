#!/usr/bin/python3
"""Inverts each condition of the rules, one at a time, and sees whether a test notices.

usage: mutate.py [--scratch DIRECTORY] [--jobs N] [--quick] [--only NUMBER,...] [FILE...]

All conditions are rewritten at once in a copy of the tree, so that ENTANGLE_MUTANT=17 inverts the seventeenth; one
build serves them all. Against each run the vectors of its rule, and where these pass, all tests of the rules.
FILE is a Swift file or folder below Sources, Sources/EntangleVerify/Rules unless given. With --scratch the copy and
its build stay for the next time. What survives and does not stand in Docs/mutation.md is told; then the exit status
is 1.
"""

import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from conditions import Finder, rewritten

ROOT = Path(__file__).resolve().parents[2]
RULES = "Sources/EntangleVerify/Rules"
# What stands in the copy and is looked for by the tests of the rules.
COPIED = ("Package.swift", "Sources", "Tests/EntangleVerifyTests", "Docs")
TARGETS = ("EntangleModel", "EntangleSystem", "EntangleVerify", "EntangleGit", "EntangleCrypto", "EntangleReport")
SUITES = "EntangleVerifyTests.(.*RuleTests|HintTests|StoryTests|ArtifactExaminerTests|BadObjectTests)"
SWITCH = """internal import Glibc

private let chosen = getenv("ENTANGLE_MUTANT").flatMap { Int(String(cString: $0)) } ?? 0

func isMutant(_ number: Int) -> Bool { number == chosen }

func mutated(_ number: Int, _ condition: Bool) -> Bool { condition != isMutant(number) }
"""


class Mutant:
    """One condition of one file."""

    def __init__(self, number, file, condition, text):
        self.number, self.file, self.condition = number, file, condition
        self.line = text.count("\n", 0, condition.start) + 1
        self.last = text.count("\n", 0, condition.end) + 1
        name = file.name.removesuffix(".swift")
        self.name = name
        self.code = name[:4] if RULES in str(file) else None

    def __str__(self):
        return f"{self.number}\t{self.name}:{self.line}\t{self.condition.text}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scratch", type=Path, help="a folder for the copy, kept")
    parser.add_argument("--jobs", type=int, default=2, help="how many tests run at a time")
    parser.add_argument("--quick", action="store_true", help="only the vectors of each rule")
    parser.add_argument("--only", default="", help="numbers of mutants, with commas")
    parser.add_argument("files", nargs="*", default=[RULES], metavar="FILE")
    options = parser.parse_args()
    scratch = (options.scratch or Path(tempfile.mkdtemp(prefix="entangle-mutants."))).resolve()
    if ROOT == scratch or ROOT in scratch.parents:
        sys.exit("mutate: the copy must stand outside the repository")
    try:
        sys.exit(run(scratch, options))
    finally:
        if options.scratch is None:
            shutil.rmtree(scratch, ignore_errors=True)


def run(scratch, options):
    mutants = find(options.files)
    copy(scratch)
    mutants = build(scratch, mutants)
    rules = {mutant.code for mutant in mutants if mutant.code}
    print(f"mutate: {len(mutants)} conditions of {len(rules)} rules", flush=True)
    if test(scratch, 0, None if not options.quick else "A102") is not None:
        sys.exit("mutate: the tests fail without a mutant")
    wanted = {int(number) for number in options.only.split(",") if number}
    chosen = [mutant for mutant in mutants if not wanted or mutant.number in wanted]
    start, accepted = time.monotonic(), equivalents()
    passed = [mutant for mutant in chosen if mutant.code is None]
    passed += survivors(scratch, options.jobs, [mutant for mutant in chosen if mutant.code], lambda mutant: mutant.code)
    left = passed if options.quick else survivors(scratch, options.jobs, passed, lambda mutant: None)
    unexplained = [mutant for mutant in left if (mutant.name, mutant.condition.text) not in accepted]
    minutes = (time.monotonic() - start) / 60
    print(f"mutate: {len(chosen)} mutants in {minutes:.0f} min: {len(chosen) - len(passed)} fail a vector of their rule, ")
    print(f"{len(passed) - len(left)} another test; {len(left)} survive, {len(unexplained)} of them unexplained")
    for mutant in unexplained:
        print(f"unexplained\t{mutant}")
    return 1 if unexplained else 0


def survivors(scratch, jobs, mutants, code):
    """The mutants that the vectors of a code, or all tests, do not notice; told as they are found."""
    left = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for mutant, failure in zip(mutants, pool.map(lambda m: test(scratch, m.number, code(m)), mutants)):
            if failure is None:
                left.append(mutant)
                print(f"{'not of its rule' if code(mutant) else 'survived'}\t{mutant}", flush=True)
    return left


def find(names):
    """All mutants of the files, numbered from 1."""
    mutants = []
    for name in names:
        path = ROOT / name
        for file in sorted(path.rglob("*.swift")) if path.is_dir() else [path]:
            text = file.read_text()
            for condition in Finder(text).conditions():
                mutants.append(Mutant(len(mutants) + 1, file.relative_to(ROOT), condition, text))
    return mutants + (elsewhere(len(mutants)) if names == [RULES] else [])


def elsewhere(count):
    """What decides, in the five lines that end with it, that a finding is made of a rule that finds nothing itself."""
    mutants = []
    for file in sorted((ROOT / "Sources/EntangleVerify").rglob("*.swift")):
        text = file.read_text()
        calls = {
            text.count("\n", 0, call.start()) + 1: call[1] for call in re.finditer(r"\b([A-Z]\d{3})\w+\.f[io]\w+", text)}
        for condition in Finder(text).conditions() if calls and RULES not in str(file) else []:
            mutant = Mutant(count + len(mutants) + 1, file.relative_to(ROOT), condition, text)
            near = [calls[line] for line in sorted(calls) if 0 <= line - mutant.line < 5]
            if near:
                mutant.code = near[0]
                mutants.append(mutant)
    return mutants


def copy(scratch):
    """The tree as it is, with a package of the tests of the rules alone."""
    wanted = {}
    for name in COPIED:
        path = ROOT / name
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file():
                wanted[file.relative_to(ROOT)] = file.read_bytes()
    only = ", ".join(f'"{name}"' for name in TARGETS + ("EntangleVerifyTests", "CSystem", "CGit2", "CSodium", "CCrypto"))
    wanted[Path("Package.swift")] += f"\npackage.targets.removeAll {{ ![{only}].contains($0.name) }}\n".encode()
    wanted[Path("Package.swift")] += b"package.products = []\n"
    test = Path("Tests/EntangleVerifyTests/MutantVectors.swift")
    wanted[test] = (ROOT / "Tests/Mutation/MutantVectors.swift").read_bytes()
    for folder in ("Sources", "Tests", "Docs"):
        for file in (scratch / folder).rglob("*"):
            if file.is_file() and file.relative_to(scratch) not in wanted:
                file.unlink()
    for name, content in wanted.items():
        write(scratch / name, content)


def write(path, content):
    """Writes what differs, so that a second build has little to do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)


def build(scratch, mutants):
    """Builds the tests; gives the mutants without those that are no valid Swift."""
    for _ in range(12):
        plant(scratch, mutants)
        result = subprocess.run(
            ["nice", "swift", "build", "--build-tests"], cwd=scratch, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        if result.returncode == 0:
            return mutants
        wrong = {
            (match[1], int(match[2]))
            for match in re.finditer(r"(?m)^\S*?/(Sources/\S+\.swift):(\d+):\d+: error: ", result.stdout)
        }
        bad = [m for m in mutants if any(str(m.file) == f and m.line <= n <= m.last for f, n in wrong)]
        if not bad:
            sys.exit("mutate: the copy does not build\n" + result.stdout[-4000:])
        for mutant in bad:
            print(f"no valid Swift\t{mutant}", file=sys.stderr, flush=True)
        mutants = [mutant for mutant in mutants if mutant not in bad]
    sys.exit("mutate: the copy does not build")


def plant(scratch, mutants):
    """Writes the files with their mutants, and for each module what chooses one."""
    for file in {mutant.file for mutant in mutants}:
        numbered = [(mutant.number, mutant.condition) for mutant in mutants if mutant.file == file]
        write(scratch / file, rewritten((ROOT / file).read_text(), numbered).encode())
        write(scratch.joinpath(*file.parts[:2], "Mutant.swift"), SWITCH.encode())


def test(scratch, number, code):
    """How the vectors of one rule, or all tests of rules, fail under a mutant; None where they pass."""
    environment = dict(os.environ, ENTANGLE_MUTANT=str(number), SWIFT_BACKTRACE="enable=no")
    if code:
        environment["ENTANGLE_VECTORS"] = code
    program = scratch / ".build/debug/entanglePackageTests.xctest"
    suite = "EntangleVerifyTests.MutantVectors" if code else SUITES
    child = subprocess.Popen(
        ["nice", program, "--testing-library", "swift-testing", "--filter", suite], cwd=scratch, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    timer = threading.Timer(120 if code else 1800, child.kill)
    timer.start()
    said = []
    for line in child.stdout:
        said.append(line)
        if " recorded an issue " in line:
            child.kill()
            break
    status = child.wait()
    timer.cancel()
    if status == 0 and " 0 tests" in "".join(said):
        sys.exit("mutate: no test ran")
    return None if status == 0 else f"status {status}"


def equivalents():
    """The conditions of which Docs/mutation.md says why nothing can notice them."""
    document = ROOT / "Docs/mutation.md"
    rows = re.findall(r"(?m)^\| `(\w+)` \| `(.*?)` \| ", document.read_text() if document.is_file() else "")
    return set(rows)


if __name__ == "__main__":
    main()
