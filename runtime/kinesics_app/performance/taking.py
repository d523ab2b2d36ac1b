"""`take_from`: what the loop decided and the device played, brought onto one grid of time."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import NAMES
from kinesics.record.take import Take, delayed, resampled
from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.tick.delays import Delays
from kinesics_app.tick.loop import Loop

__all__ = ["Heard", "take_from"]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The sound of a performance."""

    samples: NDArray[np.float32]
    rate_hz: int
    t0_ns: int
    """Robot time at which the first sample is heard."""
    end_ns: int
    """Robot time at which the robot was let go."""


def take_from(loop: Loop, device: Device, rig: Rig, heard: Heard, delays: Delays) -> Take:
    """The take of a performance.

    The loop's rows are dated by execution and anticipate each joint's lag; here the mix and the
    rig's wish are dated by when they are wanted, which is that lag later. Where no row was sent at
    all, as in a shadow, nothing was played.
    """
    groups = rig.lag_groups()
    lead_s = np.empty(len(rig.joints))
    for group in groups:
        lead_s[group.joints] = group.lag_ns * 1e-9
    rows = [row for row in loop.rows if row.t_ns <= heard.end_ns]
    t_ns = np.array([row.t_ns for row in rows], dtype=np.int64)
    channels = np.array([row.channels for row in rows])
    asked = np.array([row.asked for row in rows])
    sent = np.array([row.sent for row in rows])
    told = device.playback(int(t_ns[0]), int(t_ns[-1]))
    played = np.full_like(told.played, np.nan) if np.isnan(sent).all() else told.played
    return Take(
        heard_t0_ns=heard.t0_ns,
        rate_hz=1e9 / (t_ns[1] - t_ns[0]),
        channel_names=NAMES,
        joint_names=rig.names,
        joint_units=tuple(joint.unit for joint in rig.joints),
        t_ns=t_ns,
        channels=delayed(t_ns, channels, np.full(len(NAMES), groups[0].lag_ns * 1e-9)),
        asked=delayed(t_ns, asked, lead_s),
        sent=sent,
        played=resampled(told.t_ns, played, t_ns),
        measured=resampled(told.t_ns, told.measured, t_ns),
        trace_rate_hz=told.rate_hz,
        trace_t_ns=told.t_ns,
        trace_played=played,
        trace_measured=told.measured,
        speech=heard.samples,
        speech_rate_hz=heard.rate_hz,
        limits=rig.limits,
        lag_s=rig.lag_s,
        diagnostics=tuple(device.diagnostics),
        robot=rig.name,
        ahead_ns=loop.ahead_ns,
        intake=loop.intake,
        delays=asdict(delays),
        laps=loop.stages.kept or (),
    )
