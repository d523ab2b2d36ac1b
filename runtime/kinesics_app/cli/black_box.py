"""`kinesics black-box`: the last ten minutes of a robot, also of one that was killed."""

import time
from pathlib import Path

import click

__all__ = ["black_box"]

EXAMPLES = """\b
Examples:
  kinesics black-box                                  (what is there)
  kinesics black-box FILE                             (what was told in it: intents, faults)
  kinesics black-box FILE --out motion.mcap           (and its motion, for Foxglove and `measure`)
"""


@click.command("black-box", epilog=EXAMPLES)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="MCAP file to write.")
def black_box(file: Path | None, out: Path | None) -> None:
    """The last ten minutes of `kinesics run`: rows, states, intents, faults; no sound, no picture.

    It is kept in memory while a robot runs, also when it is killed, and copied to disk at a fault.
    """
    if file is None:
        _list()
        return
    from kinesics_app.black_box.opened import open_box

    box = open_box(file)
    click.echo(f"{box.robot}: {len(box.t_ns)} rows of {box.seconds:.1f} s, {box.torn} torn")
    begin_ns = int(box.t_ns[0]) if len(box.t_ns) else 0
    for one in box.words:
        what = f"fault: {one['fault']}" if "fault" in one else f"{one['intent']} {one['event']}"
        reason = f": {one['reason']}" if one.get("reason") else ""
        click.echo(f"{(one['t_ns'] - begin_ns) * 1e-9:9.3f} s  {what}{reason}")
    if out is not None:
        box.write(out)
        click.echo(f"written: {out}")


def _list() -> None:
    """Those that were kept, and those of robots that run, or were killed."""
    from kinesics_app.run.state_folder import memory_folder, state_folder

    kept = sorted((state_folder() / "black-box").glob("*.blackbox"))
    for one in kept:
        told = one.stat()
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(told.st_mtime))
        click.echo(f"{when}  {told.st_size / 1e6:6.1f} MB  {one}")
    for one in sorted(memory_folder().glob("*.ring")):
        click.echo(f"of a run that goes on, or was killed  {one}")
    if not kept:
        click.echo(f"none is kept in {state_folder() / 'black-box'}")
