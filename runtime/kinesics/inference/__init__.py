"""Inference: model cards, and the steppers that run the files they describe."""

from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper

__all__ = ["ModelCard", "open_stepper"]
