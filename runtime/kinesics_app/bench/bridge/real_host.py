"""A host process to be killed: `python -m kinesics_app.bench.bridge.real_host PORT SEED JOINTS`.

It waits for a line on standard input, opens the port, says `moving` once the robot moves, and goes
on until it is killed.
"""

import sys

from kinesics_bridge.faults import FaultyPort
from kinesics_bridge.ports.serial_port import SerialPort

from .host import Host, RandomMotion
from .table import bench_table

__all__ = ["main"]

MS = 1_000_000


def main(device: str, seed: int, joints: int) -> None:
    """Move for ever."""
    table = bench_table(joints)
    sys.stdin.readline()
    host = Host(FaultyPort(SerialPort(device)), table, RandomMotion(table, seed), 100 * MS)
    host.bring_up(provision=True)
    host.run(200 * MS)
    sys.stdout.write("moving\n")
    sys.stdout.flush()
    while True:
        host.run(1000 * MS)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
