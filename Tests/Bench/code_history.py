"""Makes a repository whose protected branch has many signed commits, as `history.py` makes one of many events.

`u0` signs commits with a code key, proposes them, and lands them, so many at a time; `u1` approves.
"""

import json

from history import DAY_SECONDS, History, Key, canonical, sha256, time_text

MAIN = "refs/heads/main"


class CodeHistory(History):
    """A founding state and landings. `tip` is where the branch stands, `code` the key of its commits."""

    def __init__(self, commits, landings, object_format="sha1"):
        """Makes `commits` commits in `landings` landings, every other one with a merge."""
        if commits % landings or not 3 <= commits // landings <= 10_000:
            raise ValueError("a landing has 3 to 10,000 commits, each as many")
        self.code = Key("code")
        self.count = commits // landings
        self.made = 0
        super().__init__(landings, 4, {}, object_format)

    def more_law(self):
        owner = json.loads(self.principal(self.users[0]))
        owner["keys"].append(self.enrolled(self.code, "code"))
        reviewer = self.users[1].owner
        return {
            f"principals/user/{self.users[0].owner}.json": canonical(owner),
            f"edges/{reviewer}/reviews/{self.users[0].owner}.json": canonical(
                {"enabled": True, "schema": "entangle/edge@v1"}),
            "policies/main.json": canonical(
                {
                    "approvals": 1,
                    "landers": [self.users[0].owner],
                    "ref": MAIN,
                    "schema": "entangle/branch-policy@v1",
                }
            ),
        }

    def work(self, landings):
        author, reviewer = self.users
        previous, old = [], self.input
        for number in range(landings):
            tip = self.land_commits(old.split(":")[0], isMerge=number % 2)
            new = self.reference(*tip)
            change = [("Ref", MAIN), ("Base", old), ("Head", new)]
            message = {"message": b"More\n"}
            proposal = self.event(author, "change.propose/1", [], change, message)
            self.refs[f"refs/entangle/proposals/{proposal[0]}"] = tip[0]
            expires = time_text(self.now + DAY_SECONDS)
            asked = [("Operation", "land"), *change, ("Approvers", reviewer.owner), ("Expires", expires)]
            request = self.event(author, "approval.request/1", [proposal], asked)
            said = [("Decision", "approved"), ("Head", new)]
            response = self.event(reviewer, "approval.response/1", [request], said)
            landed = [("Ref", MAIN), ("Old", old), ("New", new)]
            previous = [self.event(author, "land/1", [*previous, response], landed)]
            old = new
        self.refs[MAIN] = self.tip = old.split(":")[0]
        for key in self.users:
            self.refs[f"refs/entangle/events/{key.lane}"] = key.tip[0]

    def land_commits(self, tip, isMerge):
        """The commits of one landing, each with another file; the last of them, and its file."""
        start = tip
        for number in range(self.count):
            self.made += 1
            content = f"{self.made}\n".encode()
            tree, _ = self.objects.tree({"README": b"bench\n", "number": content})
            isLast = number == self.count - 1
            parents = [start, tip] if isLast and isMerge else [tip]
            message = f"commit {self.made}\n\nIt says {self.made} where another number was.\n"
            tip, digest = self.commit(self.code, tree, parents, message, "example.org")
        return tip, digest, content

    def reference(self, oid, digest, content):
        """A commit by its three names."""
        entries = b"".join(
            b"100644 " + name + b"\0" + bytes.fromhex(sha256(b"blob %d\0" % len(text) + text))
            for name, text in ((b"README", b"bench\n"), (b"number", content)))
        return f"{oid}:{digest}:{sha256(b'tree %d' % len(entries) + bytes(1) + entries)}"

    def allowed_signers(self):
        return f'code@example.org namespaces="git" {self.code.text}\n'
