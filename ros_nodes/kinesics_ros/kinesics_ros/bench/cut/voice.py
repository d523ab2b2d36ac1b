"""`Voice`: speaks and moves an arm without end, ten times a second, by its own clock.

The first second and a half of a sentence, said while it is made, again and again; an elbow is led
away; and it asks how its clock lies.
"""

import json
import time
from array import array
from collections.abc import Mapping
from typing import Any

import numpy as np
from std_msgs.msg import MultiArrayDimension, String, UInt8MultiArray
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from kinesics.audio.speech_file import load_speech
from kinesics_app.demo import HELLO
from kinesics_ros.bench.cut.program import Program
from kinesics_ros.messages.row import stamp_into

__all__ = ["ELBOW", "EVERY_S", "HOST", "Voice"]

HOST = "planner"
"""Its id, as it asks for its clock."""
EVERY_S = 0.1
ELBOW = "left_elbow", -1.2
"""The joint that it moves, and whereto [rad]."""
_AHEAD_NS = 500_000_000
_LOUD = 0.02  # its first sample that is begins it
_LAST, _PAUSE, _PATIENCE = 14, 5, 30  # pieces: the last of an utterance; what is waited afterwards
_STREAM_MS = 500
_OVER = {"finished", "ended", "refused"}
_MOVES_EVERY = 5


class Voice:
    """Call `turn` every `EVERY_S`."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._speak = program.publisher(UInt8MultiArray, "speech_stream")
        self._move = program.publisher(JointTrajectory, "joint_trajectory")
        self._probe = program.publisher(String, "clock_probe")
        program.node.create_subscription(String, "body/clock", self._answered, 10)
        self._got: dict[str, int] | None = None
        self._number = self._turn = self._said = 0
        samples, self._rate_hz = load_speech(HELLO)
        step = round(EVERY_S * self._rate_hz)
        begins = np.flatnonzero(np.abs(samples) > _LOUD)[0] + step * np.arange(_LAST + 1)
        self._pieces = [
            (samples[begin : begin + step] * 32767).astype("<i2").tobytes() for begin in begins
        ]

    def turn(self) -> None:
        """A piece of sound, a question, and now and then a trajectory."""
        self._number += 1
        self._say()
        if self._number % _MOVES_EVERY == 0:
            self._move.publish(_trajectory())
        told = {"id": HOST, "number": self._number, "sent_ns": time.monotonic_ns()}
        self._probe.publish(String(data=json.dumps({**told, "got": self._got})))

    def _answered(self, told: Any) -> None:
        answer = json.loads(told.data)
        self._got = {"number": answer["number"], "ns": time.monotonic_ns()}
        self._program.heard_s.setdefault("clock", []).append(time.monotonic())

    def _say(self) -> None:
        """A piece; another utterance a moment after this one was said.

        Without a word of the body it goes on by itself.
        """
        ident = str(self._turn)
        told = {one["event"] for one in self._program.events[-20:] if one["intent"] == ident}
        pause = _PATIENCE if told else _PAUSE
        if told & _OVER or self._said > _LAST + pause:
            self._turn, self._said = self._turn + 1, 0
        if self._said <= _LAST:
            pcm = self._pieces[self._said]
            labels = {f"id:{self._turn}": 0, "samples": len(pcm) // 2}
            if self._said == 0:
                labels |= {"rate_hz": self._rate_hz, "stream_ms": _STREAM_MS}
            labels |= {"last": 0} if self._said == _LAST else {}
            self._speak.publish(_piece(labels, pcm))
        self._said += 1


def _piece(labels: Mapping[str, int], pcm: bytes) -> Any:
    told = UInt8MultiArray(data=array("B", pcm))
    told.layout.dim = [MultiArrayDimension(label=key, size=of) for key, of in labels.items()]
    return told


def _trajectory() -> Any:
    """Half a second from now, by the clock of this host."""
    joint, position_rad = ELBOW
    told = JointTrajectory(joint_names=[joint])
    stamp_into(told.header.stamp, time.monotonic_ns())
    point = JointTrajectoryPoint(positions=[position_rad])
    stamp_into(point.time_from_start, _AHEAD_NS)
    told.points = [point]
    return told
