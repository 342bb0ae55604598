"""Variations of tags: of the commit that builder landed first, or lead last."""

import entangle_format as form

V1 = "refs/tags/v1"


def tag(story, ref=V1, who="lead", landing="land-2", target=None, name=None,
        key="lead.code", told=None, headers=None, signed=None, after="",
        event="tag", hour=41):
    """Make a tag object, put it at its ref, and record it."""
    target = target or story.merged
    payload = (headers or (
        f"object {target}\ntype commit\ntag {name or ref[len('refs/tags/'):]}\n"
        f"tagger {form.identity(who, story.at(hour))}\n")) + "\nOut now.\n"
    payload = payload.encode()
    armour = "" if key is None else story.key(key).sign(
        form.GIT_NAMESPACE, signed or payload)
    oid = story.git.write("tag", payload + armour.encode() + after.encode())
    story.refs[ref] = oid
    story.event(event, who, "tag/1", hour, [landing], {
        "Tag": ref, "Object": story.git.object_name(oid),
        "Target": story.git.commit_name(told or target)})
    return oid


def register(attack, benign):
    """Add these variations to the others."""

    def late(name, codes, act):
        """An attack at the end of the story; without codes, benign."""
        def prepare(story):
            story.after("finish", lambda: act(story))
        (attack(name, codes) if codes else benign(name))(prepare)

    late("tag", None, tag)
    late("tags-of-two-landings", None, lambda story: (
        tag(story), tag(story, "refs/tags/v0.9", "builder", "land-1",
                        story.tested, key="builder.code", event="older")))
    late("tag-signed-by-another", None,
         lambda story: tag(story, key="builder.code"))
    late("tag-of-what-is-not-landed", "W118",
         lambda story: tag(story, target=story.tool))
    late("tag-of-the-landing-before", "W118",
         lambda story: tag(story, target=story.tested))
    late("tag-by-one-who-may-not-land", "A101",
         lambda story: tag(story, who="reviewer"))
    late("tag-under-another-name", "G104",
         lambda story: tag(story, name="v2"))
    late("tag-unsigned", "G104", lambda story: tag(story, key=None))
    late("tag-by-a-law-key", "G104",
         lambda story: tag(story, key="lead.law"))
    late("tag-with-another-message", "G104",
         lambda story: tag(story, signed=b"Out now.\n"))
    late("tag-with-something-after", "G104",
         lambda story: tag(story, after="\n"))
    late("tag-of-another-commit", "G104",
         lambda story: tag(story, target=story.tested, told=story.merged))
    late("tag-with-a-header-more", "G104", lambda story: tag(
        story, headers=f"object {story.merged}\ntype commit\ntag v1\n"
        f"tagger {form.identity('lead', 1)}\nencoding UTF-8\n"))

    def twice(story):
        first = tag(story)
        tag(story, event="again", hour=42)
        story.refs[V1] = first
    late("tag-made-twice", "W118", twice)

    def unaware(story):
        """Neither lander has cited the other's: the earlier counts."""
        first = tag(story)
        tag(story, who="builder", key="builder.code", event="other", hour=42)
        story.refs[V1] = first
    late("tag-raced", None, unaware)

    def in_the_way(story, stands=V1):
        """Another lander, who does not know of it, makes a tag below the one that is there: git can have but one."""
        tag(story)
        tag(story, V1 + "/rc", "builder", "land-1", story.tested, key="builder.code", event="below", hour=42)
        for name in (V1, V1 + "/rc"):
            if name != stands:
                story.refs.pop(name)
    late("tag-in-the-way-of-another", None, in_the_way)
    late("tag-that-another-is-in-the-way-of", "?R107", lambda story: in_the_way(story, None))
    late("tag-below-the-earlier", "R107", lambda story: in_the_way(story, V1 + "/rc"))

    def first_by_name(story, who, name, causes, own):
        """Somebody lands, and tries until the event has a lower name than the landing that is there."""
        lane = story.lane(who)
        start = (lane.tip, lane.sequence)
        for attempt in range(60):
            lane.tip, lane.sequence = start
            if story.event(name, who, "land/1", 42 + attempt / 3600, causes, own) < story.events["land-2"]:
                break

    def again(story):
        """Another lander lands the same change; his event is the first by name."""
        tag(story)
        own = {"Ref": "refs/heads/main", "Old": story.git.commit_name(story.tested),
               "New": story.git.commit_name(story.merged)}
        first_by_name(story, "builder", "again", ["land-1", *story.approved], own)
    late("tag-of-a-change-landed-again", None, again)

    def at_once(name, codes, falls):
        """What two landings brought is landed once more, in one step, by an approval of all of it, by a lander who knows of neither;
        the event is the first by name. A tag of the first of them stands."""
        def early(story):
            story.propose("whole", "builder", 35.2, story.base, story.merged)
            story.ask("ask-whole", "builder", 35.3, "whole")
            story.approvals_of_whole = story.approve("approve-whole", 35.4, "ask-whole")

        def act(story):
            tag(story, "refs/tags/v0.9", "builder", "land-1", story.tested, key="builder.code", event="older")
            own = {"Ref": "refs/heads/main", "Old": story.git.commit_name(story.base),
                   "New": story.git.commit_name(story.merged)}
            first_by_name(story, "third", "whole-landed", story.approvals_of_whole, own)
            if falls:
                story.refs["refs/tags/v0.9"] = story.merged

        def prepare(story):
            story.people["third"] = ("worker", "tom", {"law": ["law"]})
            story.landers = ["builder", "lead", "third"]
            story.after("third_proposal", lambda: early(story))
            story.after("finish", lambda: act(story))
        (attack(name, codes) if codes else benign(name))(prepare)
    at_once("tag-of-a-change-landed-again-at-once", None, falls=False)
    at_once("tag-moved-of-a-change-landed-again-at-once", "R107", falls=True)

    def raced(story):
        tag(story)
        tag(story, who="builder", key="builder.code", event="other", hour=42)
    late("tag-at-the-loser", "R107", raced)

    def moved(story):
        tag(story)
        story.refs[V1] = story.merged
    late("tag-moved", "R107", moved)
