"""`Clocks`: how far the clocks of other hosts are off, found by messages there and back.

A host asks on `clock_probe`, and is answered on `~/clock`; with its next question it tells when
that answer came. Of the four times (Mills, RFC 5905) the offset follows, to half of what the way
took.

probe:  {"id": "planner", "number": 7, "sent_ns": T0, "got": {"number": 6, "ns": T3}}
answer: {"id": "planner", "number": 7, "heard_ns": T1, "told_ns": T2, "stamp_ns": ...}
"""

import json
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

from kinesics.errors import IntentError
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.diagnosis.findings import OK, WARN, Finding

__all__ = ["Clocks", "Offset"]

_MOST_HOSTS = 8
_MOST_CHARACTERS = 1000
_MOST_ID = 64
_KEPT = 64  # answers: a minute of one a second
_DRIFT = 100e-6  # of quartz clocks against each other, at worst
_GOOD_NS = 5_000_000
_SILENT_NS = 10_000_000_000


class Offset(NamedTuple):
    """What is to be added to times of a host to have robot time, and how far that may be off."""

    ns: int
    error_ns: int


class _Answer(NamedTuple):
    number: int
    t0_ns: int
    t1_ns: int
    t2_ns: int


class _Host:
    def __init__(self) -> None:
        self.answers: deque[_Answer] = deque(maxlen=_KEPT)
        self.found: deque[tuple[int, Offset]] = deque(maxlen=_KEPT)
        """With when, in robot time."""

    def got(self, number: int, t3_ns: int, now_ns: int) -> None:
        """The answer of that number came there at a time of theirs."""
        for answer in self.answers:
            if answer.number == number:
                way_ns = (t3_ns - answer.t0_ns) - (answer.t2_ns - answer.t1_ns)
                if way_ns < 0:
                    raise IntentError(f"clock_probe: {number} came before it was sent")
                off_ns = ((answer.t1_ns - answer.t0_ns) + (answer.t2_ns - t3_ns)) // 2
                self.found.append((now_ns, Offset(off_ns, way_ns // 2)))

    def offset(self, now_ns: int) -> Offset | None:
        """The best known; what was found long ago may have drifted since."""
        aged = [
            Offset(one.ns, one.error_ns + round((now_ns - then_ns) * _DRIFT))
            for then_ns, one in [*self.found]
        ]
        return min(aged, key=lambda one: one.error_ns, default=None)


class Clocks:
    """Of every host that asks."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}

    def hear(self, text: str, now: Moment) -> str:
        """The answer to a probe.

        Raises:
            IntentError: it is none, or of one host too many.
        """
        ident, number, sent_ns, got = _read(text)
        if ident not in self._hosts and len(self._hosts) >= _MOST_HOSTS:
            raise IntentError(f"clock_probe: {_MOST_HOSTS} hosts ask already; wanted fewer")
        host = self._hosts.setdefault(ident, _Host())
        if got is not None:
            host.got(*got, now.robot_ns)
        host.answers.append(_Answer(number, sent_ns, now.robot_ns, now.robot_ns))
        told = {"id": ident, "number": number, "heard_ns": now.robot_ns, "told_ns": now.robot_ns}
        return json.dumps({**told, "stamp_ns": now.ros_ns})

    def by(self, ident: str, now: Moment) -> Moment:
        """This moment by the clock of a host; by the ROS clock, if it has none or is not known."""
        host = self._hosts.get(ident)
        offset = None if host is None else host.offset(now.robot_ns)
        return now if offset is None else Moment(now.robot_ns, now.robot_ns - offset.ns)

    def finding(self, now: Moment) -> Finding | None:
        """What is to be said of them; None: nobody asks."""
        if not self._hosts:
            return None
        values: dict[str, str] = {}
        said, worst = [], OK
        for ident, host in self._hosts.items():
            level, told = _told(host, now)
            worst = max(worst, level)
            said.append(f"{ident}: {told}")
            values |= {ident: told, **_figures(ident, host.offset(now.robot_ns))}
        return Finding("clocks", worst, "; ".join(said), values)


def _figures(ident: str, offset: Offset | None) -> dict[str, str]:
    """What is to be added to its times to have robot time, and how far that may be off [ns]."""
    if offset is None:
        return {}
    return {f"{ident} offset_ns": str(offset.ns), f"{ident} error_ns": str(offset.error_ns)}


def _told(host: _Host, now: Moment) -> tuple[int, str]:
    offset = host.offset(now.robot_ns)
    if offset is None:
        return OK, "asked once: nothing is known yet"
    ahead_ms = (now.robot_ns - offset.ns - now.ros_ns) * 1e-6
    told = (
        f"its clock is {ahead_ms:+.3f} ms from the ROS clock here, known to "
        f"{offset.error_ns * 1e-6:.3f} ms"
    )
    silent_ns = now.robot_ns - host.found[-1][0]
    if silent_ns > _SILENT_NS:
        return WARN, f"{told}; it has not asked for {silent_ns * 1e-9:.0f} s"
    return (OK if offset.error_ns <= _GOOD_NS else WARN), told


def _read(text: str) -> tuple[str, int, int, tuple[int, int] | None]:
    """Id, number, when it was sent, and of which answer it tells when it came."""
    try:
        read: Any = json.loads(text) if len(text) <= _MOST_CHARACTERS else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise IntentError(f"clock_probe: {text[:40]!r}; wanted JSON: id, number, sent_ns, got")
    ident = read.get("id")
    if not isinstance(ident, str) or not 0 < len(ident) <= _MOST_ID:
        raise IntentError(f"clock_probe: id {str(ident)[:40]!r}; wanted 1 to {_MOST_ID} characters")
    got = read.get("got")
    came = (_integer(got, "number"), _integer(got, "ns")) if isinstance(got, dict) else None
    return ident, _integer(read, "number"), _integer(read, "sent_ns"), came


def _integer(table: Mapping[str, Any], name: str) -> int:
    value = table.get(name)
    if type(value) is not int or abs(value) > 2**62:
        raise IntentError(f"clock_probe: {name} is {str(value)[:40]!r}; wanted an integer")
    return value
