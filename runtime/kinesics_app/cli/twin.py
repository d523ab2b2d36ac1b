"""`kinesics twin`: a robot's firmware and servos on a serial port."""

from functools import partial

import click

from kinesics_app.cli.options import ROBOT, WHILE
from kinesics_app.processes.other import process_ended

__all__ = ["twin"]

EXAMPLES = """\b
Examples:
  kinesics twin --pty                                     (prints PORT)
  kinesics perform speech.wav --device PORT --live        (in another terminal)
  kinesics twin --pty --physics                           (the same with a body that has weight)
  kinesics twin --pty --robot mixed.toml --bus arms       (the firmware on that bus of a rig)
"""


@click.command(epilog=EXAMPLES)
@ROBOT
@click.option("--bus", help="Of a rig with [[buses]]: the firmware to be.  [default: the only one]")
@click.option(
    "--physics",
    is_flag=True,
    help="With weight, contacts and torque, in MuJoCo; wants kinesics[sim].",
)
@click.option("--pty", is_flag=True, required=True, help="Be a robot on a serial port of its own.")
@WHILE
def twin(*, robot: str, bus: str | None, physics: bool, pty: bool, while_pid: int | None) -> None:
    """Run a robot's firmware and servos as a twin, paced by the clock, until Ctrl-C.

    Of a rig with several buses it is the part that one firmware holds; bare servos have emulators
    (docs/rigs.md). Write the port that is printed into the rig, and play on `--device buses`.
    """
    from kinesics.rig.load import load_rig
    from kinesics_app.device.firmware_part import firmware_part
    from kinesics_app.device.limits_table import joint_table
    from kinesics_app.device.servos import servos_of
    from kinesics_app.device.twins import MUJOCO, twin_of
    from kinesics_bridge.twin.pty_twin import serve

    until = process_ended(while_pid) if while_pid is not None else lambda: False
    rig = load_rig(robot)
    part = firmware_part(rig, bus)
    if rig.buses:
        count = f"{len(part.joints)} of {len(rig.joints)} joints"
        click.echo(f"the firmware of {rig.name}, {count}; write its port into {robot}:", err=True)
    servos = servos_of(part)
    body = partial(twin_of, MUJOCO, part, servos, keep_trace=False) if physics else None
    serve(joint_table(part), servos, ready=click.echo, made=body, until=until)
