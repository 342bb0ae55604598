"""Reads git objects with dulwich, pygit2 and git itself, and says where one of them reads another thing
than entangle does.

usage: read_objects.py FILE DIRECTORY

FILE has a line of JSON for each object: `type`, `content` (base64), and what entangle reads: of a commit
`tree`, `parents`, `author`, `committer`, `signature`, `body`; of a tag `target`, `name`, `tagger`, `body`;
of a tree `entries`, arrays of mode, name, oid. All but oids, which are in hexadecimal, are in base64.
DIRECTORY is made, and holds a repository of these objects. A line is printed for each reading that
differs, and at the end how many of each type every reader has read. A reader that refuses an object reads
nothing else in it. Exit status 77 where dulwich or pygit2 are not there.
"""

import base64
import collections
import hashlib
import json
import os
import subprocess
import sys
import zlib

try:
    import dulwich.objects
    import pygit2
except ImportError:
    sys.exit(77)

GIT = {
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC",
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
}


# How many trees git lists: each needs a process of its own.
TREES = 80


def text(value):
    return base64.b64decode(value)


def git(repository, *arguments, data=b"", check=False):
    return subprocess.run(
        ["git", "-C", repository, "-c", "core.quotePath=false", *arguments], input=data,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=GIT, check=check)


def identity(name, mail, time, offset):
    """A line of author, committer or tagger as git writes it; the offset in minutes."""
    sign = b"-" if offset < 0 else b"+"
    hours, minutes = divmod(abs(offset), 60)
    return b"%s <%s> %d %s%02d%02d" % (name, mail, time, sign, hours, minutes)


def is_plain(line):
    """Whether a line of author, committer or tagger has the one form that all tools write."""
    start, _, rest = line.rpartition(b"> ")
    words = rest.split(b" ")
    name, _, mail = start.partition(b" <")
    return (
        len(words) == 2 and words[0].isdigit() and str(int(words[0])).encode() == words[0]
        and int(words[0]) < 1 << 31 and len(words[1]) == 5 and words[1][:1] in b"+-"
        and words[1][1:].isdigit() and int(words[1][3:]) < 60 and words[1] != b"-0000"
        and int(words[1][1:3]) < 14 and bool(name) and bool(mail)
        and not any(c in b"<>,.:;\"'\\" or c <= 32 for c in name[:1] + name[-1:] + mail[:1] + mail[-1:])
        and not any(c in b"<>\r\0" for c in name + mail))


def dulwich_commit(content):
    commit = dulwich.objects.Commit.from_raw_string(1, content)
    found = {
        "tree": commit.tree.decode(), "parents": [parent.decode() for parent in commit.parents],
        "body": commit.message, "signature": (commit.gpgsig or b"") and commit.gpgsig + b"\n",
        "author": identity(
            *commit.author[:-1].split(b" <", 1), commit.author_time, commit.author_timezone // 60),
        "committer": identity(
            *commit.committer[:-1].split(b" <", 1), commit.commit_time,
            commit.commit_timezone // 60),
    }
    return found


def pygit2_commit(commit):
    signature, payload = commit.gpg_signature
    found = {
        "tree": commit.tree_id.hex, "parents": [parent.hex for parent in commit.parent_ids],
        "body": commit.raw_message, "signature": signature + b"\n" if signature else b"",
    }
    if signature:
        found["payload"] = payload
    for name in ["author", "committer"]:
        who = getattr(commit, name)
        found[name] = identity(who.raw_name, who.raw_email, who.time, who.offset)
    return found


def dulwich_tree(content):
    tree = dulwich.objects.Tree.from_raw_string(2, content)
    return {"entries": [[b"%o" % e.mode, e.path, e.sha.decode()] for e in tree.iteritems()]}


def pygit2_tree(tree):
    return {"entries": [[b"%o" % entry.filemode, entry.raw_name, entry.id.hex] for entry in tree]}


def dulwich_tag(content):
    tag = dulwich.objects.Tag.from_raw_string(4, content)
    kind, target = tag.object
    assert kind is dulwich.objects.Commit
    body = (tag.message or b"") + (tag.signature or b"")
    return {
        "target": target.decode(), "name": tag.name, "body": body,
        "tagger": identity(*tag.tagger[:-1].split(b" <", 1), tag.tag_time, tag.tag_timezone // 60),
    }


def pygit2_tag(tag):
    who = tag.tagger
    return {
        "target": tag.target.hex, "name": tag.raw_name, "body": tag.raw_message,
        "tagger": identity(who.raw_name, who.raw_email, who.time, who.offset),
    }


def git_commits(repository, commits):
    """What `git log` reads, by oid. A commit that it cannot read ends it: it is asked again without."""
    form = "%H%x01%T%x01%P%x01%an <%ae> %at%x01%cn <%ce> %ct"
    found = {}
    pending = list(commits)
    while pending:
        result = git(
            repository, "log", "-z", "--no-walk=unsorted", "--stdin", "--encoding=binary",
            "--no-show-signature", f"--format={form}", data="\n".join(pending).encode())
        lines = [line for line in result.stdout.split(b"\0") if line]
        for line in lines:
            oid, tree, parents, author, committer = line.split(b"\1")
            found[oid.decode()] = {
                "tree": tree.decode(), "parents": parents.decode().split(), "author": author,
                "committer": committer,
            }
        if result.returncode == 0:
            break
        refused = [oid for oid in pending if git(repository, "log", "-1", oid).returncode != 0]
        if not refused:
            break
        pending = [oid for oid in pending if oid not in refused]
    return found


def git_tree(repository, oid):
    result = git(repository, "ls-tree", "-z", oid)
    if result.returncode != 0:
        return None
    entries = []
    for line in result.stdout.split(b"\0")[:-1]:
        start, _, name = line.partition(b"\t")
        mode, _, entry = start.split(b" ")
        entries.append([mode.lstrip(b"0"), name, entry.decode()])
    return {"entries": entries}


def git_tags(repository, tags):
    """What git finds behind each tag, by the tag's oid."""
    result = git(
        repository, "cat-file", "--batch-check=%(objectname) %(objecttype)",
        data="".join(f"{oid}^{{commit}}\n" for oid in tags).encode())
    rows = [line.partition(" ") for line in result.stdout.decode().splitlines()]
    return {
        oid: {"target": target} for oid, (target, _, kind) in zip(tags, rows) if kind == "commit"}


class Comparison:
    def __init__(self):
        self.counts = collections.Counter()
        self.differences = 0

    def compare(self, reader, line, oid, found):
        """Of what a reader has found; None where it has refused."""
        if found is None:
            return
        self.counts[f"{reader} {line['type']}"] += 1
        for name, value in found.items():
            if name == "entries":
                own = [[text(mode), text(path), entry] for mode, path, entry in line["entries"]]
            elif name in ("tree", "parents", "target"):
                own = line[name]
            else:
                own = text(line[name])
            # libgit2 finds a signature in the message too, where there is none among the headers: to
            # entangle such a commit is not signed. Newlines in front of its
            # message it leaves out.
            if reader == "pygit2" and name in ("signature", "payload") and not text(line["signature"]):
                continue
            if reader == "pygit2" and name == "body" and line["type"] == "commit":
                own = own.lstrip(b"\n")
            if name in ("author", "committer", "tagger"):
                if not is_plain(own):
                    continue
                if reader == "git":
                    own = own.rpartition(b" ")[0]
            if own != value:
                self.differences += 1
                print(f"{reader} {line['type']} {oid} {name}: {value!r} where entangle has {own!r}")


def attempt(read, *arguments):
    try:
        return read(*arguments)
    except Exception:  # whatever a reader throws, it has refused
        return None


def main(file, directory):
    git(".", "init", "--quiet", "--bare", directory, check=True)
    lines = {}
    with open(file, encoding="ascii") as stream:
        for number, row in enumerate(stream):
            line = json.loads(row)
            content = text(line["content"])
            stored = b"%s %d\0%s" % (line["type"].encode(), len(content), content)
            oid = hashlib.sha1(stored).hexdigest()
            if oid in lines:
                continue
            lines[oid] = line, content
            place = os.path.join(directory, "objects", oid[:2])
            os.makedirs(place, exist_ok=True)
            with open(os.path.join(place, oid[2:]), "wb") as loose:
                loose.write(zlib.compress(stored, 1))
    repository = pygit2.Repository(directory)
    comparison = Comparison()
    plain = [
        oid for oid, (line, content) in lines.items()
        if line["type"] == "commit" and b"\nencoding " not in content and b"\1" not in content]
    logged = git_commits(directory, plain)
    tags = git_tags(directory, [oid for oid in lines if lines[oid][0]["type"] == "tag"])
    trees = [oid for oid in lines if lines[oid][0]["type"] == "tree"]
    listed = {oid: git_tree(directory, oid) for oid in trees[:: max(1, len(trees) // TREES)]}
    readers = {
        "commit": (dulwich_commit, pygit2_commit), "tree": (dulwich_tree, pygit2_tree),
        "tag": (dulwich_tag, pygit2_tag),
    }
    for oid, (line, content) in lines.items():
        if line["type"] not in readers:
            continue
        by_dulwich, by_pygit2 = readers[line["type"]]
        comparison.compare("dulwich", line, oid, attempt(by_dulwich, content))
        comparison.compare(
            "pygit2", line, oid, attempt(lambda: by_pygit2(repository[oid])))
        if line["type"] == "commit":
            comparison.compare("git", line, oid, logged.get(oid))
        elif line["type"] == "tree":
            comparison.compare("git", line, oid, listed.get(oid))
        else:
            comparison.compare("git", line, oid, tags.get(oid))
    for name, count in sorted(comparison.counts.items()):
        print(f"{count} {name}")
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(129)
    sys.exit(main(sys.argv[1], sys.argv[2]))
