"""Several sources say one thing together: surer if they agree, of two minds if they do not."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.feeling import feeling_of
from kinesics.affect.fusion import Fusion, Word
from kinesics.affect.mixture import entropy
from kinesics.affect.vad import BASIC
from kinesics.errors import AffectError
from kinesics.toml import load_toml

VOTES = load_toml(Path(__file__).parent / "data" / "crema_d.toml")
SECOND = 1_000_000_000
LEANING_SAD = {"sad": 0.6, "neutral": 0.3, "angry": 0.1}
LEANING_HAPPY = {"happy": 0.6, "neutral": 0.3, "surprised": 0.1}


def pooled(*words, t_ns=0):
    fusion = Fusion()
    for source, (mixture, confidence) in enumerate(words):
        fusion.take(Word(str(source), feeling_of(0, mixture, 1.0), confidence))
    return fusion.at(t_ns)


def test_nobody_has_said_anything():
    assert Fusion().at(0) is None


def test_sources_that_agree_make_each_other_surer():
    one = pooled((LEANING_SAD, 1.0)).feeling.mixture
    two = pooled((LEANING_SAD, 1.0), (LEANING_SAD, 1.0)).feeling.mixture
    assert entropy(two) < entropy(one) - 0.2
    assert two["sad"] > one["sad"]


def test_sources_that_disagree_leave_both_feelings():
    """As kind words in a flat sad voice: two modes, neither of them the middle."""
    both = pooled(({"happy": 0.9, "neutral": 0.1}, 1.0), ({"sad": 0.9, "neutral": 0.1}, 1.0))
    shares = both.feeling.mixture
    modes = sorted(shares, key=shares.get)[-3:]
    assert {"happy", "sad"} < set(modes)
    assert shares["happy"] == pytest.approx(shares["sad"])
    assert shares["happy"] > 2 * max(shares[name] for name in BASIC if name not in modes)
    assert abs(both.feeling.vad[0]) < 0.2


def test_the_surer_source_counts_more():
    shares = pooled((LEANING_HAPPY, 0.9), (LEANING_SAD, 0.3)).feeling.mixture
    assert shares["happy"] > 2 * shares["sad"]


def test_a_silent_source_fades_and_is_forgotten():
    weights = [pooled((LEANING_SAD, 0.8), t_ns=t * SECOND) for t in (0, 3, 9, 20)]
    assert weights[0].weight == pytest.approx(0.8)
    assert weights[1].weight == pytest.approx(0.8 / np.e)
    assert weights[2].weight < 0.05
    assert weights[3] is None


def test_of_one_source_the_latest_word_counts_whatever_the_order():
    fusion = Fusion()
    fusion.take(Word("voice", feeling_of(2 * SECOND, LEANING_SAD, 1.0), 1.0))
    fusion.take(Word("voice", feeling_of(1 * SECOND, LEANING_HAPPY, 1.0), 1.0))
    assert fusion.at(2 * SECOND).feeling.mixture["sad"] > 0.5


@given(
    st.lists(
        st.tuples(st.sampled_from([LEANING_SAD, LEANING_HAPPY]), st.floats(0.1, 1.0)),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_pooled_is_a_feeling(words):
    feeling, weight = pooled(*words)
    assert sum(feeling.mixture.values()) == pytest.approx(1.0)
    assert 0.0 <= weight <= 1.0
    assert max(np.abs(feeling.vad)) <= 1.0


def test_voice_and_face_together_beat_the_better_of_them():
    """Votes drawn by the rates of people: what a vote says of the act, then both pooled."""
    names = VOTES["emotions"]
    random = np.random.default_rng(0)
    rates = {by: np.array(VOTES[by]) / np.sum(VOTES[by], 1)[:, None] for by in ("voice", "face")}
    right = {"voice": 0, "face": 0, "both": 0}
    for acted in np.tile(np.arange(6), 100):
        said = {}
        for by, rate in rates.items():
            column = rate[:, random.choice(6, p=rate[acted])]
            said[by] = dict(zip(names, column / column.sum(), strict=True))
            right[by] += max(said[by], key=said[by].get) == names[acted]
        both = pooled((said["voice"], 1.0), (said["face"], 1.0)).feeling.mixture
        right["both"] += max(both, key=both.get) == names[acted]
    assert right["both"] > right["face"] + 10 > right["voice"]


def test_a_word_that_cannot_be_is_refused():
    with pytest.raises(AffectError, match="confidence is 2"):
        Word("voice", feeling_of(0, LEANING_SAD, 1.0), 2.0)
