"""How far and how fast signals move."""

import numpy as np

from kinesics.measures.curves import Curves
from kinesics.measures.reading import Reading

__all__ = ["kinematics", "relative_motion"]


def kinematics(curves: Curves) -> list[Reading]:
    """Range, path length, mean and peak speed, mean size of the acceleration, of each signal."""
    values = curves.values
    speed = np.abs(curves.derivative(1))
    figures = {
        "range": (np.ptp(values, axis=0), "u"),
        "path_length": (np.abs(np.diff(values, axis=0)).sum(axis=0), "u"),
        "mean_speed": (speed.mean(axis=0), "u/s"),
        "peak_speed": (speed.max(axis=0), "u/s"),
        "mean_acceleration": (np.abs(curves.derivative(2)).mean(axis=0), "u/s^2"),
    }
    return [
        Reading(name, signal, float(value), unit)
        for name, (row, unit) in figures.items()
        for signal, value in zip(curves.names, row, strict=True)
    ]


def relative_motion(curves: Curves, reference: slice | None = None) -> list[Reading]:
    """Distance of each signal from where it is on average, or on average in the rows `reference`.

    Least, mean, greatest, and its standard deviation.
    """
    rest = curves.values[reference or slice(None)].mean(axis=0)
    away = np.abs(curves.values - rest)
    figures = {
        "least_displacement": away.min(axis=0),
        "mean_displacement": away.mean(axis=0),
        "displacement_deviation": away.std(axis=0),
        "greatest_displacement": away.max(axis=0),
    }
    return [
        Reading(name, signal, float(value), "u")
        for name, row in figures.items()
        for signal, value in zip(curves.names, row, strict=True)
    ]
