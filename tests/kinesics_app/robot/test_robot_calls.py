"""`Robot` begins, waits and ends as a stranger would try it; what cannot have an effect says so."""

import math

import pytest

from kinesics.errors import IntentError
from kinesics_app.robot import How, Robot, Start


def test_a_robot_is_that_of_a_run_unless_told(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(IntentError, match=rf"no robot listens on {tmp_path}"):
        Robot()
    with pytest.raises(IntentError, match=r"'desk' is no link.*Robot\.twin\('desk'\)"):
        Robot("desk")


def test_who_waits_for_no_time_is_told_and_for_ever_is_a_time():
    with Robot.twin("desk") as robot:
        for seconds in (math.nan, -1.0):
            with pytest.raises(IntentError, match="wanted 0 or more"):
                robot.wait(seconds)
        assert robot.nod().wait(math.inf) == "finished"
    with pytest.raises(IntentError, match="was closed"):
        robot.nod()
    with pytest.raises(IntentError, match="was closed"):
        robot.wait(1.0)
    robot.close()


def test_a_robot_that_stops_tells_that_what_it_was_asked_was_not_seen():
    with Robot.twin("desk") as robot:
        waits = robot.nod(how=How(start=Start(after_s=1.0), ttl_s=0.5))
        robot.link.device.bridge.stop()  # by another's hand
        late = robot.nod()  # before the firmware's answer is here
        assert (late.wait(5.0), waits.wait(5.0)) == ("ended", "refused")
        assert "does not follow" in late.reason
        assert "STOPPED" in waits.reason
        with pytest.raises(IntentError, match="does not follow"):
            robot.nod()


def test_what_comes_in_the_very_moment_of_a_stop_is_not_said_to_be_done():
    with Robot.twin("desk") as robot:
        assert robot.stop().state in ("acknowledged", "finished")
        nod = robot.nod()
        assert nod.wait(6.0) == "refused"  # it waited for its 5 s
        assert "STOPPED" in nod.reason
