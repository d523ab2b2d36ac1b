"""What another program's microphone heard is read as any message, or refused with what is right."""

import base64

import pytest

from kinesics.conversation.message import read_message
from kinesics.conversation.overheard import MOST_OVERHEARD_BYTES, Overheard
from kinesics.errors import IntentError

S = 1_000_000_000


def read(**told):
    return read_message({"microphone": told}, 5 * S)


def test_a_piece_is_dated_by_its_first_sample():
    pcm = bytes(range(32))
    assert read(samples=pcm, rate_hz=16_000, t_ns=3 * S) == Overheard(3 * S, 16_000, pcm)
    assert read(samples=bytes(16_000), rate_hz=8_000).t_ns == 4 * S
    assert read(samples=base64.b64encode(pcm).decode(), rate_hz=48_000).samples == pcm


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"samples": b"", "rate_hz": 16_000}, "1 to 64000 bytes"),
        ({"samples": bytes(MOST_OVERHEARD_BYTES + 2), "rate_hz": 16_000}, "1 to 64000 bytes"),
        ({"samples": b"123", "rate_hz": 16_000}, "16-bit samples"),
        ({"samples": "no base64!", "rate_hz": 16_000}, "16-bit samples"),
        ({"samples": b"12", "rate_hz": 7_999}, "rate_hz"),
        ({"samples": b"12", "rate_hz": 192_001}, "192000 at most"),
        ({"samples": b"12"}, "rate_hz"),
        ({"rate_hz": 16_000}, "samples"),
        ({"samples": b"12", "rate_hz": 16_000, "loud": 1}, "loud"),
    ],
)
def test_what_is_none_is_told_with_what_would_be(told, why):
    with pytest.raises(IntentError, match=why):
        read(**told)
