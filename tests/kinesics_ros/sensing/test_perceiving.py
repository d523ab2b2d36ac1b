"""What a node that looks and listens tells the mixer of another, and when it does."""

import time

import pytest

from kinesics.rig.load import load_rig
from kinesics.signals import Faces, HeardVoice, MotorNoise, SeenFace
from kinesics_app.afar.packet_desk import News
from kinesics_ros.diagnosis.findings import OK, WARN
from kinesics_ros.sensing.perceiving import Perceiving

FACE = {"yaw_rad": 0.1, "pitch_rad": -0.2, "distance_m": 1.5, "confidence": 0.9}


class Told:
    """One that looks for the humanoid, and what it told."""

    def __init__(self):
        self.news = []
        self.one = Perceiving("perception:a", lambda packets, to: self.news.append((*packets, to)))
        self.one.rig = load_rig("humanoid")
        self.number = 0

    def mixer(self, *packets, ago_ns=0):
        news = News("mixer:a", self.number, packets, "perception")
        self.one.desk.bring(news, time.monotonic_ns() - ago_ns)
        self.number += 1


@pytest.fixture
def told():
    return Told()


def test_faces_and_voices_go_to_the_mixer_as_they_were_sensed(told):
    told.one.hear("image", {"faces": {"t_ns": 7, "seen": [FACE]}}, None)
    told.one.hear_ears("microphone", {"voice": {"t_ns": 8, "speaks": 0.7, "cancels": False}})
    told.one.greet()
    assert told.news == [
        (Faces(7, (SeenFace(**FACE),)), "mixer"),
        (HeardVoice(8, 0.7, False), "mixer"),
        ("mixer",),
    ]


def test_what_are_no_faces_is_counted(told):
    told.one.hear("image", {"faces": {"t_ns": 7, "seen": [{**FACE, "yaw_rad": "left"}]}}, None)
    assert told.news == []
    assert told.one.tally.figures() == {"image taken": 1, "image refused": 1}
    messages = told.one.findings()[-1]
    assert (messages.level, "yaw_rad" in messages.message) == (WARN, True)
    assert told.one.findings()[-1].level == OK


def test_it_looks_while_a_robot_lives_for_it_and_a_moment_more(told):
    assert not told.one.beholds
    assert told.one.findings()[0].level == WARN
    told.mixer(ago_ns=6 * 10**9)
    assert not told.one.beholds
    told.mixer(ago_ns=3 * 10**9)
    assert told.one.beholds
    assert told.one.findings()[0].level == WARN
    told.mixer()
    assert "looks and listens for mixer:a" in told.one.findings()[0].message
    told.one.rig = None
    assert not told.one.beholds
    assert told.one.findings()[0].level == OK
    told.one.greet()
    assert told.news == []


class Ears:
    def __init__(self):
        self.noted = []

    def note(self, t_ns, power):
        self.noted.append((t_ns, power))


def test_ears_know_how_loud_the_robot_will_be(told):
    ears, now_ns = Ears(), time.monotonic_ns()
    told.mixer(MotorNoise(now_ns, 20.0), MotorNoise(now_ns + 1, -120.0))
    told.one.tell_motion(ears)
    assert ears.noted == [(now_ns, pytest.approx(100.0)), (now_ns + 1, pytest.approx(1e-12))]
    told.one.tell_motion(ears)
    assert len(ears.noted) == 2


def test_how_its_devices_are_is_told(told):
    told.one.tell_camera({"source": "given", "rate_hz": 14.9, "trouble": ""})
    told.one.tell_microphone({"source": "given", "trouble": "only zeros come"})
    _, camera, microphone, _ = told.one.findings()
    assert (camera.level, camera.message) == (OK, "14.9 a second")
    assert (microphone.level, microphone.message) == (WARN, "only zeros come")
    told.one.tell_microphone({})
    assert "nobody publishes" in told.one.findings()[2].message
