"""`native_robot`: the firmware as a process of its own, in real time behind a pseudo-terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from kinesics.errors import BridgeError
from kinesics_bridge.twin.native_twin import NativeOptions, NativeTwin

__all__ = ["native_robot"]


@contextmanager
def native_robot(trace: Path | None = None) -> Iterator[NativeTwin]:
    """It lives within, without a joint table; BridgeError where it cannot be built."""
    try:
        robot = NativeTwin(NativeOptions(trace=trace))
    except PackageNotFoundError as error:
        raise BridgeError("the native firmware needs a compiler: pip install ziglang") from error
    with robot:
        yield robot
