"""`Ears`: the process that hears a microphone, as the robot's sees it; begun again if it dies."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.closing import Closing
from kinesics.errors import IntentError
from kinesics.rig.motor_sound import MotorRows
from kinesics.rig.rig import Rig
from kinesics_app.ears.piece import Piece
from kinesics_app.senses.sense import Organ, Sense
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.sound.reference import Reference

__all__ = ["GIVEN", "EarSettings", "Ears", "ears_given", "ears_of"]

F64 = NDArray[np.float64]

GIVEN = "given"
"""In place of a microphone: pieces of sound are given by whoever has the ears."""

_EARS = Organ(
    "kinesics_app.ears",
    "microphone",
    "the ears' process ended: nobody is heard until it is there again",
    "the ears cannot hear",
    "no microphone could be heard",
)
_MOST_A_TICK = 4
_MOVES_AT_ONCE = 4  # rows are told of 100 ms before they are heard


@dataclass(frozen=True, slots=True)
class EarSettings:
    """What its process is told."""

    microphone: str
    delay_ms: float


def ears_of(request: RunRequest, rig: Rig, reference: Reference | None) -> "Ears | None":
    """Ears at the microphone of a run, begun but not open yet; None: it has none.

    `reference`: what is played here; None: nothing is.
    """
    return _ears(request, rig, request.microphone, reference) if request.microphone else None


def ears_given(request: RunRequest, rig: Rig, reference: Reference | None = None) -> "Ears":
    """Ears that are given pieces of sound."""
    return _ears(request, rig, GIVEN, reference)


def _ears(request: RunRequest, rig: Rig, microphone: str, reference: Reference | None) -> "Ears":
    try:
        microphone.encode()
    except UnicodeEncodeError as error:
        raise IntentError(
            f"ears: a microphone named {microphone!a}; wanted a name in UTF-8"
        ) from error
    tap = None if reference is None else reference.branch()
    return Ears(EarSettings(microphone, request.microphone_delay_ms), MotorRows(rig), tap)


class Ears(Closing):
    """Hands on how surely somebody speaks, and nothing else of what is heard."""

    def __init__(
        self, settings: EarSettings, motors: MotorRows, reference: Reference | None
    ) -> None:
        """Begun, but not open yet. `reference`: what goes to the loudspeaker, for it alone."""
        self.sense = Sense(_EARS, lambda: asdict(settings))
        self.is_given = settings.microphone == GIVEN
        self._motors = motors
        self._reference = reference
        self._moves: list[tuple[int, float]] = []

    def open(self) -> None:
        """Wait until it hears: a second, for a robot that does not move yet.

        Raises:
            IntentError: it cannot, with the reason.
        """
        self.sense.open()

    def receive(self) -> Iterator[dict[str, Any]]:
        """What was heard since the last tick, as messages that a life hears."""
        self._hand_on()
        yield from self.sense.receive(_MOST_A_TICK)

    def follow(self, t_ns: int, sent: F64) -> None:
        """Joints are to be at `sent` (J,) at `t_ns`: that is heard, too."""
        power = self._motors.follow(t_ns, sent)
        if power is not None:
            self.note(t_ns, power)

    def note(self, t_ns: int, power: float) -> None:
        """How loudly its joints move at `t_ns`, as `MotorSound.power_of`."""
        self._moves.append((t_ns, power))
        if len(self._moves) >= _MOVES_AT_ONCE:
            self.sense.send({"moves": self._moves})
            self._moves = []

    def give(self, piece: Piece) -> bool:
        """Have it hear a piece; whether it has room for that."""
        samples = np.ascontiguousarray(piece.samples, "<f4")
        told = {"t_ns": piece.t_ns, "rate_hz": piece.rate_hz, "shape": [*samples.shape]}
        return self.sense.send({"given": {**told, "samples": samples.tobytes()}})

    def status(self) -> Mapping[str, Any]:
        """How the microphone is: plain values by name."""
        return self.sense.status()

    def close(self) -> None:
        """Hear no more; twice is fine."""
        self.sense.helper.close()

    def _hand_on(self) -> None:
        """What went to the loudspeaker since the last tick."""
        if self._reference is not None:
            for block in self._reference.take():
                self.sense.send({"played": block.as_map()})
