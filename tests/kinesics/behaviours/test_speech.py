"""DESIGN.md section 9, points 2 and 3, for the speech mouth: dates, look-ahead, chunks, gaps."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.logmel import LogMel
from kinesics.behaviours.speech import SpeechMouth
from kinesics.errors import ModelError
from kinesics.signals import Horizon, Speech, SpeechEnd

RATE_HZ = 16_000
HOP = 160
MS = 1_000_000
LOOKAHEADS_MS = (0, 80)


class EchoStepper:
    """Stands for a network: each head gives the loudness of the newest frame, plus a memory."""

    def __init__(self):
        self.inputs = {"logmel": np.zeros((1, 40), dtype=np.float32)}
        self.outputs = {"channels": np.zeros((1, 2, 1), dtype=np.float32)}
        self.memory = 0.0

    def step(self):
        self.memory = 0.5 * self.memory + float(self.inputs["logmel"].mean())
        self.outputs["channels"][:] = self.memory

    def reset(self):
        self.memory = 0.0

    def snapshot(self):
        return {"memory": np.float32([self.memory])}

    def restore(self, states):
        self.memory = float(states["memory"][0])


def mouth(lookahead_ms=80):
    return SpeechMouth(EchoStepper(), LogMel(), ["jawOpen"], LOOKAHEADS_MS, lookahead_ms)


def voice(samples=RATE_HZ, seed=0):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, samples).astype(np.float32)


def hear(behaviour, sound, cuts=(), t_ns=0):
    edges = [0, *sorted(cuts), len(sound)]
    tracks = []
    for first, last in pairwise(edges):
        piece_t_ns = t_ns + first * 1_000_000_000 // RATE_HZ
        tracks.append(behaviour.feed(Speech(piece_t_ns, first, RATE_HZ, sound[first:last])))
    tracks.append(behaviour.feed(SpeechEnd(t_ns + len(sound) * 1_000_000_000 // RATE_HZ)))
    return [track for track in tracks if track is not None]


def joined(tracks):
    for before, after in pairwise(tracks):
        assert after.t_ns == before.end_ns + before.period_ns
    return tracks[0].t_ns, np.concatenate([track.values for track in tracks])


@pytest.mark.parametrize("lookahead_ms", LOOKAHEADS_MS)
def test_rows_are_dated_a_lookahead_before_the_newest_sample(lookahead_ms):
    first_ns, values = joined(hear(mouth(lookahead_ms), voice(), t_ns=5 * MS))
    assert first_ns == 5 * MS + 10 * MS - lookahead_ms * MS
    heard_to_ns = first_ns + (len(values) - 1) * 10 * MS
    assert heard_to_ns >= 5 * MS + 1000 * MS  # the last sound has its row


@given(cuts=st.sets(st.integers(1, RATE_HZ - 1), max_size=12))
def test_motion_does_not_depend_on_how_the_sound_was_cut(cuts):
    t_ns, whole = joined(hear(mouth(), voice()))
    cut_t_ns, pieces = joined(hear(mouth(), voice(), cuts))
    assert cut_t_ns == t_ns
    np.testing.assert_array_equal(whole, pieces)


@given(change_ms=st.integers(100, 900), lookahead_ms=st.sampled_from(LOOKAHEADS_MS))
def test_no_row_depends_on_sound_after_its_date_plus_the_lookahead(change_ms, lookahead_ms):
    sound, other = voice(), voice(seed=1)
    other[: change_ms * 16] = sound[: change_ms * 16]
    (t_ns, one), (_, two) = (joined(hear(mouth(lookahead_ms), s)) for s in (sound, other))
    dates_ms = t_ns // MS + 10 * np.arange(len(one))
    early = dates_ms + lookahead_ms <= change_ms
    np.testing.assert_array_equal(one[early], two[early])
    assert (one[~early] != two[~early]).any()


class Sums(EchoStepper):
    """Stands for a network that never settles: it adds up all that it has heard."""

    def step(self):
        self.memory += float(self.inputs["logmel"].max() > -11.0)
        self.outputs["channels"][:] = self.memory


def said(*parts):
    """Of (seconds, loud) parts."""
    sounds = [voice(round(s * RATE_HZ)) * loud for s, loud in parts]
    return np.concatenate(sounds).astype(np.float32)


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ([(21.0, 1), (0.5, 0), (1.0, 1)], 100),  # much was said, and here is a pause
        ([(15.0, 1), (0.5, 0), (1.0, 1)], 1600),  # not much
        ([(21.0, 1), (0.15, 0), (1.0, 1)], 2200),  # no pause: a stop
        ([(11.0, 1), (0.5, 0), (11.0, 1), (0.5, 0), (1.0, 1)], 100),
        ([(21.0, 1), (2.0, 0), (11.0, 1), (0.5, 0), (1.0, 1)], 1200),
    ],
)
def test_in_a_pause_after_much_speech_the_network_forgets(parts, wanted):
    behaviour = SpeechMouth(Sums(), LogMel(), ["jawOpen"], LOOKAHEADS_MS, 80)
    sound = said(*parts)
    rows = joined(hear(behaviour, sound, range(160, len(sound), 160)))[1]
    assert rows[-12, 0] == pytest.approx(wanted, abs=5)
    np.testing.assert_array_equal(rows, joined(hear(behaviour, sound))[1])


def test_the_next_utterance_starts_afresh_and_a_gap_is_counted():
    behaviour = mouth()
    first = joined(hear(behaviour, voice()))[1]
    second = joined(hear(behaviour, voice(), t_ns=3_000 * MS))[1]
    np.testing.assert_array_equal(first, second)
    assert behaviour.gaps == 0
    behaviour.feed(Speech(9_000 * MS, 0, RATE_HZ, voice(1600)))
    track = behaviour.feed(Speech(9_200 * MS, 3200, RATE_HZ, voice(1600)))
    assert behaviour.gaps == 1
    assert track.t_ns == 9_200 * MS + 10 * MS - 80 * MS


def test_what_it_cannot_use_is_said():
    with pytest.raises(ModelError, match="no head for a look-ahead of 90 ms; this model has 0, 80"):
        mouth(lookahead_ms=90)
    with pytest.raises(ModelError, match="speech at 8000 Hz; this model hears 16000 Hz"):
        mouth().feed(Speech(0, 0, 8000, voice(80)))
    assert mouth().feed(Horizon(0)) is None
    assert mouth().feed(SpeechEnd(0)) is None


def test_a_network_that_is_not_what_its_card_says_never_speaks():
    with pytest.raises(ModelError, match=r"network's logmel is \(1, 40\).*want \(1, 39\)"):
        SpeechMouth(EchoStepper(), LogMel(mels=39), ["jawOpen"], LOOKAHEADS_MS, 80)
    with pytest.raises(ModelError, match=r"network's channels is \(1, 2, 1\).*want \(1, 2, 2\)"):
        SpeechMouth(EchoStepper(), LogMel(), ["jawOpen", "mouthClose"], LOOKAHEADS_MS, 80)
