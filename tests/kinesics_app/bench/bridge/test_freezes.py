"""STOP with a frozen motion process: everyday, one of the twenty of `kinesics bench bridge`."""

import pytest

from kinesics_app.bench.bridge.freezes import freeze_hosts

pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")


def test_stop_from_another_process_brakes_within_50_ms_though_rows_are_queued(at_best):
    def freeze():
        (one,), kept = freeze_hosts(1, 6, lambda share: None, seed=4)
        assert kept
        return one

    one = at_best(freeze, lambda one: one.begins_ms <= 50.0)
    assert one.begins_ms <= 50.0
    assert one.braked
