"""`Senses`: the eyes and ears that a run has, begun, opened, heard and told of together."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from kinesics.closing import Closing
from kinesics.rig.rig import Rig
from kinesics_app.ears.keeper import Ears, ears_of
from kinesics_app.ears.piece import piece_of
from kinesics_app.eyes.keeper import Eyes, eyes_of
from kinesics_app.life.life import Life
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.sound.reference import Reference

__all__ = ["Senses"]


@dataclass(frozen=True)
class Senses(Closing):
    """Each may be missing."""

    eyes: Eyes | None = None
    ears: Ears | None = None

    @classmethod
    def of(cls, request: RunRequest, rig: Rig, reference: Reference | None) -> "Senses":
        """What a run asks for, begun but not open yet; `reference`: what is played here, if any."""
        with ExitStack() as stack:
            eyes = eyes_of(request, rig)
            if eyes is not None:
                stack.enter_context(eyes)
            senses = cls(eyes, ears_of(request, rig, reference))
            stack.pop_all()
        return senses

    def open(self) -> None:
        """Wait until they are there.

        Raises:
            IntentError: one cannot be, with the reason.
        """
        for one in (self.eyes, self.ears):
            if one is not None:
                one.open()

    def receive(self) -> Iterator[dict[str, Any]]:
        """What was seen and heard since the last tick, as messages that a life hears."""
        for one in (self.eyes, self.ears):
            if one is not None:
                yield from one.receive()

    def follow(self, life: Life) -> None:
        """After a tick: what it makes of the robot may be heard."""
        if self.ears is None:
            return
        if life.loop.rows:
            row = life.loop.rows[-1]
            self.ears.follow(row.t_ns, row.sent)
        if self.ears.is_given and life.around.listening.given is None:
            life.around.listening.be_given()
        while life.around.listening.given:
            self.ears.give(piece_of(life.around.listening.given.popleft()))

    def tell(self, life: Life) -> None:
        """Have `life` know how they are, for whoever asks it."""
        if self.eyes is not None:
            life.around.seeing.camera = self.eyes.status()
        if self.ears is not None:
            life.around.listening.microphone = self.ears.status()

    def close(self) -> None:
        """Neither see nor hear any more; twice is fine."""
        for one in (self.eyes, self.ears):
            if one is not None:
                one.close()
