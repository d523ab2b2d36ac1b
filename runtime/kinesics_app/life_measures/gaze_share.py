"""Gaze in conversation: the share of the time at the partner, by the joints as sent."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.direction import angle_between
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import sight_of
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.lived import Lived

__all__ = ["gaze_share"]

_AT_RAD = np.radians(4.5)
"""From between the eyes to the mouth, seen from where people talk: on the face."""

_EVERY = 10  # rows
_SHARES = {"speaking": 0.41, "listening": 0.75}


def gaze_share(lived: Lived) -> Sequence[Figure]:
    """A figure each for speaking and listening."""
    at = _at_partner(lived)
    t_ns = lived.t_ns[::_EVERY]
    figures = []
    for state, wanted in _SHARES.items():
        inside = np.zeros(len(t_ns), bool)
        for span in lived.script.spans:
            if span.state == state:
                inside |= (t_ns >= span.begin_ns) & (t_ns < span.end_ns)
        if not inside.any():
            continue
        share = float(at[inside].mean())
        figures.append(
            Figure(
                f"gaze at the partner, {state}",
                f"{100.0 * share:.0f} %",
                f"{100.0 * wanted:.0f} %",
                "Argyle & Ingham 1972",
                "within 10 points",
                abs(share - wanted) <= 0.1,
                gate=True,
            )
        )
    return figures


def _at_partner(lived: Lived) -> NDArray[np.bool_]:
    sight, seen = sight_of(lived.rig), lived.sent
    at = []
    for row in range(0, len(lived.t_ns), _EVERY):
        head = (float(seen.head_yaw[row]), float(seen.head_pitch[row]))
        place = lived.script.partner_m(int(lived.t_ns[row]))
        there = direction_to(sight, place, float(seen.torso_yaw[row]), head)[:2]
        gaze = (float(seen.gaze_yaw[row]), float(seen.gaze_pitch[row]))
        at.append(angle_between(gaze, there) < _AT_RAD)
    return np.array(at)
