"""A recording whose writer was killed is read as far as it goes, and it is said how far."""

import io
import re

import numpy as np
import pytest
from mcap.writer import CompressionType, Writer

from kinesics.errors import RecordError
from kinesics.record.laps_file import read_laps
from kinesics.record.mcap_file import mcap_bytes, read_mcap
from kinesics.record.mcap_read import cut_of, open_mcap
from kinesics.record.sends import read_sends


@pytest.fixture(scope="module")
def whole(take):
    return mcap_bytes(take)


@pytest.mark.parametrize("share", [0.5, 0.77, 0.9, 0.97, 0.999])
def test_what_is_whole_of_it_is_what_was_written_and_the_rest_is_told(take, whole, tmp_path, share):
    path = tmp_path / "motion.mcap"
    path.write_bytes(whole[: round(share * len(whole))])
    streams = read_mcap(path)
    rows = len(streams["sent"].t_ns)
    assert rows > 0.3 * share * len(take.t_ns)
    assert np.array_equal(streams["sent"].t_ns, take.t_ns[:rows])
    assert np.array_equal(streams["sent"].values, take.sent[:rows])
    assert len(read_sends(path).t_ns) == rows
    assert read_laps(path, 0) == []
    told = cut_of(path)
    ends_s = float(re.search(r"ends (\S+) s after its begin", told)[1])
    first_ns = min(int(take.t_ns[0]), *(t_ns for t_ns, _ in take.diagnostics))
    assert ends_s == pytest.approx((take.t_ns[rows - 1] - first_ns) * 1e-9, abs=0.11)


def test_one_of_which_nothing_is_whole_is_refused(whole, tmp_path):
    path = tmp_path / "motion.mcap"
    path.write_bytes(whole[:2000])
    with pytest.raises(RecordError, match="cut off before the first piece of it was whole"):
        read_mcap(path)
    assert cut_of(path) == ""


def test_more_of_it_is_never_less_of_the_motion(whole, tmp_path):
    path, rows = tmp_path / "motion.mcap", []
    for length in np.linspace(0.5, 1.0, 12) * len(whole):
        path.write_bytes(whole[: round(length)])
        rows.append(len(read_mcap(path)["sent"].t_ns))
    assert rows == sorted(rows)
    assert rows[0] < rows[-1]


def test_a_whole_one_says_nothing_of_that_and_neither_does_what_is_none(whole, tmp_path):
    path = tmp_path / "motion.mcap"
    for content in (whole, b"", b"t_s,jaw\n0,1\n"):
        path.write_bytes(content)
        assert cut_of(path) == ""
    assert cut_of(tmp_path / "gone.mcap") == ""


def test_bytes_behind_the_last_whole_piece_are_counted(tmp_path):
    buffer = io.BytesIO()
    writer = Writer(buffer, compression=CompressionType.NONE)
    writer.start()
    channel = writer.register_channel("/a", "cdr", writer.register_schema("a", "ros2msg", b""))
    for n in (3, 1, 2):
        writer.add_message(channel, n, bytes([n]), n)
    writer.flush()
    path = tmp_path / "a.mcap"
    path.write_bytes(buffer.getvalue() + b"\x06 half of one")
    read = open_mcap(path, "messages", ["/a"])
    assert [one.data for one in read.messages] == [b"\1", b"\2", b"\3"]
    assert (read.cut_bytes, read.topics) == (13, {"/a"})
    assert "the last 13 bytes are no whole piece and are left out" in cut_of(path)
    path.write_bytes(buffer.getvalue())
    assert cut_of(path).endswith(" s after its begin")
