"""`apply_profile`: how messages are carried by Fast DDS: over UDP alone, and repeated soon.

Not through shared memory: a process that is killed while it puts a message there leaves a lock
behind, and whoever wants to write to, or read from, the same place waits a second for it, in the
thread in which it publishes. Other middlewares read no profiles of Fast DDS.

By default a writer tells every 3 s what it has written, until all was acknowledged; only then is
what was lost asked for, and all that follows waits for it.
"""

import os
from pathlib import Path

__all__ = ["apply_profile"]

_VARIABLES = ("FASTRTPS_DEFAULT_PROFILES_FILE", "FASTDDS_DEFAULT_PROFILES_FILE")
_RANGE, _ONLY, _PEERS = "ROS_AUTOMATIC_DISCOVERY_RANGE", "ROS_LOCALHOST_ONLY", "ROS_STATIC_PEERS"


def apply_profile() -> bool:
    """Have this process do so, before `rclpy.init`.

    Whether it does: not where somebody has profiles of Fast DDS of their own.

    A process that is to stay on this host (LOCALHOST) gets transports of rmw's own, with shared
    memory, whatever a profile says. So the profile keeps it there itself, and rmw is told nothing;
    but not if it is to meet `ROS_STATIC_PEERS`, which only rmw knows.
    """
    if any(variable in os.environ for variable in _VARIABLES):
        return False
    name = "fastdds.xml"
    stays = os.environ.get(_RANGE) == "LOCALHOST" or os.environ.get(_ONLY) == "1"
    if stays and not os.environ.get(_PEERS):
        name = "fastdds_localhost.xml"
        os.environ[_RANGE] = "SYSTEM_DEFAULT"
        os.environ.pop(_ONLY, None)
    os.environ[_VARIABLES[0]] = str(Path(__file__).with_name(name))
    return True
