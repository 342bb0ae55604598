"""Variations of the form of one receipt, and of who signed it."""

import base64

import entangle_format as form
import log_format

LAST = "receipt-1-12"
REFUSALS = "receipt-1-5"
LIFE = "receipt-1-9"


def replacing(old, new):
    """Replace bytes, which must be there."""
    def change(data):
        assert old in data, old
        return data.replace(old, new, 1)
    return change


def putting(**values):
    """Set attributes."""
    def change(target):
        for name, value in values.items():
            assert hasattr(target, name)
            setattr(target, name, value)
    return change


def line(name, value):
    """Another value on the line of that name."""
    def change(text):
        start = text.index(f"\n{name}: ".encode()) + 1
        end = text.index(b"\n", start)
        return text[:start] + f"{name}: {value}".encode() + text[end:]
    return change


def register(attack, benign):
    """Add these variations to the others."""

    def one(name, codes, stage, change, receipt=LAST):
        """An attack on one receipt; without codes, benign."""
        (attack(name, codes) if codes else benign(name))(
            lambda story: story.hook(stage, receipt, change))

    def text(name, change, codes="J101", receipt=LAST):
        """The host itself signs another text."""
        one(f"receipt-{name}", codes, "receipt-text", change, receipt)

    # Text

    text("summary-wrong", replacing(b"receipt 1:12\n", b"receipt 1:13\n"))
    text("summary-zero", replacing(b"receipt 1:12\n", b"receipt 1:012\n"))
    text("carriage-return", replacing(b"\nTime", b"\r\nTime"))
    text("two-spaces", replacing(b"\nTime: ", b"\nTime:  "))
    text("space-at-end", replacing(b"\nKind: receipt/1", b"\nKind: receipt/1 "))
    text("name-in-small", replacing(b"\nTime", b"\ntime"))
    text("kind-2", replacing(b"receipt/1", b"receipt/2"))
    text("line-missing", replacing(b"Certificate: none\n", b""))
    text("line-twice", replacing(b"Pusher: lead\n", b"Pusher: lead\n" * 2))
    text("line-order", replacing(b"Pusher: lead\nCertificate: none\n",
                                 b"Certificate: none\nPusher: lead\n"))
    text("line-unknown", replacing(b"Pusher: ", b"Note: hello\nPusher: "))
    text("line-empty", replacing(b"Pusher: ", b"\nPusher: "))
    text("not-ascii", line("Pusher", "l\u00e9ad"))
    text("nul", replacing(b"Pusher: lead", b"Pusher: le\0ad"))
    text("pusher-no-id", line("Pusher", "Lead"))
    text("pusher-stranger", line("Pusher", "stranger"), None)
    text("pusher-none", line("Pusher", "none"), None)
    text("certificate", line("Certificate", "ab" * 32), None)
    text("certificate-in-capitals", line("Certificate", "AB" * 32))
    text("certificate-short", line("Certificate", "ab" * 31))
    text("sequence-with-zero", line("Sequence", "012"))
    text("sequence-with-sign", line("Sequence", "+12"))
    text("sequence-zero", line("Sequence", "0"), "J101")
    text("sequence-of-64-bits", line("Sequence", 2 ** 64 + 12))
    text("sequence-too-great", line("Sequence", 2 ** 53))
    text("sequence-greatest", line("Sequence", 2 ** 53 - 1), "J101")
    text("epoch-with-zero", line("Epoch", "01"))
    text("epoch-zero", line("Epoch", "0"), "J101")
    text("trust-with-zero", lambda data: data.replace(b"Trust: 5", b"Trust: 05"))
    text("chain-in-capitals", lambda data: line(
        "Chain", data.split(b"\nChain: ")[1][:64].decode().upper())(data))
    text("time-that-is-none", line("Time", "2026-02-30T00:00:00Z"))
    text("time-with-fraction", line("Time", "2026-01-31T16:01:00.0Z"))
    text("time-in-small", line("Time", "2026-01-31t16:01:00z"))

    # Moves

    def moves(name, change, codes="J101"):
        def edit(draft):
            draft.moves = change(draft.moves)
        one(f"move-{name}", codes, "receipt", edit)

    def named(ref):
        """One more move, of a ref of that name."""
        return lambda moves: sorted(
            [*moves, (None, moves[-1][1], ref)], key=lambda move: move[2].encode())

    moves("twice", lambda moves: moves * 2)
    moves("unsorted", lambda moves: named("refs/heads/topic")(moves)[::-1])
    moves("of-nothing", lambda moves: [*moves, (None, None, "refs/heads/topic")])
    moves("of-a-branch", named("refs/heads/topic"), None)
    moves("of-a-tag", named("refs/tags/v1"), None)
    moves("of-a-note", named("refs/notes/x"), None)
    moves("of-a-name-in-utf-8", named("refs/heads/caf\u00e9"), None)
    moves("of-a-bad-name", named("refs/heads/a..b"))
    moves("of-a-lock", named("refs/heads/a.lock"))
    moves("of-a-name-with-space", named("refs/heads/a b"))
    moves("of-a-name-with-tilde", named("refs/heads/a~1"))
    moves("of-a-name-with-slash-at-end", named("refs/heads/a/"))
    moves("of-no-ref", named("topic"))
    moves("with-oid-in-capitals", lambda moves: [
        (old.upper(), new, ref) for old, new, ref in moves])
    moves("with-short-digest", lambda moves: [
        (old, new[:-1], ref) for old, new, ref in moves])
    moves("with-bare-oid", lambda moves: [
        (old, new.split(":")[0], ref) for old, new, ref in moves])
    moves("with-oid-of-zeros", lambda moves: [
        *moves, ("0" * len(moves[0][0]), moves[0][1], "refs/heads/topic")])
    moves("to-another-digest", lambda moves: [
        (old, new.split(":")[0] + ":" + "ab" * 32, ref)
        for old, new, ref in moves], "J112")
    moves("with-oid-of-other-length", lambda moves: [
        (old + "0", new, ref) for old, new, ref in moves])
    text("move-without-pusher", replacing(b"Pusher: lead\nCertificate: none\n", b""))
    text("pusher-without-move", lambda data: data + b"Pusher: lead\nCertificate: none\n",
         receipt=LIFE)
    text("move-and-refusal", lambda data: data + "Refusal: {}\n".format(
        log_format.refusal_line(0, None, [], 1, b"")[1]).encode())

    # Refusals

    def refusal(name, codes=None, due="J101", count=1, who="lead"):
        value = f"{form.timestamp(0)} {who} {codes or 'none'} {count} {'ab' * 32}"
        text(f"refusal-{name}", lambda data: data + f"Refusal: {value}\n".encode(),
             due, LIFE)

    eight = ",".join(f"E10{digit}" for digit in range(1, 9))
    refusal("plain", due=None)
    refusal("of-nobody", due=None, who="none")
    refusal("of-eight-codes", eight, None)
    refusal("of-nine-codes", eight + ",E109")
    refusal("codes-unsorted", "S102,E101")
    refusal("codes-twice", "E101,E101")
    refusal("codes-with-spaces", "E101, S102")
    refusal("codes-ending-in-comma", "E101,")
    refusal("code-of-no-form", "e101")
    refusal("pusher-no-id", who="Lead")
    refusal("count-greatest", due=None, count=2 ** 53 - 1)
    refusal("count-too-great", count=2 ** 53)
    refusal("count-with-zero", count="01")
    refusal("count-none", count=0)

    # Signature

    def message(name, change, codes="J101", receipt=LAST):
        one(f"receipt-{name}", codes, "receipt-message", change, receipt)

    def signature(name, change, codes="J101"):
        def edit(data):
            head, _, value = data.rpartition(b"Signature: ")
            return head + b"Signature: " + change(value[:-1]) + b"\n"
        message(f"signature-{name}", edit, codes)

    def loose(value):
        """The same bytes, with other bits where there are none to spare."""
        digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        at = digits.index(value[85:86])
        other = value[:85] + digits[at + 1:at + 2] + b"=="
        assert base64.b64decode(other) == base64.b64decode(value)
        return other

    def malleable(value):
        """S and S + L are the same modulo the group's order."""
        raw = base64.b64decode(value)
        scalar = int.from_bytes(raw[32:], "little")
        scalar += 2 ** 252 + 27742317777372353535851937790883648493
        return base64.b64encode(raw[:32] + scalar.to_bytes(32, "little"))

    signature("with-loose-bits", loose)
    signature("without-padding", lambda value: value[:86])
    signature("for-urls", lambda value: b"-_" + value[2:])
    signature("of-63-bytes", lambda value: base64.b64encode(
        base64.b64decode(value)[:63]))
    signature("of-65-bytes", lambda value: base64.b64encode(
        base64.b64decode(value) + b"\0"))
    signature("in-two-lines", lambda value: value[:70] + b"\n" + value[70:])
    signature("armoured", lambda value: base64.b64encode(b"SSHSIG" + value))
    signature("malleable", malleable, "J102")
    signature("of-zeros", lambda value: b"A" * 86 + b"==", "J102")
    message("without-signature", lambda data: data[:data.rindex(b"Signature: ")])
    message("signature-twice", lambda data: data + data[data.rindex(b"Signature: "):])
    message("without-last-newline", lambda data: data[:-1])
    message("with-trailing-newline", lambda data: data + b"\n")
    message("with-trailing-bytes", lambda data: data + b"Note: hello\n")
    message("changed", replacing(b"Pusher: lead", b"Pusher: none"), "J102")
    message("of-life-changed", replacing(b":00Z\n", b":01Z\n"), "J101,J102", LIFE)

    def signed(name, **values):
        one(f"receipt-signed-{name}", "J102", "host-signing", putting(**values))

    signed("for-git", namespace=form.GIT_NAMESPACE)
    signed("for-trust", namespace=form.TRUST_NAMESPACE)
    signed("for-a-file", namespace="file")
    one("receipt-head-of-another-number", "J102", "head",
        replacing(b"sequence 12", b"sequence 11"))
    one("receipt-head-without-newline", "J102", "head", lambda data: data[:-1])
    one("receipt-head-version-2", "J102", "head", replacing(b"v1", b"v2"))
    for who in ("lead", "mallory"):
        attack(f"receipt-signed-by-{who}", "J102")(
            lambda story, who=who: story.hook(
                "host-signing", LAST, lambda signing: setattr(
                    signing, "key", story.key(f"{who}.law"))))

    # Commit

    def headers(name, change, codes="J101"):
        one(f"receipt-{name}", codes, "headers", change)

    def each(old, new):
        return lambda headers: [(name, value.replace(old, new)) for name, value in headers]

    headers("header-encoding", lambda headers: [*headers, ("encoding", "UTF-8")])
    headers("header-folded", lambda headers: [*headers, ("note", "a\n b")])
    headers("header-twice", lambda headers: [*headers, headers[-1]])
    headers("header-order", lambda headers: [*headers[:-2], headers[-1], headers[-2]])
    headers("header-missing", lambda headers: headers[:-1])
    headers("parentless", lambda headers: [headers[0], *headers[2:]], "J101")
    headers("committer-later", lambda headers: [
        *headers[:-1], (headers[-1][0], headers[-1][1].replace("> 1", "> 2"))])
    headers("time-zone", each(" +0000", " -0000"))
    headers("author-name", each("server <", "Server <"))
    one("receipt-author-other", "J101", "receipt", putting(author="lead"))

    @attack("receipt-commit-of-another-time", "J101")
    def _(story):
        story.hook("headers", LAST, lambda headers: [
            (name, form.identity("server", story.at(40) + 61)
             if name in ("author", "committer") else value)
            for name, value in headers])

    @attack("receipt-with-two-parents", "J101")
    def _(story):
        story.hook("headers", LAST, lambda headers: [
            *headers[:2], ("parent", story.latest().commit), *headers[2:]])

    @attack("receipt-with-a-file", "J101")
    def _(story):
        story.hook("headers", LAST, lambda headers: [
            ("tree", story.git.tree({"note": b"hello\n"})), *headers[1:]])

    @attack("receipt-signed-as-git-does", "J101")
    def _(story):
        story.hook("commit", LAST, lambda commit: form.with_signature(
            commit, story.key("server.law").sign("git", commit)))
