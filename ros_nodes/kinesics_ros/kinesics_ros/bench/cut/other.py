"""The other host: who speaks and moves an arm there, and what thinks there."""

import json
import select
import sys
from contextlib import ExitStack

from std_msgs.msg import String

from kinesics_ros.bench.cut.kinds import KINDS
from kinesics_ros.bench.cut.network import clock_ahead_ns, join
from kinesics_ros.bench.cut.processes import begun_nodes
from kinesics_ros.bench.cut.program import Program
from kinesics_ros.bench.cut.voice import EVERY_S, Voice

__all__ = ["main"]


def main(kind: str) -> None:
    """Speak until the input ends, then tell what was heard of the body, and when.

    A line once it speaks; in the end one of JSON: how far this clock is ahead of the computer's
    [ns], and when what came [s, as of the computer's].
    """
    join()
    ahead_ns = clock_ahead_ns()
    there = KINDS[kind].there
    with ExitStack() as ended:
        program = Program("planner")
        ended.callback(program.close)
        if there:
            begun_nodes(ended, there, KINDS[kind].parameters)
            program.lead(*there)
            program.count("packets of the mixer", String, "packets", b'"mixer:')
        voice = Voice(program)
        sys.stdout.write("speaks\n")
        sys.stdout.flush()
        while not select.select([sys.stdin], [], [], 0.0)[0]:
            voice.turn()
            program.pause(EVERY_S)
        heard_s = {
            what: [one - ahead_ns * 1e-9 for one in times_s]
            for what, times_s in program.heard_s.items()
        }
        sys.stdout.write(json.dumps({"ahead_ns": ahead_ns, "heard_s": heard_s}) + "\n")
        sys.stdout.flush()
