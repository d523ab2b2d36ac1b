"""How much of a recorded jaw a linear listener tells that was fitted on the very clip.

What it reaches there is no prediction: it has seen the answer. So it says how far a jaw follows
from its sound, within 90 ms ahead and 150 ms past, by any rule of that kind.
"""

from itertools import pairwise

import numpy as np

from kinesics_training.corpora import facegood
from kinesics_training.corpora.facegood import Clip
from kinesics_training.lips.channels import UNITS
from kinesics_training.mouth import ridge
from kinesics_training.mouth.workshop import Workshop

_PARTS = 5
_APART = 100
"""Rows between what teaches and what is asked: a second."""
_HOP = 160


def lines(workshop: Workshop) -> str:
    """As Markdown, a clip a row: r of who never heard it, heard the rest of it, and all of it."""
    names = (*facegood.TRAIN, facegood.VALIDATION, facegood.TEST)
    clips = dict(zip(names, workshop.clips(*names), strict=True))
    rows = [
        "| clip | never heard | heard four fifths | heard it all | it alone, all |",
        "|---" * 5 + "|",
    ]
    for name, clip in clips.items():
        others = [c for n, c in clips.items() if n not in (name, facegood.TEST)]
        found = (
            ridge.jaw_r(ridge.fit(others), clip),
            by_parts(others, clip),
            ridge.jaw_r(ridge.fit([*others, clip]), clip),
            ridge.jaw_r(ridge.fit([clip]), clip),
        )
        rows.append(f"| {name} | {' | '.join(f'{r:.3f}' for r in found)} |")
    return "\n".join(rows)


def by_parts(others: list[Clip], clip: Clip) -> float:
    """Correlation over a clip's fifths, each told by who heard the other four and the others."""
    told = []
    for begin, end in _bounds(len(clip.units)):
        rest = [part(clip, 0, begin - _APART), part(clip, end + _APART, len(clip.units))]
        follow = ridge.fit([*others, *(p for p in rest if len(p.units))])
        told.append(ridge.jaw_of(follow, clip)[begin:end])
    jaw = np.concatenate(told)
    return float(np.corrcoef(jaw, clip.units[: len(jaw), UNITS.index("jawOpen")])[0, 1])


def part(clip: Clip, begin: int, end: int) -> Clip:
    """Rows `begin` to `end` of a clip; none where `end` is not beyond `begin`."""
    rows = slice(max(0, begin), max(0, begin, end))
    return Clip(clip.samples[rows.start * _HOP : rows.stop * _HOP], clip.units[rows])


def _bounds(rows: int) -> list[tuple[int, int]]:
    edges = [rows * k // _PARTS for k in range(_PARTS + 1)]
    return list(pairwise(edges))
