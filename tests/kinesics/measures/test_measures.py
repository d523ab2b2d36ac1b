"""Measures of signals whose answers are known by analysis."""

from math import exp, log, pi

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.measures.asymmetry import asymmetry
from kinesics.measures.coordination import agreement, coordination, imitation
from kinesics.measures.curves import Curves
from kinesics.measures.diversity import diversity
from kinesics.measures.expressivity import expressivity, peaks
from kinesics.measures.kinematics import kinematics, relative_motion
from kinesics.measures.smoothness import log_dimensionless_jerk, smoothness, spectral_arc_length
from kinesics.measures.suite import OF_ONE, OF_TWO, measured

MINIMUM_JERK = -log(720.0 / 1.875**2)
RATES_HZ = [25.0, 30.0, 50.0, 60.0, 100.0, 250.0, 1000.0]


def reach(rate_hz, length_s=1.0, size=1.0):
    """A minimum-jerk movement from rest to rest."""
    share = np.arange(round(length_s * rate_hz) + 1) / (length_s * rate_hz)
    return Curves(("x",), rate_hz, size * (10 * share**3 - 15 * share**4 + 6 * share**5)[:, None])


def sines(*cycles, rate_hz=100.0, length_s=10.0, names=None):
    t_s = np.arange(round(length_s * rate_hz) + 1) / rate_hz
    values = np.stack([np.sin(2 * pi * hz * t_s + phase) for hz, phase in cycles], axis=1)
    return Curves(names or tuple(f"s{n}" for n in range(len(cycles))), rate_hz, values)


def found(readings):
    return {(one.measure, one.signal): one.value for one in readings}


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize(("length_s", "size"), [(1.0, 1.0), (2.0, 0.05), (0.4, 30.0)])
def test_a_minimum_jerk_reach_costs_the_same_at_any_rate_length_and_size(rate_hz, length_s, size):
    (cost,) = log_dimensionless_jerk(reach(rate_hz, length_s, size))
    assert cost == pytest.approx(MINIMUM_JERK, abs=0.01)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_arc_length_of_a_reach_depends_on_neither_rate_nor_size(rate_hz):
    (arc,) = spectral_arc_length(reach(rate_hz, 1.0, 3.0))
    assert arc == pytest.approx(spectral_arc_length(reach(500.0))[0], abs=0.01)
    assert arc == pytest.approx(-1.41, abs=0.02)


def test_a_tremor_makes_a_reach_less_smooth():
    t_s = np.arange(101) / 100.0
    shaken = Curves(("x",), 100.0, reach(100.0).values + 0.01 * np.sin(2 * pi * 8 * t_s)[:, None])
    assert log_dimensionless_jerk(shaken)[0] < MINIMUM_JERK - 1.0
    assert spectral_arc_length(shaken)[0] < spectral_arc_length(reach(100.0))[0] - 0.05


def test_what_is_still_has_no_smoothness():
    still = Curves(("x",), 100.0, np.ones((50, 1)))
    assert np.isnan([one.value for one in smoothness(still)][1:]).all()


def test_kinematics_of_a_sine_are_those_of_analysis():
    read = found(kinematics(sines((0.5, 0.0))))
    assert read["range", "s0"] == pytest.approx(2.0, abs=1e-6)
    assert read["path_length", "s0"] == pytest.approx(4.0 * 5, rel=1e-3)
    assert read["peak_speed", "s0"] == pytest.approx(pi, rel=1e-3)
    assert read["mean_speed", "s0"] == pytest.approx(2.0, rel=5e-3)
    assert read["mean_acceleration", "s0"] == pytest.approx(2.0 * pi, rel=5e-3)


def test_displacement_is_from_the_mean_or_from_a_reference():
    ramp = Curves(("x",), 10.0, np.arange(11.0)[:, None])
    assert found(relative_motion(ramp))["greatest_displacement", "x"] == 5.0
    away = found(relative_motion(ramp, slice(0, 1)))
    assert away["mean_displacement", "x"] == 5.0
    assert away["greatest_displacement", "x"] == 10.0
    assert away["least_displacement", "x"] == 0.0


def test_asymmetry_is_0_for_twins_1_for_one_side_and_mirrors_turns():
    ones, zeros = np.ones(9), np.zeros(9)
    columns = {
        "browDownLeft": ones, "browDownRight": ones,
        "mouthSmileLeft": ones, "mouthSmileRight": zeros,
        "left_shoulder_yaw": ones, "right_shoulder_yaw": -ones,
        "jawOpen": ones,
    }  # fmt: skip
    read = found(asymmetry(Curves(tuple(columns), 10.0, np.stack([*columns.values()], axis=1))))
    assert read["asymmetry_of_pair", "browDown"] == read["asymmetry", "brows"] == 0.0
    assert read["asymmetry_of_pair", "mouthSmile"] == read["asymmetry", "mouth"] == 1.0
    assert read["asymmetry", "arms"] == 0.0
    assert read["asymmetry", "all"] == pytest.approx(1 / 3)


def test_expressions_are_counted_at_their_own_scale():
    fast_and_slow = sines((0.25, 0.0), (2.0, 0.0), length_s=40.0)
    read = found(expressivity(fast_and_slow, (0.1, 4.0)))
    assert read["peaks_0.1s", "s0"] == pytest.approx(0.25, abs=0.03)
    assert read["peaks_0.1s", "s1"] == pytest.approx(2.0, abs=0.03)
    assert read["peaks_4s", "s1"] == pytest.approx(0.0, abs=0.06)  # smoothed away
    assert read["peak_height_0.1s", "s1"] == pytest.approx(
        2.0 * exp(-0.5 * (2.0 * pi * 2.0 * 0.025) ** 2), rel=0.01
    )
    assert read["peak_deviation_0.1s", "s1"] == pytest.approx(0.0, abs=0.02)


def test_peaks_of_two_heights_have_a_density_a_least_and_a_greatest():
    t_s = np.arange(4001) / 100.0
    bumps = np.sin(2 * pi * 0.5 * t_s) ** 2 * np.where(t_s % 4.0 < 2.0, 1.0, 3.0)
    read = found(expressivity(Curves(("x",), 100.0, bumps[:, None]), (0.1,)))
    assert read["peaks_0.1s", "x"] == pytest.approx(1.0, abs=0.01)
    rounded = exp(-0.5 * (2.0 * pi * 0.025) ** 2)
    assert read["peak_least_0.1s", "x"] == pytest.approx(rounded, abs=0.01)
    assert read["peak_greatest_0.1s", "x"] == pytest.approx(3.0 * rounded, abs=0.03)
    assert read["peak_height_0.1s", "x"] == pytest.approx(2.0 * rounded, abs=0.02)
    assert read["peak_density_0.1s", "x"] == pytest.approx(2.0 * rounded, abs=0.03)
    still = found(expressivity(Curves(("x",), 100.0, np.ones((500, 1))), (0.1,)))
    assert still["peak_density_0.1s", "x"] == 0.0
    assert np.isnan(still["peak_greatest_0.1s", "x"])


def test_a_peak_stands_out_on_both_sides():
    assert peaks(np.array([0.0, 1.0, 0.0, 0.05, 0.0, 2.0, 1.99]), 0.1).tolist() == [1]
    assert peaks(np.array([0.0, 1.0, 0.95, 1.2, 0.0]), 0.1).tolist() == [3]
    assert peaks(np.zeros(5), 0.0).tolist() == []


def test_diversity_is_1_when_all_move_alike_and_0_when_one_does_everything():
    alike = sines((1.0, 0.0), (1.0, 0.0))
    alone = Curves(("x", "y"), 100.0, alike.values * [1.0, 0.0])
    assert found(diversity(alike))["diversity", "all"] == pytest.approx(1.0)
    assert found(diversity(alike))["diversity_of_rows", "all"] == pytest.approx(1.0)
    assert found(diversity(alone))["diversity", "all"] == 0.0
    assert found(diversity(alone))["l1_diversity", "all"] == pytest.approx(
        found(diversity(alike))["l1_diversity", "all"] / 2.0
    )


def wander(rows, seed=0):
    rng = np.random.default_rng(seed)
    kernel = np.hanning(25)
    return np.convolve(rng.standard_normal(rows + 24), kernel / kernel.sum(), "valid")


@pytest.mark.parametrize("lag_rows", [-40, -5, 0, 5, 40])
def test_who_follows_is_told_with_the_lag(lag_rows):
    whole = wander(3000)
    one = Curves(("x",), 100.0, whole[100:2900, None])
    other = Curves(("x",), 100.0, 0.3 * whole[100 - lag_rows : 2900 - lag_rows, None] + 1.0)
    read = found(coordination(one, other))
    assert read["coordination", "x"] == pytest.approx(1.0, abs=1e-6)
    assert read["coordination_lag", "x"] == pytest.approx(lag_rows / 100.0, abs=1e-6)
    copied = found(imitation(one, other))
    if lag_rows >= 0:
        assert copied["imitation", "x"] == pytest.approx(1.0, abs=1e-6)
        assert copied["imitation_lag", "x"] == pytest.approx(lag_rows / 100.0, abs=1e-6)
    else:
        assert copied["imitation", "x"] < 0.95


def test_strangers_coordinate_less_than_followers():
    one, stranger = (Curves(("x",), 100.0, wander(3000, seed)[:, None]) for seed in (0, 1))
    assert found(coordination(one, stranger))["coordination", "x"] < 0.9
    still = Curves(("x",), 100.0, np.zeros((3000, 1)))
    assert np.isnan(found(coordination(one, still))["coordination", "x"])


def test_concordance_knows_shift_and_scale():
    row = wander(2000)
    row = (row - row.mean()) / row.std()
    one, shifted, twice = (Curves(("x",), 100.0, v[:, None]) for v in (row, row + 1.0, 2.0 * row))
    assert found(agreement(one, one))["concordance", "x"] == pytest.approx(1.0)
    assert found(agreement(one, shifted))["concordance", "x"] == pytest.approx(2 / 3)
    assert found(agreement(one, twice))["concordance", "x"] == pytest.approx(4 / 5)
    assert found(agreement(one, shifted))["rms_difference", "x"] == pytest.approx(1.0)


def test_two_recordings_must_have_rate_and_signals_in_common():
    one = sines((1.0, 0.0))
    with pytest.raises(RecordError, match="wanted the same"):
        agreement(one, sines((1.0, 0.0), rate_hz=50.0))
    with pytest.raises(RecordError, match="no signal in common"):
        agreement(one, sines((1.0, 0.0), names=("other",)))


def test_everything_is_measured_of_one_and_of_two():
    one = sines((1.0, 0.0), (2.0, 1.0))
    alone = {reading.measure for reading in measured(one)}
    both = {reading.measure for reading in measured(one, one)}
    assert {"range", "log_dimensionless_jerk", "peaks_0.1s", "diversity"} <= alone
    assert both - alone >= {"coordination", "imitation", "concordance"}
    assert both - alone >= {"l1_difference", "velocity_difference", "frechet_distance"}
    assert len(OF_ONE) == 6
    assert len(OF_TWO) == 7


def test_displacement_is_from_the_rows_that_were_told():
    ramp = Curves(("x",), 10.0, np.arange(11.0)[:, None], begin_s=-0.5)
    read = found(measured(ramp, reference=ramp.rows(-0.5, -0.5)))
    assert read["greatest_displacement", "x"] == 10.0
    assert found(measured(ramp))["greatest_displacement", "x"] == 5.0
