"""Analysers: what they derive reaches every behaviour in the same tick; one that dies is told."""

import numpy as np

from kinesics.motion.channels import columns
from kinesics.motion.mixer import Layer
from kinesics.motion.track import Track
from kinesics.signals import Horizon, Prosody, Speech, Turn

MS = 1_000_000


def prosody(t_ns, accent):
    return Prosody(t_ns, 100.0, 120.0, -20.0, 1.0, 4.0, accent, 0.0, 0.0)


class Hears:
    """Derives one packet from each piece of speech, and one more from each packet derived."""

    def __init__(self, name, kind, accent):
        self.name, self.kind, self.accent = name, kind, accent

    def feed(self, packet):
        return [prosody(packet.t_ns, self.accent)] if isinstance(packet, self.kind) else []


class Breaks:
    name = "breaks"

    def feed(self, packet):
        raise RuntimeError("no such voice")


class Notes:
    """A behaviour that keeps what it hears."""

    def __init__(self, name="notes"):
        self.name, self.heard = name, []

    def feed(self, packet):
        self.heard.append(packet)
        if not isinstance(packet, Prosody):
            return None
        return Track(packet.t_ns, 100.0, columns(["head_pitch"]), np.array([[packet.accent]]))


def speech(t_ns):
    return Speech(t_ns, 0, 16_000, np.zeros(160, np.float32))


def test_what_is_derived_reaches_all_behaviours_in_the_same_tick_after_its_source(stage):
    one, other = Notes(), Notes("other")
    layers = [Layer("notes", "over"), Layer("other", "over")]
    made = stage([one, other], layers)
    made.loop.analysers = [Hears("prosody", Speech, 0.3), Hears("affect", Prosody, 0.6)]
    now_ns = made.device.next_tick_ns
    made.loop.tick(now_ns, [speech(now_ns)])
    for notes in (one, other):
        kinds = [type(packet).__name__ for packet in notes.heard]
        assert kinds == ["Speech", "Prosody", "Prosody", "Horizon"]
        assert [packet.accent for packet in notes.heard[1:3]] == [0.3, 0.6]
    assert made.loop.stages.summary()["prosody"]["count"] > 0


def test_what_is_derived_of_a_horizon_goes_before_it_so_that_rows_are_made_once(stage):
    notes = Notes()
    made = stage([notes], [Layer("notes", "over")])
    made.loop.analysers = [Hears("gaze", Horizon, 0.3)]
    made.loop.tick(made.device.next_tick_ns, [])
    assert [type(packet).__name__ for packet in notes.heard] == ["Prosody", "Horizon"]


class Softer:
    """Turns a dial down, once."""

    name = "softer"
    turned = False

    def feed(self, packet):
        if self.turned or not isinstance(packet, Speech):
            return []
        self.turned = True
        return [Turn(packet.t_ns, "lips", 0.5)]


def test_a_dial_that_an_analyser_turns_is_turned(stage):
    made = stage([Notes()], [Layer("notes", "over", dials=("lips",))])
    made.loop.analysers = [Softer(), Hears("prosody", Speech, 0.4)]
    for _ in range(150):
        now_ns = made.tick_ns
        made.tick([speech(now_ns + 200 * MS)])
    shown = made.loop.body.mixer.sample(made.tick_ns + 200 * MS)[columns(["head_pitch"])[0]]
    assert abs(shown - 0.2) < 0.01


def test_an_analyser_that_raises_is_asked_no_more_and_the_others_go_on(stage):
    notes = Notes()
    made = stage([notes])
    made.loop.analysers = [Breaks(), Hears("prosody", Speech, 0.3)]
    now_ns = made.device.next_tick_ns
    made.loop.tick(now_ns, [speech(now_ns)])
    made.loop.tick(now_ns + 10 * MS, [speech(now_ns + 10 * MS)])
    assert made.loop.died == {"breaks": "RuntimeError: no such voice"}
    assert sum(isinstance(packet, Prosody) for packet in notes.heard) == 2
