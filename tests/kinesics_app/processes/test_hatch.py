"""The passage between two processes: whole messages, and nobody waits."""

import pytest

from kinesics_app.processes.hatch import Hatch


@pytest.fixture
def pair():
    here, end = Hatch.pair()
    there = Hatch(end)
    yield here, there
    here.close()
    there.close()


def test_messages_come_whole_in_order_and_a_few_at_a_time(pair):
    here, there = pair
    for n in range(5):
        assert here.send({"n": n, "sound": b"\0" * 1000})
    assert [one["n"] for one in there.receive(3)] == [0, 1, 2]
    assert [one["n"] for one in there.receive(3)] == [3, 4]
    assert there.receive(3) == []


def test_who_finds_no_room_is_told_and_goes_on(pair):
    here, there = pair
    sent = 0
    while here.send({"n": sent, "filler": b"\0" * 10_000}):
        sent += 1
    assert here.lost == 1
    assert [one["n"] for one in there.receive(1)] == [0]
    assert len(there.receive(1000)) == sent - 1
    assert here.send({"n": 0})


def test_a_message_that_is_too_large_is_not_sent(pair):
    here, there = pair
    assert not here.send({"filler": b"\0" * (8 << 20)})
    assert there.receive(1) == []


def test_no_beginning_of_a_message_comes_in_its_place(pair):
    here, there = pair  # a socket pair may hold more than a receiver has room for
    for size in (200_000, 262_200, 300_000, 800_000):
        there.receive(9)
        sent = here.send({"filler": b"\0" * size})
        assert [len(one["filler"]) for one in there.receive(1)] == [size] * sent


def test_the_end_of_the_other_side_is_noticed(pair):
    here, there = pair
    here.send(1)
    here.close()
    assert there.receive(2) == [1]
    assert there.closed
    assert not there.send(2)
