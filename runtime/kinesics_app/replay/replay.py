"""`replay`: recorded rows sent again, to a firmware that is as it was then."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

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
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.servos import servos_of
from kinesics_app.life.life import TICK_NS
from kinesics_app.life.watch import Unwatched, Watch
from kinesics_app.replay.again import Again
from kinesics_app.replay.shown import ReplayShown
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.twin.machine import Twin
from kinesics_bridge.twin.port import TwinPort
from kinesics_bridge.wire.protocol import SILENCE_SAFE_US

__all__ = ["Replay", "replay", "robot_in"]

F64 = NDArray[np.float64]

_EARLY_NS = 5_000_000_000
"""How long before the first row a twin boots whose recording is of a host that ran for long."""

_SAFE_NS = SILENCE_SAFE_US * 1000  # silent for longer a firmware goes home, and needs to be armed
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
    lives: int
    """In which it was armed: each was sent to a twin of its own."""
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
    shown = ReplayShown(path, whole)
    done = [_live_again(rig, life, shown, watch) for life in _lives(whole)]
    went = np.concatenate([one.went for one in done])
    t_ns = np.concatenate([one.t_ns for one in done])
    played = np.concatenate([one.played for one in done])
    compared = [_played(one.sends, one.t_ns, one.played) for one in done]
    apart = [
        one for one in (_apart(each.sends, rig, each.t_ns, each.played) for each in done) if one
    ]
    made, made_otherwise = _made_again(path, robot)
    return Replay(
        rows=len(went),
        joints=len(rig.joints),
        seconds=sum(float(one.sends.t_ns[-1] - one.sends.t_ns[0]) * 1e-9 for one in done),
        lives=len(done),
        changed=int((went != whole.values).any(axis=1).sum()),
        played_rows=sum(known for known, _ in compared),
        played_otherwise=sum(otherwise for _, otherwise in compared),
        apart=max(apart, default=None),
        made_again=made,
        made_otherwise=made_otherwise,
        sent_digest=_digest(whole.t_ns, went),
        played_digest=_digest(t_ns, played),
    )


@dataclass(frozen=True, slots=True)
class _Done:
    """One life that was sent again."""

    sends: Sends
    went: F64
    t_ns: NDArray[np.int64]
    played: F64


def _lives(whole: Sends) -> Iterator[Sends]:
    """Parts of a recording in each of which the robot was armed once, as far as rows can tell."""
    silences = np.flatnonzero(np.diff(whole.sent_ns) > _SAFE_NS) + 1
    begins = sorted({*whole.begins, *silences.tolist()})
    for begin, end in zip(begins, [*begins[1:], len(whole.t_ns)], strict=True):
        rows = slice(begin, end)
        life = changed(
            whole, sent_ns=whole.sent_ns[rows], t_ns=whole.t_ns[rows], values=whole.values[rows]
        )
        first_ns = None if begin == 0 else int(life.t_ns[0])
        yield changed(
            life, played=_since(whole.played, first_ns), told=_since(whole.told, first_ns)
        )


def _since(dated: tuple[NDArray[np.int64], F64] | None, first_ns: int | None) -> Any:
    """What is dated from then on."""
    if dated is None or first_ns is None:
        return dated
    kept = dated[0] >= first_ns
    return (dated[0][kept], dated[1][kept]) if kept.any() else None


def _live_again(rig: Rig, life: Sends, shown: ReplayShown, watch: Watch | None) -> _Done:
    """Send one life to a twin of its own."""
    device, twin = _device(rig, life)
    if watch is not None:
        device.clock = UnhurriedClock(VirtualClock(twin))
        watch.begin(device, rig)
    onlooker = watch or Unwatched()

    def sent() -> None:
        shown.sent += 1
        onlooker.turn(shown)

    with device.bridge:
        went = _send(device, rig, life, sent)
        device.finish()
    told = device.playback(int(life.t_ns[0]), int(life.t_ns[-1]))
    return _Done(life, went, told.t_ns, told.played)


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


def _send(device: Device, rig: Rig, sends: Sends, sent: Callable[[], None]) -> F64:
    """Bring it up, to where the first row is, then send each when it was sent; what went out.

    `sent` is called after each.
    """
    count = len(sends.t_ns)
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
    went = np.empty_like(sends.values)
    for number in range(count):
        sent_ns = int(sends.sent_ns[number])
        device.clock.wait_until(sent_ns)
        frame = Frame(int(sends.t_ns[number]), sends.values[number])
        went[number] = device.bridge.send(frame).values
        if number + 1 == count or sends.sent_ns[number + 1] > sent_ns:
            device.poll()
        sent()
    return went


def _tick(device: Device, frame: Frame) -> None:
    device.clock.wait_until(device.next_tick_ns)
    device.bridge.send(frame)
    device.poll()
    device.next_tick_ns += TICK_NS


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
