"""Compares what a document prints with what was seen, where digests, keys and times differ.

What stands in the document is compared letter by letter, but for four forms. The document shows
those of the run that it was written from; in another run they stand for others:

* a digest or its first digits (7 to 64 hexadecimal digits): one in the document is one in the run,
  wherever it stands and however many of its digits are shown, and two are two;
* a public key (base64, beginning `AAAA`) or a fingerprint (`SHA256:` and base64): likewise;
* a time (`2026-01-31T08:00:00Z`): as long after the document's first time as in the document, give
  or take a minute and what the run has taken;
* the home directory: `/home/you` in the document.
"""

import calendar
import functools
import re
import time

HOME = "/home/you"
SLACK_SECONDS = 60

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
SLOT = re.compile(
    rf"(?P<time>{TIME})"
    r"|(?P<key>(?:SHA256:|\bAAAA)[0-9A-Za-z+/]{43,}={0,2})"
    r"|(?P<digest>(?<![0-9A-Za-z])[0-9a-f]{7,64}(?![0-9A-Za-z]))")


def slots(line):
    """The variable parts of a line of the document, as matches whose `lastgroup` is the form."""
    return list(SLOT.finditer(line))


def form(line):
    """A line with its variable parts made alike."""
    return SLOT.sub(lambda slot: f"<{slot.lastgroup} {len(slot.group())}>", line)


def pattern(slot):
    """What may stand in the place of a variable part: a group of a regular expression."""
    shown = slot.group()
    if slot.lastgroup == "time":
        return f"({TIME})"
    if slot.lastgroup == "key":
        start = "SHA256:" if shown.startswith("SHA256:") else "AAAA"
        return r"(%s[0-9A-Za-z+/=]{%d})" % (start, len(shown) - len(start))
    return r"([0-9a-f]{%d})(?![0-9A-Za-z])" % len(shown)


@functools.cache
def expression(line):
    """What a line of the document may stand for, with a group for each variable part."""
    text, at = "", 0
    for slot in slots(line):
        text += re.escape(line[at:slot.start()]) + pattern(slot)
        at = slot.end()
    return re.compile(text + re.escape(line[at:]))


def seconds(text):
    """The seconds since 1970 of a time."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


class Binding:
    """What the variable parts of the document stand for in this run."""

    def __init__(self):
        self.names = {}
        self.shift = None
        self.began = time.monotonic()

    def compare(self, shown, seen):
        """None where a line of the document stands for the line seen, else what is wrong."""
        found = expression(shown).fullmatch(seen)
        if found is None:
            return f"shown: {shown}\nseen:  {seen}"
        for part, other in zip(slots(shown), found.groups()):
            bind = self.bind_time if part.lastgroup == "time" else self.bind_name
            if not bind(part.group(), other):
                return f"'{part.group()}' is not '{other}' here\nshown: {shown}\nseen:  {seen}"
        return None

    def bind_name(self, shown, seen):
        """Whether a digest or key of the document may stand for that one of the run."""
        for one, other in self.names.items():
            isSameShown = one.startswith(shown) or shown.startswith(one)
            if isSameShown != (other.startswith(seen) or seen.startswith(other)):
                return False
        self.names[shown] = seen
        return True

    def bind_time(self, shown, seen):
        """Whether a time of the document may stand for that one of the run."""
        shift = seconds(seen) - seconds(shown)
        if self.shift is None:
            self.shift = shift
        return abs(shift - self.shift) <= SLACK_SECONDS + time.monotonic() - self.began

    def knows(self, slot):
        """Whether a digest or key of the document has been seen."""
        return any(one.startswith(slot.group()) for one in self.names)

    def translate(self, text):
        """Text of the document with the digests and keys of this run; times stay."""
        def other(slot):
            shown = slot.group()
            known = (seen for one, seen in self.names.items() if one.startswith(shown))
            return next(known, shown)[:len(shown)]
        return SLOT.sub(other, text)
