"""Variations of the log as a whole, and of where refs stand beside it."""

import entangle_format as form
import log_format
from law_variations import AUTHORITIES, revoked
from receipt_variations import LAST, putting
from story import DAY, MAIN

LOG = log_format.receipts_ref(1)
NEXT = "refs/heads/next"


def register(attack, benign):
    """Add these variations to the others."""

    def last(name, codes, change, receipt=LAST):
        """An attack on one receipt; without codes, benign."""
        def prepare(story):
            story.hook("receipt", receipt, lambda draft: change(story, draft))
        (attack(name, codes) if codes else benign(name))(prepare)

    def set_to(**values):
        return lambda story, draft: putting(**values)(draft)

    def late(name, codes, act, prepare=lambda story: None):
        """Something happens after the story; without codes, benign."""
        def both(story):
            prepare(story)
            story.after("finish", lambda: act(story))
        (attack(name, codes) if codes else benign(name))(both)

    def refs(name, codes, change, prepare=lambda story: None):
        """The refs stand elsewhere in the end; without codes, benign."""
        def both(story):
            prepare(story)
            story.hook("refs", "", lambda found: change(story, found) and None)
        (attack(name, codes) if codes else benign(name))(both)

    def lane(story, who):
        return form.event_ref(story.lanes[who].name)

    def receipt(story, number):
        """The commit of a receipt of epoch 1."""
        return story.epochs[0].receipts[number - 1][0]

    # The chain

    last("log-gap", "J103", set_to(sequence=13))
    last("log-repeat", "J103", set_to(sequence=11))
    last("log-chain-wrong", "J103", set_to(chain="cd" * 32))
    last("log-chain-at-the-start", "J103", set_to(chain="cd" * 32), "receipt-1-1")
    last("log-of-another-epoch", "J103", set_to(epoch=2))
    last("log-of-another-repository", "J103", set_to(repository="ab" * 32))
    last("log-skips-one", "J103", lambda story, draft: putting(
        parents=[receipt(story, 10)])(draft))
    last("log-begins-at-another-state", "J103", lambda story, draft: putting(
        parents=[story.states[2].commit])(draft), "receipt-1-1")
    last("log-begins-nowhere", "J101", set_to(parents=[]), "receipt-1-1")
    last("log-of-two-parents", "J101", lambda story, draft: putting(
        parents=[*draft.parents, receipt(story, 3)])(draft))
    last("log-hangs-from-an-event", "J101", lambda story, draft: putting(
        parents=[story.events["finish"]])(draft))

    def reordered(story):
        """Two receipts are signed in the one order and stand in the other."""
        for number, other in ((10, 11), (11, 10)):
            story.hook("receipt", f"receipt-1-{number}",
                       lambda draft, other=other: putting(sequence=other)(draft))
    attack("log-reordered", "J103")(reordered)

    # Law and time

    last("log-law-older", "J104", lambda story, draft: putting(
        trust=story.states[3].name)(draft))
    last("log-law-not-the-newest", "J104", lambda story, draft: putting(
        trust=story.states[3].name)(draft), "receipt-1-8")
    last("log-law-of-another", "J104", set_to(trust="5:" + "ab" * 32))
    last("log-law-newer-than-here", "?J104", set_to(trust="6:" + "ab" * 32))
    last("log-law-zero", "J104", set_to(trust="0:" + "0" * 64))
    last("log-time-back", "J105", lambda story, draft: putting(
        time=story.at(36) + 59)(draft))
    last("log-time-the-same", "J113", lambda story, draft: putting(
        time=story.at(36) + 60)(draft))
    last("log-life-at-the-same-second", None, lambda story, draft: putting(
        time=story.at(30) + 60)(draft), "receipt-1-9")
    last("log-time-before-the-law", "J105", lambda story, draft: putting(
        time=story.at(30) - 1)(draft), "receipt-1-8")
    last("log-time-of-the-law", None, lambda story, draft: putting(
        time=story.at(30))(draft), "receipt-1-8")
    last("log-time-121-seconds-ahead", "?J105", lambda story, draft: putting(
        time=story.now + 121)(draft))
    last("log-time-120-seconds-ahead", None, lambda story, draft: putting(
        time=story.now + 120)(draft))

    # Moves

    def moves(name, codes, change, number=12):
        last(f"log-{name}", codes, lambda story, draft: setattr(
            draft, "moves", change(story, draft.moves)), f"receipt-1-{number}")

    moves("move-from-elsewhere", "J106", lambda story, moves: [
        (story.events["request"], new, ref) for _, new, ref in moves])
    moves("move-from-nothing", "J106", lambda story, moves: [
        (None, new, ref) for _, new, ref in moves])
    moves("first-move-from-anywhere", None, lambda story, moves: [
        (story.states[0].commit, new, ref) for _, new, ref in moves], 1)
    moves("branch-moves-from-elsewhere", "J106", lambda story, moves: [
        (story.base if ref == MAIN else old, new, ref)
        for old, new, ref in moves], 11)
    moves("move-left-out", "J106", lambda story, moves: [
        move for move in moves if "/lead/" not in move[2]], 10)
    moves("proposal-made-twice", "J106", lambda story, moves: sorted([*moves, (
        None, story.git.object_name(story.merged),
        form.proposal_ref(story.events["propose-3"]))], key=lambda move: move[2]), 11)
    late("log-move-twice", "J106", lambda story: story.receipt(42, "lead", [(
        story.events["run-result-2"], story.git.object_name(story.events["finish"]),
        lane(story, "builder"))]))
    late("log-moves-to-where-it-stands", None, lambda story: story.receipt(42, "lead", [(
        story.events["finish"], story.git.object_name(story.events["finish"]),
        lane(story, "builder"))]))
    late("log-free-branch-from-anywhere", None, lambda story: [
        story.receipt(42, "lead", [(old, story.git.object_name(story.side),
                                    "refs/heads/topic")])
        for old in (None, story.tool, None)])

    # Refs that are not where the log has left them

    refs("log-gone", "?J107", lambda story, found: found.pop(LOG))
    refs("log-cut-short", "?J108", lambda story, found: found.update(
        {LOG: receipt(story, 10)}))
    refs("log-without-the-last", None, lambda story, found: found.update(
        {LOG: receipt(story, 11)}))
    refs("log-at-a-state", "J101,J103", lambda story, found: found.update(
        {LOG: story.latest().commit}))
    refs("log-at-an-event", "J101", lambda story, found: found.update(
        {LOG: story.events["finish"]}))
    refs("log-at-a-tree", "J101", lambda story, found: found.update(
        {LOG: story.git.tree({})}))
    for name in ("2", "01", "0", "one", str(2 ** 64 + 1)):
        refs(f"log-named-{name}", "O104", lambda story, found, name=name: found.update(
            {f"refs/entangle/receipts/{name}": receipt(story, 12)}))
    refs("log-named-nothing", "O104", lambda story, found: found.update(
        {"refs/entangle/receipts": found.pop(LOG)}))

    refs("branch-behind-its-receipt", "R102,J112", lambda story, found: found.update(
        {MAIN: story.tested}))

    def back(story, found):
        """Lead's landing is gone with the branch; the log is whole."""
        found[MAIN] = story.tested
        found[lane(story, "lead")] = story.events["ask-3"]
    refs("branch-and-landing-rolled-back", "J112", back)

    def all_back(story, found):
        """And the log, too: builder's last event has seen more."""
        back(story, found)
        found[LOG] = receipt(story, 10)
    refs("all-rolled-back-but-one-event", "?J108", all_back)

    def really_all(story, found):
        all_back(story, found)
        found[lane(story, "builder")] = story.events["land-1"]
    refs("all-rolled-back", None, really_all, lambda story: setattr(
        story, "now", story.at(40)))
    refs("branch-teleported", "R101,J112", lambda story, found: found.update(
        {MAIN: story.side}))
    refs("branch-gone-with-its-receipt-kept", "R103", lambda story, found: found.pop(MAIN))
    refs("lane-gone-with-its-receipt-kept", "J111", lambda story, found: found.pop(lane(story, "runner1")))
    refs("lane-behind-its-receipt", "J112", lambda story, found: found.update(
        {lane(story, "builder"): story.events["land-1"]}))
    refs("lane-at-another-ones-event", "J112,L101", lambda story, found: found.update(
        {lane(story, "builder"): story.events["land-2"]}))

    def proposal(story, found):
        return form.proposal_ref(story.events["propose-1"])

    refs("proposal-gone-with-its-receipt-kept", "J111", lambda story, found: found.pop(proposal(story, found)))
    refs("proposal-teleported", "J112,R105", lambda story, found: found.update(
        {proposal(story, found): story.tested}))

    def dropped(story):
        """The host takes a proposal's ref away, and says so."""
        ref = form.proposal_ref(story.events["propose-1"])
        story.receipt(42, "lead", [(story.refs.pop(ref), None, ref)])
    late("proposal-taken-away", None, dropped)

    def standing_again(story):
        ref = form.proposal_ref(story.events["propose-1"])
        kept = story.refs[ref]
        dropped(story)
        story.refs[ref] = kept
    late("proposal-taken-away-and-here", None, standing_again)

    def unpushed(story):
        """More is here than the host has had."""
        story.is_pushing = False
    benign("nothing-pushed-at-the-end")(
        lambda story: story.after("second_code", lambda: unpushed(story)))
    benign("first-landing-not-pushed-yet")(
        lambda story: story.after("second_proposal", lambda: unpushed(story)))
    refs("branch-that-the-log-has-never-had", None, lambda story, found: found.update(
        {"refs/heads/topic": story.side}))

    def two_branches(story):
        """Another protected branch, which nobody has landed on."""
        story.hook("trust", "founding", lambda draft: draft.files.update({
            "repository.json": form.repository(**{
                **story.document, "baseline": {
                    ref: story.git.commit_name(story.base) for ref in (MAIN, NEXT)}})}))
        story.after("baseline", lambda: story.refs.update({NEXT: story.base}))

        def also(draft):
            draft.files["policies/next.json"] = form.policy(NEXT, 1, ["lead"])
        story.hook("trust", "permissions", also)
        real = story.second_authority

        def second_authority():
            story.document["baseline"][NEXT] = story.git.commit_name(story.base)
            real()
        story.second_authority = second_authority
    benign("branch-without-landing")(two_branches)
    refs("branch-at-another-branchs-tip", "R101,J112", lambda story, found: found.update(
        {NEXT: story.merged}), two_branches)
    refs("branch-without-landing-gone", "J111,J112",
         lambda story, found: found.pop(NEXT), two_branches)

    def left(story):
        """The host has the other branch elsewhere; it stands where it began."""
        def moved():
            story.refs[NEXT] = story.tool
            story.push(13, "builder", [NEXT])
        story.after("first_code", moved)
        story.hook("refs", "", lambda found: found.update({NEXT: story.base}))

    def left_while_protected(story):
        two_branches(story)
        left(story)
    attack("branch-was-elsewhere-while-protected", "J112")(left_while_protected)

    def left_before_protected(story):
        """The law protects it only later; where it was until then binds nobody."""
        two_branches(story)
        left(story)
        policies = {}

        def without(draft):
            policies.update({"policies/next.json": draft.files.pop("policies/next.json")})
        story.hook("trust", "permissions", without)
        story.hook("trust", "narrow", lambda draft: draft.files.update(policies))
    benign("branch-was-elsewhere-before-it-was-protected")(left_before_protected)

    moves("move-of-the-log-itself", "J112", lambda story, moves: sorted([*moves, (
        None, story.git.object_name(story.epochs[0].tip), LOG)],
        key=lambda move: move[2]), 11)
    moves("move-of-what-is-none-of-ours", "J111", lambda story, moves: sorted([*moves, (
        None, story.git.object_name(story.side), "refs/entangle/other")],
        key=lambda move: move[2]))

    def many(count):
        return lambda story, moves: sorted([*moves, *(
            (None, moves[0][1], f"refs/heads/t{number}")
            for number in range(count - len(moves)))], key=lambda move: move[2])
    moves("move-of-4096-refs", None, many(4096))
    moves("move-of-4097-refs", "J101", many(4097))

    def lane_dropped(story):
        """The host says that it has dropped a lane, which is here."""
        story.receipt(42, "lead", [(story.events["finish"], None, lane(story, "builder"))])
    late("log-drops-a-lane-that-is-here", None, lane_dropped)

    # Silence

    def silent(name, codes, seconds, prepare=lambda story: None):
        def both(story):
            prepare(story)
            story.now = story.at(40) + 60 + story.silence + seconds
        (attack(name, codes) if codes else benign(name))(both)

    silent("silence-at-its-end", None, 0)
    silent("silence-too-long", "?J110", 1)
    silent("silence-of-which-nothing-is-said", None, 9 * DAY, lambda story: story.hook(
        "trust", "permissions", lambda draft: draft.files.update({
            "epochs/1.json": log_format.epoch_file(
                "server", story.epochs[0].key.key_id)})))

    def mute(story, hours, seconds=0):
        """There is an epoch and no receipt."""
        story.is_pushing = False
        story.receipt = lambda *_, **__: None
        story.now = story.at(3 + hours) + seconds
        story.silence = 45 * 3600
    benign("log-not-begun")(lambda story: mute(story, 45))
    attack("log-not-begun-for-too-long", "?J110")(lambda story: mute(story, 45, 1))

    # Two logs

    def twin(story):
        """The host signs two receipts as one; an event has seen the other one."""
        epoch = story.epochs[0]
        before = epoch.tip, epoch.digest
        story.receipt(41)
        other = epoch.receipts.pop()
        epoch.tip, epoch.digest = before
        story.receipt(42)
        kept = epoch.receipts[-1]
        epoch.receipts[-1] = other
        story.event("witness", "lead", "task.cancel/1", 43, ["request"])
        epoch.receipts[-1] = kept
    late("two-heads-of-one-log", "J109", twin)

    def key_that_ended(story):
        """Nothing asks for the window of the host's key."""
        story.windows["server.law"] = (story.start - DAY, story.at(20))
    benign("log-by-a-key-that-ended")(key_that_ended)

    # Law that goes on elsewhere

    def fork(name, codes, *, void=True, named=None, seconds=60):
        """The host takes a state of a branch that is made void, or is not."""
        def act(story):
            kept = story.states[:]
            story.publish("lost", 41, revoked(
                story, story.latest().files, "principals/worker/builder.json",
                "builder.law", "frozen", 41), ["builder"],
                [cut for cut in story.cuts() if cut[0].startswith("builder/")])
            lost = story.latest()
            story.hook("receipt", "receipt-1-13", lambda draft: putting(
                time=story.at(41) + seconds)(draft))
            story.push()
            story.states[:] = kept
            story.publish("resolve", 42, {
                **story.latest().files, "edges/reviewer/delegates/lead.json": form.edge()},
                AUTHORITIES, voids=[(lost.version, lost.digest)] if void else [])
            story.push(state=lost if named == "lost" else None)
        late(name, codes, act)
    fork("receipt-of-a-branch-that-lost", None)
    fork("receipt-of-a-branch-that-nobody-made-void", "J104", void=False)
    fork("receipt-of-what-stands-under-void-law", "J104", named="lost")
    fork("receipt-of-a-branch-that-lost-of-before-the-law", "J105", seconds=-20 * 3600)

    def stolen(name, codes, first, second):
        """Builder's key is frozen and used; the receipts of both pushes name the state
        before, or not."""
        def act(story):
            before = story.latest()
            story.publish("frozen", 42, revoked(
                story, story.latest().files, "principals/worker/builder.json",
                "builder.law", "frozen", 42), AUTHORITIES, story.cuts())
            story.push(43, state=before if first else None)
            story.event("theft", "builder", "task.request/1", 44, [], {
                "To": "runner1", "Input": story.git.commit_name(story.base)},
                {"brief": b"Run.\n", "command.json": form.canonical_json(story.command)},
                state=before)
            story.push(45, state=before if second else None)
        late(name, codes, act)
    stolen("host-that-moves-the-law-and-names-the-one-before", "J104", True, True)
    stolen("host-that-goes-back-to-the-law-before", "J104", False, True)
    stolen("thief-without-the-host", "K105", False, False)
