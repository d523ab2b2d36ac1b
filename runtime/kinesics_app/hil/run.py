"""`Run`: what a robot did in a test, and what was found out about it."""

from dataclasses import dataclass, field

from kinesics.record.take import Take
from kinesics.rig.rig import Rig
from kinesics_app.performance.perform import Performance

__all__ = ["Run"]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One performance under test."""

    performance: Performance
    take: Take
    """As the performance's; where the firmware tells every millisecond, its trace is that."""
    figures: dict[str, float | str] = field(default_factory=dict)
    """What was judged, by name: in the report, and properties in JUnit's XML."""
    samples: dict[str, list[float]] = field(default_factory=dict)
    """What the report draws as histograms, by name with its unit."""

    @property
    def rig(self) -> Rig:
        """Of the robot."""
        return self.performance.rig

    @property
    def counters(self) -> dict[str, int]:
        """Everything that host and firmware counted meanwhile."""
        return dict(self.performance.device.counters)
