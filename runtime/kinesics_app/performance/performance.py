"""`Performance`: what performing a speech file left behind."""

from dataclasses import dataclass

from kinesics.record.take import Take
from kinesics.record.told import Told
from kinesics.rig.rig import Rig
from kinesics_app.character.character import Character
from kinesics_app.device.device import Device
from kinesics_app.performance.asked import Asked
from kinesics_app.performance.request import Request
from kinesics_app.tick.delays import Delays
from kinesics_app.tick.loop import Loop
from kinesics_app.tick.stages import Stages

__all__ = ["Performance"]


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """What a run left behind."""

    request: Request
    asked: Asked
    """What it was asked to show besides the speech."""
    take: Take
    rig: Rig
    character: Character
    delays: Delays
    loop: Loop
    told: Told
    """What it knew of its speech, heard in it, felt and turned."""
    device: Device
    stages: Stages
    missed: int
    """Ticks that began more than a tick late."""
    fell_behind: bool
    """Whether this host was so far behind that rows could not be played: `troubles` says so."""
    phones: str
    """What decides the lips."""
    sound: str
    """Where the sound was played, or why not."""
    realtime: str
    """What came of real time; empty: nobody asked for it."""
    audible: bool
    """Whether there was an output for it; that there is none was logged at the start."""
    interrupted: KeyboardInterrupt | None
    """What ended it early, if something did."""
    remarks: tuple[str, ...]
    """What was taken otherwise than typed, a sentence each."""
    troubles: tuple[str, ...]
    """What did not go as asked, a sentence each: a command without effect is never silent."""
