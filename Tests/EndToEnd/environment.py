#!/usr/bin/env python3
"""Where and how `entangle verify` runs must not change what it says.

usage: environment.py BINARY

Three repositories, a verified one, a refused and an undecided one, are judged as one user and as another, in
all kinds of locales and time zones, under hostile git configuration, variables, replacements, grafts, hooks
and the like. What is printed and the exit status must be the same bytes each time, and nothing of the
repository's may run.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from checks import Checks  # noqa: E402
import hostile  # noqa: E402
from hostile import Code  # noqa: E402

NOBODY = 65534
DUE = {"verified": 0, "refused": 1, "undecided": 2}
HOOKS = (
    "applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg "
    "commit-msg post-commit pre-rebase post-checkout post-merge pre-push pre-receive update "
    "proc-receive post-receive post-update reference-transaction push-to-checkout pre-auto-gc "
    "post-rewrite sendemail-validate fsmonitor-watchman post-index-change"
).split()
# Git's configuration, each value hostile or at least odd; `{trap}` is a program that leaves a mark.
SETTINGS = [
    ("core.hooksPath", "{folder}/hooks"), ("core.fsmonitor", "{trap}"), ("core.sshCommand", "{trap}"),
    ("core.pager", "{trap}"), ("core.editor", "{trap}"), ("core.askPass", "{trap}"),
    ("core.gitProxy", "{trap}"), ("core.alternateRefsCommand", "{trap}"),
    ("core.attributesFile", "{folder}/attributes"), ("core.worktree", "{folder}"),
    ("core.commitGraph", "true"), ("core.abbrev", "4"), ("core.quotepath", "false"),
    ("core.precomposeunicode", "true"), ("core.ignorecase", "true"), ("core.filemode", "false"),
    ("core.multiPackIndex", "false"), ("core.bigFileThreshold", "1"), ("core.useReplaceRefs", "true"),
    ("core.sharedRepository", "0666"), ("core.logAllRefUpdates", "always"),
    ("core.packedGitLimit", "1"), ("core.deltaBaseCacheLimit", "1"), ("core.autocrlf", "true"),
    ("core.warnAmbiguousRefs", "false"), ("core.notesRef", "refs/heads/main"),
    ("core.checkRoundtripEncoding", "UTF-16"), ("core.restrictinheritedhandles", "true"),
    ("extensions.worktreeConfig", "true"),
    ("gpg.program", "{trap}"), ("gpg.format", "x509"), ("gpg.ssh.program", "{trap}"),
    ("gpg.ssh.allowedSignersFile", "/dev/null"), ("gpg.ssh.defaultKeyCommand", "{trap}"),
    ("gpg.minTrustLevel", "ultimate"), ("alias.verify", "!{trap}"), ("alias.cat-file", "!{trap}"),
    ("include.path", "{folder}/included"), ("includeIf.gitdir:/.path", "{folder}/included"),
    ("url.https://example.invalid/.insteadOf", "/"), ("log.date", "relative"),
    ("log.showSignature", "true"), ("log.mailmap", "true"), ("i18n.commitEncoding", "UTF-16"),
    ("i18n.logOutputEncoding", "ISO-8859-9"), ("color.ui", "always"), ("diff.external", "{trap}"),
    ("filter.x.smudge", "{trap}"), ("credential.helper", "!{trap}"), ("user.name", "x\ny"),
    ("fetch.fsckObjects", "true"), ("fsck.skipList", "{folder}/included"), ("gc.auto", "1"),
    ("transfer.hideRefs", "refs/entangle"), ("uploadpack.packObjectsHook", "{trap}"),
    ("safe.directory", ""), ("safe.bareRepository", "explicit"), ("init.defaultRefFormat", "reftable"),
    ("remote.origin.url", "ext::{trap}"), ("remote.origin.promisor", "true"),
    ("entangle.principal", "nobody"), ("ssh.variant", "simple"), ("trace2.eventTarget", "2"),
]
LOCALES = ("C", "C.UTF-8", "POSIX", "tr_TR.UTF-8", "de_DE.ISO-8859-1", "", "x/../../y", "\udcff%n" * 99)
ZONES = ("UTC", "Pacific/Kiritimati", "America/New_York", ":/etc/hostname", "XXX+99:99", "", "\udcff")


class Site:
    """One stage: the repositories, a user, what is due of each repository."""

    def __init__(self, binary, folder, checks, object_format):
        self.binary = binary
        self.folder = folder
        self.check = checks.check
        self.label = object_format
        self.mark = folder / "mark"
        self.trap = folder / "trap"
        self.trap.write_text(f"#!/bin/sh\necho ran >>'{self.mark}'\nexit 1\n")
        self.trap.chmod(0o755)
        self.environment = {
            "HOME": str(folder / "home"), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1",
        }
        (folder / "home").mkdir()
        history = Code(events=24, object_format=object_format)
        self.root = history.trust_root
        self.make("verified", history)
        main = history.refs["refs/heads/main"]
        self.make("refused", history, [("refs/entangle/elsewhere", main)])
        tip = next(oid for ref, oid in history.refs.items() if "/w0/" in ref)
        del history.objects.packed[tip]
        self.make("undecided", history)
        self.due = {name: self.judge(folder / name) for name in DUE}
        for name, status in DUE.items():
            found = self.due[name]
            self.check(f"{self.label}: {name}", found[0] == status and not found[2], str(found))

    def make(self, name, history, more=()):
        place = self.folder / name
        place.mkdir()
        hostile.write(history, place / ".git", self.environment, more)
        self.git(place, "config", "core.bare", "false")

    def git(self, place, *words):
        return subprocess.run(
            ["git", "-C", str(place), *words], env=self.environment, capture_output=True)

    def judge(self, place, wrap=(), inside=None, umask=-1, **variables):
        """How `verify --json` ends, and what it prints; of `place`, or of where it runs."""
        words = [*wrap, self.binary, "verify", "--json", "--full", "--as-of", "2099-01-01T00:00:00Z"]
        words += ["--trust-root", self.root] + ([] if inside else [str(place)])
        done = subprocess.run(
            words, cwd=inside or self.folder, env={**self.environment, **variables},
            capture_output=True, timeout=60, umask=umask, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def same(self, what, source="", **more):
        """All three are judged as they should be, from outside and from within."""
        for name, (status, output, _) in self.due.items():
            place = self.folder / source / name
            for inside in (None, place):
                found = self.judge(place, inside=inside, **more)
                label = f"{self.label}: {name}, {what}{', from within' if inside else ''}"
                self.check(label, found[:2] == (status, output) and not found[2], str(found)[:600])

    def copied(self, what, change, **more):
        """The same where each repository has been changed in what must not matter."""
        (self.folder / "copies").mkdir()
        for name in DUE:
            place = self.folder / "copies" / name
            shutil.copytree(self.folder / name, place)
            change(place, place / ".git")
        self.same(what, "copies", **more)
        shutil.rmtree(self.folder / "copies")

    def fill(self, value):
        return value.format(folder=self.folder, trap=self.trap)


def processes(site):
    """Locale, time zone, umask."""
    for locale in LOCALES:
        site.same(f"LC_ALL={locale!a:.20}", LC_ALL=locale)
    site.same("LANG", LANG="tr_TR", LANGUAGE="tr:de", LC_CTYPE="\udcfe", LC_TIME="x")
    for zone in ZONES:
        site.same(f"TZ={zone!a:.20}", TZ=zone)
    for umask in (0o000, 0o077, 0o777):
        site.same(f"umask {umask:03o}", umask=umask)


def users(site):
    """Another user than the owner, in both directions; somebody who may read nothing is told so."""
    if os.geteuid() != 0:
        return
    home = site.folder / "other"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    other = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")
    site.same("as nobody", wrap=other, HOME=str(home))
    site.same("as nobody without a home", wrap=other, HOME="/nonexistent")

    def give(place, _):
        for path in [place, *place.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)

    site.copied("of nobody", give)
    place = site.folder / "closed"
    for part in ("objects", "objects/pack", "refs", "packed-refs", "config", ""):
        shutil.copytree(site.folder / "verified", place)
        (place / ".git" / part).chmod(0)
        status, output, text = site.judge(place, wrap=other, HOME=str(home))
        is_told = status in (1, 2, 128) and text.count(b"entangle: ") == (status == 128)
        name = f"{site.label}: nobody may read '.git/{part}'"
        site.check(name, is_told and b'"verified"' not in output, f"{status} {output} {text}")
        said = output + text + site.judge(place, wrap=other, inside=place, HOME=str(home))[2]
        site.check(f"{name}, and why", b"permission denied" in said, said)
        site.check(f"{name}, in words", b"libgit2" not in said and b"not a git" not in said, said)
        shutil.rmtree(place)


def configuration(site):
    """Every setting in the repository, the user's and the system's configuration, and by variables."""
    hooks = site.folder / "hooks"
    hooks.mkdir()
    for name in HOOKS:
        shutil.copy(site.trap, hooks / name)
    (site.folder / "attributes").write_text("* filter=x diff=x working-tree-encoding=UTF-16\n")
    (site.folder / "included").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
    settings = [(key, site.fill(value)) for key, value in SETTINGS]
    text = site.folder / "settings"
    for key, value in settings:
        subprocess.run(["git", "config", "--file", text, "--add", key, value], check=True,
                       env=site.environment)

    def local(_, directory):
        with open(directory / "config", "ab") as file:
            file.write(text.read_bytes())

    site.copied("local configuration", local)
    site.same("global configuration", GIT_CONFIG_GLOBAL=str(text))
    shutil.copy(text, site.folder / "home/.gitconfig")
    site.same("the user's configuration")
    os.remove(site.folder / "home/.gitconfig")
    site.same("system configuration", GIT_CONFIG_SYSTEM=str(text), GIT_CONFIG_NOSYSTEM="0")
    counted = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        counted |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    site.same("configuration by variables", **counted)
    site.same("broken configuration by variables", GIT_CONFIG_COUNT="x", GIT_CONFIG_PARAMETERS="'")


def variables(site):
    """What git heeds. GIT_DIR chooses the repository where none is named, as for git."""
    other = site.folder / "other.git"
    subprocess.run(["git", "init", "--quiet", "--bare", other], check=True, env=site.environment)
    trap = str(site.trap)
    for variables in (
        {"GIT_OBJECT_DIRECTORY": str(other / "objects")},
        {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(site.folder / "verified/.git/objects")},
        {"GIT_NAMESPACE": "elsewhere"}, {"GIT_REPLACE_REF_BASE": "refs/entangle/"},
        {"GIT_GRAFT_FILE": str(site.folder / "settings")}, {"GIT_SHALLOW_FILE": "/dev/null"},
        {"GIT_WORK_TREE": str(other)}, {"GIT_INDEX_FILE": "/nonexistent"},
        {"GIT_COMMON_DIR": str(other)}, {"GIT_CEILING_DIRECTORIES": str(site.folder)},
        {"GIT_TRACE": "1", "GIT_TRACE2": "1", "GIT_TRACE_PACKET": "1", "GIT_TRACE_SETUP": "1"},
        {"GIT_EXEC_PATH": str(site.folder / "hooks"), "GIT_TEMPLATE_DIR": str(other)},
        {"GIT_SSH_COMMAND": trap, "GIT_ASKPASS": trap, "GIT_PAGER": trap, "GIT_EDITOR": trap},
        {"GIT_EXTERNAL_DIFF": trap, "GIT_PROXY_COMMAND": trap, "PAGER": trap, "EDITOR": trap},
        {"GIT_DEFAULT_HASH": "sha256"}, {"GIT_TEST_DEFAULT_HASH": "sha1", "GIT_NO_LAZY_FETCH": "0"},
        {"GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "x", "GIT_QUARANTINE_PATH": "/x"},
        {"GIT_PROTOCOL": "version=9", "GIT_ALLOW_PROTOCOL": "ext", "GIT_CONFIG": "/nonexistent"},
        {"NO_COLOR": "", "CLICOLOR_FORCE": "1", "TERM": "dumb", "COLUMNS": "1"},
        {"ENTANGLE_PRINCIPAL": "nobody", "XDG_CACHE_HOME": "/nonexistent"},
    ):
        site.same(" ".join(variables), **variables)
    for name, (status, output, _) in site.due.items():
        place = site.folder / name
        for inside, directory in (
            (other, place / ".git"), (other, f"../{name}/.git"), (place, ".git"), (place / ".git", "."),
        ):
            found = site.judge(None, inside=inside, GIT_DIR=str(directory))
            site.check(f"{site.label}: {name}, GIT_DIR={directory}", found[:2] == (status, output),
                       str(found)[:600])
        found = site.judge(place, GIT_DIR=str(other))
        site.check(f"{site.label}: {name} is named, GIT_DIR or not", found[:2] == (status, output),
                   str(found)[:600])
    found = site.judge(None, inside=site.folder / "verified", GIT_DIR="/nonexistent")
    site.check(f"{site.label}: GIT_DIR leads nowhere", found[0] == 128 and not found[1], str(found))


def repositories(site):
    """What lies in a repository and says that history is another."""
    def replaced(place, directory):
        lane = next(ref for ref in (directory / "packed-refs").read_text().split() if "/u0/" in ref)
        for ref in (lane, lane + "~1", lane + "^{tree}", "refs/entangle/trust"):
            site.git(place, "replace", "--force", ref, "refs/heads/main")

    def grafted(_, directory):
        tips = [line.split()[0] for line in (directory / "packed-refs").read_text().splitlines()[1:]]
        (directory / "info").mkdir(exist_ok=True)
        (directory / "info/grafts").write_text("".join(f"{tip}\n" for tip in tips))
        (directory / "shallow").write_text("".join(f"{tip}\n" for tip in tips))

    def graph(place, directory):
        site.git(place, "commit-graph", "write", "--reachable", "--changed-paths")

    def false_graph(place, directory):
        graph(place, directory)
        path = directory / "objects/info/commit-graph"
        path.parent.mkdir(exist_ok=True)
        kept = bytearray(path.read_bytes() if path.exists() else bytes(4_000))
        kept[1_100:] = bytes(byte ^ 0x55 for byte in kept[1_100:])
        if path.exists():
            path.chmod(0o644)
        path.write_bytes(kept)

    def hooked(_, directory):
        shutil.rmtree(directory / "hooks", ignore_errors=True)
        shutil.copytree(site.folder / "hooks", directory / "hooks")

    def littered(_, directory):
        for name in ("index", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "index.lock", "HEAD.lock"):
            (directory / name).write_bytes(b"\0garbage\n")
        (directory / "objects/pack/pack-x.keep").write_text("")
        (directory / "objects/pack/tmp_pack_x").write_bytes(b"x")
        (directory / "info").mkdir(exist_ok=True)
        (directory / "info/attributes").write_text("* filter=x\n")

    site.copied("replacements", replaced)
    site.copied("grafts and a shallow file", grafted)
    site.copied("a commit-graph", graph)
    site.copied("a false commit-graph", false_graph)
    site.copied("hooks", hooked)
    site.copied("what others leave", littered)


def main():
    checks = Checks()
    for object_format in ("sha1", "sha256"):
        with tempfile.TemporaryDirectory(prefix="entangle-where-") as name:
            folder = pathlib.Path(name)
            folder.chmod(0o755)
            binary = folder / "entangle"
            shutil.copy(sys.argv[1], binary)
            site = Site(str(binary), folder, checks, object_format)
            for part in (processes, users, configuration, variables, repositories):
                part(site)
            ran = site.mark.read_text() if site.mark.exists() else ""
            checks.check(f"{object_format}: nothing was run", not ran, ran)
    return checks.report("environment")


if __name__ == "__main__":
    sys.exit(main())
