"""sim_node whose physics take 3 ms a millisecond for as long as the file `STARVED` names exists."""

import os
import time
from pathlib import Path

from kinesics_bridge.twin.physics import Physics
from kinesics_ros.process.executables import begin

STARVED = Path(os.environ["STARVED"])
step = Physics.step


def late_step(self, commands, has_torque):
    if STARVED.exists():
        time.sleep(0.003)
    step(self, commands, has_torque)


Physics.step = late_step
begin("sim_node")
