"""A plan over time: steps ease in, beats go and return, details come without a jump."""

import numpy as np
import pytest

from kinesics.affect.compose import compose
from kinesics.affect.facs import ACTIONS, COLUMNS
from kinesics.affect.plan import Plan, Shade, Step
from kinesics.affect.staging import BEAT_S, Staging
from kinesics.behaviours.emotion import EmotionDisplay
from kinesics.motion import channels
from kinesics.signals import Expression, Feeling, Horizon

ROW = {action.name: row for row, action in enumerate(ACTIONS)}
MS = 1_000_000
HAPPY = Step(shades=(Shade({"happy": 1.0}, 1.0),))
MOST_PER_FRAME = 0.2  # of a unit, at 50 Hz


def played(packets, until_s):
    """(T, C) rows at 50 Hz of a display that is fed packets at their time, 400 ms ahead."""
    display = EmotionDisplay(0)
    rows = np.zeros((round(until_s * 50), len(channels.NAMES)))
    for now_ms in range(0, round(until_s * 1000), 100):
        fed = [one for at_ms, one in packets if now_ms <= at_ms < now_ms + 100]
        for packet in (Horizon((now_ms + 400) * MS), *fed):
            track = display.feed(packet)
            if track is not None:
                first = track.t_ns // (20 * MS)
                end = min(first + len(track.values), len(rows))
                rows[first:end, COLUMNS] = track.values[: max(end - first, 0)]
    return rows


def test_a_step_eases_in_and_ends_when_it_says():
    staging = Staging(Plan("", (Step(start_s=1.0, end_s=4.0, ease_s=2.0, units={"12": 0.8}),)))
    corner = [staging.at(t_s)[ROW["L12"]] for t_s in (0.5, 1.0, 2.0, 3.0, 3.9)]
    assert corner == pytest.approx([0.0, 0.0, 0.4, 0.8, 0.8])
    assert staging.at(4.0) is None


def test_a_plan_without_an_end_holds():
    assert Staging(Plan("", (HAPPY,))).at(500.0)[ROW["L12"]] == 1.0


def test_a_slow_tempo_takes_longer_to_come():
    quick, slow = (Staging(Plan("", (Step(units={"12": 1.0}, tempo=t),))) for t in (1.0, 0.5))
    assert quick.at(0.1)[ROW["L12"]] == 1.0
    assert 0.0 < slow.at(0.1)[ROW["L12"]] < 0.2


def test_a_nod_goes_down_and_back_as_often_as_it_beats():
    rows = played([(0, Expression(500 * MS, Staging(compose("nod"))))], 5.0)
    pitch = rows[:, channels.index("head_pitch")]
    below = pitch > 0.07
    assert np.count_nonzero(np.diff(below.astype(int)) == 1) == 2
    assert abs(pitch[-1]) < 0.02


def test_a_shake_of_the_head_goes_to_both_sides():
    staging = Staging(compose("shake your head"))
    shown = np.array([staging.at(t_s) for t_s in np.arange(0.0, 2 * BEAT_S, 0.05)])
    assert shown[:, ROW["51"]].max() > 0.5
    assert shown[:, ROW["52"]].max() > 0.5


@pytest.mark.parametrize(
    "text",
    ["slightly worried but hopeful, eyes away", "furious", "sad with the left eyebrow raised",
     "wide eyes and an open mouth, terrified", "a smile that does not reach the eyes"],
)  # fmt: skip
@pytest.mark.parametrize("refined_ms", [100, 500, 1300])
def test_details_are_added_to_the_coarse_layer_without_a_jump(text, refined_ms):
    plan = compose(text)
    coarse = Expression(500 * MS, Staging(plan.coarse()))
    whole = Expression((refined_ms + 500) * MS, Staging(plan))
    rows = played([(0, coarse), (refined_ms, whole)], 5.0)
    assert np.abs(np.diff(rows, axis=0)).max() <= MOST_PER_FRAME
    direct = played([(0, Expression(500 * MS, Staging(plan)))], 5.0)
    np.testing.assert_allclose(rows[-1], direct[-1], atol=0.05)


def test_an_expression_shows_over_what_is_felt_and_then_that_returns():
    felt = Feeling(0, (0.8, 0.5, 0.4), {"happy": 1.0}, 0.8)
    frown = Plan("", (Step(end_s=2.0, units={"4": 0.8}),))
    rows = played([(0, felt), (1000, Expression(1500 * MS, Staging(frown)))], 7.0)
    smile, brow = (channels.index(name) for name in ("mouthSmileLeft", "browDownLeft"))
    assert rows[60, smile] > 0.3 > rows[60, brow]
    assert rows[170, brow] > 0.3 > rows[170, smile]
    assert rows[340, smile] > 0.3 > rows[340, brow]
