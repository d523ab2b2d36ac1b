"""The score of text -> expression on a file of phrases: totals, and by kind.

    python -m kinesics_training.phrases FILE [--failures]

Prints totals alone, so that a test set can be looked at without being learnt; `--failures` is for a
development set, and for the list that goes into the documentation once.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from kinesics.affect.compose import compose
from kinesics.affect.facs import ACTIONS, channels_of
from kinesics.affect.plan import Plan
from kinesics.motion import channels
from kinesics.toml import load_toml
from kinesics_training.plainly import plainly

__all__ = ["ABSENT", "ANGLE_RAD", "PRESENT", "Score", "cosine", "score", "shown", "signed"]

F64 = NDArray[np.float64]

PRESENT = 0.15
"""Strength from which a unit is there."""
ABSENT = 0.08
"""Strength up to which it is not."""
ANGLE_RAD = 0.05
"""Angle from which a direction is off zero."""

_TOLERANCE = 1e-9
_ALIKE = 0.8  # cosine above which paraphrases agree
_TABLES = {"expect": "most", "expect_start": "first", "expect_end": "last"}
_STANDS_FOR = {"26": ("26", "27")}
_ANGLES = ("gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch", "head_roll")
_FULL_RAD = 0.25  # an angle of this size counts as much as a unit at full strength
_PAIRS = (("12", "15"), ("5", "43"), ("2", "4"), ("25", "24"))
_ALONE = ("1", "6", "7", "9", "10", "14", "17", "18", "20", "22", "23", "26")

Planner = Callable[[str], Plan]
Entries = Mapping[str, tuple[float, float]]
"""By name of a unit (left, right) or of an angle (twice the same)."""


def shown(plan: Plan, which: str) -> Entries:
    """Units and angles of one state: the `first`, the `last`, or the one that shows `most`."""
    if not plan.steps:
        return _entries(np.zeros(len(ACTIONS)))
    faces = [step.actions() for step in plan.steps]
    row = {"first": 0, "last": -1, "most": int(np.argmax([face @ face for face in faces]))}[which]
    return _entries(faces[row])


def _entries(face: F64) -> dict[str, tuple[float, float]]:
    found: dict[str, list[float]] = {}
    for action, strength in zip(ACTIONS, face.tolist(), strict=True):
        sides = found.setdefault(str(action.number), [0.0, 0.0])
        for row, side in enumerate("LR"):
            if action.side in ("", side):
                sides[row] = strength
    values = channels_of(face)
    angles = {name: float(values[channels.index(name)]) for name in _ANGLES}
    units = {
        number: tuple(
            max(found[one][side] for one in _STANDS_FOR.get(number, (number,))) for side in (0, 1)
        )
        for number in found
    }
    return {**units, **{name: (angle, angle) for name, angle in angles.items()}}  # type: ignore[dict-item]


def _magnitude(entries: Entries, name: str) -> float:
    if name in _ANGLES:
        return entries[name][0]
    left, right = entries[name.removeprefix("AU").rstrip("LR")]
    return {"L": left, "R": right}.get(name[-1], max(left, right))


def _right(entries: Entries, name: str, sign: str) -> bool:
    value = _magnitude(entries, name)
    if name in _ANGLES:
        signed_value = -value if sign == "-" else value
        return abs(value) < ANGLE_RAD if sign == "0" else signed_value >= ANGLE_RAD - _TOLERANCE
    return value >= PRESENT - _TOLERANCE if sign == "+" else value <= ABSENT + _TOLERANCE


def _one_sided(entries: Entries, name: str) -> bool:
    if name in _ANGLES:
        return abs(_magnitude(entries, name)) >= ANGLE_RAD - _TOLERANCE
    sides = entries[name.removeprefix("AU")]
    return max(sides) >= PRESENT - _TOLERANCE and min(sides) <= ABSENT + _TOLERANCE


def signed(plan: Plan) -> F64:
    """(V,) a face as a vector: units that are opposites share an axis, angles have their own."""
    entries = shown(plan, "most")
    mean = {name: sum(sides) / 2.0 for name, sides in entries.items()}
    pairs = [mean[up] - mean[down] for up, down in _PAIRS]
    return np.array(
        [*pairs, *(mean[name] for name in _ALONE), *(mean[name] / _FULL_RAD for name in _ANGLES)]
    )


def cosine(one: Plan, other: Plan) -> float:
    """Of two faces; 1 where neither shows anything, 0 where one does not."""
    a, b = signed(one), signed(other)
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    if length == 0.0:
        return float(not a.any() and not b.any())
    return float(a @ b) / length


@dataclass(slots=True)
class Score:
    """How many of each thing are right, as [right, of]."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    kinds: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[bool] = field(default_factory=list)
    """For each phrase, in order, whether it is wrong."""
    failures: list[str] = field(default_factory=list)

    def add(self, what: str, right: bool, kind: str = "") -> None:
        """Count one."""
        for table, key in ((self.counts, what), (self.kinds, kind)):
            if key:
                one = table.setdefault(key, [0, 0])
                one[0] += right
                one[1] += 1

    def share(self, what: str) -> float:
        """0..1 of the things that are right."""
        right, of = self.counts[what]
        return right / of


def score(phrases: Sequence[Mapping[str, Any]], planner: Planner = compose) -> Score:
    """Count what a planner gets right of phrases as in `phrases.toml`, whose head explains them."""
    plans = {phrase["text"]: planner(phrase["text"]) for phrase in phrases}
    by_text = {phrase["text"]: phrase for phrase in phrases}
    result = Score()
    for phrase in phrases:
        plan = plans[phrase["text"]]
        if phrase.get("expect_unknown"):
            wrong = [] if not plan.understood else ["understood"]
            result.add("unknown answered as unknown", not wrong)
        else:
            wrong = _wrong(phrase, plan, result)
        result.add("phrases", not wrong, phrase["kind"])
        result.wrong.append(bool(wrong))
        if wrong:
            result.failures.append(f"{phrase['kind']}: {phrase['text']!r}: {', '.join(wrong)}")
        _relations(phrase, by_text, plans, result)
    return result


def _wrong(phrase: Mapping[str, Any], plan: Plan, result: Score) -> list[str]:
    """Names of the entries that are not as expected; each is counted."""
    wrong = []
    for table, which in _TABLES.items():
        entries = shown(plan, which)
        for name, sign in phrase.get(table, {}).items():
            right = plan.understood and _right(entries, name, sign)
            result.add("single entries", right)
            if not right:
                wrong.append(f"{name} {sign} is {_magnitude(entries, name):.2f}")
    entries = shown(plan, "most")
    for name in phrase.get("either_side", ()):
        right = plan.understood and _one_sided(entries, name)
        result.add("single entries", right)
        if not right:
            wrong.append(f"{name} on one side")
    return wrong


def _relations(
    phrase: Mapping[str, Any],
    by_text: Mapping[str, Mapping[str, Any]],
    plans: Mapping[str, Plan],
    result: Score,
) -> None:
    text = phrase["text"]
    for key, way in (("stronger_than", 1.0), ("weaker_than", -1.0)):
        if key in phrase:
            right = all(_differences(phrase, by_text[phrase[key]], plans, way))
            result.add("stronger and weaker", right)
            if not right:
                result.failures.append(f"{text!r} {key} {phrase[key]!r}")
    if "paraphrase_of" in phrase:
        alike = cosine(plans[text], plans[phrase["paraphrase_of"]])
        result.add(f"paraphrases, cosine > {_ALIKE}", alike > _ALIKE)
        if alike <= _ALIKE:
            result.failures.append(
                f"{text!r} paraphrase_of {phrase['paraphrase_of']!r}: {alike:.2f}"
            )
    if "opposes" in phrase:
        alike = cosine(plans[text], plans[phrase["opposes"]])
        result.add("antonyms, cosine < 0", alike < 0.0)
        result.add("antonyms, cosine <= 0", alike <= 0.0)
        if alike >= 0.0:
            result.failures.append(f"{text!r} opposes {phrase['opposes']!r}: {alike:.2f}")


def _differences(
    one: Mapping[str, Any], other: Mapping[str, Any], plans: Mapping[str, Plan], way: float
) -> Iterator[bool]:
    """For each entry that both want, whether it differs in strength the way it should."""
    here, there = shown(plans[one["text"]], "most"), shown(plans[other["text"]], "most")
    for name, sign in one["expect"].items():
        if sign != "0" and other["expect"].get(name) == sign:
            more = abs(_magnitude(here, name)) - abs(_magnitude(there, name))
            yield way * more > _TOLERANCE


def lines(result: Score) -> Iterator[str]:
    """The score for people: totals, then kinds."""
    for table in (result.counts, result.kinds):
        for name, (right, of) in table.items():
            yield f"{name:<32}{right:>5} of {of:>4}  {100.0 * right / of:5.1f} %"
        yield ""


def main() -> None:
    """Print the score of a file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path)
    parser.add_argument("--failures", action="store_true", help="say which phrases are wrong")
    options = parser.parse_args()
    result = score(load_toml(options.file)["phrase"])
    click.echo("\n".join(lines(result)))
    if options.failures:
        click.echo("\n".join(result.failures))


if __name__ == "__main__":
    with plainly():
        main()
