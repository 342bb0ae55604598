"""Signatures by ECDSA and RSA as OpenSSH writes them, and others that are nearly so, by Debian's
python3-cryptography, so that the tests do not check our own arithmetic with itself.

Prints one case a line: what entangle must make of it, what `ssh-keygen -Y check-novalidate -n git` must,
the name, the line of the public key, the armour in hexadecimal. Every signature is made for the line
"hello". What entangle makes of a case:

  valid    it is read, and good
  invalid  it is read, and not good
  refused  it is not read: another spelling, algorithm or size

ssh-keygen's word is `good` or `bad`, or `any` where it makes no difference to us.
"""

import base64
import hashlib
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MESSAGE = b"hello\n"
CURVES = {
    "nistp256": (ec.SECP256R1(), hashes.SHA256(), 32,
                 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551),
    "nistp384": (ec.SECP384R1(), hashes.SHA384(), 48,
                 int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                     "581a0db248b0a77aecec196accc52973", 16)),
    "nistp521": (ec.SECP521R1(), hashes.SHA512(), 66,
                 int("01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
                     "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16)),
}


def string(content):
    """An SSH string."""
    return struct.pack(">I", len(content)) + content


def content(number):
    """The content of an SSH mpint that is not negative."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b""


def mpint(number):
    return string(content(number))


def signed_data(namespace, hash_name):
    digest = hashlib.new(hash_name, MESSAGE).digest()
    return b"SSHSIG" + string(namespace) + string(b"") + string(hash_name.encode()) + string(digest)


def emit(due, stock, name, key, signature, namespace=b"git", hash_name="sha512", rest=b""):
    """One case; `key` and `signature` are wire forms."""
    blob = (b"SSHSIG" + struct.pack(">I", 1) + string(key) + string(namespace) + string(b"")
            + string(hash_name.encode()) + string(signature) + rest)
    text = base64.b64encode(blob).decode()
    lines = [text[start:start + 70] for start in range(0, len(text), 70)]
    armour = "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])
    (length,) = struct.unpack(">I", key[:4])
    line = key[4:4 + length].decode() + " " + base64.b64encode(key).decode()
    print("\t".join([due, stock, name, line, armour.encode().hex()]))


def ecdsa(name):
    curve, hash_function, width, order = CURVES[name]
    private = ec.generate_private_key(curve)
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    kind = b"ecdsa-sha2-" + name.encode()

    def wire(point=point, curve=name.encode(), kind=kind):
        return string(kind) + string(curve) + string(point)

    def sign(hash_function=hash_function, data=signed_data(b"git", "sha512")):
        return decode_dss_signature(private.sign(data, ec.ECDSA(hash_function)))

    def value(r, s, kind=kind):
        return string(kind) + string(mpint(r) + mpint(s))

    def case(due, stock, what, key, signature, **fields):
        emit(due, stock, f"{name}: {what}", key, signature, **fields)

    r, s = sign()
    key = wire()
    case("valid", "good", "as it should be", key, value(r, s))
    # Both of s and n - s are good, as OpenSSH and FIPS 186-5 have it.
    case("valid", "good", "s on the other side of the half", key, value(r, order - s))
    case("invalid", "bad", "s + 1", key, value(r, s + 1 if s + 1 < order else s - 1))
    case("invalid", "bad", "r and s swapped", key, value(s, r))
    case("invalid", "bad", "s is n", key, value(r, order))
    case("invalid", "bad", "r is n", key, value(order, s))
    for number, which in ((r + order, "r"), (s + order, "s")):
        fits = len(content(number).lstrip(b"\0")) <= width
        pair = (number, s) if which == "r" else (r, number)
        case("invalid" if fits else "refused", "bad", f"{which} + n", key, value(*pair))
    case("refused", "bad", "r is 0", key, value(0, s))
    case("refused", "bad", "s is 0", key, value(r, 0))
    case("refused", "bad", "r is a byte of 0", key,
         string(kind) + string(string(b"\0") + mpint(s)))
    case("refused", "bad", "r is negative", key,
         string(kind) + string(string(b"\xff" + content(r)) + mpint(s)))
    # OpenSSH reads what it does not write here; a commit would have two names.
    case("refused", "any", "a zero in front of r", key,
         string(kind) + string(string(b"\0" + content(r)) + mpint(s)))
    case("refused", "any", "a zero in front of s", key,
         string(kind) + string(mpint(r) + string(b"\0" + content(s))))
    case("refused", "bad", "s missing", key, string(kind) + string(mpint(r)))
    case("refused", "bad", "bytes after s", key, string(kind) + string(mpint(r) + mpint(s) + b"\0"))
    case("refused", "bad", "bytes after the signature", key, value(r, s) + b"\0")
    case("refused", "bad", "DER", key, string(kind) + string(private.sign(
        signed_data(b"git", "sha512"), ec.ECDSA(hash_function))))
    case("refused", "bad", "as another curve's", key,
         value(r, s, kind=b"ecdsa-sha2-nistp256" if width != 32 else b"ecdsa-sha2-nistp384"))
    case("refused", "bad", "as a key of RSA", key, string(b"rsa-sha2-512") + string(bytes(384)))
    case("refused", "any", "bytes after all", key, value(r, s), rest=b"\0")
    other = hashes.SHA256() if width != 32 else hashes.SHA512()
    case("invalid", "bad", "with another hash function", key, value(*sign(other)))
    case("invalid", "bad", "with SHA-1", key, value(*sign(hashes.SHA1())))
    case("invalid", "bad", "in another namespace", key,
         value(*sign(data=signed_data(b"file", "sha512"))), namespace=b"file")
    case("refused", "good", "over SHA-256 of the message", key,
         value(*sign(data=signed_data(b"git", "sha256"))), hash_name="sha256")
    moved = point[:-1] + bytes([point[-1] ^ 1])
    case("invalid", "bad", "a point off the curve", wire(moved), value(r, s))
    case("invalid", "bad", "a point of zeros", wire(b"\4" + bytes(2 * width)), value(r, s))
    case("refused", "bad", "a point at infinity", wire(b"\0"), value(r, s))
    case("refused", "bad", "a compressed point",
         wire(bytes([2 + point[-1] % 2]) + point[1:1 + width]), value(r, s))
    case("refused", "bad", "a hybrid point", wire(bytes([6 + point[-1] % 2]) + point[1:]),
         value(r, s))
    case("refused", "bad", "a point cut short", wire(point[:-1]), value(r, s))
    case("refused", "bad", "a point too long", wire(point + b"\0"), value(r, s))
    case("refused", "bad", "another curve inside",
         wire(curve=b"nistp256" if width != 32 else b"nistp384"), value(r, s))
    case("refused", "bad", "bytes after the key", key + b"\0", value(r, s))
    case("refused", "bad", "a curve that nobody knows", wire(curve=b"nistp224",
                                                             kind=b"ecdsa-sha2-nistp224"),
         value(r, s, kind=b"ecdsa-sha2-nistp224"))


def rsa_wire(e, n):
    return string(b"ssh-rsa") + mpint(e) + mpint(n)


RSA_HASHES = {
    b"rsa-sha2-256": hashes.SHA256(), b"rsa-sha2-512": hashes.SHA512(), b"ssh-rsa": hashes.SHA1(),
}


def rsa_sign(private, kind, pad=None):
    return private.sign(signed_data(b"git", "sha512"), pad or padding.PKCS1v15(), RSA_HASHES[kind])


def rsa_value(private, kind):
    return string(kind) + string(rsa_sign(private, kind))


BITS = {
    2048: (1279, 607, 127, 19, 13, 3),
    3071: (2203, 607, 127, 107, 19, 5, 3), 3072: (2203, 607, 127, 107, 13, 7, 5, 3),
    16384: (4423, 4253, 3217, 2281, 2203, 7),
}
ZERO = 68203


def rsa_sizes():
    """The least and the greatest, and those next to them."""
    for bits, exponents in BITS.items():
        key = MersenneKey(*exponents)
        assert key.n.bit_length() == bits
        emit("refused" if bits < 3072 else "valid", "good", f"rsa: {bits} bits",
             rsa_wire(65537, key.n), key.signature())
    emit("refused", "bad", "rsa: 16385 bits", rsa_wire(65537, (1 << 16384) + 1),
         string(b"rsa-sha2-512") + string(bytes(2049)))


def with_usual_exponent(private):
    numbers = private.private_numbers()
    p, q = numbers.p, numbers.q
    d = pow(65537, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        p=p, q=q, d=d, dmp1=d % (p - 1), dmq1=d % (q - 1), iqmp=pow(q, -1, p),
        public_numbers=rsa.RSAPublicNumbers(65537, p * q),
    ).private_key()


def rsa_forms():
    # Primes are looked for once.
    three = rsa.generate_private_key(public_exponent=3, key_size=3072)
    private = with_usual_exponent(three)
    n = private.public_key().public_numbers().n
    key = rsa_wire(65537, n)

    def case(due, stock, what, key, signature, **fields):
        emit(due, stock, f"rsa: {what}", key, signature, **fields)

    for kind in (b"rsa-sha2-256", b"rsa-sha2-512"):
        raw = rsa_sign(private, kind)
        value = string(kind) + string(raw)
        other = b"rsa-sha2-512" if kind == b"rsa-sha2-256" else b"rsa-sha2-256"
        name = kind.decode()
        case("valid", "good", name, key, value)
        case("invalid", "bad", f"{name} under the other name", key, string(other) + string(raw))
        changed = bytes([raw[0] ^ 1]) + raw[1:]
        case("invalid", "bad", f"{name}, a bit changed", key, string(kind) + string(changed))
        more = (int.from_bytes(raw, "big") + n).to_bytes(385, "big")
        if more[0] == 0:
            case("invalid", "bad", f"{name}, s + n", key, string(kind) + string(more[1:]))
        case("refused", "bad", f"{name}, a zero in front", key, string(kind) + string(b"\0" + raw))
        case("refused", "bad", f"{name}, its last byte missing", key,
             string(kind) + string(raw[:-1]))
        case("refused", "bad", f"{name}, bytes after", key, value + b"\0")
        case("refused", "any", f"{name}, bytes after all", key, value, rest=b"\0")
        salted = rsa_sign(private, kind, padding.PSS(padding.MGF1(RSA_HASHES[kind]), 32))
        case("invalid", "bad", f"{name}, PSS", key, string(kind) + string(salted))
    rsa_exponents(case, three)
    rsa_keys(case, n, string(b"rsa-sha2-512") + string(rsa_sign(private, b"rsa-sha2-512")))
    case("refused", "bad", "SHA-1", key, rsa_value(private, b"ssh-rsa"))
    sha1 = rsa_sign(private, b"ssh-rsa")
    case("invalid", "bad", "SHA-1 as SHA-512", key, string(b"rsa-sha2-512") + string(sha1))
    value = rsa_value(private, b"rsa-sha2-512")
    case("refused", "bad", "a name that nobody knows", key,
         string(b"rsa-sha2-384") + value[4 + 12:])
    case("refused", "bad", "a key of another curve's name", key,
         string(b"ecdsa-sha2-nistp256") + string(mpint(1) + mpint(1)))
    over = private.sign(signed_data(b"file", "sha512"), padding.PKCS1v15(), hashes.SHA512())
    case("invalid", "bad", "in another namespace", key, string(b"rsa-sha2-512") + string(over),
         namespace=b"file")
    over = private.sign(signed_data(b"git", "sha256"), padding.PKCS1v15(), hashes.SHA512())
    case("refused", "good", "over SHA-256 of the message", key,
         string(b"rsa-sha2-512") + string(over), hash_name="sha256")


PREFIX = bytes.fromhex("3051300d060960864801650304020305000440")


def rsa_padded(size):
    """What RSA signs with SHA-512, as a number (RFC 8017 section 9.2)."""
    tail = b"\0" + PREFIX + hashlib.sha512(signed_data(b"git", "sha512")).digest()
    return (b"\0\1" + b"\xff" * size)[:size - len(tail)] + tail


class MersenneKey:
    """A key whose modulus is a product of Mersenne primes, so that nobody need look for primes, and
    whose signatures are the same each time."""

    def __init__(self, *exponents):
        self.primes = [(1 << exponent) - 1 for exponent in exponents]
        self.n = 1
        for prime in self.primes:
            self.n *= prime

    def signature(self, e=65537):
        """The wire form; None where no private key goes with that exponent."""
        size = (self.n.bit_length() + 7) // 8
        number = int.from_bytes(rsa_padded(size), "big")
        found, modulus = 0, 1
        for prime in self.primes:
            try:
                d = pow(e, -1, prime - 1)
            except ValueError:
                return None
            part = pow(number % prime, d, prime)
            found += modulus * ((part - found) * pow(modulus, -1, prime) % prime)
            modulus *= prime
        return string(b"rsa-sha2-512") + string(found.to_bytes(size, "big"))


def rsa_exponents(case, three):
    key = MersenneKey(*BITS[3072])
    for e, due in (
        (11, "refused"), (65521, "refused"), (65537, "valid"), ((1 << 32) - 5, "valid"),
        ((1 << 32) + 1, "refused"),
    ):
        case(due, "good", f"e is {e}", rsa_wire(e, key.n), key.signature(e))
    case("refused", "good", "e is 3", rsa_wire(3, three.public_key().public_numbers().n),
         rsa_value(three, b"rsa-sha2-512"))
    value = string(b"rsa-sha2-512") + string(rsa_padded(384))
    case("refused", "any", "e is 1", rsa_wire(1, key.n), value)
    case("refused", "any", "e is even", rsa_wire(65538, key.n), key.signature())
    case("refused", "bad", "e is 0", rsa_wire(0, key.n), key.signature())
    # One signature in 256 begins with a zero, as this does: it is written, and never left out.
    value = key.signature(ZERO)
    assert value[20] == 0
    case("valid", "good", "a signature that begins with a zero", rsa_wire(ZERO, key.n), value)
    shorter = string(b"rsa-sha2-512") + string(value[21:])
    case("refused", "any", "its zero left out", rsa_wire(ZERO, key.n), shorter)


def rsa_keys(case, n, value):
    """Keys spelled otherwise."""
    def key(e, n, kind=b"ssh-rsa"):
        return string(kind) + string(e) + string(n)

    e, zero = b"\1\0\1", b"\0"
    good = content(n)
    for what, stock, wire in (
        ("a zero in front of n", "any", key(e, zero + good)),
        ("n negative", "bad", key(e, good[1:])),
        ("a zero in front of e", "any", key(zero + e, good)),
        ("n even", "bad", key(e, good[:-1] + bytes([good[-1] & 0xfe]))),
        ("n missing", "bad", string(b"ssh-rsa") + string(e)),
        ("n empty", "bad", key(e, b"")),
        ("e and n swapped", "bad", key(good, e)),
        ("bytes after the key", "bad", key(e, good) + zero),
        ("the key's name that of its signatures", "any", key(e, good, b"rsa-sha2-512")),
    ):
        case("refused", stock, what, wire, value)


for curve in CURVES:
    ecdsa(curve)
rsa_forms()
rsa_sizes()
