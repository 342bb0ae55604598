"""Runs every script of this folder against the binary, several at once; each works in a folder of its own, some of them below a
path with spaces and letters that are not ASCII.

usage: all.py BINARY ORACLES [--jobs N]

ORACLES is the folder that 'make .build/oracles' fills. N is the number of cores where none is given. Prints a line for each script that has
ended, and all that it printed where it failed; ends with 1 where one did, or took longer than TIME_LIMIT seconds.
"""

import argparse
import collections
import os
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TIME_LIMIT = 900

# The longest first, so that none goes on alone at the end. {binary} and {oracles} are the arguments.
RUNS = [
    "independent.py {binary}",
    "bounds.py {binary}",
    "badinput.py {binary}",
    "load.py {binary}",
    "receipts.py {binary}",
    "receipts.py {binary} sha256",
    "deb.py {binary}",
    "install.py {binary}",
    "partition.py {binary}",
    "rollback.py {binary}",
    "rollback.py {binary} sha256",
    "environment.py {binary}",
    "gate.py {binary}",
    "gate.py {binary} sha256",
    "admission.py {binary}",
    "admission.py {binary} sha256",
    "rawpush.py {binary}",
    "rawpush.py {binary} sha256",
    "login.py {binary}",
    "denylist.py {binary}",
    "denylist.py {binary} sha256",
    "denyimport.py {binary}",
    "redact.py {binary}",
    "redact.py {binary} sha256",
    "keeper.py {binary}",
    "keeper.py {binary} sha256",
    "services.py {binary}",
    "services.py {binary} sha256",
    "tenants.py {binary}",
    "evidence.py {binary}",
    "evidence.py {binary} sha256",
    "history.py {binary}",
    "kinds.py {binary}",
    "placed.py {binary}",
    "tutorial.py {binary}",
    "tutorial.py {binary} host.md",
    "work.py {binary}",
    "work.py {binary} sha256",
    "trust.py {binary}",
    "traps.py {binary}",
    "record.py {binary}",
    "record.py {binary} sha256",
    "stock.py {binary} {oracles}",
    "stock.py {binary} {oracles} sha256",
    "independent.py {binary} --sample 5 --object-format sha256",
    "../Independent/write_example.py",
    "../Independent/example.py {binary}",
    "deps.py",
]


# What works below such a path.
ODD_PLACE = {"admission.py", "denyimport.py", "denylist.py", "gate.py", "keeper.py", "receipts.py", "redact.py", "work.py"}


class Run:
    """One script at work, in a process group of its own; what it prints goes to a file."""

    def __init__(self, words, environment):
        self.words = words
        self.output = tempfile.TemporaryFile()
        self.start = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, words[0]), *words[1:]], env=environment,
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT, start_new_session=True)

    @property
    def seconds(self):
        return time.monotonic() - self.start

    def ended(self):
        """Whether it has ended; one that takes too long is."""
        if self.process.poll() is None and self.seconds > TIME_LIMIT:
            self.kill()
        return self.process.poll() is not None

    def kill(self):
        """Ends it as Ctrl-C does, so that it cleans up; and where it does not end by that, for good."""
        for number in (signal.SIGINT, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(timeout=20)
                return
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                pass
        self.process.wait()

    def tell(self, name):
        passed = self.process.returncode == 0
        print(f"{'passed' if passed else 'FAILED'} {self.seconds:4.0f} s  {name}", flush=True)
        if not passed:
            self.output.seek(0)
            sys.stdout.flush()
            sys.stdout.buffer.write(self.output.read())
            print(f"(status {self.process.returncode})", flush=True)
        return passed


def left_out():
    """The scripts of this folder that nothing above runs."""
    scripts = {name for name in os.listdir(HERE) if name.endswith(".py")} - {os.path.basename(__file__)}
    for name in scripts - {run.split()[0] for run in RUNS}:
        with open(os.path.join(HERE, name)) as file:
            if "__main__" in file.read():
                yield name


def main():
    parser = argparse.ArgumentParser(usage="all.py BINARY ORACLES [--jobs N]")
    parser.add_argument("binary")
    parser.add_argument("oracles")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args()
    if names := sorted(left_out()):
        sys.exit(f"all.py: nothing runs {', '.join(names)}")
    with tempfile.TemporaryDirectory(prefix="entangle end-to-énd ") as place:
        passed = run_all(arguments, place)
    print(f"end to end: {'passed' if passed else 'FAILED'}")
    return 0 if passed else 1


def run_all(arguments, place):
    waiting, running, passed = collections.deque(RUNS), {}, True
    try:
        while waiting or running:
            while waiting and len(running) < max(1, arguments.jobs):
                name = waiting.popleft()
                words = [
                    word.format(binary=arguments.binary, oracles=arguments.oracles) for word in name.split()]
                running[name.replace(" {binary}", "").replace(" {oracles}", "")] = Run(
                    words, {**os.environ, "TMPDIR": place} if words[0] in ODD_PLACE else None)
            for name in [name for name, run in running.items() if run.ended()]:
                passed = running.pop(name).tell(name) and passed
            time.sleep(0.05)
    finally:
        for run in running.values():
            run.kill()
    return passed


if __name__ == "__main__":
    sys.exit(main())
