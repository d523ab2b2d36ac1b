"""Intents that move head and arms by the simplest behaviours: routed, retracted, limited."""

from dataclasses import replace
from math import atan2

import numpy as np
import pytest

from kinesics.behaviours.head_signs import SIGN_CHANNELS
from kinesics.conversation.cues import gesturing, looking, signing
from kinesics.motion.mixer import Layer
from kinesics.motion.track import make_track
from kinesics.signals import Cease, GestureCue, HeadCue, Look
from kinesics_app.speech.prepared import with_sound

SHARE = np.linspace(0.0, 1.0, 41)  # of a motion of 0.4 s
MINIMUM_JERK = (10.0 * SHARE**3 - 15.0 * SHARE**4 + 6.0 * SHARE**5)[:, None]


class Reacher:
    """Goes where a cue says, and back when it ceases: from wherever it is."""

    def __init__(self, name, cue, names, wants):
        self.name, self.cue, self.names, self.wants = name, cue, names, wants
        self.track = None
        self.intent = None

    def feed(self, packet):
        if isinstance(packet, self.cue):
            self.intent = packet.intent
            return self._to(packet.t_ns, np.array(self.wants(packet)))
        if isinstance(packet, Cease) and packet.intent == self.intent:
            return self._to(packet.t_ns, np.zeros(len(self.names)))
        return None

    def _to(self, t_ns, there):
        here = np.zeros(len(there)) if self.track is None else self.track.at(t_ns)
        rows = here + MINIMUM_JERK * (there - here)
        self.track = make_track(t_ns, 100.0, self.names, np.vstack([rows, [rows[-1]] * 3000]))
        return self.track


HEAD, ARM = ["head_yaw", "gaze_yaw"], ["right_shoulder_pitch", "right_elbow"]
SKILLS = (
    looking(HEAD, 0.4),
    *signing(SIGN_CHANNELS, lambda cue: 0.8),
    gesturing(ARM, ["greet"], lambda cue: (1.0, ""), 0.4),
)


def parts():
    gaze = Reacher("gaze", Look, HEAD, lambda look: [atan2(look.at[1], look.at[0])] * 2)
    sign = Reacher("sign", HeadCue, ["head_pitch"], lambda cue: [0.2 * cue.size])
    arm = Reacher("arm", GestureCue, ARM, lambda cue: [-1.5 * cue.size, -1.2])
    layers = [Layer(one.name, "over", ramp_s=0.1, fade_s=0.5) for one in (gaze, sign, arm)]
    return tuple(zip(layers, (gaze, sign, arm), strict=True))


@pytest.fixture
def changed():
    """Reachers instead of the shipped gaze, and their skills."""

    def change(shipped):
        kept = [part for part in shipped.parts if part[0].source != "gaze"]
        return replace(shipped, parts=(*kept, *parts()), skills=(*shipped.skills, *SKILLS))

    return change


def test_a_look_turns_the_neck_and_ends_when_it_is_cancelled(show):
    show.run(50)
    look = show.ask("look_at", point_m=[1.0, 1.0, 1.4])
    show.run(100)
    assert show.sent("neck_yaw")[-1] > 0.5
    show.ask("cancel", intent=look)
    show.run(150)
    assert abs(show.sent("neck_yaw")[-1]) < 0.01
    assert [event.state for event in show.events if event.intent == look][-1] == "ended"


def test_a_gesture_is_pre_empted_by_another_and_a_look_goes_on(show):
    show.run(50)
    look = show.ask("look_at", point_m=[1.0, 0.5, 1.4])
    first = show.ask("gesture", concept="greet", side="right")
    show.run(60)
    show.ask("gesture", concept="greet", side="right", size=1.0)
    show.run(60)
    ended = [event.intent for event in show.events if event.state == "ended"]
    assert ended == [first]
    assert look in show.life.arbiter.underway


def test_whatever_is_asked_and_cancelled_played_motion_keeps_its_limits(show, assert_limits):
    random = np.random.default_rng(11)
    show.run(20)
    for _ in range(60):
        kind = random.choice(["look_at", "nod", "shake", "gesture", "express", "reset"])
        given = {
            "look_at": {"point_m": random.uniform([0.5, -2, 0], [2, 2, 2]).tolist()},
            "gesture": {"concept": "greet", "size": float(random.uniform())},
            "express": {"text": str(random.choice(["angry", "surprised", "a broad smile"]))},
        }
        show.ask(str(kind), **given.get(kind, {}))
        show.run(int(random.integers(1, 30)))
    first_ns = show.life.loop.rows[0].t_ns
    assert_limits(show.device.playback(first_ns, show.device.finish()))
    assert show.life.mind.reactions > 30
    assert show.device.counters["rows_late"] == show.device.counters["underruns"] == 0
    assert sum(show.device.clamps.values()) == 0


def test_looks_and_gestures_change_no_bit_of_a_speaking_mouth(make_show, humanoid, tmp_path):
    shows = [make_show(), make_show()]
    sound = (8000 * np.sin(np.arange(16_000) * 0.06)).astype("<i2").tobytes()
    for one, busy in zip(shows, (False, True), strict=True):
        one.run(20)
        asked = {"samples": sound, "rate_hz": 16_000}
        told = {"intent": {"kind": "say", "id": "u", "parameters": asked}}
        one.life.hear(with_sound(told, asked, tmp_path, 16_000), one.device.clock.now_ns())
        for n in range(12):
            if busy:
                one.ask("look_at", point_m=[1.0, n % 3 - 1.0, 1.4])
            one.run(15)
    lips = [n for n, name in enumerate(humanoid.names) if "lip" in name or name == "jaw"]
    quiet, busy = (np.array([row.sent[lips] for row in one.life.loop.rows]) for one in shows)
    assert shows[1].life.mind.reactions >= 10
    assert np.ptp(quiet, axis=0).max() > 0.01
    np.testing.assert_array_equal(quiet, busy)
