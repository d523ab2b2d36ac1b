"""`bytes_for`: what a stranger may send as a message of a type; `heard`: what a process says."""

import threading
from contextlib import contextmanager

HEAD = b"\x00\x01\x00\x00"  # of CDR, little-endian


def filled(kind, rng):
    """A message of this type with something in each of its fields."""
    message = kind()
    for name, of in kind.get_fields_and_field_types().items():
        value = one_of(of, rng, type(getattr(message, name)))
        if value is not None:
            setattr(message, name, value)
    return message


def one_of(of, rng, kind=None):
    """A value of a field's type, of class `kind`; None: it stays as it is."""
    from ros_client import message_type

    if of.startswith("sequence<"):
        inner = of.removeprefix("sequence<").removesuffix(">").partition(",")[0]
        if inner in ("uint8", "octet"):
            return rng.randbytes(12)
        one = one_of(inner, rng)
        return [] if one is None else [one] * 3
    if of == "string":
        return rng.choice(("base_link", "greet", '{"kind": "nod"}', "left_elbow", "{}"))
    if of in ("float", "double"):
        return rng.uniform(-2.0, 2.0)
    if "/" in of and "[" not in of:
        return filled(kind or message_type(of), rng)
    return None


def bytes_for(kind, rng, each):
    """Noise, a message cut short, one with other bits, and one whose lengths are huge."""
    from rclpy.serialization import serialize_message

    for _ in range(each):
        whole = serialize_message(filled(kind, rng))
        yield HEAD + rng.randbytes(rng.randrange(200))
        yield rng.randbytes(rng.randrange(20))
        yield whole[: rng.randrange(len(whole))]
        other = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            other[rng.randrange(len(HEAD), len(whole))] ^= 1 << rng.randrange(8)
        yield bytes(other)
        place = rng.randrange(len(HEAD), max(len(whole) - 4, 5)) & ~3
        yield whole[:place] + b"\xff\xff\xff\xff" + whole[place + 4 :]


@contextmanager
def heard(process):
    """What a process says, all of it read: it must not wait for that."""
    said = []
    reader = threading.Thread(target=lambda: said.extend(process.stderr))
    reader.start()
    yield said
    process.kill()
    reader.join()
