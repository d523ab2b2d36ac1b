"""`Census`: who answers on a bus, and whether their settings fit; what is wrong says its remedy."""

from collections.abc import Callable

import numpy as np

from kinesics.errors import BridgeError

from .clerk import Script
from .model import models
from .register_bus import RegisterBus

__all__ = ["Census"]

_ROUNDS = 3  # times that a servo is asked that does not answer, where others do
_BUSY_ROUNDS = 10  # by a host that had no time to listen
_BUSY = 0.95  # of a period: the rest is for late answers


class Census:
    """What connecting asks of every servo, and what it refuses."""

    def __init__(self, bus: RegisterBus, baud: int) -> None:
        self._bus = bus
        self._baud = baud
        self._numbers: dict[int, int] = {}
        self._modes: dict[int, int] = {}
        self._ends: dict[int, tuple[int, int]] = {}

    def admit(self, position_mode: int, settings: Callable[[int], Script] | None) -> None:
        """BridgeError unless all are there, hold positions, reach far enough and answer in time.

        `settings`: changes those that are kept, of one servo, before they are judged; None: nobody
        does.
        """
        self._take()
        if settings is not None:
            self._bus.run(settings, range(len(self._bus.servos)))
            self._take()
        self._demand_modes(position_mode)
        self._demand_reach()
        self._demand_time()

    def _take(self) -> None:
        """Read every servo; BridgeError when one is missing, or is another than the rig says."""
        bus = self._bus
        self._numbers.clear()
        for round_ in range(_BUSY_ROUNDS):
            missing = [j for j in range(len(bus.servos)) if j not in self._numbers]
            bus.run(self._identify, missing)
            rounds = _ROUNDS if self._numbers else 1  # nobody is there: nobody will be
            if self._busy_host:
                rounds = _BUSY_ROUNDS
            if len(self._numbers) == len(bus.servos) or round_ + 1 >= rounds:
                break
        self._demand_presence()
        for column, number in self._numbers.items():
            servo = self._bus.servos[column]
            if number != servo.model.number:
                known = [one.name for one in models().values() if one.number == number]
                named = f"{number} ({', '.join(known)})" if known else f"{number}"
                raise BridgeError(
                    f"{servo.joint}: the servo at address {servo.address} is of model number "
                    f"{named}, not {servo.model.name} ({servo.model.number}): name its model in "
                    "the rig, or correct the address"
                )

    @property
    def _busy_host(self) -> str:
        """That this host had no time to listen, where it had none."""
        return self._bus.absence.told(self._bus.port.now_ns())

    def _demand_time(self) -> None:
        """BridgeError when positions of all servos cannot be read in a period, with the remedy."""
        bus = self._bus
        for _ in range(_ROUNDS):
            cost_ns = bus.time.cost_ns()
            if cost_ns > _BUSY * bus.period_ns or cost_ns + bus.line.usual_late_ns <= bus.period_ns:
                break
            bus.line.forget_times()  # a busy host passes, an adapter that collects bytes stays
            self._take()
        bus.line.adapt()
        cost_ns, late_ns = bus.time.cost_ns(), bus.line.usual_late_ns
        if cost_ns <= _BUSY * bus.period_ns:
            self._demand_quickness(cost_ns, late_ns)
            return
        delay_us = bus.time.delay_ns.max() / 1000
        without_ns = cost_ns - int(bus.time.delay_ns.sum())
        hz = int(_BUSY * 1e9 / cost_ns)
        remedy = f"use {self._baud} Bd or more, fewer servos on this bus, or at most {hz} Hz"
        if without_ns <= _BUSY * bus.period_ns:
            remedy = (
                f"their Return Delay Time is up to {delay_us:.0f} us: `kinesics "
                f"firmware provision` sets it to 0; or ask for at most {hz} Hz"
            )
        raise BridgeError(
            f"{len(bus.servos)} servos need {cost_ns / 1e6:.1f} ms of a period of "
            f"{bus.period_ns / 1e6:.1f} ms: {remedy}"
        )

    def _demand_quickness(self, cost_ns: int, late_ns: int) -> None:
        period_ns = self._bus.period_ns
        if cost_ns + late_ns > period_ns:
            raise BridgeError(
                f"answers come {late_ns / 1e6:.0f} ms later than the line needs, of a period of "
                f"{period_ns / 1e6:.0f} ms: set the adapter's latency_timer to 1 ms, see "
                f"docs/servo-buses.md{self._busy_host}"
            )

    def _demand_modes(self, wanted: int) -> None:
        """BridgeError when a servo does not hold positions."""
        wrong = [self._bus.servos[j].joint for j, mode in self._modes.items() if mode != wanted]
        if wrong:
            raise BridgeError(f"not in position mode: {', '.join(wrong)}; provisioning sets it")

    def _demand_reach(self) -> None:
        """BridgeError when a servo's own position limits are narrower than its joint's."""
        bus = self._bus
        table = bus.table
        low = bus.units.steps(np.multiply(table.fields["position_min"], 1e-9))
        high = bus.units.steps(np.multiply(table.fields["position_max"], 1e-9))
        for column, (first, last) in self._ends.items():
            wanted = sorted((int(low[column]), int(high[column])))
            if last and not first <= wanted[0] <= wanted[1] <= last:  # 0 to 0: without limits
                raise BridgeError(
                    f"{bus.servos[column].joint}: the servo's own position limits are {first} to "
                    f"{last}, the joint needs {wanted[0]} to {wanted[1]}: it would refuse goals; "
                    "provisioning widens them"
                )

    def _identify(self, column: int) -> Script:
        bus, clerk = self._bus, self._bus.clerk
        family = bus.servos[column].model.family
        answer = yield clerk.read(column, "present_position")
        if answer is None:
            return
        (steps,) = clerk.values(column, ["present_position"], answer)
        bus.roll.hear(column, answer.t_ns, bus.units.position(column, steps))
        names = ["model_number", "return_delay_time"]
        names += ["operating_mode"] if "operating_mode" in family.fields else []
        answer = yield clerk.read(column, *names)
        if answer is None:
            return
        number, delay, *mode = clerk.values(column, names, answer)
        self._numbers[column] = number
        self._modes.update((column, value) for value in mode)
        bus.time.delay_ns[column] = 1000 * family.return_delay_unit_us * delay
        names = ["min_position_limit", "max_position_limit"]
        answer = yield clerk.read(column, *names)
        if answer is not None:
            low, high = clerk.values(column, names, answer)
            self._ends[column] = (low, high)

    def _demand_presence(self) -> None:
        servos = self._bus.servos
        missing = [servo for column, servo in enumerate(servos) if column not in self._numbers]
        if len(missing) == len(servos):
            baud = servos[0].model.family.factory_baud
            raise BridgeError(
                f"no servo answers at {self._baud} Bd: check power and cable, and whether the "
                f"servos are set to that rate (they come with {baud} Bd; `baud` of the bus in the "
                f"rig){self._busy_host}"
            )
        if missing:
            named = ", ".join(f"{servo.joint} (address {servo.address})" for servo in missing)
            raise BridgeError(
                f"no answer from {named}; the other {len(servos) - len(missing)} servos answer: "
                f"check cable and address{self._busy_host}"
            )
