"""`repeat_soon`: what was lost on its way comes again after 0.1 s, not after 3 s.

By default a writer of Fast DDS tells every 3 s what it has written, until all was acknowledged;
only then is what was lost asked for, and all that follows waits for it. Other middlewares read no
profiles of Fast DDS.
"""

import os
from importlib.resources import files
from pathlib import Path

__all__ = ["repeat_soon"]

_VARIABLES = ("FASTRTPS_DEFAULT_PROFILES_FILE", "FASTDDS_DEFAULT_PROFILES_FILE")


def repeat_soon() -> bool:
    """Have the writers of this process do so, before `rclpy.init`.

    Whether it does: not where somebody has profiles of Fast DDS of their own.
    """
    if any(variable in os.environ for variable in _VARIABLES):
        return False
    os.environ[_VARIABLES[0]] = str(Path(str(files("kinesics_ros"))) / "fastdds.xml")
    return True
