"""`TextAffect`: hints of what the words of an utterance express, by the lexicon of expressions."""

import numpy as np

from kinesics.affect.compose import compose
from kinesics.affect.feeling import feeling_of
from kinesics.affect.mixture import mixture_of, shares_of
from kinesics.affect.plan import Plan
from kinesics.ports import Packet
from kinesics.signals import Hint, SpeechText

__all__ = ["TextAffect"]

_CONFIDENCE = 0.4  # words are read one by one, and "the sky is blue" is taken for sadness; chosen
_WORDS_PER_S = 2.5  # of ordinary speech: for how long a text of unknown times is said
_EVERY_NS = 1_000_000_000
_MOST = 60


class TextAffect:
    """An `Analyser`: of a text that is about to be said, a hint for every second of it.

    The whole text makes one mixture, each of its steps weighing by its intensity. A text in which
    the lexicon finds no feeling makes no hint.
    """

    name = "text-affect"

    def __init__(self, depth: float = 1.0) -> None:
        """`depth` 0..1: how much its word counts."""
        self._confidence = depth * _CONFIDENCE

    def feed(self, packet: Packet) -> list[Hint]:
        """The hints of a text, dated along its speech."""
        if not isinstance(packet, SpeechText):
            return []
        mixture, intensity = _felt(compose(packet.text))
        if intensity == 0.0:
            return []
        seconds = len(packet.text.split()) / _WORDS_PER_S
        dates_ns = [packet.t_ns + k * _EVERY_NS for k in range(min(1 + int(seconds), _MOST))]
        return [
            Hint("text", feeling_of(t_ns, mixture, intensity), self._confidence)
            for t_ns in dates_ns
        ]


def _felt(plan: Plan) -> tuple[dict[str, float], float]:
    """The mixture of a plan's emotions, and how strong they are on average."""
    shades = [shade for step in plan.steps for shade in step.shades]
    parts = np.array([shade.intensity * shares_of(shade.mixture) for shade in shades])
    if not parts.any():
        return {}, 0.0
    total = parts.sum(axis=0)
    intensity = float(np.mean([shade.intensity for shade in shades]))
    return mixture_of(total / total.sum()), intensity
