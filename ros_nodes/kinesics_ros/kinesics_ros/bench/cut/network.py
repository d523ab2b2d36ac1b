"""`lay_cable`: two network namespaces of this computer as two hosts, whose clocks differ."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from kinesics_ros.process.middleware import apply_profile

__all__ = [
    "clock_ahead_ns",
    "cut",
    "join",
    "lay_cable",
    "lonely",
    "mend",
    "missing",
    "other_host",
    "use_ros",
]

_DOMAIN = "62"
_AHEAD_S = "1000"
"""How far the CLOCK_MONOTONIC of the other host is ahead."""
_HERE, _THERE = "here", "there"
_ADDRESSES = {_HERE: "10.9.0.1/24", _THERE: "10.9.0.2/24"}
_LOOK_S = 0.02
_CLOCK = "monotonic"


def missing() -> str:
    """What this computer or user lacks to be two hosts; empty: nothing."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return "no unshare (util-linux) or no ip (iproute2)"
    can = subprocess.run(["unshare", "-rnT", "true"], check=False, stderr=subprocess.DEVNULL)
    return "unshare -rnT is not granted" if can.returncode else ""


def lonely(*command: str) -> list[str]:
    """The command that runs another in a network of its own, where it may do what it wants."""
    return ["unshare", "-rn", *command]


def other_host(*command: str) -> list[str]:
    """As `lonely`, from within one, with another clock; it ends with whoever began it."""
    clock = ("-T", "--monotonic", _AHEAD_S, "--fork", "--kill-child")
    return ["unshare", "-n", *clock, *command]


def use_ros() -> None:
    """Have this process and those that it begins speak as programs of several hosts do."""
    os.environ["ROS_DOMAIN_ID"] = _DOMAIN
    os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "SUBNET"
    apply_profile()


def lay_cable(other: int) -> None:
    """From here to a process that is about to be another host, which `join`s then."""
    _ip("link", "set", "lo", "up")
    _ip("link", "add", _HERE, "type", "veth", "peer", "name", _THERE)
    own = Path("/proc/self/ns/net").readlink()
    while Path(f"/proc/{other}/ns/net").readlink() == own:
        time.sleep(_LOOK_S)
    _ip("link", "set", _THERE, "netns", str(other))
    _ip("addr", "add", _ADDRESSES[_HERE], "dev", _HERE)
    mend()


def join() -> None:
    """The other end of the cable, once it is there."""
    while _tried("addr", "add", _ADDRESSES[_THERE], "dev", _THERE):
        time.sleep(_LOOK_S)
    _ip("link", "set", "lo", "up")
    _ip("link", "set", _THERE, "up")


def cut() -> None:
    """Nothing comes through from now on."""
    _ip("link", "set", _HERE, "down")


def mend() -> None:
    """It is whole from now on."""
    _ip("link", "set", _HERE, "up")


def clock_ahead_ns() -> int:
    """How far CLOCK_MONOTONIC of this process is ahead of the computer's, as its kernel has it."""
    for line in Path("/proc/self/timens_offsets").read_text(encoding="ascii").splitlines():
        name, seconds, nanoseconds = line.split()
        if name == _CLOCK:
            return int(seconds) * 10**9 + int(nanoseconds)
    return 0


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _tried(*words: str) -> int:
    return subprocess.run(["ip", *words], check=False, stderr=subprocess.DEVNULL).returncode
