"""A server that shows an old state of things, or another log, to whoever has seen more: repositories and bundles
made by the independent implementation, judged by somebody who remembers, and by somebody who does not.

usage: rollback.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from checks import Checks

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Independent"))

import entangle_format as form  # noqa: E402
import log_format  # noqa: E402
from host_story import HostStory  # noqa: E402
from story import DAY, MAIN  # noqa: E402

BINARY = os.path.abspath(sys.argv[1])
OBJECT_FORMAT = sys.argv[2] if len(sys.argv) > 2 else "sha1"
CHECKS = Checks()
LOG = log_format.receipts_ref(1)


class Reader:
    """Somebody with a home of his own, in which heads are remembered."""

    def __init__(self, stage, name):
        self.home = stage / name
        self.home.mkdir()
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}

    def finds(self, what, place, story, codes=(), hours=48):
        """Judges what is shown as of that hour of the story; these codes are found, and no others."""
        done = subprocess.run(
            [BINARY, "verify", "--porcelain", "--trust-root", story.repository, "--as-of",
             form.timestamp(story.at(hours)), str(place)],
            env=self.environment, capture_output=True, text=True, timeout=60)
        found = {line.split("\t")[2] for line in done.stdout.splitlines() if line.startswith("finding\t")}
        CHECKS.check(f"{self.home.name} finds {what}", found == set(codes) and (done.returncode == 0) == (not codes),
                     (done.returncode, done.stdout, done.stderr))


def shown(story, stage, name, refs):
    """The repository with other refs, and a bundle of them all."""
    place = stage / f"{name}.git"
    shutil.copytree(story.git.directory, place)
    git = ["git", f"--git-dir={place}"]
    lines = [f"update {ref} {oid}" if oid else f"delete {ref}" for ref, oid in refs.items()]
    form.run([*git, "update-ref", "--stdin"], "".join(line + "\n" for line in lines).encode(), story.git.environment)
    bundle = stage / f"{name}.bundle"
    form.run([*git, "bundle", "create", "--quiet", str(bundle), "--all"], b"", story.git.environment)
    return place, bundle


def old_refs(story):
    """All refs as they were when the tenth receipt was given."""
    lanes = {name: form.event_ref(lane.name) for name, lane in story.lanes.items()}
    return {LOG: story.epochs[0].receipts[9][0], MAIN: story.tested,
            lanes["lead"]: story.events["ask-3"], lanes["builder"]: story.events["land-1"]}


def twin(story):
    """The twelfth receipt, once more and otherwise."""
    epoch = story.epochs[0]
    epoch.receipts.pop()
    commit, head = epoch.receipts[-1]
    epoch.tip, epoch.digest = commit, head.split(":")[2]
    tip = story.refs[LOG]
    other = story.receipt(41)
    story.refs[LOG] = tip
    return {LOG: other, form.event_ref(story.lanes["builder"].name): story.events["land-1"]}


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-rollback-") as name:
        stage = pathlib.Path(name)
        story = HostStory(stage / "story")
        story.object_format = OBJECT_FORMAT
        others = {}
        story.after("finish", lambda: others.update(twin(story)))
        story.build()
        new = pathlib.Path(story.git.directory)
        _, new_bundle = shown(story, stage, "new", {})
        stranger, witness = Reader(stage, "stranger"), Reader(stage, "witness")
        old = shown(story, stage, "old", old_refs(story))
        for place in old:
            stranger.finds("nothing in old refs", place, story)
            stranger.finds("that they do not move", place, story, ["J110"], hours=35 + 25)
        witness.finds("nothing in new refs", new_bundle, story)
        for place in old:
            witness.finds("that refs are old", place, story, ["J108"])
        gone = shown(story, stage, "gone", {**old_refs(story), LOG: story.epochs[0].receipts[6][0]})
        for place in gone:
            stranger.finds("a log cut short", place, story, ["J108"])
        forked = shown(story, stage, "forked", others)
        for place in forked:
            witness.finds("that there are two logs", place, story, ["J109"])
            Reader(stage, f"newcomer-{place.suffix[1:]}").finds("nothing in either log", place, story)
        witness.finds("nothing in what was seen first", new, story)
        elsewhere = HostStory(stage / "elsewhere")
        elsewhere.object_format = OBJECT_FORMAT
        elsewhere.start -= DAY
        elsewhere.build()
        witness.finds("nothing in another repository", pathlib.Path(elsewhere.git.directory), elsewhere)
    return CHECKS.report("rollback")


if __name__ == "__main__":
    sys.exit(main())
