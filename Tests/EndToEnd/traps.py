"""What nobody would come out of again is refused before it is done, and a server that hides the law is told from one that has none.

usage: traps.py BINARY

Ends with 0 where every check passes.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from clone import Clone
from gate import BINARY, CHECKS, EVERYTHING, Team, check, found
from redact import land


def run(team, where, *words, **environment):
    return subprocess.run(
        words, cwd=where, env={**team.environment, **environment}, capture_output=True, text=True, timeout=120)


def last_key(team):
    """The last key of the last authority is not taken away."""
    listed = team.entangle("principal", "show", "root", "--json")
    check("root is there", '"root"' in listed, listed)
    key = team.entangle("key", "list").splitlines()
    name = next(line.split()[2] for line in key if line.startswith("root"))
    for reason in ("retired", "frozen"):
        done = team.run(BINARY, "key", "revoke", "root", name, "--reason", reason, "--as", "root")
        check(f"the last key is not {reason}", done.returncode == 1 and "nobody could change the law" in done.stderr,
              done.stdout + done.stderr)
    team.by("root", "principal", "add", "visitor", "--kind", "user", "--person", "vera",
            "--law", os.path.join(team.home, "lead.pub"), status=1)
    team.entangle("verify")


def late_branch(team):
    """A branch that was not there at the founding is protected as it stands."""
    team.git("branch", "release")
    done = team.run(
        BINARY, "policy", "set", "release", "--approvals", "1", "--lander", "lead", "--as", "root")
    check("a later branch begins where it stands", done.returncode == 0 and "begins at" in done.stderr, done.stderr)
    done = team.run(
        BINARY, "policy", "set", "nowhere", "--approvals", "1", "--lander", "lead", "--as", "root")
    check("a branch that is not there does not", done.returncode == 1 and "[T114]" in done.stderr, done.stderr)
    team.by("root", "policy", "set", "main", "--approvals", "1", "--lander", "lead", "--lander", "reviewer")
    team.entangle("verify")


def founding(stage):
    """The baseline is what the remote has, too."""
    home = os.path.join(stage, "founding")
    os.makedirs(home)
    one = Clone(BINARY, CHECKS, os.path.join(home, "one"), "ann")
    one.git("init", "--quiet", "--initial-branch=main")
    one.git("commit", "--quiet", "--allow-empty", "-m", "Begin")
    one.git("branch", "release")
    two = Clone(BINARY, CHECKS, os.path.join(home, "two"), "ann")
    os.rmdir(two.work)
    done = subprocess.run(
        ["git", "clone", "--quiet", one.work, two.work], env=two.environment, capture_output=True, text=True, timeout=60)
    check("there is a clone", done.returncode == 0, done.stderr)
    two.entangle("key", "new", "ann", "--use", "law", "--no-passphrase")
    two.entangle("init", "--as", "ann", "--key", "ann")
    document = two.git("show", "refs/entangle/trust:repository.json")
    check("a branch of the remote alone is in the baseline", "refs/heads/release" in document, document)
    empty = Clone(BINARY, CHECKS, os.path.join(home, "empty"), "ann")
    empty.git("init", "--quiet")
    empty.entangle("key", "new", "ann", "--use", "law", "--no-passphrase")
    done = empty.run(BINARY, "init", "--as", "ann", "--key", "ann")
    check("who has no commit is warned", done.returncode == 0 and "no branch has a commit" in done.stderr, done.stderr)


def hiding(team, stage):
    """A server that hides the law, or begins with a branch that nobody judged."""
    hidden = os.path.join(stage, "hidden.git")
    team.git("clone", "--quiet", "--mirror", team.bare, hidden)
    for ref in team.refs(hidden):
        name = ref.split("\t")[1]
        if name.startswith("refs/entangle/"):
            team.git("--git-dir", hidden, "update-ref", "-d", name)
    place = os.path.join(stage, "of-hidden")
    done = run(team, stage, BINARY, "clone", "--trust-root", team.root, hidden, place)
    check("a clone without law is undecided", done.returncode == 2 and "[T123]" in done.stderr, done.stderr)
    check("and leaves nothing", not os.path.exists(place))
    team.git("clone", "--quiet", hidden, place)
    run(team, place, BINARY, "trust", "pin", team.root)
    done = run(team, place, BINARY, "fetch")
    check("so is a fetch", done.returncode == 2 and "[T123]" in done.stderr, done.stderr)
    evil = os.path.join(stage, "evil.git")
    team.git("clone", "--quiet", "--mirror", team.bare, evil)
    forged = team.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Evil")
    team.git("push", "--quiet", evil, f"{forged}:refs/heads/evil")
    team.git("--git-dir", evil, "symbolic-ref", "HEAD", "refs/heads/evil")
    place = os.path.join(stage, "of-evil")
    done = run(team, stage, BINARY, "clone", "--trust-root", team.root, evil, place)
    check("a branch that nobody judged is not laid out", os.listdir(place) == [".git"], os.listdir(place))
    check("and that is said", "refs/heads/evil" in done.stderr, done.stderr)
    # (Git takes it for a branch where one stands there.)
    loose = team.git("commit-tree", "main^{tree}", "-p", forged, "-m", "Loose")
    team.git("push", "--quiet", evil, f"{loose}:refs/tags/loose")
    team.git("--git-dir", evil, "update-ref", "--no-deref", "HEAD", loose)
    place = os.path.join(stage, "of-detached")
    done = run(team, stage, BINARY, "clone", "--trust-root", team.root, evil, place)
    check("nor is a commit on no branch", os.listdir(place) == [".git"], os.listdir(place))
    check("which is said, too", "the commit, with which" in done.stderr, done.stderr)
    place = os.path.join(stage, "of-good")
    done = run(team, stage, BINARY, "clone", "--trust-root", team.root, team.bare, place)
    check("one that was is", done.returncode == 0 and "greeting" in os.listdir(place), done.stderr)


def other_names(team, stage):
    """A ref that stands for another is judged where git says that it stands."""
    place = os.path.join(stage, "named.git")
    team.git("clone", "--quiet", "--mirror", team.bare, place)
    forged = team.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Forged")
    team.git("push", "--quiet", place, f"{forged}:refs/heads/forged")
    verify = (BINARY, "verify", place, "--trust-root", team.root)
    symbolic = lambda *words: team.git("--git-dir", place, "symbolic-ref", *words)
    real = lambda tip: team.git("--git-dir", place, "update-ref", "refs/heads/real", tip)
    real(team.git("rev-parse", "main"))
    symbolic("refs/heads/main", "refs/heads/real")
    done = team.run(*verify)
    check("a protected branch by another name is verified", done.returncode == 0, done.stdout)
    real(forged)
    done = team.run(*verify)
    check("where nobody has landed it is refused", done.returncode == 1 and "[R101]" in done.stdout, done.stdout)
    real(team.git("rev-parse", "main"))
    symbolic("refs/entangle/law", "refs/heads/main")
    done = team.run(*verify)
    check("so is one that has no place", done.returncode == 1 and "[O104]" in done.stdout, done.stdout)
    symbolic("--delete", "refs/entangle/law")
    symbolic("refs/heads/round", "refs/heads/about")
    symbolic("refs/heads/about", "refs/heads/round")
    done = team.run(*verify)
    check("names without an end are told", done.returncode == 128 and "without end" in done.stderr, done.stderr)


def other_law(team, stage):
    """A server takes no law but that which its keeper has named."""
    other = "ab" * 32
    done = team.run(BINARY, "host", "init", team.bare, "--trust-root", other)
    check("law that is there is compared", done.returncode == 1 and "[T102]" in done.stderr, done.stderr)
    team.entangle("host", "init", team.bare, "--trust-root", team.root, "--rate", "10000/60")
    done = team.run(BINARY, "host", "init", team.bare, "--trust-root", other)
    check("the id is not changed by the way", done.returncode == 1 and team.root in done.stderr, done.stderr)
    check("and the hint keeps the host's key", "entangle/host.json'" in done.stderr, done.stderr)
    wrong = os.path.join(stage, "wrong.git")
    team.git("init", "--quiet", "--bare", wrong)
    team.entangle("host", "init", wrong, "--trust-root", other, "--rate", "10000/60")
    done = team.run("git", "push", "--quiet", "--atomic", wrong, *EVERYTHING)
    check("law of another id is refused", done.returncode != 0 and "[T102]" in done.stderr, done.stderr)
    team.git("--git-dir", wrong, "fetch", "--quiet", team.work, "+refs/entangle/*:refs/entangle/*", "main:main")
    lane = team.lane("lead")[0]
    team.by("lead", "task", "request", "--to", "builder", "--brief", "Wrong")
    done = team.run("git", "push", "--quiet", "--atomic", wrong, lane)
    check("and so is a lane under such law", done.returncode != 0 and "[T102]" in done.stderr, done.stderr)


def taken_back(team):
    """A landing is taken out, and the branch goes back to the baseline."""
    base = team.git("rev-parse", "main")
    team.git("checkout", "--quiet", "-b", "work")
    land(team, "bad")
    team.entangle("push")
    team.git("branch", "clean", base)
    team.by("root", "redact", "add", "main", "clean", "--reason", "secret")
    team.entangle("push")
    check("the branch is back", f"{base} commit\trefs/heads/main" in team.refs(), team.refs())
    done = team.run(BINARY, "verify", "--trust-root", team.root, team.bare)
    check("nothing is wrong with it", done.returncode == 0, done.stdout + done.stderr)
    team.git("checkout", "--quiet", "-B", "main", "clean")
    team.git("checkout", "--quiet", "-B", "work", "clean")
    head = land(team, "good")
    team.entangle("push")
    check("work goes on from there", f"{head} commit\trefs/heads/main" in team.refs(), team.refs())
    done = team.run(BINARY, "verify", "--trust-root", team.root, team.bare)
    check("and is verified", done.returncode == 0, done.stdout + done.stderr)


def of_another(team, stage):
    """In a repository of another user nothing is run that its configuration names, unless the user trusts it, as with git."""
    place, mark = os.path.join(stage, "theirs"), os.path.join(stage, "mark")
    program = os.path.join(stage, "program")
    with open(program, "w", encoding="ascii") as file:
        file.write(f'#!/bin/sh\ntouch "{mark}"\nexit 1\n')
    os.chmod(program, 0o755)
    shutil.copytree(team.work, place, symlinks=True)
    for key in ("remote.origin.uploadpack", "remote.origin.receivepack", "core.sshCommand", "core.fsmonitor"):
        team.git("-C", place, "config", key, f"'{program}'")
    for folder, folders, files in os.walk(place):
        for name in (folder, *(os.path.join(folder, name) for name in (*folders, *files))):
            os.chown(name, 65534, 65534, follow_symlinks=False)
    for words in (["fetch"], ["push"], ["verify"], ["status", "--as", "lead"]):
        done = team.run(BINARY, "-C", place, *words)
        check(f"'{words[0]}' runs nothing there", not os.path.exists(mark), done.stderr)
        if words[0] in ("fetch", "push"):
            check(f"'{words[0]}' says why", done.returncode == 128 and "safe.directory" in done.stderr, done.stderr)
    team.git("config", "--global", "--add", "safe.directory", place)
    team.run(BINARY, "-C", place, "fetch")
    check("whoever trusts it does", os.path.exists(mark))


def met(team, stage):
    """A bare repository that came along with files: where git does not work in it, nothing does that runs programs."""
    place, mark = os.path.join(stage, "came", "docs", "old.git"), os.path.join(stage, "met")
    team.git("init", "--quiet", os.path.join(stage, "came"))
    team.git("clone", "--quiet", "--bare", team.work, place)
    team.git("-C", place, "fetch", "--quiet", team.work, "+refs/entangle/*:refs/entangle/*")
    program = os.path.join(stage, "program")
    with open(program, "w", encoding="ascii") as file:
        file.write(f'#!/bin/sh\ntouch "{mark}"\nexit 1\n')
    os.chmod(program, 0o755)
    team.git("-C", place, "config", "remote.origin.uploadpack", f"'{program}'")
    team.git("config", "--global", "safe.bareRepository", "explicit")
    for words in (["fetch"], ["push"]):
        done = team.run(BINARY, "-C", place, *words)
        check(f"'{words[0]}' runs nothing in a repository that came along", not os.path.exists(mark), done.stderr)
        check(f"'{words[0]}' says why", done.returncode == 128 and "safe.bareRepository" in done.stderr, done.stderr)
    team.run("env", f"GIT_DIR={place}", BINARY, "fetch")
    check("where it is named, it is worked in", os.path.exists(mark))
    os.remove(mark)
    team.git("config", "--global", "--unset", "safe.bareRepository")
    team.run(BINARY, "-C", place, "fetch")
    check("and where git works in it", os.path.exists(mark))


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-traps-") as stage:
        team = Team(stage)
        team.root = found(team)
        last_key(team)
        late_branch(team)
        founding(stage)
        team.push("everything", *EVERYTHING)
        team.by("lead", "task", "request", "--to", "builder", "--brief", "Begin")
        other_law(team, stage)
        hiding(team, stage)
        other_names(team, stage)
        taken_back(team)
        met(team, stage)
        if os.geteuid() == 0:
            of_another(team, stage)
    return CHECKS.report("traps")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("traps")
        raise
    sys.exit(STATUS)
