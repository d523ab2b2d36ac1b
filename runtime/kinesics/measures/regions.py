"""Which parts of a body signals belong to."""

from kinesics.motion.channels import CHANNELS

__all__ = ["groups", "region"]

_REGIONS = {one.name: one.region for one in CHANNELS}
_ARMS = ("left_arm", "right_arm")
_FACE = ("eyes", "brows", "cheeks", "mouth")


def region(name: str) -> str:
    """Of a channel; both arms are one, and joints are `others`."""
    found = _REGIONS.get(name, "others")
    return "arms" if found in _ARMS else found


def groups(names: tuple[str, ...]) -> dict[str, list[int]]:
    """Columns of `names` by region, besides them `face`, and in the end `all`."""
    found: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        own = region(name)
        for group in (own, *(("face",) if own in _FACE else ())):
            if group != "others":
                found.setdefault(group, []).append(column)
    return {**dict(sorted(found.items())), "all": list(range(len(names)))}
