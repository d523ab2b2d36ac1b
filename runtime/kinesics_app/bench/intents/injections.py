"""Intents at random moments: how soon they show, and whether the seam does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.intent import read_intent
from kinesics.rig.rig import Rig
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.bench.intents.asks import SOUND_HZ, Asks
from kinesics_app.life.life import TICK_NS
from kinesics_app.robot.twin_link import TwinLink
from kinesics_app.speech.prepared import prepare
from kinesics_app.tick.loop import Row

__all__ = ["injections"]

F64 = NDArray[np.float64]

SENT_MS, PLAYED_MS = 60.0, 120.0
_QUANTILE = 0.999
_SEAM_TICKS = 2  # the first row that an intent changed, and the one whose speed shows how it joins
_GAP_TICKS = (5, 50)
_PLANNED_S = 0.4
_QUEUED = 16  # rows: more than are ever queued
_ENOUGH = 2000  # rows of which a thousandth is known
_LAGS_TICKS = 8  # a row shows up to so much later, by the lag of its joint
_CODE = 2e-3  # of a limit: rows are integers on the wire
_ENDS = ("cancel", "reset")
_FOLLOWED = 10  # ticks: what begins later than that waits for something
_TICK_MS = 10.0


@dataclass(frozen=True, slots=True)
class _Injection:
    kind: str
    heard_ns: int
    sent_ns: int
    """When all rows of the tick had been sent that showed it first."""
    changed_ns: int | None
    """Date of the first row that it changed; None: of those that were queued, none."""
    waits: bool
    """Whether it had not begun by then."""


def injections(count: int, seed: int, tell: Callable[[float], None]) -> Section:
    """`count` random intents on the twin, in virtual time, and as many that are planned ahead."""
    link = TwinLink("humanoid", seed)
    try:
        show = _Show(link, seed)
        show.wait()
        made: list[_Injection] = []
        while len(made) < count:
            show.plan()
            made.append(show.inject())
            show.wait()
            tell(len(made) / count)
        counted = [link.device.counters.get(name, 0) for name in ("rows_late", "underruns")]
        kinds, rig, ticks = show.kinds, link.life.rig, link.life.ticks
    finally:
        link.close()
    velocity, acceleration = _uses(show.rows, rig)
    masks = _seams(made, show.rows), _begins(show.begun_ns, show.rows)
    lost = Figure(
        "rows late, underruns", f"{counted[0]}, {counted[1]}", ticks, "0, 0", not any(counted)
    )
    return Section(
        "Intents at random moments",
        f"{count} intents, each heard at a random time between two ticks, and as many that are "
        f"planned {_PLANNED_S:g} s ahead, {_GAP_TICKS[0] * 10} to {_GAP_TICKS[1] * 10} ms apart: "
        f"{', '.join(kinds)}, cancel and reset. {rig.name}'s twin in virtual time, computing time "
        "as on this machine. What changes no queued row (it waits, is refused, or begins later: "
        "sound waits for the lips) has no seam and is not counted.",
        (
            *_soon(made),
            *_inside("velocity", velocity, masks),
            *_inside("acceleration", acceleration, masks),
            _long(show.took_ms),
            lost,
        ),
    )


class _Show:
    """A twin that is asked at random times."""

    def __init__(self, link: TwinLink, seed: int) -> None:
        self.rows: dict[int, F64] = {}
        """Every row (J,) as it was played, by its date."""
        self.begun_ns: list[int] = []
        """When what was planned began to show."""
        self.took_ms: list[float] = []
        """What each tick took of a processor."""
        self._link = link
        self._random = np.random.default_rng((seed, 0x1D1E))
        self._asks = Asks(link.life.arbiter.skills, seed)
        self.kinds = self._asks.kinds

    def wait(self) -> None:
        """Live on for a random while."""
        for _ in range(int(self._random.integers(*_GAP_TICKS))):
            self._tick()

    def plan(self) -> None:
        """Ask for something that begins later, and see it: no row has to be replaced for it."""
        asked = {**self._ask(), "start": {"after_s": _PLANNED_S}}
        self._hear(asked, self._link.now_ns())
        for _ in range(round(_PLANNED_S * 1e9) // TICK_NS):
            self._tick()
        self.wait()
        while (told := self._link.receive(0.0)) is not None:
            if told.get("intent") == asked["id"] and told["event"] == "started":
                self.begun_ns.append(told["t_ns"])

    def inject(self) -> _Injection:
        """Ask for something now, at a random time before the next tick."""
        asked, heard_ns = self._ask(), self._link.device.next_tick_ns
        heard_ns -= int(self._random.integers(TICK_NS))
        self._hear(asked, heard_ns)
        for _ in range(_FOLLOWED):
            before = {row.t_ns: row.sent for row in self._recent()}
            tick_ns = self._link.device.next_tick_ns
            took_s = self._tick()
            changed = [
                row.t_ns
                for row in self._recent()
                if row.t_ns in before and not np.array_equal(before[row.t_ns], row.sent)
            ]
            waits = not changed and self._waits(asked["id"])
            if not waits:
                break
        sent_ns = tick_ns + round(took_s * 1e9)
        return _Injection(asked["kind"], heard_ns, sent_ns, min(changed, default=None), waits)

    def _waits(self, ident: str) -> bool:
        """Whether nothing has become of it yet."""
        while (told := self._link.receive(0.0)) is not None:
            if told.get("intent") == ident and told["event"] != "acknowledged":
                return False
        return True

    def _ask(self) -> dict[str, Any]:
        return self._asks.ask(self._link.life.arbiter.underway)

    def _hear(self, asked: dict[str, Any], heard_ns: int) -> None:
        message: dict[str, Any] = {"intent": asked}
        if asked["kind"] == "say":
            said = read_intent(asked, heard_ns)
            message["prepared"] = prepare(said.parameters, self._link.folder, SOUND_HZ)
        self._link.life.hear(message, heard_ns)

    def _tick(self) -> float:
        """Live on for a tick; what it took of a processor [s]."""
        self._link.tick()
        self.took_ms.append(1e3 * self._link.took_s)
        self.rows |= {row.t_ns: row.sent for row in self._recent()}
        return self._link.took_s

    def _recent(self) -> list[Row]:
        return [*self._link.life.loop.rows][-_QUEUED:]


def _uses(rows: dict[int, F64], rig: Rig) -> tuple[F64, F64]:
    """(N, J) share of each joint's limit that each row uses: velocity, acceleration."""
    positions = np.array([rows[t_ns] for t_ns in sorted(rows)])
    dt_s = TICK_NS * 1e-9
    velocity = np.diff(positions, axis=0, prepend=positions[:1]) / dt_s
    acceleration = np.diff(velocity, axis=0, prepend=velocity[:1]) / dt_s
    return np.abs(velocity) / rig.limits.velocity, np.abs(acceleration) / rig.limits.acceleration


def _seams(made: list[_Injection], rows: dict[int, F64]) -> NDArray[np.bool_]:
    """(N,) which rows lie where an intent began to change the motion."""
    first_ns = min(rows)
    seams = np.zeros(len(rows), np.bool_)
    for one in made:
        if one.changed_ns is not None:
            row = (one.changed_ns - first_ns) // TICK_NS
            seams[row : row + _SEAM_TICKS] = True
    return seams


def _begins(begun_ns: list[int], rows: dict[int, F64]) -> NDArray[np.bool_]:
    """(N,) which rows lie where something that was planned began."""
    first_ns = min(rows)
    begins = np.zeros(len(rows), np.bool_)
    for t_ns in begun_ns:
        row = (t_ns - first_ns) // TICK_NS
        begins[max(row - _LAGS_TICKS, 0) : row + _SEAM_TICKS] = True
    return begins


def _soon(made: list[_Injection]) -> tuple[Figure, ...]:
    shown = [one for one in made if one.changed_ns is not None]
    ends = [one for one in shown if one.kind in _ENDS]
    begun = [one for one in made if one.kind == "gesture" and not one.waits]
    return (
        _took("heard to sent", [one.sent_ns - one.heard_ns for one in shown], SENT_MS),
        _took("heard to played", [_played_ns(one) for one in shown], PLAYED_MS),
        _took("heard to sent, cancel and reset", [e.sent_ns - e.heard_ns for e in ends], SENT_MS),
        _took("heard to played, cancel and reset", [_played_ns(one) for one in ends], PLAYED_MS),
        _took("heard to begun, gestures", [one.sent_ns - one.heard_ns for one in begun], SENT_MS),
    )


def _long(took_ms: list[float]) -> Figure:
    long = sum(one > _TICK_MS for one in took_ms)
    worst = f"{long}, worst {max(took_ms):.0f} ms"
    return Figure(
        f"ticks that took more than {_TICK_MS:.0f} ms of a processor", worst, len(took_ms)
    )


def _played_ns(one: _Injection) -> int:
    return (one.changed_ns or 0) - one.heard_ns


def _took(what: str, took_ns: list[int], bar_ms: float) -> Figure:
    if not took_ns:
        return Figure(what, "none", 0, f"<= {bar_ms:.0f} ms")
    median_ms, worst_ms = np.median(took_ns) * 1e-6, max(took_ns) * 1e-6
    return Figure(
        what,
        f"median {median_ms:.0f} ms, worst {worst_ms:.0f} ms",
        len(took_ns),
        f"<= {bar_ms:.0f} ms",
        worst_ms <= bar_ms,
    )


def _inside(
    what: str, uses: F64, masks: tuple[NDArray[np.bool_], NDArray[np.bool_]]
) -> tuple[Figure, Figure]:
    """Whether the seams stay within the 99.9 % quantile of what is no seam.

    The joint that is nearest to its limit against all other rows; each joint also against its own
    rows where what was planned begins, since it may hardly ever move: the same acts, whatever else
    is on its way, only that nothing queued is replaced. `masks` are those of both.
    """
    seams, begins = masks
    most = uses.max(axis=1)
    usual = float(np.quantile(most[~seams], _QUANTILE)) + _CODE
    planned = uses[begins & ~seams]
    nearest = _beyond(
        f"{what}, joint nearest to its limit, beyond {usual:.2f} of it", most[seams], usual
    )
    own = np.quantile(planned, _QUANTILE, axis=0) if len(planned) else np.zeros(uses.shape[1])
    each = _beyond(
        f"{what}, each joint, beyond its own of planned begins", uses[seams], own + _CODE
    )
    if len(planned) < _ENOUGH:
        each = replace(each, bar="too few planned begins to judge by", met=None)
    return nearest, each


def _beyond(what: str, uses: F64, usual: F64 | float) -> Figure:
    beyond, allowed = int((uses > usual).sum()), (1.0 - _QUANTILE) * uses.size
    chance = 3.0 * allowed**0.5
    return Figure(
        what,
        f"{beyond} rows, {100.0 * beyond / uses.size:.2f} %",
        uses.size,
        f"0.1 %, {allowed:.0f} (and by chance {chance:.0f} more, 3 standard deviations)",
        beyond <= allowed + chance,
    )
