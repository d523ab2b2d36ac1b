"""`feeling_told`: a feeling, as one says it, as what a message has."""

from typing import Any

from kinesics.errors import IntentError

__all__ = ["feeling_told"]


def feeling_told(words: str, *feeling: float | str) -> dict[str, Any]:
    """`{words: text}` of one text, `{"vad": [...]}` of valence, arousal and dominance.

    Raises:
        IntentError: neither.
    """
    if len(feeling) == 1 and isinstance(feeling[0], str):
        return {words: feeling[0]}
    numbers = [float(one) for one in feeling if not isinstance(one, str)]
    if len(numbers) != 3 or len(feeling) != 3:
        told = " ".join(map(str, feeling)) or "nothing"
        raise IntentError(
            f"{told!r} as a {words}; wanted one in words, or valence, arousal and dominance"
        )
    return {"vad": numbers}
