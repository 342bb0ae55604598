"""What `make install` puts below a prefix, how it works there, and that `make uninstall` takes it.

Usage: install.py BINARY
"""

import os
import pathlib
import subprocess
import sys
import tempfile

from checks import Checks

PROJECT = pathlib.Path(__file__).resolve().parents[2]
# What is installed to work without the project must not find it through the environment.
BASE = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def run(*command, **environment):
    result = subprocess.run(
        command, env=dict(BASE, **environment), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=120)
    return result.returncode, result.stdout, result.stderr


def make(target, binary, destination):
    return run(
        "make", "--silent", "--directory", str(PROJECT), target, f"BINARY={binary}",
        f"DESTDIR={destination}", "PREFIX=/opt/here", PATH=os.environ["PATH"])


def below(directory):
    """Every path below a directory, and of a file what it holds."""
    return {
        path: path.is_file() and path.read_bytes() for path in sorted(directory.rglob("*"))}


# What bash offers after a command line; '_git' is git's completion, which hands 'git entangle' on.
COMPLETE = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
function=$(complete -p entangle | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
if [ "$1" = git ]; then function=_git_entangle; fi
"$function"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completes(checks, share):
    file = share / "bash-completion" / "completions"
    for name, words, expected in [
        ("entangle", ["entangle", "tas"], "task\n"),
        ("entangle", ["entangle", "task", "re"], "reject\nrequest\nresult\n"),
        ("git-entangle", ["git", "entangle", "tas"], "task\n"),
    ]:
        found = run(
            "bash", "--norc", "--noprofile", "-c", COMPLETE, "bash", str(file / name), *words)
        checks.check(f"bash completes {words}", found == (0, expected, ""), found)
    for path in ["fish/vendor_completions.d/entangle.fish", "zsh/site-functions/_entangle"]:
        text = (share / path).read_text()
        checks.check(path, "allowed-signers" in text, "it names no commands")


def manual(checks, prefix, commands):
    man = str(prefix / "share" / "man")
    for words in commands:
        name = "-".join(["entangle"] + words)
        found = run("man", "-w", "-M", man, name)
        checks.check(f"page {name}", found[1] == f"{man}/man1/{name}.1\n", found)
    path = f"{prefix}/bin:{BASE['PATH']}"
    found = run("git", "help", "--man", "entangle", PATH=path, MANPATH=man, MANPAGER="cat")
    checks.check("git help entangle", "ENTANGLE(1)" in found[1], found)


def commands_of(prefix):
    """The words of every command, as the program lists them."""
    listed = run(str(prefix / "bin" / "entangle"), "help", "--all")[1].splitlines()
    return [line[4:].split("  ")[0].split() for line in listed if line.startswith("    ")
            and line[4] != " "]


def play(checks, binary, destination):
    prefix = destination / "opt" / "here"
    # What others have there stays: a file beside ours, an empty directory.
    (prefix / "share" / "man" / "man1").mkdir(parents=True)
    (prefix / "share" / "man" / "man1" / "entangled.1").write_text("another program's\n")
    (prefix / "share" / "zsh" / "site-functions").mkdir(parents=True)
    before = below(destination)

    found = make("install", binary, destination)
    checks.check("install", found[0] == 0, found)
    installed = below(destination)
    path = f"{prefix}/bin:{BASE['PATH']}"
    version = run(binary, "--version")
    for command in [["entangle"], ["git-entangle"], ["git", "entangle"]]:
        found = run(*command, "--version", PATH=path)
        checks.check(f"{command}", found == version and found[0] == 0, found)
    commands = commands_of(prefix)
    checks.check("commands", ["land"] in commands and ["key", "new"] in commands, commands)
    manual(checks, prefix, [[]] + commands)
    completes(checks, prefix / "share")
    template = prefix / "share" / "entangle" / "templates" / "team.json"
    source = PROJECT / "templates" / "team.json"
    checks.check("template", template.read_bytes() == source.read_bytes(), "differs")
    for file in prefix.rglob("*"):
        expected = 0o755 if file.is_dir() or file.parent.name in ["bin", "hooks"] else 0o644
        checks.check(f"{file}", file.stat().st_mode & 0o7777 == expected, oct(file.stat().st_mode))

    # A page that an earlier version had goes when this one is installed over it.
    old = prefix / "share" / "man" / "man1" / "entangle-old.1"
    old.write_text("gone by now\n")
    with open(prefix / "share" / "entangle" / "installed", "a") as listing:
        listing.write("f share/man/man1/entangle-old.1\n")
    found = make("install", binary, destination)
    checks.check("install again", found[0] == 0 and below(destination) == installed, found)

    found = make("uninstall", binary, destination)
    checks.check("uninstall", found[0] == 0, found)
    left = below(destination)
    checks.check("nothing is left", left == before, sorted(set(left) ^ set(before)))
    found = make("uninstall", binary, destination)
    checks.check("uninstall again", found[0] == 0 and "nothing is installed" in found[1], found)


def main():
    os.umask(0o022)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="entangle-install-") as name:
        play(checks, os.path.abspath(sys.argv[1]), pathlib.Path(name))
    return checks.report("install")


if __name__ == "__main__":
    sys.exit(main())
