"""`schema_text`: a message type as the `ros2msg` of MCAP wants it, with every type in it."""

import re
from collections.abc import Callable

__all__ = ["schema_text"]

_FIELD = re.compile(r"^\s*([A-Za-z][\w/]*)(?:<=\d+)?(?:\[[<=\d]*\])?\s+\w+")
_BUILT_IN = re.compile(r"^(bool|byte|char|w?string|u?int(8|16|32|64)|float(32|64))$")
_RULE = "=" * 80


def schema_text(name: str, read: Callable[[str, str], str]) -> str:
    """The schema of `PACKAGE/msg/NAME`; `read(package, name)` gives the text of a .msg file."""
    package, _, own = name.split("/")
    text = read(package, own)
    parts, done, todo = [text], {f"{package}/{own}"}, _types(package, text)
    while todo:
        one = todo.pop(0)
        if one in done:
            continue
        done.add(one)
        within = one.split("/")[0]
        text = read(*one.split("/"))
        parts.append(f"{_RULE}\nMSG: {one}\n{text}")
        todo += _types(within, text)
    return "\n".join(parts)


def _types(package: str, text: str) -> list[str]:
    """`PACKAGE/NAME` of every type that a message of `package` holds, in order."""
    fields = [_FIELD.match(line.split("#")[0]) for line in text.splitlines()]
    named = [field[1] for field in fields if field is not None]
    return [
        one.replace("/msg/", "/") if "/" in one else f"{package}/{one}"
        for one in named
        if not _BUILT_IN.match(one)
    ]
