"""A loop over a serial port that sends the latest position to a sketch with hobby servos.

Emulated byte by byte, after the pattern of many tutorials: the host writes where each joint should
be now, every 10 ms, as a line of text or behind two header bytes, without a checksum; the
microcontroller reads until a frame is complete, takes a text frame only if the number of fields is
right, keeps every position inside its limits, and gives it to the servo, whose pulses come every
20 ms. Neither side dates, smooths or limits a motion.
"""

import re
import struct
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.faults import FaultyLine

from .scenario import JOINTS, MS, TICK_NS, Played, Scenario, held, rival_table, wanted

__all__ = ["BinarySketch", "TextSketch", "play_binary", "play_text"]

F64 = NDArray[np.float64]
Positions = tuple[float, ...]

_WIRE_NS = 200_000
_PULSE_NS = 20 * MS
_HEADER = b"\xff\xfe"
_PACKED = struct.Struct(f"<{JOINTS}h")  # milliradians
_NUMBER = re.compile(rb"\s*[-+]?\d*\.?\d*")


class TextSketch:
    """Reads lines such as `0.120,-0.333,...` in radians."""

    def __init__(self) -> None:
        self._line = bytearray()

    def encode(self, positions: F64) -> bytes:
        """What the host writes."""
        return ",".join(f"{value:.3f}" for value in positions).encode() + b"\n"

    def feed(self, data: bytes) -> list[Positions]:
        """Frames that the sketch takes."""
        *lines, rest = bytes(self._line + data).split(b"\n")
        self._line[:] = rest[-256:]
        frames = [tuple(_to_float(field) for field in line.split(b",")) for line in lines]
        return [frame for frame in frames if len(frame) == JOINTS]


class BinarySketch:
    """Reads two header bytes and an int16 a joint."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def encode(self, positions: F64) -> bytes:
        """What the host writes."""
        return _HEADER + _PACKED.pack(*np.rint(positions * 1000).astype(int).tolist())

    def feed(self, data: bytes) -> list[Positions]:
        """Frames that the sketch takes."""
        self._pending += data
        frames = []
        while (at := self._pending.find(_HEADER)) >= 0:
            end = at + len(_HEADER) + _PACKED.size
            if len(self._pending) < end:
                break
            values = _PACKED.unpack(self._pending[at + len(_HEADER) : end])
            frames.append(tuple(value / 1000 for value in values))
            del self._pending[:end]
        return frames


def play_text(scenario: Scenario) -> Played:
    """Lines of text."""
    return _play(scenario, TextSketch())


def play_binary(scenario: Scenario) -> Played:
    """Packed integers."""
    return _play(scenario, BinarySketch())


def _play(scenario: Scenario, sketch: TextSketch | BinarySketch) -> Played:
    wire = FaultyLine(scenario.wire.to_device, seed=scenario.seed)
    reader: Callable[[bytes], list[Positions]] = type(sketch)().feed
    table = rival_table()
    sent: set[Positions] = set()
    events, wrong, frames, next_ns = [], 0, 0, 0
    for tick in range(round(scenario.duration_s * 100)):
        if tick * TICK_NS < next_ns:
            continue  # the loop was stalled then; it sends where the joint should be now
        now_ns = scenario.wakes_ns(tick * TICK_NS)
        next_ns = now_ns + 1
        frame = sketch.encode(wanted(now_ns))
        sent.update(type(sketch)().feed(frame))
        frames += 1
        for t_ns, data in wire.feed(now_ns + _WIRE_NS, frame):
            for positions in reader(data):
                wrong += positions not in sent
                row = np.clip(positions, table.position_min, table.position_max)
                pulse_ns = -(-t_ns // _PULSE_NS) * _PULSE_NS
                events.append((pulse_ns, row))
    return Played(held(events, scenario.duration_s), wrong, frames)


def _to_float(field: bytes) -> float:
    """As `atof`: what can be read as a number at the front, else 0."""
    match = _NUMBER.match(field)
    try:
        return float(match.group()) if match else 0.0
    except ValueError:
        return 0.0
