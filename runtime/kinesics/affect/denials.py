"""`denials`: which words of a clause are denied."""

from collections.abc import Sequence

from kinesics.affect.lexicon import Found

__all__ = ["denials"]


def denials(items: Sequence[Found], denying: bool) -> tuple[list[bool], bool]:
    """For each word, whether it is denied, and whether the clause ends in denying.

    `denying`: whether a denial before the clause goes on; "do not stop" denies nothing.
    """
    denied, till_part = [], False
    for i, item in enumerate(items):
        if "un" in item.senses:
            denied.append(not denying)
            continue
        if "deny" in item.senses and "show" not in item.senses:
            before = items[i - 1].senses if i else {}
            after = items[i + 1].senses if i + 1 < len(items) else {}
            twice = "deny" in before and denying
            denying = not twice and "only" not in after
            till_part = bool(item.senses["deny"].get("parts"))
        denied.append(denying)
        denying = denying and not (till_part and "part" in item.senses)
    return denied, denying
