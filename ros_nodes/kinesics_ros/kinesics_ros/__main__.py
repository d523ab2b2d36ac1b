"""`python -m kinesics_ros NODE ... --ros-args ...`: nodes without colcon, one process."""

import sys
from itertools import takewhile

from kinesics_ros.process.executables import NODES, TOGETHER, begin

if __name__ == "__main__":
    names = list(takewhile(lambda word: not word.startswith("-"), sys.argv[1:]))
    if not names or not set(names) <= {*NODES, *TOGETHER}:
        known = ", ".join([*NODES, *TOGETHER])
        sys.exit(f"usage: python -m kinesics_ros NODE [NODE ...] --ros-args ...; NODE: {known}")
    begin(*names)
