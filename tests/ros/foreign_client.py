"""Run in a network namespace of its own: a client of another DDS vendor commands and reads a body.

Prints one line of JSON: joint names, the neck's yaw before and after a look to the left, and what
services answered: its lifecycle, `disarm`, `arm`, and the firmware's states after those.
"""

import json
import sys
import time
from dataclasses import astuple, dataclass

import lonely_network
from cyclonedds.core import Policy, Qos
from cyclonedds.domain import DomainParticipant
from cyclonedds.idl import IdlStruct
from cyclonedds.idl.types import float64, int32, sequence, uint8, uint32
from cyclonedds.pub import DataWriter
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic
from ros_client import Client
from ros_processes import running

lonely_network.begin()

DOMAIN = 61
QOS = Qos(Policy.Reliability.Reliable(1_000_000_000), Policy.History.KeepLast(10))


@dataclass
class Time(IdlStruct, typename="builtin_interfaces::msg::dds_::Time_"):
    sec: int32
    nanosec: uint32


@dataclass
class Header(IdlStruct, typename="std_msgs::msg::dds_::Header_"):
    stamp: Time
    frame_id: str


@dataclass
class Point(IdlStruct, typename="geometry_msgs::msg::dds_::Point_"):
    x: float64
    y: float64
    z: float64


@dataclass
class PointStamped(IdlStruct, typename="geometry_msgs::msg::dds_::PointStamped_"):
    header: Header
    point: Point


@dataclass
class JointState(IdlStruct, typename="sensor_msgs::msg::dds_::JointState_"):
    header: Header
    name: sequence[str]
    position: sequence[float64]
    velocity: sequence[float64]
    effort: sequence[float64]


@dataclass
class TriggerRequest(IdlStruct, typename="std_srvs::srv::dds_::Trigger_Request_"):
    structure_needs_at_least_one_member: uint8 = 0


@dataclass
class TriggerResponse(IdlStruct, typename="std_srvs::srv::dds_::Trigger_Response_"):
    success: bool
    message: str


@dataclass
class StateRequest(IdlStruct, typename="lifecycle_msgs::srv::dds_::GetState_Request_"):
    structure_needs_at_least_one_member: uint8 = 0


@dataclass
class State(IdlStruct, typename="lifecycle_msgs::msg::dds_::State_"):
    id: uint8
    label: str


@dataclass
class StateResponse(IdlStruct, typename="lifecycle_msgs::srv::dds_::GetState_Response_"):
    current_state: State


@dataclass
class Text(IdlStruct, typename="std_msgs::msg::dds_::String_"):
    data: str


class Service:
    """As rmw names its two topics; nobody else calls it here, so whatever is answered is ours."""

    def __init__(self, participant, name, request, response):
        told = Topic(participant, f"rq/{name}Request", request)
        heard = Topic(participant, f"rr/{name}Reply", response)
        self._request = request
        self._out = DataWriter(participant, told, qos=QOS)
        self._in = DataReader(participant, heard, qos=QOS)

    def ask(self):
        matched = until(self._out.get_matched_subscriptions, "nobody serves")
        assert len(matched) == 1
        until(self._in.get_matched_publications, "nobody would answer")
        self._out.write(self._request())
        (answer,) = until(lambda: self._in.take(2), "no answer came")
        return answer


def until(found, missing):
    end_s = time.monotonic() + 60
    while not (told := found()):
        assert time.monotonic() < end_s, missing
        time.sleep(0.05)
    return told


def services(participant):
    """What they answer, and what came of it."""
    lifecycle = Service(participant, "body/get_state", StateRequest, StateResponse)
    states = DataReader(participant, Topic(participant, "rt/body/status", Text), qos=QOS)
    told = [[*astuple(lifecycle.ask().current_state)]]
    for name, state in (("disarm", "DISARMED"), ("arm", "ACTIVE")):
        answer = Service(participant, name, TriggerRequest, TriggerResponse).ask()
        states.take(100)

        def became(state=state):
            return [one for one in states.take(100) if json.loads(one.data)["state"] == state]

        until(became, f"it did not become {state}")
        told.append([answer.success, answer.message, state])
    return told


def main():
    with running(DOMAIN, discovery="SUBNET"):
        client = Client(DOMAIN)
        client.bring("active")
        client.close()
        participant = DomainParticipant(DOMAIN)
        states = DataReader(participant, Topic(participant, "rt/joint_states", JointState), qos=QOS)
        looks = DataWriter(participant, Topic(participant, "rt/look_at", PointStamped), qos=QOS)
        before = newest(states)
        point = PointStamped(Header(Time(0, 0), "base_link"), Point(1.0, 1.0, 1.3))
        end_s = time.monotonic() + 60
        while neck(after := newest(states)) < 0.2 and time.monotonic() < end_s:
            looks.write(point)
            time.sleep(0.3)
        told = [[*after.name], neck(before), neck(after), services(participant)]
        sys.stdout.write(json.dumps(told) + "\n")


def newest(states):
    return until(lambda: states.take(100), "no joint states came")[-1]


def neck(state):
    return state.position[list(state.name).index("neck_yaw")]


main()
