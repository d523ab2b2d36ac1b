"""`readings_csv` and `readings_html`: what was measured, for a spreadsheet and for a browser."""

import html
from collections.abc import Sequence
from math import isnan

from kinesics.measures.reading import Reading

__all__ = ["readings_csv", "readings_html"]

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color-scheme: light dark; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .15rem .8rem; border-bottom: 1px solid #8884; }
th:first-child { text-align: left; font-weight: 400; }
.scroll { overflow-x: auto; margin-bottom: 2rem; }
"""


def readings_csv(readings: Sequence[Reading]) -> bytes:
    """One line a reading: measure, signal, value, unit; a value that nobody knows is empty."""
    lines = ["measure,signal,value,unit"]
    for one in readings:
        value = "" if isnan(one.value) else f"{one.value:.9g}"
        lines.append(f"{one.measure},{one.signal},{value},{one.unit}")
    return ("\n".join(lines) + "\n").encode()


def readings_html(title: str, readings: Sequence[Reading]) -> bytes:
    """One page that needs no network: signals down, measures across, those of all in the end."""
    measures = list(dict.fromkeys((one.measure, one.unit) for one in readings))
    values = {(one.measure, one.signal): one.value for one in readings}
    groups: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for measure in measures:
        signals = tuple(one.signal for one in readings if one.measure == measure[0])
        groups.setdefault(signals, []).append(measure)
    tables = "".join(_table(signals, group, values) for signals, group in groups.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{html.escape(title)}</h1><p>u is the unit of the signal itself.</p>"
        f"{tables}</body></html>"
    ).encode()


def _table(
    signals: tuple[str, ...],
    measures: list[tuple[str, str]],
    values: dict[tuple[str, str], float],
) -> str:
    head = "".join(
        f"<th scope=col>{name.replace('_', ' ')} [{unit}]</th>" for name, unit in measures
    )
    rows = "".join(
        f"<tr><th scope=row>{html.escape(signal)}</th>"
        + "".join(f"<td>{_number(values[name, signal])}</td>" for name, _ in measures)
        + "</tr>"
        for signal in signals
    )
    table = f"<thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody>"
    return f"<div class=scroll><table>{table}</table></div>"


def _number(value: float) -> str:
    return "" if isnan(value) else f"{value:.3g}"
