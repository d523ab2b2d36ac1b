"""Where an utterance will be stressed, from its words and phones."""

import pytest

from kinesics.gesture.spoken import spoken_accents
from kinesics.signals import PhoneTimes, TimedPhone, TimedWord


def _told(words, t_ns=0):
    """Words as `text: phones`, each phone 0.1 s."""
    phones, timed, now_s = [], [], 0.0
    for text, spoken in words:
        first_s = now_s
        for phone in spoken.split():
            phones.append(TimedPhone(now_s, now_s + 0.1, phone))
            now_s += 0.1
        timed.append(TimedWord(first_s, now_s, text))
    return PhoneTimes(t_ns, tuple(phones), tuple(timed))


def test_content_words_are_stressed_on_their_first_full_vowel():
    told = _told([("the", "dh ax"), ("Museum,", "m y uw z iy ax m"), ("again", "ax g eh n")])
    accents = spoken_accents(told)
    assert [one.word for one in accents] == ["museum", "again"]
    assert accents[0].t_ns == pytest.approx(0.44e9)
    assert accents[1].t_ns == pytest.approx((0.9 + 0.2 + 0.04) * 1e9)


def test_times_count_from_the_utterance():
    late = spoken_accents(_told([("big", "b ih g")], t_ns=5_000_000_000))
    assert late[0].t_ns == pytest.approx(5.14e9)


def test_without_words_nothing_is_known():
    assert spoken_accents(PhoneTimes(0, (TimedPhone(0.0, 0.1, "aa"),))) == ()


def test_a_word_without_a_vowel_is_passed_over():
    assert spoken_accents(_told([("hm", "hh m")])) == ()


def test_where_no_phones_are_told_the_stress_of_a_word_is_guessed_inside_it():
    words = (TimedWord(0.0, 0.1, "the"), TimedWord(0.1, 0.6, "Museum,"), TimedWord(0.6, 0.8, "hm"))
    accents = spoken_accents(PhoneTimes(1_000_000_000, (), words))
    assert [one.word for one in accents] == ["museum", "hm"]
    assert accents[0].t_ns == pytest.approx(1.3e9)
    assert all(one.is_guess for one in accents)
    assert accents[0].strength == 1.0
    assert spoken_accents(PhoneTimes(0, (), ())) == ()
    assert not any(one.is_guess for one in spoken_accents(_told([("big", "b ih g")])))
