"""A living robot is told events, hints and feelings: its face as sent changes, ramped, and back."""

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import IntentError
from kinesics.motion.channels import NAMES
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS
from kinesics_app.robot import How, Robot
from kinesics_app.run.run import begin_life, character_for
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.tick.delays import Delays, mouth_lag_ms

SMILE = [NAMES.index("mouthSmileLeft"), NAMES.index("mouthSmileRight")]
FROWN = [NAMES.index("mouthFrownLeft"), NAMES.index("mouthFrownRight")]
TICK_S = 0.01


def lived(robot, seconds):
    """(rows, C) the mix and (rows, J) the joints as sent, of so many seconds."""
    mixes, sent = [], []
    for _ in range(round(seconds)):
        robot.wait(1.0)
        rows = [*robot.link.life.loop.rows][-100:]
        mixes += [row.channels for row in rows]
        sent += [row.sent for row in rows]
    return np.array(mixes), np.array(sent)


def corners(robot, sent):
    """(rows, 2) the corners of the mouth as sent, as shares of their ranges."""
    rig = robot.link.life.rig
    rows = [rig.index("left_corner_lift"), rig.index("right_corner_lift")]
    limits = rig.limits
    low, high = limits.position_min[rows], limits.position_max[rows]
    return (sent[:, rows] - low) / (high - low)


def test_a_point_of_vad_is_felt_at_once_and_let_go_slowly(robot):
    before = corners(robot, lived(robot, 1)[1])[-1]
    wish = robot.feel(0.7, 0.3, 0.3)
    mix, sent = lived(robot, 1)
    assert mix[-1, SMILE].min() > 0.8
    assert np.abs(corners(robot, sent)[-1] - before).min() > 0.2
    robot.cancel(wish)
    mix, sent = lived(robot, 20)
    assert mix[200, SMILE].min() > 0.4  # two seconds later it still smiles
    assert mix[-1, SMILE].max() < 0.05
    assert np.abs(np.diff(mix[:, SMILE], axis=0)).max() / TICK_S < 0.6  # [1/s] no jump anywhere
    np.testing.assert_allclose(corners(robot, sent)[-1], before, atol=0.02)


def test_an_event_shows_wears_off_and_another_one_is_told_apart(robot):
    robot.event("gratification")
    mix, sent = lived(robot, 12)
    assert mix[:, SMILE].min(axis=1).max() > 0.4
    assert np.ptp(corners(robot, sent), axis=0).min() > 0.1
    assert np.abs(np.diff(mix[:, SMILE], axis=0)).max() / TICK_S < 2.0
    faded = lived(robot, 60)[0]
    assert faded[-1, SMILE].max() < 0.02
    robot.event(-0.6, -0.3, -0.3)
    sad = lived(robot, 10)[0]
    assert sad[:, FROWN].min(axis=1).max() > 5.0 * sad[:, SMILE].max()


def test_a_sentiment_that_is_hinted_shows_by_its_confidence(robot):
    shown = []
    for confidence in (0.3, 0.9):
        for _ in range(4):
            robot.hint("text", "sad:0.9", confidence=confidence)
            robot.wait(1.0)
        shown.append(robot.link.life.loop.rows[-1].channels[FROWN].min())
        robot.wait(20.0)
    assert 0.005 < shown[0] < 0.6 * shown[1]
    assert robot.link.life.loop.rows[-1].channels[FROWN].max() < 0.01


def test_a_feeling_that_is_held_is_over_by_itself_and_hints_show_again(robot):
    first = robot.feel("sad:0.8", how=How(id="first"))
    second = robot.feel("happy", hold_s=1.5)
    assert first.state in ("acknowledged", "started")
    assert second.wait() == "finished"
    assert first.state == "ended"
    assert "pre-empted" in first.reason
    assert robot.link.life.loop.rows[-1].channels[SMILE].min() > 0.8
    assert lived(robot, 15)[0][-1, SMILE].max() < 0.1


def test_the_warmer_a_robot_is_the_more_a_good_event_makes_it_smile():
    rig, smiles = load_rig("humanoid"), []
    delays = Delays(80.0, 100.0, mouth_lag_ms(rig))
    for warmth in (0.0, 0.5, 1.0):
        request = RunRequest(persona=(f"warmth={warmth}",))
        with open_device("twin", rig, live=False) as device:
            pose = device.bring_up(delays.ahead_ns, TICK_NS)
            life = begin_life((rig, pose, device), character_for(rig, request), delays, request)
            event = {"event": {"name": "gratification", "intensity": 0.6}}
            shown = []
            for n in range(1000):
                if n == 100:
                    life.hear(event, device.clock.now_ns())
                device.clock.wait_until(device.next_tick_ns)
                device.next_tick_ns = life.tick(device.next_tick_ns) + TICK_NS
                device.poll()
                shown.append(life.loop.rows[-1].channels[SMILE].min())
            smiles.append((max(shown[:150]), max(shown)))
    assert max(before for before, _ in smiles) < 0.02
    cold, usual, warm = (after for _, after in smiles)
    assert cold < 0.7 * usual
    assert usual < 0.8 * warm


def test_what_cannot_be_felt_is_refused_with_what_can(robot):
    for call, wrong in (
        (lambda: robot.feel(0.1, 0.2), "valence, arousal and dominance"),
        (lambda: robot.feel(0.1, 2.0, 0.0), "3 finite numbers"),
        (lambda: robot.feel("hapy"), "nearest: happy"),
        (lambda: robot.event("gratitud"), "nearest: gratitude"),
        (lambda: robot.event("love", intensity=2.0), "0 to 1"),
        (lambda: robot.hint("", 0.1, 0.0, 0.0), "non-empty"),
    ):
        with pytest.raises(IntentError, match=wrong):
            call()


def test_a_robot_without_a_face_says_that_it_cannot_show_it(monkeypatch):
    with Robot.twin() as robot:
        monkeypatch.delitem(robot.link.life.arbiter._skills, "feel")
        robot.event("love")
        with pytest.raises(IntentError, match="event: this robot has no joint for what it feels"):
            robot.wait(0.1)
        with pytest.raises(IntentError, match="no joint"):
            robot.feel("happy")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["event", "gratitude", "0.5"], {"event": {"name": "gratitude", "intensity": 0.5}}),
        (["event", "0.1", "-0.2", "0", "--half-life", "60"],
         {"event": {"vad": [0.1, -0.2, 0.0], "half_life_s": 60.0}}),
        (["hint", "text", "-0.4", "0.1", "0", "--confidence", "0.7"],
         {"hint": {"source": "text", "vad": [-0.4, 0.1, 0.0], "confidence": 0.7}}),
        (["hint", "face", "sad:0.4"],
         {"hint": {"source": "face", "feeling": "sad:0.4", "confidence": 0.5}}),
    ],
)  # fmt: skip
def test_a_shell_tells_of_them(words, told, monkeypatch):
    with Robot.twin() as robot:
        heard = []
        send = robot.link.send

        def note(message):
            heard.append(message)
            send(message)

        monkeypatch.setattr(robot.link, "send", note)
        monkeypatch.setattr(Robot, "running", lambda _: robot)
        done = CliRunner().invoke(main, ["intent", *words])
        assert done.exit_code == 0, done.output
        assert told in heard


def test_a_shell_commands_a_feeling(monkeypatch):
    with Robot.twin() as robot:
        monkeypatch.setattr(Robot, "running", lambda _: robot)
        done = CliRunner().invoke(main, ["intent", "feel", "-0.6", "-0.3", "-0.3", "--hold", "2"])
        assert done.exit_code == 0, done.output
        assert "started" in done.output
        wrong = CliRunner().invoke(main, ["intent", "feel", "0.4", "0.2"])
        assert wrong.exit_code == 2
        assert "valence, arousal and dominance" in wrong.output
