"""`Asks`: random intents of every kind that a robot can do, the same for the same seed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kinesics.conversation.kinds import KINDS
from kinesics.conversation.skill import Skill

__all__ = ["SOUND_HZ", "Asks"]

_TEXTS = (
    "happy",
    "sad",
    "surprised",
    "angry, frowning",
    "slightly worried but hopeful, eyes away",
    "a smirk, then a frown",
    "nods twice, smiling",
)
_SOUND_S = 0.8
_MOST = 2.0  # beyond the least of what must be told: a minute would be longer than all of it
SOUND_HZ = 16_000


class Asks:
    """Makes the map of an intent, with parameters drawn within what its kind takes."""

    def __init__(self, skills: Mapping[str, Skill], seed: int) -> None:
        self._skills = skills
        self.kinds = [name for name in skills if not KINDS[name].streams]
        """What is asked for; who plans joints asks anew all the time, and waits for no seam."""
        self._random = np.random.default_rng((seed, 0x1A7E))
        self._made = 0

    def ask(self, underway: Sequence[str]) -> dict[str, Any]:
        """One of the robot's kinds; now and then the end of one that is under way, or of all."""
        kind = self._one([*self.kinds, "cancel", "reset"])
        if kind == "cancel" and not underway:
            kind = "reset"
        self._made += 1
        parameters = self._parameters(kind, underway)
        return {"id": f"ask-{self._made}", "kind": kind, "parameters": parameters}

    def _parameters(self, kind: str, underway: Sequence[str]) -> dict[str, Any]:
        special: dict[str, Callable[[], dict[str, Any]]] = {
            "cancel": lambda: {"intent": self._one(underway)},
            "express": lambda: {"text": self._one(_TEXTS)},
            "feel": lambda: {"vad": self._random.uniform(-0.6, 0.6, 3).tolist()},
            "say": lambda: {"samples": self._sound()},
            "look_at": lambda: {"point_m": self._point(), "style": self._one(_styles())},
        }
        if kind in special:
            return special[kind]()
        skill = self._skills.get(kind)
        choices = {} if skill is None else {name: skill.offered(name) for name in skill.choices}
        drawn: dict[str, Any] = {name: self._one(known) for name, known in choices.items()}
        for name, parameter in KINDS[kind].parameters.items():
            if parameter.type == "choice":
                drawn[name] = self._one(parameter.choices)
            if parameter.type == "number" and parameter.required:
                high = min(parameter.high, parameter.low + _MOST)
                drawn[name] = float(self._random.uniform(parameter.low, high))
            if name == "size":
                drawn[name] = float(self._random.uniform(0.3, 1.0))
        return drawn

    def _point(self) -> list[float]:
        yaw, far = self._random.uniform(-0.9, 0.9), self._random.uniform(0.7, 3.0)
        up = self._random.uniform(0.9, 1.7)
        return [float(far * np.cos(yaw)), float(far * np.sin(yaw)), float(up)]

    def _sound(self) -> bytes:
        """Something that a mouth moves to: a tone in the range of voices, syllable by syllable."""
        t_s = np.arange(round(_SOUND_S * SOUND_HZ)) / SOUND_HZ
        pitch_hz = self._random.uniform(100.0, 250.0)
        buzz = sum(np.sin(2 * np.pi * n * pitch_hz * t_s) / n for n in range(1, 12))
        loud = np.abs(np.sin(np.pi * self._random.uniform(3.0, 6.0) * t_s))
        return (6000.0 * loud * buzz).astype("<i2").tobytes()

    def _one(self, of: Sequence[str]) -> str:
        return of[int(self._random.integers(len(of)))]


def _styles() -> tuple[str, ...]:
    return KINDS["look_at"].parameters["style"].choices
