"""`replay`: recorded rows sent again, to a firmware that is as it was then."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RecordError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter
from kinesics.record.intake_file import holds_intake
from kinesics.record.life_passage import holds_life
from kinesics.record.sends import Sends, read_sends
from kinesics.record.take import resampled
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics_app.clock import UnhurriedClock, VirtualClock
from kinesics_app.device.device import Device, joint_table
from kinesics_app.device.servos import servos_of
from kinesics_app.life.life import TICK_NS
from kinesics_app.life.watch import Unwatched, Watch
from kinesics_app.replay.again import Again
from kinesics_app.replay.shown import ReplayShown
from kinesics_bridge.bridge import FirmwareBridge
from kinesics_bridge.twin.machine import Twin
from kinesics_bridge.twin.port import TwinPort

__all__ = ["Replay", "replay", "robot_in"]

F64 = NDArray[np.float64]

_EARLY_NS = 5_000_000_000
"""How long before the first row a twin boots whose recording is of a host that ran for long."""

_UNBROKEN_NS = 200_000_000  # without rows for longer a firmware holds
_END_NS = 60_000_000
"""At its end a recording lacks rows that were sent and not played: what they did is not told."""

_USUAL = "humanoid"

_THERE = 1e-6  # rad or m: where an int16 row is the same


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it."""

    rows: int
    """That were sent again."""
    joints: int
    seconds: float
    left_out: int
    """Rows after a break: another life of the robot."""
    changed: int
    """Rows that went out otherwise than recorded."""
    played_rows: int
    """Rows of which the recording says what was played."""
    played_otherwise: int
    """Of these: those that were not played as recorded, to the last bit."""
    apart: tuple[float, str] | None
    """Of what the firmware told then: how far what is played now is from it at most, as a share of
    the joint's range, and which joint; None: the recording does not hold it."""
    made_again: int
    """Rows that were made again from the tracks that the recording holds; 0: it holds none."""
    made_otherwise: int
    """Of these: those that are not what went out then."""
    sent_digest: str
    """SHA-256 of all rows that went out: dates and positions."""
    played_digest: str
    """SHA-256 of what the firmware played, each millisecond."""

    @property
    def is_same(self) -> bool:
        """Whether everything was as recorded."""
        return not (self.changed or self.played_otherwise or self.made_otherwise)


def replay(path: Path, robot: str | None = None, watch: Watch | None = None) -> Replay:
    """Send the rows of a recording to a twin, in virtual time.

    Where somebody looks on, as fast as they were sent then; the outcome is the same.

    Raises:
        KinesicsError: a recording that holds no rows, or rows of another robot; or it was stopped.
    """
    whole = read_sends(path)
    rig = load_rig(robot or whole.robot or _USUAL)
    if whole.joint_names != rig.names:
        raise RecordError(
            f"{path} has rows of {len(whole.joint_names)} joints that are not those of {rig.name}; "
            "wanted its robot: --robot"
        )
    count = _unbroken(whole)
    device, twin = _device(rig, whole)
    shown = ReplayShown(path, whole)
    if watch is not None:
        device.clock = UnhurriedClock(VirtualClock(twin))
        watch.begin(device, rig)
    watch = watch or Unwatched()

    def sent(number: int) -> None:
        shown.sent = number + 1
        watch.turn(shown)

    with device.bridge:
        went = _send(device, rig, (whole, count), sent)
        device.finish()
    told = device.playback(int(whole.t_ns[0]), int(whole.t_ns[count - 1]))
    known, otherwise = _played(whole, told.t_ns, told.played)
    del twin
    made, made_otherwise = _made_again(path, robot)
    return Replay(
        rows=count,
        joints=len(rig.joints),
        seconds=float(whole.t_ns[count - 1] - whole.t_ns[0]) * 1e-9,
        left_out=len(whole.t_ns) - count,
        changed=int((went != whole.values[:count]).any(axis=1).sum()),
        played_rows=known,
        played_otherwise=otherwise,
        apart=_apart(whole, rig, told.t_ns, told.played),
        made_again=made,
        made_otherwise=made_otherwise,
        sent_digest=_digest(whole.t_ns[:count], went),
        played_digest=_digest(told.t_ns, told.played),
    )


def robot_in(path: Path) -> str:
    """Name of the robot whose rows a recording holds, or the reference humanoid's.

    Raises:
        RecordError: it holds none.
    """
    return read_sends(path).robot or _USUAL


def _device(rig: Rig, sends: Sends) -> tuple[Device, Twin]:
    """A robot whose clock can be where that of the recording was."""
    early_ns, then_ns = int(sends.sent_ns[0]) - _EARLY_NS, sends.boot_ns or 0
    boot_ns = early_ns - (early_ns - then_ns) % TICK_NS if early_ns > 0 else then_ns % TICK_NS
    table = joint_table(rig)
    twin = Twin(table.count, servos_of(rig), boot_ns=boot_ns)
    device = Device(FirmwareBridge(TwinPort(twin), table), VirtualClock(twin), rig, twin)
    return device, twin


def _send(device: Device, rig: Rig, rows: tuple[Sends, int], sent: Callable[[int], None]) -> F64:
    """Bring it up, to where the first row is, then send each when it was sent; what went out.

    `rows`: all, and how many of them; `sent` is told the number of each.
    """
    sends, count = rows
    ahead_ns, first_ns = sends.ahead_ns, int(sends.sent_ns[0])
    pose = device.bring_up(ahead_ns, TICK_NS)
    if device.next_tick_ns > first_ns:
        raise RecordError("its first row was sent before a robot can be armed; wanted a recording")
    limiter = Limiter(rig.limits, 1e9 / TICK_NS)
    limiter.start(pose)
    there = bool((np.abs(pose - sends.values[0]) < _THERE).all())
    while device.next_tick_ns < first_ns:
        row = pose if there else limiter.step(sends.values[0])
        _tick(device, Frame(device.next_tick_ns + ahead_ns, row))
    went = np.empty_like(sends.values[:count])
    for number in range(count):
        sent_ns = int(sends.sent_ns[number])
        device.clock.wait_until(sent_ns)
        frame = Frame(int(sends.t_ns[number]), sends.values[number])
        went[number] = device.bridge.send(frame).values
        if number + 1 == count or sends.sent_ns[number + 1] > sent_ns:
            device.poll()
        sent(number)
    return went


def _tick(device: Device, frame: Frame) -> None:
    device.clock.wait_until(device.next_tick_ns)
    device.bridge.send(frame)
    device.poll()
    device.next_tick_ns += TICK_NS


def _unbroken(sends: Sends) -> int:
    """How many rows there are until none came for so long that the firmware held."""
    breaks = np.flatnonzero(np.diff(sends.sent_ns) > _UNBROKEN_NS)
    return int(breaks[0]) + 1 if len(breaks) else len(sends.sent_ns)


def _played(sends: Sends, t_ns: NDArray[np.int64], played: F64) -> tuple[int, int]:
    """Rows of which the recording says what was played, and those that were played otherwise."""
    if sends.played is None:
        return 0, 0
    then_ns, then = sends.played
    kept = then_ns <= min(int(then_ns[-1]) - _END_NS, int(t_ns[-1]))
    again = resampled(t_ns, played, then_ns[kept])
    same = (again == then[kept]) | (np.isnan(again) & np.isnan(then[kept]))
    return int(kept.sum()), int((~same.all(axis=1)).sum())


def _apart(
    sends: Sends, rig: Rig, t_ns: NDArray[np.int64], played: F64
) -> tuple[float, str] | None:
    """How far what is played now is from what was told then, at most, and of which joint."""
    if sends.told is None or not len(t_ns):
        return None
    then_ns, then = sends.told
    kept = (then_ns >= t_ns[0]) & (then_ns <= min(int(then_ns[-1]) - _END_NS, int(t_ns[-1])))
    if not kept.any():
        return None
    limits = rig.limits
    off = np.abs(resampled(t_ns, played, then_ns[kept]) - then[kept])
    worst = (off / (limits.position_max - limits.position_min)).max(axis=0)
    joint = int(worst.argmax())
    return float(worst[joint]), rig.names[joint]


def _made_again(path: Path, robot: str | None) -> tuple[int, int]:
    """Rows of the tracks in a recording, and those that are not what went out."""
    if not holds_intake(path) or holds_life(path):  # of a life others may have moved joints, too
        return 0, 0
    again = Again(path, robot)
    same = [again.is_as_recorded(number, row) for number, row in enumerate(again.rows())]
    return len(same), same.count(False)


def _digest(t_ns: NDArray[np.int64], values: F64) -> str:
    digest = hashlib.sha256(np.ascontiguousarray(t_ns, "<i8").tobytes())
    digest.update(np.ascontiguousarray(values, "<f8").tobytes())
    return digest.hexdigest()
