"""Every dial of the shipped character: monotone, ramped, in its span, and alone in what it moves.

On its own layers, with everything held still that is not the dial.
"""

import numpy as np
import pytest

from kinesics.affect.facs import COLUMNS
from kinesics.audio.mouth import CHANNELS as MOUTH
from kinesics.behaviours.head_signs import HEAD_SIGNS
from kinesics.behaviours.stance_laws import BODY
from kinesics.gesture.score import COLUMNS as GESTURING
from kinesics.motion.channels import HIGH, NAMES, columns, index
from kinesics.motion.mixer import Mixer
from kinesics.motion.track import Track
from kinesics.rig.load import load_rig
from kinesics_app.character.character import speech_character

MS = 1_000_000
SPAN = np.where(HIGH > 0.0, HIGH, 1.0)  # (C,)
SHOWN = {
    "breathing": columns(["breath"]),
    "blink": columns(["eyeBlinkLeft", "eyeBlinkRight"]),
    "speech": columns(MOUTH),
    "gaze": columns(["gaze_yaw", "gaze_pitch", "vergence", "head_yaw", "head_pitch", "torso_yaw"]),
    "stance": columns(BODY),
    "head": columns(BODY),
    "signs": columns(HEAD_SIGNS),
    "gesture": GESTURING,
    "brows": columns(["browInnerUp", "browOuterUpLeft", "browOuterUpRight"]),
    "emotion": COLUMNS,
}
"""What each source of the character moves."""

MOVES = {
    "lips": {"speech"},
    "loudness": {"speech"},
    "face": {"speech", "brows", "emotion"},
    "expression": {"brows", "emotion"},
    "pose": {"head", "signs"},
}
INNER = columns(["jawForward", "cheekPuff", "tongueOut"])
SIDES = columns(["jawLeft", "jawRight"])


@pytest.fixture(scope="module")
def layers():
    parts = speech_character(
        load_rig("humanoid"), lookahead_ms=80, backend="onnxruntime", seed=0
    ).parts
    assert {layer.source for layer, _ in parts} == set(SHOWN)
    return [layer for layer, _ in parts]


@pytest.fixture
def mixer(layers):
    """Makes a mixer in which every source holds a fifth of what its channels can do.

    But for gaze, gestures and stance, which have no dial: eyes that look counter every head
    (test_steady.py), and with one more source on it a head would be at its end.
    """

    def make(*turns):
        mix = Mixer(layers)
        for source, own in SHOWN.items():
            if source in ("gaze", "gesture", "stance"):
                continue
            rows = np.tile(0.2 * HIGH[own], (400, 1))
            mix.accept(source, Track(0, 100.0, own, rows))
        for dial, gain, t_ms in turns:
            mix.turn(dial, gain, t_ms * MS)
        return mix

    return make


def own_of(dial):
    """Whether each channel is moved by a layer of the dial, (C,)."""
    moved = np.zeros(len(NAMES), bool)
    for source in MOVES[dial]:
        moved[SHOWN[source]] = True
    return moved


def test_the_dials_are_those_that_are_proven_here(layers):
    for dial, sources in MOVES.items():
        assert {layer.source for layer in layers if dial in layer.dials} == sources
    assert {dial for layer in layers for dial in layer.dials} == set(MOVES)


@pytest.mark.parametrize("dial", MOVES)
def test_each_is_monotone_in_every_channel_of_its_layers_and_moves_no_other(mixer, dial):
    gains = np.linspace(0.0, 2.0, 9)
    shown = np.array([mixer((dial, gain, 0)).sample(2000 * MS) for gain in gains])
    own = own_of(dial)
    assert (np.diff(np.abs(shown), axis=0) >= -1e-12).all()
    assert (np.abs(shown[-1, own]) > np.abs(shown[0, own])).all()
    np.testing.assert_array_equal(shown[:, ~own], np.tile(shown[0, ~own], (9, 1)))


@pytest.mark.parametrize("dial", MOVES)
def test_each_is_ramped_and_over_before_and_after_its_span(mixer, dial):
    plain, turned = mixer(), mixer((dial, 2.0, 1000), (dial, 1.0, 1600))
    times_ms = np.arange(900, 2100)
    still = np.array([plain.sample(t * MS) for t in times_ms])
    shown = np.array([turned.sample(t * MS) for t in times_ms])
    outside = (times_ms <= 1000) | (times_ms >= 1900)
    np.testing.assert_array_equal(shown[outside], still[outside])
    inside = (times_ms >= 1300) & (times_ms <= 1600)
    assert (np.abs(shown[inside][:, own_of(dial)]) > np.abs(still[inside][:, own_of(dial)])).all()
    # Three sources at the steepest of the ramp, and what parted lips no longer take away: no more.
    per_ms = np.abs(np.diff(shown, axis=0)).max(axis=0) / SPAN
    assert per_ms.max() < 1.5 * 3 * 0.2 * 1.5 / 300
    per_ms2 = np.abs(np.diff(shown, 2, axis=0)).max(axis=0) / SPAN
    assert per_ms2.max() < 2.0 * 3 * 0.2 * 6.0 / 300**2


@pytest.mark.parametrize("dial", ["lips", "face", "loudness"])
def test_tongue_cheeks_and_a_jaw_forward_go_with_the_lips(mixer, dial):
    shown = [mixer((dial, gain, 0)).sample(2000 * MS)[INNER] for gain in (0.0, 0.5, 1.0, 2.0)]
    assert (np.diff(shown, axis=0) > 0.0).all()


@pytest.mark.parametrize("dial", ["expression", "face"])
def test_a_jaw_to_one_side_goes_with_the_expression(mixer, dial):
    shown = [mixer((dial, gain, 0)).sample(2000 * MS)[SIDES] for gain in (0.0, 0.5, 1.0, 2.0)]
    assert (np.diff(shown, axis=0) > 0.0).all()
    assert not mixer((dial, 0.0, 0)).sample(2000 * MS)[SIDES].any()


def test_two_dials_do_not_know_each_other(mixer):
    """What lips show does not depend on pose and expression, nor the head on the others."""
    both = mixer(("lips", 0.5, 0), ("pose", 1.7, 0), ("expression", 0.0, 0)).sample(2000 * MS)
    lips = mixer(("lips", 0.5, 0), ("expression", 0.0, 0)).sample(2000 * MS)
    pose = mixer(("pose", 1.7, 0)).sample(2000 * MS)
    np.testing.assert_array_equal(both[SHOWN["speech"]], lips[SHOWN["speech"]])
    np.testing.assert_allclose(
        both[index("head_roll")], pose[index("head_roll")] - 0.2 * HIGH[index("head_roll")]
    )
