"""Random mixes of cues, ceases and postures: no limb through the body, no hand beyond its cap."""

import logging

import numpy as np
import pytest

from kinesics.behaviours.gesture import NOTICE_S, SpeechGestures
from kinesics.gesture.read import by_concept
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import make_track
from kinesics.rig.clearance import Clearance
from kinesics.rig.guard import Guard
from kinesics.rig.load import load_rig
from kinesics.signals import Cease, GestureCue, Horizon

MS = 1_000_000
AHEAD_NS = 186 * MS
RIG = load_rig("humanoid")
CLEARANCE = Clearance(RIG)
CONCEPTS = sorted(by_concept())
POSED = (
    *("torso_yaw", "torso_pitch", "torso_roll", "head_yaw", "head_pitch", "head_roll"),
    *("left_shoulder_pitch", "left_elbow", "right_shoulder_roll", "right_elbow"),
)


def _mix(draw, now_ns):
    """What is asked of the behaviour at a tick."""
    if draw.random() < 0.10:
        pointed = tuple(draw.uniform([-1.0, -1.5, 0.0], [2.5, 1.5, 2.0]))
        yield GestureCue(
            now_ns + AHEAD_NS + round((NOTICE_S + draw.uniform(0.0, 1.5)) * 1e9),
            str(draw.integers(4)),
            str(draw.choice(CONCEPTS)),
            float(draw.random()),
            str(draw.choice(["left", "right", "both", ""])),
            pointed if draw.random() < 0.5 else None,
            float(draw.random()),
        )
    if draw.random() < 0.05:
        yield Cease(now_ns + AHEAD_NS + 10 * MS, str(draw.integers(4)))


def _posture(draw, now_ns):
    """Torso, head and arms of a layer below go somewhere, anywhere, and come back."""
    values = draw.uniform(-1.0, 1.0, len(POSED))
    share = np.sin(np.pi * np.linspace(0.0, 1.0, int(draw.integers(20, 80))))
    return make_track(now_ns + AHEAD_NS + 20 * MS, 50.0, POSED, np.outer(share, values))


def perform(seed, ticks):
    """Rows as sent (T, J), and how many mixes made them."""
    draw, arms = np.random.default_rng(seed), SpeechGestures(RIG, seed)
    mixer = Mixer([Layer("posture", "over", 0.3, 0.5), Layer("gesture", "over", 0.01, 0.4)])
    limiter = Limiter(RIG.limits, 100.0)
    limiter.start(RIG.neutral)
    guard = Guard(RIG, limiter, 100.0)
    sent, mixes, horizon_ns = np.empty((ticks, len(RIG.joints))), 0, 0
    for tick in range(ticks):
        now_ns = tick * 10 * MS
        sent[tick] = guard.step(RIG.pose(mixer.sample(now_ns + AHEAD_NS)))
        asked = list(_mix(draw, now_ns))
        mixes += len(asked)
        if draw.random() < 0.03:
            mixer.accept("posture", _posture(draw, now_ns))
            mixes += 1
        if horizon_ns < now_ns + AHEAD_NS + 50 * MS:
            horizon_ns = now_ns + AHEAD_NS + 250 * MS
            asked.append(Horizon(horizon_ns))
        for packet in asked:
            track = arms.feed(packet)
            if track is not None:
                mixer.accept("gesture", track)
    return sent, mixes


def check(sent):
    """How near limbs came [m], and how fast a hand was [m/s], both as they may be."""
    nearest_m = CLEARANCE.of(sent).min()
    assert nearest_m > 0.0
    skeleton = RIG.skeleton
    frames = skeleton.frames(sent)
    tips = [
        frames[skeleton.index[hand.link]] @ [*hand.tip, 1.0] for hand in skeleton.hands.values()
    ]
    fastest = 100.0 * np.linalg.norm(np.diff(tips, axis=1), axis=2).max()
    assert fastest <= skeleton.hand_speed
    velocity = np.abs(np.diff(sent, axis=0)) * 100.0
    acceleration = np.abs(np.diff(sent, n=2, axis=0)) * 1e4
    assert (velocity <= 0.951 * RIG.limits.velocity).all()
    assert (acceleration <= 0.951 * RIG.limits.acceleration).all()
    return nearest_m, fastest


def test_a_few_dozen_mixes_meet_nothing():
    sent, mixes = perform(0, 300)
    check(sent)
    assert mixes > 40
    assert np.abs(sent - RIG.neutral).max() > 1.0


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("thousand", range(10))
def test_ten_thousand_mixes_meet_nothing(thousand):
    done, seed, seen = 0, 1000 * thousand + 1, []
    while done < 1_000:
        sent, mixes = perform(seed, 1_500)
        seen.append(check(sent))
        done, seed = done + mixes, seed + 1
    nearest_m, fastest = np.array(seen).T
    logging.getLogger(__name__).info(  # seen with --log-cli-level=INFO
        "%d mixes: limbs at least %.1f mm apart, no hand above %.3f m/s",
        done,
        1e3 * nearest_m.min(),
        fastest.max(),
    )
