"""A robot that does everything at once: its character, its loop, and what it is told."""

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.feeling import read_feeling
from kinesics.audio.speech_file import load_speech, resample
from kinesics.ports import Bridge, Packet
from kinesics.rig.rig import Rig
from kinesics.signals import GestureCue, Speech, Target
from kinesics_app.character.character import Character, speech_character
from kinesics_app.demo import HELLO
from kinesics_app.tick.body import Body
from kinesics_app.tick.delays import TICK_MS, Delays, mouth_lag_ms
from kinesics_app.tick.loop import Loop

__all__ = ["TICK_NS", "Talk", "born", "delays_of", "loop_of"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

TICK_NS = round(TICK_MS * 1e6)
_RATE_HZ, _PERIOD_S = 16_000, 10.0
_FELT = ("happy:0.8", "sad:0.5", "surprised:0.9")
_CONCEPTS = ("greet", "big", "point", "no")


def delays_of(rig: Rig) -> Delays:
    """As `kinesics run` has them."""
    return Delays(80, 100.0, mouth_lag_ms(rig))


def born(rig: Rig, backend: str) -> Character:
    """Who lives in it, by its seed."""
    return speech_character(rig, lookahead_ms=80, backend=backend, seed=0)


def loop_of(rig: Rig, pose: F64, character: Character, wire: Bridge, ahead_ns: int) -> Loop:
    """Everything that a robot is born with, from its pose (J,), on this wire."""
    body = Body.at_rest(rig, pose, [layer for layer, _ in character.parts], wire)
    behaviours = [one for _, one in character.parts]
    return Loop(body, behaviours, ahead_ns, analysers=character.analysers)


class Talk:
    """What comes with each tick of a robot that talks, feels, looks and gestures without end."""

    def __init__(self, delays: Delays, begin_ns: int) -> None:
        """`delays`: each hop of sound comes as soon as it is made, no sooner."""
        samples, rate_hz = load_speech(HELLO)
        said = resample(samples, rate_hz, _RATE_HZ)
        silence = np.zeros(round(_PERIOD_S * _RATE_HZ) - len(said), np.float32)
        self._sound: F32 = np.concatenate((said, silence))
        self._early_ns = round((delays.presentation_delay_ms - TICK_MS) * 1e6)
        self._begin_ns = begin_ns

    def at(self, tick: int) -> list[Packet]:
        """The packets of a tick, counted from 0."""
        now_ns, hop = self._begin_ns + tick * TICK_NS, round(_RATE_HZ * TICK_MS / 1000.0)
        first = tick * hop
        at = first % len(self._sound)
        told_ns = now_ns + self._early_ns
        packets: list[Packet] = [Speech(told_ns, first, _RATE_HZ, self._sound[at : at + hop])]
        if tick % 10 == 0:
            aside_m = 0.4 * np.sin(tick * 0.01)
            packets.append(Target(now_ns, "person:1", (1.2, float(aside_m), 1.4), 1.0, 1.0))
        if tick % 500 == 0:
            packets.append(read_feeling(_FELT[tick // 500 % len(_FELT)], told_ns))
        if tick % 400 == 200:
            concept = _CONCEPTS[tick // 400 % len(_CONCEPTS)]
            strikes_ns = told_ns + 1_000_000_000
            packets.append(GestureCue(strikes_ns, str(tick), concept, 0.5, "", None, 0.0))
        return packets
