"""`report.html`: one file that plays the sound beside the robot as it moved. Needs no network.

The robot is drawn from the measured joints by its `view`, a table of its rig; `docs/view.md` names
every role. The page's own sources are in `page/`.
"""

import base64
import html
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.motion.channels import CHANNELS, Channel
from kinesics.record.files import save, wav_bytes
from kinesics.record.lip_text import lip_lines
from kinesics.record.summary_text import spoken
from kinesics.record.take import F32, F64, Take, resampled
from kinesics.record.told_text import told_lines
from kinesics.record.view import checked_view

__all__ = ["report_html", "write_report"]

_PAGE = Path(__file__).with_name("page")
_SCRIPTS = ("space", "face", "body", "curves", "player", "board", "page")
_CHANNELS = {channel.name: channel for channel in CHANNELS}
_MOST_AUDIO_HZ = 24_000
_UNKNOWN = -32768
_STEPS = 32767.0


def write_report(
    take: Take, summary: Mapping[str, Any], view: Mapping[str, Any], path: Path
) -> None:
    """Write the page for `take` to `path`; an empty `view` leaves the curves alone.

    Raises:
        RecordError: `view` names what the take does not have; the file cannot be written.
    """
    save(path, report_html(take, summary, view).encode())


def report_html(take: Take, summary: Mapping[str, Any], view: Mapping[str, Any]) -> str:
    """The page's text: the same for the same take.

    Raises:
        RecordError: `view` names what the take does not have.
    """
    robot = str(summary.get("robot", "robot"))
    document = _document(take, view) | {
        "summary": dict(summary),
        "what": _what(take, summary),
        "told": [*told_lines(summary), *lip_lines(summary)],
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    parts = {
        "title": html.escape(f"kinesics · {robot}"),
        "style": _source("page.css"),
        "script": "\n".join(_source(f"{name}.js") for name in _SCRIPTS),
        "take": text.replace("<", "\\u003c"),
    }
    page = _source("page.html")
    for name, part in parts.items():
        page = page.replace("{{" + name + "}}", part)
    return page


def _source(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")


def _what(take: Take, summary: Mapping[str, Any]) -> str:
    """One line under the name: what was performed, on what, by what."""
    known = summary.get("model", {})
    model = " · ".join(str(known[key]) for key in ("name", "version", "backend") if key in known)
    robot = summary.get("robot", "robot")
    return f"{spoken(take.audio_s, take.performed_s)} on {robot}" + (f" · {model}" if model else "")


def _document(take: Take, view: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the page knows of the take, ready for JSON."""
    columns = _even(take)
    curves, scales = _packed(columns)
    speech, rate_hz = _light(take.speech, take.speech_rate_hz)
    limits = take.limits
    return {
        "t0_s": float(take.t_s[0]) if len(take.t_ns) else 0.0,
        "rate_hz": take.rate_hz,
        "rows": len(columns),
        "channels": [_channel(name) for name in take.channel_names],
        "joints": [
            {"name": name, "unit": unit, "low": float(low), "high": float(high)}
            for name, unit, low, high in zip(
                take.joint_names,
                take.joint_units,
                limits.position_min,
                limits.position_max,
                strict=True,
            )
        ],
        "scales": scales,
        "curves": base64.b64encode(curves).decode(),
        "audio": base64.b64encode(wav_bytes(speech, rate_hz)).decode(),
        "audio_rate_hz": rate_hz,
        "view": checked_view(view, take.joint_names, take.channel_names),
    }


def _channel(name: str) -> dict[str, Any]:
    one = _CHANNELS.get(name, Channel(name, "", "1", 0.0, 1.0))
    return {"name": one.name, "unit": one.unit, "low": one.low, "high": one.high}


def _even(take: Take) -> F64:
    """(R, K) channels, asked, played, measured, on an even grid of the take's rate."""
    values = np.concatenate((take.channels, take.asked, take.played, take.measured), axis=1)
    period_ns = round(1e9 / take.rate_hz)
    if len(take.t_ns) < 2 or (np.diff(take.t_ns) == period_ns).all():
        return values
    grid_ns = np.arange(take.t_ns[0], take.t_ns[-1] + 1, period_ns, dtype=np.int64)
    return resampled(take.t_ns, values, grid_ns)


def _packed(columns: F64) -> tuple[bytes, list[tuple[float, float]]]:
    """Columns (R, K) as deflated int16 differences along time, and (offset, step) of each."""
    known = np.isfinite(columns)
    low = np.where(known, columns, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, columns, -np.inf).max(axis=0, initial=-np.inf)
    never = low > high
    low, high = np.where(never, 0.0, low), np.where(never, 0.0, high)
    offset, step = (low + high) / 2, np.maximum((high - low) / 2, 1e-9) / _STEPS
    numbers = np.where(known, np.rint((columns - offset) / step), _UNKNOWN).astype(np.int64)
    steps = np.diff(numbers, axis=0, prepend=0).T.astype("<i2")  # (K, R), wrapping
    scales = [(float(f"{o:.9g}"), float(f"{s:.9g}")) for o, s in zip(offset, step, strict=True)]
    return zlib.compress(steps.tobytes(), 6), scales


def _light(speech: F32, rate_hz: int) -> tuple[F32, int]:
    """The speech at a rate that keeps the page small: every n-th sample of a moving average."""
    factor = -(-rate_hz // _MOST_AUDIO_HZ)
    if factor == 1:
        return speech, rate_hz
    taps = np.arange(-8 * factor, 8 * factor + 1)
    kernel = np.sinc(taps / factor) * np.hanning(len(taps))
    smooth = np.convolve(speech, kernel / kernel.sum(), mode="same")[::factor]
    return smooth.astype(np.float32), round(rate_hz / factor)
