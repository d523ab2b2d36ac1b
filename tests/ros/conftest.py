"""Real nodes in processes of their own, real DDS on this host alone, and a hard end to every test.

A process that hangs in rclpy ignores SIGTERM, so nothing here is ended gently.
"""

import faulthandler
import itertools
import json
import os
import sys
from array import array
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # as of programs that are begun from here

from ros_client import Client
from ros_processes import KeptTwin, running

HARD_END_S = 280
_DOMAINS = itertools.count(os.getpid() % 40)


_SEEN = []  # where what hung is written: the real standard error, which no test captures


def pytest_configure(config):
    """Before anything hangs."""
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        _SEEN.append(os.dup(2))


def pytest_collection_modifyitems(items):
    """What ends a test gently comes after what does not."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(HARD_END_S + 20))


@pytest.fixture(autouse=True)
def hard_end():
    """The process ends where a test hangs: nothing softer ends rclpy. Others go on in a new one."""
    faulthandler.dump_traceback_later(HARD_END_S, exit=True, file=_SEEN[0])
    yield
    faulthandler.cancel_dump_traceback_later()


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
