"""`ServoFaults`: what can be wrong with one emulated servo; set it while it runs."""

from dataclasses import dataclass

__all__ = ["ServoFaults"]


@dataclass(slots=True)
class ServoFaults:
    """Switches of one servo; all off is a healthy one."""

    mute: bool = False
    """Hears and moves, but never answers: a broken driver of its line."""
    unplugged: bool = False
    """Neither hears, moves nor answers; power comes back with torque off, as after a reboot."""
    deaf: bool = False
    """Neither hears nor answers, but has power and holds: a loose wire of the bus."""
    corrupt: float = 0.0
    """Share of its answers of which one bit is turned."""
    slow_us: int = 0
    """Answers this much later than its Return Delay Time says."""
    hot: bool = False
    """Beyond its temperature limit: shuts its torque off and says so."""
    brown_out: bool = False
    """Too little voltage: shuts its torque off and says so."""
