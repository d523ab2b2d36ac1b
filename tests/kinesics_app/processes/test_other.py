"""Another process, which ends or has ended."""

import os
import subprocess
import sys
import time

import pytest

from kinesics.errors import ConfigError
from kinesics_app.processes.other import process_ended

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.mark.parametrize("has_handles", [True, False])
def test_one_that_is_killed_has_ended_and_not_before(monkeypatch, has_handles):
    if not has_handles:  # as of a system that is no Linux
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    with subprocess.Popen(SLEEPS) as other:
        ended = process_ended(other.pid)
        assert not ended()
        other.kill()
        if has_handles and hasattr(os, "pidfd_open"):
            end_s = time.monotonic() + 10.0
            while not ended():  # nobody has waited for it
                assert time.monotonic() < end_s
                time.sleep(0.01)
        other.wait()
        assert ended()
        assert ended()


def test_one_that_there_is_not_is_told_at_once():
    with subprocess.Popen([sys.executable, "-c", ""]) as other:
        other.wait()
    with pytest.raises(ConfigError, match=f"there is no process {other.pid}"):
        process_ended(other.pid)


def test_the_first_process_of_a_computer_is_another_users_or_ours_and_lives():
    assert not process_ended(1)()
