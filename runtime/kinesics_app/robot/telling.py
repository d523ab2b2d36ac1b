"""`Telling`: what a robot is told without being asked for anything."""

from collections.abc import Sequence
from operator import index

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.dial import RAMP_S
from kinesics_app.robot.asking import Asking
from kinesics_app.robot.face import face
from kinesics_app.robot.feeling_told import feeling_told
from kinesics_app.robot.pcm import pcm16

__all__ = ["Telling"]

F32 = NDArray[np.float32]


class Telling(Asking):
    """The world around it, and how it is to be; none of it is waited for."""

    def target(
        self, ident: str, position_m: Sequence[float], confidence: float = 1.0, ttl_s: float = 1.0
    ) -> None:
        """Tell where somebody (`person:1`) or something is, as often as it is known."""
        told = {"id": ident, "position_m": position_m, "confidence": confidence, "ttl_s": ttl_s}
        self._exchange.tell({"target": told})

    def faces(self, seen: Sequence[Sequence[float]], t_ns: int | None = None) -> None:
        """Tell all faces that its camera saw in a picture; none is news, too.

        Each: yaw (left is positive) and pitch (down is) from the camera [rad], distance [m], and
        how surely it is one, 0..1. `t_ns`: when it was taken, by `time.monotonic_ns()`; None: now.

        Raises:
            IntentError: faces that are none, or more than sixteen; TypeError: a date that is no
                integer.
        """
        told = [face(one) for one in seen]
        dated = {} if t_ns is None else {"t_ns": index(t_ns)}
        self._exchange.tell({"faces": {"seen": told, **dated}})

    def microphone(self, samples: F32, rate_hz: int = 16_000, t_ns: int | None = None) -> None:
        """Give the ears of a `kinesics run --microphone given` what a microphone heard.

        (N,) -1..1, 2 s of 16 kHz at most. `t_ns`: when the first was heard, by
        `time.monotonic_ns()`; None: the last, now.

        Raises:
            IntentError: integers, several channels, NaN, too much or nothing; TypeError: a date
                that is no integer.
        """
        dated = {} if t_ns is None else {"t_ns": index(t_ns)}
        piece = {"samples": pcm16(samples), "rate_hz": index(rate_hz), **dated}
        self._exchange.tell({"microphone": piece})

    def partner(self, speaks: float) -> None:
        """Tell how surely, 0..1, whoever it talks with speaks, whenever that changes."""
        self._exchange.tell({"partner": {"speaks": float(speaks)}})

    def base(
        self,
        roll_rad: float | None = None,
        pitch_rad: float | None = None,
        *,
        acceleration_m_s2: Sequence[float] | None = None,
        turns_rad_s: Sequence[float] | None = None,
        t_ns: int | None = None,
    ) -> None:
        """Tell how its base leans (REP-103), 20 to 100 times a second: gaze and head stay level.

        Where an inertial sensor tells no roll and pitch, what it accelerates by, which is upwards
        at rest. `turns_rad_s`: about its x, y and z. `t_ns`: when that was, by
        `time.monotonic_ns()`; None: now. Half a second after the last it is let go.
        """
        told = {
            "roll_rad": _number(roll_rad),
            "pitch_rad": _number(pitch_rad),
            "acceleration_m_s2": _numbers(acceleration_m_s2),
            "turns_rad_s": _numbers(turns_rad_s),
            "t_ns": None if t_ns is None else int(t_ns),
        }
        self._exchange.tell({"base": {name: one for name, one in told.items() if one is not None}})

    def event(self, *what: float | str, **how: float) -> None:
        """Tell of an event: its name, such as `gratitude`, or the push in VAD that it gives.

        `how`: `intensity` of one by name, 0..1; `half_life_s`, 0.5..600, in which what is felt of
        it halves. It lives on in the mood.
        """
        given = {name: float(one) for name, one in how.items()}
        self._exchange.tell({"event": {**feeling_told("name", *what), **given}})

    def hint(self, source: str, *feeling: float | str, confidence: float = 0.5) -> None:
        """Suggest what it may feel, as `feel` has it, with a confidence 0..1.

        Of one `source` (`text`, `face`) the newest counts, and fades in some seconds; a `feel`
        goes before it.
        """
        told = {"source": source, **feeling_told("feeling", *feeling)}
        self._exchange.tell({"hint": {**told, "confidence": float(confidence)}})

    def persona(self, **dials: float) -> None:
        """How lively it is: `extraversion`, `warmth`, `energy`, 0..1 each; 0.5 is as authored."""
        self._exchange.tell({"persona": dials})

    def dial(self, name: str, gain: float, ramp_s: float = RAMP_S) -> None:
        """Scale `lips`, `expression`, `pose` or `face` by `gain`, 0..2, from about now on.

        It takes `ramp_s`, 0.1..2; 1 is as it comes.
        """
        self._exchange.tell({"dial": {"name": name, "gain": gain, "ramp_s": ramp_s}})

    def behaviour(
        self, name: str, *, on: bool | None = None, gain: float | None = None, ramp_s: float = 0.5
    ) -> None:
        """Have a behaviour (`blink`, `gaze`, ...) show, or show nothing, faded in 0.1..2 s.

        `gain`: how much of what it wants is shown, 0..2; while it is off, once it is on again.
        """
        told = {"on": on, "gain": gain}
        wanted = {key: value for key, value in told.items() if value is not None}
        self._exchange.tell({"behaviour": {"name": name, **wanted, "ramp_s": ramp_s}})

    def trim(self, trim_ms: float) -> None:
        """Tell how much later its sound is heard than its output says, -200..200 ms."""
        self._exchange.tell({"trim": {"ms": float(trim_ms)}})


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _numbers(values: Sequence[float] | None) -> list[float] | None:
    return None if values is None else [float(one) for one in values]
