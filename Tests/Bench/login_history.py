"""Makes a repository of which a user logs in to a server by ssh."""

import json
import os

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from history import History, Key, canonical


class LoginHistory(History):
    """A founding state that knows the key by which `u0` logs in, and events."""

    def __init__(self, events, lanes, seeds, object_format="sha1"):
        self.transport = Key("transport")
        super().__init__(events, lanes, seeds, object_format)

    def more_law(self):
        user = json.loads(self.principal(self.users[0]))
        user["keys"].append(self.enrolled(self.transport, "transport"))
        return {f"principals/user/{self.users[0].owner}.json": canonical(user)}

    def write_key(self, path):
        """The private key for ssh, and the public one beside it."""
        content = self.transport.private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(content)
        with open(path + ".pub", "w") as file:
            file.write(self.transport.text + "\n")
