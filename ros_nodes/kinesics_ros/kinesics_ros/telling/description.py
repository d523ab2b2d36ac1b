"""`description_of`: the URDF that goes out as robot_description."""

from importlib.resources import files
from pathlib import Path

from kinesics.errors import RigError
from kinesics.rig.load import shipped_rigs

__all__ = ["description_of"]


def description_of(robot: str, urdf: str) -> str:
    """The text of the file `urdf`, else of the robot's own; empty: it has none.

    Raises:
        RigError: `urdf` cannot be read.
    """
    if urdf:
        path = Path(urdf)
    elif robot in shipped_rigs():
        path = Path(str(files("kinesics.rig"))) / "robots" / robot / f"{robot}.urdf"
    else:
        path = Path(robot).with_suffix(".urdf")
    if not urdf and not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise RigError(f"urdf {urdf!r} cannot be read: {error}; wanted a URDF file") from error
