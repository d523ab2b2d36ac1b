import numpy as np
import pytest

from kinesics_training.corpora.synth import Utterance
from kinesics_training.lips import lips
from kinesics_training.lips.channels import expansion, measures
from kinesics_training.lips.closures import Dips, closure_times_s, matches, minima
from kinesics_training.lips.phones import segments
from kinesics_training.mouth import streams

PHONES = [
    "p",
    "b",
    "m",
    "t",
    "d",
    "n",
    "s",
    "z",
    "l",
    "k",
    "g",
    "f",
    "v",
    "w",
    "r",
    "sh",
    "aa",
    "ae",
    "eh",
    "ih",
    "iy",
    "ao",
    "ow",
    "uw",
    "er",
    "ah",
]


def made_up(seed, count=30):
    """Random phones of 60 to 140 ms between silences, as an utterance without sound."""
    rng = np.random.default_rng(seed)
    names = ["pau", *rng.choice(PHONES, count).tolist(), "pau"]
    ends_s = np.cumsum(rng.uniform(0.06, 0.14, len(names))).tolist()
    return Utterance(np.zeros(int(ends_s[-1] * 16000), np.float32), names, ends_s)


def truth_takes(files=12, late=0):
    """The teacher fed as a system, `late` rows late."""
    takes = []
    for seed in range(files):
        utterance = made_up(seed)
        rows = measures(streams.plain(utterance).units[:, expansion()])
        rows = np.concatenate((rows[:1].repeat(late, axis=0), rows))[: len(rows)]
        takes.append(lips.Take(segments(utterance.phones, utterance.ends_s), rows))
    return takes


@pytest.fixture(scope="module")
def truth():
    return lips.score(truth_takes())


def test_the_teacher_scores_near_the_top(truth):
    assert truth["own_lag_ms"] == 0.0
    assert truth["macro_f1"] > 0.55
    assert truth["closure_f1"] > 0.75
    assert truth["auc_bilabial_lingual"] > 0.98
    assert truth["auc_open_silence"] > 0.98
    assert truth["r_gap"] > 0.85


def test_shuffled_files_score_as_chance():
    chance = lips.score(lips.shuffled(truth_takes()))
    assert abs(chance["auc_bilabial_lingual"] - 0.5) < 0.15
    assert chance["macro_f1"] < 0.15
    assert chance["closure_f1"] < 0.4


def test_a_constant_delay_is_the_own_lag_and_costs_nothing_else(truth):
    late = lips.score(truth_takes(late=7))
    assert late["own_lag_ms"] == pytest.approx(70.0, abs=10.0)
    assert late["macro_f1"] == pytest.approx(truth["macro_f1"], abs=0.05)


def test_auc_counts_ties_half():
    assert lips.auc(np.array([0.0, 1.0]), np.array([2.0, 3.0])) == 1.0
    assert lips.auc(np.array([1.0, 1.0]), np.array([1.0, 1.0])) == 0.5
    assert lips.auc(np.array([2.0]), np.array([1.0])) == 0.0
    assert np.isnan(lips.auc(np.array([]), np.array([1.0])))


def test_minima_know_level_prominence_and_flat_bottoms():
    gap = np.array([1.0, 0.5, 0.2, 0.2, 0.2, 0.9, 0.6, 0.8, 0.0], np.float32)
    found = minima(gap)
    np.testing.assert_allclose(found[:, 0], [3.0, 6.0])
    np.testing.assert_allclose(found[:, 1], [0.2, 0.6], atol=1e-6)
    np.testing.assert_allclose(found[:, 2], [0.7, 0.2], atol=1e-6)


def test_a_still_mouth_has_no_motion_and_no_closures():
    takes = [lips.Take(t.spoken, np.zeros_like(t.measures)) for t in truth_takes(4)]
    scores = lips.score(takes)
    assert scores["closure_f1"] == 0.0
    assert scores["pauses"] == 0.0
    assert scores["auc_bilabial_lingual"] == 0.5


def test_closures_of_many_files_are_matched_as_in_each_alone():
    takes = truth_takes(6, late=2)
    gaps, spoken = [take.measures[:, 0] for take in takes], [take.spoken for take in takes]
    dips = Dips.of(gaps, spoken)
    alone = [
        matches(
            (low[(low[:, 2] >= 0.1 * dips.top) & (low[:, 1] <= 0.3 * dips.top), 0] + 1) / 100, at
        )
        for low, at in zip(map(minima, gaps), map(closure_times_s, spoken), strict=True)
    ]
    hits, _, true, error_s = dips.count(0.1, 0.3)
    assert hits == sum(map(len, alone)) > 10
    assert true == sum(len(closure_times_s(segments)) for segments in spoken)
    assert error_s == pytest.approx(sum(map(sum, alone)))
