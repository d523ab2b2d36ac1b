"""`Robot`: everything that a robot can be asked, as calls."""

from collections.abc import Callable, Mapping, Sequence
from operator import index
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.plan import Plan
from kinesics.closing import Closing
from kinesics.conversation.message import MOST_SOUND_BYTES
from kinesics.conversation.tools import intent_of_call
from kinesics.conversation.values import MOST_PHONES_AT_ONCE
from kinesics.errors import IntentError
from kinesics.motion.dial import RAMP_S
from kinesics_app.reference import Played
from kinesics_app.robot.exchange import ANSWER_S, Exchange
from kinesics_app.robot.expression_told import expression_told
from kinesics_app.robot.face import face
from kinesics_app.robot.feeling_told import feeling_told
from kinesics_app.robot.how import How
from kinesics_app.robot.link import Link
from kinesics_app.robot.place import place
from kinesics_app.robot.socket_link import SocketLink
from kinesics_app.robot.speech import SpeechApi
from kinesics_app.robot.wish import Wish
from kinesics_app.socket_path import socket_path

__all__ = ["Robot"]

F32 = NDArray[np.float32]

_FULL = 32767.0
_PLAIN = How()


class Robot(Closing):
    """A robot over a link. Each call returns once it is acknowledged; `Wish.wait` until it is over.

    A call that is refused raises IntentError with the robot's reason. What is told without a wish
    (`target`, `dial`, ...) is read before it is sent, and not waited for: what only this robot
    refuses, such as a behaviour that it has not, is raised by the next call that hears of it.
    """

    def __init__(self, link: Link) -> None:
        self.link = link
        self._exchange = Exchange(link)
        self.speech = SpeechApi(self)
        """Speech that is still being made, as `begin`, `push`, `mark`, `end`, `cancel`."""

    @classmethod
    def running(cls, socket: Path | None = None) -> "Robot":
        """The robot of a `kinesics run`, on its usual socket or on this one.

        Raises:
            IntentError: none listens there.
        """
        return cls(SocketLink(socket or socket_path()))

    @classmethod
    def twin(cls, robot: str = "humanoid", seed: int = 0, say_command: str = "") -> "Robot":
        """A twin in this process, in virtual time: it lives while this program waits for it.

        `say_command`: as of `kinesics run`, makes sound of what `say` is told as a text alone.
        """
        from kinesics_app.robot.twin_link import TwinLink  # the networks cost a second

        return cls(TwinLink(robot, seed, say_command))

    def say(
        self,
        sound: str | Path | F32 | None = None,
        how: How = _PLAIN,
        rate_hz: int = 16_000,
        **known: Any,
    ) -> Wish:
        """Speak a file, or samples (N,) -1..1 at `rate_hz`; None: `text`, by its synthesiser.

        `known`: `phones` (a file, or [(start_s, end_s, phone)] in `symbols`), `text`, `words`
        [(start_s, end_s, word)], `marks` {name: s}.

        Raises:
            IntentError: as `ask`; samples that are no floats, of several channels, or not finite;
                a text alone where no `say_command` is set, or that makes no sound of it.
        """
        told = {key: value for key, value in known.items() if value is not None}
        if isinstance(sound, np.ndarray):
            samples = _pcm16(sound)
            return self.ask("say", {"samples": samples, "rate_hz": rate_hz, **told}, how)
        file = {} if sound is None else {"file": str(Path(sound).absolute())}
        return self.ask("say", {**file, **told}, how)

    def say_on(self, how: How = _PLAIN, rate_hz: int = 16_000, **known: Any) -> Wish:
        """Speak what is still being made: `sound` brings it, and it is heard once that comes.

        `known`: `text`, `words`, `marks`, `phones` and their `symbols`, and `stream_s`: after so
        long without any sound it is over.
        """
        return self.ask("say", {"stream_s": 1.0, "rate_hz": rate_hz, **known}, how)

    def sound(self, wish: Wish, samples: F32, *, last: bool = False) -> None:
        """The next samples (N,) -1..1 of a `say_on`, as many as there are; `last`: the end.

        Raises:
            IntentError: integers, several channels, NaN; or the robot is gone.
        """
        sound = _pcm16(samples)
        for begin in range(0, max(len(sound), 1), MOST_SOUND_BYTES):
            end = begin + MOST_SOUND_BYTES
            over = last and end >= len(sound)
            piece = {"id": wish.id, "samples": sound[begin:end], "last": over}
            self.link.send({"sound": piece})

    def mark(self, wish: Wish, name: str, at_s: float) -> None:
        """Name a place of an utterance that is said or waits, `at_s` after its first sample.

        Whoever is anchored to a mark of a `say_on` that nobody has told of yet waits for it.
        """
        self.link.send({"mark": {"id": wish.id, "name": name, "at_s": float(at_s)}})

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

    def look_at(
        self,
        *at: float | str,
        style: str = "head",
        hold_s: float | None = None,
        how: How = _PLAIN,
    ) -> Wish:
        """Look at x, y, z [m], at yaw, pitch [rad], or at a target by its id.

        `style`: `eyes`, `head` or `body`; `hold_s` None: until something else.
        """
        held = {} if hold_s is None else {"hold_s": hold_s}
        return self.ask("look_at", {**place(*at), "style": style, **held}, how)

    def express(
        self,
        expression: str | Plan | Mapping[str, Any],
        hold_s: float | None = None,
        how: How = _PLAIN,
        detail: str = "whole",
    ) -> Wish:
        """Show a feeling or an expression, in English or as a typed plan.

        Under the id of one that goes on it refines that, from its beginning on. `detail` `coarse`:
        its emotions alone, until a plan brings the rest.
        """
        told: dict[str, Any] = {} if hold_s is None else {"hold_s": hold_s}
        if detail != "whole":
            told["detail"] = detail
        return self.ask("express", {**expression_told(expression), **told}, how)

    def feel(self, *feeling: float | str, hold_s: float | None = None, how: How = _PLAIN) -> Wish:
        """Feel a mixture, `happy:0.6+surprised:0.3`, or valence, arousal, dominance, -1..1 each.

        `hold_s` None: until another feeling, or until it is cancelled.
        """
        held = {} if hold_s is None else {"hold_s": hold_s}
        return self.ask("feel", {**feeling_told("mixture", *feeling), **held}, how)

    def gesture(self, concept: str, how: How = _PLAIN, **options: Any) -> Wish:
        """Make a gesture: `size` 0..1, `side`, `target_m` (x, y, z), `hold_s`."""
        return self.ask("gesture", {"concept": concept, **options}, how)

    def nod(self, times: int = 2, size: float = 0.5, how: How = _PLAIN) -> Wish:
        """Nod."""
        return self.ask("nod", {"times": times, "size": size}, how)

    def shake(self, times: int = 2, size: float = 0.5, how: How = _PLAIN) -> Wish:
        """Shake the head."""
        return self.ask("shake", {"times": times, "size": size}, how)

    def tilt(self, size: float = 0.5, how: How = _PLAIN) -> Wish:
        """Tilt the head to one side, and back."""
        return self.ask("tilt", {"size": size}, how)

    def posture(self, name: str, how: How = _PLAIN) -> Wish:
        """Settle into a posture."""
        return self.ask("posture", {"name": name}, how)

    def be(self, state: str, how: How = _PLAIN) -> Wish:
        """Be seen to be `idle`, `listening`, `thinking`, `speaking` or `asleep`."""
        return self.ask("be", {"state": state}, how)

    def quiet(self, servos: str = "hushed", how: How = _PLAIN) -> Wish:
        """Move so that a microphone hears others, while it does not speak; `free`: no longer."""
        return self.ask("quiet", {"servos": servos}, how)

    def stop(self) -> Wish:
        """Brake at the limits and stay; only a person frees the robot again."""
        return self.ask("stop", {})

    def cancel(self, wish: Wish | str) -> Wish:
        """End something that was asked for."""
        return self.ask("cancel", {"intent": wish if isinstance(wish, str) else wish.id})

    def barge_in(self) -> Mapping[str, Any] | None:
        """Stop speaking, with all that waits to be said and all that was anchored to it.

        What was heard of what was being said, as `kinesics.conversation.heard.Heard`; None:
        nothing was being said.
        """
        wish = self.ask("barge_in", {})
        wish.wait(ANSWER_S)
        return wish.heard

    def reset(self) -> Wish:
        """End everything that anybody asked for."""
        return self.ask("reset", {})

    def target(
        self, ident: str, position_m: Sequence[float], confidence: float = 1.0, ttl_s: float = 1.0
    ) -> None:
        """Tell where somebody (`person:1`) or something is, as often as it is known."""
        place_m = [float(one) for one in position_m]
        told = {"id": ident, "position_m": place_m, "confidence": confidence, "ttl_s": ttl_s}
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
        piece = {"samples": _pcm16(samples), "rate_hz": index(rate_hz), **dated}
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

    def behaviour(self, name: str, *, on: bool, ramp_s: float = 0.5) -> None:
        """Have a behaviour (`blink`, `gaze`, ...) show, or show nothing, faded in 0.1..2 s."""
        self._exchange.tell({"behaviour": {"name": name, "on": on, "ramp_s": ramp_s}})

    def trim(self, trim_ms: float) -> None:
        """Tell how much later its sound is heard than its output says, -200..200 ms."""
        self._exchange.tell({"trim": {"ms": float(trim_ms)}})

    def reference(self, hear: Callable[[Played], None]) -> None:
        """Have `hear` called, whenever this program waits for anything, with what is played.

        Block by block, as the loudspeaker gets it: the reference of an echo canceller.

        Raises:
            IntentError: nothing is played there.
        """
        self._exchange.answer("reference")
        self._exchange.hear_played = hear

    def tools(self) -> Sequence[Mapping[str, Any]]:
        """What this robot can do, as JSON schemas that a language model can call."""
        tools: Sequence[Mapping[str, Any]] = self._exchange.answer("tools")
        return tools

    def status(self) -> Mapping[str, Any]:
        """How it is."""
        status: Mapping[str, Any] = self._exchange.answer("status")
        return status

    def ask(self, kind: str, parameters: Mapping[str, Any], how: How = _PLAIN) -> Wish:
        """Ask for anything of `kinesics/conversation/kinds.toml`.

        Raises:
            IntentError: it is refused, with the reason.
        """
        told = {
            "kind": kind,
            "id": how.id or self._exchange.new_id(),
            "parameters": _plain(parameters),
        }
        return self._exchange.ask({**told, **how.as_map()})

    def call(self, name: str, given: Mapping[str, Any]) -> Wish:
        """What a language model means that calls one of `tools()` with this input.

        Raises:
            IntentError: it is refused, with the reason: for the model to read.
        """
        return self._exchange.ask(intent_of_call(name, given, self._exchange.new_id()))

    def wait(self, seconds: float) -> None:
        """Let so much of the robot's time pass."""
        self._exchange.wait_until(lambda: False, seconds)

    def close(self) -> None:
        """Leave the robot; it goes on with what it was asked. Twice is fine."""
        self.link.close()


def _pcm16(samples: F32) -> bytes:
    samples = np.asarray(samples)
    if samples.ndim != 1 or samples.dtype.kind != "f" or not np.isfinite(samples).all():
        raise IntentError(
            f"sound: samples are {samples.dtype} of shape {samples.shape}, or not all finite; "
            "wanted (N,) of floats -1 to 1"
        )
    return np.round(np.clip(samples, -1.0, 1.0) * _FULL).astype("<i2").tobytes()


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _numbers(values: Sequence[float] | None) -> list[float] | None:
    return None if values is None else [float(one) for one in values]


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as a wire has them: lists, no tuples."""
    return {
        name: [*map(_listed, value)] if isinstance(value, tuple | list) else value
        for name, value in parameters.items()
    }


def _listed(value: Any) -> Any:
    return [*value] if isinstance(value, tuple) else value
