"""DESIGN.md section 9, points 2 and 3, where phones are known: they decide, dates stay, no jump."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.mouth import CHANNELS
from kinesics.behaviours.phone_mouth import PhoneMouth
from kinesics.errors import ModelError
from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.signals import Horizon, PhoneTimes, Speech, SpeechEnd, TimedPhone

RATE_HZ = 16_000
MS = 1_000_000
LOOKAHEAD_NS = 80 * MS
JAW = CHANNELS.index("jawOpen")
CLOSED = [CHANNELS.index(name) for name in ("mouthPressLeft", "mouthPressRight")]
SPOKEN = (
    TimedPhone(0.0, 0.2, "pau"),
    TimedPhone(0.2, 0.4, "aa"),
    TimedPhone(0.4, 0.5, "b"),
    TimedPhone(0.5, 0.7, "ay"),
    TimedPhone(0.7, 1.0, "pau"),
)


class Murmur:
    """Stands for the network: every row is the loudness of its hop, whatever the channel."""

    name = "speech"

    def __init__(self):
        self.begun_ns, self.rows, self.held = 0, 0, np.empty(0, np.float32)

    def feed(self, packet):
        if isinstance(packet, Speech):
            if packet.first_sample == 0:
                self.begun_ns, self.rows, self.held = packet.t_ns, 0, self.held[:0]
            return self._rows(packet.samples)
        return self._rows(np.zeros(8 * 160, np.float32)) if isinstance(packet, SpeechEnd) else None

    def _rows(self, samples):
        held = np.concatenate((self.held, samples))
        count = len(held) // 160
        self.held = held[count * 160 :]
        if not count:
            return None
        loud = np.abs(held[: count * 160]).reshape(count, 160).mean(axis=1).astype(np.float64)
        t_ns = self.begun_ns + (self.rows + 1) * 10 * MS - LOOKAHEAD_NS
        self.rows += count
        return Track(t_ns, 100.0, columns(CHANNELS), np.repeat(loud[:, None], 23, axis=1))


def voice(seed=0, samples=RATE_HZ):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, samples).astype(np.float32)


def hear(mouth, sound, times=None, cuts=(), t_ns=0, late_at=None):
    """First date and rows; `late_at`: the piece before which the phone times come."""
    edges, tracks = [0, *sorted(cuts), len(sound)], []
    if times is not None and late_at is None:
        mouth.feed(PhoneTimes(t_ns, times))
    for piece, (first, last) in enumerate(pairwise(edges)):
        if piece == late_at:
            mouth.feed(PhoneTimes(t_ns, times))
        at_ns = t_ns + first * 1_000_000_000 // RATE_HZ
        tracks.append(mouth.feed(Speech(at_ns, first, RATE_HZ, sound[first:last])))
    tracks.append(mouth.feed(SpeechEnd(t_ns + len(sound) * 1_000_000_000 // RATE_HZ)))
    tracks = [track for track in tracks if track is not None]
    for before, after in pairwise(tracks):
        assert after.t_ns == before.end_ns + before.period_ns
    return tracks[0].t_ns, np.concatenate([track.values for track in tracks])


def row_at(first_ns, rows, time_s):
    return rows[round((time_s * 1e9 - first_ns) / (10 * MS))]


def mouth():
    return PhoneMouth(Murmur(), CHANNELS)


def test_without_phone_times_it_is_the_network_bit_for_bit():
    (t_ns, plain), (same_ns, rows) = hear(Murmur(), voice()), hear(mouth(), voice())
    assert t_ns == same_ns
    np.testing.assert_array_equal(plain, rows)


def test_the_dates_are_the_networks_and_the_lips_the_phones():
    first_ns, rows = hear(mouth(), voice(), SPOKEN, t_ns=3 * MS)
    assert first_ns == 3 * MS + 10 * MS - LOOKAHEAD_NS
    at = lambda time_s: row_at(first_ns, rows, time_s + 0.003)  # noqa: E731
    assert at(0.3)[JAW] > 0.5
    assert at(0.44)[CLOSED].min() > 0.3
    assert at(0.56)[JAW] > 0.5
    assert np.abs(at(0.85)).max() < 0.02


@given(seed=st.integers(1, 99))
def test_where_phones_are_known_the_sound_changes_nothing(seed):
    first_ns, one = hear(mouth(), voice(), SPOKEN)
    _, other = hear(mouth(), voice(seed), SPOKEN)
    known = slice(round((0.01e9 - first_ns) / (10 * MS)), round((0.99e9 - first_ns) / (10 * MS)))
    np.testing.assert_array_equal(one[known], other[known])


@given(cuts=st.sets(st.integers(1, RATE_HZ - 1), max_size=12))
def test_motion_does_not_depend_on_how_the_sound_was_cut(cuts):
    t_ns, whole = hear(mouth(), voice(), SPOKEN)
    cut_ns, pieces = hear(mouth(), voice(), SPOKEN, cuts)
    assert cut_ns == t_ns
    np.testing.assert_array_equal(whole, pieces)


def test_the_network_takes_over_without_a_jump_where_nothing_is_known():
    told = (TimedPhone(0.0, 0.3, "aa"), TimedPhone(0.6, 0.8, "aa"))
    first_ns, rows = hear(mouth(), voice(), told)
    network = hear(Murmur(), voice())[1]
    hole = round((0.45e9 - first_ns) / (10 * MS))
    np.testing.assert_array_equal(rows[hole], network[hole])
    jaw_per_row = np.abs(np.diff(rows[10:90, JAW]))
    assert jaw_per_row.max() < 0.2  # 0.45 at once without a hand-over


def test_late_phone_times_are_taken_without_a_jump():
    cuts = range(160, RATE_HZ, 160)
    rows = hear(mouth(), voice(), (TimedPhone(0.0, 1.0, "aa"),), cuts, late_at=40)[1]
    assert np.abs(np.diff(rows[:, JAW])).max() < 0.12
    assert rows[60, JAW] > 0.6


def test_phone_times_hold_for_one_utterance():
    behaviour = mouth()
    hear(behaviour, voice(), SPOKEN)
    again = hear(behaviour, voice(), t_ns=5_000 * MS)[1]
    np.testing.assert_array_equal(again, hear(Murmur(), voice())[1])


def test_unknown_phones_are_counted_and_left_to_the_network():
    behaviour = mouth()
    told = (TimedPhone(0.0, 0.3, "aa"), TimedPhone(0.3, 0.7, "click"), TimedPhone(0.7, 0.9, "aa"))
    first_ns, rows = hear(behaviour, voice(), told)
    assert behaviour.unknown == 1
    middle = round((0.5e9 - first_ns) / (10 * MS))
    np.testing.assert_array_equal(rows[middle], hear(Murmur(), voice())[1][middle])


@pytest.mark.parametrize(
    "phone",
    [
        TimedPhone(float("nan"), 0.2, "aa"),
        TimedPhone(-0.5, 0.2, "aa"),
        TimedPhone(0.3, 0.2, "aa"),
    ],
)
def test_times_that_cannot_be_are_not_used_and_counted(phone):
    behaviour = mouth()
    rows = hear(behaviour, voice(), (phone,))[1]
    assert behaviour.refused == 1
    np.testing.assert_array_equal(rows, hear(Murmur(), voice())[1])


def test_nothing_known_is_nothing_changed():
    np.testing.assert_array_equal(hear(mouth(), voice(), ())[1], hear(Murmur(), voice())[1])
    assert mouth().feed(Horizon(0)) is None


def test_a_network_of_other_channels_is_refused():
    with pytest.raises(ModelError, match="phone times give jawOpen"):
        PhoneMouth(Murmur(), ["jawOpen"])


def test_speech_that_is_broken_off_leaves_the_mouth_at_rest_without_a_jump():
    mouth = PhoneMouth(Murmur(), CHANNELS)
    sound = voice()
    rows = {}
    for first in range(0, RATE_HZ // 2, 160):
        track = mouth.feed(Speech(first * 62_500, first, RATE_HZ, sound[first : first + 160]))
        if track is not None:
            rows |= {track.t_ns + n * 10 * MS: row for n, row in enumerate(track.values)}
    broken_ns = 305 * MS
    track = mouth.feed(SpeechEnd(broken_ns))
    assert track.t_ns == 300 * MS
    np.testing.assert_array_equal(track.values[0], rows[track.t_ns])
    assert (np.diff(track.values, axis=0) <= 0.0).all()
    assert not track.values[-1].any()
    assert track.end_ns - broken_ns < 160 * MS
