"""`growth`: how the cost of a tick grows with joints, with tracks and with networks."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.rig import Rig
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.bench.tick.also import SHOWN, a_network, a_track
from kinesics_app.bench.tick.busy_life import TICK_NS, Talk, born, delays_of, loop_of
from kinesics_app.character.character import Part
from kinesics_app.life_measures.lived import Nowhere

__all__ = ["JOINTS", "NETWORKS", "TRACKS", "growth", "straightness"]

F64 = NDArray[np.float64]

JOINTS = (10, 20, 41, 82, 120, 160, 200)
TRACKS = (0, 4, 8, 16, 32)
NETWORKS = (0, 1, 2, 4)
_BAR = 1.2
_ROUND_TICKS = 100
_WARM_TICKS = 50
_CURVE = 24  # characters of the highest bar


@dataclass(frozen=True, slots=True)
class _Sweep:
    """One thing that grows."""

    what: str
    sizes: tuple[int, ...]
    robot: Callable[[int], Rig]
    also: Callable[[int], Sequence[Part]]
    whole: bool
    """Whether thoughts are part of the cost, or the row alone."""
    conditions: str


def growth(
    rig: Rig, backend: str, rounds: int, tell: Callable[[float], None]
) -> tuple[Section, ...]:
    """A section for joints, for tracks and for networks: cost of a tick, and whether it is linear.

    In each of `rounds` every size lives a second, one after the other: what the machine does
    besides then tells alike on all.
    """
    sections: list[Section] = []
    sweeps = _sweeps(rig, backend)

    def told(share: float) -> None:
        tell((len(sections) + share) / len(sweeps))

    for sweep in sweeps:
        costs_us = _costs_us(sweep, backend, rounds, told)
        sections.append(_section(sweep, costs_us))
    return tuple(sections)


def straightness(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The last cost over where the straight line comes to that the smaller half begins.

    Of sizes up to half of the last, at least two. 1: linear growth; less: it grows more slowly. A
    line that falls counts as level.
    """
    half = [n for n, size in enumerate(sizes) if size <= sizes[-1] / 2]
    smaller, values = np.array(sizes, np.float64)[half], np.array(costs)[half]
    slope, at_zero = np.polyfit(smaller, values, 1)
    expected = at_zero + slope * sizes[-1] if slope > 0.0 else values.mean()
    return float(costs[-1] / expected)


def _sweeps(rig: Rig, backend: str) -> tuple[_Sweep, ...]:
    character = born(rig, backend)
    card, chosen = character.model, character.backend
    return (
        _Sweep(
            "joints",
            JOINTS,
            lambda joints: _of_joints(rig, joints),
            lambda joints: (),
            whole=False,
            conditions="Mix, rig and limits of a tick while it talks, back to back, no wire, of a "
            f"robot with so many of {rig.name}'s {len(rig.joints)} joints, some of them more than "
            "once, and no body to guard.",
        ),
        _Sweep(
            "tracks",
            TRACKS,
            lambda tracks: rig,
            lambda tracks: tuple(map(a_track, range(tracks))),
            whole=False,
            conditions="The same, with so many tracks besides its own, which are added, of "
            f"{len(SHOWN)} channels each, and never rest; {len(rig.joints)} joints, and "
            + ("a body that is guarded." if rig.skeleton is not None else "no body to guard."),
        ),
        _Sweep(
            "networks",
            NETWORKS,
            lambda networks: rig,
            lambda networks: tuple(a_network(n, card, chosen) for n in range(networks)),
            whole=True,
            conditions="The whole tick, thoughts included, with so many networks besides its own: "
            f"each is {card.name} on {chosen}, a step each tick.",
        ),
    )


def _costs_us(sweep: _Sweep, backend: str, rounds: int, tell: Callable[[float], None]) -> F64:
    """(sizes, rounds, ticks) processor time of the thread of each tick."""
    lives = [_Lived(sweep, size, backend) for size in sweep.sizes]
    for life in lives:
        life.live(_WARM_TICKS)
    costs_ns = np.empty((len(lives), rounds, _ROUND_TICKS))
    for done in range(rounds):
        for size, life in enumerate(lives):
            costs_ns[size, done] = life.live(_ROUND_TICKS)
        tell((done + 1) / rounds)
    return costs_ns * 1e-3


class _Lived:
    """A robot of one size, on no wire."""

    def __init__(self, sweep: _Sweep, size: int, backend: str) -> None:
        rig = sweep.robot(size)
        character = born(rig, backend)
        character = replace(character, parts=(*character.parts, *sweep.also(size)))
        delays = delays_of(rig)
        self._loop = loop_of(rig, rig.neutral, character, Nowhere(), delays.ahead_ns)
        self._talk = Talk(delays, 0)
        self._whole = sweep.whole
        self._tick = 0

    def live(self, ticks: int) -> F64:
        """(T,) cost of each of so many ticks more [ns]."""
        costs_ns = np.empty(ticks)
        for n in range(ticks):
            now_ns, packets = self._tick * TICK_NS, self._talk.at(self._tick)
            begun_ns = time.thread_time_ns()
            self._loop.act(now_ns)
            acted_ns = time.thread_time_ns()
            self._loop.think(now_ns, packets)
            ended_ns = time.thread_time_ns() if self._whole else acted_ns
            costs_ns[n] = ended_ns - begun_ns
            self._tick += 1
        return costs_ns


def _section(sweep: _Sweep, costs_us: F64) -> Section:
    """Of costs (sizes, rounds, ticks); the ratio is taken within each round, as others are."""
    p50s, p99s = np.percentile(costs_us, (50, 99), axis=(1, 2)).tolist()
    by_round = np.median(costs_us, axis=2).T.tolist()
    straight = float(np.median([straightness(sweep.sizes, one) for one in by_round]))
    slope, at_zero = np.polyfit(sweep.sizes, p50s, 1)
    first, last = sweep.sizes[0], sweep.sizes[-1]
    half = max(size for size in sweep.sizes if size <= last / 2)
    rows = [
        (str(size), f"{p50:.0f}", f"{p99:.0f}", "▇" * round(_CURVE * p50 / max(p50s)))
        for size, p50, p99 in zip(sweep.sizes, p50s, p99s, strict=True)
    ]
    return Section(
        f"Growth with {sweep.what}",
        f"{sweep.conditions} Processor time of the thread.",
        (
            Figure(
                f"{last} {sweep.what}, over the straight line through {first} to {half}",
                f"{straight:.2f}",
                costs_us[-1].size,
                f"<= {_BAR:g}: at most linear",
                straight <= _BAR,
            ),
            Figure(
                f"the straight line through all: {sweep.what} cost",
                f"{slope:.1f} us each, besides {at_zero:.0f} us",
                costs_us.size,
            ),
        ),
        matrix=((sweep.what, "p50 [us]", "p99 [us]", ""), *rows),
    )


def _of_joints(rig: Rig, count: int) -> Rig:
    """A robot with so many of the joints, from all over the body, and no body to guard."""
    there = len(rig.joints)
    joints = (rig.joints[n * there // count] for n in range(count))
    named = tuple(replace(joint, name=f"{joint.name} {n}") for n, joint in enumerate(joints))
    return Rig(rig.name, rig.summary, named, eyes=rig.eyes)
