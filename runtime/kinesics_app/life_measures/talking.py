"""`Talked`: a robot that says a hum of known stresses with head and hands, as its twin plays it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.score import ARMS, NAMES
from kinesics.rig.rig import Rig
from kinesics_app.character.character import Character, speech_character
from kinesics_app.device.device import Device
from kinesics_app.device.opening import open_device
from kinesics_app.life_measures.directions import as_seen
from kinesics_app.life_measures.hum import RATE_HZ, Hummed
from kinesics_app.speech.source import SpeechSource
from kinesics_app.tick.body import Body
from kinesics_app.tick.delays import TICK_MS, Delays, mouth_lag_ms
from kinesics_app.tick.loop import Loop

__all__ = ["SEEN_HZ", "Talked", "talk"]

F64 = NDArray[np.float64]

SEEN_HZ = 100.0

_TICK_NS = round(TICK_MS * 1e6)
_ARRIVES_NS = 500_000_000
_MOVES, _HEARS = ("gesture", "head"), ("prosody", "gesture-sense")
_BLOCK = 4096  # rows whose frames are held at once


@dataclass(frozen=True, slots=True, eq=False)
class Talked:
    """Head and hands while the robot talks; times count from the first sample as it is heard."""

    times_s: F64
    """(T,) at `SEEN_HZ`."""
    joints: F64
    """(T, J) as played, later by each joint's lag: as it is seen."""
    hands_m: Sequence[F64]
    """(T, 3) of each hand that beats, the middle of the palm in the base frame."""
    strokes_s: F64
    """(N,) when the strokes of its beats end, as planned."""


def talk(rig: Rig, hummed: Hummed) -> Talked:
    """The sound comes just in time; limits and guard stand before the wire as ever."""
    delays = Delays(80, 100.0, mouth_lag_ms(rig))
    character = speech_character(rig, lookahead_ms=80, seed=0)
    with open_device("twin", rig, live=False) as device:
        loop = _loop(rig, character, delays, device)
        since_ns = tick_ns = device.next_tick_ns
        arrives_ns = since_ns + _ARRIVES_NS
        heard_ns = arrives_ns + round(delays.presentation_delay_ms * 1e6)
        sources = [
            SpeechSource(sound, RATE_HZ, arrival_ns=arrives_ns + at, heard_t0_ns=heard_ns + at)
            for at, sound in ((round(n * 1e9 / RATE_HZ), part) for n, part in hummed.utterances)
        ]
        while tick_ns < sources[-1].end_ns + _ARRIVES_NS:
            device.clock.wait_until(tick_ns)
            loop.tick(tick_ns, [packet for one in sources for packet in one.arrived(tick_ns)])
            device.poll()
            tick_ns += _TICK_NS
        played = device.playback(since_ns, device.clock.now_ns())
    every = round(played.rate_hz / SEEN_HZ)
    joints = as_seen(rig, played.played, played.rate_hz)[::every]
    plans = [plan for arms in character.arms for plan in arms.made]
    return Talked(
        np.asarray((played.t_ns[::every] - heard_ns) * 1e-9, np.float64),
        joints,
        _hands(rig, joints),
        np.array([(plan.stroke_ns - heard_ns) * 1e-9 for plan in plans]),
    )


def _loop(rig: Rig, character: Character, delays: Delays, device: Device) -> Loop:
    """Of head and arms alone, and what they hear by."""
    parts = [part for part in character.parts if part[0].source in _MOVES]
    heard = [one for one in character.analysers if one.name in _HEARS]
    pose = device.bring_up(delays.ahead_ns, _TICK_NS)
    body = Body.at_rest(rig, pose, [layer for layer, _ in parts], device.bridge)
    behaviours = [one for _, one in parts]
    return Loop(body, behaviours, delays.ahead_ns, analysers=heard, rows=deque(maxlen=1))


def _hands(rig: Rig, joints: F64) -> list[F64]:
    """Where each hand is, (T, 3); none of a robot whose arms do not beat."""
    skeleton = rig.skeleton
    if skeleton is None or not any(map(rig.shows, NAMES[:ARMS])):
        return []
    found: list[list[F64]] = [[] for _ in skeleton.hands]
    for first in range(0, len(joints), _BLOCK):
        frames = skeleton.frames(joints[first : first + _BLOCK])
        for tips, hand in zip(found, skeleton.hands.values(), strict=True):
            tips.append((frames[skeleton.index[hand.link]] @ [*hand.tip, 1.0])[:, :3])
    return [np.concatenate(tips) for tips in found]
