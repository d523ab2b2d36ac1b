"""`Take`: what one performance left behind, as arrays on the robot's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RecordError
from kinesics.motion.limits import LimitTable
from kinesics.record.intake import Intake
from kinesics.record.laps import Lap

__all__ = ["F32", "F64", "I64", "Take", "delayed", "resampled"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One performance, finished or partial.

    Two conventions of time, both on the robot's clock. `channels`, `asked` and `measured` are dated
    by when they are *wanted* or *seen*: they compare directly. `sent` and `played` are dated by
    when the wire or the firmware holds them: they lead by the joint's lag, so that `measured`
    meets `asked`. NaN is a value that nobody knows.

    Raises:
        RecordError: shapes that contradict each other, times that do not increase.
    """

    heard_t0_ns: int
    """Robot time at which the first sample of `speech` is heard: t = 0 in every file."""
    rate_hz: float
    """Rows per second."""
    channel_names: tuple[str, ...]
    joint_names: tuple[str, ...]
    joint_units: tuple[str, ...]
    """`rad`, `m` or `1`, by joint."""
    t_ns: I64
    """(T,) robot time of each row."""
    channels: F64
    """(T, C) what the mixer wanted at t."""
    asked: F64
    """(T, J) what the rig wanted of the joints at t, before lag compensation and limits."""
    sent: F64
    """(T, J) the row dated t as it went out on the wire: limited, leading by the lag."""
    played: F64
    """(T, J) the firmware's output at t."""
    measured: F64
    """(T, J) where the servos said they were at t."""
    trace_rate_hz: float
    """Rows per second of the trace: 1000 from the twin, the telemetry rate from a device."""
    trace_t_ns: I64
    """(N,) robot time of each row of the trace."""
    trace_played: F64
    """(N, J) the firmware's output, at the rate of the trace."""
    trace_measured: F64
    """(N, J) the servos' positions, at the rate of the trace."""
    speech: F32
    """(S,) the speech that was heard, mono, -1..1."""
    speech_rate_hz: int
    limits: LimitTable
    lag_s: F64
    """(J,) how late each servo follows what is played [s]."""
    diagnostics: Sequence[tuple[int, Mapping[str, float]]] = ()
    """Counters by name, each set dated; in order of time."""
    robot: str = ""
    """Name of its rig."""
    ahead_ns: int = 0
    """How far ahead of its date each row was sent."""
    intake: Intake | None = None
    """All that the mixer was told, if somebody kept it."""
    delays: Mapping[str, float] = field(default_factory=dict)
    """`lookahead_ms`, `compute_ms`, `lead_ms`, `lag_ms`: what the sound waited for."""
    laps: Sequence[Lap] = ()
    """What each stage of each tick took, where somebody kept it: of paced runs alone."""

    def __post_init__(self) -> None:
        rows, joints, steps = len(self.t_ns), len(self.joint_names), len(self.trace_t_ns)
        _check_rates(self)
        _check_times("t_ns", self.t_ns)
        _check_times("trace_t_ns", self.trace_t_ns)
        _check_shape("joint_units", (len(self.joint_units),), (joints,))
        _check_shape("channels", self.channels.shape, (rows, len(self.channel_names)))
        for name in ("asked", "sent", "played", "measured"):
            _check_shape(name, getattr(self, name).shape, (rows, joints))
        for name in ("trace_played", "trace_measured"):
            _check_shape(name, getattr(self, name).shape, (steps, joints))
        _check_shape("limits", self.limits.velocity.shape, (joints,))
        _check_shape("lag_s", self.lag_s.shape, (joints,))
        if self.speech.ndim != 1:
            raise RecordError(f"speech has shape {self.speech.shape}; wanted (samples,) mono")

    @property
    def t_s(self) -> F64:
        """(T,) seconds since the first sample was heard; negative in the pre-roll."""
        seconds: F64 = (self.t_ns - self.heard_t0_ns) / 1e9
        return seconds

    @property
    def trace_t_s(self) -> F64:
        """(N,) seconds since the first sample was heard, of the trace."""
        seconds: F64 = (self.trace_t_ns - self.heard_t0_ns) / 1e9
        return seconds

    @property
    def audio_s(self) -> float:
        """Length of the speech."""
        return len(self.speech) / self.speech_rate_hz

    @property
    def performed_s(self) -> float:
        """How much of the speech was heard while rows were played."""
        end_s = (int(self.t_ns[-1]) - self.heard_t0_ns) / 1e9 if len(self.t_ns) else 0.0
        return min(max(end_s, 0.0), self.audio_s)

    def joint(self, name: str) -> int:
        """Column of the joint `name`.

        Raises:
            RecordError: the take has no such joint; the message lists those it has.
        """
        try:
            return self.joint_names.index(name)
        except ValueError:
            known = ", ".join(self.joint_names)
            raise RecordError(f"no joint {name!r} in this take; it has {known}") from None


def resampled(source_t_ns: I64, values: F64, t_ns: I64) -> F64:
    """`values` (N, J) at `source_t_ns` brought to `t_ns`, (T, J): linear, NaN outside the source.

    A device's telemetry or the twin's trace becomes `Take.played` and `Take.measured` by this.
    """
    if not len(source_t_ns):
        return np.full((len(t_ns), values.shape[1]), np.nan)
    origin = source_t_ns[0]
    wanted, known = (t_ns - origin) * 1e-9, (source_t_ns - origin) * 1e-9
    columns = [np.interp(wanted, known, column, np.nan, np.nan) for column in values.T]
    return np.stack(columns, axis=1) if columns else np.empty((len(t_ns), 0))


def delayed(t_ns: I64, values: F64, by_s: F64) -> F64:
    """`values` (T, J) at `t_ns`, each column later by `by_s` (J,); linear, held at the ends.

    A wish dated by its execution, which leads by the joint's lag, becomes the wish *at* t.
    """
    t_s = (t_ns - t_ns[:1]) * 1e-9
    later = [np.interp(t_s - by, t_s, column) for by, column in zip(by_s, values.T, strict=True)]
    return np.stack(later, axis=1) if later else np.empty_like(values)


def _check_rates(take: Take) -> None:
    for name in ("rate_hz", "trace_rate_hz", "speech_rate_hz"):
        if not getattr(take, name) > 0:
            raise RecordError(f"{name} is {getattr(take, name)}; wanted a positive rate")


def _check_times(name: str, t_ns: I64) -> None:
    if t_ns.ndim != 1 or t_ns.dtype != np.int64:
        raise RecordError(f"{name} is {t_ns.dtype} of shape {t_ns.shape}; wanted (rows,) of int64")
    late = np.flatnonzero(np.diff(t_ns) <= 0)
    if len(late):
        row = int(late[0]) + 1
        raise RecordError(f"{name} does not increase at row {row}: {t_ns[row - 1]}, {t_ns[row]}")


def _check_shape(name: str, shape: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if shape != wanted:
        raise RecordError(
            f"{name} has shape {shape}; the names and times of this take want {wanted}"
        )
