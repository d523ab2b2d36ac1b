"""Bare wires tell what a wire is late by, apart from who sends and who reads."""

import os
import struct
import threading
import time

import numpy as np

from kinesics_app.bench.live.bare_wire import Dated, bare_wires, compared, listen
from kinesics_app.bench.live.soak import Lived, whys

MS = 1_000_000


def row(t_ns):
    return struct.pack("<q", t_ns).ljust(112, b"\0")


def test_both_carry_the_same_rows():
    with bare_wires(first=False) as seen:
        time.sleep(2.0)
        assert seen == []
    assert [wire.name for wire in seen] == ["pseudo-terminal", "socket"]
    assert seen[0].rows == seen[1].rows > 50
    for wire in seen:
        middle, ninety_nine, most = wire.late_ms
        assert 0.0 < middle <= ninety_nine <= most
        assert wire.alone <= wire.late <= wire.rows


def test_a_row_is_dated_when_its_last_byte_is_there():
    dated = Dated()
    sent = row(100) + row(200) + row(300)
    dated.take(sent[:111], 1_000)
    assert dated.late_ns == []
    dated.take(sent[111:230], 2_000)
    assert dated.late_ns == [1_900, 1_800]
    dated.take(sent[230:], 3_000)
    assert dated.late_ns == [1_900, 1_800, 2_700]


def test_a_listener_reads_all_there_is_before_it_tells():
    pipes = [os.pipe() for _ in range(2)]
    (end, writes), (until, ends) = pipes
    for _ in range(50):
        os.write(writes, row(time.monotonic_ns()))
    os.close(ends)  # it is over before it was looked at
    late_ns = []
    listener = threading.Thread(target=lambda: late_ns.extend(listen(end, until)))
    listener.start()
    listener.join(10.0)
    assert len(late_ns) == 50
    assert min(late_ns) > 0
    for one in (end, writes, until):
        os.close(one)


def test_what_is_late_over_one_wire_alone_is_told_apart():
    of_one, of_other = [MS, 60 * MS, 20 * MS, MS], [MS, 30 * MS, MS, MS, MS]
    terminal, socket = compared([of_one, of_other])
    assert (terminal.rows, terminal.late, terminal.alone) == (4, 2, 1)
    assert (socket.rows, socket.late, socket.alone) == (4, 1, 0)
    assert terminal.late_ms[-1] == 60.0
    *_, told, _ = whys("so", Lived("", 60.0, {}, (), 0, (), (), [terminal, socket]))
    assert told == (
        "so, a bare pseudo-terminal meanwhile, late by median, 99 %, most [ms]: 10.50, 58.80, "
        "60.00; by more than 10 ms 2 of 4 rows, 1 of them alone."
    )


def test_wires_that_carried_nothing_tell_no_times():
    for wire in compared([[], [MS]]):
        assert (wire.rows, wire.late) == (0, 0)
        assert np.isnan(wire.late_ms).all()
