from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs kinesics[train]")

from kinesics_training.evaluation.exactness import errors_ms
from kinesics_training.known_phones import load


@pytest.fixture(scope="module")
def spoken():
    return load(Path(__file__).parents[1] / "known_phones")[:6]


def test_what_is_dated_as_it_was_said_is_exact(spoken):
    starts, middles = errors_ms(spoken, spoken)
    assert len(starts) == sum(phone != "pau" for u in spoken for phone in u.phones)
    assert len(middles) == sum(phone in ("p", "b", "m") for u in spoken for phone in u.phones)
    assert max(starts.max(), middles.max()) < 1e-9


def test_what_is_dated_late_is_late_by_as_much(spoken):
    late = [replace(u, ends_s=[end_s + 0.03 for end_s in u.ends_s]) for u in spoken]
    starts, middles = errors_ms(spoken, late)
    first = sum(u.phones[0] != "pau" for u in spoken)  # begins with the sound in both
    assert sum(starts > 1.0) == len(starts) - first
    assert starts.max() == pytest.approx(30.0)
    assert middles.max() == pytest.approx(30.0)
