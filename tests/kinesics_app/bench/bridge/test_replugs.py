"""Pulled plugs: everyday, one of the hundred of `kinesics bench bridge`."""

import pytest

from kinesics_app.bench.bridge.replugs import replug

pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")


def test_a_pulled_plug_is_noticed_and_the_robot_found_again(at_best):
    def pull():
        outcome = replug(1, 6, lambda share: None)
        assert outcome.kept
        return outcome

    def in_time(outcome):
        quick = outcome.noticed_s.max() <= 0.5 and outcome.back_s.max() <= 2.0
        return quick and outcome.leaked == 0  # who looks for the port may be about to end

    assert in_time(at_best(pull, in_time))
