"""`Link`: one session with one firmware over any `BytePort`; it runs only inside `pump`."""

from collections import deque
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics.signals import Telemetry
from kinesics_bridge.joints.joint_table import CODE, JointTable
from kinesics_bridge.joints.servo_health import ServoHealth, servo_health
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.frames import FrameDecoder, encode_frame
from kinesics_bridge.wire.message_types import (
    MESSAGE_IDS,
    Caps,
    Clamps,
    Event,
    Health,
    Hello,
    Message,
    Reply,
    Status,
    TableRow,
    TelemetryRow,
    TimeReply,
    TimeRequest,
)
from kinesics_bridge.wire.messages import decode_message, encode_message
from kinesics_bridge.wire.protocol import COUNTERS, EVENTS, REPLIES, STATES
from kinesics_bridge.wire.soundness import is_sound

from .clocksync import FAST_SAMPLES, ClockSync
from .heard import Heard

__all__ = ["Link", "LinkHealth", "Request"]

_KEPT_TELEMETRY = 250  # 10 s of it
_KEPT_TRIPS = 512
_RETRY_NS = 100_000_000
_TRIES = 4
_LOST_NS = 1_500_000_000
_AGAIN_NS = 200_000_000  # an answer may be damaged on its way: several in a row hardly are
_ALIVE_NS = 100_000_000  # a host that has nothing to say still says that it lives
_ASTRAY_US = 2e6
_RESTARTED = "the firmware has restarted; connect to it again"


class LinkHealth(NamedTuple):
    """How good the wire and the clocks are; NaN or inf: nothing was measured yet."""

    round_trip_p50_us: float
    """Of the last round trips, at most 512."""
    round_trip_p99_us: float
    clock_error_us: float
    """Standard error of a converted time."""
    clock_rate_ppm: float
    """How much faster the firmware's clock runs."""


@dataclass(slots=True, eq=False)
class Request:
    """A message that is repeated until it is answered."""

    message: Message
    tries: int = 0
    due_ns: int = 0
    seqs: list[int] = field(default_factory=list)
    outcome: str | None = None
    """Name in `protocol.REPLIES`, or "SILENCE" when no answer came; None while open."""
    detail: int = 0

    @property
    def complaint(self) -> str:
        """Why it was refused, in words."""
        meaning = REPLIES.get(self.outcome or "", "no answer")
        return f"{type(self.message).__name__} refused: {meaning} [{self.detail}]"


class Link:
    """Clock sync, requests with their retries, and the latest word from the firmware."""

    def __init__(self, port: BytePort, table: JointTable) -> None:
        self.sync = ClockSync()
        self.caps: Caps | None = None
        self.state: str | None = None
        """Name in `protocol.STATES`; None until the firmware has told."""
        self.conditions = self.queued_us = 0
        """`queued_us`: how far ahead of the firmware's present rows reached at the last status."""
        self.telemetry: deque[Telemetry] = deque(maxlen=_KEPT_TELEMETRY)
        """What nobody has taken yet, oldest first."""
        self.clamps: NDArray[np.int64] = np.zeros((table.count, 6), np.int64)
        """(J, 6) ticks on which an input exceeded the table: CLAMP_KINDS, each low and high."""
        self.events: list[tuple[int, str, str, str]] = []
        """(t_ns, event, state before, state after), oldest first."""
        self.servo_health: ServoHealth | None = None
        self.round_trips_us: deque[float] = deque(maxlen=_KEPT_TRIPS)
        """Of the latest questions for the time, oldest first."""
        self.heard = Heard()
        """What came, besides messages."""
        self.table_rows: dict[int, tuple[int, ...]] = {}
        """Of the provisioned table, as far as they were asked for: fields by joint."""
        self._port = port
        self._table = table
        self._decoder = FrameDecoder(midway=True)
        self._requests: list[Request] = []
        self._sent_ns = port.now_ns()
        self._seq_in: int | None = None
        self._status: Status | None = None
        self._asked: dict[int, int] = {}
        self._next_sync_ns: int | None = None
        self._tag = self._seq = 0
        self._counters: MappingProxyType[str, int] = MappingProxyType({})

    @property
    def counters(self) -> MappingProxyType[str, int]:
        """The firmware's counters by name as of its last status, and the host's own, `host_...`."""
        return self._counters

    @property
    def health(self) -> LinkHealth:
        """How good the wire and the clocks are."""
        trips_us = list(self.round_trips_us) or [np.nan]
        p50_us, p99_us = np.percentile(trips_us, [50, 99])
        rate_ppm = self.sync.rate * 1e6
        return LinkHealth(float(p50_us), float(p99_us), self.sync.offset_error_us, rate_ppm)

    def send(self, message: Message) -> int:
        """Send once; the seq it went with."""
        seq = self._seq
        self._sent_ns = self._port.now_ns()
        self._seq = (seq + 1) & 0xFFFF
        self._port.write(encode_frame(encode_message(message, seq)))
        return seq

    def request(self, message: Message) -> Request:
        """Send now and again until answered."""
        request = Request(message)
        self._requests.append(request)
        self._send_request(request, self._port.now_ns())
        return request

    def start_sync(self) -> None:
        """Ask for the time, 8 times fast, then ever slower down to once a second."""
        if self._next_sync_ns is None:
            self._next_sync_ns = self._port.now_ns()

    def pump(self) -> None:
        """Take in what has come, ask what is due; raises BridgeError when the firmware is gone."""
        for t_ns, data in self._port.read():
            self.heard.size += len(data)
            for payload in self._decoder.feed(data):
                self._take(payload, t_ns)
        now_ns = self._port.now_ns()
        self._ask_time(now_ns)
        for request in tuple(self._requests):
            if now_ns >= request.due_ns:
                self._send_request(request, now_ns)

    def _take(self, payload: bytes, t_ns: int) -> None:
        decoded = decode_message(payload)
        if decoded is None or not is_sound(decoded[1]):
            self.heard.malformed += 1
            return
        seq, message = decoded
        if self._seq_in is not None and seq != self._seq_in:
            self.heard.gaps += 1
        self._seq_in = (seq + 1) & 0xFFFF
        match message:
            case TelemetryRow():
                self._take_telemetry(message)
            case Status():
                self._take_status(message)
            case TimeReply():
                self._take_time(message, t_ns)
            case Reply():
                self._take_reply(message)
            case _:
                self._take_rare(message)

    def _take_rare(self, message: Message) -> None:
        match message:
            case Event():
                before, after = STATES[message.before], STATES[message.after]
                t_ns = self.sync.host_ns(message.t_us) if self.sync.samples else 0
                self.events.append((t_ns, EVENTS[message.event], before, after))
                self.state = after
            case Clamps():
                counts = np.frombuffer(message.counts, "<u4").reshape(-1, 6)
                kept = self.clamps[message.first : message.first + len(counts)]
                kept[:] = counts[: len(kept)]  # the firmware may still hold a larger table
            case Health():
                self.servo_health = servo_health(message, self._table.names)
            case TableRow():
                self.table_rows[message.joint] = message[1:]
            case Caps():
                self.caps = message
            case Hello():
                self.heard.echoes = True

    def _take_telemetry(self, message: TelemetryRow) -> None:
        self.state = STATES[message.state]
        size = self._table.row_bytes
        if not self.sync.samples or not len(message.played) == len(message.measured) == size:
            return  # another robot's table: provisioning is still to come
        played = self._table.decode(np.frombuffer(message.played, CODE))
        measured = self._table.decode(np.frombuffer(message.measured, CODE))
        t_ns = self.sync.host_ns(message.t_us)
        self.telemetry.append(Telemetry(t_ns, self.state, played, measured, self._counters))

    def _take_status(self, message: Status) -> None:
        if self._status is not None and message.boot_id != self._status.boot_id:
            raise BridgeError(_RESTARTED)
        self._status = message
        self.state = STATES[message.state]
        self.conditions = message.conditions
        self.queued_us = message.queued_us
        counts = np.frombuffer(message.counters, "<u4").tolist()
        counters = dict(zip(COUNTERS, counts, strict=False))
        counters["host_framing_errors"] = self._decoder.framing_errors
        counters["host_crc_errors"] = self._decoder.crc_errors
        counters["host_malformed"] = self.heard.malformed
        counters["host_sequence_gaps"] = self.heard.gaps
        self._counters = MappingProxyType(counters)

    def _take_time(self, message: TimeReply, back_ns: int) -> None:
        sent_ns = self._asked.pop(message.tag, None)
        if sent_ns is None:
            return
        astray_us = message.received_us - self.sync.firmware_us(sent_ns)
        astray = self.sync.samples > 0 and abs(astray_us) > _ASTRAY_US
        if astray and self.sync.samples >= FAST_SAMPLES:
            raise BridgeError(_RESTARTED)
        if astray or message.sent_us - message.received_us > _LOST_NS / 1000:
            self.heard.malformed += 1
            return
        self._asked = {tag: at for tag, at in self._asked.items() if tag > message.tag}
        held_us = message.sent_us - message.received_us
        self.round_trips_us.append((back_ns - sent_ns) / 1000 - held_us)
        self.sync.add(sent_ns, back_ns, message.received_us, message.sent_us)
        if not self._asked:
            self._next_sync_ns = sent_ns + self.sync.gap_ns

    def _take_reply(self, message: Reply) -> None:
        for request in self._requests:
            kind = MESSAGE_IDS[type(request.message)]
            if kind == message.request and message.request_seq in request.seqs:
                request.outcome = list(REPLIES)[message.code]
                request.detail = message.detail
                self._requests.remove(request)
                return

    def _send_request(self, request: Request, now_ns: int) -> None:
        if request.tries == _TRIES:
            request.outcome = "SILENCE"
            self._requests.remove(request)
            return
        request.tries += 1
        request.due_ns = now_ns + _RETRY_NS
        request.seqs.append(self.send(request.message))

    def _ask_time(self, now_ns: int) -> None:
        if self._asked and now_ns - min(self._asked.values()) > _LOST_NS:
            raise BridgeError("the firmware no longer answers; check cable and power")
        due_ns = self._next_sync_ns
        if due_ns is None or now_ns < min(due_ns, self._sent_ns + _ALIVE_NS):
            return
        self._tag += 1
        self._asked[self._tag] = now_ns
        self._next_sync_ns = now_ns + min(self.sync.gap_ns, _AGAIN_NS)
        self.send(TimeRequest(self._tag))

    def greet(self, major: int, minor: int) -> None:
        """Ask who is there; the answer becomes `caps`."""
        self.caps = None
        self.send(Hello(major, minor))
