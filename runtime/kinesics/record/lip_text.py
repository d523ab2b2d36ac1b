"""What was asked of the lips and what this robot made of it, in lines for a person."""

from collections.abc import Iterator, Mapping
from typing import Any

from kinesics.record.closures import STAGES
from kinesics.record.lip_shapes import SHAPES

__all__ = ["lip_lines"]

_LABELS = {"labiodentals": "/f v/ touches", "rounding": "rounded lips"}


def lip_lines(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Label and text, of a summary; it says nothing about what the speech really had."""
    if summary.get("closures"):
        yield "lip closures", _made(summary["closures"])
    shapes = summary.get("lip_shapes") or {}
    for name in SHAPES:
        if name in shapes:
            kept = shapes[name]
            yield _LABELS[name], "no joint shows them" if kept is None else _made(kept)


def _made(kept: Mapping[str, Any]) -> str:
    wanted = kept["wanted"]
    if not wanted:
        return "none were asked of the lips"
    stages = [stage for stage in STAGES if kept[stage] is not None]
    made = ", ".join(f"{kept[stage]} {stage}" for stage in stages)
    missed = wanted - kept[stages[-1]]
    return f"{wanted} asked of the lips; the joints made {made}; missed {missed}"
