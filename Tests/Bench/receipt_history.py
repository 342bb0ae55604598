"""Makes a repository with a host's log, as `history.py` makes one without: each event was pushed by itself, and has its
receipt.
"""

import base64
import hashlib

from history import ZEROS, History, Key, canonical, sha256, ssh_string, time_text


class ReceiptHistory(History):
    """A founding state that opens an epoch, events, and as many receipts."""

    def __init__(self, events, lanes, seeds, object_format="sha1"):
        self.server = Key("server")
        self.digest = ZEROS
        super().__init__(events, lanes, seeds, object_format)
        self.refs["refs/entangle/receipts/1"] = self.server.tip

    def more_law(self):
        return {
            "principals/host/server.json": self.principal(self.server),
            "epochs/1.json": canonical(
                {
                    "after": {"digest": ZEROS, "sequence": 0},
                    "host": self.server.owner,
                    "key": self.server.id,
                    "schema": "entangle/epoch@v1",
                }
            ),
        }

    def event(self, key, kind, causes, own, files=None):
        old = key.tip[0] if key.tip else "none"
        new = super().event(key, kind, causes, own, files)
        self.receipt(f"{old} {new[0]}:{new[1]} refs/entangle/events/{key.lane}", key.owner)
        return new

    def receipt(self, move, pusher):
        """Adds the receipt of a push that has moved one ref."""
        self.server.sequence += 1
        trailers = [
            ("Kind", "receipt/1"),
            ("Repository", self.trust_root),
            ("Epoch", "1"),
            ("Sequence", str(self.server.sequence)),
            ("Chain", self.digest),
            ("Trust", self.state),
            ("Time", time_text(self.now)),
            ("Pusher", pusher),
            ("Certificate", "none"),
            ("Move", move),
        ]
        text = f"receipt 1:{self.server.sequence}\n\n"
        text += "".join(f"{name}: {value}\n" for name, value in trailers)
        self.digest = sha256(text.encode())
        head = (
            f"entangle-head v1\nrepository {self.trust_root}\nepoch 1\n"
            f"sequence {self.server.sequence}\nreceipt {self.digest}\n"
        ).encode()
        text += f"Signature: {base64.b64encode(self.raw_signature(head)).decode()}\n"
        person = f"server <server@entangle.invalid> {self.now} +0000"
        parent = self.server.tip or self.founding[0]
        headers = f"tree {self.objects.tree({})[0]}\nparent {parent}\nauthor {person}\ncommitter {person}\n"
        self.server.tip, _ = self.objects.add("commit", (headers + "\n" + text).encode())

    def raw_signature(self, head):
        """The 64 bytes over what an SSH signature of a head would sign; keeps them for the reference loop."""
        signed = b"SSHSIG" + ssh_string(b"entangle-head@v1") + ssh_string(b"") + ssh_string(b"sha512")
        signed += ssh_string(hashlib.sha512(head).digest())
        signature = self.server.private.sign(signed)
        self.signatures.append((self.server.public, signature, signed))
        return signature
