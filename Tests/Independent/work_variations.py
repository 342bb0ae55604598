"""Variations of work: approvals carried elsewhere, handoffs, outputs, and refs
that were moved together with what is said of them."""

import entangle_format as form
from story import MAIN

OTHER = "refs/heads/other"


def register(attack, benign):
    """Add these variations to the others."""

    def late(name, codes, act, prepare=lambda story: None):
        """An attack at the end of the story; without codes, benign."""
        def both(story):
            prepare(story)
            story.after("finish", lambda: act(story))
        (attack(name, codes) if codes else benign(name))(both)

    # Refs moved together

    def refs(name, codes, change, act=lambda story: None):
        """A change of the refs at the end."""
        def prepare(story):
            story.after("finish", lambda: act(story))
            story.hook("refs", "", lambda names: change(story, names))
        (attack(name, codes) if codes else benign(name))(prepare)

    def tag(story, name, who="builder", hour=41):
        """A tag of what landed last."""
        payload = (f"object {story.merged}\ntype commit\ntag {name}\n"
                   f"tagger {form.identity(who, story.at(hour))}\n\nOut.\n").encode()
        armour = story.key(f"{who}.code").sign(form.GIT_NAMESPACE, payload)
        oid = story.git.write("tag", payload + armour.encode())
        story.refs[f"refs/tags/{name}"] = oid
        story.event(name, who, "tag/1", hour, ["land-2"], {
            "Tag": f"refs/tags/{name}", "Object": story.git.object_name(oid),
            "Target": story.git.commit_name(story.merged)})
        return oid

    def rolled_back(story, names):
        """Branch and lander's lane, as if nothing had landed."""
        lane = form.event_ref(story.lanes["lead"].name)
        names.update({MAIN: story.tested, lane: story.events["ask-3"]})
    refs("branch-and-lane-rolled-back", "L105", rolled_back,
         lambda story: tag(story, "v1"))
    # Nobody has cited the landing: only who has seen it knows.
    refs("branch-and-lane-rolled-back-unseen", None, rolled_back)
    refs("branch-at-the-tip-of-another", "R101",
         lambda story, names: names.update({MAIN: story.other}))

    # Landings from before what has landed

    def beside(name, codes, who, causes):
        """Somebody lands another change from where `causes` say, by an approval from before what has landed since; the branch goes along."""
        def early(story):
            start = story.tested if causes else story.base
            story.alternative = story.commit_code(
                "alternative", {"ALT": b"a\n"}, [start], b"Another way.\n", "builder", 27.2)
            story.propose("propose-alt", "builder", 27.3, start, story.alternative)
            story.ask("ask-alt", "builder", 27.4, "propose-alt", expires=24 * 90)
            story.approvals_alt = story.approve("approve-alt", 27.5, "ask-alt")

        def act(story):
            story.land("land-alt", who, 42, story.tested if causes else story.base, story.alternative,
                       [*causes, *story.approvals_alt])

        def prepare(story):
            story.after("land_first", lambda: early(story))
            story.after("finish", lambda: act(story))
        (attack(name, codes) if codes else benign(name))(prepare)
    beside("landing-beside-his-own", "W123", "builder", [])
    # Lead has never cited what builder landed but as that on which his own landing went on.
    beside("landing-beside-what-his-own-went-on", "W123", "lead", [])
    beside("landing-on-an-older-one", "W123", "lead", ["land-1"])
    beside("landing-on-an-older-one-by-another", None, "builder", ["land-1"])

    def strays(story, names):
        """Refs of nobody's lanes."""
        names.update({f"refs/entangle/events/x{number}/{'0' * 32}": story.lanes["lead"].tip
                      for number in range(5)})
    refs("lanes-at-the-tip-of-another", "L101", strays)

    def created(story):
        story.hook("trust", "permissions", lambda draft: draft.files.update({
            "policies/other.json": form.policy(OTHER, 1, ["lead"])}))

    @attack("protected-branch-without-landing", "R101")
    def _(story):
        created(story)
        story.hook("refs", "", lambda names: names.update({OTHER: story.side}))

    def tags(story):
        story.other_tag = tag(story, "v2")
        tag(story, "v1", "lead")
    refs("tag-at-another-tag", "R107", lambda story, names: names.update(
        {"refs/tags/v1": story.other_tag}), tags)
    refs("tag-in-front-of-a-tag", "R107", lambda story, names: names.update(
        {"refs/tags/v1": story.git.write("tag", (
            f"object {story.other_tag}\ntype tag\ntag v1\n"
            f"tagger {form.identity('lead', 1)}\n\nOut.\n").encode())}), tags)

    def lying(story):
        payload = (f"object {story.merged}\ntype tree\ntag v1\n"
                   f"tagger {form.identity('lead', 1)}\n\nOut.\n").encode()
        oid = story.git.write("tag", payload + story.key("lead.code").sign(
            form.GIT_NAMESPACE, payload).encode())
        story.event("tagged", "lead", "tag/1", 41, ["land-2"], {
            "Tag": "refs/tags/v1", "Object": story.git.object_name(oid),
            "Target": story.git.commit_name(story.merged)})
    late("tag-whose-type-lies", "G104", lying)

    # Approvals

    def landed_elsewhere(story):
        story.event("intruder", "lead", "land/1", 37, ["approve-3"], {
            "Ref": OTHER, "Old": story.git.commit_name(story.tested),
            "New": story.git.commit_name(story.merged)})

    @attack("approval-for-another-ref", "W106")
    def _(story):
        created(story)
        story.after("land_second", lambda: landed_elsewhere(story))

    @attack("approval-after-what-it-approves", "L106")
    def _(story):
        story.hook("plan", "approve-3", lambda plan: setattr(
            plan, "time", story.at(36) + 1))

    def taken_back(story):
        """The reviewer takes the approval back, and then answers again."""
        story.event("back", "reviewer", "approval.withdraw/1", 35.2, ["approve-3"])
        story.ask("ask-again", "lead", 35.3, "propose-3")
        story.answer("no", "reviewer", 35.4, "ask-again", "rejected")
        story.approved.append("no")

    @attack("approval-taken-back-before-the-landing", "W109")
    def _(story):
        story.after("third_proposal", lambda: taken_back(story))

    @attack("approval-revived-by-rolling-the-lane-back", "L105")
    def _(story):
        story.after("third_proposal", lambda: taken_back(story))
        story.hook("refs", "", lambda names: names.update({
            form.event_ref(story.lanes["reviewer"].name):
                story.events["approve-3"]}))

    # Handoffs

    def handed(name, codes, edges):
        def prepare(story):
            story.people["second"] = ("worker", "sue", {"law": ["law"]})
            story.edges += edges

            def act():
                story.request("more", "lead", "builder", 28, story.tested)
                story.accept("begin", "builder", 28, "more")
                story.event("go-on", "builder", "task.handoff/1", 28, ["begin"],
                            {"To": "second"})
            story.after("land_first", act)
        (attack(name, codes) if codes else benign(name))(prepare)
    handed("handoff-along-no-edge", "A102", [])
    handed("handoff-against-the-edge", "A102", [("second", "hands-off", "builder")])
    handed("handoff-along-another-edge", "A102",
           [("builder", "delegates", "second")])
    handed("handoff-along-the-edge", None, [("builder", "hands-off", "second")])

    @attack("handoff-along-a-disabled-edge", "A103")
    def _(story):
        story.people["second"] = ("worker", "sue", {"law": ["law"]})
        story.hook("trust", "permissions", lambda draft: draft.files.update({
            "edges/builder/hands-off/second.json": form.edge(False)}))

        def act():
            story.request("more", "lead", "builder", 28, story.tested)
            story.accept("begin", "builder", 28, "more")
            story.event("go-on", "builder", "task.handoff/1", 28, ["begin"],
                        {"To": "second"})
        story.after("land_first", act)

    # Outputs

    def outputs(name, codes, change):
        attack(name, codes)(lambda story: story.hook(
            "artifact-tree", "artifact", change))

    outputs("artifact-file-missing", "M104",
            lambda tree: tree.pop("outputs/build/empty") and None)
    outputs("artifact-name-in-another-case", "M104", lambda tree: tree.update(
        {"outputs/REPORT.txt": tree.pop("outputs/report.txt")}))
    outputs("artifact-two-names-in-two-cases", "M104", lambda tree: tree.update(
        {"outputs/REPORT.txt": tree["outputs/report.txt"]}))
    outputs("artifact-link-that-leads-out", "M101", lambda tree: tree.update(
        {"outputs/report.txt": ("120000", b"../../../etc/passwd")}))

    @attack("artifact-for-two-tasks", "M103,M104")
    def _(story):
        def act():
            story.request("again", "builder", "runner1", 19, story.tool,
                          ["accept"], story.command)
            story.accept("again-accept", "runner1", 19, "again")
            story.result("again-result", "runner1", 19, "again-accept",
                         "succeeded", story.artifacts["artifact"])
        story.after("run_task", act)

    @benign("merge-with-a-tree-of-its-own")
    def _(story):
        """What is approved and landed is the tree, whatever was merged."""
        story.hook("code", "merged", lambda plan: plan.files.update(
            {"src/main.c": b"int main(void) { return 1; }\n"}))
