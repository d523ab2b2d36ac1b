"""`python -m kinesics_bridge.emulators dynamixel --servos 30`: a bus of servos on a serial port."""

import argparse
import sys
from collections.abc import Callable, Sequence

from kinesics.errors import KinesicsError
from kinesics_bridge.buses.model import pulse_model

from .dynamixel import dynamixel_emulator
from .emulated_bus import EmulatedBus
from .feetech import feetech_emulator
from .maestro import MaestroEmulator, MaestroOptions
from .pty_bus import PtyBus
from .servo_emulator import BusOptions, ServoEmulator

__all__ = ["main"]

_MODELS = {"dynamixel": "xl330-m288", "feetech": "sts3215", "maestro": "mg90s"}
_BAUDS = {"dynamixel": 1_000_000, "feetech": 1_000_000, "maestro": 115_200}


def main(arguments: Sequence[str], until: Callable[[], bool] = lambda: False) -> int:
    """Print the port and live until told; 0, 2 after a complaint, 130 when interrupted."""
    options = _parse(arguments)
    try:
        port = PtyBus(_bus(options))
    except KinesicsError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write(f"{port.device}\n")
    sys.stdout.flush()
    try:
        port.run(_muting(port.bus, options, until))
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    finally:
        port.close()
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kinesics_bridge.emulators", description=__doc__
    )
    parser.add_argument("family", choices=_MODELS)
    parser.add_argument("--servos", type=int, default=4, help="ids from 1 on; channels from 0 on")
    parser.add_argument("--model", help="as in models.toml")
    parser.add_argument("--baud", type=int, help="1000000; of a Maestro 115200")
    parser.add_argument("--return-delay-us", type=int, help="500 for Dynamixel, as made")
    parser.add_argument("--start-rad", type=float, default=0.0, help="shaft angle at first")
    parser.add_argument("--mute", type=int, default=[], nargs="*", metavar="ID")
    parser.add_argument("--mute-after-s", type=float, default=0.0, help="after the first torque")
    parser.add_argument("--hot", type=int, default=[], nargs="*", metavar="ID")
    parser.add_argument("--corrupt", type=float, default=0.0, help="share of damaged answers")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


def _bus(options: argparse.Namespace) -> EmulatedBus:
    model = options.model or _MODELS[options.family]
    baud = options.baud or _BAUDS[options.family]
    if options.family == "maestro":
        settings = MaestroOptions(baud=baud, start_rad=options.start_rad)
        maestro = MaestroEmulator([pulse_model(model)] * options.servos, settings)
        maestro.faults.corrupt = options.corrupt
        return maestro
    make = dynamixel_emulator if options.family == "dynamixel" else feetech_emulator
    servos = [(servo, model) for servo in range(1, options.servos + 1)]
    wiring = BusOptions(baud=baud, start_rad=options.start_rad, seed=options.seed)
    bus = make(servos, wiring)
    _spoil(bus, options)
    return bus


def _muting(
    bus: EmulatedBus, options: argparse.Namespace, until: Callable[[], bool]
) -> Callable[[], bool]:
    """`until`, which also lets servos fall mute at their time."""
    begun_ns: list[int] = []

    def muting() -> bool:
        if options.mute and isinstance(bus, ServoEmulator):
            waits = options.mute_after_s > 0 and not bus.motors.torque.any()
            if not begun_ns and not waits:
                begun_ns.append(bus.now_ns)
            if begun_ns and bus.now_ns - begun_ns[0] >= options.mute_after_s * 1e9:
                for servo in set(options.mute) & set(bus.servos):
                    bus.servos[servo].faults.mute = True
                options.mute = []
        return until()

    return muting


def _spoil(bus: ServoEmulator, options: argparse.Namespace) -> None:
    for servo in bus.servos.values():
        servo.faults.hot = servo.id in options.hot
        servo.faults.corrupt = options.corrupt
        if options.return_delay_us is not None:
            unit_us = servo.model.family.return_delay_unit_us
            servo.registers["return_delay_time"] = options.return_delay_us // unit_us


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
