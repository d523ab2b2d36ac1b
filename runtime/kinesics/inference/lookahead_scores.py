"""What a look-ahead buys, by the figures of a model's own card."""

from collections.abc import Mapping
from typing import Any

from kinesics.inference.card import ModelCard

__all__ = ["LOOKAHEAD_SCORES", "lookahead_scores", "shown_scores"]

LOOKAHEAD_SCORES: Mapping[str, str] = {
    "closure_precision": "closures right",
    "closure_recall": "found",
    "closure_error_ms": "error ms",
    "touch_precision": "/f v/ right",
    "touch_recall": "found",
    "viseme_macro_f1": "visemes",
    "viseme_vowel_accuracy": "vowels",
    "total_delay_ms": "delay ms",
}
"""Scores of a card that say it, and what people call them: shares of the closures and of the
touches of /f v/ shown that are right and of those spoken that are found, F1 of fifteen visemes,
accuracy of vowels."""

_SHOWN = "_shown"  # of a file as the runtime shows it; without such tables, what the file gives


def lookahead_scores(card: ModelCard, backend: str, lookahead_ms: int) -> dict[str, float]:
    """Those of `LOOKAHEAD_SCORES` that the card has of this file at this look-ahead."""
    if lookahead_ms not in card.lookaheads_ms:
        return {}
    scores, head = shown_scores(card, backend), card.lookaheads_ms.index(lookahead_ms)
    return {name: float(scores[name][head]) for name in LOOKAHEAD_SCORES if name in scores}


def shown_scores(card: ModelCard, backend: str) -> dict[str, list[float]]:
    """All that the card has of this file's lips, a value a look-ahead, as the runtime shows it."""
    way: Any = card.accuracy.get(f"{backend}{_SHOWN}", card.accuracy.get(backend, {}))
    if not isinstance(way, Mapping):
        return {}
    scores = {**way.get("lips", {})}
    scores |= {f"touch_{name}": values for name, values in way.get("touches", {}).items()}
    count = len(card.lookaheads_ms)
    return {
        name: values
        for name, values in scores.items()
        if isinstance(values, list) and len(values) == count
    }
