"""The mouth belongs to speech while the robot speaks: a tint never costs a closure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinesics.motion import channels
from kinesics.motion.lips import GAP, closing, gap
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import Track, make_track

MS = 1_000_000
LIPS = np.flatnonzero(GAP)
WEIGHT = st.floats(0.0, 1.0, width=32)
MOUTH = np.flatnonzero([channel.region == "mouth" for channel in channels.CHANNELS])


def make_mixer():
    return Mixer(
        [
            Layer("emotion", "over", 0.01, dials=("expression",)),
            Layer("speech", "over", 0.01, owner=True, dials=("lips",)),
            Layer("tint", "add", 0.01, dials=("expression",)),
        ]
    )


def say(mixer, source, columns, values, **keywords):
    rows = np.tile(values, (30, 1))
    mixer.accept(source, Track(0, 100.0, np.asarray(columns), rows, **keywords))


def closed_mouth(shape):
    """A mouth of this shape (of the lips' channels), with mouthClose as far as it closes them."""
    values = np.zeros(len(channels.CHANNELS))
    values[LIPS] = shape
    values[channels.index("mouthClose")] = 0.0
    open_by = float(np.clip(gap(values), 0.0, 1.0))
    values[channels.index("mouthClose")] = open_by
    values[channels.index("jawOpen")] -= max(float(gap(values)), 0.0)
    return values[LIPS]


@given(
    arrays(float, len(LIPS), elements=WEIGHT),
    arrays(float, len(MOUTH), elements=st.floats(-1.0, 1.0, width=32)),
    arrays(float, len(MOUTH), elements=WEIGHT),
    st.floats(0.0, 1.0),
)
def test_lips_that_speech_closes_stay_closed(shape, tint, mood, lips):
    """Whatever is added, whatever lies below at whatever priority, however the dials stand."""
    speech = closed_mouth(shape)
    alone, mixed = make_mixer(), make_mixer()
    for mixer in (alone, mixed):
        say(mixer, "speech", LIPS, speech)
        mixer.turn("lips", lips, -1000 * MS)
    say(mixed, "emotion", MOUTH, mood, priority=9)
    say(mixed, "tint", MOUTH, tint)
    meant, shown = (mixer.sample(200 * MS) for mixer in (alone, mixed))
    assert gap(meant) <= 1e-9
    np.testing.assert_allclose(shown[LIPS], meant[LIPS], atol=1e-9)


def test_lips_stay_closed_while_the_speech_changes_its_priority():
    mixer = make_mixer()
    closed = make_track(0, 100.0, ["jawOpen", "mouthClose"], [[0.3, 0.3]] * 60)
    mixer.accept("speech", closed)
    say(mixer, "tint", channels.columns(["mouthUpperUpLeft"]), [0.4])
    mixer.accept(
        "speech",
        make_track(200 * MS, 100.0, ["jawOpen", "mouthClose"], [[0.3, 0.3]] * 30, priority=2),
    )
    shown = np.array([mixer.sample(t * MS) for t in range(150, 260)])
    assert np.abs(gap(shown)).max() < 1e-9


def test_open_lips_and_the_rest_of_the_face_are_tinted():
    mixer = make_mixer()
    say(mixer, "speech", channels.columns(["jawOpen"]), [0.6])
    names = ["mouthUpperUpLeft", "browInnerUp"]
    say(mixer, "tint", channels.columns(names), [0.3, 0.2])
    shown = mixer.sample(200 * MS)[channels.columns(["jawOpen", *names])]
    np.testing.assert_allclose(shown, [0.6, 0.3, 0.2])
    assert mixer.why("mouthUpperUpLeft", 200 * MS)[-1].yields == 0.0


def test_a_smile_stays_on_closed_lips_and_the_mixer_says_what_was_taken():
    mixer = make_mixer()
    say(mixer, "speech", channels.columns(["jawOpen", "mouthClose"]), [0.3, 0.3])
    names = ["mouthUpperUpLeft", "mouthSmileLeft", "browInnerUp"]
    say(mixer, "tint", channels.columns(names), [0.4, 0.3, 0.2])
    shown = mixer.sample(200 * MS)[channels.columns(names)]
    np.testing.assert_allclose(shown, [0.0, 0.3, 0.2], atol=1e-12)
    taken = [mixer.why(name, 200 * MS)[0].yields for name in names]
    assert taken == [1.0, 0.0, 0.0]


def test_what_would_spread_round_lips_is_taken_as_they_round():
    names = ["mouthSmileLeft", "mouthStretchRight", "mouthFrownLeft"]
    shown = []
    for rounding in (0.0, 0.3, 0.6):
        mixer = make_mixer()
        lips = channels.columns(["jawOpen", "mouthPucker", "mouthFunnel"])
        say(mixer, "speech", lips, [0.4, 0.7 * rounding, 0.7 * rounding])
        say(mixer, "tint", channels.columns(names), [0.3, 0.2, 0.2])
        shown.append(mixer.sample(200 * MS)[channels.columns(names)])
    np.testing.assert_allclose(shown[0], [0.3, 0.2, 0.2], atol=1e-12)
    np.testing.assert_allclose(shown[1], [0.15, 0.1, 0.2], atol=1e-12)
    np.testing.assert_allclose(shown[2], [0.0, 0.0, 0.2], atol=1e-12)
    assert mixer.why("mouthSmileLeft", 200 * MS)[0].yields == 1.0
    assert mixer.why("mouthFrownLeft", 200 * MS)[0].yields == 0.0


def test_without_speech_nothing_is_taken():
    mixer = make_mixer()
    say(mixer, "tint", channels.columns(["mouthUpperUpLeft"]), [0.3])
    assert mixer.sample(200 * MS)[channels.index("mouthUpperUpLeft")] == pytest.approx(0.3)


def test_lips_at_rest_are_not_held_closed():
    values = np.zeros(len(channels.CHANNELS))
    assert (gap(values), closing(values)) == (0.0, 0.0)
    values[channels.columns(["jawOpen", "mouthClose"])] = 0.3
    assert closing(values) == 1.0
    values[channels.index("mouthClose")] = 0.0
    assert closing(values) == 0.0


def test_what_is_taken_follows_the_gap_without_a_step():
    mixer, wide = make_mixer(), np.linspace(-0.2, 0.4, 601)
    rows = np.concatenate((np.full(300, -0.2), wide))[:, None]
    mixer.accept("speech", Track(0, 1000.0, channels.columns(["jawOpen"]), rows))
    lifts = channels.columns(["mouthUpperUpLeft"])
    mixer.accept("tint", Track(0, 100.0, lifts, np.full((100, 1), 0.3)))
    parts = [mixer.why("mouthUpperUpLeft", (300 + n) * MS) for n in range(len(wide))]
    taken = np.array([one.yields for (one,) in parts])
    assert taken[0] == 1.0
    assert taken[-1] == 0.0
    assert (np.diff(taken) <= 0.0).all()
    assert np.abs(np.diff(taken)).max() < 0.011  # 1.5 / 0.15 by 0.001


@given(
    st.sampled_from(["lips", "expression"]),
    st.floats(0.0, 2.0),
    st.floats(0.0, 2.0),
)
def test_a_dial_scales_its_own_and_nothing_else(dial, less, more):
    less, more = sorted((less, more))
    own = {"lips": "jawOpen", "expression": "browInnerUp"}
    shown = []
    for gain in (less, more):
        mixer = make_mixer()
        mixer.accept("speech", make_track(0, 100.0, ["jawOpen"], [[0.4]] * 30))
        mixer.accept("emotion", make_track(0, 100.0, ["browInnerUp"], [[0.4]] * 30))
        mixer.turn(dial, gain, -1000 * MS)
        shown.append(mixer.sample(200 * MS))
    column = channels.index(own[dial])
    assert shown[0][column] <= shown[1][column]
    assert shown[1][column] == pytest.approx(min(0.4 * more, 1.0))
    rest = np.arange(len(channels.CHANNELS)) != column
    np.testing.assert_array_equal(shown[0][rest], shown[1][rest])


def test_a_turn_that_comes_late_does_not_jump():
    mixer = make_mixer()
    mixer.accept("speech", make_track(0, 100.0, ["jawOpen"], [[0.6]] * 200))
    mixer.sample(700 * MS)
    mixer.turn("lips", 0.0, 0)
    jaw = [mixer.sample(t * MS)[channels.index("jawOpen")] for t in range(700, 1100)]
    assert jaw[0] == pytest.approx(0.6)
    assert np.abs(np.diff(jaw)).max() < 0.004
    assert jaw[-1] == 0.0


def test_turns_far_ahead_hide_nothing_of_the_present():
    mixer = make_mixer()
    mixer.accept("speech", make_track(0, 100.0, ["jawOpen"], [[0.4]] * 200))
    for k in range(1, 200):
        mixer.turn("lips", 2.0 * (k % 2), k * 1000 * MS)
    assert mixer.sample(500 * MS)[channels.index("jawOpen")] == pytest.approx(0.4)


def test_a_dial_is_turned_without_a_jump_and_not_before_its_time():
    mixer = make_mixer()
    mixer.accept("speech", make_track(0, 100.0, ["jawOpen"], [[0.5]] * 200))
    before = mixer.sample(490 * MS)
    mixer.turn("lips", 0.0, 500 * MS)
    np.testing.assert_array_equal(mixer.sample(490 * MS), before)
    jaw = [mixer.sample(t * MS)[channels.index("jawOpen")] for t in range(480, 900)]
    assert np.abs(np.diff(jaw)).max() < 0.003
    assert jaw[-1] == 0.0
    (reason,) = mixer.why("jawOpen", 650 * MS)
    assert reason.gain == pytest.approx(0.5)
