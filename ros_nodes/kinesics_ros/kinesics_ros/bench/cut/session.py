"""`main`: this host: a body, its robot, and the cable, which is cut a few times while it speaks."""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from sensor_msgs.msg import JointState
from std_msgs.msg import Float64MultiArray, String, UInt8MultiArray

from kinesics_ros.bench.cut.kinds import KINDS, PORT
from kinesics_ros.bench.cut.network import clock_ahead_ns, cut, lay_cable, mend, other_host
from kinesics_ros.bench.cut.processes import begun_nodes, spoken_with
from kinesics_ros.bench.cut.program import Program
from kinesics_ros.bench.cut.voice import ELBOW, HOST
from kinesics_ros.bench.cut.watched import AFTER_S, BEFORE_S, Moments, Seen, Watched, is_speech
from kinesics_ros.topics.qos import SOUND

__all__ = ["main"]

_ROBOT = "humanoid"
_PHASE_S = 0.37
"""So much later in what is said comes each cut, and each return."""
_PHASES = 5
_BOUNDS = 0.5  # what was under way when the cable was cut still comes
_COUNTED = {
    "tracks of speech": (Float64MultiArray, "tracks", b'"speech:'),
    "tracks of gaze": (Float64MultiArray, "tracks", b'"gaze:'),
    "packets of speech": (String, "packets", b'"speech:'),
    "utterances": (String, "utterances", b""),
    "questions about the clock": (String, "clock_probe", b""),
    "pieces of sound": (UInt8MultiArray, "speech_stream", b""),
}
"""What comes from the other host."""


def main(kind: str, cuts_s: Sequence[float]) -> None:
    """Cut the cable, for so long each time, and print one line of JSON.

    `cuts`: of each what `Watched` tells, who was missed during it, when what came again, and the
    other clock; `used`: the most of each limit, as played, since the robot lived.
    """
    with ExitStack() as ended:
        robot = spoken_with(ended, "twin", _ROBOT)
        other = spoken_with(ended, "other", kind, within=other_host())
        assert robot.stdout is not None
        assert other.stdout is not None
        port = robot.stdout.readline().strip()
        lay_cable(other.pid)
        host = _Host(ended, kind, port)
        assert other.stdout.readline() == "speaks\n"
        host.program.wait(host.is_speaking, "an utterance")
        told = [host.cut(cut_s, number) for number, cut_s in enumerate(cuts_s)]
        heard = json.loads(other.communicate("end\n")[0])
        host.program.close()
        used = json.loads(robot.communicate("end\n")[0])
        ahead_ns = heard["ahead_ns"] - clock_ahead_ns()
        for one in told:
            _complete(one, heard["heard_s"], ahead_ns)
        sys.stdout.write(json.dumps({"used": used, "cuts": told}) + "\n")


class _Host:
    """The body, alive."""

    def __init__(self, ended: ExitStack, kind: str, port: str) -> None:
        here = KINDS[kind].here
        for executable, parameters in here.items():
            begun_nodes(ended, [executable], [one.replace(PORT, port) for one in parameters])
        self.program = program = Program("watcher")
        self._seen: list[Seen] = []
        program.node.create_subscription(JointState, "joint_states", self._see, SOUND)
        for what, (message, topic, mark) in _COUNTED.items():
            program.count(what, message, topic, mark)
        program.lead(*here)

    def is_speaking(self) -> bool:
        """Whether it said something since."""
        return any(is_speech(one, "started") for one in self.program.events)

    def cut(self, cut_s: float, number: int) -> dict[str, Any]:
        """Cut the cable for so long, or up to a second longer; what came of it."""
        program = self.program
        program.pause(BEFORE_S + number % _PHASES * _PHASE_S)
        program.news()
        before = dict(program.findings.get("clocks", {}))
        cut()
        down_s = time.monotonic()
        program.pause(cut_s)
        watched_s = time.monotonic()
        program.news()
        during = program.status
        mend()
        up_s = time.monotonic()
        program.pause(AFTER_S)
        program.news()
        moments = Moments(down_s, watched_s, up_s)
        return {
            **Watched(self._seen, moments, program.events).told(),
            "underway_during": during["underway"],
            "died_during": during["died"],
            "clocks": [before, dict(program.findings.get("clocks", {}))],
            "status": {name: program.status[name] for name in ("state", "lifecycle", "died")},
            "moments": moments._asdict(),
            "heard_s": {what: list(times_s) for what, times_s in program.heard_s.items()},
        }

    def _see(self, told: Any) -> None:
        jaw, elbow = (told.position[told.name.index(name)] for name in ("jaw", ELBOW[0]))
        date_s = told.header.stamp.sec + told.header.stamp.nanosec * 1e-9
        self._seen.append(Seen(time.monotonic(), date_s, jaw, elbow))


def _complete(told: dict[str, Any], there_s: dict[str, list[float]], ahead_ns: int) -> None:
    """What only both hosts together know: when what came, and the truth about their clocks."""
    moments = Moments(**told.pop("moments"))
    here_s = told.pop("heard_s")
    here_s.pop("events", None)  # of the body itself
    came_s = {**here_s, **there_s}
    told["again_s"] = {
        what: min((one - moments.up_s for one in times_s if one > moments.up_s), default=None)
        for what, times_s in came_s.items()
    }
    told["heard_during"] = [
        what
        for what, times_s in came_s.items()
        if any(moments.down_s + _BOUNDS < one < moments.up_s for one in times_s)
    ]
    told["clocks"] = [
        {
            "error_ns": int(one[f"{HOST} error_ns"]),
            "off_ns": int(one[f"{HOST} offset_ns"]) + ahead_ns,
        }
        for one in told["clocks"]
    ]
