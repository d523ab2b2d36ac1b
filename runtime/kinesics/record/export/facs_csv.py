"""Action units by FACS number and side, intensity 0..5: for those who read faces, and from them."""

import re

import numpy as np

from kinesics.affect.facs import ACTIONS, action_vector, actions_of, channels_of
from kinesics.errors import AffectError, RecordError
from kinesics.measures.curves import Curves
from kinesics.motion.channels import NAMES
from kinesics.record.csv_file import table_csv
from kinesics.record.export.face import face_at
from kinesics.record.rows import Rows
from kinesics.record.take import F64

__all__ = ["facs_csv", "is_facs", "units_told"]

_FPS = 60
_MOST = 5.0  # E of FACS: the strongest
_UNIT = re.compile(r"AU0*(\d+)([LR]?)(?:_r)?")  # OpenFace writes AU12_r


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


def is_facs(names: tuple[str, ...]) -> bool:
    """Whether columns of these names are of action units."""
    return any(_UNIT.fullmatch(name) for name in names)


def units_told(rows: Rows) -> Rows:
    """The channels that the action units of `rows` move; its other columns are left out.

    Units are `AU12L`, `AU12R`, `AU26`, of both sides `AU12`, and `AU12_r` as OpenFace writes it.

    Raises:
        RecordError: a unit that is not known, or an intensity outside 0..5.
    """
    found = [(n, match) for n, name in enumerate(rows.names) if (match := _UNIT.fullmatch(name))]
    intensities = rows.values[:, [n for n, _ in found]]
    if not ((intensities >= 0.0) & (intensities <= _MOST)).all():
        raise RecordError("an action unit has no intensity, or another than 0..5; wanted 0..5")
    try:
        each = np.array([action_vector({match[2] + match[1]: 1.0}) for _, match in found])
    except AffectError as error:
        raise RecordError(str(error)) from error
    moved = [NAMES.index(name) for name in _moved_by(each)]
    values = channels_of(intensities / _MOST @ each)
    return Rows(tuple(NAMES[n] for n in moved), rows.t_s, values[:, moved])


def _moved_by(each: F64) -> list[str]:
    """Channels of the actions in (M, N), in their order."""
    names = {name for n in np.flatnonzero(each.any(axis=0)) for name in ACTIONS[int(n)].gains}
    return [name for name in NAMES if name in names]
