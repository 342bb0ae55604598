"""A secret that was committed leaves the history: by the law, from the server, from every clone; what rested on it
stands, and nobody brings it back.

usage: redact.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import json
import os
import sys
import tempfile

from gate import CHECKS, Team, check, found
from receipts import open_epoch, stranger, verify


def land(team, text):
    """Proposes, approves and lands one more commit of `work`; its oid."""
    team.git("checkout", "--quiet", "work")
    head = team.commit(text)
    change, request = propose(team, text)
    team.by("reviewer", "approve", request)
    team.git("checkout", "--quiet", "main")
    team.by("lead", "land", change)
    team.git("merge", "--quiet", "--ff-only", head)
    return head


def propose(team, text):
    change = team.by("builder", "propose", "--ref", "main", "--head", "work", "--message", text)
    return change, team.by("builder", "approval", "request", "--approver", "reviewer", change)


def leak(team):
    """Three changes land, the second with a secret; a tag has it, and an open proposal."""
    team.git("checkout", "--quiet", "-b", "work")
    team.before = land(team, "one")
    team.git("checkout", "--quiet", "work")
    with open(os.path.join(team.work, "secret"), "w") as file:
        file.write("correct horse battery staple\n")
    team.git("add", "secret")
    team.leaked = land(team, "two")
    team.secret = team.git("rev-parse", f"{team.leaked}:secret")
    team.git(
        "-c", "gpg.format=ssh", "-c", f"user.signingKey={team.code}", "tag", "-s", "-m", "One", "v1", team.leaked)
    team.by("lead", "tag", "v1")
    team.last = land(team, "three")
    team.git("checkout", "--quiet", "work")
    team.commit("open")
    team.open, _ = propose(team, "Open")
    team.entangle("push")
    verify(team, team.bare)


def take_out(team):
    """The history is written anew, and the law says so."""
    team.git("checkout", "--quiet", "-b", "clean", team.before)
    with open(os.path.join(team.work, "greeting"), "a") as file:
        file.write("two\nthree\n")
    team.sign("-a", "-m", "Two and three, without what was in them")
    team.clean = team.git("rev-parse", "clean")
    team.by("lead", "redact", "add", "main", "clean", "--reason", "secret", status=1, code="T127")
    team.by("root", "redact", "add", "main", "work", "--reason", "secret", status=128)
    team.by("root", "redact", "add", "main", "clean", "--reason", "secret")
    listed = json.loads(team.entangle("redact", "list", "--json", status=1))["redactions"]
    check("it is listed", [(item["number"], item["new"]) for item in listed] == [(1, team.clean)], listed)
    check("with what was built on it", len(listed[0]["withheld"]) == 3, listed)
    team.entangle("fetch")
    verify(team, team.work, "R108")
    team.push("the law without the branch", "refs/entangle/trust", code="H132")
    team.push("the branch without the law", f"+clean:refs/heads/main", code="R101")
    team.push(
        "a proposal that is withheld, gone before the law", f":refs/entangle/proposals/{team.open}", code="H102")
    # (Refs that git has packed go in two steps.)
    team.git("--git-dir", team.bare, "pack-refs", "--all")
    team.entangle("push")
    refs = team.refs()
    check("the branch is where the law says", f"{team.clean} commit\trefs/heads/main" in refs, refs)
    check("the proposals are gone", not [ref for ref in refs if "/proposals/" in ref and team.before not in ref], refs)
    check("so is the tag", not [ref for ref in refs if "refs/tags/" in ref], refs)
    verify(team, team.bare)
    team.entangle("fetch")
    verify(team, team.work)
    team.entangle("redact", "list")
    told = team.entangle("verify")
    check("verify says how much was taken out", "3 withheld commits" in told, told)


def let_go(team):
    """The server and the clone have it no more, and the verdict stays."""
    for path in (team.bare, team.work):
        cleaned = team.entangle("redact", "clean", "--repository", path, "--trust-root", team.root)
        git = ["--git-dir", path] if path == team.bare else ["-C", path]
        if path == team.work:
            check("the clone's own refs go", "refs/tags/v1" in cleaned, cleaned)
            team.git("checkout", "--quiet", "-B", "main", "clean")
            team.git("branch", "--quiet", "-D", "work")
        team.git(*git, "reflog", "expire", "--expire=now", "--all")
        team.git(*git, "gc", "--quiet", "--prune=now")
        there = team.run("git", *git, "cat-file", "-e", team.secret)
        check("the secret is gone", there.returncode != 0)
        there = team.run("git", *git, "cat-file", "-e", team.leaked)
        check("so is the commit", there.returncode != 0)
        fsck = team.run("git", *git, "fsck", "--strict", "--connectivity-only")
        check("git misses nothing", fsck.returncode == 0 and "missing" not in fsck.stdout, fsck.stdout + fsck.stderr)
        verify(team, path)
    why = team.entangle("why", team.last)
    check("why says what became of it", "withheld" in why, why)


def go_on(team):
    """Work goes on from the new place; the old one comes back by no way."""
    team.git("checkout", "--quiet", "-b", "work")
    head = land(team, "four")
    team.entangle("push")
    check("it landed", f"{head} commit\trefs/heads/main" in team.refs(), team.refs())
    verify(team, team.bare)
    team.entangle("fetch")
    verify(team, team.work)


def come_back(team, late):
    """What a clone has that never heard of the redaction."""
    late.push("the old branch", "+main:main", code="H130")
    late.push("the old branch by another name", "main:refs/heads/old", code="H130")
    late.git("checkout", "--quiet", "-b", "mine", "main")
    late.git("commit", "--quiet", "--allow-empty", "-m", "On top")
    late.push("what is built on it", "mine", code="H130")
    late.git("tag", "old", "main")
    late.push("a tag of it", "old", code="H130")
    late.entangle("fetch")
    verify(late, late.work)
    cleaned = late.entangle("redact", "clean")
    check("its refs go", "refs/tags/" in cleaned, cleaned)
    late.by("builder", "propose", "--ref", "main", "--head", "mine", "--message", "Back", status=1)
    late.by("lead", "task", "request", "--to", "builder", "--brief", "Again", "--input", "main", status=1, code="W130")
    late.git("checkout", "--quiet", "-B", "mine", "origin/main")
    late.by("lead", "task", "request", "--to", "builder", "--brief", "Again", "--input", "mine")


def clone_of(team, name):
    """Another clone with the same keys."""
    late = Team.__new__(Team)
    late.__dict__.update(team.__dict__)
    late.work = os.path.join(team.home, name)
    team.entangle("clone", team.bare, late.work, "--trust-root", team.root)
    return late


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-redact-") as stage:
        team = Team(stage)
        team.root = found(team)
        open_epoch(team, team.root)
        team.entangle("fetch")
        leak(team)
        late = clone_of(team, "late")
        take_out(team)
        let_go(team)
        go_on(team)
        come_back(team, late)
        fresh = clone_of(stranger(team, "elsewhere"), "fresh")
        verify(fresh, fresh.work)
    return CHECKS.report("redact")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("redact")
        raise
    sys.exit(STATUS)
