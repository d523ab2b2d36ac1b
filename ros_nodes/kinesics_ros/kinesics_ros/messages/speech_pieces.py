"""Speech that is said while it is made, as `std_msgs/UInt8MultiArray`: one topic, so one order.

| label | size | stride | |
|---|---|---|---|
| `id:NAME` | | | required: whose piece it is |
| `rate_hz` | samples per second | | in the first message of an utterance, which begins it |
| `text:WORDS` | | | what is said, told there |
| `symbols:NAME` | | | told there: whose symbols its phones are, `cmu` if not told |
| `stream_ms` | milliseconds | | told there: how long none may come before it is over; 1000 |
| `samples` | number of samples N | 2 N | `data` holds them: 16 bit, little-endian, mono |
| `first_sample` | index in the utterance | | where they lie; left out: they follow |
| `phones:JSON` | | | what is said when, after those told before: `[[0.0, 0.08, "HH"], ...]` |
| `last` | | | the utterance ends with this message |
| `cancel` | | | it is broken off |

Of phones start and end are in seconds from the first sample on. `data_offset` is 0. A message may
begin, bring samples and phones and end at once, or do one of them.
"""

import json
from typing import Any

from kinesics.errors import IntentError
from kinesics_ros.messages.audio import BYTES

__all__ = ["pieces_of"]

_SIZES = ("rate_hz", "stream_ms", "samples", "first_sample")
_MARKS = ("last", "cancel")
_WORDS = ("id", "text", "symbols", "phones")
_MOST = 65_536  # characters of phones


def pieces_of(message: Any) -> list[dict[str, Any]]:
    """What a message asks for, in order.

    Raises:
        IntentError: not this layout, with what would be right.
    """
    told = _labels(message.layout.dim)
    ident = told["id"]
    if "cancel" in told:
        return [{"intent": {"kind": "cancel", "parameters": {"intent": ident}}}]
    data = memoryview(message.data).cast("B")
    samples = told.get("samples", 0)
    if message.layout.data_offset or len(data) != samples * BYTES:
        raise IntentError(
            f"speech_stream: {len(data)} bytes from {message.layout.data_offset} on for {samples} "
            f"samples; wanted data_offset 0 and {BYTES} bytes a sample"
        )
    asked: list[dict[str, Any]] = []
    if "rate_hz" in told:
        parameters = {"stream_s": told.get("stream_ms", 1000) / 1000, "rate_hz": told["rate_hz"]}
        parameters |= {key: told[key] for key in ("text", "symbols") if key in told}
        asked.append({"intent": {"kind": "say", "id": ident, "parameters": parameters}})
    phones = [_phones(ident, told["phones"])] if "phones" in told else []
    if samples or "last" in told:
        place = {"first_sample": told["first_sample"]} if "first_sample" in told else {}
        piece = {"id": ident, "samples": bytes(data), "last": "last" in told, **place}
        asked.append({"sound": piece})
    return [*asked, *phones]  # in this order: phones that cannot be cost no sound


def _phones(ident: str, text: str) -> dict[str, Any]:
    """As the message `phones` has them: whether they can be is looked at there."""
    if len(text) > _MOST:
        raise IntentError(
            f"speech_stream: phones of {len(text)} characters; wanted {_MOST} at most"
        )
    try:
        return {"phones": {"id": ident, "phones": json.loads(text)}}
    except (ValueError, RecursionError) as error:
        raise IntentError(f"speech_stream: phones {text[:40]!r} are no JSON ({error})") from None


def _labels(dims: Any) -> dict[str, Any]:
    """What each label says: a size, words, or that it is there."""
    told: dict[str, Any] = {}
    for dim in dims:
        key, colon, words = dim.label.partition(":")
        if colon and key in _WORDS:
            told[key] = words
        elif dim.label in _SIZES or dim.label in _MARKS:
            told[dim.label] = dim.size
        else:
            raise IntentError(
                f"speech_stream: label {dim.label!r}; wanted id:NAME, text:WORDS, "
                f"symbols:NAME, phones:JSON, {', '.join((*_SIZES, *_MARKS))}"
            )
    if not told.get("id"):
        raise IntentError("speech_stream: no id:NAME in layout.dim; wanted whose piece it is")
    return told
