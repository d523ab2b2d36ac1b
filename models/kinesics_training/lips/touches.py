"""Touches of /f v/: peaks of the lower lip under the teeth, matched to those that are spoken."""

import numpy as np

from kinesics.record.lip_shapes import peaks
from kinesics_training.lips.channels import MEASURES
from kinesics_training.lips.closures import ROW_S, WITHIN_S, matches
from kinesics_training.lips.lips import Take

__all__ = ["LABIODENTAL", "touches"]

LABIODENTAL = frozenset(("f", "v"))


def touches(takes: list[Take]) -> dict[str, float]:
    """How many are told and true, and precision, recall and F1: one to one, within 60 ms.

    A touch is told where a running robot counts one (`kinesics/record/lip_shapes.py`): it may be
    of a sound that is no /f v/. Every /f v/ is true, at its middle, also beside a pause.
    """
    hits = told = true = 0
    for take in takes:
        labio = take.measures[:, MEASURES.index("labio")].astype(np.float64)
        at_s = np.asarray((np.arange(len(labio)) + 1) * ROW_S, np.float64)
        found_s = at_s[peaks(at_s, labio)]
        spoken = [(s.start_s + s.end_s) / 2 for s in take.spoken if s.name in LABIODENTAL]
        hits += len(matches(found_s, np.array(spoken), WITHIN_S))
        told, true = told + len(found_s), true + len(spoken)
    return {
        "told": float(told),
        "true": float(true),
        "precision": hits / max(told, 1),
        "recall": hits / max(true, 1),
        "f1": 2 * hits / max(told + true, 1),
    }
