"""`channels`: what any file of motion tells, as a channels.csv of ours."""

import numpy as np

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.motion.channels import NAMES
from kinesics.record.csv_file import table_csv

__all__ = ["channels"]


def channels(curves: Curves) -> bytes:
    """`t_s` from 0 on, and a column for each channel in `curves`, at their own rate.

    Raises:
        RecordError: no channels.
    """
    kept = tuple(name for name in NAMES if name in curves.names)
    if not kept:
        raise RecordError(f"{curves.names[0]} and the others are no channels; wanted channels")
    t_s = np.arange(len(curves.values)) / curves.rate_hz
    return table_csv(("t_s", *kept), np.column_stack((t_s, curves.only(kept).values)))
