"""A robot in a process of its own: `python -m kinesics_app.bridge_bench.real_robot JOINTS`.

It prints its port, and lives until its standard input is closed.
"""

import select
import sys

from kinesics_bridge.pty_twin import serve

from .table import bench_table

__all__ = ["main"]


def main(joints: int) -> None:
    """Be a twin on a port of its own."""
    serve(bench_table(joints), ready=_say, until=_closed)


def _say(port: str) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


def _closed() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
