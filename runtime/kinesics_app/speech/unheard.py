"""`unheard`: a speech in which the robot heard none, and why, as far as the file tells."""

from collections.abc import Iterator
from pathlib import Path

from kinesics.audio.speech_file import channels_cancel
from kinesics.motion.lips import OPEN, gap
from kinesics.record.moved import Shown

__all__ = ["unheard"]


def unheard(speech: Path, shown: Shown) -> Iterator[str]:
    """A sentence, if lips that follow the sound of `speech` were never asked to open.

    `shown` is what speech put into the mix, of the whole of it.
    """
    if gap(shown.values).max(initial=0.0) >= OPEN:
        return
    why = (
        "its channels cancel each other when they are averaged; wanted mono, or channels in phase"
        if channels_cancel(speech)
        else "wanted a voice, as loud as speech is recorded"
    )
    yield f"no speech was heard in {speech}, and the lips stayed closed: {why}"
