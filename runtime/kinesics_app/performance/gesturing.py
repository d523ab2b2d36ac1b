"""`play_gesture`: a gesture shown by itself, on the twin, with the report of a performance."""

import time
import wave
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip, is_clip, load_clip
from kinesics.gesture.enact import Enactor, Manner
from kinesics.gesture.gesture import Gesture
from kinesics.gesture.read import by_concept, called, library, shipped
from kinesics.gesture.score import NAMES, Score
from kinesics.motion.channels import columns
from kinesics.motion.mixer import Layer
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.rig.clearance import Clearance
from kinesics.rig.guard import Guard
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics.signals import Point, Speech
from kinesics_app.performance.out_folder import out_folder
from kinesics_app.performance.perform import Request, perform
from kinesics_app.performance.results import check_folder, write_results, write_timing

__all__ = ["Played", "Wanted", "described", "play_gesture"]

Wanted = tuple[float, str, Point | None]
"""Size, 0..1, side and target, as `Manner.asked` has them."""

_RATE_HZ = 100.0
_SILENCE_HZ = 16_000
_AFTER_S = 0.4
_COVERED_S = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What `perform` tells of it."""

    summary: Mapping[str, Any]
    timing: Mapping[str, Any]
    cannot: tuple[str, ...]
    """What this robot did not show of it, a sentence each."""
    guard: Guard | None
    """What stood before the limiter, and how often it acted."""


class _Show:
    """Gives a whole motion when the silence begins to be heard."""

    name = "show"

    def __init__(self, score: Score, names: tuple[str, ...]) -> None:
        self._score, self._columns, self._given = score, columns(names), False

    def feed(self, packet: Packet) -> Track | None:
        """All rows at once, at the first sound."""
        if self._given or not isinstance(packet, Speech):
            return None
        self._given = True
        last_s = self._score.length_s + _COVERED_S  # at rest: no beat of the character's shows
        times = np.arange(0.0, last_s, 1.0 / _RATE_HZ)
        rows = self._score.at(times + float(self._score.times_s[0]))
        return Track(packet.t_ns, _RATE_HZ, self._columns, rows)


def play_gesture(name: str, robot: str, wanted: Wanted, folder: Path) -> Played:
    """Perform it in virtual time and write the results into `folder`.

    Raises:
        KinesicsError: no such gesture, file or robot, or a folder that cannot be written.
    """
    rig = load_rig(robot)
    score, names, cannot = _motion(rig, name, wanted)
    start_s = time.perf_counter()
    with TemporaryDirectory() as scratch:
        speech = Path(scratch) / f"{Path(name).stem}.wav"
        _write_silence(speech, score.length_s + _AFTER_S)
        check_folder(folder, speech)
        show = (Layer("show", "over", ramp_s=0.05, fade_s=0.3), _Show(score, names))
        with out_folder(folder):
            performance = perform(Request(speech, robot=robot), also=[show])
            summary = write_results(performance, folder)
            timing = write_timing(performance, folder, time.perf_counter() - start_s)
    wrong = (*cannot, *performance.troubles)
    return Played(summary, timing, wrong, performance.loop.body.guard)


def described(rig: Rig, name: str, wanted: Wanted) -> Iterator[str]:
    """Lines about what a robot makes of a gesture, or of imported motion."""
    if (clip := _clip(name)) is not None:
        recorded_s = float(clip.times_s[-1] - clip.times_s[0])
        yield f"{clip.name}: {clip.summary}; {len(clip.times_s)} rows, {recorded_s:.2f} s"
        yield f"on {rig.name}  {clip.score(rig).length_s:.2f} s with the ways from rest and back"
        yield from (f"left out  {note}" for note in clip.notes)
        return
    enactor = Enactor(rig)
    gesture = _gesture(name)
    phrase = enactor.phrase(gesture, Manner.asked(gesture, *wanted))
    score = enactor.whole(phrase)
    yield f"{gesture.name}: {gesture.summary}"
    yield f"class     {gesture.kind}; shows {', '.join(gesture.concepts) or 'nothing by itself'}"
    yield f"called by {', '.join(gesture.words) or 'no word'}"
    for phase, asked_s, made_s in zip(
        phrase.phases, phrase.times_s, score.times_s[1:], strict=False
    ):
        yield f"{phase:12} {made_s:5.2f} s   (authored {asked_s:.2f})"
    yield f"{'rest':12} {score.length_s:5.2f} s"
    if rig.skeleton is not None and rig.skeleton.hands:
        times = score.times_s[0] + np.arange(0.0, score.length_s, 0.02)
        clear = Clearance(rig).of(rig.poses(enactor.pace.rows(score.at(times))))
        yield f"nearest   {1e3 * float(clear.min(initial=np.inf)):.0f} mm between parts of the body"
    yield from (f"cannot    {sentence}" for sentence in phrase.cannot)


def _motion(rig: Rig, name: str, wanted: Wanted) -> tuple[Score, tuple[str, ...], tuple[str, ...]]:
    """The motion, its channels, and what the robot does not show of it."""
    if (clip := _clip(name)) is not None:
        missing = [channel for channel in clip.channels if not rig.shows(channel)]
        cannot = (f"{rig.name} shows nothing of {', '.join(missing)}",) if missing else ()
        return clip.score(rig), clip.channels, cannot
    enactor = Enactor(rig)
    gesture = _gesture(name)
    phrase = enactor.phrase(gesture, Manner.asked(gesture, *wanted))
    if not np.abs(phrase.values).max(initial=0.0):
        raise GestureError(f"{rig.name} shows nothing of {name!r}: {'; '.join(phrase.cannot)}")
    return enactor.whole(phrase), NAMES, phrase.cannot


def _clip(name: str) -> Clip | None:
    path = Path(name)
    return load_clip(path) if name.endswith(".toml") and is_clip(path) else None


def _gesture(name: str) -> Gesture:
    is_known = name in by_concept() or name in library()
    if not is_known and Path(name).is_file() and not name.endswith(".toml"):
        raise GestureError(
            f"{name}: no file of a gesture; wanted a .toml, as `kinesics gesture import` writes it"
        )
    return called(name) if name in by_concept() else shipped(name)


def _write_silence(path: Path, length_s: float) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_SILENCE_HZ)
        file.writeframes(bytes(2 * round(length_s * _SILENCE_HZ)))
