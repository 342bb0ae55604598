#!/usr/bin/env python3
"""Write a repository that verifies: make_repository.py DIRECTORY."""

import argparse

from story import DEFAULT_NOW, Story


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory")
    parser.add_argument("--now", type=int, default=DEFAULT_NOW,
                        help="the time to verify at, in seconds since 1970")
    parser.add_argument("--keys", help="a directory of keys to use again")
    parser.add_argument("--object-format", default="sha1",
                        choices=("sha1", "sha256"))
    arguments = parser.parse_args()
    story = Story(arguments.directory, arguments.now, arguments.keys)
    story.object_format = arguments.object_format
    story.build()


if __name__ == "__main__":
    main()
