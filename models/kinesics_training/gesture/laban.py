"""`python -m kinesics_training.gesture.laban FOLDER`: habits, from a library of robot gestures.

The 92 gestures of LabanotationSuite (MIT) are key poses with times: they tell which hands gestures
of a robot take, and how long their strokes and holds last. Prints the lines of `habits.toml`.
"""

import argparse
import csv
import string
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip
from kinesics.gesture.importers import laban
from kinesics_training.gesture.motion import (
    HOLD,
    PREPARATION,
    RETRACTION,
    STROKE,
    Move,
    moves,
    ways,
)  # fmt: skip

_NAMES = {
    PREPARATION: "preparation_s", STROKE: "stroke_s", HOLD: "hold_s", RETRACTION: "retraction_s",
}  # fmt: skip
_LEAST_MPS = 0.10
_LETTERS = set(string.ascii_letters + " ,.?!'")
_TAKES_PART = 0.25  # of the way of the hand that moves more


def habits(folder: Path) -> dict[str, object]:
    """Shares of left, right and both hands, and median durations of phases [s]."""
    hands = [0, 0, 0]
    lasts: dict[int, list[float]] = {PREPARATION: [], STROKE: [], HOLD: [], RETRACTION: []}
    for clip in clips(folder):
        left, right, _ = ways(_smooth(clip))
        far = [float(np.linalg.norm(way - way[0], axis=1).max()) for way in (left, right)]
        both = min(far) > _TAKES_PART * max(far)
        hands[2 if both else int(far[1] > far[0])] += 1
        for way, reach in zip((left, right), far, strict=True):
            for move in moves(way, _LEAST_MPS) if reach > _TAKES_PART * max(far) else ():
                lasts[move.phase].append(_length(move))
    total = sum(hands)
    medians = {_NAMES[k]: round(float(np.median(found)), 2) for k, found in lasts.items() if found}
    return {"hands": [round(count / total, 2) for count in hands], **medians}


def clips(folder: Path) -> Iterator[Clip]:
    """The gestures of a folder; those of one pose are none."""
    for path in sorted(folder.glob("*.json")):
        with suppress(GestureError):
            yield laban.read(path.read_text(encoding="utf-8"))


def sentences(table: Path) -> list[str]:
    """Other people's sentences of three words and more, from `sentence-concept_database.csv`."""
    if not table.exists():
        return []
    with table.open(encoding="utf-8", errors="ignore", newline="") as rows:
        said = [row[0].strip() for row in csv.reader(rows) if row]
    plain = [one for one in said if one.isascii() and len(one.split()) >= 3]
    return [one for one in plain if set(one) <= _LETTERS]


def _length(move: Move) -> float:
    return move.end_s - move.begin_s


def _smooth(clip: Clip) -> Clip:
    """The clip with minimum-jerk ways between its key poses, every 40 ms."""
    times_s = np.arange(clip.times_s[0], clip.times_s[-1], 0.04)
    piece = np.clip(np.searchsorted(clip.times_s, times_s, "right") - 1, 0, len(clip.times_s) - 2)
    begin_s, end_s = clip.times_s[piece], clip.times_s[piece + 1]
    share = (times_s - begin_s) / (end_s - begin_s)
    eased = (share**3 * (10.0 - 15.0 * share + 6.0 * share**2))[:, None]
    values = (1.0 - eased) * clip.values[piece] + eased * clip.values[piece + 1]
    return Clip(clip.name, clip.summary, clip.channels, times_s, values)


def main() -> None:
    """Parse and do."""
    parser = argparse.ArgumentParser("kinesics_training.gesture.laban", description=__doc__)
    parser.add_argument("folder", type=Path, help="library/ of LabanotationSuite, *.json")
    found = habits(parser.parse_args().folder)
    print("\n".join(f"{name} = {value}" for name, value in found.items()))  # noqa: T201


if __name__ == "__main__":
    main()
