"""Inference: model cards, and the steppers that run the files they describe."""
