"""Rows at full rate to a robot in another process: everyday, two seconds of the ten minutes."""

import pytest

from kinesics_app.bench.bridge.floor import floor_of
from kinesics_app.bench.bridge.load import carry
from kinesics_app.bench.bridge.metered_port import MeteredPort
from kinesics_bridge.wire.frames import encode_frame
from kinesics_bridge.wire.message_types import Setpoints, TimeReply, TimeRequest
from kinesics_bridge.wire.messages import encode_message

pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")


def test_nothing_is_lost_or_damaged_at_100_hz(at_best):
    def run():
        one = carry(30, 100.0, 2.0, lambda share: None)
        assert (one.lost, one.bad) == (0, 0)
        assert one.rows == 200
        assert one.round_trips_ms
        return one

    one = at_best(run, lambda one: one.rate_hz > 98.0)
    assert one.rate_hz == pytest.approx(100, rel=0.02)
    assert 0.06 < one.out_share < 0.12
    assert 0.06 < one.in_share < 0.12


def test_the_floor_is_below_what_the_bridge_costs(at_best):
    floor = at_best(
        lambda: floor_of(30, 100.0, 1.0), lambda one: one.sleep_share < one.port_share < 0.5
    )
    assert 0.0 < floor.sleep_share < floor.port_share < 0.5
    assert 5.0 < floor.hot_us < 10_000.0


class Echo:
    """A wire on which a firmware answers 3 ns after each question."""

    def __init__(self):
        self.t_ns = 0
        self.coming = []

    def now_ns(self):
        return self.t_ns

    def write(self, data):
        if len(data) < 30:
            reply = encode_frame(encode_message(TimeReply(7, 1, 1), 0))
            self.coming = [(self.t_ns + 3, reply[:4]), (self.t_ns + 3, reply[4:])]

    def read(self):
        coming, self.coming = self.coming, []
        return coming


def test_the_meter_counts_bytes_and_times_questions():
    wire = Echo()
    port = MeteredPort(wire)
    question = encode_frame(encode_message(TimeRequest(7), 0))
    row = encode_frame(encode_message(Setpoints(1, bytes(60)), 1))
    port.write(question)
    reply = port.read()
    port.write(row)
    assert port.round_trips_ns == [3]
    assert port.bytes_out == len(question) + len(row)
    assert port.bytes_in == sum(len(data) for _, data in reply)
    port.start_anew()
    assert (port.bytes_out, port.bytes_in, port.round_trips_ns) == (0, 0, [])
