"""Beats come as lively as the persona is: random, repeatable, never frozen, never a flail."""

import numpy as np
import pytest

from kinesics.gesture.beats import AT_REST_S, SOONEST_S, Beats
from kinesics.gesture.read import library
from kinesics.signals import Persona

S = 1_000_000_000
BEATS = tuple(one for one in library().values() if one.kind == "beat")


def _made(seed=0, persona=None, every_s=0.4, length_s=300.0):
    """When strokes fall, and which, for accents `every_s`."""
    beats, made, names = Beats(BEATS, seed), [], []
    if persona is not None:
        beats.live(Persona(0, persona, 0.5, persona))
    for time_s in np.arange(0.0, length_s, every_s):
        t_ns = round(time_s * S)
        if beats.wants(t_ns, 0.5):
            names.append((beats.next[0].name, beats.next[1]))
            beats.done(t_ns)
            made.append(time_s)
    return np.array(made), names


def test_the_same_seed_gives_the_same_beats():
    assert _made(3)[1] == _made(3)[1]
    assert _made(3)[1] != _made(4)[1]


def test_a_livelier_persona_beats_more_often():
    rates = [len(_made(1, persona)[0]) for persona in (0.1, 0.5, 1.0)]
    assert rates[0] < 0.8 * rates[1]
    assert rates[1] < 0.8 * rates[2]


def test_they_never_follow_too_soon_and_never_stay_away():
    for persona in (0.1, 0.5, 1.0):
        apart = np.diff(_made(2, persona)[0])
        assert apart.min() >= SOONEST_S - 1e-9
        assert apart.max() <= AT_REST_S + 0.5


def test_a_persona_without_energy_keeps_its_hands_down():
    assert not len(_made(2, 0.0)[0])


def test_they_vary_without_a_pattern():
    made, names = _made(5)
    assert len({name for name, _ in names}) == len(BEATS)
    assert {manner.side for _, manner in names} == {"left", "right"}
    apart = np.diff(made) - np.diff(made).mean()
    lags = [np.corrcoef(apart[:-lag], apart[lag:])[0, 1] for lag in range(1, 20)]
    assert max(np.abs(lags)) < 0.35


@pytest.mark.parametrize("energy", [0.0, 0.5, 1.0])
def test_sizes_stay_in_what_gestures_allow(energy):
    beats = Beats(BEATS, 0)
    beats.live(Persona(0, 0.5, 0.5, energy))
    sizes = [beats.size() for _ in range(200)]
    assert min(sizes) >= 0.5
    assert max(sizes) <= 1.2
    assert abs(np.mean(sizes) - (0.7 + 0.5 * energy)) < 0.12
