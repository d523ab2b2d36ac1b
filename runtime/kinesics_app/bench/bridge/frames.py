"""A million frames through a bad wire, both ways, between the host's codec and the firmware's.

The wire says how many frames went out whole and in which order. Each receiver must accept exactly
those, with exactly what was in them, and count everything else.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.faults import FaultyLine, LineFaults
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin import Twin
from kinesics_bridge.wire.frames import FrameDecoder, encode_frame
from kinesics_bridge.wire.message_types import (
    Hello,
    JointSet,
    Message,
    Setpoints,
    Status,
    TableCommit,
    TimeReply,
    TimeRequest,
)
from kinesics_bridge.wire.messages import decode_message, encode_message
from kinesics_bridge.wire.protocol import COUNTERS, MAJOR, MINOR

__all__ = ["HARSH", "Tally", "frames", "pass_frames"]

MS = 1_000_000
HARSH = LineFaults(drop=0.03, corrupt=0.06, duplicate=0.03, merge=0.03, truncate=0.03, delay=0.02)
_BATCH = 200
_CONDITIONS = (
    "Virtual time; the host's codec in Python, the firmware's in C as wasm, {} joints. Half of the "
    "frames are rows, half ask for the time with a random tag; the answers, telemetry and status "
    "come back through a wire as bad: 3 % of the frames dropped, 6 % with 1 to 4 bytes changed, "
    "3 % twice, 3 % merged with the next, 3 % cut short, 2 % late. A frame is wrong if its payload "
    "is not that sent under its number, or if the firmware answers a tag that did not come through."
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one direction did and what its receiver found."""

    sent: int
    intact: int
    accepted: int
    wrong: int
    """Accepted, but not what was sent, or not when it was due."""
    damaged: int
    rejected: int
    gaps: int
    gaps_counted: int

    @property
    def exact(self) -> bool:
        """Whether the receiver counted exactly what the wire did."""
        return (self.intact, self.damaged, self.gaps) == (
            self.accepted,
            self.rejected,
            self.gaps_counted,
        )


def frames(count: int, table: JointTable, tell: Callable[[float], None]) -> Section:
    """Send `count` frames to the firmware and judge both directions."""
    to_device, to_host = pass_frames(count, table, tell, seed=0)
    figures = []
    for way, tally in (("host to firmware", to_device), ("firmware to host", to_host)):
        rejected = f"{tally.rejected:,} of {tally.damaged:,} damaged pieces"
        figures += [
            Figure(
                f"{way}: wrong frames accepted", f"{tally.wrong}", tally.sent, "0", not tally.wrong
            ),
            Figure(
                f"{way}: counters against what the wire did",
                f"accepted {tally.accepted:,} of {tally.intact:,} whole frames, rejected "
                f"{rejected}, sequence gaps {tally.gaps_counted:,} of {tally.gaps:,}",
                tally.sent,
                "exact",
                tally.exact,
            ),
        ]
    return Section("A bad wire (virtual time)", _CONDITIONS.format(table.count), tuple(figures))


def pass_frames(
    count: int, table: JointTable, tell: Callable[[float], None], *, seed: int
) -> tuple[Tally, Tally]:
    """The tallies of both directions, to the device and to the host."""
    ends = _Ends(table, seed)
    ends.send(Hello(MAJOR, MINOR), *(JointSet(joint, *row) for joint, row in enumerate(table.rows)))
    ends.send(TableCommit(table.robot_id, table.count, table.hash))
    ends.run(200 * MS)
    ends.status()
    random = np.random.default_rng(seed)
    ends.harm(HARSH)
    for first in range(0, count, _BATCH):
        ends.send(*_batch(random, table, min(_BATCH, count - first)))
        ends.run(20 * MS)
        tell(first / count)
    counters = ends.status()
    return _at_device(ends, counters), _at_host(ends)


def _batch(random: np.random.Generator, table: JointTable, count: int) -> list[Message]:
    """Rows and questions in turn, with random content."""
    messages: list[Message] = []
    for n in range(count):
        number = int(random.integers(1, 1 << 52))
        if n % 2:
            messages.append(TimeRequest(number))
        else:
            rows = random.bytes(2 * table.count * int(random.integers(1, 4)))
            messages.append(Setpoints(number, rows))
    return messages


def _at_device(ends: "_Ends", counters: dict[str, int]) -> Tally:
    counts, witness = ends.there.counts, ends.at_device
    malformed = counters["malformed"]
    both = counters["framing_errors"], counters["crc_errors"]
    alike = both == (witness.decoder.framing_errors, witness.decoder.crc_errors)
    return Tally(
        sent=counts["frames"],
        intact=counts["intact"],
        accepted=counters["frames"] + malformed,
        wrong=witness.wrong + ends.misread + malformed,
        damaged=counts["damaged"],
        rejected=sum(both) if alike else -1,
        gaps=counts["gaps"],
        gaps_counted=counters["sequence_gaps"],
    )


def _at_host(ends: "_Ends") -> Tally:
    counts, witness = ends.back.counts, ends.at_host
    return Tally(
        sent=counts["frames"],
        intact=counts["intact"],
        accepted=witness.accepted,
        wrong=witness.wrong,
        damaged=counts["damaged"],
        rejected=witness.decoder.framing_errors + witness.decoder.crc_errors,
        gaps=counts["gaps"],
        gaps_counted=witness.gaps,
    )


class _Ends:
    """A firmware and a raw host, with a bad wire each way, and a witness at both ends."""

    def __init__(self, table: JointTable, seed: int) -> None:
        self.table = table
        self.twin = Twin(table.count, keep_trace=False)
        self.there = FaultyLine(LineFaults(), seed=seed)
        self.back = FaultyLine(LineFaults(), seed=seed + 1)
        self.at_device = _Witness()
        """Hears what the firmware hears."""
        self.at_host = _Witness()
        self.misread = 0
        """Times the firmware answered a tag that was not the next one to come through."""
        self._seq = 0
        self._now_ns = 0
        self._tags: deque[int] = deque()

    def send(self, *messages: Message) -> None:
        """Through the wire, at once."""
        for message in messages:
            payload = encode_message(message, self._seq)
            self.at_device.expect(self._seq, payload)
            self._seq = (self._seq + 1) & 0xFFFF
            for t_ns, data in self.there.feed(self._now_ns, encode_frame(payload)):
                self.twin.receive(t_ns, data)
                heard = self.at_device.hear(data)
                self._tags += [one.tag for one in heard if isinstance(one, TimeRequest)]

    def run(self, duration_ns: int) -> None:
        """Let the firmware live, and take in what it says."""
        self._now_ns += duration_ns
        self.twin.advance(self._now_ns)
        for t_ns, frame in self.twin.sent():
            (payload,) = FrameDecoder().feed(frame)
            seq, message = _decoded(payload)
            self.at_host.expect(seq, payload)
            if isinstance(message, TimeReply):
                self.misread += not self._tags or self._tags.popleft() != message.tag
            for _, data in self.back.feed(t_ns, frame):
                self.at_host.hear(data)

    def harm(self, faults: LineFaults) -> None:
        """Both ways from now on."""
        for line in (self.there, self.back):
            line.set_faults(faults, self._now_ns)

    def status(self) -> dict[str, int]:
        """The firmware's counters now, over a wire that is whole again."""
        self.harm(LineFaults())
        self.send(TimeRequest(0))
        self.run(250 * MS)
        assert self.at_host.status is not None
        counters = np.frombuffer(self.at_host.status.counters, "<u4").tolist()
        return dict(zip(COUNTERS, counters, strict=False))


class _Witness:
    """Decodes what a receiver is fed, and holds every payload against what was sent as that seq."""

    def __init__(self) -> None:
        self.accepted = 0
        self.wrong = 0
        self.gaps = 0
        self.status: Status | None = None
        self.decoder = FrameDecoder()
        self._sent: dict[int, bytes] = {}
        self._next_seq = 0

    def expect(self, seq: int, payload: bytes) -> None:
        """This was sent."""
        self._sent[seq] = payload

    def hear(self, data: bytes) -> list[Message]:
        """The messages in it."""
        messages = []
        for payload in self.decoder.feed(data):
            seq, message = _decoded(payload)
            self.accepted += 1
            self.wrong += self._sent.get(seq) != payload
            self.gaps += seq != self._next_seq
            self._next_seq = (seq + 1) & 0xFFFF
            messages += [] if message is None else [message]
            if isinstance(message, Status):
                self.status = message
        return messages


def _decoded(payload: bytes) -> tuple[int, Message | None]:
    return decode_message(payload) or (-1, None)
