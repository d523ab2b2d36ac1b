"""`Outside`: what variables tell a node, above its parameters, and a configuration file, below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinesics.errors import ConfigError
from kinesics_app.cli.told_settings import CONFIG, ToldSetting, told_settings
from kinesics_app.settings.persona_given import given_persona
from kinesics_app.settings.setting import Setting
from kinesics_ros.parameters.known import FAR_DEVICE, ParameterError

__all__ = ["Outside", "demand_below", "outside", "tells"]


@dataclass(frozen=True, slots=True)
class Outside:
    """By parameter, with values as parameters have them."""

    above: Mapping[str, ToldSetting]
    """Told by variables."""
    below: Mapping[str, ToldSetting]
    """Told by the file."""
    passed_over: Sequence[str] = ()
    """What this node cannot be, though `kinesics run` could, in words."""


def outside(specs: Mapping[str, Setting], over_ros: Mapping[str, Any]) -> Outside:
    """What a node with these parameters is told as `kinesics run` would be, in its own process.

    `over_ros`: what its parameters tell: `config` is the file, unless KINESICS_CONFIG names one.
    That its robot is another node's no variable changes.

    Raises:
        ConfigError: a file, or a variable, that cannot be; with what would be right.
    """
    if CONFIG not in specs:
        return Outside({}, {})
    named = str(over_ros.get(CONFIG, ""))
    above: dict[str, ToldSetting] = {}
    below: dict[str, ToldSetting] = {}
    passed_over: list[str] = []
    for name, told in _flat(told_settings(Path(named) if named else None)).items():
        if name not in specs or (name == "device" and over_ros.get(name) == FAR_DEVICE):
            continue
        try:
            specs[name].checked(told.value)
        except ConfigError as error:
            passed_over.append(f"{told.by}: {error}")
            continue
        if told.is_variable:
            above[name] = told
        elif told.value != specs[name].default:
            below[name] = told
    return Outside(above, below, passed_over)


def tells(given: Mapping[str, Any], spec: Setting) -> bool:
    """Whether of what a node is started with this parameter tells more than its default.

    Launch files give all of theirs.
    """
    value = given[spec.name]
    return type(value) is not type(spec.default) or value != spec.default


def demand_below(told: Outside, name: str, value: Any) -> None:
    """Complain of a parameter that is to be other than a variable says.

    Raises:
        ParameterError: it is, with the variable.
    """
    above = told.above.get(name)
    if above is not None and value != above.value:
        raise ParameterError(
            f"{name} is told by {above.by}, which stands above parameters: start the node without"
        )


def _flat(told: Mapping[str, ToldSetting]) -> dict[str, ToldSetting]:
    """Traits by name, lists as texts with blanks between, as parameters have them."""
    found: dict[str, ToldSetting] = {}
    for name, one in told.items():
        if name == "persona":
            traits = given_persona(one.value)
            found |= {trait: one._replace(value=value) for trait, value in traits.items()}
        else:
            text = " ".join(one.value) if isinstance(one.value, tuple) else one.value
            found[name] = one._replace(value=text)
    return found
