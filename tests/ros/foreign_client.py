"""Run in a network namespace of its own: a client of another DDS vendor commands and reads a body.

Prints one line of JSON: joint names, and the neck's yaw before and after a look to the left.
"""

import json
import sys
import time
from dataclasses import dataclass

import lonely_network
from cyclonedds.core import Policy, Qos
from cyclonedds.domain import DomainParticipant
from cyclonedds.idl import IdlStruct
from cyclonedds.idl.types import float64, int32, sequence, uint32
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
        sys.stdout.write(json.dumps([[*after.name], neck(before), neck(after)]) + "\n")


def newest(states):
    end_s = time.monotonic() + 60
    while not (taken := states.take(100)):
        assert time.monotonic() < end_s, "no joint states came"
        time.sleep(0.05)
    return taken[-1]


def neck(state):
    return state.position[list(state.name).index("neck_yaw")]


main()
