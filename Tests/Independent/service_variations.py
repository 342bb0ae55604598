"""Variations of services: whom the law lets connect, by which list, and what becomes of that when the
law says something else."""

import json

import entangle_format as form
from law_variations import OP
from tenant_variations import BRIDGE

PATH = "services/shop.json"
PUBLIC = {"access": "public"}
CONTACTS = {"access": "contacts"}


def only(*names, decides=False):
    """An allowlist, as members."""
    members = {"access": "allowlist", "allowed": sorted(names)}
    return {**members, "decidesConnections": True} if decides else members


def register(attack, benign):
    """Add these variations to the others."""

    def shop(name, codes, members, *acts, more=None):
        """There is a service with that access list, and what is done in the end."""
        def prepare(story):
            story.people["shop"] = ("service", "sid", {"law": ["law"]})
            if members is not None:
                story.hook("trust", "permissions", lambda draft: draft.files.update(
                    {PATH: form.service(members)}))
            if more:
                more(story)

            def act():
                for one in acts:
                    one(story)
            story.after("finish", act)
        (attack(name, codes) if codes else benign(name))(prepare)

    # What is done

    def connect(name="connect", who="builder", hour=41, causes=(), state=None):
        def act(story):
            story.event(name, who, "connection.request/1", hour, causes, {
                "To": "shop", "Expires": form.timestamp(story.at(47))},
                state=state and story.states[state])
        return act

    def verdict(decision, who="shop", hour=42):
        return lambda story: story.event("verdict", who, "connection.verdict/1", hour,
                                         ["connect"], {"Decision": decision})

    def ask(cause, who="builder", to="shop", hour=44):
        return lambda story: story.event("ask", who, "question/1", hour, [cause],
                                         {"To": to}, {"message": b"Well?\n"})

    def law(members, hour=43, signers=("root", "keeper"), change=None):
        """The access list is another one, or gone."""
        def act(story):
            files = {**story.latest().files, PATH: form.service(members)} if members else {
                path: data for path, data in story.latest().files.items() if path != PATH}
            if change:
                change(files)
            before = story.latest().files
            is_additive = all(files.get(path) == data for path, data in before.items())
            story.publish("law", hour, files, list(signers),
                          () if is_additive else story.cuts())
        return act

    # Requests

    shop("service-public", None, PUBLIC, connect(), ask("connect"))
    shop("service-without-a-list", "W122", None, connect())
    shop("service-allowlist", None, only("builder"), connect(), ask("connect"))
    shop("service-not-on-the-allowlist", "W122", only("lead"), connect())

    def contact(enabled):
        def more(story):
            story.hook("trust", "permissions", lambda draft: draft.files.update(
                {"edges/builder/contacts/shop.json": form.edge(enabled)}))
        return more
    shop("service-contact", None, CONTACTS, connect(), more=contact(True))
    shop("service-contact-disabled", "W122", CONTACTS, connect(), more=contact(False))
    shop("service-no-contact", "W122", CONTACTS, connect())
    shop("service-contact-without-a-list", "W122", None, connect(), more=contact(True))
    shop("service-contact-the-other-way", "W122", CONTACTS, connect(), more=lambda story:
         story.edges.append(("shop", "contacts", "builder")))
    shop("service-by-itself", "W122", PUBLIC, connect(who="shop"))
    shop("service-on-the-list-of-another", "W122", only("lead"), connect(), more=lambda story: (
        story.people.update({"store": ("service", "sid", {"law": ["law"]})}),
        story.hook("trust", "permissions", lambda draft: draft.files.update(
            {"services/store.json": form.service(PUBLIC)}))))

    def introduce(story):
        story.event("intro", "lead", "introduction/1", 40.5, [],
                    {"To": "builder", "Peer": "shop"})

    def may_introduce(story):
        story.edges.append(("lead", "contacts", "builder"))
    shop("introduction-beside-a-list", None, only("builder"), introduce,
         connect(causes=["intro"]), more=may_introduce)
    shop("introduction-in-place-of-a-list", "W122", only("lead"), introduce,
         connect(causes=["intro"]), more=may_introduce)

    # Tenants

    def far(*bridges):
        """The service is of another tenant, and there are bridges."""
        def more(story):
            def change(draft):
                path = "principals/service/shop.json"
                value = json.loads(draft.files[path])
                value["tenant"] = "umbrella"
                draft.files[path] = form.canonical_json(value)
                draft.files.update({f"bridges/{one}.json": BRIDGE for one in bridges})
            story.hook("trust", "principals", change)
        return more
    there, back = "acme/umbrella", "umbrella/acme"
    shop("service-over-a-bridge", None, PUBLIC, connect(), ask("connect"), more=far(there))
    shop("service-of-another-tenant", "W122", PUBLIC, connect(), more=far())
    shop("service-against-the-bridge", "W122", PUBLIC, connect(), more=far(back))
    shop("service-of-another-tenant-with-a-list", "W122", only("builder"), connect(), more=far())
    shop("service-of-another-tenant-decides", "W122", {"decidesConnections": True}, connect(), more=far())

    def unbridged(story):
        files = {path: data for path, data in story.latest().files.items() if path != f"bridges/{there}.json"}
        story.publish("unbridged", 43, files, ["root", "keeper"], story.cuts())
    shop("service-bridge-gone-before-a-question", "W122", PUBLIC, connect(), unbridged, ask("connect"), more=far(there))
    shop("service-bridge-gone-after-the-request", None, PUBLIC, connect(), unbridged, more=far(there))

    # Verdicts

    decides = only("lead", decides=True)
    shop("verdict-by-the-service", None, decides, connect(), verdict("accepted"),
         ask("verdict"))
    shop("verdict-alone-decides", None, {"decidesConnections": True}, connect(),
         verdict("rejected"))
    shop("verdict-by-another", "W101", decides, connect(), verdict("accepted", "lead"))
    shop("verdict-on-who-is-let-in", "W115", only("builder", decides=True), connect(),
         verdict("rejected"))
    shop("question-before-the-verdict", "W101", decides, connect(), ask("connect"))
    shop("question-after-no", "W115", decides, connect(), verdict("rejected"), ask("verdict"))
    shop("question-over-the-connection-of-another", "W101", PUBLIC, connect(),
         ask("connect", who="lead"))

    # The law changes

    shop("access-lost-before-a-question", "W122", only("builder", "lead"), connect(),
         law(only("lead")), ask("connect"))
    shop("access-kept-before-a-question", None, only("builder", "lead"), connect(),
         law(only("builder")), ask("connect"))
    shop("access-lost-but-decided", "W122", only("builder", decides=True), connect(),
         law(decides), ask("connect"))
    shop("access-list-gone-before-the-verdict", "W122", decides, connect(),
         law(None, 41.5), verdict("accepted"))
    shop("access-list-gone-before-no", None, decides, connect(), law(None, 41.5),
         verdict("rejected"))
    shop("request-under-an-older-list", "A104", only("builder", "lead"), law(only("lead"), 40.5),
         connect(hour=41, state=-2))
    shop("request-under-an-older-list-that-let-in-less", None, only("builder"),
         law(PUBLIC, 40.5), connect(hour=41, state=-2))
    shop("request-before-the-cut", None, only("builder", "lead"), connect(), law(only("lead")))

    # The document

    def document(name, codes, data, path=PATH):
        def act(story):
            files = {**story.latest().files, path: data}
            story.publish("law", 43, files, ["root", "keeper"],
                          story.cuts() if path == PATH else ())
        shop(name, codes, PUBLIC, act)

    def written(members):
        return form.canonical_json({**members, "schema": "entangle/service@v1"})
    for name, members in (
            ("says-nothing", {}),
            ("of-a-word-of-its-own", {"access": "everybody"}),
            ("null", {"access": None}),
            ("that-decides-false", {**PUBLIC, "decidesConnections": False}),
            ("empty", {"access": "allowlist", "allowed": []}),
            ("without-names", {"access": "allowlist"}),
            ("unsorted", {"access": "allowlist", "allowed": ["lead", "builder"]}),
            ("with-a-name-twice", {"access": "allowlist", "allowed": ["lead", "lead"]}),
            ("public-with-names", {**PUBLIC, "allowed": ["lead"]}),
            ("with-more", {**PUBLIC, "for": "all"})):
        document(f"access-list-{name}", "T105", written(members))
    document("access-list-spelled-otherwise", "T105",
             json.dumps({**PUBLIC, "schema": "entangle/service@v1"}).encode())
    document("access-list-of-another-schema", "T105",
             form.canonical_json({**PUBLIC, "schema": "entangle/service@v2"}))
    document("access-list-of-nobody", "T131", written(PUBLIC), "services/store.json")
    document("access-list-of-a-worker", "T131", written(PUBLIC), "services/builder.json")
    document("access-list-below-a-folder", "T105", written(PUBLIC), "services/a/shop.json")
    document("access-list-for-itself", "T131", written(only("shop")))
    document("access-list-for-nobody", "T119", written(only("lena")))

    # Who may change it

    def operator(name, codes, role, before, after, tenant="acme"):
        def more(story):
            story.people["op"] = ("operator", "olga", {"law": ["law"]})

            def grant(draft):
                value = json.loads(draft.files[OP])
                value.update({"role": role, "roleUntil": form.timestamp(story.at(47)), "tenant": tenant})
                draft.files[OP] = form.canonical_json(value)
            story.hook("trust", "principals", grant)
        shop(name, codes, before, law(after, signers=["op"]), more=more)
    operator("operator-takes-a-list-away", None, "operator", PUBLIC, None)
    operator("operator-narrows-a-list", "T127", "operator", PUBLIC, CONTACTS)
    operator("viewer-takes-a-list-away", "T127", "viewer", PUBLIC, None)
    operator("admin-narrows-a-list", None, "admin", {**PUBLIC, "decidesConnections": True},
             only("lead"))
    operator("operator-of-another-tenant-takes-a-list-away", "T127", "operator", PUBLIC, None, "umbrella")
    operator("admin-of-another-tenant-narrows-a-list", "T127", "admin", PUBLIC, only("lead"), "umbrella")
    operator("admin-shortens-a-list", None, "admin", only("builder", "lead"), only("lead"))
    operator("admin-lengthens-a-list", "T127", "admin", only("lead"), only("builder", "lead"))
    operator("admin-opens-a-list", "T127", "owner", CONTACTS, PUBLIC)
    operator("admin-makes-a-list", "T127", "owner", None, only("lead"))
    operator("admin-has-others-decided", "T127", "owner", PUBLIC,
             {**PUBLIC, "decidesConnections": True})
    operator("admin-makes-contacts-of-a-list", "T127", "owner", only("lead"), CONTACTS)

    def alone(story):
        files = {**story.latest().files, PATH: form.service(PUBLIC)}
        story.publish("law", 43, files, ["shop"], story.cuts())
    shop("service-opens-itself", "T110,T127", CONTACTS, alone)

    def one_of_two(story):
        files = {**story.latest().files, PATH: form.service(PUBLIC)}
        story.publish("law", 43, files, ["root"], story.cuts())
    shop("one-authority-of-two-opens-a-list", "T110", CONTACTS, one_of_two)
