"""`RunRequest`: which robot lives where, and how."""

from dataclasses import dataclass, field
from pathlib import Path

from kinesics.inference.backend import AUTO
from kinesics_app.settings.gaze_by import GAZE, GazeBy
from kinesics_app.settings.socket_path import socket_path
from kinesics_app.tick.realtime import ANY_CPU

__all__ = ["RunRequest"]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """Which robot lives where; the defaults are the command line's."""

    device: str = "twin"
    """`twin`, `buses`, or the name of a serial port."""
    robot: str = "humanoid"
    socket: Path = field(default_factory=socket_path)
    web_port: int = 0
    """Of a WebSocket on loopback; 0: none."""
    studio: bool = False
    """Whether a page is served on which it is seen and steered: by `run_with_studio` alone."""
    studio_port: int = 8765
    studio_host: str = "127.0.0.1"
    studio_token: str = ""
    """Empty: none on loopback, else one is made up."""
    say_command: str = ""
    """Makes a sound of a sentence; empty: nothing does."""
    record: str = ""
    """File or folder into which all that it does is written; empty: it is not."""
    recording_mb: int = 5000
    recording_days: int = 30
    """How much of what is recorded stays on disk."""
    lead_ms: float = 100.0
    lookahead_ms: int = 80
    cpu: int = ANY_CPU
    """On which alone it runs, if real time is asked for."""
    realtime: bool = False
    """Ask the system that its ticks go before all ordinary programs."""
    budget_ms: float = 3.0
    """What a network may cost at one tick."""
    late: tuple[str, ...] = ()
    """What is done about a network that keeps missing it, as `speech=hold`."""
    black_box: bool = True
    """Whether its last ten minutes are kept in memory, and on disk at a fault."""
    black_box_mb: int = 500
    black_box_days: int = 30
    """How much of that stays on disk."""
    odometer: bool = True
    """Whether what its joints do is counted, and kept."""
    seed: int = 0
    backend: str = AUTO
    gaze: GazeBy = GAZE
    """Who decides where it looks and when it blinks."""
    gaze_model: str = ""
    gesture_model: str = ""
    mouth_model: str = ""
    """Folders of networks in the place of the shipped ones; empty: these."""
    gestures: str = ""
    """Folder of somebody's own gestures and imported motion; empty: none."""
    level: bool = True
    """Whether gaze and head counter what is told of its base."""
    sound: bool = True
    """Whether what it says is played here."""
    av_trim_ms: float = 0.0
    """How much later sound is heard than its output says."""
    reference: str = ""
    """WAV file of what goes to its loudspeaker; empty: none."""
    camera: str = ""
    """Whose faces it looks at: a device, a film, a folder; empty: none."""
    camera_rate_hz: float = 15.0
    camera_delay_ms: float = 30.0
    """How long before its date a picture was taken."""
    face_model: str = ""
    """The face network's file; empty: that of an installed package."""
    microphone: str = ""
    """Who speaks, it hears by this: a device, a sound file, `given`; empty: none."""
    microphone_delay_ms: float = 0.0
    """How long before its date a sound was heard."""
    barge_in: bool = False
    """Whether who speaks into its words ends them."""
    persona: tuple[str, ...] = ()
    """Who it is, as `extraversion=0.8`; what is not told is 0.5."""
    quiet: bool = False
    """Whether its servos are hushed whenever it does not speak."""
    emotion: str | None = None
    """The mood that it begins in, as `happy:0.6+surprised:0.3`; it wears off in ten minutes."""
    dials: tuple[str, ...] = ()
    """Gains of what is shown, as `lips=0.7`."""
    off: tuple[str, ...] = ()
    """Behaviours that show nothing, as `blink`."""
    loudness: float = 0.0
    """0..1: how much wider a raised voice opens the mouth."""
    affect: float = 0.0
    """0..1: how much its own voice and words colour its face."""
