"""Opens a key file as Docs/format-keyfile.md describes it, without libsodium: prints the seed in
hexadecimal.

usage: open_key.py FILE PASSPHRASE
       open_key.py --seal NAME CREATED USE,USE SEED SALT NONCE MEMORY OPERATIONS PASSPHRASE
       open_key.py --probe

With OPERATIONS 0 it seals with PBKDF2, MEMORY times. Needs Argon2id from `cryptography` >= 44 or
from `argon2-cffi`; exit status 77 where neither is there. XChaCha20 is made of ChaCha20-Poly1305 as in draft-irtf-cfrg-xchacha-03, section 2.3.
"""

import base64
import hashlib
import json
import struct
import sys

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
except ImportError:
    sys.exit(77)


def argon2id(passphrase, salt, operations, memory_bytes):
    try:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        return Argon2id(
            salt=salt, length=32, iterations=operations, lanes=1, memory_cost=memory_bytes // 1024
        ).derive(passphrase)
    except ImportError:
        pass
    try:
        from argon2.low_level import Type, hash_secret_raw
    except ImportError:
        sys.exit(77)
    return hash_secret_raw(passphrase, salt, operations, memory_bytes // 1024, 1, 32, Type.ID)


def hchacha20(key, nonce16):
    state = list(struct.unpack("<4I", b"expand 32-byte k"))
    state += struct.unpack("<8I", key) + struct.unpack("<4I", nonce16)

    def quarter(a, b, c, d):
        for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[x] = (state[x] + state[y]) & 0xFFFFFFFF
            mixed = state[z] ^ state[x]
            state[z] = (mixed << turn | mixed >> (32 - turn)) & 0xFFFFFFFF

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<8I", *(state[:4] + state[12:]))


def cipher(passphrase, encryption):
    salt = base64.b64decode(encryption["salt"], validate=True)
    nonce = base64.b64decode(encryption["nonce"], validate=True)
    if encryption["kdf"] == "pbkdf2-hmac-sha256":
        key = hashlib.pbkdf2_hmac("sha256", passphrase, salt, encryption["iterations"], 32)
    else:
        key = argon2id(passphrase, salt, encryption["operations"], encryption["memoryBytes"])
    return ChaCha20Poly1305(hchacha20(key, nonce[:16])), bytes(4) + nonce[16:]


def canonical(document):
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return text.encode()


def public_text(seed):
    return (
        Ed25519PrivateKey.from_private_bytes(seed)
        .public_key()
        .public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        .decode()
    )


def seal(name, created, uses, seed, salt, nonce, memory, operations, passphrase):
    seed = bytes.fromhex(seed)
    document = {
        "schema": "entangle/key@v1",
        "name": name,
        "created": created,
        "use": sorted(uses.split(",")),
        "public": public_text(seed),
        "encryption": {
            "cipher": "xchacha20-poly1305",
            "nonce": base64.b64encode(bytes.fromhex(nonce)).decode(),
            "salt": base64.b64encode(bytes.fromhex(salt)).decode(),
        },
    }
    if int(operations) == 0:
        work = {"kdf": "pbkdf2-hmac-sha256", "iterations": int(memory)}
    else:
        work = {"kdf": "argon2id", "memoryBytes": int(memory), "operations": int(operations)}
    document["encryption"].update(work)
    aead, iv = cipher(passphrase.encode(), document["encryption"])
    secret = aead.encrypt(iv, seed, canonical(document))
    document["secret"] = base64.b64encode(secret).decode()
    sys.stdout.buffer.write(canonical(document))


def open_file(path, passphrase):
    with open(path, "rb") as file:
        content = file.read()
    document = json.loads(content)
    if canonical(document) != content:
        sys.exit("not canonical")
    if document["encryption"] == "none":
        seed = base64.b64decode(document["seed"], validate=True)
    else:
        secret = base64.b64decode(document.pop("secret"), validate=True)
        aead, iv = cipher(passphrase.encode(), document["encryption"])
        try:
            seed = aead.decrypt(iv, secret, canonical(document))
        except InvalidTag:
            sys.exit("wrong passphrase or changed file")
    if public_text(seed) != document["public"]:
        sys.exit("another public key")
    print(seed.hex())


if sys.argv[1:] == ["--probe"]:
    argon2id(b"x", bytes(16), 1, 8192)
elif sys.argv[1] == "--seal":
    seal(*sys.argv[2:])
else:
    open_file(*sys.argv[1:])
