"""The models that kinesics ships: one folder each, with card, int8 files and goldens."""

from pathlib import Path

from kinesics.errors import ModelError

__all__ = ["find_model", "model_folder", "model_names"]

_ROOT = Path(__file__).parent


def model_names() -> tuple[str, ...]:
    """Names of the shipped models."""
    return tuple(sorted(card.parent.name for card in _ROOT.glob("*/card.toml")))


def model_folder(name: str) -> Path:
    """The folder of a shipped model, such as `speech_face`."""
    if name not in model_names():
        raise ModelError(f"no model {name!r}; shipped are {', '.join(model_names())}")
    return _ROOT / name


def find_model(model: str) -> Path:
    """The folder `model`, or that of the shipped model of this name (`speech-face` will do)."""
    return Path(model) if Path(model).is_dir() else model_folder(model.replace("-", "_"))
