"""`Blend`: a mix in C: what sources put into it at some times, bottom first."""

from collections.abc import Sequence
from ctypes import Structure, c_double, c_int64
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.kernels.room import POINTER, Room
from kinesics.motion.channels import CHANNELS, HIGH, LOW
from kinesics.motion.lip_tables import lip_tables
from kinesics.motion.steady import CARRIER_COLUMNS, EYE_COLUMNS

__all__ = ["Blend", "MixStruct", "Piece", "PieceStruct", "SegmentStruct", "SourceStruct"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

TAU_S = 0.05
"""An old motion coasts to rest in the time of a short saccade."""

_SLOPE_NS = 1_000_000  # before a seam: how fast what is there moves
_COUNT = len(CHANNELS)


class SegmentStruct(Structure):
    """`Segment` of kernels/mix.h."""

    _fields_ = (
        *((name, c_int64) for name in ("t_ns", "settled_ns", "end_ns")),
        *((name, c_int64) for name in ("first_ns", "period_ns", "count")),
        *((name, c_int64) for name in ("ramp_ns", "width", "spoken", "priority", "ghosts")),
        ("weight", c_double),
        *((name, POINTER) for name in ("rows", "columns", "shown", "ghost_priority", "ghost")),
        ("older", POINTER),
    )


class SourceStruct(Structure):
    """`Source` of kernels/mix.h."""

    _fields_ = (
        ("newest", POINTER),
        *((name, c_int64) for name in ("fade_ns", "adds", "owner", "looks", "moves_lips")),
    )


class PieceStruct(Structure):
    """`Piece` of kernels/mix.h."""

    _fields_ = (
        *((name, c_int64) for name in ("source", "priority", "row")),
        *((name, c_double) for name in ("gain", "closed", "rounded")),
        ("spoken", c_int64),
        ("columns", POINTER),
    )


class MixStruct(Structure):
    """`Mix` of kernels/mix.h."""

    _fields_ = (
        *((name, c_int64) for name in ("channels", "sources", "rows", "pieces")),
        ("tau_s", c_double),
        *((name, POINTER) for name in ("lips", "source", "t_ns", "eyes", "gain", "low", "high")),
        *((name, POINTER) for name in ("every", "gaze", "carrier", "values", "scratch")),
        *((name, POINTER) for name in ("piece", "part")),
        *((name, c_int64) for name in ("seam_source", "seam_ns", "seam_priority", "slope_ns")),
        *((name, POINTER) for name in ("seam_priorities", "seam")),
    )


class Piece(NamedTuple):
    """What a source put into a mix at one priority: (1 − weight) · below + gain · weighted."""

    source: int
    """Place of the source, bottom first."""
    priority: int
    gain: float
    """Of its dials, as far as it is not spared."""
    closed: float
    """What owned lips took away from what parts them, 0..1."""
    rounded: float
    """What they took away from what spreads them, 0..1."""
    weight: F64
    """(C,) 0..1; 0: it does not speak of that."""
    weighted: F64
    """(C,) weight · value."""


class Blend:
    """Sources in the order in which they are mixed; each owner of motion here fills its own."""

    def __init__(self, sources: int) -> None:
        self.room = Room()
        self.sources = self.room.structs(SourceStruct, sources)
        """What C knows of each source, bottom first."""
        self._ghosts = [1] * sources  # of each source, the most at once
        self._values: F64
        self._struct = self.room.struct(
            MixStruct,
            channels=_COUNT,
            sources=sources,
            tau_s=TAU_S,
            lips=lip_tables(self.room),
            source=self.sources[0] if sources else 0,
            low=LOW,
            high=HIGH,
            every=np.arange(_COUNT),
            gaze=EYE_COLUMNS,
            carrier=CARRIER_COLUMNS,
            scratch=self.room.zeros((5, _COUNT)),
            slope_ns=_SLOPE_NS,
        )
        self._rows_fit(4)
        self._pieces_fit(2 * sources + 2)
        self._mix = self.room.function("mix_rows", self._struct)
        self._seam_of = self.room.function("mix_ghosts", self._struct)

    def rows(
        self,
        times_ns: Sequence[int],
        eyes: Sequence[bool],
        dialled: Sequence[int],
        gains: Sequence[Sequence[float]],
    ) -> F64:
        """The mix (N, C) of N times.

        `eyes`: whether those of each time are wanted; `gains`, of each time those of the sources
        whose place was ever `dialled`; of others it is 1.
        """
        count = len(times_ns)
        if count > len(self._values):
            self._rows_fit(2 * count)
        self._t_ns[:count], self._eyes[:count] = times_ns, eyes
        if dialled:
            self._gain[:count, dialled] = gains
        self._struct.rows = count
        self._mix()
        mixed: F64 = self._values[:count].copy()
        return mixed

    def pieces(self) -> list[Piece]:
        """What made the last row of `rows`, bottom first; copies."""
        return [
            Piece(one.source, one.priority, one.gain, one.closed, one.rounded, *self._part[one.row])
            for one in self._piece[: self._struct.pieces]
        ]

    def seam(self, source: int, t_ns: int, priority: int) -> tuple[I64, F64]:
        """What a source shows at a seam: priorities (G,), and (G, 4, C) as `Segment.ghost` is.

        One is `priority`, and be it nothing. Both are lent by the room.
        """
        struct = self._struct
        struct.seam_source, struct.seam_ns, struct.seam_priority = source, t_ns, priority
        count = self._seam_of()
        priorities, ghosts = self.room.lend(count, np.int64), self.room.lend((count, 4, _COUNT))
        priorities[:], ghosts[:] = self._seam_priorities[:count], self._seam[:count]
        self._ghosts[source] = max(self._ghosts[source], count)
        self._pieces_fit(sum(self._ghosts) + 2 * max(self._ghosts) + 2)
        return priorities, ghosts

    def _rows_fit(self, count: int) -> None:
        sources = len(self.sources)
        self._t_ns, self._eyes = (self.room.zeros(count, np.int64) for _ in range(2))
        self._gain = self.room.zeros((count, sources))
        self._gain.fill(1.0)
        self._values = self.room.zeros((count, _COUNT))
        made = {"t_ns": self._t_ns, "eyes": self._eyes, "gain": self._gain, "values": self._values}
        for name, array in made.items():
            setattr(self._struct, name, self.room.address(array))

    def _pieces_fit(self, count: int) -> None:
        """Room for so many; twice as many if there is too little."""
        if count <= len(getattr(self, "_piece", ())):
            return
        count *= 2
        self._piece = self.room.structs(PieceStruct, count)
        self._part = self.room.zeros((count, 2, _COUNT))
        self._seam_priorities = self.room.zeros(count, np.int64)
        self._seam = self.room.zeros((count, 4, _COUNT))
        made = {
            "piece": self._piece[0],
            "part": self._part,
            "seam_priorities": self._seam_priorities,
            "seam": self._seam,
        }
        for name, value in made.items():
            setattr(self._struct, name, self.room.address(value))
