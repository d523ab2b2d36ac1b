"""Pictures handed from process to process: whole, or known to be gone."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics_app.eyes.slots import LARGEST, Slots


@pytest.fixture(scope="module")
def slots():
    made = Slots.make()
    yield made
    made.close()


@given(st.lists(st.binary(max_size=4000), min_size=1, max_size=8))
def test_the_newest_is_there_and_what_was_replaced_is_not(slots, pictures):
    numbers = [slots.put(one) for one in pictures]
    other = Slots(os.dup(slots.fileno()))
    for back, (number, picture) in enumerate(zip(numbers[::-1], pictures[::-1], strict=True)):
        assert other.get(number, len(picture)) == (picture if back < 3 else None)
    other.close()


def test_what_is_too_large_is_not_put_and_leaves_all_others(slots):
    number = slots.put(b"here")
    assert slots.put(bytes(LARGEST + 1)) is None
    assert slots.get(number, 4) == b"here"
    assert slots.put(memoryview(bytes(LARGEST))) == number + 1


@given(st.integers(0, 2**40), st.integers(-10, 2**40))
def test_numbers_that_nobody_gave_are_nothing(slots, number, length):
    slots.put(b"one")
    assert slots.get(number + 10_000_000, length) is None
    assert slots.get(0, 1) is None


def test_another_process_reads_them(slots):
    number = slots.put(b"seen")
    code = (
        "from kinesics_app.eyes.slots import Slots; "
        f"print(Slots({slots.fileno()}).get({number}, 4))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], pass_fds=[slots.fileno()], capture_output=True, check=True
    )
    assert done.stdout.strip() == b"b'seen'"


def test_closing_twice_is_fine_and_leaves_no_descriptor():
    before = set(os.listdir("/dev/fd"))
    made = Slots.make()
    made.close()
    made.close()
    assert set(os.listdir("/dev/fd")) == before
