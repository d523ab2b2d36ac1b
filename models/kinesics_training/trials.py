"""The trials: every network and loss that was tried; `SHIPPED` is the one in the repository."""

from kinesics_training.net import Plan
from kinesics_training.train import Recipe

SHIPPED = "final"
_ALL = [
    Recipe("linear", Plan(dated=0, hidden=224), epochs=6),
    Recipe("dated", Plan(), epochs=6),
    Recipe("tcn", Plan(family="tcn", front=128, hidden=160, layers=8), epochs=6),
    Recipe("final", Plan(), epochs=10),
]
TRIALS = {recipe.name: recipe for recipe in _ALL}
