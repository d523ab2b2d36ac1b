import numpy as np
import pytest

torch = pytest.importorskip("torch")

from kinesics_training.corpora import aligner  # noqa: E402 - only where torch is


class Told:
    """A listener that hears exactly what it was told, row by row."""

    prior = 0.0

    def __init__(self, rows):
        self.rows = rows

    def __call__(self, logmel):
        scores = torch.zeros(1, logmel.shape[1], len(aligner.names()))
        for row, name in enumerate(self.rows):
            scores[0, row, aligner.names().index(name)] = 8.0
        return scores


def heard(*runs):
    rows = [name for name, count in runs for _ in range(count)]
    return Told(rows), np.zeros(len(rows) * 160, np.float32)


def test_phones_are_dated_where_they_are_heard():
    listener, samples = heard(("pau", 10), ("m", 8), ("aa", 12), ("pau", 5))
    phones, ends_s, _ = aligner.align(listener, samples, [["m", "aa"]])
    assert phones == ["pau", "m", "aa", "pau"]
    assert ends_s == pytest.approx([0.10, 0.18, 0.30, 0.35])


def test_pauses_are_found_where_they_are_and_only_there():
    listener, samples = heard(("b", 6), ("iy", 6), ("pau", 9), ("t", 5), ("uw", 8), ("s", 6))
    phones, ends_s, _ = aligner.align(listener, samples, [["b", "iy"], ["t", "uw"], ["s"]])
    assert phones == ["b", "iy", "pau", "t", "uw", "s"]
    assert ends_s[2] == pytest.approx(0.21)


def test_a_phone_said_twice_is_found_twice():
    listener, samples = heard(("t", 10), ("aa", 6))
    phones, _, _ = aligner.align(listener, samples, [["t"], ["t", "aa"]])
    assert phones == ["t", "t", "aa"]


def test_other_words_than_written_are_less_likely():
    listener, samples = heard(("m", 8), ("aa", 12))
    right = aligner.align(listener, samples, [["m", "aa"]])[2]
    wrong = aligner.align(listener, samples, [["s", "iy"]])[2]
    assert right > wrong + 2.0


def test_a_stop_lasts_as_long_as_its_closure():
    listener, samples = heard(("pau", 10), ("p", 2), ("aa", 12))
    phones, ends_s, _ = aligner.align(listener, samples, [["p", "aa"]])
    assert phones == ["pau", "p", "aa"]
    assert ends_s[1] - ends_s[0] == pytest.approx(0.06)


def test_a_line_that_is_said_in_a_hurry_is_aligned_too():
    listener, samples = heard(("p", 3), ("iy", 2), ("k", 3), ("t", 3))
    phones, ends_s, likely = aligner.align(listener, samples, [["p", "iy", "k", "t"]])
    assert phones == ["p", "iy", "k", "t"]
    assert ends_s == pytest.approx([0.03, 0.05, 0.08, 0.11])
    assert np.isfinite(likely)


def test_a_line_of_more_phones_than_its_sound_holds_is_most_unlikely():
    listener, samples = heard(("p", 4))
    assert aligner.align(listener, samples, [["p", "iy", "k", "t"]])[2] == -np.inf
