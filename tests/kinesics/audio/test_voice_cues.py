"""Cues of a voice: rows that do not depend on how the sound came, and what they measure."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.prosody import SpeechProsody
from kinesics.audio.voice_cues import CUE_RATE_HZ, CUES, VoiceCues
from kinesics.signals import Prosody, Speech, SpeechEnd

RATE_HZ = 16_000
MS = 1_000_000


def voice(seconds=2.0, pitch_hz=120.0, syllable_s=0.25, level=0.3):
    """Syllables of a buzz, its F0 falling by a fifth in each."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    along = time_s % syllable_s / syllable_s
    loud = level * np.clip(np.sin(np.pi * np.minimum(along / 0.7, 1.0)), 0.0, 1.0)
    phase = 2 * np.pi * np.cumsum(pitch_hz * (1.1 - 0.2 * along)) / RATE_HZ
    buzz = sum(np.sin(k * phase) / k for k in range(1, 12))
    return (loud * buzz).astype(np.float32)


def listen(sound, cuts=(), t_ns=0, rate_hz=RATE_HZ):
    prosody, cues, rows = SpeechProsody(), VoiceCues(), []
    packets = [
        Speech(t_ns + first * 1_000_000_000 // rate_hz, first, rate_hz, sound[first:last])
        for first, last in pairwise([0, *sorted(cuts), len(sound)])
    ]
    packets.append(SpeechEnd(t_ns + len(sound) * 1_000_000_000 // rate_hz))
    for packet in packets:
        for one in (packet, *prosody.feed(packet)):
            rows += cues.feed(one)
    return rows


def table(rows):
    return np.array([[row.t_ns, *row.values, *row.weights] for row in rows])


def mean(rows, cue):
    """Of what was measured."""
    column = CUES.index(cue)
    values, weights = (np.array([part[column] for part in col]) for col in list(zip(*rows))[1:])  # noqa: B905
    return float((values * weights).sum() / weights.sum())


SOUND = voice()
WHOLE = table(listen(SOUND))


@settings(max_examples=25)
@given(cuts=st.sets(st.integers(1, len(SOUND) - 1), max_size=12))
def test_rows_do_not_depend_on_how_the_sound_was_cut(cuts):
    np.testing.assert_array_equal(table(listen(SOUND, cuts)), WHOLE)


def test_a_row_depends_on_nothing_later_than_its_prosody():
    cut = RATE_HZ
    other = np.concatenate((SOUND[:cut], np.zeros(RATE_HZ, np.float32)))
    known = int((1.0 - 0.08) * CUE_RATE_HZ)
    assert known == 23
    np.testing.assert_array_equal(table(listen(other))[:known], WHOLE[:known])
    assert not np.array_equal(table(listen(other))[:30], WHOLE[:30])


def test_rows_are_dated_every_40_ms_by_when_their_end_is_heard():
    dates = [row.t_ns for row in listen(SOUND, t_ns=7 * MS)]
    assert dates == [7 * MS + 40 * MS * (n + 1) for n in range(50)]


def test_pitch_level_and_tempo_are_told_as_they_are():
    low, high = listen(voice()), listen(voice(pitch_hz=180.0))
    assert abs(mean(high, "pitch_st") - mean(low, "pitch_st") - 12 * np.log2(1.5)) < 0.2
    soft = listen(voice(level=0.15))
    assert abs(mean(low, "level_db") - mean(soft, "level_db") - 6.0) < 0.5
    fast = listen(voice(syllable_s=0.16))
    assert mean(fast, "change") > 1.2 * mean(low, "change")
    assert mean(fast, "syllable_rate_hz") > 1.2 * mean(low, "syllable_rate_hz")


def test_where_nothing_is_said_pitch_and_colour_have_no_weight():
    rows = listen(np.zeros(RATE_HZ, np.float32))
    weights = np.array([row.weights for row in rows])
    measured = [cue for n, cue in enumerate(CUES) if weights[:, n].any()]
    assert measured == ["pause", "boundary"]


def test_every_utterance_starts_afresh():
    prosody, cues, rows = SpeechProsody(), VoiceCues(), []
    for t_ns in (0, 3_000 * MS):
        for packet in (Speech(t_ns, 0, RATE_HZ, SOUND), SpeechEnd(t_ns + 2_000 * MS)):
            for one in (packet, *prosody.feed(packet)):
                rows += cues.feed(one)
    first, second = table(rows[: len(rows) // 2]), table(rows[len(rows) // 2 :])
    np.testing.assert_array_equal(first[:, 1:], second[:, 1:])


def test_speech_at_another_rate_makes_no_rows():
    assert listen(SOUND, rate_hz=22_050) == []


def test_speech_without_prosody_is_not_kept_for_ever():
    cues = VoiceCues()
    for n in range(400):
        cues.feed(Speech(n * 100 * MS, n * 1600, RATE_HZ, np.zeros(1600, np.float32)))
    assert len(cues._frames) <= 260


def test_prosody_without_speech_makes_no_rows():
    cues = VoiceCues()
    hop = Prosody(0, 100.0, 120.0, -20.0, 1.0, 4.0, 0.0, 0.0, 0.0)
    assert [row for _ in range(20) for row in cues.feed(hop)] == []
