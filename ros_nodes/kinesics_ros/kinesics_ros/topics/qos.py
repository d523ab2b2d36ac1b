"""How topics are carried: one profile for each way of using one."""

from collections.abc import Sequence

from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy

__all__ = [
    "COMMAND",
    "LATCHED",
    "MOTION",
    "PIECES",
    "SENSOR",
    "SOUND",
    "STATIC_TRANSFORMS",
    "STREAM",
    "THOUGHT",
    "TRANSFORMS",
    "WORD",
    "as_offered",
    "spelled",
]

_RECORDED = 1000


def _profile(depth: int, durability: DurabilityPolicy) -> QoSProfile:
    """All but `SENSOR` are reliable: a publisher then serves both kinds of subscribers."""
    return QoSProfile(
        history=HistoryPolicy.KEEP_LAST,
        depth=depth,
        reliability=ReliabilityPolicy.RELIABLE,
        durability=durability,
    )


STREAM = _profile(10, DurabilityPolicy.VOLATILE)
"""The newest counts, but after a stall ticks come in a burst: joint states, diagnostics."""
COMMAND = _profile(10, DurabilityPolicy.VOLATILE)
"""Each counts: intents, events."""
THOUGHT = _profile(500, DurabilityPolicy.VOLATILE)
"""To hear what parts of a body say: after a stall two seconds of it come at once."""
MOTION = _profile(15, DurabilityPolicy.VOLATILE)
"""To tell, fifty times a second, what is dated a moment ahead: tracks, rows. After a cable was cut
what is older than a third of a second is over, and who hears it is busy with it instead of with
what is not."""
WORD = _profile(100, DurabilityPolicy.VOLATILE)
"""To tell what counts for longer: a mixer's packets, utterances."""
SOUND = _profile(_RECORDED, DurabilityPolicy.VOLATILE)
"""Each counts, and a synthesiser that is faster than speech sends many at once."""
SENSOR = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=1,
    reliability=ReliabilityPolicy.BEST_EFFORT,
    durability=DurabilityPolicy.VOLATILE,
)
"""The newest counts, and drivers offer no more than best effort."""
PIECES = QoSProfile(
    history=HistoryPolicy.KEEP_LAST,
    depth=100,
    reliability=ReliabilityPolicy.BEST_EFFORT,
    durability=DurabilityPolicy.VOLATILE,
)
"""A second of a microphone: each counts, but what is lost is a gap, and drivers offer either."""
TRANSFORMS = _profile(100, DurabilityPolicy.VOLATILE)
"""As tf2's own broadcasters and listeners."""
STATIC_TRANSFORMS = _profile(100, DurabilityPolicy.TRANSIENT_LOCAL)
"""As tf2's own listeners: of several broadcasters, each tells its own once."""
LATCHED = _profile(1, DurabilityPolicy.TRANSIENT_LOCAL)
"""Whoever comes late gets the last one: description, status."""


def as_offered(offered: Sequence[QoSProfile]) -> QoSProfile:
    """How a recorder listens: as reliably, and as latched, as all who publish a topic offer it.

    It keeps ten seconds of ticks at 100 Hz: a disk may stall that long.
    """
    reliable = all(one.reliability == ReliabilityPolicy.RELIABLE for one in offered)
    latched = all(one.durability == DurabilityPolicy.TRANSIENT_LOCAL for one in offered)
    profile = _profile(
        _RECORDED,
        DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE,
    )
    if not reliable:
        profile.reliability = ReliabilityPolicy.BEST_EFFORT
    return profile


def spelled(offered: Sequence[QoSProfile], distribution: str) -> str:
    """YAML of profiles as the rosbag2 of a `distribution` writes and reads `offered_qos_profiles`.

    Humble's has numbers, later ones have names. What is said is how they are carried and kept;
    times are unlimited. A depth that the network does not tell is the usual one.
    """
    return "\n".join(_spelled(one, named=distribution != "humble") for one in offered)


def _spelled(one: QoSProfile, *, named: bool) -> str:
    reliable = one.reliability == ReliabilityPolicy.RELIABLE
    latched = one.durability == DurabilityPolicy.TRANSIENT_LOCAL
    unlimited = "{sec: 9223372036, nsec: 854775807}"
    told = {
        "history": "keep_last" if named else "1",
        "depth": one.depth or (1 if latched else 10),
        "reliability": ("reliable", "best_effort")[not reliable] if named else 2 - reliable,
        "durability": ("transient_local", "volatile")[not latched] if named else 2 - latched,
        "deadline": unlimited,
        "lifespan": unlimited,
        "liveliness": "automatic" if named else "1",
        "liveliness_lease_duration": unlimited,
        "avoid_ros_namespace_conventions": "false",
    }
    return "- " + "\n  ".join(f"{name}: {value}" for name, value in told.items())
