"""The host's log and what it proves, from section 13 of Docs/format.md alone."""

import base64
import hashlib

import entangle_format as form

HEAD_NAMESPACE = "entangle-head@v1"
NOTHING = (0, form.ZERO_DIGEST)


def receipts_ref(epoch):
    """The ref of an epoch's log."""
    return f"refs/entangle/receipts/{epoch}"


def epoch_file(host, key_id, after=NOTHING, silence=None):
    """`epochs/<number>.json`; `after` is (sequence, digest)."""
    value = {"schema": "entangle/epoch@v1", "host": host, "key": key_id,
             "after": {"sequence": after[0], "digest": after[1]}}
    if silence is not None:
        value["longestSilence"] = silence
    return form.canonical_json(value)


def head_statement(repository, epoch, sequence, digest):
    """What the host signs of a receipt."""
    return (f"entangle-head v1\nrepository {repository}\nepoch {epoch}\n"
            f"sequence {sequence}\nreceipt {digest}\n").encode()


def raw_signature(key, message, namespace=HEAD_NAMESPACE):
    """The 64 bytes at the end of the SSH signature, in base64."""
    blob = form.unarmour(key.sign(namespace, message))
    return base64.b64encode(blob[-64:]).decode()


def head_armour(key, signature, namespace=HEAD_NAMESPACE):
    """The armour that `ssh-keygen -Y verify` wants around a head's signature."""
    inner = (form.ssh_string(b"ssh-ed25519")
             + form.ssh_string(base64.b64decode(signature)))
    blob = b"SSHSIG" + (1).to_bytes(4, "big")
    for part in (key, namespace.encode(), b"", b"sha512", inner):
        blob += form.ssh_string(part)
    return form.armour(blob)


def receipt_text(trailers, lines=()):
    """What a receipt says, without the signature; `lines` are of its pushes."""
    named = dict(trailers)
    text = [f"receipt {named['Epoch']}:{named['Sequence']}", ""]
    text += [f"{name}: {value}" for name, value in trailers]
    text += [f"{name}: {value}" for name, value in lines]
    return "".join(line + "\n" for line in text).encode()


def move_line(old, new, ref):
    """The line of a ref that moved; `new` is an *object*."""
    return ("Move", f"{old or 'none'} {new or 'none'} {ref}")


def refusal_line(when, pusher, codes, count, lines):
    """The line of pushes that were refused; `lines` is what the hook got."""
    codes = ",".join(sorted(codes)) or "none"
    digest = hashlib.sha256(lines).hexdigest()
    return ("Refusal",
            f"{form.timestamp(when)} {pusher or 'none'} {codes} {count} {digest}")


def head_evidence(repository, key, first, second):
    """Evidence that a host has signed two receipts as one."""
    return {"schema": "entangle/evidence@v1", "repository": repository,
            "key": key.public, "heads": [first, second]}


def event_evidence(repository, key, object_format, first, second):
    """Evidence that a signer has signed two events as one."""
    return {"schema": "entangle/evidence@v1", "repository": repository,
            "key": key.public, "objectFormat": object_format,
            "events": [base64.b64encode(commit).decode()
                       for commit in (first, second)]}
