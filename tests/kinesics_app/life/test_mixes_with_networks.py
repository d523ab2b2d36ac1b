"""The whole character as it speaks, all networks on, asked for anything at any time."""

import logging
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech, resample
from kinesics.gesture.read import by_concept, postures
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Mixer
from kinesics.rig.clearance import Clearance
from kinesics.rig.guard import guard_of
from kinesics.signals import (
    Being,
    Cease,
    GestureCue,
    HeadCue,
    Look,
    PartnerVoice,
    Persona,
    Posture,
    Speech,
    Target,
)
from kinesics_app.character.character import gazing_by, speech_character
from kinesics_app.demo import HELLO
from kinesics_app.tick.body import Body
from kinesics_app.tick.loop import Loop

TICK_NS = 10_000_000
AHEAD_NS = 110_000_000
NOTICE_NS = 800_000_000
LAST_TICKS = 200
STATES = ("idle", "listening", "thinking", "speaking", "asleep")
CONCEPTS = sorted(by_concept())
SIDES = ("left", "right", "both", "")


class Wire:
    """Takes every row as it is."""

    def send(self, frame):
        return frame

    def poll(self):
        return None


@pytest.fixture(scope="module")
def voice():
    samples, rate_hz = load_speech(HELLO)
    return resample(samples, rate_hz, 16_000)


def life(rig, seed):
    """The shipped character with a guard, the gaze network in the place of rules."""
    made = speech_character(rig, lookahead_ms=80, backend="onnxruntime", seed=seed)
    made = gazing_by(made, rig, seed, "network")
    limiter = Limiter(rig.limits, 100.0)
    limiter.start(rig.neutral)
    body = Body(
        rig,
        Mixer([layer for layer, _ in made.parts]),
        limiter,
        Wire(),
        guard_of(rig, limiter, 100.0),
    )
    behaviours = [behaviour for _, behaviour in made.parts]
    rows = []
    return Loop(body, behaviours, AHEAD_NS, analysers=made.analysers, rows=rows), rows


def asked(draw, soonest_ns):
    """One thing out of all that can be asked for."""
    t_ns, ident = soonest_ns + int(draw.integers(0, 1_500_000_000)), str(draw.integers(6))
    place = tuple(draw.uniform([0.3, -1.5, 0.0], [2.5, 1.5, 2.0]).tolist())
    size = float(draw.random())
    concept = str(draw.choice(CONCEPTS))
    aimed = place if draw.random() < 0.5 else None
    cue = GestureCue(
        t_ns + NOTICE_NS, ident, concept, size, str(draw.choice(SIDES)), aimed, float(draw.random())
    )
    return [
        cue,
        replace(cue, hold_s=2.0, size=1.0),
        Cease(t_ns, ident),
        Look(t_ns, ident, place, str(draw.choice(["eyes", "head", "body"])), 3.0 * size),
        HeadCue(t_ns, ident, str(draw.choice(["nod", "shake", "tilt"])), size, 2),
        Posture(t_ns, str(draw.choice(["", *postures()]))),
        Being(t_ns, str(draw.choice(STATES))),
        Persona(t_ns, *draw.random(3).tolist()),
        PartnerVoice(soonest_ns, size),
        Target(soonest_ns, "person:" + ident, place, 1.0, 4.0),
    ][int(draw.integers(10))]


def perform(rig, voice, seed, mixes):
    """Rows as sent (T, J), until so many things were asked for and 2 s more."""
    draw = np.random.default_rng(seed)
    loop, rows = life(rig, seed)
    heard_ns, period = loop.asked_ns + 100_000_000, len(voice) // 160 + 150
    left, over = mixes, LAST_TICKS
    for tick in count():
        if not over:
            break
        now_ns, at = tick * TICK_NS, tick % period
        packets = []
        if (sound := voice[at * 160 : at * 160 + 160]).size == 160:
            packets.append(Speech(now_ns + heard_ns, at * 160, 16_000, sound))
        if left and draw.random() < 0.25:
            packets.append(asked(draw, now_ns + loop.asked_ns + 20_000_000))
            left -= 1
        over -= not left
        loop.tick(now_ns, packets)
    assert not loop.died
    return np.array([row.sent for row in rows])


def check(rig, sent):
    """How near limbs came [m], and how fast a hand was [m/s], both as they may be."""
    nearest_m = Clearance(rig).of(sent).min()
    assert nearest_m > 0.0
    skeleton = rig.skeleton
    frames = skeleton.frames(sent)
    tips = [
        frames[skeleton.index[hand.link]] @ [*hand.tip, 1.0] for hand in skeleton.hands.values()
    ]
    fastest = 100.0 * np.linalg.norm(np.diff(tips, axis=1), axis=2).max()
    assert fastest <= skeleton.hand_speed
    return nearest_m, fastest


def test_a_talking_robot_that_is_asked_for_dozens_of_things_meets_nothing(humanoid, voice):
    check(humanoid, perform(humanoid, voice, 0, 100))


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("thousand", range(10))
def test_ten_thousand_things_asked_of_a_talking_robot_meet_nothing(humanoid, voice, thousand):
    nearest_m, fastest = check(humanoid, perform(humanoid, voice, 1 + thousand, 1_000))
    logging.getLogger(__name__).info(  # seen with --log-cli-level=INFO
        "limbs at least %.1f mm apart, no hand above %.3f m/s", 1e3 * nearest_m, fastest
    )
