"""`PhoneMouth`: lips by the synthesiser's phone times where there are any, else by the network."""

import logging
import math
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.coarticulation import Coarticulation
from kinesics.audio.inner_mouth import CURVES, told_units
from kinesics.audio.mouth import CHANNELS, expansion
from kinesics.audio.phone_times.check import checked
from kinesics.audio.phones import names
from kinesics.errors import AudioError, ModelError
from kinesics.motion.channels import columns
from kinesics.motion.ramp import smoothstep
from kinesics.motion.track import Track
from kinesics.ports import Behaviour, Packet
from kinesics.signals import PhoneTimes, Speech, SpeechEnd, TimedPhone

__all__ = ["PhoneMouth"]

F64 = NDArray[np.float64]

_HAND_OVER_S = 0.06
"""From network to phones and back: as long as lips take to close."""

_BRIDGED_S = 0.03
"""A hole between phones that is shorter is none: coarticulation fills it."""

_FALLS_SHUT_S = 0.12
"""When speech is broken off: about as long as lips take from a wide vowel to rest; chosen, so that
they rest within 0.2 s of the call, of which 0.13 s are what is under way to the joints."""

_RATE_HZ = 100.0

_KEPT_ROWS = 64  # more than speech is shown ahead of what is played

_BLOCK = 10  # rows computed at once: a tenth of the cost of one by one

_log = logging.getLogger(__name__)


class PhoneMouth:
    """The rows of a speech mouth, with the same dates; where phones are known, theirs.

    A closure that the phones call for comes when they say, however the voice sounds. The network
    hears everything all the same, so it takes over without a jump where the phones end. Phone
    times hold for one utterance; they may come before it, or while it is spoken, piece by piece:
    what comes in time for its lips gives those that it would give if it had come at once.
    """

    name = "speech"

    def __init__(self, mouth: Behaviour, channel_names: Sequence[str]) -> None:
        """`mouth` gives rows of `channel_names`, which must be those of `audio.mouth.CHANNELS`."""
        if tuple(channel_names) != CHANNELS:
            raise ModelError(
                f"the network gives {', '.join(channel_names)}; phone times give "
                f"{', '.join(CHANNELS)}, wanted the same"
            )
        self._mouth = mouth
        self._columns = columns(CHANNELS)
        self._script: _Script | None = None
        self._share: float | None = None  # of the phones in the newest row; None before the first
        self._ends_ns = 0  # of what was told of the utterance
        self._given: deque[tuple[int, F64]] = deque(maxlen=_KEPT_ROWS)
        self.unknown = 0
        """Phones that nobody knows: the network decided there."""
        self.refused = 0
        """Phone times that cannot be, and were not used."""

    def feed(self, packet: Packet) -> Track | None:
        """Rows for the sound that `packet` completes, or None."""
        if isinstance(packet, PhoneTimes):
            self._script = self._taken(packet)
            return None
        if isinstance(packet, Speech):
            self._ends_ns = packet.t_ns + len(packet.samples) * 1_000_000_000 // packet.rate_hz
            if packet.first_sample == 0:
                self._share = None
        track = self._mouth.feed(packet)
        if track is not None:
            track = self._shown(track, self._script) if self._script else self._unchanged(track)
        if isinstance(packet, SpeechEnd):
            self._script = None
            if packet.t_ns < self._ends_ns:
                track = self._broken_off(packet.t_ns)
        if track is not None:
            dates_ns = range(track.t_ns, track.end_ns + 1, track.period_ns)
            self._given += zip(dates_ns, track.values, strict=True)
        return track

    def _broken_off(self, t_ns: int) -> Track | None:
        """The mouth from where it is at `t_ns` to rest; None: it has not begun to move."""
        before = [one for one in self._given if one[0] <= t_ns]
        if not before:
            return None
        since_ns, pose = before[-1]
        rows = round(_FALLS_SHUT_S * _RATE_HZ) + 1
        left = np.array([1.0 - smoothstep(row / (rows - 1)) for row in range(rows)])
        return Track(since_ns, _RATE_HZ, self._columns, left[:, None] * pose)

    def _taken(self, times: PhoneTimes) -> "_Script | None":
        """What the lips follow from now on."""
        before = self._script if times.goes_on else None
        script = self._read(times)
        if before is None or script is None:
            return script or before
        return script.after(before)

    def _read(self, times: PhoneTimes) -> "_Script | None":
        try:
            checked(times.phones, [f"phone {n}" for n in range(len(times.phones))])
        except AudioError as error:
            self.refused += 1
            _log.warning("phone times not used: %s", error)
            return None
        known = [one for one in times.phones if one.phone in names() and one.end_s > one.start_s]
        self.unknown += sum(one.phone not in names() for one in times.phones)
        return _Script(times.t_ns, known) if known else None

    def _unchanged(self, track: Track) -> Track:
        self._share = 0.0
        return track

    def _shown(self, track: Track, script: "_Script") -> Track:
        values = track.values.copy()
        for row in range(len(values)):
            t_ns = track.t_ns + row * track.period_ns
            share = self._next_share(script.speaks_at(t_ns), track.rate_hz)
            if share > 0.0:
                shown = script.row(t_ns, track.period_ns)
                values[row] = shown if share == 1.0 else values[row] + share * (shown - values[row])
        return Track(track.t_ns, track.rate_hz, self._columns, values)

    def _next_share(self, wanted: float, rate_hz: float) -> float:
        """`wanted`, approached no faster than a hand-over takes."""
        if self._share is None:
            self._share = wanted
        most = 1.0 / (_HAND_OVER_S * rate_hz)
        step = wanted - self._share
        self._share = wanted if abs(step) <= most else self._share + math.copysign(most, step)
        return self._share


class _Script:
    """The mouth of one utterance, by its phones."""

    def __init__(self, t_ns: int, phones: Sequence[TimedPhone]) -> None:
        self._t_ns = t_ns
        self._curves = Coarticulation(phones, CURVES)
        self._expansion = expansion()
        self._rows: F64 = np.empty((0, len(CHANNELS)))
        self._rows_ns = self._period_ns = 0
        self._steps: F64 = np.arange(_BLOCK, dtype=np.float64)
        holes = [b.start_s - a.end_s > _BRIDGED_S for a, b in pairwise(phones)]
        begins = [True, *holes]
        ends = [*holes, True]
        self._shown: tuple[int, F64] | None = None
        """Date and channels (23,) of its newest row."""
        self._off: F64 = np.zeros(len(CHANNELS))
        """What was shown before it, beyond what it would have shown, (23,): it is let go."""
        self._off_ns: int | None = None
        """When that was."""
        self._starts_s = np.array(
            [p.start_s for p, first in zip(phones, begins, strict=True) if first]
        )
        self._ends_s = np.array([p.end_s for p, last in zip(phones, ends, strict=True) if last])

    def after(self, before: "_Script") -> "_Script":
        """This, which knows more of the same utterance, without a jump from what was shown."""
        if before._t_ns == self._t_ns and before._shown is not None:
            self._rows_ns, self._period_ns = before._rows_ns, before._period_ns
            self._rows = self._block()
            self._off_ns, shown = before._shown
            self._off = shown - self._rows[(self._off_ns - self._rows_ns) // self._period_ns]
            self._shown = before._shown
        return self

    def speaks_at(self, t_ns: int) -> float:
        """1 where phones are known or soon will be, else 0."""
        time_s = (t_ns - self._t_ns) * 1e-9
        stretch = int(self._ends_s.searchsorted(time_s))
        known = stretch < len(self._ends_s) and time_s >= self._starts_s[stretch] - _HAND_OVER_S
        return 1.0 if known else 0.0

    def row(self, t_ns: int, period_ns: int) -> F64:
        """Channels at `t_ns`, (23,)."""
        at = (t_ns - self._rows_ns) // period_ns
        if not 0 <= at < len(self._rows):
            self._rows_ns, self._period_ns, at = t_ns, period_ns, 0
            self._rows = self._block()
        shown: F64 = self._rows[at]
        if self._off_ns is not None:
            left = 1.0 - (t_ns - self._off_ns) * 1e-9 / _HAND_OVER_S
            if left > 0.0:
                shown = shown + left * self._off
            else:
                self._off_ns = None
        self._shown = t_ns, shown
        return shown

    def _block(self) -> F64:
        """The next rows from `_rows_ns` on, (10, 23)."""
        times_s = (self._rows_ns - self._t_ns) * 1e-9 + self._steps * (self._period_ns * 1e-9)
        rows = told_units(self._curves.at(times_s))
        return rows[:, self._expansion].astype(np.float64)
