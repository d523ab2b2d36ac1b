"""`python -m kinesics_ros body_node --ros-args ...`: a node without colcon."""

import sys

from kinesics_ros.nodes import NODES, begin

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in NODES:
        sys.exit(f"usage: python -m kinesics_ros NODE --ros-args ...; NODE: {', '.join(NODES)}")
    begin(sys.argv[1])
