"""Whatever a microphone gives becomes dated blocks of 10 ms; what is bad is counted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics_app.ears.intake import Intake
from kinesics_app.ears.piece import Piece

S = 1_000_000_000
RATE_HZ = 16_000


def tone(seconds, rate_hz, hz=440.0):
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(
        np.float32
    )


def pieces(sound, rate_hz, length, begin_ns=S):
    for first in range(0, len(sound), length):
        yield Piece(begin_ns + round(first / rate_hz * S), sound[first : first + length], rate_hz)


def taken(intake, given):
    for piece in given:
        intake.take(piece)
    return [*intake.blocks()]


@settings(max_examples=20)
@given(
    rate_hz=st.sampled_from([8000, 16_000, 22_050, 44_100, 48_000, 96_000]),
    length=st.integers(1, 3000),
)
def test_any_rate_in_pieces_of_any_length_is_the_same_sound_at_its_date(rate_hz, length):
    intake = Intake()
    blocks = taken(intake, pieces(tone(1.0, rate_hz), rate_hz, length))
    assert len(blocks) >= 90
    assert all(len(block) == 160 for _, block in blocks)
    begin = np.array([t_ns for t_ns, _ in blocks])
    np.testing.assert_allclose(begin, S + np.arange(len(blocks)) * S // 100, atol=200_000)
    sound = np.concatenate([block for _, block in blocks])
    np.testing.assert_allclose(sound[800:12_000], tone(1.0, RATE_HZ)[800:12_000], atol=0.01)
    assert not any(intake.counts().values())


@pytest.mark.parametrize(
    ("samples", "rate_hz", "count"),
    [
        (np.full(160, np.nan, np.float32), RATE_HZ, "bad"),
        (np.full(160, np.inf, np.float32), RATE_HZ, "bad"),
        (np.zeros((10, 0), np.float32), RATE_HZ, "bad"),
        (np.zeros((2, 2, 2), np.float32), RATE_HZ, "bad"),
        (np.zeros(160, np.float32), 100, "bad"),
        (np.zeros(160, np.float32), 0, "bad"),
        (np.zeros(50_000, np.float32), RATE_HZ, "bad"),
        (np.full(160, 3.0, np.float32), RATE_HZ, "clipped"),
        (np.zeros(480, np.float32), 48_000, "rates"),
    ],
)
def test_what_is_bad_is_counted_and_ends_nothing(samples, rate_hz, count):
    intake = Intake()
    good = [*pieces(tone(0.5, RATE_HZ), RATE_HZ, 160)]
    blocks = taken(intake, [*good[:20], Piece(S + S // 5, samples, rate_hz), *good[21:]])
    assert intake.counts()[count] == 1 + (count == "rates")  # and back again
    assert len(blocks) >= 45
    assert all(np.isfinite(block).all() and np.abs(block).max() <= 1.0 for _, block in blocks)
    assert bool(intake.complaint) == (count == "bad")


@pytest.mark.parametrize("told", [False, True])
def test_sound_that_is_missing_is_a_gap_and_what_comes_after_has_its_date(told):
    intake = Intake()
    first = [*pieces(tone(0.3, RATE_HZ), RATE_HZ, 160)]
    later = [*pieces(tone(0.3, RATE_HZ), RATE_HZ, 160, begin_ns=S + S // 2)]
    later[0] = later[0]._replace(lost=told)
    blocks = taken(intake, [*first, *later])
    assert intake.counts()["gaps"] == 1
    assert [t_ns for t_ns, _ in blocks][30] == S + S // 2


def test_of_channels_the_first_is_heard():
    sound = np.stack((tone(0.1, RATE_HZ), np.ones(1600, np.float32)), axis=1)
    (_, block), *_ = taken(Intake(), [Piece(S, sound, RATE_HZ)])
    np.testing.assert_array_equal(block, tone(0.1, RATE_HZ)[:160])
