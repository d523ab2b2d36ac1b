"""`ThinkerThread`: a department that thinks in a thread of its own, fifty times a second."""

import gc
import threading
from collections.abc import Callable
from typing import Any

from kinesics.conversation.message import SoundPiece
from kinesics.conversation.told_phones import PhonesTold
from kinesics.errors import KinesicsError
from kinesics.rig.load import load_rig
from kinesics_app.afar.departments import DEPARTMENTS, of_department
from kinesics_app.afar.packet_desk import PacketDesk
from kinesics_app.clock import MonotonicClock
from kinesics_app.run.run import cast_for
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.speech.prepared import Prepared
from kinesics_app.threads.thinker import Thinker, Thought
from kinesics_app.tick.delays import Delays, mouth_lag_ms

__all__ = ["ThinkerThread"]

_PERIOD_NS = 20_000_000
_TIDY = 100  # steps

Publish = Callable[[Thought], None]
"""Called after every step, also of one that thought of nothing; must not wait."""


class ThinkerThread:
    """Opened once, begun and ended as often as one likes; every begin is a new mind."""

    def __init__(
        self, department: str, origin: str, request: RunRequest, transport_ms: float
    ) -> None:
        """Nothing is opened yet; KinesicsError: an unknown robot, delays that cannot be."""
        self.desk = PacketDesk(origin, DEPARTMENTS[department].hears)
        self.rig = load_rig(request.robot)
        self.fetch: Callable[[], None] = lambda: None
        """Called before every step, in its thread: brings to the desk what came since."""
        self.skip: Callable[[], None] = lambda: None
        """Called when it begins: drops what came before."""
        self.rate_hz = 0
        """Of the sounds that it says."""
        self.trouble = ""
        """What ended it, if nobody did."""
        self._department = department
        self._request = request
        self._transport_ms = transport_ms
        self._delays = Delays(request.lookahead_ms, request.lead_ms, mouth_lag_ms(self.rig))
        self._thinker: Thinker | None = None
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Verify and open the networks: seconds; KinesicsError: one is not what its card says."""
        thinks = DEPARTMENTS[self._department].thinks
        character = of_department(cast_for(self.rig, self._request, thinks), self._department)
        character.rehearse()
        self.rate_hz = character.sample_rate_hz
        self._thinker = Thinker(self.rig, character, self._delays, self._transport_ms)

    def begin(self, publish: Publish) -> None:
        """Think from now on."""
        self.end()
        if self._thinker is None:
            self.open()
        self._ending.clear()
        self._thread = threading.Thread(
            target=self._think, args=(publish,), name=self._department, daemon=True
        )
        self._thread.start()

    def end(self) -> None:
        """Think no more; the motion of its last tracks fades in the mixer. Twice is fine."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = self._thinker = None

    def retell(self, request: RunRequest) -> None:
        """Think as this says, at once, as `Thinker.retell` has it, or when it is begun.

        Raises:
            KinesicsError: as there; nothing has changed.
        """
        if self._thinker is not None:
            self._thinker.retell(self._request, request)
        self._request = request

    @property
    def died(self) -> dict[str, str]:
        """Behaviours and analysers that raised, and what."""
        return {} if self._thinker is None else dict(self._thinker.died)

    def expect(self, ident: str, prepared: Prepared) -> None:
        """A sound that will be said when the mixer says so."""
        if self._thinker is not None:
            self._thinker.expect(ident, prepared)

    def open_stream(self, ident: str, rate_hz: int, stream_s: float, symbols: str) -> None:
        """An utterance of which pieces follow, said when the mixer says so: as `Thinker.open`.

        Raises:
            IntentError: one of that id is said.
        """
        if self._thinker is not None:
            self._thinker.open(ident, rate_hz, stream_s, symbols)

    def push(self, piece: SoundPiece) -> bool:
        """As `Thinker.push`; IntentError: nothing of that id is open."""
        return self._thinker is not None and self._thinker.push(piece)

    def tell(self, told: PhonesTold) -> None:
        """As `Thinker.tell`; IntentError: nothing of that id is open, or they cannot be."""
        if self._thinker is not None:
            self._thinker.tell(told)

    def waits(self, ident: str) -> bool:
        """As `Thinker.waits`."""
        return self._thinker is not None and self._thinker.waits(ident)

    @property
    def said(self) -> dict[str, Any]:
        """What became of what it says, as `Life.status` has it: sound and phones that were late."""
        if self._thinker is None:
            return {}
        gaps_s, phones = self._thinker.gaps_s, dict(self._thinker.phone_counts)
        return {"speech_gaps_s": round(gaps_s, 3), "phones": phones}

    def _think(self, publish: Publish) -> None:
        thinker, clock = self._thinker, MonotonicClock()
        assert thinker is not None  # it was opened
        next_ns = clock.now_ns()
        steps = 0
        self.skip()
        self.desk.take()
        try:
            while not self._ending.is_set():
                self.fetch()
                publish(thinker.step(clock.now_ns(), self.desk.take()))
                steps += 1
                if steps % _TIDY == 0:
                    gc.collect(0)
                next_ns = max(next_ns + _PERIOD_NS, clock.now_ns())
                clock.wait_until(next_ns)
        except KinesicsError as error:
            self.trouble = str(error)
