"""Small repositories that are large inside: what Tests/EndToEnd/bounds.py has the program read.

Everything is laid out here byte by byte, as git would not write most of it; a history that is legal but
for the one thing comes from Tests/Bench/history.py.
"""

import hashlib
import os
import pathlib
import struct
import subprocess
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Bench"))
from history import PACK_TYPES, History, sha256  # noqa: E402

MB = 1 << 20


def entry(mode, name, oid):
    """One entry of a tree; with an object digest for the oid, of a tree's content."""
    return f"{mode} {name}\0".encode() + bytes.fromhex(oid)


def tree_of(objects, entries):
    """Adds a tree of (mode, name, oid, content digest), in git's order; its oid and content digest."""
    stored = b"".join(entry(mode, name, oid) for mode, name, oid, _ in entries)
    content = b"".join(entry(mode, name, digest) for mode, name, _, digest in entries)
    oid, _ = objects.add("tree", stored)
    return oid, sha256(f"tree {len(content)}\0".encode() + content)


def many(objects, count, oid, digest, mode="100644", letter="f"):
    return tree_of(objects, [(mode, f"{letter}{i:07d}", oid, digest) for i in range(count)])


class Code(History):
    """A history whose tasks have another commit as input: `make` adds its tree, and gives its names."""

    def __init__(self, make=None, events=12, object_format="sha1"):
        self.make = make
        super().__init__(events, 2, {}, object_format)

    def baseline(self):
        if self.make is None:
            super().baseline()
            return
        tree, content = self.make(self.objects)
        person = f"Bench <bench@example.invalid> {self.start} +0000"
        text = f"tree {tree}\nauthor {person}\ncommitter {person}\n\nbaseline\n"
        oid, digest = self.objects.add("commit", text.encode())
        self.refs["refs/heads/main"] = oid
        self.input = f"{oid}:{digest}:{content}"


def zeros(prefix, count):
    """A zlib stream of a prefix and so many zeros: a block of a megabyte again and again."""
    head = zlib.compressobj(1)
    stream = head.compress(prefix) + head.flush(zlib.Z_FULL_FLUSH)

    def raw(content, end):
        block = zlib.compressobj(9, zlib.DEFLATED, -15)
        return block.compress(content) + block.flush(end)

    stream += raw(bytes(MB), zlib.Z_FULL_FLUSH) * (count // MB)
    stream += raw(bytes(count % MB), zlib.Z_FINISH)
    sums = zlib.adler32(prefix)
    low, high = sums & 0xFFFF, sums >> 16
    return stream + struct.pack(">HH", (high + count * low) % 65521, low)


def entry_head(number, size):
    """What stands in front of an entry of a pack: its type and its size."""
    byte = number << 4 | size & 15
    size >>= 4
    head = bytearray()
    while size:
        head.append(byte | 128)
        byte = size & 127
        size >>= 7
    head.append(byte)
    return bytes(head)


def varint(number):
    head = bytearray()
    while number > 127:
        head.append(number & 127 | 128)
        number >>= 7
    return bytes(head) + bytes([number])


def copies(size):
    """Instructions of a delta that copy the first so many bytes of its base."""
    text = b""
    for start in range(0, size, 0xFF0000):
        place, count = struct.pack("<I", start), struct.pack("<I", min(0xFF0000, size - start))
        text += b"\xff" + place + count[:3]
    return text


def inserts(content):
    parts = (content[i : i + 127] for i in range(0, len(content), 127))
    return b"".join(bytes([len(part)]) + part for part in parts)


class DeltaPack:
    """A pack that holds what it is told, with its index."""

    def __init__(self, object_format="sha1"):
        self.object_format = object_format
        self.body = bytearray(b"PACK\0\0\0\2\0\0\0\0")
        self.places = {}

    def add(self, oid, stored):
        """Adds an entry under a name; a name of no object where there is none to give."""
        width = hashlib.new(self.object_format).digest_size
        oid = oid or len(self.places).to_bytes(width, "big").hex()
        self.places[oid] = len(self.body)
        self.body += stored
        return self.places[oid]

    def whole(self, oid, kind, content):
        head = entry_head(PACK_TYPES[kind], len(content))
        return self.add(oid, head + zlib.compress(content, 1))

    def delta(self, oid, base, sizes, text):
        """A delta against the entry at an offset, or against the object of a name."""
        delta = varint(sizes[0]) + varint(sizes[1]) + text
        if isinstance(base, str):
            head = entry_head(7, len(delta)) + bytes.fromhex(base)
        else:
            distance = len(self.body) - base
            path = bytearray([distance & 127])
            while distance := distance >> 7:
                distance -= 1
                path.insert(0, 128 | distance & 127)
            head = entry_head(6, len(delta)) + path
        return self.add(oid, head + zlib.compress(delta, 1))

    def write(self, folder):
        struct.pack_into(">I", self.body, 8, len(self.places))
        digest = hashlib.new(self.object_format, self.body).digest()
        names = sorted(self.places)
        counts = [0] * 256
        for name in names:
            counts[int(name[:2], 16)] += 1
        fan = [sum(counts[: i + 1]) for i in range(256)]
        index = b"\xfftOc\0\0\0\2" + struct.pack(">256I", *fan)
        index += b"".join(map(bytes.fromhex, names)) + bytes(4 * len(names))
        index += b"".join(struct.pack(">I", self.places[name]) for name in names) + digest
        index += hashlib.new(self.object_format, index).digest()
        for suffix, content in (("pack", bytes(self.body) + digest), ("idx", index)):
            (folder / f"pack-hostile.{suffix}").write_bytes(content)


def write(history, place, environment, more=(), is_packed=True):
    """A bare repository with the refs of a history, and more of them; its objects in a pack of git's."""
    object_format = history.objects.object_format
    subprocess.run(
        ["git", "init", "--quiet", "--bare", f"--object-format={object_format}",
         "--initial-branch=main", place], check=True, env=environment)
    place = pathlib.Path(place)
    if is_packed:
        pack = place / "objects/pack/pack-history.pack"
        pack.write_bytes(history.objects.pack())
        subprocess.run(
            ["git", "-C", place, "index-pack", str(pack)], check=True, env=environment,
            stdout=subprocess.DEVNULL)
    refs = sorted([*history.refs.items(), *more])
    with open(place / "packed-refs", "w") as file:
        file.write("# pack-refs with: peeled fully-peeled sorted \n")
        file.writelines(f"{oid} {ref}\n" for ref, oid in refs)
    return place


def content_of(objects, oid):
    """What an object holds that was added to a history's objects."""
    stored = objects.packed[oid]
    start = next(i for i, byte in enumerate(stored) if byte < 128) + 1
    return zlib.decompress(stored[start:])


def loose(place, oid, stream):
    folder = place / "objects" / oid[:2]
    os.makedirs(folder, exist_ok=True)
    (folder / oid[2:]).write_bytes(stream)
