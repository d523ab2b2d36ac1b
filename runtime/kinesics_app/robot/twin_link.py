"""`TwinLink`: to a twin in this process, in virtual time: it lives while somebody waits for it."""

import tempfile
import time
from collections import deque
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kinesics.conversation.complaint import complaint, utterance_of
from kinesics.conversation.event import Event
from kinesics.conversation.intent import Intent
from kinesics.conversation.message import read_message
from kinesics.errors import IntentError, KinesicsError
from kinesics.inference.backend import AUTO
from kinesics.rig.load import load_rig
from kinesics_app.character.casting import Casting
from kinesics_app.character.character import cast
from kinesics_app.device.device import Device
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.speech.prepared import with_sound
from kinesics_app.speech.synthesiser import Synthesiser
from kinesics_app.tick.delays import Delays, mouth_lag_ms

__all__ = ["TwinLink"]

_KEPT_TICKS = 6000


class TwinLink:
    """A `Link` to a robot of its own, whose seconds pass as fast as this machine goes."""

    def __init__(self, robot: str, seed: int, say_command: str = "", gestures: str = "") -> None:
        """Brings the twin up; `say_command` makes sound of a text, as `Synthesiser` has it.

        `gestures`: folder of its own gestures and imported motion; empty: none.

        Raises:
            KinesicsError: no such robot, a rig that cannot be, a command or folder that is none.
        """
        self._synthesiser = Synthesiser(say_command)
        rig = load_rig(robot)
        delays = Delays(80.0, 100.0, mouth_lag_ms(rig))
        character = cast(rig, Casting(80, AUTO, seed, gestures=gestures))
        self._open = ExitStack()
        self._closed = False
        self.device: Device = self._open.enter_context(open_device("twin", rig, live=False))
        """For whoever wants to see what was played, since the last full minute."""
        self.folder = Path(self._open.enter_context(tempfile.TemporaryDirectory()))
        self._rate_hz = character.sample_rate_hz
        pose = self.device.bring_up(delays.ahead_ns, TICK_NS)
        self.life = Life((rig, pose, self.device), character, delays)
        """For whoever wants to see what was decided."""
        if self._synthesiser.is_known:
            self.life.say_texts()
        self.took_s = 0.0
        """What the last tick took of a processor, without what a twin takes."""
        self._told: deque[Mapping[str, Any]] = deque()

    def now_ns(self) -> int:
        """Robot time, which is virtual."""
        return self.device.clock.now_ns()

    def send(self, message: Mapping[str, Any]) -> None:
        """As `Link.send`; what cannot be is told as the door of a running robot would.

        Raises:
            IntentError: it was closed.
        """
        self._check_open()
        whole = dict(message)
        try:
            said = read_message(whole, self.now_ns())
            streams = isinstance(said, Intent) and "stream_s" in said.parameters
            if isinstance(said, Intent) and said.kind == "say" and not streams:
                whole = with_sound(
                    whole, said.parameters, self.folder, self._rate_hz, self._synthesiser.make
                )
            answer = self.life.hear(whole, self.now_ns())
        except KinesicsError as error:
            ident = message.get("intent", {}).get("id")
            refused = Event(ident or "", "refused", self.now_ns(), str(error)).as_map()
            of = utterance_of(message)
            self._told.append(refused if ident else complaint(str(error), of))
        else:
            if answer is not None:
                self._told.append(answer)

    def receive(self, timeout_s: float) -> Mapping[str, Any] | None:
        """As `Link.receive`: the twin lives until there is something, or for `timeout_s`.

        Raises:
            IntentError: it was closed.
        """
        self._check_open()
        end_ns = self.now_ns() + round(timeout_s * 1e9)
        while not self._told and self.now_ns() < end_ns:
            self.tick()
        return self._told.popleft() if self._told else None

    def tick(self) -> None:
        """Live on for a tick."""
        tick_ns = self.device.next_tick_ns
        self.device.clock.wait_until(tick_ns)
        begun_s = time.thread_time()
        tick_ns = self.life.tick(tick_ns)
        self.took_s = time.thread_time() - begun_s
        self.device.poll()
        self.device.next_tick_ns = tick_ns + TICK_NS
        if self.life.ticks % _KEPT_TICKS == 0:
            self.device.forget()  # a trace of 40 MB a minute
        self._told += [event.as_map() for event in self.life.events()]

    def close(self) -> None:
        """As `Link.close`."""
        self._closed = True
        self._open.close()

    def _check_open(self) -> None:
        if self._closed:
            raise IntentError("this twin was closed, at the end of its `with`; begin another")
