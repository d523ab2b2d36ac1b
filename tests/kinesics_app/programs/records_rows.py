"""Writes rows of noise into the folder that it is given, 50 a second, until it is killed."""

import sys
from pathlib import Path

import numpy as np

from kinesics.record import ros2
from kinesics_app.recording.files import McapFiles, Where

TOPIC = "/kinesics/joints/sent"
NAMES = tuple(f"joint_{n}" for n in range(250))

files = McapFiles(
    Where(Path(sys.argv[1]), "life"),
    {TOPIC: "sensor_msgs/msg/JointState"},
    lambda: {"rate_hz": "50", "joint_units": " ".join(["rad"] * len(NAMES)), "robot": "noise"},
)
files.begin()
values = np.random.default_rng(7)
for number in range(1_000_000):
    stamp_ns = files.stamp(1_000_000_000 + 20_000_000 * number)
    (data,) = ros2.joint_states(NAMES, np.array([stamp_ns]), values.uniform(size=(1, len(NAMES))))
    files.put(TOPIC, stamp_ns, data)
    print(number, flush=True)
