"""Prosody: dates, look-ahead, chunks, gaps, and what silence and noise amount to."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.prosody import LEAST_MS, SUREST_MS, SpeechProsody, foreseen_s
from kinesics.signals import Horizon, Speech, SpeechEnd

RATE_HZ = 16_000
MS = 1_000_000
LOOKAHEAD_NS = round(SUREST_MS) * MS


def voice(seconds=2.0, seed=0):
    """Syllables of 0.15 s, 0.25 s apart, the third of every four higher and louder."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    stressed = time_s // 0.25 % 4 == 2
    loud = np.clip(np.sin(np.pi * np.minimum(time_s % 0.25, 0.15) / 0.15), 0, 1)
    loud *= np.where(stressed, 0.4, 0.25)
    phase = 2 * np.pi * np.cumsum(np.where(stressed, 150.0, 115.0)) / RATE_HZ
    buzz = sum(np.sin(k * phase) / k for k in range(1, 6))
    hiss = np.random.default_rng(seed).normal(0, 1e-4, len(time_s))
    return (loud * buzz + hiss).astype(np.float32)


def hear(sound, cuts=(), t_ns=0, end=True, analyser=None, rate_hz=RATE_HZ):
    analyser, edges, heard = analyser or SpeechProsody(), [0, *sorted(cuts), len(sound)], []
    for first, last in pairwise(edges):
        at_ns = t_ns + first * 1_000_000_000 // rate_hz
        heard += analyser.feed(Speech(at_ns, first, rate_hz, sound[first:last]))
    if end:
        heard += analyser.feed(SpeechEnd(t_ns + len(sound) * 1_000_000_000 // rate_hz))
    return heard


def rows(heard):
    names = ("t_ns", "f0_hz", "energy_db", "voiced", "syllable_rate_hz", "accent")
    return np.array(
        [[getattr(p, n) for n in (*names, "boundary", "pause_s", "nearing")] for p in heard]
    )


SOUND = voice()
WHOLE = rows(hear(SOUND))


@given(cuts=st.sets(st.integers(1, len(SOUND) - 1), max_size=12))
def test_prosody_does_not_depend_on_how_the_sound_was_cut(cuts):
    np.testing.assert_array_equal(WHOLE, rows(hear(SOUND, cuts)))


@given(change_ms=st.integers(120, 1900))
def test_no_packet_depends_on_sound_after_its_date_plus_the_lookahead(change_ms):
    other = SOUND.copy()
    other[change_ms * 16 :] = np.random.default_rng(change_ms).normal(0, 0.2, len(other))[
        change_ms * 16 :
    ]
    changed = rows(hear(other))
    early = WHOLE[:, 0] + LOOKAHEAD_NS <= change_ms * MS
    np.testing.assert_array_equal(WHOLE[early], changed[early])
    assert not np.array_equal(WHOLE[~early], changed[~early], equal_nan=True)


@pytest.mark.parametrize(("asked_ms", "waits_ms"), [(0, LEAST_MS), (40, 40), (60, 60), (200, 80)])
def test_it_waits_for_as_much_sound_as_there_is_time_for_and_no_less_than_it_needs(
    asked_ms, waits_ms
):
    analyser = SpeechProsody(asked_ms)
    assert analyser.lookahead_ms == waits_ms
    told = [
        analyser.feed(Speech(n * 10 * MS, n * 160, RATE_HZ, SOUND[n * 160 :][:160]))
        for n in range(100)
    ]
    first = next(n for n, packets in enumerate(told) if packets)
    assert told[first][0].t_ns == 10 * MS
    assert first * 10 == waits_ms
    assert all(len(packets) == 1 for packets in told[first:])


@pytest.mark.parametrize("waits_ms", [40.0, 60.0, 80.0])
def test_accents_are_foreseen_by_as_much_as_is_said_and_never_later_than_they_are_known(waits_ms):
    heard = hear(voice(4.0), analyser=SpeechProsody(waits_ms))
    known_ns, nearing_ns = (
        [packet.t_ns for packet in heard if getattr(packet, name) >= 0.5]
        for name in ("accent", "nearing")
    )
    assert len(known_ns) == 4
    assert known_ns == [t_ns + round(foreseen_s(waits_ms) * 1e9) for t_ns in nearing_ns]


def test_a_packet_is_dated_by_the_end_of_its_hop_and_every_hop_has_one():
    heard = hear(SOUND, t_ns=5 * MS)
    dates = [packet.t_ns for packet in heard]
    assert dates == [5 * MS + (i + 1) * 10 * MS for i in range(200)]
    assert {packet.rate_hz for packet in heard} == {100.0}


def test_an_incomplete_last_hop_is_heard_too():
    assert len(hear(SOUND[: 160 * 50 + 1])) == 51


def test_the_stressed_syllables_bear_the_accents():
    heard = hear(voice(4.0))
    accents_ms = [packet.t_ns // MS for packet in heard if packet.accent >= 0.5]
    wanted_ms = [500 + 75 + 1000 * n for n in range(4)]
    assert len(accents_ms) == len(wanted_ms)
    assert np.abs(np.array(accents_ms) - wanted_ms).max() < 60


def test_tempo_pauses_and_phrase_ends_are_told():
    sound = np.concatenate((voice(2.0), np.zeros(RATE_HZ, np.float32), voice(1.0)))
    heard = hear(sound)
    at = {round(packet.t_ns / MS): packet for packet in heard}
    assert abs(at[1900].syllable_rate_hz - 4.0) < 0.4
    assert at[1570].boundary == at[1570].pause_s == 0.0
    assert at[2100].boundary < 1.0 == at[2300].boundary
    assert 0.9 < at[2950].pause_s < 1.1
    assert at[3100].pause_s == 0.0


def test_silence_and_noise_have_no_accent_and_silence_is_a_pause():
    still = hear(np.zeros(2 * RATE_HZ, np.float32))
    assert {(p.accent, p.boundary, p.voiced, p.syllable_rate_hz) for p in still} == {(0, 0, 0, 0)}
    assert still[-1].pause_s == pytest.approx(2.0)
    noise = np.random.default_rng(2).normal(0, 0.1, 10 * RATE_HZ).astype(np.float32)
    heard = hear(noise)
    assert sum(packet.accent >= 0.4 for packet in heard) <= 2
    assert np.mean([packet.voiced for packet in heard]) < 0.02


def test_clipped_speech_is_said_as_before():
    loud = hear(np.clip(4.0 * voice(4.0), -1, 1))
    assert sum(packet.accent >= 0.5 for packet in loud) >= 3
    f0_hz = np.array([packet.f0_hz for packet in loud])
    f0_hz = f0_hz[np.isfinite(f0_hz)]
    assert np.mean((f0_hz < 110.0) | (f0_hz > 155.0)) < 0.03


def test_every_utterance_starts_afresh_and_so_does_what_follows_a_gap():
    analyser = SpeechProsody()
    first, second = rows(hear(SOUND, analyser=analyser)), rows(hear(SOUND, analyser=analyser))
    np.testing.assert_array_equal(first, second)
    hear(SOUND, end=False, analyser=analyser)
    again = rows(hear(SOUND, analyser=analyser))
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("rate_hz", [8000, 22050, 44100, 48000])
def test_other_rates_are_heard_too(rate_hz):
    time_s = np.arange(rate_hz) / rate_hz
    buzz = np.sin(2 * np.pi * 130 * time_s) * 0.3
    heard = hear(buzz.astype(np.float32), rate_hz=rate_hz)
    assert np.nanmedian([packet.f0_hz for packet in heard]) == pytest.approx(130.0, rel=0.003)
    assert abs(heard[-1].t_ns - 1_000 * MS) < 10 * MS


def test_other_packets_are_no_concern_of_it():
    assert SpeechProsody().feed(Horizon(0)) == []
    assert SpeechProsody().feed(SpeechEnd(0)) == []
