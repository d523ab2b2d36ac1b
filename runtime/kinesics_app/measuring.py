"""`measure_motion`: what `kinesics measure FILE` does."""

from math import isnan, nan
from pathlib import Path

from kinesics.measures.curves import Curves
from kinesics.measures.reading import Reading
from kinesics.measures.suite import measured
from kinesics.record.curves_file import read_curves
from kinesics.record.files import save
from kinesics.record.readings_file import readings_csv, readings_html

__all__ = ["measure_motion"]

_SHOWN = 12


def measure_motion(
    path: Path, stream: str, signals: tuple[str, ...], *, other: Path | None, out: Path | None
) -> str:
    """Measure `path`, write what was found into the folder `out`, return a table for a person.

    Raises:
        RecordError: a file that cannot be read or written, or a signal that is not in it.
    """
    curves, unknown = _chosen(path, stream, signals)
    beside = None if other is None else _chosen(other, stream, ())[0]
    readings = measured(curves, beside)
    lines = [
        f"{path}: {len(curves.names)} signals, {curves.length_s:.2f} s at {curves.rate_hz:g} Hz"
    ]
    if unknown:
        lines.append(f"left out, with unknown values: {', '.join(unknown)}")
    lines += _table(curves, readings)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        save(out / "measures.csv", readings_csv(readings))
        save(out / "measures.html", readings_html(f"Measures of {path.name}", readings))
        lines.append(f"{len(readings)} readings in {out}/measures.csv and measures.html")
    return "\n".join(lines)


def _chosen(path: Path, stream: str, signals: tuple[str, ...]) -> tuple[Curves, tuple[str, ...]]:
    curves, unknown = read_curves(path, stream)
    return (curves.only(signals), ()) if signals else (curves, unknown)


_COLUMNS = (
    ("range", "range"),
    ("peak_speed", "peak speed"),
    ("log_dimensionless_jerk", "log dl. jerk"),
    ("spectral_arc_length", "SPARC"),
    ("peaks_0.88s", "peaks/s"),
    ("coordination", "coord."),
    ("coordination_lag", "lag s"),
    ("concordance", "CCC"),
)


def _table(curves: Curves, readings: list[Reading]) -> list[str]:
    """What moves most, and what is said of regions and of all."""
    found = {(one.measure, one.signal): one.value for one in readings}
    columns = [one for one in _COLUMNS if (one[0], curves.names[0]) in found]
    ranked = sorted(curves.names, key=lambda name: -found["path_length", name])
    lines = ["", f"{'':22}" + "".join(f"{title:>13}" for _, title in columns)]
    for name in ranked[:_SHOWN]:
        cells = (found.get((measure, name), nan) for measure, _ in columns)
        lines.append(f"{name:22}" + "".join(f"{_number(cell):>13}" for cell in cells))
    if len(ranked) > _SHOWN:
        lines.append(f"and {len(ranked) - _SHOWN} that move less")
    regions = [
        one
        for one in readings
        if one.signal not in curves.names
        and one.measure != "asymmetry_of_pair"
        and not isnan(one.value)
    ]
    lines += ["", *(f"{one.measure} of {one.signal}: {one.value:.3g}" for one in regions)]
    return lines


def _number(value: float) -> str:
    return "" if isnan(value) else f"{value:.3g}"
