"""`Lived`: a robot's half hour, as it was decided, mixed and sent; and minutes of it, as played."""

import time
from collections import deque
from collections.abc import Callable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.blink import Blink
from kinesics.behaviours.breathing import Breathing
from kinesics.behaviours.gaze import Gaze
from kinesics.behaviours.head import SpeechHead
from kinesics.behaviours.lid_stroke import fastest_close_s
from kinesics.behaviours.stance import Stance
from kinesics.conversation.attention import Attention
from kinesics.motion.channels import index
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.ports import Bridge, Packet
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics.rig.sight import sight_of
from kinesics.signals import GazeShift, HeadCue, Telemetry
from kinesics_app.character.gazing import attention
from kinesics_app.device.opening import open_device
from kinesics_app.life_measures.directions import Directions, directions_of
from kinesics_app.life_measures.script import Script
from kinesics_app.settings.gaze_by import GAZE, GazeBy
from kinesics_app.tick.body import Body
from kinesics_app.tick.delays import TICK_MS, Delays, mouth_lag_ms
from kinesics_app.tick.loop import Loop, Row

__all__ = ["PLAYED_MINUTES", "Lived", "Nowhere", "Played", "Progress", "live_through"]

F64 = NDArray[np.float64]

TICK_NS = round(TICK_MS * 1e6)
PLAYED_MINUTES = 5.0

_BEGIN_NS = 2_000_000_000
_CHANNELS = (
    *("eyeBlinkLeft", "gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch", "head_roll"),
    *("torso_yaw", "torso_pitch", "torso_roll", "breath"),
)

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """Minutes of it on the twin, at 1 kHz."""

    script: Script
    t_ns: NDArray[np.int64]
    """(N,) robot time."""
    seen: Directions
    """As the servos show it: what is played, later by each joint's lag."""
    shifts: Sequence[GazeShift]
    lid: F64
    """(N,) how closed the upper lid is, 0..1; NaN where there is none."""
    mixed_ns: NDArray[np.int64]
    """(T,) of the mix, when it is seen."""
    blink: F64
    """(T,) the left eye's blink, as mixed."""


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """What all measures look at."""

    rig: Rig
    script: Script
    t_ns: NDArray[np.int64]
    """(T,) of the rows."""
    mixed_ns: NDArray[np.int64]
    """(T,) of the mix, when it is seen."""
    channels: Mapping[str, F64]
    """(T,) each, as mixed."""
    sent: Directions
    """(T,) directions by the joints as sent."""
    shifts: Sequence[GazeShift]
    """What attention decided, as it stood in the end."""
    nods_ns: Sequence[int]
    """When who listened nodded."""
    think_ms: F64
    """(T,) what thinking about all of that cost at each tick, on this machine."""
    played: Played


def live_through(
    robot: str, minutes: float, seed: int, progress: Progress, gaze: GazeBy = GAZE
) -> Lived:
    """Live it, in virtual time; the first minutes of it once more, on the twin.

    Raises:
        RigError: no such robot.
    """
    rig = load_rig(robot)
    life = _Life(rig, seed, gaze)
    script = Script(_BEGIN_NS, minutes, seed)
    loop = life.loop(Nowhere(), rig.neutral, deque(maxlen=1))
    times_ns, mixed, sent, costs = [], [], [], []
    columns = [index(name) for name in _CHANNELS]
    for tick_ns in range(0, script.end_ns, TICK_NS):
        loop.act(tick_ns)
        begun_s = time.thread_time()
        loop.think(tick_ns, script.arrived(tick_ns))
        costs.append(1e3 * (time.thread_time() - begun_s))
        row = loop.rows[-1]
        times_ns.append(row.t_ns)
        mixed.append(row.channels[columns])
        sent.append(row.sent)
        progress(0.8 * tick_ns / script.end_ns)
    played = _play(rig, seed, gaze, min(minutes, PLAYED_MINUTES))
    t_ns = np.array(times_ns, np.int64)
    return Lived(
        rig=rig,
        script=script,
        t_ns=t_ns,
        mixed_ns=t_ns + rig.lag_groups()[0].lag_ns,
        channels=dict(zip(_CHANNELS, np.array(mixed).T, strict=True)),
        sent=directions_of(rig, np.array(sent), 1e9 / TICK_NS),
        shifts=life.attention.shifts,
        nods_ns=life.attention.nods_ns,
        think_ms=np.array(costs),
        played=played,
    )


class _Noted:
    """An attention whose decisions are noted: newer shifts in the place of older ones."""

    name = Attention.name

    def __init__(self, attention: Attention) -> None:
        self._attention = attention
        self.shifts: list[GazeShift] = []
        self.nods_ns: list[int] = []

    def feed(self, packet: Packet) -> Sequence[Packet]:
        """What attention derives."""
        told = self._attention.feed(packet)
        for shift in told:
            if isinstance(shift, HeadCue):
                self.nods_ns.append(shift.t_ns)
            if not isinstance(shift, GazeShift):
                continue
            while self.shifts and self.shifts[-1].t_ns >= shift.t_ns:
                self.shifts.pop()
            self.shifts.append(shift)
        return told


class _Life:
    """Gaze, blinks, accents of the head and breath, as the character has them."""

    def __init__(self, rig: Rig, seed: int, gaze: GazeBy) -> None:
        sight = sight_of(rig)
        self.attention = _Noted(attention(sight, seed, gaze))
        self.ahead_ns = Delays(80, 100.0, mouth_lag_ms(rig)).ahead_ns
        self._rig = rig
        self._parts = (
            (Layer("breathing", "add", ramp_s=0.5, fade_s=1.0), Breathing(seed)),
            (Layer("stance", "add", ramp_s=0.2, fade_s=1.5), Stance(seed)),
            (Layer("gaze", "over", ramp_s=0.08, fade_s=0.8, looks=True), Gaze(sight, seed)),
            (
                Layer("blink", "over", ramp_s=0.05, fade_s=0.2),
                Blink(seed, fastest_close_s=fastest_close_s(rig)),
            ),
            (Layer("head", "add", ramp_s=0.3, fade_s=0.6), SpeechHead(seed, neck=sight.head_pitch)),
        )

    def loop(self, wire: Bridge, pose: F64, rows: MutableSequence[Row]) -> Loop:
        """Its loop, at rest in `pose` (J,)."""
        limiter = Limiter(self._rig.limits, 1e9 / TICK_NS)
        limiter.start(pose)
        mixer = Mixer([layer for layer, _ in self._parts])
        behaviours = [behaviour for _, behaviour in self._parts]
        body = Body(self._rig, mixer, limiter, wire)
        return Loop(body, behaviours, self.ahead_ns, analysers=[self.attention], rows=rows)


class Nowhere:
    """A `Bridge` to no robot: everything goes out."""

    def send(self, frame: Frame) -> Frame:
        """What went out: all of it."""
        return frame

    def poll(self) -> Telemetry | None:
        """Nothing."""
        return None

    def stop(self) -> None:
        """Nothing moves."""

    def close(self) -> None:
        """Nothing to release."""


def _play(rig: Rig, seed: int, gaze: GazeBy, minutes: float) -> Played:
    """The beginning, with the firmware and its servos."""
    life = _Life(rig, seed, gaze)
    with open_device("twin", rig, live=False) as device:
        pose = device.bring_up(life.ahead_ns, TICK_NS)
        rows: list[Row] = []
        loop = life.loop(device.bridge, pose, rows)
        since_ns = tick_ns = device.next_tick_ns
        script = Script(max(_BEGIN_NS, tick_ns), minutes, seed, asks=True)
        while tick_ns < script.end_ns:
            device.clock.wait_until(tick_ns)
            loop.tick(tick_ns, script.arrived(tick_ns))
            device.poll()
            tick_ns += TICK_NS
        playback = device.playback(since_ns, device.clock.now_ns())
    return Played(
        script,
        playback.t_ns,
        directions_of(rig, playback.played, playback.rate_hz),
        life.attention.shifts,
        _lid(rig, playback.played),
        np.array([row.t_ns for row in rows], np.int64) + rig.lag_groups()[0].lag_ns,
        np.array([row.channels[index("eyeBlinkLeft")] for row in rows]),
    )


def _lid(rig: Rig, joints: F64) -> F64:
    """How closed the first lid is, 0..1, of (N, J) joints; NaN where there is none."""
    for column, joint in enumerate(rig.joints):
        drives = [one for one in joint.drives if one.channel == "eyeBlinkLeft"]
        if drives:
            shut = joint.position_max if drives[0].gain > 0 else joint.position_min
            return np.asarray((joints[:, column] - joint.neutral) / (shut - joint.neutral))
    return np.full(len(joints), np.nan)
