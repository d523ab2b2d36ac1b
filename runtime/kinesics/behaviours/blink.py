"""`Blink`: a renewal process with published rates, that keeps company with speech and gaze."""

from collections import deque
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.blink_laws import BlinkLaws, blink_laws
from kinesics.behaviours.lid_stroke import LidStroke
from kinesics.conversation.talk import Talk
from kinesics.motion.channels import columns
from kinesics.motion.ramp import smoothstep
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import (
    Being,
    BlinkUrges,
    Feeling,
    GazeShift,
    Horizon,
    Prosody,
    Speech,
    SpeechEnd,
)

__all__ = ["Blink"]

F64 = NDArray[np.float64]

_STEP_NS = 10_000_000
_KEPT_NS = 3_000_000_000  # longer than rows are given ahead
_WAITS_NS = 500_000_000  # for whoever told when to blink, before it does so by itself
_ENDS_NS = 100_000_000  # lids fall a moment after the last sound


class Blink:
    """Blinks of both eyes, more often while the robot speaks; the same seed, the same blinks.

    Intervals are log-normal by the rate of what the robot does and feels. One that is due soon
    comes with a gaze shift or a pause; a large gaze shift always brings one. Half of them do not
    close the eye. Lids that are slower than people's are given the time they need: the blink is
    longer, and as deep. Asleep, the lids are shut. As far as `BlinkUrges` tell, it blinks when they
    say; beyond, by itself.
    """

    name = "blink"

    def __init__(
        self, seed: int, *, fastest_close_s: float = 0.0, laws: BlinkLaws | None = None
    ) -> None:
        """`fastest_close_s`: least time in which the robot's lids close (`lid_stroke`)."""
        self._laws = blink_laws() if laws is None else laws
        self._slowest = fastest_close_s
        self._random = np.random.default_rng((seed, 0xB11))
        self._columns = columns(["eyeBlinkLeft", "eyeBlinkRight"])
        self._talk = Talk()
        self._mixture: Mapping[str, float] = {}
        self._intensity = 0.0
        self._per_min = 0.0  # by which the next one is due
        self._first_ns: int | None = None
        self._next_ns = 0  # of the first row that was not given
        self._blinks: deque[LidStroke] = deque()  # the last one is still to come
        self._paused = False
        self._urged_ns = 0  # up to here others tell when to blink
        self._asleep = False
        self._sleep: tuple[int, float] = (0, 0.0)  # since when lids go to shut or open, from where

    def feed(self, packet: Packet) -> Track | None:
        """Lids up to the horizon, or given anew from where they change; None: nothing new."""
        if isinstance(packet, Horizon):
            return self._until(packet.t_ns)
        if isinstance(packet, GazeShift):
            return self._with_shift(packet)
        if isinstance(packet, Prosody):
            return self._with_pause(packet)
        if isinstance(packet, BlinkUrges):
            return self._urged(packet)
        if isinstance(packet, Being):
            return self._be(packet)
        return self._hear(packet)

    def _hear(self, packet: Packet) -> Track | None:
        if isinstance(packet, SpeechEnd):
            self._talk.end(packet)
            self._pace(packet.t_ns)
            return self._come(packet.t_ns + _ENDS_NS, self._laws.pause_soon_s)
        if isinstance(packet, Feeling):
            self._mixture, self._intensity = packet.mixture, packet.intensity
            self._pace(packet.t_ns)
        elif isinstance(packet, Speech) and self._talk.hear(packet):
            self._pace(packet.t_ns)
        return None

    def _be(self, being: Being) -> Track | None:
        self._talk.be(being)
        asleep = being.state == "asleep"
        if asleep == self._asleep:
            self._pace(being.t_ns)
            return None
        self._sleep = (being.t_ns, float(self._shut(np.array([being.t_ns]))[0]))
        self._asleep = asleep
        if not asleep:
            self._pace(being.t_ns)
        return self._again(being.t_ns)

    def _with_shift(self, shift: GazeShift) -> Track | None:
        laws = self._laws
        if self._random.random() < laws.evoked(shift.size_rad):
            return self._come(shift.t_ns, np.inf)
        soon_s = laws.soon_s if shift.size_rad >= laws.shift_from_rad else 0.0
        return self._come(shift.t_ns, soon_s)

    def _with_pause(self, hop: Prosody) -> Track | None:
        paused, self._paused = self._paused, hop.pause_s >= self._laws.pause_s
        if paused or not self._paused or not self._talk.speaks(hop.t_ns):
            return None
        return self._come(hop.t_ns, self._laws.pause_soon_s)

    def _urged(self, told: BlinkUrges) -> Track | None:
        """The blinks that somebody else decides on, in the place of its own."""
        kept = [one for one in self._blinks if one.onset_ns < told.t_ns]
        apart_ns = round(self._laws.soonest_s * 1e9)
        free_ns = kept[-1].onset_ns + apart_ns if kept else told.t_ns
        news = [self._stroke(at_ns, partial=not full) for at_ns, full in told.blinks]
        news = [one for one in news if one.onset_ns >= free_ns]
        self._urged_ns = told.until_ns + _WAITS_NS
        last_ns = [told.t_ns, *(one.onset_ns for one in (*kept, *news))][-1]
        self._per_min = self._rate(last_ns)
        gone = [one for one in self._blinks if one.onset_ns >= told.t_ns]
        changes_ns = min((one.onset_ns for one in (*gone, *news)), default=told.until_ns)
        beyond = self._after(last_ns)
        beyond = replace(beyond, onset_ns=_on_row(max(beyond.onset_ns, self._urged_ns)))
        self._blinks = deque([*kept, *news, beyond])
        return self._again(changes_ns)

    def _come(self, t_ns: int, soon_s: float) -> Track | None:
        """The next blink at `t_ns`, if it is due within `soon_s` of that and none is near."""
        if not self._blinks or self._asleep or (t_ns < self._urged_ns and soon_s < np.inf):
            return None
        self._draw_until(t_ns)
        later = [one for one in self._blinks if one.onset_ns >= t_ns]
        before = [one for one in self._blinks if one.onset_ns < t_ns]
        if (later[0].onset_ns - t_ns) * 1e-9 > soon_s:
            return None
        if before and t_ns < before[-1].onset_ns + round(self._laws.soonest_s * 1e9):
            return None
        # What comes early lends its time to the next: company changes when, not how often.
        early_ns = later[0].onset_ns - t_ns
        self._per_min = self._rate(t_ns)
        after = self._after(t_ns)
        due_ns = max(after.onset_ns + early_ns, self._urged_ns)
        following = replace(after, onset_ns=_on_row(due_ns))
        full = soon_s == np.inf
        stroke = self._stroke(t_ns, partial=not full and self._is_partial())
        free_ns = t_ns + round(self._laws.soonest_s * 1e9)
        told = [one for one in later if free_ns <= one.onset_ns < self._urged_ns]
        self._blinks = deque([*before, stroke, *told, following])
        return self._again(t_ns)

    def _pace(self, t_ns: int) -> None:
        """The next blink sooner or later, now that the rate is another."""
        if not self._blinks or self._asleep or (due := self._blinks[-1]).onset_ns <= t_ns:
            return
        before, self._per_min = self._per_min, self._rate(t_ns)
        left_ns = round((due.onset_ns - t_ns) * before / self._per_min)
        if due.onset_ns < self._next_ns or t_ns + left_ns < self._next_ns:
            return  # it was shown already
        soonest_ns = max(t_ns + left_ns, self._urged_ns)
        self._blinks[-1] = replace(due, onset_ns=_on_row(soonest_ns))

    def _until(self, horizon_ns: int) -> Track | None:
        first_ns = self._next_ns
        if self._first_ns is None:
            first_ns = self._first_ns = horizon_ns // _STEP_NS * _STEP_NS
        rows = -(-(horizon_ns + _STEP_NS - first_ns) // _STEP_NS)
        if rows <= 0:
            return None
        self._next_ns = first_ns + rows * _STEP_NS
        return self._rows(first_ns)

    def _again(self, t_ns: int) -> Track | None:
        """The rows from `t_ns` on that were given before something changed."""
        first_ns = -(-t_ns // _STEP_NS) * _STEP_NS
        if self._first_ns is None or first_ns >= self._next_ns:
            return None
        return self._rows(max(first_ns, self._first_ns))

    def _rows(self, first_ns: int) -> Track:
        """Rows from `first_ns` to what was asked for."""
        times_ns = np.arange(first_ns, self._next_ns, _STEP_NS)
        if not self._blinks:
            self._per_min = self._rate(first_ns)
            self._blinks.append(self._after(first_ns))
        self._draw_until(self._next_ns)
        closed = np.zeros(len(times_ns))
        for one in self._blinks:
            begin, end = np.searchsorted(times_ns, (one.onset_ns, one.end_ns)).tolist()
            if end > begin and not (self._asleep and one.onset_ns >= self._sleep[0]):
                closed[begin:end] = np.maximum(closed[begin:end], one.at(times_ns[begin:end]))
        while len(self._blinks) > 2 and self._blinks[0].end_ns < self._next_ns - _KEPT_NS:
            self._blinks.popleft()
        if self._asleep or self._sleep[1]:
            closed = np.maximum(closed, self._shut(times_ns))
        rows = np.repeat(closed[:, None], 2, axis=1)
        return Track(first_ns, 1e9 / _STEP_NS, self._columns, rows)

    def _draw_until(self, t_ns: int) -> None:
        """Blinks up to the first one after `t_ns`."""
        while self._blinks[-1].onset_ns < t_ns:
            self._per_min = self._rate(self._blinks[-1].onset_ns)
            self._blinks.append(self._after(self._blinks[-1].onset_ns))

    def _shut(self, times_ns: NDArray[np.int64]) -> F64:
        """How far sleep has shut the lids, 0..1, at (T,) times."""
        since_ns, start = self._sleep
        laws = self._laws
        length_s = laws.sleep_close_s if self._asleep else laws.sleep_open_s
        end = 1.0 if self._asleep else 0.0
        share = [smoothstep((int(t_ns) - since_ns) * 1e-9 / length_s) for t_ns in times_ns]
        return start + (end - start) * np.array(share)

    def _rate(self, t_ns: int) -> float:
        state = self._talk.state(t_ns)
        known = state if state in self._laws.rates else "idle"
        return self._laws.per_min(known, self._mixture, self._intensity)

    def _after(self, t_ns: int) -> LidStroke:
        """The one that follows what began at `t_ns`."""
        length_ns = round(self._laws.draw_s(self._random, self._per_min) * 1e9)
        return self._stroke(t_ns + length_ns, partial=self._is_partial())

    def _is_partial(self) -> bool:
        return bool(self._random.random() < self._laws.partial)

    def _stroke(self, onset_ns: int, *, partial: bool) -> LidStroke:
        laws = self._laws
        depth = float(self._random.uniform(*laws.partial_depth)) if partial else 1.0
        usual_s = laws.partial_close_s if partial else laws.close_s
        close_s = max(usual_s, self._slowest * np.sqrt(depth))
        return LidStroke(_on_row(onset_ns), depth, close_s, laws.hold_s, laws.open_share * close_s)


def _on_row(t_ns: int) -> int:
    """A row's date: begun between two, straight lines would make some blinks longer than others."""
    return -(-t_ns // _STEP_NS) * _STEP_NS
