"""A jaw that follows from its sound is told by parts, and one that does not is not."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs kinesics[train]")

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training.corpora.facegood import Clip
from kinesics_training.evaluation import jaw_ceiling
from kinesics_training.lips.channels import UNITS

JAW = UNITS.index("jawOpen")


def clip(seed, *, follows):
    rng = np.random.default_rng(seed)
    loud = np.repeat(rng.uniform(0.01, 0.3, 300), 1600).astype(np.float32)
    samples = loud * rng.standard_normal(loud.size).astype(np.float32)
    logmel = log_mel(samples, LogMel())
    units = np.zeros((len(logmel), len(UNITS)), np.float32)
    units[:, JAW] = logmel.mean(axis=1) if follows else rng.standard_normal(len(logmel))
    return Clip(samples, units)


def test_a_jaw_that_follows_its_sound_is_told_by_who_heard_the_rest():
    assert jaw_ceiling.by_parts([clip(1, follows=True)], clip(2, follows=True)) > 0.98


def test_what_does_not_follow_is_not_told_for_the_other_parts_do_not_give_it_away():
    assert abs(jaw_ceiling.by_parts([clip(1, follows=False)], clip(2, follows=False))) < 0.1


def test_a_part_has_the_sound_of_its_rows():
    whole = clip(3, follows=True)
    taken = jaw_ceiling.part(whole, 100, 250)
    np.testing.assert_array_equal(taken.samples, whole.samples[16000:40000])
    assert len(taken.units) == 150
    assert len(jaw_ceiling.part(whole, 50, 20).units) == 0
