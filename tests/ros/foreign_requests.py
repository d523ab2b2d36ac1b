"""Run in a network of its own: a client of another DDS vendor throws bytes at services and actions.

Prints one line of JSON: how many went to each, how the body ended (None: it lives), what its
process said, its state afterwards, and what became of what it was asked then.
"""

import json
import random
import sys
import time
from contextlib import suppress
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
EACH = 8
MOST = (1 << 12) - 1
"""Of a longer list of texts Fast DDS makes all before it sees that there are none: gigabytes, on a
machine that is not the test's alone (ros_nodes/security/README.md)."""
SEED = 21
QOS = Qos(Policy.Reliability.Reliable(1_000_000_000), Policy.History.KeepLast(10))
ACTS = ("/stop", "/arm", "/disarm", "/calibrate_zero", "/body/change_state")
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


def throw(client, participant, rng, service, kind):
    """How many went."""
    made, type_name = request_of(kind)
    out, raw = writer(participant, service, type_name)
    client.wait(out.get_matched_subscriptions)
    sent = 0
    for data in bytes_for(made, rng, EACH):
        one = raw(0)
        one.data = modest(data.ljust(4, b"\0"))
        with suppress(DDSException):  # it sends nothing whose head tells of no encoding
            out.write(one)
            sent += 1
        time.sleep(0.005)
    client.pause(0.2)
    return sent


def services(client):
    """Of the body, by name: types; but for those of which any bytes ask for something."""
    found = client.node.get_service_names_and_types_by_node("body", "/")
    return {name: kind for name, (kind,) in found if name not in ACTS}


def main():
    rng, sent = random.Random(SEED), {}
    with running(DOMAIN, discovery="SUBNET") as process, heard(process) as said:
        client = Client(DOMAIN)
        client.bring("active")
        participant = DomainParticipant(DOMAIN)
        for service, kind in services(client).items():
            sent[service] = throw(client, participant, rng, service, kind)
            if process.poll() is not None:
                break
        told = {"sent": sent, "ended": process.poll(), "lives": "", "afterwards": ""}
        if told["ended"] is None:
            client.bring("active")
            told["lives"] = client.status["state"]
            asked = {"kind": "express", "id": "afterwards", "parameters": {"text": "happy"}}
            client.say("intent", json.dumps(asked))
            told["afterwards"] = client.became("started", "afterwards")["event"]
    sys.stdout.write(json.dumps({**told, "said": "".join(said)}) + "\n")


main()
