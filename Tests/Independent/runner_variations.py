"""Variations of how runners are directed: an operator directs runner1 at the end."""

import entangle_format as form


class Directed:
    """A story with the events between operators and the runner."""

    def __init__(self, story):
        self.story = story
        self.hour = 41
        self.count = 0

    def say(self, who, kind, causes=(), own=None, after=0.01):
        """One more event, a little later than the last."""
        self.hour += after
        self.count += 1
        name = f"directed-{self.count}"
        self.story.event(name, who, kind + "/1", self.hour, causes, own)
        return name

    def hello(self, generation):
        """The runner starts."""
        return self.say("runner1", "runner.hello", (),
                        {"Generation": str(generation), "Capacity": "1"})

    def trust(self, word="trusted", who="op", to="runner1"):
        """An operator's word on the runner."""
        return self.say(who, "runner.trust", (), {"To": to, "Decision": word})

    def until(self, hours):
        """A moment some hours from now."""
        return form.timestamp(self.story.at(self.hour + hours))

    def offer(self, trust=None, task="run-request", who="op", to="runner1"):
        """The lease of a task, for an hour."""
        trust = trust or self.trust(who=who, to=to)
        return self.say(who, "assignment.offer", [task, trust],
                        {"To": to, "Expires": self.until(1)})

    def accept(self, offer, generation=1):
        """The runner takes an assignment on."""
        return self.say("runner1", "assignment.accepted", [offer],
                        {"Generation": str(generation)})

    def accepted(self):
        """Hello, trust, offer, accept."""
        self.hello(1)
        return self.accept(self.offer())

    def start(self, accepted, after=0.01):
        """A run begins."""
        return self.say("op", "run.start", [accepted], after=after)

    def renew(self, accepted, hours=2, after=0.01):
        """A lease is prolonged until some hours from now."""
        return self.say("op", "lease.renew", [accepted],
                        {"Expires": self.until(hours)}, after)

    def restart(self, accepted, generation):
        """A run begins again."""
        return self.say("op", "run.restart", [accepted],
                        {"Generation": str(generation)})

    def receipt(self, command, generation=1):
        """The runner has done what it was told."""
        return self.say("runner1", "runner.receipt", [command], {
            "Generation": str(generation), "Outcome": "done"})

    def beat(self, generation):
        """The runner is there."""
        return self.say("runner1", "runner.heartbeat", (),
                        {"Generation": str(generation)})


def register(attack, benign):
    """Add these variations to the others."""

    def late(name, codes, act):
        """An attack at the end of the story; without codes, benign."""
        def prepare(story):
            story.people["op"] = ("operator", "olga", {"law": ["law"]})
            story.people["op2"] = ("operator", "otto", {"law": ["law"]})
            story.edges += [("op", "operates", "runner1"),
                            ("op2", "operates", "runner1")]
            story.after("finish", lambda: act(Directed(story)))
        (attack(name, codes) if codes else benign(name))(prepare)

    late("run-directed", None, lambda it: it.receipt(it.start(it.accepted())))
    late("offer-on-distrust", "W120",
         lambda it: it.offer(it.trust("distrusted")))
    late("offer-without-trust", "C102,E102", lambda it: it.say(
        "op", "assignment.offer", ["run-request"],
        {"To": "runner1", "Expires": it.until(1)}))

    def distrusted(it):
        trust = it.trust()
        it.trust("distrusted")
        it.offer(trust)
    late("offer-on-trust-taken-back", "W120", distrusted)

    def trusted_again(it):
        it.trust("distrusted")
        it.offer()
    late("offer-on-trust-given-again", None, trusted_again)

    def unaware(it):
        """Nothing of op2's is cited."""
        it.trust("distrusted", "op2")
        it.start(it.accepted())
    late("offer-beside-anothers-distrust", None, unaware)

    def started(it):
        accepted = it.accepted()
        it.trust("distrusted")
        it.start(accepted)
    late("start-of-the-distrusted", "W120", started)

    def knowing(it):
        it.hello(1)
        offer = it.offer()
        it.receipt(it.trust("distrusted"))
        it.accept(offer)
    late("accepted-by-the-distrusted", "W120", knowing)

    late("start-after-the-lease", "W121",
         lambda it: it.start(it.accepted(), 1.5))
    late("renewed-after-the-lease", "W121",
         lambda it: it.renew(it.accepted(), 3, 1.5))
    late("renewed-to-less", "W121", lambda it: it.renew(it.accepted(), 0.5))

    def renewed(it):
        accepted = it.accepted()
        it.renew(accepted)
        it.start(accepted, 1.5)
    late("start-in-a-renewed-lease", None, renewed)

    late("restart-as-the-same", "W116",
         lambda it: it.restart(it.accepted(), 1))

    def restarted(it):
        it.receipt(it.restart(it.accepted(), 2))
        it.hello(2)
        it.beat(2)
    late("restart-as-the-next", None, restarted)

    def ghost(it):
        it.receipt(it.restart(it.accepted(), 2))
        it.beat(1)
    late("ghost-after-its-receipt", "W116", ghost)

    def handed(story):
        story.edges.append(("runner1", "hands-off", "builder"))
        story.after("finish", act(story))

    def act(story):
        def ask():
            story.request("more-run", "builder", "runner1", 41, story.tool,
                          ["accept"], story.command)
            story.accept("more-accept", "runner1", 42, "more-run")
            story.event("hand", "runner1", "task.handoff/1", 43,
                        ["more-accept"], {"To": "builder"})
        return ask
    attack("runner-hands-on", "A101")(handed)
