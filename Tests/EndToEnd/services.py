"""Services with real git and hooks, each in a home of its own: whom the law lets connect, what the service decides, what is
shown to it, and who brings such law over a network.

usage: services.py BINARY [sha1|sha256]

Ends with 0 where every check passes.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile

from checks import Checks
from clone import Clone

BINARY = os.path.abspath(sys.argv[1])
OBJECT_FORMAT = sys.argv[2] if len(sys.argv) > 2 else "sha1"
CHECKS = Checks()
check = CHECKS.check
TRUST = "refs/entangle/trust"
PEOPLE = {"hal": "operator", "lead": "user", "builder": "worker", "helper": "worker", "index": "service"}


class Home(Clone):
    """Somebody's own machine: a home, one key store, one clone."""

    def __init__(self, stage, name):
        programs = os.path.join(stage, "programs")
        if not os.path.exists(programs):
            os.makedirs(programs)
            os.symlink(BINARY, os.path.join(programs, "entangle"))
        super().__init__(
            BINARY, CHECKS, os.path.join(stage, name), name, label=name + ": ", GIT_DEFAULT_HASH=OBJECT_FORMAT,
            PATH=programs + ":" + os.environ["PATH"], ENTANGLE_PRINCIPAL=name)
        self.name = name
        self.entangle("key", "new", name, "--use", "law", "--no-passphrase")
        self.public = os.path.join(self.home, "law.pub")
        with open(self.public, "w", encoding="ascii") as file:
            file.write(self.entangle("key", "show", name).splitlines()[0] + "\n")

    def clone(self, bare, root):
        os.rmdir(self.work)
        done = subprocess.run(
            [BINARY, "clone", "--trust-root", root, bare, self.work], env=self.environment, cwd=self.home,
            capture_output=True, text=True, timeout=120)
        check(f"{self.name} clones", done.returncode == 0, done.stderr)

    def lane(self, name=None):
        """The ref of somebody's lane, as far as it is here."""
        return self.git("for-each-ref", "--format=%(refname)", f"refs/entangle/events/{name or self.name}/")

    def send(self, title, *refs, code=None):
        """Pushes by plain git, as whoever logs in by that name; is refused with that code, or taken."""
        done = subprocess.run(
            ["git", "push", "--quiet", "--atomic", "origin", *(refs or [self.lane()])], cwd=self.work,
            env={**self.environment, "ENTANGLE_PUSHER": self.name}, capture_output=True, text=True, timeout=120)
        is_due = done.returncode == 0 if code is None else done.returncode != 0 and f"[{code}]" in done.stderr
        check(f"{title} -> {code or 'taken'}", is_due, done.stderr)

    def commits(self):
        """A file with the private key, as git signs with it."""
        path = os.path.join(self.home, "law")
        if not os.path.exists(path):
            self.entangle("key", "export", "--private", "--output", path, self.name)
        return path

    def standing(self, *words, status=0):
        listed = json.loads(self.entangle("requests", "--json", *words, status=status))["requests"]
        return sorted(f"{one['from']} {one['standing']}" for one in listed)


def commit(home, tree, parents, message, name, moment):
    """A commit of somebody's, signed with the key of whoever's home it is."""
    done = subprocess.run(
        ["git", "-c", "gpg.format=ssh", "-c", f"user.signingKey={home.commits()}", "commit-tree", "-S",
         *[word for parent in parents for word in ("-p", parent)], tree],
        input=message, cwd=home.work, text=True, capture_output=True, timeout=60, env={
            **home.environment, "GIT_AUTHOR_NAME": name, "GIT_COMMITTER_NAME": name,
            "GIT_AUTHOR_EMAIL": name + "@entangle.invalid", "GIT_COMMITTER_EMAIL": name + "@entangle.invalid",
            "GIT_AUTHOR_DATE": f"{moment} +0000", "GIT_COMMITTER_DATE": f"{moment} +0000"})
    check("a commit by hand", done.returncode == 0, done.stderr)
    return done.stdout.strip()


def retold(home, event, old="", new="", moment=None):
    """An event once more, by whoever's home it is, with other words in it, and at another time."""
    text = home.git("cat-file", "commit", event) + "\n"
    name, time = home.git("log", "-1", "--format=%an %at", event).split()
    message = text.partition("\n\n")[2].replace(old, new)
    check("there is something to change", old in text)
    tree, *parents = home.git("log", "-1", "--format=%T %P", event).split()
    return commit(home, tree, parents, message, name, moment or time)


def trusted(home):
    """The trailer by which an event names the newest state here."""
    return home.git("log", "-1", "--format=%B", TRUST).splitlines()[-1]


class World:
    """Everybody, and a server under guard."""

    def __init__(self, stage):
        self.bare = os.path.join(stage, "project.git")
        self.root = Home(stage, "root")
        self.people = {name: Home(stage, name) for name in PEOPLE}
        root = self.root
        root.git("init", "--quiet", "--bare", "--initial-branch=main", self.bare)
        root.git("init", "--quiet", "--initial-branch=main")
        root.git("remote", "add", "origin", self.bare)
        root.git("commit", "--quiet", "--allow-empty", "-m", "Begin")
        root.entangle("init", "--as", "root", "--key", "root")
        for name, kind in PEOPLE.items():
            root.entangle("principal", "add", name, "--kind", kind, "--person", name, "--law", self.people[name].public)
        self.apply([{"from": "lead", "relation": "contacts", "to": "builder"}])
        self.id = root.entangle("trust", "pin")
        root.entangle("host", "init", self.bare, "--trust-root", self.id, "--rate", "10000/60")
        root.send("everything", "main", "refs/entangle/*:refs/entangle/*")
        for home in self.people.values():
            home.clone(self.bare, self.id)

    def apply(self, edges):
        graph = os.path.join(self.root.home, "graph.json")
        with open(graph, "w", encoding="ascii") as file:
            json.dump({"schema": "entangle/graph@v1", "edges": edges, "policies": []}, file)
        self.root.entangle("graph", "apply", graph)

    def access(self, *words, by="root"):
        """The list of the service is another one, and everybody knows."""
        home = self.root if by == "root" else self.people[by]
        home.entangle("principal", "access", "index", *words)
        home.send("the list", TRUST)
        self.all_fetch()

    def all_fetch(self, *but):
        for home in [self.root, *self.people.values()]:
            if home.name not in but:
                home.entangle("fetch")


def closed(world):
    """Nobody has said anything of the service."""
    builder, lead = world.people["builder"], world.people["lead"]
    builder.entangle("connect", "index", status=1, code="W122")
    introduction = lead.entangle("introduce", "index", "--to", "builder", "-m", "You should meet")
    lead.send("an introduction")
    builder.entangle("fetch")
    builder.entangle("connect", "index", "--introduction", introduction, status=1, code="W122")
    check("nothing was made", builder.lane() == "")


def connecting(world):
    """Some are let in, on others the service decides."""
    builder, helper, index = (world.people[name] for name in ("builder", "helper", "index"))
    world.access("allowlist", "--allow", "builder", "--allow", "lead", "--decides")
    request = builder.entangle("connect", "index", "-m", "Good day")
    question = builder.entangle("ask", "--about", request, "-m", "What is there?")
    builder.send("a request that is let in, and a question")
    second = helper.entangle("connect", "index", "-m", "May I?")
    helper.entangle("ask", "--about", second, "-m", "Now?", status=1, code="W101")
    helper.send("a request to decide on")
    index.entangle("fetch")
    check("one waits", index.standing() == ["helper requested"], index.standing())
    check("one was let in", index.standing("--all") == ["builder accepted", "helper requested"])
    check("which 'status' says", "accept or reject the connection" in index.entangle("status"))
    index.entangle("verdict", request, "accept", status=1, code="W115")
    index.entangle("answer", question, "-m", "This and that")
    verdict = index.entangle("verdict", second, "accept", "-m", "You may")
    index.entangle("verdict", second, "reject", status=1, code="W115")
    index.send("answers")
    world.all_fetch()
    helper.entangle("verdict", second, "accept", status=1, code="W115")
    helper.entangle("ask", "--about", verdict, "-m", "What is there?")
    helper.send("a question over what was accepted")
    index.entangle("fetch")
    check("nobody waits", index.standing() == [])
    return request, verdict


def forgery(world):
    """A request in somebody's name, which no gate has seen, is shown to nobody."""
    lead, helper, index = (world.people[name] for name in ("lead", "helper", "index"))
    asked = lead.entangle("connect", "index", "-m", "Let me in")
    ref = lead.lane().split()[0]
    # The server itself takes what it wants.
    helper.git("fetch", "--quiet", lead.work, asked)
    forged = retold(helper, asked)
    check("it is another event", forged != asked)
    helper.send("it, by the one who made it", f"{forged}:{ref}", code="H106")
    before = helper.git("--git-dir", world.bare, "rev-parse", ref)
    helper.git("--git-dir", world.bare, "fetch", "--quiet", helper.work, forged)
    helper.git("--git-dir", world.bare, "update-ref", ref, forged)
    done = index.run(BINARY, "fetch")
    check("a fetch refuses it", done.returncode == 1 and "[S102]" in done.stderr, done.stderr)
    check("it is not listed", index.standing("--all") == ["builder accepted", "helper accepted"])
    check("nor does it wait", "connection.request" not in index.entangle("status"))
    mine = index.git("rev-parse", ref)
    index.git("update-ref", ref, forged)
    check("not even where it lies on the lane", "Let me in" not in index.run(BINARY, "requests", "--all").stdout)
    shown = index.standing("--all", status=1)
    check("of others nothing is lost", "helper accepted" in shown, shown)
    index.entangle("verdict", forged, "accept", status=1, code="C103")
    index.git("update-ref", ref, mine)
    helper.git("--git-dir", world.bare, "update-ref", ref, before)
    lead.send("the true one, to whom the law lets in", ref)
    index.entangle("fetch")
    check("the true one is there", "lead accepted" in index.standing("--all"))


def losing(world, request, verdict):
    """Who is off the list is out, though he does not know it yet."""
    builder, helper, index = (world.people[name] for name in ("builder", "helper", "index"))
    world.root.entangle("principal", "grant", "hal", "admin")
    world.root.send("a role", TRUST)
    world.all_fetch()
    hal = world.people["hal"]
    hal.entangle("principal", "access", "index", "public", status=1, code="T127")
    hal.entangle("principal", "access", "index", "contacts", status=1, code="T127")
    hal.entangle("principal", "access", "index", "allowlist", "--allow", "lead")
    hal.send("a list that an operator has narrowed", TRUST)
    index.entangle("fetch")
    old = builder.git("rev-parse", builder.lane())
    builder.entangle("ask", "--about", request, "-m", "And now?")
    builder.send("a question under the old list", code="A104")
    builder.git("update-ref", builder.lane(), old)
    world.all_fetch()
    builder.entangle("ask", "--about", request, "-m", "And now?", status=1, code="W122")
    helper.entangle("ask", "--about", verdict, "-m", "And now?", status=1, code="W122")
    helper.entangle("connect", "index", status=1, code="W122")
    lead = world.people["lead"]
    lead.entangle("fetch")
    old = lead.git("rev-parse", lead.lane())
    request = lead.entangle("connect", "index")
    hal.entangle("principal", "access", "index", "none")
    hal.send("no list at all", TRUST)
    lead.send("a request under the list that was", code="A104")
    before = trusted(lead)
    lead.git("update-ref", lead.lane(), old)
    world.all_fetch()
    lead.entangle("connect", "index", status=1, code="W122")
    # A client of his own making does not ask.
    issued = lead.git("log", "-1", "--format=%at", TRUST)
    made = retold(lead, request, before, trusted(lead), issued)
    lead.send("a request that nobody but the gate has looked at", f"{made}:{lead.lane()}", code="W122")
    world.root.entangle("verify", world.bare, "--trust-root", world.id)


def installing(world):
    """A service, its keys and its list come over a network by the signature of those who may, and nothing else
    comes at all."""
    root, hal, builder = world.root, world.people["hal"], world.people["builder"]
    hooks = os.path.join(world.bare, "hooks")
    before = digest(hooks), digest(os.path.join(world.bare, "config"))
    tip = builder.git("rev-parse", TRUST)
    # What the law says, less who signed it: one more service, or an open list for that which is there.
    stray = os.path.join(builder.home, "stray")
    with open(stray, "w", encoding="ascii") as file:
        file.write('{\n  "access": "public",\n  "schema": "entangle/service@v1"\n}\n')
    blob = builder.git("hash-object", "-w", stray)
    for title, name in (("a list", "index"), ("a service", "evil")):
        builder.git("read-tree", "--empty")
        builder.git("read-tree", tip)
        builder.git("update-index", "--add", "--cacheinfo", f"100644,{blob},services/{name}.json")
        tree = builder.git("write-tree")
        moment = builder.git("log", "-1", "--format=%at", tip)
        text = builder.git("cat-file", "commit", tip).partition("\n\n")[2] + "\n"
        made = commit(builder, tree, [tip], text, "builder", moment)
        builder.send(f"{title} that nobody has signed", f"{made}:{TRUST}", code="T106")
    builder.git("read-tree", "main")
    hal.entangle("key", "new", "shop", "--use", "law", "--no-passphrase")
    words = ["principal", "add", "shop", "--kind", "service", "--person", "sid", "--law", "shop"]
    root.entangle("principal", "grant", "hal", "operator")
    root.send("a smaller role", TRUST)
    world.all_fetch()
    hal.entangle(*words, status=1, code="T127")
    root.entangle("principal", "grant", "hal", "admin")
    root.send("a role that may", TRUST)
    world.all_fetch()
    hal.entangle(*words)
    # Whoever brings it: what counts is who has signed it.
    builder.git("fetch", "--quiet", hal.work, f"{TRUST}:refs/heads/law")
    builder.send("law that an admin has signed, by somebody else", f"refs/heads/law:{TRUST}")
    builder.git("update-ref", "-d", "refs/heads/law")
    root.entangle("fetch")
    root.entangle("principal", "grant", "hal", "none")
    root.send("no admin is left", TRUST)
    world.all_fetch()
    hal.entangle("principal", "add", "store", "--kind", "service", "--person", "sid", "--law", "hal", status=1)
    hal.entangle("principal", "access", "index", "public", status=1)
    # Hooks and settings are no refs: there is nothing by which they could be brought.
    tip = builder.git("rev-parse", "main")
    for ref in ("refs/hooks/pre-receive", "refs/replace/" + tip, "hooks/pre-receive", "refs/entangle/hooks"):
        done = builder.run("git", "push", "--quiet", "origin", f"{tip}:{ref}")
        check(f"{ref} is refused", done.returncode != 0, done.stderr)
    for name in ("hooks/pre-receive", "hooks/post-receive", "config"):
        path = os.path.join(builder.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\nexit 0\n" if "/" in name else "[core]\n\thooksPath = hooks\n")
        os.chmod(path, 0o755)
    builder.git("add", "hooks", "config")
    builder.git("commit", "--quiet", "-m", "Hooks")
    builder.send("a branch with files that are called so", "HEAD:refs/heads/topic")
    check("nothing was installed", before == (digest(hooks), digest(os.path.join(world.bare, "config"))))
    root.entangle("host", "doctor", world.bare)


def digest(path):
    """Of a file, or of all files of a folder."""
    names = sorted(os.listdir(path)) if os.path.isdir(path) else [""]
    found = hashlib.sha256()
    for name in names:
        with open(os.path.join(path, name) if name else path, "rb") as file:
            found.update(name.encode() + b"\0" + file.read())
    return found.hexdigest()


def main():
    with tempfile.TemporaryDirectory(prefix="entangle-services-") as stage:
        world = World(stage)
        closed(world)
        request, verdict = connecting(world)
        forgery(world)
        losing(world, request, verdict)
        installing(world)
    return CHECKS.report(f"services ({OBJECT_FORMAT})")


if __name__ == "__main__":
    sys.exit(main())
