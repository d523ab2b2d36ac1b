"""`sim_node`: the robot's twin, for a mixer that is another node: the same firmware and servos.

Its parameter `device` is `twin`, or `mujoco`: a body with weight and contacts (`kinesics[sim]`).

`~/status` tells how much of each limit the joints have used as played, 1000 times a second.
"""

from dataclasses import replace

from kinesics_app.device.twins import MUJOCO, TWIN
from kinesics_ros.nodes.relay_node import RelayNode
from kinesics_ros.parameters.known import HOLDING, PARAMETERS

__all__ = ["sim_node"]


def sim_node() -> RelayNode:
    """The node `sim`."""
    device = replace(PARAMETERS["device"], choices=(TWIN, MUJOCO))
    return RelayNode("sim", {**HOLDING, "device": device})
