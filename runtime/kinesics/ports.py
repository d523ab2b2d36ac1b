"""The protocols between rooms: two or three methods each, each with one contract test."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.frame import Frame
from kinesics.motion.joint_path import JointMotion
from kinesics.motion.track import Track
from kinesics.signals import (
    Appraisal,
    BaseTilt,
    Being,
    BlinkUrges,
    Cease,
    Expression,
    Faces,
    Feeling,
    GazeShift,
    GestureCue,
    GestureOutlook,
    HeadCue,
    HeardVoice,
    Hint,
    Horizon,
    LetGo,
    Look,
    MotorNoise,
    PartnerVoice,
    Persona,
    PhoneTimes,
    Posture,
    Prosody,
    Quiet,
    Say,
    Speech,
    SpeechEnd,
    SpeechText,
    Target,
    Telemetry,
    Turn,
)

__all__ = ["Analyser", "Behaviour", "Bridge", "Cue", "Packet", "Sensed", "Stepper"]

Heard = Speech | SpeechEnd | SpeechText | PhoneTimes | Prosody | GestureOutlook
Shown = Feeling | LetGo | Hint | Appraisal | Expression | Turn | Persona | Quiet
Cue = Target | Look | GestureCue | HeadCue | Posture | Being | Say | Cease | JointMotion
"""What the conversation asks of the body; already arbitrated."""

Packet = Horizon | Heard | Shown | Cue | PartnerVoice | BaseTilt | GazeShift | BlinkUrges

Sensed = Faces | HeardVoice | MotorNoise
"""Of eyes and ears, and for them: what comes of it for behaviours, the robot's own side decides."""


class Analyser(Protocol):
    """Derives dated packets from dated packets, for all behaviours: prosody from speech."""

    name: str

    def feed(self, packet: Packet) -> Sequence[Packet]:
        """What this packet lets us know, oldest first; nothing for packets of no interest.

        Others hear it after the packet; what a `Horizon` lets us know, before it.
        """


class Behaviour(Protocol):
    """Turns dated packets into motion dated in the near future; may be late, never moves *now*."""

    name: str
    """The mixer's name for the source of these tracks."""

    def feed(self, packet: Packet) -> Track | None:
        """The motion that this packet lets us know, or None: also for packets of no interest."""


class Stepper(Protocol):
    """A network in a streaming state: write `inputs`, `step()`, read `outputs`."""

    @property
    def inputs(self) -> Mapping[str, NDArray[np.float32]]:
        """Named preallocated arrays that the caller writes into."""

    @property
    def outputs(self) -> Mapping[str, NDArray[np.float32]]:
        """Named arrays that hold the result of the last `step()`, until the next one."""

    def step(self) -> None:
        """Run the network once; its states advance."""

    def reset(self) -> None:
        """Return every state to its initial value."""

    def snapshot(self) -> dict[str, NDArray[np.float32]]:
        """A copy of every state, by name."""

    def restore(self, states: Mapping[str, NDArray[np.float32]]) -> None:
        """Continue from a `snapshot()`."""


class Bridge(Protocol):
    """A robot's actuators behind one wire; `send` schedules, `poll` tells."""

    def send(self, frame: Frame) -> Frame:
        """Schedule joint positions for `frame.t_ns`; returns what really went out."""

    def poll(self) -> Telemetry | None:
        """The oldest telemetry not yet polled, or None: call until None."""

    def stop(self) -> None:
        """Brake at the limits, whatever is queued."""

    def close(self) -> None:
        """Release the port; twice is fine."""
