"""One way to read TOML: the standard library's where it has one."""

import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["TomlError", "load_toml", "parse_toml"]

TomlError = tomllib.TOMLDecodeError


def load_toml(path: Path) -> dict[str, Any]:
    """The document at `path`.

    Raises OSError, UnicodeDecodeError or `TomlError`, which the owner of the file names.
    """
    return parse_toml(
        path.read_bytes().decode("utf-8-sig")
    )  # some editors begin a file with a mark


def parse_toml(text: str) -> dict[str, Any]:
    """The document that `text` is.

    Raises `TomlError`, which the owner of the text names.
    """
    document: dict[str, Any] = tomllib.loads(text)
    return document
