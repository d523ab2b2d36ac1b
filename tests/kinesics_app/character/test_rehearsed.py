"""What arms make ready is kept between lives, and never taken for what it is not."""

import errno

import numpy as np
import pytest

from kinesics.behaviours.gesture import SpeechGestures
from kinesics.cache_folder import cache_folder
from kinesics.errors import GestureError
from kinesics.gesture.made_ready import learn, made_ready
from kinesics.rig.load import load_rig
from kinesics_app.character import rehearsed
from kinesics_app.character.rehearsed import rehearse

RIG = load_rig("humanoid")


@pytest.fixture
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "kinesics"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """A dozen gestures instead of two hundred: what matters is the same."""
    whole = SpeechGestures.most_asked
    monkeypatch.setattr(
        SpeechGestures,
        "most_asked",
        lambda self, *, beats: whole(self, beats=beats)[:: 20 if beats else 30],
    )


@pytest.fixture
def making(monkeypatch):
    """How often arms had to make everything ready."""
    made = []
    monkeypatch.setattr(rehearsed, "made_ready", lambda *one: made.append(1) or made_ready(*one))
    return made


def ready(arms):
    """What its enactor says of all that it made ready."""
    return made_ready(arms.repertoire.enactor, arms.most_asked(beats=True))


def same(one, other):
    assert set(one) == set(other)
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name)


def test_the_second_life_knows_to_the_bit_what_the_first_made(cache, making):
    first, second = (SpeechGestures(RIG, 0) for _ in range(2))
    rehearse(first, beats=True)
    rehearse(second, beats=True)
    assert len(making) == 1
    assert cache_folder() == cache
    assert len([*cache.iterdir()]) == 1
    same(ready(first), ready(second))
    asked = second.most_asked(beats=True)
    assert second.repertoire.enactor.phrase(*asked[0]).gesture is asked[0][0]


def test_another_robot_and_another_repertoire_have_their_own(cache, making):
    rehearse(SpeechGestures(RIG, 0), beats=True)
    rehearse(SpeechGestures(RIG, 0), beats=False)
    rehearse(SpeechGestures(load_rig("desk"), 0), beats=True)
    assert len(making) == 3
    assert len([*cache.iterdir()]) == 3


def set_in_directory(whole, offset):
    """The same zip with a byte of its directory's first entry set."""
    harmed = bytearray(whole)
    harmed[harmed.index(b"PK\x01\x02") + offset] |= 0x41
    return bytes(harmed)


HARMS = {
    "cut": lambda whole: whole[: len(whole) // 2],
    "text": lambda whole: b"hello",
    "empty": lambda whole: b"",
    "version": lambda whole: set_in_directory(whole, 6),
    "encrypted": lambda whole: set_in_directory(whole, 8),
    "method": lambda whole: set_in_directory(whole, 10),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_was_harmed_is_made_anew(cache, making, harm):
    rehearse(SpeechGestures(RIG, 0), beats=False)
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    path.write_bytes(HARMS[harm](whole))
    rehearse(SpeechGestures(RIG, 0), beats=False)
    assert len(making) == 2
    assert path.read_bytes() == whole
    rehearse(SpeechGestures(RIG, 0), beats=False)
    assert len(making) == 2


def test_where_nothing_can_be_written_it_is_made_each_time(monkeypatch, tmp_path, making):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    for _ in range(2):
        rehearse(SpeechGestures(RIG, 0), beats=False)
    assert len(making) == 2


def test_a_disk_that_gets_full_is_left_as_it_was(monkeypatch, cache):
    def full(path, **arrays):
        with open(path, "wb") as file:
            file.write(b"as much as there was room for")
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    rehearse(SpeechGestures(RIG, 0), beats=False)
    assert [*cache.iterdir()] == []


def test_no_more_than_eight_are_kept(cache):
    cache.mkdir()
    for n in range(12):
        (cache / f"gestures-{n:032d}.npz").write_text("old")
    rehearse(SpeechGestures(RIG, 0), beats=False)
    assert len([*cache.iterdir()]) == 8


def test_what_is_of_other_gestures_is_refused():
    arms = SpeechGestures(RIG, 0)
    asked = arms.most_asked(beats=False)[:3]
    arrays = dict(made_ready(arms.repertoire.enactor, asked))
    with pytest.raises(GestureError, match="of other gestures"):
        learn(SpeechGestures(RIG, 0).repertoire.enactor, asked[:2], arrays)
    arrays["times_s"] = arrays["times_s"][:-1]
    with pytest.raises(GestureError, match="cut short"):
        learn(SpeechGestures(RIG, 0).repertoire.enactor, asked, arrays)
