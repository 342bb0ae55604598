"""Variations of tenants: edges between them, and the bridges that let these be."""

import entangle_format as form

AUTHORITIES = ["root", "keeper"]
BRIDGE = form.canonical_json({"schema": "entangle/bridge@v1"})
EDGE = "edges/lead/delegates/guest.json"


def register(attack, benign):
    """Add these variations to the others."""

    def late(name, codes, files, signers=AUTHORITIES):
        """The law gets a guest of another tenant, and these files; without codes, benign."""
        def act(story):
            guest = form.principal("gus", [
                (story.key("guest.law"), ["law"], story.at(0), story.at(24 * 80))], "umbrella")
            story.publish("guest", 42, {
                **story.latest().files, "principals/worker/guest.json": guest, **files}, signers)

        def prepare(story):
            story.after("finish", lambda: act(story))
        (attack(name, codes) if codes else benign(name))(prepare)

    bridge = {"bridges/acme/umbrella.json": BRIDGE}
    edge = {EDGE: form.edge()}
    late("tenant-of-its-own", None, {})
    late("tenant-edge-over-a-bridge", None, {**edge, **bridge})
    late("tenant-edge-without-a-bridge", "T136", edge)
    late("tenant-edge-disabled-without-a-bridge", None, {EDGE: form.edge(False)})
    late("tenant-edge-against-the-bridge", "T136", {
        "edges/guest/delegates/runner1.json": form.edge(), **bridge})
    late("tenant-edge-over-both-bridges", None, {
        "edges/guest/delegates/runner1.json": form.edge(), "bridges/umbrella/acme.json": BRIDGE, **bridge})
    late("tenant-bridge-to-nobody", None, {"bridges/acme/nobody.json": BRIDGE})
    late("tenant-bridge-to-itself", "T136", {"bridges/acme/acme.json": BRIDGE})
    late("tenant-bridge-in-capitals", "T105", {"bridges/acme/Umbrella.json": BRIDGE})
    late("tenant-bridge-too-deep", "T105", {"bridges/acme/umbrella/all.json": BRIDGE})
    late("tenant-bridge-too-high", "T105", {"bridges/umbrella.json": BRIDGE})
    late("tenant-bridge-with-a-member-more", "T105", {
        "bridges/acme/umbrella.json": form.canonical_json({"schema": "entangle/bridge@v1", "enabled": True})})
    late("tenant-bridge-of-schema-2", "T105", {
        "bridges/acme/umbrella.json": form.canonical_json({"schema": "entangle/bridge@v2"})})
    late("tenant-bridge-by-one-authority-of-two", "T110", {**bridge}, ["root"])
