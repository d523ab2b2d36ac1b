"""Speech as `std_msgs/UInt8MultiArray`: the layout that `layout.dim` spells out, label by label.

| label | size | stride | |
|---|---|---|---|
| `samples` | number of samples N | 2 N | required; `data` holds them: 16 bit, little-endian, mono |
| `rate_hz` | samples per second | | required |
| `id:NAME` | | | how its events are called; left out: made up |
| `text:WORDS` | | | what is said, to anchor other intents to |

`data_offset` is 0, and `data` holds nothing else.
"""

from typing import Any

from kinesics.errors import IntentError

__all__ = ["BYTES", "say_of", "sound_of", "spell_out", "spoken"]

BYTES = 2
"""Of a sample."""

_WORDS = ("id", "text")


def say_of(message: Any) -> dict[str, Any]:
    """The intent `say` that a message holds; it has an `id` only if the message does.

    Raises:
        IntentError: not this layout, with what would be right.
    """
    data, rate_hz = sound_of("speech", message)
    _, words = _labels("speech", message.layout.dim)
    intent = spoken(data, rate_hz, words.get("text", ""))
    return {**intent, "id": words["id"]} if "id" in words else intent


def sound_of(topic: str, message: Any) -> tuple[bytes, int]:
    """The samples that a message holds, and how many a second.

    Raises:
        IntentError: as `say_of`.
    """
    numbers, _ = _labels(topic, message.layout.dim)
    samples, offset = numbers["samples"], message.layout.data_offset
    data = memoryview(message.data).cast("B")
    if offset or len(data) != samples * BYTES or not samples:
        raise IntentError(
            f"{topic}: {len(data)} bytes from {offset} on for {samples} samples;"
            f" wanted data_offset 0 and {BYTES} bytes a sample, one sample at least"
        )
    return bytes(data), numbers["rate_hz"]


def spoken(data: bytes, rate_hz: int, text: str) -> dict[str, Any]:
    """The intent `say` of samples as `data` has them above; `text` may be empty."""
    words = {"text": text} if text else {}
    return {"kind": "say", "parameters": {"samples": data, "rate_hz": rate_hz, **words}}


def spell_out(samples: int, rate_hz: int, **words: str) -> list[tuple[str, int, int]]:
    """Label, size and stride of each `dim` of such a message; `words`: `id`, `text`."""
    named = [(f"{key}:{word}", 0, 0) for key, word in words.items()]
    return [("samples", samples, samples * BYTES), ("rate_hz", rate_hz, 0), *named]


def _labels(topic: str, dims: Any) -> tuple[dict[str, int], dict[str, str]]:
    """Sizes by label, and the words behind the labels that have them."""
    numbers: dict[str, int] = {}
    words: dict[str, str] = {}
    for dim in dims:
        key, colon, word = dim.label.partition(":")
        if colon and key in _WORDS:
            words[key] = word
        else:
            numbers[dim.label] = dim.size
    if set(numbers) != {"samples", "rate_hz"}:
        told = ", ".join(map(repr, numbers)) or "none"
        raise IntentError(f"{topic}: labels {told} in layout.dim; wanted `samples` and `rate_hz`")
    return numbers, words
