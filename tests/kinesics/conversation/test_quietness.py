"""Quiet while the microphone is needed, and never while it speaks."""

import numpy as np

from kinesics.conversation.quietness import Quietness
from kinesics.signals import Being, Horizon, PartnerVoice, Quiet, Speech, SpeechEnd

SECOND = 1_000_000_000


def test_it_is_quiet_when_told_and_from_then_on():
    when = Quietness()
    assert not when.wanted(0)
    when.hear(Quiet(2 * SECOND, on=True))
    when.hear(Quiet(4 * SECOND, on=False))
    when.hear(Horizon(0))
    assert [when.wanted(n * SECOND) for n in range(6)] == [False, False, True, True, False, False]


def test_its_own_voice_is_louder_than_its_servos():
    when = Quietness(always=True)
    assert when.wanted(SECOND)
    when.hear(Speech(2 * SECOND, 0, 16_000, np.zeros(16_000, np.float32)))
    when.hear(SpeechEnd(3 * SECOND))
    assert [when.wanted(t) for t in (SECOND, 2 * SECOND, 3 * SECOND)] == [True, False, True]


def test_what_is_told_for_an_earlier_time_takes_the_place_of_the_later():
    when = Quietness(always=True)
    when.hear(Quiet(5 * SECOND, on=True))
    when.hear(Quiet(3 * SECOND, on=False))
    assert not when.wanted(6 * SECOND)


def test_who_listens_is_quiet_by_itself_and_who_was_told_otherwise_is_not():
    when = Quietness()
    when.hear(Being(2 * SECOND, "listening"))
    when.hear(Being(6 * SECOND, "thinking"))
    assert [when.wanted(n * SECOND) for n in (1, 2, 5, 6)] == [False, True, True, False]
    when.hear(Quiet(3 * SECOND, on=False))
    assert not when.wanted(5 * SECOND)
    when.hear(Quiet(4 * SECOND, on=None))
    assert when.wanted(5 * SECOND)


def test_who_is_spoken_to_is_quiet_until_the_other_ends():
    when = Quietness()
    for second, speaks in ((1, 0.2), (2, 0.9), (4, 0.6), (5, 0.1)):
        when.hear(PartnerVoice(second * SECOND, speaks))
    assert [when.wanted(n * SECOND) for n in range(1, 6)] == [False, True, True, True, False]
    when.hear(Speech(6 * SECOND, 0, 16_000, np.zeros(16_000, np.float32)))
    assert (when.speaks(5 * SECOND), when.speaks(6 * SECOND)) == (False, True)
    when.hear(PartnerVoice(6 * SECOND, 0.9))
    assert not when.wanted(6 * SECOND)
