"""Holds a port and moves the robot behind it, with a second of motion in its queue."""

import sys
import time

import numpy as np
from conftest import joint_table

from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.ports.opener import PortOpener

bridge = SerialBridge(PortOpener(sys.argv[1]), joint_table(), auto_arm=True)
bridge.connect()
due_ns = time.monotonic_ns()
told = False
while True:
    due_ns += 10_000_000
    time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
    while bridge.poll() is not None:
        pass
    for ahead_ms in range(100, 1200, 10):
        t_ns = due_ns + ahead_ms * 1_000_000
        bridge.send(Frame(t_ns, np.full(6, 0.4 * np.sin(3e-9 * t_ns))))
    if bridge.link_state == "ARMED" and not told:
        told = True
        print("armed", flush=True)
