"""`FaultyLine`: bytes in, damaged and dated bytes out; one direction of a bad wire."""

import random
from collections.abc import MutableSequence
from itertools import accumulate

from .outages import Outages
from .wire_faults import RATES, LineFaults

__all__ = ["COUNTED", "FaultyLine"]

COUNTED = {
    "frames": "frames that came in",
    "bytes": "bytes that came in",
    "drop": "frames dropped",
    "corrupt": "frames with changed bytes",
    "duplicate": "frames sent twice",
    "merge": "frames without their delimiter",
    "truncate": "frames that lost their end",
    "delay": "frames sent late",
    "held": "frames that waited for the end of a stall",
    "intact": "whole, unchanged frames that went out: all that a receiver may accept",
    "damaged": "anything else between two delimiters: what it must count as an error",
    "gaps": "intact frames that do not follow the one before them: its gaps in a sequence",
    "lost": "bytes lost because the plug was out or nobody read; some were counted above",
}
"""What is counted, by name; intact, damaged and gaps only where the unit is the frame."""

_LONGEST = 4096  # bytes; more without a delimiter are no frame, and are passed on as one
_MOST_CHANGED = 4
_BREAKING = ("corrupt", "truncate")
_BROKEN = -1


class FaultyLine:
    """Draws for each frame whether and how it is harmed, by seed and number alone.

    A frame is decided when it is complete, so it leaves with its last byte. The same bytes give the
    same result, however they were cut; what a frame says changes nothing about its fate.
    """

    def __init__(self, faults: LineFaults, *, seed: int = 0, begin_ns: int = 0) -> None:
        self.counts = dict.fromkeys(COUNTED, 0)
        self._seed = seed
        self._random = random.Random(seed)
        self._partial = bytearray()
        self._open: int | None = None  # frame that has gone out without its delimiter, if any
        self._next_frame = 0
        self._out_ns = begin_ns
        self.set_faults(faults, begin_ns)

    def set_faults(self, faults: LineFaults, now_ns: int) -> None:
        """Be otherwise from now on; `LineFaults()` heals the line."""
        self._faults = faults
        self._edges = list(accumulate(getattr(faults, name) for name in RATES))
        self._stalls = Outages(faults.stall_every_s, faults.stall_s, self._seed + 1, now_ns)

    def feed(self, t_ns: int, data: bytes) -> list[tuple[int, bytes]]:
        """What leaves because of `data` at `t_ns`, each piece with its time, in order."""
        self.counts["bytes"] += len(data)
        out: list[tuple[int, bytes]] = []
        for frame in self._frames(data):
            due_ns, harmed = self._harm(t_ns, frame)
            stalled_ns = self._stalls.end_ns(t_ns)
            if stalled_ns is not None:
                self.counts["held"] += bool(harmed)
                due_ns = max(due_ns, stalled_ns)
            self._out_ns = max(self._out_ns, due_ns)
            if out and out[-1][0] == self._out_ns:
                harmed = out.pop()[1] + harmed
            if harmed:
                out.append((self._out_ns, harmed))
        return out

    def cut(self, left: MutableSequence[tuple[int, bytes]]) -> None:
        """The plug is out: what was under way is lost, and what had `left`, which is emptied."""
        self.lose(len(self._partial) + sum(len(data) for _, data in left))
        self._partial.clear()
        left.clear()

    def lose(self, size: int) -> None:
        """Count bytes that never arrived."""
        self.counts["lost"] += size

    def _frames(self, data: bytes) -> list[bytes]:
        if self._faults.unit == "byte":
            return [data[at : at + 1] for at in range(len(data))]
        if self._faults.unit == "burst":
            return [data] if data else []
        *ended, rest = data.split(b"\0")
        frames = []
        for piece in ended:
            frames.append(bytes(self._partial) + piece + b"\0")
            self._partial.clear()
        self._partial += rest
        if len(self._partial) > _LONGEST:
            frames.append(bytes(self._partial))
            self._partial.clear()
        return frames

    def _harm(self, t_ns: int, frame: bytes) -> tuple[int, bytes]:
        """When it leaves, and what of it."""
        if frame == b"\0" and self._faults.unit == "frame":
            self._note(frame)  # idle filling is no frame, but it closes one
            return t_ns, frame
        number = self.counts["frames"]
        self.counts["frames"] += 1
        fault = self._draw()
        if fault is None:
            self._note(frame, number)
            return t_ns, frame
        self.counts[fault] += 1
        details = random.Random(self._random.getrandbits(64))
        harmed = self._changed(fault, frame, details)
        self._note(harmed, None if fault in _BREAKING else number)
        late_s = details.uniform(0, self._faults.delay_s) if fault == "delay" else 0.0
        return t_ns + round(late_s * 1e9), harmed

    def _draw(self) -> str | None:
        drawn = self._random.random()
        for name, edge in zip(RATES, self._edges, strict=True):
            if drawn < edge:
                return name
        return None

    def _changed(self, fault: str, frame: bytes, details: random.Random) -> bytes:
        body, end = frame, b""
        if self._faults.unit == "frame" and frame.endswith(b"\0"):
            body, end = frame[:-1], frame[-1:]
        match fault:
            case "delay":
                return frame
            case "duplicate":
                return frame + frame
            case "drop":
                return b""
            case "merge":
                return body
            case "truncate":
                return body[: details.randrange(max(1, len(body)))] + end
        changed = bytearray(body)
        count = min(len(body), details.randint(1, _MOST_CHANGED))
        for at in details.sample(range(len(body)), count):
            changed[at] ^= details.randint(1, 255)
        return bytes(changed) + end

    def _note(self, data: bytes, frame: int | None = None) -> None:
        """Follow what a receiver will find; `frame` is the number of a frame sent unchanged.

        A frame that lost its delimiter is whole again if the next one begins with a zero.
        """
        if self._faults.unit != "frame":
            return
        *ended, rest = data.split(b"\0")
        for piece in ended:
            self._open_with(piece, frame)
            self._close()
        self._open_with(rest, frame)

    def _open_with(self, piece: bytes, frame: int | None) -> None:
        if piece:
            self._open = _BROKEN if frame is None or self._open is not None else frame

    def _close(self) -> None:
        if self._open == _BROKEN:
            self.counts["damaged"] += 1
        elif self._open is not None:
            self.counts["intact"] += 1
            self.counts["gaps"] += self._open != self._next_frame
            self._next_frame = self._open + 1
        self._open = None
