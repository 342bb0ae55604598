"""`make deps` where the caller may install, may not, and where nothing is missing.

Plays .ci/deps with stand-ins for dpkg-query, apt-get, id, sudo and swift, so that nothing is
installed.

Usage: deps.py
"""

import os
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / ".ci" / "deps"

# What the stand-ins do; the calls that change something are written down in 'calls'.
DPKG_QUERY = """#!/bin/sh
printf 'git installed\\nzlib1g-dev installed\\nlibgit2-dev config-files\\n'
exit 1
"""
RECORD = """#!/bin/sh
echo "$(basename "$0") $*" >>"$CALLS"
"""
SUDO = RECORD + """shift
[ "$*" = true ] || exec "$@"
"""


def stand_in(directory, name, text):
    path = directory / name
    path.write_text(text)
    path.chmod(0o755)


def play(user, packages, *, sudo=False, swift=True):
    """The exit status, both outputs, and the calls."""
    with tempfile.TemporaryDirectory(prefix="entangle-deps-") as name:
        directory = pathlib.Path(name)
        for tool in ["sh", "sed", "cat", "basename", "env"]:
            (directory / tool).symlink_to(f"/usr/bin/{tool}")
        stand_in(directory, "dpkg-query", DPKG_QUERY)
        stand_in(directory, "apt-get", RECORD)
        stand_in(directory, "id", f"#!/bin/sh\necho {user}\n")
        stand_in(directory, "sudo", SUDO if sudo else "#!/bin/sh\nexit 1\n")
        if swift:
            stand_in(directory, "swift", "#!/bin/sh\n")
        calls = directory / "calls"
        calls.touch()
        result = subprocess.run(
            ["/bin/sh", str(SCRIPT), *packages], capture_output=True, text=True,
            env={"PATH": name, "CALLS": str(calls)})
        return result.returncode, result.stdout, result.stderr, calls.read_text().splitlines()


def main():
    failures = []

    def check(name, found, expected):
        if found != expected:
            failures.append(f"{name}: {found!r}, not {expected!r}")

    install = "apt-get install --yes --no-install-recommends libgit2-dev nothing"
    wanted = ["git", "libgit2-dev", "nothing", "zlib1g-dev"]
    nothing = (0, "deps: all packages are installed\n", "", [])
    check("nothing missing", play(1000, ["git", "zlib1g-dev"]), nothing)
    check(
        "no right", play(1000, wanted),
        (1, "", "deps: these packages are missing, and nobody here may install them: libgit2-dev "
         f"nothing\nhint: as root, run: apt-get update && {install}\n", []))
    told = "deps: installing libgit2-dev nothing\n"
    check(
        "root", play(0, wanted), (0, told, "", ["apt-get update --quiet", install + " --quiet"]))
    status, output, errors, calls = play(1000, wanted, sudo=True)
    check("sudo", (status, output, errors), (0, told, ""))
    check(
        "what sudo did", [call for call in calls if call.startswith("apt-get")],
        ["apt-get update --quiet", install + " --quiet"])
    status, output, errors, calls = play(1000, wanted, swift=False)
    check("no Swift", (status, output, calls), (1, "", []))
    check("both are told", (install in errors, "no Swift toolchain" in errors), (True, True))

    for failure in failures:
        print(failure)
    print(f"deps: {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
