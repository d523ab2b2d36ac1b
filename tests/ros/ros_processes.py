"""Programs of these tests as processes, ended with SIGKILL: who hangs in rclpy heeds no other."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL")
"""Of util-linux: a node does not outlive tests that are ended hard."""
NO_BOX = ("--ros-args", "-p", "black_box:=false")


@contextmanager
def running(domain, *arguments, node="body_node", discovery="LOCALHOST", program=None, before=()):
    """A node as a process, on this host alone if nobody says else; `program`: instead of it.

    `node`: one or more, with blanks between; `before`: words of the command before Python's. There
    is no black box unless arguments want one: whoever is killed leaves 31 MB in memory.
    """
    whole = ["-m", "kinesics_ros", *node.split()] if program is None else [str(program)]
    command = [*ENDS_WITH_US, *before, sys.executable, *whole, *NO_BOX, *arguments]
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


class KeptTwin:
    """The humanoid's twin as a process, behind the serial port `port`; its trace is kept."""

    def __init__(self):
        self._process = subprocess.Popen(
            [*ENDS_WITH_US, sys.executable, str(Path(__file__).with_name("kept_twin.py"))],
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
