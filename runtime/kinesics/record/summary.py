"""`summary.json`: one performance in numbers that do not depend on the machine's clock.

`docs/summary.md` says what every key means; a change of meaning changes `SCHEMA`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.plan import Plan
from kinesics.affect.plan_file import plan_document
from kinesics.errors import RecordError
from kinesics.record.closures import HOW_CLOSURES, closures
from kinesics.record.measures import HOW_ERROR, ActuationError, Shares, actuation_error
from kinesics.record.played_shares import played_shares
from kinesics.record.take import Take
from kinesics.record.told import Told, told_document
from kinesics.signals import Feeling

__all__ = ["DELAYS", "LIMIT_KINDS", "LINK", "SCHEMA", "Facts", "summarise"]

SCHEMA = "kinesics.summary/2"
DELAYS = ("lookahead_ms", "compute_ms", "lead_ms", "lag_ms")
LIMIT_KINDS = ("position", "velocity", "acceleration", "jerk")
LINK = (
    "sequence_gaps",
    "host_sequence_gaps",
    "framing_errors",
    "host_framing_errors",
    "rows_dropped",
    "rows_unsent",
    "reconnects",
    "reboots",
    "date_jumps",
    "round_trip_p50_us",
    "round_trip_p99_us",
    "clock_error_us",
    "clock_rate_ppm",
)
"""What is kept of the wire, of the names that bridges count and measure by."""
_SIDES = ("low", "high")
_LIMITERS = ("host", "firmware")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the take's arrays cannot tell; counted by whoever ran the performance."""

    robot: str
    seed: int
    ticks: int
    delays: Mapping[str, float]
    """The four of `DELAYS` [ms]; their sum is made here."""
    sent: int
    """Setpoint rows sent."""
    played: int
    """Setpoint rows that the firmware played."""
    late: int
    """Setpoint rows that came after their time."""
    underruns: int
    """Times at which the firmware's buffer was empty while it should have played."""
    crc_errors: int
    shadow: bool = False
    """Whether nothing was sent, and the robot only watched."""
    link: Mapping[str, float] = field(default_factory=dict)
    """Of `LINK`, what was counted or measured of the wire."""
    clamps: Mapping[tuple[str, str, str, str], int] = field(default_factory=dict)
    """How often a limit acted, by (joint, kind, side, limiter): kind of `LIMIT_KINDS`, side `low`
    or `high`, limiter `host` (rows) or `firmware` (ticks)."""
    loudness: float = 0.0
    """How much wider a raised voice opened the mouth, 0..1."""
    affect: float = 0.0
    """How much the robot's own voice and words coloured its face, 0..1."""
    dials: Sequence[str] = ()
    """Gains that were asked for, as they were typed."""
    feeling: Feeling | None = None
    """What the robot was told to feel."""
    plan: Plan | None = None
    """What its face was told to do."""
    told: Told = field(default_factory=Told)
    """What was known and heard of the speech, felt and turned."""
    model: Mapping[str, str] = field(default_factory=dict)
    """Network by name: `name`, `backend`, and what else identifies it."""
    accuracy: Mapping[str, float] = field(default_factory=dict)
    """What the network reached at this look-ahead, by its own card."""
    mouth: Sequence[str] = ()
    """Joints whose actuation error is measured."""
    shapes: Mapping[str, Any] | None = None
    """What became of /f v/ and rounded lips, as `record.lip_shapes` makes it; None: not looked."""
    lips: NDArray[np.float64] | None = None
    """(J,) gap between the lips for each unit of each joint; None: a robot without lips."""


def summarise(take: Take, facts: Facts) -> dict[str, Any]:
    """The document `summary.json`; keys in a fixed order, numbers rounded.

    Raises:
        RecordError: a delay is missing, a clamp of no known kind, a mouth joint of no known name.
    """
    return {
        "schema": SCHEMA,
        "robot": facts.robot,
        "seed": facts.seed,
        "shadow": facts.shadow,
        "model": dict(facts.model),
        "accuracy": dict(facts.accuracy),
        "emotion": _emotion(facts.feeling),
        "expression": None if facts.plan is None else plan_document(facts.plan),
        "dials": list(facts.dials),
        "loudness": facts.loudness,
        "affect": facts.affect,
        **told_document(facts.told, take.heard_t0_ns, take.performed_s),
        "audio_s": round(take.audio_s, 3),
        "performed_s": round(take.performed_s, 3),
        "ticks": facts.ticks,
        "delays": _delays(facts.delays),
        "setpoints": {"sent": facts.sent, "played": facts.played, "late": facts.late},
        "underruns": facts.underruns,
        "crc_errors": facts.crc_errors,
        "link": {name: round(facts.link[name], 1) for name in LINK if name in facts.link},
        "clamps": _clamps(facts.clamps),
        "as_played": _as_played(take, played_shares(take)),
        "actuation_error": _actuation(take, facts.mouth),
        "closures": None if facts.lips is None else _closures(take, facts.lips),
        "lip_shapes": None if facts.shapes is None else dict(facts.shapes),
    }


def _emotion(feeling: Feeling | None) -> dict[str, Any] | None:
    if feeling is None:
        return None
    return {
        "mixture": {name: round(share, 4) for name, share in feeling.mixture.items()},
        "intensity": round(feeling.intensity, 4),
        "vad": [round(value, 4) for value in feeling.vad],
    }


def _delays(delays: Mapping[str, float]) -> dict[str, float]:
    if set(delays) != set(DELAYS):
        raise RecordError(f"delays are {sorted(delays)}; wanted {', '.join(DELAYS)}")
    parts = {name: round(float(delays[name]), 3) for name in DELAYS}
    return {**parts, "presentation_delay_ms": round(sum(parts.values()), 3)}


def _clamps(clamps: Mapping[tuple[str, str, str, str], int]) -> list[dict[str, str | int]]:
    for _, kind, side, limiter in clamps:
        if kind not in LIMIT_KINDS or side not in _SIDES or limiter not in _LIMITERS:
            raise RecordError(
                f"a clamp of kind {kind!r}, side {side!r}, limiter {limiter!r}; wanted "
                f"{', '.join(LIMIT_KINDS)}; {' or '.join(_SIDES)}; {' or '.join(_LIMITERS)}"
            )
    return [
        {"joint": joint, "kind": kind, "side": side, "limiter": limiter, "count": count}
        for (joint, kind, side, limiter), count in sorted(clamps.items())
        if count
    ]


def _as_played(take: Take, shares: Shares | None) -> dict[str, Any]:
    if shares is None or not take.joint_names:
        return {
            "rate_hz": take.trace_rate_hz,
            "largest": {kind: {"share": None, "joint": None} for kind in LIMIT_KINDS},
            "joints": dict.fromkeys(take.joint_names, dict.fromkeys(LIMIT_KINDS)),
        }
    table = {kind: np.abs(getattr(shares, kind)) for kind in LIMIT_KINDS}  # no -0.0
    largest = {}
    for kind, values in table.items():
        joint = int(np.argmax(values))
        largest[kind] = {
            "share": round(float(values[joint]), 4),
            "joint": take.joint_names[joint],
        }
    joints = {
        name: {kind: round(float(values[column]), 4) for kind, values in table.items()}
        for column, name in enumerate(take.joint_names)
    }
    return {"rate_hz": take.trace_rate_hz, "largest": largest, "joints": joints}


def _actuation(take: Take, mouth: Sequence[str]) -> dict[str, Any]:
    joints = {name: _rounded(actuation_error(take, name)) for name in mouth}
    return {"how": HOW_ERROR, "joints": joints}


def _closures(take: Take, lips: NDArray[np.float64]) -> dict[str, Any]:
    return {"how": HOW_CLOSURES, **asdict(closures(take, lips))}


def _rounded(error: ActuationError) -> dict[str, float | int | None]:
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in asdict(error).items()
    }
