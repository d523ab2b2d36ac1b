"""Eyes and head together, as played: who leads, who steadies, and how fast heads move."""

from collections.abc import Sequence
from itertools import pairwise
from math import degrees, radians

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.gaze_split import head_delay_s
from kinesics.behaviours.saccade import duration_s
from kinesics.motion.direction import angle_between
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import Sight, sight_of
from kinesics.signals import GazeShift, Point
from kinesics_app.life_measures.directions import speed_deg_s
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.lived import Lived, Played

__all__ = ["eyes_and_head"]

F64 = NDArray[np.float64]

_HEAD_MOVES_DEG_S = 5.0
_EYE_JUMPS_DEG_S = 30.0
_LEADS = 0.8
_JOINS_RAD = radians(10.0)  # from there on something is published
_SHIFT, _BUSY = 260, 20  # rows of 1 ms, in which head and eyes set off; in which neither may yet
_SETTLED_S = 0.12  # after a saccade is over at the channel, until the servo is there
_EVERY = 20


def eyes_and_head(lived: Lived) -> Sequence[Figure]:
    """Fixation while the head moves, the lead of the eyes, the spectrum of the head."""
    if not sight_of(lived.rig).has_eyes:
        return []
    return [_fixation(lived), _lead(lived), _spectrum(lived)]


def _fixation(lived: Lived) -> Figure:
    """Angle between gaze and what is fixated, while the head turns and no saccade is made."""
    played, sight = lived.played, sight_of(lived.rig)
    seen = played.seen
    head = speed_deg_s(seen.head_yaw, seen.head_pitch, seen.rate_hz) > _HEAD_MOVES_DEG_S
    errors = []
    for shift, until_ns in _fixations(played):
        begin_ns = shift.t_ns + round((duration_s(shift.size_rad) + _SETTLED_S) * 1e9)
        first, last = np.searchsorted(played.t_ns, (begin_ns, until_ns)).tolist()
        rows = (row for row in range(first, min(last, len(head)), _EVERY) if head[row])
        errors += [degrees(_error(played, sight, shift, row)) for row in rows]
    if not errors:
        return Figure(
            "fixation while the head moves", "the head never moved", "", "", "", passed=False
        )
    worst = float(np.percentile(errors, 95.0))
    return Figure(
        "fixation error while the head moves, 95 %, as played",
        f"{worst:.2f} deg (rms {float(np.sqrt(np.mean(np.square(errors)))):.2f})",
        "the reflex's gain is near 1",
        "simulation.md section 5",
        "< 3 deg",
        worst < 3.0,
        gate=True,
    )


def _fixations(played: Played) -> list[tuple[GazeShift, int]]:
    """Shifts that end within the eyes' reach of the head's, and when the next one begins."""
    pairs = pairwise(played.shifts)
    return [(one, after.t_ns) for one, after in pairs if after.t_ns < played.t_ns[-1]]


def _error(played: Played, sight: Sight, shift: GazeShift, row: int) -> float:
    seen = played.seen
    place: Point = (
        played.script.partner_m(int(played.t_ns[row])) if isinstance(shift.at, str) else shift.at
    )
    head = (float(seen.head_yaw[row]), float(seen.head_pitch[row]))
    yaw, pitch, _ = direction_to(sight, place, float(seen.torso_yaw[row]), head)
    wanted = (yaw + shift.aside_rad[0], pitch + shift.aside_rad[1])
    return angle_between((float(seen.gaze_yaw[row]), float(seen.gaze_pitch[row])), wanted)


def _lead(lived: Lived) -> Figure:
    """From the eyes' onset to the head's, in shifts in which the head joins.

    In smaller ones than 10 degrees it does not, and is only seen to move with what is said.
    """
    played = lived.played
    seen = played.seen
    level = np.zeros_like(seen.eye_yaw)  # accents bow the head: what turns it is the gaze
    eye = speed_deg_s(seen.eye_yaw, level, seen.rate_hz) > _EYE_JUMPS_DEG_S
    head = np.degrees(np.diff(seen.head_yaw)) * seen.rate_hz
    found = []
    for shift, _ in _fixations(played):
        row = int(np.searchsorted(played.t_ns, shift.t_ns))
        if shift.size_rad < _JOINS_RAD:
            continue
        if abs(turned := _turns(seen.head_yaw, row)) > _HEAD_MOVES_DEG_S:
            found.append(_lead_ms(eye, np.sign(turned) * head, row))
    leads_ms = [one for one in found if one is not None]
    if not leads_ms:
        return Figure("eyes lead the head", "no shift with the head", "", "", "", passed=False)
    middle = float(np.median(leads_ms))
    inside = float(np.mean([50.0 <= one <= 140.0 for one in leads_ms]))
    return Figure(
        "eyes lead the head by, as played",
        f"{middle:.0f} ms ({100.0 * inside:.0f} % of {len(leads_ms)} within)",
        f"{1e3 * head_delay_s(0.17):.0f} ms at 10 deg, {1e3 * head_delay_s(0.7):.0f} at 40",
        "J. Otolaryngology of Japan 24",
        f"50 to 140 ms, {100.0 * _LEADS:.0f} % of them",
        50.0 <= middle <= 140.0 and inside >= _LEADS,
        gate=True,
    )


def _lead_ms(eye: NDArray[np.bool_], head_deg_s: F64, row: int) -> float | None:
    """The head's onset after the eyes' [ms]; None: either is on its way already, or none is seen.

    `head_deg_s`: towards where it goes. It sways and turns aside with accents all the time, so its
    onset is where it is faster than before the shift, and not where it is fast.
    """
    eyes, faster = eye[row : row + _SHIFT], head_deg_s[row : row + _SHIFT] - head_deg_s[row]
    sets_off = faster > _HEAD_MOVES_DEG_S
    if eyes[0] or sets_off[:_BUSY].any() or not (eyes.any() and sets_off.any()):
        return None
    return float(np.argmax(sets_off) - np.argmax(eyes))


def _turns(yaw: F64, row: int) -> float:
    """How far the head goes in the 0.6 s after a shift [deg], to the left."""
    after = min(row + 600, len(yaw) - 1)
    return degrees(float(yaw[after] - yaw[row]))


def _spectrum(lived: Lived) -> Figure:
    """Power of the head's velocity as played, of turning and bowing, accents and all."""
    seen = lived.played.seen
    parts = [_slow(angle, seen.rate_hz) for angle in (seen.head_yaw, seen.head_pitch)]
    slow, power = (sum(part[n] for part in parts) for n in range(2))
    turning = 100.0 * parts[0][0] / parts[0][1]
    return Figure(
        "velocity power of the head below 6 Hz, as played",
        f"{100.0 * slow / power:.1f} % (turning alone {turning:.1f})",
        "mostly below 5 to 6 Hz",
        "simulation.md section 5",
        "> 95 %",
        slow > 0.95 * power,
        gate=True,
    )


def _slow(angle: F64, rate_hz: float) -> tuple[float, float]:
    """Power of a velocity below 6 Hz, and all of it."""
    velocity = np.diff(angle) * rate_hz
    spectrum = np.abs(np.fft.rfft(velocity * np.hanning(len(velocity)))) ** 2
    hz = np.fft.rfftfreq(len(velocity), 1.0 / rate_hz)
    return float(spectrum[hz < 6.0].sum()), float(spectrum.sum())
