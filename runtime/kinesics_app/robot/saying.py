"""`Saying`: what a robot is given to say, whole or while it is made."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.message import MOST_SOUND_BYTES
from kinesics.conversation.values import MOST_PHONES_AT_ONCE
from kinesics_app.robot.asking import PLAIN, Asking
from kinesics_app.robot.how import How
from kinesics_app.robot.pcm import pcm16
from kinesics_app.robot.wish import Wish

__all__ = ["Saying"]

Samples = NDArray[np.float32] | NDArray[np.int16]


class Saying(Asking):
    """Speech, and what is known of it."""

    def say(
        self,
        sound: str | Path | Samples | None = None,
        how: How = PLAIN,
        rate_hz: int = 16_000,
        **known: Any,
    ) -> Wish:
        """Speak a file, or samples (N,), -1..1 or int16, at `rate_hz`; None: `text` alone.

        `known`: `phones` (a file, or [(start_s, end_s, phone)] in `symbols`), `text`, `words`
        [(start_s, end_s, word)], `marks` {name: s}, `dials` ["face=1.5@really"].

        Raises:
            IntentError: as `ask`; samples that are neither floats nor int16, of several channels,
                or not finite; a text alone where no `say_command` is set, or that makes no sound.
        """
        told = {key: value for key, value in known.items() if value is not None}
        if isinstance(sound, np.ndarray):
            samples = pcm16(sound)
            return self.ask("say", {"samples": samples, "rate_hz": rate_hz, **told}, how)
        file = {} if sound is None else {"file": str(Path(sound).absolute())}
        return self.ask("say", {**file, **told}, how)

    def say_on(self, how: How = PLAIN, rate_hz: int = 16_000, **known: Any) -> Wish:
        """Speak what is still being made: `sound` brings it, and it is heard once that comes.

        `known`: `text`, `words`, `marks`, `dials`, `phones` and their `symbols`, and `stream_s`:
        after so long without any sound it is over.
        """
        return self.ask("say", {"stream_s": 1.0, "rate_hz": rate_hz, **known}, how)

    def sound(self, wish: Wish, samples: Samples, *, last: bool = False) -> None:
        """The next samples (N,), -1..1 or int16, of a `say_on`, however many; `last`: the end.

        Raises:
            IntentError: other integers, several channels, NaN; what was told of it before was
                refused, as once it is over; or the robot is gone.
        """
        self._exchange.complain(wish.id)
        sound = pcm16(samples)
        for begin in range(0, max(len(sound), 1), MOST_SOUND_BYTES):
            end = begin + MOST_SOUND_BYTES
            over = last and end >= len(sound)
            piece = {"id": wish.id, "samples": sound[begin:end], "last": over}
            self.link.send({"sound": piece})

    def mark(self, wish: Wish, name: str, at_s: float) -> None:
        """Name a place of an utterance that is said or waits, `at_s` after its first sample.

        Whoever is anchored to a mark of a `say_on` that nobody has told of yet waits for it.

        Raises:
            IntentError: at once, of no name, or a time that cannot be.
        """
        self._exchange.tell({"mark": {"id": wish.id, "name": name, "at_s": float(at_s)}})

    def phones(self, wish: Wish, told: Sequence[tuple[float, float, str]]) -> None:
        """The next phones of a `say_on`: start, end [s] from its first sample, and symbol.

        They decide the lips that are not due yet; of which symbols, `say_on` is told (`symbols`).
        """
        listed = [[float(start_s), float(end_s), one] for start_s, end_s, one in told]
        for begin in range(0, len(listed), MOST_PHONES_AT_ONCE):
            some = listed[begin : begin + MOST_PHONES_AT_ONCE]
            self._exchange.tell({"phones": {"id": wish.id, "phones": some}})

    def heard(self, wish: Wish, sample: int, t_ns: int) -> None:
        """Report, where another than the robot plays its sound, what is heard of an utterance.

        Its `sample`, from 0 at the rate of its `say`, is heard at robot time `t_ns`, which on this
        computer is `time.monotonic_ns()`. A report that jumps is refused: see `status()`.
        """
        self.link.send({"heard": {"id": wish.id, "sample": int(sample), "t_ns": int(t_ns)}})
