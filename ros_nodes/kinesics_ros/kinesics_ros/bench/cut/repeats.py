"""`cuts`: the cable is cut again and again: the chapter of the report."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Any

from kinesics.errors import BridgeError
from kinesics_app.bench.figures import Figure, Section
from kinesics_ros.bench.cut.kinds import KINDS
from kinesics_ros.bench.cut.network import lonely, missing
from kinesics_ros.bench.cut.watched import AFTER_S, BEFORE_S

__all__ = ["BACK_S", "FULL", "QUICK", "Repeats", "back_s", "chapter", "session"]

BACK_S = 2.0
"""Lips and sound meet again within so long."""
_MET_S = (-0.2, 0.4)
"""When lips open, from when an utterance is heard that begins with a vowel."""
_BEGIN_S = 120.0  # of a session, at most
_AROUND_S = BEFORE_S + AFTER_S + 6.0

Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Repeats:
    """So many cuts of so long."""

    cut_s: int
    sessions: int
    cuts: int
    """Of each session."""


FULL = (Repeats(3, 2, 10), Repeats(30, 2, 3))
QUICK = (Repeats(3, 1, 2), Repeats(30, 1, 1))


def session(kind: str, cuts_s: Sequence[float]) -> Found:
    """What `session.main` tells.

    Raises:
        BridgeError: it failed, with what it said.
    """
    words = ("session", kind, *map(str, cuts_s))
    limit_s = _BEGIN_S + sum(cut_s + _AROUND_S for cut_s in cuts_s)
    command = [sys.executable, "-m", "kinesics_ros.bench.cut", *words]
    command = ["timeout", "-s", "KILL", f"{limit_s:.0f}", *lonely(*command)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise BridgeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def back_s(cut: Found) -> float:
    """From when the cable was whole until lips and sound met again [s]; inf: they did not."""
    low, high = _MET_S
    met_s, lips_s = cut["met_s"], cut["lips_after_s"]
    if met_s is None or lips_s is None or not low < met_s < high:
        return inf
    return float(lips_s)


def chapter(repeats: Sequence[Repeats]) -> Section:
    """All of them, of each kind of body.

    Raises:
        BridgeError: two hosts cannot be had here, or a session failed.
    """
    if lacks := missing():
        raise BridgeError(f"cuts: {lacks}; wanted network and time namespaces for this user")
    figures: list[Figure] = []
    rows: list[tuple[str, ...]] = [("what came again after", "cut", "n", "median s", "worst s")]
    for kind, layout in KINDS.items():
        for each in repeats:
            told = [_told(kind, each) for _ in range(each.sessions)]
            cuts = [cut for one in told for cut in one["cuts"]]
            figures += _figures(f"{layout.called}, {each.cut_s} s", told, cuts)
            rows += _came_again(f"{kind}, {each.cut_s} s", cuts)
    return Section(
        "A cable that is cut",
        "Two hosts as two network namespaces of this computer, whose CLOCK_MONOTONIC differ by "
        "1000 s: one speaks without end and moves an arm, dated by its own clock; the robot is "
        "a twin behind a serial port. The cable between them is cut and mended, and each time a "
        f"little later in what is said. Load average at the end {os.getloadavg()[0]:.1f}.",
        tuple(figures),
        (
            "Lips and sound have met when the jaw opens within -0.2 to 0.4 s of when the first "
            "utterance since is heard. Part of that time is the presentation delay: a voice that "
            "thinks elsewhere has 0.3 s of `transport_ms` and 0.2 s of lead here.",
            "Where all came a second later, the kernel's first question for the other end's "
            "address (ARP) was lost, for that was not up yet; it asks again after a second.",
            "Limits are of the 1 kHz trace of what the firmware played, from its first tick to "
            "its last.",
        ),
        tuple(rows),
    )


def _told(kind: str, each: Repeats) -> Found:
    """One session; how soon they met is told as it goes."""
    found = session(kind, [each.cut_s] * each.cuts)
    met_s = ", ".join(f"{back_s(cut):.2f}" for cut in found["cuts"])
    sys.stderr.write(f"{kind}, cuts of {each.cut_s} s: met again after {met_s} s\n")
    return found


def _figures(of: str, told: Sequence[Found], cuts: Sequence[Found]) -> list[Figure]:
    backs_s = [back_s(cut) for cut in cuts]
    most = max(max(one["used"].values()) for one in told)
    clocks = [clock for cut in cuts for clock in cut["clocks"]]
    share = max(abs(one["off_ns"]) / max(one["error_ns"], 1) for one in clocks)
    known_ms = max(one["error_ns"] for one in clocks) * 1e-6
    return [
        Figure(
            f"lips and sound meet again, {of}: median, worst",
            f"{median(backs_s):.2f}, {max(backs_s):.2f} s",
            len(cuts),
            f"<= {BACK_S:g} s",
            max(backs_s) <= BACK_S,
        ),
        Figure(f"most of a limit, {of}", f"{most:.3f}", len(cuts), "<= 1", most <= 1.0),
        Figure(
            f"how far off the other clock is, of what is told ({known_ms:.1f} ms), {of}",
            f"{share:.2f}",
            len(clocks),
            "<= 1",
            share <= 1.0,
        ),
    ]


def _came_again(of: str, cuts: Sequence[Found]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for what in cuts[0]["again_s"]:
        times_s = [cut["again_s"][what] for cut in cuts if cut["again_s"][what] is not None]
        if times_s:
            told = f"{median(times_s):.2f}", f"{max(times_s):.2f}"
            rows.append((what, of, str(len(times_s)), *told))
    return rows
