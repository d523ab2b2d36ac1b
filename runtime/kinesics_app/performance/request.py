"""`Request`: what to perform, where and how."""

from dataclasses import dataclass
from pathlib import Path

from kinesics.inference.backend import AUTO
from kinesics_app.settings.gaze_by import GAZE, GazeBy
from kinesics_app.tick.realtime import ANY_CPU

__all__ = ["Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """What to perform, where and how; the defaults are the command line's."""

    speech: Path
    robot: str = "humanoid"
    lookahead_ms: int = 80
    lead_ms: float = 100.0
    device: str = "twin"
    """`twin`, or the name of a serial port."""
    live: bool = False
    """Paced by the clock, with sound if there is an output; a serial port always is."""
    av_trim_ms: float = 0.0
    """How much later sound is heard than its output says."""
    seed: int = 0
    backend: str = AUTO
    gaze: GazeBy = GAZE
    """Who decides where it looks and when it blinks."""
    phones: Path | None = None
    """When the synthesiser says what, in a format of `kinesics.audio.phone_times`."""
    phones_format: str | None = None
    """None: recognised by its content."""
    emotion: str | None = None
    """What is felt from the first tick on, as `happy:0.6+surprised:0.3`; None: nothing is."""
    express: str | None = None
    """What the face does from the first sound on, in words, over what is felt; None: nothing."""
    plan: Path | None = None
    """The same as a file that `kinesics express` wrote, perhaps edited."""
    loudness: float = 0.0
    """0..1: how much wider a raised voice opens the mouth."""
    affect: float | None = None
    """0..1: how much its own voice and words colour the face; None: 0.8 with `text`, else 0."""
    text: str | None = None
    """What the speech says, in English; None: what the words of `phones` say, if it has words."""
    dials: tuple[str, ...] = ()
    """Gains of what is shown, as `lips=0.7` or `face=1.3@2.1-2.8` (seconds of the speech)."""
    gestures: tuple[str, ...] = ()
    """Gestures and when their strokes fall, as `wave@0.5` or `point@1.2:0.8` (seconds of the
    speech, and size)."""
    gesture_folder: str = ""
    """Of somebody's own gestures and imported motion, beside what is shipped; empty: none."""
    gaze_model: str = ""
    gesture_model: str = ""
    mouth_model: str = ""
    """Folders of networks in the place of the shipped ones; empty: these."""
    persona: tuple[str, ...] = ()
    """Who it is, as `extraversion=0.8` or `warmth=0.3,energy=1`; what is not told is 0.5."""
    cpu: int = ANY_CPU
    """On which alone it runs, if real time is asked for."""
    realtime: bool = False
    """Whether a live performance goes before all ordinary programs."""
    shadow: bool = False
    """Everything runs and nothing is sent: the robot stays without torque, and is watched."""

    @property
    def hinted(self) -> float:
        """How much voice and words count, 0..1: nothing where an emotion is commanded."""
        if self.emotion is not None:
            return 0.0
        if self.affect is not None:
            return self.affect
        return 0.8 if self.text else 0.0
