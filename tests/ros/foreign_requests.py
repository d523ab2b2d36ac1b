"""Run in a network of its own: a client of another DDS vendor throws bytes at services and actions.

The argument names a kind of `BODIES`. Prints one line of JSON: how many went to each, how processes
ended (none: all live), what they said, its state afterwards, and what became of what it was
asked then.
"""

import itertools
import json
import random
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib import import_module

import lonely_network
import numpy as np
from cyclonedds.core import DDSException, Policy, Qos
from cyclonedds.domain import DomainParticipant
from cyclonedds.idl import IdlStruct
from cyclonedds.idl.types import uint8
from cyclonedds.pub import DataWriter
from cyclonedds.topic import Topic
from foreign_bytes import bytes_for, heard
from ros_client import Client
from ros_processes import running

lonely_network.begin()

DOMAIN = 63
BY_ITSELF = ("autostart:=true", "lead_ms:=300.0", "transport_ms:=1000.0", "body:device:=topics")
BODIES = {
    "whole": (("body_node",), ("autostart:=true",), ("body",), 8),
    "parts": (
        ("sim_node mixer_node", "speech_node gaze_node perception_node", "gesture_node"),
        BY_ITSELF,
        ("sim", "body", "speech", "gaze", "perception"),
        3,
    ),
}
"""Executables of each process, parameters of all, nodes, and how often bytes are made."""
MOST = (1 << 12) - 1
"""Of a longer list of texts Fast DDS makes all before it sees that there are none: gigabytes, on a
machine that is not the test's alone (ros_nodes/security/README.md)."""
SEED = 21
QOS = Qos(Policy.Reliability.Reliable(1_000_000_000), Policy.History.KeepLast(10))
ACTS = ("stop", "arm", "disarm", "calibrate_zero", "change_state")
"""Left out: a request without fields is any bytes, and of transitions there are few."""


def request_of(kind):
    """The class of a service's request, and its name among DDS types."""
    package, group, name = kind.split("/")
    module = import_module(f"{package}.{group}")
    if group == "action":
        action, call = name.split("_")
        made = getattr(getattr(module, action).Impl, f"{call}Service").Request
    else:
        made = getattr(module, name).Request
    return made, f"{package}::{group}::dds_::{name}_Request_"


def writer(participant, service, type_name):
    """Of raw bytes, to whoever serves; and the class that carries them."""

    @dataclass
    class Raw(IdlStruct, typename=type_name):
        first: uint8
        data = b""

        def serialize(self, *_, **__):
            return self.data

    return DataWriter(participant, Topic(participant, f"rq{service}Request", Raw), qos=QOS), Raw


def modest(data):
    """The same, but for words that tell of more than `MOST`."""
    words = np.frombuffer(data[4 : len(data) & ~3], "<u4")
    kept = words <= MOST
    middle = np.where(kept, words, words & MOST).astype("<u4").tobytes()
    return data[:4] + middle + data[4 + len(middle) :]


def throw(client, participant, rng, service, kind, each):
    """How many went."""
    made, type_name = request_of(kind)
    out, raw = writer(participant, service, type_name)
    client.wait(out.get_matched_subscriptions)
    sent = 0
    for data in bytes_for(made, rng, each):
        one = raw(0)
        one.data = modest(data.ljust(4, b"\0"))
        with suppress(DDSException):  # it sends nothing whose head tells of no encoding
            out.write(one)
            sent += 1
        time.sleep(0.005)
    client.pause(0.2)
    return sent


def services(client, nodes):
    """Of nodes, by name: types; but for those of which any bytes ask for something."""
    found = {}
    for node in nodes:
        found |= dict(client.node.get_service_names_and_types_by_node(node, "/"))
    return {name: one for name, (one,) in found.items() if name.rpartition("/")[2] not in ACTS}


def main():
    processes, parameters, nodes, each = BODIES[sys.argv[1]]
    rng, sent = random.Random(SEED), {}
    words = [word for one in parameters for word in ("-p", one)]
    with ExitStack() as ended:
        begun, said = [], []
        for one in processes:
            process = ended.enter_context(running(DOMAIN, *words, node=one, discovery="SUBNET"))
            begun.append(process)
            said.append(ended.enter_context(heard(process)))

        def codes():
            return [one.poll() for one in begun if one.poll() is not None]

        client = Client(DOMAIN)
        status = client.keep("/body/status", "std_msgs/String", latched=True)
        client.wait(lambda: status and json.loads(status[-1].data)["state"] == "ACTIVE")
        client.bring("active")  # its services are found before there are a hundred strangers
        participant = DomainParticipant(DOMAIN)
        for service, kind in services(client, nodes).items():
            sent[service] = throw(client, participant, rng, service, kind, each)
            if codes():
                break
        told = {"sent": sent, "ended": codes(), "lives": "", "afterwards": ""}
        if not told["ended"]:
            client.bring("active")
            told["lives"] = client.status["state"]
            asked = {"kind": "express", "id": "afterwards", "parameters": {"text": "happy"}}
            client.say("intent", json.dumps(asked))
            told["afterwards"] = client.became("started", "afterwards")["event"]
    sys.stdout.write(json.dumps({**told, "said": "".join(itertools.chain(*said))}) + "\n")


main()
