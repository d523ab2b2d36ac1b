"""`VisemeBlend`: a network's two answers, mouth and visemes, in one mouth that rests in pauses."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.mouth import CHANNELS
from kinesics.audio.phones import VISEMES
from kinesics.audio.visemes import faces
from kinesics.motion.channels import columns
from kinesics.motion.lips import GAP
from kinesics.motion.ramp import smoothstep

__all__ = ["BlendState", "VisemeBlend"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

# Chosen on the validation voices of models/kinesics_training/README.md; TRIALS.md there: what else
# was tried.
_SHARE = 0.4
"""Of what the visemes look like in what is shown."""
_REACH = 2
"""Rows to either side that a row's visemes are averaged over: they flicker, lips do not."""
_HELD = 3
"""Rows for which a pause goes on after the last that was heard as one."""
_FIRMLY = 3
"""Power of the probability of speech: a mouth that hears half a pause moves an eighth as fast."""
_FALLS = 0.05
"""Share of its way to rest that a held mouth goes in a row."""
_LONG = 20
"""Rows of nothing at all after which no sound is on its way any more: no stop is closed so long."""
_SETTLES = 0.25
"""The same share from then on: at rest 300 ms after the last sound, also one that was cut off."""

_CREDIBLE = 0.15
"""Probability of /p b m/ from which lips that the network closes are closed."""
_SHUT = 0.1
"""Lip gap below which they begin to be."""

_GAP = GAP[columns(CHANNELS)]
_PARTS = (_GAP != 0.0).astype(np.float64)
_BILABIAL = VISEMES.index("PP")
_JAW, _CLOSE = CHANNELS.index("jawOpen"), CHANNELS.index("mouthClose")
_LIFT = np.zeros(len(CHANNELS))
for _name, _by in (("mouthLowerDown", 1.2), ("mouthUpperUp", 0.8)):  # as `mouth.units` has it
    _LIFT[[CHANNELS.index(f"{_name}{_side}") for _side in ("Left", "Right")]] = _by
_SILENCE = VISEMES.index("sil")


class BlendState(NamedTuple):
    """What a blend remembers."""

    near: F64
    line: F64
    steps: int
    pauses: tuple[float, ...]
    shown: F64


class VisemeBlend:
    """Rows of `audio.mouth.CHANNELS` from a network that gives them and also names visemes.

    A network that doubts shows a mean of mouths, which closes no lips and touches no teeth; the
    probabilities of visemes keep the doubt, so their faces, weighted by them, show what is likely.
    While it hears a pause the mouth is held, and falls to rest; it is let go as speech begins.

    What the network closes is closed, unless the visemes hold /p b m/ impossible. The jaw stays the
    network's, which learned it from a face; the lips alone make up for it. A row uses nothing later
    than its look-ahead: visemes after its date are those of a smaller look-ahead, which the network
    gave some steps ago.
    """

    def __init__(self, lookahead_rows: Sequence[int], head: int) -> None:
        """For one head of a network with heads for `lookahead_rows`, ascending."""
        self._head = head
        ahead = lookahead_rows[head]
        sooner = [k for k, rows in enumerate(lookahead_rows) if rows + _REACH <= ahead]
        self._sooner_head = sooner[-1] if sooner else None
        behind = ahead - lookahead_rows[sooner[-1]] if sooner else 0
        self._behind = behind
        warm = max(_REACH + 1, behind)
        self._weights = [_weights(behind, steps) for steps in range(1, warm + 1)]
        self._faces = _SHARE * faces()
        self.reset()

    def reset(self) -> None:
        """At rest, nothing heard."""
        near, line = (np.zeros((rows, len(VISEMES))) for rows in (2 * _REACH + 1, self._behind))
        self.restore(BlendState(near, line, 0, (), np.zeros(self._faces.shape[1])))

    def state(self) -> BlendState:
        """What it remembers, to come back to with `restore`."""
        rows = self._near.copy(), self._line.copy()
        return BlendState(*rows, self._steps, tuple(self._pauses), self._shown)

    def restore(self, state: BlendState) -> None:
        """Go on from an earlier `state()`."""
        self._near, self._line = state.near.copy(), state.line.copy()
        self._steps, self._shown = state.steps, state.shown
        self._pauses = deque(state.pauses, _HELD + 1)

    def row(self, pose: F64, named: F32, nothing: int = 0) -> F64:
        """The mouth to show, (23,), where a step gave `pose` (23,) and visemes (heads, 15).

        `nothing`: how many rows of no sound at all end with the newest that was heard.
        """
        likely = self._averaged(named)
        wanted: F64 = likely @ self._faces
        wanted += (1.0 - _SHARE) * pose
        closing = _closing(pose, wanted, float(likely[_BILABIAL]))
        if closing:
            wanted += closing * _PARTS * (pose - wanted)
        _keep_jaw(wanted, float(pose[_JAW]))
        self._pauses.append(float(likely[_SILENCE]))
        held, falls = min(max(self._pauses), 1.0), _FALLS
        if nothing >= _LONG:
            held, falls = 1.0, _SETTLES
        if held:
            free = (1.0 - held) ** _FIRMLY
            wanted *= free
            wanted += ((1.0 - free) * (1.0 - falls)) * self._shown
        self._shown = wanted
        shown: F64 = wanted.copy()
        return shown

    def _averaged(self, named: F32) -> F64:
        """Probabilities (15,) of the visemes around the date of this step's row."""
        near, line = self._near, self._line
        near[:_REACH] = near[1 : _REACH + 1]
        near[_REACH] = named[self._head]
        if self._sooner_head is not None:
            line[:-1] = line[1:]
            line[-1] = named[self._sooner_head]
            near[_REACH + 1 :] = line[:_REACH]
        self._steps += 1
        likely: F64 = self._weights[min(self._steps, len(self._weights)) - 1] @ near
        return likely


def _weights(behind: int, steps: int) -> F64:
    """(5,) of the rows about a row's date, those that are known after so many steps; their sum 1.

    `behind`: how many steps ago the later ones were given; 0: they are not.
    """
    weights = np.hanning(2 * _REACH + 3)[1:-1]
    for row in range(2 * _REACH + 1):
        later = row - _REACH
        known = steps > -later if later <= 0 else steps > behind - later >= 0 and behind > 0
        weights[row] *= known
    share: F64 = weights / weights.sum()
    return share


def _closing(pose: F64, wanted: F64, bilabial: float) -> float:
    """How much of `wanted` (23,) yields to `pose`, which closes lips that it would part, 0..1."""
    closed = float(_GAP @ pose)
    parted = smoothstep((float(_GAP @ wanted) - closed) / _SHUT)
    return smoothstep(bilabial / _CREDIBLE) * smoothstep(1.0 - closed / _SHUT) * parted


def _keep_jaw(mouth: F64, jaw: float) -> None:
    """Give the mouth (23,) this jaw; its lips are as far apart as they were."""
    wider = jaw - float(mouth[_JAW])
    mouth[_JAW] = jaw
    closed = max(wider, -float(mouth[_CLOSE]))
    mouth[_CLOSE] += closed
    if closed != wider:
        mouth += (closed - wider) * _LIFT
