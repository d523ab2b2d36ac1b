"""The models that kinesics ships: one folder each, with card, int8 files and goldens."""

from pathlib import Path

from kinesics.errors import ModelError

__all__ = ["model_folder"]


def model_folder(name: str) -> Path:
    """The folder of a shipped model, such as `speech_face`."""
    root = Path(__file__).parent
    names = sorted(card.parent.name for card in root.glob("*/card.toml"))
    if name not in names:
        raise ModelError(f"no model {name!r}; shipped are {names}")
    return root / name
