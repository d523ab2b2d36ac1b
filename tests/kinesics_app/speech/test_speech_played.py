"""DESIGN.md section 9, point 3, with the shipped network, at the joints as played."""

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech
from kinesics.motion.mixer import Layer
from kinesics.rig.load import load_rig
from kinesics_app.character.character import speech_character
from kinesics_app.speech.source import SpeechSource

RATE_HZ = 16_000
LOOKAHEAD_MS = 80
MS = 1_000_000
QUIET_NS = 100 * MS
LAG_NS = 40 * MS  # above the mouth's


@pytest.fixture(scope="module")
def speech(short_speech):
    return load_speech(short_speech)[0]


def play(stage, sound, piece_s=0.010):
    """Mouth joints as played, and when the first sample is heard."""
    character = speech_character(
        load_rig("humanoid"), lookahead_ms=LOOKAHEAD_MS, backend="onnxruntime", seed=0
    )
    mouth = next(behaviour for _, behaviour in character.parts if behaviour.name == "speech")
    show = stage([mouth], layers=[Layer("speech", "over", 0.05, 0.3)])
    arrival_ns = show.tick_ns + QUIET_NS
    # Beyond the delays of perform, one longest piece: whatever the cut, every sample is in time.
    heard_t0_ns = arrival_ns + (LOOKAHEAD_MS + 20 + 100 + 10) * MS + LAG_NS
    source = SpeechSource(
        sound, RATE_HZ, arrival_ns=arrival_ns, heard_t0_ns=heard_t0_ns, piece_s=piece_s
    )
    show.run(10 + len(sound) // 160 + 40, source.arrived)
    return show.finish(), heard_t0_ns


@pytest.mark.parametrize("piece_s", [1 / RATE_HZ, 0.0013, 0.005, 0.007])
def test_played_motion_does_not_depend_on_how_speech_in_time_was_cut(stage, speech, piece_s):
    sound = speech[: RATE_HZ // 2]
    (whole, _), (pieces, _) = play(stage, sound), play(stage, sound, piece_s)
    np.testing.assert_array_equal(whole.played, pieces.played)


@pytest.mark.parametrize("change_ms", [300, 500, 777])
def test_nothing_played_depends_on_sound_after_its_time_plus_the_look_ahead(
    stage, speech, change_ms
):
    other = speech.copy()
    other[change_ms * 16 :] = np.random.default_rng(0).uniform(-0.3, 0.3, len(speech))[
        change_ms * 16 :
    ]
    (one, heard_t0_ns), (two, _) = play(stage, speech), play(stage, other)
    # A joint is commanded its lag early, and played motion mixes rows 15 ms to either side.
    untouched_ns = heard_t0_ns + (change_ms - LOOKAHEAD_MS - 10 - 15) * MS - LAG_NS
    early = one.t_ns <= untouched_ns
    np.testing.assert_array_equal(one.played[early], two.played[early])
    assert (one.played[~early] != two.played[~early]).any()
