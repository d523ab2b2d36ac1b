"""What a mixer is told of sound that is held elsewhere, until somebody says that it may begin."""

import json

import pytest

from kinesics_ros.exchange.utterances import Utterances

OPENED = {"id": "hum", "rate_hz": 16_000, "stream_s": 0.5}


class Told:
    """An utterance that was opened, and what was told of it since."""

    def __init__(self):
        self.now_s = 100.0
        self.texts = []
        self.one = Utterances(self.texts.append, lambda: self.now_s)
        self.one.open("hum", rate_hz=16_000, stream_s=0.5)

    def wait(self, seconds, *, waits=True, steps=50):
        for _ in range(round(seconds * steps)):
            self.now_s += 1.0 / steps
            self.one.again(lambda ident: waits and ident == "hum")

    @property
    def since(self):
        told = [json.loads(text) for text in self.texts]
        self.texts.clear()
        return told


@pytest.fixture
def told():
    return Told()


def test_what_waits_is_told_again_five_times_a_second(told):
    assert told.since == [OPENED]
    told.wait(1.01)
    again = told.since
    assert again == [OPENED, {"id": "hum", "came": False}] * (len(again) // 2)
    assert len(again) // 2 in (4, 5)
    told.one.heard("hum", last=True)
    told.wait(0.3)
    assert told.since[-1] == {"id": "hum", "came": True}


def test_what_was_begun_is_told_no_more(told):
    told.wait(3.0, waits=False)
    assert told.since == [OPENED]


def test_what_is_stale_or_was_followed_by_another_is_told_no_more(told):
    told.one.heard("hum", last=True)
    told.wait(6.0)
    told.texts.clear()
    told.wait(3.0)
    assert told.since == []
    told.one.open("next", rate_hz=16_000, stream_s=0.5)
    told.one.heard("hum", last=True)
    told.wait(1.0)
    assert [one["id"] for one in told.since] == ["next"]
