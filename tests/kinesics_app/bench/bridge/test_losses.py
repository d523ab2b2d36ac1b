"""Lost hosts in virtual time: everyday, some of the thousand trials of `kinesics bench bridge`."""

import pytest

from kinesics_app.bench.bridge.losses import KINDS, Loss, draw_loss, lose, losses, stalled_alike
from kinesics_bridge.joints.servo import ServoParameters

MS = 1_000_000


@pytest.mark.parametrize("seed", range(45))
def test_no_limit_breaks_when_a_host_is_lost_and_comes_back(small_table, seed):
    aftermath = lose(draw_loss(seed), small_table, ServoParameters(noise=0.001))
    assert aftermath.use.kept, aftermath.use
    assert aftermath.resumed


@pytest.mark.parametrize("seed", range(12))
def test_stalls_of_up_to_lead_minus_20_ms_change_no_played_bit(small_table, seed):
    assert stalled_alike(seed, small_table)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("away_ms", [5000, 11_000])
def test_the_long_losses_are_tried_too(small_table, kind, away_ms):
    loss = Loss(kind, 100 * MS, 500 * MS, away_ms * MS, bad_wire=False, seed=3)
    aftermath = lose(loss, small_table)
    assert aftermath.use.kept
    assert aftermath.resumed


def test_trials_differ_in_everything():
    drawn = [draw_loss(seed) for seed in range(300)]
    assert {loss.kind for loss in drawn} == set(KINDS)
    assert {loss.bad_wire for loss in drawn} == {False, True}
    assert min(loss.away_ns for loss in drawn) < 50 * MS
    assert max(loss.away_ns for loss in drawn) > 10_000 * MS


def test_a_section_tells_every_kind_and_its_bar(small_table):
    section = losses(3, small_table, ServoParameters(), lambda share: None)
    assert section.passed
    assert [figure.n for figure in section.figures] == [1, 1, 1, 3, 1]
    assert section.markdown().count("| met |") == 4


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_limit_breaks_in_a_thousand_losses(small_table):
    section = losses(1000, small_table, ServoParameters(noise=0.001), lambda share: None)
    assert section.passed, section.markdown()
