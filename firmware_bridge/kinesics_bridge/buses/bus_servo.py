"""`BusServo` and `JointUnits`: how joints sit on the servos of a bus."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics_bridge.joints.joint_table import JointTable

__all__ = ["BusServo", "JointUnits", "StepModel"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


class StepModel(Protocol):
    """What makes steps out of angles."""

    @property
    def name(self) -> str:
        """As in models.toml."""

    @property
    def step_rad(self) -> float:
        """Shaft angle per step."""

    @property
    def middle(self) -> int:
        """The step of shaft angle 0."""

    @property
    def ends(self) -> tuple[int, int]:
        """First and last step."""


Model_co = TypeVar("Model_co", bound=StepModel, covariant=True)


@dataclass(frozen=True)
class BusServo(Generic[Model_co]):
    """One joint's servo: where on the bus, of which model, and how it is linked."""

    joint: str
    address: int
    """Its id on the bus, 0..252; on a Maestro its channel."""
    model: Model_co
    ratio: float = 1.0
    """Joint units per radian of the shaft; negative: it turns the other way."""
    zero_rad: float = 0.0
    """Shaft angle at which the joint is 0, from the servo's middle step."""


class JointUnits:
    """Joint positions as steps of the servos, and back; all arrays in the order of the servos."""

    def __init__(self, servos: Sequence[BusServo[StepModel]], table: JointTable) -> None:
        _check(servos, table)
        self._per_step = np.array([servo.ratio * servo.model.step_rad for servo in servos])  # (J,)
        self._zero = np.array([servo.zero_rad * servo.ratio for servo in servos])
        self._middle = np.array([servo.model.middle for servo in servos], np.float64)
        self._first, self._last = np.array([servo.model.ends for servo in servos]).T

    def steps(self, positions: F64) -> I64:
        """(J,) steps for joint positions (J,), inside what the servos have."""
        raw = np.rint((positions + self._zero) / self._per_step + self._middle)
        steps: I64 = np.clip(raw, self._first, self._last).astype(np.int64)
        return steps

    def position(self, column: int, steps: float) -> float:
        """Joint position of one servo at `steps`."""
        return float((steps - self._middle[column]) * self._per_step[column] - self._zero[column])


def _check(servos: Sequence[BusServo[StepModel]], table: JointTable) -> None:
    if [servo.joint for servo in servos] != list(table.names):
        raise BridgeError("servos must be those of the joint table, in its order")
    addresses = [servo.address for servo in servos]
    twice = sorted({address for address in addresses if addresses.count(address) > 1})
    if twice:
        raise BridgeError(f"two servos of one bus at address {twice[0]}: give one another")
    low, high = table.fields["position_min"] * 1e-9, table.fields["position_max"] * 1e-9
    for column, servo in enumerate(servos):
        if not servo.ratio:
            raise BridgeError(f"{servo.joint}: ratio 0; wanted joint units per radian of the shaft")
        steps = [
            (end / servo.ratio + servo.zero_rad) / servo.model.step_rad + servo.model.middle
            for end in (low[column], high[column])
        ]
        first, last = servo.model.ends
        if min(steps) < first - 0.5 or max(steps) > last + 0.5:
            raise BridgeError(
                f"{servo.joint}: its position limits need steps {min(steps):.0f} to "
                f"{max(steps):.0f} of a {servo.model.name}, which has {first} to {last}: move its "
                "zero, or narrow its limits"
            )
