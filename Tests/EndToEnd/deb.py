"""The Debian package: its form, that the same binary gives the same bytes, and that what it depends
on is all that it needs.

dpkg installs it into an empty root whose database knows nothing but the packages that it depends
on, and theirs; the program then runs in a root that holds the libraries of those packages alone. No
network, and no right of root, is needed.

Usage: deb.py BINARY
"""

import concurrent.futures
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from checks import Checks

PROJECT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
    "TZ": "UTC"}


def run(*command, **environment):
    result = subprocess.run(
        command, env=dict(ENVIRONMENT, **environment), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300)
    return result.returncode, result.stdout, result.stderr


class Database:
    """The packages that are installed on this machine, as dpkg knows them."""

    def __init__(self):
        self.paragraphs = {}
        self.providers = {}
        for paragraph in pathlib.Path("/var/lib/dpkg/status").read_text().split("\n\n"):
            fields = dict(re.findall(r"^([\w-]+): *(.*)$", paragraph, re.MULTILINE))
            name = fields.get("Package")
            if name is None or not fields.get("Status", "").endswith(" installed"):
                continue
            self.paragraphs.setdefault(name, (paragraph, fields))
            for provided in fields.get("Provides", "").split(","):
                self.providers.setdefault(provided.split("(")[0].strip(), name)

    def closure(self, depends):
        """The names of the packages that a field `Depends` leads to."""
        found = set()
        waiting = [depends]
        while waiting:
            for alternatives in waiting.pop().split(","):
                names = [re.split("[ (:]", word.strip())[0] for word in alternatives.split("|")]
                names = [name if name in self.paragraphs else self.providers.get(name)
                         for name in names]
                name = next((name for name in names if name is not None), None)
                if name is None or name in found:
                    continue
                found.add(name)
                fields = self.paragraphs[name][1]
                waiting += [fields[key] for key in ["Depends", "Pre-Depends"] if key in fields]
        return found


def form(checks, package, tree):
    """What every Debian package has to be."""
    listed = run("dpkg-deb", "--contents", str(package))[1].splitlines()
    dates = {tuple(line.split()[3:5]) for line in listed}
    checks.check("one date", dates == {("2026-01-02", "03:04")}, dates)
    for line in listed:
        mode, owner = line.split()[:2]
        isRight = owner == "root/root" and mode in ["-rw-r--r--", "-rwxr-xr-x", "drwxr-xr-x"]
        checks.check("owner and mode", isRight or mode.startswith("l"), line)
    sums = run("dpkg-deb", "--info", str(package), "md5sums")[1].splitlines()
    expected = sorted(
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}"
        for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    checks.check("md5sums", sorted(sums) == expected, sums)
    documents = tree / "usr" / "share" / "doc" / "entangle"
    changelog = run("zcat", str(documents / "changelog.gz"))[1]
    parsed = subprocess.run(
        ["dpkg-parsechangelog", "-l", "-", "-S", "Version"], input=changelog, text=True,
        capture_output=True)
    version = run("dpkg-deb", "--field", str(package), "Version")[1]
    checks.check("changelog", (parsed.stdout, parsed.stderr) == (version, ""), parsed)
    checks.check("copyright", "License: Apache-2.0" in (documents / "copyright").read_text())
    pages = list((tree / "usr" / "share" / "man" / "man1").iterdir())
    dynamic = run("objdump", "-p", str(tree / "usr" / "bin" / "entangle"))[1]
    checks.check("libraries from elsewhere", "RUNPATH" not in dynamic and "RPATH" not in dynamic)
    checks.check("pages", len(pages) > 20 and all(page.suffix == ".gz" for page in pages), pages)
    if shutil.which("lintian"):
        found = run("lintian", "--fail-on", "error", str(package))
        checks.check("lintian", found[0] == 0, found)


def libraries(binary):
    """The names of the libraries that a program is linked with directly."""
    return re.findall(r"NEEDED +(\S+)", run("objdump", "-p", str(binary))[1])


def installs(checks, package, root, database, needed):
    """dpkg takes it where its dependencies are installed, and not where one is missing."""
    state = root / "var" / "lib" / "dpkg"
    for folder in ["info", "updates", "triggers"]:
        (state / folder).mkdir(parents=True)
    install = ["dpkg", f"--root={root}", "--force-not-root", "--install", str(package)]
    (state / "status").write_text("")
    found = run(*install)
    checks.check("refused on nothing", found[0] != 0 and "dependency problems" in found[2], found)
    (state / "status").write_text(
        "\n\n".join(database.paragraphs[name][0] for name in sorted(needed)) + "\n")
    found = run(*install)
    checks.check("installs", found[0] == 0, found)
    found = run("dpkg-query", f"--admindir={state}", "-W", "-f", "${db:Status-Status}", "entangle")
    checks.check("installed", found[1] == "installed", found)


def works(checks, tree, root, database, depends):
    """The program runs where there are the libraries of its dependencies and nothing else."""
    for folder in ["lib", "lib64"]:
        (root / "usr" / folder).mkdir(parents=True)
        (root / folder).symlink_to(os.path.join("usr", folder))
    linked = ",".join(part for part in depends.split(",") if not part.strip().startswith("git "))
    for name in database.closure(linked):
        for file in run("dpkg-query", "--listfiles", name)[1].splitlines():
            path = pathlib.Path(file)
            if ".so" in path.name and path.is_file():
                copy = root / file[1:]
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
    (root / "home").mkdir()
    shutil.copy(tree / "usr" / "bin" / "entangle", root / "home" / "entangle")
    sandbox = [
        "bwrap", "--unshare-all", "--bind", str(root), "/", "--proc", "/proc", "--dev", "/dev",
        "--clearenv", "--setenv", "HOME", "/home", "--setenv", "LD_BIND_NOW", "1", "--chdir", "/home", "/home/entangle"]
    for command in [
            ["--version"], ["help"], ["key", "new", "--no-passphrase", "--use", "law", "one"],
            ["key", "list"]]:
        found = run(*sandbox, *command)
        checks.check(f"bare: {command}", found[0] == 0 and found[1] != "", found)
    found = run(*sandbox, "verify")
    checks.check("bare: libgit2", "not a git repository" in found[2], found)


def build(binary, output, umask, zone):
    """The package; compressed in a hurry, for that is most of the work."""
    result = subprocess.run(
        [str(PROJECT / "Packaging" / "deb"), binary, str(output)], umask=umask,
        env=dict(ENVIRONMENT, TZ=zone, SOURCE_DATE_EPOCH="1767323045",
                 DPKG_DEB_COMPRESSOR_LEVEL="1"),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    if result.returncode != 0:
        sys.exit(result.stderr)
    return pathlib.Path(result.stdout.strip())


def main():
    os.umask(0o022)
    binary = os.path.abspath(sys.argv[1])
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="entangle-deb-test-") as name:
        directory = pathlib.Path(name)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            built = list(pool.map(
                build, [binary] * 2, [directory / "0", directory / "1"], [0o022, 0o077],
                ["UTC", "Asia/Kolkata"]))
        same = built[0].read_bytes() == built[1].read_bytes()
        checks.check("the same bytes", same and built[0].name == built[1].name, built)
        package = built[0]
        tree = directory / "tree"
        run("dpkg-deb", "--extract", str(package), str(tree))
        form(checks, package, tree)

        depends = run("dpkg-deb", "--field", str(package), "Depends")[1].strip()
        named = {part.strip().split(" ")[0] for part in depends.split(",")}
        for library in libraries(tree / "usr" / "bin" / "entangle"):
            owners = run("dpkg", "--search", f"*/{library}")[1]
            owners = {line.split(":")[0] for line in owners.splitlines()}
            checks.check(f"{library} is in Depends", owners & named, (owners, depends))
        database = Database()
        root = directory / "root"
        installs(checks, package, root, database, database.closure(depends))
        works(checks, tree, directory / "bare", database, depends)
    return checks.report("deb")


if __name__ == "__main__":
    sys.exit(main())
