"""The action `say` of a body in several nodes: served by speech_node, told of by the mixer."""

import signal
from contextlib import contextmanager

import numpy as np
import pytest

from kinesics_app.demo import HELLO

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")
pytest.importorskip(
    "kinesics_interfaces", reason="kinesics_interfaces is not built; scripts/test --ros builds it"
)

SPEAKER = """import shutil, sys, time
time.sleep(8.0 if sys.argv[2] == "Slowly." else 0.0)
shutil.copy(sys.argv[3], sys.argv[1])
"""
SLACK = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")
ABORTED, CANCELED, SUCCEEDED = 6, 5, 4


def hum(seconds):
    t_s = np.arange(round(16_000 * seconds)) / 16_000
    return (8000 * np.sin(2 * np.pi * 150 * t_s)).astype("<i2").tobytes()


class Asker:
    """Sends goals of `say`, and leads nodes."""

    def __init__(self, client):
        from kinesics_interfaces.action import Say
        from rclpy.action import ActionClient

        self.client = client
        self._say = Say
        self._goals = ActionClient(client.node, Say, "/say")

    def lead(self, name, *transitions):
        self.client.name = f"/{name}"
        for one in transitions:
            assert self.client.change(one)
        self.client.name = "/body"

    def say(self, **fields):
        """The goal's handle, its future result, and feedback so far."""
        self.client.wait(self._goals.server_is_ready)
        told = []
        goal = self._say.Goal(**fields)
        accepted = self._goals.send_goal_async(goal, lambda one: told.append(one.feedback))
        self.client.wait(accepted.done)
        handle = accepted.result()
        return handle, handle.get_result_async(), told

    def ended(self, done):
        """Status of the goal, state and reason of its result."""
        self.client.wait(done.done)
        result = done.result()
        return result.status, result.result.state, result.result.reason

    def close(self):
        self._goals.destroy()


@contextmanager
def asking(connect, domain):
    client = connect(domain)
    asker = Asker(client)
    yield asker
    asker.close()
    client.close()


@pytest.fixture(scope="module")
def asker(start, connect, shared_domain, tmp_path_factory):
    """Of a mixer and a voice in one process, which live."""
    speaker = tmp_path_factory.mktemp("say") / "speaker.py"
    speaker.write_text(SPEAKER)
    command = ("-p", f"say_command:=python3 {speaker} {{file}} {{text}} {HELLO}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
        with (
            start(shared_domain, *SLACK, *command, node="mixer_node speech_node"),
            asking(connect, shared_domain) as one,
        ):
            for name in ("speech", "body"):
                one.lead(name, "configure", "activate")
            yield one


def test_samples_are_said_with_feedback_and_a_result(asker):
    _, done, told = asker.say(data=hum(1.0), rate_hz=16_000, text="Mmm")
    assert asker.ended(done)[:2] == (SUCCEEDED, "finished")
    assert [one.state for one in told] == ["acknowledged", "started"]
    shown_s = told[-1].shown.sec + told[-1].shown.nanosec * 1e-9
    assert abs(shown_s - asker.client.node.get_clock().now().nanoseconds * 1e-9) < 6.0
    began = asker.client.events[-2]
    assert began["event"] == "started"
    assert began["stamp"] == pytest.approx(shown_s, abs=1e-3)


def test_a_text_is_made_into_sound_there_and_cancelled_meanwhile(asker):
    _, done, told = asker.say(text="Hello there.")
    assert asker.ended(done)[:2] == (SUCCEEDED, "finished")
    assert [one.state for one in told] == ["acknowledged", "started"]
    handle, done, told = asker.say(text="Slowly.")
    handle.cancel_goal_async()
    assert asker.ended(done) == (CANCELED, "ended", "cancelled while its sound was made")
    assert told == []


def test_what_is_said_can_be_cancelled_and_is_heard_no_more(asker):
    handle, done, told = asker.say(data=hum(8.0), rate_hz=16_000)
    asker.client.wait(lambda: any(one.state == "started" for one in told))
    cancelled = handle.cancel_goal_async()
    status, state, reason = asker.ended(done)
    assert (status, state, cancelled.result().return_code) == (CANCELED, "ended", 0)
    assert "cancelled by" in reason
    _, done, _ = asker.say(data=hum(0.5), rate_hz=16_000)  # the voice is free again
    assert asker.ended(done)[:2] == (SUCCEEDED, "finished")


def test_what_cannot_be_said_is_refused_with_the_reason(asker):
    for fields, why in (
        ({}, "say: no samples; wanted some, or a text"),
        ({"data": hum(0.1), "rate_hz": 1}, "rate_hz is 1; wanted an integer"),
    ):
        _, done, told = asker.say(**fields)
        status, state, reason = asker.ended(done)
        assert (status, state, told) == (ABORTED, "refused", [])
        assert why in reason


def test_a_limp_body_refuses_it_and_says_so(asker):
    asker.lead("body", "deactivate")
    _, done, _ = asker.say(data=hum(0.5), rate_hz=16_000)
    status, state, reason = asker.ended(done)
    assert (status, state) == (ABORTED, "refused")
    assert "limp" in reason
    asker.lead("body", "activate")


def test_events_of_strangers_that_are_none_are_counted_and_harmless(asker):
    from std_msgs.msg import String

    client = asker.client
    for text in ("{", "[]", '{"intent": 3}', '{"intent":"a","event":"gone","stamp":0}'):
        client.publisher("/body/events", "std_msgs/String").publish(String(data=text))
    client._events.clear()  # they are no events for this program either
    client.name = "/speech"
    client.wait(lambda: client.status["messages"].get("body/events refused") == 4)
    client.name = "/body"
    client._events.clear()
    _, done, _ = asker.say(data=hum(0.5), rate_hz=16_000)
    assert asker.ended(done)[:2] == (SUCCEEDED, "finished")


def test_nobody_waits_for_ever_for_a_mixer_that_was_killed(domain, start, connect, monkeypatch):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with (
        start(domain, *SLACK, node="mixer_node") as mixer,
        start(domain, *SLACK, node="speech_node"),
        asking(connect, domain) as asker,
    ):
        for name in ("speech", "body"):
            asker.lead(name, "configure", "activate")
        _, done, told = asker.say(data=hum(30.0), rate_hz=16_000)
        asker.client.wait(lambda: any(one.state == "started" for one in told))
        mixer.send_signal(signal.SIGKILL)
        status, state, reason = asker.ended(done)
        assert (status, state) == (ABORTED, "ended")
        assert "the body was not heard for" in reason
        _, done, _ = asker.say(data=hum(1.0), rate_hz=16_000)
        assert "the body was not heard for" in asker.ended(done)[2]
