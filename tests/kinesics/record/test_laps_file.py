"""Laps written and read back; what is no lap is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import RecordError
from kinesics.record.laps import Lap
from kinesics.record.laps_file import lap_messages, laps_of, read_laps
from kinesics.record.mcap_file import EPOCH_NS, read_mcap, write_mcap
from kinesics.record.multi_array import multi_array
from kinesics.record.passage import by_tick

NS = st.integers(0, 2**40)
LAPS = st.lists(
    st.builds(Lap, st.sampled_from(["device", "mix", "send"]), NS, st.integers(0, 10**9)),
    unique_by=lambda lap: lap.begin_ns,
).map(lambda laps: sorted(laps, key=lambda lap: lap.begin_ns))


@given(LAPS)
def test_what_is_read_is_what_was_kept(laps):
    assert laps_of(lap_messages(laps)) == laps


def test_a_message_holds_a_second_and_a_stage_is_named_once():
    laps = [Lap("mix" if n % 2 else "send", n * 10_000_000, n) for n in range(250)]
    messages = list(lap_messages(laps))
    assert [first_ns for first_ns, _ in messages] == [0, 10**9, 2 * 10**9]
    assert all(message.count(b"mix") == 1 for _, message in messages)


def test_a_recording_has_them_and_its_rows_as_before(take, tmp_path):
    laps = [Lap("mix", take.heard_t0_ns + 5, 70), Lap("send", take.heard_t0_ns + 90, 2)]
    path = tmp_path / "motion.mcap"
    write_mcap(replace(take, laps=laps), path)
    assert read_laps(path, EPOCH_NS - take.heard_t0_ns) == laps
    assert (read_mcap(path)["sent"].values == take.sent).all()
    write_mcap(take, path)
    assert read_laps(path, EPOCH_NS - take.heard_t0_ns) == []


@pytest.mark.parametrize("bad", [b"", multi_array([("mix", 2, 2)], bytes(24))])
def test_something_else_is_refused(bad):
    with pytest.raises(RecordError, match="wanted those of kinesics"):
        laps_of([(0, bad)])


def test_laps_are_of_the_tick_whose_row_they_make():
    told = ["device", "undo", "mix", "send", "speech", "device", "undo", "mix", "send"]
    ticks = by_tick([Lap(stage, n, 1) for n, stage in enumerate(told)])
    assert [list(tick) for tick in ticks] == [told[:5], told[5:]]
    assert ticks[1]["device"].begin_ns == 5
    assert by_tick([Lap("mix", 0, 1)]) == []
