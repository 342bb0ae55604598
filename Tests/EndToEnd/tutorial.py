"""Plays a document of Docs/: every command runs, and its output is what stands there.

Takes the blocks fenced as `console` out of the document and runs them, one after another, in one
bash in an empty home: a line that begins `$ ` is a command, those after it that begin `> ` carry it
on, and what follows is its output, both streams of it. transcript.py says what may differ. A command
that ends with another status than 0 is followed by `$ echo $?`, so that the reader sees it.

Usage: tutorial.py BINARY [NAME]           play it (tutorial.md, where no other is named) and compare
       tutorial.py --write BINARY [NAME]   play it and write what was seen into the document
"""

import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from checks import Checks
from transcript import HOME, Binding, form, slots

DOCUMENTS = pathlib.Path(__file__).resolve().parents[2] / "Docs"
DOCUMENT = DOCUMENTS / (sys.argv[-1] if sys.argv[-1].endswith(".md") else "tutorial.md")
TIMEOUT_SECONDS = 120

# Runs each file named on descriptor 3 in this one shell; after its output come a NUL, the status
# and another NUL. The status is what '$?' is in the next.
DRIVER = """
status=0
while IFS= read -r file <&3; do
  (exit "$status")
  . "$file" 3<&-
  status=$?
  printf '\\0%s\\0' "$status"
done
"""


class Step:
    """A command of the document and its output."""

    def __init__(self, command, at):
        self.commands = [command]
        self.shown = []
        self.at = at  # the number of its first line

    @property
    def command(self):
        return "\n".join(self.commands)

    def lines(self, output):
        """The lines of the document, with that output."""
        first, *more = self.commands
        return ["$ " + first, *("> " + line for line in more), *output]


def parts(text):
    """The document as a list of lines and, within its console blocks, steps."""
    found, isInside, step = [], False, None
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            isInside, step = line == "```console", None
            found.append(line)
        elif not isInside:
            found.append(line)
        elif line.startswith("$ "):
            step = Step(line[2:], number)
            found.append(step)
        elif step is None:
            sys.exit(f"{DOCUMENT.name}:{number}: a block begins with a command")
        elif line.startswith("> ") and not step.shown:
            step.commands.append(line[2:])
        else:
            step.shown.append(line)
    return found


class Shell:
    """One bash in an empty home, with nothing of the user's."""

    def __init__(self, binary, directory):
        self.home = os.path.join(directory, "home")
        self.script = os.path.join(directory, "command")
        os.mkdir(self.home)
        reading, self.writing = os.pipe()
        environment = {
            "HOME": self.home, "PATH": f"{os.path.dirname(binary)}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "GIT_CONFIG_NOSYSTEM": "1", "TMPDIR": directory,
            "GIT_TERMINAL_PROMPT": "0",
        }
        self.process = subprocess.Popen(
            ["timeout", str(TIMEOUT_SECONDS), "bash", "--norc", "--noprofile", "-c", f"exec 3<&{reading}\n{DRIVER}"],
            cwd=self.home, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, pass_fds=[reading])
        os.close(reading)

    def run(self, command):
        """The lines that a command prints, and its status."""
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(command + "\n")
        os.write(self.writing, self.script.encode() + b"\n")
        output = self.until_nul().decode().replace(self.home, HOME)
        status = int(self.until_nul())
        lines = output.split("\n")
        return lines[:-1] if lines[-1] == "" else lines, status

    def until_nul(self):
        data = bytearray()
        while (byte := self.process.stdout.read(1)) != b"\0":
            if byte == b"":
                sys.exit(f"the shell ended: {data.decode(errors='replace')}")
            data += byte
        return bytes(data)

    def close(self):
        os.close(self.writing)
        self.process.wait()


def compare(binding, step, seen):
    """What is wrong with the output of a step: a list of texts."""
    if len(step.shown) != len(seen):
        return ["shown:", *step.shown, "seen:", *seen]
    wrong = [binding.compare(*pair) for pair in zip(step.shown, seen)]
    return [text for text in wrong if text is not None]


def alike(shown, seen):
    """The lines that differ in their variable parts alone, as pairs."""
    matcher = difflib.SequenceMatcher(None, list(map(form, shown)), list(map(form, seen)), False)
    for block in matcher.get_matching_blocks():
        yield from zip(shown[block.a:][:block.size], seen[block.b:][:block.size])


def play(steps, binary, isWriting):
    """Runs the steps: the binding, and for each the lines seen and what is wrong."""
    binding, played, last = Binding(), [], 0
    with tempfile.TemporaryDirectory(prefix="entangle-tutorial-") as directory:
        shell = Shell(binary, directory)
        for step in steps:
            unknown = [slot.group() for slot in slots(step.command) if not binding.knows(slot)]
            if unknown:
                sys.exit(f"{DOCUMENT.name}:{step.at}: nothing above prints '{unknown[0]}'")
            seen, status = shell.run(binding.translate(step.command))
            wrong = compare(binding, step, seen)
            if isWriting:
                for pair in alike(step.shown, seen):
                    binding.compare(*pair)
            if last != 0 and step.command != "echo $?":
                wrong.append(f"the command before ended with {last}: show it with 'echo $?'")
            played.append((step, seen, wrong))
            if wrong and not isWriting:
                break
            last = status if step.command != "echo $?" else 0
        shell.close()
    return binding, played


def write(document, binding, played):
    """The document with what was seen, and the digests of this run in the prose as well."""
    outputs = {step: seen for step, seen, _ in played}
    lines = []
    for part in document:
        if isinstance(part, Step):
            lines += [binding.translate(line) for line in part.lines([])] + outputs[part]
        else:
            lines.append(binding.translate(part))
    return "\n".join(lines)


def turned(name):
    """Another digest or key, as long."""
    return name[:-1] + ("0" if name[-1] != "0" else "1")


def later(time):
    """The time an hour later or, in the last of the day, earlier."""
    hour = int(time[11:13])
    return f"{time[:11]}{hour + (1 if hour < 23 else -1):02}{time[13:]}"


def finds_changes(checks, played):
    """The comparison finds each word that is changed, each digest swapped and each time moved."""
    shown = [line for step, _, _ in played for line in step.shown]
    seen = [line for _, lines, _ in played for line in lines]

    def isFound(changed):
        binding = Binding()
        return any(binding.compare(*pair) is not None for pair in zip(changed, seen, strict=True))

    checks.check("nothing changed", not isFound(shown))
    for line, same in zip(shown, seen, strict=True):
        variable = {at for slot in slots(line) for at in range(*slot.span())}
        for word in re.finditer(r"\S+", line):
            for at in sorted(set(range(*word.span())) - variable)[-1:]:
                changed = f"{line[:at]}~{line[at + 1:]}"
                checks.check(f"changed: {changed}", Binding().compare(changed, same) is not None)
    for kind, other in [("digest", turned), ("key", turned), ("time", later)]:
        places = [(at, slot) for at, line in enumerate(shown) for slot in slots(line)
                  if slot.lastgroup == kind]
        known, repeated = set(), 0
        for at, slot in places:
            if slot.group() in known or kind == "time" and known:
                line = shown[at][:slot.start()] + other(slot.group()) + shown[at][slot.end():]
                checks.check(f"changed: {line}", isFound(shown[:at] + [line] + shown[at + 1:]))
                repeated += 1
            known.add(slot.group())
        if DOCUMENT.name == "tutorial.md":
            checks.check(f"a {kind} stands there twice", repeated > 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=os.path.abspath)
    parser.add_argument("document", nargs="?")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    document = parts(DOCUMENT.read_text(encoding="utf-8"))
    steps = [part for part in document if isinstance(part, Step)]
    binding, played = play(steps, options.binary, options.write)
    if options.write:
        DOCUMENT.write_text(write(document, binding, played), encoding="utf-8")
        return 0
    checks = Checks()
    for step, _, wrong in played:
        checks.check(f"{DOCUMENT.name}:{step.at}: {step.command}", not wrong, "\n".join(wrong))
    if not checks.failures:
        finds_changes(checks, played)
    return checks.report("tutorial")


if __name__ == "__main__":
    sys.exit(main())
