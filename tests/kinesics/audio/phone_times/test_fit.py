"""Phone times that do not lie on the sound are doubted; those that do are not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kinesics.audio.phone_times.fit import fit_of
from kinesics.audio.phone_times.read import load_phone_times
from kinesics.audio.speech_file import load_speech
from kinesics.signals import TimedPhone

SPOKEN = Path(__file__).parents[3] / "kinesics_training" / "known_phones"
NAMES = ("00", "02", "09")


@pytest.fixture(scope="module", params=NAMES)
def spoken(request):
    samples, rate_hz = load_speech(SPOKEN / f"{request.param}.ogg")
    reading = load_phone_times(SPOKEN / f"{request.param}.psdur", len(samples) / rate_hz)
    return reading.phones, samples, rate_hz


def silence(s, rate_hz):
    return np.zeros(round(s * rate_hz), np.float32)


def test_times_of_the_synthesiser_itself_are_not_doubted(spoken):
    fit = fit_of(*spoken)
    assert fit.misfits == ()
    assert fit.share > 0.95


@pytest.mark.parametrize("late_s", [0.1, 0.25])
def test_silence_before_the_sound_is_found_and_measured(spoken, late_s):
    phones, samples, rate_hz = spoken
    (doubt,) = fit_of(phones, np.concatenate((silence(late_s, rate_hz), samples)), rate_hz).misfits
    assert "later than the phones say" in doubt
    told_s = float(doubt.split(" s later")[0].rpartition(" ")[2])
    assert told_s == pytest.approx(late_s, abs=0.04)


def test_a_cut_start_is_found(spoken):
    phones, samples, rate_hz = spoken
    (doubt,) = fit_of(phones, samples[round(0.15 * rate_hz) :], rate_hz).misfits
    assert "earlier than the phones say" in doubt


def test_phones_of_a_part_only_are_told_with_what_is_left(spoken):
    phones, samples, rate_hz = spoken
    some = [one for one in phones if one.end_s < 1.0]
    fit = fit_of(some, samples, rate_hz)
    (doubt,) = fit.misfits  # no word of another sound: what they tell of, they tell right
    assert "after the last phone at" in doubt
    assert fit.share < 0.8
    rest = [one for one in phones if one.start_s > 1.0]
    (doubt,) = fit_of(rest, samples, rate_hz).misfits
    assert "before the first phone at" in doubt


def test_phones_of_a_part_are_found_to_be_shifted_too(spoken):
    phones, samples, rate_hz = spoken
    some = [one for one in phones if one.end_s < 1.0]
    late = np.concatenate((silence(0.25, rate_hz), samples))
    assert "later than the phones say" in fit_of(some, late, rate_hz).misfits[0]


def test_a_last_phone_that_nothing_ends_is_doubted(spoken):
    phones, samples, rate_hz = spoken
    length_s = len(samples) / rate_hz
    some = [one for one in phones if one.end_s < length_s - 0.8]
    cut = [*some, replace(some[-1], start_s=some[-1].end_s, end_s=length_s, phone="aa")]
    doubts = fit_of(cut, samples, rate_hz).misfits
    assert any("does the file end early?" in doubt for doubt in doubts)
    still = [*some, replace(cut[-1], phone="pau")]
    assert not any("end early" in one for one in fit_of(still, samples, rate_hz).misfits)


def test_phones_on_silence_and_on_another_sound_are_doubted(spoken):
    phones, samples, rate_hz = spoken
    (doubt,) = fit_of(phones, np.zeros_like(samples), rate_hz).misfits
    assert "the sound is silent" in doubt
    other = np.concatenate((samples[: rate_hz // 4], silence(4.0, rate_hz)))
    assert fit_of(phones, other, rate_hz).misfits


def test_symbols_that_nobody_knows_count_neither_as_sound_nor_as_silence(spoken):
    phones, samples, rate_hz = spoken
    lost = [one for n, one in enumerate(phones) if one.phone != "pau" and n % 5 < 4]
    some = [one for one in phones if one not in lost]
    assert fit_of(some, samples, rate_hz).misfits != ()
    holes_s = [(one.start_s, one.end_s) for one in lost]
    fit = fit_of(some, samples, rate_hz, holes_s)
    assert fit.misfits == ()
    assert fit.share < 0.6
    late = np.concatenate((silence(0.25, rate_hz), samples))
    assert "later than the phones" in fit_of(phones, late, rate_hz, holes_s[:2]).misfits[0]


def test_a_sound_shorter_than_a_hop_and_no_phones_are_no_trouble():
    assert fit_of([], np.zeros(100, np.float32), 16_000) is None
    short = fit_of([TimedPhone(0.0, 0.005, "aa")], np.ones(80, np.float32), 16_000)
    assert short.misfits == ()
