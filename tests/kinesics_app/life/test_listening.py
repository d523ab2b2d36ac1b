"""What ears tell, a life hears: unless a program knows better, or it may be the robot itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.signals import PartnerVoice
from kinesics_app.life.listening import Listening

MS = 1_000_000
S = 1000 * MS


def voice(speaks, *, cancels=True):
    return {"t_ns": 0, "speaks": speaks, "cancels": cancels}


def test_what_they_tell_is_a_packet_of_now():
    ears = Listening()
    assert ears.hear(voice(0.7), 5 * S, own=False) == PartnerVoice(5 * S, 0.7)
    told = ears.status(5 * S)
    assert (told["speaks"], told["by"], told["held"]) == (0.7, "ears", False)


def test_the_word_of_a_program_goes_before_theirs_for_half_a_minute():
    ears = Listening()
    ears.told(5 * S)
    assert ears.hear(voice(0.9), 6 * S, own=False) is None
    assert ears.status(6 * S)["by"] == "a program"
    assert ears.hear(voice(0.9), 34 * S, own=False) is None
    assert ears.hear(voice(0.9), 36 * S, own=False) == PartnerVoice(36 * S, 0.9)


@given(speaks=st.floats(0.0, 1.0), after_ms=st.integers(0, 290))
def test_what_may_be_its_own_voice_is_nobodys_where_it_is_not_cancelled(speaks, after_ms):
    ears = Listening()
    assert ears.hear(voice(speaks, cancels=False), 5 * S, own=True).speaks == 0.0
    late_ns = 5 * S + after_ms * MS
    assert ears.hear(voice(speaks, cancels=False), late_ns, own=False).speaks == 0.0
    assert ears.status(late_ns)["held"]
    believed = speaks if speaks >= 0.5 else 0.0
    assert ears.hear(voice(speaks, cancels=True), late_ns, own=True).speaks == believed
    after = ears.hear(voice(speaks, cancels=False), late_ns + 300 * MS, own=False)
    assert after.speaks == believed


def test_ears_that_fall_silent_hear_nobody_and_say_so_once():
    ears = Listening()
    assert ears.stale(5 * S) is None
    ears.hear(voice(0.9), 5 * S, own=False)
    assert ears.stale(5 * S + 900 * MS) is None
    assert ears.stale(6 * S) == PartnerVoice(6 * S, 0.0)
    assert ears.stale(8 * S) is None
    assert ears.status(8 * S)["by"] == ""


def said_into(ears, speaks, *, own=True):
    """At which of these 20 ms, from 5 s on, it was told to be silent."""
    barged = []
    for n, one in enumerate(speaks):
        t_ns = 5 * S + n * 20 * MS
        ears.hear(voice(one), t_ns, own=own)
        if ears.barges(t_ns):
            barged.append(n)
    return barged


@pytest.mark.parametrize(
    ("speaks", "own", "barged"),
    [
        ([0.9] * 40, True, [15, 31]),
        ([0.9] * 14 + [0.1] + [0.9] * 14, True, []),
        ([0.9] * 40, False, []),
        ([0.4] * 40, True, []),
    ],
)
def test_who_speaks_into_its_words_for_300_ms_ends_them(speaks, own, barged):
    ears = Listening()
    ears.barge_in = True
    assert said_into(ears, speaks, own=own) == barged
    assert ears.status(6 * S)["barged"] == len(barged)


def test_nobody_ends_its_words_unless_that_is_wanted():
    assert said_into(Listening(), [0.9] * 40) == []
