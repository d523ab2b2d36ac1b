"""Rig files edited in place: one joint's values, and every other line as it was."""

import re
from collections.abc import Callable
from pathlib import Path

from kinesics.errors import RigError
from kinesics.record.files import text_and_line_end
from kinesics.rig.load import load_rig, shipped_rigs
from kinesics.rig.rig import Rig
from kinesics.toml import TomlError, toml_value

__all__ = ["edit_rig", "negated", "refuse_shipped", "with_joint_turned", "with_joint_value"]

_NUMBER = r"[+-]?[0-9][0-9_.eE+-]*"
_TABLE = re.compile(r"(?m)^(?=\[)")
_SCALAR = re.compile(rf"(\b(?:by|gain|neutral|safe)\s*=\s*)({_NUMBER})")
_POSITION = re.compile(rf"(\bposition\s*=\s*\[\s*)({_NUMBER})(\s*,\s*)({_NUMBER})")
_POINT = re.compile(rf"(\[\s*{_NUMBER}\s*,\s*)({_NUMBER})(?=\s*,?\s*\])")
_CURVE = re.compile(rf"\bcurve\s*=\s*\[\s*(?:\[\s*{_NUMBER}\s*,\s*{_NUMBER}\s*,?\s*\]\s*,?\s*)+\]")


def refuse_shipped(robot: str) -> None:
    """RigError when `robot` is not a file of the user's own."""
    if robot in shipped_rigs():
        raise RigError(f"{robot} is a shipped rig: copy its file, and give the copy with --robot")


def edit_rig(
    robot: str, change: Callable[[str], str], holds: Callable[[Rig], bool] = lambda rig: True
) -> Path | None:
    """Replace the file's text by what `change` makes of it; the path.

    None: the file says that already, and not a byte of it was touched.

    Raises:
        RigError: it is a shipped rig, or it does not load afterwards, or does not mean what it
            should (`holds`); then the file is as it was.
    """
    refuse_shipped(robot)
    path = Path(robot)
    before, end = text_and_line_end(path)
    after = change(before)
    if after == before:
        return None

    def write(text: str) -> None:
        path.write_text(text, encoding="utf-8", newline=end)

    write(after)
    try:
        good = holds(load_rig(robot))
    except RigError:
        write(before)
        raise
    if not good:
        write(before)
        raise RigError(f"{path} is written in a way that this command cannot edit; it is unchanged")
    return path


def with_joint_value(text: str, joint: str, key: str, value: str) -> str:
    """`text` of a rig file in which `[[joints]]` of this name has `key = value`.

    Comments, order and every other line stay; so does this one where it says the same in another
    way, such as 1.2 and 1.2000. Raises RigError when there is no such line.
    """
    tables = _TABLE.split(text)
    head = _head(tables, joint, f"{key} = {value}")
    line = re.compile(rf"(?m)^(\s*{re.escape(key)}\s*=\s*)([^#\n]*?)(\s*#.*)?$")
    tables[head], count = line.subn(
        lambda match: match[0] if _same(match[2], value) else match[1] + value + (match[3] or ""),
        tables[head],
        1,
    )
    if not count:
        raise RigError(f"joint {joint!r} has no line '{key} = ...'; write it by hand")
    return "".join(tables)


def with_joint_turned(text: str, joint: str) -> str:
    """`text` in which the joint counts the other way: its positions and drives change their sign.

    Comments, order and every other line stay. Check what it loads as: a curve with comments among
    its points is left as it is.
    """
    tables = _TABLE.split(text)
    head = _head(tables, joint, "its numbers with the other sign")
    last = head + 1
    while last < len(tables) and tables[last].startswith("[[joints."):
        last += 1  # drives as tables of their own
    for index in range(head, last):
        turned = "".join(_line_turned(line) for line in tables[index].splitlines(keepends=True))
        tables[index] = _CURVE.sub(lambda curve: _POINT.sub(_signed, curve[0]), turned)
    return "".join(tables)


def negated(number: str) -> str:
    """The same number as TOML writes it, with the other sign; 0 has none."""
    if float(number.replace("_", "")) == 0.0:
        return number
    return number[1:] if number[0] == "-" else "-" + number.removeprefix("+")


def _same(old: str, new: str) -> bool:
    """Whether both are written values of one meaning; a value over several lines is no match."""
    try:
        same: bool = toml_value(old) == toml_value(new)
    except TomlError:
        return False
    return same


def _head(tables: list[str], joint: str, what: str) -> int:
    """Index of the piece that begins the joint."""
    name = re.compile(rf'(?m)^\s*name\s*=\s*"{re.escape(joint)}"\s*(#.*)?$')
    for index, piece in enumerate(tables):
        if piece.startswith("[[joints]]") and name.search(piece):
            return index
    raise RigError(f"no [[joints]] named {joint!r} in this file; write {what} by hand")


def _line_turned(line: str) -> str:
    code, mark, comment = line.partition("#")
    code = _POSITION.sub(lambda m: m[1] + negated(m[4]) + m[3] + negated(m[2]), code)
    return _SCALAR.sub(_signed, code) + mark + comment


def _signed(match: re.Match[str]) -> str:
    return match[1] + negated(match[2])
