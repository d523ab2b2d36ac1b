from itertools import pairwise

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from kinesics_training.mouth.lanes import CHUNK, Lanes  # noqa: E402 - only where torch is
from kinesics_training.mouth.lookaheads import LOOKAHEADS  # noqa: E402
from kinesics_training.mouth.streams import Stream  # noqa: E402

CPU = torch.device("cpu")


def counting(rows, first=0):
    """A stream whose every number tells its row."""
    count = np.arange(first, first + rows)
    wide = count[:, None] / 1000.0
    return Stream(
        np.repeat(wide, 40, 1).astype(np.float32), np.repeat(wide, 17, 1).astype(np.float32),
        count.astype(np.int64), np.zeros(rows, np.int64),
    )  # fmt: skip


def steady(lanes, chunks):
    """Chunks in which no lane begins anew, with the lanes that hold from one to the next."""
    heard = [lanes.next() for _ in range(chunks)]
    for before, after in pairwise(heard):
        yield before, after, ~after[2]


def rows_of(logmel):
    return logmel[..., 0] * 1000.0


def test_a_chunk_goes_on_where_the_one_before_it_ended():
    lanes = Lanes({"a": [counting(1500)]}, {"a": 4}, tempo=0.0, seed=1, device=CPU)
    for before, after, holds in steady(lanes, 30):
        gap = (rows_of(after[0])[:, 0] - rows_of(before[0])[:, -1])[holds]
        inside = gap[gap > 0]  # not where a lane went round
        torch.testing.assert_close(inside, torch.ones_like(inside), atol=0.6, rtol=0)
        assert len(inside) >= holds.sum() - 2


def test_every_head_is_told_the_rows_of_its_own_date():
    lanes = Lanes({"a": [counting(1900)]}, {"a": 3}, tempo=0.0, seed=2, device=CPU)
    logmel, truth, _ = lanes.next()
    newest = rows_of(logmel)
    for head, back in enumerate(LOOKAHEADS):
        late = newest - truth.units[:, :, head, 0] * 1000.0
        settled = late[late >= 0]  # the others are dated before the stream begins: its end
        torch.testing.assert_close(settled, torch.full_like(settled, back), atol=1.1, rtol=0)


def test_lanes_keep_to_their_material():
    streams = {"a": [counting(500)], "b": [counting(900, first=1000)]}
    lanes = Lanes(streams, {"a": 2, "b": 1}, tempo=0.2, seed=3, device=CPU)
    for _ in range(60):
        rows = rows_of(lanes.next()[0])
        assert rows[:2].max() < 501
        assert rows[2].min() > 998


def test_pace_changes_how_many_rows_a_chunk_covers_within_its_bounds():
    lanes = Lanes({"a": [counting(2000)]}, {"a": 8}, tempo=0.2, seed=4, device=CPU)
    spans = []
    for _ in range(80):
        rows = rows_of(lanes.next()[0])
        span = rows[:, -1] - rows[:, 0]
        spans.append(span[span > 0])
    paces = torch.cat(spans) / (CHUNK - 1)
    assert paces.min() > np.exp(-0.2) - 0.02
    assert paces.max() < np.exp(0.2) + 0.02
    assert paces.std() > 0.03


def test_lanes_go_on_where_they_were_kept():
    first = Lanes({"a": [counting(800)]}, {"a": 3}, tempo=0.1, seed=5, device=CPU)
    for _ in range(5):
        first.next()
    again = Lanes({"a": [counting(800)]}, {"a": 3}, tempo=0.1, seed=99, device=CPU)
    again.load_state_dict(first.state_dict())
    for _ in range(5):
        torch.testing.assert_close(first.next()[0], again.next()[0])


def test_now_and_then_a_lane_begins_anew():
    lanes = Lanes({"a": [counting(800)]}, {"a": 16}, tempo=0.0, seed=6, device=CPU)
    begun = torch.stack([lanes.next()[2] for _ in range(48)]).float().mean()
    assert 0.01 < begun < 0.1
