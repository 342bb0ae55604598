"""Variations of what is tainted and stood by: a key is stolen at the end."""

import json

import entangle_format as form


def steal(story, who, kind, event, hour=42):
    """A state says that `event` of the lane of `who` may be a thief's."""
    path = f"principals/{kind}/{who}.json"
    files = dict(story.latest().files)
    value = json.loads(files[path])
    law = next(key for key in value["keys"] if key["use"] == ["law"])
    law["revoked"] = {"reason": "compromised",
                      "at": form.timestamp(story.at(hour)),
                      "after": story.plans[event].sequence - 1}
    files[path] = form.canonical_json(value)
    story.publish("theft", hour, files, ["root", "keeper"], story.cuts())


def renew(story, who, event, kind="event.renew/1", state=None):
    """Stand by an event."""
    story.event("renew", who, kind, 43, [event], state=state)


def boss(story, person, reviews="lead"):
    """Somebody else who may judge what lead asks for."""
    story.people["boss"] = ("supervisor", person, {"law": ["law"]})
    story.edges.append(("boss", "reviews", reviews))


def register(attack, benign):
    """Add these variations to the others."""

    def late(name, codes, act, before=None):
        """An attack at the end of the story; without codes, benign."""
        def prepare(story):
            if before:
                before(story)
            story.after("finish", lambda: act(story))
        (attack(name, codes) if codes else benign(name))(prepare)

    def landing(who, kind="approval.renew/1"):
        """The last landing was by a thief, and is stood by."""
        def act(story):
            steal(story, "lead", "user", "land-2")
            renew(story, who, "land-2", kind)
        return act

    late("landing-renewed", None, landing("reviewer"))
    late("landing-renewed-by-another", None, landing("boss"),
         lambda story: boss(story, "bea"))
    late("landing-renewed-as-ones-own", "C102",
         landing("reviewer", "event.renew/1"))
    late("landing-renewed-by-the-landers-person", "W104", landing("boss"),
         lambda story: boss(story, "lea"))
    late("landing-renewed-without-edge", "A102", landing("boss"),
         lambda story: boss(story, "bea", "builder"))
    late("landing-renewed-by-a-worker", "A101", landing("builder"))
    late("landing-renewed-with-the-stolen-key", "A101,A102,K105,W104",
         landing("lead"))
    late("landing-renewed-untainted", "W119", lambda story: renew(
        story, "reviewer", "land-2", "approval.renew/1"))

    def early(story):
        before = story.latest()
        steal(story, "lead", "user", "land-2")
        renew(story, "reviewer", "land-2", "approval.renew/1", before)
    late("landing-renewed-under-the-state-before", "W119", early)

    def answered(story):
        """What rests on something tainted is stood by with the same key."""
        steal(story, "lead", "user", "ask-3")
        renew(story, "reviewer", "approve-3")
    late("answer-to-a-tainted-request-renewed", None, answered)

    def meddled(story):
        steal(story, "lead", "user", "ask-3")
        renew(story, "builder", "approve-3")
    late("answer-of-another-renewed", "W101", meddled)
