"""`GazeBy`: who decides where a robot looks, and who does unless told."""

from typing import Literal

from kinesics_app.settings.setting import SETTINGS

__all__ = ["GAZE", "GAZES", "GazeBy"]

GazeBy = Literal["network", "rules"]

GAZES: tuple[GazeBy, ...] = ("network", "rules")

GAZE: GazeBy = SETTINGS["gaze"].default
