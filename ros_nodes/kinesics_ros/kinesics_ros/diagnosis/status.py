"""`status_of`: how a node and its robot are, as the JSON of `~/status`."""

from collections.abc import Mapping
from typing import Any

from kinesics_app.life.health import Health

__all__ = ["status_of"]


def status_of(lifecycle: str, refusal: str, health: Health | None) -> Mapping[str, Any]:
    """Plain values by name; `refusal`: why the last transition failed, or empty."""
    node = {"lifecycle": lifecycle, "refusal": refusal}
    if health is None:
        return {**node, "state": "not opened"}
    return {
        **node,
        "state": health.state,
        "trouble": health.trouble,
        "way_out": health.way_out,
        "conditions": [*health.conditions],
        **({} if health.life is None else health.life),
    }
