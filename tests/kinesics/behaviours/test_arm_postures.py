"""Arms that rest in a posture: gestures begin and end there, nothing jumps, nothing meets."""

import numpy as np
import pytest

from kinesics.behaviours.gesture import NOTICE_S, SpeechGestures
from kinesics.errors import GestureError
from kinesics.gesture.enact import Enactor, Manner
from kinesics.gesture.read import load_gesture, postures
from kinesics.gesture.score import ARMS, COLUMNS
from kinesics.motion import channels
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.rig.clearance import Clearance
from kinesics.rig.load import load_rig
from kinesics.signals import GestureCue, Horizon, Posture

MS, SECOND = 1_000_000, 1_000_000_000
AHEAD_NS = 186 * MS
RIG = load_rig("humanoid")
ARMED = sorted(name for name, one in postures().items() if one.arms != "none")


def lived(told, seconds):
    """Mixed arms (T, 16) at 100 Hz and rows as sent (T, J), of packets by when they come [s]."""
    arms, mixer = SpeechGestures(RIG, 0), Mixer([Layer("gesture", "over", 0.01, 0.4)])
    limiter = Limiter(RIG.limits, 100.0)
    limiter.start(RIG.neutral)
    coming, horizon_ns, mixed, sent = sorted(told, key=lambda one: one[0]), 0, [], []
    for tick in range(round(seconds * 100)):
        now_ns = tick * 10 * MS
        mix = mixer.sample(now_ns + AHEAD_NS)
        mixed.append(mix[COLUMNS[:ARMS]])
        sent.append(limiter.step(RIG.pose(mix)))
        heard = []
        if horizon_ns < now_ns + AHEAD_NS + 50 * MS:
            horizon_ns = now_ns + AHEAD_NS + 250 * MS
            heard.append(Horizon(horizon_ns))
        while coming and coming[0][0] * SECOND <= now_ns:
            heard.append(coming.pop(0)[1])
        for packet in heard:
            track = arms.feed(packet)
            if track is not None:
                mixer.accept("gesture", track)
    return np.array(mixed), np.array(sent)


def at(seconds, name):
    return seconds, Posture(round(seconds * SECOND) + AHEAD_NS + 20 * MS, name)


@pytest.mark.parametrize("name", sorted(postures()))
def test_every_posture_can_be_taken_and_meets_nothing(name):
    phrase = Enactor(RIG).phrase(postures()[name], Manner())
    mix = np.zeros((len(phrase.values), len(channels.CHANNELS)))
    mix[:, COLUMNS] = phrase.values
    assert phrase.cannot == ()
    assert Clearance(RIG).of(RIG.poses(mix)).min() > 0.006


@pytest.mark.parametrize("name", ARMED)
def test_arms_settle_stay_for_long_and_come_down_again(name):
    mixed, sent = lived([at(0.5, name), at(8.0, "")], 12.0)
    wanted = Enactor(RIG).phrase(postures()[name], Manner()).values[-1, :ARMS]
    np.testing.assert_allclose(mixed[500], wanted, atol=1e-9)
    np.testing.assert_allclose(mixed[790], wanted, atol=1e-9)
    np.testing.assert_allclose(mixed[1190], 0.0, atol=1e-9)
    steps = np.abs(np.diff(sent, n=2, axis=0)) * 1e4
    assert (steps <= 0.951 * RIG.limits.acceleration).all()


def test_a_gesture_begins_and_ends_in_the_posture():
    cue = GestureCue(6 * SECOND, "wave", "wave", 0.5, "right", None, 0.0)
    mixed, sent = lived([at(0.5, "akimbo"), (6.0 - NOTICE_S - 0.4, cue)], 14.0)
    wanted = Enactor(RIG).phrase(postures()["akimbo"], Manner()).values[-1, :ARMS]
    np.testing.assert_allclose(mixed[450], wanted, atol=1e-9)
    assert np.abs(mixed[600] - wanted).max() > 0.5
    np.testing.assert_allclose(mixed[1390], wanted, atol=1e-9)
    velocity = np.abs(np.diff(mixed, axis=0)) * 100
    jumps = np.abs(np.diff(velocity, axis=0)) * 100
    assert jumps.max() < 150.0  # rad/s²: a jump in a tick would be thousands
    assert (np.abs(np.diff(sent, axis=0)) * 100 <= 0.951 * RIG.limits.velocity).all()


def test_a_posture_waits_for_the_gesture_that_is_being_made():
    cue = GestureCue(3 * SECOND, "wave", "wave", 0.5, "right", None, 1.0)
    plain, _ = lived([(1.5, cue)], 8.0)
    mixed, _ = lived([(1.5, cue), at(2.8, "akimbo")], 8.0)
    np.testing.assert_allclose(mixed[:380], plain[:380], atol=1e-9)
    wanted = Enactor(RIG).phrase(postures()["akimbo"], Manner()).values[-1, :ARMS]
    np.testing.assert_allclose(mixed[-1], wanted, atol=1e-9)


def test_a_posture_file_holds_its_last_pose(tmp_path):
    text = (
        'schema = 1\nname = "odd"\nclass = "posture"\nsummary = "none"\narms = "none"\n'
        '[[poses]]\nphase = "preparation"\nat_s = 1.0\nbody = { torso_pitch = 0.1 }\n'
    )
    path = tmp_path / "odd.toml"
    path.write_text(text)
    with pytest.raises(GestureError, match="a posture is held"):
        load_gesture(path)
