import numpy as np
import pytest

from kinesics_training import toml_text
from kinesics_training.corpora import augment, facegood
from kinesics_training.corpora.corpus import Corpus
from kinesics_training.corpora.facegood import Clip
from kinesics_training.corpora.sentences import Sentences
from kinesics_training.corpora.synth import TEST, TRAIN, VALIDATION, Utterance
from kinesics_training.mouth import streams

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib


def test_sentences_repeat_with_their_seed_and_differ_with_another():
    first, again, other = Sentences(1), Sentences(1), Sentences(2)
    lines = [first.next() for _ in range(20)]
    assert lines == [again.next() for _ in range(20)]
    assert lines != [other.next() for _ in range(20)]
    assert all(2 <= len(line.split()) <= 40 for line in lines)


def test_judged_voices_are_never_trained_on():
    assert not {TEST, VALIDATION} & set(TRAIN)


def test_judged_recordings_are_never_trained_on():
    judged = {facegood.TEST, facegood.VALIDATION}
    assert len(judged) == 2
    assert not judged & {*facegood.TRAIN, *facegood.UNPAIRED}


@pytest.mark.parametrize("seed", range(4))
def test_a_scene_keeps_the_length_and_stays_in_range(seed):
    rng = np.random.default_rng(seed)
    speech = rng.normal(0, 0.1, 16000).astype(np.float32)
    heard = augment.scene(speech, rng)
    assert heard.shape == speech.shape
    assert np.abs(heard).max() <= 1.0


def test_augmentation_moves_nothing_in_time():
    speech = np.zeros(16000, np.float32)
    speech[8000:8160] = 0.5
    for seed in range(10):
        heard = np.abs(augment.scene(speech, np.random.default_rng(seed)))
        assert heard[8000:8160].mean() > 2 * heard[6000:7900].mean()


def test_a_variant_is_the_same_every_time_and_labels_every_row():
    rng = np.random.default_rng(0)
    spoken = Utterance(
        rng.normal(0, 0.1, 8000).astype(np.float32), ["pau", "b", "aa"], [0.1, 0.2, 0.5]
    )
    clip = Clip(rng.normal(0, 0.1, 16000).astype(np.float32), np.zeros((100, 17), np.float32))
    corpus = Corpus([spoken] * 5, [clip], clip_copies=1)
    first, again = streams.variant(corpus, 3), streams.variant(corpus, 3)
    np.testing.assert_array_equal(first.logmel, again.logmel)
    assert len(first.logmel) == len(first.units) == len(first.viseme) == len(first.source)
    assert (first.viseme[first.source == streams.RECORDED] == -1).all()
    assert (first.viseme[first.source == streams.SYNTHETIC] >= 0).all()


def test_toml_text_is_read_back_as_it_was():
    table = {
        "name": 'a "quoted" name', "size": 3, "share": 0.25, "list": [1, 2], "on": True,
        "inner": {"x": 1.0, "deeper": {"y": [0.5, 0.25]}},
        "rows": [{"a": 1, "names": {"k": "v"}}, {"a": 2}],
    }  # fmt: skip
    assert tomllib.loads(toml_text.text(table)) == table
