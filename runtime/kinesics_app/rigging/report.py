"""`rig_report`: what a body can show, in plain facts taken from its rig."""

from collections.abc import Iterator, Sequence
from math import sqrt

from kinesics.counted import counted
from kinesics.errors import RecordError
from kinesics.motion import channels
from kinesics.record.view import checked_view
from kinesics.rig.foresight import foresight_ticks
from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig
from kinesics_app.rigging.emotions import rig_emotions
from kinesics_app.tick.delays import TICK_MS, Delays, mouth_lag_ms

__all__ = ["rig_report", "travel_s"]

_SYLLABLE_S = 0.200
"""Assumed of conversation: five syllables a second, each with a closure to reach and to leave."""

_REGIONS = tuple(dict.fromkeys(channel.region for channel in channels.CHANNELS))
_REGION = {channel.name: channel.region for channel in channels.CHANNELS}
_LOOKAHEAD_MS, _LEAD_MS = 80.0, 100.0  # the defaults of `kinesics perform`


def rig_report(rig: Rig) -> Iterator[str]:
    """Lines for people: joints by part, channels, emotions, mouth, delays, wires."""
    yield f"{rig.name}: {rig.summary}"
    yield from _joints(rig)
    yield from _channels(rig)
    yield ""
    yield from rig_emotions(rig)
    yield from _mouth(rig)
    yield from _delays(rig)
    yield from _wires(rig)
    yield from _drawing(rig)


def travel_s(joint: Joint, distance: float) -> float:
    """Shortest time from rest to rest over `distance` [unit], at the rig's limits."""
    far, v, a = abs(distance), joint.velocity, joint.acceleration
    return far / v + v / a if far > v * v / a else 2 * sqrt(far / a)


def _joints(rig: Rig) -> Iterator[str]:
    parts = {region: [one for one in rig.joints if _part(one) == region] for region in _REGIONS}
    parts["moved by no channel"] = [one for one in rig.joints if not one.drives]
    for part, joints in parts.items():
        if joints:
            yield ""
            yield f"{part} ({len(joints)})"
            yield from (f"  {_joint(joint)}" for joint in joints)


def _part(joint: Joint) -> str | None:
    """Region of the first channel that moves it."""
    return _REGION[joint.drives[0].channel] if joint.drives else None


def _joint(joint: Joint) -> str:
    unit = "" if joint.unit == "1" else f" {joint.unit}"
    travel = f"{joint.position_min:g} .. {joint.position_max:g}{unit}"
    names = ", ".join(dict.fromkeys(drive.channel for drive in joint.drives)) or "-"
    return (
        f"{joint.name:<22} {travel:<24} {f'{joint.velocity:.3g}{unit}/s':<11} "
        f"lag {1e3 * joint.lag_s:4.1f} ms  {joint.actuator:<11} {names}"
    )


def _channels(rig: Rig) -> Iterator[str]:
    reached = {name for name in channels.NAMES if rig.shows(name)}
    yield ""
    yield f"channels: {len(reached)} of {len(channels.NAMES)} move a joint"
    for region in _REGIONS:
        names = [name for name in channels.NAMES if _REGION[name] == region]
        lost = [name for name in names if name not in reached]
        told = f"; without effect: {', '.join(lost)}" if lost else ""
        yield f"  {region}: {len(names) - len(lost)} of {len(names)}{told}"


def _mouth(rig: Rig) -> Iterator[str]:
    yield ""
    jaws = _moved_by(rig, "jawOpen")
    if not jaws:
        yield "mouth: no joint opens with jawOpen, so no closure can be seen"
        return
    jaw = max(jaws, key=lambda joint: abs(_effect(joint, "jawOpen")) / abs(joint.ratio))
    syllable_ms = 1e3 * _SYLLABLE_S
    yield f"mouth: a syllable of {syllable_ms:.0f} ms leaves {syllable_ms / 2:.0f} ms each way"
    for share in (1.0, 0.5):
        yield _closing(jaw, f"from jawOpen {share:g} to 0", share * _effect(jaw, "jawOpen"))
    for lip in _moved_by(rig, "mouthClose"):
        yield _closing(lip, "mouthClose 0 to 1", _effect(lip, "mouthClose"))
    yield "  (rest to rest, at the rig's velocity and acceleration)"


def _closing(joint: Joint, what: str, distance: float) -> str:
    took_s, room_s = travel_s(joint, distance), _SYLLABLE_S / 2
    verdict = "within it" if took_s <= room_s else "slower: fast speech closes less"
    unit = "" if joint.unit == "1" else f" {joint.unit}"
    return (
        f"  {joint.name}: {what}, {abs(distance):.4g}{unit}, takes {1e3 * took_s:.0f} ms; {verdict}"
    )


def _moved_by(rig: Rig, channel: str) -> Sequence[Joint]:
    return [one for one in rig.joints if _effect(one, channel)]


def _effect(joint: Joint, channel: str) -> float:
    """What the channel at 1, against 0, asks of the joint, inside its position limits [unit]."""
    asked = joint.neutral + sum(
        drive.gain * (min(max(1.0, drive.low), drive.high) - min(max(0.0, drive.low), drive.high))
        for drive in joint.drives
        if drive.channel == channel
    )
    return min(max(asked, joint.position_min), joint.position_max) - joint.neutral


def _delays(rig: Rig) -> Iterator[str]:
    lag_ms = mouth_lag_ms(rig)
    mouth = [one for one in rig.joints if any(_REGION[d.channel] == "mouth" for d in one.drives)]
    slowest = max(mouth or rig.joints, key=lambda joint: joint.lag_s)
    delays = Delays(_LOOKAHEAD_MS, _LEAD_MS, lag_ms)
    yield ""
    yield (
        f"delay: the sound waits {delays.presentation_delay_ms:.1f} ms = look-ahead "
        f"{delays.lookahead_ms:g} + compute {delays.compute_ms:g} + lead {delays.lead_ms:g} + lag "
        f"{delays.lag_ms:.1f}"
    )
    kind = "mouth joint" if mouth else "joint (there is no mouth)"
    yield f"  slowest {kind}: {slowest.name}, {1e3 * slowest.lag_s:.1f} ms, {slowest.actuator}"
    early_ms = foresight_ticks(rig, TICK_MS * 1e-3) * TICK_MS
    if early_ms:
        yield (
            f"  and {early_ms:g} ms of the lag are foresight: its lips are slow, and begin to "
            "close that much earlier"
        )
    groups = [
        f"{group.lag_ns * 1e-6:.1f} ms ({counted(len(group.joints), 'joint')})"
        for group in rig.lag_groups()
    ]
    yield f"  commanded early by {', '.join(groups)}"


def _wires(rig: Rig) -> Iterator[str]:
    yield ""
    blind = sum(joint.feedback == "none" for joint in rig.joints)
    yield f"feedback: {len(rig.joints) - blind} joints tell where they are, {blind} cannot"
    if not rig.buses:
        yield "wires: one firmware, behind the port that a command names"
    for bus in rig.buses:
        names = [rig.names[column] for column in rig.on_bus(bus.name)]
        pace = "" if bus.kind == "firmware" else f", {bus.rate_hz:g} Hz"
        yield f"bus {bus.name}: {bus.kind} on {bus.port}{pace}: {', '.join(names)}"


def _drawing(rig: Rig) -> Iterator[str]:
    """What is wrong about how it is to be drawn: it can be told of, and not performed on."""
    try:
        checked_view(rig.view, rig.names, channels.NAMES)
    except RecordError as error:
        yield ""
        yield f"error: {error}; `kinesics perform` refuses this rig until that is mended"
