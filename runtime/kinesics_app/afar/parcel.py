"""`Parcel`: the tracks that a department gives in one piece, and which piece it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kinesics.errors import TrackError
from kinesics.motion.track import Track

__all__ = ["Parcel", "Sourced", "joined", "split_origin"]

Sourced = tuple[str, Track]
"""A track and the behaviour that it is of."""

_MOST_NAME = 64  # characters


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """Without tracks it says that the department is there."""

    origin: str
    """`DEPARTMENT:MARK`; the mark is another after every start of its process."""
    sequence: int
    """From 0 on, one more with every parcel of this origin."""
    tracks: Sequence[Sourced] = ()


def split_origin(origin: str) -> tuple[str, str]:
    """The department and the mark of its process.

    Raises:
        TrackError: an origin of another form.
    """
    department, colon, mark = origin.partition(":")
    if not (department and colon and mark and len(origin) <= _MOST_NAME):
        raise TrackError(f"origin {origin[:_MOST_NAME]!r}; wanted DEPARTMENT:MARK")
    return department, mark


def joined(tracks: Iterable[Sourced]) -> list[Sourced]:
    """The same motion in fewer tracks: rows that go on where those of a source ended are one."""
    whole: list[Sourced] = []
    last: dict[str, int] = {}
    for source, track in tracks:
        row = last.get(source)
        if row is not None and _continues(before := whole[row][1], track):
            values = np.concatenate((before.values, track.values))
            columns = before.columns
            track = Track(  # noqa: PLW2901  # the longer one stands for both
                before.t_ns, before.rate_hz, columns, values, before.weight, before.priority
            )
            whole[row] = (source, track)
            continue
        last[source] = len(whole)
        whole.append((source, track))
    return whole


def _continues(before: Track, after: Track) -> bool:
    return (
        after.t_ns == before.end_ns + before.period_ns
        and (after.rate_hz, after.weight, after.priority)
        == (before.rate_hz, before.weight, before.priority)
        and np.array_equal(after.columns, before.columns)
    )
