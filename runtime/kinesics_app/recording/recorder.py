"""`Recorder`: tells a process of its own what a robot does; who moves it never waits."""

import logging
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from typing import Any

from kinesics.conversation.event import Event
from kinesics.errors import IntentError
from kinesics.record.files import pcm16
from kinesics.rig.rig import Rig
from kinesics.signals import Speech
from kinesics_app.device.device import Device
from kinesics_app.life.health import Alive
from kinesics_app.life.life import Life
from kinesics_app.processes.hatch import Hatch
from kinesics_app.processes.helper import Begun, Helper
from kinesics_app.recording.watched import Watched
from kinesics_app.tick.delays import Delays

__all__ = ["Recorder"]

_LOSS = "the recorder's process ended: a recording goes on in another file once it is there again"
_STATUS_TURNS = 100
_PIECE = 1 << 15  # samples of speech in one message
_PATIENCE_S = 10.0  # for what waits for its disk at the end
_MOST_A_TURN = 4
_MOST_TRACKS = 100_000  # bytes in one message

_log = logging.getLogger(__name__)


class Recorder:
    """Owned by the thread that moves the robot: a turn costs one message, or it is lost.

    Every row as it was sent, also those that were made anew; what was executed, telemetry,
    counters, what became of intents, how it was, and its own speech. No microphone, no camera.
    """

    def __init__(
        self,
        path: Path,
        rig: Rig,
        limits: tuple[int, int],
        delays: Delays,
        *,
        waits: bool = False,
    ) -> None:
        """Files in the folder `path`, or one of that name and others beside.

        `limits`: MB and days of what stays; `delays`: those of the lives that it is told of.
        `waits`: it writes nothing until it is told to `begin`; its process is there by then.

        Raises:
            IntentError: nothing can be written there, with the reason; of one that waits later.
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
        self.on = not waits
        """Whether what happens is to be written down."""
        self._told: Mapping[str, Any] = {}
        self._ending = self._end_told = False
        self._watched: Watched | None = None
        self._file = ""  # of which the other end told last
        self._turns = self._message = self._row = 0
        self._latest_ns = self._counted_ns = 0
        self._helper = Helper(self._begin, _LOSS)
        if waits:
            return
        try:
            self._told = self._helper.first_words(f"nobody could record into {path}")["recording"]
        except IntentError:
            self._helper.close()
            raise

    def turn(self, device: Device, life: Alive | None, events: Sequence[Event]) -> None:
        """Once a tick, when its rows went out."""
        self._hear()
        if not self.on:
            self._tell_end()
            self._helper.is_there()
            return
        self._turns += 1
        tick_ns = device.sending_ns()
        if life is not None:
            self.watch(device, life)
        if not self._helper.is_there():
            self._lose(0 if self._watched is None else self._watched.forget())
            return
        if self._turns % _STATUS_TURNS == 1:
            self._note()
        self._send(device, life, tick_ns, events)

    def watch(self, device: Device, life: Alive) -> None:
        """A life that begins: before its first tick, for all of it to be there."""
        watched = self._watched
        if not self.on or (watched is not None and watched.life is life):
            return
        if watched is not None:
            watched.let_go()
        self._watched = Watched(life, device)
        self._note()

    def status(self) -> Mapping[str, Any]:
        """Whether it writes, where, how many rows, how many were lost, what ended it, if anything.

        Empty of one that never was told to begin.
        """
        if not (self.on or self._told):
            return {}
        told = {"file": "", "rows": 0, "trouble": "", **self._told}
        return {**told, "lost": self.lost, "on": self.on, "ending": self._ending}

    def begin(self) -> None:
        """Write what happens from now on, and the rows that led there; nothing, if it does.

        Raises:
            IntentError: the recording before is not whole yet.
        """
        if self.on:
            return
        if self._ending:
            raise IntentError("the recording before is being written still; wanted a moment later")
        self.on, self._told, self._watched = True, {}, None
        self.lost = self._row = 0
        self._helper.hatch.send(self._settings)

    def cease(self) -> None:
        """Write no more; what waits is written, beside. Nothing, if it does not write."""
        if not self.on:
            return
        self._let_go()
        self._ending, self._end_told = True, False
        self._tell_end()
        self._note()

    def close(self) -> None:
        """Once all is written that waits, or nobody is left to write it."""
        self.cease()
        hatch, end_s = self._helper.hatch, time.monotonic() + _PATIENCE_S
        while self._ending and not hatch.closed and time.monotonic() < end_s:
            self._tell_end()
            self._hear()
            time.sleep(0.002)
        self._helper.close()
        self._note()

    def _begin(self) -> Begun:
        here, there = Hatch.pair()
        with there:
            command = [sys.executable, "-m", "kinesics_app.recording", str(there.fileno())]
            process = subprocess.Popen(command, pass_fds=[there.fileno()])
        self._ending = False
        if self.on:
            here.send(self._settings)
        if self._watched is not None:
            self._watched.begun = False  # it knows of none
        return here, process

    def _note(self) -> None:
        """How it goes, in the status of a life."""
        if self._watched is not None and isinstance(self._watched.life, Life):
            self._watched.life.recording = self.status()

    def _hear(self) -> None:
        for message in self._helper.hatch.receive(_MOST_A_TURN):
            if "failed" in message:
                self._fail(message["failed"])
                self._ending = False
            elif "recording" in message:
                self._told = message["recording"]
                self._ending = self._ending and not self._told.get("ended")
                if self._told["trouble"] and self.on:
                    self._fail(self._told["trouble"])
                if not self.on:
                    self._note()

    def _tell_end(self) -> None:
        """That no more comes: again, until there is room for it."""
        if self._ending and not self._end_told:
            self._end_told = self._helper.hatch.send({"end": True})

    def _fail(self, trouble: str) -> None:
        """It cannot go on; the robot can."""
        _log.error("it is recorded no longer: %s", trouble)
        self.cease()
        self._told = {**self._told, "trouble": trouble}
        self._note()

    def _let_go(self) -> None:
        """Of the life that it watches."""
        self.on = False
        if self._watched is not None:
            self._watched.let_go()

    def _send(
        self, device: Device, life: Alive | None, tick_ns: int, events: Sequence[Event]
    ) -> None:
        told: dict[str, Any] = {
            "n": self._message,
            "tick": tick_ns,
            "ahead": device.ahead_ns,
            "boot": device.boot_ns,
            "row": self._row,
            "sent": [],
            "shown": [],
        }
        more: list[bytes] = []
        if self._watched is not None and life is not None:
            more = self._take(self._watched, told, device)
        self._row += len(told["sent"])
        self._listen(told, device)
        if events:
            told["events"] = [event.as_map() for event in events]
        if life is not None and self._turns % _STATUS_TURNS == 0:
            told["status"] = life.status()
        if not self._tell(told):
            self._lose(len(told["sent"]))
        for data in more:
            self._tell({"n": self._message, "tick": tick_ns, "tracks": [data]})
        while self._watched is not None and self._watched.heard:
            self._say(self._watched.heard.popleft())

    def _take(self, watched: Watched, told: dict[str, Any], device: Device) -> list[bytes]:
        """Of a life: what went out and was shown, what its mixer was told, and who asked.

        Tracks that would make the message too large.
        """
        file, begins = self._told.get("file", ""), not watched.begun
        if begins:
            told["life"], told["sent"] = watched.begin(device.ahead_ns)
        else:
            told["sent"] = watched.sent()
        told["shown"] = watched.shown(device.clock.now_ns())
        tracks = watched.tracks(gains=begins or file != self._file)
        fit = sum(size <= _MOST_TRACKS for size in accumulate(map(len, tracks)))
        if fit:
            told["tracks"] = tracks[:fit]
        if asked := watched.asked():
            told["asked"] = asked
        self._file = file
        return tracks[fit:]

    def _listen(self, told: dict[str, Any], device: Device) -> None:
        """What the firmware told since, and counters."""
        latest = device.latest
        if latest is not None and latest.t_ns > self._latest_ns:
            self._latest_ns = latest.t_ns
            told["told"] = (latest.t_ns, latest.played.tobytes(), latest.measured.tobytes())
        if device.diagnostics and device.diagnostics[-1][0] > self._counted_ns:
            self._counted_ns, counted = device.diagnostics[-1]
            told["counted"] = dict(counted)

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
