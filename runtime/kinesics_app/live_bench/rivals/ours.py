"""`kinesics run` that keeps its rows: `python -m ...rivals.ours --device PORT --rows FILE ...`."""

import sys
from pathlib import Path

import click
import numpy as np

from kinesics_app.life import Life
from kinesics_app.run import run
from kinesics_app.run_request import RunRequest

__all__ = ["main"]


@click.command()
@click.option("--device", required=True)
@click.option("--socket", type=click.Path(path_type=Path), required=True)
@click.option("--sound/--no-sound", default=True)
@click.option("--realtime", is_flag=True)
@click.option("--rows", type=click.Path(path_type=Path), required=True)
def main(rows: Path, **told: object) -> None:
    """Live until SIGTERM, and then keep the rows of the last minute."""
    run(RunRequest(**told), _say, seen=lambda life: _keep(life, rows))  # type: ignore[arg-type]


def _say(socket: str, backend: str, realtime: str) -> None:
    sys.stdout.write(f"alive on {backend}, listening on {socket}\n")
    if realtime:
        sys.stdout.write(f"real time: {realtime}\n")
    sys.stdout.flush()


def _keep(life: Life, path: Path) -> None:
    rows = life.loop.rows
    np.savez(path, t_ns=[row.t_ns for row in rows], sent=[row.sent for row in rows])


if __name__ == "__main__":
    main()
