"""`measure_motion`: what `kinesics measure FILE` does."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path

from kinesics.audio.phone_times.read import load_phone_times
from kinesics.audio.speech_file import load_speech
from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.measures.heard import Heard
from kinesics.measures.lip_timing import TIMES
from kinesics.measures.mouth import mouth_of
from kinesics.measures.pairs import together
from kinesics.measures.reading import Reading
from kinesics.measures.suite import measured, timed
from kinesics.record.curves_file import read_curves
from kinesics.record.files import save
from kinesics.record.heard import heard_of
from kinesics.record.mcap_file import asked_leads
from kinesics.record.readings_file import readings_csv, readings_html
from kinesics.record.sounds import Sound, sounds_in
from kinesics_app.replay.whose_joints import rig_of_joints

__all__ = ["Measured", "measure_motion"]

_SHOWN = 12
_LEADING = ("sent", "played")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A recording, and how it is to be measured."""

    path: Path
    stream: str = "channels"
    signals: tuple[str, ...] = ()
    """Empty: all."""
    other: Path | None = None
    """Another recording of the same moments, or the same one."""
    other_stream: str | None = None
    """None: as `stream`."""
    reference_s: tuple[float, float] | None = None
    """From when to when it was at rest, by the clock of the recording."""
    sound: Path | None = None
    """What was heard; None: what the recording itself holds."""
    sound_at_s: float = 0.0
    """When its first sample was heard."""
    phones: tuple[Path, str | None] | None = None
    """What was said in it: a file of phone times, and its format if that is told."""
    robot: str | None = None
    """Whose joints they are; None: of whom the recording says."""


def measure_motion(asked: Measured, out: Path | None = None) -> str:
    """Measure a recording, write what was found into the folder `out`; a table for a person.

    Raises:
        KinesicsError: a file that cannot be read or written, or a signal that is not in it.
    """
    whole, unknown = read_curves(asked.path, asked.stream)
    other, beside = None, None
    if asked.other is not None:
        stream = asked.other_stream or asked.stream
        other, _ = read_curves(asked.other, stream)
        if asked.other == asked.path:
            whole, other = together(whole, other)
        beside = _mouth(asked, asked.other, other, stream)
    mouth = _mouth(asked, asked.path, whole, asked.stream)
    curves = whole.only(asked.signals) if asked.signals else whole
    reference = None if asked.reference_s is None else curves.rows(*asked.reference_s)
    readings = [
        *measured(curves, other, reference),
        *timed(curves, mouth, _heard(asked), beside),
    ]
    lines = [
        f"{asked.path}: {len(curves.names)} signals, {curves.length_s:.2f} s at {curves.rate_hz:g} "
        "Hz"
    ]
    if unknown and not asked.signals:
        lines.append(f"left out, with unknown values: {', '.join(unknown)}")
    lines += [*_table(curves, readings), *_mouth_lines(readings)]
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        save(out / "measures.csv", readings_csv(readings))
        save(out / "measures.html", readings_html(f"Measures of {asked.path.name}", readings))
        lines.append(f"{len(readings)} readings in {out}/measures.csv and measures.html")
    return "\n".join(lines)


def _mouth(asked: Measured, path: Path, curves: Curves, stream: str) -> Curves | None:
    rig = rig_of_joints(path, curves.names, asked.robot)
    leads = stream in _LEADING
    if stream == "asked" and path.suffix.lower() == ".mcap":
        leads = asked_leads(path)
    return mouth_of(curves, rig, leads=leads)


def _heard(asked: Measured) -> Heard:
    """What was heard in the recording, or beside it, and said."""
    sounds = _sounds(asked)
    if asked.phones is None:
        return heard_of(sounds, (), 0.0)
    path, kind = asked.phones
    first = sounds[0] if sounds else None
    length_s = None if first is None else first.end_s - first.begin_s
    reading = load_phone_times(path, length_s, kind)
    if reading.kind in ("words", "marks"):
        raise RecordError(
            f"{path}: tells of {reading.kind}; wanted phones, of which it is known when lips close"
        )
    return heard_of(sounds, reading.phones, asked.sound_at_s if first is None else first.begin_s)


def _sounds(asked: Measured) -> Sequence[Sound]:
    if asked.sound is not None:
        samples, rate_hz = load_speech(asked.sound)
        return [Sound(asked.sound_at_s, rate_hz, samples)]
    return sounds_in(asked.path) if asked.path.suffix.lower() == ".mcap" else ()


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
_TOLD = ("face", "head", "arms", "all")
"""Regions that are told of; the others are in the files."""


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
        and one.measure not in TIMES
        and (one.signal in _TOLD or one.measure == "asymmetry")
        and not isnan(one.value)
    ]
    return [*lines, "", *map(_line, regions)]


def _mouth_lines(readings: list[Reading]) -> list[str]:
    """When lips and jaw moved; a joint may have the name of one of them."""
    told = [one for one in readings if one.measure in TIMES and not isnan(one.value)]
    return ["", *map(_line, told)] if told else []


def _line(one: Reading) -> str:
    unit = "" if one.unit in ("1", "u") else f" {one.unit}"
    return f"{one.measure} of {one.signal}: {one.value:.3g}{unit}"


def _number(value: float) -> str:
    return "" if isnan(value) else f"{value:.3g}"
