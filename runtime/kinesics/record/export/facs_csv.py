"""`facs_csv`: action units by FACS number and side, intensity 0..5, for those who read faces."""

import numpy as np

from kinesics.affect.facs import ACTIONS, actions_of
from kinesics.measures.curves import Curves
from kinesics.motion.channels import NAMES
from kinesics.record.csv_file import table_csv
from kinesics.record.export.face import face_at

__all__ = ["facs_csv"]

_FPS = 60
_MOST = 5.0  # E of FACS: the strongest


def facs_csv(curves: Curves) -> bytes:
    """`t_s`, then `AU12L`, `AU12R`, `AU26` and so on, 60 rows a second.

    Of units that share all their channels with another one only that is read
    (`kinesics.affect.facs.actions_of`).

    Raises:
        RecordError: no channels.
    """
    face = face_at(curves, _FPS)
    actions = _MOST * actions_of(np.stack([face[name] for name in NAMES], axis=1))
    read = [n for n, action in enumerate(ACTIONS) if action.read]
    names = [f"AU{ACTIONS[n].number}{ACTIONS[n].side}" for n in read]
    t_s = np.arange(len(actions)) / _FPS
    return table_csv(("t_s", *names), np.column_stack((t_s, actions[:, read])))
