"""Memory that C and numpy share: it stays where it is, and no room knows another."""

import ctypes
import gc
import re
import threading

import numpy as np
import pytest

from kinesics.audio.pitch import PitchStruct
from kinesics.audio.viseme_blend import MouthStruct
from kinesics.errors import KernelError
from kinesics.kernels import room as rooms
from kinesics.kernels.module import WASM
from kinesics.kernels.room import POINTER, Room
from kinesics.motion.blend import MixStruct, PieceStruct, SegmentStruct, SourceStruct
from kinesics.motion.limits import Limiter, LimitsStruct, LimitTable
from kinesics.motion.lip_tables import LipStruct
from kinesics.rig.guard import GuardStruct
from kinesics.rig.posing import RigStruct

TYPES = {"int64_t": ctypes.c_int64, "double": ctypes.c_double}


def limiter():
    columns = [np.full(3, value) for value in (-1.0, 1.0, 5.0, 60.0, 6000.0)]
    return Limiter(LimitTable(*columns), 100.0)


def walk(one, wishes):
    return np.array([one.step(wish) for wish in wishes])


@pytest.fixture
def wishes():
    return np.random.default_rng(3).uniform(-1.2, 1.2, (200, 3))


def fields_of(header, name):
    """What a struct of C has, as ctypes says it."""
    text = re.sub(r"//.*", "", (WASM.parent / header).read_text())
    body = re.search(rf"typedef struct \{{([^}}]*)\}} {name};", text).group(1)
    for declaration in filter(None, map(str.strip, body.split(";"))):
        kind, names = re.fullmatch(r"(?:const )?(\w+) (.*)", declaration, re.DOTALL).groups()
        for one in map(str.strip, names.split(",")):
            yield one.lstrip("*"), POINTER if one.startswith("*") else TYPES[kind]


@pytest.mark.parametrize(
    ("header", "name", "struct"),
    [
        ("limits.h", "Limits", LimitsStruct),
        ("guard.h", "Guard", GuardStruct),
        ("mix.h", "Segment", SegmentStruct),
        ("mix.h", "Source", SourceStruct),
        ("mix.h", "Piece", PieceStruct),
        ("mix.h", "Mix", MixStruct),
        ("lips.h", "LipTables", LipStruct),
        ("rig.h", "Rig", RigStruct),
        ("pitch.h", "Pitch", PitchStruct),
        ("mouth.h", "Mouth", MouthStruct),
    ],
)
def test_structs_are_those_of_c(header, name, struct):
    assert list(fields_of(header, name)) == list(struct._fields_)


def test_what_is_made_is_zero_apart_and_as_asked():
    room = Room()
    made = [room.zeros((2, 5)), room.zeros(3, np.bool_), room.zeros(0), room.zeros(7, np.int64)]
    assert [one.shape for one in made] == [(2, 5), (3,), (0,), (7,)]
    for number, one in enumerate(made):
        assert not one.any()
        one[...] = number
    assert [set(one.ravel().tolist()) for one in made] == [{0.0}, {True}, set(), {3}]


def test_what_is_given_back_is_lent_again_to_who_needs_as_much():
    room = Room()
    one, two = room.lend((3, 100)), room.lend(1000, np.uint8)
    one.fill(1.0)
    two.fill(2)
    room.give_back(one)
    size = room.size
    again, other = room.lend(299), room.lend(1000, np.uint8)
    assert room.size == size + 1024
    again.fill(3.0)
    other.fill(4)
    assert (one.ravel()[:299] == 3.0).all()  # the same place
    assert (two == 2).all()


def test_arrays_stay_as_a_room_grows_and_when_it_is_gone():
    room = Room()
    kept = room.placed(np.arange(1000.0))
    large = [room.zeros(1_000_000) for _ in range(3)]
    large[2][-1] = 5.0
    del room, large
    gc.collect()
    assert np.array_equal(kept, np.arange(1000.0))


def test_a_room_is_freed_with_the_last_of_what_is_in_it(monkeypatch):
    """At once, not when the collector comes: a life keeps it from coming."""
    import wasmtime

    freed = []
    delete = wasmtime.Store._delete
    monkeypatch.setattr(
        wasmtime.Store, "_delete", lambda store, at: (freed.append(at), delete(store, at))
    )
    gc.disable()
    try:
        one = limiter()
        row = one.asked
        del one
        assert not freed
        del row
        assert len(freed) == 1
    finally:
        gc.enable()


def test_an_array_with_gaps_is_refused_where_c_would_see_others():
    room = Room()
    with pytest.raises(KernelError, match="not contiguous"):
        room.struct(GuardStruct, looked=room.zeros((4, 4))[:, 1])


def test_a_struct_that_does_not_fit_its_arrays_is_an_error_not_a_crash():
    room = Room()
    struct = room.struct(LimitsStruct, joints=1 << 40, asked=room.zeros(3))
    for _ in range(2):
        with pytest.raises(KernelError, match="limits_step"):
            room.function("limits_step", struct)()


def test_the_documented_call_does_the_same(monkeypatch, wishes):
    assert rooms.unchecked() is not None  # of the wasmtime that is installed
    fast = walk(limiter(), wishes)
    monkeypatch.setattr(rooms, "unchecked", lambda: None)
    slow = limiter()
    assert np.array_equal(walk(slow, wishes), fast)
    assert slow.clamps.any()


@pytest.mark.parametrize("missing", [ImportError, AttributeError, OSError])
def test_a_wasmtime_without_the_fast_call_is_called_as_documented(monkeypatch, missing):
    def refuse(path):
        raise missing(path)

    monkeypatch.setattr(ctypes, "PyDLL", refuse)
    assert rooms.unchecked.__wrapped__() is None


def test_two_in_turns_know_nothing_of_each_other(wishes):
    alone = walk(limiter(), wishes), walk(limiter(), -wishes)
    one, two = limiter(), limiter()
    rows = np.array([(one.step(wish), two.step(-wish)) for wish in wishes])
    assert np.array_equal(rows[:, 0], alone[0])
    assert np.array_equal(rows[:, 1], alone[1])


@pytest.mark.parametrize("fast", [True, False])
def test_lives_in_threads_of_one_process_know_nothing_of_each_other(monkeypatch, wishes, fast):
    if not fast:
        monkeypatch.setattr(rooms, "unchecked", lambda: None)
    alone, made = walk(limiter(), wishes), {}

    def live(number):
        made[number] = walk(limiter(), wishes)

    threads = [threading.Thread(target=live, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(made[number], alone) for number in range(4))
