"""One way to read TOML: the standard library's where it has one."""

import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["TomlError", "load_toml", "parse_toml", "toml_value"]

TomlError = tomllib.TOMLDecodeError


def load_toml(path: Path) -> dict[str, Any]:
    """The document at `path`.

    Raises OSError, UnicodeDecodeError or `TomlError`, which the owner of the file names.
    """
    text = path.read_bytes().decode("utf-8-sig")  # some editors begin a file with a mark
    return parse_toml(text)


def parse_toml(text: str) -> dict[str, Any]:
    """The document that `text` is.

    Raises `TomlError`, which the owner of the text names.
    """
    document: dict[str, Any] = tomllib.loads(text)
    return document


def toml_value(text: str) -> Any:
    """What one value, written as in a TOML file, means; `TomlError` when it is none."""
    return tomllib.loads(f"value = {text}")["value"]
