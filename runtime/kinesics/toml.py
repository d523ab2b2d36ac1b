"""One way to read TOML: the standard library's where it has one."""

import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["TomlError", "load_toml"]

TomlError = tomllib.TOMLDecodeError


def load_toml(path: Path) -> dict[str, Any]:
    """The document at `path`; raises OSError or `TomlError`, which the owner of the file names."""
    with path.open("rb") as file:
        document: dict[str, Any] = tomllib.load(file)
    return document
