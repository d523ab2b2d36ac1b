"""The trials: one labels recordings without curves, a long one, a polish; a stiller one ships."""

from dataclasses import replace

from kinesics_training.mouth.losses import Weights
from kinesics_training.mouth.train import Recipe

FIRST = "first"
SHIPPED = "stilled"
_WEIGHTS = Weights(
    recorded=6.0,
    closure=1.0,
    silence=30.0,
    viseme=0.25,
    viseme_balance=0.7,
    decode=0.09,
    balance=0.5,
    depth=0.3,
    bilabial=0.3,
)
_ALL = [
    Recipe(FIRST, {"english": 30, "rest": 2}, steps=5000, weights=_WEIGHTS, rate=2e-3),
    Recipe(
        "whole",
        {"english": 30, "voices": 25, "natives": 25, "recorded": 10, "rest": 6},
        steps=8000,
        weights=_WEIGHTS,
    ),
    Recipe(
        "polished",
        {"english": 14, "voices": 8, "natives": 14, "recorded": 9, "rest": 3},
        steps=4400,
        weights=replace(_WEIGHTS, silence=100.0),
        rate=1e-3,
        seed=5,
        start="whole",
    ),
    Recipe(
        SHIPPED,
        {"english": 14, "voices": 8, "natives": 14, "recorded": 9, "rest": 12},
        steps=2000,
        weights=replace(_WEIGHTS, silence=250.0),
        rate=5e-4,
        seed=7,
        start="polished",
    ),
]
TRIALS = {recipe.name: recipe for recipe in _ALL}
TAUGHT = tuple(TRIALS[SHIPPED].lanes)
"""What the network that ships was taught."""
