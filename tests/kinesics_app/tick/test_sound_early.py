"""What is said with the body depends on the sound, not on how much sooner than in time it comes."""

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech, resample
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Mixer
from kinesics.rig.load import load_rig
from kinesics_app.character.character import speech_character
from kinesics_app.demo import HELLO
from kinesics_app.life_measures.lived import Nowhere
from kinesics_app.speech.source import SpeechSource
from kinesics_app.tick.body import Body
from kinesics_app.tick.delays import Delays, mouth_lag_ms
from kinesics_app.tick.loop import Loop

RATE_HZ, TICK_NS, TICKS = 16_000, 10_000_000, 800
ARRIVES_NS = 1_000_000_000
OWN = ("speech", "gesture", "brows", "emotion")


def parts(piece_s, sooner_s):
    """What the sources put into the mix, tick by tick (T, C), by name."""
    rig = load_rig("humanoid")
    delays = Delays(80, 100.0, mouth_lag_ms(rig))
    character = speech_character(rig, lookahead_ms=80, seed=0)
    character.rehearse()
    limiter = Limiter(rig.limits, 100.0)
    mixer = Mixer([layer for layer, _ in character.parts])
    loop = Loop(
        Body(rig, mixer, limiter, Nowhere()),
        [one for _, one in character.parts],
        delays.ahead_ns,
        analysers=character.analysers,
    )
    samples, rate_hz = load_speech(HELLO)
    source = SpeechSource(
        resample(samples, rate_hz, RATE_HZ),
        RATE_HZ,
        arrival_ns=ARRIVES_NS - round(sooner_s * 1e9),
        heard_t0_ns=ARRIVES_NS + round(delays.presentation_delay_ms * 1e6),
        piece_s=piece_s,
    )
    found = {name: [] for name in OWN}
    for tick in range(TICKS):
        now_ns = tick * TICK_NS
        loop.act(now_ns)
        for name, rows in found.items():
            rows.append(mixer.part(name, now_ns + loop.ahead_ns))
        loop.think(now_ns, source.arrived(now_ns))
    assert not loop.died
    return {name: np.array(rows) for name, rows in found.items()}


@pytest.fixture(scope="module")
def in_time():
    return parts(0.010, 0.0)


@pytest.mark.parametrize(("piece_s", "sooner_s"), [(0.010, 0.05), (0.080, 0.07), (0.033, 0.3)])
def test_sound_that_comes_sooner_or_in_larger_pieces_moves_mouth_and_arms_alike(
    in_time, piece_s, sooner_s
):
    found = parts(piece_s, sooner_s)
    assert np.abs(in_time["gesture"]).max() > 0.3  # they do beat
    for name in OWN:
        np.testing.assert_array_equal(found[name], in_time[name], err_msg=name)
