"""Processes that end with whoever began them: nodes, the robot, the other host."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack

__all__ = ["begun_nodes", "spoken_with"]

_WITH_US = ("setpriv", "--pdeathsig", "KILL")
"""Of util-linux, as `unshare`: so they end also with whoever is killed."""
_OWN = (sys.executable, "-m", "kinesics_ros.bench.cut")
_QUIET = ("black_box:=false", "odometer:=false")


def begun_nodes(ended: ExitStack, executables: Sequence[str], parameters: Sequence[str]) -> None:
    """Nodes in one process."""
    told = [word for one in (*_QUIET, *parameters) for word in ("-p", one)]
    command = [*_WITH_US, sys.executable, "-m", "kinesics_ros", *executables, "--ros-args", *told]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    ended.callback(process.wait)
    ended.callback(process.kill)  # callbacks run last first


def spoken_with(
    ended: ExitStack, *words: str, within: Sequence[str] = ()
) -> "subprocess.Popen[str]":
    """Another part of this bench, whose lines are read and whose input ends it.

    `within`: the command that runs it.
    """
    process = subprocess.Popen(
        [*within, *_WITH_US, *_OWN, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    ended.callback(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
