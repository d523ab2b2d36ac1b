"""`Watched`: a life that is recorded, and what its loop keeps for that."""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import takewhile
from typing import Any

import numpy as np

from kinesics.record import intake_file
from kinesics.record.intake import AskedFor, Intake, Turned
from kinesics.signals import Speech, Turn
from kinesics_app.device.device import Device
from kinesics_app.life.health import Alive
from kinesics_app.recording.dated import Dated, Sent

__all__ = ["Watched"]

_LEAD_IN = (300, 100_000)
"""Rows and bytes of the past with which a recording begins that begins in the midst of motion:
a replay comes from rest, and is where the robot was long before they are over."""

_Shown = tuple[int, bytes, bytes, bytes]


class Watched:
    """Owned by the thread that moves the robot; nothing is kept any more once it is `let_go`."""

    def __init__(self, life: Alive, device: Device) -> None:
        self.life = life
        self.heard: deque[Speech] = deque()
        """Its speech, since it was taken."""
        loop = life.loop
        self._sends, self._asked = Dated(device.sending_ns), deque[AskedFor]()
        self._last_asked: AskedFor | None = None
        loop.sends, loop.heard, loop.asked = self._sends, self.heard, self._asked
        self._own = Intake([], np.empty(0))
        if loop.intake is None:
            loop.intake = self._own
        self._known = 0  # of what a loop keeps for others, too: told already
        self._unborn = not loop.rows
        self._shown_ns = 0 if self._unborn else device.clock.now_ns()
        self.begun = False
        """Whether its begin was told to who writes."""

    def let_go(self) -> None:
        """Its loop keeps nothing for this any more."""
        loop = self.life.loop
        loop.sends = loop.heard = loop.asked = None
        if loop.intake is self._own:
            loop.intake = None

    def begin(self, ahead_ns: int) -> tuple[Mapping[str, Any], list[Sent]]:
        """How it is mixed and where it was, and the rows with which a file of it begins."""
        self.begun = True
        loop, (most, room) = self.life.loop, _LEAD_IN
        layers = json.dumps([asdict(layer) for layer in loop.body.mixer.layers])
        went = self._sends.taken()
        if self._unborn and loop.pose is not None:
            return {"layers": layers, "pose": json.dumps(loop.pose.tolist()), "lead_in": 0}, went
        rows = [*loop.rows][-min(most, room // loop.rows[-1].sent.nbytes) :]
        pose = json.dumps(rows[-1].sent.tolist())
        led = [(row.t_ns, row.t_ns - ahead_ns, row.sent.tobytes()) for row in rows]
        return {"layers": layers, "pose": pose, "lead_in": len(led)}, led

    def forget(self) -> int:
        """Nobody is there to tell what was kept since; how many rows that were."""
        lost = len(self._sends.taken())
        self.tracks(gains=False)
        self._asked.clear()
        self.heard.clear()
        return lost

    def sent(self) -> list[Sent]:
        """What went out since this was asked last, in its order."""
        return self._sends.taken()

    def shown(self, now_ns: int) -> list[_Shown]:
        """The rows that are executed by now, and were not told yet."""
        since_ns = self._shown_ns
        rows: list[_Shown] = []
        for row in takewhile(lambda row: row.t_ns > since_ns, reversed(self.life.loop.rows)):
            if row.t_ns <= now_ns:
                channels, asked, sent = row.channels, row.asked, row.sent
                rows.append((row.t_ns, channels.tobytes(), asked.tobytes(), sent.tobytes()))
        if rows:
            self._shown_ns = rows[0][0]
        return rows[::-1]

    def tracks(self, *, gains: bool) -> list[bytes]:
        """What its mixer was told since this was asked last; `gains`: and how its dials are."""
        loop = self.life.loop
        intake = loop.intake or self._own
        taken = intake.taken[self._known :]
        if intake is self._own:
            intake.taken.clear()
        self._known = len(intake.taken)
        if gains and not self._unborn:
            t_ns = loop.rows[-1].t_ns
            told = loop.body.mixer.gains.items()
            taken = [*(Turned(t_ns, Turn(t_ns, dial, gain)) for dial, gain in told), *taken]
        self._unborn = False
        messages = intake_file.intake_messages(Intake([], intake.pose, taken))
        return [data for _, data in messages]

    def asked(self) -> Sequence[tuple[int, str, str]]:
        """What was asked of the body since this was asked last; not again what is asked for on."""
        told = []
        while self._asked:
            one = self._asked.popleft()
            last, self._last_asked = self._last_asked, one
            if last is None or (one.source, one.what) != (last.source, last.what):
                told.append((one.t_ns, one.source, one.what))
        return told
