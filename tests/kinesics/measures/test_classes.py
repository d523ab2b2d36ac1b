"""Agreement of classes whose answers are counted by hand."""

from math import log

import numpy as np
import pytest

from kinesics.measures.classes import activity, class_agreement
from kinesics.measures.curves import Curves


def found(readings):
    return {(one.measure, one.signal): one.value for one in readings}


def shares(*rows):
    return Curves(("happy", "sad", "angry"), 25.0, np.array(rows, float))


TRUE = shares([1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0])


def test_classes_are_counted():
    said = shares([0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8])
    read = found(class_agreement(said, TRUE))
    assert read["class_f1", "happy"] == pytest.approx(2 / 3)  # 1 right, 1 not found
    assert read["class_f1", "sad"] == pytest.approx(0.5)  # 1 right, 1 wrong, 1 not found
    assert read["class_f1", "angry"] == 0.0
    assert read["class_f1", "all"] == pytest.approx((2 / 3 + 0.5) / 3)
    assert read["class_recall", "all"] == pytest.approx(0.5)
    assert read["calibration_error", "all"] == pytest.approx(0.8 - 0.5)
    assert read["kl_divergence", "all"] == pytest.approx(-(log(0.8) + log(0.1)) / 2)


def test_what_is_the_same_is_no_divergence_and_what_shares_nothing_is_log_two():
    same = found(class_agreement(TRUE, TRUE))
    for measure in ("kl_divergence", "js_divergence", "calibration_error"):
        assert same[measure, "all"] == pytest.approx(0.0, abs=1e-12)
    for measure in ("cosine", "class_f1", "class_recall"):
        assert same[measure, "all"] == pytest.approx(1.0)
    assert np.isnan(same["class_f1", "angry"])  # in neither
    never = found(class_agreement(shares(*[[0, 0, 1]] * 4), TRUE))
    assert never["js_divergence", "all"] == pytest.approx(log(2.0), abs=1e-6)
    assert never["cosine", "all"] == 0.0


def test_the_divergence_of_two_coins_is_known():
    half, quarter = shares(*[[0.5, 0.5, 0.0]] * 4), shares(*[[0.25, 0.75, 0.0]] * 4)
    read = found(class_agreement(quarter, half))
    assert read["kl_divergence", "all"] == pytest.approx(0.5 * log(2.0) + 0.5 * log(2 / 3))


def test_signals_that_are_no_shares_have_no_classes():
    moved = Curves(TRUE.names, 25.0, 2.0 * TRUE.values)
    assert class_agreement(moved, TRUE) == []


def test_activity_is_of_weights_alone_and_from_a_degree_on():
    names = ("mouthSmileLeft", "browInnerUp", "head_yaw")
    true = np.array([[0.5, 0.0, 1.0], [0.5, 0.1, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    said = np.array([[0.3, 0.0, 0.0], [0.1, 0.0, 0.0], [0.2, 0.0, 0.0], [0.0, 0.1, 0.0]])
    read = found(activity(Curves(names, 25.0, said), Curves(names, 25.0, true)))
    assert read["activity_f1", "mouthSmileLeft"] == pytest.approx(0.5)
    assert np.isnan(read["activity_f1", "browInnerUp"])
    assert read["activity_f1", "all"] == pytest.approx(0.5)
    assert ("activity_f1", "head_yaw") not in read
