"""Killed host processes: everyday, one of the thirty of `kinesics bench bridge`."""

import pytest

from kinesics_app.bench.bridge.kills import kill_hosts

pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")


def test_no_limit_breaks_when_a_host_is_killed_in_motion(at_best):
    def kill():
        outcome = kill_hosts(1, 6, lambda share: None, seed=2)
        assert outcome.use.kept, outcome.use
        return outcome

    assert at_best(kill, lambda one: one.moving).moving == 1  # some hosts get no time to move it


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_limit_breaks_when_thirty_hosts_are_killed():
    outcome = kill_hosts(30, 41, lambda share: None, seed=0)
    assert outcome.use.kept, outcome.use
    assert outcome.moving >= 25
