"""The head in speech, and beside it a desk robot that sways with loudness, over the same sounds."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.prosody import SpeechProsody
from kinesics.behaviours.head import SpeechHead
from kinesics.rig.rig import Rig
from kinesics.rig.sight import sight_of
from kinesics.signals import Speech, SpeechEnd
from kinesics_app.life_measures.desk_sway import desk_sway
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.hum import RATE_HZ, hum
from kinesics_app.life_measures.lived import Lived, Played
from kinesics_app.life_measures.spectrum import slow_share

__all__ = ["head_in_speech"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

ONE, OTHER = "-*--*-,--*-*--.-*-,*--*-", "*---*-,-*---*-.--*,-*--*"
"""As many syllables and pauses, and other stresses: equally loud, tick by tick."""

_HOP = RATE_HZ // 100
_LOUDER = 10.0 ** (12.0 / 20.0)
_UNTIL_S = 1.0
_SEEN = 0.1  # of the motion of the first second
_NOTHING = "none: for comparison"
_DESK = "the desk robot's sway"


def head_in_speech(lived: Lived) -> Sequence[Figure]:
    """Spectrum as played; words, loudness and onset at the channel."""
    sounds = hum(ONE).samples, hum(OTHER).samples
    ours = [_ours(lived.rig, sound) for sound in sounds]
    desk = [desk_sway(sound, RATE_HZ) for sound in sounds]
    return [
        *_spectrum(lived.played, desk[0]),
        _words("head in speech", ours, gate=True),
        _words(_DESK, desk, gate=False),
        *_louder(lived.rig, sounds[0], ours[0]),
        _onset("head in speech", ours[0], sounds[0], _early_s(lived.rig)),
        _onset(_DESK, desk[0], sounds[0], 0.0),
    ]


def _ours(rig: Rig, sound: F32) -> F64:
    """(T, 3) pitch, yaw, roll at 100 Hz, from the first row to the last."""
    head, prosody = SpeechHead(neck=sight_of(rig).head_pitch), SpeechProsody()
    heard: list[Speech | SpeechEnd] = [
        Speech(first * 1_000_000_000 // RATE_HZ, first, RATE_HZ, sound[first : first + _HOP])
        for first in range(0, len(sound), _HOP)
    ]
    heard.append(SpeechEnd(len(sound) * 1_000_000_000 // RATE_HZ))
    told = [packet for one in heard for packet in (one, *prosody.feed(one))]
    tracks = [track for track in map(head.feed, told) if track is not None]
    return np.concatenate([track.values[:, :3] for track in tracks])


def _early_s(rig: Rig) -> float:
    """By how much the first row lies before the sound."""
    track = SpeechHead().feed(Speech(0, 0, RATE_HZ, np.zeros(_HOP, np.float32)))
    return 0.0 if track is None else 0.01 - track.t_ns * 1e-9


def _spectrum(played: Played, desk: F64) -> list[Figure]:
    seen = played.seen
    head = np.stack([seen.head_yaw, seen.head_pitch, seen.head_roll], axis=1)
    speaking = np.zeros(len(head), bool)
    for span in played.script.spans:
        if span.state == "speaking":
            speaking |= (played.t_ns >= span.begin_ns) & (played.t_ns < span.end_ns)
    shares = {
        "head, yaw, pitch and roll, all of it, as played": slow_share(head, seen.rate_hz),
        "head, the same while it speaks": slow_share(_joined(head, speaking), seen.rate_hz),
        _DESK: slow_share(desk, 100.0),
    }
    return [
        Figure(
            f"{name}: velocity power below 6 Hz",
            f"{100.0 * share:.1f} %",
            "mostly below 5 to 6 Hz",
            "simulation.md section 5",
            _NOTHING if name == _DESK else "> 95 %",
            share > 0.95 or name == _DESK,
            gate=name != _DESK,
        )
        for name, share in shares.items()
    ]


def _joined(angles: F64, rows: NDArray[np.bool_]) -> F64:
    """The motion in some of the rows, without the jumps between their spans."""
    steps = np.diff(angles, axis=0, prepend=angles[:1])
    steps[1:][~rows[:-1]] = 0.0
    return np.cumsum(steps[rows], axis=0)


def _words(name: str, motions: Sequence[F64], *, gate: bool) -> Figure:
    one, other = (np.diff(motion, axis=0).ravel() for motion in motions)
    alike = float(np.corrcoef(one, other)[0, 1])
    return Figure(
        f"{name}: two sentences, equally loud, of other stress, correlation of velocities",
        f"{alike:.2f}",
        "the head goes with stress and pitch",
        "Hadar 1983; Munhall 2004",
        "< 0.5" if gate else _NOTHING,
        alike < 0.5 or not gate,
        gate=gate,
    )


def _louder(rig: Rig, sound: F32, usual: F64) -> list[Figure]:
    """The same words, 12 dB louder."""
    louder = _ours(rig, np.asarray(_LOUDER * sound, np.float32))
    grown = float(np.abs(louder).mean() / np.abs(usual).mean())
    low, high = (np.abs(desk_sway(gain * sound, RATE_HZ)).mean() for gain in (1.0, _LOUDER))
    late_ms = 10.0 * abs(_lag(usual[:, 0], louder[:, 0]))
    return [
        Figure(
            "head in speech: the same words 12 dB louder, later by, larger by",
            f"{late_ms:.0f} ms, {100.0 * (grown - 1.0):.0f} %",
            "timing is that of stress",
            "ours",
            "0 ms, < 10 %",
            late_ms == 0.0 and abs(grown - 1.0) < 0.1,
            gate=True,
        ),
        Figure(
            f"{_DESK}: the same",
            f"0 ms, {100.0 * (high / low - 1.0):.0f} %",
            "",
            "landscape.md section 0",
            _NOTHING,
            passed=True,
        ),
    ]


def _lag(one: F64, other: F64) -> int:
    """Hops by which the other comes later."""
    a, b = one - one.mean(), other - other.mean()
    return int(np.argmax(np.correlate(b, a, "full")) - (len(a) - 1))


def _onset(name: str, motion: F64, sound: F32, early_s: float) -> Figure:
    """From the first sound until the head is seen to move, and is half as far as it will be."""
    begins_s = float(np.argmax(np.abs(sound) > 1e-3)) / RATE_HZ
    rows = round((begins_s + early_s + _UNTIL_S) * 100)
    way = np.linalg.norm(motion[:rows] - motion[0], axis=1)
    seen_ms, half_ms = (
        1e3 * (float(np.argmax(way > share * way.max())) / 100.0 - early_s - begins_s)
        for share in (_SEEN, 0.5)
    )
    ours = name != _DESK
    return Figure(
        f"{name}: from the first sound to a tenth and half of its first second's way",
        f"{seen_ms:.0f} and {half_ms:.0f} ms",
        "wide shifts as speech begins" if ours else "28 ms of its algorithm to a half",
        "Hadar 1984" if ours else "landscape.md section 0",
        "a tenth within 150 ms" if ours else _NOTHING,
        seen_ms <= 150.0 or not ours,
    )
