"""Tongue, cheeks and jaw of known phones: bounded, ramped, and nothing else of the mouth moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.coarticulation import ARTICULATORS, Coarticulation
from kinesics.audio.inner_mouth import CURVES, told_units
from kinesics.audio.mouth import UNITS, units
from kinesics.audio.phones import names, table
from kinesics.signals import TimedPhone

JAW, CHEEKS, TONGUE = (UNITS.index(name) for name in ("jawForward", "cheekPuff", "tongueOut"))
INNER = [JAW, CHEEKS, TONGUE]
ELSE = [n for n in range(len(UNITS)) if n not in (JAW, CHEEKS)]

SPOKEN = st.lists(
    st.tuples(st.sampled_from(sorted(names())), st.floats(0.05, 0.3)), min_size=1, max_size=8
)


def timed(spoken):
    ends_s = np.cumsum([0.0, *(length_s for _, length_s in spoken)])
    return [
        TimedPhone(start_s, end_s, phone)
        for (phone, _), start_s, end_s in zip(spoken, ends_s, ends_s[1:], strict=False)
    ]


def shown(spoken, step_s=0.01):
    """(T, 17) each `step_s` from 0 on."""
    phones = timed(spoken)
    times_s = np.arange(0.0, phones[-1].end_s, step_s)
    return told_units(Coarticulation(phones, CURVES).at(times_s))


def most(phone, unit, length_s=0.12):
    return float(shown([("aa", 0.3), (phone, length_s), ("aa", 0.3)])[:, unit].max())


@given(SPOKEN)
def test_every_value_is_one_that_some_phone_asks_for(spoken):
    rows, told = shown(spoken), table().values()
    assert (rows >= 0.0).all()
    assert rows[:, CHEEKS].max() <= max(one.puff for one in told) + 1e-6
    assert rows[:, TONGUE].max() <= 0.4 * max(one.tongue for one in told) + 1e-6
    assert rows[:, JAW].max() <= 0.3 + 1e-6  # of a fully rounded phone


@given(SPOKEN)
def test_lips_tongue_and_opening_are_what_they_were_to_the_last_bit(spoken):
    phones = timed(spoken)
    times_s = np.arange(0.0, phones[-1].end_s, 0.01)
    curves = Coarticulation(phones, CURVES).at(times_s)
    np.testing.assert_array_equal(
        curves[:, : len(ARTICULATORS)], Coarticulation(phones).at(times_s)
    )
    plain = units(curves[:, : len(ARTICULATORS)])
    np.testing.assert_array_equal(told_units(curves)[:, ELSE], plain[:, ELSE])


@given(SPOKEN)
def test_they_come_and_go_no_faster_than_lips_do(spoken):
    """Per second; lips that are pressed come with up to 44 on a recorded sentence."""
    speed_per_s = np.abs(np.diff(shown(spoken, 0.002), axis=0)).max(axis=0, initial=0.0) / 0.002
    assert (speed_per_s[INNER] < 30.0).all()


def test_the_tongue_shows_between_the_teeth_and_behind_them_and_else_nowhere():
    tongue = {phone: most(phone, TONGUE) for phone in ("th", "dh", "l", "t", "k", "m", "iy")}
    assert tongue["th"] > tongue["dh"] > tongue["l"] > tongue["t"] > 0.05
    assert max(tongue[phone] for phone in ("k", "m", "iy")) < 0.001


def test_the_jaw_goes_forward_for_sibilants_and_for_rounded_lips_not_for_f():
    assert all(most(phone, JAW) > 0.15 for phone in ("s", "z", "sh", "ch", "w", "uw"))
    assert all(most(phone, JAW) < 0.02 for phone in ("f", "v", "p", "t", "iy"))


def test_a_closure_that_lasts_fills_the_cheeks_and_a_nose_that_is_open_does_not():
    by_length = [most("p", CHEEKS, length_s) for length_s in (0.04, 0.06, 0.08, 0.10, 0.12, 0.3)]
    assert by_length == sorted(by_length)
    assert by_length[0] < 0.5 * by_length[-1]
    assert by_length[-1] == pytest.approx(table()["p"].puff, abs=0.02)
    assert 0.1 < most("b", CHEEKS) < most("p", CHEEKS)
    assert most("m", CHEEKS) == 0.0


@given(SPOKEN)
def test_parted_lips_hold_no_breath(spoken):
    phones = timed(spoken)
    curves = Coarticulation(phones, CURVES).at(np.arange(0.0, phones[-1].end_s, 0.01))
    parted = curves[:, CURVES.index("gap")] >= 0.0
    assert not told_units(curves)[parted, CHEEKS].any()
