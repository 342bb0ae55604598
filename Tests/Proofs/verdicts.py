"""Prints what templates/checkproof.py says of each proof in a directory.

usage: verdicts.py DIRECTORY ROOTS AS-OF

ROOTS is a file of lines `<file name> <trust root>`; a line of output is `<file name> <verdict>`.
"""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "templates"))
import checkproof  # noqa: E402  (found by the line above)

directory, roots, as_of = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
for line in roots.read_text("ascii").splitlines():
    name, root = line.split(" ")
    data = (directory / name).read_bytes()
    print(name, checkproof.verdict(data, root, checkproof.seconds(as_of)))
