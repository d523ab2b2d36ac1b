"""`kinesics run` that keeps its rows: `python -m ...rivals.ours --device PORT --rows FILE ...`."""

import sys
from collections import deque
from pathlib import Path

import click
import numpy as np

from kinesics.motion.frame import Frame
from kinesics_app.life.life import Life
from kinesics_app.run.run import run
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.tick.loop import KEPT_ROWS

__all__ = ["main"]


@click.command()
@click.option("--device", required=True)
@click.option("--socket", type=click.Path(path_type=Path), required=True)
@click.option("--sound/--no-sound", default=True)
@click.option("--realtime", is_flag=True)
@click.option("--rows", type=click.Path(path_type=Path), required=True)
def main(rows: Path, **told: object) -> None:
    """Live until SIGTERM, and then keep the rows of the last minute."""
    sent: deque[Frame] = deque(maxlen=KEPT_ROWS)

    def born(life: Life) -> None:
        life.loop.sends = sent

    run(RunRequest(**told), _say, born=born)  # type: ignore[arg-type]
    last = {row.t_ns: row.values for row in sent}  # of rows that were made anew
    t_ns = sorted(last)
    np.savez(rows, t_ns=t_ns, sent=[last[at_ns] for at_ns in t_ns])


def _say(socket: str, backend: str, realtime: str) -> None:
    sys.stdout.write(f"alive on {backend}, listening on {socket}\n")
    if realtime:
        sys.stdout.write(f"real time: {realtime}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
