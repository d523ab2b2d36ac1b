"""`autostart`: a node that is begun configures and activates itself, if it is so told."""

from kinesics_ros.clock.timers import every
from kinesics_ros.lifecycle.managed_node import ManagedNode

__all__ = ["autostart"]

_SOON_S = 0.05


def autostart(node: ManagedNode) -> None:
    """As its parameter `autostart` says: once, as soon as an executor has it.

    Nobody has to ask it over the network, where a node that was killed is still known for 20 s,
    and takes what is asked of the one that came instead. What fails is told as of any transition,
    and is not tried again: whether a robot is armed that would not be is for somebody to decide.
    """
    if not node.get_parameter("autostart").value:
        return

    def rise() -> None:
        timer.cancel()
        if node.state == "unconfigured":
            node.trigger_configure()
            if node.state == "inactive":
                node.trigger_activate()

    timer = every(node, _SOON_S, rise)  # of the group of its transitions: one at a time
