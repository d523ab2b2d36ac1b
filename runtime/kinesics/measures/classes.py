"""How well what was recognised agrees with what is true: classes, their shares, activity."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.pairs import shared
from kinesics.measures.reading import Reading
from kinesics.motion.channels import CHANNELS

__all__ = ["activity", "class_agreement"]

F64 = NDArray[np.float64]

_SUM = 1e-3  # shares are told with few digits
_LEAST = 1e-9
_BINS = 10
_ACTIVE = 0.2
_NAN = float("nan")
_WEIGHTS = frozenset(
    one.name for one in CHANNELS if (one.unit, one.low, one.high) == ("1", 0.0, 1.0)
)


def class_agreement(found: Curves, true: Curves) -> list[Reading]:
    """Of recordings whose signals are shares of classes, each row 1 in all; of others nothing.

    The class of a row is its largest share: F1 of each class and their mean (UF1), and the mean
    recall of the classes that are true somewhere (UAR). Of the shares, means over rows: the
    divergence KL(true, found) and that of Jensen & Shannon, in nats, and the cosine. The
    calibration error is ECE in ten bins (Guo et al. 2017, Proc. ICML: 1321).
    """
    one, other = shared(found, true)
    if len(one.names) < 2 or not (_are_shares(one.values) and _are_shares(other.values)):
        return []
    says, is_ = one.values.argmax(axis=1), other.values.argmax(axis=1)
    classes = np.arange(len(one.names))
    scores = [_f1(says == n, is_ == n) for n in classes]
    recalls = [float((says[is_ == n] == n).mean()) for n in np.unique(is_)]
    figures = (
        ("class_f1", float(np.nanmean(scores)), "1"),
        ("class_recall", float(np.mean(recalls)), "1"),
        ("kl_divergence", _kl(other.values, one.values), "nat"),
        ("js_divergence", _js(other.values, one.values), "nat"),
        ("cosine", _cosine(one.values, other.values), "1"),
        ("calibration_error", _calibration_error(one.values, is_), "1"),
    )
    return [
        *(Reading("class_f1", name, one, "1") for name, one in zip(one.names, scores, strict=True)),
        *(Reading(name, "all", value, unit) for name, value, unit in figures),
    ]


def activity(found: Curves, true: Curves) -> list[Reading]:
    """F1 of the rows in which a weight 0..1 is active, from 0.2 on, and its mean over them.

    That is one of the five degrees of an action unit. NaN where it is never active in either.
    """
    one, other = shared(found, true)
    scores = {
        name: _f1(first >= _ACTIVE, second >= _ACTIVE)
        for name, first, second in zip(one.names, one.values.T, other.values.T, strict=True)
        if name in _WEIGHTS
    }
    known = [score for score in scores.values() if not np.isnan(score)]
    mean = [Reading("activity_f1", "all", float(np.mean(known)), "1")] if known else []
    return [*(Reading("activity_f1", name, score, "1") for name, score in scores.items()), *mean]


def _are_shares(values: F64) -> bool:
    return bool((values >= 0.0).all() and (np.abs(values.sum(axis=1) - 1.0) <= _SUM).all())


def _f1(found: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """NaN where it is in neither."""
    either = int(found.sum()) + int(true.sum())
    return 2.0 * int((found & true).sum()) / either if either else _NAN


def _kl(true: F64, found: F64) -> float:
    terms = np.where(
        true > 0.0, true * np.log(np.maximum(true, _LEAST) / np.maximum(found, _LEAST)), 0.0
    )
    return float(terms.sum(axis=1).mean())


def _js(one: F64, other: F64) -> float:
    middle = 0.5 * (one + other)
    return 0.5 * (_kl(one, middle) + _kl(other, middle))


def _cosine(one: F64, other: F64) -> float:
    sizes = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return float(((one * other).sum(axis=1) / sizes).mean())


def _calibration_error(found: F64, true: NDArray[np.intp]) -> float:
    """How far how often it is right is from how sure it is, on average over rows."""
    sure, right = found.max(axis=1), found.argmax(axis=1) == true
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for own in (bins == n for n in np.unique(bins)):
        error += own.mean() * abs(float(right[own].mean()) - float(sure[own].mean()))
    return float(error)
