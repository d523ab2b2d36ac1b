"""Pieces of any size, as fast as they are made, get to a robot whole and in few messages."""

import time

import numpy as np
import pytest

from kinesics.conversation.message import MOST_SOUND_BYTES
from kinesics.errors import IntentError
from kinesics_app.robot.sound_pieces import SoundPieces

SOUND = np.random.default_rng(1).bytes(2 * 16_000)


class Wire:
    """What went out."""

    def __init__(self):
        self.said, self.gone = [], False

    def send(self, message):
        if self.gone:
            raise IntentError("the robot is gone")
        self.said.append(message)

    @property
    def samples(self):
        return b"".join(one["sound"]["samples"] for one in self.said if "sound" in one)


def piece(ident, samples, **also):
    return {"sound": {"id": ident, "samples": samples, "last": False, **also}}


@pytest.fixture
def wire():
    return Wire()


@pytest.mark.parametrize("size", [2, 32, 640, 2_000, 32_000])
def test_any_pieces_come_whole_in_their_order_and_in_few_messages(wire, size):
    pieces = SoundPieces(wire.send)
    began = time.monotonic()
    for at in range(0, len(SOUND), size):
        pieces.send(piece("u", SOUND[at : at + size]))
    pieces.send(piece("u", b"", last=True))
    assert wire.samples == SOUND
    assert wire.said[-1]["sound"]["last"]
    assert not any(one["sound"]["last"] for one in wire.said[:-1])
    assert len(wire.said) <= 28 + 100 * (time.monotonic() - began)


def test_no_message_is_larger_than_its_largest_piece(wire):
    pieces = SoundPieces(wire.send)
    for _ in range(200):
        pieces.send(piece("u", b"\1\0" * 200))
    pieces.send(piece("u", bytes(MOST_SOUND_BYTES)))
    pieces.send(piece("u", bytes(MOST_SOUND_BYTES), last=True))
    assert max(len(one["sound"]["samples"]) for one in wire.said) == MOST_SOUND_BYTES
    assert len(wire.samples) == 200 * 400 + 2 * MOST_SOUND_BYTES


def test_what_is_held_goes_out_by_itself_where_no_more_is_pushed(wire):
    pieces = SoundPieces(wire.send)
    for at in range(0, 2_000, 2):
        pieces.send(piece("u", SOUND[at : at + 2]))
    end = time.monotonic() + 10.0
    while wire.samples != SOUND[:2_000]:
        assert time.monotonic() < end
        time.sleep(0.005)


def test_others_go_behind_what_was_pushed_before_them(wire):
    pieces = SoundPieces(wire.send)
    for at in range(0, 200, 2):
        pieces.send(piece("u", SOUND[at : at + 2]))
    for at in range(200, 400, 2):
        pieces.send(piece("v", SOUND[at : at + 2]))
    mark = {"mark": {"id": "v", "name": "here", "at_s": 0.1}}
    pieces.send(mark)
    assert wire.said[-1] == mark
    assert wire.samples == SOUND[:400]
    ids = [one["sound"]["id"] for one in wire.said[:-1]]
    assert ids == sorted(ids)
    placed = piece("v", b"\1\0", first_sample=7)
    pieces.send(placed)
    assert wire.said[-1] is placed


def test_a_robot_that_is_gone_is_told_by_the_next_piece_and_closing_is_quiet(wire):
    pieces = SoundPieces(wire.send)
    for at in range(0, 100, 2):
        pieces.send(piece("u", SOUND[at : at + 2]))
    wire.gone = True
    pieces.close()
    with pytest.raises(IntentError, match="gone"):
        pieces.send(piece("u", b"\1\0", last=True))
