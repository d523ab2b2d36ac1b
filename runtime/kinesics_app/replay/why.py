"""`why`: which layer, intent, rule and limit made a channel what it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RecordError
from kinesics.motion import channels
from kinesics.motion.limits import KINDS, SIDES
from kinesics.motion.mixer import Reason
from kinesics.record.intake import AskedFor
from kinesics_app.replay.again import Again, again_of
from kinesics_app.tick.body import Body
from kinesics_app.tick.loop import Row

__all__ = ["Held", "Why", "composed", "moved_at", "why"]

_Counts = tuple[NDArray[np.int64], tuple[int, ...]]
"""Of the limits (3, 2, J), and of the guard."""

_FULL = 0.999
_NEAR_S = 0.01
_SLACK = 1e-3  # rad, m or 1: coarser than any row's integers


@dataclass(frozen=True, slots=True)
class Held:
    """A joint that the channel moves, in the row of that time."""

    name: str
    unit: str
    asked: float
    sent: float
    by: tuple[str, ...]
    """What held it, as `velocity high`; of the guard, what it did to the row."""


@dataclass(frozen=True, slots=True)
class Why:
    """One channel at one time."""

    t_s: float
    """Of the nearest tick."""
    channel: str
    unit: str
    value: float
    reasons: tuple[Reason, ...]
    """Every layer's part, bottom first."""
    decides: int | None
    """Which of the reasons decides, as the last that lies over the others; None: all only add."""
    rule: str
    """Why that one does."""
    mixed: float
    """What the layers make together."""
    range: tuple[float, float]
    joints: tuple[Held, ...]
    asked: tuple[tuple[float, str], ...]
    """What somebody last asked of the layers that have a part, and from when on [s]."""

    is_as_recorded: bool
    """Whether the row that was made again is the one that went out."""

    @property
    def after(self) -> float:
        """By how much the value is another than what the layers make, within the range."""
        return self.value - min(max(self.mixed, self.range[0]), self.range[1])


def why(path: Path, t_s: float, channel: str, robot: str | None = None) -> Why:
    """Why `channel` was what it was `t_s` after the first sample of the speech was heard.

    Of a life: after its file began.

    Raises:
        KinesicsError: no such channel, no such time, or a recording that cannot tell.
    """
    column = channels.index(channel)
    again = again_of(path, robot)
    number = _number(again, path, t_s)
    row, held_before = _row(again, number)
    seen_ns = row.t_ns + again.loop.early_ns
    reasons = again.body.mixer.why(channel, seen_ns)
    decides, rule = _rule(reasons, again)
    kind = channels.CHANNELS[column]
    asked = _asked(again.intake.asked, {reason.source for reason in reasons}, seen_ns)
    return Why(
        t_s=(seen_ns - again.heard_t0_ns) * 1e-9,
        channel=channel,
        unit=kind.unit,
        value=float(row.channels[column]),
        reasons=reasons,
        decides=decides,
        rule=rule,
        mixed=composed(reasons),
        range=(float(channels.LOW[column]), float(channels.HIGH[column])),
        joints=tuple(_held(again.body, row, channel, held_before)),
        asked=tuple(((one.t_ns - again.heard_t0_ns) * 1e-9, one.what) for one in asked),
        is_as_recorded=again.is_as_recorded(number, row),
    )


def moved_at(
    path: Path, t_s: float, robot: str | None = None
) -> tuple[float, list[tuple[str, float, str]]]:
    """When the tick was, and every channel that a layer wants then: name, value, who decides."""
    again = again_of(path, robot)
    row, _ = _row(again, _number(again, path, t_s))
    seen_ns = row.t_ns + again.loop.early_ns
    found = []
    for column, channel in enumerate(channels.NAMES):
        reasons = again.body.mixer.why(channel, seen_ns)
        if not reasons:
            continue
        decides, _ = _rule(reasons, again)
        adds = [reason.source for reason in reasons if reason.kind == "add"]
        who = [] if decides is None else [reasons[decides].source]
        found.append((channel, float(row.channels[column]), " + ".join([*who, *adds])))
    return (seen_ns - again.heard_t0_ns) * 1e-9, found


def composed(reasons: Sequence[Reason]) -> float:
    """What the layers make together, before the eyes are steadied and the range is kept."""
    value = 0.0
    for reason in reasons:
        own = reason.gain * reason.weight * reason.value
        if reason.kind == "over":
            value = value * (1.0 - reason.weight) + own
        else:
            value += own * (1.0 - reason.yields)
    return value


def _number(again: Again, path: Path, t_s: float) -> int:
    """Of the row whose mix is of that time; if it was made anew, as it was made last."""
    seen_s = (again.seen_ns - again.heard_t0_ns) * 1e-9
    first_s, last_s = float(seen_s[0]), float(seen_s[-1])
    if not first_s - _NEAR_S <= t_s <= last_s + _NEAR_S:
        raise RecordError(
            f"{path} has nothing at {t_s:g} s; wanted {first_s:.2f} to {last_s:.2f} s"
        )
    return len(seen_s) - 1 - int(np.abs(seen_s - t_s)[::-1].argmin())


def _row(again: Again, number: int) -> tuple[Row, _Counts]:
    """The row of that number, just made, and what had been held before it."""
    rows = again.rows()
    for _ in range(number):
        next(rows)
    before = _counted(again.body)
    return next(rows), before


def _asked(asked: Sequence[AskedFor], sources: set[str], seen_ns: int) -> list[AskedFor]:
    """Of each of the sources, and of all of them together, what was asked last."""
    last = {one.source: one for one in asked if one.t_ns <= seen_ns}
    return sorted(
        (one for source, one in last.items() if source in {*sources, ""}),
        key=lambda one: one.t_ns,
    )


def _counted(body: Body) -> _Counts:
    guard = body.guard
    did = (0, 0, 0) if guard is None else (guard.slowed, guard.slid, guard.braked)
    return body.limiter.clamps.copy(), did


def _rule(reasons: Sequence[Reason], again: Again) -> tuple[int | None, str]:
    """Which reason decides, and why."""
    over = [n for n, reason in enumerate(reasons) if reason.kind == "over" and reason.weight > 0.0]
    if not over:
        return None, "no layer lies over others: all that is wanted is added up"
    top = reasons[over[-1]]
    owner = next(layer.owner for layer in again.intake.layers if layer.source == top.source)
    rule = "it owns what it moves, above every other layer" if owner else "it is the topmost layer"
    if top.priority:
        rule = f"its priority is {top.priority}"
    if top.weight < _FULL:
        rule += f"; {1.0 - top.weight:.0%} of what lies below still shows"
    return over[-1], rule


def _held(body: Body, row: Row, channel: str, before: _Counts) -> Iterator[Held]:
    clamps, did = _counted(body)
    held = clamps - before[0]  # (3, 2, J)
    guarded = [
        what
        for what, now, then in zip(
            ("guard: slowed for the hands' cap", "guard: turned aside", "guard: braked"),
            did, before[1], strict=True,
        )
        if now > then
    ]  # fmt: skip
    for column, joint in enumerate(body.rig.joints):
        if not any(drive.channel == channel for drive in joint.drives):
            continue
        by = [
            f"{kind} {side}"
            for kind, ends in zip(KINDS, held[:, :, column], strict=True)
            for side, count in zip(SIDES, ends, strict=True)
            if count
        ]
        asked, sent = float(row.asked[column]), float(row.sent[column])
        off = abs(asked - sent) > _SLACK
        yield Held(joint.name, joint.unit, asked, sent, tuple(by + (guarded if off else [])))
