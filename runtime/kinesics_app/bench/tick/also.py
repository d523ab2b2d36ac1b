"""What else a robot may have to do each tick: tracks of others, networks of others."""

import numpy as np
from numpy.typing import NDArray

from kinesics.inference import ModelCard, open_stepper
from kinesics.motion.channels import columns
from kinesics.motion.mixer import Layer
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Horizon, Speech
from kinesics_app.bench.tick.busy_life import TICK_NS
from kinesics_app.character.character import Part

__all__ = ["SHOWN", "a_network", "a_track"]

F64 = NDArray[np.float64]

SHOWN = ("head_pitch", "head_roll", "torso_yaw", "browInnerUp", "jawOpen", "left_elbow")
"""Channels of each track of others."""


class _Mover:
    """A behaviour of somebody else's, that always moves a little."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._columns = columns(SHOWN)
        self._next_ns: int | None = None

    def feed(self, packet: Packet) -> Track | None:
        if not isinstance(packet, Horizon):
            return None
        begin_ns = packet.t_ns - 1_000_000_000 if self._next_ns is None else self._next_ns
        times_ns = np.arange(begin_ns, packet.t_ns, TICK_NS)
        self._next_ns = begin_ns + len(times_ns) * TICK_NS
        swing: F64 = 0.01 * np.sin(times_ns * 1e-9)
        return Track(begin_ns, 100.0, self._columns, np.outer(swing, np.ones(len(SHOWN))))


class _Thinker:
    """A behaviour of somebody else's, whose network hears each hop, and which shows nothing."""

    def __init__(self, name: str, card: ModelCard, backend: str) -> None:
        self.name = name
        self._stepper = open_stepper(card, backend)
        random = np.random.default_rng(len(name))
        for values in self._stepper.inputs.values():
            values[...] = random.standard_normal(values.shape)

    def feed(self, packet: Packet) -> Track | None:
        if isinstance(packet, Speech):
            self._stepper.step()
        return None


def a_track(number: int) -> Part:
    """A layer that is added to all others, and never rests."""
    name = f"mover {number}"
    return Layer(name, "add", ramp_s=0.3, fade_s=0.5), _Mover(name)


def a_network(number: int, card: ModelCard, backend: str) -> Part:
    """One more of the network of `card`, a step each hop of sound."""
    name = f"thinker {number}"
    return Layer(name, "add", ramp_s=0.3, fade_s=0.5), _Thinker(name, card, backend)
