"""A point of VAD is a mixture of emotions, and back; people's votes are mixtures too."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.mixture import divergence, entropy, mixture_of, moments, posterior, shares_of
from kinesics.affect.vad import BASIC, EMOTIONS, MEANS, NAMES, PARTS
from kinesics.errors import AffectError
from kinesics.toml import load_toml

VOTES = load_toml(Path(__file__).parent / "data" / "crema_d.toml")
SEVEN = tuple(name for name in BASIC if name != "contemptuous")
AXIS = st.floats(-1.0, 1.0)
POINT = st.tuples(AXIS, AXIS, AXIS)


@st.composite
def mixtures(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    weights = [draw(st.floats(0.01, 1.0)) for _ in names]
    return {name: weight / sum(weights) for name, weight in zip(names, weights, strict=True)}


def at_its_own(name, **keywords):
    return posterior(MEANS[BASIC.index(name)], SEVEN, **keywords)[name]


def test_without_dominance_fear_anger_and_disgust_are_one():
    """Share of an emotion at its own prototype, computed once from the published table."""
    own = {name: at_its_own(name, axes=(0, 1)) for name in SEVEN}
    published = {
        "happy": 0.82, "surprised": 0.85, "sad": 0.73, "neutral": 0.97,
        "fearful": 0.41, "angry": 0.40, "disgusted": 0.33,
    }  # fmt: skip
    assert own == pytest.approx(published, abs=0.006)


def test_dominance_tells_them_apart():
    own = {name: at_its_own(name) for name in ("fearful", "angry", "disgusted", "sad", "happy")}
    published = {"fearful": 0.82, "angry": 0.62, "disgusted": 0.49, "sad": 0.88, "happy": 0.97}
    assert own == pytest.approx(published, abs=0.006)


@given(POINT)
def test_a_posterior_sums_to_one(vad):
    shares = list(posterior(vad).values())
    assert sum(shares) == pytest.approx(1.0, abs=1e-12)
    assert min(shares) >= 0.0


@pytest.mark.parametrize("name", BASIC)
def test_a_prototype_is_mostly_itself_among_all_eight(name):
    shares = posterior(MEANS[BASIC.index(name)])
    assert max(shares, key=shares.get) == name


@given(mixtures())
def test_shares_and_mixture_are_the_same_thing(mixture):
    again = mixture_of(shares_of(mixture))
    assert again == pytest.approx(mixture)


@given(mixtures())
def test_a_mixture_lies_among_its_parts_and_is_as_wide_as_they_lie_apart(mixture):
    mean, covariance = moments(mixture)
    parts = MEANS[(shares_of(mixture) @ PARTS) > 0.0]
    assert (mean >= parts.min(axis=0) - 1e-12).all()
    assert (mean <= parts.max(axis=0) + 1e-12).all()
    assert (np.linalg.eigvalsh(covariance) > 0.0).all()


@pytest.mark.parametrize("name", BASIC)
def test_one_emotion_goes_to_its_point_and_back(name):
    mean, covariance = moments({name: 1.0})
    np.testing.assert_allclose(mean, MEANS[BASIC.index(name)])
    shares = posterior(mean)
    assert max(shares, key=shares.get) == name
    assert np.sqrt(np.diag(covariance)) == pytest.approx([0.25, 0.3, 0.25], abs=0.12)


@pytest.mark.parametrize("given_by", ["voice", "face", "both"])
def test_votes_of_people_are_nearer_to_mixtures_than_to_labels(given_by):
    """Nothing is fitted: the mixture at each emotion's own point, among the six voted on."""
    names = VOTES["emotions"]
    ours, labels = [], []
    for name, votes in zip(names, np.array(VOTES[given_by]), strict=True):
        people = dict(zip(names, votes / votes.sum(), strict=True))
        ours.append(divergence(posterior(MEANS[BASIC.index(name)], names), people))
        labels.append(divergence({name: 1.0}, people))
    assert np.mean(ours) < 0.75 * np.mean(labels)


def test_entropy_and_divergence_of_simple_mixtures():
    halves = {"happy": 0.5, "sad": 0.5}
    assert (entropy({"happy": 1.0}), entropy(halves)) == (0.0, 1.0)
    assert divergence(halves, halves) == 0.0
    assert divergence({"happy": 1.0}, {"sad": 1.0}) == 1.0


def test_a_divergence_has_the_same_bits_in_every_process():
    """A set's order changes with PYTHONHASHSEED, and so does a sum in that order."""
    ask = (
        "from kinesics.affect.mixture import divergence, posterior;"
        "points = [(0.1 * n - 1, 0.3, 0.2 - 0.05 * n) for n in range(20)];"
        "print([divergence(posterior(a), posterior(b)).hex() for a in points for b in points])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", ask],
            env={"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(3)
    }
    assert len(said) == 1


@pytest.mark.parametrize(
    ("mixture", "message"),
    [
        ({"supprised": 1.0}, "nearest: surprised; all: neutral, happy"),
        ({"happy": 0.6}, "sum to 1"),
        ({"happy": 1.5, "sad": -0.5}, ">= 0"),
        ({"happy": float("nan")}, "sum to 1"),
    ],
)
def test_what_is_no_mixture_is_refused(mixture, message):
    with pytest.raises(AffectError, match=message):
        shares_of(mixture)


def test_compounds_are_made_of_basic_emotions():
    assert len(BASIC) == 8
    assert len(NAMES) == 24
    for emotion in EMOTIONS.values():
        assert sum(emotion.parts.values()) == pytest.approx(1.0)
