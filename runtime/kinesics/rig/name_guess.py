"""`guess_of`: the channel that a joint's name suggests, and its part in the drawing."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinesics.toml import load_toml

__all__ = ["NameGuess", "guess_of", "plain_name"]

_SIDES = {"l": "left", "left": "left", "r": "right", "right": "right"}
_NOISE = {"joint", "servo", "motor", "link", "j", "dof"}
_AXES = {"x": 0, "y": 1, "z": 2}


@dataclass(frozen=True, slots=True)
class NameGuess:
    """What a name suggests."""

    channel: str
    axis: int | None
    """0 x, 1 y, 2 z: the channel is the angle about it; None: it is the way to an end."""
    way: str
    """`far`, `up` or `down`; empty with an `axis`."""
    view: str
    """`part.role` of the drawing; empty: none."""
    meets: float | None
    """What the role is at channel 1; None: the joint's own value."""


def plain_name(name: str) -> str:
    """`name` as a rig spells it: a-z, 0-9 and `_`, beginning with a letter, at most 64."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    plain = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
    return (plain if plain[:1].isalpha() else f"joint_{plain}")[:64].rstrip("_")


def guess_of(name: str) -> NameGuess | None:
    """What the plain name suggests; None: nothing.

    A side is wanted where the channel has one: an arm's joint without a side suggests nothing, an
    eyelid's is taken for the left one's.
    """
    words = [word for word in name.split("_") if word not in _NOISE]
    side = next((_SIDES[word] for word in words if word in _SIDES), None)
    rest = [word for word in words if word not in _SIDES]
    orders = ("_".join(rest), "_".join(reversed(rest)))  # neck_yaw, and yaw_neck
    for row in _ROWS:
        fits = any(re.fullmatch(row["name"], order) for order in orders)
        if fits and (side or "{side}" not in row["channel"]):
            return _named(row, side or "left")
    return None


def _named(row: dict[str, Any], side: str) -> NameGuess:
    names = {"side": side, "Side": side.capitalize()}
    return NameGuess(
        channel=row["channel"].format(**names),
        axis=_AXES[row["gain"]] if "gain" in row else None,
        way=row.get("way", ""),
        view=row.get("view", "").format(**names),
        meets=row.get("meets"),
    )


_ROWS = load_toml(Path(__file__).with_suffix(".toml"))["guesses"]
