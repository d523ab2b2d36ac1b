"""The humanoid's firmware and servos behind a serial port, until a line comes; what it played.

Prints the port; at the end JSON: the most used of each limit, the states that it went through, and
whether it moved before it held.
"""

import json
import sys
import threading

import numpy as np

from kinesics.rig.load import load_rig
from kinesics_app.device import joint_table
from kinesics_app.servos import servos_of
from kinesics_bridge.limit_use import limit_use
from kinesics_bridge.protocol import STATES
from kinesics_bridge.pty_twin import PtyTwin

BEFORE_HOLD = slice(-400, -250)
"""Ticks before it holds: rows still came, or were still queued."""


def tell(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


rig = load_rig("humanoid")
table = joint_table(rig)
robot = PtyTwin(table, servos_of(rig), keep_trace=True)
ended = threading.Event()
life = threading.Thread(target=robot.run, args=(ended.is_set,))
life.start()
tell(robot.device)
sys.stdin.readline()
ended.set()
life.join()
trace = robot.twin.trace()
robot.close()
changes = np.flatnonzero(np.diff(trace.state)) + 1
use = limit_use(table, trace)
holds = [row for row in changes if STATES[trace.state[row]] == "HOLD"]
moving = [int(np.ptp(trace.played_pico[:row][BEFORE_HOLD], axis=0).max()) > 0 for row in holds]
told = {"use": use._asdict(), "states": [STATES[trace.state[row]] for row in changes]}
told["moving"] = moving
tell(json.dumps(told))
