"""What a good mouth is, as a number to minimise: near the teacher, closed and still as it is."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from kinesics_training.corpora.facegood import KNOWN
from kinesics_training.lips.channels import UNITS, measure_matrix
from kinesics_training.lips.lips import PROTOTYPE_SCALE, PROTOTYPES
from kinesics_training.mouth.streams import RECORDED

_SHARPNESS = 4.0
_SHARES = (
    0.27, 0.11, 0.024, 0.016, 0.044, 0.038, 0.024, 0.045, 0.049, 0.05, 0.145, 0.043, 0.051,
    0.058, 0.033,
)  # fmt: skip
"""How much of the training streams each viseme takes."""
_CLOSED = -0.08
"""A gap below this is a closure."""
_OPEN, _MARGIN, _REACH = 0.08, 0.0, 3
"""A gap above `_OPEN` is none; between them lies `_MARGIN`. `_REACH`: rows."""


@dataclass(frozen=True)
class Weights:
    """How much each term counts."""

    measures: float = 1.0
    velocity: float = 1.0
    closure: float = 2.0
    silence: float = 1.0
    viseme: float = 0.05
    viseme_balance: float = 0.0
    """0: every row counts alike in `viseme`; 1: every viseme does"""
    decode: float = 0.02
    """the lip measures, read as visemes by the nearest prototype, against the viseme heard"""
    balance: float = 0.0
    """0: every row counts alike in `decode`; 1: every viseme does"""
    recorded: float = 3.0
    """a frame of recorded speech against a synthetic one"""
    depth: float = 0.0
    """how low the gap falls, and how high it rises, within 30 ms to either side: a dip that comes a
    little early counts as one, so doubt about the instant need not make it shallow"""
    bilabial: float = 0.0
    """lips closed wherever the teacher closes them, and nowhere else, as a yes-or-no question"""
    jaw: float = 6.0
    """the jaw of recorded speech against its other units"""


@dataclass(frozen=True, eq=False)
class Truth:
    """Targets of a chunk, for each look-ahead: units (B, T, 5, 17), viseme and source (B, T, 5)."""

    units: Tensor
    viseme: Tensor
    source: Tensor


def loss(units: Tensor, scores: Tensor, truth: Truth, weights: Weights) -> dict[str, Tensor]:
    """The terms, weighted; their sum is to be minimised."""
    recorded = (truth.source == RECORDED).float()
    synthetic = 1.0 - recorded
    error = (units - truth.units) ** 2
    matrix = torch.from_numpy(measure_matrix()).to(units.device)
    ours, theirs = units @ matrix.T, truth.units @ matrix.T
    off = (ours - theirs) ** 2 * torch.tensor([1.5, 1.0, 1.0, 0.7], device=units.device)
    closed = (theirs[..., 0] < _CLOSED).float() * synthetic
    moving = (_change(ours) - _change(theirs)) ** 2
    silent = (truth.viseme == 0).float()
    still = _change(units).square().mean(dim=-1)
    known = torch.from_numpy(KNOWN).float().to(units.device)
    known[UNITS.index("jawOpen")] = weights.jaw
    log_p = _cross_entropy(scores, truth.viseme, weights.viseme_balance)
    return {
        "units": 4.0 * (error.mean(dim=-1) * synthetic).mean(),
        "measures": weights.measures * (off.mean(dim=-1) * synthetic).mean(),
        "closure": weights.closure * (off[..., 0] * closed).mean(),
        "depth": weights.depth * (_depth(ours[..., 0], theirs[..., 0]) * synthetic).mean(),
        "bilabial": weights.bilabial * _bilabial(ours[..., 0], theirs[..., 0], truth),
        "velocity": 4.0 * weights.velocity * (moving.mean(dim=-1) * synthetic[:, 1:]).mean(),
        "silence": 20.0 * weights.silence * (still * silent[:, 1:]).mean(),
        "recorded": weights.recorded * ((error * known).mean(dim=-1) * recorded).mean(),
        "viseme": weights.viseme * log_p,
        "decode": weights.decode * _undecodable(ours, truth.viseme, weights.balance),
    }


def _undecodable(measures: Tensor, viseme: Tensor, balance: float) -> Tensor:
    """Cross-entropy of visemes read off the measures by soft distance to the prototypes."""
    scale = torch.from_numpy(PROTOTYPE_SCALE).float().to(measures.device)
    prototypes = torch.from_numpy(PROTOTYPES).float().to(measures.device) / scale
    near = 2.0 * (measures / scale) @ prototypes.T - prototypes.square().sum(dim=1)
    return _cross_entropy(_SHARPNESS * near, viseme, balance)


def _cross_entropy(scores: Tensor, viseme: Tensor, balance: float) -> Tensor:
    """Of visemes (B, T, 5) under scores (B, T, 5, 15), where known."""
    shares = torch.tensor(_SHARES, device=scores.device)
    return nn.functional.cross_entropy(
        scores.flatten(0, 2),
        viseme.flatten(),
        weight=(1.0 / (len(_SHARES) * shares)) ** balance,
        ignore_index=-1,
    )


def _depth(ours: Tensor, theirs: Tensor) -> Tensor:
    """Squared errors of the running minimum and maximum of gaps (B, T, 5)."""
    low, high = _lowest(ours) - _lowest(theirs), _lowest(-ours) - _lowest(-theirs)
    return low**2 + 0.5 * high**2


def _lowest(gap: Tensor) -> Tensor:
    """Minimum over `_REACH` rows to either side, (B, T, 5)."""
    width = 2 * _REACH + 1
    flat = -gap.transpose(1, 2)
    return -nn.functional.max_pool1d(flat, width, 1, _REACH).transpose(1, 2)


def _bilabial(ours: Tensor, theirs: Tensor, truth: Truth) -> Tensor:
    """How often lips stay open at closures or close where none is, softly: a cross-entropy, ()."""
    closed = (theirs < _CLOSED).float()
    open_ = (theirs > _OPEN).float() * (truth.viseme > 0).float()
    score = (_MARGIN - ours) / 0.06
    loud = nn.functional.softplus(-score) * closed * 4.0 + nn.functional.softplus(score) * open_
    return (loud * (truth.source != RECORDED).float()).mean()


def _change(rows: Tensor) -> Tensor:
    """Difference from row to row, (B, T - 1, 5, ...)."""
    return rows[:, 1:] - rows[:, :-1]
