"""Azure's viseme events: `VisemeId` 0..21 and `AudioOffset` in ticks of 100 ns, as JSON.

An array of objects or one object a line, under the names of any of its SDKs.
"""

from typing import Any

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import field, number, parsed, records
from kinesics.errors import AudioError

__all__ = ["cues", "recognises"]

_OFFSET = ("AudioOffset", "audioOffset", "audio_offset", "privAudioOffset")
_VISEME = ("VisemeId", "visemeId", "viseme_id", "privVisemeId")
_TICKS_PER_S = 1e7


def recognises(text: str) -> bool:
    """Whether every object has an offset and a viseme id."""
    events = _events(text)
    return bool(events) and all(
        field(event, *_OFFSET) is not None and field(event, *_VISEME) is not None
        for event in events
    )


def cues(text: str) -> Cues:
    """A viseme lasts until the next."""
    events = enumerate(_events(text), 1)
    return Cues("azure", tuple(_cue(event, f"entry {n}") for n, event in events))


def _cue(event: dict[str, Any], where: str) -> Cue:
    ticks, viseme = number(field(event, *_OFFSET), "offset", where), field(event, *_VISEME)
    if ticks < 0.0:
        raise AudioError(f"{where}: offset is {ticks:g}; wanted ticks of 100 ns, from 0 on")
    if isinstance(viseme, bool) or not isinstance(viseme, int):
        raise AudioError(f"{where}: viseme id is {viseme!r}; wanted a whole number, 0..21")
    return Cue(ticks / _TICKS_PER_S, None, str(viseme), where)


def _events(text: str) -> list[dict[str, Any]]:
    return records(parsed(text))
