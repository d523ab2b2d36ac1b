"""`with_joint_value`: a rig file with one value of one joint changed, and all else as it was."""

import re

from kinesics.errors import RigError

__all__ = ["with_joint_value"]


def with_joint_value(text: str, joint: str, key: str, value: str) -> str:
    """`text` of a rig file in which `[[joints]]` of this name has `key = value`.

    Comments, order and every other line stay. Raises RigError when there is no such line.
    """
    pieces = re.split(r"(?m)^(?=\[\[)", text)
    for index, piece in enumerate(pieces):
        head = piece.startswith("[[joints]]")
        if head and re.search(rf'(?m)^\s*name\s*=\s*"{re.escape(joint)}"\s*(#.*)?$', piece):
            line = re.compile(rf"(?m)^(\s*{re.escape(key)}\s*=\s*)[^#\n]*?(\s*#.*)?$")
            changed, count = line.subn(lambda match: match[1] + value + (match[2] or ""), piece, 1)
            if not count:
                raise RigError(f"joint {joint!r} has no line '{key} = ...'; write it by hand")
            pieces[index] = changed
            return "".join(pieces)
    raise RigError(f"no [[joints]] named {joint!r} in this file; write '{key} = {value}' by hand")
