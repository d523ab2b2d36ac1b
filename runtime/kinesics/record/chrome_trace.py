"""`chrome_trace`: a whole performance as the JSON that ui.perfetto.dev and chrome://tracing read.

The format is Google's "Trace Event Format": `X` is a complete event with `ts` and `dur` in us, `M`
names processes and threads, `b` and `e` begin and end what overlaps, `C` is a counter. Time 0 is
that of the first tick. A stage is a thread. In virtual time computing takes no time, so what is
done in a tick has `dur` 0; of a paced run it has what its laps took, and a thread shows them all.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from kinesics.motion.track import LATEST_NS
from kinesics.record.intake import Sounded, Taken, Turned
from kinesics.record.journey import Journey
from kinesics.record.passage import Passage

__all__ = ["chrome_trace"]

Event = dict[str, Any]

_ROBOT, _SHOWN, _SAMPLE = 1, 2, 3
_PROCESSES = {_ROBOT: "the run", _SHOWN: "what each source wants", _SAMPLE: "one sample"}
_SPEECH, _PACKETS, _TRACKS, _MIXED, _SENT, _PLAYED, _LAPS = range(1, 8)
_STAGES = {
    _SPEECH: "speech heard",
    _PACKETS: "speech arrives",
    _TRACKS: "tracks taken",
    _MIXED: "rows mixed",
    _SENT: "rows sent",
    _PLAYED: "rows played",
    _LAPS: "what a tick takes",
}
_STREAMS = ("asked", "sent", "played", "measured")


def chrome_trace(passage: Passage, journey: Journey) -> Mapping[str, Any]:
    """The document: `traceEvents`, and about it `otherData`."""
    maker = _Maker(passage)
    sources = _sources(passage)
    events = [
        *_names(sources, paced=bool(passage.laps)),
        *maker.speech(),
        *maker.arrivals(),
        *maker.rows(),
        *maker.wanted(sources),
        *maker.ticks(),
        *maker.journey(journey),
        *maker.curves(journey.joint),
    ]
    return {
        "traceEvents": events,
        "displayTimeUnit": "ms",
        "otherData": {
            "robot": passage.robot,
            "first_tick_ns": passage.tick_at(0),
            "heard_t0_us": maker.us(passage.heard_t0_ns),
            "paced": bool(passage.laps),
            **passage.delays,
        },
    }


class _Maker:
    """Events of one passage."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._first_ns = passage.tick_at(0)

    def us(self, t_ns: int) -> float:
        """Since the first tick."""
        return (t_ns - self._first_ns) / 1000.0

    def speech(self) -> Iterator[Event]:
        """When it was heard."""
        pieces = [one for one in self._passage.intake.taken if isinstance(one, Sounded)]
        samples = max(one.first + one.count for one in pieces)
        length_ns = round(samples * 1e9 / self._passage.speech_rate_hz)
        yield self._done(_SPEECH, "speech", self._passage.heard_t0_ns, length_ns, samples=samples)

    def arrivals(self) -> Iterator[Event]:
        """What came in each tick: sound, tracks, turns of dials."""
        for one in self._passage.intake.taken:
            tick = self._passage.tick_of(one.after_ns)
            if isinstance(one, Sounded):
                at = self._when(tick, "packets")
                yield self._done(_PACKETS, "sound", *at, first=one.first, count=one.count)
            elif isinstance(one, Turned):
                at, turn = self._when(tick, "dials"), one.turn
                yield self._done(_TRACKS, f"dial {turn.dial}", *at, gain=turn.gain)
            else:
                track, at = one.track, self._when(tick, one.source)
                told: dict[str, Any] = {
                    "from_us": self.us(track.t_ns),
                    "to_us": self.us(track.end_ns),
                    "rows": len(track.values),
                    "channels": len(track.columns),
                }
                yield self._done(_TRACKS, one.source, *at, **told)

    def rows(self) -> Iterator[Event]:
        """Each row as it is mixed, sent, waits in the firmware, and is played."""
        for number, due_ns in enumerate(self._passage.row_ns.tolist()):
            name = f"row {number}"
            sent = self._when(number, "send")
            yield self._done(_MIXED, name, *self._when(number, "mix"))
            yield self._done(_SENT, name, *sent, plays_at_us=self.us(due_ns))
            waiting = {"pid": _ROBOT, "tid": _SENT, "cat": "row", "id": number}
            yield {"ph": "b", "name": "waits", "ts": self.us(sent[0]), **waiting}
            yield {"ph": "e", "name": "waits", "ts": self.us(due_ns), **waiting}
            yield self._done(_PLAYED, name, due_ns, self._passage.tick_ns)

    def wanted(self, sources: Mapping[str, int]) -> Iterator[Event]:
        """Of each source its tracks, each until the next replaces it."""
        by_source: dict[str, list[Taken]] = {source: [] for source in sources}
        for one in self._passage.intake.taken:
            if isinstance(one, Taken):
                by_source[one.source].append(one)
        for source, taken in by_source.items():
            for begin_ns, end_ns, channels in _in_effect(taken):
                yield {
                    "ph": "X",
                    "pid": _SHOWN,
                    "tid": sources[source],
                    "name": source,
                    "ts": self.us(begin_ns),
                    "dur": (end_ns - begin_ns) / 1000.0,
                    "args": {"channels": channels},
                }

    def ticks(self) -> Iterator[Event]:
        """Every lap of every stage, of a run that was paced."""
        for laps in self._passage.laps:
            for stage, begin_ns, cost_ns in laps.values():
                yield self._done(_LAPS, stage, begin_ns, cost_ns)

    def journey(self, journey: Journey) -> Iterator[Event]:
        """One sample: each step lasts until the next is reached."""
        known = [step for step in journey.steps if step.t_ns is not None]
        for step, after in pairwise(known):
            assert step.t_ns is not None
            assert after.t_ns is not None
            begin_ns, end_ns = sorted((step.t_ns, after.t_ns))
            yield {
                "ph": "X",
                "pid": _SAMPLE,
                "tid": 1,
                "name": f"{step.stage} to {after.stage}",
                "ts": self.us(begin_ns),
                "dur": (end_ns - begin_ns) / 1000.0,
                "args": {"then": after.what, "sample": journey.sample},
            }

    def curves(self, joint: str) -> Iterator[Event]:
        """The joint of the journey: asked, sent, played, measured."""
        streams = self._passage.streams
        for stream in _STREAMS:
            if stream not in streams:
                continue
            column = streams[stream].names.index(joint)
            values = streams[stream].values[:, column]
            for t_ns, value in zip(streams[stream].t_ns.tolist(), values.tolist(), strict=True):
                if np.isfinite(value):
                    yield {
                        "ph": "C",
                        "pid": _SAMPLE,
                        "name": f"{joint} {stream}",
                        "ts": self.us(t_ns),
                        "args": {"value": round(value, 6)},
                    }

    def _when(self, tick: int, stage: str) -> tuple[int, int]:
        """Begin and length [ns] of a stage of a tick; of virtual time the tick's, and 0."""
        laps = self._passage.laps
        lap = laps[tick].get(stage) if 0 <= tick < len(laps) else None
        return (self._passage.tick_at(max(tick, 0)), 0) if lap is None else lap[1:]

    def _done(self, thread: int, name: str, begin_ns: int, cost_ns: int, **args: Any) -> Event:
        return {
            "ph": "X",
            "pid": _ROBOT,
            "tid": thread,
            "name": name,
            "ts": self.us(begin_ns),
            "dur": cost_ns / 1000.0,
            "args": args,
        }


def _sources(passage: Passage) -> dict[str, int]:
    """The sources of tracks, and the number of the thread of each."""
    names = dict.fromkeys(one.source for one in passage.intake.taken if isinstance(one, Taken))
    return {name: number for number, name in enumerate(names, 1)}


def _names(sources: Mapping[str, int], *, paced: bool) -> Iterator[Event]:
    threads = {(_ROBOT, tid): name for tid, name in _STAGES.items() if paced or tid != _LAPS}
    threads |= {(_SHOWN, tid): source for source, tid in sources.items()}
    threads[_SAMPLE, 1] = "from sample to servo"
    for pid, name in _PROCESSES.items():
        yield {"ph": "M", "pid": pid, "name": "process_name", "args": {"name": name}}
        yield {"ph": "M", "pid": pid, "name": "process_sort_index", "args": {"sort_index": pid}}
    for (pid, tid), name in threads.items():
        who = {"ph": "M", "pid": pid, "tid": tid}
        yield {**who, "name": "thread_name", "args": {"name": name}}
        yield {**who, "name": "thread_sort_index", "args": {"sort_index": tid}}


def _in_effect(taken: list[Taken]) -> Iterator[tuple[int, int, int]]:
    """Begin, end [ns] and channels of what is left of one source's tracks; none overlap.

    A newer one replaces all older from its begin on, so the newest are whole.
    """
    left_ns = LATEST_NS
    for one in reversed(taken):
        begin_ns = one.track.t_ns
        end_ns = min(one.track.end_ns + one.track.period_ns, left_ns)
        if end_ns > begin_ns:
            yield begin_ns, end_ns, len(one.track.columns)
        left_ns = min(left_ns, begin_ns)
