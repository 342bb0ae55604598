"""A long history with all that git allows, for `git fast-import`; the same for the same numbers."""

import random

START = 1_000_000_000
# A commit each so many seconds.
STEP = 600
SUBMODULE = "00112233445566778899aabbccddeeff00112233"
PERSON = b"Nobody <nobody@example.org>"
# Names that stand in trees as they are, or next to others that make them hard to sort.
ODD_NAMES = [
    b"\xff\xfe not UTF-8", b"quote\"quote", b"line\nbreak", b"tab\tstop", b"back\\slash", b" leading", b"trailing ",
    "e\u0301 decomposed".encode(), "\u00e9 composed".encode(), b"a", b"a.b", b"a-b", b"a0", b"A", b"-rf", b"*", b"~", b"con",
    b"long " + b"x" * 240, b"\x01\x7f", b".gitmodules", b".gitattributes", b"...",
]


def quoted(path):
    """A path as fast-import takes any bytes."""
    plain = b"/._-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return b'"' + b"".join(bytes([byte]) if byte in plain else b"\\%03o" % byte for byte in path) + b'"'


class Import:
    """Writes commits to a stream, and remembers which paths each branch has."""

    def __init__(self, stream, files, seed=1):
        self.stream = stream
        self.files = files
        self.random = random.Random(seed)
        self.mark = 0
        self.time = START
        # Of each of the last commits of the main line, its paths.
        self.recent = []

    def write(self, *lines):
        self.stream.write(b"\n".join(lines) + b"\n")

    def data(self, content):
        self.write(b"data %d" % len(content), content)

    def commit(self, ref, parents, changes, message=b"more\n"):
        """A commit whose first parent `ref` need not stand at; its mark."""
        self.mark += 1
        self.time += STEP
        self.write(b"commit " + ref, b"mark :%d" % self.mark)
        self.write(b"author %s %d +0130" % (PERSON, self.time), b"committer %s %d -0800" % (PERSON, self.time))
        self.data(message)
        for number, parent in enumerate(parents):
            self.write(b"merge :%d" % parent if number else b"from :%d" % parent)
        for change in changes:
            change()
        self.write(b"")
        return self.mark

    def put(self, path, mode=b"100644", content=None):
        if mode == b"160000":
            return lambda: self.write(b"M 160000 %s %s" % (SUBMODULE.encode(), quoted(path)))

        def change():
            self.write(b"M %s inline %s" % (mode, quoted(path)))
            self.data(content if content is not None else b"%d\n" % self.random.getrandbits(64))
        return change

    def remove(self, path):
        return lambda: self.write(b"D " + quoted(path))

    def move(self, word, old, new):
        return lambda: self.write(word + b" " + quoted(old) + b" " + quoted(new))

    def path(self, number):
        """One of the files that there are at first."""
        return b"src/%02d/%d/file%d" % (number % 61, number % 7, number)

    def begin(self):
        """The first commit: every file, and one of each odd kind."""
        paths = {self.path(number) for number in range(self.files)}
        odd = [b"odd/" + name for name in ODD_NAMES] + [b"a.b", b"a/b", b"a0"]
        changes = [self.put(path) for path in sorted(paths) + odd]
        changes += [
            self.put(b"link", b"120000", b"src/../../outside"), self.put(b"dangling", b"120000", b"\xff\nnowhere"),
            self.put(b"bin/run", b"100755"), self.put(b"module", b"160000"), self.put(b"empty", content=b""),
        ]
        self.recent = [(self.commit(b"refs/heads/main", [], changes), paths)]

    def edit(self, paths):
        """A change of a few files, of any kind; `paths` becomes what is there then."""
        known = self.random.choice(self.sample(paths))
        chance = self.random.random()
        if chance < 0.70:
            return [self.put(known)]
        if chance < 0.76:
            return [self.put(known, self.random.choice([b"100755", b"100644"]), b"#!/bin/sh\n")]
        if chance < 0.80:
            return [self.put(known, b"120000", b"elsewhere")]
        if chance < 0.82:
            return [self.put(b"modules/m%d" % self.random.randrange(20), b"160000")]
        if chance < 0.88:
            new = b"src/%02d/moved%d" % (self.random.randrange(61), self.mark)
            paths.discard(known)
            paths.add(new)
            return [self.move(b"R", known, new)]
        if chance < 0.91:
            new = b"copies/%d" % (self.mark % 50)
            paths.add(new)
            return [self.move(b"C", known, new)]
        if chance < 0.96:
            paths.discard(known)
            return [self.remove(known)]
        # What was there once, or is there now.
        again = self.path(self.random.randrange(self.files))
        paths.add(again)
        return [self.put(again), self.put(b"odd/" + self.random.choice(ODD_NAMES))]

    def sample(self, paths):
        """Some path that is there, by its number: a set has no place."""
        for _ in range(50):
            path = self.path(self.random.randrange(self.files))
            if path in paths:
                return [path]
        return [min(paths)]

    def side(self, length):
        """The tip of a side branch of the main line, made from a commit of the last fifty; and its files."""
        mark, paths = self.random.choice(self.recent)
        paths = set(paths)
        changed = b"side/%d" % (self.mark % 50)
        for _ in range(length):
            mark = self.commit(b"refs/heads/side", [mark], [self.put(changed)], b"aside")
        return mark, changed

    def history(self, commits):
        """So many commits on `main`, with what was merged, and some on branches beside."""
        self.begin()
        while self.mark < commits:
            mark, paths = self.recent[-1]
            chance = self.random.random()
            if chance < 0.86:
                paths = set(paths) if self.mark % 40 == 0 else paths
                mark = self.commit(b"refs/heads/main", [mark], self.edit(paths), b"no newline \xff")
            elif chance < 0.99:
                sides = [self.side(self.random.randrange(1, 4)) for _ in range(1 if chance < 0.97 else 3)]
                changes = [self.put(path) for _, path in sides]
                mark = self.commit(b"refs/heads/main", [mark] + [side for side, _ in sides], changes)
            else:
                # A history of its own, merged.
                root = self.commit(b"refs/heads/root%d" % self.mark, [], [self.put(b"other/%d" % self.mark)])
                mark = self.commit(b"refs/heads/main", [mark, root], [])
            self.recent = self.recent[-49:] + [(mark, paths)]
        other = self.recent[len(self.recent) // 2][0]
        for _ in range(5):
            other = self.commit(b"refs/heads/other", [other], [self.put(b"other/file")])
        self.write(b"done")
