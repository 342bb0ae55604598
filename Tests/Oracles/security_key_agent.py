"""An ssh-agent with one security key in software, by Debian's python3-cryptography.

It holds an sk-ssh-ed25519@openssh.com key and signs with it as the device would (OpenSSH's
PROTOCOL.u2f), so that the tests need no hardware and do not check our own arithmetic with itself.

Usage: security_key_agent.py SOCKET [--application NAME] [--flags N] [--counter N] [--step N]

It prints the public key in OpenSSH's form when it is ready, and ends when its standard input does.
"""

import argparse
import base64
import hashlib
import os
import socket
import struct
import threading

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KIND = b"sk-ssh-ed25519@openssh.com"


def string(content):
    """An SSH string."""
    return struct.pack(">I", len(content)) + content


def strings(content):
    """The SSH strings of which `content` is made, as far as they go."""
    found = []
    while len(content) >= 4:
        (length,) = struct.unpack(">I", content[:4])
        found.append(content[4:4 + length])
        content = content[4 + length:]
    return found


class SecurityKey:
    """The device."""

    def __init__(self, application, flags, counter, step):
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"device").digest())
        self.application = application.encode()
        self.flags = flags
        self.counter = counter
        self.step = step

    @property
    def wire(self):
        """The public half in SSH wire form."""
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return string(KIND) + string(public) + string(self.application)

    def sign(self, message):
        """A signature over `message`, in SSH wire form."""
        said = struct.pack(">BI", self.flags, self.counter)
        raw = self.key.sign(hashlib.sha256(self.application).digest() + said
                            + hashlib.sha256(message).digest())
        self.counter += self.step
        return string(KIND) + string(raw) + said


def answer(device, message):
    """What the agent says to a message (draft-miller-ssh-agent)."""
    if message == b"\x0b":
        return b"\x0c" + struct.pack(">I", 1) + string(device.wire) + string(b"device")
    if message[:1] == b"\x0d":
        wire, data = strings(message[1:])[:2]
        if wire == device.wire:
            return b"\x0e" + string(device.sign(data))
    return b"\x05"


def serve(device, server):
    """Answers one connection after another."""
    while True:
        connection, _ = server.accept()
        with connection, connection.makefile("rwb") as stream:
            while len(header := stream.read(4)) == 4:
                stream.write(string(answer(device, stream.read(*struct.unpack(">I", header)))))
                stream.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("socket")
    parser.add_argument("--application", default="ssh:")
    parser.add_argument("--flags", type=lambda text: int(text, 0), default=0x01)
    parser.add_argument("--counter", type=int, default=1)
    parser.add_argument("--step", type=int, default=1)
    options = parser.parse_args()
    device = SecurityKey(options.application, options.flags, options.counter, options.step)
    server = socket.socket(socket.AF_UNIX)
    server.bind(options.socket)
    server.listen()
    threading.Thread(target=serve, args=(device, server), daemon=True).start()
    print(f"{KIND.decode()} {base64.b64encode(device.wire).decode()}", flush=True)
    while os.read(0, 4096):
        pass


if __name__ == "__main__":
    main()
