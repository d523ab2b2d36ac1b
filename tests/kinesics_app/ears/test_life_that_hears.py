"""What ears tell a life: its gaze hears it, and who speaks into its words may end them."""

import pytest

from kinesics.signals import PartnerVoice
from kinesics_app.demo import HELLO
from kinesics_app.life.hearing import hear
from kinesics_app.robot import Robot


@pytest.fixture(scope="module")
def robot():
    with Robot.twin() as one:
        yield one


def told(robot, seconds, speaks, *, cancels=True):
    """Ears tell the same for so long, 20 times a second."""
    life = robot.link.life
    for _ in range(round(seconds * 20)):
        voice = {"t_ns": 0, "speaks": speaks, "cancels": cancels}
        hear(life, {"voice": voice}, robot.link.now_ns(), None)
        robot.wait(0.05)


def test_behaviours_hear_it_as_if_a_program_told_it(robot, monkeypatch):
    life, heard = robot.link.life, []
    think = life.mind.think

    def listen(tick_ns, from_ns, packets, cues):
        heard.extend(one for one in packets if isinstance(one, PartnerVoice))
        return think(tick_ns, from_ns, packets, cues)

    monkeypatch.setattr(life.mind, "think", listen)
    told(robot, 0.5, 0.8)
    assert [one.speaks for one in heard] == [0.8] * 10
    robot.wait(1.5)  # its ears have died
    assert [one.speaks for one in heard[10:]] == [0.0]
    assert robot.status()["ears"]["by"] == ""


@pytest.mark.parametrize(
    ("wanted", "cancels", "ended"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_who_speaks_into_its_words_ends_them_if_that_is_wanted(robot, wanted, cancels, ended):
    robot.link.life.around.listening.barge_in = wanted
    wish = robot.say(HELLO)
    robot.wait(1.5)
    told(robot, 0.6, 0.9, cancels=cancels)
    assert (wish.state == "ended") == ended
    if ended:
        assert "barge_in by heard-" in wish.reason
        assert 0.5 < wish.heard["seconds"] < 2.5
    else:
        assert wish.wait() == "finished"
    robot.wait(1.0)
