"""`demand_room`: whether a performance will fit where it is to be written, asked before it."""

import shutil
from contextlib import suppress
from pathlib import Path

from kinesics.errors import RecordError
from kinesics.rig.load import load_rig

__all__ = ["demand_room"]

_BYTES_PER_S = 200_000  # of sound, channels and report; measured, with ten per cent off
_BYTES_PER_JOINT_S = 5_000
_LARGEST_SHARE = 0.2  # of all that one of its files is at least


def demand_room(folder: Path, speech: Path, robot: str) -> None:
    """Whether a performance of `speech` on `robot` fits into `folder`, by its length.

    The estimate is on the low side. A speech that cannot be read is told by who reads it.

    Raises:
        RecordError: less is free than it takes, or no file may be that large.
        RigError: no such robot.
    """
    import soundfile

    seconds = 0.0
    with suppress(soundfile.SoundFileError, OSError, ValueError), speech.open("rb") as file:
        seconds = soundfile.info(file).duration
    joints = len(load_rig(robot).joints)
    takes = seconds * (_BYTES_PER_S + _BYTES_PER_JOINT_S * joints)
    free = shutil.disk_usage(folder).free
    if free < takes:
        raise RecordError(
            f"{folder}: {free / 1e6:.1f} MB are free there, and a performance of {seconds:.0f} s "
            f"takes about {takes / 1e6:.1f} MB; make room, or name another folder with --out"
        )
    largest = _largest_file()
    if largest is not None and largest < _LARGEST_SHARE * takes:
        raise RecordError(
            f"no file may be larger than {largest / 1e6:.1f} MB here (ulimit -f), and one of a "
            f"performance of {seconds:.0f} s takes about {_LARGEST_SHARE * takes / 1e6:.1f} MB"
        )


def _largest_file() -> int | None:
    """Bytes that this process may give a file; None: no limit, or none is known."""
    try:
        import resource
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return None if soft == resource.RLIM_INFINITY else soft
