"""`read_config`: a configuration file, checked key by key."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kinesics.errors import ConfigError
from kinesics.toml import TomlError, load_toml
from kinesics_app.settings.setting import SETTINGS, Setting

__all__ = ["ENVIRONMENT", "known_setting", "read_config"]

_FOLDERS = ("gestures", "gaze_model", "gesture_model", "mouth_model")

ENVIRONMENT = "KINESICS"
"""A variable of this name, `_` and a setting's name in capitals tells that setting."""


def read_config(path: Path) -> dict[str, Any]:
    """What the file says, by setting; every mistake at once.

    A relative path of a robot's rig file, and of folders, is relative to the configuration file.

    Raises:
        ConfigError: no such file, no TOML, unknown keys, values that cannot be.
    """
    try:
        told = load_toml(path)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}; wanted a TOML file") from error
    except (TomlError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    wrong = [complaint for key in told if (complaint := _complaint(key, told[key]))]
    if wrong:
        raise ConfigError(f"{path}: " + f"\n{path}: ".join(wrong))
    found = {key: known_setting(key).checked(value) for key, value in told.items()}
    robot = found.get("robot", "")
    if robot.endswith(".toml"):
        found["robot"] = str(path.parent / robot)
    for name in _FOLDERS:
        if found.get(name):
            found[name] = str(path.parent / found[name])
    return found


def known_setting(name: str) -> Setting:
    """The setting of a name; ConfigError otherwise, with the nearest that there are."""
    if name in SETTINGS:
        return SETTINGS[name]
    near = get_close_matches(name, SETTINGS, n=2, cutoff=0.5)
    told = f"nearest: {', '.join(near)}" if near else f"there are {', '.join(SETTINGS)}"
    raise ConfigError(f"no setting {name!r}; {told}")


def _complaint(key: str, value: Any) -> str:
    """What is wrong with one line of a file, or nothing."""
    try:
        known_setting(key).checked(value)
    except ConfigError as error:
        return str(error)
    return ""
