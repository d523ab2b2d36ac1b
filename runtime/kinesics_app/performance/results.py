"""Writing what a performance left behind: one folder, the same bytes for the same run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.errors import RecordError
from kinesics.inference.lookahead_scores import lookahead_scores
from kinesics.motion import channels
from kinesics.motion.limits import KINDS, SIDES
from kinesics.record.csv_file import write_csv
from kinesics.record.files import save, save_json, wav_bytes
from kinesics.record.mcap_file import write_mcap
from kinesics.record.report import write_report
from kinesics.record.summary import Facts, summarise
from kinesics.rig.rig import Rig
from kinesics_app.performance.perform import Performance

__all__ = ["FILES", "check_folder", "mouth_joints", "summary_of", "write_results", "write_timing"]

FILES = (
    "channels.csv",
    "joints.csv",
    "motion.mcap",
    "report.html",
    "speech.wav",
    "summary.json",
    "timing.json",
)


def summary_of(performance: Performance) -> dict[str, Any]:
    """The document `summary.json`."""
    counters = performance.device.counters
    request, delays, lips = performance.request, performance.delays, performance.rig.lips
    facts = Facts(
        robot=performance.rig.name,
        seed=request.seed,
        shadow=request.shadow,
        ticks=len(performance.loop.rows),
        delays={
            "lookahead_ms": delays.lookahead_ms,
            "compute_ms": delays.compute_ms,
            "lead_ms": delays.lead_ms,
            "lag_ms": delays.lag_ms,
        },
        sent=counters.get("rows_sent", 0),
        played=counters["rows_played"],
        late=counters["rows_late"],
        underruns=counters["underruns"],
        crc_errors=counters["crc_errors"] + counters["host_crc_errors"],
        link={**counters, **performance.device.link_health},
        clamps=_clamps(performance),
        feeling=performance.asked.feeling,
        plan=performance.asked.plan,
        dials=request.dials,
        loudness=request.loudness,
        affect=request.hinted,
        told=performance.told,
        model=_model(performance),
        accuracy=lookahead_scores(
            performance.character.model, performance.character.backend, request.lookahead_ms
        ),
        mouth=[] if request.shadow else _measured_mouth(performance),
        shapes=None if request.shadow else performance.told.lip_shapes,
        lips=None if request.shadow or lips is None else lips.gap,
    )
    return summarise(performance.take, facts)


def _model(performance: Performance) -> dict[str, str]:
    character = performance.character
    file = character.model.file(character.backend)
    return {
        "name": character.model.name,
        "version": character.model.version,
        "backend": character.backend,
        "sha256": file.sha256,
    }


def _measured_mouth(performance: Performance) -> list[str]:
    """Joints of the mouth whose position somebody measured."""
    take = performance.take
    unknown = np.isnan(take.trace_measured).sum(axis=0)
    return [name for name in mouth_joints(performance.rig) if not unknown[take.joint(name)]]


def mouth_joints(rig: Rig) -> list[str]:
    """Joints that some channel of the mouth moves."""
    mouth = {channel.name for channel in channels.CHANNELS if channel.region == "mouth"}
    return [
        joint.name for joint in rig.joints if any(drive.channel in mouth for drive in joint.drives)
    ]


def _clamps(performance: Performance) -> dict[tuple[str, str, str, str], int]:
    host = performance.loop.body.limiter.clamps  # (3, 2, J)
    clamps = {
        (name, kind, side, "host"): int(host[row, end, column])
        for row, kind in enumerate(KINDS)
        for end, side in enumerate(SIDES)
        for column, name in enumerate(performance.rig.names)
    }
    for (name, kind, side), count in performance.device.clamps.items():
        clamps[name, kind, side, "firmware"] = count
    return clamps


def check_folder(folder: Path, speech: Path) -> None:
    """RecordError when a result in `folder` would replace the speech itself."""
    for name in FILES:
        if (folder / name).exists() and speech.exists() and (folder / name).samefile(speech):
            raise RecordError(
                f"{name} in {folder} is the speech itself and would be overwritten; "
                "wanted another folder (--out)"
            )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordError(f"cannot make {folder}: {error.strerror}; wanted a folder") from error


def write_results(performance: Performance, folder: Path) -> dict[str, Any]:
    """Write the recording, tables, sound, summary and report; returns the summary.

    Raises:
        RecordError: a file cannot be written.
    """
    take, summary = performance.take, summary_of(performance)
    with _staged(folder) as stage:
        write_csv(take, stage)
        write_mcap(take, stage / "motion.mcap")
        save(stage / "speech.wav", wav_bytes(take.speech, take.speech_rate_hz))
        save_json(stage / "summary.json", summary)
        write_report(take, summary, performance.rig.view, stage / "report.html")
    return summary


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A folder whose files move to `folder` once all are written: never old beside new."""
    _make(folder)
    stage = folder / ".unfinished"
    try:
        _make(stage)
        yield stage
        for file in sorted(stage.iterdir()):
            _move(file, folder / file.name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except OSError as error:
        raise RecordError(f"cannot write {target}: {error.strerror}; wanted a file") from error


def write_timing(performance: Performance, folder: Path, wall_s: float) -> dict[str, Any]:
    """Write `timing.json`, all that depends on this machine's clock; returns it."""
    performed_s = max(performance.take.performed_s, 1e-3)
    timing = {
        "wall_s": round(wall_s, 3),
        "rtf": round(wall_s / performed_s, 4),
        "deadline_misses": performance.missed,
        "sound": performance.sound,
        "stages": performance.stages.summary(),
    }
    save_json(folder / "timing.json", timing)
    return timing
