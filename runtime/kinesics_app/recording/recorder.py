"""`Recorder`: tells a process of its own what a robot does; who moves it never waits."""

import logging
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.conversation.event import Event
from kinesics.errors import IntentError
from kinesics.motion.frame import Frame
from kinesics.record import intake_file
from kinesics.record.files import pcm16
from kinesics.record.intake import Intake, Sounded, Taken
from kinesics.record.journey import SOURCE
from kinesics.rig.rig import Rig
from kinesics.signals import Speech
from kinesics_app.delays import Delays
from kinesics_app.device import Device
from kinesics_app.hatch import Hatch
from kinesics_app.health import Alive
from kinesics_app.helper import Begun, Helper
from kinesics_app.life import Life

__all__ = ["Recorder"]

_LOSS = "the recorder's process ended: it goes on in another file once it is there again"
_STATUS_TURNS = 100
_PIECE = 1 << 15  # samples of speech in one message
_PATIENCE_S = 10.0  # for what waits for its disk at the end
_MOST_A_TURN = 4

_Sent = tuple[int, int, bytes]
"""A row: its date, when it went out, and (J,) float64 of its positions."""

_log = logging.getLogger(__name__)


class _Dated(deque[Frame]):
    """Rows that go out, and when each does."""

    def __init__(self, clock: Callable[[], int]) -> None:
        super().__init__()
        self._clock, self._at = clock, deque[int]()

    def append(self, frame: Frame, /) -> None:
        """It goes out now."""
        super().append(frame)
        self._at.append(self._clock())

    def taken(self) -> list[_Sent]:
        """What went out since this was asked last."""
        return [
            (frame.t_ns, self._at.popleft(), frame.values.tobytes())
            for frame in (self.popleft() for _ in range(len(self)))
        ]


class Recorder:
    """Owned by the thread that moves the robot: a turn costs one message, or it is lost.

    Every row as it was sent, also those that were made anew; what was executed, telemetry,
    counters, what became of intents, how it was, and its own speech. No microphone, no camera.
    """

    def __init__(self, path: Path, rig: Rig, limits: tuple[int, int], delays: Delays) -> None:
        """Files in the folder `path`, or one of that name and others beside.

        `limits`: MB and days of what stays; `delays`: those of the lives that it is told of.

        Raises:
            IntentError: nothing can be written there, with the reason.
        """
        self._settings = {
            "path": str(path.absolute()),
            "robot": rig.name,
            "names": [*rig.names],
            "units": [joint.unit for joint in rig.joints],
            "delays": asdict(delays),
            "seen_ns": rig.lag_groups()[0].lag_ns,
            "megabytes": limits[0],
            "days": limits[1],
        }
        self.lost = 0
        """Rows that there was no room for: their file ends before them, and another begins."""
        self._told: Mapping[str, Any] = {}
        self._over = False
        self._life: Alive | None = None
        self._sends: _Dated | None = None
        self._heard: deque[Speech] = deque()
        self._intake = Intake([], np.empty(0))
        self._known = 0  # of what a loop keeps for others, too: told already
        self._turns = self._message = self._row = 0
        self._latest_ns = self._counted_ns = self._shown_ns = 0
        self._helper = Helper(self._begin, _LOSS)
        try:
            self._told = self._helper.first_words(f"nobody could record into {path}")["recording"]
        except IntentError:
            self._helper.close()
            raise

    def turn(self, device: Device, life: Alive | None, events: Sequence[Event]) -> None:
        """Once a tick, when its rows went out."""
        self._hear()
        if self._over:
            return
        self._turns += 1
        tick_ns = device.sending_ns()
        fresh = self._watch(device, life)
        if not self._helper.is_there():
            self._lose(len(self._taken(device.ahead_ns, fresh)))
            return
        if self._turns % _STATUS_TURNS == 1:
            self._note()
        self._send(device, life, tick_ns, (events, fresh))

    def status(self) -> Mapping[str, Any]:
        """Where it writes, how many rows, how many were lost, what ended it: empty: it goes on."""
        return {"file": "", "rows": 0, "trouble": "", **self._told, "lost": self.lost}

    def close(self) -> None:
        """Once all is written that waits, or nobody is left to write it."""
        hatch = self._helper.hatch
        if not hatch.closed:
            hatch.send({"end": True})
            end_s = time.monotonic() + _PATIENCE_S
            while not (hatch.closed or self._told.get("ended")) and time.monotonic() < end_s:
                self._hear()
                time.sleep(0.002)
        self._helper.close()
        self._note()

    def _begin(self) -> Begun:
        here, there = Hatch.pair()
        with there:
            command = [sys.executable, "-m", "kinesics_app.recording", str(there.fileno())]
            process = subprocess.Popen(command, pass_fds=[there.fileno()])
        here.send(self._settings)
        return here, process

    def _note(self) -> None:
        """How it goes, in the status of a life."""
        if isinstance(self._life, Life):
            self._life.recording = self.status()

    def _hear(self) -> None:
        for message in self._helper.hatch.receive(_MOST_A_TURN):
            if "failed" in message:
                self._end(message["failed"])
            elif "recording" in message:
                self._told = message["recording"]
                if self._told["trouble"] and not self._over:
                    self._end(self._told["trouble"])

    def _end(self, trouble: str) -> None:
        """It cannot go on; the robot can."""
        _log.error("it is recorded no longer: %s", trouble)
        self._told = {**self._told, "trouble": trouble}
        self._over = True
        if self._life is not None:
            self._life.loop.sends = self._life.loop.heard = None
            if self._life.loop.intake is self._intake:
                self._life.loop.intake = None
        self._note()

    def _watch(self, device: Device, life: Alive | None) -> bool:
        """Whether a life is new: from now on its loop keeps what goes out and what it hears."""
        if life is self._life or life is None:
            return False
        self._life = life
        self._sends, self._heard = _Dated(device.sending_ns), deque()
        self._intake.taken.clear()
        self._known = 0
        life.loop.sends, life.loop.heard = self._sends, self._heard
        if life.loop.intake is None:
            life.loop.intake = self._intake
        self._note()
        return True

    def _taken(self, ahead_ns: int, fresh: bool) -> list[_Sent]:
        """What went out since the last turn, in its order; of a `fresh` life all its rows."""
        life = self._life
        if fresh and life is not None:
            rows = life.loop.rows
            return [(row.t_ns, row.t_ns - ahead_ns, row.sent.tobytes()) for row in rows]
        return [] if self._sends is None else self._sends.taken()

    def _send(
        self, device: Device, life: Alive | None, tick_ns: int, new: tuple[Sequence[Event], bool]
    ) -> None:
        events, fresh = new
        sent = self._taken(device.ahead_ns, fresh)
        told: dict[str, Any] = {
            "n": self._message,
            "tick": tick_ns,
            "ahead": device.ahead_ns,
            "boot": device.boot_ns,
            "row": self._row,
            "sent": sent,
            "shown": [] if life is None else self._shown(life, device.clock.now_ns()),
        }
        self._row += len(sent)
        latest = device.latest
        if latest is not None and latest.t_ns > self._latest_ns:
            self._latest_ns = latest.t_ns
            told["told"] = (latest.t_ns, latest.played.tobytes(), latest.measured.tobytes())
        if device.diagnostics and device.diagnostics[-1][0] > self._counted_ns:
            self._counted_ns, counted = device.diagnostics[-1]
            told["counted"] = dict(counted)
        if tracks := self._tracks():
            told["tracks"] = tracks
        if events:
            told["events"] = [event.as_map() for event in events]
        if life is not None and self._turns % _STATUS_TURNS == 0:
            told["status"] = life.status()
        if not self._tell(told):
            self._lose(len(sent))
        while self._heard:
            self._say(self._heard.popleft())

    def _tracks(self) -> list[tuple[int, bytes]]:
        """Of its speech: the pieces as they came, and what the mouth made of them."""
        intake = self._intake if self._life is None else self._life.loop.intake or self._intake
        taken = [
            one
            for one in intake.taken[self._known :]
            if isinstance(one, Sounded) or (isinstance(one, Taken) and one.source == SOURCE)
        ]
        if intake is self._intake:
            intake.taken.clear()
        self._known = len(intake.taken)
        return [*intake_file.intake_messages(Intake([], self._intake.pose, [*taken]))]

    def _shown(self, life: Alive, now_ns: int) -> list[tuple[int, bytes, bytes, bytes]]:
        """The rows that are executed by now, and were not told yet."""
        since_ns = self._shown_ns
        rows: list[tuple[int, bytes, bytes, bytes]] = []
        for row in takewhile(lambda row: row.t_ns > since_ns, reversed(life.loop.rows)):
            if row.t_ns <= now_ns:
                channels, asked, sent = row.channels, row.asked, row.sent
                rows.append((row.t_ns, channels.tobytes(), asked.tobytes(), sent.tobytes()))
        if rows:
            self._shown_ns = rows[0][0]
        return rows[::-1]

    def _say(self, speech: Speech) -> None:
        for first in range(0, len(speech.samples), _PIECE):
            pcm = pcm16(speech.samples[first : first + _PIECE])
            t_ns = speech.t_ns + round(first * 1e9 / speech.rate_hz)
            piece = (t_ns, speech.first_sample + first, speech.rate_hz, pcm)
            self._tell({"n": self._message, "speech": piece})

    def _tell(self, message: Mapping[str, Any]) -> bool:
        self._message += 1
        return self._helper.hatch.send(message)

    def _lose(self, rows: int) -> None:
        if rows and not self.lost:
            _log.warning("the recorder is too slow: rows are lost; another file begins after them")
        self.lost += rows
