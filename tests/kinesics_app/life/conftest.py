"""A life on its twin, ticked by hand."""

from contextlib import ExitStack

import numpy as np
import pytest

from kinesics_app.character.character import speech_character
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.tick.delays import Delays, mouth_lag_ms


class Show:
    """A life on the twin, in virtual time: what it is asked, what became of that, what was sent."""

    def __init__(self, device, rig, character):
        self.device, self.rig, self.events = device, rig, []
        delays = Delays(80, 100.0, mouth_lag_ms(rig))
        pose = device.bring_up(delays.ahead_ns, TICK_NS)
        self.life = Life((rig, pose, device), character, delays)
        self.asked = 0

    def ask(self, kind, **parameters):
        """The intent's id."""
        self.asked += 1
        told = {"kind": kind, "id": f"{kind}{self.asked}", "parameters": parameters}
        self.life.hear({"intent": told}, self.device.clock.now_ns())
        return told["id"]

    def run(self, ticks):
        for _ in range(ticks):
            tick_ns = self.device.next_tick_ns
            self.device.clock.wait_until(tick_ns)
            self.life.tick(tick_ns)
            self.device.poll()
            self.device.next_tick_ns = tick_ns + TICK_NS
            self.events += self.life.events()

    def sent(self, joint):
        """(T,) of the rows that it still knows."""
        return np.array([row.sent[self.rig.index(joint)] for row in self.life.loop.rows])


@pytest.fixture
def changed():
    """What a test module makes of the shipped character: itself, unless it says otherwise."""
    return lambda shipped: shipped


@pytest.fixture
def make_show(humanoid, changed):
    """Makes a humanoid that lives, each with a twin and a character of its own."""
    with ExitStack() as opened:

        def make():
            device = opened.enter_context(open_device("twin", humanoid, live=False))
            shipped = speech_character(humanoid, lookahead_ms=80, backend="onnxruntime", seed=0)
            return Show(device, humanoid, changed(shipped))

        yield make


@pytest.fixture
def show(make_show):
    return make_show()
