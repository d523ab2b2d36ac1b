"""A perfect mouth loses by dates that are not its own, and by nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs kinesics[train]")

from kinesics_training.corpora import aligner
from kinesics_training.evaluation import ceiling
from kinesics_training.known_phones import load
from kinesics_training.lips import lips


@pytest.fixture(scope="module")
def spoken():
    return load(Path(__file__).parents[1] / "known_phones")[:6]


def test_by_its_own_times_it_is_good_and_by_doubtful_ones_it_is_worse(spoken):
    off_s = [0.05 * (-1) ** k for k in range(len(spoken))]  # a constant would be its own lag
    doubtful = [
        replace(u, ends_s=[end_s + off for end_s in u.ends_s])
        for u, off in zip(spoken, off_s, strict=True)
    ]
    own, other = (lips.score(ceiling.perfect(spoken, judges)) for judges in (spoken, doubtful))
    assert own["r_gap"] > 0.9
    assert own["pauses"] < 0.2
    assert other["pauses"] > 1.5 * own["pauses"]
    assert other["r_gap"] < own["r_gap"] - 0.03


def test_an_aligner_dates_the_same_phones(spoken):
    aligned = ceiling.aligned(aligner.Listener().eval(), spoken[0])
    said, meant = ([p for p in u.phones if p != "pau"] for u in (aligned, spoken[0]))
    assert said == meant
    assert aligned.ends_s == sorted(aligned.ends_s)
