"""`kinesics run` that keeps its rows: `python -m ...keeping_rows --device PORT --rows FILE ...`."""

import sys
from pathlib import Path
from typing import BinaryIO

import click
import numpy as np
from numpy.typing import DTypeLike, NDArray

from kinesics.motion.frame import Frame
from kinesics_app.life.life import Life
from kinesics_app.run.run import run
from kinesics_app.settings.run_request import RunRequest

__all__ = ["COMMAND", "RowFile", "main", "rows_in"]

COMMAND = ("kinesics_app.bench.live.keeping_rows",)
"""As `alive` takes it."""


class RowFile(list[Frame]):
    """Rows as they go out go into a file, so that hours of them take no memory."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def append(self, row: Frame) -> None:
        """One more, at the file's end."""
        record = np.empty((), _record(len(row.values)))
        record["t_ns"], record["sent"] = row.t_ns, row.values
        self._file.write(record.tobytes())


def rows_in(path: Path, joints: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Dates (T,) in order and positions (T, J): of rows that were made anew, the last."""
    rows = np.fromfile(path, _record(joints))[::-1]
    t_ns, newest = np.unique(rows["t_ns"], return_index=True)
    return t_ns, rows["sent"][newest]


def _record(joints: int) -> np.dtype[np.void]:
    fields: DTypeLike = [("t_ns", "<i8"), ("sent", "<f8", (joints,))]
    return np.dtype(fields)


@click.command()
@click.option("--device", required=True)
@click.option("--socket", type=click.Path(path_type=Path), required=True)
@click.option("--sound/--no-sound", default=True)
@click.option("--realtime", is_flag=True)
@click.option("--lead-ms", type=float, default=100.0)
@click.option("--rows", type=click.Path(path_type=Path), required=True)
def main(rows: Path, **told: object) -> None:
    """Live until SIGTERM; every row is kept."""
    with rows.open("wb") as file:

        def born(life: Life) -> None:
            life.loop.sends = RowFile(file)

        run(RunRequest(**told), _say, born=born)  # type: ignore[arg-type]


def _say(socket: str, backend: str, realtime: str) -> None:
    sys.stdout.write(f"alive on {backend}, listening on {socket}\n")
    if realtime:
        sys.stdout.write(f"real time: {realtime}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
