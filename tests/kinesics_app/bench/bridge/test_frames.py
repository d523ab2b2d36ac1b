"""Frames through a bad wire: everyday, some of the million of `kinesics bench bridge`."""

from dataclasses import replace

import pytest

from kinesics_app.bench.bridge import frames
from kinesics_app.bench.bridge.frames import Tally, pass_frames
from kinesics_bridge.wire.frames import encode_frame
from kinesics_bridge.wire.message_types import TimeRequest
from kinesics_bridge.wire.messages import encode_message


def test_20000_frames_through_a_bad_wire_are_counted_exactly(small_table):
    for tally in pass_frames(20_000, small_table, lambda share: None, seed=1):
        assert tally.wrong == 0
        assert tally.exact, tally
        assert tally.damaged > 900


@pytest.mark.parametrize("name", ["intact", "damaged", "gaps"])
def test_one_frame_off_is_not_exact(name):
    tally = Tally(10, 8, 8, 0, 2, 2, 1, 1)
    assert tally.exact
    assert not replace(tally, **{name: 7}).exact


def test_a_frame_that_is_not_what_was_sent_is_wrong():
    witness = frames._Witness()
    witness.expect(0, encode_message(TimeRequest(5), 0))
    witness.hear(encode_frame(encode_message(TimeRequest(5), 0)))
    assert (witness.accepted, witness.wrong) == (1, 0)
    witness.hear(encode_frame(encode_message(TimeRequest(6), 0)))
    witness.hear(encode_frame(b"no message"))
    assert (witness.accepted, witness.wrong) == (3, 2)


def test_a_section_tells_both_directions(small_table):
    section = frames.frames(400, small_table, lambda share: None)
    assert section.passed
    assert [figure.bar for figure in section.figures] == ["0", "exact", "0", "exact"]
