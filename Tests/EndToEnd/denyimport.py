"""What another repository's host bans, taken in with real git, hooks and logs: from a path, a remote and a bundle, out of the
hands of the host itself and of others.

usage: denyimport.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import json
import os
import sys
import tempfile

from gate import BINARY, CHECKS, EVERYTHING, Team, check, found

LIST = "refs/entangle/denylist"


def logged_in(name):
    """What the login of a principal says to the hook."""
    return {"ENTANGLE_PUSHER": name}


def founding(stage, name):
    """A repository with a host and its log."""
    os.makedirs(os.path.join(stage, name))
    team = Team(os.path.join(stage, name))
    team.root = found(team)
    team.entangle("host", "init", team.bare, "--trust-root", team.root, "--rate", "10000/60")
    team.push("everything", *EVERYTHING)
    team.host = os.path.join(team.bare, "entangle", "host.pub")
    team.by("root", "principal", "add", "server", "--kind", "host", "--person", "keeper", "--law", team.host)
    team.by("root", "host", "epoch", "server")
    team.push("a host", "refs/entangle/trust")
    return team


def listed(team, *words):
    return json.loads(team.entangle("deny", "list", "--json", *words))["bans"]


def refused(team, code, *words):
    done = team.run(BINARY, *words, "--as", "root")
    check(f"{' '.join(words)} is refused [{code}]", done.returncode == 1 and f"[{code}]" in done.stderr, done.stderr)
    return done.stderr


def banning(north):
    """Two bans on one push, one of them with evidence, and one that no receipt names yet."""
    evidence = os.path.join(north.home, "evidence.txt")
    with open(evidence, "w", encoding="ascii") as file:
        file.write("it went on and on\n")
    north.by("root", "deny", "add", "builder", "--reason", "flood", "--evidence", evidence)
    north.by("root", "deny", "add", "lead", "--reason", "abuse", "--expires", "12h")
    north.push("two bans", LIST)
    north.by("root", "deny", "add", "reviewer", "--reason", "abuse")
    north.entangle("fetch")


def believing(south, north):
    """Nothing is taken before the law says whom to believe."""
    said = refused(south, "D111", "deny", "import", north.work)
    check("it says whose they are", f"3 of {north.root}" in said, said)
    south.by("root", "host", "peer", "north", "--repository", north.root, "--key", south.host)
    refused(south, "D111", "deny", "import", north.work)
    south.by("root", "host", "peer", "north", "--key", north.host)
    check("the law has it", north.root in south.git("show", "refs/entangle/trust:peers/north.json"))
    refused(south, "T135", "host", "peer", "own", "--repository", south.root, "--key", south.host)
    refused(south, "T135", "host", "peer", "again", "--repository", north.root, "--key", south.host)
    # The builder of the north has another name here.
    south.by("root", "principal", "add", "mason", "--kind", "worker", "--person", "mo", "--law", os.path.join(north.home, "builder.pub"))
    south.push("the law", "refs/entangle/trust")


def importing(south, north):
    """What the north bans is kept out here, whoever has the same keys."""
    said = south.run(BINARY, "deny", "import", north.work, "--as", "root")
    check("two are taken", said.returncode == 0 and said.stdout == "2\n", said.stdout + said.stderr)
    check("one has no receipt", "entry 3: its host has given no receipt" in said.stderr, said.stderr)
    first, second = listed(south)
    check("the first is the north's", (first["subject"], first["imported"]["repository"]) == ("builder", north.root), first)
    check("and ends as it does there", [first["expires"], second["expires"]] == [ban["expires"] for ban in listed(north)[:2]], first)
    check("with its evidence", south.git("show", f"{LIST}~1:evidence") == "it went on and on")
    south.entangle("deny", "verify")
    south.push("as yet all push", "main:refs/heads/a", environment=logged_in("mason"))
    south.push("the bans", LIST)
    south.push("a branch by the banned", "main:refs/heads/b", code="H120", environment=logged_in("mason"))
    south.push("he is named as here", "main:refs/heads/b", said="'mason' is banned until", environment=logged_in("mason"))
    there = f"by 'root', of 'builder@{north.root[:12]}')"
    south.push("and as there", "main:refs/heads/b", said=there, environment=logged_in("mason"))
    south.push("others push, of the same name too", "main:refs/heads/b", environment=logged_in("builder"))
    south.push("the law alone is let in", "refs/entangle/trust", environment=logged_in("mason"))
    south.entangle("verify")
    south.entangle("verify", south.bare, "--trust-root", south.root)
    again = south.by("root", "deny", "import", north.work)
    check("nothing is taken twice", again == "0", again)


def going_on(stage, west, south, north):
    """What was taken in goes on, with the word of its first host."""
    west.by("root", "principal", "add", "digger", "--kind", "worker", "--person", "dee", "--law", os.path.join(north.home, "builder.pub"))
    west.by("root", "host", "peer", "south", "--repository", south.root, "--key", south.host)
    said = refused(west, "D111", "deny", "import", south.work)
    check("the south is no word for the north", f"2 of {north.root}" in said, said)
    west.by("root", "host", "peer", "north", "--repository", north.root, "--key", north.host)
    bundle = os.path.join(stage, "south.bundle")
    south.git("bundle", "create", "--quiet", bundle, "--all")
    check("out of a bundle", west.by("root", "deny", "import", bundle) == "2")
    west.push("all of it", "refs/entangle/trust")
    west.push("the bans", LIST)
    west.push("the banned, further on", "main:refs/heads/b", code="H120", environment=logged_in("digger"))
    check("the same files", west.git("rev-parse", f"{LIST}^{{tree}}") == south.git("rev-parse", f"{LIST}^{{tree}}"))
    west.entangle("verify", west.bare, "--trust-root", west.root)


def lifting(west, south, north):
    """What the north lifts, or the law believes no more, is over here."""
    north.by("root", "deny", "lift", "1")
    north.push("the lift", LIST)
    north.entangle("fetch")
    south.git("remote", "add", "north", north.bare)
    check("the third ban and the lift, from a remote", south.by("root", "deny", "import", "north") == "2")
    check("it is lifted", [ban["subject"] for ban in listed(south)] == ["lead", "reviewer"], listed(south))
    south.push("the lift", LIST)
    south.push("it may push again", "main:refs/heads/c", environment=logged_in("mason"))
    west.by("root", "host", "peer", "north", "--remove")
    west.push("the north is believed no more", "refs/entangle/trust")
    check("nor does it hold here", listed(west) == [] and "not believed" in west.entangle("deny", "list", "--all"))
    west.push("and its ban is none", "main:refs/heads/c", environment=logged_in("digger"))
    refused(west, "D111", "deny", "import", f"file://{north.bare}")
    west.entangle("verify", west.bare, "--trust-root", west.root)


def tampering(south):
    """An import changed on its way is refused at the gate, and here."""
    tip = south.git("rev-parse", LIST)
    text = south.run("git", "cat-file", "commit", tip).stdout
    other = south.git("rev-parse", f"{LIST}~3^{{tree}}")
    head, _, rest = text.partition("\n")
    path = os.path.join(south.home, "changed")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"tree {other}\n" + rest)
    check("it is a tree", head.startswith("tree "), head)
    forged = south.git("hash-object", "-t", "commit", "-w", path)
    south.push("an import with other files", f"+{forged}:{LIST}", code="H121")
    south.git("update-ref", LIST, forged)
    done = south.run(BINARY, "deny", "verify")
    check("deny verify finds it", done.returncode == 1, done.stderr)
    south.git("update-ref", LIST, tip)
    south.entangle("deny", "verify")


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-denyimport-") as stage:
        north, south, west = (founding(stage, name) for name in ("north", "south", "west"))
        banning(north)
        believing(south, north)
        importing(south, north)
        going_on(stage, west, south, north)
        lifting(west, south, north)
        tampering(south)
    return CHECKS.report("denyimport")


if __name__ == "__main__":
    try:
        STATUS = main()
    except (IndexError, KeyError, ValueError):
        CHECKS.report("denyimport")
        raise
    sys.exit(STATUS)
