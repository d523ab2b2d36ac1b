"""The actions of a face by FACS number and side: to channels, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AffectError
from kinesics.motion import channels
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = [
    "ACTIONS",
    "COLUMNS",
    "Action",
    "action_vector",
    "actions_of",
    "channels_of",
    "face_channels_of",
    "mask",
    "names_of",
    "settings",
]

F64 = NDArray[np.float64]

_PATH = Path(__file__).with_name("facs.toml")
_SIDES = {"L": "Left", "R": "Right"}


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """One action unit on one side, or without a side."""

    name: str
    """As in FACS: `L12`, `R12`, or `26` for an action without a side."""
    number: int
    called: str
    """In English, such as `cheek puff`."""
    side: str
    """`L`, `R`, or nothing."""
    region: str
    """`brows`, `lids`, `cheeks`, `nose`, `mouth`, `jaw`, `head` or `gaze`."""
    timing: str
    gains: Mapping[str, float]
    """What it adds to each channel at full strength [unit of the channel]."""
    read: bool
    """Whether its first channel is its own, so that it can be read back."""


def settings() -> Table:
    """What facs.toml holds."""
    return Table(f"{_PATH.name}: ", load_toml(_PATH), AffectError)


def _action(table: Table) -> list[Action]:
    sided = table.has("each")
    gains = table.table("each" if sided else "both")
    called, found = table.text("name"), []
    for side in _SIDES if sided else ("",):
        named = {name + _SIDES.get(side, ""): gains.finite(name) for name in gains.whole()}
        for name in named:
            channels.index(name)
        found.append(
            Action(
                name=f"{side}{table.integer('au', 1)}",
                number=table.integer("au", 1),
                called=called,
                side=side,
                region=table.text("region"),
                timing=table.text("timing"),
                gains=named,
                read=table.boolean("read") if table.has("read") else True,
            )
        )
    table.done()
    return found


_SETTINGS = settings()
ACTIONS = tuple(one for row in _SETTINGS.tables("actions") for one in _action(row))
"""Every action, sides apart: the order of every (N,) array."""

_ROW = {action.name: row for row, action in enumerate(ACTIONS)}
_MASKS = _SETTINGS.table("masks")
_REGIONS = {
    **{action.region: (action.region,) for action in ACTIONS},
    **{name: _MASKS.texts(name) for name in _MASKS.whole()},
}
COLUMNS = channels.columns(dict.fromkeys(name for one in ACTIONS for name in one.gains))
"""(K,) columns of the channels that some action moves."""

_GAINS = np.zeros((len(channels.NAMES), len(ACTIONS)))  # (C, N)
for _row, _one in enumerate(ACTIONS):
    for _name, _gain in _one.gains.items():
        _GAINS[channels.index(_name), _row] = _gain
_MOVERS = [
    [(row, one.gains[name]) for row, one in enumerate(ACTIONS) if name in one.gains]
    for name in (channels.NAMES[column] for column in COLUMNS)
]
_MOVER = np.array([row for movers in _MOVERS for row, _ in movers])  # (D,) all, channel by channel
_MOVER_GAIN = np.array([gain for movers in _MOVERS for _, gain in movers])
_FIRST_MOVER = np.cumsum([0, *map(len, _MOVERS)])[:-1]  # (K,)
_FACE_LOW, _FACE_HIGH = channels.LOW[COLUMNS], channels.HIGH[COLUMNS]
_READ = np.array([action.read for action in ACTIONS])
_FIRST = channels.columns(next(iter(action.gains)) for action in ACTIONS)  # (N,)
_FIRST_GAIN = np.array([next(iter(action.gains.values())) for action in ACTIONS])


def names_of(code: str) -> tuple[str, ...]:
    """The actions that `code` means: `L12` one, `12` both sides or the one without.

    Raises:
        AffectError: no such action; the message names the nearest ones.
    """
    names = [name for name in (code, f"L{code}", f"R{code}") if name in _ROW]
    if not names:
        near = ", ".join(get_close_matches(code, _ROW, n=3, cutoff=0.3))
        raise AffectError(f"no action {code!r}; nearest: {near or ', '.join(_ROW)}")
    return tuple(names)


def action_vector(strengths: Mapping[str, float]) -> F64:
    """(N,) strengths 0..1 of all actions, from those named as in FACS; the later wins.

    Raises:
        AffectError: an unknown action, or a strength outside 0..1.
    """
    actions = np.zeros(len(ACTIONS))
    for code, strength in strengths.items():
        if not 0.0 <= strength <= 1.0:
            raise AffectError(f"action {code}: strength is {strength}; wanted 0..1")
        actions[[_ROW[name] for name in names_of(code)]] = strength
    return actions


def channels_of(actions: F64) -> F64:
    """(..., C) channels of (..., N) actions: sums of gains, kept in each channel's range."""
    values: F64 = np.clip(actions @ _GAINS.T, channels.LOW, channels.HIGH)
    return values


def face_channels_of(actions: F64) -> F64:
    """(T, K) of the channels in `COLUMNS`, as `channels_of`, of (T, N) actions.

    The bits of a row do not depend on the other rows, as those of a product of matrices would.
    """
    moved = actions.take(_MOVER, axis=1) * _MOVER_GAIN
    summed = np.add.reduceat(moved, _FIRST_MOVER, axis=1)
    kept: F64 = np.minimum(np.maximum(summed, _FACE_LOW), _FACE_HIGH)
    return kept


def actions_of(values: F64) -> F64:
    """(..., N) actions that are read from (..., C) channels, 0..1 each.

    Each is read from the first of its channels; 23, 25 and 27, which have none of their own, are
    0 and show as 24 and 28, 10 and 16, and 26.
    """
    read: F64 = np.clip(values[..., _FIRST] / _FIRST_GAIN, 0.0, 1.0) * _READ
    return read


def mask(words: Iterable[str]) -> F64:
    """(N,) 1 where an action is in one of the named regions and on one of the named sides, else 0.

    Words are regions (`brows`, `mouth`, ...), `upper`, `lower`, `face`, and the sides `left` and
    `right`. Without a region all count, without a side both; what has no side is on both.

    Raises:
        AffectError: an unknown word.
    """
    sides, regions = _sorted_words(words)
    chosen = [
        (not regions or action.region in regions)
        and (not sides or not action.side or action.side in sides)
        for action in ACTIONS
    ]
    return np.array(chosen, dtype=np.float64)


def _sorted_words(words: Iterable[str]) -> tuple[Sequence[str], set[str]]:
    sides, regions = [], set[str]()
    for word in words:
        if word in ("left", "right"):
            sides.append(word[0].upper())
        elif word in _REGIONS:
            regions.update(_REGIONS[word])
        else:
            known = ("left", "right", *_REGIONS)
            near = get_close_matches(word, known, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise AffectError(f"no region {word!r}; {hint}regions: {', '.join(known)}")
    return sides, regions
