"""Words of one stage that contradict each other: told, or shown one after another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kinesics.affect.blend import SEEN, blend
from kinesics.affect.effect import Effect, actions_of_effect
from kinesics.affect.stages import Stage

__all__ = ["denied_again", "one_after_another"]

Read = tuple[Stage, list[Effect]]
"""A stage, and what its words ask for."""


def denied_again(effects: Sequence[Effect]) -> Iterator[str]:
    """A sentence on each thing that is asked for and denied in the same stage."""
    for denied in effects:
        if not denied.denied or denied.away or denied.factor > 1.0:
            continue
        asked = [one for one in effects if not one.denied and _is_same(one, denied)]
        if asked:
            left = blend(effects).actions()[actions_of_effect(asked[0]) > SEEN]
            taken = "shown" if left.max(initial=0.0) > SEEN else "kept away"
            yield (
                f'"{asked[0].text}" is asked for and denied at the same time: it is {taken}; '
                'wanted one of the two, or "then" between them'
            )


def _is_same(one: Effect, other: Effect) -> bool:
    """Whether two effects are about the same, in the same place."""
    return one.entry == other.entry and one.regions == other.regions


def one_after_another(read: Sequence[Read]) -> tuple[list[Read], list[str]]:
    """The stages, each cut where eyes or head would be at two places; and a sentence on each cut.

    "Look left and right" is left, then right: nobody looks to both sides at once.
    """
    stages: list[Read] = []
    remarks: list[str] = []
    for stage, effects in read:
        parts = _parts(effects)
        earlier = replace(stage, hold_s=None, ends=False, grows=False)
        stages += [*((earlier, part) for part in parts[:-1]), (stage, parts[-1])]
        if len(parts) > 1:
            turns = [next(one for one in part if one.detail and one.turn()) for part in parts]
            told = ", then ".join(f'"{one.text}"' for one in turns)
            remarks.append(f"{told}: one after another, since they go to opposite sides")
    return stages, remarks


def _parts(effects: Sequence[Effect]) -> list[list[Effect]]:
    parts: list[list[Effect]] = [[]]
    for effect in effects:
        if any(_is_opposite(one, effect) for one in parts[-1]):
            parts.append([])
        parts[-1].append(effect)
    return parts


def _is_opposite(one: Effect, other: Effect) -> bool:
    """Whether two turns of the same axis go to different sides."""
    if one.denied or other.denied or not (one.detail and other.detail):
        return False
    here, there = one.turn(), other.turn()
    return any(here[name] * there[name] < 0.0 for name in here.keys() & there.keys())
