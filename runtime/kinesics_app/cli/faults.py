"""`kinesics fault-proxy`: a bad wire between a host and a serial device."""

import contextlib
import math
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from kinesics_app.cli.options import WHILE
from kinesics_app.cli.port_given import a_port
from kinesics_app.processes.other import process_ended
from kinesics_app.settings.numbers_given import a_number

__all__ = ["fault_proxy"]

_F = TypeVar("_F", bound=Callable[..., Any])

EXAMPLES = """\b
Examples:
  kinesics fault-proxy --device /dev/ttyACM0 --corrupt 0.01          (prints PORT)
  kinesics fault-proxy --device PORT --drop 0.02,0 --seed 7          (to the device only)
  kinesics fault-proxy --device PORT --link /tmp/robot --unplug-every-s 10 --unplug-s 1.5
"""


def _pair(ctx: click.Context, param: click.Parameter, value: str) -> tuple[float, float]:
    """(to the device, to the host), of one number for both or two with a comma."""
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        numbers = []
    if not 1 <= len(numbers) <= 2:
        raise click.BadParameter(f"{value!r} is neither a number nor two as in 0.01,0", ctx, param)
    return numbers[0], numbers[-1]


def _both(name: str, default: str, told: str) -> Callable[[_F], _F]:
    if default != "0":
        told += f"  [default: {default}]"
    return click.option(name, default=default, callback=_pair, metavar="N[,N]", help=told)


@click.command("fault-proxy", epilog=EXAMPLES)
@click.option(
    "--device", required=True, callback=a_port, help="The real port: of a robot, or of a twin."
)
@click.option("--baud", default=1_000_000, show_default=True, help="Of the real port.")
@click.option("--link", type=click.Path(path_type=Path), help="Symbolic link to the present port.")
@_both("--drop", "0", "Share of frames that vanish.")
@_both("--corrupt", "0", "Share in which 1 to 4 bytes change.")
@_both("--duplicate", "0", "Share that come twice.")
@_both("--merge", "0", "Share that lose their delimiter and run into the next.")
@_both("--truncate", "0", "Share that lose their end.")
@_both("--delay", "0", "Share that come late.")
@_both("--delay-s", "0.02", "How late, at most.")
@_both("--stall-every-s", "0", "How often nothing passes for a while.")
@_both("--stall-s", "0.2", "For how long.")
@click.option("--unplug-every-s", default=0.0, help="How often the port vanishes.")
@click.option("--unplug-s", default=1.0, show_default=True, help="For how long.")
@click.option(
    "--unit",
    type=click.Choice(["frame", "byte", "burst"]),
    default="frame",
    show_default=True,
    help="Shares of frames that end with a zero byte, of bytes, or of what arrives at once.",
)
@click.option("--seed", default=0, show_default=True, help="Every decision repeats with it.")
@click.option(
    "--for-s",
    type=click.FloatRange(min=0.0, min_open=True),
    callback=a_number,
    help="End after this long.  [default: at Ctrl-C]",
)
@WHILE
def fault_proxy(
    *, device: str, baud: int, link: Path | None, while_pid: int | None, **options: Any
) -> None:
    """Put a bad wire before a serial device; prints the port that a host opens instead.

    Every option that counts frames or stalls takes one number for both directions, or two with
    a comma: to the device, to the host. Each frame meets at most one fault, drawn by seed and
    number, so a run can be repeated. What was done is told at the end, exactly.
    """
    from kinesics_bridge.faults import FaultProxy, WireFaults

    for_s: float | None = options.pop("for_s")
    both = {name: options.pop(name) for name in ("unplug_every_s", "unplug_s", "seed")}
    faults = WireFaults(_line(options, 0), _line(options, 1), **both)
    alone = process_ended(while_pid) if while_pid is not None else lambda: False
    proxy = FaultProxy(device, faults, link=link, baud=baud)
    came: list[int] = []
    try:
        with _told_to_end(for_s, came) as ended:
            click.echo(proxy.port)
            proxy.run(lambda: ended() or alone())
    finally:
        proxy.close()
        click.echo(_told(proxy.counts(), proxy.unplugs), err=True)
    if came:
        raise KeyboardInterrupt(came[0])


@contextlib.contextmanager
def _told_to_end(for_s: float | None, came: list[int]) -> Iterator[Callable[[], bool]]:
    """Whether a signal `came`, or the time is over: within it no interrupt cuts a count short."""
    end_s = math.inf if for_s is None else time.monotonic() + for_s
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(came) or time.monotonic() >= end_s
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _line(options: dict[str, Any], way: int) -> Any:
    from kinesics_bridge.faults import LineFaults

    values = {name: value[way] for name, value in options.items() if name != "unit"}
    return LineFaults(unit=options["unit"], **values)


def _told(counts: dict[str, tuple[int, int]], unplugs: int) -> str:
    lines = [f"{'':<10} {'to device':>10} {'to host':>10}"]
    lines += [f"{name:<10} {there:>10} {back:>10}" for name, (there, back) in counts.items()]
    return "\n".join([*lines, f"{'unplugged':<10} {unplugs:>10}"])
