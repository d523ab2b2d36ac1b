"""`kept`: a configuration file with what was changed while its robot lived."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kinesics.errors import ConfigError
from kinesics.record.files import text_and_line_end
from kinesics.toml import TomlError, parse_toml
from kinesics_app.settings.config_file import read_config
from kinesics_app.settings.persona_given import TRAITS
from kinesics_app.settings.setting import SETTINGS

__all__ = ["kept", "told_now"]


def told_now(status: Mapping[str, Any]) -> dict[str, Any]:
    """What a living robot is told now, by setting, of its `Life.status`."""
    dials = [f"{name}={gain:.6g}" for name, gain in sorted(status["dials"].items())]
    persona = {trait: float(status["persona"][trait]) for trait in TRAITS}
    return {
        **persona,
        "dials": dials,
        "off": [*status["off"]],
        "quiet": bool(status["quiet"]),
        "av_trim_ms": status["av_trim_ms"],
    }


def kept(path: Path, now: Mapping[str, Any]) -> tuple[str, str]:
    """The text of a file, and what it would be with `now`: other lines, comments, line ends stay.

    A setting that the file does not name is added where it is not the default. A file that is not
    there is empty.

    Raises:
        ConfigError: a file that cannot be used, or a setting that is not in one line of its own.
    """
    before, end = "", "\n"
    if path.exists():
        read_config(path)
        before, end = text_and_line_end(path)
    told = parse_toml(before)
    after = before if not before or before.endswith("\n") else before + "\n"
    for name, value in now.items():
        was = told.get(name, _plain(SETTINGS[name].default))
        if _alike(was, value):
            continue
        line = f"{name} = {_toml(value)}"
        if name in told:
            after = _replaced(path, after, name, line)
        else:
            after += f"{line}\n"
    _demand(path, after, {**told, **{name: now[name] for name in now if name in told}})
    return before.replace("\n", end), after.replace("\n", end)


def _replaced(path: Path, text: str, name: str, line: str) -> str:
    """`text` with the one line that tells `name` told anew; a comment behind it stays."""
    found = re.compile(rf"^[ \t]*{name}[ \t]*=[^\n#\"']*(?:\"[^\"\n]*\"[^\n#\"']*)*", re.MULTILINE)
    if len(found.findall(text)) != 1:
        raise ConfigError(f"{path}: {name} is not in one line of its own; wanted {name} = ...")
    end = found.search(text)
    assert end is not None
    room = " " * (len(end[0]) - len(end[0].rstrip()))
    return text[: end.start()] + line + room + text[end.end() :]


def _demand(path: Path, text: str, wanted: Mapping[str, Any]) -> None:
    """ConfigError, unless `text` tells all that is `wanted`."""
    try:
        told = parse_toml(text)
    except TomlError:
        told = {}
    for name, value in wanted.items():
        if not _alike(told.get(name), value):
            raise ConfigError(f"{path}: {name} could not be changed; wanted it in one line")


def _alike(one: Any, other: Any) -> bool:
    """Whether they tell the same: of lists, in any order."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return bool(one == other)


def _plain(value: Any) -> Any:
    return [*value] if isinstance(value, tuple) else value


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(chr(34) + one + chr(34) for one in value)}]"
    return f"{value:g}"
