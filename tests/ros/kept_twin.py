"""The humanoid's firmware and servos behind a serial port, until it is to end; what it played.

Prints the port; at a line `stops` JSON, how it braked each time so far; at a line `end` JSON: the
most used of each limit, the states that it went through and when, and whether it moved before it
held. Times are of this host's monotonic clock.
"""

import json
import sys
import threading
from dataclasses import fields

import numpy as np

from kinesics.rig.load import load_rig
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.servos import servos_of
from kinesics_bridge.twin import Trace
from kinesics_bridge.twin.limit_use import limit_use
from kinesics_bridge.twin.pty_twin import PtyTwin
from kinesics_bridge.wire.protocol import STATES

BEFORE_HOLD = slice(-400, -250)
"""Ticks before it holds: rows still came, or were still queued."""
BRAKING = 200
"""Ticks within which it brakes."""


def tell(told):
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()


class Kept:
    """A twin that lives in a thread, which gives its trace away between two of its steps."""

    def __init__(self):
        rig = load_rig("humanoid")
        self.table = joint_table(rig)
        self.robot = PtyTwin(self.table, servos_of(rig), keep_trace=True)
        self._pieces, self._asked, self._given = [], threading.Event(), threading.Event()
        self._ended = threading.Event()
        self._life = threading.Thread(target=self.robot.run, args=(self._turn,))
        self._life.start()

    def trace(self):
        """All so far, by this host's clock."""
        self._given.clear()
        self._asked.set()
        self._given.wait()
        whole = {
            one.name: np.concatenate([getattr(piece, one.name) for piece in self._pieces])
            for one in fields(Trace)
        }
        whole["t_ns"] = whole["t_ns"] - self.robot.ahead_ns
        return Trace(**whole)

    def end(self):
        self._ended.set()
        self._life.join()
        self.robot.close()

    def _turn(self):
        if self._asked.is_set():
            self._asked.clear()
            self._pieces.append(self.robot.twin.trace())
            self._given.set()
        return self._ended.is_set()


def changes(trace):
    """Ticks that are the first of a state."""
    return np.flatnonzero(np.diff(trace.state)) + 1


def stops(trace):
    """Of each time that it was stopped while it moved.

    When it began to brake, when the fastest joint as played was slower, how fast it had been.
    """
    told = []
    for tick in changes(trace):
        if STATES[trace.state[tick]] != "STOPPED" or tick + BRAKING > len(trace.t_ns):
            continue
        steps = np.abs(np.diff(trace.played_pico[tick - 2 : tick + BRAKING], axis=0))
        fastest = steps[0].argmax()
        slower = tick + np.flatnonzero(steps[:, fastest] >= 0.99 * steps[:, fastest].max())[-1]
        of = {"begins_ns": trace.t_ns[tick], "slower_ns": trace.t_ns[slower]}
        told.append({name: int(ns) for name, ns in of.items()} | {"rad_s": steps[0].max() * 1e-9})
    return told


def played(table, trace):
    """What is told at the end."""
    found = changes(trace)
    states = [STATES[trace.state[tick]] for tick in found]
    before = [
        trace.played_pico[:tick][BEFORE_HOLD]
        for tick, state in zip(found, states, strict=True)
        if state == "HOLD"
    ]
    return {
        "use": limit_use(table, trace)._asdict(),
        "states": states,
        "at_ns": trace.t_ns[found].tolist(),
        "moving": [int(np.ptp(one, axis=0).max()) > 0 for one in before],
    }


kept = Kept()
tell(kept.robot.device)
for line in sys.stdin:
    if line == "stops\n":
        tell(json.dumps(stops(kept.trace())))
    else:
        break
whole = kept.trace()
kept.end()
tell(json.dumps(played(kept.table, whole)))
