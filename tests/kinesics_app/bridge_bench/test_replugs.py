"""Pulled plugs: everyday, one of the hundred of `kinesics bench bridge`."""

import pytest

from kinesics_app.bridge_bench.replugs import replug

pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")


def test_a_pulled_plug_is_noticed_and_the_robot_found_again():
    outcome = replug(1, 6, lambda share: None)
    assert outcome.noticed_s.max() <= 0.5
    assert outcome.back_s.max() <= 2.0
    assert outcome.leaked == 0
    assert outcome.kept
