"""Real nodes in processes of their own, real DDS on this host alone, and a hard end to every test.

A process that hangs in rclpy ignores SIGTERM, so nothing here is ended gently.
"""

import faulthandler
import itertools
import json
import os
import subprocess
import sys
import time
from array import array
from contextlib import contextmanager
from pathlib import Path

import pytest

HARD_END_S = 280
PATIENCE_S = 60.0
NO_BOX = ("--ros-args", "-p", "black_box:=false")
_DOMAINS = itertools.count(os.getpid() % 40)


def pytest_collection_modifyitems(items):
    """What ends a test gently comes after what does not."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(HARD_END_S + 20))


@pytest.fixture(autouse=True)
def hard_end():
    """The whole run ends where a test hangs: nothing softer ends rclpy."""
    faulthandler.dump_traceback_later(HARD_END_S, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


class Client:
    """Another program on the network."""

    def __init__(self, domain, namespace=""):
        import rclpy
        from rclpy.executors import SingleThreadedExecutor

        self.name = f"{namespace}/body"
        self.namespace = namespace
        self.context = rclpy.Context()
        rclpy.init(context=self.context, domain_id=domain)
        self.node = rclpy.create_node("other_program", context=self.context)
        self._executor = SingleThreadedExecutor(context=self.context)
        self._executor.add_node(self.node)
        self._subscriptions, self._publishers, self._services = [], [], {}
        self._events = self.keep(f"{self.name}/events", "std_msgs/String", depth=100)

    def close(self):
        self._executor.shutdown()
        self.node.destroy_node()
        self.context.try_shutdown()

    def forget(self):
        """What was heard, and all that it listens to and publishes but the events; not services."""
        events, *others = self._subscriptions
        for one in others:
            self.node.destroy_subscription(one)
        for one in self._publishers:
            self.node.destroy_publisher(one)
        self._subscriptions, self._publishers = [events], []
        self._events.clear()

    def wait(self, condition, timeout_s=PATIENCE_S):
        end_s = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < end_s, "it did not come in time"
            self._executor.spin_once(timeout_sec=0.05)

    def pause(self, seconds):
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            self._executor.spin_once(timeout_sec=0.02)

    def keep(self, topic, type_name, *, latched=False, depth=10):
        from rclpy.qos import DurabilityPolicy, QoSProfile

        kept = []
        durability = DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE
        qos = QoSProfile(depth=depth, durability=durability)
        self._subscriptions.append(
            self.node.create_subscription(message_type(type_name), topic, kept.append, qos)
        )
        return kept

    def first_of_late(self, topic, type_name):
        """The first message that who comes now gets of a latched topic, and when it was sent."""
        from rclpy.qos import DurabilityPolicy, QoSProfile

        told = []
        qos = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        one = self.node.create_subscription(
            message_type(type_name),
            topic,
            lambda message, how: told.append((message, how["source_timestamp"])),
            qos,
        )
        self.wait(lambda: told)
        self.node.destroy_subscription(one)
        return told[0]

    def publisher(self, topic, type_name, depth=10):
        """One that somebody hears already; it keeps `depth` messages that are under way."""
        one = self.node.create_publisher(message_type(type_name), topic, depth)
        self._publishers.append(one)
        self.wait(one.get_subscription_count)
        return one

    def say(self, topic, text):
        message = message_type("std_msgs/String")(data=text)
        self.publisher(f"{self.namespace}/{topic}", "std_msgs/String").publish(message)

    def call(self, type_class, name, timeout_s=PATIENCE_S, **fields):
        client = self._services.get(name)
        if client is None:
            client = self._services[name] = self.node.create_client(type_class, name)
            self.wait(client.service_is_ready)
            self.pause(0.3)  # ready tells of the way there; nothing tells of the way back
        self.wait(client.service_is_ready)
        future = client.call_async(type_class.Request(**fields))
        self.wait(future.done, timeout_s)
        return future.result()

    def trigger(self, name):
        from std_srvs.srv import Trigger

        answer = self.call(Trigger, f"{self.namespace}/{name}")
        return answer.success, answer.message

    def change(self, transition):
        from lifecycle_msgs.msg import Transition
        from lifecycle_msgs.srv import ChangeState

        number = getattr(Transition, f"TRANSITION_{transition.upper()}")
        return self.call(
            ChangeState, f"{self.name}/change_state", transition=Transition(id=number)
        ).success

    @property
    def state(self):
        from lifecycle_msgs.srv import GetState

        return self.call(GetState, f"{self.name}/get_state").current_state.label

    @property
    def status(self):
        """The next that comes: it is told once a second."""
        told = self.keep(f"{self.name}/status", "std_msgs/String")
        self.wait(lambda: told)
        return json.loads(told[-1].data)

    @property
    def diagnostics(self):
        """The next that come, by name: level and message."""
        told = self.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray")
        self.wait(lambda: told)
        prefix = f"{self.name.strip('/')}: "
        return {
            one.name.removeprefix(prefix): (ord(one.level), one.message)
            for one in told[-1].status
            if one.name.startswith(prefix)
        }

    def counts(self, finding):
        """Values of a diagnosis that are counts, of the next that comes."""
        told = self.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray")
        name = f"{self.name.strip('/')}: {finding}"
        self.wait(lambda: any(one.name == name for array in told for one in array.status))
        found = [one for array in told for one in array.status if one.name == name][-1]
        return {one.key: int(one.value) for one in found.values}

    @property
    def events(self):
        return [json.loads(one.data) for one in self._events]

    def became(self, state, ident=None, timeout_s=PATIENCE_S):
        """The event of an intent, once it has come."""

        def found():
            return [
                one
                for one in self.events
                if one["event"] == state and ident in (None, one["intent"])
            ]

        self.wait(found, timeout_s)
        return found()[-1]

    def finished(self, ident):
        """The event that it was done whole, but for what a busy machine could not show in time."""
        one = self.became("finished", ident)
        assert one["reason"] == "" or "this host was behind" in one["reason"], one
        return one

    def bring(self, state):
        """The node, to `active` or less far, whatever it is now and whatever stopped it."""
        if self.state == "unconfigured":
            assert self.change("configure")
        assert self.trigger("disarm")[0]
        if state != "active":
            assert self.state == "inactive" or self.change("deactivate")
        elif self.state == "inactive":
            assert self.change("activate")
        else:
            assert self.trigger("arm")[0]


def message_type(type_name):
    from importlib import import_module

    package, name = type_name.split("/")
    return getattr(import_module(f"{package}.msg"), name)


@contextmanager
def running(domain, *arguments, node="body_node", discovery="LOCALHOST", program=None, before=()):
    """A node as a process, on this host alone if nobody says else; `program`: instead of it.

    `node`: one or more, with blanks between; `before`: words of the command before Python's. There
    is no black box unless arguments want one: whoever is killed leaves 31 MB in memory.
    """
    whole = ["-m", "kinesics_ros", *node.split()] if program is None else [str(program)]
    command = [*before, sys.executable, *whole, *NO_BOX, *arguments]
    environment = {
        **os.environ,
        "ROS_DOMAIN_ID": str(domain),
        "ROS_AUTOMATIC_DISCOVERY_RANGE": discovery,
    }
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.fixture(scope="session")
def start():
    """`start(domain, *arguments)`: as `running`."""
    return running


@pytest.fixture(scope="session")
def connect():
    """`connect(domain, namespace)`: a client."""
    return Client


@pytest.fixture
def domain():
    """One of its own for every test."""
    return new_domain()


def new_domain():
    return 20 + next(_DOMAINS) % 80


@pytest.fixture(scope="module")
def shared_domain():
    """One of its own for every file."""
    return new_domain()


@pytest.fixture(scope="module")
def shared_body(shared_domain):
    """The domain of a body that the tests of a file share."""
    with running(shared_domain):
        yield shared_domain


@pytest.fixture(scope="module")
def shared_client(shared_body):
    """A client of it, whose services are found once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
        client = Client(shared_body)
        yield client
        client.close()


@pytest.fixture
def body(shared_client):
    """The client, which has heard and asked nothing yet."""
    shared_client.forget()
    return shared_client


@pytest.fixture(scope="session")
def piece():
    """`piece(ident, samples, **labels)`: a message of speech_stream; labels of size 0 as such."""
    import numpy as np
    from std_msgs.msg import MultiArrayDimension, UInt8MultiArray

    def make(ident, samples=None, **labels):
        pcm = np.zeros(0, "<i2") if samples is None else (samples * 32767).astype("<i2")
        told = {f"id:{ident}": 0, **labels, **({"samples": len(pcm)} if len(pcm) else {})}
        message = UInt8MultiArray()
        message.layout.dim = [MultiArrayDimension(label=key, size=of) for key, of in told.items()]
        message.data = array("B", pcm.tobytes())
        return message

    return make


class KeptTwin:
    """The humanoid's twin as a process, behind the serial port `port`; its trace is kept."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("kept_twin.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = self._process.stdout.readline().strip()

    def told(self, word):
        """What it tells when it is told `stops` or `end`."""
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self):
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def kept_twin():
    """One, until the test is over."""
    twin = KeptTwin()
    yield twin
    twin.close()


@pytest.fixture(scope="session")
def keep_busy():
    """`keep_busy(client, life)`: the body's arms are on their way when this returns."""

    def ask(client, life):
        client.bring("active")
        for ident in ("one", "two"):
            greet = {"concept": "greet", "size": 1.0}
            asked = {"kind": "gesture", "id": life + ident, "parameters": greet}
            client.say("intent", json.dumps(asked))
        client.became("started", f"{life}two")
        client.pause(0.6)

    return ask
