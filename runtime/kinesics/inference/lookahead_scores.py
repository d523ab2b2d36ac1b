"""What a look-ahead buys, by the figures of a model's own card."""

from collections.abc import Mapping
from typing import Any

from kinesics.inference.card import ModelCard

__all__ = ["LOOKAHEAD_SCORES", "lookahead_scores"]

LOOKAHEAD_SCORES: Mapping[str, str] = {
    "closure_precision": "closures right",
    "closure_recall": "found",
    "closure_error_ms": "error ms",
    "viseme_macro_f1": "visemes",
    "viseme_vowel_accuracy": "vowels",
    "total_delay_ms": "delay ms",
}
"""Scores of a card that say it, and what people call them: shares of the closures shown that are
right and of those spoken that are found, F1 of fifteen visemes, accuracy of vowels."""


def lookahead_scores(card: ModelCard, backend: str, lookahead_ms: int) -> dict[str, float]:
    """Those of `LOOKAHEAD_SCORES` that the card has of this file at this look-ahead."""
    lips: Any = card.accuracy.get(backend, {})
    lips = lips.get("lips", {}) if isinstance(lips, Mapping) else {}
    if lookahead_ms not in card.lookaheads_ms:
        return {}
    head, count = card.lookaheads_ms.index(lookahead_ms), len(card.lookaheads_ms)
    return {
        name: float(lips[name][head])
        for name in LOOKAHEAD_SCORES
        if isinstance(lips.get(name), list) and len(lips[name]) == count
    }
