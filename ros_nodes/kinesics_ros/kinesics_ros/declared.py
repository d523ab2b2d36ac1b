"""`Declared`: the parameters of a node of ours: ranges, units, reasons of refusals."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rcl_interfaces.msg import (
    FloatingPointRange,
    IntegerRange,
    ParameterDescriptor,
    SetParametersResult,
)
from rclpy.exceptions import ParameterException

from kinesics.errors import KinesicsError
from kinesics_app.setting import Setting
from kinesics_ros.parameters import (
    FIXED,
    LATER,
    PARAMETERS,
    ParameterError,
    check,
    strange_parameters,
)

__all__ = ["Declared"]


class Declared:
    """Declares every parameter; afterwards tells what they are, and of live ones that change."""

    def __init__(
        self,
        node: Any,
        live: Callable[[Mapping[str, Any]], None] = lambda values: None,
        specs: Mapping[str, Setting] = PARAMETERS,
    ) -> None:
        """`live` is told all values as they will be, when live ones are about to be set.

        Raises:
            ParameterError: the node was started with one that cannot be.
        """
        self._specs = specs
        self._node = node
        self._live = live
        for spec in specs.values():
            _declare(node, spec)
        # rclpy tells nobody what a node was started with and did not declare
        for complaint in strange_parameters(getattr(node, "_parameter_overrides", ())):
            node.get_logger().warning(complaint)
        node.add_on_set_parameters_callback(self._set)

    def values(self) -> Mapping[str, Any]:
        """All, by name."""
        return {name: self._node.get_parameter(name).value for name in self._specs}

    def _set(self, parameters: Sequence[Any]) -> Any:
        configured = self._node.is_configured
        ours = {one.name: one.value for one in parameters if one.name in self._specs}
        try:
            for name, value in ours.items():
                check(name, value, configured=configured, of=self._specs)
            if any(self._specs[name].reloads for name in ours):
                self._live({**self.values(), **ours})
        except KinesicsError as error:
            return SetParametersResult(successful=False, reason=str(error))
        return SetParametersResult(successful=True)


def _declare(node: Any, spec: Setting) -> None:
    try:
        node.declare_parameter(spec.name, spec.default, _descriptor(spec))
    except ParameterException as error:  # what it was started with
        raise ParameterError(f"parameter {spec.name}: {error}") from error


def _descriptor(spec: Setting) -> Any:
    unit = f" [{spec.unit}]" if spec.unit not in ("", "1") else ""
    descriptor = ParameterDescriptor(description=f"{spec.says}{unit}")
    descriptor.read_only = spec.name in FIXED
    told = (" or ".join(spec.choices), "" if spec.reloads else LATER)
    descriptor.additional_constraints = "; ".join(one for one in told if one)
    if spec.type is float:
        descriptor.floating_point_range = [
            FloatingPointRange(from_value=spec.low, to_value=spec.high)
        ]
    if spec.type is int:
        low, high = round(spec.low), round(spec.high)
        descriptor.integer_range = [IntegerRange(from_value=low, to_value=high, step=1)]
    return descriptor
