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
from rclpy.parameter import Parameter

from kinesics.errors import KinesicsError
from kinesics_app.cli.told_settings import ToldSetting
from kinesics_app.settings.setting import Setting
from kinesics_ros.parameters.known import (
    AT_START,
    FIXED,
    LATER,
    PARAMETERS,
    ParameterError,
    check,
    check_head,
    strange_parameters,
)
from kinesics_ros.parameters.outside import demand_below, outside, tells

__all__ = ["Declared"]

_OF_HEADS = frozenset(("lookahead_ms", "mouth_model"))
"""Whose values fit each other, or not."""


class Declared:
    """Declares every parameter; afterwards tells what they are, and of live ones that change.

    A variable of `kinesics run` stands above the parameter of its name, its configuration file
    below. A node that is started with a parameter's default is not told it.
    """

    def __init__(
        self,
        node: Any,
        live: Callable[[Mapping[str, Any]], None] = lambda values: None,
        specs: Mapping[str, Setting] = PARAMETERS,
    ) -> None:
        """`live` is told all values as they will be, when live ones are about to be set.

        Raises:
            KinesicsError: one that it is started with cannot be, nor a variable, or the file.
        """
        self._specs = specs
        self._node = node
        self._live = live
        self._settling = False
        given = {name: one.value for name, one in getattr(node, "_parameter_overrides", {}).items()}
        self._over_ros = {name for name in specs if name in given and tells(given, specs[name])}
        self._outside = outside(specs, given)
        for name, spec in specs.items():
            told = self._outside.above.get(name)
            below = None if name in self._over_ros else self._outside.below.get(name)
            _declare(node, spec, told, told or below)
        if {*self._over_ros, *self._outside.above, *self._outside.below} & _OF_HEADS:
            check_head(self.values())
        # rclpy tells nobody what a node was started with and did not declare
        for complaint in (*strange_parameters(given), *self._outside.passed_over):
            node.get_logger().warning(complaint)
        node.add_on_set_parameters_callback(self._set)

    def values(self) -> Mapping[str, Any]:
        """All, by name."""
        return {name: self._node.get_parameter(name).value for name in self._specs}

    def settle(self) -> Mapping[str, Any]:
        """All, by name, to begin with: the file is read again, and the log says who told what.

        Raises:
            KinesicsError: the file cannot be.
        """
        values = self.values()
        found = self._outside = outside(self._specs, values)
        theirs = {*self._over_ros, *found.above, *FIXED}
        wanted = {name: spec.default for name, spec in self._specs.items() if name not in theirs}
        wanted |= {name: told.value for name, told in found.below.items() if name in wanted}
        news = [Parameter(name, value=of) for name, of in wanted.items() if of != values[name]]
        self._settling = True
        try:
            self._node.set_parameters(news)
        finally:
            self._settling = False
        values = self.values()
        by = {name: told.by for name, told in {**found.below, **found.above}.items()}
        by |= dict.fromkeys(self._over_ros - {*found.above}, "a parameter")
        said = [f"{name} {values[name]!r} by {by[name]}" for name in values if name in by]
        if said:
            self._node.get_logger().info(f"told: {', '.join(said)}")
        return values

    def _set(self, parameters: Sequence[Any]) -> Any:
        configured = self._node.is_configured
        ours = {one.name: one.value for one in parameters if one.name in self._specs}
        try:
            if self._settling:
                return SetParametersResult(successful=True)
            for name, value in ours.items():
                check(name, value, configured=configured, of=self._specs)
                demand_below(self._outside, name, value)
            if ours.keys() & _OF_HEADS:
                check_head({**self.values(), **ours})
            if any(self._specs[name].reloads for name in ours):
                self._live({**self.values(), **ours})
        except KinesicsError as error:
            return SetParametersResult(successful=False, reason=str(error))
        self._over_ros |= {*ours}
        return SetParametersResult(successful=True)


def _declare(node: Any, spec: Setting, above: ToldSetting | None, told: ToldSetting | None) -> None:
    """`above`: the variable that tells it; `told`: that, or the file, where no parameter does."""
    value, ignore = (spec.default, False) if told is None else (told.value, True)
    try:
        node.declare_parameter(spec.name, value, _descriptor(spec, above), ignore_override=ignore)
    except ParameterException as error:  # what it was started with
        raise ParameterError(f"parameter {spec.name}: {error}") from error


def _descriptor(spec: Setting, above: ToldSetting | None) -> Any:
    unit = f" [{spec.unit}]" if spec.unit not in ("", "1") else ""
    descriptor = ParameterDescriptor(description=f"{spec.says}{unit}")
    descriptor.read_only = spec.name in FIXED
    by = "" if above is None else f"told by {above.by}"
    when = "" if spec.reloads else LATER
    told = (" or ".join(spec.choices), AT_START if descriptor.read_only else when, by)
    descriptor.additional_constraints = "; ".join(one for one in told if one)
    if spec.type is float:
        descriptor.floating_point_range = [
            FloatingPointRange(from_value=spec.low, to_value=spec.high)
        ]
    if spec.type is int:
        low, high = round(spec.low), round(spec.high)
        descriptor.integer_range = [IntegerRange(from_value=low, to_value=high, step=1)]
    return descriptor
