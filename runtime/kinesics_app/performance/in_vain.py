"""`in_vain`: what was asked of a performance and cannot have an effect, a sentence each."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from kinesics.affect.faces import face_of
from kinesics.affect.facs import channels_of
from kinesics.motion import channels
from kinesics.rig.rig import Rig
from kinesics.signals import Feeling
from kinesics_app.character.cue_source import CueSetting
from kinesics_app.character.dial_source import DialSetting
from kinesics_app.performance.asked import Asked
from kinesics_app.performance.request import Request

__all__ = ["in_vain", "in_vain_alive"]

_MOUTH = [one.name for one in channels.CHANNELS if one.region == "mouth"]
_FACE_DIALS = ("expression", "face", "emotion")


def in_vain(
    request: Request, asked: Asked, cues: Sequence[CueSetting], rig: Rig, length_s: float
) -> tuple[str, ...]:
    """Of a speech of `length_s`, on this robot."""
    return (
        *_hints(request),
        *_outside(asked, cues, length_s),
        *_silenced(asked),
        *_not_on(rig, request, asked),
    )


def _hints(request: Request) -> Iterator[str]:
    """A command wins over hints, and says so."""
    hints = [f"--affect {request.affect:g}"] if request.affect else []
    hints += ["--text"] if request.text else []
    if request.emotion is not None and hints:
        yield (
            f"{' and '.join(hints)} had no effect: --emotion is a command, and what voice and "
            "words hint at does not count beside it; leave one of them away"
        )
    elif request.text and request.affect == 0.0:
        yield "--text had no effect: with --affect 0 neither voice nor words count"
    if request.phones_format and request.phones is None:
        yield "--phones-format had no effect: there is no --phones FILE that it could be of"


def _outside(asked: Asked, cues: Sequence[CueSetting], length_s: float) -> Iterator[str]:
    """What begins after the speech."""
    ends = f"the speech ends at {length_s:.2f} s"
    for dial in asked.dials:
        if dial.span_s is not None and dial.span_s[0] >= length_s:
            yield f"--dial {_typed(dial)} had no effect: {ends}"
    for cue in cues:
        if cue.at_s >= length_s:
            yield f"--gesture {cue.concept}@{cue.at_s:g} had no effect: {ends}"
    for number, step in enumerate(asked.plan.steps if asked.plan else (), 1):
        if step.start_s >= length_s:
            yield (
                f"step {number} of the expression had no effect: it begins at {step.start_s:.2f} s "
                f"and {ends}"
            )


def _silenced(asked: Asked) -> Iterator[str]:
    """A face that is told to show something, and turned off."""
    told = [
        name
        for name, one in (("--emotion", asked.feeling), ("the expression", asked.plan))
        if one is not None
    ]
    off = [one for one in asked.dials if one.dial in _FACE_DIALS and not one.gain]
    whole = [one for one in off if one.span_s is None]
    if told and whole:
        yield f"{' and '.join(told)} had no effect: --dial {_typed(whole[0])} leaves nothing of it"


def in_vain_alive(feeling: Feeling | None, loudness: float, rig: Rig) -> tuple[str, ...]:
    """Of a life that begins in a mood, and speaks sooner or later, on this robot."""
    return (*_unseen_mood(feeling, rig), *_lipless(rig, {"--loudness": loudness}))


def _not_on(rig: Rig, request: Request, asked: Asked) -> Iterator[str]:
    """What this robot has nothing for."""
    if asked.plan is not None:
        actions = np.array([step.actions() for step in asked.plan.steps])  # (S, N)
        yield from _shows_nothing(rig, actions, "expression")
    yield from _unseen_mood(asked.feeling, rig)
    yield from _lipless(rig, {"--phones": request.phones, "--loudness": request.loudness})


def _unseen_mood(feeling: Feeling | None, rig: Rig) -> Iterator[str]:
    if feeling is not None and feeling.intensity > 0.0:
        yield from _shows_nothing(rig, face_of(feeling.mixture)[None], "emotion")


def _lipless(rig: Rig, options: Mapping[str, object]) -> Iterator[str]:
    if not any(map(rig.shows, _MOUTH)):
        for option, given in options.items():
            if given:
                yield f"{option} had no effect on the lips: {rig.name} has none"


def _shows_nothing(rig: Rig, actions: np.ndarray, what: str) -> Iterator[str]:
    wanted = [channels.NAMES[column] for column in np.flatnonzero(channels_of(actions).any(axis=0))]
    if wanted and not any(map(rig.shows, wanted)):
        yield f"{rig.name} shows nothing of this {what}, which wants {', '.join(wanted)}"


def _typed(dial: DialSetting) -> str:
    span = "" if dial.span_s is None else f"@{dial.span_s[0]:g}-{dial.span_s[1]:g}"
    return f"{dial.dial}={dial.gain:g}{span}"
