"""`measure_life`: all measures over one life, as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kinesics_app.life_measures.beat_alignment import beat_alignment
from kinesics_app.life_measures.blinks import blinks
from kinesics_app.life_measures.endurance import endurance
from kinesics_app.life_measures.eyes_and_head import eyes_and_head
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.gaze_share import gaze_share
from kinesics_app.life_measures.head_in_speech import head_in_speech
from kinesics_app.life_measures.lived import Lived, Progress, live_through
from kinesics_app.life_measures.saccades import saccades
from kinesics_app.life_measures.variety import variety
from kinesics_app.settings.gaze_by import GAZE, GazeBy

__all__ = ["MEASURES", "LifeReport", "measure_life"]

MEASURES: Mapping[str, Callable[[Lived], Sequence[Figure]]] = {  # one line a measure
    "blinks": blinks,
    "saccades": saccades,
    "gaze": gaze_share,
    "eyes-and-head": eyes_and_head,
    "endurance": endurance,
    "speech": head_in_speech,
    "beats": beat_alignment,
    "variety": variety,
}

_COLUMNS = ("measure", "figure", "published", "source", "bar", "")


@dataclass(frozen=True, slots=True)
class LifeReport:
    """What came of it."""

    head: str
    figures: Sequence[Figure]

    @property
    def passed(self) -> bool:
        """Whether every gate was met; what is no gate may be missed."""
        return all(one.passed for one in self.figures if one.gate)

    def render(self) -> str:
        """A Markdown table; `*` marks what is gated."""
        rows = [_COLUMNS, *(_cells(one) for one in self.figures)]
        wide = [max(len(row[n]) for row in rows) for n in range(len(_COLUMNS))]
        lines = [_line(row, wide) for row in rows]
        lines.insert(1, "|" + "|".join("-" * (n + 2) for n in wide) + "|")
        missed = [one.name for one in self.figures if not one.passed]
        tail = f"missed: {'; '.join(missed)}" if missed else "all met"
        return "\n".join([self.head, "", *lines, "", f"{tail}  (* is a gate)"])


def measure_life(
    robot: str,
    minutes: float,
    seed: int,
    only: Sequence[str],
    progress: Progress,
    gaze: GazeBy = GAZE,
) -> LifeReport:
    """Live for some minutes of virtual time and measure it; `only`: some of `MEASURES`, or all.

    Raises:
        RigError: no such robot.
    """
    lived = live_through(robot, minutes, seed, progress, gaze)
    figures = [one for name in only or MEASURES for one in MEASURES[name](lived)]
    progress(1.0)
    head = f"{lived.rig.name}, {minutes:g} minutes in virtual time, seed {seed}, gaze by {gaze}"
    return LifeReport(head, figures)


def _cells(one: Figure) -> tuple[str, ...]:
    verdict = ("ok" if one.passed else "MISSED") + ("*" if one.gate else "")
    return one.name, one.figure, one.law, one.source, one.bar, verdict


def _line(row: Sequence[str], wide: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(n) for cell, n in zip(row, wide, strict=True)) + " |"
