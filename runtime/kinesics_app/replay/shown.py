"""`ReplayShown`: a replay, as those who look on see it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.motion.channels import NAMES
from kinesics.record.mcap_file import Stream, read_mcap
from kinesics.record.sends import Sends
from kinesics.record.take import F64
from kinesics_app.device.device import Device
from kinesics_app.life.health import Health, health_with
from kinesics_app.tick.loop import Row
from kinesics_app.tick.stages import Stages

__all__ = ["ReplayShown"]


class ReplayShown:
    """What the recording says of each row; it has no stages, for nothing is thought."""

    def __init__(self, path: Path, sends: Sends) -> None:
        """`sends` are the rows in the recording at `path`.

        Raises:
            RecordError: it cannot be read.
        """
        self.stages = Stages()
        self.sent = 0
        """How many rows were sent until now."""
        self._sends = sends
        streams = {} if sends.played is None and sends.told is None else read_mcap(path)
        self._channels = _by_row(streams.get("channels"), sends, NAMES)
        self._asked = _by_row(streams.get("asked"), sends, sends.joint_names)

    def row_at(self, t_ns: int) -> Row | None:
        """The row that is executed at `t_ns`; None: that is not sent yet, or over."""
        number = int(np.searchsorted(self._sends.t_ns, t_ns, side="right")) - 1
        if not 0 <= number < self.sent:
            return None
        date_ns = int(self._sends.t_ns[number])
        return Row(date_ns, self._channels[number], self._asked[number], self._sends.values[number])

    def health(self, device: Device) -> Health:
        """How the twin is."""
        return health_with(device, self._status(device), {})

    def _status(self, device: Device) -> Mapping[str, Any]:
        counted = device.counters
        return {
            "robot": self._sends.robot,
            "state": device.bridge.state or "not connected",
            "ticks": self.sent,
            "late": counted.get("rows_late", 0),
            "underruns": counted.get("underruns", 0),
        }


def _by_row(stream: Stream | None, sends: Sends, names: tuple[str, ...]) -> F64:
    """(N, K) values at the date of each row; NaN: the recording does not say."""
    if stream is None or stream.names != names:
        return np.full((len(sends.t_ns), len(names)), np.nan)
    nearest = np.searchsorted(stream.t_ns, sends.t_ns).clip(0, len(stream.t_ns) - 1)
    values: F64 = stream.values[nearest]
    return values
