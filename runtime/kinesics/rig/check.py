"""`check_rig`: everything that is to be said of a rig file, with what would be right."""

from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from math import degrees
from typing import Any, Literal, NamedTuple

from kinesics.counted import counted
from kinesics.errors import RigError
from kinesics.motion import channels
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.bus import check_seats, read_buses, read_seat
from kinesics.rig.joint import Drive, Joint
from kinesics.rig.load import read_drive, read_joint, read_rig
from kinesics.rig.rig import Rig
from kinesics.table import Table

__all__ = ["RigFinding", "check_rig", "findings_of"]

Level = Literal["ok", "warning", "error"]

_FEEDBACK = ("none", "position", "current")
_LAG_FACTOR = 2.0  # what a class is assumed to have may be that far off
_MOUTH = {channel.name for channel in channels.CHANNELS if channel.region == "mouth"}


class RigFinding(NamedTuple):
    """One line: how bad it is, what was seen, and what would be right."""

    level: Level
    seen: str
    todo: str = ""

    def line(self) -> str:
        """For a terminal."""
        return f"{self.level:<7}  {self.seen}" + (f": {self.todo}" if self.todo else "")


def check_rig(document: Table) -> Iterator[RigFinding]:
    """Every mistake in every joint, drive and bus; then, of a file without any, what is unwise.

    What is wrong with the file as a whole is told once its joints are sound.
    """
    wrong = list(dict.fromkeys(_mistakes(document)))
    yield from (RigFinding("error", complaint) for complaint in wrong)
    if not wrong:
        yield from findings_of(read_rig(document))


def findings_of(rig: Rig) -> Iterator[RigFinding]:
    """Of a rig that loads: what is good, and what is unwise."""
    yield RigFinding(
        "ok", f"{rig.name}: {counted(len(rig.joints), 'joint')}, none faster than its servo"
    )
    for joint in rig.joints:
        yield from _of_joint(joint)
    reached = [channel.name for channel in channels.CHANNELS if rig.shows(channel.name)]
    yield RigFinding("ok", f"{len(reached)} of {len(channels.NAMES)} channels move a joint")
    yield from _of_mouth(rig)
    yield _of_camera(rig)
    if rig.view:
        yield RigFinding("ok", f"the report can draw it: {', '.join(_parts(rig))}")
    else:
        yield RigFinding("warning", "no [view]", "the report draws no robot; see docs/view.md")
    told = ", ".join(f"{bus.name} ({bus.kind}, {bus.port})" for bus in rig.buses)
    yield RigFinding("ok", f"buses: {told or 'one firmware, behind the port that a command names'}")


def _mistakes(document: Table) -> Iterator[str]:
    """Complaints, the whole file's last, where it is the same as a joint's the same words."""
    try:
        rows = document.tables("joints", "joint")
    except RigError as error:
        yield str(error)
        return
    for row in rows:
        yield from _joint_mistakes(row)
    yield from _seat_mistakes(document, rows)
    try:
        read_rig(document)
    except RigError as error:
        if not any(_first_mistake(read_joint, row) for row in rows):
            yield str(error)


def _joint_mistakes(row: Table) -> Iterator[str]:
    """Of its drives each, then its first other one; a lag that is missing does not hide that."""
    values: dict[str, Any] = dict(row.whole())
    drives = [mistake for drive in _tables(row) if (mistake := _first_mistake(read_drive, drive))]
    if drives:
        yield from drives
        values.pop("drives")
    if "lag_ms" not in values and values.get("actuator") in ACTUATORS:
        lag_ms = 1e3 * ACTUATORS[values["actuator"]].lag_s
        near = get_close_matches("lag_ms", values, 1, 0.75)
        if not near:
            yield f"{row.where}no 'lag_ms'; that of {values['actuator']} is {lag_ms:.1f}"
            values["lag_ms"] = lag_ms
    complaint = _first_mistake(read_joint, Table(row.where, values, RigError))
    if complaint:
        yield complaint


def _tables(row: Table) -> list[Table]:
    try:
        return row.tables("drives", "drive", "channel")
    except RigError:
        return []


def _first_mistake(read: Callable[[Table], object], table: Table) -> str:
    try:
        read(table)
    except RigError as error:
        return str(error)
    return ""


def _seat_mistakes(document: Table, rows: list[Table]) -> Iterator[str]:
    try:
        buses = read_buses(document)
        seats = {row.text("name"): read_seat(row) for row in rows}
        check_seats(document.where, buses, seats)
    except RigError as error:
        yield str(error)


def _of_joint(joint: Joint) -> Iterator[RigFinding]:
    servo = ACTUATORS[joint.actuator]
    if not joint.drives:
        yield RigFinding("warning", f"{joint.name}: no channel moves it", "give it drives")
    for channel in dict.fromkeys(drive.channel for drive in joint.drives):
        if all(_is_idle(drive) for drive in joint.drives if drive.channel == channel):
            one = channels.CHANNELS[channels.index(channel)]
            yield RigFinding(
                "warning",
                f"{joint.name}: its drive of {channel} never acts",
                f"{channel} goes from {one.low:g} to {one.high:g}",
            )
    for drive, times in Counter(joint.drives).items():
        if times > 1:
            yield RigFinding(
                "warning",
                f"{joint.name}: {times} drives of {drive.channel} are the same, and add up",
                f"one, by {drive.gain * times:g} if that is meant",
            )
    low_s, high_s = servo.lag_s / _LAG_FACTOR, servo.lag_s * _LAG_FACTOR
    if not low_s <= joint.lag_s <= high_s:
        yield RigFinding(
            "warning",
            f"{joint.name}: lag_ms {1e3 * joint.lag_s:g}",
            f"{joint.actuator} has {1e3 * servo.lag_s:.1f}; measure it: kinesics calibrate lag",
        )
    if _FEEDBACK.index(joint.feedback) > _FEEDBACK.index(servo.feedback):
        yield RigFinding(
            "warning",
            f"{joint.name}: feedback {joint.feedback!r}",
            f"{joint.actuator} reports {servo.feedback!r}",
        )


def _is_idle(drive: Drive) -> bool:
    """Whether nothing that the channel may be makes a difference."""
    channel = channels.CHANNELS[channels.index(drive.channel)]
    return drive.gain == 0.0 or drive.low >= channel.high or drive.high <= channel.low


def _of_mouth(rig: Rig) -> Iterator[RigFinding]:
    moved = [joint.name for joint in rig.joints if _MOUTH & {one.channel for one in joint.drives}]
    if not moved:
        yield RigFinding(
            "warning",
            "no mouth joint",
            "speech shows nowhere, and the sound waits for the slowest joint; drive one by jawOpen",
        )
    elif not rig.shows("jawOpen"):
        yield RigFinding("warning", "no joint opens with jawOpen", "give the jaw that drive")
    else:
        yield RigFinding("ok", f"the mouth moves {', '.join(moved)}")
    if rig.lips is None and rig.shows("mouthClose"):
        yield RigFinding(
            "ok",
            "its drives close the lips",
            "with [lips] they stay closed whatever else moves them; see docs/rigs.md",
        )


def _of_camera(rig: Rig) -> RigFinding:
    camera = rig.camera
    if not camera.told:
        return RigFinding(
            "ok",
            "no [camera]",
            f"one is taken to be between the eyes, {degrees(camera.width_rad):.0f} degrees wide",
        )
    return RigFinding(
        "ok", f"its camera is on the {camera.on}, {degrees(camera.width_rad):.0f} degrees wide"
    )


def _parts(rig: Rig) -> list[str]:
    return [part for part, roles in rig.view.items() if isinstance(roles, dict)]
