"""The summary as a table for a terminal: plain text, at most 100 columns."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from kinesics.counted import counted
from kinesics.record.lip_text import lip_lines
from kinesics.record.summary import DELAYS, LIMIT_KINDS
from kinesics.record.told_text import told_lines

__all__ = ["render_summary", "spoken"]

_WIDTH = 22
_WIDEST = 100


def render_summary(
    summary: Mapping[str, Any], timing: Mapping[str, Any] | None = None, sound: str = "speech"
) -> str:
    """Lines for a person, from `summarise()` and, where there is one, `timing.json`.

    `timing` holds `wall_s`, `rtf`, `deadline_misses` and `stages`: name to `p50_us`, `p99_us`.
    `sound` is what was played.
    """
    told = _watched(summary) if summary["shadow"] else (*_counts(summary), *_played(summary))
    lines = [
        *_head(summary, sound),
        *told,
        *_errors(summary),
        *_closures(summary),
        *_timing(timing or {}),
    ]
    return "\n".join(line.rstrip() for line in lines)


def _line(label: str, *cells: str) -> str:
    return f"{label:<{_WIDTH}}" + "".join(f"{cell:>13}" for cell in cells)


def _head(summary: Mapping[str, Any], sound: str) -> Iterator[str]:
    delays = summary["delays"]
    yield f"{'performance':<{_WIDTH}}{_model(summary, sound)}"
    parts = " + ".join(f"{name.removesuffix('_ms')} {delays[name]:g}" for name in DELAYS)
    yield f"{'delay':<{_WIDTH}}{delays['presentation_delay_ms']:g} ms = {parts}"
    for label, text in told_lines(summary):
        yield from _told(label, text)


def _told(label: str, text: str) -> list[str]:
    """A label and its text, wrapped beside it."""
    return wrap(
        f"{label:<{_WIDTH}}{text}",
        _WIDEST,
        subsequent_indent=" " * _WIDTH,
        break_on_hyphens=False,
    )


def _watched(summary: Mapping[str, Any]) -> Iterator[str]:
    """Of a shadow, which sends nothing: nothing is played, and nothing follows."""
    rate = f"where the robot was, at {summary['as_played']['rate_hz']:.0f} Hz"
    yield f"{'watched':<{_WIDTH}}{rate}; {counted(summary['crc_errors'], 'CRC error')}"
    yield f"{'limits would act':<{_WIDTH}}{_clamps(summary['clamps'])}"


def _counts(summary: Mapping[str, Any]) -> Iterator[str]:
    setpoints = summary["setpoints"]
    counts = ", ".join(f"{count} {name}" for name, count in setpoints.items())
    yield (
        f"{'setpoints':<{_WIDTH}}{counts}; {counted(summary['underruns'], 'underrun')}, "
        + counted(summary["crc_errors"], "CRC error")
    )
    yield f"{'limits acted':<{_WIDTH}}{_clamps(summary['clamps'])}"


def _model(summary: Mapping[str, Any], sound: str) -> str:
    model = summary["model"]
    names = " ".join(model[key] for key in ("name", "version", "backend") if key in model)
    names = names or "no network"
    speech = spoken(summary["audio_s"], summary["performed_s"], sound)
    return f"{speech} on {summary['robot']}, {summary['ticks']} ticks; {names}"


def spoken(audio_s: float, performed_s: float, sound: str = "speech") -> str:
    """How much speech: `9.2 s of speech`, or `3.1 of 9.2 s of speech` where it was cut short."""
    part = "" if performed_s == audio_s else f"{performed_s:.1f} of "
    return f"{part}{audio_s:.1f} s of {sound}"


def _clamps(clamps: list[Mapping[str, Any]]) -> str:
    if not clamps:
        return "never"
    acted: dict[str, int] = {}
    for clamp in clamps:  # both sides and both limiters together
        name = f"{clamp['joint']} {clamp['kind']}"
        acted[name] = acted.get(name, 0) + clamp["count"]
    most = sorted(acted.items(), key=lambda one: -one[1])
    limiters = {
        limiter: sum(clamp["count"] for clamp in clamps if clamp["limiter"] == limiter)
        for limiter in ("host", "firmware")
    }
    total = ", ".join(f"{limiter} {count}" for limiter, count in limiters.items())
    named = [f"{name} {count}" for name, count in most]
    text = f"{total}: "
    while named and len(text) + len(named[0]) < 94 - _WIDTH:
        text += named.pop(0) + ", "
    return text + "..." if named else text.removesuffix(", ")


def _played(summary: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield _line("as played", "of the limit")
    for kind in LIMIT_KINDS:
        largest = summary["as_played"]["largest"][kind]
        share = "-" if largest["share"] is None else f"{largest['share']:.1%}"
        yield _line(kind, share) + f"  {largest['joint'] or '-'}"


def _errors(summary: Mapping[str, Any]) -> Iterator[str]:
    joints = summary["actuation_error"]["joints"]
    if not joints:
        return
    yield ""
    yield _line("error [ms]", "p50", "p95", "bias", "strokes", "missed")
    for name, error in joints.items():
        figures = (error[key] for key in ("p50_ms", "p95_ms", "bias_ms"))
        cells = ["-" if figure is None else f"{figure:.1f}" for figure in figures]
        yield _line(name, *cells, str(error["strokes"]), str(error["missed"]))


def _closures(summary: Mapping[str, Any]) -> Iterator[str]:
    lines = list(lip_lines(summary))
    if lines:
        yield ""
    for label, text in lines:
        yield from _told(label, text)


def _timing(timing: Mapping[str, Any]) -> Iterator[str]:
    if not timing:
        return
    yield ""
    misses = counted(timing["deadline_misses"], "missed deadline")
    speed = f"{timing['wall_s']:.2f} s, real-time factor {timing['rtf']:.3f}, {misses}"
    yield f"{'this machine':<{_WIDTH}}{speed}"
    if timing.get("stages"):
        yield _line("cost [us]", "p50", "p99")
        for name, cost in timing["stages"].items():
            yield _line(name, f"{cost['p50_us']:.0f}", f"{cost['p99_us']:.0f}")
